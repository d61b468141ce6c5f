//! SIPRI military expenditure, long form (1949-2022).
//!
//! Three sheets of the workbook in one table, as some repositories keep it.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static SIPRI_MILEX_LONG: Dataset = Dataset {
    key: "sipri-milex-long",
    title: "SIPRI military expenditure, long form",
    version: "1949-2022",
    unit: "country-year",
    years: (1949, 2022),
    keys: "Country (name), Year",
    bibtex: citations::MILEX,
    terms: "SIPRI: free for non-commercial use with attribution; do not redistribute large parts",
    home: "https://www.sipri.org/databases",
    download: None,
    frame: "sipri_milex_long",
    layout: Layout {
        what: "the long form of SIPRI military expenditure",
        columns: &["Country", "Year", "constant_2021_usd_m", "current_usd_m", "share_gdp"],
        missing: &[". .", "xxx"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::named("state", "Country").needed(),
        Field::year("year", "Year").needed(),
        Field::number("constant", "constant_2021_usd_m", 0.0, 1e9),
        Field::number("current", "current_usd_m", 0.0, 1e9),
        Field::number("share", "share_gdp", 0.0, 10.0),
    ]],
    reader: None,
    unique: &["state", "year"],
    ..Dataset::PLAIN
};
