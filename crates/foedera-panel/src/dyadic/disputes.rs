//! Disputes, wars and conflicts between two states: onset, going on, hostility, and the years of peace before.
//!
//! Two states are in a dispute with each other when they stand on opposite sides on the same days; it begins for them with
//! each spell of that, so that a state which leaves a dispute and comes back has a second onset, as in peacesciencer. The years of peace
//! are those since the dyad's last year of dispute, or since it began (Beck, Katz and Tucker 1998, American Journal of
//! Political Science 42);
//! `…2` and `…3` are their square and cube (Carter and Signorino 2010, Political Analysis 18).

use std::collections::BTreeMap;

use foedera_diagnostic::Problems;
use foedera_store::WorldFile;
use foedera_world::Day;

use super::{Grid, Provider, YearView};
use crate::source::Facts;
use crate::units::Units;

/// A spell of two units on opposite sides.
struct Fight {
    a: usize,
    b: usize,
    from: Day,
    until: Day,
    hostility: f64,
}

struct Disputes {
    fights: Vec<Fight>,
    span: (i16, i16),
    /// Years of peace so far and the number of the present spell; for pairs that have existed.
    peace: Option<(Grid, Grid)>,
    alive_before: Vec<bool>,
}

/// How a dataset says sides, dates and hostility.
struct Layout {
    frame: &'static str,
    group: &'static str,
    side: &'static str,
    /// Spells: columns of start and end.
    spells: &'static [(&'static str, &'static str)],
    hostility: Option<&'static str>,
}

const MID: Layout = Layout {
    frame: "mid_participant",
    group: "dispnum",
    side: "sidea",
    spells: &[("start", "end")],
    hostility: Some("hostlev"),
};
const GML: Layout = Layout { frame: "gml_participant", hostility: None, ..MID };
const WAR: Layout = Layout {
    frame: "war_participant",
    group: "war",
    side: "side",
    spells: &[("start", "end"), ("start2", "end2")],
    hostility: None,
};

pub(super) fn load_mid(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    load(world, units, &MID, true)
}

pub(super) fn load_gml(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    load(world, units, &GML, true)
}

pub(super) fn load_war(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    load(world, units, &WAR, false)
}

/// Units, side, first and last day, hostility of a participant.
type Party = (Vec<usize>, i32, Day, Day, f64);

fn load(world: &WorldFile, units: &Units, layout: &Layout, peace: bool) -> Result<Option<Box<dyn Provider>>, Problems> {
    let Some(facts) = Facts::load(world, layout.frame)? else { return Ok(None) };
    let frame = &facts.frame;
    // Wars are numbered with decimals in newer versions, so groups are kept as bits.
    let mut groups: BTreeMap<u64, Vec<Party>> = BTreeMap::new();
    let group = frame.column(layout.group);
    for row in 0..frame.len() {
        let (Some(group), Some(side)) = (group.and_then(|c| c.number(row)), frame.whole_at(layout.side, row)) else {
            continue;
        };
        let hostility = layout.hostility.and_then(|column| frame.column(column)).and_then(|c| c.number(row));
        for (start, end) in layout.spells {
            // A date known to the month alone can be any day of it.
            let Some(from) = frame.earliest_at(start, row) else { continue };
            let last = Day::start_of_year(frame.span.1 + 1).plus_days(-1);
            let until = frame.latest_at(end, row).unwrap_or(last).max(from);
            let party = (facts.units(units, "state", row), side, from, until, hostility.unwrap_or(f64::NAN));
            groups.entry(group.to_bits()).or_default().push(party);
        }
    }
    let mut fights = Vec::new();
    for parties in groups.values() {
        oppose(parties, &mut fights);
    }
    let peace = peace.then(|| (Grid::new(units.len(), 0.0), Grid::new(units.len(), 0.0)));
    Ok(Some(Box::new(Disputes { fights, span: frame.span, peace, alive_before: vec![false; units.len()] })))
}

/// Every pair on opposite sides on some day.
fn oppose(parties: &[Party], fights: &mut Vec<Fight>) {
    for (first, side, from, until, hostility) in parties {
        for (second, other, other_from, other_until, other_hostility) in parties {
            let (from, until) = ((*from).max(*other_from), (*until).min(*other_until));
            if side >= other || from > until {
                continue;
            }
            for a in first {
                for b in second {
                    fights.push(Fight { a: *a, b: *b, from, until, hostility: hostility.max(*other_hostility) });
                }
            }
        }
    }
}

