//! Strategic rivalries (Thompson, Sakuwa and Suhas) (2021).
//!
//! Spells in years, going on in 2020 where the end is 2020; each pair stands once.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static TSS_RIVALRY: Dataset = Dataset {
    key: "tss-rivalry",
    title: "Strategic rivalries (Thompson, Sakuwa and Suhas)",
    version: "2021",
    unit: "rivalry",
    years: (1494, 2020),
    keys: "ccode1, ccode2 (COW)",
    bibtex: citations::TSS,
    terms: "none stated with the copies seen; cite the authors; package GPL-2",
    home: "https://svmiller.com/peacesciencer/",
    download: None,
    frame: "rivalry_tss",
    layout: Layout {
        what: "the file of strategic rivalries of Thompson, Sakuwa and Suhas",
        columns: &["tssr_id", "rivalry", "ccode1", "ccode2", "start", "end"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("rivalry", "tssr_id", 1, 9999),
        Field::text("name", "rivalry"),
        Field::cow("state1", "ccode1").needed(),
        Field::cow("state2", "ccode2").needed(),
        Field::year("start", "start").needed(),
        Field::year("end", "end"),
        Field::whole("positional", "positional", 0, 1),
        Field::whole("spatial", "spatial", 0, 1),
        Field::whole("ideological", "ideological", 0, 1),
        Field::whole("interventionary", "interventionary", 0, 1),
    ]],
    reader: None,
    unique: &["rivalry"],
    ..Dataset::PLAIN
};
