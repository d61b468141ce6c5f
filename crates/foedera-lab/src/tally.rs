//! From draws to estimates: what chance says and what is not known are kept apart.

use foedera_math::{mean, quantile};

use crate::Estimate;

/// One probability in every draw, from two halves of the draw's futures.
pub(crate) struct Sampled<'a> {
    pub(crate) halves: &'a [(f64, f64)],
    pub(crate) events: u32,
}

impl Sampled<'_> {
    /// The mean is the probability; the interval is over draws, with the noise of simulation taken out: deviations
    /// are shrunk by √(1 − noise variance / variance).
    pub(crate) fn estimate(&self) -> Estimate {
        let draws: Vec<f64> = self.halves.iter().map(|(a, b)| 0.5 * (a + b)).collect();
        let count = draws.len() as f64;
        let middle = mean(&draws);
        let noise = self.halves.iter().map(|(a, b)| 0.25 * (a - b) * (a - b)).sum::<f64>() / count;
        let variance = draws.iter().map(|draw| (draw - middle) * (draw - middle)).sum::<f64>() / count;
        let shrink = if variance > 0.0 { (1.0 - noise / variance).max(0.0).sqrt() } else { 0.0 };
        let mut shrunk: Vec<f64> = draws.iter().map(|draw| middle + shrink * (draw - middle)).collect();
        shrunk.sort_by(f64::total_cmp);
        let within = |value: f64| value.clamp(0.0, 1.0);
        Estimate {
            mean: within(middle),
            low: within(quantile(&shrunk, 0.05)),
            high: within(quantile(&shrunk, 0.95)),
            events: self.events,
            monte_carlo_error: (noise / count).sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pure_noise_leaves_no_interval_and_pure_signal_keeps_it() {
        let noise: Vec<(f64, f64)> = (0..400).map(|i| if i % 2 == 0 { (0.1, 0.3) } else { (0.3, 0.1) }).collect();
        let estimate = Sampled { halves: &noise, events: 1 }.estimate();
        assert!((estimate.high - estimate.low).abs() < 1e-12 && estimate.monte_carlo_error > 0.0);
        let signal: Vec<(f64, f64)> = (0..=100).map(|i| (f64::from(i) / 100.0, f64::from(i) / 100.0)).collect();
        let estimate = Sampled { halves: &signal, events: 1 }.estimate();
        assert!((estimate.low - 0.05).abs() < 1e-9 && (estimate.high - 0.95).abs() < 1e-9);
        assert_eq!(estimate.monte_carlo_error, 0.0);
    }
}
