//! The time column of a user's file: one decision for the whole column.

use foedera_world::When;

use crate::row::{Cell, Row};
use crate::table::Table;

/// What the times of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Times {
    /// Four digits in every cell: years, or numbers if another file of the same fit has other numbers.
    Years,
    /// Numbers in a unit that the user knows.
    Numbers,
    /// Dates, which count in days since 1970.
    Dates,
}

/// The decision about one file; `None` where no row has a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// What the times are.
    pub times: Option<Times>,
    /// The line of the first time.
    pub line: usize,
}

impl Clock {
    /// Decide by most of the cells; those that differ are refused as their rows are read.
    pub(super) fn of(table: &Table) -> Self {
        let (mut numbers, mut dates, mut years, mut line) = (0_usize, 0_usize, true, 0);
        for row in table.rows().flatten() {
            let Some(text) = row.text("time") else { continue };
            let is_number = row.parse_number("time", text).is_ok();
            if !is_number && text.parse::<When>().is_err() {
                continue;
            }
            years &= looks_like_a_year(text);
            *(if is_number { &mut numbers } else { &mut dates }) += 1;
            line = if line == 0 { row.line() } else { line };
        }
        let times = match (numbers, dates) {
            (0, 0) => None,
            (numbers, dates) if dates > numbers => Some(Times::Dates),
            _ if years => Some(Times::Years),
            _ => Some(Times::Numbers),
        };
        Self { times, line }
    }

    /// The time of a row: days since 1970 of a date, else the number (a year, too).
    pub(super) fn read(self, row: Row<'_>) -> Cell<Option<f64>> {
        let Some(text) = row.text("time") else { return Ok(None) };
        let number = row.parse_number("time", text).ok();
        let when = text.parse::<When>().ok().filter(|_| number.is_none());
        match (self.times, number, when) {
            (Some(Times::Dates), None, Some(when)) => Ok(Some(f64::from(when.day().number()))),
            (Some(Times::Dates), Some(_), _) => {
                Err(row.refuse("time", "a date (YYYY-MM-DD) as the other times of the file"))
            }
            (Some(_), None, Some(_)) => Err(row.refuse("time", "a number as the other times of the file")),
            (Some(Times::Numbers | Times::Years), Some(number), _) => Ok(Some(number)),
            _ => Err(row.refuse("time", "a number or a date (YYYY-MM-DD)")),
        }
    }
}

fn looks_like_a_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) && ("1501".."3000").contains(&text)
}
