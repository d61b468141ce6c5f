//! Mass Mobilization protests (2020).
//!
//! Protests against the government with their dates; a row with `protest` 0 says that a year had none.

use crate::dataset::{Dataset, Field, Form};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static MASS_MOBILIZATION: Dataset = Dataset {
    key: "mass-mobilization",
    title: "Mass Mobilization protests",
    version: "2020",
    unit: "protest",
    years: (1990, 2020),
    keys: "id",
    bibtex: citations::MM,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://dataverse.harvard.edu/dataverse/MMdata",
    download: None,
    frame: "protest",
    layout: Layout {
        what: "the Mass Mobilization file of protests",
        columns: &["id", "ccode", "year", "protestnumber", "protesterviolence", "start_date", "end_date"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::text("id", "id").needed(),
        Field::cow("state", "ccode").needed(),
        Field::year("year", "year").needed(),
        Field::whole("protest", "protest", 0, 1),
        Field::number("violent", "protesterviolence", 0.0, 1.0),
        Field::text("participants", "participants"),
        Field::iso_date("start", "start_date"),
        Field::iso_date("end", "end_date"),
    ]],
    reader: None,
    unique: &["id"],
    forms: &[Form {
        layout: Layout {
            what: "the Mass Mobilization file of protests as Dataverse gives it",
            columns: &[
                "id",
                "country",
                "ccode",
                "year",
                "protest",
                "protestnumber",
                "startday",
                "startmonth",
                "startyear",
            ],
            ..Layout::PLAIN
        },
        fields: &[&[
            Field::text("id", "id").needed(),
            Field::cow("state", "ccode").needed(),
            Field::year("year", "year").needed(),
            Field::whole("protest", "protest", 0, 1),
            Field::number("violent", "protesterviolence", 0.0, 1.0),
            Field::text("participants", "participants"),
            Field::date("start", ["startyear", "startmonth", "startday"]),
            Field::date("end", ["endyear", "endmonth", "endday"]),
        ]],
        ..Form::PLAIN
    }],
    ..Dataset::PLAIN
};
