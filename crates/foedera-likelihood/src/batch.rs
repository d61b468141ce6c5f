//! A part of a sample: distinct rows of statistics, and what happened to them.
//!
//! Two things make a batch small and fast. Options with the same statistics are one row with a count. And what the rates of a
//! model say needs only how long a row was at risk (its exposure) and how often it fired, whatever the order of events.

use crate::Value;
use crate::distinct::{Distinct, hash};
use crate::moments::{linear, weighted};

/// A total of rates below this is taken anew with a scale of its own.
const TINY: f64 = 1e-200;
/// The rounding error of a running total, relative to it, beyond which it is taken anew.
const DRIFT: f64 = 1e-12;

/// How much larger than the term of a stratum the running sum of 1/Σλ may be before it begins anew.
const SPREAD: f64 = 1e6;

/// Options of one stratum, or how many more of a row there are than in the stratum before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Entry {
    pub(crate) row: u32,
    pub(crate) count: i32,
}

/// A choice among options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stratum {
    /// Where its entries end; they begin where those of the one before end.
    pub(crate) end: u32,
    /// The row that was chosen.
    pub(crate) taken: u32,
    /// Its cluster.
    pub(crate) cluster: u32,
}

/// A part of a sample.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    pub(crate) parameters: usize,
    /// Distinct rows of statistics.
    pub(crate) rows: Vec<f64>,
    /// The cluster of each row in timed data, part of what makes a row distinct; empty if there are none.
    pub(crate) clusters: Vec<u32>,
    /// How long each row was at risk, times how many options had it; empty if time does not count.
    pub(crate) exposure: Vec<f64>,
    /// How often each row was the event of a timed model; as long as the exposure.
    pub(crate) fired: Vec<f64>,
    pub(crate) strata: Vec<Stratum>,
    pub(crate) entries: Vec<Entry>,
    /// Whether the entries of a stratum are changes against the one before.
    pub(crate) chained: bool,
}

impl Batch {
    /// Bytes that it holds.
    pub(crate) fn bytes(&self) -> usize {
        8 * (self.rows.len() + self.exposure.len() + self.fired.len() + self.entries.len())
            + 4 * self.clusters.len()
            + 12 * self.strata.len()
    }

    fn row(&self, row: u32) -> &[f64] {
        &self.rows[row as usize * self.parameters..(row as usize + 1) * self.parameters]
    }

    /// A choice does not see what all options have in common: rows are centred, so that squares do not cancel.
    pub(crate) fn centre(&mut self) {
        if self.strata.is_empty() || self.exposure.iter().any(|exposure| *exposure > 0.0) {
            return;
        }
        let p = self.parameters;
        let n = (self.rows.len() / p.max(1)) as f64;
        let means: Vec<f64> = (0..p).map(|a| self.rows.iter().skip(a).step_by(p).sum::<f64>() / n).collect();
        for row in self.rows.chunks_exact_mut(p) {
            row.iter_mut().zip(&means).for_each(|(cell, mean)| *cell -= mean);
        }
    }

    /// What it says at `theta`.
    pub(crate) fn value(&self, theta: &[f64]) -> Value {
        self.weigh(theta, &mut |_, _, _| {}).0
    }

    /// The score of each cluster.
    pub(crate) fn cluster_scores(&self, theta: &[f64], scores: &mut std::collections::BTreeMap<u32, Vec<f64>>) {
        let p = self.parameters;
        let mut add = |cluster: u32, weight: f64, statistics: &[f64]| {
            let own = scores.entry(cluster).or_insert_with(|| vec![0.0; p]);
            own.iter_mut().zip(statistics).for_each(|(own, s)| *own += weight * s);
        };
        let (_, timed) = self.weigh(theta, &mut |stratum: &Stratum, mean: &[f64], _| {
            add(stratum.cluster, 1.0, self.row(stratum.taken));
            add(stratum.cluster, -1.0, mean);
        });
        for (row, weight) in timed.iter().enumerate() {
            let cluster = self.clusters.get(row).copied().unwrap_or(0);
            add(cluster, self.fired[row] - weight, self.row(row as u32));
        }
    }

    /// The contribution of each stratum to the log-likelihood, in order.
    pub(crate) fn terms(&self, theta: &[f64], terms: &mut Vec<f64>) {
        self.weigh(theta, &mut |_, _, term| terms.push(term));
    }

