//! How well held-out answers were foretold.

use foedera_atlas::Atlas;
use foedera_process::Score;
use foedera_world::Trigger;

use super::Data;
use super::fit::Forecasts;

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
    let bin = |k: usize| {
        let ends = (k as f64 / 10.0, (k + 1) as f64 / 10.0);
        let inside = |p: f64| p >= ends.0 && (p < ends.1 || (k == 9 && p <= 1.0));
        let own: Vec<&(f64, bool)> = cases.iter().filter(|case| inside(case.0)).collect();
        let n = own.len() as f64;
        (!own.is_empty()).then(|| Bin {
            ends,
            forecast: own.iter().map(|case| case.0).sum::<f64>() / n,
            happened: own.iter().filter(|case| case.1).count() as f64 / n,
            cases: own.len() as u32,
        })
    };
    (0..10).filter_map(bin).collect()
}

/// The scores of held-out probabilities of troops, by answer and by call (troops from anyone whose answer is known).
pub(crate) fn scores(atlas: &Atlas, data: &Data, name: &str, forecasts: &Forecasts) -> Vec<(String, HeldOutScores)> {
    let unrest = |call: usize| atlas.calls[call].trigger == Trigger::InternalUnrest;
    let of_answer = |(row, answer): (usize, &crate::Answer)| {
        (answer.call, forecasts.answers[row], troops_of(answer.level), unrest(answer.call))
    };
    let answers: Vec<Case> = data.record.answers.iter().enumerate().map(of_answer).collect();
    let mut calls: Vec<Case> = Vec::new();
    for (row, (call, _, sent, unrest)) in answers.iter().enumerate() {
        match calls.last_mut().filter(|last| last.0 == *call) {
            Some(last) => last.2 |= sent,
            None => calls.push((*call, forecasts.calls[data.places[row][2].unwrap_or(0)], *sent, *unrest)),
        }
    }
    vec![
        (format!("troops from an ally, {name}"), scored(&answers)),
        (format!("troops from anyone, {name}"), scored(&calls)),
    ]
}

/// Call, forecast, whether it happened, whether for unrest.
type Case = (usize, f64, bool, bool);

fn scored(cases: &[Case]) -> HeldOutScores {
    let share = |of: &dyn Fn(&Case) -> bool| {
        let own: Vec<&Case> = cases.iter().filter(|case| of(case)).collect();
        (own.iter().filter(|case| case.2).count() as f64 + 0.5) / (own.len() as f64 + 1.0)
    };
    // The rate of all other calls.
    let rate = |case: &Case| share(&|other| other.0 != case.0);
    let by_trigger = |case: &Case| share(&|other| other.0 != case.0 && other.3 == case.3);
    let square = |p: f64, case: &Case| (p - f64::from(u8::from(case.2))) * (p - f64::from(u8::from(case.2)));
    let three: Vec<(f64, f64, bool)> = cases.iter().map(|case| (case.1, rate(case), case.2)).collect();
    let pairs: Vec<(f64, bool)> = cases.iter().map(|case| (case.1, case.2)).collect();
    HeldOutScores {
        overall: Score::of(&three),
        brier_by_trigger: cases.iter().map(|case| square(by_trigger(case), case)).sum::<f64>()
            / cases.len().max(1) as f64,
        bins: bins(&pairs),
    }
}
