//! UN General Assembly roll calls (March 2021).
//!
//! Day, session and number of each roll call.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static UN_ROLL_CALLS: Dataset = Dataset {
    key: "un-roll-calls",
    title: "UN General Assembly roll calls",
    version: "March 2021",
    unit: "roll call",
    years: (1946, 2020),
    keys: "rcid",
    bibtex: citations::UNVOTES,
    terms: "MIT package; cite the authors",
    home: "https://github.com/dgrtwo/unvotes",
    download: None,
    frame: "un_roll_call",
    layout: Layout {
        what: "the file of UN roll calls",
        columns: &["rcid", "session", "date", "unres"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("rcid", "rcid", 1, 999999).needed(),
        Field::whole("session", "session", 1, 200).needed(),
        Field::iso_date("date", "date").needed(),
        Field::text("resolution", "unres"),
        Field::whole("important", "importantvote", 0, 1),
    ]],
    reader: None,
    ..Dataset::PLAIN
};
