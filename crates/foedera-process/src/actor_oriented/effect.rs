//! What actors look at: statistics of an actor, and what a tie adds to them.

use crate::actor_oriented::{Network, Panel};

/// An effect: a statistic s_i(x) of the network from the point of view of actor i. The objective of i is Σ_k β_k s_ik(x)
/// (Snijders 2001, Sociological Methodology 31, eq. 3); the names are those of RSiena. Numbers are places of covariates in the
/// panel, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Directed: ties sent, Σ_j x_ij.
    Outdegree,
    /// Directed: ties sent and returned, Σ_j x_ij x_ji.
    Reciprocity,
    /// Directed: friends of friends who are friends, Σ_jh x_ij x_ih x_hj.
    TransitiveTriplets,
    /// Directed: cycles of three through i, Σ_jh x_ij x_jh x_hi.
    ThreeCycles,
    /// Non-directed: ties, Σ_j x_ij.
    Degree,
    /// Non-directed: triangles at i, Σ_j<h x_ij x_ih x_jh.
    TransitiveTriads,
    /// What those have whom i chooses, Σ_j x_ij v_j.
    Alter(usize),
    /// What i has, for each tie, v_i Σ_j x_ij.
    Ego(usize),
    /// How like i those are whom i chooses, Σ_j x_ij (sim_ij − mean).
    Similarity(usize),
}

impl Effect {
    /// All effects, those of covariates of this one.
    pub fn all(covariate: usize) -> [Self; 9] {
        [
            Self::Outdegree,
            Self::Reciprocity,
            Self::TransitiveTriplets,
            Self::ThreeCycles,
            Self::Degree,
            Self::TransitiveTriads,
            Self::Alter(covariate),
            Self::Ego(covariate),
            Self::Similarity(covariate),
        ]
    }

    /// The name in tables, as in RSiena.
    pub fn name(self, panel: &Panel) -> String {
        match self {
            Self::Outdegree => "outdegree (density)".to_owned(),
            Self::Reciprocity => "reciprocity".to_owned(),
            Self::TransitiveTriplets => "transitive triplets".to_owned(),
            Self::ThreeCycles => "3-cycles".to_owned(),
            Self::Degree => "degree (density)".to_owned(),
            Self::TransitiveTriads => "transitive triads".to_owned(),
            Self::Alter(covariate) => format!("{} alter", panel.covariate_name(covariate)),
            Self::Ego(covariate) => format!("{} ego", panel.covariate_name(covariate)),
            Self::Similarity(covariate) => format!("{} similarity", panel.covariate_name(covariate)),
        }
    }

