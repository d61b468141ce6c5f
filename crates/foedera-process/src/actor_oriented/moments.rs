//! What many simulations say together.

use rayon::prelude::*;

use crate::actor_oriented::prepared::Simulation;
use crate::actor_oriented::simulation::{Ending, Stop};
use crate::actor_oriented::{Error, Model};

/// One simulation of the panel: the end of each period.
pub(crate) type Replicate = Vec<Ending>;

/// Simulate the panel this many times, each period until its distance is reached, in parallel. The order is that of numbers,
/// which count from `first` on; an error is that of the lowest number.
pub(crate) fn replicates(
    simulation: &Simulation<'_>,
    seed: u64,
    first: u32,
    count: usize,
    score: bool,
) -> Result<Vec<Replicate>, Error> {
    let periods = simulation.model().panel().periods();
    let one = |room: &mut crate::actor_oriented::Room, index: usize| -> Result<Replicate, Error> {
        let number = first.wrapping_add(index as u32);
        (0..periods).map(|period| simulation.run(room, seed, number, period, Stop::Distance, score)).collect()
    };
    let all: Vec<_> = (0..count).into_par_iter().map_init(|| simulation.room(), one).collect();
    all.into_iter().collect()
}

/// The mean over replicates of the simulated moments less the observed ones.
pub(crate) fn mean_deviation(model: &Model, replicates: &[Replicate]) -> Vec<f64> {
    let mut mean = vec![0.0; model.effects().len()];
    for ending in replicates.iter().flatten() {
        mean.iter_mut().zip(&ending.statistics).for_each(|(sum, statistic)| *sum += statistic);
    }
    let count = replicates.len() as f64;
    mean.iter_mut().zip(model.targets()).for_each(|(sum, target)| *sum = *sum / count - target);
    mean
}

/// Moments of simulations at some parameters.
#[derive(Debug, Clone)]
pub(crate) struct Moments {
    /// Mean of simulated less observed statistics.
    pub(crate) deviation: Vec<f64>,
    /// Covariance of the statistics, by rows.
    pub(crate) covariance: Vec<f64>,
    /// Derivative of the expected statistics (rows) by parameters (columns).
    pub(crate) derivative: Vec<f64>,
    /// Rates of the periods, and their standard errors.
    pub(crate) rates: Vec<f64>,
    pub(crate) rate_errors: Vec<f64>,
}

impl Moments {
    /// From at least two replicates with scores.
    ///
    /// Periods are independent given their first waves: covariances within periods are summed, which has less noise than the
    /// covariance of sums. The derivative of E s is E s u = Cov(s, u), with u the score (Schweinberger and Snijders 2007).
    pub(crate) fn new(model: &Model, replicates: &[Replicate]) -> Self {
        let size = model.effects().len();
        let (mut covariance, mut derivative) = (vec![0.0; size * size], vec![0.0; size * size]);
        let (mut rates, mut rate_errors) = (Vec::new(), Vec::new());
        for period in 0..model.panel().periods() {
            let endings: Vec<&Ending> = replicates.iter().map(|replicate| &replicate[period]).collect();
            add_covariance(&endings, |ending| &ending.statistics, &mut covariance);
            add_covariance(&endings, |ending| &ending.score, &mut derivative);
            let (rate, error) = rate(&endings, model.opportunities());
            rates.push(rate);
            rate_errors.push(error);
        }
        Self { deviation: mean_deviation(model, replicates), covariance, derivative, rates, rate_errors }
    }
}

/// Add the covariance of statistics (rows) with something else (columns).
fn add_covariance<'a>(endings: &[&'a Ending], other: impl Fn(&'a Ending) -> &'a [f64], into: &mut [f64]) {
    let size = endings[0].statistics.len();
    let count = endings.len() as f64;
    let mut means = vec![0.0; size];
    for ending in endings {
        means.iter_mut().zip(&ending.statistics).for_each(|(mean, value)| *mean += value / count);
    }
    let mut other_means = vec![0.0; size];
    for ending in endings {
        other_means.iter_mut().zip(other(ending)).for_each(|(mean, value)| *mean += value / count);
    }
    for ending in endings {
        for row in 0..size {
            let factor = (ending.statistics[row] - means[row]) / (count - 1.0);
            for column in 0..size {
                into[row * size + column] += factor * (other(ending)[column] - other_means[column]);
            }
        }
    }
}

/// The rate of a period, and the standard error that conditional estimation gives it: mean and standard deviation of the time
/// until the distance is reached, if there are `opportunities` in a unit of time (Snijders 2001).
///
/// The time of K steps is gamma with mean K / o and variance K / o²; only K is simulated and the rest is exact:
/// mean E K / o, variance (Var K + E K) / o².
fn rate(endings: &[&Ending], opportunities: f64) -> (f64, f64) {
    let count = endings.len() as f64;
    let mean = endings.iter().map(|ending| ending.steps as f64).sum::<f64>() / count;
    let square = |ending: &&Ending| (ending.steps as f64 - mean) * (ending.steps as f64 - mean);
    let variance = endings.iter().map(square).sum::<f64>() / (count - 1.0);
    (mean / opportunities, (variance + mean).sqrt() / opportunities)
}
