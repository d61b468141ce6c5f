//! How far outcomes were from forecasts, as a band around a new one.

use foedera_math::quantile;

use super::{Case, error};
use crate::Setting;
use crate::settle::{Voices, scale};

/// Shares of outcomes, and the errors that they did not exceed, in weighted standard deviations of the positions held.
///
/// From the left-out forecasts of [`Recipe::CHOSEN`](super::Recipe::CHOSEN) on the 228 visible issues of the DEU data.
/// On all 351 the weighted mean has 0.50, 1.00, 1.31 and 1.51.
pub const BAND: [(f64, f64); 4] = [(0.5, 0.471), (0.8, 0.961), (0.9, 1.232), (0.95, 1.595)];

/// An interval that held the outcome in a share of the issues seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The share, from 0 to 1.
    pub share: f64,
    /// The low end, not below that of the scale.
    pub low: f64,
    /// The high end, not above that of the scale.
    pub high: f64,
}

/// The bands around a text on one issue of a setting, from the narrowest to the widest. Where all agree, no positions
/// vary and the bands are the text itself; NaN where nobody takes part or there is no text.
pub fn band(setting: &Setting, issue: usize, text: f64) -> [Band; 4] {
    let (low, width) = scale(setting, issue);
    let deviation = width * Voices::new(setting, issue).deviation();
    let clip = |x: f64| if x.is_nan() { x } else { x.clamp(low.min(text), (low + width).max(text)) };
    BAND.map(|(share, ratio)| Band { share, low: clip(text - ratio * deviation), high: clip(text + ratio * deviation) })
}

/// The quantiles of [`BAND`], computed from forecasts for scored cases. Cases without a forecast or where all
/// positions are one do not count.
pub fn error_ratios(cases: &[&Case], forecasts: &[f64]) -> [(f64, f64); 4] {
    let ratio = |(case, forecast): (&&Case, &f64)| {
        let deviation = scale(&case.setting, 0).1 * Voices::new(&case.setting, 0).deviation();
        error(case, *forecast).filter(|_| deviation > 0.0).map(|error| error / deviation)
    };
    let mut ratios: Vec<f64> = cases.iter().zip(forecasts).filter_map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    BAND.map(|(share, _)| (share, quantile(&ratios, share)))
}
