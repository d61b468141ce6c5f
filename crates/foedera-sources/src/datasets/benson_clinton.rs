//! Benson-Clinton treaty scores (2016).
//!
//! Latent depth, scope and potential military capacity of alliance treaties. The file dates nothing.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static BENSON_CLINTON: Dataset = Dataset {
    key: "benson-clinton",
    title: "Benson-Clinton treaty scores",
    version: "2016",
    unit: "alliance",
    years: (1815, 2000),
    keys: "atopid",
    bibtex: citations::CLINTON,
    terms: "none stated with the copies seen; cite the authors",
    home: "http://www.atopdata.org",
    download: None,
    frame: "benson_clinton",
    layout: Layout {
        what: "the file of latent treaty scores",
        columns: &["atopid", "Depth.score", "Scope.score", "PotMilCapacity.score"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("atopid", "atopid", 1, 99999).needed(),
        Field::number("depth", "Depth.score", -50.0, 50.0),
        Field::number("scope", "Scope.score", -50.0, 50.0),
        Field::number("capacity", "PotMilCapacity.score", -50.0, 50.0),
    ]],
    reader: None,
    unique: &["atopid"],
    ..Dataset::PLAIN
};
