//! Deterministic numerics: the same bits on every machine.
//!
//! The elementary functions come from `libm` (pure Rust), because those of the platform differ between machines;
//! clippy bans the platform's in this workspace. Random numbers are keyed ([`Draw`]): each is a function of seed and
//! address, so nothing depends on the order in which futures run.

mod beta;
mod choice;
mod cholesky;
mod exponential;
mod quantile;
mod random;
mod special;

pub use beta::{beta_p, beta_quantile, share_interval};
pub use choice::pick;
pub use cholesky::{Cholesky, NotPositiveDefinite};
pub use exponential::exp_in_place;
pub use quantile::{mean, quantile};
pub use random::Draw;
pub use special::{gamma_p, gamma_quantile, normal_p, normal_quantile};

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
