//! Simulated GDP and population (Fariss et al.) (to 2019).
//!
//! Means with standard deviations. GDP in billions and population in millions, by their size; the units are not
//! stated in the copy.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static FARISS_GDP: Dataset = Dataset {
    key: "fariss-gdp",
    title: "Simulated GDP and population (Fariss et al.)",
    version: "to 2019",
    unit: "state-year",
    years: (1816, 2019),
    keys: "ccode (COW), year",
    bibtex: citations::FARISS,
    terms: "package GPL-2",
    home: "https://svmiller.com/isard/",
    download: None,
    frame: "gdp_population",
    layout: Layout {
        what: "the file of simulated GDP and population",
        columns: &["ccode", "year", "mrgdppc", "pwtrgdp", "pwtpop"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::year("year", "year").needed(),
        Field::number("mrgdppc", "mrgdppc", 0.0, 1e12),
        Field::number("sd_mrgdppc", "sd_mrgdppc", 0.0, 1e12),
        Field::number("pwtrgdp", "pwtrgdp", 0.0, 1e12),
        Field::number("sd_pwtrgdp", "sd_pwtrgdp", 0.0, 1e12),
        Field::number("pwtpop", "pwtpop", 0.0, 1e12),
        Field::number("sd_pwtpop", "sd_pwtpop", 0.0, 1e12),
    ]],
    reader: None,
    unique: &["state_code", "year"],
    ..Dataset::PLAIN
};
