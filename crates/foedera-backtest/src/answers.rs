//! *answers*: what each ally gave when a member called for help, call by call in the order of time.

use std::collections::{BTreeMap, BTreeSet};

use foedera_process::response::{LEVELS, Responses};
use foedera_process::{Effect, Process};
use rayon::prelude::*;

use crate::{Case, Cases, Group, Head, OwnModel, Schedule, Subject};

/// The answers to calls: troops, or less.
pub struct AnswersSubject {
    cases: Cases,
    /// The answers as they are, and with what reads anyone but the ally and the call taken out.
    responses: [Responses; 2],
    years: Vec<i16>,
}

const MODELS: [OwnModel; 2] = [
    OwnModel { name: "our_model", words: "the pooled model of ordered answers, fitted to the calls of earlier years" },
    OwnModel {
        name: "our_model_without_networks",
        words: "the same without effects of ties between the ally, the member in need and the attacker",
    },
];

/// Effects that read ties between states.
const NETWORK: [Effect; 8] = [
    Effect::ALLIED_WITH_ATTACKER,
    Effect::TRADE_WITH_ATTACKER,
    Effect::DISTANCE_TO_ATTACKER,
    Effect::ORGANISATIONS_WITH_ATTACKER,
    Effect::DISTANCE_TO_NEED,
    Effect::KILOMETRES,
    Effect::NEIGHBOUR,
    Effect::REGIME_DISTANCE,
];

impl AnswersSubject {
    /// The answers as rows; `years` has the year of the call of each. Of answers that may have been troops or less nothing is known,
    /// so they are no cases.
    pub fn new(responses: Responses, years: Vec<i16>) -> Self {
        let cases = Cases::new(head(&years), cases(&responses, &years));
        let mut alone = responses.clone();
        let width = Effect::ANSWERS.len();
        for (place, value) in alone.values.iter_mut().enumerate() {
            if NETWORK.contains(&Effect::ANSWERS[place % width]) {
                *value = f64::NAN;
            }
        }
        Self { cases, responses: [responses, alone], years }
    }

    /// What a model fitted to the rows that are kept says of cases, in their order.
    fn said(&self, model: usize, keep: impl Fn(usize) -> bool, cases: &[usize]) -> Option<Vec<f64>> {
        let responses = &self.responses[model];
        let mut calls: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for case in cases {
            let row = self.cases.all()[*case].source;
            calls.entry(responses.places[row][2]?).or_default().push(row);
        }
        let asked: Vec<Vec<usize>> = calls.into_values().collect();
        let told = responses.forecast(keep, &asked)?;
        let of: BTreeMap<usize, f64> = asked.into_iter().flatten().zip(told.into_iter().flatten()).collect();
        Some(cases.iter().map(|case| of[&self.cases.all()[*case].source]).collect())
    }

    /// The share of troops among earlier answers: what is said where no model can be fitted.
    fn plain(&self, origin: i16) -> f64 {
        let before = self.cases.all().iter().filter(|case| case.year < origin);
        let (troops, all) =
            before.fold((0.0, 0.0), |sum, case| (sum.0 + f64::from(u8::from(case.event.is_some())), sum.1 + 1.0));
        (troops + 0.5) / (all + 1.0)
    }
}

impl Subject for AnswersSubject {
    fn cases(&self) -> &Cases {
        &self.cases
    }

    fn models(&self) -> Vec<OwnModel> {
        MODELS.to_vec()
    }

    fn own(&self, model: usize, schedule: &Schedule, origins: &[i16]) -> Vec<Vec<Vec<f64>>> {
        let at = |origin: &i16| {
            let ahead = schedule.ahead(&self.cases, *origin, 1);
            let said = self.said(model, |row| self.years[row] < *origin, &ahead);
            vec![said.unwrap_or_else(|| vec![self.plain(*origin); ahead.len()])]
        };
        origins.par_iter().map(at).collect()
    }

    fn held_out(&self, model: usize, _: &Schedule, group: Group, test: &[usize]) -> Option<Vec<f64>> {
        let names: BTreeSet<&str> = test.iter().filter_map(|case| self.cases.all()[*case].group(group)).collect();
        let responses = &self.responses[model];
        let name = |row: usize| match group {
            Group::Treaty => responses.places[row][0].map(|place| responses.groups[0][place].as_str()),
            Group::State => Some(responses.allies[row].as_str()),
            Group::War => responses.places[row][2].map(|place| responses.groups[2][place].as_str()),
        };
        self.said(model, |row| name(row).is_none_or(|name| !names.contains(name)), test)
    }
}

fn head(years: &[i16]) -> Head {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Head {
        process: Process::ANSWERS.name().to_owned(),
        unit: Process::ANSWERS.unit().to_owned(),
        definition: format!("{}; event: troops", Process::ANSWERS.definition()),
        words: words(&["call", "ally"]),
        columns: Effect::ANSWERS.iter().map(|effect| effect.name().to_owned()).collect(),
        horizons: vec![1],
        classes: "a call for unrest at home, or another".to_owned(),
        relations: "answers of the same ally".to_owned(),
        last: years.iter().copied().max().unwrap_or(i16::MIN),
    }
}

fn cases(responses: &Responses, years: &[i16]) -> Vec<Case> {
    let allies: BTreeSet<&String> = responses.allies.iter().collect();
    let numbers: BTreeMap<&String, u32> = allies.into_iter().zip(0..).collect();
    let width = Effect::ANSWERS.len();
    let troops = LEVELS.len() - 1;
    let case = |row: usize| {
        let (low, high) = responses.levels[row];
        if high == troops && low < troops {
            return None;
        }
        let name = |kind: usize| responses.places[row][kind].map(|place| responses.groups[kind][place].clone());
        let call = name(2)?;
        let ally = &responses.allies[row];
        let values = &responses.values[row * width..(row + 1) * width];
        Some(Case {
            key: vec![call.clone(), ally.clone()],
            year: years[row],
            groups: [name(0), Some(ally.clone()), Some(call)],
            class: if responses.unrest[row] { "unrest at home" } else { "attack or war" }.to_owned(),
            related: vec![numbers[ally]],
            event: (low == troops).then_some(years[row]),
            values: values.iter().map(|value| Some(*value).filter(|value| !value.is_nan())).collect(),
            source: row,
        })
    };
    (0..responses.places.len()).filter_map(case).collect()
}
