//! SIPRI military expenditure, share of GDP (1949-2022).
//!
//! One sheet of the published workbook: years in the header, regions between the countries. `. .` is no data, `xxx`
//! not independent.

use crate::dataset::Dataset;
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static SIPRI_MILEX_SHARE: Dataset = Dataset {
    key: "sipri-milex-share",
    title: "SIPRI military expenditure, share of GDP",
    version: "1949-2022",
    unit: "country-year",
    years: (1949, 2022),
    keys: "Country (name), year in the header",
    bibtex: citations::MILEX,
    terms: "SIPRI: free for non-commercial use with attribution; do not redistribute large parts",
    home: "https://www.sipri.org/databases",
    download: None,
    frame: "sipri_milex_share",
    layout: Layout {
        what: "the sheet of SIPRI military expenditure in share of GDP",
        columns: &["Country", "Notes"],
        missing: &[". .", "..", "...", "xxx"],
        named: &["share of gdp"],
        ..Layout::PLAIN
    },
    fields: &[],
    reader: Some(super::wide::read_sheet),
    unique: &["state", "year"],
    ..Dataset::PLAIN
};
