//! World Bank GDP (current US$) (2026-03).
//!
//! Recognised by its name (`gdp`): GDP and population have the same columns. Aggregates are left out and counted.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static WORLD_BANK_GDP: Dataset = Dataset {
    key: "world-bank-gdp",
    title: "World Bank GDP (current US$)",
    version: "2026-03",
    unit: "country-year",
    years: (1960, 2023),
    keys: "Country Code (ISO3), Year",
    bibtex: citations::WB,
    terms: "World Bank: CC BY 4.0 (as recalled)",
    home: "https://data.worldbank.org",
    download: None,
    frame: "world_bank_gdp",
    layout: Layout {
        what: "the file of World Bank GDP",
        columns: &["Country Name", "Country Code", "Year", "Value"],
        missing: &["-9"],
        named: &["gdp"],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::iso3("state", "Country Code").needed(),
        Field::year("year", "Year").needed(),
        Field::number("gdp", "Value", 0.0, 1e16).needed(),
    ]],
    reader: None,
    ..Dataset::PLAIN
};
