//! MID incident level (5.0).
//!
//! Incidents within disputes, from 1992 on.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static MID_I: Dataset = Dataset {
    key: "mid-i",
    title: "MID incident level",
    version: "5.0",
    unit: "incident",
    years: (1992, 2014),
    keys: "incidnum",
    bibtex: citations::MID,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/MID-5-Data-and-Supporting-Materials.zip"),
    frame: "mid_incident",
    layout: Layout {
        what: "the MIDI file",
        columns: &["dispnum|dispnum3", "incidnum", "stday", "stmon", "styear", "action", "hostlev", "numa", "duration"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("dispnum", "dispnum|dispnum3", 1, 99999).or("dispnum4").needed(),
        Field::whole("incidnum", "incidnum", 1, 99999999).needed(),
        Field::date("start", ["styear", "stmon", "stday"]).needed(),
        Field::date("end", ["endyear", "endmon", "endday"]),
        Field::whole("action", "action", 0, 99),
        Field::whole("hostlev", "hostlev", 0, 5),
        Field::whole("fatality", "fatality", 0, 100),
    ]],
    reader: None,
    unique: &["incidnum"],
    ..Dataset::PLAIN
};
