//! Damped Newton ascent to the posterior mode.

use foedera_math::Cholesky;

use crate::{Hazard, Posterior};

/// A posterior mode and the covariance of its Laplace approximation.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The mode.
    pub mode: Vec<f64>,
    /// The inverse of the negative Hessian at the mode, by rows; empty if that is not positive definite.
    pub covariance: Vec<f64>,
    /// The log-posterior at the mode and its derivatives.
    pub posterior: Posterior,
    /// Newton steps taken.
    pub iterations: u32,
    /// Whether the ascent ended at a maximum: Newton decrement below 1e-9 and a negative definite Hessian.
    pub converged: bool,
}

/// Most Newton steps before the fit gives up.
const STEPS: u32 = 100;

/// The posterior mode of `hazard`, from [`Hazard::start`].
pub fn fit(hazard: &Hazard) -> Fit {
    fit_from(hazard, hazard.start())
}

/// The posterior mode of `hazard`, from `at`. Where the Hessian is not negative definite a ridge is
/// added; where a step does not climb it is halved. Always returns; [`Fit::converged`] says whether to trust it.
pub fn fit_from(hazard: &Hazard, mut at: Vec<f64>) -> Fit {
    let mut here = hazard.posterior(&at);
    for iterations in 0..STEPS {
        let (step, ridge) = newton_step(&here);
        let decrement: f64 = step.iter().zip(&here.gradient).map(|(s, g)| s * g).sum();
        if decrement < 1e-9 && ridge == 0.0 {
            return finish(at, here, iterations, true);
        }
        let mut scale = 1.0;
        let climbed = loop {
            let next: Vec<f64> = at.iter().zip(&step).map(|(a, s)| a + scale * s).collect();
            let there = hazard.posterior(&next);
            if there.value.is_finite() && there.value >= here.value + 1e-4 * scale * decrement {
                break Some((next, there));
            }
            scale *= 0.5;
            if scale < 1e-12 {
                break None;
            }
        };
        match climbed {
            Some((next, there)) => (at, here) = (next, there),
            None => return finish(at, here, iterations, decrement < 1e-6),
        }
    }
    finish(at, here, STEPS, false)
}

/// The Newton step, and the ridge that was needed to make the negative Hessian positive definite.
fn newton_step(here: &Posterior) -> (Vec<f64>, f64) {
    let size = here.gradient.len();
    let mut ridge = 0.0;
    loop {
        let mut negative: Vec<f64> = here.hessian.iter().map(|value| -value).collect();
        for index in 0..size {
            negative[index * size + index] += ridge;
        }
        match Cholesky::new(size, &negative) {
            Ok(factor) => return (factor.solve(&here.gradient), ridge),
            Err(_) if ridge < 1e12 => ridge = (ridge * 10.0).max(1e-3),
            // Non-finite derivatives: no step; the caller sees that nothing climbs.
            Err(_) => return (vec![0.0; size], ridge),
        }
    }
}

fn finish(mode: Vec<f64>, posterior: Posterior, iterations: u32, converged: bool) -> Fit {
    let negative: Vec<f64> = posterior.hessian.iter().map(|value| -value).collect();
    let factor = Cholesky::new(mode.len(), &negative);
    let converged = converged && factor.is_ok();
    let covariance = factor.map(|factor| factor.inverse()).unwrap_or_default();
    Fit { mode, covariance, posterior, iterations, converged }
}
