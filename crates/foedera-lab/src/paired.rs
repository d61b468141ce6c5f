//! Paired differences of branches: the same draws and the same random numbers, so what is common to both drops out.

use foedera_math::quantile;
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

/// Sums over draws of the difference between a branch and the first.
#[derive(Default)]
pub(crate) struct Paired {
    draws: u32,
    sums: Vec<f64>,
    squares: Vec<f64>,
    noise: Vec<f64>,
    of_pairs: Vec<f64>,
    first: Option<Vec<f64>>,
}

impl Paired {
    pub(crate) fn add(&mut self, outcome: &Outcome, reference: &Outcome) {
        let size = outcome.integrals.len();
        for list in [&mut self.sums, &mut self.squares, &mut self.noise, &mut self.of_pairs] {
            list.resize(size, 0.0);
        }
        self.draws += 1;
        let mut differences = Vec::with_capacity(size);
        for position in 0..size {
            let difference = outcome.integrals[position] - reference.integrals[position];
            let half = outcome.half[position] - reference.half[position];
            self.sums[position] += difference;
            self.squares[position] += difference * difference;
            self.noise[position] += half * half;
            differences.push(difference);
        }
        match self.first.take() {
            None => self.first = Some(differences),
            Some(first) => {
                for (position, sum) in self.of_pairs.iter_mut().enumerate() {
                    let mean = 0.5 * (first[position] + differences[position]);
                    *sum += mean * mean;
                }
            }
        }
    }

    /// The difference at a position; `mean` is that of the answers as they are given, `kept` the differences in kept draws.
    pub(crate) fn difference(&self, position: usize, mean: f64, kept: &mut [f64]) -> Difference {
        kept.sort_by(f64::total_cmp);
        let draws = f64::from(self.draws);
        let middle = self.sums[position] / draws;
        let variance = (self.squares[position] / draws - middle * middle).max(0.0);
        let noise = self.noise[position] / draws;
        let shrink = if variance > 0.0 { (1.0 - noise / variance).max(0.0).sqrt() } else { 0.0 };
        let bound = |p: f64| (mean + shrink * (quantile(kept, p) - middle)).clamp(-1.0, 1.0);
        let pairs = f64::from(self.draws / 2);
        let spread = (self.of_pairs[position] / pairs - middle * middle).max(0.0);
        Difference {
            mean,
            low: bound(0.05).min(mean),
            high: bound(0.95).max(mean),
            monte_carlo_error: if pairs < 2.0 { 0.5 } else { (spread / (pairs - 1.0)).sqrt().min(0.5) },
        }
    }
}
