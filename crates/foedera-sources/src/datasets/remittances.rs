//! Bilateral remittances (2017).
//!
//! Million US$ from the country of the row to that of the column, in one year.

use foedera_world::Roster;

use crate::dataset::{Dataset, Gathered};
use crate::datasets::matrix;
use crate::table::{Layout, Table};

/// The dataset.
pub static REMITTANCES: Dataset = Dataset {
    key: "bilateral-remittances",
    title: "Bilateral remittances",
    frame: "remittance",
    layout: Layout {
        what: "the World Bank matrix of bilateral remittances",
        named: &["bilateral_remittance", "bilateral-remittance"],
        ..matrix::WORLD_BANK.layout
    },
    reader: Some(read_rows),
    unique: &["sender", "receiver", "year"],
    ..matrix::WORLD_BANK
};

fn read_rows(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    matrix::read(table, roster, ["sender", "receiver", "million_usd"])
}
