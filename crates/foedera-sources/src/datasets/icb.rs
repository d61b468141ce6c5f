//! International Crisis Behavior, crisis level (13).
//!
//! One row per international crisis; the triggering entity (`trigent`) is a COW number, or 995 to 997 for entities
//! that are no state. Days above 31 (66, 77, 88) are codes: the day is not known.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static ICB: Dataset = Dataset {
    key: "icb",
    title: "International Crisis Behavior, crisis level",
    version: "13",
    unit: "crisis",
    years: (1918, 2016),
    keys: "crisno",
    bibtex: citations::ICB,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://sites.duke.edu/icbdata/",
    download: None,
    frame: "crisis",
    layout: Layout {
        what: "the ICB crisis-level file",
        columns: &["crisno", "crisname", "trigent", "yrtrig", "motrig", "datrig", "yrterm", "viol"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("crisis", "crisno", 1, 9999).needed(),
        Field::text("name", "crisname"),
        Field::cow("trigger_state", "trigent"),
        Field::vague_date("start", ["yrtrig", "motrig", "datrig"]).needed(),
        Field::vague_date("end", ["yrterm", "moterm", "daterm"]),
        Field::whole("gravity", "gravcr", 0, 9),
        Field::whole("violence", "viol", 1, 4),
        Field::whole("actors", "noactr", 0, 99),
        Field::whole("outcome", "subout", 0, 99),
    ]],
    reader: None,
    unique: &["crisis"],
    ..Dataset::PLAIN
};
