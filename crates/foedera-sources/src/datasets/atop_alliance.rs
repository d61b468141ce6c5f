//! ATOP alliance level (4.01).
//!
//! One row per alliance, with its first and last day and its provisions; the members stand in the member-level
//! file.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::datasets::groups::{PLEDGES, PROVISIONS};
use crate::table::Layout;

/// The dataset.
pub static ATOP_ALLIANCE: Dataset = Dataset {
    key: "atop-alliance",
    title: "ATOP alliance level",
    version: "4.01",
    unit: "alliance",
    years: (1815, 2016),
    keys: "atopid",
    bibtex: citations::ATOP,
    terms: "ATOP project, Rice University: free for research with citation (as recalled, not checked)",
    home: "http://www.atopdata.org",
    download: Some("http://www.atopdata.org/uploads/6/9/1/3/69134503/atop_5.1__.csv_.zip"),
    frame: "atop_alliance",
    layout: Layout {
        what: "the ATOP alliance-level file",
        columns: &["atopid", "begyr", "begmo", "begday", "endyr", "endmo", "endday", "bilat", "defense", "mem1"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[
        &[
            Field::whole("atopid", "atopid", 1, 99999).needed(),
            Field::date("begin", ["begyr", "begmo", "begday"]).needed(),
            Field::date("end", ["endyr", "endmo", "endday"]),
            Field::cow("first_member", "mem1"),
            Field::whole("bilat", "bilat", 0, 1),
            Field::whole("maxphase", "maxphase", 0, 99),
            Field::whole("term", "term", 0, 100),
        ],
        PLEDGES,
        PROVISIONS,
    ],
    reader: None,
    unique: &["atopid"],
    ..Dataset::PLAIN
};
