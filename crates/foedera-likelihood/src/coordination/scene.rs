//! What is so at an event: the rows of pairs, the numbers of actors, who is present, and the pairs that have something rare.

use super::{ActorChange, Arrival, Coordination, PairChange};
use crate::moments::{Columns, dot};

/// How far exponents of pairs and twice those of actors may together lie from where they are measured, so that the product of two rates,
/// and of two inverse sums of rates, stay within the range of numbers.
const FAR: f64 = 300.0;
/// A pair that is not listed.
const NOWHERE: u32 = u32::MAX;

/// The state at an event. Parameters stand in an order of their own: statistics of pairs that are common, statistics of pairs that are
/// rare, numbers of actors.
pub(super) struct Scene<'a> {
    of: &'a Coordination,
    /// Which parameter each is, and its θ.
    pub(super) order: Vec<usize>,
    theta: Vec<f64>,
    /// How many statistics of pairs are common, and how many there are.
    pub(super) common: usize,
    pub(super) of_pairs: usize,
    /// Distinct rows in that order, the common ones centred (what all have in common cancels); θ·row, its exponential, and whether the
    /// row has something rare.
    rows: Vec<f64>,
    linear: Vec<f64>,
    weights: Vec<f64>,
    is_rare: Vec<bool>,
    /// The row of each ordered pair.
    row: Vec<u32>,
    /// Pairs with something rare, the lower actor first, and where each stands.
    pub(super) listed: Vec<(u32, u32)>,
    place: Vec<u32>,
    /// Numbers of actors, column by column; θ times them, and its exponential (0 for those absent).
    pub(super) numbers: Columns,
    pub(super) attraction: Vec<f64>,
    pub(super) pull: Vec<f64>,
    pub(super) present: Vec<bool>,
    /// From where `attraction` is measured in `pull`.
    pub(super) origin: f64,
    begun: bool,
    /// The largest θ·s of statistics of pairs.
    farthest: f64,
}

impl<'a> Scene<'a> {
    /// Before the first event.
    pub(super) fn new(of: &'a Coordination, theta: &[f64]) -> Self {
        let (n, k, q) = (of.actors, of.of_pairs.len(), of.of_actors.len());
        let pairs = n * n.saturating_sub(1) / 2;
        // More than a quarter of pairs, counted both ways, are better taken row by row than as a list.
        let is_common = |column: &usize| 2 * of.most_filled[*column] > pairs;
        let mut columns: Vec<usize> = (0..k).filter(is_common).collect();
        let mut common = columns.len();
        columns.extend((0..k).filter(|column| !is_common(column)));
        if common == 0 && of.most_filled.iter().sum::<usize>() > pairs {
            common = k;
        }
        let order: Vec<usize> =
            columns.iter().map(|column| of.of_pairs[*column]).chain(of.of_actors.iter().copied()).collect();
        let theta: Vec<f64> = order.iter().map(|a| theta[*a]).collect();
        let rows = centred(&of.rows, &columns, common);
        let count = if k == 0 { 1 } else { rows.len() / k };
        let row = |index: usize| &rows[index * k..(index + 1) * k];
        let linear: Vec<f64> = (0..count).map(|index| dot(row(index), &theta[..k])).collect();
        let mut weights = linear.clone();
        foedera_math::exp_in_place(&mut weights);
        let farthest = linear.iter().fold(0.0, |most: f64, linear| most.max(linear.abs()));
        let is_rare = (0..count).map(|index| row(index)[common..].iter().any(|s| *s != 0.0)).collect();
        Self {
            of,
            order,
            theta,
            common,
            of_pairs: k,
            linear,
            weights,
            is_rare,
            rows,
            row: vec![0; n * n],
            listed: Vec::new(),
            place: vec![NOWHERE; n * n],
            numbers: Columns::new(q, n),
            attraction: vec![0.0; n],
            pull: vec![0.0; n],
            present: vec![false; n],
            origin: 0.0,
            begun: false,
            farthest,
        }
    }

