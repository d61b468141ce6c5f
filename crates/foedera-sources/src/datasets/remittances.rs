//! Bilateral remittances (2017).
//!
//! Million US$ from the country of the row to that of the column, in one year.

use foedera_world::Roster;

use crate::dataset::{Dataset, Gathered};
use crate::datasets::{citations, matrix};
use crate::table::{Layout, Table};

/// The dataset.
pub static REMITTANCES: Dataset = Dataset {
    key: "bilateral-remittances",
    title: "Bilateral remittances",
    version: "2017",
    unit: "pair of states",
    years: (2017, 2018),
    keys: "names of countries",
    bibtex: citations::KNOMAD,
    terms: "World Bank/KNOMAD: CC BY 4.0 (as recalled, not checked)",
    home: "https://www.knomad.org/data",
    download: None,
    frame: "remittance",
    layout: Layout {
        what: "the World Bank matrix of bilateral remittances",
        columns: &["Afghanistan", "Albania", "Algeria", "Armenia"],
        missing: &["..", "N/A"],
        named: &["bilateral_remittance", "bilateral-remittance"],
        preamble: true,
        ..Layout::PLAIN
    },
    fields: &[],
    reader: Some(read_rows),
    unique: &["sender", "receiver", "year"],
    ..Dataset::PLAIN
};

fn read_rows(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    matrix::read(table, roster, ["sender", "receiver", "million_usd"])
}
