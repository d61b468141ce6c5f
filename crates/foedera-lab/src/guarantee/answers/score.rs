//! How well held-out answers were predicted.

use foedera_atlas::Atlas;
use foedera_likelihood::score::{Bin, Case, Score, brier, reliability_bins};
use foedera_world::Trigger;

use super::Data;

/// What a fit without a call said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut {
    /// The call.
    pub call: String,
    /// The allies of whom an answer is known.
    pub allies: Vec<String>,
    /// The probability of troops from each.
    pub troops: Vec<f64>,
}

/// What fits without a group say of what is in it.
pub(crate) struct Forecasts {
    /// For each answer the probability of troops.
    pub(crate) answers: Vec<f64>,
    /// For each call the probability of troops from anyone whose answer is known.
    pub(crate) calls: Vec<f64>,
}

/// Scores on held-out answers.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOutScores {
    /// Against the share of troops among all other answers.
    pub overall: Score,
    /// Brier score of the share of troops among all other answers to calls for the same kind of trigger (unrest at home, or not).
    pub brier_by_trigger: f64,
    /// The reliability diagram.
    pub bins: Vec<Bin>,
}

/// Whether an answer was troops.
pub(crate) fn troops_of(level: (usize, usize)) -> bool {
    level.0 == 3
}

/// Forecasts in ten bins of equal width; empty bins are left out.
pub fn bins(cases: &[(f64, bool)]) -> Vec<Bin> {
    let cases: Vec<Case> = cases.iter().map(|case| Case::new(case.0, case.1)).collect();
    reliability_bins(&cases, 10)
}

/// The scores of held-out probabilities of troops, by answer and by call (troops from anyone whose answer is known).
pub(crate) fn scores(atlas: &Atlas, data: &Data, name: &str, forecasts: &Forecasts) -> Vec<(String, HeldOutScores)> {
    let unrest = |call: usize| atlas.calls()[call].trigger == Trigger::InternalUnrest;
    let of_answer = |(row, answer): (usize, &crate::guarantee::Answer)| {
        (answer.call, forecasts.answers[row], troops_of(answer.level), unrest(answer.call))
    };
    let answers: Vec<Held> = data.record.answers.iter().enumerate().map(of_answer).collect();
    let mut calls: Vec<Held> = Vec::new();
    for (row, (call, _, sent, unrest)) in answers.iter().enumerate() {
        match calls.last_mut().filter(|last| last.0 == *call) {
            Some(last) => last.2 |= sent,
            None => calls.push((*call, forecasts.calls[data.places[row][2].unwrap_or(0)], *sent, *unrest)),
        }
    }
    let of = [("an ally", answers), ("anyone", calls)];
    of.into_iter().filter_map(|(who, cases)| Some((format!("troops from {who}, {name}"), scored(&cases)?))).collect()
}

/// Call, forecast, whether it happened, whether for unrest.
type Held = (usize, f64, bool, bool);

fn scored(cases: &[Held]) -> Option<HeldOutScores> {
    let share = |of: &dyn Fn(&Held) -> bool| {
        let own: Vec<&Held> = cases.iter().filter(|case| of(case)).collect();
        (own.iter().filter(|case| case.2).count() as f64 + 0.5) / (own.len() as f64 + 1.0)
    };
    // The rate of all other calls.
    let rate = |case: &Held| share(&|other| other.0 != case.0);
    let by_trigger = |case: &Held| share(&|other| other.0 != case.0 && other.3 == case.3);
    let three: Vec<(f64, f64, bool)> = cases.iter().map(|case| (case.1, rate(case), case.2)).collect();
    let of_trigger: Vec<Case> = cases.iter().map(|case| Case::new(by_trigger(case), case.2)).collect();
    let pairs: Vec<(f64, bool)> = cases.iter().map(|case| (case.1, case.2)).collect();
    let (overall, brier_by_trigger) = (Score::of(&three)?, brier(&of_trigger)?);
    Some(HeldOutScores { overall, brier_by_trigger, bins: bins(&pairs) })
}
