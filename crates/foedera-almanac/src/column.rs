//! A column of figures in memory, and the one rule for when a figure is known.

use foedera_world::Day;

use crate::format::Row;

/// From when a figure is known: the day on which it was first seen, else 1 January of the year after its own.
pub(crate) fn known_from(year: Option<i16>, first_seen: Option<Day>) -> Option<Day> {
    first_seen.or_else(|| Some(Day::start_of_year(year?.checked_add(1)?)))
}

impl Row {
    /// From when it is known; `None` where neither a year nor a day is told.
    pub fn known_from(&self) -> Option<Day> {
        known_from(self.year, self.first_seen)
    }

    /// Whether it is known on a day.
    pub fn is_known(&self, at: Day) -> bool {
        self.known_from().is_some_and(|from| from <= at)
    }
}

/// The figures of one variable, in the order of state, partner, year and day of first sight.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    rows: Vec<Row>,
}

impl Column {
    pub(crate) fn new(rows: Vec<Row>) -> Self {
        Self { rows }
    }

    /// All rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows of a state, of all partners.
    pub fn of_state(&self, state: u16) -> &[Row] {
        let from = self.rows.partition_point(|row| row.state < state);
        let until = self.rows.partition_point(|row| row.state <= state);
        &self.rows[from..until]
    }

    /// The rows of a state with a partner ([`crate::NOBODY`]: of the state alone).
    pub fn of(&self, state: u16, partner: u16) -> &[Row] {
        let rows = self.of_state(state);
        let from = rows.partition_point(|row| row.partner < partner);
        let until = rows.partition_point(|row| row.partner <= partner);
        &rows[from..until]
    }
}

/// Of rows of one series in order, the last year's known on a day and not of a year after `year`; of its revisions the last one known.
pub(crate) fn newest(rows: &[Row], at: Day, year: Option<i16>) -> Option<&Row> {
    rows.iter().rev().find(|row| row.is_known(at) && (year.is_none() || row.year <= year))
}
