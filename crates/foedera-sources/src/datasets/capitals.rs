//! Capitals (2024).
//!
//! Capitals with coordinates, dated where they moved.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static CAPITALS: Dataset = Dataset {
    key: "capitals",
    title: "Capitals",
    version: "2024",
    unit: "state spell",
    years: (1816, 2024),
    keys: "ccode (COW)",
    bibtex: citations::PSCI,
    terms: "package GPL-2",
    home: "https://svmiller.com/peacesciencer/",
    download: None,
    frame: "capital",
    layout: Layout {
        what: "the file of capitals",
        columns: &["ccode", "capital", "stdate", "enddate", "lat", "lng"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::text("capital", "capital"),
        Field::iso_date("start", "stdate").needed(),
        Field::iso_date("end", "enddate").needed(),
        Field::number("latitude", "lat", -90.0, 90.0).needed(),
        Field::number("longitude", "lng", -180.0, 180.0).needed(),
    ]],
    reader: None,
    unique: &["state_code", "capital", "start"],
    ..Dataset::PLAIN
};
