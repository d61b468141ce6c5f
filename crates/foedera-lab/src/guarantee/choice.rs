//! Nested selection of the forecast that is given: which of five forecasts of troops does best on the other calls.
//!
//! The rule was fixed before it was run. One call at a time is left out; the forecast with the lowest Brier score on the *other*
//! calls (rates recounted without the call, each call with the same weight) forecasts the one left out. The score of these forecasts
//! is that of the rule, and not of the forecast that looks best in the end. The same with earlier calls only (rolling origin).

use std::collections::BTreeMap;

use foedera_atlas::Atlas;
use foedera_likelihood::score::{Case, auc_within, brier};
use foedera_math::beta_quantile;
use foedera_process::response::{Candidate, Choice, Choices, HeldOut, Nested};
use foedera_world::{Day, Trigger};

use crate::guarantee::probability::Probability;
use crate::guarantee::rates::{CallRates, Count, weight};
use crate::guarantee::record::{Answer, Record, answer_of, sent_troops};

/// How many earlier calls there must be before one is forecast from them.
pub const EARLIER_CALLS: usize = 10;

/// A case: what is asked, and what happened.
struct Asked {
    /// The call's place in the register.
    call: usize,
    day: Day,
    unrest: bool,
    ally: String,
    model: f64,
    sent: bool,
}

/// The rates of allies that sent troops: of all, by kind, and by ally shrunk towards its kind. They are of calls whose list of senders
/// is complete, so that an ally counts whether or not a source names it: sources name senders more often than others.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerRates {
    overall: f64,
    kinds: [f64; 2],
    allies: BTreeMap<String, Count>,
    weight: f64,
    calls: [u32; 2],
}

impl AnswerRates {
    fn of<'a>(cases: impl Iterator<Item = &'a Asked> + Clone) -> Self {
        let share = |cases: &mut dyn Iterator<Item = &'a Asked>| {
            let mut count = Count::default();
            cases.for_each(|case| count.add(case.sent, 0.0));
            (count.events + 0.5) / (count.cases + 1.0)
        };
        let kinds = [false, true].map(|kind| share(&mut cases.clone().filter(|case| case.unrest == kind)));
        let mut allies = BTreeMap::<String, Count>::new();
        let mut seen: [std::collections::BTreeSet<usize>; 2] = Default::default();
        for case in cases.clone() {
            allies.entry(case.ally.clone()).or_default().add(case.sent, kinds[usize::from(case.unrest)]);
            seen[usize::from(case.unrest)].insert(case.call);
        }
        let groups: Vec<Count> = allies.values().copied().collect();
        let calls = seen.map(|calls| calls.len() as u32);
        Self { overall: share(&mut cases.clone()), kinds, weight: weight(&groups), allies, calls }
    }

    /// The rates of the record's calls whose list of senders is complete, but those left out.
    pub fn new(atlas: &Atlas, record: &Record, keep: impl Fn(usize) -> bool) -> Self {
        let counted =
            record.answers.iter().filter(|answer| atlas.calls()[answer.call].complete.is_some() && keep(answer.call));
        let case = |answer: &Answer| Asked {
            call: answer.call,
            day: answer.day,
            unrest: atlas.calls()[answer.call].trigger == Trigger::InternalUnrest,
            ally: atlas.roster().state(answer.ally).key.clone(),
            model: f64::NAN,
            sent: answer.level.0 == 3,
        };
        Self::of(counted.map(case).collect::<Vec<_>>().iter())
    }

    /// The rate of a candidate for an ally; the model's own forecast is given to it.
    pub fn forecast(&self, candidate: Candidate, ally: &str, unrest: bool, model: f64) -> f64 {
        let kind = self.kinds[usize::from(unrest)];
        let own = || {
            let count = self.allies.get(ally).copied().unwrap_or_default();
            (count.events + self.weight * kind) / (count.cases + self.weight)
        };
        match candidate {
            Candidate::Overall => self.overall,
            Candidate::Kind => kind,
            Candidate::Own => own(),
            Candidate::Model => model,
            Candidate::Mean => 0.5 * (model + own()),
        }
    }

    /// How many cases stand behind a rate: those of the ally with the weight of its kind, at most the calls of that kind, since
    /// answers to one call depend on each other.
    fn cases(&self, candidate: Candidate, ally: &str, unrest: bool) -> f64 {
        let calls = f64::from(self.calls[usize::from(unrest)]) + 1.0;
        match candidate {
            Candidate::Overall => f64::from(self.calls.iter().sum::<u32>()) + 1.0,
            Candidate::Kind => calls,
            _ => (self.allies.get(ally).map_or(0.0, |count| count.cases) + self.weight).min(calls),
        }
    }

    /// The candidate's forecast for an ally of which the model says this, with a 90 % interval: that of the beta distribution for
    /// a rate, the model's for the model, and the mean of both for the mean.
    pub fn given(&self, candidate: Candidate, ally: &str, unrest: bool, model: Probability) -> Probability {
        if candidate == Candidate::Model {
            return model;
        }
        let rate = if candidate == Candidate::Mean { Candidate::Own } else { candidate };
        let (p, n) = (self.forecast(rate, ally, unrest, model.mean), self.cases(rate, ally, unrest));
        let rate = Probability {
            mean: p,
            low: beta_quantile(p * n, (1.0 - p) * n, 0.05),
            high: beta_quantile(p * n, (1.0 - p) * n, 0.95),
        };
        if candidate != Candidate::Mean {
            return rate;
        }
        Probability {
            mean: 0.5 * (rate.mean + model.mean),
            low: 0.5 * (rate.low + model.low),
            high: 0.5 * (rate.high + model.high),
        }
    }
}

