//! REIGN leaders (2021-03).
//!
//! Start to the day, end to the month. Latin-1 text with two unnamed columns.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static REIGN: Dataset = Dataset {
    key: "reign",
    title: "REIGN leaders",
    version: "2021-03",
    unit: "leader spell",
    years: (1921, 2021),
    keys: "ccode (COW), leadid",
    bibtex: citations::REIGN,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://oefdatascience.github.io/REIGN.github.io/",
    download: None,
    frame: "reign_leader",
    layout: Layout {
        what: "the REIGN list of leaders",
        columns: &["ccode", "leadid", "leader", "sdate", "smonth", "syear", "emonth", "eyear"],
        missing: &["-9", "-99"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::text("leader", "leader"),
        Field::date("start", ["syear", "smonth", "sdate"]).needed(),
        Field::date("end", ["eyear", "emonth", "no_day"]),
        Field::number("military", "militarycareer", 0.0, 1.0),
    ]],
    reader: None,
    unique: &["state_code", "leader", "start"],
    ..Dataset::PLAIN
};
