//! Scores of the answers that `aid` gives, beside two base rates: held-out calls, explicit answers only, each call with the same weight.

use foedera_atlas::Atlas;
use foedera_world::Trigger;

use crate::answers::AnswerModel;
use crate::rates::CallRates;
use crate::record::level;

/// Brier scores with one call left out: of the answer given, of the rate of all other calls, of that of calls of the same kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Of the answer given.
    pub given: f64,
    /// Of the rate of all other cases.
    pub overall: f64,
    /// Of the rate of other cases of the same kind (unrest at home, or not).
    pub by_kind: f64,
    /// Cases.
    pub cases: usize,
}

/// The scores of what `aid` says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GivenScores {
    /// Troops from an ally whose answer a source states, each call with the same weight.
    pub ally: Scored,
    /// Of pairs of a sender and a non-sender of one call, the share in which the sender was the likelier; ties count half.
    pub within_call_auc: f64,
    /// Troops from anyone.
    pub anyone: Scored,
}

/// One case: its call, whether it is for unrest, the probability given, whether it happened.
type Case = (usize, bool, f64, bool);

/// The scores; `None` if the model holds no forecast of a held-out call.
pub fn given_scores(atlas: &Atlas, model: &AnswerModel) -> Option<GivenScores> {
    let (mut answers, mut calls): (Vec<Case>, Vec<Case>) = (Vec::new(), Vec::new());
    for held in &model.card.held_out {
        let place = atlas.calls.iter().position(|call| call.id == held.call)?;
        let call = &atlas.calls[place];
        let unrest = call.trigger == Trigger::InternalUnrest;
        for (ally, p) in held.allies.iter().zip(&held.troops) {
            let told = call.answers.iter().filter(|answer| atlas.roster().state(answer.state).key == *ally);
            if let Some(most) = told.map(|answer| level(answer.level)).max() {
                answers.push((place, unrest, *p, most == 3));
            }
        }
        if let Some(sent) = crate::record::sent_troops(call) {
            let rate = CallRates::new(atlas, |other| other != place).of_treaty(call.treaty, call.trigger).mean;
            calls.push((place, unrest, held.troops.iter().copied().fold(rate, f64::max), sent));
        }
    }
    (!answers.is_empty() && !calls.is_empty()).then(|| GivenScores {
        ally: scored(&answers),
        within_call_auc: within_call_auc(&answers),
        anyone: scored(&calls),
    })
}

/// Mean over calls of the mean squared error within each.
fn scored(cases: &[Case]) -> Scored {
    let rate = |case: &Case, kind: bool| {
        let others = || cases.iter().filter(|other| other.0 != case.0 && (!kind || other.1 == case.1));
        (others().filter(|other| other.3).count() as f64 + 0.5) / (others().count() as f64 + 1.0)
    };
    let mean = |of: &dyn Fn(&Case) -> f64| {
        let mut places: Vec<usize> = cases.iter().map(|case| case.0).collect();
        places.dedup();
        let within = |place: &usize| {
            let own: Vec<f64> = cases
                .iter()
                .filter(|case| case.0 == *place)
                .map(|case| (of(case) - f64::from(u8::from(case.3))) * (of(case) - f64::from(u8::from(case.3))))
                .collect();
            foedera_math::mean(&own)
        };
        foedera_math::mean(&places.iter().map(within).collect::<Vec<_>>())
    };
    Scored {
        given: mean(&|case| case.2),
        overall: mean(&|case| rate(case, false)),
        by_kind: mean(&|case| rate(case, true)),
        cases: cases.len(),
    }
}

fn within_call_auc(cases: &[Case]) -> f64 {
    let (mut pairs, mut right) = (0.0, 0.0);
    for sender in cases.iter().filter(|case| case.3) {
        for other in cases.iter().filter(|case| !case.3 && case.0 == sender.0) {
            pairs += 1.0;
            right += if sender.2 > other.2 {
                1.0
            } else if sender.2 < other.2 {
                0.0
            } else {
                0.5
            };
        }
    }
    if pairs > 0.0 { right / pairs } else { 0.5 }
}

impl GivenScores {
    /// The scores in sentences.
    pub fn words(&self) -> Vec<String> {
        let line = |what: &str, scored: &Scored, also: String| {
            format!(
                "{what}, one call left out: Brier {:.3}, against {:.3} for the rate of all other calls and {:.3} for that of calls \
                 of the same kind (n = {}){also}",
                scored.given, scored.overall, scored.by_kind, scored.cases
            )
        };
        let auc = format!(
            "; of a sender and a non-sender of one call the sender is the likelier in {:.0} %",
            100.0 * self.within_call_auc
        );
        vec![
            line(
                "troops from an ally, answers stated by a source only, each call with the same weight",
                &self.ally,
                auc,
            ),
            line("troops from anyone", &self.anyone, String::new()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::embedded_answers;

    #[test]
    fn anyone_beats_both_rates_and_stated_answers_only_that_of_all() {
        let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        let (model, _) = embedded_answers().unwrap();
        let scores = given_scores(&atlas, &model).unwrap();
        println!("{scores:?}");
        assert!(
            scores.anyone.given < scores.anyone.overall && scores.anyone.given < scores.anyone.by_kind,
            "{scores:?}"
        );
        // Sources state senders more often than others: among stated answers the rate by kind is ahead of the model.
        assert!(scores.ally.by_kind < scores.ally.given && scores.ally.given < scores.ally.overall, "{scores:?}");
        assert_eq!((scores.ally.cases, scores.anyone.cases), (406, 75));
        assert!(scores.within_call_auc > 0.5 && scores.within_call_auc < 0.65, "{scores:?}");
    }
}
