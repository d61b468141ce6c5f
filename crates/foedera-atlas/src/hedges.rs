//! `hedge-*.toml`: dated steps of a member toward its patron or away from it.

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};
use foedera_world::{StateId, When};

use crate::ATLAS_SCHEMA;
use crate::loading::Loading;
use crate::names::{DATE_REMEDY, state_of};
use crate::sources::{certainty_of, sources_of};

/// The domains in which a state may lean.
pub const HEDGE_DOMAINS: [&str; 10] = [
    "treaty",
    "arms",
    "exercises",
    "bases",
    "trade",
    "votes",
    "organisations",
    "sanctions",
    "recognition",
    "diplomacy",
];

/// The directions: toward the patron, away from it, or neither (an absence from a vote, say).
pub const HEDGE_DIRECTIONS: [&str; 3] = ["toward", "away", "neither"];

/// A dated step of a state.
#[derive(Debug, Clone, PartialEq)]
pub struct HedgeEvent {
    /// Who took it.
    pub state: StateId,
    /// Toward or away from whom.
    pub patron: StateId,
    /// When.
    pub when: When,
    /// One of [`HEDGE_DOMAINS`].
    pub domain: String,
    /// One of [`HEDGE_DIRECTIONS`].
    pub direction: String,
    /// With whom, in words.
    pub partner: Option<String>,
    /// What happened.
    pub what: String,
    /// Sources.
    pub sources: Vec<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
}

pub(crate) fn read_hedges(file: &Source, loading: &Loading) -> Result<Vec<HedgeEvent>, Problems> {
    let mut events = Vec::new();
    read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the list of steps")?;
        root.only(&["schema", "step"]);
        events.extend(root.tables("step").iter().filter_map(|table| read_step(table, loading)));
        Some(())
    })?;
    Ok(events)
}

fn read_step(table: &Table<'_>, loading: &Loading) -> Option<HedgeEvent> {
    table.only(&["state", "patron", "date", "domain", "direction", "partner", "what", "sources", "certainty"]);
    let state = state_of(table, &table.string("state")?, loading)?;
    let patron = state_of(table, &table.string("patron")?, loading)?;
    let word = |key: &str, known: &[&str]| -> Option<String> {
        let found = table.string(key)?;
        if known.contains(&found.value.as_str()) {
            return Some(found.value);
        }
        let message = format!("`{}` is not a {key}", found.value);
        table.report(Code::InvalidValue, found.span, message, format!("use one of {}", known.join(", ")));
        None
    };
    Some(HedgeEvent {
        state,
        patron,
        when: table.parsed::<When>("date", DATE_REMEDY)?.value,
        domain: word("domain", &HEDGE_DOMAINS)?,
        direction: word("direction", &HEDGE_DIRECTIONS)?,
        partner: table.string_or_none("partner").map(|partner| partner.value),
        what: table.string("what")?.value,
        sources: sources_of(table, loading)?,
        certainty: certainty_of(table, loading)?,
    })
}
