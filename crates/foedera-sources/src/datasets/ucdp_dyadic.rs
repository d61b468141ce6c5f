//! UCDP Dyadic Dataset (24.1).
//!
//! Armed conflicts by pair of parties. The numbers of several states stand in one cell, as they do in the file.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static UCDP_DYADIC: Dataset = Dataset {
    key: "ucdp-dyadic",
    title: "UCDP Dyadic Dataset",
    version: "24.1",
    unit: "dyad-year",
    years: (1946, 2023),
    keys: "dyad_id, year",
    bibtex: citations::UCDP,
    terms: "UCDP: CC BY 4.0 (as recalled, not checked)",
    home: "https://ucdp.uu.se/downloads/",
    download: None,
    frame: "ucdp_dyad",
    layout: Layout {
        what: "the UCDP dyadic file",
        columns: &["dyad_id", "conflict_id", "side_a", "side_b", "gwno_a", "gwno_b", "year", "intensity_level"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("dyad", "dyad_id", 1, 9_999_999).needed(),
        Field::whole("conflict", "conflict_id", 1, 9_999_999).needed(),
        Field::year("year", "year").needed(),
        Field::text("side_a", "side_a"),
        Field::text("side_b", "side_b"),
        Field::text("states_a", "gwno_a"),
        Field::text("states_b", "gwno_b"),
        Field::whole("intensity", "intensity_level", 1, 2),
        Field::text("type", "type_of_conflict"),
        Field::iso_date("start", "start_date"),
    ]],
    reader: None,
    unique: &["dyad", "year"],
    ..Dataset::PLAIN
};
