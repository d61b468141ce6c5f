//! Relational hyperevents: several at once, as the parties to a treaty or the receivers of one message.
//!
//! Given that an event has k members, which k? The set that met is compared, as a choice among them, with all sets of the same size
//! of those present, or with some drawn at random where there are many (Lerner and Lomi 2022, Journal of Complex Networks 10: cnac025; Lerner, Lomi, Mowbray, Rollings and Tranmer 2021, Social
//! Networks 67). Of a set h
//! - `repetition(order = p)` is Σ over past events h' of C(|h ∩ h'|, p) / C(|h|, p): how often parts of p of its members have met;
//! - an effect of pairs is its mean over the pairs of members (both orders), or over the sender with each member;
//! - an effect of one actor is its mean over members.
//!
//! With less than two members and no sender there are no pairs, and their effects are 0.

use std::collections::BTreeSet;
use std::sync::Arc;

use foedera_likelihood::{Batch, Builder};
use foedera_math::{Draw, Stream};

use crate::relational::data::{EventData, SetEvent};
use crate::relational::effect::{Effect, Kind, Scope};
use crate::relational::model_kind::{Clusters, Risk};
use crate::relational::table::{Plan, Table};

/// Numbers of statistics and entries in a batch, about.
const LIMIT: usize = 1 << 18;

/// Past events, found by their members.
struct Past<'a> {
    sets: &'a [SetEvent],
    /// How many of them are past.
    told: usize,
    /// For each actor the past events it was in.
    of: Vec<Vec<u32>>,
    /// How many members of the set at hand were in each past event; the events that have some.
    shared: Vec<u32>,
    met: Vec<u32>,
    /// The orders of repetition that are wanted, and what they are for the set at hand.
    orders: Vec<u32>,
    repetitions: Vec<f64>,
}

impl<'a> Past<'a> {
    fn new(data: &'a EventData, orders: Vec<u32>) -> Self {
        Self {
            sets: &data.sets,
            told: 0,
            of: vec![Vec::new(); data.senders.labels.len()],
            shared: vec![0; data.sets.len()],
            met: Vec::new(),
            repetitions: vec![0.0; orders.len()],
            orders,
        }
    }

    /// Take in the events before an instant.
    fn move_to(&mut self, time: f64) {
        while let Some(set) = self.sets.get(self.told).filter(|set| set.time < time) {
            for member in &set.members {
                self.of[*member as usize].push(self.told as u32);
            }
            self.told += 1;
        }
    }

    /// Subset repetition of each wanted order.
    fn repeat(&mut self, sender: Option<u32>, members: &[u32]) {
        let (orders, out) = (&self.orders, &mut self.repetitions);
        out.fill(0.0);
        for member in members {
            for event in &self.of[*member as usize] {
                let shared = &mut self.shared[*event as usize];
                if *shared == 0 {
                    self.met.push(*event);
                }
                *shared += 1;
            }
        }
        for event in self.met.drain(..) {
            let shared = std::mem::take(&mut self.shared[event as usize]);
            if self.sets[event as usize].sender == sender {
                out.iter_mut().zip(orders).for_each(|(sum, order)| *sum += choose(shared, *order));
            }
        }
        let size = members.len() as u32;
        for (sum, order) in out.iter_mut().zip(orders) {
            let all = choose(size, *order);
            *sum = if all > 0.0 { *sum / all } else { 0.0 };
        }
    }
}

/// How many parts of `order` a set of `size` has.
pub(crate) fn choose(size: u32, order: u32) -> f64 {
    if order > size {
        return 0.0;
    }
    (0..order).map(|k| f64::from(size - k) / f64::from(k + 1)).product()
}

/// Make the batches: each event with all other sets of its size, or with some drawn at random where there are more than wanted.
pub(crate) fn produce(plan: &Arc<Plan<'_>>, risk: Risk, clusters: Clusters, sink: &mut dyn FnMut(Batch)) {
    let data = plan.data;
    let mut table = Table::new(plan, false, false);
    let order = |effect: &Effect| match effect.kind {
        Kind::Repetition(order) => Some(order),
        _ => None,
    };
    let mut past = Past::new(data, plan.bound.effects.iter().filter_map(order).collect());
    let mut builder = Builder::new(plan.bound.parameters(), false, LIMIT, sink);
    let mut row = Vec::new();
    // Events before the start only build the past.
    for (index, set) in data.counted_sets() {
        table.move_to(set.time);
        past.move_to(set.time);
        statistics(&table, &mut past, set.sender, &set.members, &mut row);
        let taken = builder.row(&row, 0);
        builder.offer(taken, 1);
        let present = &table.state.present[0];
        let could: Vec<u32> =
            (0..present.len() as u32).filter(|actor| present[*actor as usize] && Some(*actor) != set.sender).collect();
        let mut own = set.members.clone();
        own.sort_unstable();
        let mut compare = |members: &[u32]| {
            statistics(&table, &mut past, set.sender, members, &mut row);
            let class = builder.row(&row, 0);
            builder.offer(class, 1);
        };
        match risk {
            Risk::Sampled { options, seed } if choose(could.len() as u32, own.len() as u32) - 1.0 > options as f64 => {
                let draw = Draw { seed, future: index as u32, stream: Stream::ActorSets, option: (index >> 32) as u32 };
                drawn(&could, &own, options, draw).iter().for_each(|members| compare(members));
            }
            _ => each_other(&could, &own, &mut compare),
        }
        let sender = set.sender.map_or(index, |sender| sender as usize);
        builder.take(taken, clusters.of(sender, index, index));
        if builder.is_full(0) {
            builder.close();
        }
    }
    builder.close();
}

