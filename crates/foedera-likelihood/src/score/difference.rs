//! The paired difference of two forecasters on the same cases.

use std::collections::BTreeMap;

use super::bootstrap::resampled;
use super::card::{REPLICATES, SEED, wider};
use super::{Block, Blocked, CARD_LEVEL, Case, log_loss, skill};

/// The losses of two forecasters on one case; lower is better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LossPair {
    /// The loss of the first.
    pub first: f64,
    /// The loss of the second, who may be a reference.
    pub second: f64,
    /// The weight of the case, above 0.
    pub weight: f64,
    /// The group whose cases depend on each other.
    pub group: u32,
    /// The year of the case.
    pub year: i32,
}

/// Mean losses of two forecasters on the same cases, with block bootstrap intervals ([`CARD_LEVEL`], the wider of that over groups and
/// that over years; none with fewer than two of both).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreDifference {
    /// The mean loss of the first.
    pub first: f64,
    /// The mean loss of the second.
    pub second: f64,
    /// What the first's is above the second's; below 0 the first is better.
    pub difference: f64,
    /// The interval of the difference.
    pub interval: Option<Blocked>,
    /// The skill of the first against the second; `None` where the second was perfect.
    pub skill: Option<f64>,
    /// The interval of the skill.
    pub skill_interval: Option<Blocked>,
}

impl ScoreDifference {
    /// The difference over cases; `None` of no cases.
    pub fn of(cases: &[LossPair]) -> Option<Self> {
        let drawn = [Block::Treaties, Block::Years].map(|block| {
            let of = |drawn: &[&[f64; 3]]| {
                let [first, second] = means(drawn);
                vec![Some(first - second), skill(first, second)]
            };
            (block, resampled(&sums(cases, block), of, (REPLICATES, SEED, CARD_LEVEL)))
        });
        let all = sums(cases, Block::Years);
        let [first, second] = means(&all.iter().collect::<Vec<_>>());
        (!cases.is_empty()).then(|| Self {
            first,
            second,
            difference: first - second,
            interval: wider(&drawn, 0),
            skill: skill(first, second),
            skill_interval: wider(&drawn, 1),
        })
    }

    /// The difference of log scores over cases (forecast of the first with outcome and weight; forecast of the second).
    pub fn of_log_scores(cases: &[(Case, f64)]) -> Option<Self> {
        Self::of(&pairs(cases, log_loss))
    }

    /// The difference of Brier scores over the same.
    pub fn of_brier_scores(cases: &[(Case, f64)]) -> Option<Self> {
        Self::of(&pairs(cases, |p, happened| {
            let distance = p - f64::from(u8::from(happened));
            distance * distance
        }))
    }
}

fn pairs(cases: &[(Case, f64)], loss: impl Fn(f64, bool) -> f64) -> Vec<LossPair> {
    let pair = |(case, other): &(Case, f64)| LossPair {
        first: loss(case.probability, case.happened),
        second: loss(*other, case.happened),
        weight: case.weight,
        group: case.group,
        year: case.year,
    };
    cases.iter().map(pair).collect()
}

/// The mean losses over the blocks that were drawn.
fn means(drawn: &[&[f64; 3]]) -> [f64; 2] {
    let total = |place: usize| drawn.iter().map(|sums| sums[place]).sum::<f64>();
    [total(0) / total(2), total(1) / total(2)]
}

/// By block: both losses by weight, and the weight.
fn sums(cases: &[LossPair], block: Block) -> Vec<[f64; 3]> {
    let mut blocks: BTreeMap<i64, [f64; 3]> = BTreeMap::new();
    for case in cases {
        let sums = blocks.entry(block.key(case.group, case.year)).or_default();
        let parts = [case.weight * case.first, case.weight * case.second, case.weight];
        sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
    }
    blocks.into_values().collect()
}
