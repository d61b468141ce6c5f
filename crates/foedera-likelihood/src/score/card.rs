//! The scores of forecasts with their intervals: skill, reliability by risk, and calibration in the large.

use std::collections::BTreeMap;

use super::bootstrap::resampled;
use super::{Bin, Case, Score, log_loss, risk_groups, skill};

/// Groups of cases of like forecasts in the reliability of a card.
pub const RISK_GROUPS: u32 = 5;
/// The probability that an interval of a card holds.
pub const CARD_LEVEL: f64 = 0.9;
/// Replicates of the bootstrap of a card, and its seed.
pub(super) const REPLICATES: u32 = 2000;
pub(super) const SEED: u64 = 1;

/// What is drawn whole in a block bootstrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// All cases of a group: a treaty.
    Treaties,
    /// All cases of a calendar year.
    Years,
}

impl Block {
    /// The name in files and texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Treaties => "treaties",
            Self::Years => "years",
        }
    }

    /// The block in which a case lies.
    pub(super) fn key(self, group: u32, year: i32) -> i64 {
        match self {
            Self::Treaties => i64::from(group),
            Self::Years => i64::from(year),
        }
    }
}

impl std::str::FromStr for Block {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = [Self::Treaties, Self::Years].into_iter().find(|block| block.name() == text);
        found.ok_or_else(|| format!("`{text}` is not what is drawn; known: treaties, years"))
    }
}

/// A block bootstrap interval ([`CARD_LEVEL`]): the wider of that over treaties and that over years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blocked {
    /// Its ends.
    pub interval: (f64, f64),
    /// What was drawn.
    pub blocks: Block,
}

/// Observed events over expected ones, with its bootstrap interval; 1 is calibrated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InTheLarge {
    /// Events that happened.
    pub observed: f64,
    /// Events that were forecast, the sum of probabilities; above 0.
    pub expected: f64,
    /// The interval of observed over expected.
    pub ratio: Option<Blocked>,
}

/// A group of cases with like forecasts, and the interval of the share that happened in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskGroup {
    /// The forecasts, and what happened.
    pub bin: Bin,
    /// The interval of the share.
    pub happened: Option<Blocked>,
}

/// Scores of forecasts beside a reference, with intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreCard {
    /// The scores.
    pub score: Score,
    /// The interval of the Brier skill.
    pub brier_skill: Option<Blocked>,
    /// The interval of the logarithmic skill, 1 − log score / log score of the reference.
    pub log_skill: Option<Blocked>,
    /// Calibration in the large; `None` in files older than this, or if nothing was expected.
    pub large: Option<InTheLarge>,
    /// Reliability: fifths of the cases from the lowest forecasts to the highest; empty in files older than this.
    pub groups: Vec<RiskGroup>,
}

impl From<Score> for ScoreCard {
    fn from(score: Score) -> Self {
        Self { score, brier_skill: None, log_skill: None, large: None, groups: Vec::new() }
    }
}

/// What a block adds to each sum: both losses of forecast and reference, then events and cases, expected events, and events and
/// cases by risk group.
type Sums = Vec<f64>;

const LOSSES: usize = 4;
const TOTALS: usize = 2;

impl ScoreCard {
    /// The card of cases with the reference's forecast of each; `None` of no cases.
    pub fn of(cases: &[(Case, f64)]) -> Option<Self> {
        let triples: Vec<_> =
            cases.iter().map(|(case, reference)| (case.probability, *reference, case.happened)).collect();
        let score = Score::of(&triples)?;
        let own: Vec<Case> = cases.iter().map(|(case, _)| *case).collect();
        let bins = risk_groups(&own, RISK_GROUPS);
        let drawn = [Block::Treaties, Block::Years].map(|block| (block, intervals(&sums(cases, &bins, block))));
        let wider = |place: usize| wider(&drawn, place);
        let (observed, expected) = (f64::from(score.events), own.iter().map(|case| case.probability).sum::<f64>());
        Some(Self {
            score,
            brier_skill: wider(0),
            log_skill: wider(1),
            large: (expected > 0.0).then(|| InTheLarge { observed, expected, ratio: wider(2) }),
            groups: bins.iter().enumerate().map(|(k, bin)| RiskGroup { bin: *bin, happened: wider(3 + k) }).collect(),
        })
    }
}

/// An interval by what was drawn, for each statistic.
pub(super) type Drawn = [(Block, Vec<Option<(f64, f64)>>); 2];

/// The wider interval of a statistic.
pub(super) fn wider(drawn: &Drawn, place: usize) -> Option<Blocked> {
    let width = |of: &Blocked| of.interval.1 - of.interval.0;
    let of = drawn.iter().filter_map(|(blocks, of)| Some(Blocked { interval: (*of.get(place)?)?, blocks: *blocks }));
    of.reduce(|a, b| if width(&b) > width(&a) { b } else { a })
}

/// The sums of each block.
fn sums(cases: &[(Case, f64)], bins: &[Bin], block: Block) -> Vec<Sums> {
    let mut blocks: BTreeMap<i64, Sums> = BTreeMap::new();
    for (case, reference) in cases {
        let sums = blocks
            .entry(block.key(case.group, case.year))
            .or_insert_with(|| vec![0.0; LOSSES + TOTALS + 2 * bins.len()]);
        let y = case.outcome();
        let square = |p: f64| (p - y) * (p - y);
        let log = |p: f64| log_loss(p, case.happened);
        let p = case.probability;
        let parts = [square(p), square(*reference), log(p), log(*reference), y, p];
        sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
        if let Some(k) = bins.iter().rposition(|bin| p >= bin.ends.0) {
            sums[LOSSES + TOTALS + 2 * k] += y;
            sums[LOSSES + TOTALS + 2 * k + 1] += 1.0;
        }
    }
    blocks.into_values().collect()
}

/// The intervals of both skills, of observed over expected, and of the share that happened in each group.
fn intervals(blocks: &[Sums]) -> Vec<Option<(f64, f64)>> {
    let statistics = |drawn: &[&Sums]| -> Vec<Option<f64>> {
        let mut total = vec![0.0; drawn.first().map_or(0, |sums| sums.len())];
        drawn.iter().for_each(|sums| total.iter_mut().zip(sums.iter()).for_each(|(total, sum)| *total += sum));
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        let [skill_b, skill_l, ratio] =
            [skill(total[0], total[1]), skill(total[2], total[3]), share(total[LOSSES], total[LOSSES + 1])];
        let groups = total[LOSSES + TOTALS..].chunks_exact(2).map(|pair| share(pair[0], pair[1]));
        [skill_b, skill_l, ratio].into_iter().chain(groups).collect()
    };
    resampled(blocks, statistics, (REPLICATES, SEED, CARD_LEVEL))
}
