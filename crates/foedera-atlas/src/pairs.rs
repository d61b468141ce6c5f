//! `pairs.toml`: pairs of members that a count of allies would misread, with the reason.

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};
use foedera_world::{StateId, TreatyId, When};

use crate::ATLAS_SCHEMA;
use crate::loading::Loading;
use crate::names::{DATE_REMEDY, state_of, treaty_of};
use crate::sources::{certainty_of, sources_of};

/// A remark on two members of one treaty.
#[derive(Debug, Clone, PartialEq)]
pub struct PairNote {
    /// The treaty.
    pub treaty: TreatyId,
    /// The two members.
    pub states: [StateId; 2],
    /// First and last date for which it holds.
    pub from: When,
    /// `None`: it still holds.
    pub until: Option<When>,
    /// The analyses that leave the pair out (`aid`).
    pub exclude: Vec<String>,
    /// Why.
    pub what: String,
    /// Sources.
    pub sources: Vec<String>,
}

pub(crate) fn read_pairs(file: &Source, loading: &Loading) -> Result<Vec<PairNote>, Problems> {
    let mut notes = Vec::new();
    read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the list of pairs")?;
        root.only(&["schema", "pair"]);
        for table in root.tables("pair") {
            notes.extend(read_pair(&table, loading));
        }
        Some(())
    })?;
    Ok(notes)
}

fn read_pair(table: &Table<'_>, loading: &Loading) -> Option<PairNote> {
    table.only(&["treaty", "states", "from", "until", "exclude", "what", "sources", "certainty"]);
    let treaty = treaty_of(table, loading)?;
    let names = table.some_strings("states")?;
    let states: Vec<StateId> = names.iter().filter_map(|name| state_of(table, name, loading)).collect();
    let Ok(states) = <[StateId; 2]>::try_from(states) else {
        if names.len() != 2 {
            let message = format!("a pair has two states, not {}", names.len());
            table.report(Code::InvalidValue, table.span(), message, "name two members");
        }
        return None;
    };
    certainty_of(table, loading)?;
    Some(PairNote {
        treaty,
        states,
        from: table.parsed::<When>("from", DATE_REMEDY)?.value,
        until: table.parsed_or_none::<When>("until", DATE_REMEDY).map(|date| date.value),
        exclude: table.strings("exclude").into_iter().map(|word| word.value).collect(),
        what: table.string("what")?.value,
        sources: sources_of(table, loading)?,
    })
}
