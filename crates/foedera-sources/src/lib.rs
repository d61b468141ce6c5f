//! Readers of the scholarly datasets that users bring, from ATOP to the World Bank.
//!
//! Foedera ships none of these files. A reader takes the file as its publisher hands it out (byte-order mark, CRLF,
//! Latin-1, semicolons, unnamed columns; CSV, Stata, Excel, Parquet, zip) and turns it into a [`foedera_store::Frame`],
//! or into [`foedera_world`] events. What it cannot read it says: a row in [`Read::refused`] with file, line, column
//! and remedy, a whole file as [`Problems`](foedera_diagnostic::Problems). No row is dropped in silence.
//!
//! Each dataset is declared in a file of `datasets`; [`read_folder`] finds out which file is which.
//! Left to others: which states exist (the caller's [`Roster`](foedera_world::Roster)), what to make of the facts.
//!
//! ```
//! use foedera_sources::{RawFile, read, recognise};
//!
//! let atlas = foedera_atlas::Atlas::embedded().expect("it ships");
//! let table = "ccode,year,milex,milper,irst,pec,tpop,upop,cinc\n2,1950,14559000,1460,87848,1114815,152271,46085,0.2842\n";
//! let file = RawFile::new("downloads/nmc.csv", table);
//! let dataset = recognise(&file).expect("a text").expect("a dataset that is known");
//! assert_eq!(dataset.key, "nmc");
//! let found = read(dataset, &file, atlas.roster()).expect("its columns");
//! assert_eq!((found.rows, found.refused_rows), (1, 0));
//! assert_eq!(found.value.numbers("cinc"), [0.2842]);
//! ```

pub mod atop;
pub mod capabilities;
mod dataset;
pub mod datasets;
mod day_column;
pub mod democracy;
#[cfg(feature = "fetch")]
pub mod fetch;
mod file;
mod formats;
mod header;
pub mod ideal_points;
mod iso_numeric;
mod registry;
pub mod relational;
mod row;
mod table;
pub mod tournament;
mod unique;
mod unite;
mod yearly;

pub use dataset::{Dataset, read};
pub use datasets::DATASETS;
pub use file::{RawFile, fingerprint, read_file};
pub use formats::budget::{check_ceiling, read_bounded};
pub use formats::tables;
pub use registry::{Found, Outcome, find_dataset, open_tables, read_folder, recognise};

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
    /// The rows that could not be read, each with line, column, what was found and the remedy; of more than a thousand
    /// the first thousand.
    pub refused: Vec<Diagnostic>,
    /// How many rows could not be read.
    pub refused_rows: usize,
    /// What a user should know of rows that are correct: which of two numbers of one state counts in a year.
    pub notes: Vec<String>,
    /// How many facts say again what an earlier row says; they are kept once.
    pub repeated: usize,
    /// What is needed to put it together with other files of its dataset.
    pub(crate) trace: Trace,
    /// The codes or names that the roster does not know, each with the number of its rows. ATOP rows of such states
    /// are kept in a history (see [`atop::read`]); other rows of such states are left out.
    pub unknown: BTreeMap<String, usize>,
    /// Which file this was, and how to cite it.
    pub provenance: Provenance,
}

/// How facts were read, so that those of several files can be put together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trace {
    /// The line of each fact.
    pub(crate) lines: Vec<u32>,
    /// How its facts are counted, if not in the usual way.
    pub(crate) counted: String,
    /// The place of its layout among those of the dataset.
    pub(crate) form: usize,
    /// The edition that the file states.
    pub(crate) edition: Option<String>,
}
