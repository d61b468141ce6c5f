//! Who is in the state system when: the rows of a panel.

use std::collections::BTreeMap;

use foedera_world::{Day, Roster, StateId};

/// The state system whose members are the units of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Correlates of War.
    Cow,
    /// Gleditsch and Ward.
    Gw,
}

impl System {
    /// The name of its codes as a column: `ccode` or `gwcode`.
    pub fn code_name(self) -> &'static str {
        match self {
            Self::Cow => "ccode",
            Self::Gw => "gwcode",
        }
    }
}

/// A code of the system and the spells in which a state had it.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub(crate) code: u16,
    /// First day, last day, state; oldest first.
    pub(crate) spells: Vec<(Day, Day, StateId)>,
}

impl Unit {
    /// Whether it exists on some day from `from` to `until`.
    pub(crate) fn exists(&self, from: Day, until: Day) -> bool {
        self.spells.iter().any(|(first, last, _)| *first <= until && from <= *last)
    }

    /// Whether both exist on some day from `from` to `until`.
    pub(crate) fn meets(&self, other: &Self, from: Day, until: Day) -> bool {
        self.spells.iter().any(|(first, last, _)| {
            other.exists((*first).max(from), (*last).min(until)) && *first <= until && from <= *last
        })
    }
}

/// All units of a system, in the order of their codes.
#[derive(Debug, Clone)]
pub(crate) struct Units {
    pub(crate) system: System,
    pub(crate) all: Vec<Unit>,
    by_code: BTreeMap<u16, usize>,
    by_state: BTreeMap<StateId, Vec<usize>>,
}

/// The first and last day of a year.
pub(crate) fn year_days(year: i16) -> (Day, Day) {
    (Day::start_of_year(year), Day::start_of_year(year + 1).plus_days(-1))
}

/// The day after which nothing is dated.
fn end_of_time() -> Day {
    Day::start_of_year(9999)
}

impl Units {
    pub(crate) fn new(roster: &Roster, system: System) -> Self {
        let mut codes: BTreeMap<u16, Vec<(Day, Day, StateId)>> = BTreeMap::new();
        for (id, state) in roster.states() {
            for spell in &state.spells {
                let (code, days) = match system {
                    System::Cow => (spell.cow, spell.cow_days),
                    System::Gw => (spell.gw, spell.gw_days),
                };
                if let (Some(code), Some((from, until))) = (code, days) {
                    codes.entry(code).or_default().push((from, until.unwrap_or(end_of_time()), id));
                }
            }
        }
        let mut units = Self { system, all: Vec::new(), by_code: BTreeMap::new(), by_state: BTreeMap::new() };
        for (code, mut spells) in codes {
            spells.sort_unstable();
            let index = units.all.len();
            units.by_code.insert(code, index);
            for (_, _, state) in &spells {
                let list = units.by_state.entry(*state).or_default();
                if !list.contains(&index) {
                    list.push(index);
                }
            }
            units.all.push(Unit { code, spells });
        }
        units
    }

    /// What the unit of each code is called in a year: the state that had the code last by then, or first after it.
    pub(crate) fn labels(&self, roster: &Roster, year: i16) -> Vec<(i32, String)> {
        let end = year_days(year).1;
        let label = |unit: &Unit| {
            let spell = unit.spells.iter().rev().find(|(from, _, _)| *from <= end).or(unit.spells.first())?;
            Some((i32::from(unit.code), roster.state(spell.2).name.clone()))
        };
        self.all.iter().filter_map(label).collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The units that exist in a year.
    pub(crate) fn in_year(&self, year: i16) -> Vec<usize> {
        let (from, until) = year_days(year);
        (0..self.all.len()).filter(|index| self.all[*index].exists(from, until)).collect()
    }

    /// The unit of a code of this system.
    pub(crate) fn of_code(&self, code: i32) -> Option<usize> {
        u16::try_from(code).ok().and_then(|code| self.by_code.get(&code).copied())
    }

    /// The units that a state is over time (Germany is 260 and 255 in the COW system).
    pub(crate) fn of_state(&self, state: StateId) -> &[usize] {
        self.by_state.get(&state).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(system: System) -> Units {
        Units::new(foedera_atlas::Atlas::embedded().unwrap().roster(), system)
    }

    fn codes(units: &Units, year: i16) -> Vec<u16> {
        units.in_year(year).into_iter().map(|index| units.all[index].code).collect()
    }

    #[test]
    fn the_cow_system_has_its_published_size() {
        let units = units(System::Cow);
        // Counted from the published list of 2016, states that entered or left within the year included.
        assert_eq!([1816, 1914, 1946, 2016].map(|year| codes(&units, year).len()), [23, 45, 66, 195]);
    }

    #[test]
    fn germany_of_1990_is_three_units_and_two_of_them_never_meet() {
        let units = units(System::Cow);
        let here = codes(&units, 1990);
        assert!([255, 260, 265].iter().all(|code| here.contains(code)));
        let unit = |code| &units.all[units.of_code(code).unwrap()];
        let (from, until) = year_days(1990);
        assert!(!unit(255).meets(unit(260), from, until));
        assert!(unit(260).meets(unit(265), from, until));
    }
}
