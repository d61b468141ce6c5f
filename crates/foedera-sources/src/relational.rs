//! Lists of actors and dated events among them, as users have them: any network, not only states.
//!
//! Actors: a column `label`, optional `present` (TRUE or FALSE), every other column an attribute. Events and changes of a network:
//! `time`, `sender`, `receiver`; for events an optional `answer` (a level from 0), for changes `increment` or `replace`; a change
//! without a time is there from the start. Comings and goings: `time`, `label`, `present`; changes of an attribute: `time`, `label`,
//! `value`. Events of sets: `time`, `event`, `member`, with an optional `sender`. A time is a number or a date, which counts in days since 1970.

use std::collections::BTreeMap;

use foedera_diagnostic::Problems;
use foedera_relational::{Actors, Attribute, Change, Dependent, Network, SetEvent};
use foedera_world::When;

use crate::RawFile;
use crate::row::{Cell, Row};
use crate::table::{Layout, Table};

const ACTORS: Layout = Layout { what: "a list of actors", columns: &["label"], missing: &[], named: &[] };
const EVENTS: Layout =
    Layout { what: "a list of events", columns: &["time", "sender", "receiver"], missing: &[], named: &[] };
const SETS: Layout =
    Layout { what: "a list of events of sets", columns: &["time", "event", "member"], missing: &[], named: &[] };
const PRESENCE: Layout =
    Layout { what: "comings and goings", columns: &["time", "label", "present"], missing: &[], named: &[] };
const VALUES: Layout =
    Layout { what: "changes of an attribute", columns: &["time", "label", "value"], missing: &[], named: &[] };

/// The places of labels.
struct Labels<'a>(BTreeMap<&'a str, usize>);

impl<'a> Labels<'a> {
    fn of(actors: &'a Actors) -> Self {
        Self(actors.labels.iter().enumerate().map(|(place, label)| (label.as_str(), place)).collect())
    }

    fn find(&self, row: Row<'_>, column: &str) -> Cell<usize> {
        let label = row.text(column).ok_or_else(|| row.refuse(column, "the label of an actor"))?;
        self.0.get(label).copied().ok_or_else(|| {
            let near = foedera_diagnostic::nearest(label, self.0.keys().copied());
            let near = near.map_or(String::new(), |near| format!("; is `{near}` meant?"));
            row.refuse_because(column, format!("`{label}` is not in the list of actors{near}"))
        })
    }
}

fn truth(row: Row<'_>, column: &str) -> Cell<Option<bool>> {
    match row.text(column).map(str::to_ascii_uppercase).as_deref() {
        None => Ok(None),
        Some("TRUE" | "1") => Ok(Some(true)),
        Some("FALSE" | "0") => Ok(Some(false)),
        _ => Err(row.refuse(column, "TRUE or FALSE")),
    }
}

fn needed_time(row: Row<'_>) -> Cell<f64> {
    time(row)?.ok_or_else(|| row.refuse("time", "a number or a date"))
}

/// Read each row of a table, and all that is wrong with them.
fn each<'t, T>(table: &'t Table, mut read: impl FnMut(Row<'t>) -> Cell<T>) -> Result<Vec<T>, Problems> {
    let (mut list, mut problems) = (Vec::new(), Problems::new());
    for row in table.rows() {
        match row.and_then(&mut read) {
            Ok(value) => list.push(value),
            Err(problem) => problems.push(*problem),
        }
    }
    problems.or_ok(list)
}

