//! Histories drawn from a model: the next event, its time, its option.
//!
//! Laws in time run by themselves: while nothing changes, the time to the next event is exponential with the sum of all rates, and
//! the option that fires is drawn by its share (Gillespie 1977, J. Phys. Chem. 81: 2340–2361). Only what an event touches gets a new
//! rate. Laws that say nothing of time are drawn at the times (and, for a choice, with the senders) that the data have.
//!
//! Changes of other networks, attributes and presence are those of the data; the network of the events is made of what is drawn.

use std::sync::Arc;

use foedera_math::{Draw, Stream, pick};

use crate::relational::bind::Bound;
use crate::relational::data::{Dependent, EventData};
use crate::relational::formula::Formula;
use crate::relational::model_kind::{ModelError, ModelKind};
use crate::relational::state::Steps;
use crate::relational::table::{Plan, Table};

/// Children of a node of the tree of sums.
const FAN: usize = 16;

/// What is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulation {
    /// Where time begins.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
    /// At most so many events.
    pub events: usize,
    /// The network that the events make up; its changes in the data are left out.
    pub network: usize,
    /// The seed.
    pub seed: u64,
    /// Which of the histories of this seed.
    pub future: u32,
}

/// Draw a history.
///
/// # Errors
/// As [`crate::relational::Model::new`]; and effects with a half-life, between whose events rates do not stay as they are, in a model in time.
pub fn simulate(
    data: &EventData,
    law: ModelKind,
    formula: &Formula,
    theta: &[f64],
    wanted: Simulation,
) -> Result<Vec<Dependent>, ModelError> {
    let bound = Bound::new(data, law, formula)?;
    if bound.parameters() != theta.len() {
        return Err(ModelError::Data("a simulation needs a number for each parameter"));
    }
    let given: Vec<Dependent> = data.dependent.clone();
    let mut world = data.clone();
    world.dependent.clear();
    world.opportunities = None;
    if let Some(network) = world.networks.get_mut(wanted.network) {
        network.changes.clear();
    }
    let steps = Arc::new(Steps::new(&world, &bound.sources, &bound.attributes, false));
    let timed = bound.intercept;
    if timed && bound.sources.iter().any(|source| source.half_life.is_some()) {
        return Err(ModelError::Data(
            "a model in time with a half-life cannot be simulated: its rates never stay as they are",
        ));
    }
    let plan = Arc::new(Plan { data: &world, bound, steps });
    match law {
        ModelKind::Rate | ModelKind::Rem if timed => Ok(Timed::new(&plan, theta).run(wanted, &given)),
        ModelKind::Sets => Err(ModelError::Data("events of sets are not simulated yet")),
        ModelKind::Response => Err(ModelError::Data("answers are not simulated here: draw from their probabilities")),
        _ => Ok(ordered(&plan, data, theta, wanted, &given)),
    }
}

/// Rates of all options with a tree of their sums.
struct Timed<'a, 't> {
    table: Table<'a>,
    theta: &'t [f64],
    tree: SumTree,
    row: Vec<f64>,
    changed: Vec<(u32, f64)>,
}

impl<'a, 't> Timed<'a, 't> {
    fn new(plan: &Arc<Plan<'a>>, theta: &'t [f64]) -> Self {
        let table = Table::new(plan, true, true);
        let tree = SumTree::new(table.options());
        Self { table, theta, tree, row: Vec::new(), changed: Vec::new() }
    }

    /// Bring the rates of marked options up to date.
    fn settle(&mut self) {
        let marked = self.table.take_marked();
        self.changed.clear();
        for option in &marked {
            let (i, j) = (*option as usize / self.table.columns, *option as usize % self.table.columns);
            self.table.settle(i, j);
            let linear = if self.table.at_risk(i, j) {
                self.table.statistics(i, j, &mut self.row);
                self.row.iter().zip(self.theta).map(|(s, t)| s * t).sum()
            } else {
                f64::NEG_INFINITY
            };
            self.changed.push((*option, foedera_math::exp(linear)));
        }
        self.table.give_back(marked);
        self.tree.set(&self.changed);
    }

