//! What can be wrong with a panel, a model, or a run.

/// Why a panel, a model or an estimate could not be had. Waves, periods and actors are counted from 1 in messages.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A network is not a square of ties.
    #[error("a network of {actors} actors needs {} cells, not {cells}: give one row and one column for each actor", actors * actors)]
    Cells {
        /// The number of actors.
        actors: usize,
        /// The number of cells given.
        cells: usize,
    },
    /// An actor has a tie to itself.
    #[error("actor {} has a tie to itself: set the diagonal to no tie", actor + 1)]
    Loop {
        /// The actor, from 0.
        actor: usize,
    },
    /// A panel needs two waves.
    #[error("a panel needs at least two waves, not {waves}")]
    Waves {
        /// The number of waves given.
        waves: usize,
    },
    /// The waves are not of the same actors.
    #[error("wave {} has {actors} actors, wave 1 has {expected}: give all waves the same actors in the same order", wave + 1)]
    Actors {
        /// The wave, from 0.
        wave: usize,
        /// Its number of actors.
        actors: usize,
        /// The number of actors of the first wave.
        expected: usize,
    },
    /// There is no one to choose.
    #[error("a panel needs at least two actors, not {actors}")]
    TooFew {
        /// The number of actors.
        actors: usize,
    },
    /// A covariate has the wrong number of waves or values.
    #[error("covariate {name}: {what}")]
    Covariate {
        /// Its name.
        name: String,
        /// What is wrong and what to do.
        what: String,
    },
    /// Two successive waves are the same.
    #[error("nothing changes in period {}: drop one of its two waves, there is nothing to explain", period + 1)]
    NoChange {
        /// The period, from 0.
        period: usize,
    },
    /// A rule for non-directed networks has a directed one.
    #[error("wave {} is not symmetric, but rule {rule} is for non-directed networks: use the directed rule", wave + 1)]
    NotSymmetric {
        /// The wave, from 0.
        wave: usize,
        /// The name of the rule.
        rule: &'static str,
    },
    /// The model has no effects, or some twice.
    #[error("{what}")]
    Effects {
        /// What is wrong and what to do.
        what: String,
    },
    /// A list of parameters has the wrong length, or something in it is not finite.
    #[error(
        "{given} parameters for {expected} effects, or one that is not finite: give one finite number for each effect"
    )]
    Parameters {
        /// The number of parameters given.
        given: usize,
        /// The number of effects.
        expected: usize,
    },
    /// An option is out of its range.
    #[error("option {name}: {what}")]
    Option {
        /// Its name.
        name: &'static str,
        /// What it must be.
        what: &'static str,
    },
    /// The exponential of an objective is beyond what a float holds.
    #[error("the objective leaves the range of numbers in period {}: the parameters diverge; start from smaller ones, lower the gain, or drop an effect", period + 1)]
    Overflow {
        /// The period, from 0.
        period: usize,
    },
    /// A simulation goes on and on.
    #[error("after {steps} steps period {} is not as far from its start as observed: the parameters diverge; start from others, lower the gain, or drop an effect", period + 1)]
    Endless {
        /// The period, from 0.
        period: usize,
        /// The steps taken.
        steps: usize,
    },
    /// The statistics do not tell the parameters apart.
    #[error("the derivative of the moments is singular at effect {}: it is confounded with the effects before it, or never changes; drop one", effect + 1)]
    Singular {
        /// The effect, from 0.
        effect: usize,
    },
}
