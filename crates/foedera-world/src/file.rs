//! The history file: JSON Lines, one header, then states, treaties and events, one a line.
//!
//! Readable, diffable, streamable; ids are written as keys, so a file does not depend on the order of a roster.

use std::collections::BTreeSet;
use std::sync::Arc;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use serde::{Deserialize, Serialize};

use crate::{Event, EventKind, History, Roster, State, Treaty};

/// Version of the history file's layout.
pub const HISTORY_SCHEMA: u32 = 1;

/// Where a history comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// What was read, e.g. `ATOP 5.1 member level`.
    pub dataset: String,
    /// The file's name without its folder.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Rows read.
    pub rows: usize,
    /// How to cite it.
    pub citation: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    foedera: String,
    schema: u32,
    version: String,
    provenance: Vec<Provenance>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    State(State),
    Treaty(Box<Treaty>),
    Event(Event<EventKind<String, String>>),
}

/// The text of a history file.
pub fn write_history(history: &History, provenance: &[Provenance]) -> String {
    let roster = history.roster();
    let header = Header {
        foedera: "history".to_owned(),
        schema: HISTORY_SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        provenance: provenance.to_vec(),
    };
    let mut text = json(&header);
    let mut push = |line: &Line| {
        text.push_str(&json(line));
    };
    for (_, state) in roster.states() {
        push(&Line::State(state.clone()));
    }
    for (_, treaty) in roster.treaties() {
        push(&Line::Treaty(Box::new(treaty.clone())));
    }
    for event in history.events() {
        let kind = event
            .kind
            .rename(|state| Some(roster.state(*state).key.clone()), |treaty| Some(roster.treaty(*treaty).key.clone()))
            .expect("ids of a history are of its roster");
        let Event { when, sources, note, .. } = event.clone();
        push(&Line::Event(Event { when, kind, sources, note }));
    }
    text
}

fn json(value: &impl Serialize) -> String {
    let mut line = serde_json::to_string(value).expect("plain structures serialise");
    line.push('\n');
    line
}

/// Read a history file.
///
/// # Errors
/// Every line that cannot be read, is out of order, or names an unknown state or treaty; a foreign file or one of
/// another schema version is told apart from a broken one.
pub fn read_history(source: &Source) -> Result<(History, Vec<Provenance>), Problems> {
    let mut lines = source.text().split_inclusive('\n');
    let header = read_header(source, lines.next().unwrap_or_default())?;
    let mut roster = Roster::default();
    let mut events = Vec::new();
    let mut problems = Problems::new();
    let mut offset = source.text().find('\n').map_or(source.text().len(), |end| end + 1);
    for line in lines {
        let span = offset..offset + line.trim_end().len();
        offset += line.len();
        if line.trim().is_empty() {
            continue;
        }
        let place = Place::Span(source.clone(), span.clone());
        if let Err((code, message)) = read_line(line, &mut roster, &mut events) {
            let remedy = "import the dataset again, or restore the file; a history file is not edited by hand";
            problems.push(Diagnostic::new(code, place, message, remedy));
        }
    }
    let history = problems.or_ok(History::new(Arc::new(roster), events))?;
    Ok((history, header.provenance))
}

/// Read the states of a history file, or of its beginning, and leave the rest.
///
/// # Errors
/// As [`read_history`], for the lines up to the last state.
pub fn read_roster(source: &Source) -> Result<Roster, Problems> {
    let mut lines = source.text().split_inclusive('\n');
    let header = lines.next().map_or(0, str::len);
    let states: usize = lines.take_while(|line| line.starts_with("{\"state\"")).map(str::len).sum();
    let head = Source::new(source.name(), &source.text()[..header + states]);
    read_history(&head).map(|(history, _)| Roster::clone(history.roster()))
}

fn read_header(source: &Source, line: &str) -> Result<Header, Problems> {
    let place = || Place::Span(source.clone(), 0..line.trim_end().len());
    let foreign = |message: String| {
        Diagnostic::new(
            Code::Schema,
            place(),
            message,
            "make a history with `foedera import atop FILE -o history.jsonl`",
        )
    };
    let value: serde_json::Value =
        serde_json::from_str(line).map_err(|_| foreign("this is not a Foedera history".to_owned()))?;
    if value.get("foedera").and_then(|kind| kind.as_str()) != Some("history") {
        return Err(foreign("this is not a Foedera history".to_owned()).into());
    }
    let schema = value.get("schema").and_then(serde_json::Value::as_u64);
    if schema != Some(u64::from(HISTORY_SCHEMA)) {
        let found = schema.map_or("none".to_owned(), |schema| schema.to_string());
        let message = format!("the history has schema version {found}; this Foedera reads version {HISTORY_SCHEMA}");
        return Err(foreign(message).into());
    }
    Ok(serde_json::from_value(value).map_err(|error| foreign(format!("broken header: {error}")))?)
}

fn read_line(line: &str, roster: &mut Roster, events: &mut Vec<Event>) -> Result<(), (Code, String)> {
    let line: Line = serde_json::from_str(line).map_err(|error| (Code::Syntax, format!("broken line: {error}")))?;
    match line {
        Line::State(state) => {
            let key = state.key.clone();
            roster.add_state(state).ok_or((Code::Duplicate, format!("state `{key}` stands twice")))?;
        }
        Line::Treaty(treaty) => {
            let key = treaty.key.clone();
            roster.add_treaty(*treaty).ok_or((Code::Duplicate, format!("treaty `{key}` stands twice")))?;
        }
        Line::Event(Event { when, kind, sources, note }) => {
            let unknown = std::cell::RefCell::new(BTreeSet::new());
            let note_unknown = |key: &String| {
                unknown.borrow_mut().insert(key.clone());
            };
            let kind = kind.rename(
                |key| roster.find_state(key).or_else(|| (note_unknown(key), None).1),
                |key| {
                    roster
                        .treaties()
                        .find(|(_, t)| t.key == *key)
                        .map(|(id, _)| id)
                        .or_else(|| (note_unknown(key), None).1)
                },
            );
            let Some(kind) = kind else {
                let names: Vec<String> = unknown.into_inner().into_iter().collect();
                return Err((
                    Code::UnknownName,
                    format!("the event names `{}`, which is not declared above", names.join("`, `")),
                ));
            };
            events.push(Event { when, kind, sources, note });
        }
    }
    Ok(())
}
