//! Coup attempts (Powell and Thyne) (2026-01-13).
//!
//! 1 failed, 2 succeeded.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static COUPS: Dataset = Dataset {
    key: "coups",
    title: "Coup attempts (Powell and Thyne)",
    version: "2026-01-13",
    unit: "coup attempt",
    years: (1950, 2025),
    keys: "ccode (COW), date",
    bibtex: citations::COUPS,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://www.uky.edu/~clthyne2/coup_data/home.htm",
    download: None,
    frame: "coup",
    layout: Layout {
        what: "the file of coup attempts",
        columns: &["ccode", "year", "month", "day", "coup"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::date("date", ["year", "month", "day"]).needed(),
        Field::whole("success", "coup", 1, 2).needed(),
    ]],
    reader: None,
    unique: &["state_code", "date", "success"],
    ..Dataset::PLAIN
};
