//! Scores of probability forecasts: how good they were, against what, and how sure of that one can be.
//!
//! Every score that the laboratory prints is computed here. A [`Case`] is a forecast with what came of it; scores are means over
//! cases by weight, and `None` of no cases. The tests hold them to scikit-learn and scoringrules.

mod bootstrap;
mod card;
mod consistency;
mod counts;
mod difference;
mod ensemble;
mod precision;
mod reliability;
mod split;
mod summary;

pub use bootstrap::block_bootstrap;
pub use card::{Block, Blocked, CARD_LEVEL, InTheLarge, RISK_GROUPS, RiskGroup, ScoreCard};
pub use consistency::{BandedBin, CONSISTENCY_DRAWS, reliability_diagram};
pub use counts::{COUNT_LEVEL, CountBlock, count_block, count_blocks, negative_binomial, poisson_binomial};
pub use difference::{LossPair, ScoreDifference};
pub use ensemble::{
    NumberCase, NumberScore, crps_count, crps_ensemble, crps_ensemble_fair, crps_log_normal, crps_normal,
    interval_score, quantile_score,
};
pub use precision::average_precision;
pub use reliability::{
    Bin, CalibrationInTheLarge, Decomposition, calibration_in_the_large, decomposition, reliability_bins, risk_groups,
};
pub use split::{S1, S5, Split, climatology};
pub use summary::Score;

use foedera_math::ln;

/// The least probability of what happened that the logarithmic score takes: a forecast of 0 or 1 that fails costs 13.8, not
/// infinity.
pub const LEAST_PROBABILITY: f64 = 1e-6;

/// A probability forecast of a yes/no event, and its outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// The forecast, from 0 to 1.
    pub probability: f64,
    /// Whether the event happened.
    pub happened: bool,
    /// The weight of the case, above 0; 1 where all count alike.
    pub weight: f64,
    /// The group whose cases depend on each other: a treaty, a call.
    pub group: u32,
    /// The year in which the forecast was made.
    pub year: i32,
}

impl Case {
    /// A case of weight 1, of group 0 and year 0.
    pub fn new(probability: f64, happened: bool) -> Self {
        Self { probability, happened, weight: 1.0, group: 0, year: 0 }
    }

    /// The outcome as a number: 1 if the event happened, else 0.
    fn outcome(&self) -> f64 {
        f64::from(u8::from(self.happened))
    }
}

/// The Brier score, the mean squared distance between forecast and outcome (Brier 1950); from 0 (best) to 1.
pub fn brier(cases: &[Case]) -> Option<f64> {
    mean(cases, |case| (case.probability - case.outcome()) * (case.probability - case.outcome()))
}

/// The logarithmic score, the mean of −ln p(outcome); 0 is best. The probability of the outcome is drawn into
/// [[`LEAST_PROBABILITY`], 1 − [`LEAST_PROBABILITY`]].
pub fn log_score(cases: &[Case]) -> Option<f64> {
    mean(cases, |case| log_loss(case.probability, case.happened))
}

/// The logarithmic score of one forecast.
pub fn log_loss(probability: f64, happened: bool) -> f64 {
    let p = if happened { probability } else { 1.0 - probability };
    -ln(p.clamp(LEAST_PROBABILITY, 1.0 - LEAST_PROBABILITY))
}

/// Skill, the share of a reference's score that forecasts save: 1 − score / reference. 1 is perfect, 0 no better than the
/// reference, below 0 worse. `None` where the reference was perfect.
pub fn skill(score: f64, reference: f64) -> Option<f64> {
    (reference > 0.0).then(|| 1.0 - score / reference)
}

/// The area under the receiver operating characteristic: the share of pairs (event, other) in which the event had the higher
/// forecast; ties count half, 0.5 is chance. `None` without an event or without another case.
pub fn auc(cases: &[Case]) -> Option<f64> {
    let (concordant, pairs) = concordance(cases);
    (pairs > 0.0).then(|| concordant / pairs)
}

/// The same among pairs of one stratum only, such as one year: what a forecast says beyond the level of the stratum. `None` if no
/// stratum has both an event and another case.
pub fn auc_within<K: Ord>(cases: &[Case], stratum: impl Fn(&Case) -> K) -> Option<f64> {
    let mut strata: std::collections::BTreeMap<K, Vec<Case>> = std::collections::BTreeMap::new();
    for case in cases {
        strata.entry(stratum(case)).or_default().push(*case);
    }
    let sums = strata.values().map(|own| concordance(own));
    let (concordant, pairs) = sums.fold((0.0, 0.0), |sum, (concordant, pairs)| (sum.0 + concordant, sum.1 + pairs));
    (pairs > 0.0).then(|| concordant / pairs)
}

/// The weight of concordant pairs of an event with another case (ties half), and of all of them.
fn concordance(cases: &[Case]) -> (f64, f64) {
    let mut sorted: Vec<&Case> = cases.iter().collect();
    sorted.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    let (mut concordant, mut below, mut all_events) = (0.0, 0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.probability == b.probability) {
        let weight = |happened: bool| -> f64 {
            tied.iter().filter(|case| case.happened == happened).map(|case| case.weight).sum()
        };
        let (events, others) = (weight(true), weight(false));
        concordant += events * (below + 0.5 * others);
        below += others;
        all_events += events;
    }
    (concordant, all_events * below)
}

/// The mean over cases by weight.
fn mean(cases: &[Case], of: impl Fn(&Case) -> f64) -> Option<f64> {
    let weight: f64 = cases.iter().map(|case| case.weight).sum();
    (weight > 0.0).then(|| cases.iter().map(|case| case.weight * of(case)).sum::<f64>() / weight)
}

#[cfg(test)]
mod tests;
