//! Foreign visits of Chinese leaders (1.1).
//!
//! Who went where in which year; two visits of one year are two rows.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static CHINESE_LEADER_VISITS: Dataset = Dataset {
    key: "chinese-leader-visits",
    title: "Foreign visits of Chinese leaders",
    version: "1.1",
    unit: "visit",
    years: (1949, 2020),
    keys: "Year, Name, Country (name)",
    bibtex: citations::WWW,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://github.com/milesdwilliams15/chinese_media_and_foreign_aid",
    download: None,
    frame: "chinese_visit",
    layout: Layout {
        what: "the file of visits of Chinese leaders",
        columns: &["Year", "Name", "Level", "Country", "Continent"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::named("state", "Country").needed(),
        Field::year("year", "Year").needed(),
        Field::text("leader", "Name"),
        Field::text("level", "Level"),
    ]],
    reader: None,
    unique: &[],
    ..Dataset::PLAIN
};
