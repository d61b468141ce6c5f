//! ATOP alliance-phase level (4.0).
//!
//! One row per phase of an alliance: a stretch of time with the same terms.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::datasets::groups::{PLEDGES, PROVISIONS};
use crate::table::Layout;

/// The dataset.
pub static ATOP_PHASE: Dataset = Dataset {
    key: "atop-phase",
    title: "ATOP alliance-phase level",
    version: "4.0",
    unit: "alliance phase",
    years: (1815, 2016),
    keys: "atopid, phase",
    bibtex: citations::ATOP,
    terms: "ATOP project, Rice University: free for research with citation (as recalled, not checked)",
    home: "http://www.atopdata.org",
    download: Some("http://www.atopdata.org/uploads/6/9/1/3/69134503/atop_5.1__.csv_.zip"),
    frame: "atop_phase",
    layout: Layout {
        what: "the ATOP alliance-phase file",
        columns: &[
            "atopid",
            "atopidphase",
            "phase",
            "begyr",
            "begmo",
            "begday",
            "endyr",
            "endmo",
            "endday",
            "bilat",
            "defense",
            "mem1",
        ],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[
        &[
            Field::whole("atopid", "atopid", 1, 99999).needed(),
            Field::whole("phase", "phase", 0, 99),
            Field::date("begin", ["begyr", "begmo", "begday"]).needed(),
            Field::date("end", ["endyr", "endmo", "endday"]),
            Field::whole("bilat", "bilat", 0, 1),
            Field::whole("maxphase", "maxphase", 0, 99),
            Field::whole("term", "term", 0, 100),
        ],
        PLEDGES,
        PROVISIONS,
    ],
    reader: None,
    unique: &["atopid", "phase"],
    ..Dataset::PLAIN
};