/// The choices, from what the model said of calls when they were left out; `None` without any.
pub fn choices(atlas: &Atlas, held_out: &[HeldOut]) -> Option<Choices> {
    let (mut answers, mut calls): (Vec<Asked>, Vec<Asked>) = (Vec::new(), Vec::new());
    for held in held_out {
        let place = atlas.calls().iter().position(|call| call.key == held.call)?;
        let call = &atlas.calls()[place];
        let unrest = call.trigger == Trigger::InternalUnrest;
        let case = |ally: &str, model: f64, sent: bool| Asked {
            call: place,
            day: call.when.latest(),
            unrest,
            ally: ally.to_owned(),
            model,
            sent,
        };
        for (ally, p) in held.allies.iter().zip(&held.troops) {
            let known = atlas.roster().find_state(ally).and_then(|ally| answer_of(call, ally));
            if let Some(level) = known.filter(|_| call.complete.is_some()) {
                answers.push(case(ally, *p, level.0 == 3));
            }
        }
        let likeliest = held.troops.iter().copied().fold(0.0, f64::max);
        calls.extend(sent_troops(call).map(|sent| case("", likeliest, sent)));
    }
    let of_answers = |keep: &dyn Fn(usize) -> bool| -> Forecasts<'_> {
        let rates = AnswerRates::of(answers.iter().filter(|case| keep(case.call)));
        Box::new(move |case| Candidate::ALL.map(|c| rates.forecast(c, &case.ally, case.unrest, case.model)))
    };
    let of_calls = |keep: &dyn Fn(usize) -> bool| -> Forecasts<'_> {
        let rates = CallRates::new(atlas, keep);
        let kinds = AnswerRates::of(calls.iter().filter(|case| keep(case.call)));
        Box::new(move |case| {
            let call = &atlas.calls()[case.call];
            let own = rates.of_treaty(call.treaty, call.trigger).mean;
            let of = |candidate| kinds.forecast(candidate, "", case.unrest, case.model);
            [of(Candidate::Overall), of(Candidate::Kind), own, case.model, 0.5 * (case.model + own)]
        })
    };
    Some(Choices { ally: choose(&answers, &of_answers)?, anyone: choose(&calls, &of_calls)? })
}

/// Forecasts of all candidates by what was counted on the calls that are kept.
type Counting<'a> = &'a dyn Fn(&dyn Fn(usize) -> bool) -> Forecasts<'a>;

/// Forecasts of a case by all candidates.
type Forecasts<'a> = Box<dyn Fn(&Asked) -> [f64; 5] + 'a>;

/// Forecasts and outcomes of one call by what was counted elsewhere.
type Told = Vec<([f64; 5], bool)>;

fn choose(cases: &[Asked], counted: Counting<'_>) -> Option<Choice> {
    let mut calls: Vec<(usize, Day)> = cases.iter().map(|case| (case.call, case.day)).collect();
    calls.dedup();
    let told = |call: usize, keep: &dyn Fn(usize) -> bool| -> Told {
        let of = counted(keep);
        cases.iter().filter(|case| case.call == call).map(|case| (of(case), case.sent)).collect()
    };
    let day = |call: usize| calls.iter().find(|own| own.0 == call).map(|own| own.1);
    let mut by_call = Vec::new();
    for (call, _) in &calls {
        let others: Vec<Told> = calls
            .iter()
            .filter(|other| other.0 != *call)
            .map(|(other, _)| told(*other, &|place| place != *call && place != *other))
            .collect();
        by_call.push((best(&others), told(*call, &|place| place != *call)));
    }
    let earlier = |at: Day| move |place: usize| day(place).is_some_and(|day| day < at);
    let past = |at: Day| calls.iter().filter(move |other| other.1 < at);
    let forecast_from = |at: Day| past(at).count() >= EARLIER_CALLS;
    let by_past: Vec<(Day, Told)> =
        calls.iter().filter(|(_, at)| forecast_from(*at)).map(|(call, at)| (*at, told(*call, &earlier(*at)))).collect();
    let mut by_time = Vec::new();
    for (at, own) in &by_past {
        let before: Vec<Told> = by_past.iter().filter(|(day, _)| day < at).map(|(_, told)| told.clone()).collect();
        by_time.push((best(&before), own.clone()));
    }
    let all: Vec<Told> = by_call.iter().map(|(_, told)| told.clone()).collect();
    Some(Choice {
        given: Candidate::ALL[best(&all)],
        cases: cases.len() as u32,
        by_call: nested(&by_call)?,
        by_time: nested(&by_time)?,
    })
}

