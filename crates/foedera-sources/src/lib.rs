//! Readers of the scholarly datasets that users bring: ATOP, COW capabilities, V-Dem polyarchy, UN ideal points.
//!
//! Foedera ships none of these files. A reader takes the file as its publisher hands it out (byte-order mark, CRLF,
//! Latin-1, semicolons, unnamed columns and all) and turns it into [`foedera_world`] events. What it cannot read it
//! says: a row in [`Read::refused`] with file, line, column and remedy, a whole file as
//! [`Problems`](foedera_diagnostic::Problems). No row is dropped in silence.
//!
//! Left to others: which states exist (the caller's [`Roster`](foedera_world::Roster)), what to make of the events.

pub mod atop;
pub mod capabilities;
pub mod democracy;
mod file;
pub mod ideal_points;
mod row;
mod table;
mod yearly;

pub use file::{RawFile, read_file};

use std::collections::BTreeMap;

use foedera_diagnostic::Diagnostic;
use foedera_world::Provenance;

/// What a reader made of a file.
#[derive(Debug, Clone)]
pub struct Read<T> {
    /// What the readable rows say.
    pub value: T,
    /// Data rows in the file, refused ones included.
    pub rows: usize,
    /// The rows that could not be read, each with line, column, what was found and the remedy.
    pub refused: Vec<Diagnostic>,
    /// The COW numbers that the roster does not know, each with the number of its rows. ATOP rows of such states are
    /// kept (see [`atop::read`]); yearly values of such states are left out.
    pub unknown: BTreeMap<u16, usize>,
    /// Which file this was, and how to cite it.
    pub provenance: Provenance,
}
