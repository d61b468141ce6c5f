//! From draws to estimates: aleatory uncertainty (chance), epistemic uncertainty (of what is not known) and the error of simulation are kept apart.
//!
//! Each draw tells every answer twice: by the integral of its drift over the draw's futures, and by counting the futures in
//! which it holds. Both have the probability as their mean. Integrals have far less noise, and exclusive answers sum to 1 in
//! them; counts are shares of futures, so that whatever holds by logic holds in them (no share is negative, who has left
//! stays away, "any" is no less than each). The estimate is (1 − w)·integral + w·count with the least w, one for all answers
//! of a branch, at which all of it holds: 0 as a rule at the default number of futures.

use std::collections::BTreeMap;

use foedera_math::{ExactSum, quantile};

use crate::Estimate;
use crate::watch::{OF_MEMBER, OfMember, OfTreaty, answers, first_answer, member_answer, treaty_answer};

/// One draw in one branch.
pub(crate) struct Outcome {
    /// Every answer at every time, by integrals: `times × answers`.
    pub(crate) integrals: Vec<f64>,
    /// The same by counting.
    pub(crate) shares: Vec<f64>,
    /// The error of `integrals` that comes from simulating few futures, from two halves of them, with the sign of their
    /// difference; its square is a variance.
    pub(crate) half: Vec<f64>,
    /// Futures with each number of participants at each time.
    pub(crate) counts: Vec<u32>,
    /// Futures with each share of the date's usable force at each time, in thousandths.
    pub(crate) forces: Vec<BTreeMap<u32, u32>>,
    /// Futures that were stopped, since they had more events than a future may have.
    pub(crate) stopped: u32,
}

/// What is summed for each answer: integral, share, square of the integral, noise, and of the means of integrals and shares in each pair
/// of draws the squares and the product.
pub(crate) const TALLY_TERMS: usize = 7;

/// Sums over the draws of a block in one branch, in the order of the draws.
pub(crate) struct Block {
    draws: u32,
    sums: Vec<f64>,
    /// The first draw of a pair, until its second comes.
    first: Option<(Vec<f64>, Vec<f64>)>,
    seen: Seen,
}

/// What was counted in futures.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Seen {
    /// Futures with each number of participants at each time.
    pub(crate) counts: Vec<u64>,
    /// Futures with each share of the date's usable force at each time, in thousandths.
    pub(crate) forces: Vec<BTreeMap<u32, u64>>,
    /// Futures that were stopped.
    pub(crate) stopped: u64,
}

/// Sums over blocks in one branch, without rounding: blocks may come in any order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Totals {
    pub(crate) draws: u32,
    pub(crate) sums: Vec<ExactSum>,
    pub(crate) seen: Seen,
}

/// The means over all draws in one branch.
pub(crate) struct Tally {
    draws: u32,
    members: usize,
    integrals: Vec<f64>,
    shares: Vec<f64>,
    /// Squares of `integrals` in each draw.
    squares: Vec<f64>,
    /// Squares and products of the means of `integrals` and `shares` in each pair of draws.
    of_pairs: Vec<[f64; 3]>,
    noise: Vec<f64>,
    pub(crate) seen: Seen,
    weight: f64,
}

impl Block {
    pub(crate) fn new(members: usize, times: usize) -> Self {
        let seen = Seen { counts: vec![0; times * (members + 2)], forces: vec![BTreeMap::new(); times], stopped: 0 };
        Self { draws: 0, sums: vec![0.0; TALLY_TERMS * times * answers(members)], first: None, seen }
    }

