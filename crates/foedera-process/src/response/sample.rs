//! The estimation sample of answers: rows of effects, groups, levels.

use foedera_likelihood::score::{Bin, Case, Score, brier, reliability_bins};

use super::{HeldOutScores, LEVELS, Rows, is_troops};
use crate::{Effect, Scaling};

/// Answers to calls as rows, in the order of the calls.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Responses {
    /// Values of [`Effect::ANSWERS`], by rows; NaN where missing.
    pub values: Vec<f64>,
    /// The keys of treaties, allies and calls, in the order of their groups.
    pub groups: [Vec<String>; 3],
    /// For each answer the places of its groups; every answer has a treaty and a call.
    pub places: Vec<[Option<usize>; 3]>,
    /// For each answer the ally's key.
    pub allies: Vec<String>,
    /// For each answer the lowest and highest level that it can be.
    pub levels: Vec<(usize, usize)>,
    /// For each answer whether its call is for unrest at home.
    pub unrest: Vec<bool>,
}

impl Responses {
    /// The place of a group of a kind (0: treaties, 1: allies, 2: calls) by its key; a new one comes last.
    pub fn group(&mut self, kind: usize, key: &str) -> usize {
        let groups = &mut self.groups[kind];
        groups.iter().position(|own| own == key).unwrap_or_else(|| {
            groups.push(key.to_owned());
            groups.len() - 1
        })
    }

    /// The scaling of each effect over the rows that are kept.
    pub fn scalings(&self, keep: impl Fn(usize) -> bool) -> Vec<Scaling> {
        let width = Effect::ANSWERS.len();
        let kept: Vec<usize> = (0..self.places.len()).filter(|row| keep(*row)).collect();
        (0..width).map(|effect| Scaling::of_rows(kept.iter().map(|row| self.values[row * width + effect]))).collect()
    }

    /// The rows as they are fitted: centred and scaled, what is missing at the centre.
    pub fn rows(&self, scalings: &[Scaling]) -> Rows {
        let width = scalings.len();
        let value = |(index, raw): (usize, &f64)| scalings[index % width].standard(*raw);
        Rows {
            effects: width,
            wide: Effect::TRIGGERS,
            levels: LEVELS.len(),
            values: self.values.iter().enumerate().map(value).collect(),
            groups: self.places.clone(),
            answers: self.levels.clone(),
            sizes: [0, 1, 2].map(|kind| self.groups[kind].len()),
        }
    }

    /// The scores of held-out probabilities of troops, by answer and by call (troops from anyone whose answer is known).
    pub(super) fn scores(&self, name: &str, forecasts: &Forecasts) -> Vec<(String, HeldOutScores)> {
        let of_answer = |row: usize| Held {
            call: self.places[row][2].unwrap_or(0),
            forecast: forecasts.answers[row],
            sent: is_troops(self.levels[row]),
            unrest: self.unrest[row],
        };
        let answers: Vec<Held> = (0..self.places.len()).map(of_answer).collect();
        let mut calls: Vec<Held> = Vec::new();
        for own in &answers {
            match calls.last_mut().filter(|last| last.call == own.call) {
                Some(last) => last.sent |= own.sent,
                None => calls.push(Held { forecast: forecasts.calls[own.call], ..*own }),
            }
        }
        let of = [("an ally", answers), ("anyone", calls)];
        of.into_iter()
            .filter_map(|(who, cases)| Some((format!("troops from {who}, {name}"), scored(&cases)?)))
            .collect()
    }
}

/// What fits without a group say of what is in it.
pub(super) struct Forecasts {
    /// For each answer the probability of troops.
    pub(super) answers: Vec<f64>,
    /// For each call the probability of troops from anyone whose answer is known.
    pub(super) calls: Vec<f64>,
}

/// A forecast of one answer or call that was held out.
#[derive(Clone, Copy)]
struct Held {
    call: usize,
    forecast: f64,
    sent: bool,
    unrest: bool,
}

/// Forecasts in ten bins of equal width; empty bins are left out.
fn bins(cases: &[Held]) -> Vec<Bin> {
    let cases: Vec<Case> = cases.iter().map(|case| Case::new(case.forecast, case.sent)).collect();
    reliability_bins(&cases, 10)
}

fn scored(cases: &[Held]) -> Option<HeldOutScores> {
    let share = |of: &dyn Fn(&Held) -> bool| {
        let own: Vec<&Held> = cases.iter().filter(|case| of(case)).collect();
        (own.iter().filter(|case| case.sent).count() as f64 + 0.5) / (own.len() as f64 + 1.0)
    };
    // The rate of all other calls.
    let rate = |case: &Held| share(&|other| other.call != case.call);
    let by_trigger = |case: &Held| share(&|other| other.call != case.call && other.unrest == case.unrest);
    let three: Vec<(f64, f64, bool)> = cases.iter().map(|case| (case.forecast, rate(case), case.sent)).collect();
    let of_trigger: Vec<Case> = cases.iter().map(|case| Case::new(by_trigger(case), case.sent)).collect();
    let (overall, brier_by_trigger) = (Score::of(&three)?, brier(&of_trigger)?);
    Some(HeldOutScores { overall, brier_by_trigger, bins: bins(cases) })
}
