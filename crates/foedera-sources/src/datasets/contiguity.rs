//! COW direct contiguity (3.2).
//!
//! 0 none (a stretch between two others), 1 a land border, 2 up to 12 miles of water, 3 up to 24, 4 up to 150, 5 up
//! to 400. The last month of the data (2016-12) means not ended.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static CONTIGUITY: Dataset = Dataset {
    key: "contiguity",
    title: "COW direct contiguity",
    version: "3.2",
    unit: "directed dyad spell",
    years: (1816, 2016),
    keys: "ccode1, ccode2 (COW)",
    bibtex: citations::CONT,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/DirectContiguity320.zip"),
    frame: "contiguity",
    layout: Layout {
        what: "the file of COW direct contiguity",
        columns: &["ccode1|state1no", "ccode2|state2no", "conttype", "stdate|begin", "enddate|end"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state1", "ccode1|state1no").needed(),
        Field::cow("state2", "ccode2|state2no").needed(),
        Field::whole("type", "conttype", 0, 5).needed(),
        Field::iso_date("start", "stdate|begin").needed(),
        Field::iso_date("end", "enddate|end").needed(),
    ]],
    reader: None,
    ..Dataset::PLAIN
};
