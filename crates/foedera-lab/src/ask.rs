//! Asking a scenario: one run of the forecast, any of its typed questions, at any of the days and in any branch.

use std::borrow::Cow;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, nearest};
use foedera_math::exp_m1;
use foedera_world::{Day, StateId};
use serde::Serialize;

use crate::lead::{self, MEASURES};
use crate::models::Models;
use crate::plan::{Plan, Roll, Settings};
use crate::question::{self, Asked, Question};
use crate::results::Results;
use crate::watch::{OfMember, OfTreaty};
use crate::{Difference, Estimate, Scenario, bounds, cards, reference};

/// A base rate to hold beside an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BesideRate {
    /// The class of cases.
    pub name: String,
    /// The probability at its rate.
    pub estimate: Estimate,
    /// What was counted.
    pub counted: String,
}

/// A scenario that has been run and can be asked.
pub struct Answers<'a> {
    pub(crate) plan: Plan<'a>,
    pub(crate) results: Results,
    pub(crate) atlas: &'a Atlas,
    questions: Vec<Question>,
}

/// The scenario with other days and branches.
///
/// # Errors
/// A branch that it does not have, or a day that it cannot answer.
pub fn prepared<'a>(scenario: &'a Scenario, days: &[Day], branches: &[&str]) -> Result<Cow<'a, Scenario>, Problems> {
    let refuse = |code: Code, message: String, remedy: String| {
        Problems::from(Diagnostic::new(code, Place::CommandLine, message, remedy))
    };
    let mut own = scenario.clone();
    if !days.is_empty() {
        own.horizons = days.to_vec();
        own.horizons.sort_unstable();
        own.horizons.dedup();
        if own.horizons.len() > bounds::HORIZONS {
            let remedy = format!("ask for at most {} days", bounds::HORIZONS);
            return Err(refuse(Code::InvalidValue, format!("{} days are asked for", own.horizons.len()), remedy));
        }
        let last = scenario.date.plus_years(bounds::HORIZON_YEARS);
        if let Some(wrong) = own.horizons.iter().find(|day| **day <= scenario.start() || **day > last) {
            let message =
                format!("{wrong} is not after {} and within {} years", scenario.start(), bounds::HORIZON_YEARS);
            return Err(refuse(Code::InvalidValue, message, "ask for a day after the scenario's date".to_owned()));
        }
    }
    if !branches.is_empty() {
        own.branches.clear();
        for asked in branches {
            let Some(found) = scenario.branches.iter().find(|branch| branch.id == *asked || branch.name == *asked)
            else {
                let ids = scenario.branches.iter().map(|branch| branch.id.as_str());
                let remedy = match nearest(asked, ids.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the scenario has {}", ids.collect::<Vec<_>>().join(", ")),
                };
                return Err(refuse(Code::UnknownName, format!("there is no branch `{asked}`"), remedy));
            };
            if own.branches.contains(found) {
                return Err(refuse(
                    Code::Duplicate,
                    format!("the branch `{asked}` is named twice"),
                    "name two branches".to_owned(),
                ));
            }
            own.branches.push(found.clone());
        }
    }
    Ok(Cow::Owned(own))
}

impl<'a> Answers<'a> {
    /// Run a scenario (with the days and branches of [`prepared`]).
    pub fn of(scenario: &'a Scenario, atlas: &'a Atlas, models: &'a Models, settings: Settings) -> Self {
        Self::of_plan(Plan::new(scenario, atlas, models, settings), atlas)
    }

    pub(crate) fn of_plan(plan: Plan<'a>, atlas: &'a Atlas) -> Self {
        let results = Results::of(&plan);
        Self::of_results(plan, results, atlas)
    }

    pub(crate) fn of_results(plan: Plan<'a>, results: Results, atlas: &'a Atlas) -> Self {
        let questions = questions(plan.scenario, atlas);
        Self { results, plan, atlas, questions }
    }

    /// All questions that can be asked.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The question of a name.
    ///
    /// # Errors
    /// If there is none, with the nearest.
    pub fn question(&self, name: &str) -> Result<Question, Problems> {
        question::find(&self.questions, name)
            .map_err(|(message, remedy)| Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into())
    }

    /// The place of a branch.
    pub fn branch(&self, id: &str) -> Option<usize> {
        self.plan.scenario.branches.iter().position(|branch| branch.id == id)
    }

