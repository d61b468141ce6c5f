//! Sums where statistics of pairs are common: rates of all pairs, kept up as cells change.

use super::PairChange;
use super::moments::{DRIFT, Moments};
use super::scene::Scene;
use crate::moments::{Columns, LANES, add_and_total, add_columns, inner};

/// Numbers of a line of memory.
const TILE: usize = 8;

/// Rates of pairs and sums over rows. The rate of g towards h is weight_gh times the pull of h.
pub(super) struct Dense {
    /// weight_gh, those towards one actor beside each other; then the same times each common statistic.
    weights: Vec<Columns>,
    /// weight_gh weight_hg, and s_gh + s_hg for each common statistic; rows.
    both: Columns,
    joint: Vec<Columns>,
    /// What the rates towards each actor have in common, and that times each of its numbers, as they stand in the sums.
    pull: Vec<f64>,
    pulled: Columns,
    /// The rounding error of the sums over each row.
    errors: Vec<f64>,
    is_sound: bool,
    /// Actors of whom pairs change.
    touched: Vec<usize>,
    is_touched: Vec<bool>,
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
            touched: Vec::new(),
            is_touched: vec![false; n],
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
            self.change(scene, changed, moments);
            self.move_rows(scene, moments);
            self.mend_rows(scene, moments);
        }
        // Rates that are measured row by row are good for this event only.
        self.is_sound = !wild;
        self.sum_rare(scene, moments);
        moments.own(scene, &self.pull);
        self.sum_pairs(scene, moments);
    }

    /// Take out of the sums over pairs those of actors of whom pairs are about to change, if they are few.
    pub(super) fn take_out(&mut self, scene: &Scene<'_>, changed: &[PairChange], moments: &mut Moments) -> bool {
        if !self.is_sound {
            return false;
        }
        self.touched.clear();
        self.is_touched.fill(false);
        for actor in changed.iter().flat_map(|change| [change.lower as usize, change.upper as usize]) {
            if !std::mem::replace(&mut self.is_touched[actor], true) {
                self.touched.push(actor);
            }
        }
        if 3 * self.touched.len() > scene.actors() {
            return false;
        }
        self.add_touched(scene, moments, -1.0);
        true
    }

    /// Put them back as they are now.
    pub(super) fn put_back(&mut self, scene: &Scene<'_>, changed: &[PairChange], moments: &mut Moments) {
        self.change(scene, changed, moments);
        let mended = self.mend_rows(scene, moments);
        self.sum_rare(scene, moments);
        moments.own(scene, &self.pull);
        self.add_touched(scene, moments, 1.0);
        if mended || moments.have_drifted() {
            self.sum_pairs(scene, moments);
        }
    }

    /// Take sums over rows anew if rounding errors might show in one; gives whether it was done.
    fn mend_rows(&mut self, scene: &Scene<'_>, moments: &mut Moments) -> bool {
        let drifted = |(here, (error, rate)): (&bool, (&f64, &f64))| *here && (rate.is_nan() || *error > DRIFT * rate);
        let any = scene.present.iter().zip(self.errors.iter().zip(&moments.rates)).any(drifted);
        if any {
            self.sum_rows(scene, moments);
        }
        any
    }

    /// All rates anew; wild ones are measured from the largest of their row.
    fn fill(&mut self, scene: &Scene<'_>, wild: bool, moments: &mut Moments) {
        moments.origins.fill(scene.origin);
        if wild {
            for g in 0..scene.actors() {
                moments.origins[g] = self.fill_wild(scene, g);
            }
            for (g, here) in scene.present.iter().enumerate() {
                (0..g).for_each(|h| self.set_both(scene, (h, g)));
                self.pull[g] = if *here { 1.0 } else { 0.0 };
            }
            return;
        }
        self.pull.copy_from_slice(&scene.pull);
        // In tiles, so that what lies side by side is written side by side both ways.
        let n = scene.actors();
        for first in (0..n).step_by(TILE) {
            let end = (first + TILE).min(n);
            for lower in 0..end {
                for upper in first.max(lower + 1)..end {
                    self.fill_pair(scene, (lower, upper));
                }
            }
        }
    }

    #[inline]
    fn fill_pair(&mut self, scene: &Scene<'_>, (lower, upper): (usize, usize)) {
        let (there, back) = scene.pair(lower, upper);
        let (there, back) = (scene.weighed(there), scene.weighed(back));
        self.weights[0].column_mut(upper)[lower] = there.0;
        self.weights[0].column_mut(lower)[upper] = back.0;
        self.both.column_mut(upper)[lower] = there.0 * back.0;
        self.both.column_mut(lower)[upper] = there.0 * back.0;
        for (a, (weights, joint)) in self.weights[1..].iter_mut().zip(&mut self.joint).enumerate() {
            weights.column_mut(upper)[lower] = there.0 * there.1[a];
            weights.column_mut(lower)[upper] = back.0 * back.1[a];
            joint.column_mut(upper)[lower] = there.1[a] + back.1[a];
            joint.column_mut(lower)[upper] = there.1[a] + back.1[a];
        }
    }

    /// The rates of an actor, measured from their largest, which is given back.
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
        for h in 0..n {
            let rate = if other(h) { self.row[h] } else { 0.0 };
            self.set(scene, (g, h), rate);
        }
        most
    }

    #[inline]
    fn set(&mut self, scene: &Scene<'_>, (g, h): (usize, usize), weight: f64) {
        self.weights[0].column_mut(h)[g] = weight;
        if g == h {
            return;
        }
        for (weights, statistic) in self.weights[1..].iter_mut().zip(scene.row(g, h)) {
            weights.column_mut(h)[g] = weight * statistic;
        }
    }

    /// What both have of a pair.
    #[inline]
    fn set_both(&mut self, scene: &Scene<'_>, (g, h): (usize, usize)) {
        let both = self.weights[0].column(h)[g] * self.weights[0].column(g)[h];
        self.both.column_mut(g)[h] = both;
        self.both.column_mut(h)[g] = both;
        let rows = scene.row(g, h).iter().zip(scene.row(h, g));
        for (joint, (there, back)) in self.joint.iter_mut().zip(rows) {
            joint.column_mut(g)[h] = there + back;
            joint.column_mut(h)[g] = there + back;
        }
    }

    /// Pairs have other statistics: the sums over their rows move by the difference.
    fn change(&mut self, scene: &Scene<'_>, changed: &[PairChange], moments: &mut Moments) {
        changed
            .iter()
            .for_each(|change| self.change_pair(scene, (change.lower as usize, change.upper as usize), moments));
    }

    fn change_pair(&mut self, scene: &Scene<'_>, pair: (usize, usize), moments: &mut Moments) {
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
        let has_moved =
            |h: &usize| scene.pull[*h] != self.pull[*h] || (0..q).any(|c| pulled(c, *h) != self.pulled.column(c)[*h]);
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

    /// Sums over all pairs, each taken once: from the actor with the higher number.
    fn sum_pairs(&mut self, scene: &Scene<'_>, moments: &mut Moments) {
        moments.begin();
        for g in 1..scene.actors() {
            if moments.scale[g] == 0.0 {
                continue;
            }
            let end = g.next_multiple_of(LANES);
            self.weigh_row(g, end, moments);
            self.row[g..end].fill(0.0);
            self.sum_row(g, end, moments);
        }
        self.add_listed(scene, moments, |_| true);
        moments.conclude(scene, 1.0);
    }

    /// Add the pairs of actors that are touched, or take them out.
    fn add_touched(&mut self, scene: &Scene<'_>, moments: &mut Moments, sign: f64) {
        moments.clear();
        for place in 0..self.touched.len() {
            let (g, end) = (self.touched[place], self.row.len());
            self.weigh_row(g, end, moments);
            // A pair of two of them is taken once.
            self.touched[..place].iter().for_each(|h| self.row[*h] = 0.0);
            self.sum_row(g, end, moments);
        }
        self.add_listed(scene, moments, |(g, h)| self.is_touched[g] || self.is_touched[h]);
        moments.conclude(scene, sign);
    }

    fn add_listed(&self, scene: &Scene<'_>, moments: &mut Moments, counts: impl Fn((usize, usize)) -> bool) {
        for (g, h) in scene.listed.iter().map(|(g, h)| (*g as usize, *h as usize)).filter(|pair| counts(*pair)) {
            let weight = moments.scale[g] * moments.scale[h] * self.both.column(g)[h];
            moments.add_listed(scene, (g, h), weight);
        }
    }

    /// P_gh of an actor with those before `end`.
    fn weigh_row(&mut self, g: usize, end: usize, moments: &Moments) {
        let scale = moments.scale[g];
        let row = &mut self.row[..end];
        for ((cell, both), other) in row.iter_mut().zip(self.both.column(g)).zip(&moments.scale) {
            *cell = both * other * scale;
        }
    }

    /// Add the pairs of an actor by their weights.
    fn sum_row(&mut self, g: usize, end: usize, moments: &mut Moments) {
        let row = &self.row[..end];
        moments.shares[g] += add_and_total(&mut moments.shares[..end], row);
        for (a, joint) in self.joint.iter().enumerate() {
            let product = &mut self.product[..end];
            for ((cell, weight), joint) in product.iter_mut().zip(row).zip(joint.column(g)) {
                *cell = weight * joint;
            }
            let sums = moments.joint.column_mut(a);
            sums[g] += add_and_total(&mut sums[..end], product);
            let products = &mut moments.products[a * moments.joint.count()..];
            for (sum, joint) in products.iter_mut().zip(&self.joint[..=a]) {
                *sum += inner(product, &joint.column(g)[..end]);
            }
        }
        for a in 0..moments.own.count() {
            moments.lower.column_mut(a)[g] = inner(row, &moments.own.column(a)[..end]);
        }
    }
}
