//! The continuous ranked probability score of forecasts of a number (Matheson and Winkler 1976): in the unit of the number, 0 best.

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