/// Read actors and their attributes; texts become categories by the order of their first appearance.
///
/// # Errors
/// Every row that cannot be read, and labels that stand twice.
pub fn read_actors(file: &RawFile, name: &str) -> Result<(Actors, Vec<Attribute>), Problems> {
    let table = Table::parse(file, &ACTORS)?;
    let mut seen = std::collections::BTreeSet::new();
    let rows = each(&table, |row| {
        let label = row.text("label").ok_or_else(|| row.refuse("label", "a name"))?;
        if !seen.insert(label.to_owned()) {
            return Err(row.refuse_because("label", format!("the actor `{label}` stands twice")));
        }
        Ok((label.to_owned(), truth(row, "present")?.unwrap_or(true), row))
    })?;
    let columns = table.names().map(|(column, _)| column).filter(|column| !["label", "present", ""].contains(column));
    let attribute = |column: &str| Attribute {
        of: name.to_owned(),
        name: column.to_owned(),
        initial: values(&rows.iter().map(|(.., row)| row.text(column)).collect::<Vec<_>>()),
        changes: Vec::new(),
    };
    let attributes = columns.map(attribute).collect();
    let (labels, present) = rows.into_iter().map(|(label, present, _)| (label, present)).unzip();
    Ok((Actors { name: name.to_owned(), labels, present, presence: Vec::new() }, attributes))
}

/// Numbers where all are numbers, else categories.
fn values(cells: &[Option<&str>]) -> Vec<f64> {
    let number = |cell: &Option<&str>| cell.map_or(Ok(f64::NAN), str::parse::<f64>);
    if let Ok(numbers) = cells.iter().map(number).collect::<Result<Vec<f64>, _>>() {
        return numbers;
    }
    let mut seen: Vec<&str> = Vec::new();
    for cell in cells.iter().flatten() {
        if !seen.contains(cell) {
            seen.push(cell);
        }
    }
    let place = |cell: &Option<&str>| {
        cell.and_then(|cell| seen.iter().position(|own| *own == cell)).map_or(f64::NAN, |at| at as f64)
    };
    cells.iter().map(place).collect()
}

/// Read events, brought into the order of time, with the answer to each if the file has a column `answer`.
///
/// # Errors
/// Every row with a time that is none, an actor that is not in its list, or an answer that is no level.
pub fn read_events(
    file: &RawFile,
    senders: &Actors,
    receivers: Option<&Actors>,
) -> Result<(Vec<Dependent>, Option<Vec<usize>>), Problems> {
    let (from, to) = (Labels::of(senders), Labels::of(receivers.unwrap_or(senders)));
    let table = Table::parse(file, &EVENTS)?;
    let answered = table.column("answer").is_some();
    let mut events = each(&table, |row| {
        let time = needed_time(row)?;
        let (sender, receiver) = (from.find(row, "sender")?, to.find(row, "receiver")?);
        if receivers.is_none() && sender == receiver {
            return Err(row.refuse_because("receiver", "sender and receiver are the same".to_owned()));
        }
        let wanted = "a level 0, 1, … for each event";
        let level = |text: &str| text.parse::<usize>().ok().filter(|level| *level < 100);
        let answer = match (answered, row.text("answer")) {
            (false, _) => 0,
            (true, Some(text)) => level(text).ok_or_else(|| row.refuse("answer", wanted))?,
            (true, None) => return Err(row.refuse("answer", wanted)),
        };
        Ok((Dependent { time, sender, receiver }, answer))
    })?;
    events.sort_by(|a, b| a.0.time.total_cmp(&b.0.time));
    let (events, answers): (Vec<Dependent>, Vec<usize>) = events.into_iter().unzip();
    Ok((events, answered.then_some(answers)))
}

/// Read comings and goings, brought into the order of time: time, actor, present.
///
/// # Errors
/// Every row that cannot be read.
pub fn read_presence(file: &RawFile, actors: &Actors) -> Result<Vec<(f64, usize, bool)>, Problems> {
    let labels = Labels::of(actors);
    let mut list = each(&Table::parse(file, &PRESENCE)?, |row| {
        let here = truth(row, "present")?.ok_or_else(|| row.refuse("present", "TRUE or FALSE"))?;
        Ok((needed_time(row)?, labels.find(row, "label")?, here))
    })?;
    list.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(list)
}

