//! Sums where statistics of pairs are common: rates of all pairs, kept up as cells change.

use super::PairChange;
use super::moments::Moments;
use super::scene::Scene;
use crate::moments::{Columns, LANES, add_columns, inner};

/// The rounding error of running sums over rows, relative to them, beyond which they are taken anew.
const DRIFT: f64 = 1e-12;

/// Rates of pairs and sums over rows. The rate of g towards h is weight_gh times the pull of h.
pub(super) struct Dense {
    /// weight_gh, those towards one actor beside each other; then the same times each common statistic.
    weights: Vec<Columns>,
    /// weight_gh weight_hg, and s_gh + s_hg for each common statistic, in the row of the upper of two actors.
    both: Columns,
    joint: Vec<Columns>,
    /// What the rates towards each actor have in common, and that times each of its numbers, as they stand in the sums.
    pull: Vec<f64>,
    pulled: Columns,
    /// The rounding error of the sums over each row.
    errors: Vec<f64>,
    is_sound: bool,
    row: Vec<f64>,
    product: Vec<f64>,
}

impl Dense {
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        let (n, common) = (scene.actors(), scene.common);
        let length = Columns::new(0, n).length();
        let square = || Columns::new(n, n);
        Self {
            weights: (0..=common).map(|_| square()).collect(),
            both: square(),
            joint: (0..common).map(|_| square()).collect(),
            pull: vec![0.0; n],
            pulled: Columns::new(scene.parameters() - scene.of_pairs, n),
            errors: vec![0.0; length],
            is_sound: false,
            row: vec![0.0; length],
            product: vec![0.0; length],
        }
    }

    /// Changes have passed by.
    pub(super) fn miss(&mut self) {
        self.is_sound = false;
    }

    /// The sums at an event before which these pairs changed.
    pub(super) fn sum(&mut self, scene: &Scene<'_>, changed: &[PairChange], moments: &mut Moments) {
        let n = scene.actors();
        let wild = scene.is_wild();
        if wild || !self.is_sound || 4 * changed.len() > n * n {
            self.fill(scene, wild, moments);
            self.sum_rows(scene, moments);
        } else {
            for change in changed {
                self.change(scene, (change.lower as usize, change.upper as usize), moments);
            }
            self.move_rows(scene, moments);
            let drifted = |(here, (error, rate)): (&bool, (&f64, &f64))| *here && !(*error <= DRIFT * rate);
            if scene.present.iter().zip(self.errors.iter().zip(&moments.rates)).any(drifted) {
                self.sum_rows(scene, moments);
            }
        }
        // Rates that are measured row by row are good for this event only.
        self.is_sound = !wild;
        self.sum_rare(scene, moments);
        moments.own(scene, &self.pull);
        moments.clear();
        self.sum_pairs(scene, moments);
        for (g, h) in &scene.listed {
            let (g, h) = (*g as usize, *h as usize);
            let weight = moments.scale[g] * moments.scale[h] * self.both.column(h)[g];
            moments.add_listed(scene, (g, h), weight);
        }
    }

    /// All rates anew; wild ones are measured from the largest of their row.
    fn fill(&mut self, scene: &Scene<'_>, wild: bool, moments: &mut Moments) {
        let n = scene.actors();
        moments.origins.fill(scene.origin);
        for g in 0..n {
            if wild {
                moments.origins[g] = self.fill_wild(scene, g);
                (0..n).for_each(|h| self.set(scene, (g, h), self.row[h]));
            } else {
                (0..g).chain(g + 1..n).for_each(|h| self.set(scene, (g, h), scene.weight(g, h)));
            }
            let here = if scene.present[g] { 1.0 } else { 0.0 };
            self.pull[g] = if wild { here } else { scene.pull[g] };
        }
        for g in 0..n {
            (0..g).for_each(|h| self.set_both(scene, (h, g)));
        }
    }

    /// The rates of an actor in `row`, measured from their largest, which is given back.
    fn fill_wild(&mut self, scene: &Scene<'_>, g: usize) -> f64 {
        let n = scene.actors();
        let other = |h: usize| h != g && scene.present[h];
        let row = &mut self.row[..n];
        for (h, cell) in row.iter_mut().enumerate() {
            *cell = if other(h) { scene.linear(g, h) + scene.attraction[h] } else { f64::NEG_INFINITY };
        }
        let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let most = if most.is_finite() { most } else { 0.0 };
        row.iter_mut().for_each(|cell| *cell -= most);
        foedera_math::exp_in_place(row);
        (0..n).filter(|h| !other(*h)).for_each(|h| row[h] = 0.0);
        most
    }

    #[inline]
    fn set(&mut self, scene: &Scene<'_>, (g, h): (usize, usize), weight: f64) {
        self.weights[0].column_mut(h)[g] = weight;
        for (weights, statistic) in self.weights[1..].iter_mut().zip(scene.row(g, h)) {
            weights.column_mut(h)[g] = weight * statistic;
        }
    }

    /// What both have of a pair, the lower actor first; only rows of the upper one are read.
    #[inline]
    fn set_both(&mut self, scene: &Scene<'_>, (lower, upper): (usize, usize)) {
        let both = self.weights[0].column(upper)[lower] * self.weights[0].column(lower)[upper];
        self.both.column_mut(upper)[lower] = both;
        let rows = scene.row(lower, upper).iter().zip(scene.row(upper, lower));
        for (joint, (there, back)) in self.joint.iter_mut().zip(rows) {
            joint.column_mut(upper)[lower] = there + back;
        }
    }

    /// A pair has other statistics: the sums over its rows move by the difference.
    fn change(&mut self, scene: &Scene<'_>, pair: (usize, usize), moments: &mut Moments) {
        for (g, h) in [pair, (pair.1, pair.0)] {
            let before = self.weights[0].column(h)[g];
            let (after, pull) = (scene.weight(g, h), self.pull[h]);
            moments.rates[g] += (after - before) * pull;
            self.errors[g] += f64::EPSILON * ((after + before) * pull + moments.rates[g]);
            for (a, weights) in self.weights[1..].iter().enumerate() {
                let more = after * scene.row(g, h)[a] - weights.column(h)[g];
                moments.sums.column_mut(a)[g] += more * pull;
            }
            for column in 0..self.pulled.count() {
                moments.sums.column_mut(scene.of_pairs + column)[g] += (after - before) * self.pulled.column(column)[h];
            }
            self.set(scene, (g, h), after);
        }
        self.set_both(scene, pair);
    }

    /// Actors have other numbers, have come or gone: the sums over all rows move by what they have towards them.
    fn move_rows(&mut self, scene: &Scene<'_>, moments: &mut Moments) {
        let (n, q) = (scene.actors(), self.pulled.count());
        let pulled = |column: usize, h: usize| scene.pull[h] * scene.numbers.column(column)[h];
        let has_moved = |h: &usize| {
            scene.pull[*h] != self.pull[*h] || (0..q).any(|c| pulled(c, *h) != self.pulled.column(c)[*h])
        };
        let moved: Vec<usize> = (0..n).filter(has_moved).collect();
        if moved.is_empty() {
            return;
        }
        let of = |amount: &dyn Fn(usize) -> f64| moved.iter().map(|h| (*h, amount(*h))).collect::<Vec<_>>();
        let pull = of(&|h| scene.pull[h] - self.pull[h]);
        add_columns(&mut moments.rates, &self.weights[0], &pull);
        for (a, weights) in self.weights[1..].iter().enumerate() {
            add_columns(moments.sums.column_mut(a), weights, &pull);
        }
        for c in 0..q {
            let amounts = of(&|h| pulled(c, h) - self.pulled.column(c)[h]);
            add_columns(moments.sums.column_mut(scene.of_pairs + c), &self.weights[0], &amounts);
        }
        add_columns(&mut self.errors, &self.weights[0], &of(&|h| f64::EPSILON * (scene.pull[h] + self.pull[h])));
        let times = f64::EPSILON * moved.len() as f64;
        self.errors.iter_mut().zip(&moments.rates).for_each(|(error, rate)| *error += times * rate);
        for h in moved {
            self.pull[h] = scene.pull[h];
            (0..q).for_each(|c| self.pulled.column_mut(c)[h] = pulled(c, h));
        }
    }

    /// Sums over all rows anew.
    fn sum_rows(&mut self, scene: &Scene<'_>, moments: &mut Moments) {
        let n = scene.actors();
        moments.rates.fill(0.0);
        moments.sums.fill(0.0);
        self.errors.fill(0.0);
        let pull: Vec<(usize, f64)> = self.pull.iter().copied().enumerate().filter(|(_, pull)| *pull != 0.0).collect();
        add_columns(&mut moments.rates, &self.weights[0], &pull);
        for (a, weights) in self.weights[1..].iter().enumerate() {
            add_columns(moments.sums.column_mut(a), weights, &pull);
        }
        for c in 0..self.pulled.count() {
            for h in 0..n {
                self.pulled.column_mut(c)[h] = self.pull[h] * scene.numbers.column(c)[h];
            }
            let pulled: Vec<(usize, f64)> = pull.iter().map(|(h, _)| (*h, self.pulled.column(c)[*h])).collect();
            add_columns(moments.sums.column_mut(scene.of_pairs + c), &self.weights[0], &pulled);
        }
    }

    /// Sums over rows of what is rare.
    fn sum_rare(&self, scene: &Scene<'_>, moments: &mut Moments) {
        (scene.common..scene.of_pairs).for_each(|a| moments.sums.column_mut(a).fill(0.0));
        for (lower, upper) in &scene.listed {
            for (g, h) in [(*lower as usize, *upper as usize), (*upper as usize, *lower as usize)] {
                let rate = self.weights[0].column(h)[g] * self.pull[h];
                for (a, statistic) in scene.row(g, h).iter().enumerate().skip(scene.common) {
                    moments.sums.column_mut(a)[g] += rate * statistic;
                }
            }
        }
    }

    /// Sums over pairs, each taken once: from the actor with the higher number.
    fn sum_pairs(&mut self, scene: &Scene<'_>, moments: &mut Moments) {
        let k = scene.of_pairs;
        for g in (1..scene.actors()).filter(|g| moments.scale[*g] != 0.0) {
            let end = g.next_multiple_of(LANES);
            let row = &mut self.row[..end];
            for ((cell, both), scale) in row.iter_mut().zip(self.both.column(g)).zip(&moments.scale) {
                *cell = both * scale * moments.scale[g];
            }
            row[g..].fill(0.0);
            add_row(&mut moments.shares, row, g);
            for (a, joint) in self.joint.iter().enumerate() {
                let product = &mut self.product[..end];
                for ((cell, weight), joint) in product.iter_mut().zip(&*row).zip(joint.column(g)) {
                    *cell = weight * joint;
                }
                add_row(moments.joint.column_mut(a), product, g);
                for (b, joint) in self.joint[..=a].iter().enumerate() {
                    moments.products[a * k + b] += inner(product, &joint.column(g)[..end]);
                }
            }
            for a in 0..scene.parameters() {
                moments.lower.column_mut(a)[g] = inner(row, &moments.own.column(a)[..end]);
            }
        }
    }
}

/// Add the weights of pairs of one actor to both.
fn add_row(sums: &mut [f64], row: &[f64], g: usize) {
    sums.iter_mut().zip(row).for_each(|(sum, cell)| *sum += cell);
    sums[g] += crate::moments::total(row);
}
