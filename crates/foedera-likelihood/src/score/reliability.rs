//! Reliability: whether what was given ten per cent happened in ten per cent.

use foedera_math::gamma_quantile;

use super::{Case, mean};

/// A bin of a reliability diagram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// The ends of the bin.
    pub ends: (f64, f64),
    /// The mean forecast in it.
    pub forecast: f64,
    /// The share that happened.
    pub happened: f64,
    /// Forecasts in it.
    pub cases: u32,
}

/// The reliability diagram in `count` bins of equal width, the last with its upper end; empty bins are left out.
pub fn reliability_bins(cases: &[Case], count: u32) -> Vec<Bin> {
    let bin = |k: u32| {
        let ends = (f64::from(k) / f64::from(count), f64::from(k + 1) / f64::from(count));
        let own = inside(cases, ends, k + 1 == count);
        let forecast = mean(&own, |case| case.probability)?;
        let happened = mean(&own, Case::outcome)?;
        Some(Bin { ends, forecast, happened, cases: u32::try_from(own.len()).unwrap_or(u32::MAX) })
    };
    (0..count).filter_map(bin).collect()
}

/// The reliability of cases in `count` groups of as equal size as equal forecasts allow, from the lowest forecasts to the highest:
/// what tells something of rare events, whose forecasts all lie in the lowest bins of equal width. Ends are the lowest and the
/// highest forecast of a group.
pub fn risk_groups(cases: &[Case], count: u32) -> Vec<Bin> {
    let mut sorted = cases.to_vec();
    sorted.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    let mut groups: Vec<Vec<Case>> = Vec::new();
    let mut seen = 0_usize;
    let mut last = None;
    for tied in sorted.chunk_by(|a, b| a.probability == b.probability) {
        // The group in which the middle of the tied cases lies.
        let place = (2 * seen + tied.len()) * count as usize / (2 * sorted.len());
        if last != Some(place) {
            groups.push(Vec::new());
            last = Some(place);
        }
        groups.last_mut().expect("a group was just begun").extend_from_slice(tied);
        seen += tied.len();
    }
    let bin = |own: &Vec<Case>| {
        Some(Bin {
            ends: (own.first()?.probability, own.last()?.probability),
            forecast: mean(own, |case| case.probability)?,
            happened: mean(own, Case::outcome)?,
            cases: u32::try_from(own.len()).unwrap_or(u32::MAX),
        })
    };
    groups.iter().filter_map(bin).collect()
}

fn inside(cases: &[Case], ends: (f64, f64), last: bool) -> Vec<Case> {
    let holds = |p: f64| p >= ends.0 && (p < ends.1 || (last && p <= 1.0));
    cases.iter().filter(|case| holds(case.probability)).copied().collect()
}

/// The decomposition of the Brier score (Murphy 1973, Journal of Applied Meteorology 12):
/// Brier = reliability − resolution + uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decomposition {
    /// Mean squared distance between a forecast and the share that happened after it; 0 is best.
    pub reliability: f64,
    /// Mean squared distance between that share and the share of all cases; higher is better.
    pub resolution: f64,
    /// The variance of outcomes, which no forecaster can change.
    pub uncertainty: f64,
}

/// Murphy's decomposition over the distinct forecasts, exact: its parts give the Brier score. `None` of no cases.
///
/// Where nearly every forecast is distinct, reliability and resolution are those of single cases; round forecasts first to see
/// those of bins.
pub fn decomposition(cases: &[Case]) -> Option<Decomposition> {
    let share = mean(cases, Case::outcome)?;
    let mut sorted = cases.to_vec();
    sorted.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    let (mut reliability, mut resolution, mut weight) = (0.0, 0.0, 0.0);
    for like in sorted.chunk_by(|a, b| a.probability == b.probability) {
        let own: f64 = like.iter().map(|case| case.weight).sum();
        let happened = mean(like, Case::outcome)?;
        reliability += own * (like[0].probability - happened) * (like[0].probability - happened);
        resolution += own * (happened - share) * (happened - share);
        weight += own;
    }
    Some(Decomposition {
        reliability: reliability / weight,
        resolution: resolution / weight,
        uncertainty: share * (1.0 - share),
    })
}

/// Calibration in the large: events that happened for each that was forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationInTheLarge {
    /// Events that happened, by weight.
    pub observed: f64,
    /// Events that were forecast, the sum of probabilities by weight.
    pub expected: f64,
    /// Observed over expected; 1 is calibrated.
    pub ratio: f64,
    /// The interval of the ratio; forecasts are calibrated as far as it can be told if it holds 1.
    pub interval: (f64, f64),
}

/// Observed events over expected ones, with the exact interval of a Poisson count at `level` (Garwood 1936, Biometrika 28). It takes
/// events as independent: where those of a treaty or a year come together, use [`super::block_bootstrap`]. `None` if nothing was
/// expected.
pub fn calibration_in_the_large(cases: &[Case], level: f64) -> Option<CalibrationInTheLarge> {
    let observed: f64 = cases.iter().map(|case| case.weight * case.outcome()).sum();
    let expected: f64 = cases.iter().map(|case| case.weight * case.probability).sum();
    let tail = (1.0 - level) / 2.0;
    let low = if observed > 0.0 { gamma_quantile(observed, tail) } else { 0.0 };
    let high = gamma_quantile(observed + 1.0, 1.0 - tail);
    (expected > 0.0).then(|| CalibrationInTheLarge {
        observed,
        expected,
        ratio: observed / expected,
        interval: (low / expected, high / expected),
    })
}
