//! ATOP member level (5.1).
//!
//! One row per member and phase; an exit year of 0 means still a member. Members enter by signature (quirk Q2 of
//! the data notes).

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::datasets::groups::{PLEDGES, PROVISIONS};
use crate::table::Layout;

/// The dataset.
pub static ATOP_MEMBER: Dataset = Dataset {
    key: "atop-member",
    title: "ATOP member level",
    version: "5.1",
    unit: "alliance member and phase",
    years: (1815, 2018),
    keys: "atopid, member (COW)",
    bibtex: citations::ATOP,
    terms: "ATOP project, Rice University: free for research with citation (as recalled, not checked)",
    home: "http://www.atopdata.org",
    download: Some("http://www.atopdata.org/uploads/6/9/1/3/69134503/atop_5.1__.csv_.zip"),
    frame: "atop_member",
    layout: Layout {
        what: "the ATOP member-level file",
        columns: &[
            "atopid", "member", "yrent", "moent", "dayent", "yrexit", "moexit", "dayexit", "phase", "defense",
            "offense", "neutral", "nonagg", "consul",
        ],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[
        &[
            Field::whole("atopid", "atopid", 1, 99999).needed(),
            Field::cow("state", "member").needed(),
            Field::date("entry", ["yrent", "moent", "dayent"]).needed(),
            Field::date("exit", ["yrexit", "moexit", "dayexit"]),
            Field::whole("phase", "phase", 0, 99),
            Field::whole("maxphase", "maxphase", 0, 99),
            Field::whole("bilat", "bilat", 0, 1),
            Field::whole("futmem", "futmem", 0, 9),
            Field::whole("cow_alliance", "cow4id", 0, 99999),
            Field::whole("term", "term", 0, 100),
            Field::whole("termmode", "termmode", 0, 100),
            Field::whole("termcaus", "termcaus", 0, 100),
        ],
        PLEDGES,
        PROVISIONS,
    ],
    reader: None,
    unique: &["atopid", "state_code", "phase", "entry"],
    ..Dataset::PLAIN
};
