//! Archigos leaders (4.1).
//!
//! Leaders with the days of their entry and exit, and the manner of both. The last day of the data means still in
//! office.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static ARCHIGOS: Dataset = Dataset {
    key: "archigos",
    title: "Archigos leaders",
    version: "4.1",
    unit: "leader spell",
    years: (1840, 2015),
    keys: "gwcode (Gleditsch-Ward), obsid",
    bibtex: citations::ARCHIGOS,
    terms: "none stated with the copies seen; cite the authors; package GPL-2",
    home: "https://www.rochester.edu/college/faculty/hgoemans/data.htm",
    download: None,
    frame: "leader",
    layout: Layout {
        what: "the Archigos file of leaders",
        columns: &["obsid|obsid", "gwcode|ccode", "leader", "startdate", "enddate", "entry", "exit"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::text("id", "obsid"),
        Field::gw("state", "gwcode|ccode").needed(),
        Field::text("leader", "leader"),
        Field::iso_date("start", "startdate").needed(),
        Field::iso_date("end", "enddate").needed(),
        Field::text("entry", "entry"),
        Field::text("exit", "exit"),
    ]],
    reader: None,
    unique: &["id", "start"],
    ..Dataset::PLAIN
};
