//! Sums over pairs: the total of their weights, Σ P D and Σ P D Dᵀ, out of parts of actors and of pairs.

use super::scene::Scene;
use crate::Value;
use crate::moments::{Columns, inner};

/// Sums of the state at an event. Columns are of actors, for each parameter in the order of the scene.
pub(super) struct Moments {
    /// Σ_h exp(θ·s_gh − origin_g), and from where its exponents are measured.
    pub(super) rates: Vec<f64>,
    pub(super) origins: Vec<f64>,
    /// Σ_h rate_gh s_gh; then what each adds to D: its number less its mean.
    pub(super) sums: Columns,
    pub(super) own: Columns,
    /// By what the product of both rates of a pair is multiplied for each of its actors: 1/Σ rate of those present, times their pull.
    pub(super) scale: Vec<f64>,
    /// Σ_h P_gh, Σ_h P_gh K_gh for statistics of pairs, Σ_{h<g} P_gh u_h.
    pub(super) shares: Vec<f64>,
    pub(super) joint: Columns,
    pub(super) lower: Columns,
    /// Σ P K Kᵀ over statistics of pairs, the lower triangle.
    pub(super) products: Vec<f64>,
    total: f64,
    first: Vec<f64>,
    second: Vec<f64>,
    score: Vec<f64>,
}

impl Moments {
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        let (n, p, k) = (scene.actors(), scene.parameters(), scene.of_pairs);
        let length = Columns::new(0, n).length();
        Self {
            rates: vec![0.0; length],
            origins: vec![0.0; length],
            sums: Columns::new(p, n),
            own: Columns::new(p, n),
            scale: vec![0.0; length],
            shares: vec![0.0; length],
            joint: Columns::new(k, n),
            lower: Columns::new(p, n),
            products: vec![0.0; k * k],
            total: 0.0,
            first: vec![0.0; p],
            second: vec![0.0; p * p],
            score: vec![0.0; p],
        }
    }

    /// From sums over rows to what each actor adds to D, and its scale; `pull`: what the rates of all towards an actor have in common.
    pub(super) fn own(&mut self, scene: &Scene<'_>, pull: &[f64]) {
        for (g, here) in scene.present.iter().enumerate() {
            let inverse = if *here { 1.0 / self.rates[g] } else { 0.0 };
            self.scale[g] = pull[g] * inverse;
            for a in 0..scene.parameters() {
                let number = if a < scene.of_pairs { 0.0 } else { scene.numbers.column(a - scene.of_pairs)[g] };
                self.own.column_mut(a)[g] = if *here { number - self.sums.column(a)[g] * inverse } else { 0.0 };
            }
        }
    }

    /// Begin anew with sums over pairs.
    pub(super) fn clear(&mut self) {
        self.shares.fill(0.0);
        self.joint.fill(0.0);
        self.lower.fill(0.0);
        self.products.fill(0.0);
    }

    /// What a listed pair of this weight adds by its rare statistics.
    pub(super) fn add_listed(&mut self, scene: &Scene<'_>, (g, h): (usize, usize), weight: f64) {
        let (there, back, k) = (scene.row(g, h), scene.row(h, g), scene.of_pairs);
        for a in scene.common..k {
            let part = weight * (there[a] + back[a]);
            if part == 0.0 {
                continue;
            }
            let joint = self.joint.column_mut(a);
            joint[g] += part;
            joint[h] += part;
            for b in 0..=a {
                self.products[a * k + b] += part * (there[b] + back[b]);
            }
        }
    }

    /// Put the parts together.
    pub(super) fn conclude(&mut self, scene: &Scene<'_>) {
        let (p, k) = (scene.parameters(), scene.of_pairs);
        self.total = 0.5 * self.shares.iter().sum::<f64>();
        for a in 0..p {
            let own = self.own.column(a);
            self.first[a] = inner(&self.shares, own);
            let with = self.lower.column_mut(a);
            for ((with, share), own) in with.iter_mut().zip(&self.shares).zip(own) {
                *with += 0.5 * share * own;
            }
            if a < k {
                let joint = self.joint.column(a);
                self.first[a] += 0.5 * joint.iter().sum::<f64>();
                with.iter_mut().zip(joint).for_each(|(with, joint)| *with += joint);
            }
        }
        for a in 0..p {
            for b in 0..=a {
                let products = if a < k { self.products[a * k + b] } else { 0.0 };
                let crossed = inner(self.lower.column(a), self.own.column(b));
                let back = if a == b { crossed } else { inner(self.lower.column(b), self.own.column(a)) };
                self.second[a * p + b] = products + crossed + back;
            }
        }
    }

    /// Add an event of this pair; gives its score.
    pub(super) fn event(&mut self, scene: &Scene<'_>, (i, j): (usize, usize), value: &mut Value) -> &[f64] {
        let p = scene.parameters();
        let log_chosen = |g: usize, h: usize| {
            scene.linear(g, h) + scene.attraction[h] - self.origins[g] - foedera_math::ln(self.rates[g])
        };
        value.log_likelihood += log_chosen(i, j) + log_chosen(j, i) - foedera_math::ln(self.total);
        let (there, back) = (scene.row(i, j), scene.row(j, i));
        for (a, parameter) in scene.order.iter().enumerate() {
            let joint = if a < scene.of_pairs { there[a] + back[a] } else { 0.0 };
            let apart = joint + self.own.column(a)[i] + self.own.column(a)[j];
            let mean = self.first[a] / self.total;
            self.score[*parameter] = apart - mean;
            value.score[*parameter] += apart - mean;
            for (b, other) in scene.order[..=a].iter().enumerate() {
                let (row, column) = (*parameter.max(other), *parameter.min(other));
                value.information[row * p + column] +=
                    self.second[a * p + b] / self.total - mean * self.first[b] / self.total;
            }
        }
        &self.score
    }
}
