//! Historical queries, fits and questions that a claim is tested by.
//!
//! A query is data: it names what to count or estimate, and is run against the atlas as it was known on a day. What is not known
//! is missing, never 0.

mod calls;
mod figures;
mod history;
mod models;
mod read;

use crate::guarantee::{Facts, Record};
use crate::{Answers, Models};
use foedera_atlas::Atlas;
use foedera_world::{CallId, Day, EventKind, Obligation, StateId, TreatyId, Trigger};

use crate::argument::finding::Finding;

pub(crate) use read::{Context, read_query};

/// What to count or estimate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Query {
    /// Members of a treaty on a day.
    Members { treaty: TreatyId, at: Day },
    /// The year in which a treaty was signed; cases: who signed on that day.
    Signed { treaty: TreatyId },
    /// Members that refused the text of a summit.
    Refusals { summit: String },
    /// Whether the text owes help for a trigger on a day.
    Covered { treaty: TreatyId, trigger: Trigger, at: Day },
    /// Events of a kind: leaves, freezes, joins.
    Events { treaty: TreatyId, kind: &'static str, state: Option<StateId>, from: Day, to: Day },
    /// Treaties in force on a day with at least so many of some states.
    Alliances { states: Vec<StateId>, at_least: usize, obligation: Option<Obligation>, at: Day },
    /// Dated ties of two states.
    Ties { states: [StateId; 2], kinds: Vec<&'static str>, from: Day, to: Day },
    /// Precedents of some kinds.
    Precedents { kinds: Vec<String> },
    /// Share of calls that anyone answered with troops.
    Answered(Calls),
    /// The same for some triggers, less that for others.
    AnsweredDifference { own: Calls, than: Calls },
    /// Calls that a state made.
    Requests { treaty: TreatyId, state: StateId, from: Day, to: Day },
    /// States that answered a call with troops; cases: who could be asked.
    Senders { call: String },
    /// A figure of a state in a year.
    Figure { state: StateId, variable: String, year: i16 },
    /// A later figure over an earlier one.
    Change { state: StateId, variable: String, from: i16, to: i16 },
    /// A state's share of the sum over the members of a treaty.
    Share { treaty: TreatyId, state: StateId, variable: String, year: i16 },
    /// How many states lie below a value; cases: how many are known.
    Below { states: Vec<StateId>, variable: String, year: i16, below: f64 },
    /// How many states have at least a value towards another.
    Pairs { states: Vec<StateId>, with: StateId, variable: String, year: i16, at_least: f64 },
    /// Change of the mean distance to another state.
    Apart { states: Vec<StateId>, from_state: StateId, variable: String, from: i16, to: i16 },
    /// Usable force on a later day over that on an earlier one.
    Force { state: StateId, from: Day, to: Day },
    /// Steps toward or away from the patron.
    Steps {
        states: Vec<StateId>,
        domains: Vec<&'static str>,
        direction: &'static str,
        from: Day,
        to: Day,
        by_state: bool,
    },
    /// Members with a transfer that was made.
    Received { treaty: TreatyId, kinds: Vec<&'static str>, from: Day, to: Day },
    /// Probability that a call is answered with troops.
    Aid(AidCall),
    /// The same less that for another trigger.
    AidDifference { own: AidCall, than: Trigger },
    /// A typed question to the scenario.
    Question { question: String, by: Day, branch: Option<String> },
    /// The same in a branch less another.
    QuestionDifference { question: String, by: Day, branch: String, than: String },
    /// A coefficient of a fitted process, per standard deviation.
    Coefficient { process: &'static str, effect: String },
}

/// Calls of the register.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Calls {
    pub(crate) treaty: TreatyId,
    pub(crate) triggers: Vec<Trigger>,
    pub(crate) state: Option<StateId>,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

/// A call that might be made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AidCall {
    pub(crate) treaty: TreatyId,
    pub(crate) state: StateId,
    pub(crate) trigger: Trigger,
    pub(crate) by: Vec<StateId>,
    pub(crate) at: Day,
    /// The ally; `None`: anyone.
    pub(crate) ally: Option<StateId>,
}

/// What queries are run against: the atlas cut at a day, its figures, the models, and the scenario's run.
pub(crate) struct Bench<'a> {
    pub(crate) atlas: &'a Atlas,
    pub(crate) facts: &'a Facts,
    pub(crate) record: &'a Record,
    pub(crate) models: &'a Models,
    pub(crate) answers: Option<&'a Answers<'a>>,
    /// What the scenario is called on the command line.
    pub(crate) scenario: &'a str,
}

/// The atlas as it was known on a day: events, calls, steps, ties, precedents and figures of later days are not in it, nor what is
/// dated by a month or year that ends later.
pub(crate) fn known_on(atlas: &Atlas, day: Day) -> Atlas {
    let mut past = atlas.clone();
    let late: Vec<CallId> = atlas.calls().iter().filter(|call| call.when.latest() > day).map(|call| call.id).collect();
    let of_late = |kind: &EventKind| kind.call().is_some_and(|call| late.contains(&call));
    past.history = atlas.history.without(|event| event.when.day() > day || of_late(&event.kind));
    past.precedents.retain(|case| case.event.latest() <= day);
    past.figures.forces.retain(|force| force.from.earliest() <= day);
    past.ties.retain(|tie| tie.when.latest() <= day);
    past.hedges.retain(|step| step.when.latest() <= day);
    past.ledger.retain(|figure| figure.when.1.unwrap_or(figure.when.0).latest() <= day);
    for figure in &mut past.figures.yearly {
        figure.values.retain(|(year, _)| *year < day.year());
    }
    past
}

impl Query {
    /// The day up to which it reads, if it reads dated things.
    pub(crate) fn last_day(&self) -> Option<Day> {
        match self {
            Self::Members { at, .. } | Self::Covered { at, .. } | Self::Alliances { at, .. } => Some(*at),
            Self::Events { to, .. } | Self::Ties { to, .. } | Self::Requests { to, .. } | Self::Force { to, .. } => {
                Some(*to)
            }
            Self::Steps { to, .. } | Self::Received { to, .. } => Some(*to),
            Self::Answered(calls) => Some(calls.to),
            Self::AnsweredDifference { own, than } => Some(own.to.max(than.to)),
            Self::Figure { year, .. }
            | Self::Share { year, .. }
            | Self::Below { year, .. }
            | Self::Pairs { year, .. } => Some(Day::start_of_year(year + 1)),
            Self::Change { to, .. } | Self::Apart { to, .. } => Some(Day::start_of_year(to + 1)),
            Self::Aid(call) | Self::AidDifference { own: call, .. } => Some(call.at),
            Self::Signed { .. } | Self::Refusals { .. } | Self::Precedents { .. } | Self::Senders { .. } => None,
            Self::Question { .. } | Self::QuestionDifference { .. } | Self::Coefficient { .. } => None,
        }
    }

    /// The days and the question that it asks of the scenario.
    pub(crate) fn asks(&self) -> Option<(&str, Day)> {
        match self {
            Self::Question { question, by, .. } | Self::QuestionDifference { question, by, .. } => {
                Some((question, *by))
            }
            _ => None,
        }
    }

    /// Run it.
    pub(crate) fn run(&self, bench: &Bench<'_>) -> Finding {
        match self {
            Self::Members { .. }
            | Self::Signed { .. }
            | Self::Refusals { .. }
            | Self::Covered { .. }
            | Self::Events { .. } => history::run(self, bench),
            Self::Alliances { .. }
            | Self::Ties { .. }
            | Self::Precedents { .. }
            | Self::Steps { .. }
            | Self::Received { .. } => history::run(self, bench),
            Self::Answered(calls) => calls::answered(calls, bench),
            Self::AnsweredDifference { own, than } => calls::difference(own, than, bench),
            Self::Requests { treaty, state, from, to } => calls::requests(*treaty, *state, (*from, *to), bench),
            Self::Senders { call } => calls::senders(call, bench),
            Self::Figure { .. }
            | Self::Change { .. }
            | Self::Share { .. }
            | Self::Below { .. }
            | Self::Pairs { .. } => figures::run(self, bench),
            Self::Apart { .. } | Self::Force { .. } => figures::run(self, bench),
            Self::Aid(call) => models::aid(call, bench),
            Self::AidDifference { own, than } => models::aid_difference(own, *than, bench),
            Self::Question { question, by, branch } => models::question(question, *by, branch.as_deref(), bench),
            Self::QuestionDifference { question, by, branch, than } => {
                models::question_difference(question, *by, (branch, than), bench)
            }
            Self::Coefficient { process, effect } => models::coefficient(process, effect, bench),
        }
    }
}

impl Bench<'_> {
    pub(crate) fn key(&self, state: StateId) -> &str {
        &self.atlas.roster().state(state).key
    }

    pub(crate) fn keys(&self, states: &[StateId]) -> String {
        states.iter().map(|state| self.key(*state)).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn treaty(&self, treaty: TreatyId) -> &str {
        &self.atlas.roster().treaty(treaty).key
    }
}

/// A period in words; the ends that a query left open are not told.
pub(crate) fn period(from: Day, to: Day) -> String {
    let (first, last) = (Day::start_of_year(1816), Day::start_of_year(2100));
    match (from > first, to < last) {
        (true, true) => format!("from {from} to {to}"),
        (true, false) => format!("since {from}"),
        (false, true) => format!("up to {to}"),
        (false, false) => "at any time".to_owned(),
    }
}

/// The treaty with most of some states on a day, the smallest of several: the one whose page shows them.
pub(crate) fn home<'a>(bench: &Bench<'a>, states: &[StateId], day: Day) -> Option<&'a str> {
    let world = bench.atlas.history.world_at(day).world;
    let treaties = bench.atlas.roster().treaties();
    let sized = treaties.map(|(id, treaty)| {
        let members: Vec<StateId> = world.treaty(id).members().map(|spell| spell.state).collect();
        let own = states.iter().filter(|state| members.contains(state)).count();
        (own, members.len(), treaty.key.as_str())
    });
    let found = sized.filter(|(own, ..)| *own > 0).max_by_key(|(own, size, _)| (*own, usize::MAX - size));
    found.map(|(_, _, key)| key)
}

/// The word that the command line has for a trigger.
pub(crate) fn trigger_flag(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::ExternalAttack => "attack",
        Trigger::InternalUnrest => "unrest",
        Trigger::BorderSpillover => "spillover",
        Trigger::DisputedTerritory => "disputed-territory",
        Trigger::MemberVsMember => "member",
        Trigger::PatronOffensiveWar => "patron-war",
    }
}
