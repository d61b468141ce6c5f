//! Queries about yearly figures and forces.

use foedera_diagnostic::{fixed, signed};
use foedera_world::StateId;

use super::{Bench, Query};
use crate::argument::finding::{Finding, Unit};

pub(super) fn run(query: &Query, bench: &Bench<'_>) -> Finding {
    match query {
        Query::Figure { state, variable, year } => {
            let words = format!("{variable} of {} in {year}", bench.key(*state));
            one(bench, *state, (variable, *year), words, bench.facts.state_in(*state, variable, *year))
        }
        Query::Change { state, variable, from, to } => {
            let [before, after] = [from, to].map(|year| bench.facts.state_in(*state, variable, *year));
            let ratio = before.zip(after).filter(|(before, _)| *before != 0.0).map(|(before, after)| after / before);
            let told = |value: Option<f64>| value.map_or("not known".to_owned(), |value| fixed(value, 4));
            let name = bench.key(*state);
            let words = format!(
                "{variable} of {name}: {} in {from}, {} in {to}; the second over the first",
                told(before),
                told(after)
            );
            one(bench, *state, (variable, *to), words, ratio)
        }
        Query::Share { .. } => share(query, bench),
        Query::Below { .. } => below(query, bench),
        Query::Pairs { .. } => pairs(query, bench),
        Query::Apart { .. } => apart(query, bench),
        Query::Force { state, from, to } => {
            let [before, after] = [from, to].map(|day| bench.facts.usable_force(*state, *day));
            let told = |value: Option<f64>| value.map_or("not known".to_owned(), |value| fixed(value, 0));
            let name = bench.key(*state);
            let words = format!(
                "usable force of {name} in thousands (active less committed): {} on {from}, {} on {to}; the second over the first",
                told(before),
                told(after)
            );
            let ratio = before.zip(after).filter(|(before, _)| *before > 0.0).map(|(before, after)| after / before);
            let sources = [from, to]
                .into_iter()
                .filter_map(|day| bench.facts.force(*state, *day))
                .flat_map(|force| &force.sources);
            let command = super::home(bench, &[*state], *to)
                .map_or(String::new(), |key| format!("foedera credibility {key} --to {}", to.year()));
            Finding { value: ratio, command, ..Finding::missing(Unit::Plain, words) }.citing(sources)
        }
        _ => Finding::missing(Unit::Plain, "this query is not about figures".to_owned()),
    }
}

/// The sources of a figure of a state.
fn sources<'a>(bench: &Bench<'a>, states: &'a [StateId], variable: &'a str) -> impl Iterator<Item = &'a String> {
    let figures = bench.atlas.figures.yearly.iter();
    figures
        .filter(move |figure| figure.variable == variable && figure.states.iter().any(|state| states.contains(state)))
        .flat_map(|figure| &figure.sources)
}

fn one(bench: &Bench<'_>, state: StateId, (variable, year): (&str, i16), words: String, value: Option<f64>) -> Finding {
    let words = if value.is_none() { format!("{words}: not known from the atlas") } else { words };
    let command = format!("foedera state {} --at {}-01-01", bench.key(state), year + 1);
    Finding { value, command, ..Finding::missing(Unit::Plain, words) }.citing(sources(bench, &[state], variable))
}

fn share(query: &Query, bench: &Bench<'_>) -> Finding {
    let Query::Share { treaty, state, variable, year } = query else { unreachable!("chosen by its kind") };
    let on = foedera_world::Day::start_of_year(year + 1);
    let world = bench.atlas.history.world_at(on).world;
    let members: Vec<StateId> = world.treaty(*treaty).members().map(|spell| spell.state).collect();
    let values: Option<Vec<f64>> =
        members.iter().map(|member| bench.facts.state_in(*member, variable, *year)).collect();
    let own = bench.facts.state_in(*state, variable, *year).filter(|_| members.contains(state));
    let value = values.zip(own).map(|(values, own)| own / values.iter().sum::<f64>()).filter(|share| share.is_finite());
    let unknown = if value.is_none() { ": not known for every member" } else { "" };
    let words = format!(
        "{variable} of {} in {year} over that of all members of {} ({}){unknown}",
        bench.key(*state),
        bench.treaty(*treaty),
        bench.keys(&members)
    );
    Finding {
        value,
        command: format!("foedera state {} --at {on}", bench.key(*state)),
        ..Finding::missing(Unit::Share, words)
    }
    .of(members.len() as u32)
    .citing(sources(bench, &members, variable))
}

