//! Natural gas price (Henry Hub) (monthly or daily).
//!
//! US$ per million British thermal units.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static NATURAL_GAS_PRICE: Dataset = Dataset {
    key: "natural-gas-price",
    title: "Natural gas price (Henry Hub)",
    version: "monthly or daily",
    unit: "month or day",
    years: (1997, 2026),
    keys: "Month",
    bibtex: citations::EIA,
    terms: "public domain (EIA)",
    home: "https://github.com/datasets/natural-gas",
    download: None,
    frame: "gas_price",
    layout: Layout {
        what: "the file of natural gas prices",
        columns: &["Month|Date", "Price"],
        missing: &["-9"],
        named: &["natural-gas", "natural_gas"],
        ..Layout::PLAIN
    },
    fields: &[&[Field::iso_date("date", "Month|Date").needed(), Field::number("price", "Price", -100.0, 10_000.0)]],
    reader: None,
    unique: &["date"],
    ..Dataset::PLAIN
};
