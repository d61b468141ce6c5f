//! Centring and scaling of a column of values: what a coefficient "per standard deviation" is per.
//!
//! Source: Gelman and Hill 2007, Data Analysis Using Regression and Multilevel/Hierarchical Models, §4.2.

/// Below this, and below the same share of its centre, a deviation is what rounding leaves of a constant.
const CONSTANT: f64 = 1e-9;
/// The same relative to the centre: the root of what a sum of squares is rounded by.
const ROUNDED: f64 = 1e-7;

/// Centre and standard deviation of the known values of an effect in an estimation sample, and how much of it is missing.
///
/// A value stands in a design as (value − centre) / deviation, a missing one at the centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaling {
    /// What is subtracted: the weighted mean of the known values, on the effect's own scale.
    pub centre: f64,
    /// What it is divided by: their standard deviation; 1 where nothing varies.
    pub deviation: f64,
    /// The share of the weight (exposure, or rows) in which the effect is missing.
    pub missing: f64,
    /// In how many rows it is missing; `None` in model files of memberships older than schema 2.
    pub missing_rows: Option<u32>,
}

impl Scaling {
    /// Values as they are: that of an intercept.
    pub const IDENTITY: Self = Self { centre: 0.0, deviation: 1.0, missing: 0.0, missing_rows: Some(0) };

    /// Centre and scale of a column of values (NaN is missing), each with its weight.
    pub fn of(values: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let (mut weight, mut sum, mut squares, mut missing, mut rows) = (0.0, 0.0, 0.0, 0.0, 0_u32);
        for (value, own) in values {
            if value.is_nan() {
                (missing, rows) = (missing + own, rows.saturating_add(1));
            } else {
                (weight, sum, squares) = (weight + own, sum + own * value, squares + own * value * value);
            }
        }
        if weight <= 0.0 {
            let missing = if missing > 0.0 { 1.0 } else { 0.0 };
            return Self { missing, missing_rows: Some(rows), ..Self::IDENTITY };
        }
        let centre = sum / weight;
        let deviation = (squares / weight - centre * centre).max(0.0).sqrt();
        let constant = deviation < CONSTANT.max(ROUNDED * centre.abs());
        Self {
            centre,
            deviation: if constant { 1.0 } else { deviation },
            missing: missing / (weight + missing),
            missing_rows: Some(rows),
        }
    }

    /// The same of rows that weigh alike.
    pub fn of_rows(values: impl IntoIterator<Item = f64>) -> Self {
        Self::of(values.into_iter().map(|value| (value, 1.0)))
    }

    /// A value in standard deviations from the centre; a missing one (NaN) lies there.
    pub fn standard(&self, value: f64) -> f64 {
        if value.is_nan() { 0.0 } else { (value - self.centre) / self.deviation }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_centred_by_the_weighted_mean_of_what_is_known() {
        let own = Scaling::of([(1.0, 1.0), (5.0, 3.0), (f64::NAN, 4.0)]);
        assert_eq!((own.centre, own.missing, own.missing_rows), (4.0, 0.5, Some(1)));
        assert!((own.deviation - 3.0_f64.sqrt()).abs() < 1e-15, "{own:?}");
        assert_eq!((own.standard(f64::NAN), own.standard(4.0)), (0.0, 0.0));
        assert_eq!(Scaling::of_rows([1.0, 3.0]), Scaling { centre: 2.0, missing_rows: Some(0), ..Scaling::IDENTITY });
    }

    #[test]
    fn what_does_not_vary_or_is_not_known_is_not_divided() {
        // 0.1 + 0.2 is no 0.3: rounding is no variance.
        let constant = Scaling::of_rows(vec![1234.567; 1000]);
        assert_eq!(constant.deviation, 1.0);
        let unknown = Scaling::of_rows([f64::NAN; 3]);
        assert_eq!((unknown.centre, unknown.deviation, unknown.missing), (0.0, 1.0, 1.0));
        assert_eq!(Scaling::of([]), Scaling::IDENTITY);
    }
}
