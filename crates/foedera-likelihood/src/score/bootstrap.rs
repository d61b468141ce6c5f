//! The block bootstrap: how far a score would differ with other treaties or years.

use std::collections::BTreeMap;

use foedera_math::{Draw, Stream, quantile};

use super::Case;

/// The interval that holds `statistic` with probability `level` when whole blocks of cases (`block`: a treaty, a year) are drawn
/// with replacement (percentile method, Efron and Tibshirani 1993), `replicates` times from a seed: the same seed gives the same
/// interval. Replicates in which the statistic does not exist are left out; `None` if that is more than half of them, or if there
/// are fewer than two blocks.
pub fn block_bootstrap<K: Ord>(
    cases: &[Case],
    block: impl Fn(&Case) -> K,
    statistic: impl Fn(&[Case]) -> Option<f64>,
    settings: (u32, u64, f64),
) -> Option<(f64, f64)> {
    let mut blocks: BTreeMap<K, Vec<Case>> = BTreeMap::new();
    for case in cases {
        blocks.entry(block(case)).or_default().push(*case);
    }
    let blocks: Vec<Vec<Case>> = blocks.into_values().collect();
    let of = |drawn: &[&Vec<Case>]| {
        vec![statistic(&drawn.iter().flat_map(|block| block.iter().copied()).collect::<Vec<_>>())]
    };
    resampled(&blocks, of, settings).into_iter().next().flatten()
}

/// The same for several statistics at once, each of which can be read off the blocks as they were drawn.
pub(super) fn resampled<B>(
    blocks: &[B],
    statistics: impl Fn(&[&B]) -> Vec<Option<f64>>,
    (replicates, seed, level): (u32, u64, f64),
) -> Vec<Option<(f64, f64)>> {
    let Some(count) = u32::try_from(blocks.len()).ok().filter(|count| *count > 1) else { return Vec::new() };
    let mut values: Vec<Vec<f64>> = Vec::new();
    for number in 0..replicates {
        let draw = |place: u32| {
            let uniform = Draw { seed, future: number, stream: Stream::ScoreBlocks, option: place }.uniform(0);
            &blocks[((uniform * f64::from(count)) as usize).min(blocks.len() - 1)]
        };
        let found = statistics(&(0..count).map(draw).collect::<Vec<_>>());
        values.resize(found.len(), Vec::new());
        values.iter_mut().zip(found).for_each(|(values, found)| values.extend(found));
    }
    let tail = (1.0 - level) / 2.0;
    let interval = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        (!values.is_empty() && 2 * values.len() >= replicates as usize)
            .then(|| (quantile(&values, tail), quantile(&values, 1.0 - tail)))
    };
    values.into_iter().map(interval).collect()
}
