//! The expected utility model: rounds of challenges on one issue, from Bueno de Mesquita (1994).
//!
//! # Warning
//! The model has no equilibrium to which its rounds must lead. On published cases its positions cycle, and noise of
//! one per cent in the inputs moves its answer by up to half of the scale. It is here because it is asked for, and to
//! be compared; on the issues of the European Union with known outcomes it errs more than the weighted mean.
//!
//! A round: each actor estimates, from coalitions of c s (|x_k − x_j|^r_k − |x_k − x_i|^r_k) / R^r_k, the chance that
//! it would win against each other one, infers from the dangers so found how much risk everyone takes (r), and takes
//! of the offers that it gets one. All moves are simultaneous. Bueno de Mesquita (1994), in "European Community
//! Decision Making", and, for what he left open, Scholz, Calbert and Smith (2011), "Unravelling Bueno de Mesquita's
//! Group Decision Model", J. Theoretical Politics 23. The probability Q that a status quo stays is 1, as theirs.
//!
//! The two variants differ in what the sources disagree on:
//! - [`Variant::Code`] (A): Scholz's program. The chance of victory is divided by the votes of all pairs of actors, no
//!   one ever capitulates, and of several compromises the one with the least weighted mean of positions is taken.
//! - [`Variant::Equations`] (B): his printed equations. The chance is divided by the votes of this pair, capitulation
//!   is possible, and the offer of least movement is taken.

use foedera_math::{exp_in_place, ln};

use crate::condorcet::differences;
use crate::settle::{Voices, weighted_median};

/// Which reading of the model. See the module for the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// As Scholz's program computes it (A).
    Code,
    /// As the equations are printed (B).
    Equations,
}

/// What an offer is to the one who gets it, by the gains that either side expects from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Both expect to gain: the weaker moves all the way.
    Confrontation,
    /// The challenger expects to gain more than the other to lose: a move in proportion.
    Compromise,
    /// The challenger expects to gain less than the other to lose: a move all the way.
    Capitulation,
}

/// A move that an actor made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// Who moved.
    pub actor: usize,
    /// On whose offer.
    pub from: usize,
    /// The kind of offer.
    pub kind: Kind,
    /// What the actor expects of challenging the other, and what it thinks that the other expects.
    pub expected: [f64; 2],
    /// Where it moved.
    pub to: f64,
}

/// The state after a round.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Round {
    /// The position of each actor.
    pub positions: Vec<f64>,
    /// The risk exponent r of each actor in this round, from 0.5 (risk-acceptant) to 2; empty before the first.
    pub risks: Vec<f64>,
    /// The moves that led here.
    pub moves: Vec<Move>,
}

/// How the rounds ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Nobody moves any more.
    Settled,
    /// The positions come back after this many rounds, for ever.
    Cycle(usize),
    /// Neither within the rounds that were allowed.
    Unsettled,
}

/// One issue as the model sees it. Actors who hold one position are one to most of it: matrices have a row for each
/// position that is held, and columns for these or for the actors who look at it.
#[derive(Debug, Clone)]
pub struct Expectation<'a> {
    weights: &'a [f64],
    saliences: &'a [f64],
    variant: Variant,
    /// The greatest distance between initial positions, which all later distances are measured by.
    range: f64,
    /// A difference of positions that is none.
    least: f64,
    met: Met,
    /// The positions held now, as their places among those met, and how many hold each.
    held: Vec<usize>,
    holders: Vec<f64>,
    /// Which of the held positions each actor holds.
    places: Vec<usize>,
    /// For each pair of held positions the distance over the range, and its chances.
    distances: Vec<f64>,
    chances: Vec<f64>,
    /// The r-th powers of the distance d, of (1 − d)/2 and of (1 + d)/2, by the r of who looks: three matrices; and of 1/2.
    powers: Vec<f64>,
    halves: Vec<f64>,
    /// The powers of distances times weights: what each actor has against each position.
    votes: Vec<f64>,
    dangers: Vec<f64>,
    /// What the round played last came to.
    risks: Vec<f64>,
    next: Vec<f64>,
    moves: Vec<Move>,
    /// The offers to one actor, each with its rank.
    offers: Vec<(Move, (f64, f64))>,
    /// Whether offers have tied in any round so far, or an expectation was too near to 0 or to another to tell offers apart.
    tied: bool,
}

/// All positions met in any round, and the logarithms of their distances as far as they were asked for. Most moves lead
/// to a position that another actor holds, so that few logarithms are taken.
#[derive(Debug, Clone, Default)]
struct Met {
    positions: Vec<f64>,
    /// For each pair of positions, the later by rows, the natural logarithms of d, (1 − d)/2 and (1 + d)/2; NaN until asked for.
    logarithms: Vec<[f64; 3]>,
}

