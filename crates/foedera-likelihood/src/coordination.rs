//! Coordination: two of many make a tie that both want.
//!
//! Each actor g would choose h with p_gh = exp(θ·s_gh) / Σ_k exp(θ·s_gk); a pair comes about with P_ij = p_ij p_ji / Σ_{g<h} p_gh p_hg
//! (Stadtfeld, Hollway and Block 2017, Sociological Methodology 47: 1–40, eq. 5). With D_gh = (s_gh − E_g s) + (s_hg − E_h s) the score of
//! an event is D_ij − Σ P D and its expected information the covariance of D under P.
//!
//! An event changes the statistics of few actors. Those whose row changed are taken out of the sums over pairs and put back as they
//! are now; the sums are taken anew when many rows change or rounding errors might show.

use foedera_math::exp_in_place;

use crate::moments::{BLOCK, block, dot, sum};
use crate::{Likelihood, Value};

/// The rounding error of running sums, relative to their total, beyond which they are taken anew.
const DRIFT: f64 = 1e-12;

/// Events of a model of coordination.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coordination {
    actors: usize,
    parameters: usize,
    /// Changes of the statistics of an ordered pair, in order: the pair, then its statistics in `rows`.
    pairs: Vec<(u32, u32)>,
    rows: Vec<f64>,
    /// Where the statistics of each pair were last told, plus one; 0: never, they are zero.
    told: Vec<usize>,
    events: Vec<Event>,
    /// Who is present, told anew when it changes.
    presence: Vec<Vec<bool>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Event {
    /// Where its changes end.
    changes: usize,
    pair: (u32, u32),
    presence: u32,
}

impl Coordination {
    /// No event yet.
    pub fn new(actors: usize, parameters: usize) -> Self {
        Self { actors, parameters, told: vec![0; actors * actors], ..Self::default() }
    }

    /// The statistics of `i` towards `j` from the next event on. Changes are told row by row.
    pub fn set(&mut self, i: usize, j: usize, statistics: &[f64]) {
        let told = &mut self.told[i * self.actors + j];
        let same = match told.checked_sub(1) {
            Some(place) => self.rows[place * self.parameters..(place + 1) * self.parameters] == *statistics,
            None => statistics.iter().all(|statistic| *statistic == 0.0),
        };
        if same {
            return;
        }
        *told = self.pairs.len() + 1;
        self.pairs.push((i as u32, j as u32));
        self.rows.extend_from_slice(statistics);
    }

    /// Two of those present made a tie.
    pub fn happen(&mut self, i: usize, j: usize, present: &[bool]) {
        if self.presence.last().is_none_or(|last| last != present) {
            self.presence.push(present.to_vec());
        }
        let presence = self.presence.len() as u32 - 1;
        self.events.push(Event { changes: self.pairs.len(), pair: (i as u32, j as u32), presence });
    }

    /// The value, telling the score of each event.
    fn run(&self, theta: &[f64], tell: &mut dyn FnMut(usize, &[f64], f64)) -> Value {
        let mut value = Value::new(self.parameters);
        let mut sums = Sums::new(self, theta);
        let mut start = 0;
        for (index, event) in self.events.iter().enumerate() {
            let changes = start..event.changes;
            start = event.changes;
            let present = &self.presence[event.presence as usize];
            sums.take(&self.pairs[changes.clone()], &self.rows[changes.start * self.parameters..], present);
            let before = value.log_likelihood;
            sums.event((event.pair.0 as usize, event.pair.1 as usize), &mut value);
            tell(index, &sums.score, value.log_likelihood - before);
        }
        value
    }
}

impl Likelihood for Coordination {
    fn parameters(&self) -> usize {
        self.parameters
    }

    fn is_expected(&self) -> bool {
        true
    }

    fn value(&self, theta: &[f64]) -> Value {
        self.run(theta, &mut |_, _, _| {}).symmetric()
    }

    fn terms(&self, theta: &[f64]) -> Vec<f64> {
        let mut terms = Vec::new();
        self.run(theta, &mut |_, _, term| terms.push(term));
        terms
    }

    fn cluster_scores(&self, theta: &[f64]) -> Vec<(u32, Vec<f64>)> {
        let mut scores = Vec::new();
        self.run(theta, &mut |index, score, _| scores.push((index as u32, score.to_vec())));
        scores
    }
}

