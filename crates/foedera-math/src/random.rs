//! Keyed random numbers: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, SC11).

use rand_philox::{philox4x32_10, splitmix64};

use crate::{Stream, exp, ln, normal_quantile, pow};

/// The address of a random draw. Draws at different addresses are independent; the same address gives the same draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// The seed of the run.
    pub seed: u64,
    /// Which future or parameter draw.
    pub future: u32,
    /// Which purpose.
    pub stream: Stream,
    /// Which option of the stream (member, treaty, coefficient).
    pub option: u32,
}

impl Draw {
    /// The `index`-th uniform number of this address, in the open interval (0, 1), with 53 random bits.
    pub fn uniform(self, index: u32) -> f64 {
        let key = splitmix64(self.seed);
        let words =
            philox4x32_10([index, self.option, self.stream.number(), self.future], [key as u32, (key >> 32) as u32]);
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
        Draw { seed: 7, future: 3, stream: Stream::Test(1), option }
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

    /// The test vectors of Random123 (kat_vectors, philox4x32 10), which are those of the paper's authors.
    #[test]
    fn the_generator_is_philox() {
        assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        let digits_of_pi =
            philox4x32_10([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]);
        assert_eq!(digits_of_pi, [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]);
    }

    /// Against Philox, Marsaglia and Tsang and the models written anew in Python, with scipy's normal quantile.
    #[test]
    fn draws_equal_an_independent_program() {
        let near = |own: f64, golden: f64| assert!((own / golden - 1.0).abs() < 1e-11, "{own} is not {golden}");
        let draw = at(5);
        let uniforms = [0, 1, 2].map(|index| draw.uniform(index));
        assert_eq!(uniforms, [0.041_730_850_728_403_49, 0.241_020_880_768_914_65, 0.430_443_033_869_979_45]);
        near(draw.exponential(2), 0.842_940_289_375_417_9);
        near(draw.normal(0), -1.730_944_288_430_162);
        near(draw.log_normal(0, 3.0, 8.0), 1.068_704_337_652_843_3);
        // Options 31 and 122 reject their first proposal.
        let golden = [
            (0.4, [(5, 0.000_175_339_454_251_677_94), (6, 0.181_032_063_640_450_85), (31, 0.472_452_901_888_587_96)]),
            (1.0, [(5, 0.241_636_890_726_100_23), (6, 1.175_402_852_888_136), (31, 0.394_270_935_052_515_2)]),
            (3.5, [(5, 2.073_144_171_599_061_3), (31, 2.516_894_857_021_284), (122, 5.388_703_512_837_111)]),
        ];
        for (shape, draws) in golden {
            for (option, wanted) in draws {
                near(at(option).gamma(shape), wanted);
            }
        }
    }
}
