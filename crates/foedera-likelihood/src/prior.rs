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

impl std::str::FromStr for Prior {
    type Err = String;

    /// `flat`, `normal(MEAN, SD)` or `half-normal(SCALE)`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no prior: write flat, normal(MEAN, SD) or half-normal(SCALE)");
        let (name, rest) = text.split_once('(').unwrap_or((text, ")"));
        let inside = rest.trim_end().strip_suffix(')').ok_or_else(wrong)?;
        let numbers: Option<Vec<f64>> =
            inside.split(',').filter(|part| !part.trim().is_empty()).map(|part| part.trim().parse().ok()).collect();
        match (name.trim(), numbers.ok_or_else(wrong)?.as_slice()) {
            ("flat", []) => Ok(Self::Flat),
            ("normal", [mean, sd]) if mean.is_finite() && *sd > 0.0 && sd.is_finite() => Ok(Self::Normal(*mean, *sd)),
            ("half-normal", [scale]) if *scale > 0.0 && scale.is_finite() => Ok(Self::HalfNormal(*scale)),
            _ => Err(wrong()),
        }
    }
}

impl std::fmt::Display for Prior {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flat => f.write_str("flat"),
            Self::Normal(mean, sd) => write!(f, "normal({mean}, {sd})"),
            Self::HalfNormal(scale) => write!(f, "half-normal({scale})"),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priors_are_read_as_they_are_printed() {
        for prior in [Prior::Flat, Prior::Normal(0.5, 2.0), Prior::HalfNormal(1.0)] {
            assert_eq!(prior.to_string().parse(), Ok(prior));
        }
        for text in
            ["", "normal", "normal(0)", "normal(0, 0)", "normal(0, -1)", "normal(a, 1)", "flat(1)", "normal(0, 1"]
        {
            assert!(text.parse::<Prior>().is_err(), "{text}");
        }
    }
}
