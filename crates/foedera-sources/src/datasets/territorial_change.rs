//! COW territorial changes (6).
//!
//! Who gained which territory of whom; entities that are no state have codes that no system knows and are missing
//! here.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static TERRITORIAL_CHANGE: Dataset = Dataset {
    key: "territorial-change",
    title: "COW territorial changes",
    version: "6",
    unit: "territorial change",
    years: (1816, 2018),
    keys: "number",
    bibtex: citations::TC,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/terr-changes-v6.zip"),
    frame: "territorial_change",
    layout: Layout {
        what: "the file of COW territorial changes",
        columns: &["year", "month", "gainer", "loser", "entity", "area", "pop", "procedur", "number"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("number", "number", 1, 9999).needed(),
        Field::date("date", ["year", "month", "no_day"]).needed(),
        Field::cow("gainer", "gainer"),
        Field::cow("loser", "loser"),
        Field::whole("procedure", "procedur", 0, 9),
        Field::number("area", "area", 0.0, 1e9),
        Field::number("population", "pop", 0.0, 1e10),
        Field::whole("conflict", "conflict", 0, 1),
        Field::whole("independence", "indep", 0, 1),
    ]],
    reader: None,
    unique: &["number"],
    ..Dataset::PLAIN
};
