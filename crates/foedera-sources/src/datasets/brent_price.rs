//! Brent oil price (monthly or daily).
//!
//! US$ per barrel.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static BRENT_PRICE: Dataset = Dataset {
    key: "brent-price",
    title: "Brent oil price",
    version: "monthly or daily",
    unit: "month or day",
    years: (1987, 2026),
    keys: "Date",
    bibtex: citations::EIA,
    terms: "public domain (EIA)",
    home: "https://github.com/datasets/oil-prices",
    download: None,
    frame: "brent_price",
    layout: Layout {
        what: "the file of Brent prices",
        columns: &["Date", "Price"],
        missing: &["-9"],
        named: &["brent"],
        ..Layout::PLAIN
    },
    fields: &[&[Field::iso_date("date", "Date").needed(), Field::number("price", "Price", -100.0, 10_000.0)]],
    reader: None,
    unique: &["date"],
    ..Dataset::PLAIN
};
