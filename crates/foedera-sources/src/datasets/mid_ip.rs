//! MID incident participants (5.0).
//!
//! Who took part in which incident, from 1992 on.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static MID_IP: Dataset = Dataset {
    key: "mid-ip",
    title: "MID incident participants",
    version: "5.0",
    unit: "incident participant",
    years: (1992, 2014),
    keys: "incidnum, ccode (COW)",
    bibtex: citations::MID,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/MID-5-Data-and-Supporting-Materials.zip"),
    frame: "mid_incident_participant",
    layout: Layout {
        what: "the MIDIP file",
        columns: &["dispnum|dispnum3", "incidnum", "ccode", "stday", "stmon", "styear", "insidea", "sidea", "action"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("dispnum", "dispnum|dispnum3", 1, 99999).or("dispnum4").needed(),
        Field::whole("incidnum", "incidnum", 1, 99999999).needed(),
        Field::cow("state", "ccode").needed(),
        Field::date("start", ["styear", "stmon", "stday"]).needed(),
        Field::date("end", ["endyear", "endmon", "endday"]),
        Field::whole("insidea", "insidea", 0, 1),
        Field::whole("sidea", "sidea", 0, 1),
        Field::whole("action", "action", 0, 99),
        Field::whole("hostlev", "hostlev", 0, 5),
    ]],
    reader: None,
    unique: &["incidnum", "state_code", "start"],
    ..Dataset::PLAIN
};
