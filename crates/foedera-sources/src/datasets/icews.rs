//! ICEWS coded events (sample of 2005-2015).
//!
//! Source, CAMEO relation and target as texts; actors are people and bodies, rarely states, so they are kept as
//! words.

use crate::dataset::{Dataset, Field, Form};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static ICEWS: Dataset = Dataset {
    key: "icews",
    title: "ICEWS coded events",
    version: "sample of 2005-2015",
    unit: "event",
    years: (2005, 2015),
    keys: "date, source, target",
    bibtex: citations::ICEWS,
    terms: "repository BSD-like; ICEWS terms not checked",
    home: "https://dataverse.harvard.edu/dataverse/icews",
    download: None,
    frame: "icews_event",
    layout: Layout {
        what: "the file of ICEWS events",
        columns: &["source", "relation", "target", "date"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::iso_date("date", "date").needed(),
        Field::text("source", "source"),
        Field::text("relation", "relation"),
        Field::text("target", "target"),
    ]],
    reader: None,
    forms: &[Form {
        layout: Layout {
            what: "the ICEWS events as Dataverse gives them",
            columns: &["Event Date", "Source Name", "CAMEO Code", "Target Name"],
            ..Layout::PLAIN
        },
        fields: &[&[
            Field::iso_date("date", "Event Date").needed(),
            Field::text("source", "Source Name"),
            Field::text("relation", "CAMEO Code"),
            Field::text("target", "Target Name"),
        ]],
        ..Form::PLAIN
    }],
    ..Dataset::PLAIN
};
