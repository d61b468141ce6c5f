//! International Crisis Behavior, actor level (15).
//!
//! One row for each state in a crisis, from its trigger to its end.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static ICB_ACTOR: Dataset = Dataset {
    key: "icb-actor",
    title: "International Crisis Behavior, actor level",
    version: "15",
    unit: "crisis actor",
    years: (1918, 2019),
    keys: "crisno, cracno",
    bibtex: citations::ICB,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://sites.duke.edu/icbdata/",
    download: None,
    frame: "crisis_actor",
    layout: Layout {
        what: "the ICB actor-level file",
        columns: &["crisno", "cracno", "cracid", "triggr", "yrtrig", "motrig", "datrig"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("crisis", "crisno", 1, 9999).needed(),
        Field::whole("actor", "cracno", 1, 9999).needed(),
        Field::cow("state", "cracid").needed(),
        Field::whole("trigger", "triggr", 0, 99),
        Field::vague_date("start", ["yrtrig", "motrig", "datrig"]).needed(),
        Field::vague_date("end", ["yrterm", "moterm", "daterm"]),
        Field::whole("response", "majres", 0, 99),
        Field::whole("outcome", "outcom", 0, 99),
    ]],
    reader: None,
    unique: &["actor"],
    ..Dataset::PLAIN
};
