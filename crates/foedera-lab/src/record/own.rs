//! The program's own forecasts of questions: by its models where they answer, else by a base rate that says so.

use std::collections::BTreeMap;

use foedera_atlas::Atlas;
use foedera_diagnostic::Problems;
use foedera_world::{Day, TreatyId};
use serde::Serialize;

use super::base_rate::BaseRates;
use super::question_set::Asked;
use super::rule::{Act, Standing, Wanted};
use crate::models::embedded_scenario;
use crate::{Answers, Models, Scenario, Settings, default_scenario, embedded_scenarios, prepared};

/// A forecast of the program.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnForecast {
    /// The question.
    pub question: String,
    /// The day on which it is made: nothing later is read.
    pub date: Day,
    /// Who: `foedera`, or `base-rate`.
    pub forecaster: &'static str,
    /// The probability of yes.
    pub probability: f64,
    /// The 90 % interval of a model's answer.
    pub interval: Option<(f64, f64)>,
    /// What it rests on.
    pub ground: String,
}

/// The program's name as a forecaster.
pub const OWN: &str = "foedera";
/// The name of the base rates beside it.
pub const BASE_RATE: &str = "base-rate";

/// What was forecast, and why the others were not.
#[derive(Debug, Clone)]
pub struct OwnForecasts {
    /// The forecasts, in the order of the questions.
    pub forecasts: Vec<OwnForecast>,
    /// Questions without one, and why.
    pub without: Vec<(String, String)>,
}

/// The typed question of a scenario that a rule asks, if a model answers it.
fn typed(wanted: Wanted, atlas: &Atlas) -> Option<(TreatyId, String)> {
    let key = |state| &atlas.roster().state(state).key;
    Some(match wanted {
        Wanted::Act(treaty, Some(state), Act::Leaves, 1) => (treaty, format!("{}-leaves", key(state))),
        Wanted::Act(treaty, None, Act::Leaves, 1) => (treaty, "any-leaves".to_owned()),
        Wanted::Ends(treaty) => (treaty, "treaty-over".to_owned()),
        Wanted::Stands(treaty, state, Standing::Frozen) => (treaty, format!("{}-freezes", key(state))),
        Wanted::Stands(treaty, state, Standing::TakingPart) => (treaty, format!("{}-stays", key(state))),
        _ => return None,
    })
}

/// The scenario that ships for a treaty on a day, else its default.
fn scenario(treaty: TreatyId, day: Day, atlas: &Atlas) -> Result<(String, Scenario), Problems> {
    let key = atlas.roster().treaty_key(treaty);
    for name in embedded_scenarios() {
        let (found, own) = Scenario::open(&embedded_scenario(name).expect("it is in the list"), atlas)?;
        // A scenario may have treaties of its own, so the key is what tells.
        if found.date == day && own.roster().treaty_key(found.treaty) == key {
            return Ok((format!("scenario {name}"), found));
        }
    }
    let (found, _) = Scenario::open(&default_scenario(atlas, treaty, day)?, atlas)?;
    Ok((format!("default scenario of {key}"), found))
}

/// Forecast questions on a day, with the base rates of the same questions beside them.
///
/// Nothing after the day is read of the atlas; the models are those given. The first branch of a scenario is asked.
///
/// # Errors
/// A scenario that cannot be made or run.
pub fn forecasts(
    questions: &[Asked],
    day: Day,
    atlas: &Atlas,
    models: &Models,
    settings: Settings,
) -> Result<OwnForecasts, Problems> {
    let mut by_treaty: BTreeMap<TreatyId, Vec<(usize, String)>> = BTreeMap::new();
    for (place, asked) in questions.iter().enumerate().filter(|(_, asked)| asked.closes > day) {
        if let Some((treaty, name)) = asked.rule().and_then(|rule| typed(rule.wanted, atlas)) {
            by_treaty.entry(treaty).or_default().push((place, name));
        }
    }
    let mut found: BTreeMap<(usize, &'static str), OwnForecast> = BTreeMap::new();
    for (treaty, list) in &by_treaty {
        ask(questions, (*treaty, list), day, atlas, (models, settings), &mut found)?;
    }
    let rates = BaseRates::new(atlas, day);
    let mut without = Vec::new();
    for (place, asked) in questions.iter().enumerate() {
        if found.contains_key(&(place, OWN)) {
            continue;
        }
        let chance = asked.rule().filter(|_| asked.closes > day);
        match chance.and_then(|rule| rates.chance(rule.wanted, asked.closes.years_since(day), atlas)) {
            Some((probability, ground)) => {
                let forecast = OwnForecast {
                    question: asked.id.clone(),
                    date: day,
                    forecaster: OWN,
                    probability,
                    interval: None,
                    ground,
                };
                found.insert((place, OWN), forecast);
            }
            None => without.push((asked.id.clone(), why_not(asked, day).to_owned())),
        }
    }
    Ok(OwnForecasts { forecasts: found.into_values().collect(), without })
}

fn why_not(asked: &Asked, day: Day) -> &'static str {
    match asked.rule() {
        _ if asked.closes <= day => "its last day is over",
        None => "it is resolved by hand, and no model reads words",
        Some(_) => "no model forecasts it, and no register is whole enough to count it",
    }
}

/// Ask one run of a treaty's scenario all of its questions.
fn ask(
    questions: &[Asked],
    (treaty, list): (TreatyId, &[(usize, String)]),
    day: Day,
    atlas: &Atlas,
    (models, settings): (&Models, Settings),
    found: &mut BTreeMap<(usize, &'static str), OwnForecast>,
) -> Result<(), Problems> {
    let mut days: Vec<Day> = list.iter().map(|(place, _)| questions[*place].closes).collect();
    days.sort_unstable();
    days.dedup();
    let (name, whole) = scenario(treaty, day, atlas)?;
    let branch = whole.branches[0].id.clone();
    let own = prepared(&whole, &days, &[&branch])?;
    let answers = Answers::of(&own, atlas, models, settings);
    for (place, typed) in list {
        let asked = &questions[*place];
        // The patron is not at risk: its exit has a base rate only.
        let Ok(question) = answers.question(typed) else { continue };
        let Some(estimate) = answers.estimate(&question, asked.closes, 0) else { continue };
        let forecast = |forecaster, probability, interval, ground| OwnForecast {
            question: asked.id.clone(),
            date: day,
            forecaster,
            probability,
            interval,
            ground,
        };
        let ground = format!("models of foedera, {name}, branch {branch}, question {}", question.id);
        found.insert((*place, OWN), forecast(OWN, estimate.mean, Some((estimate.low, estimate.high)), ground));
        // The first class is that of the data of the fit: the choice stands in the program, not in this run.
        if let Some(rate) = answers.base_rates(&question, asked.closes).into_iter().next() {
            let ground = format!("{}: {}", rate.name, rate.counted);
            found.insert((*place, BASE_RATE), forecast(BASE_RATE, rate.estimate.mean, None, ground));
        }
    }
    Ok(())
}