fn below(query: &Query, bench: &Bench<'_>) -> Finding {
    let Query::Below { states, variable, year, below } = query else { unreachable!("chosen by its kind") };
    let known: Vec<(StateId, f64)> =
        states.iter().filter_map(|state| Some((*state, bench.facts.state_in(*state, variable, *year)?))).collect();
    let told: Vec<String> = states
        .iter()
        .map(|state| {
            let value = known.iter().find(|(known, _)| known == state);
            value.map_or(format!("{} not known", bench.key(*state)), |(_, value)| {
                format!("{} {}", bench.key(*state), fixed(*value, 2))
            })
        })
        .collect();
    let words = format!("states with {variable} below {below} in {year}: {}", told.join(", "));
    let count = known.iter().filter(|(_, value)| value < below).count();
    let value = (known.len() == states.len()).then_some(count as f64);
    let command = format!("foedera state {} --at {}-01-01", bench.key(states[0]), year + 1);
    Finding { value, command, ..Finding::missing(Unit::Count, words) }
        .of(known.len() as u32)
        .citing(sources(bench, states, variable))
}

fn pairs(query: &Query, bench: &Bench<'_>) -> Finding {
    let Query::Pairs { states, with, variable, year, at_least } = query else { unreachable!("chosen by its kind") };
    let found = |state: StateId| {
        let own = bench.facts.pair_in(state, *with, variable, *year);
        own.or_else(|| bench.facts.pair_in(*with, state, variable, *year))
    };
    let values: Vec<(StateId, Option<f64>)> = states.iter().map(|state| (*state, found(*state))).collect();
    let told: Vec<String> = values
        .iter()
        .map(|(state, value)| {
            format!("{} {}", bench.key(*state), value.map_or("not known".to_owned(), |value| fixed(value, 0)))
        })
        .collect();
    let words = format!(
        "states with {variable} of at least {at_least} towards {} in {year}: {}",
        bench.key(*with),
        told.join(", ")
    );
    let all: Option<Vec<f64>> = values.iter().map(|(_, value)| *value).collect();
    let value = all.map(|values| values.iter().filter(|value| **value >= *at_least).count() as f64);
    let own = bench.atlas.figures.yearly.iter().filter(|figure| {
        figure.variable == *variable
            && figure.states.contains(with)
            && figure.states.iter().any(|state| states.contains(state))
    });
    Finding {
        value,
        command: format!("foedera dyad {} {} --at {}-01-01", bench.key(states[0]), bench.key(*with), year + 1),
        ..Finding::missing(Unit::Count, words)
    }
    .of(values.iter().filter(|(_, value)| value.is_some()).count() as u32)
    .citing(own.flat_map(|figure| &figure.sources))
}

fn apart(query: &Query, bench: &Bench<'_>) -> Finding {
    let Query::Apart { states, from_state, variable, from, to } = query else { unreachable!("chosen by its kind") };
    let distance = |state: StateId, year: i16| {
        let value = |state: StateId| bench.facts.state_in(state, variable, year);
        Some((value(state)? - value(*from_state)?).abs())
    };
    let changes: Vec<(StateId, Option<f64>)> = states
        .iter()
        .map(|state| (*state, distance(*state, *to).zip(distance(*state, *from)).map(|(after, before)| after - before)))
        .collect();
    let told: Vec<String> = changes
        .iter()
        .map(|(state, change)| {
            format!("{} {}", bench.key(*state), change.map_or("not known".to_owned(), |change| signed(change, 2)))
        })
        .collect();
    let words = format!(
        "change of the distance in {variable} to {} from {from} to {to}: {}; their mean",
        bench.key(*from_state),
        told.join(", ")
    );
    let all: Option<Vec<f64>> = changes.iter().map(|(_, change)| *change).collect();
    let value = all.map(|changes| foedera_math::mean(&changes));
    let mut involved = states.clone();
    involved.push(*from_state);
    Finding {
        value,
        command: format!("foedera state {} --at {}-01-01", bench.key(states[0]), to + 1),
        ..Finding::missing(Unit::Plain, words)
    }
    .of(changes.iter().filter(|(_, change)| change.is_some()).count() as u32)
    .citing(sources(bench, &involved, variable))
}
