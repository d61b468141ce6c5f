//! US troops abroad (1950-2024).
//!
//! Active duty of the United States by host. Bases in places that are no states (Guam, Aden) are left out and counted.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static US_TROOPS: Dataset = Dataset {
    key: "us-troops",
    title: "US troops abroad",
    version: "1950-2024",
    unit: "state-year",
    years: (1950, 2024),
    keys: "ccode (COW), year",
    bibtex: citations::TROOPS,
    terms: "GPL-3 package; cite the authors",
    home: "https://github.com/meflynn/troopdata",
    download: None,
    frame: "us_troops",
    layout: Layout {
        what: "the file of US troops by host and year",
        columns: &["countryname", "year", "ccode", "troops_ad"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed().or_polity("countryname"),
        Field::year("year", "year").needed(),
        Field::whole("troops", "troops_ad", 0, 9_999_999),
    ]],
    reader: None,
    unique: &["state_code", "year"],
    ..Dataset::PLAIN
};
