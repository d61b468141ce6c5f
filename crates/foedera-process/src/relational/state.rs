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

/// One of the data's lists of changes, in the order of time.
#[derive(Debug, Clone)]
struct List {
    of: Of,
    length: usize,
    /// The order of time, where the data have another.
    order: Option<Vec<u32>>,
}

/// All changes, list by list: the data hold them, and a [`Cursor`] takes them in the order of time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Steps {
    pub(crate) sources: Vec<Source>,
    lists: Vec<List>,
    /// For each attribute that is asked for, its number and what unknown values are meanwhile.
    meanwhile: Vec<(usize, Vec<ValueChange>)>,
}

impl Steps {
    /// The changes of these sources and attributes, and the events themselves if an effect asks for the last one.
    pub(crate) fn new(data: &EventData, sources: &[Source], attributes: &[usize], events: bool) -> Self {
        let mut steps = Self { sources: sources.to_vec(), ..Self::default() };
        for (at, source) in sources.iter().enumerate() {
            steps.add(data, Of::Tie(at as u16));
            if source.window.is_some() {
                steps.add(data, Of::Undo(at as u16));
            }
        }
        for attribute in attributes {
            steps.add(data, Of::Value(*attribute as u16));
            steps.meanwhile.push((*attribute, data.attributes[*attribute].meanwhile()));
            steps.add(data, Of::Meanwhile(steps.meanwhile.len() as u16 - 1));
        }
        if events {
            steps.add(data, Of::Event);
        }
        steps
    }

    fn add(&mut self, data: &EventData, of: Of) {
        let changes = |source: u16| data.networks[self.sources[usize::from(source)].network].changes.len();
        let length = match of {
            Of::Tie(source) | Of::Undo(source) => changes(source),
            Of::Value(attribute) => data.attributes[usize::from(attribute)].changes.len(),
            Of::Meanwhile(place) => self.meanwhile[usize::from(place)].1.len(),
            Of::Event => data.dependent.len(),
        };
        let time = |index: &u32| self.time(data, of, *index as usize);
        let mut order: Vec<u32> = Vec::new();
        if !(0..length as u32).is_sorted_by(|a, b| time(a).total_cmp(&time(b)).is_le()) {
            // Changes at one time keep their order: the sort is stable.
            order = (0..length as u32).collect();
            order.sort_by(|a, b| time(a).total_cmp(&time(b)));
        }
        self.lists.push(List { of, length, order: (!order.is_empty()).then_some(order) });
    }

    fn time(&self, data: &EventData, of: Of, index: usize) -> f64 {
        let change = |source: u16| {
            let source = self.sources[usize::from(source)];
            (data.networks[source.network].changes[index].time, source.window.unwrap_or(0.0))
        };
        match of {
            Of::Tie(source) => change(source).0,
            Of::Undo(source) => change(source).0 + change(source).1,
            Of::Value(attribute) => data.attributes[usize::from(attribute)].changes[index].0,
            Of::Meanwhile(place) => self.meanwhile[usize::from(place)].1[index].0,
            Of::Event => data.dependent[index].time,
        }
    }

    /// The times at which something changes or an event happens, in order.
    pub(crate) fn instants<'a>(&'a self, data: &'a EventData) -> impl Iterator<Item = f64> + use<'a> {
        let mut cursor = Cursor::new(self, data);
        let mut events = data.dependent.iter().map(|event| event.time).peekable();
        std::iter::from_fn(move || match (cursor.time(), events.peek()) {
            (Some(change), event) if event.is_none_or(|event| change <= *event) => {
                cursor.advance(self, data);
                Some(change)
            }
            _ => events.next(),
        })
    }