/// All sets of the size of `own` but itself, in order.
fn each_other(could: &[u32], own: &[u32], tell: &mut dyn FnMut(&[u32])) {
    let (n, size) = (could.len(), own.len());
    let mut places: Vec<usize> = (0..size).collect();
    let mut members = Vec::with_capacity(size);
    loop {
        members.clear();
        members.extend(places.iter().map(|place| could[*place]));
        if members != own {
            tell(&members);
        }
        // The last place that can move on does, and those after it follow it.
        let Some(at) = (0..size).rev().find(|at| places[*at] < n - size + at) else { return };
        places[at] += 1;
        (at + 1..size).for_each(|later| places[later] = places[later - 1] + 1);
    }
}

/// So many sets of the size of `own`, other than itself, all alike and none twice. There are more of them.
fn drawn(could: &[u32], own: &[u32], wanted: usize, draw: Draw) -> BTreeSet<Vec<u32>> {
    let (mut found, mut number) = (BTreeSet::new(), 0);
    while found.len() < wanted {
        let mut members: Vec<u32> = Vec::with_capacity(own.len());
        while members.len() < own.len() {
            let at = (draw.uniform(number) * could.len() as f64) as usize;
            number += 1;
            let actor = could[at.min(could.len() - 1)];
            if !members.contains(&actor) {
                members.push(actor);
            }
        }
        members.sort_unstable();
        if members != own {
            found.insert(members);
        }
    }
    found
}

/// The statistics of a set.
fn statistics(table: &Table<'_>, past: &mut Past<'_>, sender: Option<u32>, members: &[u32], out: &mut Vec<f64>) {
    let bound = &table.plan.bound;
    past.repeat(sender, members);
    let number = |index: usize| {
        let effect = &bound.effects[index];
        if let Kind::Repetition(order) = effect.kind {
            let place = past.orders.iter().position(|own| *own == order);
            return place.map_or(0.0, |place| past.repetitions[place]);
        }
        let (mut sum, mut count) = (0.0, 0.0);
        let mut add = |i: usize, j: usize| {
            sum += table.effect(index, i, j);
            count += 1.0;
        };
        match (sender, effect.scope()) {
            (_, Scope::Sender | Scope::Receiver) => {
                members.iter().for_each(|actor| add(*actor as usize, *actor as usize));
            }
            (Some(sender), Scope::Pair) => members.iter().for_each(|actor| add(sender as usize, *actor as usize)),
            (None, Scope::Pair) => {
                for i in members {
                    members.iter().filter(|j| *j != i).for_each(|j| add(*i as usize, *j as usize));
                }
            }
        }
        if count > 0.0 { sum / count } else { 0.0 }
    };
    let numbers: Vec<f64> = (0..bound.effects.len()).map(number).collect();
    out.clear();
    out.extend(bound.terms.iter().map(|term| term.iter().map(|index| numbers[*index]).product::<f64>()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relational::data::Actors;

    #[test]
    fn repetition_counts_parts_that_met_before() {
        let set = |time: f64, members: &[u32]| SetEvent { time, sender: None, members: members.to_vec() };
        let data = EventData {
            senders: Actors {
                name: "states".into(),
                labels: (0..5).map(|i| i.to_string()).collect(),
                present: vec![true; 5],
                presence: Vec::new(),
            },
            sets: vec![set(1.0, &[0, 1, 2]), set(2.0, &[1, 2]), set(3.0, &[0, 1, 2, 3])],
            ..EventData::default()
        };
        let mut past = Past::new(&data, vec![1, 2, 3]);
        past.move_to(3.0);
        past.repeat(None, &[0, 1, 2, 3]);
        // Members met in 3 + 2 places of 4; pairs in 3 + 1 of 6; one triple of 4.
        assert_eq!(past.repetitions, [5.0 / 4.0, 4.0 / 6.0, 1.0 / 4.0]);
        past.repeat(None, &[3, 4]);
        assert_eq!(past.repetitions, [0.0, 0.0, 0.0]);
    }
}
