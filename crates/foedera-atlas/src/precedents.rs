//! `precedents.toml`: cases of the past to hold beside a scenario.

use foedera_diagnostic::document::read;
use foedera_diagnostic::{Problems, Source};
use foedera_world::When;

use crate::ATLAS_SCHEMA;
use crate::loading::Loading;
use crate::names::{DATE_REMEDY, atop_of};
use crate::sources::{certainty_of, sources_of};

/// A case of the past.
#[derive(Debug, Clone, PartialEq)]
pub struct Precedent {
    /// Key.
    pub id: String,
    /// Name.
    pub name: String,
    /// Type, e.g. `member_left`, `dissolved`.
    pub kind: String,
    /// The treaty's number in ATOP, if it has one.
    pub atop: Option<u32>,
    /// Its patron, in words, if it had one.
    pub patron: Option<String>,
    /// When the decisive thing happened.
    pub event: When,
    /// When it was over, if it was.
    pub ended: Option<When>,
    /// What set it off.
    pub trigger: String,
    /// How.
    pub mechanism: String,
    /// What came of it.
    pub outcome: String,
    /// Years from trigger to end, if known.
    pub lag_years: Option<f64>,
    /// Sources.
    pub sources: Vec<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
}

const KEYS: [&str; 16] = [
    "id",
    "name",
    "kind",
    "atop",
    "patron",
    "formed",
    "event",
    "ended",
    "trigger",
    "mechanism",
    "outcome",
    "years",
    "lag_years",
    "note",
    "sources",
    "certainty",
];

pub(crate) fn read_precedents(file: &Source, loading: &Loading) -> Result<Vec<Precedent>, Problems> {
    let precedents = read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the list of precedents")?;
        root.only(&["schema", "precedent"]);
        let read_one = |table: &foedera_diagnostic::document::Table<'_>| {
            table.only(&KEYS);
            table.parsed_or_none::<When>("formed", DATE_REMEDY);
            Some(Precedent {
                id: table.string("id")?.value,
                name: table.string("name")?.value,
                kind: table.string("kind")?.value,
                atop: atop_of(table),
                patron: table.string_or_none("patron").map(|text| text.value),
                event: table.parsed::<When>("event", DATE_REMEDY)?.value,
                ended: table.parsed_or_none::<When>("ended", DATE_REMEDY).map(|when| when.value),
                trigger: table.string("trigger")?.value,
                mechanism: table.string("mechanism")?.value,
                outcome: table.string("outcome")?.value,
                lag_years: table.number_or_none("lag_years").map(|number| number.value),
                sources: sources_of(table, loading)?,
                certainty: certainty_of(table, loading)?,
            })
        };
        Some(root.tables("precedent").iter().filter_map(read_one).collect::<Vec<_>>())
    })?;
    Ok(precedents)
}