    /// The times of lasting changes, which begin and end the period of observation, in no order.
    pub(crate) fn lasting_times<'a>(&'a self, data: &'a EventData) -> impl Iterator<Item = f64> + use<'a> {
        let lasts = |list: &&List| match list.of {
            Of::Tie(source) => self.sources[usize::from(source)].window.is_none(),
            Of::Undo(_) => false,
            Of::Value(_) | Of::Meanwhile(_) | Of::Event => true,
        };
        let times = move |list: &'a List| (0..list.length).map(move |index| self.time(data, list.of, index));
        self.lists.iter().filter(lasts).flat_map(times)
    }

    /// What an entry of a list says.
    fn step(&self, data: &EventData, of: Of, index: usize) -> Step {
        let change = |source: u16| data.networks[self.sources[usize::from(source)].network].changes[index];
        match of {
            Of::Tie(source) => Step::Tie { source: usize::from(source), change: change(source) },
            Of::Undo(source) => {
                let change = change(source);
                let value = if change.replace { 0.0 } else { -change.value };
                let time = self.time(data, of, index);
                Step::Tie { source: usize::from(source), change: Change { time, value, ..change } }
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

/// A place in all lists, which goes forward in time; of one time lists come in their order.
#[derive(Debug, Clone)]
struct Cursor {
    /// How many of each list have been taken, and when its next is due.
    taken: Vec<u32>,
    due: Vec<f64>,
    /// The list whose turn it is.
    next: Option<usize>,
}

impl Cursor {
    fn new(steps: &Steps, data: &EventData) -> Self {
        let mut cursor = Self { taken: vec![0; steps.lists.len()], due: vec![0.0; steps.lists.len()], next: None };
        (0..steps.lists.len()).for_each(|list| cursor.look(steps, data, list));
        cursor.choose(steps);
        cursor
    }

    /// When the next change is due.
    fn time(&self) -> Option<f64> {
        self.next.map(|list| self.due[list])
    }

    /// The next change, as a list and a place in it, which is taken.
    fn advance(&mut self, steps: &Steps, data: &EventData) -> Option<(Of, usize)> {
        let next = self.next?;
        let list = &steps.lists[next];
        let place = index(list, self.taken[next]);
        self.taken[next] += 1;
        self.look(steps, data, next);
        self.choose(steps);
        Some((list.of, place))
    }

    fn look(&mut self, steps: &Steps, data: &EventData, list: usize) {
        let (own, taken) = (&steps.lists[list], self.taken[list]);
        if (taken as usize) < own.length {
            self.due[list] = steps.time(data, own.of, index(own, taken));
        }
    }

    fn choose(&mut self, steps: &Steps) {
        let open = steps.lists.iter().enumerate().filter(|(at, list)| (self.taken[*at] as usize) < list.length);
        self.next = open.map(|(at, _)| at).min_by(|a, b| self.due[*a].total_cmp(&self.due[*b]));
    }
}

/// The place in the data of what comes after so many of a list.
fn index(list: &List, taken: u32) -> usize {
    list.order.as_ref().map_or(taken as usize, |order| order[taken as usize] as usize)
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
    cursor: Cursor,
    arrivals: [usize; 2],
}

impl<'a> State<'a> {
    /// The state before the first change.
    pub(crate) fn new(data: &'a EventData, steps: &Arc<Steps>) -> Self {
        let (mut layers, cursor) = (Vec::new(), Cursor::new(steps, data));
        for source in &steps.sources {
            let network = &data.networks[source.network];
            let (rows, columns) = network.sides.unwrap_or((Side::Senders, Side::Receivers));
            let loopless = rows == columns || data.is_one_mode();
            let start = cursor.time().unwrap_or(0.0);
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
            cursor,
            arrivals: [0, 0],
        }
    }

    /// The next change strictly before `time`.
    pub(crate) fn next_step(&mut self, time: f64) -> Option<(f64, Step)> {
        let at = self.cursor.time().filter(|at| *at < time)?;
        let (of, index) = self.cursor.advance(&self.steps, self.data)?;
        Some((at, self.steps.step(self.data, of, index)))
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
        self.cursor.time().into_iter().chain(arrivals)
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
