//! How alike two states voted in the UN General Assembly in a year: S, κ, π, and the share of equal votes.
//!
//! Votes count 1 (yes), 2 (abstention), 3 (no); a pair is compared on the roll calls on which both voted. Definitions in
//! [`crate::similarity`].

use std::collections::BTreeMap;

use foedera_diagnostic::Problems;
use foedera_store::WorldFile;

use super::{Grid, Provider, YearView};
use crate::similarity::Moments;
use crate::source::Facts;
use crate::units::Units;

/// The fewest roll calls on which the likeness of two states can be told: one or two say nothing of a year.
const LEAST: f64 = 10.0;

struct Votes {
    /// By year: for each roll call, who voted how.
    calls: BTreeMap<i16, BTreeMap<i32, Vec<(usize, u8)>>>,
    span: (i16, i16),
}

pub(super) fn load(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    let (Some(votes), Some(calls)) = (Facts::load(world, "un_vote")?, Facts::load(world, "un_roll_call")?) else {
        return Ok(None);
    };
    let days = &calls.frame;
    let year = |row: usize| Some((days.whole_at("rcid", row)?, days.day_at("date", row)?.year()));
    let years: BTreeMap<i32, i16> = (0..days.len()).filter_map(year).collect();
    let mut by_year: BTreeMap<i16, BTreeMap<i32, Vec<(usize, u8)>>> = BTreeMap::new();
    for row in 0..votes.frame.len() {
        let Some(call) = votes.frame.whole_at("rcid", row) else { continue };
        let Some(year) = years.get(&call).copied() else { continue };
        let vote = match votes.frame.text_at("vote", row) {
            Some("yes") => 1,
            Some("abstain") => 2,
            Some("no") => 3,
            _ => continue,
        };
        if let Some(unit) = votes.unit_in(units, "state", row, year) {
            by_year.entry(year).or_default().entry(call).or_default().push((unit, vote));
        }
    }
    Ok(Some(Box::new(Votes { calls: by_year, span: calls.frame.span })))
}

impl Provider for Votes {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        for grid in &mut *grids {
            grid.reset(view.live, f64::NAN);
        }
        let Some(calls) = self.calls.get(&view.year) else { return };
        let size = view.units.len();
        // Nine counts for each pair: how often the first voted x and the second y.
        let mut counts = vec![[0_u16; 9]; size * size];
        for votes in calls.values() {
            for (index, (a, x)) in votes.iter().enumerate() {
                for (b, y) in &votes[index + 1..] {
                    let (a, x, b, y) = if a < b { (a, x, b, y) } else { (b, y, a, x) };
                    counts[a * size + b][usize::from((x - 1) * 3 + (y - 1))] += 1;
                }
            }
        }
        for (i, a) in view.live.iter().enumerate() {
            for b in &view.live[i + 1..] {
                let (moments, equal) = summed(&counts[a * size + b]);
                let votes = moments.count();
                let likeness = [moments.s(2.0), moments.kappa(), moments.pi(), equal / votes];
                let [s, kappa, pi, agreement] = if votes < LEAST { [f64::NAN; 4] } else { likeness };
                let values = [s, kappa, pi, agreement, votes];
                for (grid, value) in grids.iter_mut().zip(values) {
                    grid.set(*a, *b, value);
                    grid.set(*b, *a, value);
                }
            }
        }
    }

    fn span(&self) -> (i16, i16) {
        self.span
    }
}

fn summed(counts: &[u16; 9]) -> (Moments, f64) {
    let mut moments = Moments::default();
    let mut equal = 0.0;
    for (cell, count) in counts.iter().enumerate() {
        let (x, y) = ((cell / 3) as f64, (cell % 3) as f64);
        for _ in 0..*count {
            moments.add(x, y);
        }
        if cell / 3 == cell % 3 {
            equal += f64::from(*count);
        }
    }
    (moments, equal)
}
