//! UCDP Georeferenced Event Dataset (24.1).
//!
//! Deadly events with place, date, parties and best estimate of deaths.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static UCDP_GED: Dataset = Dataset {
    key: "ucdp-ged",
    title: "UCDP Georeferenced Event Dataset",
    version: "24.1",
    unit: "event",
    years: (1989, 2023),
    keys: "id",
    bibtex: citations::GED,
    terms: "UCDP: CC BY 4.0 (as recalled, not checked)",
    home: "https://ucdp.uu.se/downloads/",
    download: None,
    frame: "ged_event",
    layout: Layout {
        what: "the UCDP GED file",
        columns: &["id", "year", "type_of_violence", "conflict_new_id", "dyad_new_id", "side_a", "side_b", "best"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("id", "id", 1, 2_000_000_000).needed(),
        Field::year("year", "year").needed(),
        Field::whole("type", "type_of_violence", 1, 3),
        Field::whole("conflict", "conflict_new_id", 0, 9_999_999),
        Field::whole("dyad", "dyad_new_id", 0, 9_999_999),
        Field::gw("state_a", "gwnoa"),
        Field::gw("state_b", "gwnob"),
        Field::gw("country", "country_id"),
        Field::text("side_a", "side_a"),
        Field::text("side_b", "side_b"),
        Field::iso_date("start", "date_start"),
        Field::iso_date("end", "date_end"),
        Field::whole("deaths", "best", 0, 9_999_999),
        Field::number("latitude", "latitude", -90.0, 90.0),
        Field::number("longitude", "longitude", -180.0, 180.0),
    ]],
    reader: None,
    unique: &["id"],
    ..Dataset::PLAIN
};
