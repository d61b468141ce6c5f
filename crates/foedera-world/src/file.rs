//! The history file: JSON Lines, one header, then states, treaties and events, one a line.
//!
//! Readable, diffable, streamable; ids are written as keys, so a file does not depend on the order of a roster.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use serde::{Deserialize, Serialize};

use crate::event::{Ids, Keys, Renaming};
use crate::layout::{Field, Layout, NetworkId, Unit};
use crate::roster::{CallId, CallText, DisputeId, StateId, SummitId, TreatyId};
use crate::{Event, EventKind, History, Roster, State, Treaty};

/// Version of the history file's layout; version 1 is read, too.
pub const HISTORY_SCHEMA: u32 = 2;

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
    Call(CallText),
    Summit(String),
    Dispute(String),
    Event(Event<EventKind<Keys>>),
}

/// From ids to keys; ids of a history are of its roster and of the standard layout.
struct ToKeys<'a>(&'a Roster);

impl Renaming<Ids, Keys> for ToKeys<'_> {
    fn state(&self, state: &StateId) -> Option<String> {
        Some(self.0.state(*state).key.clone())
    }

    fn treaty(&self, treaty: &TreatyId) -> Option<String> {
        Some(self.0.treaty_key(*treaty))
    }

    fn call(&self, call: &CallId) -> Option<String> {
        Some(self.0.call_key(*call))
    }

    fn summit(&self, summit: &SummitId) -> Option<String> {
        Some(self.0.summit_key(*summit))
    }

    fn dispute(&self, dispute: &DisputeId) -> Option<String> {
        Some(self.0.dispute_key(*dispute))
    }

    fn field(&self, _of_pair: bool, field: &Field) -> Option<String> {
        Some(Layout::standard().field(*field).name.clone())
    }

    fn network(&self, network: &NetworkId) -> Option<String> {
        Some(Layout::standard().network(*network).name.clone())
    }
}

/// From keys to ids; remembers the names that it does not know.
struct ToIds<'a> {
    roster: &'a Roster,
    unknown: RefCell<BTreeSet<String>>,
}

impl ToIds<'_> {
    fn found<T>(&self, name: &str, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.unknown.borrow_mut().insert(name.to_owned());
        }
        found
    }
}

impl Renaming<Keys, Ids> for ToIds<'_> {
    fn state(&self, key: &String) -> Option<StateId> {
        self.found(key, self.roster.find_state(key))
    }

    fn treaty(&self, key: &String) -> Option<TreatyId> {
        self.found(key, self.roster.find_treaty_key(key))
    }

    fn call(&self, key: &String) -> Option<CallId> {
        self.found(key, self.roster.find_call(key))
    }

    fn summit(&self, key: &String) -> Option<SummitId> {
        self.found(key, self.roster.find_summit(key))
    }

    fn dispute(&self, key: &String) -> Option<DisputeId> {
        self.found(key, self.roster.find_dispute(key))
    }

    fn field(&self, of_pair: bool, name: &String) -> Option<Field> {
        self.found(name, Layout::standard().find(if of_pair { Unit::Pair } else { Unit::State }, name))
    }

    fn network(&self, name: &String) -> Option<NetworkId> {
        self.found(name, Layout::standard().find_network(name))
    }
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
    for (_, call) in roster.calls() {
        push(&Line::Call(call.clone()));
    }
    for (_, key) in roster.summits() {
        push(&Line::Summit(key.to_owned()));
    }
    for (_, key) in roster.disputes() {
        push(&Line::Dispute(key.to_owned()));
    }
    let names = ToKeys(roster);
    for event in history.events() {
        let kind = event.kind.rename(&names).expect("ids of a history are of its roster");
        let Event { when, text, sources, note, .. } = event.clone();
        push(&Line::Event(Event { when, kind, text, sources, note }));
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
        if let Err((code, message)) = read_line(line, header.schema, &mut roster, &mut events) {
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
    if !schema.is_some_and(|schema| (1..=u64::from(HISTORY_SCHEMA)).contains(&schema)) {
        let found = schema.map_or("none".to_owned(), |schema| schema.to_string());
        let message =
            format!("the history has schema version {found}; this Foedera reads versions 1 to {HISTORY_SCHEMA}");
        return Err(foreign(message).into());
    }
    Ok(serde_json::from_value(value).map_err(|error| foreign(format!("broken header: {error}")))?)
}

fn read_line(text: &str, schema: u32, roster: &mut Roster, events: &mut Vec<Event>) -> Result<(), (Code, String)> {
    let broken = |error: serde_json::Error| (Code::Syntax, format!("broken line: {error}"));
    let line: Line = if schema == 1 && text.starts_with("{\"event\"") {
        let mut value = serde_json::from_str(text).map_err(broken)?;
        crate::schema_1::raise(&mut value, roster);
        serde_json::from_value(value).map_err(broken)?
    } else {
        serde_json::from_str(text).map_err(broken)?
    };
    let twice = |what: &str, key: &str| (Code::Duplicate, format!("{what} `{key}` stands twice"));
    match line {
        Line::State(state) => {
            let key = state.key.clone();
            roster.add_state(state).ok_or_else(|| twice("state", &key))?;
        }
        Line::Treaty(treaty) => {
            let key = treaty.key.clone();
            roster.add_treaty(*treaty).ok_or_else(|| twice("treaty", &key))?;
        }
        Line::Call(call) => {
            let key = call.key.clone();
            roster.add_call(call).ok_or_else(|| twice("call", &key))?;
        }
        Line::Summit(key) => {
            let new = roster.find_summit(&key).is_none();
            roster.add_summit(&key);
            new.then_some(()).ok_or_else(|| twice("summit", &key))?;
        }
        Line::Dispute(key) => {
            let new = roster.find_dispute(&key).is_none();
            roster.add_dispute(&key);
            new.then_some(()).ok_or_else(|| twice("dispute", &key))?;
        }
        Line::Event(Event { when, kind, text, sources, note }) => {
            let names = ToIds { roster, unknown: RefCell::default() };
            let Some(kind) = kind.rename(&names) else {
                let names: Vec<String> = names.unknown.into_inner().into_iter().collect();
                return Err((
                    Code::UnknownName,
                    format!("the event names `{}`, which is not declared above", names.join("`, `")),
                ));
            };
            events.push(Event { when, kind, text, sources, note });
        }
    }
    Ok(())
}