    pub(crate) fn add(&mut self, outcome: &Outcome) {
        self.draws += 1;
        self.seen.stopped += u64::from(outcome.stopped);
        for (position, sums) in self.sums.chunks_exact_mut(TALLY_TERMS).enumerate() {
            let (integral, half) = (outcome.integrals[position], outcome.half[position]);
            let more = [integral, outcome.shares[position], integral * integral, half * half];
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        match self.first.take() {
            None => self.first = Some((outcome.integrals.clone(), outcome.shares.clone())),
            Some((integrals, shares)) => {
                for (position, sums) in self.sums.chunks_exact_mut(TALLY_TERMS).enumerate() {
                    let integral = 0.5 * (integrals[position] + outcome.integrals[position]);
                    let share = 0.5 * (shares[position] + outcome.shares[position]);
                    let more = [integral * integral, integral * share, share * share];
                    sums[TALLY_TERMS - 3..].iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
                }
            }
        }
        self.seen.counts.iter_mut().zip(&outcome.counts).for_each(|(sum, count)| *sum += u64::from(*count));
        for (all, more) in self.seen.forces.iter_mut().zip(&outcome.forces) {
            more.iter().for_each(|(force, count)| *all.entry(*force).or_insert(0) += u64::from(*count));
        }
    }
}

impl Seen {
    fn merge(&mut self, other: &Self) {
        self.counts.resize(other.counts.len().max(self.counts.len()), 0);
        self.forces.resize(other.forces.len().max(self.forces.len()), BTreeMap::new());
        self.stopped += other.stopped;
        self.counts.iter_mut().zip(&other.counts).for_each(|(sum, count)| *sum += count);
        for (all, more) in self.forces.iter_mut().zip(&other.forces) {
            more.iter().for_each(|(force, count)| *all.entry(*force).or_insert(0) += count);
        }
    }
}

impl Totals {
    pub(crate) fn add(&mut self, block: &Block) {
        self.draws += block.draws;
        add_exactly(&mut self.sums, &block.sums);
        self.seen.merge(&block.seen);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.draws += other.draws;
        merge_exactly(&mut self.sums, &other.sums);
        self.seen.merge(&other.seen);
    }
}

/// Add rounded sums of a block to exact ones.
pub(crate) fn add_exactly(sums: &mut Vec<ExactSum>, block: &[f64]) {
    sums.resize(block.len(), ExactSum::default());
    sums.iter_mut().zip(block).for_each(|(sum, more)| sum.add(*more));
}

/// Add exact sums to exact ones; a part without draws has none.
pub(crate) fn merge_exactly(sums: &mut Vec<ExactSum>, other: &[ExactSum]) {
    sums.resize(other.len().max(sums.len()), ExactSum::default());
    sums.iter_mut().zip(other).for_each(|(sum, more)| sum.merge(more));
}

impl Tally {
    /// All draws are in: make sums means and find the weight of counting.
    pub(crate) fn of(members: usize, totals: Totals) -> Self {
        let (count, pairs) = (f64::from(totals.draws), f64::from(totals.draws / 2));
        let term = |term: usize| totals.sums.iter().skip(term).step_by(TALLY_TERMS).map(ExactSum::value);
        let mean = |place: usize| -> Vec<f64> { term(place).map(|sum| sum / count).collect() };
        let [integrals, shares, squares, noise] = [0, 1, 2, 3].map(mean);
        let of_pairs = term(4).zip(term(5)).zip(term(6)).map(|((a, b), c)| [a / pairs, b / pairs, c / pairs]).collect();
        let weight = weight_of_counting(members, &integrals, &shares);
        Self { draws: totals.draws, members, integrals, shares, squares, of_pairs, noise, seen: totals.seen, weight }
    }

    /// The probability of an answer.
    pub(crate) fn mean(&self, position: usize) -> f64 {
        let mixed = (1.0 - self.weight) * self.integrals[position] + self.weight * self.shares[position];
        mixed.clamp(0.0, 1.0)
    }

    /// The standard error of [`Tally::mean`]: pairs of draws are independent, so it holds both the noise of few draws and that
    /// of few futures in each. One pair says nothing of it; ½ is the most that it can be.
    fn error(&self, position: usize) -> f64 {
        let pairs = self.draws / 2;
        if pairs < 2 {
            return 0.5;
        }
        let (own, other) = (1.0 - self.weight, self.weight);
        let [integrals, both, shares] = self.of_pairs[position];
        let mixed = own * self.integrals[position] + other * self.shares[position];
        let squares = own * own * integrals + 2.0 * own * other * both + other * other * shares;
        let error = ((squares - mixed * mixed).max(0.0) / f64::from(pairs - 1)).sqrt();
        // Counting that has found none, or all, does not know better than one in the futures that it has counted.
        error.max(other * self.least_error()).min(0.5)
    }

