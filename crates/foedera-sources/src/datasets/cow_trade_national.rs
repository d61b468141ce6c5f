//! COW national trade (4.0).
//!
//! Imports and exports in millions of current US$.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static COW_TRADE_NATIONAL: Dataset = Dataset {
    key: "cow-trade-national",
    title: "COW national trade",
    version: "4.0",
    unit: "state-year",
    years: (1870, 2014),
    keys: "ccode (COW), year",
    bibtex: citations::TRADE,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/COW_Trade_4.0.zip"),
    frame: "trade_national",
    layout: Layout {
        what: "the file of COW national trade",
        columns: &["ccode", "year", "imports", "exports"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::year("year", "year").needed(),
        Field::number("imports", "imports", 0.0, 1e13),
        Field::number("exports", "exports", 0.0, 1e13),
    ]],
    reader: None,
    unique: &["state_code", "year"],
    ..Dataset::PLAIN
};
