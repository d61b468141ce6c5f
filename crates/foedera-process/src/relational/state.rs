//! Networks, attributes and presence at an instant, held as lists of ties: memory is proportional to the ties there are.

use std::sync::Arc;

use foedera_world::network::{Layer, TieChange};

use crate::relational::data::{Change, EventData, Side, ValueChange};

/// A network as an effect sees it: one of the data's, or a copy that forgets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Source {
    pub(crate) network: usize,
    /// How long a change lasts; `None`: for ever.
    pub(crate) window: Option<f64>,
    /// The time in which a tie loses half its weight.
    pub(crate) half_life: Option<f64>,
    /// Whether it is remembered when ties came into being.
    pub(crate) dated: bool,
}

/// What changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Step {
    Tie {
        source: usize,
        change: Change,
    },
    Value {
        attribute: usize,
        actor: usize,
        value: f64,
    },
    /// An event to be explained has happened; only for effects of the last event.
    Event {
        sender: usize,
        receiver: usize,
    },
}

/// What is due: an entry of one of the data's lists. The lists hold the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Of {
    /// A change of the network behind a source.
    Tie(u16),
    /// The end of such a change in a window.
    Undo(u16),
    /// A change of an attribute.
    Value(u16),
    /// What takes the place of values that are not known yet, in the list of an attribute of the steps.
    Meanwhile(u16),
    /// An event.
    Event,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Due {
    time: f64,
    of: Of,
    index: u32,
}

/// All changes in the order of time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Steps {
    pub(crate) sources: Vec<Source>,
    list: Vec<Due>,
    /// For each attribute that is asked for, its number and what unknown values are meanwhile.
    meanwhile: Vec<(usize, Vec<ValueChange>)>,
}

impl Steps {
    /// The changes of these sources and attributes, and the events themselves if an effect asks for the last one.
    pub(crate) fn new(data: &EventData, sources: &[Source], attributes: &[usize], events: bool) -> Self {
        let mut list = Vec::new();
        for (at, source) in sources.iter().enumerate() {
            let changes = &data.networks[source.network].changes;
            let due = |time, of, index: usize| Due { time, of, index: index as u32 };
            let places = changes.iter().enumerate();
            list.extend(places.clone().map(|(index, change)| due(change.time, Of::Tie(at as u16), index)));
            if let Some(window) = source.window {
                list.extend(places.map(|(index, change)| due(change.time + window, Of::Undo(at as u16), index)));
            }
        }
        let mut meanwhile = Vec::new();
        for attribute in attributes {
            let of = Of::Value(*attribute as u16);
            let places = data.attributes[*attribute].changes.iter().enumerate();
            list.extend(places.map(|(index, change)| Due { time: change.0, of, index: index as u32 }));
            let means = data.attributes[*attribute].meanwhile();
            let of = Of::Meanwhile(meanwhile.len() as u16);
            list.extend(means.iter().enumerate().map(|(index, mean)| Due { time: mean.0, of, index: index as u32 }));
            meanwhile.push((*attribute, means));
        }
        if events {
            let places = data.dependent.iter().enumerate();
            list.extend(places.map(|(index, event)| Due { time: event.time, of: Of::Event, index: index as u32 }));
        }
        // Changes at one time keep their order: the sort is stable.
        list.sort_by(|a, b| a.time.total_cmp(&b.time));
        Self { sources: sources.to_vec(), list, meanwhile }
    }

    /// The times at which something changes.
    pub(crate) fn times(&self) -> impl Iterator<Item = f64> {
        self.list.iter().map(|due| due.time)
    }

    /// The times of lasting changes, which begin and end the period of observation.
    pub(crate) fn lasting_times(&self) -> impl Iterator<Item = f64> {
        let lasts = |due: &&Due| match due.of {
            Of::Tie(source) => self.sources[usize::from(source)].window.is_none(),
            Of::Undo(_) => false,
            Of::Value(_) | Of::Meanwhile(_) | Of::Event => true,
        };
        self.list.iter().filter(lasts).map(|due| due.time)
    }

    /// What a due entry says.
    fn step(&self, data: &EventData, due: Due) -> Step {
        let index = due.index as usize;
        let change = |source: u16| data.networks[self.sources[usize::from(source)].network].changes[index];
        match due.of {
            Of::Tie(source) => Step::Tie { source: usize::from(source), change: change(source) },
            Of::Undo(source) => {
                let change = change(source);
                let value = if change.replace { 0.0 } else { -change.value };
                Step::Tie { source: usize::from(source), change: Change { time: due.time, value, ..change } }
            }
            Of::Value(attribute) => {
                let (_, actor, value) = data.attributes[usize::from(attribute)].changes[index];
                Step::Value { attribute: usize::from(attribute), actor, value }
            }
            Of::Meanwhile(place) => {
                let (attribute, list) = &self.meanwhile[usize::from(place)];
                Step::Value { attribute: *attribute, actor: list[index].1, value: list[index].2 }
            }
            Of::Event => {
                let event = data.dependent[index];
                Step::Event { sender: event.sender, receiver: event.receiver }
            }
        }
    }
}

/// The state that moves forward in time.
#[derive(Debug, Clone)]
pub(crate) struct State<'a> {
    data: &'a EventData,
    steps: Arc<Steps>,
    pub(crate) layers: Vec<Layer>,
    pub(crate) values: Vec<Vec<f64>>,
    pub(crate) present: [Vec<bool>; 2],
    /// The events at the last time at which there were any, and that time.
    pub(crate) last: Vec<(usize, usize)>,
    last_time: f64,
    time: f64,
    next: usize,
    arrivals: [usize; 2],
}

