//! Lists of actors and dated events among them, as users have them: any network, not only states.
//!
//! Actors: a column `label` (or the first one), optional `present` (TRUE or FALSE), every other column an attribute. Events and
//! changes of a network: `time`, `sender`, `receiver`, and for changes `increment` or `replace`; a change without a time is
//! there from the start. A time is a number or a date, which counts in days since 1970.

use foedera_diagnostic::Problems;
use foedera_relational::{Actors, Attribute, Change, Dependent, Network};
use foedera_world::When;

use crate::RawFile;
use crate::row::{Cell, Row};
use crate::table::{Layout, Table};

const ACTORS: Layout = Layout { what: "a list of actors", columns: &["label"], missing: &[], named: &[] };
const EVENTS: Layout =
    Layout { what: "a list of events", columns: &["time", "sender", "receiver"], missing: &[], named: &[] };

/// Read actors and their attributes; texts become categories by the order of their first appearance.
///
/// # Errors
/// Every row that cannot be read, and labels that stand twice.
pub fn read_actors(file: &RawFile, name: &str) -> Result<(Actors, Vec<Attribute>), Problems> {
    let table = Table::parse(file, &ACTORS)?;
    let mut actors = Actors { name: name.to_owned(), ..Actors::default() };
    let columns: Vec<&str> =
        table.names().map(|(column, _)| column).filter(|column| !["label", "present", ""].contains(column)).collect();
    let mut cells: Vec<Vec<Option<String>>> = vec![Vec::new(); columns.len()];
    let mut problems = Problems::new();
    for row in table.rows() {
        let read = row.and_then(|row| {
            let label = row.text("label").ok_or_else(|| row.refuse("label", "a name"))?;
            if actors.labels.iter().any(|own| own == label) {
                return Err(row.refuse_because("label", format!("the actor `{label}` stands twice")));
            }
            let present = match row.text("present").map(str::to_ascii_uppercase).as_deref() {
                None | Some("TRUE" | "1") => true,
                Some("FALSE" | "0") => false,
                _ => return Err(row.refuse("present", "TRUE or FALSE")),
            };
            Ok((label.to_owned(), present, row))
        });
        match read {
            Ok((label, present, row)) => {
                actors.labels.push(label);
                actors.present.push(present);
                for (cells, column) in cells.iter_mut().zip(&columns) {
                    cells.push(row.text(column).map(str::to_owned));
                }
            }
            Err(problem) => problems.push(*problem),
        }
    }
    let attribute = |(column, cells): (&&str, &Vec<Option<String>>)| Attribute {
        of: name.to_owned(),
        name: (*column).to_owned(),
        initial: values(cells),
        changes: Vec::new(),
    };
    let attributes = columns.iter().zip(&cells).map(attribute).collect();
    problems.or_ok((actors, attributes))
}

/// Numbers where all are numbers, else categories.
fn values(cells: &[Option<String>]) -> Vec<f64> {
    let number = |cell: &Option<String>| cell.as_ref().map_or(Ok(f64::NAN), |text| text.parse::<f64>());
    if let Ok(numbers) = cells.iter().map(number).collect::<Result<Vec<f64>, _>>() {
        return numbers;
    }
    let mut seen: Vec<&str> = Vec::new();
    for cell in cells.iter().flatten() {
        if !seen.contains(&cell.as_str()) {
            seen.push(cell);
        }
    }
    let place = |cell: &Option<String>| {
        cell.as_deref().and_then(|cell| seen.iter().position(|own| *own == cell)).map_or(f64::NAN, |at| at as f64)
    };
    cells.iter().map(place).collect()
}

/// Read events among actors, brought into the order of time.
///
/// # Errors
/// Every row with a time that is none or an actor that is not in the list.
pub fn read_events(file: &RawFile, actors: &Actors) -> Result<Vec<Dependent>, Problems> {
    let table = Table::parse(file, &EVENTS)?;
    let mut problems = Problems::new();
    let mut events = Vec::new();
    for row in table.rows() {
        let event = row.and_then(|row| {
            let time = time(row)?.ok_or_else(|| row.refuse("time", "a number or a date"))?;
            let (sender, receiver) = (actor(row, "sender", actors)?, actor(row, "receiver", actors)?);
            if sender == receiver {
                return Err(row.refuse_because("receiver", "sender and receiver are the same".to_owned()));
            }
            Ok(Dependent { time, sender, receiver })
        });
        match event {
            Ok(event) => events.push(event),
            Err(problem) => problems.push(*problem),
        }
    }
    events.sort_by(|a, b| a.time.total_cmp(&b.time));
    problems.or_ok(events)
}

/// Read the changes of a network, brought into the order of time.
///
/// # Errors
/// As [`read_events`]; and a value that is no number.
pub fn read_network(file: &RawFile, name: &str, directed: bool, actors: &Actors) -> Result<Network, Problems> {
    let table = Table::parse(file, &EVENTS)?;
    let mut network = Network { name: name.to_owned(), directed, ..Network::default() };
    let replace = table.column("replace").is_some();
    let column = if replace { "replace" } else { "increment" };
    let mut problems = Problems::new();
    for row in table.rows() {
        let change = row.and_then(|row| {
            let (from, to) = (actor(row, "sender", actors)?, actor(row, "receiver", actors)?);
            Ok((time(row)?, from, to, row.number(column)?.unwrap_or(1.0)))
        });
        match change {
            Ok((None, from, to, value)) => {
                network.initial.push((from, to, value));
                if !directed {
                    network.initial.push((to, from, value));
                }
            }
            Ok((Some(time), from, to, value)) => network.changes.push(Change { time, from, to, value, replace }),
            Err(problem) => problems.push(*problem),
        }
    }
    network.changes.sort_by(|a, b| a.time.total_cmp(&b.time));
    problems.or_ok(network)
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

fn actor(row: Row<'_>, column: &str, actors: &Actors) -> Cell<usize> {
    let label = row.text(column).ok_or_else(|| row.refuse(column, "the label of an actor"))?;
    actors.labels.iter().position(|own| own == label).ok_or_else(|| {
        let near = foedera_diagnostic::nearest(label, actors.labels.iter().map(String::as_str));
        let near = near.map_or(String::new(), |near| format!("; is `{near}` meant?"));
        row.refuse_because(column, format!("`{label}` is not in the list of actors{near}"))
    })
}