/// Sums over pairs, kept up as cells change. Statistics lie effect by effect, so that a row of pairs is taken in lanes.
struct Sums<'a> {
    theta: &'a [f64],
    actors: usize,
    present: &'a [bool],
    /// s_gh, effect by effect.
    statistics: Vec<f64>,
    /// s_gh + s_hg, effect by effect.
    joint: Vec<f64>,
    /// η_gh = θ·s_gh.
    linear: Vec<f64>,
    /// By what the exponents of each row are lowered.
    shift: Vec<f64>,
    /// exp(η_gh − shift_g); 0 for those absent and for oneself.
    rate: Vec<f64>,
    /// rate_gh rate_hg.
    both: Vec<f64>,
    /// Of each row: Σ rate, Σ rate·s (effect by effect), and the rounding error of them.
    rates: Vec<f64>,
    sums: Vec<f64>,
    errors: Vec<f64>,
    /// 1 / Σ rate and E_g s (effect by effect); both 0 for those absent.
    inverse: Vec<f64>,
    mean: Vec<f64>,
    total: f64,
    first: Vec<f64>,
    second: Vec<f64>,
    error: f64,
    changed: Vec<bool>,
    score: Vec<f64>,
    columns: Vec<[f64; BLOCK]>,
}

impl<'a> Sums<'a> {
    fn new(of: &'a Coordination, theta: &'a [f64]) -> Self {
        let (n, p) = (of.actors, of.parameters);
        Self {
            theta,
            actors: n,
            present: &[],
            statistics: vec![0.0; n * n * p],
            joint: vec![0.0; n * n * p],
            linear: vec![0.0; n * n],
            shift: vec![0.0; n],
            rate: vec![0.0; n * n],
            both: vec![0.0; n * n],
            rates: vec![0.0; n],
            sums: vec![0.0; n * p],
            errors: vec![0.0; n],
            inverse: vec![0.0; n],
            mean: vec![0.0; n * p],
            total: 0.0,
            first: vec![0.0; p],
            second: vec![0.0; p * p],
            error: f64::INFINITY,
            changed: vec![false; n],
            score: vec![0.0; p],
            columns: vec![[0.0; BLOCK]; p],
        }
    }

    /// Take up changes of statistics, and of who is present.
    fn take(&mut self, pairs: &[(u32, u32)], rows: &[f64], present: &'a [bool]) {
        let (n, p) = (self.actors, self.theta.len());
        let before = std::mem::replace(&mut self.present, present);
        let first = before.is_empty();
        let others = first || before != present;
        let mut count = 0;
        self.changed.fill(others);
        for (i, _) in pairs {
            let changed = &mut self.changed[*i as usize];
            count += usize::from(!*changed);
            *changed = true;
        }
        let anew = others || 3 * count > n;
        if !anew {
            self.pairs_of_changed(-1.0);
        }
        let mut place = 0;
        for row in pairs.chunk_by(|one, other| one.0 == other.0) {
            let (g, statistics) = (row[0].0 as usize, &rows[place * p..]);
            place += row.len();
            let many = 4 * row.len() > n;
            for ((_, h), statistics) in row.iter().zip(statistics.chunks_exact(p)) {
                self.set(g, *h as usize, statistics);
                if !many {
                    self.set_rate(g, *h as usize);
                }
            }
            if many && !first {
                self.sum_row(g);
            }
        }
        if !first {
            for h in (0..n).filter(|h| before[*h] != present[*h]) {
                (0..n).filter(|g| *g != h).for_each(|g| self.set_rate(g, h));
                // Who comes has a row that nobody has summed.
                self.errors[h] = f64::INFINITY;
            }
        }
        for (g, here) in present.iter().enumerate() {
            if self.changed[g] && *here {
                let sound = self.errors[g] <= DRIFT * self.rates[g];
                if first || !sound {
                    self.sum_row(g);
                }
                self.inverse[g] = 1.0 / self.rates[g];
                for a in 0..p {
                    self.mean[a * n + g] = self.sums[a * n + g] * self.inverse[g];
                }
            } else if !here {
                self.inverse[g] = 0.0;
            }
        }
        if !anew {
            self.pairs_of_changed(1.0);
        }
        if anew || self.total.is_nan() || self.error > DRIFT * self.total {
            self.changed.fill(true);
            self.total = 0.0;
            self.first.fill(0.0);
            self.second.fill(0.0);
            self.pairs_of_changed(1.0);
            self.error = 0.0;
        }
    }

    /// The statistics of a pair are now these.
    fn set(&mut self, g: usize, h: usize, row: &[f64]) {
        let (n, nn) = (self.actors, self.actors * self.actors);
        let (there, back) = (g * n + h, h * n + g);
        let before = self.rate[there];
        for (a, statistic) in row.iter().enumerate() {
            let old = self.statistics[a * nn + there];
            if old != *statistic {
                self.statistics[a * nn + there] = *statistic;
                self.sums[a * n + g] += before * (statistic - old);
                let joint = statistic + self.statistics[a * nn + back];
                self.joint[a * nn + there] = joint;
                self.joint[a * nn + back] = joint;
            }
        }
        self.linear[there] = dot(row, self.theta);
    }

