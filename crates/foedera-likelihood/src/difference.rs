//! First differences and variance inflation: what coefficients mean in probabilities, and how far effects stand in for each other.

use foedera_math::{Cholesky, mean, quantile};

/// A first difference: by how much a probability moves when one effect moves and all others stay at their centre (King, Tomz and
/// Wittenberg 2000, American Journal of Political Science 44).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FirstDifference {
    /// The value of the effect before.
    pub from: f64,
    /// The value after.
    pub to: f64,
    /// The probabilities before and after: means over draws of the parameters.
    pub probabilities: (f64, f64),
    /// After less before: the mean over draws.
    pub difference: f64,
    /// Its 90 % interval over draws.
    pub interval: (f64, f64),
}

/// The share of draws that the interval leaves out at each end.
const TAIL: f64 = 0.05;

impl FirstDifference {
    /// Of draws of both probabilities; `None` of no draws.
    pub fn of(values: (f64, f64), draws: &[(f64, f64)]) -> Option<Self> {
        if draws.is_empty() {
            return None;
        }
        let before: Vec<f64> = draws.iter().map(|draw| draw.0).collect();
        let after: Vec<f64> = draws.iter().map(|draw| draw.1).collect();
        let mut apart: Vec<f64> = draws.iter().map(|draw| draw.1 - draw.0).collect();
        apart.sort_by(f64::total_cmp);
        Some(Self {
            from: values.0,
            to: values.1,
            probabilities: (mean(&before), mean(&after)),
            difference: mean(&apart),
            interval: (quantile(&apart, TAIL), quantile(&apart, 1.0 - TAIL)),
        })
    }
}

/// Variance inflation factors: how many times the other parameters blow up the variance of each, Σ_jj (Σ⁻¹)_jj of a covariance by rows
/// (Marquardt 1970, Technometrics 12); at least 1. `None` if the matrix is no covariance.
pub fn variance_inflation(parameters: usize, covariance: &[f64]) -> Option<Vec<f64>> {
    let inverse = Cholesky::new(parameters, covariance).ok()?.inverse();
    let at = |place: usize| place * parameters + place;
    Some((0..parameters).map(|place| covariance[at(place)] * inverse[at(place)]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_parameters_of_correlation_r_inflate_each_other_by_one_over_one_minus_r_squared() {
        let found = variance_inflation(2, &[4.0, 0.8 * 2.0 * 3.0, 0.8 * 2.0 * 3.0, 9.0]).unwrap();
        for factor in found {
            assert!((factor - 1.0 / (1.0 - 0.64)).abs() < 1e-12, "{factor}");
        }
        assert_eq!(variance_inflation(2, &[1.0, 2.0, 2.0, 1.0]), None, "no covariance");
    }

    #[test]
    fn a_first_difference_is_the_mean_of_draws_with_their_quantiles() {
        let draws: Vec<(f64, f64)> = (0..101).map(|k| (0.1, 0.1 + f64::from(k) / 1000.0)).collect();
        let found = FirstDifference::of((0.0, 1.0), &draws).unwrap();
        assert!((found.difference - 0.05).abs() < 1e-12 && (found.probabilities.0 - 0.1).abs() < 1e-12);
        assert!((found.interval.0 - 0.005).abs() < 1e-12 && (found.interval.1 - 0.095).abs() < 1e-12);
        assert_eq!(FirstDifference::of((0.0, 1.0), &[]), None);
    }
}