    /// The sums behind the average slope of what is predicted.
    pub(crate) fn slopes(&self, theta: &[f64]) -> Slopes {
        let mut eta = Vec::new();
        linear(&self.rows, theta, &mut eta);
        let mut sums = Slopes::default();
        for (eta, time) in eta.iter().zip(&self.exposure).filter(|(_, time)| **time > 0.0) {
            sums.rate += time * foedera_math::exp(*eta);
            sums.exposure += time;
        }
        let mut count = vec![0.0; eta.len()];
        let mut start = 0;
        for stratum in &self.strata {
            let entries = &self.entries[start..stratum.end as usize];
            start = stratum.end as usize;
            if !self.chained {
                count.fill(0.0);
            }
            entries.iter().for_each(|entry| count[entry.row as usize] += f64::from(entry.count));
            let at_risk = || eta.iter().zip(&count).filter(|(_, count)| **count > 0.0);
            let most = at_risk().map(|(eta, _)| *eta).fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = at_risk().map(|(eta, count)| count * foedera_math::exp(eta - most)).sum();
            for (eta, count) in at_risk() {
                let p = foedera_math::exp(eta - most) / total;
                sums.probability += count * p * (1.0 - p);
                sums.options += count;
            }
        }
        sums
    }

    /// The value, telling of each stratum its mean of the statistics and its term; and exposure × rate of each row.
    fn weigh(&self, theta: &[f64], tell: &mut dyn FnMut(&Stratum, &[f64], f64)) -> (Value, Vec<f64>) {
        let mut value = Value::new(self.parameters);
        let mut eta = Vec::new();
        linear(&self.rows, theta, &mut eta);
        let mut rate = eta.clone();
        foedera_math::exp_in_place(&mut rate);
        let timed: Vec<f64> =
            rate.iter().zip(&self.exposure).map(|(rate, time)| if *time > 0.0 { rate * time } else { 0.0 }).collect();
        for ((eta, fired), expected) in eta.iter().zip(&self.fired).zip(&timed) {
            value.log_likelihood += fired * eta - expected;
        }
        let mut expected = timed.clone();
        expected.resize(eta.len(), 0.0);
        if !self.strata.is_empty() {
            let mut choices = Choices::new(self, eta, rate);
            choices.run(&mut value, tell);
            expected.iter_mut().zip(&choices.expected).for_each(|(own, more)| *own += more);
        }
        let mut sums = vec![0.0; self.parameters];
        weighted(&self.rows, &expected, &mut sums, &mut value.information);
        for (score, sum) in value.score.iter_mut().zip(&sums) {
            *score -= sum;
        }
        for (row, fired) in self.fired.iter().enumerate().filter(|(_, fired)| **fired != 0.0) {
            let statistics = self.row(row as u32).iter();
            value.score.iter_mut().zip(statistics).for_each(|(score, s)| *score += fired * s);
        }
        (value, timed)
    }
}

/// Sums over what was at risk: of p (1 − p) over options of all events, and of rates over time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Slopes {
    pub(crate) probability: f64,
    pub(crate) options: f64,
    pub(crate) rate: f64,
    pub(crate) exposure: f64,
}

/// The pass over the strata of a batch.
struct Choices<'a> {
    batch: &'a Batch,
    eta: Vec<f64>,
    /// exp(η − shift).
    rate: Vec<f64>,
    shift: f64,
    /// Σ over strata of the probability that an option with this row was chosen.
    expected: Vec<f64>,
    total: f64,
    first: Vec<f64>,
    mean: Vec<f64>,
    count: Vec<i32>,
    since: Vec<f64>,
    inverse: f64,
    error: f64,
}

impl<'a> Choices<'a> {
    fn new(batch: &'a Batch, eta: Vec<f64>, mut rate: Vec<f64>) -> Self {
        let most = eta.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let least = eta.iter().copied().fold(f64::INFINITY, f64::min);
        // Rates as they are, unless they would leave the range of numbers.
        let shift = if most.abs() < 300.0 && least > -300.0 { 0.0 } else { most };
        if shift != 0.0 {
            rate.iter_mut().zip(&eta).for_each(|(rate, eta)| *rate = eta - shift);
            foedera_math::exp_in_place(&mut rate);
        }
        let (rows, p) = (eta.len(), batch.parameters);
        Self {
            batch,
            eta,
            rate,
            shift,
            expected: vec![0.0; rows],
            total: 0.0,
            first: vec![0.0; p],
            mean: vec![0.0; p],
            count: if batch.chained { vec![0; rows] } else { Vec::new() },
            since: if batch.chained { vec![0.0; rows] } else { Vec::new() },
            inverse: 0.0,
            error: 0.0,
        }
    }