impl Met {
    /// Which of the positions this is; a new one is added.
    fn place(&mut self, position: f64) -> usize {
        if let Some(place) = self.positions.iter().position(|known| *known == position) {
            return place;
        }
        let place = self.positions.len();
        self.positions.push(position);
        self.logarithms.resize(self.logarithms.len() + place, [f64::NAN; 3]);
        place
    }

    /// The logarithms of a pair at a distance d of the range.
    fn logarithms(&mut self, one: usize, other: usize, d: f64) -> [f64; 3] {
        let (low, high) = (one.min(other), one.max(other));
        if low == high {
            return SAME_PLACE;
        }
        let known = &mut self.logarithms[high * (high - 1) / 2 + low];
        if known[0].is_nan() {
            *known =
                [d, 0.5 - 0.5 * d, 0.5 + 0.5 * d].map(|share| if share > 0.0 { ln(share) } else { f64::NEG_INFINITY });
        }
        *known
    }
}

/// The logarithms of d, (1 − d)/2 and (1 + d)/2 where d is 0.
const SAME_PLACE: [f64; 3] = [f64::NEG_INFINITY, -std::f64::consts::LN_2, -std::f64::consts::LN_2];

/// Positions that differ by less than this share of the range are the same when rounds are compared.
const SAME: f64 = 1e-9;

impl<'a> Expectation<'a> {
    /// The model for initial positions, with the weight c s and the salience of each actor.
    pub fn new(positions: &[f64], weights: &'a [f64], saliences: &'a [f64], variant: Variant) -> Self {
        let high = positions.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let low = positions.iter().copied().fold(f64::INFINITY, f64::min);
        let (range, n) = (high - low, positions.len());
        Self {
            weights,
            saliences,
            variant,
            range,
            least: range * 1e-12,
            met: Met::default(),
            held: Vec::with_capacity(n),
            holders: Vec::with_capacity(n),
            places: Vec::with_capacity(n),
            distances: Vec::with_capacity(n * n),
            chances: Vec::with_capacity(n * n),
            powers: Vec::with_capacity(3 * n * n),
            halves: Vec::with_capacity(n),
            votes: Vec::with_capacity(n * n),
            dangers: Vec::with_capacity(n),
            risks: Vec::with_capacity(n),
            next: Vec::with_capacity(n),
            moves: Vec::with_capacity(n),
            offers: Vec::with_capacity(n),
            tied: false,
        }
    }

    /// Play one round from these positions.
    pub fn round(&mut self, positions: &[f64]) -> Round {
        self.play(positions);
        self.played()
    }

    /// The round played last, to be kept.
    fn played(&self) -> Round {
        Round { positions: self.next.clone(), risks: self.risks.clone(), moves: self.moves.clone() }
    }

    fn play(&mut self, positions: &[f64]) {
        let n = positions.len();
        self.next.clear();
        self.next.extend_from_slice(positions);
        self.risks.clear();
        self.risks.resize(n, 1.0);
        self.moves.clear();
        if n == 0 || self.range <= 0.0 {
            return;
        }
        self.measure(positions);
        self.endanger();
        let most = self.dangers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let least = self.dangers.iter().copied().fold(f64::INFINITY, f64::min);
        for (danger, risk) in self.dangers.iter().zip(&mut self.risks) {
            let attitude = if most > least { (2.0 * danger - most - least) / (most - least) } else { 0.0 };
            *risk = (1.0 - attitude / 3.0) / (1.0 + attitude / 3.0);
        }
        self.raise();
        self.cast_powers();
        self.victories();
        for i in 0..n {
            let (best, tied) = self.best_offer(i, positions);
            self.tied |= tied;
            self.moves.extend(best);
        }
        for step in &self.moves {
            self.next[step.actor] = step.to;
        }
    }

    /// Find who holds which position, and distances.
    fn measure(&mut self, positions: &[f64]) {
        self.held.clear();
        self.holders.clear();
        self.places.clear();
        for position in positions {
            let met = self.met.place(*position);
            let place = self.held.iter().position(|held| *held == met).unwrap_or(self.held.len());
            if place == self.held.len() {
                self.held.push(met);
                self.holders.push(0.0);
            }
            self.holders[place] += 1.0;
            self.places.push(place);
        }
        let (met, range) = (&self.met.positions, self.range);
        self.distances.clear();
        for one in &self.held {
            self.distances.extend(self.held.iter().map(|other| (met[*one] - met[*other]).abs() / range));
        }
    }

    /// What all others could do to each actor, where everyone is neutral to risk: the sum of what each of them expects of
    /// challenging it, as that one sees it. With r = 1 that is 4 d (1/2 − s (1 − P)).
    fn endanger(&mut self) {
        let m = self.held.len();
        self.votes.clear();
        for row in self.distances.chunks_exact(m) {
            self.votes.extend(self.places.iter().zip(self.weights).map(|(place, weight)| weight * row[*place]));
        }
        self.victories();
        self.dangers.clear();
        for (place, salience) in self.places.iter().zip(self.saliences) {
            let from = |k: usize| {
                let loses = salience * (1.0 - self.chances[k * m + place]);
                self.holders[k] * 4.0 * self.distances[k * m + place] * (0.5 - loses)
            };
            self.dangers.push((0..m).map(from).sum());
        }
    }

