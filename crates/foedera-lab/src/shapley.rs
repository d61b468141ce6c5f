//! Shapley effects: how much of the variance of an answer over draws each group of what is drawn accounts for.
//!
//! A group's share is the mean, over all orders in which groups may become known, of what knowing it takes off the variance that is left
//! (Owen 2014; Song, Nelson and Staum 2016). Shares sum to 1. Two independent draws A and B are mixed group by group along an order; half the
//! product of the answer's difference between A and B with its change at a group has the group's share of the variance as its mean, whether
//! the mixture's futures or those of A and B are few: they are different futures, so their noise is independent.

use foedera_futures::membership::{Parameters, SurroundingParameters};
use foedera_math::{Draw, Stream, quantile};
use foedera_world::Day;
use rayon::prelude::*;
use serde::Serialize;

use crate::ask::Answers;
use crate::explain::shock_words;
use crate::plan::Plan;
use crate::question::Question;
use crate::run::{Drawing, Worker};
use crate::scenario::Branch;

/// The share of a group of what is drawn in the variance of an answer over draws.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShapleyShare {
    /// The group.
    pub group: String,
    /// Its share; shares sum to 1. Below 0 is noise.
    pub share: f64,
    /// Its 90 % interval (bootstrap of pairs of draws).
    pub interval: (f64, f64),
}

/// Shapley shares of all groups, and what they cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shapley {
    /// The groups, the largest share first.
    pub shares: Vec<ShapleyShare>,
    /// The standard deviation of the answer over draws of parameters and assumptions.
    pub deviation: f64,
    /// Pairs of draws, each mixed along one order of the groups.
    pub pairs: u32,
    /// Futures that were run.
    pub futures: u32,
}

/// Resamples behind an interval, futures of each mixture, and the fewest pairs that tell anything.
const RESAMPLES: u32 = 400;
const FUTURES: u32 = 8;
const FEWEST: u32 = 40;

/// The order of `groups` in pair `index`: by random numbers of their places.
fn order(index: u32, groups: usize) -> Vec<usize> {
    let draw = Draw { seed: 0x5ea5, future: index, stream: Stream::VarianceShares, option: 1 };
    let mut keyed: Vec<(f64, usize)> = (0..groups).map(|group| (draw.uniform(group as u32), group)).collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    keyed.into_iter().map(|(_, group)| group).collect()
}

/// What each group adds in one pair of draws: `ends` are the answers of A and B, `mixed` the answer where the groups of a mask are of A.
fn increments(index: u32, groups: usize, ends: [f64; 2], mut mixed: impl FnMut(u64) -> f64) -> Vec<f64> {
    let mut found = vec![0.0; groups];
    let (mut mask, mut last) = (0, mixed(0));
    for group in order(index, groups) {
        mask |= 1 << group;
        let next = mixed(mask);
        found[group] = 0.5 * (ends[0] - ends[1]) * (next - last);
        last = next;
    }
    found
}

/// Increments of pairs, added up by group.
fn sums<'a>(groups: usize, pairs: impl Iterator<Item = &'a Vec<f64>>) -> Vec<f64> {
    let mut sums = vec![0.0; groups];
    pairs.for_each(|pair| sums.iter_mut().zip(pair).for_each(|(sum, own)| *sum += own));
    sums
}

/// A share with its interval.
type Shared = (f64, (f64, f64));

