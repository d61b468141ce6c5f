//! UN votes on Ukraine, 2014 and 2022 (2022).
//!
//! Resolutions 68/262 and ES-11/1.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static UNGA_UKRAINE: Dataset = Dataset {
    key: "unga-ukraine",
    title: "UN votes on Ukraine, 2014 and 2022",
    version: "2022",
    unit: "state and resolution",
    years: (2014, 2022),
    keys: "resolution, country",
    bibtex: citations::ES11,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://digitallibrary.un.org",
    download: None,
    frame: "ukraine_vote",
    layout: Layout {
        what: "the file of UN votes on Ukraine",
        columns: &["resolution", "country", "vote"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::text("resolution", "resolution").needed(),
        Field::named("state", "country").needed(),
        Field::text("vote", "vote").needed(),
    ]],
    reader: None,
    unique: &["resolution", "state"],
    ..Dataset::PLAIN
};
