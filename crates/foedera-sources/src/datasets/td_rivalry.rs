//! Strategic rivalries (Thompson and Dreyer) (2012).
//!
//! Spells in years; each pair stands once.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static TD_RIVALRY: Dataset = Dataset {
    key: "td-rivalry",
    title: "Strategic rivalries (Thompson and Dreyer)",
    version: "2012",
    unit: "rivalry",
    years: (1494, 2010),
    keys: "ccode1, ccode2 (COW)",
    bibtex: citations::TD,
    terms: "none stated with the copies seen; cite the authors; package GPL-2",
    home: "https://svmiller.com/peacesciencer/",
    download: None,
    frame: "rivalry_td",
    layout: Layout {
        what: "the file of strategic rivalries of Thompson and Dreyer",
        columns: &["rivalryno", "rivalryname", "ccode1", "ccode2", "styear", "endyear"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("rivalry", "rivalryno", 1, 9999),
        Field::text("name", "rivalryname"),
        Field::cow("state1", "ccode1").needed(),
        Field::cow("state2", "ccode2").needed(),
        Field::year("start", "styear").needed(),
        Field::year("end", "endyear"),
        Field::text("type1", "type1"),
        Field::text("type2", "type2"),
        Field::text("type3", "type3"),
    ]],
    reader: None,
    unique: &["rivalry"],
    ..Dataset::PLAIN
};