    /// The branches: key and name, in order.
    pub fn branches(&self) -> Vec<(String, String)> {
        self.plan.scenario.branches.iter().map(|branch| (branch.id.clone(), branch.name.clone())).collect()
    }

    /// Where a branch leaves the data.
    pub fn outside(&self, branch: usize) -> Vec<crate::Outside> {
        self.results.outside(&self.plan, branch, self.atlas)
    }

    /// The days at which questions are answered.
    pub fn days(&self) -> &[Day] {
        &self.plan.scenario.horizons
    }

    /// The probability at a day (one of [`Answers::days`]) in a branch.
    pub fn estimate(&self, question: &Question, day: Day, branch: usize) -> Option<Estimate> {
        let horizon = self.days().iter().position(|known| *known == day)?;
        (branch < self.plan.scenario.branches.len())
            .then(|| self.results.estimate(&self.plan, branch, horizon, self.position(question), self.events(question)))
    }

    /// A branch less the first one, draw by draw.
    pub fn difference(&self, question: &Question, day: Day, branch: usize) -> Option<Difference> {
        let horizon = self.days().iter().position(|known| *known == day)?;
        self.results.difference(&self.plan, branch, horizon, self.position(question))
    }

    /// The mean probability on the scenario's yearly days: the course of the answer.
    pub fn course(&self, question: &Question, branch: usize) -> Vec<(Day, f64)> {
        let position = self.position(question);
        self.plan
            .days
            .iter()
            .enumerate()
            .map(|(time, day)| (*day, self.results.mean_at(&self.plan, branch, time, position)))
            .collect()
    }

    pub(crate) fn position(&self, question: &Question) -> usize {
        question.asked.position(self.plan.members.len())
    }

    /// Historical events behind an answer; 0 where it rests on stated priors.
    fn events(&self, question: &Question) -> u32 {
        let models = self.plan.models;
        let (leave, over) = (models.leave.card.events, models.ends.card.events + models.replaced.card.events);
        match question.asked {
            Asked::Member(_, OfMember::Frozen) => 0,
            Asked::Member(_, OfMember::Over) | Asked::Treaty(OfTreaty::Closed) => over,
            Asked::Member(..) | Asked::First(_) | Asked::Treaty(OfTreaty::AnyLeft) => leave,
            Asked::Treaty(OfTreaty::Ended) => models.ends.card.events,
            Asked::Treaty(OfTreaty::Replaced) => models.replaced.card.events,
            Asked::Treaty(OfTreaty::ClosedOrFew) => leave + over,
            // The patron is not at risk.
            Asked::Leads(_, _, place) if place == self.plan.members.len() => over,
            Asked::Leads(..) => leave + over,
        }
    }

    /// Base rates for a question by a day: what the past alone would say.
    pub fn base_rates(&self, question: &Question, day: Day) -> Vec<BesideRate> {
        let (plan, models, date) = (&self.plan, self.plan.models, self.plan.scenario.start());
        let chance = |events: u32, years: f64| {
            let by = |events: f64| -exp_m1(-events / years * day.years_since(date));
            let bound = |p: f64| by(foedera_math::gamma_quantile(f64::from(events) + 0.5, p));
            let (low, mean) = (if events == 0 { 0.0 } else { bound(0.05) }, by(f64::from(events)));
            Estimate { mean, low: low.min(mean), high: bound(0.95).max(mean), events, monte_carlo_error: 0.0 }
        };
        let rate = |name: &str, events: u32, years: f64, unit: &str| BesideRate {
            name: name.to_owned(),
            estimate: chance(events, years),
            counted: format!("{events} events in {years:.0} {unit}"),
        };
        let leaving = |any: bool| -> Vec<BesideRate> {
            let own = reference::own_record(self.atlas, plan.scenario.treaty, plan.patron, date);
            let classes = reference::classes(models.leave, own, plan.members.len(), date, &[day]);
            let of = |class: crate::ReferenceClass| BesideRate {
                name: class.name,
                estimate: if any { class.at_least_one[0] } else { class.one_member[0] },
                counted: format!(
                    "{} exits on {} days in {:.0} member-years",
                    class.events, class.decisions, class.member_years
                ),
            };
            classes.into_iter().map(of).collect()
        };
        let endings = "Endings in the data of the fit";
        let (ends, replaced) = (&models.ends.card, &models.replaced.card);
        match question.asked {
            Asked::Member(_, OfMember::Left) => leaving(false),
            Asked::Treaty(OfTreaty::AnyLeft) => leaving(true),
            Asked::Member(_, OfMember::Frozen) => {
                let (events, years) = cards::freezes_counted(self.atlas, date);
                vec![rate("Freezes in the atlas before the date (thaws not counted)", events, years, "member-years")]
            }
            Asked::Member(_, OfMember::Over) | Asked::Treaty(OfTreaty::Closed) => {
                vec![rate(endings, ends.events + replaced.events, ends.exposure_years, "treaty-years")]
            }
            Asked::Treaty(OfTreaty::Ended) => vec![rate(endings, ends.events, ends.exposure_years, "treaty-years")],
            Asked::Treaty(OfTreaty::Replaced) => {
                vec![rate(endings, replaced.events, replaced.exposure_years, "treaty-years")]
            }
            Asked::Leads(measure, candidate, _) => {
                lead::base_rate(self.atlas, measure, candidate, day.years_since(date), date).into_iter().collect()
            }
            Asked::Member(_, OfMember::Stayed) | Asked::First(_) | Asked::Treaty(OfTreaty::ClosedOrFew) => Vec::new(),
        }
    }

