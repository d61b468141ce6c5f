//! Bilateral migrant stocks (2017).
//!
//! Persons born in the country of the row who live in that of the column, in one year.

use foedera_world::Roster;

use crate::dataset::{Dataset, Gathered};
use crate::datasets::{citations, matrix};
use crate::table::{Layout, Table};

/// The dataset.
pub static MIGRANTS: Dataset = Dataset {
    key: "bilateral-migrants",
    title: "Bilateral migrant stocks",
    version: "2017",
    unit: "pair of states",
    years: (2017, 2018),
    keys: "names of countries",
    bibtex: citations::KNOMAD,
    terms: "World Bank/KNOMAD: CC BY 4.0 (as recalled, not checked)",
    home: "https://www.knomad.org/data",
    download: None,
    frame: "migrant_stock",
    layout: Layout {
        what: "the World Bank matrix of migrant stocks",
        columns: &["Afghanistan", "Albania", "Algeria", "Armenia"],
        missing: &["..", "N/A"],
        named: &["bilateral_migra", "bilateral-migra", "bilateral_estimates_migra"],
        preamble: true,
        ..Layout::PLAIN
    },
    fields: &[],
    reader: Some(read_rows),
    unique: &["origin", "destination", "year"],
    ..Dataset::PLAIN
};

fn read_rows(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    matrix::read(table, roster, ["origin", "destination", "persons"])
}
