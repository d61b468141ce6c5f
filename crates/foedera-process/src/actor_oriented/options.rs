//! How to look for the estimate.

use crate::actor_oriented::{Error, Model};

/// Options of [`crate::actor_oriented::estimate`].
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The seed of all random numbers. The same seed gives the same bytes on any number of threads.
    pub seed: u64,
    /// Where to start, one number for each effect; `None`: from the density, all else 0.
    pub start: Option<Vec<f64>>,
    /// The share of a Newton step that the first subphase takes, above 0 and up to 1. Each subphase halves it.
    pub gain: f64,
    /// The number of subphases of phase 2, from 1 to 8. Each has about 2.5 times the steps of the one before.
    pub subphases: usize,
    /// Simulations whose mean makes up one step of phase 2, at least 1. They run in parallel.
    pub batch: usize,
    /// Simulations of phase 1, from which the derivative comes; at least 20.
    pub phase_one: usize,
    /// Simulations of phase 3, from which convergence and standard errors come; at least 100.
    pub phase_three: usize,
    /// Phase 2 is repeated until the overall maximum convergence ratio is below this; above 0.
    pub threshold: f64,
    /// How many times phases 2 and 3 run at most; at least 1.
    pub rounds: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            start: None,
            gain: 0.2,
            subphases: 4,
            batch: 8,
            phase_one: 200,
            phase_three: 2000,
            threshold: 0.1,
            rounds: 5,
        }
    }
}

impl Options {
    /// Whether everything is in its range.
    pub(crate) fn check(&self, model: &Model) -> Result<(), Error> {
        let claims = [
            (self.gain > 0.0 && self.gain <= 1.0, "gain", "a number above 0 and up to 1"),
            ((1..=8).contains(&self.subphases), "subphases", "a number from 1 to 8"),
            (self.batch >= 1, "batch", "at least 1"),
            (self.phase_one >= 20, "phase_one", "at least 20 simulations"),
            (self.phase_three >= 100, "phase_three", "at least 100 simulations"),
            (self.threshold > 0.0, "threshold", "a number above 0"),
            (self.rounds >= 1, "rounds", "at least 1"),
        ];
        if let Some((_, name, what)) = claims.into_iter().find(|(holds, ..)| !holds) {
            return Err(Error::Option { name, what });
        }
        self.start.as_deref().map_or(Ok(()), |start| model.check_parameters(start))
    }

    /// The parameters to start from.
    pub(crate) fn start(&self, model: &Model) -> Vec<f64> {
        use crate::actor_oriented::Effect::{Degree, Outdegree};
        let waves = model.panel().waves();
        let density = waves.iter().map(crate::actor_oriented::Network::density).sum::<f64>() / waves.len() as f64;
        let ties = model.rule().start(density.clamp(0.001, 0.999));
        let of = |effect: &crate::actor_oriented::Effect| if matches!(effect, Outdegree | Degree) { ties } else { 0.0 };
        self.start.clone().unwrap_or_else(|| model.effects().iter().map(of).collect())
    }
}
