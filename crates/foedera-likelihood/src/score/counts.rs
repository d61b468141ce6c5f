//! Counts: how many events came in a block of years, against how many a forecast gave room for.

use foedera_math::{exp, ln, ln_1p};

use super::{Case, LEAST_PROBABILITY};

/// The probability that the band of a count holds, with a twentieth below and above.
pub const COUNT_LEVEL: f64 = 0.9;

/// Numbers beyond which no count is looked for, in means of the count, and at least so many.
const REACH: f64 = 50.0;
const LEAST_REACH: usize = 200;

/// A block of years: what was forecast of its number of events, and how many there were.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountBlock {
    /// Its first year and its last.
    pub years: (i32, i32),
    /// The number that was forecast, the sum of probabilities.
    pub expected: f64,
    /// The number that happened.
    pub observed: u32,
    /// The least numbers whose cumulative probabilities reach 0.05 and 0.95.
    pub band: (u32, u32),
    /// −ln of the probability of the number that happened; [`LEAST_PROBABILITY`] at the least.
    pub log_score: f64,
}

impl CountBlock {
    /// Whether the number that happened lies in the band, ends included.
    pub fn is_inside(&self) -> bool {
        (self.band.0..=self.band.1).contains(&self.observed)
    }
}

/// The probabilities of 0, 1, 2, … events of independent cases with these probabilities (the Poisson binomial law), exactly.
pub fn poisson_binomial(probabilities: &[f64]) -> Vec<f64> {
    let mut law = vec![1.0];
    for p in probabilities {
        law.push(0.0);
        for k in (1..law.len()).rev() {
            law[k] = law[k] * (1.0 - p) + law[k - 1] * p;
        }
        law[0] *= 1.0 - p;
        // Numbers that no sum of doubles can hold any more.
        while law.len() > LEAST_REACH && law.last().is_some_and(|last| *last < 1e-300) {
            law.pop();
        }
    }
    law
}

/// The probabilities of 0, 1, 2, … events with this mean and a gamma uncertainty of its level with mean 1 and this variance (the
/// negative binomial law): variance = mean + `uncertainty` · mean². An uncertainty of 0 is Poisson's law.
pub fn negative_binomial(mean: f64, uncertainty: f64) -> Vec<f64> {
    let most = ((mean * (1.0 + uncertainty) * REACH) as usize).clamp(LEAST_REACH, 100_000);
    let first = if uncertainty > 0.0 { -ln_1p(uncertainty * mean) / uncertainty } else { -mean };
    let spread = 1.0 + uncertainty * mean;
    let mut logarithm = first;
    let mut law = vec![exp(first)];
    for k in 0..most {
        let k = k as f64;
        logarithm += ln(mean * (1.0 + uncertainty * k) / (spread * (k + 1.0)));
        law.push(exp(logarithm));
    }
    law
}

/// A block of years from the law of its number of events.
pub fn count_block(years: (i32, i32), law: &[f64], observed: u32) -> CountBlock {
    let total: f64 = law.iter().sum();
    let at = |share: f64| {
        let mut below = 0.0;
        let reaches = |p: &f64| {
            below += p;
            below >= share * total
        };
        u32::try_from(law.iter().position(reaches).unwrap_or(law.len().saturating_sub(1))).unwrap_or(u32::MAX)
    };
    let p = law.get(observed as usize).copied().unwrap_or(0.0) / total;
    CountBlock {
        years,
        expected: law.iter().enumerate().map(|(k, p)| k as f64 * p).sum::<f64>() / total,
        observed,
        band: (at((1.0 - COUNT_LEVEL) / 2.0), at((1.0 + COUNT_LEVEL) / 2.0)),
        log_score: -ln(p.max(LEAST_PROBABILITY)),
    }
}

/// Cases by blocks of `length` years from `first` on, blocks without cases left out: with `uncertainty` 0 events are independent given
/// their probabilities; above 0 it is the variance of a block's level, which all its cases share. Weights are not read.
pub fn count_blocks(cases: &[Case], first: i32, length: i32, uncertainty: f64) -> Vec<CountBlock> {
    let mut blocks: std::collections::BTreeMap<i32, (Vec<f64>, u32)> = std::collections::BTreeMap::new();
    for case in cases {
        let own = blocks.entry((case.year - first).div_euclid(length)).or_default();
        own.0.push(case.probability);
        own.1 += u32::from(case.happened);
    }
    let block = |(place, (probabilities, observed)): (i32, (Vec<f64>, u32))| {
        let years = (first + place * length, first + (place + 1) * length - 1);
        let law = if uncertainty > 0.0 {
            negative_binomial(probabilities.iter().sum(), uncertainty)
        } else {
            poisson_binomial(&probabilities)
        };
        count_block(years, &law, observed)
    };
    blocks.into_iter().map(block).collect()
}
