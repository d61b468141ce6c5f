//! Block uncertainty: how far the number of events of five years lies from what a process expects, beyond chance.
//!
//! Events of one era come together for reasons that no effect reads, so that counts spread more than those of independent events. The rates
//! of each block of five years are multiplied by a gamma factor with mean 1 and variance v; counts are then negative binomial (Greenwood and
//! Yule 1920; Cameron and Trivedi 2013, §3.3). v is learnt from the process's own forecasts of earlier blocks, recalibrated as they were, so
//! that no variance counts twice.

use foedera_likelihood::score::{CountBlock, Split, count_block, negative_binomial};
use foedera_math::{exp, ln, ln_gamma};

/// Years of a block.
pub const BLOCK_YEARS: i16 = 5;

/// The split of blocks: origins 1965, 1970, …, each block forecast from its first day.
pub(crate) const B5: Split = Split { name: "B5", first: 1965, step: BLOCK_YEARS as i32, horizon: 1, least_events: 5 };

/// The variances among which v is weighed, and its prior: a log-normal with median .15 and deviation 1 of the logarithm.
const VARIANCES: [f64; 12] = [0.01, 0.02, 0.04, 0.07, 0.11, 0.16, 0.24, 0.36, 0.54, 0.8, 1.2, 1.8];
const MEDIAN: f64 = 0.15;

/// The forecast of one block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockCount {
    /// Its first year.
    pub from: i16,
    /// Events expected at its first day: five times the sum of the yearly probabilities of all at risk, effects as they were that day.
    pub expected: f64,
    /// Events that happened, also to those who came later.
    pub happened: u32,
}

/// The variance of block factors, and the forecasts from which it is learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocks {
    /// The variance v of the gamma factor with mean 1 by which the rates of a block are multiplied.
    pub variance: f64,
    /// The blocks that were forecast.
    pub counts: Vec<BlockCount>,
}

/// How counts of blocks were forecast, each with a variance learnt from the blocks before it alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockScore {
    /// Blocks.
    pub blocks: u32,
    /// How many of them lay inside the 90 % band.
    pub inside: u32,
    /// Mean negative logarithm of the probability of the count.
    pub log_score: f64,
    /// The same of independent events (Poisson).
    pub log_score_poisson: f64,
}

impl Blocks {
    /// What blocks say of the variance: its posterior mean.
    pub fn of(counts: Vec<BlockCount>) -> Self {
        Self { variance: variance(&counts), counts }
    }

    /// How the blocks were forecast one after the other; `None` of none.
    pub fn score(&self) -> Option<BlockScore> {
        let count = self.counts.len();
        let (mut inside, mut log_score, mut poisson) = (0, 0.0, 0.0);
        for (place, block) in self.counts.iter().enumerate() {
            let variance = variance(&self.counts[..place]);
            inside += u32::from(told(block, variance).is_inside());
            log_score -= ln_negative_binomial(block.happened, block.expected, variance);
            poisson -= ln_poisson(block.happened, block.expected);
        }
        let mean = |sum: f64| sum / count as f64;
        (count > 0).then(|| BlockScore {
            blocks: count as u32,
            inside,
            log_score: mean(log_score),
            log_score_poisson: mean(poisson),
        })
    }
}

/// The posterior mean of the variance on its grid.
fn variance(counts: &[BlockCount]) -> f64 {
    let weight = |variance: f64| {
        let away = ln(variance / MEDIAN);
        let fit: f64 = counts.iter().map(|of| ln_negative_binomial(of.happened, of.expected, variance)).sum();
        fit - 0.5 * away * away
    };
    let logs = VARIANCES.map(weight);
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights = logs.map(|log| exp(log - most));
    weights.iter().zip(VARIANCES).map(|(weight, variance)| weight * variance).sum::<f64>() / weights.iter().sum::<f64>()
}

/// ln of the probability of a count that is negative binomial with a mean and the variance of its gamma factor.
fn ln_negative_binomial(count: u32, mean: f64, variance: f64) -> f64 {
    if mean <= 0.0 {
        return if count == 0 { 0.0 } else { f64::NEG_INFINITY };
    }
    let (shape, k) = (1.0 / variance, f64::from(count));
    let all = shape + mean;
    ln_gamma(k + shape) - ln_gamma(shape) - ln_gamma(k + 1.0) + shape * ln(shape / all) + k * ln(mean / all)
}

/// The same of a Poisson count.
fn ln_poisson(count: u32, mean: f64) -> f64 {
    if mean <= 0.0 {
        return if count == 0 { 0.0 } else { f64::NEG_INFINITY };
    }
    let k = f64::from(count);
    k * ln(mean) - mean - ln_gamma(k + 1.0)
}

/// The forecast of one block with a variance, as the scores of counts tell it: the 90 % band, and whether the count lies inside.
fn told(block: &BlockCount, variance: f64) -> CountBlock {
    let years = (i32::from(block.from), i32::from(block.from + BLOCK_YEARS - 1));
    count_block(years, &negative_binomial(block.expected, variance), block.happened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_probabilities_of_negative_binomial_and_poisson_counts() {
        // Shape 2 and mean 2: success probability 1/2, so that P(3) = C(4, 3) / 2^5.
        assert!((exp(ln_negative_binomial(3, 2.0, 0.5)) - 4.0 / 32.0).abs() < 1e-13);
        assert!((exp(ln_poisson(2, 3.0)) - 4.5 * exp(-3.0)).abs() < 1e-14);
        let sum: f64 = (0..400).map(|k| exp(ln_negative_binomial(k, 7.0, 0.8))).sum();
        assert!((sum - 1.0).abs() < 1e-12);
        // Geometric with mean 1 (shape 1): P(k) = 2^-(k+1); 5 % is reached at 0, 95 % (31/32 at 4) at 4.
        let of_one = BlockCount { from: 1965, expected: 1.0, happened: 0 };
        assert_eq!(told(&of_one, 1.0).band, (0, 4));
    }

    #[test]
    fn counts_as_expected_have_a_small_variance_and_wild_ones_a_large() {
        let of = |happened: [u32; 8]| {
            let count =
                |(k, happened): (usize, u32)| BlockCount { from: 1965 + 5 * k as i16, expected: 10.0, happened };
            Blocks::of(happened.into_iter().enumerate().map(count).collect())
        };
        let (calm, wild) = (of([9, 11, 10, 8, 12, 10, 9, 11]), of([1, 30, 2, 18, 0, 25, 3, 1]));
        assert!(calm.variance < 0.08 && wild.variance > 0.6, "{} {}", calm.variance, wild.variance);
        let score = wild.score().expect("blocks");
        assert!(score.log_score < score.log_score_poisson && score.inside >= 6, "{score:?}");
        assert_eq!(Blocks::of(Vec::new()).score(), None);
    }
}