/// The cases of one forecast, each call with the same weight.
fn weighted(calls: &[Told], of: &dyn Fn(usize, &[f64; 5]) -> f64) -> Vec<Case> {
    let of_call = |(place, told): (usize, &Told)| -> Vec<Case> {
        let case = |(p, sent): &([f64; 5], bool)| Case {
            weight: 1.0 / told.len() as f64,
            group: place as u32,
            ..Case::new(of(place, p), *sent)
        };
        told.iter().map(case).collect()
    };
    calls.iter().enumerate().flat_map(of_call).collect()
}

/// The candidate with the lowest score; the first of equal ones, and of none.
fn best(calls: &[Told]) -> usize {
    let score = |candidate: usize| brier(&weighted(calls, &|_, p| p[candidate])).unwrap_or(0.0);
    (0..5)
        .map(|candidate| (score(candidate), candidate))
        .reduce(|a, b| if b.0 < a.0 { b } else { a })
        .map_or(0, |b| b.1)
}

fn nested(calls: &[(usize, Told)]) -> Option<Nested> {
    let told: Vec<Told> = calls.iter().map(|(_, told)| told.clone()).collect();
    let mut chosen = [0; 5];
    calls.iter().for_each(|(choice, _)| chosen[*choice] += 1);
    let mut candidates = [0.0; 5];
    for (candidate, score) in candidates.iter_mut().enumerate() {
        *score = brier(&weighted(&told, &|_, p| p[candidate]))?;
    }
    let given = weighted(&told, &|place, p| p[calls[place].0]);
    // Pairs count alike within a call, so the weights do not matter to the order.
    let alike: Vec<Case> = given.iter().map(|case| Case { weight: 1.0, ..*case }).collect();
    Some(Nested {
        brier: brier(&given)?,
        candidates,
        chosen,
        within_call_auc: auc_within(&alike, |case| case.group),
        calls: calls.len() as u32,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guarantee::answers::embedded_answers;

    /// Brier score of the shrunk rate of anyone if it were raised to the shrunk rate of the likeliest ally.
    fn raised(atlas: &Atlas, held_out: &[HeldOut]) -> f64 {
        let mut cases = Vec::new();
        for held in held_out {
            let place = atlas.calls().iter().position(|call| call.key == held.call).unwrap();
            let call = &atlas.calls()[place];
            let Some(sent) = sent_troops(call) else { continue };
            let anyone = CallRates::new(atlas, |other| other != place).of_treaty(call.treaty, call.trigger).mean;
            let rates = AnswerRates::new(atlas, &Record::of_atlas(atlas), |other| other != place);
            let unrest = call.trigger == Trigger::InternalUnrest;
            let of = |ally: &String| rates.forecast(Candidate::Own, ally, unrest, f64::NAN);
            cases.push(Case::new(held.allies.iter().map(of).fold(anyone, f64::max), sent));
        }
        brier(&cases).unwrap()
    }

    #[test]
    fn nested_selection_takes_the_model_for_an_ally_and_the_shrunk_rate_for_anyone() {
        let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        let (model, _) = embedded_answers().unwrap();
        let found = choices(&atlas, &model.card.held_out).unwrap();
        assert_eq!(
            foedera_process::response::choices_text(&found),
            foedera_process::response::choices_text(&model.card.choices),
            "the card of models/answers.toml is that of its forecasts"
        );
        for (choice, given, cases, calls) in
            [(found.ally, Candidate::Model, 1041, 78), (found.anyone, Candidate::Own, 84, 84)]
        {
            assert_eq!((choice.given, choice.cases, choice.by_call.calls), (given, cases, calls), "{choice:?}");
            // The rule can be no better than the best of its candidates in hindsight.
            for nested in [choice.by_call, choice.by_time] {
                assert!(nested.brier >= nested.candidates.iter().copied().fold(1.0, f64::min) - 1e-12, "{nested:?}");
            }
            let rates = &choice.by_call.candidates[..2];
            assert!(rates.iter().all(|rate| choice.by_call.brier < *rate), "{choice:?}");
        }
        assert!(raised(&atlas, &model.card.held_out) > found.anyone.by_call.brier);
    }
}
