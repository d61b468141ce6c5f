//! What a model is asked for and why it may be refused: its kind, the risk set, clusters, options, errors.

use foedera_likelihood::{FrailtyKind, HELD_BYTES};

/// A model for the next event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelKind {
    /// Given who acts, towards whom: softmax over receivers (Stadtfeld and Block 2017).
    Choice,
    /// Who acts: rates of senders.
    Rate,
    /// Who acts towards whom: rates of pairs (Butts 2008).
    Rem,
    /// Which pair makes a tie that both want: P_ij = p_ij p_ji / Σ p_gh p_hg (Stadtfeld, Hollway and Block 2017).
    Coordination,
    /// How who was called answers: ordered levels with thresholds (McCullagh 1980).
    Response,
    /// Which set of actors, of those of its size: relational hyperevents (Lerner and Lomi 2022).
    Sets,
}

impl ModelKind {
    /// All kinds, in the order of the catalogue of effects.
    pub const ALL: [Self; 6] = [Self::Choice, Self::Rate, Self::Rem, Self::Coordination, Self::Response, Self::Sets];

    /// The name in formulas.
    pub fn name(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Rate => "rate",
            Self::Rem => "rem",
            Self::Coordination => "coordination",
            Self::Response => "response",
            Self::Sets => "sets",
        }
    }
}

/// With what an event is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Risk {
    /// With all that could have been.
    #[default]
    All,
    /// With some drawn at random.
    Sampled {
        /// How many for each event.
        options: usize,
        /// The seed of the draws.
        seed: u64,
    },
}

/// What depends on each other, for robust errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clusters {
    /// Nothing is said.
    #[default]
    None,
    /// Events of one sender.
    Sender,
    /// Events of one receiver.
    Receiver,
    /// Each event by itself. Rates in time know no such clusters.
    Event,
}

impl Clusters {
    /// The cluster of an event of this sender and receiver, the `index`-th of all.
    pub(crate) fn of(self, sender: usize, receiver: usize, index: usize) -> u32 {
        let cluster = match self {
            Self::None => 0,
            Self::Sender => sender,
            Self::Receiver => receiver,
            Self::Event => index,
        };
        cluster as u32
    }
}

/// How a model reads its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// With what an event is compared.
    pub risk: Risk,
    /// What depends on each other.
    pub clusters: Clusters,
    /// A frailty for each cluster, in models in time.
    pub frailty: Option<FrailtyKind>,
    /// Bytes of the sample beyond which it is made anew at each pass.
    pub budget: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { risk: Risk::All, clusters: Clusters::None, frailty: None, budget: HELD_BYTES }
    }
}

/// A model that cannot be made of these data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// An effect that is not in the catalogue.
    #[error("unknown effect `{0}`")]
    UnknownEffect(String),
    /// A network or attribute that the data do not have.
    #[error("`{effect}` is of `{name}`, which the data do not have")]
    UnknownName {
        /// The effect.
        effect: String,
        /// The name.
        name: String,
    },
    /// Too many or too few networks or attributes.
    #[error("`{effect}` is of {wanted}")]
    Wants {
        /// The effect.
        effect: String,
        /// What it is of.
        wanted: &'static str,
    },
    /// Networks or attributes of the wrong side.
    #[error("`{effect}` has no meaning here: {why}")]
    Sides {
        /// The effect.
        effect: String,
        /// Why.
        why: String,
    },
    /// An argument that the effect does not take, or not with this value.
    #[error("`{effect}` does not take `{argument}`")]
    Argument {
        /// The effect.
        effect: String,
        /// The argument with its value.
        argument: String,
    },
    /// An effect that has no meaning in this model.
    #[error("`{0}` has no meaning in this model: it differs between no options")]
    NotInLaw(String),
    /// An effect that asks which of the two acts, where neither does.
    #[error("`{0}` asks which of the two acts, and the pairs of a network without direction have no sender")]
    Unordered(String),
    /// An event that was no option: one of its actors was not present, or not to be chosen.
    #[error("event {0} was no option: an actor of it was not present then, or not in its list of opportunities")]
    NoOption(usize),
    /// An attribute of which nobody has a value when it is first asked for.
    #[error("nobody has a value of `{0}` when it is asked for")]
    NoValue(String),
    /// More sets than can be compared.
    #[error("event {event}, of {members} of {present} actors, is one of {sets} sets, too many to compare all")]
    TooManySets {
        /// The event, counted from 1.
        event: usize,
        /// How many members it has.
        members: usize,
        /// Of how many actors they could be.
        present: usize,
        /// How many sets there are, with those of the events before it.
        sets: String,
    },
    /// A model in time over no time.
    #[error(
        "no time passes: all that happens ({events} events) is at one instant, {time}, so that there is no waiting time \
         from which a rate could be known"
    )]
    NoTime {
        /// How many events count.
        events: usize,
        /// The instant.
        time: String,
    },
    /// A model that asks for what the data do not have.
    #[error("{0}")]
    Data(&'static str),
    /// Numbers that cannot be computed with.
    #[error("{0}")]
    NoNumber(String),
    /// A level that an attribute never has.
    #[error("`{column}` never is `{wanted}`")]
    NoLevel {
        /// The attribute.
        column: String,
        /// The level.
        wanted: String,
        /// The levels that it has, as they are written in a formula.
        levels: Vec<String>,
    },
    /// A category where a number is asked for.
    #[error("{what}")]
    Category {
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// An effect that others say, or that the data do not tell.
    #[error("{0}")]
    Singular(String),
}
