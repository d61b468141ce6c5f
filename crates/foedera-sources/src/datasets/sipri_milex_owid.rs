//! SIPRI military expenditure (Our World in Data) (to 2025).
//!
//! US$ at constant prices, not millions. Regions and the world are left out and counted.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static SIPRI_MILEX_OWID: Dataset = Dataset {
    key: "sipri-milex-owid",
    title: "SIPRI military expenditure (Our World in Data)",
    version: "to 2025",
    unit: "country-year",
    years: (1949, 2025),
    keys: "Code (ISO3), Year",
    bibtex: citations::MILEX,
    terms: "SIPRI: free for non-commercial use with attribution; do not redistribute large parts; OWID CC BY (as recalled)",
    home: "https://ourworldindata.org/military-spending",
    download: None,
    frame: "sipri_milex_owid",
    layout: Layout {
        what: "the Our World in Data table of military expenditure",
        columns: &["Entity", "Code", "Year", "Military expenditure"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::named("state", "Entity").needed(),
        Field::year("year", "Year").needed(),
        Field::number("constant_usd", "Military expenditure", 0.0, 1e14).needed(),
    ]],
    reader: None,
    unique: &["state", "year"],
    ..Dataset::PLAIN
};
