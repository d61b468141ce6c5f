//! Mass Mobilization protests by year (2018).
//!
//! Protests of a country and year, counted.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static MASS_MOBILIZATION_YEAR: Dataset = Dataset {
    key: "mass-mobilization-year",
    title: "Mass Mobilization protests by year",
    version: "2018",
    unit: "state-year",
    years: (1990, 2018),
    keys: "country (name), year",
    bibtex: citations::MM,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://dataverse.harvard.edu/dataverse/MMdata",
    download: None,
    frame: "protest_year",
    layout: Layout {
        what: "the Mass Mobilization counts by country and year",
        columns: &["country", "year", "protestnumber", "duration_mean"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::named("state", "country").needed(),
        Field::year("year", "year").needed(),
        Field::whole("protests", "protestnumber", 0, 99_999),
        Field::number("violent", "protesterviolence", 0.0, 1e5),
    ]],
    reader: None,
    unique: &["state", "year"],
    ..Dataset::PLAIN
};
