//! A number as it is known: exactly, within a range, or as a distribution.

use foedera_math::{gamma_p, normal_quantile};

/// The lowest and the highest value that a quantity may take; the highest may be infinite.
pub type Bounds = (f64, f64);

/// A number as it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantity {
    /// This number.
    Exact(f64),
    /// Anything between two numbers, equally likely.
    Uniform {
        /// The lowest value.
        low: f64,
        /// The highest value.
        high: f64,
    },
    /// Between two numbers, with a density that rises in a straight line to the mode and falls in one after it.
    Triangular {
        /// The lowest value.
        low: f64,
        /// The most likely value.
        mode: f64,
        /// The highest value.
        high: f64,
    },
    /// A normal distribution, cut to the bounds of what it measures.
    Normal {
        /// The mean before it is cut, which is its mode after it.
        mean: f64,
        /// The standard deviation before it is cut.
        sd: f64,
    },
}

impl Quantity {
    /// Whether it can take more than one value.
    pub fn uncertain(&self) -> bool {
        !matches!(self, Self::Exact(_))
    }

    /// The value to take where one must do: the number itself, the middle of a range, the mode of a distribution.
    pub fn central(&self) -> f64 {
        match *self {
            Self::Exact(value) => value,
            Self::Uniform { low, high } => low + 0.5 * (high - low),
            Self::Triangular { mode, .. } => mode,
            Self::Normal { mean, .. } => mean,
        }
    }

    /// The quantile at `p` in (0, 1); `bounds` cut a normal distribution. It rises with `p`, so that one uniform
    /// number gives one draw.
    pub fn quantile(&self, p: f64, bounds: Bounds) -> f64 {
        match *self {
            Self::Exact(value) => value,
            Self::Uniform { low, high } => (low + p * (high - low)).clamp(low, high),
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                let value = if p * width <= mode - low {
                    low + (p * width * (mode - low)).sqrt()
                } else {
                    high - ((1.0 - p) * width * (high - mode)).sqrt()
                };
                value.clamp(low, high)
            }
            Self::Normal { mean, sd } => {
                let below = normal_share((bounds.0 - mean) / sd);
                let inside = normal_share((bounds.1 - mean) / sd) - below;
                let share = (below + p * inside).clamp(f64::MIN_POSITIVE, 1.0 - 0.5 * f64::EPSILON);
                (mean + sd * normal_quantile(share)).clamp(bounds.0, bounds.1)
            }
        }
    }

    /// What is wrong with it as a value between `bounds`, if anything is.
    pub fn fault(&self, bounds: Bounds) -> Option<String> {
        let outside = |value: f64| {
            let told = if bounds.1.is_finite() {
                format!("{value} does not lie between {} and {}", bounds.0, bounds.1)
            } else {
                format!("{value} is less than {}", bounds.0)
            };
            (!(bounds.0..=bounds.1).contains(&value)).then_some(told)
        };
        match *self {
            Self::Exact(value) => outside(value),
            Self::Uniform { low, high } | Self::Triangular { low, high, .. } if low >= high => {
                Some(format!("the range from {low} to {high} has no width"))
            }
            Self::Triangular { low, mode, high } if !(low..=high).contains(&mode) => {
                Some(format!("the mode {mode} does not lie between {low} and {high}"))
            }
            Self::Uniform { low, high } | Self::Triangular { low, high, .. } => outside(low).or_else(|| outside(high)),
            Self::Normal { sd, .. } if sd <= 0.0 => Some(format!("the standard deviation {sd} is not above 0")),
            Self::Normal { mean, .. } => outside(mean),
        }
    }
}

/// The share of a standard normal distribution below `z`, from the incomplete gamma function.
fn normal_share(z: f64) -> f64 {
    // Beyond 40 standard deviations no double tells the share from 0 or 1.
    if z.abs() > 40.0 {
        return if z > 0.0 { 1.0 } else { 0.0 };
    }
    let within = gamma_p(0.5, 0.5 * z * z);
    if z < 0.0 { 0.5 * (1.0 - within) } else { 0.5 * (1.0 + within) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantiles_are_those_of_the_distribution() {
        let triangular = Quantity::Triangular { low: 0.0, mode: 20.0, high: 100.0 };
        // Below the mode lies its distance from the low end over the width: 0.2.
        assert!((triangular.quantile(0.2, (0.0, 100.0)) - 20.0).abs() < 1e-12);
        // F(x) = 1 − (100 − x)² / (100 · 80); at 0.68 the rest is 0.32, so x = 100 − √2560.
        assert!((triangular.quantile(0.68, (0.0, 100.0)) - (100.0 - 2560f64.sqrt())).abs() < 1e-12);
        let normal = Quantity::Normal { mean: 50.0, sd: 10.0 };
        let open = (f64::NEG_INFINITY, f64::INFINITY);
        assert!((normal.quantile(0.975, open) - (50.0 + 10.0 * 1.959_963_984_540_054)).abs() < 1e-9);
        // Cut at its mean, its median is the upper quartile of the whole: z = 0.674489750196.
        assert!((normal.quantile(0.5, (50.0, f64::INFINITY)) - 56.744_897_501_96).abs() < 1e-8);
        let narrow = Quantity::Normal { mean: 50.0, sd: 1e-300 };
        assert_eq!((narrow.quantile(0.05, (0.0, 100.0)), narrow.quantile(0.95, (0.0, 100.0))), (50.0, 50.0));
        assert_eq!(Quantity::Uniform { low: 2.0, high: 4.0 }.quantile(0.25, (0.0, 9.0)), 2.5);
    }

    #[test]
    fn faults_are_told() {
        let bounds = (0.0, 100.0);
        let fault = |quantity: Quantity| quantity.fault(bounds).unwrap_or_default();
        assert!(fault(Quantity::Exact(101.0)).contains("does not lie between 0 and 100"));
        assert!(fault(Quantity::Uniform { low: 5.0, high: 5.0 }).contains("no width"));
        assert!(fault(Quantity::Triangular { low: 5.0, mode: 4.0, high: 6.0 }).contains("the mode 4"));
        assert!(fault(Quantity::Normal { mean: 5.0, sd: 0.0 }).contains("standard deviation 0"));
        assert!(fault(Quantity::Uniform { low: -1.0, high: 5.0 }).contains("-1"));
        assert_eq!(Quantity::Normal { mean: 5.0, sd: 400.0 }.fault(bounds), None);
        assert!(Quantity::Exact(-1.0).fault((0.0, f64::INFINITY)).unwrap().contains("less than 0"));
    }

    proptest! {
        #[test]
        fn quantiles_rise_and_stay_within_bounds(
            low in 0.0..40.0f64, width in 1e-3..50.0f64, part in 0.0..=1.0f64, sd in 1e-2..1e3f64,
            p in 1e-12..1.0f64, q in 1e-12..1.0f64,
        ) {
            let (bounds, high, mode) = ((0.0, 100.0), low + width, low + part * width);
            let quantities = [
                Quantity::Uniform { low, high },
                Quantity::Triangular { low, mode, high },
                Quantity::Normal { mean: mode, sd },
            ];
            let (p, q) = if p < q { (p, q) } else { (q, p) };
            for quantity in quantities {
                prop_assert_eq!(quantity.fault(bounds), None);
                let (first, second) = (quantity.quantile(p, bounds), quantity.quantile(q, bounds));
                prop_assert!(first <= second + 1e-9, "{:?} {} {}", quantity, first, second);
                for value in [first, second, quantity.central()] {
                    prop_assert!(quantity.fault(bounds).is_none() && (0.0..=100.0).contains(&value));
                }
            }
        }
    }
}
