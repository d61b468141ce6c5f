//! Facts of a world file laid out for panels: values by unit and year, ties by unit and day.

use std::collections::BTreeMap;

use foedera_diagnostic::Problems;
use foedera_store::{Frame, WorldFile};
use foedera_world::{Day, StateId};

use crate::units::{System, Units, year_days};

/// A frame and how its rows find their units.
pub(crate) struct Facts {
    pub(crate) frame: Frame,
}

/// Which code a column of states has beside it.
fn code_system(frame: &Frame) -> System {
    // The readers of Gleditsch-Ward datasets; all others with codes have COW numbers.
    if ["ucdp_party", "leader", "gw_state"].contains(&frame.name.as_str()) { System::Gw } else { System::Cow }
}

impl Facts {
    /// The frame with its columns; `None` if the world has no such dataset.
    pub(crate) fn load(world: &WorldFile, name: &str) -> Result<Option<Self>, Problems> {
        Ok(world.frame(name, &[])?.map(|frame| Self { frame }))
    }

    /// The units that a row's state can be: by its code where the code is of the panel's system, else all units of
    /// the state; ties are then cut to the days on which the unit exists.
    pub(crate) fn units(&self, units: &Units, column: &str, row: usize) -> Vec<usize> {
        let finder = self.finder(units, column);
        finder.coded(row).map_or_else(|| finder.of_state(row).to_vec(), |index| vec![index])
    }

    /// How rows find their units in a column of states.
    pub(crate) fn finder<'a>(&'a self, units: &'a Units, column: &str) -> Finder<'a> {
        let is_code = |name: &str| name.strip_suffix("_code") == Some(column);
        let names = self.frame.columns.iter().map(|(name, ..)| name.as_str());
        let code = names.filter(|_| code_system(&self.frame) == units.system).find(|name| is_code(name));
        Finder { units, codes: code.map_or(&[], |name| self.frame.whole(name)), states: self.frame.whole(column) }
    }

    /// The unit of a row in a year, as [`Finder::in_year`].
    pub(crate) fn unit_in(&self, units: &Units, column: &str, row: usize, year: i16) -> Option<usize> {
        self.finder(units, column).in_year(row, year_days(year))
    }

    /// First and last year in which a column has a value; those of the table if it never has.
    pub(crate) fn span_of(&self, year: &str, column: &str) -> (i16, i16) {
        let cells = self.frame.column(column);
        let known = |row: usize| cells.is_some_and(|cells| cells.number(row).is_some());
        let years = self.frame.whole(year).iter().enumerate().filter(|(row, _)| known(*row));
        let years = years.filter_map(|(_, year)| i16::try_from(*year).ok());
        let widen = |span: Option<(i16, i16)>, year: i16| {
            Some(span.map_or((year, year), |(from, to)| (from.min(year), to.max(year))))
        };
        years.fold(None, widen).unwrap_or(self.frame.span)
    }

    /// Values by unit and year of a column of numbers or codes.
    pub(crate) fn yearly(&self, units: &Units, state: &str, year: &str, column: &str) -> Yearly {
        let mut yearly = Yearly::new(units, self.frame.span, f64::NAN);
        let cells = self.frame.column(column);
        for (row, unit, year) in self.yearly_rows(units, state, year) {
            if let Some(value) = cells.and_then(|cells| cells.number(row)) {
                yearly.set(unit, year, value);
            }
        }
        yearly
    }

    /// The rows of a table by state and year, each with its unit and its year; those without either are left out. The columns are
    /// found once, and the days of a year are counted once.
    pub(crate) fn yearly_rows<'a>(
        &'a self,
        units: &'a Units,
        state: &str,
        year: &str,
    ) -> impl Iterator<Item = (usize, usize, i16)> {
        let finder = self.finder(units, state);
        let mut days: BTreeMap<i16, (Day, Day)> = BTreeMap::new();
        let mut last = None;
        self.frame.whole(year).iter().enumerate().filter_map(move |(row, year)| {
            let year = i16::try_from(*year).ok()?;
            // Tables are sorted by year, or by state and year.
            let span = match last {
                Some((known, span)) if known == year => span,
                _ => *days.entry(year).or_insert_with(|| year_days(year)),
            };
            last = Some((year, span));
            Some((row, finder.in_year(row, span)?, year))
        })
    }
}

