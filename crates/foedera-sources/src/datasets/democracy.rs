//! Regime scores (V-Dem polyarchy, Polity, UDS) (V-Dem to 2025, Polity 5).
//!
//! polity2 runs from -10 to 10, so -9 is a value here and not a code.

use crate::dataset::{Dataset, Field, Form};
use crate::datasets::{citations, polity};
use crate::table::Layout;

/// The dataset.
pub static DEMOCRACY: Dataset = Dataset {
    key: "democracy",
    title: "Regime scores (V-Dem polyarchy, Polity, UDS)",
    version: "V-Dem to 2025, Polity 5",
    unit: "state-year",
    years: (1816, 2025),
    keys: "ccode (COW), year",
    bibtex: citations::VDEM,
    terms: "V-Dem: CC BY-SA 4.0 (as recalled, not checked); package GPL-2",
    home: "https://svmiller.com/isard/",
    download: None,
    frame: "democracy",
    layout: Layout {
        what: "the file of democracy scores by COW state and year",
        columns: &["ccode", "year", "v2x_polyarchy"],
        missing: &[],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::year("year", "year").needed(),
        Field::number("polyarchy", "v2x_polyarchy", 0.0, 1.0),
        Field::plain("polity2", "polity2", -10, 10),
        Field::number("uds", "euds", -10.0, 10.0),
    ]],
    reader: None,
    unique: &["state_code", "year"],
    forms: &[
        Form {
            layout: Layout {
                what: "the V-Dem country-year file",
                columns: &["country_name", "country_text_id", "year", "COWcode", "v2x_polyarchy"],
                ..Layout::PLAIN
            },
            fields: &[&[
                Field::cow("state", "COWcode").needed().or_polity("country_name"),
                Field::year("year", "year").needed(),
                Field::number("polyarchy", "v2x_polyarchy", 0.0, 1.0),
            ]],
            ..Form::PLAIN
        },
        Form {
            layout: Layout {
                what: "the Polity5 file",
                columns: &["scode", "country", "year", "polity2"],
                without: &["v2x_polyarchy"],
                ..Layout::PLAIN
            },
            reader: Some(polity::read_rows),
            ..Form::PLAIN
        },
    ],
    ..Dataset::PLAIN
};