    /// The rate of a pair has changed, or whether the other is present.
    fn set_rate(&mut self, g: usize, h: usize) {
        let (n, p) = (self.actors, self.theta.len());
        let place = g * n + h;
        let before = self.rate[place];
        let after = if self.present[h] { foedera_math::exp(self.linear[place] - self.shift[g]) } else { 0.0 };
        if after == before {
            return;
        }
        self.rate[place] = after;
        self.rates[g] += after - before;
        self.errors[g] += f64::EPSILON * (before + after + self.rates[g]);
        if !after.is_finite() || after > 1e100 {
            self.errors[g] = f64::INFINITY;
        }
        for a in 0..p {
            self.sums[a * n + g] += (after - before) * self.statistics[(a * n + g) * n + h];
        }
        self.set_both(g, h);
    }

    fn set_both(&mut self, g: usize, h: usize) {
        let n = self.actors;
        let both = self.rate[g * n + h] * self.rate[h * n + g];
        self.both[g * n + h] = both;
        self.both[h * n + g] = both;
    }

    /// Sum a row anew, with a shift of its own.
    fn sum_row(&mut self, g: usize) {
        let (n, p) = (self.actors, self.theta.len());
        let can = |h: usize| h != g && self.present[h];
        let linear = &self.linear[g * n..(g + 1) * n];
        let most = (0..n).filter(|h| can(*h)).map(|h| linear[h]).fold(f64::NEG_INFINITY, f64::max);
        self.shift[g] = if most.is_finite() { most } else { 0.0 };
        let rate = &mut self.rate[g * n..(g + 1) * n];
        for (h, rate) in rate.iter_mut().enumerate() {
            *rate = if can(h) { linear[h] - self.shift[g] } else { f64::NEG_INFINITY };
        }
        exp_in_place(rate);
        self.rates[g] = rate.iter().sum();
        self.errors[g] = 0.0;
        for a in 0..p {
            let row = (a * n + g) * n;
            self.sums[a * n + g] = dot(&self.statistics[row..row + n], rate);
        }
        for h in 0..n {
            self.set_both(g, h);
        }
    }

    /// Add (or take out) the pairs of which one has changed.
    fn pairs_of_changed(&mut self, sign: f64) {
        let n = self.actors;
        let all = self.changed.iter().all(|changed| *changed);
        for g in (0..n).filter(|g| self.changed[*g] && self.present[*g]) {
            // A pair of two changed ones is taken once: where all have changed, from the one that comes first.
            let mut start = if all { g + 1 } else { 0 };
            let mut sum_of_row = 0.0;
            while start < n {
                let end = (start + BLOCK).min(n);
                let mut weights = [0.0; BLOCK];
                let places = self.both[g * n + start..g * n + end].iter().zip(&self.inverse[start..end]);
                for (weight, (both, inverse)) in weights.iter_mut().zip(places) {
                    *weight = sign * self.inverse[g] * both * inverse;
                }
                if !all {
                    for h in (start..end).filter(|h| self.changed[*h] && *h < g) {
                        weights[h - start] = 0.0;
                    }
                }
                for (a, column) in self.columns.iter_mut().enumerate() {
                    let own = self.mean[a * n + g];
                    let row = (a * n + g) * n;
                    let joint = &self.joint[row + start..row + end];
                    for ((cell, joint), mean) in
                        column.iter_mut().zip(joint).zip(&self.mean[a * n + start..a * n + end])
                    {
                        *cell = joint - own - mean;
                    }
                }
                sum_of_row += sum(&weights);
                block(&self.columns, &weights, &mut self.first, &mut self.second);
                start = end;
            }
            self.total += sum_of_row;
            self.error += f64::EPSILON * (sum_of_row.abs() + self.total.abs());
        }
    }

    fn event(&mut self, (i, j): (usize, usize), value: &mut Value) {
        let (n, p) = (self.actors, self.theta.len());
        let log_chosen = |g: usize, h: usize| self.linear[g * n + h] - self.shift[g] - foedera_math::ln(self.rates[g]);
        value.log_likelihood += log_chosen(i, j) + log_chosen(j, i) - foedera_math::ln(self.total);
        for a in 0..p {
            let apart = self.joint[(a * n + i) * n + j] - self.mean[a * n + i] - self.mean[a * n + j];
            let mean = self.first[a] / self.total;
            self.score[a] = apart - mean;
            value.score[a] += self.score[a];
            for b in 0..=a {
                value.information[a * p + b] += self.second[a * p + b] / self.total - mean * self.first[b] / self.total;
            }
        }
    }
}
