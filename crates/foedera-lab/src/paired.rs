//! Paired differences of branches: the same draws and the same random numbers, so what is common to both drops out.

use foedera_math::{ExactSum, quantile};
use serde::Serialize;

use crate::tally::Outcome;

/// A difference of two probabilities with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// Its mean, from −1 to 1.
    pub mean: f64,
    /// Lower bound of the central 90 % interval over draws of parameters and assumptions.
    pub low: f64,
    /// Upper bound of it.
    pub high: f64,
    /// Standard error of the mean from a finite number of draws and futures.
    pub monte_carlo_error: f64,
}

/// What is summed for each answer: the difference, its square, the square of its noise, and that of its mean in each pair of draws.
pub(crate) const PAIRED_TERMS: usize = 4;

/// Sums over the draws of a block of the difference between a branch and the first.
pub(crate) struct PairedBlock {
    pub(crate) sums: Vec<f64>,
    /// The first draw of a pair, until its second comes.
    first: Option<Vec<f64>>,
}

impl PairedBlock {
    /// For so many answers at all times.
    pub(crate) fn new(size: usize) -> Self {
        Self { sums: vec![0.0; PAIRED_TERMS * size], first: None }
    }

    pub(crate) fn add(&mut self, outcome: &Outcome, reference: &Outcome) {
        let mut differences = Vec::with_capacity(outcome.integrals.len());
        for (position, sums) in self.sums.chunks_exact_mut(PAIRED_TERMS).enumerate() {
            let difference = outcome.integrals[position] - reference.integrals[position];
            let half = outcome.half[position] - reference.half[position];
            let more = [difference, difference * difference, half * half];
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            differences.push(difference);
        }
        match self.first.take() {
            None => self.first = Some(differences),
            Some(first) => {
                for (position, sums) in self.sums.chunks_exact_mut(PAIRED_TERMS).enumerate() {
                    let mean = 0.5 * (first[position] + differences[position]);
                    sums[PAIRED_TERMS - 1] += mean * mean;
                }
            }
        }
    }
}

/// The differences between a branch and the first over all draws.
pub(crate) struct Paired {
    draws: u32,
    sums: Vec<f64>,
}

impl Paired {
    pub(crate) fn of(draws: u32, sums: &[ExactSum]) -> Self {
        Self { draws, sums: sums.iter().map(ExactSum::value).collect() }
    }

    /// The difference at a position; `mean` is that of the answers as they are given, `kept` the differences in kept draws.
    pub(crate) fn difference(&self, position: usize, mean: f64, kept: &mut [f64]) -> Difference {
        kept.sort_by(f64::total_cmp);
        let draws = f64::from(self.draws);
        let [sum, squares, noise, of_pairs] = [0, 1, 2, 3].map(|term| self.sums[PAIRED_TERMS * position + term]);
        let middle = sum / draws;
        let variance = (squares / draws - middle * middle).max(0.0);
        let noise = noise / draws;
        let shrink = if variance > 0.0 { (1.0 - noise / variance).max(0.0).sqrt() } else { 0.0 };
        let bound = |p: f64| (mean + shrink * (quantile(kept, p) - middle)).clamp(-1.0, 1.0);
        let pairs = f64::from(self.draws / 2);
        let spread = (of_pairs / pairs - middle * middle).max(0.0);
        Difference {
            mean,
            low: bound(0.05).min(mean),
            high: bound(0.95).max(mean),
            monte_carlo_error: if pairs < 2.0 { 0.5 } else { (spread / (pairs - 1.0)).sqrt().min(0.5) },
        }
    }
}
