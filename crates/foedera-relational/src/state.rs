//! Networks, attributes and presence at an instant.

use crate::data::{Change, EventData};

/// A network as an effect sees it: one of the data's, or a copy that forgets after a while.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Source {
    pub(crate) network: usize,
    /// How long a change lasts; `None`: for ever.
    pub(crate) window: Option<f64>,
}

/// What changes, and when.
#[derive(Debug, Clone, Copy)]
enum Step {
    Tie { source: usize, change: Change },
    Value { attribute: usize, actor: usize, value: f64 },
}

/// The state that moves forward in time.
pub(crate) struct State<'a> {
    data: &'a EventData,
    /// Values of ties, one matrix (senders × receivers) for each source.
    pub(crate) ties: Vec<Vec<f64>>,
    /// To whom each sender has a tie, and from whom each receiver has one, for each source; sorted, without oneself.
    pub(crate) sent: Vec<Vec<Vec<usize>>>,
    pub(crate) received: Vec<Vec<Vec<usize>>>,
    pub(crate) values: Vec<Vec<f64>>,
    pub(crate) present: [Vec<bool>; 2],
    /// Ties that changed since it was last asked, for each source; `None`: all of them.
    pub(crate) changed_ties: Vec<Option<Vec<(usize, usize)>>>,
    /// Attributes that changed since then.
    pub(crate) dirty_values: Vec<bool>,
    steps: &'a Steps,
    next: usize,
    arrivals: [usize; 2],
}

/// All changes in the order of time.
pub(crate) struct Steps {
    sources: Vec<Source>,
    list: Vec<(f64, Step)>,
}

impl Steps {
    /// The changes of these sources and attributes.
    pub(crate) fn new(data: &EventData, sources: &[Source], attributes: &[usize]) -> Self {
        let mut list = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            for change in &data.networks[source.network].changes {
                list.push((change.time, Step::Tie { source: index, change: *change }));
                if let Some(window) = source.window {
                    let time = change.time + window;
                    let value = if change.replace { 0.0 } else { -change.value };
                    list.push((time, Step::Tie { source: index, change: Change { time, value, ..*change } }));
                }
            }
        }
        for attribute in attributes {
            for (time, actor, value) in &data.attributes[*attribute].changes {
                list.push((*time, Step::Value { attribute: *attribute, actor: *actor, value: *value }));
            }
        }
        // Changes at one time keep their order: the sort is stable.
        list.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { sources: sources.to_vec(), list }
    }

    /// The times at which something changes.
    pub(crate) fn times(&self) -> impl Iterator<Item = f64> {
        self.list.iter().map(|(time, _)| *time)
    }

    /// The times of lasting changes, which begin and end the period of observation.
    pub(crate) fn lasting_times(&self) -> impl Iterator<Item = f64> {
        self.list.iter().filter_map(|(time, step)| match step {
            Step::Tie { source, .. } if self.sources[*source].window.is_some() => None,
            _ => Some(*time),
        })
    }
}

impl<'a> State<'a> {
    /// The state before the first change.
    pub(crate) fn new(data: &'a EventData, steps: &'a Steps) -> Self {
        let (senders, receivers) = data.size();
        let ties = steps.sources.iter().map(|source| {
            let mut matrix = vec![0.0; senders * receivers];
            // A copy that forgets starts empty.
            if source.window.is_none() {
                for (from, to, value) in &data.networks[source.network].initial {
                    matrix[from * receivers + to] = *value;
                }
            }
            matrix
        });
        let ties: Vec<Vec<f64>> = ties.collect();
        let one_mode = data.receivers.is_none();
        let tied = |x: &[f64], i: usize, j: usize| x[i * receivers + j] > 0.0 && !(one_mode && i == j);
        let list = |of: usize, tied: &dyn Fn(usize) -> bool| (0..of).filter(|k| tied(*k)).collect::<Vec<usize>>();
        let sent = ties.iter().map(|x| (0..senders).map(|i| list(receivers, &|j| tied(x, i, j))).collect()).collect();
        let received =
            ties.iter().map(|x| (0..receivers).map(|j| list(senders, &|i| tied(x, i, j))).collect()).collect();
        let values: Vec<Vec<f64>> = data.attributes.iter().map(|attribute| imputed(&attribute.initial)).collect();
        let second = data.receivers.as_ref().unwrap_or(&data.senders);
        Self {
            data,
            changed_ties: vec![None; ties.len()],
            dirty_values: vec![true; values.len()],
            ties,
            sent,
            received,
            values,
            present: [data.senders.present.clone(), second.present.clone()],
            steps,
            next: 0,
            arrivals: [0, 0],
        }
    }

    /// Apply all changes strictly before `time`, and comings and goings up to it.
    pub(crate) fn advance(&mut self, time: f64) {
        while let Some((_, step)) = self.steps.list.get(self.next).filter(|(at, _)| *at < time) {
            self.apply(*step);
            self.next += 1;
        }
        let second = self.data.receivers.as_ref().unwrap_or(&self.data.senders);
        for (side, actors) in [&self.data.senders, second].into_iter().enumerate() {
            while let Some((_, actor, here)) = actors.presence.get(self.arrivals[side]).filter(|(at, _, _)| *at <= time)
            {
                self.present[side][*actor] = *here;
                self.arrivals[side] += 1;
            }
        }
    }

    /// Forget what has changed: the statistics have taken it in.
    pub(crate) fn taken_in(&mut self) {
        self.dirty_values.fill(false);
        for list in &mut self.changed_ties {
            list.get_or_insert_default().clear();
        }
    }

    /// Whether senders and receivers are the same actors.
    pub(crate) fn is_one_mode(&self) -> bool {
        self.data.receivers.is_none()
    }

    fn apply(&mut self, step: Step) {
        let width = self.data.size().1;
        match step {
            Step::Tie { source, change } => {
                let directed = self.data.networks[self.steps.sources[source].network].directed;
                let value = if change.value.is_nan() { 0.0 } else { change.value };
                let both = [(change.from, change.to), (change.to, change.from)];
                for (from, to) in both.into_iter().take(if directed { 1 } else { 2 }) {
                    let cell = &mut self.ties[source][from * width + to];
                    let before = *cell > 0.0;
                    *cell = if change.replace { value } else { *cell + value };
                    let after = *cell > 0.0;
                    if let Some(list) = &mut self.changed_ties[source] {
                        list.push((from, to));
                    }
                    if before != after && !(self.data.receivers.is_none() && from == to) {
                        set(&mut self.sent[source][from], to, after);
                        set(&mut self.received[source][to], from, after);
                    }
                }
            }
            Step::Value { attribute, actor, value } => {
                let values = &mut self.values[attribute];
                values[actor] = if value.is_nan() {
                    let others =
                        values.iter().enumerate().filter(|(index, _)| *index != actor).map(|(_, value)| *value);
                    others.clone().sum::<f64>() / others.count().max(1) as f64
                } else {
                    value
                };
                self.dirty_values[attribute] = true;
            }
        }
    }
}

/// Put an actor into a sorted list, or take it out.
fn set(list: &mut Vec<usize>, actor: usize, inside: bool) {
    match (list.binary_search(&actor), inside) {
        (Err(place), true) => list.insert(place, actor),
        (Ok(place), false) => {
            list.remove(place);
        }
        _ => {}
    }
}

/// Missing values take the mean of the others.
fn imputed(values: &[f64]) -> Vec<f64> {
    let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let mean = if known.is_empty() { 0.0 } else { known.iter().sum::<f64>() / known.len() as f64 };
    values.iter().map(|value| if value.is_nan() { mean } else { *value }).collect()
}
