//! COW state system membership (2016).
//!
//! Read to be compared with the states of the atlas, which have the same dates.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static COW_STATES: Dataset = Dataset {
    key: "cow-states",
    title: "COW state system membership",
    version: "2016",
    unit: "state spell",
    years: (1816, 2016),
    keys: "ccode (COW)",
    bibtex: citations::COW,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/states2016.csv"),
    frame: "cow_state",
    layout: Layout {
        what: "the COW list of states",
        columns: &["stateabb", "ccode", "statenme", "styear", "stmonth", "stday", "endyear", "endmonth", "endday"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::text("letters", "stateabb"),
        Field::text("name", "statenme"),
        Field::date("start", ["styear", "stmonth", "stday"]).needed(),
        Field::date("end", ["endyear", "endmonth", "endday"]).needed(),
    ]],
    reader: None,
    unique: &["state_code", "start"],
    ..Dataset::PLAIN
};
