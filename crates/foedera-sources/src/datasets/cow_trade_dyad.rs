//! COW bilateral trade (4.0).
//!
//! flow1: imports of state 1 from state 2, in millions of current US$.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static COW_TRADE_DYAD: Dataset = Dataset {
    key: "cow-trade-dyad",
    title: "COW bilateral trade",
    version: "4.0",
    unit: "dyad-year",
    years: (1870, 2014),
    keys: "ccode1, ccode2 (COW), year",
    bibtex: citations::TRADE,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/COW_Trade_4.0.zip"),
    frame: "trade_dyad",
    layout: Layout {
        what: "the file of COW bilateral trade",
        columns: &["ccode1", "ccode2", "year", "flow1", "flow2"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state1", "ccode1").needed(),
        Field::cow("state2", "ccode2").needed(),
        Field::year("year", "year").needed(),
        Field::number("flow1", "flow1", 0.0, 1e12),
        Field::number("flow2", "flow2", 0.0, 1e12),
        Field::number("smoothflow1", "smoothflow1", 0.0, 1e12),
        Field::number("smoothflow2", "smoothflow2", 0.0, 1e12),
    ]],
    reader: None,
    unique: &["state1_code", "state2_code", "year"],
    ..Dataset::PLAIN
};
