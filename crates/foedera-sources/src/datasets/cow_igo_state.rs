//! COW IGO memberships by state (3.0).
//!
//! Memberships in intergovernmental organisations by kind.

use crate::dataset::{Dataset, Field, Form};
use crate::datasets::{citations, igo_membership};
use crate::table::Layout;

/// The dataset.
pub static COW_IGO_STATE: Dataset = Dataset {
    key: "cow-igo-state",
    title: "COW IGO memberships by state",
    version: "3.0",
    unit: "state-year",
    years: (1816, 2014),
    keys: "ccode (COW), year",
    bibtex: citations::IGO,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: None,
    frame: "igo_state",
    layout: Layout {
        what: "the file of IGO memberships by state",
        columns: &["ccode", "year", "sum_igo_full", "sum_igo_anytype"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::year("year", "year").needed(),
        Field::whole("igo_full", "sum_igo_full", 0, 999),
        Field::whole("igo_associate", "sum_igo_associate", 0, 999),
        Field::whole("igo_observer", "sum_igo_observer", 0, 999),
        Field::whole("igo_any", "sum_igo_anytype", 0, 999),
    ]],
    reader: None,
    unique: &["state_code", "year"],
    forms: &[Form {
        layout: Layout {
            what: "COW's own file of IGO memberships by state (state_year_format)",
            columns: &["ccode", "year", "state", "AAAID"],
            missing: &["-9", "-1"],
            ..Layout::PLAIN
        },
        reader: Some(igo_membership::read_states),
        ..Form::PLAIN
    }],
    ..Dataset::PLAIN
};