    /// Set the powers for the exponents.
    fn raise(&mut self) {
        let (m, n) = (self.held.len(), self.risks.len());
        self.powers.clear();
        self.powers.resize(3 * m * n, 0.0);
        for p in 0..m {
            for (k, (place, risk)) in self.places.iter().zip(&self.risks).enumerate() {
                let logarithms = self.met.logarithms(self.held[p], self.held[*place], self.distances[p * m + place]);
                for (which, logarithm) in logarithms.into_iter().enumerate() {
                    self.powers[(which * m + p) * n + k] = risk * logarithm;
                }
            }
        }
        exp_in_place(&mut self.powers);
        self.halves.clear();
        self.halves.extend(self.risks.iter().map(|risk| -risk * std::f64::consts::LN_2));
        exp_in_place(&mut self.halves);
    }

    /// Let every actor vote against each position by the power of its distance.
    fn cast_powers(&mut self) {
        let n = self.weights.len();
        self.votes.clear();
        for row in self.powers.chunks_exact(n).take(self.held.len()) {
            self.votes.extend(row.iter().zip(self.weights).map(|(power, weight)| weight * power));
        }
    }

    /// The chance P_ij that who holds i wins against who holds j, by the votes of all.
    fn victories(&mut self) {
        let (m, n) = (self.held.len(), self.weights.len());
        self.chances.clear();
        self.chances.resize(m * m, 0.0);
        let mut all = 0.0;
        for i in 0..m {
            for j in 0..i {
                if self.distances[i * m + j] * self.range <= self.least {
                    continue;
                }
                let (own, other) = differences(&self.votes[j * n..][..n], &self.votes[i * n..][..n]);
                all += 2.0 * self.holders[i] * self.holders[j] * (own + other);
                let cast = if self.variant == Variant::Code { 1.0 } else { own + other };
                self.chances[i * m + j] = own / cast;
                self.chances[j * m + i] = other / cast;
            }
        }
        if self.variant == Variant::Code && all > 0.0 {
            self.chances.iter_mut().for_each(|chance| *chance /= all);
        }
    }

    /// What i expects of challenging j, and what it thinks that j expects of challenging it: the one challenged fights with a
    /// chance of its salience, and yields otherwise. A utility is 2 − 4 x^r, with x = (1 − d)/2 for success, (1 + d)/2 for
    /// failure and 1/2 for the status quo.
    fn expected(&self, i: usize, j: usize) -> [f64; 2] {
        let (m, n) = (self.held.len(), self.weights.len());
        let (here, there) = (self.places[i], self.places[j]);
        let (success, failure) = (self.powers[(m + there) * n + i], self.powers[(2 * m + there) * n + i]);
        let value = |target: usize, chance: f64| {
            let loses = self.saliences[target] * (1.0 - chance);
            4.0 * ((self.halves[i] - success) + loses * (success - failure))
        };
        [value(j, self.chances[here * m + there]), value(i, self.chances[there * m + here])]
    }

    /// The offer that i takes, if it gets any, and whether that is a tie: another offer is as good and leads elsewhere,
    /// a mirrored scale would choose another compromise (variant A goes by the value of positions), or rounding
    /// decides what kind of offer it is.
    fn best_offer(&mut self, i: usize, positions: &[f64]) -> (Option<Move>, bool) {
        let mut offers = std::mem::take(&mut self.offers);
        offers.clear();
        let tied = self.list_offers(i, positions, &mut offers);
        let best = offers.iter().copied().reduce(|best, next| if next.1 < best.1 { next } else { best });
        let rivalled = best.is_some_and(|best| self.rivalled(&best, &offers));
        self.offers = offers;
        (best.map(|best| best.0), tied || rivalled)
    }

    /// Whether another offer is as good as the best one and leads elsewhere.
    fn rivalled(&self, best: &(Move, (f64, f64)), offers: &[(Move, (f64, f64))]) -> bool {
        let compromise = self.variant == Variant::Code && best.0.kind == Kind::Compromise;
        let near = |a: f64, b: f64| (a - b).abs() <= SAME;
        offers.iter().any(|(step, rank)| {
            let rivals = if compromise {
                step.kind == Kind::Compromise
            } else {
                near(rank.0, best.1.0) && near(rank.1, best.1.1)
            };
            rivals && !near(step.to, best.0.to)
        })
    }