/// Read changes of an attribute, brought into the order of time: time, actor, value (an empty one is missing).
///
/// # Errors
/// Every row that cannot be read.
pub fn read_values(file: &RawFile, actors: &Actors) -> Result<Vec<(f64, usize, f64)>, Problems> {
    let labels = Labels::of(actors);
    let read =
        |row: Row<'_>| Ok((needed_time(row)?, labels.find(row, "label")?, row.number("value")?.unwrap_or(f64::NAN)));
    let mut list = each(&Table::parse(file, &VALUES)?, read)?;
    list.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(list)
}

/// Read events of sets: rows with the same `event` are the members of one. In the order of time.
///
/// # Errors
/// Every row that cannot be read; a member that stands twice; rows of one event at different times.
pub fn read_sets(file: &RawFile, actors: &Actors) -> Result<Vec<SetEvent>, Problems> {
    let labels = Labels::of(actors);
    let table = Table::parse(file, &SETS)?;
    let sent = table.column("sender").is_some();
    let mut known = BTreeMap::<String, SetEvent>::new();
    each(&table, |row| {
        let (time, member) = (needed_time(row)?, labels.find(row, "member")? as u32);
        let event = row.text("event").ok_or_else(|| row.refuse("event", "the name of the event"))?;
        let sender = if sent { Some(labels.find(row, "sender")? as u32) } else { None };
        let set = known.entry(event.to_owned()).or_insert_with(|| SetEvent { time, sender, members: Vec::new() });
        if set.time != time || set.sender != sender {
            return Err(row.refuse_because("event", format!("event `{event}` has another time or sender above")));
        }
        if sender == Some(member) {
            return Err(row.refuse_because("member", "it is the sender, too".to_owned()));
        }
        if set.members.contains(&member) {
            return Err(row.refuse_because("member", format!("it stands twice in event `{event}`")));
        }
        set.members.push(member);
        Ok(())
    })?;
    let mut sets: Vec<SetEvent> = known.into_values().collect();
    sets.iter_mut().for_each(|set| set.members.sort_unstable());
    sets.sort_by(|a, b| a.time.total_cmp(&b.time).then_with(|| a.members.cmp(&b.members)));
    Ok(sets)
}

/// Read the changes of a network, brought into the order of time.
///
/// # Errors
/// As [`read_events`]; and a value that is no number.
pub fn read_network(
    file: &RawFile,
    name: &str,
    directed: bool,
    (rows, columns): (&Actors, &Actors),
) -> Result<Network, Problems> {
    let (from, to) = (Labels::of(rows), Labels::of(columns));
    let mut network = Network { name: name.to_owned(), directed, ..Network::default() };
    let table = Table::parse(file, &EVENTS)?;
    let replace = table.column("replace").is_some();
    let column = if replace { "replace" } else { "increment" };
    let changes = each(&table, |row| {
        let (from, to) = (from.find(row, "sender")?, to.find(row, "receiver")?);
        if std::ptr::eq(rows, columns) && from == to {
            return Err(row.refuse_because("receiver", "sender and receiver are the same".to_owned()));
        }
        Ok((time(row)?, from, to, row.number(column)?.unwrap_or(1.0)))
    })?;
    for (time, from, to, value) in changes {
        match time {
            Some(time) => network.changes.push(Change { time, from, to, value, replace }),
            None => {
                network.initial.push((from, to, value));
                if !directed {
                    network.initial.push((to, from, value));
                }
            }
        }
    }
    network.changes.sort_by(|a, b| a.time.total_cmp(&b.time));
    Ok(network)
}

fn time(row: Row<'_>) -> Cell<Option<f64>> {
    let Some(text) = row.text("time") else { return Ok(None) };
    if let Ok(number) = text.parse::<f64>()
        && number.is_finite()
        && !(text.len() == 4 && text.starts_with(['1', '2']) && text.parse::<i16>().is_ok_and(|year| year > 1500))
    {
        return Ok(Some(number));
    }
    let when = text.parse::<When>().map_err(|_| row.refuse("time", "a number or a date (YYYY-MM-DD)"))?;
    Ok(Some(f64::from(when.day().number())))
}
