//! First differences of a fitted process: what each effect does to the probability of an event within a year.

use foedera_likelihood::{FirstDifference, variance_inflation};
use foedera_math::{Draw, exp, exp_m1};

use crate::{Effect, Estimated, Model};

impl Model {
    /// The first difference of each effect in the probability of an event within a year, the other effects at their centre and the
    /// frailty at 1, over this many draws of the parameters; `None` for the intercept.
    pub fn first_differences(&self, draws: u32, seed: u64) -> Vec<Option<FirstDifference>> {
        let stream = self.kind.process().parameters();
        let drawn: Vec<Vec<f64>> =
            (0..draws).map(|future| self.draw(Draw { seed, future, stream, option: 0 })).collect();
        let of = |(place, estimated): (usize, &Estimated)| {
            let (from, to) = estimated.effect.contrast(estimated.scaling.centre, estimated.scaling.deviation);
            let at = |value: f64| estimated.effect.drawn_in(value, &estimated.scaling);
            let probability = |theta: &[f64], x: f64| -exp_m1(-exp(theta[0] + theta[place] * x));
            let both = |theta: &Vec<f64>| (probability(theta, at(from)), probability(theta, at(to)));
            let pairs: Vec<(f64, f64)> = drawn.iter().map(both).collect();
            (estimated.effect != Effect::INTERCEPT).then(|| FirstDifference::of((from, to), &pairs)).flatten()
        };
        self.effects.iter().enumerate().map(of).collect()
    }

    /// The variance inflation factor of each effect under the posterior; `None` if the covariance in the file is none.
    pub fn inflation(&self) -> Option<Vec<f64>> {
        let found = variance_inflation(self.mode().len(), &self.covariance)?;
        Some(found[..self.effects.len()].to_vec())
    }
}
