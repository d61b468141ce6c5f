//! COW shared IGO memberships (3.0).
//!
//! Number of organisations in which both are full members.

use crate::dataset::{Dataset, Field, Form};
use crate::datasets::{citations, igo_membership};
use crate::table::Layout;

/// The dataset.
pub static COW_IGO_DYAD: Dataset = Dataset {
    key: "cow-igo-dyad",
    title: "COW shared IGO memberships",
    version: "3.0",
    unit: "dyad-year",
    years: (1816, 2014),
    keys: "ccode1, ccode2 (COW), year",
    bibtex: citations::IGO,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: None,
    frame: "igo_dyad",
    layout: Layout {
        what: "the file of shared IGO memberships",
        columns: &["ccode1", "ccode2", "year", "dyadigos"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state1", "ccode1").needed(),
        Field::cow("state2", "ccode2").needed(),
        Field::year("year", "year").needed(),
        Field::whole("igos", "dyadigos", 0, 999),
    ]],
    reader: None,
    unique: &["state1_code", "state2_code", "year"],
    forms: &[Form {
        layout: Layout {
            what: "COW's own file of shared IGO memberships (dyadic_format)",
            columns: &["ccode1", "ccode2", "year", "dyadid", "AAAID"],
            missing: &["-9", "-1"],
            ..Layout::PLAIN
        },
        reader: Some(igo_membership::read_dyads),
        ..Form::PLAIN
    }],
    ..Dataset::PLAIN
};