    fn run(mut self, wanted: Simulation, given: &[Dependent]) -> Vec<Dependent> {
        let mut events = Vec::new();
        let mut now = wanted.start;
        let mut number = 0_u32;
        // Changes at an instant hold right after it.
        self.table.move_to(now.next_up());
        while events.len() < wanted.events {
            foedera_diagnostic::watch::check();
            self.settle();
            let draw =
                Draw { seed: wanted.seed, future: wanted.future, stream: Stream::RelationalHistories, option: number };
            number += 1;
            let total = self.tree.total();
            let wait = if total > 0.0 { draw.exponential(0) / total } else { f64::INFINITY };
            let next = self.table.next_change().filter(|next| *next <= wanted.end);
            let at = now + wait;
            match next {
                Some(next) if next < at => {
                    now = next;
                    self.table.move_to(now.next_up());
                    continue;
                }
                _ if at > wanted.end || !at.is_finite() => break,
                _ => {}
            }
            now = at;
            let option = self.tree.find(draw.uniform(1) * total);
            let (sender, column) = (option / self.table.columns, option % self.table.columns);
            // A model of rates says who acts; towards whom is taken from the data in turn, if they say it.
            let receiver = match self.table.plan.bound.law {
                ModelKind::Rate => given.get(events.len()).map_or(sender, |event| event.receiver),
                _ => column,
            };
            self.table.happen(now, (sender, receiver), wanted.network);
            events.push(Dependent { time: now, sender, receiver });
        }
        events
    }
}

/// Draw options at the times of the data.
fn ordered(
    plan: &Arc<Plan<'_>>,
    data: &EventData,
    theta: &[f64],
    wanted: Simulation,
    given: &[Dependent],
) -> Vec<Dependent> {
    let law = plan.bound.law;
    let mut table = Table::new(plan, true, false);
    let senders = data.size().0;
    let mut events = Vec::new();
    let mut row = Vec::new();
    let inside = |(_, event): &(usize, &Dependent)| (wanted.start..=wanted.end).contains(&event.time);
    for (index, event) in given.iter().enumerate().filter(inside).take(wanted.events) {
        foedera_diagnostic::watch::check();
        table.move_to(event.time);
        let listed = data.opportunities.as_ref().map(|lists| &lists[index]);
        let columns = table.columns;
        let pairs = (0..senders).flat_map(|i| (0..columns).map(move |j| (i, j)));
        let mut options: Vec<(usize, usize)> = pairs.filter(|(i, j)| table.at_risk(*i, *j)).collect();
        if law == ModelKind::Choice {
            options.retain(|(i, j)| *i == event.sender && listed.is_none_or(|listed| listed.contains(j)));
        }
        let mut linear = Vec::new();
        for (i, j) in &options {
            table.settle(*i, *j);
            table.statistics(*i, *j, &mut row);
            linear.push(row.iter().zip(theta).map(|(s, t)| s * t).sum::<f64>());
        }
        let mut weights = softmax(&linear);
        if law == ModelKind::Coordination {
            weights = joint(&options, &linear, senders);
        }
        let draw = Draw {
            seed: wanted.seed,
            future: wanted.future,
            stream: Stream::RelationalHistories,
            option: index as u32,
        };
        let total: f64 = weights.iter().sum();
        let Some(found) = pick(&weights, draw.uniform(0) * total) else { continue };
        let (sender, column) = options[found];
        let receiver = if law == ModelKind::Rate { event.receiver } else { column };
        events.push(Dependent { time: event.time, sender, receiver });
        table.happen(event.time, (sender, receiver), wanted.network);
    }
    events
}

