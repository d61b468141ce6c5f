//! What draws come to, block by block: sums that may be put together in any order, so a run may be cut into parts.
//!
//! Draws are added up in blocks of fixed size, in order and in doubles; blocks are added without rounding ([`ExactSum`]), and the sum is
//! rounded once, at the end. So the answer has the same bytes whoever ran which blocks, and in whatever order they came.

use std::collections::BTreeMap;
use std::ops::Range;

use foedera_diagnostic::progress;
use foedera_math::ExactSum;
use rayon::prelude::*;

use crate::paired::{PAIRED_TERMS, PairedBlock};
use crate::plan::{Plan, Settings};
use crate::run::{Drawn, Worker};
use crate::support::{Spread, merge_spreads, supported_effects};
use crate::tally::{Block, Outcome, TALLY_TERMS, Totals, add_exactly, merge_exactly};
use crate::watch::answers;

/// Draws of a block; even, so that no pair of draws is parted.
pub(crate) const DRAWS_A_BLOCK: u32 = 64;
/// Blocks that are run at once before they are added.
const BLOCKS_AT_ONCE: usize = 4;
/// Memory for the draws that are kept, in numbers of eight bytes, and the least draws kept whatever they take.
const KEPT_NUMBERS: usize = 12_000_000;
const KEPT_LEAST: usize = 500;

impl Settings {
    /// The blocks of draws of a run.
    pub(crate) fn blocks(self) -> u32 {
        self.draws().div_ceil(DRAWS_A_BLOCK)
    }

    /// The draws of a block.
    pub(crate) fn draws_of(self, block: u32) -> Range<u32> {
        let start = block * DRAWS_A_BLOCK;
        start..start.saturating_add(DRAWS_A_BLOCK).min(self.draws())
    }
}

/// What the draws of some blocks come to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Gathered {
    pub(crate) branches: Vec<OfBranch>,
    /// By block, every answer in the draws that are kept: `draws × branches × horizons × answers`. These are the first draws of the run, as
    /// many as memory allows: enough for quantiles. Means and errors are over all.
    pub(crate) kept: BTreeMap<u32, Vec<f64>>,
}

/// The same in one branch.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct OfBranch {
    pub(crate) totals: Totals,
    /// What each effect read.
    pub(crate) spreads: Vec<Spread>,
    /// Sums of the differences from the first branch.
    pub(crate) paired: Vec<ExactSum>,
}

impl Gathered {
    /// Nothing yet.
    pub(crate) fn new(plan: &Plan<'_>) -> Self {
        Self { branches: vec![OfBranch::default(); plan.scenario.branches.len()], kept: BTreeMap::new() }
    }

    /// Run the draws of these blocks.
    pub(crate) fn run(plan: &Plan<'_>, blocks: Range<u32>) -> Self {
        let mut gathered = Self::new(plan);
        let membership = plan.membership();
        let worker = Worker::new(plan, &membership);
        let blocks: Vec<Range<u32>> = blocks.map(|block| plan.settings.draws_of(block)).collect();
        let work = progress::work("draws of futures", blocks.iter().map(Range::len).sum());
        for together in blocks.chunks(BLOCKS_AT_ONCE) {
            let (first, last) = (&together[0], &together[together.len() - 1]);
            let drawn: Vec<Drawn> = (first.start..last.end)
                .into_par_iter()
                .with_min_len(16)
                .map_init(|| worker.clone(), |worker, index| plan.draw(worker, index))
                .inspect(|_| work.done())
                .collect();
            for (block, drawn) in together.iter().zip(drawn.chunks(DRAWS_A_BLOCK as usize)) {
                gathered.add(plan, block.start, drawn);
            }
        }
        gathered
    }

    /// Add the draws of a block, the first of which has this number.
    fn add(&mut self, plan: &Plan<'_>, first: u32, drawn: &[Drawn]) {
        let (members, times) = (plan.members.len(), plan.days.len());
        for (place, branch) in self.branches.iter_mut().enumerate() {
            let (mut block, mut paired) = (Block::new(members, times), PairedBlock::new(times * answers(members)));
            let mut spreads = Vec::new();
            for drawn in drawn {
                block.add(&drawn.branches[place]);
                paired.add(&drawn.branches[place], &drawn.branches[0]);
                Spread::add(&mut spreads, &drawn.readings[place]);
            }
            branch.totals.add(&block);
            add_exactly(&mut branch.paired, &paired.sums);
            merge_spreads(&mut branch.spreads, &spreads);
        }
        let room = most_kept(plan).saturating_sub(first as usize).min(drawn.len());
        if room > 0 {
            let horizons = plan.horizon_places();
            let at_horizons = |outcome: &Outcome| -> Vec<f64> {
                let width = answers(members);
                let rows = horizons.iter().map(|time| &outcome.integrals[time * width..(time + 1) * width]);
                rows.flatten().copied().collect()
            };
            let kept = drawn[..room].iter().flat_map(|drawn| drawn.branches.iter().flat_map(at_horizons)).collect();
            self.kept.insert(first / DRAWS_A_BLOCK, kept);
        }
    }

    /// Add what other blocks of the same run came to.
    pub(crate) fn merge(&mut self, other: Self) {
        self.branches.resize(other.branches.len().max(self.branches.len()), OfBranch::default());
        for (branch, other) in self.branches.iter_mut().zip(&other.branches) {
            branch.totals.merge(&other.totals);
            merge_exactly(&mut branch.paired, &other.paired);
            merge_spreads(&mut branch.spreads, &other.spreads);
        }
        self.kept.extend(other.kept);
    }
}

impl Gathered {
    /// Whether these are the sums of all draws of a run, by their number.
    pub(crate) fn fits(&self, plan: &Plan<'_>) -> bool {
        let (members, times) = (plan.members.len(), plan.days.len());
        let size = times * answers(members);
        let of_branch = |branch: &OfBranch| {
            branch.totals.draws == plan.settings.draws()
                && branch.totals.sums.len() == TALLY_TERMS * size
                && branch.totals.seen.counts.len() == times * (members + 2)
                && branch.totals.seen.forces.len() == times
                && branch.totals.seen.calls.len() == times
                && branch.paired.len() == PAIRED_TERMS * size
                && branch.spreads.len() == supported_effects(&plan.models)
        };
        let width = plan.scenario.branches.len() * plan.scenario.horizons.len() * answers(members);
        let room = |block: u32| {
            let draws = plan.settings.draws_of(block);
            most_kept(plan).saturating_sub(draws.start as usize).min(draws.len())
        };
        let blocks = (0..plan.settings.blocks()).map(|block| (block, width * room(block)));
        let expected = blocks.filter(|(_, numbers)| *numbers > 0);
        self.branches.len() == plan.scenario.branches.len()
            && self.branches.iter().all(of_branch)
            && self.kept.iter().map(|(block, answers)| (*block, answers.len())).eq(expected)
    }
}

/// So many of the first draws of a run are kept.
fn most_kept(plan: &Plan<'_>) -> usize {
    let numbers = plan.scenario.branches.len() * plan.scenario.horizons.len() * answers(plan.members.len());
    (KEPT_NUMBERS / numbers).max(KEPT_LEAST)
}
