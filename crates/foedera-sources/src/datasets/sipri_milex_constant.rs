//! SIPRI military expenditure, constant US$ (1949-2022).
//!
//! One sheet of the published workbook: years in the header, regions between the countries. `. .` is no data, `xxx`
//! not independent.

use crate::dataset::Dataset;
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static SIPRI_MILEX_CONSTANT: Dataset = Dataset {
    key: "sipri-milex-constant",
    title: "SIPRI military expenditure, constant US$",
    version: "1949-2022",
    unit: "country-year",
    years: (1949, 2022),
    keys: "Country (name), year in the header",
    bibtex: citations::MILEX,
    terms: "SIPRI: free for non-commercial use with attribution; do not redistribute large parts",
    home: "https://www.sipri.org/databases",
    download: None,
    frame: "sipri_milex_constant",
    layout: Layout {
        what: "the sheet of SIPRI military expenditure in constant (2021) US$ m.",
        columns: &["Country", "Notes"],
        missing: &[". .", "..", "...", "xxx"],
        named: &["constant ("],
        ..Layout::PLAIN
    },
    fields: &[],
    reader: Some(super::wide::read_sheet),
    unique: &["state", "year"],
    ..Dataset::PLAIN
};
