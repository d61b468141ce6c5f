//! What a state owes another under the alliances that both are in (ATOP): defence, offence, neutrality,
//! nonaggression, consultation.
//!
//! ATOP's members owe what their own row says to every member with whom they share the alliance on some day of the
//! year (Leeds et al. 2002). Members are dated by signature.

use std::collections::BTreeMap;

use foedera_diagnostic::Problems;
use foedera_store::WorldFile;
use foedera_world::Day;

use super::{Grid, Provider, YearView};
use crate::source::Facts;
use crate::units::Units;

/// The obligations in the order of the provider's first five grids.
const COLUMNS: [&str; 5] = ["defense", "offense", "neutral", "nonagg", "consul"];

/// A membership in a phase of an alliance.
pub(crate) struct Member {
    pub(crate) alliance: i32,
    pub(crate) units: Vec<usize>,
    pub(crate) from: Day,
    pub(crate) until: Day,
    /// What it owes; NaN where ATOP has no entry.
    pub(crate) owes: [f64; 5],
}

pub(crate) struct Obligations {
    /// By alliance.
    members: BTreeMap<i32, Vec<Member>>,
    span: (i16, i16),
}

/// Memberships, and the years that they cover.
pub(crate) type Members = (Vec<Member>, (i16, i16));

/// The memberships of ATOP.
pub(crate) fn members(world: &WorldFile, units: &Units) -> Result<Option<Members>, Problems> {
    let Some(facts) = Facts::load(world, "atop_member")? else { return Ok(None) };
    let frame = &facts.frame;
    let end = Day::start_of_year(frame.span.1 + 1).plus_days(-1);
    let columns = COLUMNS.map(|column| frame.column(column));
    let member = |row: usize| {
        Some(Member {
            alliance: frame.whole_at("atopid", row)?,
            units: facts.units(units, "state", row),
            from: frame.earliest_at("entry", row)?,
            // No exit: still a member when the data end.
            until: frame.latest_at("exit", row).unwrap_or(end),
            owes: columns.map(|column| column.and_then(|column| column.number(row)).unwrap_or(f64::NAN)),
        })
    };
    Ok(Some(((0..frame.len()).filter_map(member).collect(), frame.span)))
}

pub(super) fn load(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    Ok(read(world, units)?.map(|obligations| Box::new(obligations) as Box<dyn Provider>))
}

pub(super) fn read(world: &WorldFile, units: &Units) -> Result<Option<Obligations>, Problems> {
    let Some((list, span)) = members(world, units)? else { return Ok(None) };
    let mut members: BTreeMap<i32, Vec<Member>> = BTreeMap::new();
    for member in list {
        members.entry(member.alliance).or_default().push(member);
    }
    Ok(Some(Obligations { members, span }))
}

impl Provider for Obligations {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        let covered = (self.span.0..=self.span.1).contains(&view.year);
        for grid in &mut *grids {
            grid.reset(view.live, if covered { 0.0 } else { f64::NAN });
        }
        if !covered {
            return;
        }
        for members in self.members.values() {
            let now: Vec<&Member> =
                members.iter().filter(|member| member.from <= view.until && view.from <= member.until).collect();
            for a in &now {
                for b in &now {
                    let (from, until) = (a.from.max(b.from), a.until.min(b.until));
                    for first in &a.units {
                        for second in &b.units {
                            if view.asks(*first, *second) && view.together(*first, *second, from, until) {
                                raise(grids, *first, *second, &a.owes);
                            }
                        }
                    }
                }
            }
        }
    }

    fn span(&self) -> (i16, i16) {
        self.span
    }
}

fn raise(grids: &mut [Grid], a: usize, b: usize, owes: &[f64; 5]) {
    for (grid, owed) in grids.iter_mut().zip(owes) {
        if !owed.is_nan() {
            grid.raise(a, b, *owed);
        }
    }
    if let Some(any) = grids.get_mut(5) {
        any.raise(a, b, 1.0);
    }
}
