//! Defence cooperation and trade agreements in force, arms delivered, sanctions imposed.

use std::collections::BTreeSet;

use foedera_diagnostic::Problems;
use foedera_store::{Part, WorldFile};
use foedera_world::StateId;

use super::{Grid, Provider, YearView};
use crate::source::Facts;
use crate::units::Units;

/// Ties of units with first and last year and a value that adds up, or does not.
struct Yearly {
    ties: Vec<(usize, usize, i32, i32, f64)>,
    span: (i16, i16),
    sums: bool,
    both_ways: bool,
    /// The parts that the table covers: years, and the units that must stand first and second; none: everything.
    parts: Vec<Covered>,
}

struct Covered {
    span: (i16, i16),
    first: Option<BTreeSet<usize>>,
    second: Option<BTreeSet<usize>>,
}

impl Covered {
    fn has(&self, year: i16, a: usize, b: usize) -> bool {
        let among = |units: &Option<BTreeSet<usize>>, unit: usize| units.as_ref().is_none_or(|all| all.contains(&unit));
        (self.span.0..=self.span.1).contains(&year) && among(&self.first, a) && among(&self.second, b)
    }
}

/// The parts of a table by the units of its two columns of states.
fn parts(facts: &Facts, units: &Units, columns: (&str, &str)) -> Vec<Covered> {
    let covered = |part: &Part| {
        let of = |column: &str| {
            let (_, states) = part.only.iter().find(|(own, _)| own == column)?;
            let state = |index: &i32| usize::try_from(*index).ok().map(StateId::from_index);
            Some(states.iter().filter_map(state).flat_map(|state| units.of_state(state).iter().copied()).collect())
        };
        Covered { span: part.span, first: of(columns.0), second: of(columns.1) }
    };
    facts.frame.parts.iter().map(covered).collect()
}

/// DCAD: from the year of signature to the last year that the dataset gives (its own end or estimate).
pub(super) fn load_cooperation(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    let Some(facts) = Facts::load(world, "defense_cooperation")? else { return Ok(None) };
    let frame = &facts.frame;
    let end = frame.whole("end_year").iter().copied().filter(|year| *year > 0).max();
    let last = end.and_then(|year| i16::try_from(year).ok()).unwrap_or(frame.span.1);
    let spell = |row: usize| {
        let from = i32::from(frame.day_at("signed", row)?.year());
        Some((from, frame.whole_at("end_year", row).unwrap_or(i32::from(last)).max(from)))
    };
    let ties = ties(&facts, units, ("state1", "state2"), |row| spell(row).map(|(from, until)| (from, until, 1.0)));
    Ok(Some(Box::new(Yearly { ties, span: (frame.span.0, last), sums: false, both_ways: true, parts: Vec::new() })))
}

/// DESTA: agreements that bind a pair, from the year of their entry into force; of one whose year is not known nothing can be said, unless
/// another binds the two. What ends an agreement otherwise than by a withdrawal is not in the list.
pub(super) fn load_trade_agreements(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    let Some(facts) = Facts::load(world, "trade_agreement")? else { return Ok(None) };
    let (frame, last) = (&facts.frame, i32::from(facts.frame.span.1));
    let spell = |row: usize| {
        let (from, value) = match frame.whole_at("in_force", row) {
            Some(year) => (year, 1.0),
            None => (frame.whole_at("signed", row)?, f64::NAN),
        };
        Some((from, frame.whole_at("until", row).unwrap_or(last).max(from), value))
    };
    let mut ties = ties(&facts, units, ("state1", "state2"), spell);
    // A known agreement is written over one of which the year is not known.
    ties.sort_by_key(|tie| !tie.4.is_nan());
    Ok(Some(Box::new(Yearly { ties, span: frame.span, sums: false, both_ways: true, parts: Vec::new() })))
}

/// SIPRI: TIV delivered in the year, from supplier (1) to recipient (2).
pub(super) fn load_arms(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    let Some(facts) = Facts::load(world, "arms_delivery")? else { return Ok(None) };
    let frame = &facts.frame;
    let value = |row: usize| {
        let year = frame.whole_at("year", row)?;
        Some((year, year, frame.column("tiv")?.number(row)?))
    };
    let columns = ("supplier", "recipient");
    let (ties, parts) = (ties(&facts, units, columns, value), parts(&facts, units, columns));
    Ok(Some(Box::new(Yearly { ties, span: frame.span, sums: true, both_ways: false, parts })))
}

/// GSDB: cases in force in the year, by the sender (1) against the target (2). The file at hand holds only the cases
/// that were in force in 2013 or later, so earlier years are missing.
pub(super) fn load_sanctions(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    let Some(facts) = Facts::load(world, "sanction")? else { return Ok(None) };
    let frame = &facts.frame;
    let first_end = frame.whole("end").iter().copied().filter(|year| *year > 0).min();
    let first = first_end.and_then(|year| i16::try_from(year).ok()).unwrap_or(frame.span.0);
    let value = |row: usize| Some((frame.whole_at("begin", row)?, frame.whole_at("end", row)?, 1.0));
    let ties = ties(&facts, units, ("sender", "target"), value);
    Ok(Some(Box::new(Yearly { ties, span: (first, frame.span.1), sums: true, both_ways: false, parts: Vec::new() })))
}

/// The ties of all rows with both states and a value.
fn ties(
    facts: &Facts,
    units: &Units,
    columns: (&str, &str),
    value: impl Fn(usize) -> Option<(i32, i32, f64)>,
) -> Vec<(usize, usize, i32, i32, f64)> {
    let mut ties = Vec::new();
    for row in 0..facts.frame.len() {
        let Some((from, until, value)) = value(row) else { continue };
        for a in facts.units(units, columns.0, row) {
            for b in facts.units(units, columns.1, row) {
                ties.push((a, b, from, until, value));
            }
        }
    }
    ties
}

impl Provider for Yearly {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        let covered = (self.span.0..=self.span.1).contains(&view.year);
        grids[0].reset(view.live, if covered { 0.0 } else { f64::NAN });
        if !self.parts.is_empty() {
            for a in view.live {
                for b in view.live {
                    if !self.parts.iter().any(|part| part.has(view.year, *a, *b)) {
                        grids[0].set(*a, *b, f64::NAN);
                    }
                }
            }
        }
        let year = i32::from(view.year);
        for (a, b, from, until, value) in &self.ties {
            if !covered || !(*from..=*until).contains(&year) || !view.together(*a, *b, view.from, view.until) {
                continue;
            }
            let both = if self.both_ways { 2 } else { 1 };
            for (a, b) in [(*a, *b), (*b, *a)].into_iter().take(both) {
                let before = if self.sums { grids[0].get(a, b) } else { 0.0 };
                grids[0].set(a, b, before + value);
            }
        }
    }

    fn span(&self) -> (i16, i16) {
        self.span
    }
}