    /// A question by its name, answered on all days in all branches; `None` if there is none of this name.
    pub fn asked(&self, name: &str) -> Option<crate::AskedQuestion> {
        let question = question::find(&self.questions, name).ok()?;
        let last = *self.days().last()?;
        let in_branch =
            |branch: usize| self.days().iter().filter_map(|day| self.estimate(&question, *day, branch)).collect();
        Some(crate::AskedQuestion {
            answers: (0..self.plan.scenario.branches.len()).map(in_branch).collect(),
            base_rates: self.base_rates(&question, last),
            scores: self.scores(&question),
            question,
        })
    }

    /// How well the processes behind a question predicted what they had not seen.
    pub fn scores(&self, question: &Question) -> Vec<(String, String)> {
        let names: &[&str] = match question.asked {
            Asked::Member(_, OfMember::Left) | Asked::First(_) | Asked::Treaty(OfTreaty::AnyLeft) => &["leave"],
            Asked::Member(_, OfMember::Frozen) => &["freeze", "thaw"],
            Asked::Member(_, OfMember::Over) | Asked::Treaty(OfTreaty::Closed) => &["ends", "replaced"],
            Asked::Treaty(OfTreaty::Ended) => &["ends"],
            Asked::Treaty(OfTreaty::Replaced) => &["replaced"],
            Asked::Leads(_, _, place) if place == self.plan.members.len() => &["ends", "replaced"],
            Asked::Member(_, OfMember::Stayed) | Asked::Treaty(OfTreaty::ClosedOrFew) | Asked::Leads(..) => {
                &["leave", "ends", "replaced", "freeze", "thaw"]
            }
        };
        let cards = cards::processes(&self.plan.models, self.plan.scenario, self.atlas).into_iter();
        cards.filter(|card| names.contains(&card.process.as_str())).map(|card| (card.process, card.score)).collect()
    }

    /// The first of the course's days on which a probability is at least `share`.
    pub fn time_until(&self, question: &Question, branch: usize, share: f64) -> Option<Day> {
        self.course(question, branch).into_iter().find(|(_, mean)| *mean >= share).map(|(day, _)| day)
    }
}

/// The questions of a scenario, without running it.
pub fn questions(scenario: &Scenario, atlas: &Atlas) -> Vec<Question> {
    let roll = Roll::of(scenario, atlas);
    let named = |state: &StateId| {
        let state = atlas.roster().state(*state);
        (state.key.clone(), state.name.clone())
    };
    let members: Vec<(String, String)> = roll.members.iter().map(named).collect();
    let mut found = question::all(&members, scenario.threshold);
    let leaders = MEASURES.map(|measure| {
        let candidates = roll.strength.candidates[measure as usize].iter();
        let states = candidates.filter_map(|place| Some((*place, named(&roll.at_place(*place)?))));
        states.map(|(place, (key, name))| (place, key, name)).collect::<Vec<_>>()
    });
    found.extend(question::of_leaders(&leaders));
    found
}

/// The question of a name, without running the scenario.
///
/// # Errors
/// What is wrong, and what to do.
pub fn find_question(questions: &[Question], name: &str) -> Result<Question, (String, String)> {
    question::find(questions, name)
}