/// A column of states, with the codes beside it where they are of the panel's system.
pub(crate) struct Finder<'a> {
    units: &'a Units,
    codes: &'a [i32],
    states: &'a [i32],
}

impl Finder<'_> {
    /// The unit of a row's code, if the code is of the panel's system.
    fn coded(&self, row: usize) -> Option<usize> {
        self.codes.get(row).and_then(|code| self.units.of_code(*code))
    }

    fn of_state(&self, row: usize) -> &[usize] {
        let index = self.states.get(row).and_then(|state| usize::try_from(*state).ok());
        index.map_or(&[], |index| self.units.of_state(StateId::from_index(index)))
    }

    /// The unit of a row in a year of which the first and last day are given: of several, one that exists in the middle of the
    /// year, then any that exists.
    pub(crate) fn in_year(&self, row: usize, (from, until): (Day, Day)) -> Option<usize> {
        let coded = self.coded(row);
        let candidates = match &coded {
            Some(index) => std::slice::from_ref(index),
            None => self.of_state(row),
        };
        let midyear = from.plus_days(181);
        let exists = |index: &usize, from: Day, until: Day| self.units.all[*index].exists(from, until);
        candidates
            .iter()
            .find(|index| exists(index, midyear, midyear))
            .or_else(|| candidates.iter().find(|index| exists(index, from, until)))
            .copied()
    }
}

/// Of several tables that give one value, the one of a world that reaches furthest; of equals the first.
pub(crate) fn furthest<'a>(world: &WorldFile, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let span = |name: &str| world.frames().iter().find(|info| info.name == name).map(|info| info.span.1);
    let known = names.filter_map(|name| Some((name, span(name)?)));
    known.reduce(|best, other| if other.1 > best.1 { other } else { best }).map(|(name, _)| name)
}

/// A number for each unit and year; NaN is missing.
#[derive(Clone)]
pub(crate) struct Yearly {
    first: i16,
    years: usize,
    cells: Vec<f64>,
}

impl Yearly {
    /// For all units and the years of `span`, all cells holding `value`.
    pub(crate) fn new(units: &Units, span: (i16, i16), value: f64) -> Self {
        let years = usize::try_from(i32::from(span.1) - i32::from(span.0) + 1).unwrap_or(0);
        Self { first: span.0, years, cells: vec![value; years * units.len()] }
    }

    fn index(&self, unit: usize, year: i16) -> Option<usize> {
        let offset =
            usize::try_from(i32::from(year) - i32::from(self.first)).ok().filter(|offset| *offset < self.years)?;
        Some(unit * self.years + offset)
    }

    /// Make missing what a table does not cover.
    pub(crate) fn cut(&mut self, covers: impl Fn(i16) -> bool) {
        let years = self.years.max(1);
        for (index, cell) in self.cells.iter_mut().enumerate() {
            let offset = i16::try_from(index % years).unwrap_or(i16::MAX);
            if !covers(self.first.saturating_add(offset)) {
                *cell = f64::NAN;
            }
        }
    }

    /// The value; NaN outside the years covered.
    pub(crate) fn get(&self, unit: usize, year: i16) -> f64 {
        self.index(unit, year).map_or(f64::NAN, |index| self.cells[index])
    }

    pub(crate) fn set(&mut self, unit: usize, year: i16, value: f64) {
        if let Some(index) = self.index(unit, year) {
            self.cells[index] = value;
        }
    }

    /// Add to a value; nothing outside the years covered.
    pub(crate) fn add(&mut self, unit: usize, year: i16, value: f64) {
        if let Some(index) = self.index(unit, year) {
            self.cells[index] += value;
        }
    }
}
