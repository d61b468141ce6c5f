//! GML directed dyad-years (2.2.1).
//!
//! GML in the form of directed dyad-years.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::datasets::groups::BOTH_SIDES;
use crate::table::Layout;

/// The dataset.
pub static GML_DYAD_YEAR: Dataset = Dataset {
    key: "gml-dyad-year",
    title: "GML directed dyad-years",
    version: "2.2.1",
    unit: "directed dyadic dispute-year",
    years: (1816, 2010),
    keys: "dispnum, ccode1, ccode2 (COW), year",
    bibtex: citations::GML,
    terms: "none stated with the copies seen; cite the authors; package GPL-2",
    home: "https://svmiller.com/peacesciencer/",
    download: None,
    frame: "gml_directed_dyad_year",
    layout: Layout {
        what: "the GML directed dyadic dispute-years",
        columns: &["dispnum", "ccode1", "ccode2", "year", "midongoing", "midonset", "sidea1", "sidea2"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[
        &[
            Field::whole("dispnum", "dispnum", 1, 99999).needed(),
            Field::cow("state1", "ccode1").needed(),
            Field::cow("state2", "ccode2").needed(),
            Field::year("year", "year").needed(),
            Field::whole("ongoing", "midongoing", 0, 1),
            Field::whole("onset", "midonset", 0, 1),
            Field::whole("sidea1", "sidea1", 0, 1),
            Field::whole("sidea2", "sidea2", 0, 1),
            Field::whole("hostlev", "hostlev", 0, 5),
        ],
        BOTH_SIDES,
    ],
    reader: None,
    unique: &["dispnum", "state1_code", "state2_code", "year"],
    ..Dataset::PLAIN
};
