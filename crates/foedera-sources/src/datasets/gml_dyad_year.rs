//! GML directed dyad-years (2.2.1).
//!
//! GML in the form of directed dyad-years.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::datasets::groups::{BOTH_SIDES, DISPUTE_DYAD_YEAR, DISPUTE_DYAD_YEARS, FIRST_SIDES};
use crate::table::Layout;

/// The dataset.
pub static GML_DYAD_YEAR: Dataset = Dataset {
    key: "gml-dyad-year",
    title: "GML directed dyad-years",
    version: "2.2.1",
    years: (1816, 2010),
    bibtex: citations::GML,
    terms: "none stated with the copies seen; cite the authors; package GPL-2",
    frame: "gml_directed_dyad_year",
    layout: Layout {
        what: "the GML directed dyadic dispute-years",
        columns: &["dispnum", "ccode1", "ccode2", "year", "midongoing", "midonset", "sidea1", "sidea2"],
        ..DISPUTE_DYAD_YEARS.layout
    },
    fields: &[
        DISPUTE_DYAD_YEAR,
        &[Field::whole("ongoing", "midongoing", 0, 1), Field::whole("onset", "midonset", 0, 1)],
        FIRST_SIDES,
        &[Field::whole("hostlev", "hostlev", 0, 5)],
        BOTH_SIDES,
    ],
    ..DISPUTE_DYAD_YEARS
};
