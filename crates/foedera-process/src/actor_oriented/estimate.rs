//! The method of moments by stochastic approximation.

use foedera_math::Cholesky;

use crate::actor_oriented::linear::{inverse, sandwich, times};
use crate::actor_oriented::moments::{Moments, mean_deviation, replicates};
use crate::actor_oriented::{Error, Model, Options, Simulation};

/// The weight of the diagonal in the matrix by which phase 2 steps, as in RSiena (its option `diagonalize`).
const DIAGONAL: f64 = 0.2;
/// A deviation of more than this many standard deviations is cut to it in a step, with all others in proportion.
const MOST_DEVIATION: f64 = 5.0;

/// The estimate of a model, and how well it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// One for each effect.
    pub parameters: Vec<f64>,
    /// Their standard errors, roots of the diagonal of the covariance.
    pub standard_errors: Vec<f64>,
    /// The covariance of the estimator by rows, D⁻¹ Σ D⁻ᵀ (Snijders 2001), with Σ the covariance of the moments and D
    /// their derivative at the estimate.
    pub covariance: Vec<f64>,
    /// For each period, the rate of opportunities in its time: for an actor to choose, or for an actor to meet a certain other one
    /// (two actors meet at twice this rate, on the initiative of either).
    pub rates: Vec<f64>,
    /// Their standard errors.
    pub rate_errors: Vec<f64>,
    /// For each effect, the mean of simulated less observed moments in phase 3, in standard deviations of a simulated one. Below
    /// 0.1 each is converged.
    pub ratios: Vec<f64>,
    /// The overall maximum convergence ratio √(dᵀ Σ⁻¹ d), d the mean deviations: the largest ratio of any combination of moments
    /// (RSiena's `tconv.max`).
    pub maximum_ratio: f64,
    /// Whether that is below the threshold of the options.
    pub is_converged: bool,
    /// How many times phases 2 and 3 ran.
    pub rounds: usize,
    /// Simulations of the whole panel, over all phases.
    pub simulations: usize,
}

/// Estimate the parameters of a model by the method of moments: those with which simulations reproduce the observed statistics
/// in the mean. Robbins–Monro in three phases (Snijders 2001; see docs/actor-oriented.md).
///
/// If the estimate is not converged after all rounds, it is given all the same, with `is_converged` false.
///
/// # Errors
/// [`Error::Option`] and [`Error::Parameters`] if an option is out of its range; [`Error::Singular`] if the moments do not tell the
/// parameters apart; [`Error::Endless`] and [`Error::Overflow`] if the parameters diverge.
pub fn estimate(model: &Model, options: &Options) -> Result<Estimate, Error> {
    options.check(model)?;
    let mut search = Search { model, options, simulations: 0 };
    let mut parameters = options.start(model);
    let mut step = Step::new(&search.moments(&parameters, options.phase_one)?)?;
    for subphase in 1..=options.subphases {
        parameters = search.subphase(&step, parameters, subphase)?;
        if subphase == 1 {
            // The start may be far off, and the derivative with it.
            step = Step::new(&search.moments(&parameters, options.phase_one)?)?;
        }
    }
    let mut rounds = 1;
    loop {
        let moments = search.moments(&parameters, options.phase_three)?;
        let result = search.conclude(&parameters, &moments, rounds)?;
        if result.is_converged || rounds >= options.rounds {
            return Ok(result);
        }
        rounds += 1;
        step = Step::new(&moments)?;
        for subphase in [options.subphases.saturating_sub(1).max(1), options.subphases] {
            parameters = search.subphase(&step, parameters, subphase)?;
        }
    }
}

/// How deviations become steps.
struct Step {
    inverse: Vec<f64>,
    deviations: Vec<f64>,
}

impl Step {
    fn new(moments: &Moments) -> Result<Self, Error> {
        let size = moments.deviation.len();
        // With more weight on its diagonal, a singular matrix would go unseen until phase 3.
        inverse(size, &moments.derivative).map_err(|effect| Error::Singular { effect })?;
        let mut matrix = moments.derivative.clone();
        for (cell, value) in matrix.iter_mut().enumerate() {
            if cell / size != cell % size {
                *value *= 1.0 - DIAGONAL;
            }
        }
        let inverse = inverse(size, &matrix).map_err(|effect| Error::Singular { effect })?;
        let deviations = (0..size).map(|k| moments.covariance[k * size + k].sqrt()).collect();
        Ok(Self { inverse, deviations })
    }

