//! COW National Material Capabilities (7.0).
//!
//! Military expenditure and personnel, iron and steel, energy, population, urban population, and their mean share
//! (CINC).

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::{Layout, Table};

/// The dataset.
pub static NMC: Dataset = Dataset {
    key: "nmc",
    title: "COW National Material Capabilities",
    version: "7.0",
    unit: "state-year",
    years: (1816, 2022),
    keys: "ccode (COW), year",
    bibtex: citations::NMC,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/NMCv7.zip"),
    frame: "capability",
    layout: Layout {
        what: "the COW file of National Material Capabilities",
        columns: &["ccode", "year", "cinc"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state", "ccode").needed(),
        Field::year("year", "year").needed(),
        Field::number("cinc", "cinc", 0.0, 1.0),
        Field::number("milex", "milex", 0.0, 1e13),
        Field::number("milper", "milper", 0.0, 1e13),
        Field::number("irst", "irst", 0.0, 1e13),
        Field::number("pec", "pec", 0.0, 1e13),
        Field::number("tpop", "tpop", 0.0, 1e13),
        Field::number("upop", "upop", 0.0, 1e13),
    ]],
    reader: None,
    unique: &["state_code", "year"],
    check: Some(check),
    ..Dataset::PLAIN
};

/// The columns of its editions.
const OWN: [&str; 13] =
    ["", "stateabb", "statenme", "ccode", "year", "milex", "milper", "irst", "pec", "tpop", "upop", "cinc", "version"];

/// That it is not a table in which an author has merged capabilities with other data.
fn check(table: &Table) -> Option<String> {
    let others: Vec<&str> = table.names().map(|(name, _)| name).filter(|name| !OWN.contains(name)).collect();
    let few = others.iter().take(5).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    (others.len() > 3)
        .then(|| format!("it has {} columns that it lacks ({few}, …): a table that somebody merged", others.len()))
}
