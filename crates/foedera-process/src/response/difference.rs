//! First differences of the model of answers: what each effect does to the probability of troops.

use foedera_likelihood::{FirstDifference, variance_inflation};
use foedera_math::logistic;

use super::{AnswerModel, Drawn};
use crate::Estimated;

impl AnswerModel {
    /// The first difference of each effect in the probability of troops from an average ally at an average call of an average treaty
    /// (intercepts of groups 0), the other effects at their centre, over this many draws of the parameters; `None` if the covariance in
    /// the file is none.
    pub fn first_differences(&self, draws: u32, seed: u64) -> Option<Vec<FirstDifference>> {
        let size = self.mode.len();
        let drawn = Drawn::new(self, draws as usize, seed)?;
        let of = |(place, fitted): (usize, &Estimated)| {
            let (from, to) = fitted.effect.contrast(fitted.scaling.centre, fitted.scaling.deviation);
            let at = |value: f64| fitted.scaling.standard(value);
            let troops = |theta: &[f64], x: f64| logistic(theta[place] * x - theta[size - 1]);
            let both = |theta: &[f64]| (troops(theta, at(from)), troops(theta, at(to)));
            FirstDifference::of((from, to), &drawn.parameters().map(both).collect::<Vec<_>>())
        };
        self.effects.iter().enumerate().map(of).collect()
    }

    /// The variance inflation factor of each effect under the posterior; `None` if the covariance in the file is none.
    pub fn inflation(&self) -> Option<Vec<f64>> {
        Some(variance_inflation(self.mode.len(), &self.covariance)?[..self.effects.len()].to_vec())
    }
}
