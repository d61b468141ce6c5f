//! MID directed dyad-years (5.0).
//!
//! Made from MIDB by the R package peacesciencer; read to compare with our own derivation.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::datasets::groups::{BOTH_SIDES, DISPUTE_DYAD_YEAR, DISPUTE_DYAD_YEARS, FIRST_SIDES};
use crate::table::Layout;

/// The dataset.
pub static MID_DYAD_YEAR: Dataset = Dataset {
    key: "mid-dyad-year",
    title: "MID directed dyad-years",
    version: "5.0",
    years: (1816, 2014),
    bibtex: citations::MID,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked); built by peacesciencer (GPL-2)",
    frame: "mid_directed_dyad_year",
    layout: Layout {
        what: "the file of directed dyadic dispute-years of MID",
        columns: &["dispnum", "ccode1", "ccode2", "year", "dispongoing", "disponset", "sidea1", "sidea2"],
        ..DISPUTE_DYAD_YEARS.layout
    },
    fields: &[
        DISPUTE_DYAD_YEAR,
        &[Field::whole("ongoing", "dispongoing", 0, 1), Field::whole("onset", "disponset", 0, 1)],
        FIRST_SIDES,
        BOTH_SIDES,
    ],
    ..DISPUTE_DYAD_YEARS
};