impl<'a> State<'a> {
    /// The state before the first change.
    pub(crate) fn new(data: &'a EventData, steps: &Arc<Steps>) -> Self {
        let mut layers = Vec::new();
        for source in &steps.sources {
            let network = &data.networks[source.network];
            let (rows, columns) = network.sides.unwrap_or((Side::Senders, Side::Receivers));
            let loopless = rows == columns || data.is_one_mode();
            let start = steps.list.first().map_or(0.0, |due| due.time);
            let mut layer = Layer::new(data.actors(rows), data.actors(columns), source.half_life, loopless)
                .starting(start, source.dated);
            // A copy that forgets starts empty.
            if source.window.is_none() && source.half_life.is_none() {
                for (from, to, value) in &network.initial {
                    let counts = from != to || !loopless;
                    if counts && !value.is_nan() {
                        let before = layer.stored(*from, *to);
                        layer.set(*from, *to, before, *value);
                    }
                }
            }
            layers.push(layer);
        }
        let second = data.receivers.as_ref().unwrap_or(&data.senders);
        Self {
            data,
            steps: Arc::clone(steps),
            layers,
            values: data.attributes.iter().map(|attribute| imputed(&attribute.initial)).collect(),
            present: [data.senders.present.clone(), second.present.clone()],
            last: Vec::new(),
            last_time: f64::NEG_INFINITY,
            time: f64::NEG_INFINITY,
            next: 0,
            arrivals: [0, 0],
        }
    }

    /// The next change strictly before `time`.
    pub(crate) fn next_step(&mut self, time: f64) -> Option<(f64, Step)> {
        let due = self.steps.list.get(self.next).filter(|due| due.time < time).copied()?;
        self.next += 1;
        Some((due.time, self.steps.step(self.data, due)))
    }

    /// The next coming or going up to `time`: side, actor, present.
    pub(crate) fn next_arrival(&mut self, time: f64) -> Option<(usize, usize, bool)> {
        let second = self.data.receivers.as_ref().unwrap_or(&self.data.senders);
        for (side, actors) in [&self.data.senders, second].into_iter().enumerate() {
            if let Some((_, actor, here)) = actors.presence.get(self.arrivals[side]).filter(|(at, _, _)| *at <= time) {
                self.arrivals[side] += 1;
                return Some((side, *actor, *here));
            }
        }
        None
    }

    /// When the next change, and the next comings and goings, are due.
    pub(crate) fn next_times(&self) -> impl Iterator<Item = f64> {
        let second = self.data.receivers.as_ref().unwrap_or(&self.data.senders);
        let sides = [(&self.data.senders, self.arrivals[0]), (second, self.arrivals[1])];
        let arrivals = sides.into_iter().filter_map(|(actors, next)| actors.presence.get(next).map(|coming| coming.0));
        self.steps.list.get(self.next).map(|due| due.time).into_iter().chain(arrivals)
    }

    /// Whether senders and receivers are the same actors.
    pub(crate) fn is_one_mode(&self) -> bool {
        self.data.is_one_mode()
    }

    /// The directed ties that a change of a network changes, with their values before and after.
    pub(crate) fn tie_changes(&self, time: f64, source: usize, change: &Change) -> [Option<TieChange>; 2] {
        let layer = &self.layers[source];
        let directed = self.data.networks[self.steps.sources[source].network].directed;
        let value = if change.value.is_nan() { 0.0 } else { change.value };
        let one = |from: usize, to: usize| {
            let before = layer.stored(from, to);
            let value = layer.weight_at(value, time);
            let after = if change.replace { value } else { before + value };
            let none = layer.loopless && from == to;
            (!none && before != after).then_some(TieChange { source, from, to, before, after, time })
        };
        [one(change.from, change.to), if directed { None } else { one(change.to, change.from) }]
    }

    /// Make a change of a tie.
    pub(crate) fn set_tie(&mut self, change: &TieChange) {
        self.layers[change.source].change(change);
    }

    /// Set a value; a missing one becomes the mean of all others.
    pub(crate) fn set_value(&mut self, attribute: usize, actor: usize, value: f64) {
        let values = &mut self.values[attribute];
        values[actor] = if value.is_nan() {
            let others = values.iter().enumerate().filter(|(index, _)| *index != actor).map(|(_, value)| *value);
            others.clone().sum::<f64>() / others.count().max(1) as f64
        } else {
            value
        };
    }

    /// An event has happened.
    pub(crate) fn set_last(&mut self, time: f64, sender: usize, receiver: usize) {
        if time > self.last_time {
            self.last.clear();
            self.last_time = time;
        }
        self.last.push((sender, receiver));
    }

    /// Let time pass for what decays; gives whether it did.
    pub(crate) fn age(&mut self, time: f64) -> bool {
        if time <= self.time {
            return false;
        }
        self.time = time;
        self.layers.iter_mut().for_each(|layer| layer.age(time));
        true
    }
}

/// Missing values take the mean of the others.
fn imputed(values: &[f64]) -> Vec<f64> {
    let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let mean = if known.is_empty() { 0.0 } else { known.iter().sum::<f64>() / known.len() as f64 };
    values.iter().map(|value| if value.is_nan() { mean } else { *value }).collect()
}
