//! Queries about what happened: members, texts, endings, alliances, ties, steps, transfers.

use crate::guarantee::covers;
use foedera_atlas::LEDGER_KINDS;
use foedera_world::{Day, EventKind, StateId, TreatyStatus};

use super::{Bench, Query, home, period, trigger_flag};
use crate::argument::finding::{Finding, Unit};

pub(super) fn run(query: &Query, bench: &Bench<'_>) -> Finding {
    match query {
        Query::Members { treaty, at } => {
            let world = bench.atlas.history.world_at(*at).world;
            let members: Vec<StateId> = world.treaty(*treaty).members().map(|spell| spell.state).collect();
            let key = bench.treaty(*treaty);
            let words = format!("members of {key} on {at}: {}", bench.keys(&members));
            let facts = bench.atlas.treaties.iter().filter(|facts| facts.treaty == *treaty);
            let sources = facts.flat_map(|facts| &facts.memberships).flat_map(|fact| &fact.sources);
            Finding {
                command: format!("foedera treaty {key} --at {at}"),
                ..Finding::exact(members.len() as f64, Unit::Count, words)
            }
            .citing(sources)
        }
        Query::Covered { treaty, trigger, at } => {
            let world = bench.atlas.history.world_at(*at).world;
            let covered = covers(bench.atlas, &world, *treaty, *at, *trigger);
            let key = bench.treaty(*treaty);
            let owes = if covered { "owes help" } else { "owes no help" };
            let words = format!("the text of {key} {owes} for {} on {at}", crate::guarantee::aid::words(*trigger));
            let articles = &bench.atlas.roster().treaty(*treaty).articles;
            Finding {
                command: format!("foedera treaty {key} --at {at}"),
                ..Finding::exact(f64::from(u8::from(covered)), Unit::Truth, words)
            }
            .citing(articles.iter().flat_map(|article| &article.sources))
        }
        Query::Signed { .. } => signed(query, bench),
        Query::Refusals { summit } => refusals(summit, bench),
        Query::Events { .. } => events(query, bench),
        Query::Alliances { .. } => alliances(query, bench),
        Query::Ties { .. } | Query::Precedents { .. } => kept(query, bench),
        Query::Steps { .. } => steps(query, bench),
        Query::Received { .. } => received(query, bench),
        _ => Finding::missing(Unit::Plain, "this query is not about what happened".to_owned()),
    }
}

fn signed(query: &Query, bench: &Bench<'_>) -> Finding {
    let Query::Signed { treaty } = query else { unreachable!("chosen by its kind") };
    let key = bench.treaty(*treaty);
    let command = format!("foedera treaty {key}");
    let opened = bench
        .atlas
        .history
        .events()
        .iter()
        .find(|event| matches!(event.kind, EventKind::TreatyOpens { treaty: t } if t == *treaty));
    let Some(opened) = opened else {
        return Finding {
            command,
            ..Finding::missing(Unit::Plain, format!("the atlas does not know when {key} was signed"))
        };
    };
    let day = opened.when.day();
    let facts =
        bench.atlas.treaties.iter().filter(|facts| facts.treaty == *treaty).flat_map(|facts| &facts.memberships);
    let first: Vec<_> = facts.filter(|fact| fact.signed.is_some_and(|when| when.day() == day)).collect();
    let states: Vec<StateId> = first.iter().map(|fact| fact.state).collect();
    let words = format!("{key} was signed on {}, by {}", opened.when, bench.keys(&states));
    Finding { command, ..Finding::exact(f64::from(day.year()), Unit::Plain, words) }
        .of(states.len() as u32)
        .citing(first.iter().flat_map(|fact| &fact.sources))
}

fn refusals(summit: &str, bench: &Bench<'_>) -> Finding {
    let world = bench.atlas.history.replay().world;
    let id = bench.atlas.roster().find_summit(summit);
    let Some(found) = world.summits().find(|known| Some(known.id()) == id) else {
        return Finding::missing(Unit::Count, format!("the summit `{summit}` is not known on that day"));
    };
    let refused: Vec<StateId> = found.refused().collect();
    let on = bench.atlas.history.world_at(found.day()).world;
    let members = on.treaty(found.treaty()).members().count() as u32;
    let who = if refused.is_empty() { "nobody".to_owned() } else { bench.keys(&refused) };
    let words = format!("refused the text of {summit} on {}: {who}, of {members} members", found.day());
    let sources = bench
        .atlas
        .history
        .events()
        .iter()
        .filter(|event| matches!(&event.kind, EventKind::Summit { summit: known, .. } if Some(*known) == id));
    Finding {
        command: format!("foedera treaty {}", bench.treaty(found.treaty())),
        ..Finding::exact(refused.len() as f64, Unit::Count, words)
    }
    .of(members)
    .citing(sources.flat_map(|event| &event.sources))
}