/// Shares by the increments of all pairs, with their intervals; `None` if the answer does not vary over draws beyond its noise.
fn shares(pairs: &[Vec<f64>]) -> Option<(Vec<Shared>, f64)> {
    let groups = pairs.first()?.len();
    let of = |sums: &[f64]| -> Option<Vec<f64>> {
        let whole: f64 = sums.iter().sum();
        (whole > 0.0).then(|| sums.iter().map(|sum| sum / whole).collect())
    };
    let all = sums(groups, pairs.iter());
    let (found, whole) = (of(&all)?, all.iter().sum::<f64>() / pairs.len() as f64);
    let again = |resample: u32| {
        let draw = Draw { seed: 0x5ea5, future: resample, stream: Stream::VarianceShares, option: 2 };
        let one =
            |place: usize| &pairs[((draw.uniform(place as u32) * pairs.len() as f64) as usize).min(pairs.len() - 1)];
        of(&sums(groups, (0..pairs.len()).map(one)))
    };
    let resamples: Vec<Vec<f64>> = (0..RESAMPLES).filter_map(again).collect();
    let interval = |group: usize| {
        let mut own: Vec<f64> = resamples.iter().map(|shares| shares[group]).collect();
        own.sort_by(f64::total_cmp);
        if own.is_empty() { (f64::NEG_INFINITY, f64::INFINITY) } else { (quantile(&own, 0.05), quantile(&own, 0.95)) }
    };
    let bounded = |(group, share): (usize, f64)| {
        let (low, high) = interval(group);
        (share, (low.min(share), high.max(share)))
    };
    Some((found.into_iter().enumerate().map(bounded).collect(), whole.sqrt()))
}

/// A group of what is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Group {
    FreezeRate,
    ThawRate,
    Elasticity,
    FrozenExit,
    Leave,
    Endings,
    Eras,
    Links,
    Around,
    /// A shock of the branch, by its place; those to usable force at the same place share its number.
    Shock(usize),
}

/// Everything that is drawn for one branch.
#[derive(Debug, Clone)]
struct Whole {
    parameters: Parameters,
    factors: Vec<f64>,
    forces: Vec<f64>,
}

impl Group {
    fn name(self, branch: &Branch, atlas: &foedera_atlas::Atlas) -> String {
        match self {
            Self::FreezeRate => "rate at which a member freezes".to_owned(),
            Self::ThawRate => "rate at which a frozen member thaws".to_owned(),
            Self::Elasticity => "response of freezing to the patron's force".to_owned(),
            Self::FrozenExit => "exit of frozen members beside others".to_owned(),
            Self::Leave => "coefficients of leave, and the treaty's frailty".to_owned(),
            Self::Endings => "coefficients of ends and replaced".to_owned(),
            Self::Eras => "eras: block uncertainty of leave, ends and replaced".to_owned(),
            Self::Links => "links between processes".to_owned(),
            Self::Around => "rates of disputes, unrest, calls and answers".to_owned(),
            Self::Shock(place) => {
                let shock = branch.shocks.get(place).or(branch.force_shocks.get(place));
                shock.map_or_else(String::new, |shock| shock_words(shock, atlas))
            }
        }
    }

    /// Put what is of this group in place of that in another draw.
    fn lay(self, from: &Whole, into: &mut Whole) {
        let (own, other) = (&from.parameters, &mut into.parameters);
        match self {
            Self::FreezeRate => other.freeze_rate = own.freeze_rate,
            Self::ThawRate => other.thaw_rate = own.thaw_rate,
            Self::Elasticity => other.freeze_elasticity = own.freeze_elasticity,
            Self::FrozenExit => other.frozen_exit_ratio = own.frozen_exit_ratio,
            Self::Leave => {
                other.leave.clone_from(&own.leave);
                other.frailty = own.frailty;
            }
            Self::Endings => {
                other.ends.clone_from(&own.ends);
                other.replaced.clone_from(&own.replaced);
            }
            Self::Eras => other.blocks.clone_from(&own.blocks),
            Self::Links => other.around.links.clone_from(&own.around.links),
            Self::Around => {
                let links = std::mem::take(&mut other.around.links);
                other.around = SurroundingParameters { links, ..own.around.clone() };
            }
            Self::Shock(place) => {
                for (own, other) in [(&from.factors, &mut into.factors), (&from.forces, &mut into.forces)] {
                    own.get(place).into_iter().zip(other.get_mut(place)).for_each(|(own, other)| *other = *own);
                }
            }
        }
    }

