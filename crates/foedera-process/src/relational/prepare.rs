//! From histories to samples: for each model what was at risk, for how long, and what happened.
//!
//! Options with the same statistics are a class, and a class is a row of a batch ([`foedera_likelihood::Builder`]).
//! - A **choice** is among the receivers of its sender: a stratum of its own.
//! - **Rates in order** are strata that differ from the one before by the options that changed.
//! - **Rates in time** need of each class only how long its options were at risk and how often they fired.
//! - With **sampled risk sets** an event is compared with some options drawn at random from those at risk: in order as a choice
//!   among them (Borgan, Goldstein and Langholz 1995, Annals of Statistics 23: 1749–1778; no weights are needed when all are
//!   drawn alike), in time with the time of those drawn standing for that of all.

use std::sync::Arc;

use foedera_likelihood::{Batch, Builder};
use foedera_math::{Draw, Stream};

use crate::relational::data::Dependent;
use crate::relational::model_kind::{Clusters, ModelKind, Risk};
use crate::relational::table::{Plan, Table};

/// Numbers of statistics and entries in a batch, about.
const LIMIT: usize = 1 << 18;
/// A class that an option does not have.
const NONE: u32 = u32::MAX;
/// Bytes of numbers of pairs beyond which they are made when asked for.
const KEPT_BYTES: usize = 1 << 30;

/// What is to be prepared.
pub(crate) struct Preparation<'a> {
    pub(crate) plan: Arc<Plan<'a>>,
    pub(crate) risk: Risk,
    pub(crate) clusters: Clusters,
    /// When observation begins, and the instants at which rates in time may change.
    pub(crate) start: f64,
    pub(crate) cuts: Vec<f64>,
}

impl<'a> Preparation<'a> {
    /// Make the batches.
    pub(crate) fn produce(&self, sink: &mut dyn FnMut(Batch)) {
        let bound = &self.plan.bound;
        let kept = self.is_kept() && (self.risk == Risk::All || bound.law == ModelKind::Rate);
        let timed = bound.intercept;
        let chained = self.risk == Risk::All && !timed && bound.law != ModelKind::Choice;
        let listed = self.risk == Risk::All && bound.law != ModelKind::Choice;
        let table = Table::new(&self.plan, kept || listed, listed);
        let mut work = Work {
            preparation: self,
            class: vec![NONE; table.options()],
            table,
            builder: Builder::new(bound.parameters(), chained, LIMIT, sink),
            deltas: Vec::new(),
            touched: Vec::new(),
            row: Vec::new(),
            drawn: Vec::new(),
        };
        match (bound.law, self.risk, timed) {
            (ModelKind::Choice, ..) => work.choices(),
            (_, Risk::All, false) => work.ordered(),
            (_, Risk::All, true) => work.timed(),
            (_, Risk::Sampled { .. }, false) => work.ordered_sampled(),
            (_, Risk::Sampled { .. }, true) => work.timed_sampled(),
        }
        work.builder.close();
    }

    /// Whether numbers of pairs can be kept for all options.
    fn is_kept(&self) -> bool {
        let (senders, receivers) = self.plan.data.size();
        let columns = if self.plan.bound.law == ModelKind::Rate { 1 } else { receivers };
        senders * columns * 8 * (self.plan.bound.effects.len() + 2) <= KEPT_BYTES
    }
}

/// The preparation at work.
struct Work<'p, 'a, 's> {
    preparation: &'p Preparation<'a>,
    table: Table<'a>,
    builder: Builder<'s>,
    /// The class of each option that is kept.
    class: Vec<u32>,
    /// How many more of each class, and which have been spoken of.
    deltas: Vec<i32>,
    touched: Vec<u32>,
    row: Vec<f64>,
    /// Options drawn at random.
    drawn: Vec<(u32, u32)>,
}