    fn run(&mut self, value: &mut Value, tell: &mut dyn FnMut(&Stratum, &[f64], f64)) {
        let batch = self.batch;
        let mut start = 0;
        for stratum in &batch.strata {
            let entries = &batch.entries[start..stratum.end as usize];
            start = stratum.end as usize;
            let log_total = if batch.chained { self.chain(entries) } else { self.alone(entries) };
            let term = self.eta[stratum.taken as usize] - log_total;
            value.log_likelihood += term;
            let p = self.mean.len();
            for a in 0..p {
                value.score[a] += batch.row(stratum.taken)[a];
                for b in 0..=a {
                    value.information[a * p + b] -= self.mean[a] * self.mean[b];
                }
            }
            tell(stratum, &self.mean, term);
        }
        if batch.chained {
            for row in 0..self.count.len() {
                self.settle(row);
            }
        }
    }

    /// Σ λ, Σ λ s and the expected counts of a stratum that names all its options; gives ln Σ exp(η).
    fn alone(&mut self, entries: &[Entry]) -> f64 {
        self.total = 0.0;
        self.first.fill(0.0);
        for entry in entries {
            let weight = f64::from(entry.count) * self.rate[entry.row as usize];
            self.total += weight;
            self.first.iter_mut().zip(self.batch.row(entry.row)).for_each(|(sum, s)| *sum += weight * s);
        }
        if self.total.is_nan() || self.total < TINY {
            let counts: Vec<(usize, f64)> =
                entries.iter().map(|entry| (entry.row as usize, f64::from(entry.count))).collect();
            return self.direct(&counts);
        }
        let inverse = 1.0 / self.total;
        for entry in entries {
            let row = entry.row as usize;
            self.expected[row] += f64::from(entry.count) * self.rate[row] * inverse;
        }
        self.mean.iter_mut().zip(&self.first).for_each(|(mean, sum)| *mean = sum * inverse);
        foedera_math::ln(self.total) + self.shift
    }

    /// The same for a stratum that differs from the one before by its entries. The expected count of a row that stays as it is
    /// is its rate times the sum of 1/Σλ over strata; that sum is kept once for all rows.
    fn chain(&mut self, entries: &[Entry]) -> f64 {
        for entry in entries {
            let row = entry.row as usize;
            self.settle(row);
            self.count[row] += entry.count;
            let weight = f64::from(entry.count) * self.rate[row];
            self.total += weight;
            self.error += f64::EPSILON * (self.total.abs() + weight.abs());
            self.first.iter_mut().zip(self.batch.row(entry.row)).for_each(|(sum, s)| *sum += weight * s);
        }
        if self.total.is_nan() || self.error > DRIFT * self.total {
            self.recount();
        }
        if self.total.is_nan() || self.total < TINY {
            let counts = self.count.iter().enumerate().filter(|(_, count)| **count != 0);
            let counts: Vec<(usize, f64)> = counts.map(|(row, count)| (row, f64::from(*count))).collect();
            return self.direct(&counts);
        }
        if self.inverse * self.total > SPREAD {
            // Beside a total so small, what this stratum adds would be lost.
            (0..self.count.len()).for_each(|row| self.settle(row));
            self.inverse = 0.0;
            self.since.fill(0.0);
        }
        let inverse = 1.0 / self.total;
        self.inverse += inverse;
        self.mean.iter_mut().zip(&self.first).for_each(|(mean, sum)| *mean = sum * inverse);
        foedera_math::ln(self.total) + self.shift
    }

    fn settle(&mut self, row: usize) {
        self.expected[row] += f64::from(self.count[row]) * self.rate[row] * (self.inverse - self.since[row]);
        self.since[row] = self.inverse;
    }

    fn recount(&mut self) {
        self.total = 0.0;
        self.error = 0.0;
        self.first.fill(0.0);
        for (row, count) in self.count.iter().enumerate().filter(|(_, count)| **count != 0) {
            let weight = f64::from(*count) * self.rate[row];
            self.total += weight;
            self.first.iter_mut().zip(self.batch.row(row as u32)).for_each(|(sum, s)| *sum += weight * s);
        }
    }

