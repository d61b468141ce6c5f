//! What data must be for a law to be fitted to them, and why a fit has no answer, in words.

use std::sync::Arc;

use foedera_likelihood::Dependence;

use crate::bind::Bound;
use crate::data::{EventData, SetEvent};
use crate::model::{Clusters, Law, Model, ModelError, Risk};
use crate::sets::choose;
use crate::state::{State, Steps};
use crate::table::Plan;

/// Sets over all events beyond which they are not all compared.
const MOST_SETS: f64 = 1_000_000.0;
/// Instants at which the reason of a fit without answer is looked for.
const LOOKED_AT: usize = 200;

/// Whether a law that asks who acts has somebody who does.
pub(crate) fn directions(data: &EventData, law: Law) -> Result<(), ModelError> {
    let undirected = data.is_undirected();
    let sent = law == Law::Sets && data.sets.iter().any(|set| set.sender.is_some());
    match law {
        _ if !data.is_one_mode() && data.networks.iter().any(|network| !network.directed && joins_sides(network)) => {
            Err(ModelError::Data(
                "a network from senders to other receivers has a direction: leave it out of --undirected",
            ))
        }
        Law::Choice | Law::Rate | Law::Response if undirected => Err(ModelError::Data(
            "this law asks who acts, and undirected events have no sender: take rem(…) or coordination(…) for pairs without \
             order. If senders are known and only what is remembered of the past has no direction, leave the events out of \
             --undirected and give their file once more, as an undirected --network",
        )),
        Law::Sets if sent && undirected => Err(ModelError::Data(
            "sets that somebody sends to have a direction: leave the column `sender` out, or their name out of --undirected",
        )),
        _ => Ok(()),
    }
}

/// Whether events have what they are to be clustered by.
pub(crate) fn clusters(data: &EventData, bound: &Bound, clusters: Clusters) -> Result<(), ModelError> {
    let by_side = matches!(clusters, Clusters::Sender | Clusters::Receiver);
    let without = |why: &'static str| Err(ModelError::Data(why));
    match bound.law {
        _ if clusters == Clusters::None => Ok(()),
        _ if bound.intercept && clusters == Clusters::Event => {
            without("a law in time is one of waiting, not of single events: cluster by sender or by receiver")
        }
        Law::Coordination if by_side => without("an event of coordination has no sender: cluster by event"),
        Law::Rem if bound.unordered && by_side => {
            without("an undirected event has no sender: cluster by event, which needs a law in order (without `1`)")
        }
        Law::Rate if bound.intercept && clusters == Clusters::Receiver => {
            without("a law of senders in time knows no receivers: cluster by sender")
        }
        Law::Sets if clusters == Clusters::Receiver => {
            without("a set has no single receiver: cluster by event or sender")
        }
        Law::Sets if by_side && data.sets.iter().any(|set| set.sender.is_none()) => {
            without("these sets have no sender: cluster by event")
        }
        _ => Ok(()),
    }
}

fn joins_sides(network: &crate::data::Network) -> bool {
    network.sides.is_none_or(|(rows, columns)| rows != columns)
}

/// Every attribute that is asked for must have a value of somebody when events begin: nobody's value is not zero.
pub(crate) fn values(data: &EventData, bound: &Bound) -> Result<(), ModelError> {
    for attribute in bound.attributes.iter().map(|index| &data.attributes[*index]) {
        if attribute.initial.iter().all(|value| value.is_nan()) {
            return Err(ModelError::NoValue(format!("{}${}", attribute.of, attribute.name)));
        }
    }
    Ok(())
}

/// Every event must have been an option: one that was not would say nothing and go unnoticed.
pub(crate) fn options(data: &EventData, law: Law) -> Result<(), ModelError> {
    let events = data.counted_events().map(|(index, event)| (event.time, (index, event)));
    let found = first_impossible(data, events, |(index, event), present| {
        let sender = present[0][event.sender];
        let receiver = law == Law::Rate || present[1][event.receiver];
        let listed = data.opportunities.as_ref().is_none_or(|lists| lists[*index].contains(&event.receiver));
        let apart = law == Law::Rate || !data.is_one_mode() || event.sender != event.receiver;
        sender && receiver && apart && (listed || law != Law::Choice)
    });
    found.map_or(Ok(()), |(index, _)| Err(ModelError::NoOption(index + 1)))
}

/// The same of sets: their members, and who sent, must have been there.
pub(crate) fn sets(data: &EventData, risk: Risk) -> Result<(), ModelError> {
    if data.counted_sets().next().is_none() {
        return Err(ModelError::Data("the law of sets needs events of sets: time, event, member"));
    }
    let sets = data.sets.iter().enumerate().map(|(index, set)| (set.time, (index, set)));
    let found = first_impossible(data, sets, |(_, set), present| {
        set.members.iter().chain(&set.sender).all(|actor| present[0][*actor as usize])
    });
    if let Some((index, _)) = found {
        return Err(ModelError::NoOption(index + 1));
    }
    if risk == Risk::All { few_enough(data) } else { Ok(()) }
}

/// Whether all sets that events could have been are few enough to compare them all.
fn few_enough(data: &EventData) -> Result<(), ModelError> {
    let mut all = 0.0;
    let mut found = None;
    each_set(data, |index, set, present| {
        all += choose(present as u32, set.members.len() as u32);
        if all > MOST_SETS && found.is_none() {
            let (members, sets) = (set.members.len(), format!("{all:.0}"));
            found = Some(ModelError::TooManySets { event: index + 1, members, present, sets });
        }
    });
    found.map_or(Ok(()), Err)
}

