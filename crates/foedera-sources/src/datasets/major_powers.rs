//! COW major powers (2016).
//!
//! Spells as a major power. Recognised by its name (`majors`): the list of states has the same columns and more.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static MAJOR_POWERS: Dataset = Dataset {
    key: "major-powers",
    title: "COW major powers",
    version: "2016",
    unit: "state spell",
    years: (1816, 2016),
    keys: "ccode (COW)",
    bibtex: citations::COW,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: None,
    frame: "major_power",
    layout: Layout {
        what: "the list of COW major powers",
        columns: &["ccode", "styear", "stmonth", "stday", "endyear", "endmonth", "endday"],
        missing: &["-9"],
        named: &["major"],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::date("start", ["styear", "stmonth", "stday"]).needed(),
        Field::date("end", ["endyear", "endmonth", "endday"]).needed(),
    ]],
    reader: None,
    unique: &["state_code", "start"],
    ..Dataset::PLAIN
};