fn softmax(linear: &[f64]) -> Vec<f64> {
    let most = linear.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = linear.iter().map(|linear| foedera_math::exp(linear - most)).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

/// p_gh p_hg of each option with g < h, 0 of the others.
fn joint(options: &[(usize, usize)], linear: &[f64], actors: usize) -> Vec<f64> {
    let mut chosen = vec![0.0; actors * actors];
    let mut place = 0;
    for row in options.chunk_by(|one, other| one.0 == other.0) {
        let shares = softmax(&linear[place..place + row.len()]);
        place += row.len();
        for ((g, h), share) in row.iter().zip(shares) {
            chosen[g * actors + h] = share;
        }
    }
    let weight = |(g, h): &(usize, usize)| if g < h { chosen[g * actors + h] * chosen[h * actors + g] } else { 0.0 };
    options.iter().map(weight).collect()
}

/// Sums of many numbers of which few change: each node is the sum of its children, taken anew, so that no error piles up.
struct SumTree {
    /// From the leaves up to the root; each level is filled up with zeros to whole nodes.
    levels: Vec<Vec<f64>>,
    dirty: Vec<u32>,
}

impl SumTree {
    fn new(leaves: usize) -> Self {
        let mut levels = Vec::new();
        let mut size = leaves.max(1);
        loop {
            levels.push(vec![0.0; size.div_ceil(FAN) * FAN]);
            if size <= FAN {
                break;
            }
            size = size.div_ceil(FAN);
        }
        Self { levels, dirty: Vec::new() }
    }

    fn set(&mut self, changed: &[(u32, f64)]) {
        self.dirty.clear();
        for (leaf, value) in changed {
            self.levels[0][*leaf as usize] = *value;
            let parent = leaf / FAN as u32;
            if self.dirty.last() != Some(&parent) {
                self.dirty.push(parent);
            }
        }
        for level in 1..self.levels.len() {
            let (below, above) = self.levels.split_at_mut(level);
            let (below, above) = (&below[level - 1], &mut above[0]);
            let mut kept = 0;
            for index in 0..self.dirty.len() {
                let node = self.dirty[index];
                let children = &below[node as usize * FAN..(node as usize + 1) * FAN];
                above[node as usize] = children.iter().sum();
                let parent = node / FAN as u32;
                if kept == 0 || self.dirty[kept - 1] != parent {
                    self.dirty[kept] = parent;
                    kept += 1;
                }
            }
            self.dirty.truncate(kept);
        }
    }

    fn total(&self) -> f64 {
        self.levels.last().map_or(0.0, |top| top.iter().sum())
    }

    /// The leaf at which the running sum passes `target`.
    fn find(&self, mut target: f64) -> usize {
        let mut node = 0;
        for level in self.levels.iter().rev() {
            let children = &level[node * FAN..(node + 1) * FAN];
            let mut last = 0;
            let mut found = None;
            for (index, value) in children.iter().enumerate().filter(|(_, value)| **value > 0.0) {
                last = index;
                if target < *value {
                    found = Some(index);
                    break;
                }
                target -= value;
            }
            node = node * FAN + found.unwrap_or(last);
        }
        node
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_is_found_in_proportion_to_its_value() {
        for leaves in [1_usize, 5, 16, 17, 300, 5000] {
            let mut tree = SumTree::new(leaves);
            let value = |leaf: usize| ((leaf * 7) % 5) as f64;
            let changes: Vec<(u32, f64)> = (0..leaves).rev().map(|leaf| (leaf as u32, value(leaf) + 1.0)).collect();
            tree.set(&changes);
            let back: Vec<(u32, f64)> = (0..leaves).map(|leaf| (leaf as u32, value(leaf))).collect();
            tree.set(&back);
            let total: f64 = (0..leaves).map(value).sum();
            assert_eq!(tree.total(), total);
            let mut before = 0.0;
            for leaf in (0..leaves).filter(|leaf| value(*leaf) > 0.0) {
                assert_eq!(tree.find(before), leaf, "at the left end of {leaf} of {leaves}");
                before += value(leaf);
                assert_eq!(tree.find(before - 0.5), leaf);
            }
        }
    }
}
