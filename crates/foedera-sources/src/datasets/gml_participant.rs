//! GML participant level (2.2.1).
//!
//! Participants of the corrected disputes with their own dates.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static GML_PARTICIPANT: Dataset = Dataset {
    key: "gml-participant",
    title: "GML participant level",
    version: "2.2.1",
    unit: "dispute participant",
    years: (1816, 2010),
    keys: "dispnum, ccode (COW)",
    bibtex: citations::GML,
    terms: "none stated with the copies seen; cite the authors; package GPL-2",
    home: "https://svmiller.com/peacesciencer/",
    download: None,
    frame: "gml_participant",
    layout: Layout {
        what: "the GML participant file",
        columns: &[
            "dispnum",
            "ccode",
            "styear",
            "stmon",
            "stday",
            "endyear",
            "endmon",
            "endday",
            "sidea",
            "orig",
            "dummy_stday|leader_start",
        ],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("dispnum", "dispnum", 1, 99999).needed(),
        Field::cow("state", "ccode").needed(),
        Field::date("start", ["styear", "stmon", "stday"]).needed(),
        Field::date("end", ["endyear", "endmon", "endday"]),
        Field::whole("sidea", "sidea", 0, 1),
        Field::whole("hiact", "hiact", 0, 100),
        Field::whole("orig", "orig", 0, 1),
    ]],
    reader: None,
    unique: &["dispnum", "state_code", "start"],
    ..Dataset::PLAIN
};
