//! Keyed random numbers: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, SC11).

use rand_philox::{philox4x32_10, splitmix64};

use crate::{exp, ln, normal_quantile, pow};

/// The address of a random draw. Draws at different addresses are independent; the same address gives the same draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// The seed of the run.
    pub seed: u64,
    /// Which future or parameter draw.
    pub future: u32,
    /// Which process or purpose.
    pub process: u32,
    /// Which option of the process (member, treaty, coefficient).
    pub option: u32,
}

impl Draw {
    /// The `index`-th uniform number of this address, in the open interval (0, 1), with 53 random bits.
    pub fn uniform(self, index: u32) -> f64 {
        let key = splitmix64(self.seed);
        let words = philox4x32_10([index, self.option, self.process, self.future], [key as u32, (key >> 32) as u32]);
        let bits = (u64::from(words[0]) << 32 | u64::from(words[1])) >> 11;
        (bits as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// The `index`-th standard exponential number.
    pub fn exponential(self, index: u32) -> f64 {
        -ln(self.uniform(index))
    }

    /// The `index`-th standard normal number.
    pub fn normal(self, index: u32) -> f64 {
        normal_quantile(self.uniform(index))
    }

    /// A gamma number of this shape and scale 1 (Marsaglia and Tsang 2000, ACM TOMS 26, with their boost for
    /// shapes below 1). Uses the indices from 0 on.
    pub fn gamma(self, shape: f64) -> f64 {
        let boosted = if shape < 1.0 { shape + 1.0 } else { shape };
        let d = boosted - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        let mut index = 1;
        loop {
            let x = self.normal(index);
            let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
            let u = self.uniform(index + 1);
            if v > 0.0 && ln(u) < 0.5 * x * x + d - d * v + d * ln(v) {
                let boost = if shape < 1.0 { pow(self.uniform(0), 1.0 / shape) } else { 1.0 };
                return d * v * boost;
            }
            index += 2;
        }
    }

    /// A log-normal number whose median and 95 % quantile are given.
    pub fn log_normal(self, index: u32, median: f64, upper: f64) -> f64 {
        median * exp(self.normal(index) * ln(upper / median) / 1.644_853_626_951_472_7)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(option: u32) -> Draw {
        Draw { seed: 7, future: 3, process: 1, option }
    }

    fn moments(values: impl Iterator<Item = f64>) -> (f64, f64) {
        let values: Vec<f64> = values.collect();
        let mean = crate::mean(&values);
        (mean, values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / values.len() as f64)
    }

    #[test]
    fn an_address_gives_the_same_draw_and_another_gives_another() {
        assert_eq!(at(5).uniform(0), at(5).uniform(0));
        assert_ne!(at(5).uniform(0), at(5).uniform(1));
        assert_ne!(at(5).uniform(0), at(6).uniform(0));
        assert_ne!(at(5).uniform(0), Draw { seed: 8, ..at(5) }.uniform(0));
    }

    #[test]
    fn moments_are_right() {
        let n = 40_000;
        let (mean, variance) = moments((0..n).map(|i| at(i).exponential(0)));
        assert!((mean - 1.0).abs() < 0.02 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
        let (mean, variance) = moments((0..n).map(|i| at(i).normal(0)));
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
        for shape in [0.4, 1.0, 3.5] {
            let (mean, variance) = moments((0..n).map(|i| at(i).gamma(shape)));
            assert!((mean / shape - 1.0).abs() < 0.03 && (variance / shape - 1.0).abs() < 0.06, "{shape} {mean}");
        }
    }
}
