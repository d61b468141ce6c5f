//! Defense Cooperation Agreements (1.0).
//!
//! Bilateral defence cooperation agreements with dates of signature and entry into force.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static DCAD: Dataset = Dataset {
    key: "dcad",
    title: "Defense Cooperation Agreements",
    version: "1.0",
    unit: "agreement",
    years: (1980, 2010),
    keys: "ccode1, ccode2 (COW), DCAid",
    bibtex: citations::DCAD,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://www.brandonkinne.com/dcad",
    download: Some("https://correlatesofwar.org/wp-content/uploads/kinne_dca.zip"),
    frame: "defense_cooperation",
    layout: Layout {
        what: "the DCAD file",
        columns: &["ccode1", "ccode2", "signDay", "signMonth", "signYear", "DCAid"],
        missing: &["-9", "-77"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state1", "ccode1").needed(),
        Field::cow("state2", "ccode2").needed(),
        Field::date("signed", ["signYear", "signMonth", "signDay"]).needed(),
        Field::date("in_force", ["EIFYear", "EIFMonth", "EIFDay"]),
        Field::text("type", "type"),
        Field::text("category", "category1"),
        Field::whole("end_year", "endYearEstimate", 1900, 2100),
        Field::whole("asymmetry", "asymmetry", 0, 9),
        Field::text("id", "DCAid"),
    ]],
    reader: None,
    unique: &["id", "state1_code", "state2_code"],
    ..Dataset::PLAIN
};
