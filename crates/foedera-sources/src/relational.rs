//! Lists of actors and dated events among them, as users have them: any network, not only states.
//!
//! Actors: a column `label`, optional `present` (TRUE or FALSE), every other column an attribute. Events and changes of a network:
//! `time`, `sender`, `receiver`; for events an optional `answer` (a level from 0), for changes `increment` or `replace`; a change
//! without a time is there from the start. Comings and goings: `time`, `label`, `present`; changes of an attribute: `time`, `label`,
//! `value`. Events of sets: `time`, `event`, `member`, with an optional `sender`. A time is a number or a date, which counts in days since 1970;
//! all times of a file are of one kind. Every column is read or refused; one whose name begins with `#` is a
//! note of the user's own.

mod clock;
mod column;
mod labels;

use std::collections::BTreeMap;

use foedera_diagnostic::Problems;
use foedera_process::relational::{Actors, Change, Dependent, Network, SetEvent};

pub use clock::{Clock, Times};
pub use column::{Column, Values};

use labels::{Labels, differ_in_accents, has_accents};

use crate::RawFile;
use crate::row::{Cell, Row};
use crate::table::{Layout, Table, is_note};

const ACTORS: Layout = Layout { what: "a list of actors", columns: &["label"], ..Layout::PLAIN };
const EVENTS: Layout = Layout { what: "a list of events", columns: &["time", "sender", "receiver"], ..Layout::PLAIN };
const SETS: Layout =
    Layout { what: "a list of events of sets", columns: &["time", "event", "member"], ..Layout::PLAIN };
const PRESENCE: Layout = Layout { what: "comings and goings", columns: &["time", "label", "present"], ..Layout::PLAIN };
const VALUES: Layout =
    Layout { what: "changes of an attribute", columns: &["time", "label", "value"], ..Layout::PLAIN };

/// A time, an actor, and what is said of it.
pub type Said<T> = (f64, usize, T);
/// Events in the order of time, the answer to each if there are answers, and what their times are.
pub type ReadEvents = (Vec<Dependent>, Option<Vec<usize>>, Clock);
/// What is said of actors in the order of time, and what the times are.
pub type ReadChanges<T> = (Vec<Said<T>>, Clock);

fn truth(row: Row<'_>, column: &str) -> Cell<bool> {
    match row.raw(column).map(str::to_ascii_uppercase).as_deref() {
        Some("TRUE" | "T" | "1") => Ok(true),
        Some("FALSE" | "F" | "0") => Ok(false),
        _ => Err(row.refuse(column, "TRUE or FALSE")),
    }
}

fn needed_time(clock: Clock, row: Row<'_>) -> Cell<f64> {
    clock.read(row)?.ok_or_else(|| row.refuse("time", "a number or a date"))
}

/// Read each row of a table, and all that is wrong with them.
pub(crate) fn each<'t, T>(table: &'t Table, mut read: impl FnMut(Row<'t>) -> Cell<T>) -> Result<Vec<T>, Problems> {
    let (mut list, mut problems) = (Vec::new(), Problems::new());
    for row in table.rows() {
        match row.and_then(&mut read) {
            Ok(value) => list.push(value),
            Err(problem) => problems.push(*problem),
        }
    }
    problems.or_ok(list)
}

/// Read actors and the columns of their attributes.
///
/// # Errors
/// Every row that cannot be read, labels that stand twice, and cells that are no number in a column of numbers.
pub fn read_actors(file: &RawFile, name: &str) -> Result<(Actors, Vec<Column>), Problems> {
    let table = Table::parse(file, &ACTORS)?;
    let names: Vec<&str> = table.names().map(|(column, _)| column).collect();
    table.only("actors", &names)?;
    let known = table.column("present").is_some();
    let mut seen = std::collections::BTreeSet::new();
    let rows = each(&table, |row| {
        let label = row.raw("label").ok_or_else(|| row.refuse("label", "a name"))?;
        if !seen.insert(label.to_owned()) {
            return Err(row.refuse_because("label", format!("the actor `{label}` stands twice")));
        }
        let here = if known { truth(row, "present")? } else { true };
        Ok((label.to_owned(), here, row))
    })?;
    let cells: Vec<Row<'_>> = rows.iter().map(|(.., row)| *row).collect();
    let mut problems = Problems::new();
    // Without one such label no two can be alike.
    let accented = rows.iter().any(|own| has_accents(&own.0));
    for (place, (label, _, row)) in rows.iter().enumerate().filter(|_| accented) {
        let before = rows[..place].iter().find(|own| differ_in_accents(&own.0, label));
        if let Some((_, _, other)) = before {
            let message = format!(
                "the actor `{label}` stands in line {}, too, with its accents as letters of their own in one of the two \
                 (Unicode NFD)",
                other.line()
            );
            problems.push(*row.refuse_because("label", message));
        }
    }
    let own = names.into_iter().filter(|column| !["label", "present", ""].contains(column) && !is_note(column));
    let columns = own.map(|column| Column::read(&cells, column, &mut problems)).collect();
    let (labels, present) = rows.into_iter().map(|(label, present, _)| (label, present)).unzip();
    problems.or_ok((Actors { name: name.to_owned(), labels, present, presence: Vec::new() }, columns))
}

