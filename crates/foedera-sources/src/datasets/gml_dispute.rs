//! GML dispute level (2.2.1).
//!
//! The corrected disputes of Gibler, Miller and Little.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static GML_DISPUTE: Dataset = Dataset {
    key: "gml-dispute",
    title: "GML dispute level",
    version: "2.2.1",
    unit: "dispute",
    years: (1816, 2010),
    keys: "dispnum",
    bibtex: citations::GML,
    terms: "none stated with the copies seen; cite the authors; package GPL-2",
    home: "https://svmiller.com/peacesciencer/",
    download: None,
    frame: "gml_dispute",
    layout: Layout {
        what: "the GML dispute file",
        columns: &["dispnum", "styear", "stmon", "outcome", "settle", "mindur", "maxdur", "recip"],
        missing: &["-9"],
        named: &[],
        without: &["stday", "numa", "link1"],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("dispnum", "dispnum", 1, 99999).needed(),
        Field::year("year", "styear").needed(),
        Field::whole("month", "stmon", 1, 12),
        Field::whole("outcome", "outcome", 0, 100),
        Field::whole("settle", "settle", 0, 100),
        Field::whole("fatality", "fatality", 0, 100),
        Field::whole("hiact", "hiact", 0, 100),
        Field::whole("hostlev", "hostlev", 0, 5),
        Field::whole("recip", "recip", 0, 1),
    ]],
    reader: None,
    unique: &["dispnum"],
    ..Dataset::PLAIN
};
