//! What data must be for a model to be fitted to them, and why a fit has no answer, in words.

use std::sync::Arc;

use foedera_likelihood::{Dependence, Likelihood};

use crate::relational::bind::Bound;
use crate::relational::data::{EventData, SetEvent};
use crate::relational::model_kind::{Clusters, ModelError, ModelKind, Options, Risk};
use crate::relational::sets::choose;
use crate::relational::state::{State, Steps};
use crate::relational::table::{Plan, statistics_at};

/// Sets over all events beyond which they are not all compared.
const MOST_SETS: f64 = 1_000_000.0;
/// Instants at which the reason of a fit without answer is looked for.
const LOOKED_AT: usize = 200;

/// Whether a model with these effects and options can be fitted to the data; how many events count.
pub(crate) fn all(data: &EventData, bound: &Bound, wanted: Options) -> Result<usize, ModelError> {
    let law = bound.law;
    directions(data, law)?;
    clusters(data, bound, wanted.clusters)?;
    let timed_by_side = bound.intercept && matches!(wanted.clusters, Clusters::Sender | Clusters::Receiver);
    if wanted.frailty.is_some() && !timed_by_side {
        return Err(ModelError::Data(
            "a frailty belongs to rates of senders or receivers (--cluster) in a model in time: rate or rem with an intercept `1`",
        ));
    }
    if law == ModelKind::Sets {
        sets(data, wanted.risk)?;
    } else {
        options(data, law)?;
    }
    values(data, bound)?;
    match if law == ModelKind::Sets { data.counted_sets().count() } else { data.counted_events().count() } {
        0 => Err(ModelError::Data("there is no event that counts, so that there is nothing to explain")),
        count => Ok(count),
    }
}

/// Whether a model that asks who acts has somebody who does.
fn directions(data: &EventData, law: ModelKind) -> Result<(), ModelError> {
    let undirected = data.is_undirected();
    let sent = law == ModelKind::Sets && data.sets.iter().any(|set| set.sender.is_some());
    match law {
        _ if !data.is_one_mode() && data.networks.iter().any(|network| !network.directed && joins_sides(network)) => {
            Err(ModelError::Data(
                "a network from senders to other receivers has a direction: leave it out of --undirected",
            ))
        }
        ModelKind::Choice | ModelKind::Rate | ModelKind::Response if undirected => Err(ModelError::Data(
            "this law asks who acts, and undirected events have no sender: take rem(…) or coordination(…) for pairs without \
             order. If senders are known and only what is remembered of the past has no direction, leave the events out of \
             --undirected and give their file once more, as an undirected --network",
        )),
        ModelKind::Sets if sent && undirected => Err(ModelError::Data(
            "sets that somebody sends to have a direction: leave the column `sender` out, or their name out of --undirected",
        )),
        _ => Ok(()),
    }
}

/// Whether events have what they are to be clustered by.
fn clusters(data: &EventData, bound: &Bound, clusters: Clusters) -> Result<(), ModelError> {
    let by_side = matches!(clusters, Clusters::Sender | Clusters::Receiver);
    let without = |why: &'static str| Err(ModelError::Data(why));
    match bound.law {
        _ if clusters == Clusters::None => Ok(()),
        _ if bound.intercept && clusters == Clusters::Event => without(
            "a model in time is one of waiting, not of single events: cluster by sender or receiver (--cluster sender)",
        ),
        ModelKind::Coordination if by_side => without("an event of coordination has no sender: cluster by event"),
        ModelKind::Rem if bound.unordered && by_side => {
            without("an undirected event has no sender: cluster by event, which needs a model in order (without `1`)")
        }
        ModelKind::Rate if bound.intercept && clusters == Clusters::Receiver => {
            without("a model of senders in time knows no receivers: cluster by sender")
        }
        ModelKind::Sets if clusters == Clusters::Receiver => {
            without("a set has no single receiver: cluster by event or sender")
        }
        ModelKind::Sets if by_side && data.sets.iter().any(|set| set.sender.is_none()) => {
            without("these sets have no sender: cluster by event")
        }
        _ => Ok(()),
    }
}

