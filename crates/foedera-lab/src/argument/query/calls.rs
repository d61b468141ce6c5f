//! Queries about the register of calls.

use crate::guarantee::{allies, sent_troops, was_asked};
use foedera_math::{beta_quantile, share_interval};
use foedera_world::{AnswerLevel, Call, Day, StateId, TreatyId};

use super::{Bench, Calls, history, period};
use crate::argument::finding::{Finding, Unit};

/// Calls that were made, whose answer is known, with whether anyone sent troops.
fn known<'a>(calls: &Calls, bench: &Bench<'a>) -> Vec<(&'a Call, bool)> {
    let of = |call: &&Call| {
        call.treaty == calls.treaty
            && was_asked(call)
            && (calls.triggers.is_empty() || calls.triggers.contains(&call.trigger))
            && calls.state.is_none_or(|state| call.in_need.contains(&state))
            && (calls.from..=calls.to).contains(&call.when.earliest())
    };
    bench.atlas.calls().iter().filter(of).filter_map(|call| Some((call, sent_troops(call)?))).collect()
}

fn told(calls: &[(&Call, bool)]) -> String {
    if calls.is_empty() {
        return "no call with a known answer".to_owned();
    }
    calls
        .iter()
        .map(|(call, sent)| format!("{} {}", call.key, if *sent { "yes" } else { "no" }))
        .collect::<Vec<_>>()
        .join(", ")
}

fn what(calls: &Calls, bench: &Bench<'_>) -> String {
    let triggers: Vec<&str> = calls.triggers.iter().map(|trigger| crate::guarantee::aid::words(*trigger)).collect();
    let whose = calls.state.map_or(String::new(), |state| format!(" for {}", bench.key(state)));
    let of = if triggers.is_empty() { String::new() } else { format!(" ({})", triggers.join("; ")) };
    format!(
        "calls under {}{whose}{of} {} answered with troops by anyone",
        bench.treaty(calls.treaty),
        period(calls.from, calls.to)
    )
}

pub(super) fn answered(calls: &Calls, bench: &Bench<'_>) -> Finding {
    let found = known(calls, bench);
    let (sent, cases) = (found.iter().filter(|(_, sent)| *sent).count() as u32, found.len() as u32);
    let words = format!("{}: {}", what(calls, bench), told(&found));
    let command = history::calls_command(bench, calls);
    let sources = found.iter().flat_map(|(call, _)| &call.sources);
    if cases == 0 {
        return Finding { command, ..Finding::missing(Unit::Share, words) }.of(0);
    }
    let (low, high) = share_interval(sent, cases, 0.9);
    Finding { command, ..Finding::exact(f64::from(sent) / f64::from(cases), Unit::Share, words) }
        .of(cases)
        .within(low, high)
        .citing(sources)
}

/// Quantiles of each share by which the interval of a difference is integrated.
const GRID: u32 = 200;

/// The difference of two shares with Jeffreys' prior on each, by the grid of their quantiles.
pub(super) fn difference(own: &Calls, than: &Calls, bench: &Bench<'_>) -> Finding {
    let (first, second) = (known(own, bench), known(than, bench));
    let words = format!("{}: {}; less {}: {}", what(own, bench), told(&first), what(than, bench), told(&second));
    let command = history::calls_command(bench, &Calls { triggers: Vec::new(), ..own.clone() });
    let sources: Vec<&String> = first.iter().chain(&second).flat_map(|(call, _)| &call.sources).collect();
    if first.is_empty() || second.is_empty() {
        return Finding { command, ..Finding::missing(Unit::Points, words) }.citing(sources);
    }
    let quantiles = |calls: &[(&Call, bool)]| -> Vec<f64> {
        let sent = calls.iter().filter(|(_, sent)| *sent).count() as f64;
        let (a, b) = (sent + 0.5, calls.len() as f64 - sent + 0.5);
        (0..GRID).map(|step| beta_quantile(a, b, (f64::from(step) + 0.5) / f64::from(GRID))).collect()
    };
    let (first_quantiles, second_quantiles) = (quantiles(&first), quantiles(&second));
    let mut differences: Vec<f64> =
        first_quantiles.iter().flat_map(|first| second_quantiles.iter().map(move |second| first - second)).collect();
    differences.sort_by(f64::total_cmp);
    let share = |calls: &[(&Call, bool)]| calls.iter().filter(|(_, sent)| *sent).count() as f64 / calls.len() as f64;
    let bound = |p: f64| foedera_math::quantile(&differences, p);
    Finding { command, ..Finding::exact(share(&first) - share(&second), Unit::Points, words) }
        .of((first.len() + second.len()) as u32)
        .within(bound(0.05), bound(0.95))
        .citing(sources)
}

pub(super) fn requests(treaty: TreatyId, state: StateId, (from, to): (Day, Day), bench: &Bench<'_>) -> Finding {
    let within = |call: &&Call| {
        call.treaty == treaty && call.in_need.contains(&state) && (from..=to).contains(&call.when.earliest())
    };
    let in_need: Vec<&Call> = bench.atlas.calls().iter().filter(within).collect();
    let asked = in_need.iter().filter(|call| was_asked(call)).count();
    let told: Vec<String> =
        in_need.iter().map(|call| format!("{} {}", call.key, call.outcome.replace('_', " "))).collect();
    let (key, name) = (bench.treaty(treaty), bench.key(state));
    let words = format!(
        "requests of {name} to {key} {}, of the occasions in the register: {}",
        period(from, to),
        told.join(", ")
    );
    Finding {
        command: format!("foedera invocations --treaty {key}{}", history::since_flag(from)),
        ..Finding::exact(asked as f64, Unit::Count, words)
    }
    .of(in_need.len() as u32)
    .citing(in_need.iter().flat_map(|call| &call.sources))
}

pub(super) fn senders(id: &str, bench: &Bench<'_>) -> Finding {
    let Some(call) = bench.atlas.calls().iter().find(|call| call.key == id) else {
        return Finding::missing(Unit::Count, format!("the call `{id}` is not known on that day"));
    };
    let day = call.when.day();
    let world = bench.atlas.history.world_at(day).world;
    let asked = allies(bench.atlas, &world, call.treaty, day, &call.in_need, &call.attackers);
    let sent: Vec<StateId> =
        call.answers.iter().filter(|answer| answer.level == AnswerLevel::Troops).map(|answer| answer.state).collect();
    let who = if sent.is_empty() { "nobody".to_owned() } else { bench.keys(&sent) };
    let words = format!("sent troops to {id} ({}): {who}, of {} who could be asked", call.when, asked.len());
    Finding {
        command: format!("foedera invocations --treaty {}", bench.treaty(call.treaty)),
        ..Finding::exact(sent.len() as f64, Unit::Count, words)
    }
    .of(asked.len() as u32)
    .citing(call.sources.iter().chain(call.answers.iter().flat_map(|answer| &answer.sources)))
}
