//! COW diplomatic exchange (2006.1).
//!
//! Levels of representation: 1 chargé, 2 minister, 3 ambassador, 9 other.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static COW_DIPLOMATIC: Dataset = Dataset {
    key: "cow-diplomatic",
    title: "COW diplomatic exchange",
    version: "2006.1",
    unit: "directed dyad-year",
    years: (1817, 2005),
    keys: "ccode1, ccode2 (COW), year",
    bibtex: citations::DIPLO,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: None,
    frame: "diplomatic_exchange",
    layout: Layout {
        what: "the file of COW diplomatic exchange",
        columns: &["ccode1", "ccode2", "year", "DR_at_1", "DR_at_2", "DE"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state1", "ccode1").needed(),
        Field::cow("state2", "ccode2").needed(),
        Field::year("year", "year").needed(),
        Field::whole("representation_at_1", "DR_at_1", 0, 9),
        Field::whole("representation_at_2", "DR_at_2", 0, 9),
        Field::whole("exchange", "DE", 0, 1),
    ]],
    reader: None,
    unique: &["state1_code", "state2_code", "year"],
    ..Dataset::PLAIN
};
