//! A model at some parameters, with what does not depend on the network.

use foedera_math::{exp, exp_in_place};

use crate::actor_oriented::{Error, Model};

/// Exponentials of counts below this are held.
const POWERS: usize = 32;

/// A model at some parameters, ready to run. It holds the exponentials of all that does not depend on the network.
#[derive(Debug, Clone)]
pub struct Simulation<'a> {
    model: &'a Model,
    parameters: Vec<f64>,
    /// For each period, by rows: the exponential of Σ β_k s_k over the effects of the tie alone. The diagonal is 1.
    weights: Vec<Vec<f64>>,
    /// For each effect, the exponentials of 0, β, 2β, …
    powers: Vec<Vec<f64>>,
}

impl<'a> Simulation<'a> {
    /// Prepare a model to run at these parameters, one for each effect.
    ///
    /// # Errors
    /// [`Error::Parameters`] if their number is wrong or one is not finite.
    pub fn new(model: &'a Model, parameters: &[f64]) -> Result<Self, Error> {
        model.check_parameters(parameters)?;
        let cells = model.panel().actors() * model.panel().actors();
        let weights_of = |period: usize| {
            let mut sum = vec![0.0; cells];
            for (effect, parameter) in parameters.iter().enumerate() {
                let lone = model.lone(period, effect);
                sum.iter_mut().zip(lone).for_each(|(cell, change)| *cell += parameter * change);
            }
            exp_in_place(&mut sum);
            sum
        };
        let weights = (0..model.panel().periods()).map(weights_of).collect();
        let powers_of = |parameter: &f64| {
            let mut powers: Vec<f64> = (0..POWERS).map(|count| parameter * count as f64).collect();
            exp_in_place(&mut powers);
            powers
        };
        let powers = parameters.iter().map(powers_of).collect();
        Ok(Self { model, parameters: parameters.to_vec(), weights, powers })
    }

    /// The model.
    pub(crate) fn model(&self) -> &'a Model {
        self.model
    }

    /// The exponential of a parameter times a count.
    pub(crate) fn power(&self, effect: usize, count: usize) -> f64 {
        let known = self.powers[effect].get(count);
        known.copied().unwrap_or_else(|| exp(self.parameters[effect] * count as f64))
    }

    /// The exponentials of Σ β_k s_k over the effects of a tie alone, by rows.
    pub(crate) fn weights(&self, period: usize) -> &[f64] {
        &self.weights[period]
    }
}