    /// A stratum whose rates are too small or too large to be summed as they are.
    fn direct(&mut self, counts: &[(usize, f64)]) -> f64 {
        let most = counts.iter().map(|(row, _)| self.eta[*row]).fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> =
            counts.iter().map(|(row, count)| count * foedera_math::exp(self.eta[*row] - most)).collect();
        let total: f64 = weights.iter().sum();
        self.mean.fill(0.0);
        for ((row, _), weight) in counts.iter().zip(&weights) {
            self.expected[*row] += weight / total;
            self.mean.iter_mut().zip(self.batch.row(*row as u32)).for_each(|(mean, s)| *mean += weight / total * s);
        }
        most + foedera_math::ln(total)
    }
}

/// Puts batches together; each that is full goes to the sink.
pub struct Builder<'s> {
    batch: Batch,
    distinct: Distinct,
    limit: usize,
    sink: &'s mut dyn FnMut(Batch),
}

impl<'s> Builder<'s> {
    /// Batches of about `limit` numbers of statistics and entries; `chained`: strata are changes against the one before.
    pub fn new(parameters: usize, chained: bool, limit: usize, sink: &'s mut dyn FnMut(Batch)) -> Self {
        let batch = Batch { parameters, chained, ..Batch::default() };
        Self { batch, distinct: Distinct::default(), limit, sink }
    }

    /// The index of a row of statistics in the batch, added if it is new.
    pub fn row(&mut self, statistics: &[f64], cluster: u32) -> u32 {
        let (batch, p) = (&self.batch, self.batch.parameters);
        let of = |row: u32| (&batch.rows[row as usize * p..(row as usize + 1) * p], batch.clusters[row as usize]);
        let found = self.distinct.place(
            hash(statistics, cluster),
            |row| of(row) == (statistics, cluster),
            |row| hash(of(row).0, of(row).1),
        );
        found.unwrap_or_else(|index| {
            self.batch.rows.extend_from_slice(statistics);
            self.batch.clusters.push(cluster);
            index
        })
    }

    /// Whether a row of the batch has these statistics and this cluster.
    pub fn is(&self, row: u32, statistics: &[f64], cluster: u32) -> bool {
        let (row, p) = (row as usize, self.batch.parameters);
        self.batch.clusters[row] == cluster && self.batch.rows[row * p..(row + 1) * p] == *statistics
    }

    /// A row was at risk for this time (times the number of options that had it).
    pub fn expose(&mut self, row: u32, time: f64) {
        *at(&mut self.batch.exposure, row) += time;
    }

    /// A row was the event of a timed model.
    pub fn fire(&mut self, row: u32) {
        *at(&mut self.batch.fired, row) += 1.0;
    }

    /// Options of the stratum to come: so many of a row, or so many more than in the stratum before.
    pub fn offer(&mut self, row: u32, count: i32) {
        self.batch.entries.push(Entry { row, count });
    }

    /// One of the options offered was taken.
    pub fn take(&mut self, taken: u32, cluster: u32) {
        let end = self.batch.entries.len() as u32;
        self.batch.strata.push(Stratum { end, taken, cluster });
    }

    /// Whether it is time to [`Builder::close`]: the batch holds `slack` times what it must at least hold, and its limit.
    pub fn is_full(&self, least: usize) -> bool {
        let held = self.batch.rows.len() + self.batch.entries.len() + self.batch.strata.len();
        held > self.limit.max(8 * least)
    }

    /// Hand the batch to the sink and begin another; indices of rows begin anew.
    pub fn close(&mut self) {
        let next = Batch { parameters: self.batch.parameters, chained: self.batch.chained, ..Batch::default() };
        let mut batch = std::mem::replace(&mut self.batch, next);
        if !batch.clusters.is_empty() {
            let rows = batch.clusters.len();
            if !(batch.exposure.is_empty() && batch.fired.is_empty()) {
                batch.exposure.resize(rows, 0.0);
                batch.fired.resize(rows, 0.0);
            }
            if batch.clusters.iter().all(|cluster| *cluster == 0) {
                batch.clusters = Vec::new();
            }
            batch.centre();
            (self.sink)(batch);
        }
        self.distinct.clear();
    }
}

/// The place of a row in a list that grows as it is used.
fn at(list: &mut Vec<f64>, row: u32) -> &mut f64 {
    let row = row as usize;
    if row >= list.len() {
        list.resize(row + 1, 0.0);
    }
    &mut list[row]
}