    /// A step of this share from a deviation.
    fn along(&self, deviation: &[f64], gain: f64) -> Vec<f64> {
        let ratios = deviation.iter().zip(&self.deviations).map(|(value, scale)| (value / scale).abs());
        let most = ratios.fold(0.0_f64, f64::max);
        let factor = if most > MOST_DEVIATION { gain * MOST_DEVIATION / most } else { gain };
        times(&self.inverse, deviation).into_iter().map(|value| factor * value).collect()
    }
}

/// A search under way.
struct Search<'a> {
    model: &'a Model,
    options: &'a Options,
    /// Simulations so far: the number of the next one.
    simulations: usize,
}

impl Search<'_> {
    /// Moments at some parameters from this many simulations.
    fn moments(&mut self, parameters: &[f64], count: usize) -> Result<Moments, Error> {
        let simulation = Simulation::new(self.model, parameters)?;
        let endings = replicates(&simulation, self.options.seed, self.simulations as u32, count, true)?;
        self.simulations += count;
        Ok(Moments::new(self.model, &endings))
    }

    /// Walk against the deviations with a constant gain and give the mean of the parameters on the way (Snijders 2001:
    /// it ends once the deviations of successive steps no longer go along with each other, within bounds).
    fn subphase(&mut self, step: &Step, mut parameters: Vec<f64>, subphase: usize) -> Result<Vec<f64>, Error> {
        let size = parameters.len();
        let gain = self.options.gain * 0.5_f64.powi(subphase as i32 - 1);
        let least = (foedera_math::pow(2.0, 4.0 * subphase as f64 / 3.0) * (7 + size) as f64) as usize;
        let mut mean = vec![0.0; size];
        let mut along = vec![0.0; size];
        let mut before: Option<Vec<f64>> = None;
        let mut taken = 0;
        while taken < least + 200 && !(taken >= least && along.iter().all(|sum| *sum < 0.0)) {
            let simulation = Simulation::new(self.model, &parameters)?;
            let endings =
                replicates(&simulation, self.options.seed, self.simulations as u32, self.options.batch, false)?;
            self.simulations += self.options.batch;
            let deviation = mean_deviation(self.model, &endings);
            if let Some(before) = &before {
                (0..size).for_each(|k| along[k] += before[k] * deviation[k]);
            }
            let by = step.along(&deviation, gain);
            parameters.iter_mut().zip(&by).for_each(|(value, by)| *value -= by);
            mean.iter_mut().zip(&parameters).for_each(|(sum, value)| *sum += value);
            before = Some(deviation);
            taken += 1;
        }
        mean.iter_mut().for_each(|sum| *sum /= taken as f64);
        Ok(mean)
    }

    /// What phase 3 says of the parameters.
    fn conclude(&self, parameters: &[f64], moments: &Moments, rounds: usize) -> Result<Estimate, Error> {
        let size = parameters.len();
        let bread = inverse(size, &moments.derivative).map_err(|effect| Error::Singular { effect })?;
        let covariance = sandwich(size, &bread, &moments.covariance);
        let factor = Cholesky::new(size, &moments.covariance).map_err(|error| Error::Singular { effect: error.0 })?;
        let solved = factor.solve(&moments.deviation);
        let maximum = moments.deviation.iter().zip(&solved).map(|(a, b)| a * b).sum::<f64>().sqrt();
        let deviation = |k: usize| moments.covariance[k * size + k].sqrt();
        Ok(Estimate {
            parameters: parameters.to_vec(),
            standard_errors: (0..size).map(|k| covariance[k * size + k].sqrt()).collect(),
            covariance,
            rates: moments.rates.clone(),
            rate_errors: moments.rate_errors.clone(),
            ratios: (0..size).map(|k| moments.deviation[k] / deviation(k)).collect(),
            maximum_ratio: maximum,
            is_converged: maximum < self.options.threshold,
            rounds,
            simulations: self.simulations,
        })
    }
}
