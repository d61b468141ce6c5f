//! Benson alliance types (2012, on ATOP 4.0).
//!
//! Compellent or deterrent, conditional or unconditional, discretionary: eight types per alliance phase.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static BENSON_TYPES: Dataset = Dataset {
    key: "benson-types",
    title: "Benson alliance types",
    version: "2012, on ATOP 4.0",
    unit: "alliance phase",
    years: (1815, 2016),
    keys: "atopidphase",
    bibtex: citations::BENSON,
    terms: "ATOP project, Rice University: free for research with citation (as recalled, not checked)",
    home: "http://www.atopdata.org",
    download: None,
    frame: "benson_type",
    layout: Layout {
        what: "the file of Benson alliance types",
        columns: &["atopidphase", "begyr", "uncond_comp", "cond_comp", "prob_det"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::number("atop_phase", "atopidphase", 1.0, 1e6).needed(),
        Field::date("begin", ["begyr", "begmo", "begday"]).needed(),
        Field::date("end", ["endyr", "endmo", "endday"]),
        Field::whole("uncond_comp", "uncond_comp", 0, 1),
        Field::whole("cond_comp", "cond_comp", 0, 1),
        Field::whole("uncond_det", "uncond_det", 0, 1),
        Field::whole("cond_det", "cond_det", 0, 1),
        Field::whole("pure_cond_det", "pure_cond_det", 0, 1),
        Field::whole("discret_milsupport", "discret_milsupport", 0, 1),
        Field::whole("discret_intervene", "discret_intervene", 0, 1),
        Field::whole("prob_det", "prob_det", 0, 1),
    ]],
    reader: None,
    unique: &["atop_phase"],
    ..Dataset::PLAIN
};