impl Work<'_, '_, '_> {
    /// The option that an event took.
    fn option(&self, event: &Dependent) -> (usize, usize) {
        self.preparation.plan.bound.option(event.sender, event.receiver)
    }

    /// The class of an option as it is now.
    fn class_of(&mut self, i: usize, j: usize, cluster: u32) -> u32 {
        let settled = self.table.settle(i, j);
        let option = i * self.table.columns + j;
        let known = self.class.get(option).copied().unwrap_or(NONE);
        if known != NONE && !settled {
            return known;
        }
        self.table.statistics(i, j, &mut self.row);
        if known != NONE && self.builder.is(known, &self.row, cluster) {
            return known;
        }
        let found = self.builder.row(&self.row, cluster);
        if let Some(known) = self.class.get_mut(option) {
            *known = found;
        }
        found
    }

    fn add(&mut self, class: u32, count: i32) {
        let place = class as usize;
        if place >= self.deltas.len() {
            self.deltas.resize(place + 1, 0);
        }
        if self.deltas[place] == 0 {
            self.touched.push(class);
        }
        self.deltas[place] += count;
    }

    /// Offer what has been added.
    fn offer(&mut self) {
        for class in self.touched.drain(..) {
            let count = std::mem::take(&mut self.deltas[class as usize]);
            if count != 0 {
                self.builder.offer(class, count);
            }
        }
    }

    fn close(&mut self) {
        self.builder.close();
        self.class.fill(NONE);
        self.deltas.clear();
    }

    fn choices(&mut self) {
        let data = self.preparation.plan.data;
        for (index, event) in data.counted_events() {
            foedera_diagnostic::watch::check();
            self.table.move_to(event.time);
            let listed = data.opportunities.as_ref().map(|lists| &lists[index][..]);
            let i = event.sender;
            if self.table.options() == 0 {
                self.table.aim_at(i);
            }
            let taken = self.class_of(i, event.receiver, 0);
            if let Risk::Sampled { options, seed } = self.preparation.risk {
                self.add(taken, 1);
                self.draw(options, seed, index, Some(&event), listed);
                for place in 0..self.drawn.len() {
                    let class = self.class_of(i, self.drawn[place].1 as usize, 0);
                    self.add(class, 1);
                }
            } else {
                let columns = self.table.columns;
                for place in 0..listed.map_or(columns, <[usize]>::len) {
                    let j = listed.map_or(place, |listed| listed[place]);
                    if self.table.at_risk(i, j) {
                        let class = self.class_of(i, j, 0);
                        self.add(class, 1);
                    }
                }
            }
            self.offer();
            self.builder.take(taken, self.preparation.clusters.of(event.sender, event.receiver, index));
            if self.builder.is_full(0) {
                self.close();
            }
        }
    }

    /// Bring the classes of marked options up to date; gives how many options moved.
    fn moves(&mut self, mut told: impl FnMut(&mut Self, u32, u32)) -> usize {
        let marked = self.table.take_marked();
        for option in &marked {
            let option = *option as usize;
            let (i, j) = (option / self.table.columns, option % self.table.columns);
            let before = self.class[option];
            let after = if self.table.at_risk(i, j) {
                self.class_of(i, j, self.preparation.clusters.of(i, j, 0))
            } else {
                self.table.settle(i, j);
                NONE
            };
            self.class[option] = after;
            if before != after {
                told(self, before, after);
            }
        }
        let count = marked.len();
        self.table.give_back(marked);
        count
    }

    fn ordered(&mut self) {
        let data = self.preparation.plan.data;
        let mut moved = 0;
        for (index, event) in data.counted_events() {
            foedera_diagnostic::watch::check();
            self.table.move_to(event.time);
            moved += self.moves(|work, before, after| {
                if before != NONE {
                    work.add(before, -1);
                }
                if after != NONE {
                    work.add(after, 1);
                }
            });
            self.offer();
            let (i, j) = self.option(&event);
            let taken = self.class[i * self.table.columns + j];
            self.builder.take(taken, self.preparation.clusters.of(event.sender, event.receiver, index));
            if moved > 8 * self.table.options() && self.builder.is_full(0) {
                self.close();
                self.table.mark_all();
                moved = 0;
            }
        }
    }

    fn timed(&mut self) {
        let data = self.preparation.plan.data;
        let mut coming = data.counted_events().peekable();
        let (mut before, mut moved) = (self.preparation.start, 0);
        // For each class: how many options, and since when that many.
        let (mut counts, mut since): (Vec<i32>, Vec<f64>) = (Vec::new(), Vec::new());
        for cut in &self.preparation.cuts {
            self.table.move_to(*cut);
            moved += self.moves(|work, old, new| {
                for (class, by) in [(old, -1), (new, 1)].into_iter().filter(|(class, _)| *class != NONE) {
                    let place = class as usize;
                    if place >= counts.len() {
                        counts.resize(place + 1, 0);
                        since.resize(place + 1, before);
                    }
                    if counts[place] != 0 && since[place] < before {
                        work.builder.expose(class, f64::from(counts[place]) * (before - since[place]));
                    }
                    since[place] = before;
                    counts[place] += by;
                }
            });
            while let Some((_, event)) = coming.next_if(|(_, event)| event.time <= *cut) {
                let (i, j) = self.option(&event);
                let fired = self.class[i * self.table.columns + j];
                self.builder.fire(fired);
            }
            before = *cut;
            if moved > 8 * self.table.options() && self.builder.is_full(0) {
                expose_all(&mut self.builder, &mut counts, &mut since, before);
                self.close();
                self.table.mark_all();
                moved = 0;
            }
        }
        expose_all(&mut self.builder, &mut counts, &mut since, before);
    }

    fn ordered_sampled(&mut self) {
        let Risk::Sampled { options, seed } = self.preparation.risk else { return };
        for (index, event) in self.preparation.plan.data.counted_events() {
            foedera_diagnostic::watch::check();
            self.table.move_to(event.time);
            let (i, j) = self.option(&event);
            let taken = self.class_of(i, j, 0);
            self.add(taken, 1);
            self.draw(options, seed, index, Some(&event), None);
            for place in 0..self.drawn.len() {
                let (i, j) = self.drawn[place];
                let class = self.class_of(i as usize, j as usize, 0);
                self.add(class, 1);
            }
            self.offer();
            self.builder.take(taken, self.preparation.clusters.of(event.sender, event.receiver, index));
            if self.builder.is_full(0) {
                self.close();
            }
        }
    }

    fn timed_sampled(&mut self) {
        let Risk::Sampled { options, seed } = self.preparation.risk else { return };
        let mut coming = self.preparation.plan.data.counted_events().peekable();
        let mut before = self.preparation.start;
        for (index, cut) in self.preparation.cuts.iter().enumerate() {
            self.table.move_to(*cut);
            if *cut > before {
                let all = self.draw(options, seed, index, None, None);
                let time = (cut - before) * all as f64 / self.drawn.len().max(1) as f64;
                for place in 0..self.drawn.len() {
                    let (i, j) = (self.drawn[place].0 as usize, self.drawn[place].1 as usize);
                    let class = self.class_of(i, j, self.preparation.clusters.of(i, j, 0));
                    self.builder.expose(class, time);
                }
            }
            while let Some((_, event)) = coming.next_if(|(_, event)| event.time <= *cut) {
                let (i, j) = self.option(&event);
                let class = self.class_of(i, j, self.preparation.clusters.of(i, j, 0));
                self.builder.fire(class);
            }
            before = *cut;
            if self.builder.is_full(0) {
                self.close();
            }
        }
    }

    /// Draw options at risk, all alike and none twice; those of a choice share the sender of the event, and its own option
    /// is not among them. Gives how many are at risk in all. Where there are no more than wanted, all are taken.
    fn draw(
        &mut self,
        wanted: usize,
        seed: u64,
        index: usize,
        case: Option<&Dependent>,
        listed: Option<&[usize]>,
    ) -> usize {
        let law = self.preparation.plan.bound.law;
        let columns = self.table.columns;
        let row = case.filter(|_| law == ModelKind::Choice).map(|event| event.sender);
        let senders = self.preparation.plan.data.size().0;
        let size = match (row, listed) {
            (Some(_), Some(listed)) => listed.len(),
            (Some(_), None) => columns,
            (None, _) => senders * columns,
        };
        let place = |at: usize| match row {
            Some(i) => (i as u32, listed.map_or(at, |listed| listed[at]) as u32),
            None => ((at / columns) as u32, (at % columns) as u32),
        };
        let own = case.map(|event| self.option(event)).map(|(i, j)| (i as u32, j as u32));
        let table = &self.table;
        let fits = |pair: (u32, u32)| Some(pair) != own && table.at_risk(pair.0 as usize, pair.1 as usize);
        let all = match (row, listed) {
            (Some(_), _) if listed.is_some() || size <= 4 * wanted => (0..size).filter(|at| fits(place(*at))).count(),
            (Some(i), _) => table.here(i) - usize::from(own.is_some()),
            (None, _) => table.here_in_all() - usize::from(own.is_some()),
        };
        let drawn = &mut self.drawn;
        drawn.clear();
        if all <= wanted {
            drawn.extend((0..size).map(place).filter(|pair| fits(*pair)));
            return all;
        }
        let draw = Draw { seed, future: index as u32, stream: Stream::RiskSets, option: (index >> 32) as u32 };
        let mut draws = 0;
        while drawn.len() < wanted {
            let at = (draw.uniform(draws) * size as f64) as usize;
            draws += 1;
            let pair = place(at.min(size - 1));
            if fits(pair) && !drawn.contains(&pair) {
                drawn.push(pair);
            }
        }
        all
    }
}

/// Tell of the time that has passed for all classes, and begin anew.
fn expose_all(builder: &mut Builder<'_>, counts: &mut Vec<i32>, since: &mut Vec<f64>, now: f64) {
    for (class, (count, since)) in counts.iter().zip(since.iter()).enumerate() {
        if *count != 0 && *since < now {
            builder.expose(class as u32, f64::from(*count) * (now - since));
        }
    }
    counts.clear();
    since.clear();
}
