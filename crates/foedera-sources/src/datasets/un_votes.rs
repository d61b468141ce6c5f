//! UN General Assembly votes (March 2021).
//!
//! yes, no, abstain; absences are left out. The dates stand in the file of roll calls.

use crate::dataset::{Dataset, Field, Form};
use crate::datasets::{citations, un_ballots};
use crate::table::Layout;

/// The dataset.
pub static UN_VOTES: Dataset = Dataset {
    key: "un-votes",
    title: "UN General Assembly votes",
    version: "March 2021",
    unit: "state and roll call",
    years: (1946, 2020),
    keys: "rcid, country",
    bibtex: citations::UNVOTES,
    terms: "MIT package; cite the authors",
    home: "https://github.com/dgrtwo/unvotes",
    download: None,
    frame: "un_vote",
    layout: Layout {
        what: "the file of UN votes",
        columns: &["rcid", "country", "vote"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("rcid", "rcid", 1, 99_999_999).needed(),
        Field::named("state", "country").needed(),
        Field::text("vote", "vote").needed(),
    ]],
    reader: None,
    unique: &["rcid", "state"],
    forms: &[
        Form {
            layout: Layout {
                what: "Voeten's file of UN votes",
                columns: &["rcid", "ccode", "vote", "session", "date", "unres"],
                ..Layout::PLAIN
            },
            reader: Some(un_ballots::read_voeten),
            ..Form::PLAIN
        },
        Form {
            layout: Layout {
                what: "the UN Digital Library's file of votes",
                columns: &["undl_id", "ms_code", "ms_vote", "date", "session", "resolution"],
                ..Layout::PLAIN
            },
            reader: Some(un_ballots::read_library),
            counted: "by the numbers of the UN Digital Library",
            ..Form::PLAIN
        },
    ],
    ..Dataset::PLAIN
};
