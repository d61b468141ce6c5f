//! COW intra-state wars, state participants (5.1).
//!
//! States on either side of civil wars; -8 where a side is no state. Latin-1 text.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static COW_INTRASTATE_WAR: Dataset = Dataset {
    key: "cow-intrastate-war",
    title: "COW intra-state wars, state participants",
    version: "5.1",
    unit: "war participant",
    years: (1818, 2015),
    keys: "WarNum, CcodeA, CcodeB (COW)",
    bibtex: citations::INTRA,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/Intra-State-Wars-v5.1.zip"),
    frame: "intrastate_participant",
    layout: Layout {
        what: "the file of COW intra-state wars",
        columns: &[
            "WarNum",
            "CcodeA",
            "SideA",
            "CcodeB",
            "SideB",
            "StartYr1|StartYear1",
            "StartMo1|StartMonth1",
            "StartDy1|StartDay1",
            "Outcome",
        ],
        missing: &["-9", "-8", "-7"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::number("war", "WarNum", 1.0, 1e5).needed(),
        Field::text("name", "WarName"),
        Field::whole("type", "WarType", 1, 9),
        Field::cow("state_a", "CcodeA"),
        Field::text("side_a", "SideA"),
        Field::cow("state_b", "CcodeB"),
        Field::text("side_b", "SideB"),
        Field::whole("internationalized", "Intnl", 0, 1),
        Field::date("start", ["StartYr1|StartYear1", "StartMo1|StartMonth1", "StartDy1|StartDay1"]).needed(),
        Field::date("end", ["EndYr1|EndYear1", "EndMo1|EndMonth1", "EndDy1|EndDay1"]),
        Field::date("start2", ["StartYr2|StartYear2", "StartMo2|StartMonth2", "StartDy2|StartDay2"]),
        Field::date("end2", ["EndYr2|EndYear2", "EndMo2|EndMonth2", "EndDy2|EndDay2"]),
        Field::whole("outcome", "Outcome", 1, 9),
    ]],
    reader: None,
    unique: &["war", "state_a_code", "side_a", "state_b_code", "side_b", "start"],
    ..Dataset::PLAIN
};
