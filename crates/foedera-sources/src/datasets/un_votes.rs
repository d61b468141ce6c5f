//! UN General Assembly votes (March 2021).
//!
//! yes, no, abstain; absences are left out. The dates stand in the file of roll calls.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static UN_VOTES: Dataset = Dataset {
    key: "un-votes",
    title: "UN General Assembly votes",
    version: "March 2021",
    unit: "state and roll call",
    years: (1946, 2020),
    keys: "rcid, country",
    bibtex: citations::UNVOTES,
    terms: "MIT package; cite the authors",
    home: "https://github.com/dgrtwo/unvotes",
    download: None,
    frame: "un_vote",
    layout: Layout {
        what: "the file of UN votes",
        columns: &["rcid", "country", "vote"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("rcid", "rcid", 1, 999999).needed(),
        Field::named("state", "country").needed(),
        Field::text("vote", "vote").needed(),
    ]],
    reader: None,
    ..Dataset::PLAIN
};
