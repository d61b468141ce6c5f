//! One row of ATOP: a member of a treaty in one phase.

use std::fmt;

use foedera_diagnostic::Diagnostic;
use foedera_world::{Cause, Obligation, When};

use crate::row::{Cell, Row};

/// The columns that carry obligations.
const OBLIGATIONS: [(&str, Obligation); 5] = [
    ("defense", Obligation::Defense),
    ("offense", Obligation::Offense),
    ("neutral", Obligation::Neutrality),
    ("nonagg", Obligation::Nonaggression),
    ("consul", Obligation::Consultation),
];

/// Why a membership ended, in ATOP's own codes (`None`: the cell is empty).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EndCodes {
    /// How it ended for the member: 0 not ended, 1 not renewed, 2 replaced, 3 left or abrogated, 4 state ended,
    /// 5 purpose fulfilled, 6 defeat. The meanings are read off known cases, not off the codebook.
    pub termmode: Option<u16>,
    /// How the alliance ended.
    pub term: Option<u16>,
    /// What caused it.
    pub termcaus: Option<u16>,
}

impl EndCodes {
    /// The cause that `termmode` stands for.
    pub fn cause(self) -> Cause {
        match self.termmode {
            Some(1) => Cause::NonRenewal,
            Some(2) => Cause::Replaced,
            Some(3) => Cause::Withdrawal,
            Some(4) => Cause::StateEnded,
            Some(5) => Cause::Fulfilled,
            Some(6) => Cause::Defeat,
            _ => Cause::Unknown,
        }
    }
}

impl fmt::Display for EndCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |code: Option<u16>| code.map_or("NA".to_owned(), |code| code.to_string());
        write!(f, "termmode={} term={} termcaus={}", text(self.termmode), text(self.term), text(self.termcaus))
    }
}

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) atop: u32,
    pub(super) cow: u16,
    pub(super) phase: u16,
    pub(super) entry: When,
    /// `None`: still a member when the data end.
    pub(super) exit: Option<When>,
    pub(super) bilateral: Option<bool>,
    pub(super) wartime: Option<bool>,
    pub(super) obligations: Vec<Obligation>,
    pub(super) codes: EndCodes,
}

impl Record {
    /// Take a row apart.
    ///
    /// # Errors
    /// The row's refusal, at the first cell that cannot be read.
    pub(super) fn read(row: Row<'_>) -> Result<Self, Box<Diagnostic>> {
        let entry = date(row, ["yrent", "moent", "dayent"])?;
        let mut entry = entry.ok_or_else(|| row.refuse("yrent", "the year of entry"))?;
        let mut exit = date(row, ["yrexit", "moexit", "dayexit"])?;
        if let Some(exit) = &mut exit {
            in_order(row, &mut entry, exit)?;
        }
        let mut obligations = Vec::new();
        for (column, obligation) in OBLIGATIONS {
            if row.flag(column)? == Some(true) {
                obligations.push(obligation);
            }
        }
        Ok(Self {
            atop: row.required("atopid", 1..1_000_000)?,
            cow: row.required("member", 1..i64::from(u16::MAX))?,
            phase: row.required("phase", 0..100)?,
            entry,
            exit,
            bilateral: row.flag("bilat")?,
            wartime: row.flag("wartime")?,
            obligations,
            codes: EndCodes {
                termmode: row.whole("termmode", 0..100)?,
                term: row.whole("term", 0..100)?,
                termcaus: row.whole("termcaus", 0..100)?,
            },
        })
    }
}

/// A date in three columns. A year of 0 is no date; a month or day that is empty or 0 is not known.
fn date(row: Row<'_>, [year, month, day]: [&str; 3]) -> Cell<Option<When>> {
    let number: i16 = row.required(year, 0..10_000)?;
    let month_number: i8 = row.whole(month, 0..13)?.unwrap_or(0);
    let day_number: i8 = row.whole(day, 0..32)?.unwrap_or(0);
    let when = match (number, month_number, day_number) {
        (0, _, _) => return Ok(None),
        (year, 0, _) => When::in_year(year),
        (year, month, 0) => When::in_month(year, month),
        (year, month, day) => foedera_world::Day::new(year, month, day).map(When::on),
    };
    when.map(Some).map_err(|error| row.refuse_because(day, format!("columns `{year}`, `{month}`, `{day}`: {error}")))
}

/// Refuse an exit before the entry. Where the two can only seem out of order because one is not known to the day,
/// the vaguer date takes the place of the other.
fn in_order(row: Row<'_>, entry: &mut When, exit: &mut When) -> Result<(), Box<Diagnostic>> {
    if exit.day() >= entry.day() {
        return Ok(());
    }
    if exit.latest() < entry.earliest() {
        let message = format!("the exit on {exit} comes before the entry on {entry}");
        return Err(row.refuse_because("yrexit", message));
    }
    if exit.precision() > entry.precision() {
        *exit = *entry;
    } else {
        *entry = *exit;
    }
    Ok(())
}