/// Read events, brought into the order of time, with the answer to each if the file has a column `answer`.
///
/// # Errors
/// Every row with a time that is none, an actor that is not in its list, or an answer that is no level.
pub fn read_events(file: &RawFile, senders: &Actors, receivers: Option<&Actors>) -> Result<ReadEvents, Problems> {
    let (from, to) = (Labels::of(senders), Labels::of(receivers.unwrap_or(senders)));
    let table = Table::parse(file, &EVENTS)?;
    table.only("events", &["time", "sender", "receiver", "answer"])?;
    let clock = Clock::of(&table);
    let answered = table.column("answer").is_some();
    let mut events = each(&table, |row| {
        let time = needed_time(clock, row)?;
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
    let order = |own: &(Dependent, usize)| (own.0.sender, own.0.receiver, own.1);
    events.sort_by(|a, b| a.0.time.total_cmp(&b.0.time).then_with(|| order(a).cmp(&order(b))));
    let (events, answers): (Vec<Dependent>, Vec<usize>) = events.into_iter().unzip();
    Ok((events, answered.then_some(answers), clock))
}

/// Read comings and goings, brought into the order of time: time, actor, present.
///
/// # Errors
/// Every row that cannot be read.
pub fn read_presence(file: &RawFile, actors: &Actors) -> Result<ReadChanges<bool>, Problems> {
    let labels = Labels::of(actors);
    let table = Table::parse(file, &PRESENCE)?;
    table.only("comings and goings", PRESENCE.columns)?;
    let clock = Clock::of(&table);
    let mut said = BTreeMap::new();
    let mut list = each(&table, |row| {
        let here = truth(row, "present")?;
        let (time, actor) = (needed_time(clock, row)?, labels.find(row, "label")?);
        if said.insert((time.to_bits(), actor), here).is_some_and(|other| other != here) {
            return Err(row.refuse_because("present", "the actor comes and goes at one time".to_owned()));
        }
        Ok((time, actor, here))
    })?;
    list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    Ok((list, clock))
}

/// What stands for a value of a category (its name, the actor; `None` for the name: not known), or why it is refused.
pub type Coding<'a> = dyn Fn(Option<&str>, usize) -> Result<f64, String> + 'a;

/// Read changes of an attribute, brought into the order of time: time, actor, value (an empty one is missing). The values of a
/// category go through its coding, all others are numbers.
///
/// # Errors
/// Every row that cannot be read, and two values of one actor at one time.
pub fn read_values(file: &RawFile, actors: &Actors, coding: Option<&Coding<'_>>) -> Result<ReadChanges<f64>, Problems> {
    let labels = Labels::of(actors);
    let table = Table::parse(file, &VALUES)?;
    table.only("changes of an attribute", VALUES.columns)?;
    let clock = Clock::of(&table);
    let mut said = BTreeMap::new();
    let mut list = each(&table, |row| {
        let (time, actor) = (needed_time(clock, row)?, labels.find(row, "label")?);
        let value = match coding {
            Some(code) => code(column::text(row, "value"), actor).map_err(|why| row.refuse_because("value", why))?,
            None => column::number(row, "value", row.raw("value"))?,
        };
        if said.insert((time.to_bits(), actor), value.to_bits()).is_some_and(|other| other != value.to_bits()) {
            return Err(row.refuse_because("value", "the actor has another value at this time".to_owned()));
        }
        Ok((time, actor, value))
    })?;
    list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    Ok((list, clock))
}

/// Read events of sets: rows with the same `event` are the members of one. In the order of time.
///
/// # Errors
/// Every row that cannot be read; a member that stands twice; rows of one event at different times.
pub fn read_sets(file: &RawFile, actors: &Actors) -> Result<(Vec<SetEvent>, Clock), Problems> {
    let labels = Labels::of(actors);
    let table = Table::parse(file, &SETS)?;
    table.only("events of sets", &["time", "event", "member", "sender"])?;
    let clock = Clock::of(&table);
    let sent = table.column("sender").is_some();
    let mut known = BTreeMap::<String, SetEvent>::new();
    each(&table, |row| {
        let (time, member) = (needed_time(clock, row)?, labels.find(row, "member")? as u32);
        let event = row.raw("event").ok_or_else(|| row.refuse("event", "the name of the event"))?;
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
    Ok((sets, clock))
}

/// Read the changes of a network, brought into the order of time. Initial amounts of one tie add up.
///
/// # Errors
/// As [`read_events`]; a value that is no number; two values of one tie at one time.
pub fn read_network(
    file: &RawFile,
    name: &str,
    directed: bool,
    (rows, columns): (&Actors, &Actors),
) -> Result<(Network, Clock), Problems> {
    let (from, to) = (Labels::of(rows), Labels::of(columns));
    let mut network = Network { name: name.to_owned(), directed, ..Network::default() };
    let table = Table::parse(file, &EVENTS)?;
    table.only("changes of a network", &["time", "sender", "receiver", "increment", "replace", "weight"])?;
    let clock = Clock::of(&table);
    let mut said = BTreeMap::new();
    let changes = each(&table, |row| {
        let (from, to) = (from.find(row, "sender")?, to.find(row, "receiver")?);
        if std::ptr::eq(rows, columns) && from == to {
            return Err(row.refuse_because("receiver", "sender and receiver are the same".to_owned()));
        }
        let time = clock.read(row)?;
        let (value, replace) = tie_value(&table, row, time)?;
        let tie = if directed { (from, to) } else { (from.min(to), from.max(to)) };
        let key = (time.map(f64::to_bits), tie);
        // Amounts add up in any order; of two values of one tie at one time neither is the last.
        match said.insert(key, (value, replace)) {
            Some(other) if (replace || other.1) && other != (value, replace) => {
                Err(row.refuse_because("sender", "the tie has another value at this time above".to_owned()))
            }
            Some(_) if replace => Ok(None),
            _ => Ok(Some((time, from, to, value, replace))),
        }
    })?;
    let mut changes: Vec<_> = changes.into_iter().flatten().collect();
    // Sums of amounts are the same to the last digit in any order of rows.
    changes.sort_by(|a, b| (a.1, a.2).cmp(&(b.1, b.2)).then_with(|| a.3.total_cmp(&b.3)));
    let mut initial = BTreeMap::<(usize, usize), f64>::new();
    for (time, from, to, value, replace) in changes {
        match time {
            Some(time) => network.changes.push(Change { time, from, to, value, replace }),
            None => {
                *initial.entry((from, to)).or_default() += value;
                if !directed {
                    *initial.entry((to, from)).or_default() += value;
                }
            }
        }
    }
    network.initial =
        initial.into_iter().filter(|(_, value)| *value != 0.0).map(|((from, to), value)| (from, to, value)).collect();
    network.changes.sort_by(|a, b| a.time.total_cmp(&b.time));
    Ok((network, clock))
}

/// What a row says of a tie: the amount added or the new value, and which of the two. Without a column for it: 1 is added.
fn tie_value(table: &Table, row: Row<'_>, time: Option<f64>) -> Cell<(f64, bool)> {
    let columns = ["increment", "replace", "weight"].into_iter().filter(|column| table.column(column).is_some());
    let given: Vec<&str> = columns.clone().filter(|column| row.text(column).is_some()).collect();
    match given[..] {
        [column] => {
            let value =
                row.text(column).map(|text| row.parse_plain_number(column, text)).transpose()?.unwrap_or(f64::NAN);
            if column == "weight" && time.is_some() {
                let why = "a weight that comes later is added or takes the place of the old one: name the column `increment` or `replace`";
                return Err(row.refuse_because(column, why.to_owned()));
            }
            Ok((value, column != "increment"))
        }
        [] => match columns.clone().next() {
            None => Ok((1.0, false)),
            Some(column) => Err(row.refuse(column, "a number (0 where there is no tie)")),
        },
        [_, column, ..] => {
            Err(row.refuse_because(column, "the row says of the tie two things: keep one of its numbers".to_owned()))
        }
    }
}
