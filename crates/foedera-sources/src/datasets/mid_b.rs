//! MID participant level (5.0).
//!
//! One row per state and spell in a dispute; a state can come back (29 repeated pairs in 5.0). `orig` 0 marks
//! joiners.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static MID_B: Dataset = Dataset {
    key: "mid-b",
    title: "MID participant level",
    version: "5.0",
    unit: "dispute participant",
    years: (1816, 2014),
    keys: "dispnum, ccode (COW)",
    bibtex: citations::MID,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/MID-5-Data-and-Supporting-Materials.zip"),
    frame: "mid_participant",
    layout: Layout {
        what: "the MIDB file",
        columns: &[
            "dispnum|dispnum3",
            "ccode",
            "stday",
            "stmon",
            "styear",
            "endday",
            "endmon",
            "endyear",
            "sidea",
            "orig",
        ],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("dispnum", "dispnum|dispnum3", 1, 99999).or("dispnum4").needed(),
        Field::cow("state", "ccode").needed(),
        Field::date("start", ["styear", "stmon", "stday"]).needed(),
        Field::date("end", ["endyear", "endmon", "endday"]),
        Field::whole("sidea", "sidea", 0, 1),
        Field::whole("revstate", "revstate", 0, 1),
        Field::whole("revtype1", "revtype1", -1, 9),
        Field::whole("fatality", "fatality", 0, 100),
        Field::whole("hiact", "hiact", 0, 100),
        Field::whole("hostlev", "hostlev", 0, 5),
        Field::whole("orig", "orig", 0, 1),
    ]],
    reader: None,
    unique: &["dispnum", "state_code", "start"],
    ..Dataset::PLAIN
};
