//! What the reader must know before the numbers: which figures are missing, old, or begin late.

use foedera_atlas::Atlas;
use foedera_world::{Day, StateId, Variable};

use crate::figures::VARIABLES;
use crate::plan::Plan;
use crate::scenario_file::last_event;

/// A figure older than this many years at the date is told.
const FRESH_YEARS: i16 = 3;
/// A first figure later than this many years after entry is told.
const LATE_YEARS: i16 = 1;

/// The cautions of a forecast, in sentences; none if its figures are complete.
pub(crate) fn of(plan: &Plan<'_>, atlas: &Atlas) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(played(plan));
    found.extend(missing(plan, atlas));
    found.extend(of_the_program(plan, atlas));
    found.extend(carried(plan, atlas));
    found.extend(late(plan, atlas));
    found.extend(beyond(plan.scenario.date, atlas));
    found
}

/// A game that has been played is not what happened.
fn played(plan: &Plan<'_>) -> Option<String> {
    let played = plan.scenario.played.as_ref()?;
    let events = played.log.iter().map(|entry| entry.events.len()).sum::<usize>();
    Some(format!(
        "A game goes before: played from {} to {} in the branch {}, with {events} events; figures and records of others are those of {}.",
        plan.scenario.date, played.day, played.rules.branch, plan.scenario.date
    ))
}

fn beyond(date: Day, atlas: &Atlas) -> Option<String> {
    let last = last_event(atlas).filter(|last| date > *last)?;
    Some(format!(
        "The atlas tells nothing after {last}: memberships are taken to have stayed until {date} as they were then."
    ))
}

/// The patron and the members.
fn states<'a>(plan: &'a Plan<'_>) -> impl Iterator<Item = StateId> + 'a {
    plan.patron.into_iter().chain(plan.members.iter().copied())
}

fn key(atlas: &Atlas, state: StateId) -> &str {
    &atlas.roster().state(state).key
}

fn missing(plan: &Plan<'_>, atlas: &Atlas) -> Option<String> {
    let known = |variable: Variable, state: StateId| plan.world.figure(variable, state).is_some();
    let all = VARIABLES.len() * states(plan).count();
    let list: Vec<String> = VARIABLES
        .iter()
        .filter_map(|variable| {
            let (with, without): (Vec<StateId>, Vec<StateId>) =
                states(plan).partition(|state| known(*variable, *state));
            let keys = |states: &[StateId]| states.iter().map(|state| key(atlas, *state)).collect::<Vec<_>>().join(" ");
            let whose = match (with.len(), without.len()) {
                (_, 0) => return None,
                (0, _) => "all".to_owned(),
                (few, many) if few < many => format!("all but {}", keys(&with)),
                _ => keys(&without),
            };
            Some(format!("{} of {whose}", variable.words()))
        })
        .collect();
    let found: usize = VARIABLES.iter().map(|v| states(plan).filter(|state| known(*v, *state)).count()).sum();
    (found < all).then(|| {
        format!(
            "Few figures: {found} of {all} are known on the date; missing: {}. What is missing counts as the average of the \
             fit.",
            list.join("; ")
        )
    })
}

/// Figures that the scenario does not state are taken from those in the program.
fn of_the_program(plan: &Plan<'_>, atlas: &Atlas) -> Option<String> {
    let of = |variable: Variable| {
        let own = plan.scenario.series.iter().filter(|series| !series.stated && series.variable == variable);
        let keys: Vec<&str> = own.map(|series| key(atlas, series.state)).collect();
        (!keys.is_empty()).then(|| format!("{} of {}", variable.words(), keys.join(" ")))
    };
    let list: Vec<String> = VARIABLES.into_iter().filter_map(of).collect();
    (!list.is_empty())
        .then(|| format!("Not stated by the scenario, taken from the figures in Foedera: {}.", list.join("; ")))
}

/// The last year of a series is known from the next 1 January on and carried forward from there.
fn carried(plan: &Plan<'_>, atlas: &Atlas) -> Option<String> {
    let year = plan.scenario.date.year();
    let old = plan.scenario.series.iter().filter_map(|series| {
        let (last, _) = *series.values.last()?;
        let what = format!("{} of {} ({last})", series.variable.words(), key(atlas, series.state));
        (last < year - FRESH_YEARS).then_some(what)
    });
    let old: Vec<String> = old.collect();
    (!old.is_empty()).then(|| format!("Figures of long ago are carried forward to the date: {}.", old.join("; ")))
}

/// More members than this whose figures begin late are told by variable and year, not one by one.
const ONE_BY_ONE: usize = 6;

/// Changes since entry need a figure at entry; one that begins later makes another baseline.
fn late(plan: &Plan<'_>, atlas: &Atlas) -> Option<String> {
    let treaty = plan.world.treaty(plan.scenario.treaty);
    let date = plan.scenario.date;
    let mut found: Vec<(Variable, Vec<StateId>, Day, Day)> = Vec::new();
    for state in &plan.members {
        let Some(entry) = treaty.membership(*state).map(|member| member.since) else { continue };
        for variable in VARIABLES {
            // The distance to the patron needs both figures on one day.
            let patron = plan.patron.filter(|patron| variable == Variable::IdealPoint && patron != state);
            let states: Vec<StateId> = std::iter::once(*state).chain(patron).collect();
            let day = plan.world.first_known(variable, &states, entry, date);
            if let Some(day) = day.filter(|day| *day > entry.plus_years(LATE_YEARS)) {
                found.push((variable, states, day, entry));
            }
        }
    }
    let list = if found.len() > ONE_BY_ONE { grouped(&found, atlas) } else { one_by_one(&found, atlas) };
    (!list.is_empty()).then(|| {
        format!("Changes since entry are counted from a later year where figures begin late: {}.", list.join("; "))
    })
}

fn one_by_one(found: &[(Variable, Vec<StateId>, Day, Day)], atlas: &Atlas) -> Vec<String> {
    let line = |(variable, states, day, entry): &(Variable, Vec<StateId>, Day, Day)| {
        let whose: Vec<&str> = states.iter().map(|state| key(atlas, *state)).collect();
        let (whose, own) = (whose.join(" and "), key(atlas, states[0]));
        format!("{} of {whose} from {} ({own} entered {entry})", variable.words(), day.year())
    };
    found.iter().map(line).collect()
}

/// By variable and first year, the members that entered before it.
fn grouped(found: &[(Variable, Vec<StateId>, Day, Day)], atlas: &Atlas) -> Vec<String> {
    let mut groups: std::collections::BTreeMap<(usize, i16), Vec<&str>> = std::collections::BTreeMap::new();
    for (variable, states, day, _) in found {
        let place = VARIABLES.iter().position(|own| own == variable).unwrap_or_default();
        groups.entry((place, day.year())).or_default().push(key(atlas, states[0]));
    }
    let line = |((place, year), members): (&(usize, i16), &Vec<&str>)| {
        let variable = VARIABLES[*place];
        format!("{} from {year} ({}, who entered before)", variable.words(), members.join(" "))
    };
    groups.iter().map(line).collect()
}
