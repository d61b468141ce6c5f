//! COW inter-state wars (4.0).
//!
//! One row per state in a war; a second stretch of fighting has its own dates. -8 does not apply, -9 unknown.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static COW_INTERSTATE_WAR: Dataset = Dataset {
    key: "cow-interstate-war",
    title: "COW inter-state wars",
    version: "4.0",
    unit: "war participant",
    years: (1823, 2003),
    keys: "WarNum, ccode (COW)",
    bibtex: citations::WARS,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/Inter-StateWarData_v4.0.csv"),
    frame: "war_participant",
    layout: Layout {
        what: "the file of COW inter-state wars",
        columns: &["WarNum", "ccode", "Side", "StartYear1", "StartMonth1", "StartDay1", "EndYear1", "Outcome"],
        missing: &["-9", "-8"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::number("war", "WarNum", 1.0, 1e5).needed(),
        Field::text("name", "WarName"),
        Field::whole("type", "WarType", 1, 9),
        Field::cow("state", "ccode").needed(),
        Field::whole("side", "Side", 1, 2),
        Field::date("start", ["StartYear1", "StartMonth1", "StartDay1"]).needed(),
        Field::date("end", ["EndYear1", "EndMonth1", "EndDay1"]),
        Field::date("start2", ["StartYear2", "StartMonth2", "StartDay2"]),
        Field::date("end2", ["EndYear2", "EndMonth2", "EndDay2"]),
        Field::whole("initiator", "Initiator", 1, 2),
        Field::whole("outcome", "Outcome", 1, 9),
        Field::whole("deaths", "BatDeath", 0, 99999999),
    ]],
    reader: None,
    unique: &["war", "state_code", "side", "start"],
    ..Dataset::PLAIN
};
