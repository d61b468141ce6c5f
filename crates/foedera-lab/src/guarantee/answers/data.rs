//! From the register to rows.

use std::collections::BTreeSet;

use foedera_atlas::Atlas;
use foedera_process::{Effect, Scaling};
use foedera_world::StateId;

use super::ALLY_ANSWERS;
use crate::guarantee::pooling::Rows;
use crate::guarantee::{Facts, KnownWorld, LEVELS, Record, Request, Situation};

/// The answers of the register as rows, with what is needed to make such rows again.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The record that the answers come from.
    pub record: Record,
    /// Values of the effects, by rows; NaN where missing.
    pub raw: Vec<f64>,
    /// The keys of treaties, allies and calls, in the order of their groups.
    pub groups: [Vec<String>; 3],
    /// For each answer the places of its groups.
    pub places: Vec<[Option<usize>; 3]>,
}

/// The pairs of states of which the register's calls need figures: allies with those in need and with attackers.
pub fn register_pairs(atlas: &Atlas, record: &Record) -> BTreeSet<(StateId, StateId)> {
    let mut pairs = BTreeSet::new();
    for answer in &record.answers {
        let call = &atlas.calls()[answer.call];
        pairs.extend(call.in_need.iter().chain(&call.attackers).map(|other| (answer.ally, *other)));
    }
    pairs
}

impl Data {
    /// The effects of every answer in the record.
    pub fn new(atlas: &Atlas, facts: &Facts, record: Record) -> Self {
        let roster = atlas.roster();
        let (mut raw, mut places) = (Vec::new(), Vec::new());
        let mut groups: [Vec<String>; 3] = Default::default();
        let count = |ally: StateId| record.answers.iter().filter(|answer| answer.ally == ally).count();
        let frequent: BTreeSet<StateId> = record.answers.iter().map(|answer| answer.ally).collect();
        let frequent: BTreeSet<StateId> =
            frequent.into_iter().filter(|ally| count(*ally) >= ALLY_ANSWERS as usize).collect();
        let place = |group: &mut Vec<String>, key: &str| {
            Some(group.iter().position(|own| own == key).unwrap_or_else(|| {
                group.push(key.to_owned());
                group.len() - 1
            }))
        };
        let mut start = 0;
        while start < record.answers.len() {
            let first = record.answers[start];
            let end = start + record.answers[start..].iter().take_while(|answer| answer.call == first.call).count();
            let call = &atlas.calls()[first.call];
            let world = atlas.history.world_at(first.day).world;
            let request = Request {
                treaty: call.treaty,
                day: first.day,
                in_need: call.in_need.clone(),
                attackers: call.attackers.clone(),
                trigger: call.trigger,
                unknown_attacker: false,
            };
            let others = call.in_need.iter().chain(&call.attackers).copied();
            let known = KnownWorld::new(atlas, world, facts, &record, (call.treaty, first.day), others);
            let situation = Situation::new(atlas, &known, &request);
            let treaty = &roster.treaty(call.treaty).key;
            for answer in &record.answers[start..end] {
                let view = situation.view(answer.ally);
                raw.extend(Effect::ANSWERS.map(|effect| effect.value(&view).unwrap_or(f64::NAN)));
                let ally = &roster.state(answer.ally).key;
                places.push([
                    place(&mut groups[0], treaty),
                    if frequent.contains(&answer.ally) { place(&mut groups[1], ally) } else { None },
                    place(&mut groups[2], &call.key),
                ]);
            }
            start = end;
        }
        Self { record, raw, groups, places }
    }

    /// The scaling of each effect over the rows that are kept.
    pub fn scalings(&self, keep: impl Fn(usize) -> bool) -> Vec<Scaling> {
        let width = Effect::ANSWERS.len();
        let kept: Vec<usize> = (0..self.places.len()).filter(|row| keep(*row)).collect();
        (0..width).map(|effect| Scaling::of_rows(kept.iter().map(|row| self.raw[row * width + effect]))).collect()
    }

    /// The rows as they are fitted: centred and scaled, what is missing at the centre.
    pub fn rows(&self, scalings: &[Scaling]) -> Rows {
        let width = scalings.len();
        let value = |(index, raw): (usize, &f64)| scalings[index % width].standard(*raw);
        Rows {
            effects: width,
            wide: Effect::TRIGGERS,
            levels: LEVELS.len(),
            values: self.raw.iter().enumerate().map(value).collect(),
            groups: self.places.clone(),
            answers: self.record.answers.iter().map(|answer| answer.level).collect(),
            sizes: [0, 1, 2].map(|kind| self.groups[kind].len()),
        }
    }
}
