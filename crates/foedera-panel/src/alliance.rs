//! Panels whose rows are alliances, or members of alliances, by year (ATOP).

use std::collections::BTreeMap;

use foedera_diagnostic::Problems;
use foedera_store::WorldFile;
use foedera_world::Day;

use crate::dyadic::{Member, members};
use crate::source::{Facts, Yearly};
use crate::units::{Units, year_days};

/// The variables of an alliance and year.
pub(crate) const ALLIANCE: [&str; 13] = [
    "members",
    "entered",
    "left",
    "ended",
    "years_open",
    "defense",
    "offense",
    "neutrality",
    "nonaggression",
    "consultation",
    "total_cinc",
    "patron",
    "patron_share",
];

/// The variables of a member and year, beside those of its alliance and its own.
pub(crate) const MEMBER: [&str; 5] = ["years_in", "exit", "own_share", "exits_lately", "is_patron"];

/// One alliance in one year.
pub(crate) struct AllianceYear {
    pub(crate) atopid: i32,
    /// In the order of [`ALLIANCE`].
    pub(crate) values: [f64; 13],
    /// Each member with its values in the order of [`MEMBER`].
    pub(crate) members: Vec<(usize, [f64; 5])>,
}

/// The alliances of a world.
pub(crate) struct Alliances {
    by_id: BTreeMap<i32, Vec<Member>>,
    cinc: Option<Yearly>,
    pub(crate) span: (i16, i16),
}

impl Alliances {
    pub(crate) fn load(world: &WorldFile, units: &Units) -> Result<Option<Self>, Problems> {
        let Some((list, span)) = members(world, units)? else { return Ok(None) };
        let mut by_id: BTreeMap<i32, Vec<Member>> = BTreeMap::new();
        for member in list {
            by_id.entry(member.alliance).or_default().push(member);
        }
        let cinc = Facts::load(world, "capability")?.map(|facts| facts.yearly(units, "state", "year", "cinc"));
        Ok(Some(Self { by_id, cinc, span }))
    }

    /// The alliances that exist on some day of a year, in the order of their ids.
    pub(crate) fn in_year(&self, units: &Units, year: i16) -> Vec<AllianceYear> {
        let (from, until) = year_days(year);
        let here = |member: &&Member| member.from <= until && from <= member.until;
        self.by_id
            .iter()
            .filter(|(_, all)| all.iter().any(|member| here(&member)))
            .map(|(id, all)| self.one(units, year, *id, all))
            .collect()
    }

    fn one(&self, units: &Units, year: i16, atopid: i32, all: &[Member]) -> AllianceYear {
        let (from, until) = year_days(year);
        let last_day = Day::start_of_year(self.span.1 + 1).plus_days(-1);
        let spells = unit_spells(units, all);
        let now: Vec<&UnitSpell> = spells
            .iter()
            .filter(|s| s.from <= until && from <= s.until && units.all[s.unit].exists(from, until))
            .collect();
        let cinc = |unit: usize| self.cinc.as_ref().map_or(f64::NAN, |cinc| cinc.get(unit, year));
        let total: f64 = now.iter().map(|spell| cinc(spell.unit)).filter(|cinc| !cinc.is_nan()).sum();
        let total = if now.iter().any(|spell| !cinc(spell.unit).is_nan()) { total } else { f64::NAN };
        let patron = now
            .iter()
            .filter(|spell| !cinc(spell.unit).is_nan())
            .max_by(|a, b| cinc(a.unit).total_cmp(&cinc(b.unit)).then(b.unit.cmp(&a.unit)))
            .map(|spell| spell.unit);
        let exits = |first: Day, last: Day| {
            spells.iter().filter(|s| first <= s.until && s.until <= last && s.until < last_day).count() as f64
        };
        let opened = all.iter().map(|member| member.from).min().unwrap_or(from);
        let closes = all.iter().map(|member| member.until).max().unwrap_or(until);
        let owed = |which: usize| {
            let now = all.iter().filter(|member| member.from <= until && from <= member.until);
            now.map(|member| member.owes[which]).fold(f64::NAN, f64::max)
        };
        let ended = closes <= until && closes < last_day;
        let values = [
            now.len() as f64,
            now.iter().filter(|spell| spell.from >= from).count() as f64,
            exits(from, until),
            f64::from(u8::from(ended)),
            f64::from(year - opened.year()),
            owed(0),
            owed(1),
            owed(2),
            owed(3),
            owed(4),
            total,
            patron.map_or(f64::NAN, |unit| f64::from(units.all[unit].code)),
            patron.map_or(f64::NAN, |unit| cinc(unit) / total),
        ];
        let members = now.iter().map(|spell| {
            let exit = spell.until <= until && spell.until < last_day;
            let lately = exits(Day::start_of_year(year - 3), from.plus_days(-1));
            let is_patron = f64::from(u8::from(patron == Some(spell.unit)));
            let share = cinc(spell.unit) / total;
            let years_in = f64::from(year - spell.from.year());
            (spell.unit, [years_in, f64::from(u8::from(exit)), share, lately, is_patron])
        });
        let mut members: Vec<_> = members.collect();
        members.sort_by_key(|(unit, _)| *unit);
        // A state that leaves and comes back within a year is one member of it.
        members.dedup_by_key(|(unit, _)| *unit);
        AllianceYear { atopid, values, members }
    }
}

/// A membership of a unit with its phases joined.
struct UnitSpell {
    unit: usize,
    from: Day,
    until: Day,
}

/// The memberships, phases joined where one begins on the day (or the day after) another ends.
fn unit_spells(units: &Units, members: &[Member]) -> Vec<UnitSpell> {
    let mut rows: Vec<(usize, Day, Day)> = Vec::new();
    for member in members {
        for unit in &member.units {
            if units.all[*unit].exists(member.from, member.until) {
                rows.push((*unit, member.from, member.until));
            }
        }
    }
    rows.sort_unstable();
    let mut spells: Vec<UnitSpell> = Vec::new();
    for (unit, from, until) in rows {
        match spells.last_mut() {
            Some(last) if last.unit == unit && from <= last.until.plus_days(1) => last.until = last.until.max(until),
            _ => spells.push(UnitSpell { unit, from, until }),
        }
    }
    spells
}
