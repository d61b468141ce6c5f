//! Crosswalk of COW and Gleditsch-Ward states (2025).
//!
//! Read to be compared with the atlas.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static COW_GW: Dataset = Dataset {
    key: "cow-gw",
    title: "Crosswalk of COW and Gleditsch-Ward states",
    version: "2025",
    unit: "state-year",
    years: (1816, 2025),
    keys: "ccode (COW), gwcode (Gleditsch-Ward), year",
    bibtex: citations::PSCI,
    terms: "package GPL-2",
    home: "https://svmiller.com/isard/",
    download: None,
    frame: "cow_gw",
    layout: Layout {
        what: "the crosswalk of COW and Gleditsch-Ward states",
        columns: &["stateabb", "year", "gwcode", "ccode", "gw_name", "cw_name"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::year("year", "year").needed(),
        Field::cow("cow_state", "ccode"),
        Field::gw("gw_state", "gwcode"),
        Field::text("name", "cw_name"),
    ]],
    reader: None,
    unique: &["year", "cow_state_code", "gw_state_code"],
    ..Dataset::PLAIN
};