    /// The name in the catalogue, in which NAME stands for that of a covariate.
    pub fn general_name(self) -> &'static str {
        match self {
            Self::Outdegree => "outdegree",
            Self::Reciprocity => "reciprocity",
            Self::TransitiveTriplets => "transitive triplets",
            Self::ThreeCycles => "3-cycles",
            Self::Degree => "degree",
            Self::TransitiveTriads => "transitive triads",
            Self::Alter(_) => "NAME alter",
            Self::Ego(_) => "NAME ego",
            Self::Similarity(_) => "NAME similarity",
        }
    }

    /// The statistic of an actor as a formula: x_ij is a tie, v_i a centred value.
    pub fn formula(self) -> &'static str {
        match self {
            Self::Outdegree | Self::Degree => "Σ_j x_ij",
            Self::Reciprocity => "Σ_j x_ij x_ji",
            Self::TransitiveTriplets => "Σ_jh x_ij x_ih x_hj",
            Self::ThreeCycles => "Σ_jh x_ij x_jh x_hi",
            Self::TransitiveTriads => "Σ_j<h x_ij x_ih x_jh",
            Self::Alter(_) => "Σ_j x_ij v_j",
            Self::Ego(_) => "v_i Σ_j x_ij",
            Self::Similarity(_) => "Σ_j x_ij (sim_ij − mean)",
        }
    }

    /// What it means, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Outdegree => "ties sent: the density of a directed network",
            Self::Reciprocity => "ties that are returned",
            Self::TransitiveTriplets => "partners of partners who are partners",
            Self::ThreeCycles => "cycles of three through the actor",
            Self::Degree => "ties: the density of a network without direction",
            Self::TransitiveTriads => "triangles at the actor",
            Self::Alter(_) => "what those have whom the actor chooses",
            Self::Ego(_) => "what the actor has, for each tie",
            Self::Similarity(_) => "how like the actor those are whom it chooses",
        }
    }

    /// The covariate that it uses.
    pub fn covariate(self) -> Option<usize> {
        match self {
            Self::Alter(covariate) | Self::Ego(covariate) | Self::Similarity(covariate) => Some(covariate),
            _ => None,
        }
    }

    /// Whether it is for directed networks (`Some(true)`), for non-directed ones (`Some(false)`), or for both (`None`).
    pub fn is_directed(self) -> Option<bool> {
        match self {
            Self::Outdegree | Self::Reciprocity | Self::TransitiveTriplets | Self::ThreeCycles => Some(true),
            Self::Degree | Self::TransitiveTriads => Some(false),
            Self::Alter(_) | Self::Ego(_) | Self::Similarity(_) => None,
        }
    }

    /// Whether it depends on other ties than that from i to j.
    pub(crate) fn is_structural(self) -> bool {
        use Effect::{Reciprocity, ThreeCycles, TransitiveTriads, TransitiveTriplets};
        matches!(self, Reciprocity | TransitiveTriplets | ThreeCycles | TransitiveTriads)
    }

    /// s_i of the network, with the covariates of a period, straight from the definition.
    ///
    /// # Panics
    /// If the panel has no such covariate, period or actor.
    pub fn of_actor(self, panel: &Panel, period: usize, network: &Network, i: usize) -> f64 {
        let actors = 0..network.actors();
        let x = |from: usize, to: usize| network.has(from, to);
        let count = |is: &dyn Fn(usize, usize) -> bool| {
            actors.clone().map(|j| actors.clone().filter(|h| is(j, *h)).count()).sum::<usize>() as f64
        };
        let sum = |of: &dyn Fn(usize) -> f64| actors.clone().filter(|j| x(i, *j)).map(of).sum::<f64>();
        match self {
            Self::Outdegree | Self::Degree => sum(&|_| 1.0),
            Self::Reciprocity => sum(&|j| f64::from(u8::from(x(j, i)))),
            Self::TransitiveTriplets => count(&|j, h| x(i, j) && x(i, h) && x(h, j)),
            Self::ThreeCycles => count(&|j, h| x(i, j) && x(j, h) && x(h, i)),
            Self::TransitiveTriads => count(&|j, h| j < h && x(i, j) && x(i, h) && x(j, h)),
            Self::Alter(covariate) => sum(&|j| panel.value(covariate, period, j)),
            Self::Ego(covariate) => sum(&|_| panel.value(covariate, period, i)),
            Self::Similarity(covariate) => sum(&|j| panel.similarity(covariate, period, i, j)),
        }
    }

    /// Σ_i s_i, what the method of moments holds against its expectation.
    ///
    /// # Panics
    /// If the panel has no such covariate or period.
    pub fn statistic(self, panel: &Panel, period: usize, network: &Network) -> f64 {
        (0..network.actors()).map(|i| self.of_actor(panel, period, network, i)).sum()
    }

    /// The change statistic: what a tie from i to j adds to s_i, whether it is there or not. For a non-directed network the tie is
    /// meant in both directions.
    ///
    /// # Panics
    /// If the panel has no such covariate, period or actors, or the actors are the same.
    pub fn change(self, panel: &Panel, period: usize, network: &Network, i: usize, j: usize) -> f64 {
        assert!(i != j, "a tie between two actors");
        let x = |from: usize, to: usize| network.has(from, to);
        let count = |is: &dyn Fn(usize) -> bool| (0..network.actors()).filter(|h| is(*h)).count() as f64;
        match self {
            Self::Reciprocity => f64::from(u8::from(x(j, i))),
            Self::TransitiveTriplets => count(&|h| x(i, h) && x(h, j)) + count(&|h| x(i, h) && x(j, h)),
            Self::ThreeCycles => count(&|h| x(j, h) && x(h, i)),
            Self::TransitiveTriads => count(&|h| x(i, h) && x(h, j)),
            _ => self.lone_change(panel, period, i, j),
        }
    }

    /// What a tie from i to j adds to s_i where it depends on no other tie; 0 for the others.
    pub(crate) fn lone_change(self, panel: &Panel, period: usize, i: usize, j: usize) -> f64 {
        match self {
            Self::Outdegree | Self::Degree => 1.0,
            Self::Alter(covariate) => panel.value(covariate, period, j),
            Self::Ego(covariate) => panel.value(covariate, period, i),
            Self::Similarity(covariate) => panel.similarity(covariate, period, i, j),
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor_oriented::Covariate;
    use crate::actor_oriented::state::State;
    use foedera_math::{Draw, Stream};

    const ACTORS: usize = 8;

    fn random(seed: u64, symmetric: bool) -> Network {
        let mut network = Network::new(ACTORS, vec![false; ACTORS * ACTORS]).unwrap();
        let draw = Draw { seed, future: 0, stream: Stream::Test(0), option: 0 };
        for cell in 0..ACTORS * ACTORS {
            let (i, j) = (cell / ACTORS, cell % ACTORS);
            if i != j && draw.uniform(cell as u32) < 0.3 {
                network = network.with(i, j, true);
                network = if symmetric { network.with(j, i, true) } else { network };
            }
        }
        network
    }

    fn panel() -> Panel {
        let values = (0..ACTORS).map(|i| (i * i % 5) as f64).collect();
        Panel::new(vec![random(1, true), random(2, true)], vec![Covariate::constant("v", values)]).unwrap()
    }

    /// The networks with which an effect is tried: symmetric ones, and others too if it is not for non-directed ones only.
    fn cases(effect: Effect) -> impl Iterator<Item = (Network, bool)> {
        let symmetric =
            (3..9).map(|seed| (random(seed, true), true)).filter(move |_| effect.is_directed() != Some(true));
        symmetric
            .chain((3..9).map(|seed| (random(seed, false), false)).filter(move |_| effect.is_directed() != Some(false)))
    }

    #[test]
    fn the_change_is_the_difference_of_the_statistic() {
        let panel = panel();
        for effect in Effect::all(0) {
            for (network, symmetric) in cases(effect) {
                for (i, j) in (0..ACTORS * ACTORS).map(|cell| (cell / ACTORS, cell % ACTORS)).filter(|(i, j)| i != j) {
                    let of = |there: bool| {
                        let network = network.clone().with(i, j, there);
                        let network = if symmetric { network.with(j, i, there) } else { network };
                        effect.of_actor(&panel, 0, &network, i)
                    };
                    let change = effect.change(&panel, 0, &network, i, j);
                    assert!((of(true) - of(false) - change).abs() < 1e-12, "{effect:?} {i} {j}");
                }
            }
        }
    }

    #[test]
    fn a_state_on_its_way_knows_the_same_changes_and_statistics() {
        let panel = panel();
        for effect in Effect::all(0).into_iter().filter(|effect| effect.is_structural()) {
            for (network, symmetric) in cases(effect) {
                let mut state = State::new(ACTORS);
                state.restart(&random(77, symmetric));
                for (i, j) in (0..ACTORS * ACTORS).map(|cell| (cell / ACTORS, cell % ACTORS)) {
                    if state.has(i, j) != network.has(i, j) {
                        state.toggle(i, j);
                    }
                }
                assert_eq!(state.network(), network);
                assert_eq!(state.distance(), network.distance(&random(77, symmetric)));
                assert_eq!(state.statistic(effect), effect.statistic(&panel, 0, &network));
                for i in 0..ACTORS {
                    let mut visits = [0_usize; ACTORS];
                    state.visit(effect, i, |j| visits[j] += 1);
                    for j in (0..ACTORS).filter(|j| *j != i) {
                        let change = effect.change(&panel, 0, &network, i, j);
                        assert_eq!((visits[j] as f64, state.change(effect, i, j) as f64), (change, change));
                    }
                }
            }
        }
    }
}
