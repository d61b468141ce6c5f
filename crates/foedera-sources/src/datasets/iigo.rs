//! Informal intergovernmental organisations (2.0).
//!
//! Members of the G7, BRICS and others; the dates are those of the organisation, not of the membership.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static IIGO: Dataset = Dataset {
    key: "iigo",
    title: "Informal intergovernmental organisations",
    version: "2.0",
    unit: "state and organisation",
    years: (1815, 2017),
    keys: "stateID (letters), igoID",
    bibtex: citations::IIGO,
    terms: "CC BY 4.0 package",
    home: "https://github.com/globalgov/manyios",
    download: None,
    frame: "informal_igo_member",
    layout: Layout {
        what: "the file of informal organisations",
        columns: &["stateID", "StateName", "igoID", "Begin", "End"],
        missing: &["9999"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::named("state", "StateName").needed(),
        Field::text("organisation", "igoID"),
        Field::text("title", "Title"),
        Field::iso_date("begin", "Begin"),
        Field::iso_date("end", "End"),
    ]],
    reader: None,
    unique: &["state", "organisation", "begin"],
    ..Dataset::PLAIN
};
