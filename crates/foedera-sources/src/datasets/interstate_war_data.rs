//! Interstate War Data (1.1).
//!
//! Who attacked whom in which war and year, and who joined.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static INTERSTATE_WAR_DATA: Dataset = Dataset {
    key: "interstate-war-data",
    title: "Interstate War Data",
    version: "1.1",
    unit: "initiator-target and year",
    years: (1823, 2003),
    keys: "larger_war_id, init_ccode, target_ccode (COW)",
    bibtex: citations::IWD,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://doi.org/10.1177/0022002714553107",
    download: None,
    frame: "war_dyad",
    layout: Layout {
        what: "the Interstate War Data",
        columns: &["larger_war_id", "init_war_id", "init_ccode", "target_ccode", "year", "joiner"],
        missing: &[],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("war", "larger_war_id", 1, 9999).needed(),
        Field::text("name", "larger_war_name"),
        Field::cow("initiator", "init_ccode").needed(),
        Field::cow("target", "target_ccode").needed(),
        Field::year("year", "year").needed(),
        Field::whole("joiner", "joiner", 0, 1),
        Field::whole("outcome", "annual_outcome", -9, 9),
    ]],
    reader: None,
    unique: &["war", "initiator_code", "target_code", "year"],
    ..Dataset::PLAIN
};