/// Walk over the sets that count, with how many actors could have been members.
fn each_set(data: &EventData, mut tell: impl FnMut(usize, &SetEvent, usize)) {
    let sets = data.counted_sets().map(|(index, set)| (set.time, (index, set)));
    first_impossible(data, sets, |(index, set), present| {
        let here = present[0].iter().filter(|here| **here).count();
        tell(*index, set, here - usize::from(set.sender.is_some()));
        true
    });
}

/// The first of some things, in the order of time, that was not possible with those present then on each side.
fn first_impossible<T>(
    data: &EventData,
    things: impl Iterator<Item = (f64, T)>,
    mut possible: impl FnMut(&T, &[Vec<bool>; 2]) -> bool,
) -> Option<T> {
    let mut state = State::new(data, &Arc::new(Steps::default()));
    for (time, thing) in things {
        while let Some((side, actor, here)) = state.next_arrival(time) {
            state.present[side][actor] = here;
        }
        if !possible(&thing, &state.present) {
            return Some(thing);
        }
    }
    None
}

/// How many events are compared with options drawn at random because they have more than are wanted.
pub(crate) fn sampled(plan: &Plan<'_>, risk: Risk) -> usize {
    let (data, law) = (plan.data, plan.bound.law);
    let Risk::Sampled { options: wanted, .. } = risk else { return 0 };
    let mut count = 0;
    if law == Law::Sets {
        each_set(data, |_, set, present| {
            count += usize::from(choose(present as u32, set.members.len() as u32) - 1.0 > wanted as f64);
        });
        return count;
    }
    let events = data.counted_events().map(|(index, event)| (event.time, (index, event)));
    first_impossible(data, events, |(index, event), present| {
        let here = [0, 1].map(|side: usize| present[side].iter().filter(|here| **here).count());
        let itself = usize::from(data.is_one_mode());
        let all = match law {
            Law::Rate => here[0],
            Law::Choice => match &data.opportunities {
                Some(lists) => {
                    lists[*index].iter().filter(|j| present[1][**j] && (itself == 0 || **j != event.sender)).count()
                }
                None => here[1] - itself,
            },
            Law::Rem if plan.bound.unordered => here[0] * (here[0] - 1) / 2,
            Law::Rem => here[0] * (here[1] - itself),
            Law::Coordination | Law::Response | Law::Sets => 0,
        };
        // A law in time compares an instant with options that the event is among.
        count += usize::from(all > wanted + usize::from(!plan.bound.intercept));
        true
    });
    count
}

/// Why the data do not tell an effect, in words.
pub(crate) fn singular(model: &Model<'_>, dependence: &Dependence) -> ModelError {
    let name = |index: usize| format!("`{}`", model.names()[index]);
    let own = name(dependence.parameter);
    if dependence.others.is_empty() {
        return ModelError::Singular(format!("{own} cannot be known: {}", why_constant(model, dependence.parameter)));
    }
    let others: Vec<String> =
        dependence.others.iter().map(|(index, factor)| format!("{factor:.3} × {}", name(*index))).collect();
    ModelError::Singular(format!("{own} says what others say: it is {}", others.join(" + ")))
}

/// Why an effect never differs between the options of an event.
fn why_constant(model: &Model<'_>, parameter: usize) -> String {
    let plan = &model.plan;
    let times: Vec<f64> = match plan.bound.law {
        Law::Sets => plan.data.counted_sets().map(|(_, set)| set.time).collect(),
        _ => plan.data.counted_events().map(|(_, event)| event.time).collect(),
    };
    let what = if plan.bound.law == Law::Sets { "sets" } else { "options" };
    let (events, one_instant) = (times.len(), times.first() == times.last());
    let (mut single, mut same) = (true, None);
    let mut constant = plan.bound.law != Law::Sets;
    for time in times.iter().take(LOOKED_AT).filter(|_| plan.bound.law != Law::Sets) {
        let rows = model.statistics_at(*time);
        single &= rows.len() < 2;
        for (_, _, row) in rows {
            let value = row.get(parameter).copied().unwrap_or(f64::NAN);
            constant &= same.is_none_or(|same| same == value);
            same = Some(value);
        }
    }
    if single && plan.bound.law != Law::Sets {
        return "every event had one option only, so that there was nothing to choose".to_owned();
    }
    let value = same.filter(|_| constant).map_or(String::new(), |value| format!("; it is {value} for all of them"));
    let instant = match (one_instant, events) {
        (true, 1) => "there is one event, which sees only what was before it, and ".to_owned(),
        (true, _) => format!("all {events} events are at one instant, and see only what was before it, and "),
        _ => String::new(),
    };
    format!("{instant}it never differs between the {what} that an event was compared with{value}")
}

/// Why a likelihood is no number: a statistic that is none, or values beyond what can be computed.
pub(crate) fn no_number(model: &Model<'_>) -> ModelError {
    let plan = &model.plan;
    let times = plan.data.counted_events().map(|(_, event)| event.time);
    for time in times.take(LOOKED_AT) {
        for (_, _, row) in model.statistics_at(time) {
            if let Some(index) = row.iter().position(|number| !number.is_finite()) {
                let why = "a value of it is no number: a root or logarithm of what has none, or too large";
                return ModelError::Singular(format!("`{}` cannot be known: {why}", model.names()[index]));
            }
        }
    }
    let why = "a rate is too large to be computed: a value that is fixed, or one of an attribute or network, is far too large";
    ModelError::Singular(format!("the likelihood is no number: {why}"))
}
