//! `unrest.csv`: unrest in members of treaties, and the calls that it gave rise to: the denominator of calls.

use foedera_diagnostic::{Code, Problems, Source};
use foedera_world::{CallId, EventKind, StateId, When};

use crate::loading::{Checked, Loading};
use crate::names::DATE_REMEDY;
use crate::states::each_row;

const HEADER: [&str; 8] = ["state", "start", "end", "kind", "what", "calls", "sources", "certainty"];

/// What a spell of unrest can be.
pub const UNREST_KINDS: [&str; 7] = ["war", "armed_conflict", "coup", "coup_attempt", "protest", "attacks", "crisis"];

/// A spell of unrest in a member of a treaty under which the register has a call for unrest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrest {
    /// Where.
    pub state: StateId,
    /// When it began.
    pub start: When,
    /// When it ended; `None`: not known, or it goes on.
    pub end: Option<When>,
    /// One of [`UNREST_KINDS`].
    pub kind: String,
    /// What happened.
    pub what: String,
    /// Keys of the calls of the register that it gave rise to. Empty: the register has none, which is not to say that none was made.
    pub calls: Vec<String>,
    /// Sources.
    pub sources: Vec<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
}

/// Whether help was sought for a state in a call: it is named as in need, or it called and nobody is named.
fn in_need(loading: &Loading, call: CallId, state: StateId) -> bool {
    if loading.checked == Checked::Before {
        return true;
    }
    let events = || loading.events.iter().map(|stated| stated.event.kind);
    let named: Vec<StateId> = events()
        .filter_map(|kind| match kind {
            EventKind::InNeed { call: of, state } if of == call => Some(state),
            _ => None,
        })
        .collect();
    let called =
        |kind| matches!(kind, EventKind::Call { call: of, requester: Some(own), .. } if of == call && own == state);
    if named.is_empty() { events().any(called) } else { named.contains(&state) }
}

/// Read after the register, so that the keys of calls can be checked.
pub(crate) fn read_unrest(file: &Source, loading: &Loading) -> Result<Vec<Unrest>, Problems> {
    let mut found: Vec<Unrest> = Vec::new();
    each_row(file, &HEADER, "a list of unrest", |row| {
        let field = |column: usize| row.fields[column];
        let words =
            |column: usize| field(column).split(';').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let refuse = |code, column, message: String, remedy: &str| Err(row.problem(code, column, message, remedy));
        let Some(state) = loading.roster.find_state(field(0)) else {
            return refuse(
                Code::UnknownName,
                0,
                format!("unknown state `{}`", field(0)),
                "use an id of atlas/states.csv",
            );
        };
        let date = |column: usize| {
            let read = field(column).parse::<When>();
            read.map_err(|error| row.problem(Code::InvalidValue, column, error.to_string(), DATE_REMEDY))
        };
        let start = date(1)?;
        let end = if field(2).is_empty() { None } else { Some(date(2)?) };
        if end.is_some_and(|end| end.latest() < start.earliest()) {
            return refuse(Code::Inconsistent, 2, "the end comes before the start".to_owned(), "mend one of the two");
        }
        if !UNREST_KINDS.contains(&field(3)) {
            return refuse(Code::InvalidValue, 3, format!("`{}`", field(3)), "use a kind of docs/guarantee.md");
        }
        let (calls, sources): (Vec<String>, Vec<String>) = (words(5), words(6));
        for key in &calls {
            if !loading.roster.find_call(key).is_some_and(|call| in_need(loading, call, state)) {
                let message = format!("`{key}` is no call of the register for {}", field(0));
                return refuse(Code::UnknownName, 5, message, "use the id of a call for this state");
            }
        }
        if let Some(key) = sources.iter().find(|key| !loading.has_source(key)) {
            return refuse(
                Code::UnknownName,
                6,
                format!("unknown source `{key}`"),
                "declare it in atlas/sources*.toml",
            );
        }
        if sources.is_empty() || !["high", "medium", "low"].contains(&field(7)) {
            return refuse(
                Code::Missing,
                7,
                "no source or no certainty".to_owned(),
                "give a source and high, medium or low",
            );
        }
        let (kind, what, certainty) = (field(3).to_owned(), field(4).to_owned(), field(7).to_owned());
        found.push(Unrest { state, start, end, kind, what, calls, sources, certainty });
        Ok(())
    })?;
    Ok(found)
}