impl Provider for Disputes {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        let covered = (self.span.0..=self.span.1).contains(&view.year);
        for grid in &mut *grids {
            grid.reset(view.live, if covered { 0.0 } else { f64::NAN });
        }
        if !covered {
            return;
        }
        let asked = |fight: &&Fight| view.asks(fight.a, fight.b) || view.asks(fight.b, fight.a);
        let now = |fight: &&Fight| view.together(fight.a, fight.b, fight.from, fight.until);
        for fight in self.fights.iter().filter(asked).filter(now) {
            for (a, b) in [(fight.a, fight.b), (fight.b, fight.a)] {
                if fight.from >= view.from {
                    grids[0].set(a, b, 1.0);
                }
                grids[1].set(a, b, 1.0);
                if let Some(grid) = grids.get_mut(6)
                    && !fight.hostility.is_nan()
                {
                    grid.raise(a, b, fight.hostility);
                }
            }
        }
        self.count_peace(view, grids);
    }

    /// Years of peace must be counted from the beginning; nothing else must.
    fn keep(&mut self, asked: &[bool]) {
        if !asked[2..].iter().take(4).any(|asked| *asked) {
            self.peace = None;
        }
    }

    fn first_year(&self) -> Option<i16> {
        self.peace.as_ref().map(|_| self.span.0)
    }

    fn span(&self) -> (i16, i16) {
        self.span
    }
}

impl Disputes {
    fn count_peace(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        let Some((years, spells)) = &mut self.peace else { return };
        for a in view.live {
            for b in view.live {
                // A dyad that was not there last year begins anew.
                if !(self.alive_before[*a] && self.alive_before[*b]) {
                    years.set(*a, *b, 0.0);
                    spells.set(*a, *b, 1.0);
                }
                let peace = years.get(*a, *b);
                for (grid, value) in
                    grids[2..6].iter_mut().zip([peace, peace * peace, peace * peace * peace, spells.get(*a, *b)])
                {
                    grid.set(*a, *b, value);
                }
                if grids[1].get(*a, *b) > 0.0 {
                    years.set(*a, *b, 0.0);
                    spells.set(*a, *b, spells.get(*a, *b) + 1.0);
                } else {
                    years.set(*a, *b, peace + 1.0);
                }
            }
        }
        self.alive_before.fill(false);
        for unit in view.live {
            self.alive_before[*unit] = true;
        }
    }
}

/// Conflicts of UCDP of any type: states on opposite sides in one conflict and year, first and second parties alike.
/// (The war of 2020 over Nagorno-Karabakh is no interstate conflict there: Armenia seconds the other side.)
struct Conflicts {
    parties: BTreeMap<i16, Vec<(i32, usize, i32)>>,
    span: (i16, i16),
}

pub(super) fn load_ucdp(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    let Some(facts) = Facts::load(world, "ucdp_party")? else { return Ok(None) };
    let frame = &facts.frame;
    let mut parties: BTreeMap<i16, Vec<(i32, usize, i32)>> = BTreeMap::new();
    for (row, unit, year) in facts.yearly_rows(units, "state", "year") {
        if let (Some(conflict), Some(side)) = (frame.whole_at("conflict", row), frame.whole_at("side", row)) {
            parties.entry(year).or_default().push((conflict, unit, side));
        }
    }
    Ok(Some(Box::new(Conflicts { parties, span: frame.span })))
}

impl Provider for Conflicts {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        let covered = (self.span.0..=self.span.1).contains(&view.year);
        grids[0].reset(view.live, if covered { 0.0 } else { f64::NAN });
        let parties = self.parties.get(&view.year).map_or(&[][..], Vec::as_slice);
        for (conflict, a, side) in parties {
            for (other, b, other_side) in parties {
                if conflict == other && side != other_side && a != b {
                    grids[0].set(*a, *b, 1.0);
                }
            }
        }
    }

    fn span(&self) -> (i16, i16) {
        self.span
    }
}
