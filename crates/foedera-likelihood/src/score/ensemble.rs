//! Scores of forecasts of a number: the continuous ranked probability score (Matheson and Winkler 1976), intervals, quantiles; in the unit
//! of the number, 0 best.

use foedera_math::{exp, ln, normal_p};

/// The score of an ensemble of equally likely values: mean |x − y| − ½ mean |x − x′|, the second mean over all pairs (Gneiting and
/// Raftery 2007, equation 21). `None` of no values.
pub fn crps_ensemble(values: &[f64], observed: f64) -> Option<f64> {
    let n = values.len() as f64;
    (n > 0.0).then(|| distance(values, observed) - spread(values) / (n * n))
}

/// The fair score of an ensemble, an unbiased estimate of the score of the model from which its values were drawn (Ferro 2014): the
/// second mean is over pairs of different members. `None` of fewer than two values.
pub fn crps_ensemble_fair(values: &[f64], observed: f64) -> Option<f64> {
    let n = values.len() as f64;
    (n > 1.0).then(|| distance(values, observed) - spread(values) / (n * (n - 1.0)))
}

/// The mean distance of values from what was observed.
fn distance(values: &[f64], observed: f64) -> f64 {
    values.iter().map(|value| (value - observed).abs()).sum::<f64>() / values.len() as f64
}

/// The sum of distances over unordered pairs of values, from their ranks.
fn spread(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    sorted.iter().enumerate().map(|(rank, value)| value * (2.0 * rank as f64 + 1.0 - n)).sum()
}

/// The score of a normal model with this mean and standard deviation (above 0).
pub fn crps_normal(mean: f64, deviation: f64, observed: f64) -> f64 {
    let z = (observed - mean) / deviation;
    let density = exp(-z * z / 2.0) / (2.0 * core::f64::consts::PI).sqrt();
    deviation * (z * (2.0 * normal_p(z) - 1.0) + 2.0 * density - 1.0 / core::f64::consts::PI.sqrt())
}

/// The score of a log-normal model whose logarithm has this mean and standard deviation (above 0) (Baran and Lerch 2015).
pub fn crps_log_normal(mean: f64, deviation: f64, observed: f64) -> f64 {
    let z = if observed > 0.0 { (ln(observed) - mean) / deviation } else { f64::NEG_INFINITY };
    let scale = 2.0 * exp(mean + deviation * deviation / 2.0);
    observed * (2.0 * normal_p(z) - 1.0)
        - scale * (normal_p(z - deviation) + normal_p(deviation / core::f64::consts::SQRT_2) - 1.0)
}

/// The score of a law of a count, given as the probabilities of 0, 1, 2, … (drawn to the sum 1): Σ (F(k) − 1{k ≥ y})² over all whole
/// numbers. `None` of no probabilities.
pub fn crps_count(law: &[f64], observed: u32) -> Option<f64> {
    let total: f64 = law.iter().sum();
    let most = law.len().max(observed as usize);
    let mut below = 0.0;
    let mut square = |k: usize| {
        below += law.get(k).copied().unwrap_or(0.0) / total;
        let step = f64::from(u8::from(k >= observed as usize));
        (below - step) * (below - step)
    };
    (total > 0.0).then(|| (0..most).map(&mut square).sum())
}

/// The score of a central interval that should hold `level` (Winkler 1972; Gneiting and Raftery 2007, equation 43): its width, and 2/α
/// times what the number lies outside it, α = 1 − level.
pub fn interval_score((low, high): (f64, f64), level: f64, observed: f64) -> f64 {
    high - low + 2.0 / (1.0 - level) * ((low - observed).max(0.0) + (observed - high).max(0.0))
}

/// The score of quantiles (level, value): twice the mean of (1{y < q} − level)(q − y) (Gneiting and Raftery 2007, section 6); of many
/// levels that lie evenly it is the continuous ranked probability score. `None` of no quantiles.
pub fn quantile_score(quantiles: &[(f64, f64)], observed: f64) -> Option<f64> {
    let one = |(level, value): &(f64, f64)| (f64::from(u8::from(observed < *value)) - level) * (value - observed);
    let n = quantiles.len() as f64;
    (n > 0.0).then(|| 2.0 * quantiles.iter().map(one).sum::<f64>() / n)
}

/// The score of one forecast of a number, and the number that came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberCase {
    /// Its score.
    pub score: f64,
    /// The number that came.
    pub observed: f64,
}

/// Mean scores of forecasts of numbers, of all cases and of those in which something happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberScore {
    /// Cases.
    pub cases: u32,
    /// Their mean score.
    pub mean: f64,
    /// Cases whose number is not 0.
    pub non_zero: u32,
    /// The mean score of these: where most numbers are 0, forecasts of 0 win the mean of all. `None` if there are none.
    pub mean_non_zero: Option<f64>,
}

impl NumberScore {
    /// The scores of cases; `None` of no cases.
    pub fn of(cases: &[NumberCase]) -> Option<Self> {
        let scores = |keep: &dyn Fn(&&NumberCase) -> bool| -> Vec<f64> {
            cases.iter().filter(keep).map(|case| case.score).collect()
        };
        let mean = |scores: &[f64]| (!scores.is_empty()).then(|| foedera_math::mean(scores));
        let (all, non_zero) = (scores(&|_| true), scores(&|case| case.observed != 0.0));
        let count = |scores: &[f64]| u32::try_from(scores.len()).unwrap_or(u32::MAX);
        Some(Self { cases: count(&all), mean: mean(&all)?, non_zero: count(&non_zero), mean_non_zero: mean(&non_zero) })
    }
}