    /// Whether two draws differ in what is of this group.
    fn differs(self, first: &Whole, second: &Whole) -> bool {
        let (own, other) = (&first.parameters, &second.parameters);
        match self {
            Self::FreezeRate => own.freeze_rate != other.freeze_rate,
            Self::ThawRate => own.thaw_rate != other.thaw_rate,
            Self::Elasticity => own.freeze_elasticity != other.freeze_elasticity,
            Self::FrozenExit => own.frozen_exit_ratio != other.frozen_exit_ratio,
            Self::Leave => own.leave != other.leave || own.frailty != other.frailty,
            Self::Endings => own.ends != other.ends || own.replaced != other.replaced,
            Self::Eras => own.blocks != other.blocks,
            Self::Links => own.around.links != other.around.links,
            Self::Around => {
                let rest = |own: &SurroundingParameters| SurroundingParameters { links: Vec::new(), ..own.clone() };
                rest(&own.around) != rest(&other.around)
            }
            Self::Shock(place) => {
                first.factors.get(place) != second.factors.get(place)
                    || first.forces.get(place) != second.forces.get(place)
            }
        }
    }

    /// The numbers of a draw that the group rests on, where they may be correlated.
    fn numbers(self) -> Vec<(Stream, u32)> {
        let assumption = |place: u32| vec![(Stream::Assumptions, place)];
        match self {
            Self::FreezeRate => assumption(0),
            Self::ThawRate => assumption(1),
            Self::Elasticity => assumption(2),
            Self::FrozenExit => assumption(3),
            Self::Links => (0..64).map(|place| (Stream::LinkRatios, place)).collect(),
            Self::Shock(place) => vec![(Stream::Shocks, place as u32)],
            Self::Leave | Self::Endings | Self::Eras | Self::Around => Vec::new(),
        }
    }
}

impl Plan<'_> {
    fn whole(&self, index: u32, branch: &Branch) -> Whole {
        Whole {
            parameters: self.parameters(index),
            factors: self.factors(branch, index),
            forces: self.force_factors(branch, index),
        }
    }

    /// The groups of a branch: what is correlated by the scenario is one.
    fn groups(&self, branch: &Branch) -> Vec<Vec<Group>> {
        let shocks = branch.shocks.len().max(branch.force_shocks.len());
        let single = [
            Group::FreezeRate,
            Group::ThawRate,
            Group::Elasticity,
            Group::FrozenExit,
            Group::Leave,
            Group::Endings,
            Group::Eras,
            Group::Links,
            Group::Around,
        ];
        let mut groups: Vec<Vec<Group>> =
            single.into_iter().chain((0..shocks).map(Group::Shock)).map(|group| vec![group]).collect();
        for correlation in &self.scenario.correlations {
            let place = |number: &(Stream, u32)| {
                groups.iter().position(|own| own.iter().any(|group| group.numbers().contains(number)))
            };
            if let [Some(a), Some(b)] = correlation.numbers.each_ref().map(place)
                && a != b
            {
                let more = groups.remove(a.max(b));
                groups[a.min(b)].extend(more);
            }
        }
        // What is the same in all draws has no share.
        let draws: Vec<Whole> = (0..16).map(|index| self.whole(2 * index, branch)).collect();
        let varies = |group: &Group| draws.iter().any(|draw| group.differs(draw, &draws[0]));
        groups.retain(|groups| groups.iter().any(varies));
        groups
    }
}

