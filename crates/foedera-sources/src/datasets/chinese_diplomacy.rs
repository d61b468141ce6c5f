//! Chinese public diplomacy (2018).
//!
//! Visits, institutes, sister cities and students by receiving country and year.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static CHINESE_DIPLOMACY: Dataset = Dataset {
    key: "chinese-diplomacy",
    title: "Chinese public diplomacy",
    version: "2018",
    unit: "state-year",
    years: (2000, 2018),
    keys: "receiving_country (name), year",
    bibtex: citations::AIDDATA,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://www.aiddata.org",
    download: None,
    frame: "chinese_diplomacy",
    layout: Layout {
        what: "the file of Chinese public diplomacy",
        columns: &["receiving_country", "year", "government_visits", "military_visits"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::named("state", "receiving_country").needed(),
        Field::year("year", "year").needed(),
        Field::whole("government_visits", "government_visits", 0, 9999),
        Field::whole("military_visits", "military_visits", 0, 9999),
        Field::whole("elite_visits", "total_elite_visits", 0, 9999),
        Field::whole("confucius_institutes", "confucius_institutes", 0, 9999),
        Field::whole("sister_cities", "sister_cities_established", 0, 9999),
        Field::whole("students_out", "outbound_chinese_students", 0, 9_999_999),
        Field::whole("students_in", "inbound_students_to_china", 0, 9_999_999),
    ]],
    reader: None,
    unique: &["state", "year"],
    ..Dataset::PLAIN
};
