//! UN General Assembly roll calls (March 2021).
//!
//! Day, session and number of each roll call.

use crate::dataset::{Dataset, Field, Form};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static UN_ROLL_CALLS: Dataset = Dataset {
    key: "un-roll-calls",
    title: "UN General Assembly roll calls",
    version: "March 2021",
    unit: "roll call",
    years: (1946, 2020),
    keys: "rcid",
    bibtex: citations::UNVOTES,
    terms: "MIT package; cite the authors",
    home: "https://github.com/dgrtwo/unvotes",
    download: None,
    frame: "un_roll_call",
    layout: Layout {
        what: "the file of UN roll calls",
        columns: &["rcid", "session", "date", "unres"],
        without: &["ccode", "vote", "ms_code"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[CALLS],
    reader: None,
    unique: &["rcid"],
    forms: &[
        Form {
            layout: Layout {
                what: "Voeten's file of UN votes",
                columns: &["rcid", "ccode", "vote", "session", "date", "unres"],
                ..Layout::PLAIN
            },
            fields: &[CALLS],
            beside: true,
            ..Form::PLAIN
        },
        Form {
            layout: Layout {
                what: "the UN Digital Library's file of votes",
                columns: &["undl_id", "ms_code", "ms_vote", "date", "session", "resolution"],
                ..Layout::PLAIN
            },
            fields: &[&[
                Field::whole("rcid", "undl_id", 1, 99_999_999).needed(),
                Field::iso_date("date", "date").needed(),
                Field::text("resolution", "resolution"),
            ]],
            counted: "by the numbers of the UN Digital Library",
            beside: true,
            ..Form::PLAIN
        },
    ],
    ..Dataset::PLAIN
};

/// A roll call.
const CALLS: &[Field] = &[
    Field::whole("rcid", "rcid", 1, 99_999_999).needed(),
    Field::whole("session", "session", 1, 200).needed(),
    Field::iso_date("date", "date").needed(),
    Field::text("resolution", "unres"),
    Field::whole("important", "importantvote", 0, 1),
];