    /// Take up what changed before an event; gives whether anything did.
    pub(super) fn take(&mut self, pairs: &[PairChange], values: &[ActorChange], arrivals: &[Arrival]) -> bool {
        pairs.iter().for_each(|change| self.set_pair(change));
        for change in values {
            self.numbers.column_mut(change.column as usize)[change.actor as usize] = change.value;
        }
        for arrival in arrivals {
            self.present[arrival.actor as usize] = arrival.present;
        }
        if !self.begun {
            self.begun = true;
            (0..self.present.len()).for_each(|actor| self.weigh(actor));
            let here = || self.attraction.iter().zip(&self.present).filter(|(_, here)| **here).map(|(x, _)| *x);
            let (least, most) = here().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
            self.origin = if least.is_finite() && most.is_finite() { 0.5 * (least + most) } else { 0.0 };
            (0..self.present.len()).for_each(|actor| self.weigh(actor));
            return true;
        }
        for changes in values.chunk_by(|one, other| one.actor == other.actor) {
            self.weigh(changes[0].actor as usize);
        }
        arrivals.iter().for_each(|arrival| self.weigh(arrival.actor as usize));
        !(pairs.is_empty() && values.is_empty() && arrivals.is_empty())
    }

    fn set_pair(&mut self, change: &PairChange) {
        let n = self.present.len();
        let (there, back) =
            ((change.lower as usize * n + change.upper as usize), (change.upper as usize * n + change.lower as usize));
        self.row[there] = change.there;
        self.row[back] = change.back;
        let is = self.is_rare[change.there as usize] || self.is_rare[change.back as usize];
        let place = self.place[there];
        if is && place == NOWHERE {
            self.place[there] = self.listed.len() as u32;
            self.listed.push((change.lower, change.upper));
        } else if !is && place != NOWHERE {
            self.listed.swap_remove(place as usize);
            self.place[there] = NOWHERE;
            if let Some((lower, upper)) = self.listed.get(place as usize) {
                self.place[*lower as usize * n + *upper as usize] = place;
            }
        }
    }

    fn weigh(&mut self, actor: usize) {
        let theta = &self.theta[self.of_pairs..];
        let of = theta.iter().enumerate().map(|(column, theta)| theta * self.numbers.column(column)[actor]);
        let attraction: f64 = of.sum();
        self.attraction[actor] = attraction;
        self.pull[actor] = if self.present[actor] { foedera_math::exp(attraction - self.origin) } else { 0.0 };
    }

    /// Whether all statistics of pairs are rare.
    pub(super) fn is_sparse(&self) -> bool {
        self.common == 0
    }

    /// Whether rates cannot be measured from one place for all.
    pub(super) fn is_wild(&self) -> bool {
        let near = FAR - self.farthest;
        let far = |(x, here): (&f64, &bool)| *here && !(2.0 * (x - self.origin).abs() <= near);
        self.attraction.iter().zip(&self.present).any(far)
    }

    pub(super) fn actors(&self) -> usize {
        self.of.actors
    }

    pub(super) fn parameters(&self) -> usize {
        self.order.len()
    }

    /// The statistics of one towards another that are of pairs.
    #[inline]
    pub(super) fn row(&self, from: usize, to: usize) -> &[f64] {
        let row = self.index(from, to);
        &self.rows[row * self.of_pairs..(row + 1) * self.of_pairs]
    }

    /// Their θ·s, and its exponential.
    #[inline]
    pub(super) fn linear(&self, from: usize, to: usize) -> f64 {
        self.linear[self.index(from, to)]
    }

    #[inline]
    pub(super) fn weight(&self, from: usize, to: usize) -> f64 {
        self.weights[self.index(from, to)]
    }

    #[inline]
    fn index(&self, from: usize, to: usize) -> usize {
        self.row[from * self.of.actors + to] as usize
    }
}

/// Rows with their columns in this order, the first `common` less their mean.
fn centred(rows: &[f64], columns: &[usize], common: usize) -> Vec<f64> {
    let k = columns.len();
    if k == 0 {
        return Vec::new();
    }
    let mut sums = vec![0.0; k];
    let mut ordered = Vec::with_capacity(rows.len());
    for row in rows.chunks_exact(k) {
        ordered.extend(columns.iter().map(|column| row[*column]));
        sums.iter_mut().zip(columns).for_each(|(sum, column)| *sum += row[*column]);
    }
    let count = (rows.len() / k) as f64;
    for row in ordered.chunks_exact_mut(k) {
        row[..common].iter_mut().zip(&sums).for_each(|(cell, sum)| *cell -= sum / count);
    }
    ordered
}
