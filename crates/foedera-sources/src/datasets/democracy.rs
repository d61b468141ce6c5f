//! Regime scores (V-Dem polyarchy, Polity, UDS) (V-Dem to 2025, Polity 5).
//!
//! polity2 runs from -10 to 10, so -9 is a value here and not a code.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static DEMOCRACY: Dataset = Dataset {
    key: "democracy",
    title: "Regime scores (V-Dem polyarchy, Polity, UDS)",
    version: "V-Dem to 2025, Polity 5",
    unit: "state-year",
    years: (1816, 2025),
    keys: "ccode (COW), year",
    bibtex: citations::VDEM,
    terms: "V-Dem: CC BY-SA 4.0 (as recalled, not checked); package GPL-2",
    home: "https://svmiller.com/isard/",
    download: None,
    frame: "democracy",
    layout: Layout {
        what: "the file of democracy scores by COW state and year",
        columns: &["ccode", "year", "v2x_polyarchy"],
        missing: &[],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::year("year", "year").needed(),
        Field::number("polyarchy", "v2x_polyarchy", 0.0, 1.0),
        Field::plain("polity2", "polity2", -10, 10),
        Field::number("uds", "euds", -10.0, 10.0),
    ]],
    reader: None,
    ..Dataset::PLAIN
};
