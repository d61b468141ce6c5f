//! Bilateral migrant stocks (2017).
//!
//! Persons born in the country of the row who live in that of the column, in one year.

use foedera_world::Roster;

use crate::dataset::{Dataset, Gathered};
use crate::datasets::matrix;
use crate::table::{Layout, Table};

/// The dataset.
pub static MIGRANTS: Dataset = Dataset {
    key: "bilateral-migrants",
    title: "Bilateral migrant stocks",
    frame: "migrant_stock",
    layout: Layout {
        what: "the World Bank matrix of migrant stocks",
        named: &["bilateral_migra", "bilateral-migra", "bilateral_estimates_migra"],
        ..matrix::WORLD_BANK.layout
    },
    reader: Some(read_rows),
    unique: &["origin", "destination", "year"],
    ..matrix::WORLD_BANK
};

fn read_rows(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    matrix::read(table, roster, ["origin", "destination", "persons"])
}
