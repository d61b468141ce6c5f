//! ATOP directed dyad-year (5.1).
//!
//! What state 1 owes state 2 in a year. Both the layout of ATOP (`stateA`, `defense`) and that of peacesciencer
//! (`ccode1`, `atop_defense`).

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static ATOP_DIRECTED_DYAD_YEAR: Dataset = Dataset {
    key: "atop-directed-dyad-year",
    title: "ATOP directed dyad-year",
    version: "5.1",
    unit: "directed dyad-year",
    years: (1815, 2018),
    keys: "ccode1, ccode2 (COW), year",
    bibtex: citations::ATOP,
    terms: "ATOP project, Rice University: free for research with citation (as recalled, not checked)",
    home: "http://www.atopdata.org",
    download: Some("http://www.atopdata.org/uploads/6/9/1/3/69134503/atop_5.1__.csv_.zip"),
    frame: "atop_directed_dyad_year",
    layout: Layout {
        what: "the ATOP directed dyad-year file",
        columns: &[
            "ccode1|stateA",
            "ccode2|stateB",
            "year",
            "atop_defense|defense",
            "atop_offense|offense",
            "atop_neutral|neutral",
            "atop_nonagg|nonagg",
            "atop_consul|consul",
        ],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state1", "ccode1|stateA").needed(),
        Field::cow("state2", "ccode2|stateB").needed(),
        Field::year("year", "year").needed(),
        Field::whole("defense", "atop_defense|defense", 0, 1),
        Field::whole("offense", "atop_offense|offense", 0, 1),
        Field::whole("neutral", "atop_neutral|neutral", 0, 1),
        Field::whole("nonagg", "atop_nonagg|nonagg", 0, 1),
        Field::whole("consul", "atop_consul|consul", 0, 1),
    ]],
    reader: None,
    unique: &["state1_code", "state2_code", "year"],
    ..Dataset::PLAIN
};