    /// All offers to i, and whether rounding decides what kind of offer one of them is.
    fn list_offers(&self, i: usize, positions: &[f64], offers: &mut Vec<(Move, (f64, f64))>) -> bool {
        let mut tied = false;
        for (j, there) in positions.iter().enumerate() {
            let apart = there - positions[i];
            if j == i || apart.abs() <= self.least {
                continue;
            }
            let [own, other] = self.expected(i, j);
            let near = |a: f64, b: f64| (a - b).abs() <= SAME;
            tied |= other > -SAME && (near(own, 0.0) || near(other, 0.0) || near(own, other) || near(own, -other));
            let kind = match () {
                () if other > own && own > 0.0 => Kind::Confrontation,
                () if other > 0.0 && own < 0.0 && other > own.abs() => Kind::Compromise,
                () if other > 0.0 && own < 0.0 && other < own.abs() => Kind::Capitulation,
                () => continue,
            };
            if kind == Kind::Capitulation && self.variant == Variant::Code {
                continue;
            }
            let to = if kind == Kind::Compromise { positions[i] + apart * (own / other).abs() } else { *there };
            let (moved, order) = ((to - positions[i]).abs(), f64::from(kind as u8));
            let rank = match self.variant {
                Variant::Code if kind == Kind::Compromise => {
                    (order, (own.abs() * positions[i] + other.abs() * there) / (own.abs() + other.abs()))
                }
                Variant::Code => (order, moved),
                Variant::Equations => (moved, order),
            };
            offers.push((Move { actor: i, from: j, kind, expected: [own, other], to }, rank));
        }
        tied
    }

    /// Play until nobody moves, positions come back, or `limit` rounds are over. The first entry is the start.
    pub fn rounds(&mut self, positions: &[f64], limit: usize) -> (Vec<Round>, End) {
        let mut rounds = vec![Round { positions: positions.to_vec(), ..Round::default() }];
        let (_, end) = self.play_on(positions, limit, |model| rounds.push(model.played()));
        (rounds, end)
    }

    /// The same; gives the positions before and after each round, one behind the other, and calls `each` after a round.
    fn play_on(&mut self, positions: &[f64], limit: usize, mut each: impl FnMut(&Self)) -> (Vec<f64>, End) {
        let n = positions.len();
        let mut all = Vec::with_capacity((limit + 1) * n);
        all.extend_from_slice(positions);
        for played in 1..=limit {
            self.play(&all[(played - 1) * n..]);
            each(self);
            let least = SAME * self.range;
            let same = |past: &usize| all[past * n..][..n].iter().zip(&self.next).all(|(a, b)| (a - b).abs() <= least);
            let back = (0..played).rev().find(same);
            all.extend_from_slice(&self.next);
            if let Some(back) = back {
                return (all, if back + 1 == played { End::Settled } else { End::Cycle(played - back) });
            }
        }
        (all, End::Unsettled)
    }
}

/// The forecast after each round, as shares of the scale, how the rounds ended, and whether offers tied or the last
/// median lies in a gap with half of the weight on either side: the weighted median.
pub(crate) fn medians(voices: &Voices, saliences: &[f64], variant: Variant, limit: usize) -> (Vec<f64>, End, bool) {
    let mut model = Expectation::new(&voices.positions, &voices.weights, saliences, variant);
    let mut medians = vec![weighted_median(&voices.positions, &voices.weights)];
    let (_, end) =
        model.play_on(&voices.positions, limit, |model| medians.push(weighted_median(&model.next, &voices.weights)));
    let told = if let End::Cycle(length) = end { length } else { 1 };
    let even = medians.iter().rev().take(told).any(|median| median.1);
    (medians.into_iter().map(|median| median.0).collect(), end, model.tied || even)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_agree_stay() {
        for variant in [Variant::Code, Variant::Equations] {
            let mut model = Expectation::new(&[0.4, 0.4], &[1.0, 2.0], &[1.0, 1.0], variant);
            let (rounds, end) = model.rounds(&[0.4, 0.4], 5);
            assert_eq!((rounds.len(), end), (2, End::Settled));
        }
        assert!(Expectation::new(&[], &[], &[], Variant::Code).round(&[]).positions.is_empty());
    }

    #[test]
    fn the_chance_of_the_stronger_of_two_is_its_share_where_only_the_pair_counts() {
        let mut model = Expectation::new(&[0.0, 1.0], &[3.0, 1.0], &[1.0, 1.0], Variant::Equations);
        model.round(&[0.0, 1.0]);
        assert_eq!((model.chances[1], model.chances[2]), (0.75, 0.25));
        let mut model = Expectation::new(&[0.0, 1.0], &[3.0, 1.0], &[1.0, 1.0], Variant::Code);
        model.round(&[0.0, 1.0]);
        // Either pair counts in both of its orders.
        assert_eq!((model.chances[1], model.chances[2]), (0.375, 0.125));
    }
}
