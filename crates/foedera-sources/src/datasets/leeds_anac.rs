//! Honouring of alliance commitments (Leeds and Anac) (replication).
//!
//! 137 commitments called upon in wars, 93 honoured.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static LEEDS_ANAC: Dataset = Dataset {
    key: "leeds-anac",
    title: "Honouring of alliance commitments (Leeds and Anac)",
    version: "replication",
    unit: "commitment in a war",
    years: (1816, 1944),
    keys: "war, atopid, ccode1 (COW)",
    bibtex: citations::LA,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://www.ruf.rice.edu/~leeds/",
    download: None,
    frame: "reliability_la",
    layout: Layout {
        what: "the Leeds-Anac file",
        columns: &["war", "atopid", "ccode1", "honor3", "milinst", "formal"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("war", "war", 1, 9999).needed(),
        Field::whole("atopid", "atopid", 1, 99999).needed(),
        Field::cow("state", "ccode1").needed(),
        Field::whole("honored", "honor3", 0, 1).needed(),
        Field::whole("military_institution", "milinst", 0, 9),
        Field::whole("formal", "formal", 0, 9),
        Field::whole("wartime", "wartime", 0, 1),
        Field::whole("active", "active", 0, 1),
        Field::whole("bilateral", "bilat", 0, 1),
        Field::whole("capability_change", "chcap2d", 0, 1),
        Field::whole("institutions_change", "dinstch2", 0, 1),
        Field::whole("original_target", "origtar1", 0, 1),
        Field::whole("all_capability_change", "chalcapd", 0, 1),
        Field::whole("capability_change_20", "chcp2d20", 0, 1),
        Field::whole("regime_change", "regch2", 0, 1),
    ]],
    reader: None,
    unique: &["war", "atopid", "state_code"],
    ..Dataset::PLAIN
};