fn events(query: &Query, bench: &Bench<'_>) -> Finding {
    let Query::Events { treaty, kind, state, from, to } = query else { unreachable!("chosen by its kind") };
    let of = |event: &EventKind| match event {
        EventKind::Leaves { treaty, state, .. } if *kind == "leaves" => Some((*treaty, Some(*state))),
        EventKind::Freezes { treaty, state } if *kind == "freezes" => Some((*treaty, Some(*state))),
        EventKind::Joins { treaty, state } if *kind == "joins" => Some((*treaty, Some(*state))),
        EventKind::TreatyEnds { treaty, .. } if *kind == "ends" => Some((*treaty, None)),
        _ => None,
    };
    let within = bench.atlas.history.events().iter().filter(|event| (*from..=*to).contains(&event.when.day()));
    let found: Vec<_> = within
        .filter(|event| of(&event.kind).is_some_and(|(t, s)| t == *treaty && (state.is_none() || s == *state)))
        .collect();
    let told: Vec<String> = found
        .iter()
        .map(|event| {
            let who = of(&event.kind).and_then(|(_, state)| state).map_or("the treaty", |state| bench.key(state));
            format!("{who} {}", event.when)
        })
        .collect();
    let key = bench.treaty(*treaty);
    let list = if told.is_empty() { "none in the atlas".to_owned() } else { told.join(", ") };
    let whose = state.map_or(String::new(), |state| format!(" of {}", bench.key(state)));
    let words = format!("{key}, {kind}{whose} {}: {list}", period(*from, *to));
    Finding { command: format!("foedera treaty {key}"), ..Finding::exact(found.len() as f64, Unit::Count, words) }
        .citing(found.iter().flat_map(|event| &event.sources))
}

fn alliances(query: &Query, bench: &Bench<'_>) -> Finding {
    let Query::Alliances { states, at_least, obligation, at } = query else { unreachable!("chosen by its kind") };
    let world = bench.atlas.history.world_at(*at).world;
    let mut told = Vec::new();
    let mut sources = Vec::new();
    for (id, treaty) in bench.atlas.roster().treaties() {
        let on = world.treaty(id);
        let own = on.participants().filter(|spell| states.contains(&spell.state)).count();
        let owes = obligation.is_none_or(|obligation| on.owes(obligation));
        if on.status() == TreatyStatus::InForce && own >= *at_least && owes {
            told.push(format!("{} ({own})", treaty.key));
            sources.extend(&treaty.sources);
        }
    }
    let what =
        obligation.map_or("treaties".to_owned(), |obligation| format!("treaties that owe {}", obligation.name()));
    let list = if told.is_empty() { "none".to_owned() } else { told.join(", ") };
    let words =
        format!("{what} in the atlas, in force on {at}, with at least {at_least} of {}: {list}", bench.keys(states));
    Finding::exact(told.len() as f64, Unit::Count, words).citing(sources)
}

/// Ties and precedents.
fn kept(query: &Query, bench: &Bench<'_>) -> Finding {
    match query {
        Query::Ties { states, kinds, from, to } => {
            let ties: Vec<_> = bench
                .atlas
                .ties
                .iter()
                .filter(|tie| {
                    states.contains(&tie.states[0]) && states.contains(&tie.states[1]) && tie.states[0] != tie.states[1]
                })
                .filter(|tie| kinds.is_empty() || kinds.contains(&tie.kind.as_str()))
                .filter(|tie| (*from..=*to).contains(&tie.when.earliest()))
                .collect();
            let told: Vec<String> = ties.iter().map(|tie| format!("{} {}", tie.when, tie.what)).collect();
            let of = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
            let list = if told.is_empty() { "none in the atlas".to_owned() } else { told.join("; ") };
            let words = format!("dated ties of {}{of} {}: {list}", bench.keys(states), period(*from, *to));
            Finding::exact(ties.len() as f64, Unit::Count, words).citing(ties.iter().flat_map(|tie| &tie.sources))
        }
        Query::Precedents { kinds } => {
            let cases: Vec<_> = bench.atlas.precedents.iter().filter(|case| kinds.contains(&case.kind)).collect();
            let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
            let words =
                format!("precedents in the atlas ({}): {}", kinds.join(", ").replace('_', " "), names.join("; "));
            Finding::exact(cases.len() as f64, Unit::Count, words).citing(cases.iter().flat_map(|case| &case.sources))
        }
        _ => unreachable!("chosen by its kind"),
    }
}

