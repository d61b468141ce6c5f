//! Direct contiguity (COW: 1 land border to 5 up to 400 miles of water; 0 none), and the politically relevant dyads.
//!
//! A dyad is politically relevant when it is contiguous in any of these ways or has a major power in it (Maoz and
//! Russett 1993, American Political Science Review 87). After the data end, both are missing, not 0.

use foedera_diagnostic::Problems;
use foedera_store::{Frame, WorldFile};
use foedera_world::Day;

use super::{Grid, Provider, YearView};
use crate::source::Facts;
use crate::units::Units;

struct Contiguity {
    ties: Vec<(usize, usize, Day, Day, f64)>,
    span: (i16, i16),
}

pub(super) fn load(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    Ok(read(world, units)?.map(|contiguity| Box::new(contiguity) as Box<dyn Provider>))
}

/// A time in which two states were contiguous, in one of the kinds.
pub(crate) struct Spell {
    pub(crate) kind: i32,
    pub(crate) from: Day,
    /// The last day; `None` if the data end before it does.
    pub(crate) until: Option<Day>,
}

/// What a row says; `None` if it lacks a date or the kind.
pub(crate) fn spell(frame: &Frame, row: usize) -> Option<Spell> {
    let until = frame.day_at("end", row)?;
    // The last month of the data is no end: nothing is known after it.
    let until = (until.plus_days(31) <= last_day(frame)).then_some(until);
    Some(Spell { kind: frame.whole_at("type", row)?, from: frame.day_at("start", row)?, until })
}

fn last_day(frame: &Frame) -> Day {
    Day::start_of_year(frame.span.1 + 1).plus_days(-1)
}

fn read(world: &WorldFile, units: &Units) -> Result<Option<Contiguity>, Problems> {
    let Some(facts) = Facts::load(world, "contiguity")? else { return Ok(None) };
    let frame = &facts.frame;
    let last = last_day(frame);
    let mut ties = Vec::new();
    for row in 0..frame.len() {
        let Some(spell) = spell(frame, row) else { continue };
        for a in facts.units(units, "state1", row) {
            for b in facts.units(units, "state2", row) {
                ties.push((a, b, spell.from, spell.until.unwrap_or(last), f64::from(spell.kind)));
            }
        }
    }
    Ok(Some(Contiguity { ties, span: frame.span }))
}

impl Provider for Contiguity {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        let covered = (self.span.0..=self.span.1).contains(&view.year);
        grids[0].reset(view.live, if covered { 0.0 } else { f64::NAN });
        for (a, b, from, until, kind) in &self.ties {
            if *kind == 0.0 || !covered || !view.together(*a, *b, *from, *until) {
                continue;
            }
            for (a, b) in [(*a, *b), (*b, *a)] {
                let before = grids[0].get(a, b);
                // Of two kinds within a year, the closer.
                if before == 0.0 || before > *kind {
                    grids[0].set(a, b, *kind);
                }
            }
        }
    }

    fn span(&self) -> (i16, i16) {
        self.span
    }
}

struct Relevant {
    contiguity: Contiguity,
    majors: Vec<(usize, Day, Day)>,
    span: (i16, i16),
}

pub(super) fn load_relevant(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    let (Some(contiguity), Some(facts)) = (read(world, units)?, Facts::load(world, "major_power")?) else {
        return Ok(None);
    };
    let frame = &facts.frame;
    let spell = |row: usize| Some((frame.day_at("start", row)?, frame.day_at("end", row)?));
    let majors = (0..frame.len())
        .filter_map(|row| Some((row, spell(row)?)))
        .flat_map(|(row, (from, until))| facts.units(units, "state", row).into_iter().map(move |u| (u, from, until)))
        .collect();
    let span = (contiguity.span.0.max(frame.span.0), contiguity.span.1.min(frame.span.1));
    Ok(Some(Box::new(Relevant { contiguity, majors, span })))
}

impl Provider for Relevant {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        self.contiguity.fill(view, grids);
        let covered = (self.span.0..=self.span.1).contains(&view.year);
        let major = |unit: usize| {
            self.majors.iter().any(|(own, from, until)| *own == unit && *from <= view.until && view.from <= *until)
        };
        let majors: Vec<bool> = view.live.iter().map(|unit| major(*unit)).collect();
        for (a, a_major) in view.live.iter().zip(&majors) {
            for (b, b_major) in view.live.iter().zip(&majors) {
                let relevant = *a_major || *b_major || grids[0].get(*a, *b) > 0.0;
                grids[0].set(*a, *b, if covered { f64::from(u8::from(relevant)) } else { f64::NAN });
            }
        }
    }

    fn span(&self) -> (i16, i16) {
        self.span
    }
}
