//! `ties.toml`: dated ties of members with those who threaten other members.

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};
use foedera_world::{StateId, When};

use crate::ATLAS_SCHEMA;
use crate::loading::Loading;
use crate::names::{DATE_REMEDY, state_of};
use crate::sources::{certainty_of, sources_of};

/// What kinds of ties there are.
const KINDS: [&str; 8] = ["treaty", "declaration", "arms", "trade", "talks", "visit", "recognition", "proscription"];

/// A dated tie between two states.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    /// The two states; where a movement rules or fights in one, the state stands for it.
    pub states: [StateId; 2],
    /// When.
    pub when: When,
    /// treaty, declaration, arms, trade, talks, visit, recognition or proscription.
    pub kind: String,
    /// What happened.
    pub what: String,
    /// Sources.
    pub sources: Vec<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
}

pub(crate) fn read_ties(file: &Source, loading: &Loading) -> Result<Vec<Tie>, Problems> {
    let mut ties = Vec::new();
    read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the list of ties")?;
        root.only(&["schema", "tie"]);
        ties.extend(root.tables("tie").iter().filter_map(|table| read_tie(table, loading)));
        Some(())
    })?;
    Ok(ties)
}

pub(crate) fn read_tie(table: &Table<'_>, loading: &Loading) -> Option<Tie> {
    table.only(&["states", "date", "kind", "what", "sources", "certainty"]);
    let names = table.some_strings("states")?;
    let states: Vec<StateId> = names.iter().filter_map(|name| state_of(table, name, loading)).collect();
    let Ok(states) = <[StateId; 2]>::try_from(states) else {
        if names.len() != 2 {
            let message = format!("a tie has two states, not {}", names.len());
            table.report(Code::InvalidValue, table.span(), message, "name two states");
        }
        return None;
    };
    let kind = table.string("kind")?;
    if !KINDS.contains(&kind.value.as_str()) {
        let message = format!("`{}` is not a kind of tie", kind.value);
        table.report(Code::InvalidValue, kind.span, message, format!("use one of {}", KINDS.join(", ")));
        return None;
    }
    Some(Tie {
        states,
        when: table.parsed::<When>("date", DATE_REMEDY)?.value,
        kind: kind.value,
        what: table.string("what")?.value,
        sources: sources_of(table, loading)?,
        certainty: certainty_of(table, loading)?,
    })
}
