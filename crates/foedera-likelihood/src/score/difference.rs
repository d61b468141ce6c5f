//! The paired difference of two forecasters on the same cases.

use std::collections::BTreeMap;

use super::bootstrap::resampled;
use super::card::{REPLICATES, SEED, wider};
use super::{Block, Blocked, CARD_LEVEL, Case, log_loss};

/// What the first forecaster's mean score is above the second's on the same cases, with block bootstrap intervals ([`CARD_LEVEL`], the
/// wider of that over groups and that over years). Below 0 the first is better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreDifference {
    /// Cases.
    pub cases: u32,
    /// The difference of mean log scores.
    pub log_score: f64,
    /// Its interval; `None` with fewer than two groups and two years.
    pub log_score_interval: Option<Blocked>,
    /// The difference of Brier scores.
    pub brier: f64,
    /// Its interval.
    pub brier_interval: Option<Blocked>,
}

impl ScoreDifference {
    /// The difference over cases (forecast of the first with outcome and weight; forecast of the second). `None` of no cases.
    pub fn of(cases: &[(Case, f64)]) -> Option<Self> {
        let drawn = [Block::Treaties, Block::Years].map(|block| {
            let means = |drawn: &[&[f64; 3]]| means(drawn).map(Some).to_vec();
            (block, resampled(&sums(cases, block), means, (REPLICATES, SEED, CARD_LEVEL)))
        });
        let all = sums(cases, Block::Years);
        let [log_score, brier] = means(&all.iter().collect::<Vec<_>>());
        (!cases.is_empty()).then(|| Self {
            cases: u32::try_from(cases.len()).unwrap_or(u32::MAX),
            log_score,
            log_score_interval: wider(&drawn, 0),
            brier,
            brier_interval: wider(&drawn, 1),
        })
    }
}

/// The mean differences over the blocks that were drawn.
fn means(drawn: &[&[f64; 3]]) -> [f64; 2] {
    let total = |place: usize| drawn.iter().map(|sums| sums[place]).sum::<f64>();
    [total(0) / total(2), total(1) / total(2)]
}

/// By block: the differences of both losses by weight, and the weight.
fn sums(cases: &[(Case, f64)], block: Block) -> Vec<[f64; 3]> {
    let mut blocks: BTreeMap<i64, [f64; 3]> = BTreeMap::new();
    for (case, other) in cases {
        let sums = blocks.entry(block.key(case)).or_default();
        let (y, p) = (case.outcome(), case.probability);
        sums[0] += case.weight * (log_loss(p, case.happened) - log_loss(*other, case.happened));
        sums[1] += case.weight * ((p - y) * (p - y) - (other - y) * (other - y));
        sums[2] += case.weight;
    }
    blocks.into_values().collect()
}
