//! Deterministic numerics: the same bits on every machine.
//!
//! The elementary functions come from `libm` (pure Rust), because those of the platform differ between machines;
//! clippy bans the platform's in this workspace. Random numbers are keyed ([`Draw`]): each is a function of seed and
//! address, so nothing depends on the order in which futures run.
//!
//! ```
//! use foedera_math::{Draw, Stream};
//!
//! let clock = Draw { seed: 1, future: 7, stream: Stream::Leaves, option: 3 };
//! assert_eq!(clock.exponential(0), clock.exponential(0), "an address has one number, on any thread");
//! assert_ne!(clock.exponential(0), clock.exponential(1), "a clock that has run out gets the next");
//! ```

mod beta;
mod choice;
mod cholesky;
mod exact;
mod exponential;
mod quantile;
mod random;
mod special;
mod sphere;
mod stream;

pub use beta::{beta_p, beta_quantile, share_interval};
pub use choice::pick;
pub use cholesky::{Cholesky, NotPositiveDefinite};
pub use exact::ExactSum;
pub use exponential::exp_in_place;
pub use quantile::{mean, quantile};
pub use random::Draw;
pub use special::{gamma_p, gamma_quantile, ln_gamma, normal_p, normal_quantile};
pub use sphere::great_circle;
pub use stream::Stream;

/// e to the power x.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// ln(1 + x), exact for small x.
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// e^x − 1, exact for small x.
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Sine of an angle in radians.
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of an angle in radians.
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// The angle in radians, from −π/2 to π/2, whose sine is x.
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// x to the power y.
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// The logistic function 1 / (1 + e^−x), without overflow.
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + exp(-x))
    } else {
        let e = exp(x);
        e / (1.0 + e)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logistic_function_equals_scipy_on_both_branches() {
        let golden = [
            (-40.0, 4.248_354_255_291_589e-18),
            (-3.0, 0.047_425_873_177_566_78),
            (-0.5, 0.377_540_668_798_145_4),
            (0.5, 0.622_459_331_201_854_6),
            (3.0, 0.952_574_126_822_433_4),
        ];
        for (x, wanted) in golden {
            assert!((logistic(x) / wanted - 1.0).abs() < 1e-14, "{x}");
        }
        assert_eq!((logistic(-1e6), logistic(0.0), logistic(1e6)), (0.0, 0.5, 1.0));
    }

    #[test]
    fn the_normal_law_equals_scipy_in_both_tails() {
        for (x, wanted) in
            [(-8.0, 6.220_960_574_271_74e-16), (-1.0, 0.158_655_253_931_457_07), (2.0, 0.977_249_868_051_820_8)]
        {
            assert!((normal_p(x) / wanted - 1.0).abs() < 1e-13, "{x}");
        }
        let golden = [
            (1e-10, -6.361_340_902_404_056),
            (0.001, -3.090_232_306_167_813),
            (0.3, -0.524_400_512_708_040_9),
            (0.8, 0.841_621_233_572_914_3),
            (0.975, 1.959_963_984_540_054),
            (0.99, 2.326_347_874_040_840_8),
            (1.0 - 1e-6, 4.753_424_308_817_087),
        ];
        for (p, wanted) in golden {
            assert!((normal_quantile(p) - wanted).abs() < 1e-9, "{p}: {}", normal_quantile(p));
        }
    }

    #[test]
    fn a_log_normal_number_has_its_median_and_its_upper_quantile() {
        let mut drawn: Vec<f64> = (0..20_000)
            .map(|future| Draw { seed: 1, future, stream: Stream::Test(2), option: 3 }.log_normal(0, 3.0, 8.0))
            .collect();
        drawn.sort_by(f64::total_cmp);
        assert!((quantile(&drawn, 0.5) / 3.0 - 1.0).abs() < 0.02);
        assert!((quantile(&drawn, 0.95) / 8.0 - 1.0).abs() < 0.03);
    }

    #[test]
    fn elementary_functions_are_themselves() {
        let near = |own: f64, wanted: f64| assert!((own - wanted).abs() < 1e-15, "{own} is not {wanted}");
        near(exp(1.0), std::f64::consts::E);
        near(ln(2.0), std::f64::consts::LN_2);
        near(ln_1p(1.0), std::f64::consts::LN_2);
        assert_eq!((ln_1p(1e-20), exp_m1(1e-20)), (1e-20, 1e-20));
        near(exp_m1(1.0), std::f64::consts::E - 1.0);
        near(sin(std::f64::consts::FRAC_PI_6), 0.5);
        near(cos(std::f64::consts::FRAC_PI_3), 0.5);
        near(asin(0.5), std::f64::consts::FRAC_PI_6);
        near(pow(9.0, 0.5), 3.0);
    }
}
