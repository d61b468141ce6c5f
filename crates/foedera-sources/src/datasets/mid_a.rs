//! MID dispute level (5.0).
//!
//! One row per militarized dispute. A start day of -9 means the month only is known.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static MID_A: Dataset = Dataset {
    key: "mid-a",
    title: "MID dispute level",
    version: "5.0",
    unit: "dispute",
    years: (1816, 2014),
    keys: "dispnum",
    bibtex: citations::MID,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/MID-5-Data-and-Supporting-Materials.zip"),
    frame: "mid_dispute",
    layout: Layout {
        what: "the MIDA file",
        columns: &[
            "dispnum|dispnum3",
            "stday",
            "stmon",
            "styear",
            "endday",
            "endmon",
            "endyear",
            "outcome",
            "settle",
            "hostlev",
            "numa",
            "numb",
        ],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("dispnum", "dispnum|dispnum3", 1, 99999).or("dispnum4").needed(),
        Field::date("start", ["styear", "stmon", "stday"]).needed(),
        Field::date("end", ["endyear", "endmon", "endday"]),
        Field::whole("outcome", "outcome", 0, 100),
        Field::whole("settle", "settle", 0, 100),
        Field::whole("fatality", "fatality", 0, 100),
        Field::whole("hiact", "hiact", 0, 100),
        Field::whole("hostlev", "hostlev", 0, 5),
        Field::whole("recip", "recip", 0, 1),
        Field::whole("numa", "numa", 0, 200),
        Field::whole("numb", "numb", 0, 200),
    ]],
    reader: None,
    unique: &["dispnum"],
    ..Dataset::PLAIN
};
