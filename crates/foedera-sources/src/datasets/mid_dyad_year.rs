//! MID directed dyad-years (5.0).
//!
//! Made from MIDB by the R package peacesciencer; read to compare with our own derivation.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::datasets::groups::BOTH_SIDES;
use crate::table::Layout;

/// The dataset.
pub static MID_DYAD_YEAR: Dataset = Dataset {
    key: "mid-dyad-year",
    title: "MID directed dyad-years",
    version: "5.0",
    unit: "directed dyadic dispute-year",
    years: (1816, 2014),
    keys: "dispnum, ccode1, ccode2 (COW), year",
    bibtex: citations::MID,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked); built by peacesciencer (GPL-2)",
    home: "https://svmiller.com/peacesciencer/",
    download: None,
    frame: "mid_directed_dyad_year",
    layout: Layout {
        what: "the file of directed dyadic dispute-years of MID",
        columns: &["dispnum", "ccode1", "ccode2", "year", "dispongoing", "disponset", "sidea1", "sidea2"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[
        &[
            Field::whole("dispnum", "dispnum", 1, 99999).needed(),
            Field::cow("state1", "ccode1").needed(),
            Field::cow("state2", "ccode2").needed(),
            Field::year("year", "year").needed(),
            Field::whole("ongoing", "dispongoing", 0, 1),
            Field::whole("onset", "disponset", 0, 1),
            Field::whole("sidea1", "sidea1", 0, 1),
            Field::whole("sidea2", "sidea2", 0, 1),
        ],
        BOTH_SIDES,
    ],
    reader: None,
    unique: &["dispnum", "state1_code", "state2_code", "year"],
    ..Dataset::PLAIN
};
