//! The scores of forecasts beside those of climatology.

use super::{Case, auc, brier, log_score, skill};

/// Scores of forecasts beside climatology (the training rate for everyone) on the same cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Cases.
    pub cases: u32,
    /// Events among them.
    pub events: u32,
    /// Mean log score, −ln p(outcome); lower is better.
    pub log_score: f64,
    /// The same of climatology.
    pub log_score_climatology: f64,
    /// Mean squared error; lower is better.
    pub brier: f64,
    /// The same of climatology.
    pub brier_climatology: f64,
    /// Area under the receiver operating characteristic; 0.5 is chance. `None` without an event or without another case.
    pub auc: Option<f64>,
}

impl Score {
    /// The scores of cases (forecast, climatology's forecast, outcome); `None` of no cases.
    pub fn of(cases: &[(f64, f64, bool)]) -> Option<Self> {
        let own: Vec<Case> = cases.iter().map(|case| Case::new(case.0, case.2)).collect();
        let climatology: Vec<Case> = cases.iter().map(|case| Case::new(case.1, case.2)).collect();
        Some(Self {
            cases: u32::try_from(cases.len()).unwrap_or(u32::MAX),
            events: u32::try_from(cases.iter().filter(|case| case.2).count()).unwrap_or(u32::MAX),
            log_score: log_score(&own)?,
            log_score_climatology: log_score(&climatology)?,
            brier: brier(&own)?,
            brier_climatology: brier(&climatology)?,
            auc: auc(&own),
        })
    }

    /// Brier skill: 1 − Brier / Brier of climatology; 0 is no better than climatology. `None` where climatology was perfect.
    pub fn brier_skill(&self) -> Option<f64> {
        skill(self.brier, self.brier_climatology)
    }
}
