//! World Bank population (2026-03).
//!
//! Recognised by its name (`pop`).

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static WORLD_BANK_POPULATION: Dataset = Dataset {
    key: "world-bank-population",
    title: "World Bank population",
    version: "2026-03",
    unit: "country-year",
    years: (1960, 2024),
    keys: "Country Code (ISO3), Year",
    bibtex: citations::WB,
    terms: "World Bank: CC BY 4.0 (as recalled)",
    home: "https://data.worldbank.org",
    download: None,
    frame: "world_bank_population",
    layout: Layout {
        what: "the file of World Bank population",
        columns: &["Country Name", "Country Code", "Year", "Value"],
        missing: &["-9"],
        named: &["pop"],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::iso3("state", "Country Code").needed(),
        Field::year("year", "Year").needed(),
        Field::number("population", "Value", 0.0, 1e11).needed(),
    ]],
    reader: None,
    ..Dataset::PLAIN
};
