//! Scores of probability forecasts of yes/no events.

use foedera_math::ln;

/// Scores of forecasts beside climatology (the training rate for everyone) on the same cases.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
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
    /// Area under the receiver operating characteristic; 0.5 is chance.
    pub auc: f64,
}

impl Score {
    /// The scores of cases (forecast, climatology's forecast, outcome). Probabilities are drawn into
    /// [1e-6, 1 − 1e-6] for the log score.
    pub fn of(cases: &[(f64, f64, bool)]) -> Self {
        let n = cases.len().max(1) as f64;
        let log = |p: f64, outcome: bool| -ln(if outcome { p } else { 1.0 - p }.clamp(1e-6, 1.0 - 1e-6));
        let square = |p: f64, outcome: bool| (p - f64::from(u8::from(outcome))) * (p - f64::from(u8::from(outcome)));
        let sum = |f: &dyn Fn(&(f64, f64, bool)) -> f64| cases.iter().map(f).sum::<f64>() / n;
        Self {
            cases: u32::try_from(cases.len()).unwrap_or(u32::MAX),
            events: u32::try_from(cases.iter().filter(|case| case.2).count()).unwrap_or(u32::MAX),
            log_score: sum(&|case| log(case.0, case.2)),
            log_score_climatology: sum(&|case| log(case.1, case.2)),
            brier: sum(&|case| square(case.0, case.2)),
            brier_climatology: sum(&|case| square(case.1, case.2)),
            auc: auc(cases),
        }
    }

    /// Brier skill: 1 − Brier / Brier of climatology; 0 is no better than climatology.
    pub fn brier_skill(&self) -> f64 {
        1.0 - self.brier / self.brier_climatology
    }
}

/// The share of (event, non-event) pairs in which the event had the higher forecast; ties count half.
fn auc(cases: &[(f64, f64, bool)]) -> f64 {
    let mut sorted: Vec<(f64, bool)> = cases.iter().map(|case| (case.0, case.2)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut pairs, mut start) = (0.0, 0.0, 0);
    while start < sorted.len() {
        let tied = sorted[start..].iter().take_while(|case| case.0 == sorted[start].0).count();
        let events = sorted[start..start + tied].iter().filter(|case| case.1).count() as f64;
        let others = tied as f64 - events;
        pairs += events * (below + 0.5 * others);
        below += others;
        start += tied;
    }
    let events = sorted.iter().filter(|case| case.1).count() as f64;
    pairs / (events * below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_by_hand() {
        let cases = [(0.9, 0.5, true), (0.2, 0.5, false), (0.2, 0.5, true), (0.1, 0.5, false)];
        let score = Score::of(&cases);
        assert_eq!((score.cases, score.events), (4, 2));
        assert!((score.brier - (0.01 + 0.04 + 0.64 + 0.01) / 4.0).abs() < 1e-12);
        assert!((score.brier_climatology - 0.25).abs() < 1e-12);
        assert!((score.auc - 3.5 / 4.0).abs() < 1e-12);
        assert!((score.log_score_climatology - core::f64::consts::LN_2).abs() < 1e-12);
    }
}