impl Answers<'_> {
    /// Shapley shares of the answer to a question on a day in a branch; `None` if there are too few futures, or the answer does not vary.
    pub fn shapley(&self, question: &Question, day: Day, place: usize) -> Option<Shapley> {
        let plan = &self.plan;
        let branch = plan.scenario.branches.get(place)?;
        let time = plan.days.binary_search(&day).ok()?;
        let pairs = plan.settings.futures / (2 * FUTURES);
        if pairs < FEWEST {
            return None;
        }
        let position = time * crate::watch::answers(plan.members.len()) + self.position(question);
        let groups = plan.groups(branch);
        let membership = plan.membership();
        let worker = Worker::new(plan, &membership);
        let answer = |worker: &mut Worker<'_>, own: &Whole, first: u32| {
            let Whole { parameters, factors, forces } = own;
            let drawing = Drawing { draw: first / FUTURES, parameters, factors, forces, futures: (first, FUTURES) };
            plan.drawn_outcome(worker, place, drawing).integrals[position]
        };
        let of_pair = |worker: &mut Worker<'_>, index: u32| {
            // Draws come in mirrored pairs, of which one is taken, so A and B are independent.
            let [a, b] = [4 * index, 4 * index + 2].map(|draw| plan.whole(draw, branch));
            let futures = 2 * FUTURES * index;
            let ends = [answer(worker, &a, futures), answer(worker, &b, futures)];
            increments(index, groups.len(), ends, |mask| {
                let mut mixed = b.clone();
                let chosen = groups.iter().enumerate().filter(|(group, _)| mask & 1 << group != 0);
                chosen.flat_map(|(_, group)| group).for_each(|group| group.lay(&a, &mut mixed));
                answer(worker, &mixed, futures + FUTURES)
            })
        };
        let found: Vec<Vec<f64>> =
            (0..pairs).into_par_iter().with_min_len(4).map_init(|| worker.clone(), of_pair).collect();
        let (found, deviation) = shares(&found)?;
        let name = |groups: &Vec<Group>| {
            groups.iter().map(|group| group.name(branch, self.atlas)).collect::<Vec<_>>().join(" and ")
        };
        let mut shares: Vec<ShapleyShare> = groups
            .iter()
            .zip(found)
            .map(|(group, (share, interval))| ShapleyShare { group: name(group), share, interval })
            .collect();
        shares.sort_by(|a, b| b.share.total_cmp(&a.share));
        let futures = pairs * FUTURES * (3 + groups.len() as u32);
        Some(Shapley { shares, deviation, pairs, futures })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Standard normal numbers of pair `index` for A (0) and B (1), by group.
    fn drawn(index: u32, side: u32, group: u32) -> f64 {
        Draw { seed: 8, future: index, stream: Stream::Test(1), option: side }.normal(group)
    }

    /// Increments of a model of four numbers, with noise of its own in each evaluation.
    fn pairs(count: u32, noise: f64, model: impl Fn([f64; 4]) -> f64) -> Vec<Vec<f64>> {
        let of = |index: u32| {
            let mut evaluated = 0;
            let mut answer = |mask: u64| {
                evaluated += 1;
                let side = |group: u32| u32::from(mask & 1 << group == 0);
                let error = noise * drawn(index, 2 + evaluated, 0);
                model([0, 1, 2, 3].map(|group| drawn(index, side(group), group))) + error
            };
            let ends = [answer(0b1111), answer(0)];
            increments(index, 4, ends, answer)
        };
        (0..count).map(of).collect()
    }

    #[test]
    fn of_a_linear_model_shares_are_squares_of_coefficients_and_sum_to_one() {
        let (found, deviation) = shares(&pairs(4_000, 0.5, |x| 3.0 * x[0] + 2.0 * x[1] + x[2])).expect("it varies");
        let sum: f64 = found.iter().map(|own| own.0).sum();
        assert!((sum - 1.0).abs() < 1e-12);
        for ((share, (low, high)), wanted) in found.iter().zip([9.0, 4.0, 1.0, 0.0]) {
            assert!((share - wanted / 14.0).abs() < 0.03, "{share} {wanted}");
            assert!(*low <= wanted / 14.0 + 0.02 && *high >= wanted / 14.0 - 0.02);
        }
        assert!((deviation - 14.0_f64.sqrt()).abs() < 0.15, "{deviation}");
    }

    #[test]
    fn what_has_no_influence_has_a_share_whose_interval_covers_zero_and_a_product_is_shared_alike() {
        let (found, _) = shares(&pairs(4_000, 0.2, |x| x[0] * x[1])).expect("it varies");
        assert!((found[0].0 - 0.5).abs() < 0.1 && (found[1].0 - 0.5).abs() < 0.1, "{found:?}");
        for (share, (low, high)) in &found[2..] {
            assert!(*low <= 0.0 && *high >= 0.0, "{share}: {low} {high}");
        }
        assert!(shares(&pairs(50, 0.0, |_| 1.0)).is_none(), "what does not vary has no shares");
    }
}