fn steps(query: &Query, bench: &Bench<'_>) -> Finding {
    let Query::Steps { states, domains, direction, from, to, by_state } = query else {
        unreachable!("chosen by its kind")
    };
    let found: Vec<_> = bench
        .atlas
        .hedges
        .iter()
        .filter(|step| states.contains(&step.state) && step.direction == *direction)
        .filter(|step| domains.is_empty() || domains.contains(&step.domain.as_str()))
        .filter(|step| (*from..=*to).contains(&step.when.earliest()))
        .collect();
    let counts: Vec<(StateId, usize)> =
        states.iter().map(|state| (*state, found.iter().filter(|step| step.state == *state).count())).collect();
    let told: Vec<String> = counts.iter().map(|(state, count)| format!("{} {count}", bench.key(*state))).collect();
    let of = if domains.is_empty() { "all domains".to_owned() } else { domains.join(", ") };
    let with = counts.iter().filter(|(_, count)| *count > 0).count();
    let what = if *by_state { "states with steps" } else { "steps" };
    let words = format!("{what} {direction} ({of}) in the atlas {}: {}", period(*from, *to), told.join(", "));
    let number = if *by_state { with } else { found.len() };
    let at = (*to).min(Day::start_of_year(2026));
    let command = home(bench, states, at).map_or(String::new(), |key| format!("foedera hedge {key} --at {at}"));
    Finding { command, ..Finding::exact(number as f64, Unit::Count, words) }
        .of(if *by_state { states.len() as u32 } else { found.len() as u32 })
        .citing(found.iter().flat_map(|step| &step.sources))
}

fn received(query: &Query, bench: &Bench<'_>) -> Finding {
    let Query::Received { treaty, kinds, from, to } = query else { unreachable!("chosen by its kind") };
    let world = bench.atlas.history.world_at(*to).world;
    let patron =
        bench.atlas.patron(&world, *treaty, *to, |state| Some(bench.facts.state(state, "cinc", *to)?.value)).state;
    let members: Vec<StateId> =
        world.treaty(*treaty).members().map(|spell| spell.state).filter(|state| Some(*state) != patron).collect();
    let wanted = |figure: &&foedera_atlas::LedgerFigure| {
        let made = !LEDGER_KINDS[figure.kind].2 || figure.given.as_deref() == Some("delivered");
        figure.treaty == *treaty
            && kinds.contains(&figure.kind_name())
            && made
            && figure.value.1 > 0.0
            && (*from..=*to).contains(&figure.when.0.earliest())
    };
    let found: Vec<_> = bench.atlas.ledger.iter().filter(wanted).collect();
    let with: Vec<StateId> =
        members.iter().copied().filter(|member| found.iter().any(|figure| figure.state == Some(*member))).collect();
    let key = bench.treaty(*treaty);
    let who = if with.is_empty() { "none".to_owned() } else { bench.keys(&with) };
    let words = format!(
        "members of {key} other than the patron with a figure in the ledger ({}) {}: {who}, of {}",
        kinds.join(", ").replace('_', " "),
        period(*from, *to),
        members.len()
    );
    Finding { command: format!("foedera ledger {key}"), ..Finding::exact(with.len() as f64, Unit::Count, words) }
        .of(members.len() as u32)
        .citing(found.iter().flat_map(|figure| &figure.sources))
}

/// The flag of the first day in a command about calls.
pub(super) fn since_flag(from: Day) -> String {
    if from > Day::start_of_year(1816) { format!(" --since {from}") } else { String::new() }
}

/// The command that lists calls.
pub(super) fn calls_command(bench: &Bench<'_>, calls: &super::Calls) -> String {
    let flag = match calls.triggers.as_slice() {
        [one] => format!(" --trigger {}", trigger_flag(*one)),
        _ => String::new(),
    };
    format!("foedera invocations --treaty {}{flag}{}", bench.treaty(calls.treaty), since_flag(calls.from))
}