    /// One in the futures counted.
    fn least_error(&self) -> f64 {
        let futures: u64 = self.seen.counts.iter().take(self.members + 2).sum();
        if futures == 0 { 0.0 } else { 1.0 / futures as f64 }
    }

    /// The share of the variance over draws that is noise of simulation; 1 if there is no variance.
    pub(crate) fn noise_share(&self, position: usize) -> f64 {
        let middle = self.integrals[position];
        let variance = (self.squares[position] - middle * middle).max(0.0);
        if variance > 0.0 { (self.noise[position] / variance).min(1.0) } else { 1.0 }
    }

    /// The estimate of an answer; `kept` holds its integrals in the draws that were kept, in any order. The interval is
    /// over draws, with the noise of simulation taken out: deviations are shrunk by √(1 − noise variance / variance).
    pub(crate) fn estimate(&self, position: usize, kept: &mut [f64], events: u32) -> Estimate {
        kept.sort_by(f64::total_cmp);
        let (mean, middle) = (self.mean(position), self.integrals[position]);
        let shrink = (1.0 - self.noise_share(position)).sqrt();
        let bound = |p: f64| (mean + shrink * (quantile(kept, p) - middle)).clamp(0.0, 1.0);
        Estimate {
            mean,
            low: bound(0.05).min(mean),
            high: bound(0.95).max(mean),
            events,
            monte_carlo_error: self.error(position),
        }
    }
}

/// The least weight of `shares` at which the mixture with `integrals` obeys logic at all times.
fn weight_of_counting(members: usize, integrals: &[f64], shares: &[f64]) -> f64 {
    /// Rounding of sums; what lies below it is no breach.
    const ROUNDING: f64 = 1e-12;
    let width = answers(members);
    let none = vec![0.0; width];
    let mut weight: f64 = 0.0;
    let (mut before_integrals, mut before_shares) = (&none[..], &none[..]);
    for (of_integrals, of_shares) in integrals.chunks(width).zip(shares.chunks(width)) {
        let found = surpluses(members, of_integrals, before_integrals);
        for (found, counted) in found.into_iter().zip(surpluses(members, of_shares, before_shares)) {
            if found < -ROUNDING {
                weight = weight.max(found / (found - counted.max(0.0)));
            }
        }
        (before_integrals, before_shares) = (of_integrals, of_shares);
    }
    weight
}

/// What must not be negative, by logic: linear in the answers at a time (`now`) and at the time before.
fn surpluses(members: usize, now: &[f64], before: &[f64]) -> Vec<f64> {
    let treaty = |list: &[f64], of: OfTreaty| list[treaty_answer(members, of)];
    let (any, closed) = (treaty(now, OfTreaty::AnyLeft), treaty(now, OfTreaty::Closed));
    let mut found: Vec<f64> = now.iter().flat_map(|answer| [*answer, 1.0 - answer]).collect();
    found.push(treaty(now, OfTreaty::ClosedOrFew) - closed);
    for of in [OfTreaty::AnyLeft, OfTreaty::Ended, OfTreaty::Replaced, OfTreaty::Closed] {
        found.push(treaty(now, of) - treaty(before, of));
    }
    let mut all_left = 0.0;
    for member in 0..members {
        let [left, _, over, _] = OF_MEMBER.map(|of| now[member_answer(member, of)]);
        let earlier = OF_MEMBER.map(|of| before[member_answer(member, of)]);
        found.extend([left - earlier[OfMember::Left as usize], over - earlier[OfMember::Over as usize]]);
        found.extend([any - left, closed - over, over + left - closed]);
        let first = first_answer(members, member);
        found.extend([left - now[first], now[first] - before[first]]);
        all_left += left;
    }
    found.push(all_left - any);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tally of one answer about a treaty without members, in draws that say `integrals` with noise variance `noise`.
    fn estimate(integrals: &[f64], noise: f64) -> Estimate {
        let mut block = Block::new(0, 1);
        let width = answers(0);
        for integral in integrals {
            let only = |value: f64| {
                let mut all = vec![0.0; width];
                all[treaty_answer(0, OfTreaty::ClosedOrFew)] = value;
                all
            };
            let outcome = Outcome {
                integrals: only(*integral),
                shares: only(*integral),
                half: only(noise.sqrt()),
                counts: vec![0; 2],
                forces: Vec::new(),
                stopped: 0,
            };
            block.add(&outcome);
        }
        let mut totals = Totals::default();
        totals.add(&block);
        let tally = Tally::of(0, totals);
        tally.estimate(treaty_answer(0, OfTreaty::ClosedOrFew), &mut integrals.to_vec(), 1)
    }

    #[test]
    fn pure_noise_leaves_no_interval_and_pure_signal_keeps_it() {
        let draws: Vec<f64> = (0..=100).map(|draw| f64::from(draw) / 100.0).collect();
        let variance = draws.iter().map(|draw| (draw - 0.5) * (draw - 0.5)).sum::<f64>() / 101.0;
        let noise = estimate(&draws, variance * 1.01);
        assert!(noise.high - noise.low < 1e-12);
        let signal = estimate(&draws, 0.0);
        assert!((signal.low - 0.05).abs() < 1e-9 && (signal.high - 0.95).abs() < 1e-9);
    }

    #[test]
    fn the_error_is_the_spread_of_pairs_of_draws_over_the_root_of_their_number() {
        let draws: Vec<f64> = (0..=101).map(|draw| f64::from(draw) / 101.0).collect();
        let pairs: Vec<f64> = draws.chunks(2).map(|pair| 0.5 * (pair[0] + pair[1])).collect();
        let variance = pairs.iter().map(|pair| (pair - 0.5) * (pair - 0.5)).sum::<f64>() / 50.0;
        for noise in [0.0, 0.05] {
            assert!((estimate(&draws, noise).monte_carlo_error - (variance / 51.0).sqrt()).abs() < 1e-12);
        }
        let mirrored: Vec<f64> =
            (0..50).flat_map(|draw| [f64::from(draw) / 50.0, 1.0 - f64::from(draw) / 50.0]).collect();
        assert!(estimate(&mirrored, 0.0).monte_carlo_error < 1e-9, "what one has too high the other has too low");
        assert_eq!(estimate(&[0.3], 0.0).monte_carlo_error, 0.5, "one pair says nothing of it");
        assert_eq!(estimate(&[0.3, 0.2], 0.0).monte_carlo_error, 0.5);
    }

    #[test]
    fn counting_weighs_just_as_much_as_logic_demands() {
        let width = answers(0);
        let at = |ended: f64| {
            let mut all = vec![0.0; width];
            for of in [OfTreaty::Ended, OfTreaty::Closed, OfTreaty::ClosedOrFew] {
                all[treaty_answer(0, of)] = ended;
            }
            all
        };
        let weight = |integral: f64, share: f64| weight_of_counting(0, &at(integral), &at(share));
        assert_eq!(weight(0.3, 0.9), 0.0);
        // 1.2 and 0.9: two thirds of counting make it 1.
        assert!((weight(1.2, 0.9) - 2.0 / 3.0).abs() < 1e-12);
        assert!((weight(-0.1, 0.1) - 0.5).abs() < 1e-12);
        assert_eq!(weight(-0.1, 0.0), 1.0);
        // Once ended it stays so: from 0.5 to 0.4 will not do.
        let two = |first: f64, second: f64| [at(first), at(second)].concat();
        assert!((weight_of_counting(0, &two(0.5, 0.4), &two(0.4, 0.5)) - 0.5).abs() < 1e-12);
    }
}
