//! UN General Assembly ideal points (June 2024).
//!
//! The file counts sessions; session s began in the year s + 1945.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static IDEAL_POINTS: Dataset = Dataset {
    key: "ideal-points",
    title: "UN General Assembly ideal points",
    version: "June 2024",
    unit: "state-session",
    years: (1946, 2023),
    keys: "ccode (COW), session",
    bibtex: citations::UNGA,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://dataverse.harvard.edu/dataset.xhtml?persistentId=doi:10.7910/DVN/LEJUQZ",
    download: None,
    frame: "ideal_point",
    layout: Layout {
        what: "the file of UN ideal point estimates",
        columns: &["ccode", "session", "IdealPointAll|IdealPoint"],
        missing: &[],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::year_after("year", "session", 1945).needed(),
        Field::number("ideal_point", "IdealPointAll|IdealPoint", -10.0, 10.0),
        Field::whole("votes", "NVotesAll|NVotes", 0, 9999),
    ]],
    reader: None,
    unique: &["state_code", "year"],
    ..Dataset::PLAIN
};
