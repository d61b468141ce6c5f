//! What is held of a parameter before the data.

use foedera_math::exp;

/// A prior of one parameter.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Prior {
    /// Nothing is held: maximum likelihood.
    #[default]
    Flat,
    /// Normal with this mean and standard deviation.
    Normal(f64, f64),
    /// For a parameter that is the logarithm of a variance: the standard deviation is half-normal with this scale.
    HalfNormal(f64),
}

impl Prior {
    /// Log-density up to a constant, its slope and its curvature (second derivative) at `x`.
    ///
    /// Half-normal: with σ = exp(x/2) the density of x is that of σ times dσ/dx, so the log-density is −σ²/(2 scale²) + x/2.
    pub fn log_density(self, x: f64) -> (f64, f64, f64) {
        match self {
            Self::Flat => (0.0, 0.0, 0.0),
            Self::Normal(mean, deviation) => {
                let z = (x - mean) / deviation;
                (-0.5 * z * z, -z / deviation, -1.0 / (deviation * deviation))
            }
            Self::HalfNormal(scale) => {
                let part = exp(x) / (2.0 * scale * scale);
                (0.5 * x - part, 0.5 - part, -part)
            }
        }
    }
}