fn joins_sides(network: &crate::relational::data::Network) -> bool {
    network.sides.is_none_or(|(rows, columns)| rows != columns)
}

/// Every attribute that is asked for must have a value of somebody: nobody's value is not zero.
///
/// While nobody has one all are alike, which says nothing in a model in order; in a model in time the level of rates would depend on it,
/// so that there must be one when observation begins.
fn values(data: &EventData, bound: &Bound) -> Result<(), ModelError> {
    let sets = data.counted_sets().map(|(_, set)| set.time);
    let events = data.counted_events().map(|(_, event)| event.time);
    let needed = match bound.law {
        ModelKind::Sets => sets.reduce(f64::max),
        _ if bound.intercept => data.start.map(f64::next_up).or(events.reduce(f64::min)),
        _ => events.reduce(f64::max),
    };
    for attribute in bound.attributes.iter().map(|index| &data.attributes[*index]) {
        let early =
            |(time, _, value): &(f64, usize, f64)| needed.is_none_or(|needed| *time < needed) && !value.is_nan();
        if attribute.is_unknown_at_start() && !attribute.changes.iter().any(early) {
            return Err(ModelError::NoValue(format!("{}${}", attribute.of, attribute.name)));
        }
    }
    Ok(())
}

/// Every event must have been an option: one that was not would say nothing and go unnoticed.
fn options(data: &EventData, law: ModelKind) -> Result<(), ModelError> {
    let events = data.counted_events().map(|(index, event)| (event.time, (index, event)));
    let found = first_impossible(data, events, |(index, event), present| {
        let sender = present[0][event.sender];
        let receiver = law == ModelKind::Rate || present[1][event.receiver];
        let listed = data.opportunities.as_ref().is_none_or(|lists| lists[*index].contains(&event.receiver));
        let apart = law == ModelKind::Rate || !data.is_one_mode() || event.sender != event.receiver;
        sender && receiver && apart && (listed || law != ModelKind::Choice)
    });
    found.map_or(Ok(()), |(index, _)| Err(ModelError::NoOption(index + 1)))
}

/// The same of sets: their members, and who sent, must have been there.
fn sets(data: &EventData, risk: Risk) -> Result<(), ModelError> {
    if data.counted_sets().next().is_none() {
        return Err(ModelError::Data("the model of sets needs events of sets: time, event, member"));
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
    if law == ModelKind::Sets {
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
            ModelKind::Rate => here[0],
            ModelKind::Choice => match &data.opportunities {
                Some(lists) => {
                    lists[*index].iter().filter(|j| present[1][**j] && (itself == 0 || **j != event.sender)).count()
                }
                None => here[1] - itself,
            },
            ModelKind::Rem if plan.bound.unordered => here[0] * (here[0] - 1) / 2,
            ModelKind::Rem => here[0] * (here[1] - itself),
            ModelKind::Coordination | ModelKind::Response | ModelKind::Sets => 0,
        };
        // A model in time compares an instant with options that the event is among.
        count += usize::from(all > wanted + usize::from(!plan.bound.intercept));
        true
    });
    count
}

/// A model that could not be fitted.
pub(crate) struct Fitting<'m, 'a> {
    pub(crate) plan: &'m Arc<Plan<'a>>,
    /// The names of its parameters.
    pub(crate) names: &'m [String],
    pub(crate) likelihood: &'m (dyn Likelihood + 'a),
}

/// Why the data do not tell an effect, in words.
pub(crate) fn singular(model: &Fitting<'_, '_>, dependence: &Dependence) -> ModelError {
    let name = |index: usize| format!("`{}`", model.names[index]);
    let own = name(dependence.parameter);
    if dependence.others.is_empty() {
        return why_unknown(model, dependence.parameter);
    }
    let others: Vec<String> =
        dependence.others.iter().map(|(index, factor)| format!("{factor:.3} × {}", name(*index))).collect();
    ModelError::Singular(format!("{own} says what others say: it is {}", others.join(" + ")))
}

