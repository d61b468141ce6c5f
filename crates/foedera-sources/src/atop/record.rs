//! One row of ATOP: a member of a treaty in one phase.

use std::fmt;

use foedera_diagnostic::Diagnostic;
use foedera_world::{Cause, Obligation, When};

use crate::row::Row;

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
    pub(super) renunciation: Option<bool>,
    /// Months of the first term; 0: none.
    pub(super) months: Option<u16>,
    /// Months of each further term; 0: none.
    pub(super) renewal_months: Option<u16>,
    pub(super) codes: EndCodes,
}

impl Record {
    /// Take a row apart.
    ///
    /// # Errors
    /// The row's refusal, at the first cell that cannot be read.
    pub(super) fn read(row: Row<'_>) -> Result<Self, Box<Diagnostic>> {
        let mut entry =
            row.date(["yrent", "moent", "dayent"])?.ok_or_else(|| row.refuse("yrent", "the year of entry"))?;
        row.required::<i16>("yrexit", 0..10_000)?;
        let mut exit = row.date(["yrexit", "moexit", "dayexit"])?;
        if let Some(exit) = &mut exit {
            in_order(row, &mut entry, exit)?;
        }
        let mut obligations = Vec::new();
        for (column, obligation) in OBLIGATIONS {
            if row.flag(column)? == Some(true) {
                obligations.push(obligation);
            }
        }
        let months: Option<u16> = row.whole("length", 0..10_000)?;
        Ok(Self {
            renunciation: row.whole::<u8>("renounce", 0..10)?.map(|right| right > 0),
            months,
            renewal_months: renewal(row, months)?,
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

/// The length of further terms: renewal by agreement (`proren` 1) without a stated length repeats the first term, and
/// an automatic one (2) without it goes on without a term.
fn renewal(row: Row<'_>, months: Option<u16>) -> Result<Option<u16>, Box<Diagnostic>> {
    let stated: Option<u16> = row.whole("renewlgt", 0..10_000)?;
    Ok(match row.whole::<u8>("proren", 0..10)? {
        None => None,
        Some(0) => Some(0),
        Some(1) => stated.filter(|months| *months > 0).or(months),
        Some(_) => Some(stated.unwrap_or(0)),
    })
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
