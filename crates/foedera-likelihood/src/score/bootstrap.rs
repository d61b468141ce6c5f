//! The block bootstrap: how far a score would differ with other treaties or years.

use std::collections::BTreeMap;

use foedera_math::{Draw, quantile};

use super::Case;

/// The address of the bootstrap's draws among the processes of a run.
const PROCESS: u32 = 0x626f_6f74;

/// The interval that holds `statistic` with probability `level` when whole blocks of cases (`block`: a treaty, a year) are drawn
/// with replacement (percentile method, Efron and Tibshirani 1993), `replicates` times from a seed: the same seed gives the same
/// interval. Replicates in which the statistic does not exist are left out; `None` if that is more than half of them, or if there
/// are fewer than two blocks.
pub fn block_bootstrap<K: Ord>(
    cases: &[Case],
    block: impl Fn(&Case) -> K,
    statistic: impl Fn(&[Case]) -> Option<f64>,
    (replicates, seed, level): (u32, u64, f64),
) -> Option<(f64, f64)> {
    let mut blocks: BTreeMap<K, Vec<Case>> = BTreeMap::new();
    for case in cases {
        blocks.entry(block(case)).or_default().push(*case);
    }
    let blocks: Vec<Vec<Case>> = blocks.into_values().collect();
    let count = u32::try_from(blocks.len()).ok().filter(|count| *count > 1)?;
    let replicate = |number: u32| {
        let draw = |place: u32| {
            let uniform = Draw { seed, future: number, process: PROCESS, option: place }.uniform(0);
            &blocks[((uniform * f64::from(count)) as usize).min(blocks.len() - 1)]
        };
        let drawn: Vec<Case> = (0..count).flat_map(draw).copied().collect();
        statistic(&drawn)
    };
    let mut values: Vec<f64> = (0..replicates).filter_map(replicate).collect();
    values.sort_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    (!values.is_empty() && 2 * values.len() >= replicates as usize)
        .then(|| (quantile(&values, tail), quantile(&values, 1.0 - tail)))
}