/// What a statistic is among the options of the events, as far as they are looked at.
struct Seen {
    /// Its least and largest value.
    range: (f64, f64),
    /// Whether it differs between options of one event.
    differs: bool,
    /// Whether every event had one option only.
    single: bool,
}

/// Look at what a statistic is among the options that each event had: for a choice those of its sender.
fn look(model: &Fitting<'_, '_>, parameter: usize) -> Seen {
    let plan = &model.plan;
    let mut seen = Seen { range: (f64::INFINITY, f64::NEG_INFINITY), differs: false, single: true };
    for (index, event) in plan.data.counted_events().take(LOOKED_AT) {
        let listed = plan.data.opportunities.as_ref().map(|lists| &lists[index]);
        let mut rows = statistics_at(model.plan, event.time);
        if plan.bound.law == ModelKind::Choice {
            rows.retain(|(i, j, _)| *i == event.sender && listed.is_none_or(|listed| listed.contains(j)));
        }
        seen.single &= rows.len() < 2;
        let values = || rows.iter().filter_map(|(_, _, row)| row.get(parameter).copied());
        let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        seen.differs |= low < high;
        seen.range = (seen.range.0.min(low), seen.range.1.max(high));
    }
    seen
}

/// Why one effect alone cannot be known.
fn why_unknown(model: &Fitting<'_, '_>, parameter: usize) -> ModelError {
    let (plan, own) = (&model.plan, &model.names[parameter]);
    let sets = plan.bound.law == ModelKind::Sets;
    let times: Vec<f64> = if sets {
        plan.data.counted_sets().map(|(_, set)| set.time).collect()
    } else {
        plan.data.counted_events().map(|(_, event)| event.time).collect()
    };
    // Statistics of sets are not those of their pairs.
    let seen = if sets { None } else { Some(look(model, parameter)) };
    let at_zero = model.likelihood.value(&vec![0.0; model.names.len()]);
    if !at_zero.information.iter().all(|number| number.is_finite()) || seen.as_ref().is_some_and(|seen| seen.differs) {
        let range = seen.map_or(String::new(), |seen| format!(" ({:e} to {:e})", seen.range.0, seen.range.1));
        let why = "its values are too large or too small for their squares to be computed";
        return ModelError::NoNumber(format!("`{own}` cannot be known: {why}{range}"));
    }
    if seen.as_ref().is_some_and(|seen| seen.single) {
        let why = "every event had one option only, so that there was nothing to choose";
        return ModelError::Singular(format!("`{own}` cannot be known: {why}"));
    }
    let instant = match times.len() {
        1 => "there is one event, which sees only what was before it, and ".to_owned(),
        events if times.first() == times.last() => {
            format!("all {events} events are at one instant and see only what was before it, and ")
        }
        _ => String::new(),
    };
    let constant = seen.filter(|seen| seen.range.0 == seen.range.1);
    // Adding 0 turns −0 into 0.
    let value = constant.map_or(String::new(), |seen| format!("; it is {} for all of them", seen.range.0 + 0.0));
    let what = if sets { "sets" } else { "options" };
    ModelError::Singular(format!(
        "`{own}` cannot be known: {instant}it never differs between the {what} that an event was compared with{value}"
    ))
}

/// Why a likelihood is no number: a statistic that is none, or values beyond what can be computed.
pub(crate) fn no_number(model: &Fitting<'_, '_>) -> ModelError {
    for (_, event) in model.plan.data.counted_events().take(LOOKED_AT) {
        for (_, _, row) in statistics_at(model.plan, event.time) {
            if let Some(index) = row.iter().position(|number| !number.is_finite()) {
                let why = "one of its values is no number: a root or logarithm of a number that has none, or too large";
                return ModelError::NoNumber(format!("`{}` cannot be known: {why}", model.names[index]));
            }
        }
    }
    let why = "a rate is too large to be computed, of a fixed value, an attribute or a network that is far too large";
    ModelError::NoNumber(format!("the likelihood is no number: {why}"))
}
