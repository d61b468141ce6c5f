//! US bases abroad (2024).
//!
//! Bases with their coordinates; a lilypad is a small one. The file has no years.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static US_BASES: Dataset = Dataset {
    key: "us-bases",
    title: "US bases abroad",
    version: "2024",
    unit: "base",
    years: (1950, 2024),
    keys: "ccode (COW), basename",
    bibtex: citations::TROOPS,
    terms: "GPL-3 package; cite the authors",
    home: "https://github.com/meflynn/troopdata",
    download: None,
    frame: "us_base",
    layout: Layout {
        what: "the file of US bases abroad",
        columns: &["countryname", "ccode", "basename", "lat", "lon", "lilypad"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed().or_polity("countryname"),
        Field::text("name", "basename"),
        Field::number("latitude", "lat", -90.0, 90.0),
        Field::number("longitude", "lon", -180.0, 180.0),
        Field::whole("base", "base", 0, 1),
        Field::whole("lilypad", "lilypad", 0, 1),
        Field::whole("funded_site", "fundedsite", 0, 1),
    ]],
    reader: None,
    unique: &[],
    ..Dataset::PLAIN
};
