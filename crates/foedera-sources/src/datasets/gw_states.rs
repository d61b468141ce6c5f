//! Gleditsch-Ward independent states (2020).
//!
//! Read to be compared with the states of the atlas.

use crate::dataset::{Dataset, Field, Form};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static GW_STATES: Dataset = Dataset {
    key: "gw-states",
    title: "Gleditsch-Ward independent states",
    version: "2020",
    unit: "state spell",
    years: (1816, 2020),
    keys: "gwcode (Gleditsch-Ward)",
    bibtex: citations::GW,
    terms: "none stated with the copies seen; cite the authors; package GPL-2",
    home: "http://ksgleditsch.com/statelist.html",
    download: None,
    frame: "gw_state",
    layout: Layout {
        what: "the Gleditsch-Ward list of states",
        columns: &["gwcode", "gw_name", "start", "end"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::gw("state", "gwcode").needed(),
        Field::text("letters", "gw_abb"),
        Field::text("name", "gw_name"),
        Field::whole("microstate", "microstate", 0, 1),
        Field::iso_date("start", "start").needed(),
        Field::iso_date("end", "end").needed(),
    ]],
    reader: None,
    unique: &["state_code", "start"],
    forms: &[Form {
        layout: Layout {
            what: "the Gleditsch-Ward list of states without a header (ksgmdw, iisystem, microstates)",
            columns: &["gwcode", "gw_abb", "gw_name", "start", "end"],
            named: &["ksgmdw", "iisystem", "microstates"],
            unheaded: Some(&["gwcode", "gw_abb", "gw_name", "start", "end"]),
            ..Layout::PLAIN
        },
        fields: &[&[
            Field::gw("state", "gwcode").needed(),
            Field::text("letters", "gw_abb"),
            Field::text("name", "gw_name"),
            Field::iso_date("start", "start").needed(),
            Field::iso_date("end", "end").needed(),
        ]],
        ..Form::PLAIN
    }],
    ..Dataset::PLAIN
};
