//! Facts that a dataset may have once: what is said twice is kept once, what is said in two ways is refused.

use std::cmp::Ordering;

use foedera_diagnostic::{Code, Diagnostic, Place};
use foedera_store::{Column, Frame, Kind, MISSING_WHOLE};
use foedera_world::Roster;

use crate::dataset::Dataset;
use crate::table::Table;

/// The share by which two readings of one number may differ: files in single precision keep seven digits.
const TOLERANCE: f64 = 1e-6;

/// Two rows that say different things of one thing; `P` is where a row stands.
pub(crate) struct Conflict<P> {
    pub(crate) first: P,
    pub(crate) second: P,
    /// Of what, and how they differ.
    pub(crate) what: String,
}

/// What became of facts that stand more than once.
pub(crate) struct Settled<P> {
    pub(crate) conflicts: Vec<Conflict<P>>,
    /// The facts of conflicts, all taken out.
    pub(crate) refused: Vec<P>,
    /// The facts that say again what an earlier one says, taken out; a cell that only they have goes to the earlier.
    pub(crate) repeated: usize,
}

/// Take out of a frame what stands in it more than once by the columns `unique` of its dataset.
pub(crate) fn settle<P: Copy>(unique: &[&str], frame: &mut Frame, places: &mut Vec<P>, roster: &Roster) -> Settled<P> {
    let mut settled = Settled { conflicts: Vec::new(), refused: Vec::new(), repeated: 0 };
    let keys: Vec<usize> =
        unique.iter().filter_map(|name| frame.columns.iter().position(|own| own.0 == *name)).collect();
    if keys.is_empty() || is_ascending(frame, &keys) {
        return settled;
    }
    let mut order: Vec<u32> = (0..u32::try_from(frame.len()).unwrap_or(u32::MAX)).collect();
    order.retain(|row| keys.iter().all(|key| !is_missing(&frame.columns[*key].2, *row as usize)));
    order.sort_by(|a, b| compare(frame, &keys, *a as usize, *b as usize));
    let mut kept = vec![true; frame.len()];
    let mut rest = &order[..];
    while let Some(first) = rest.first() {
        let first = *first as usize;
        let same = |row: &&u32| compare(frame, &keys, first, **row as usize) == Ordering::Equal;
        let size = rest.iter().take_while(same).count();
        let (group, after) = rest.split_at(size);
        rest = after;
        let differs = |row: &u32| difference(frame, first, *row as usize, roster).map(|how| (*row as usize, how));
        let found: Vec<(usize, String)> = group[1..].iter().filter_map(differs).collect();
        for (second, how) in &found {
            let what = format!("{}: {how}", described(frame, &keys, first, roster));
            settled.conflicts.push(Conflict { first: places[first], second: places[*second], what });
        }
        let gone = if found.is_empty() { &group[1..] } else { group };
        for row in gone.iter().map(|row| *row as usize) {
            kept[row] = false;
            if found.is_empty() {
                fill(frame, first, row);
                settled.repeated += 1;
            } else {
                settled.refused.push(places[row]);
            }
        }
    }
    retain(frame, &kept);
    let mut keep = kept.iter();
    places.retain(|_| keep.next().is_none_or(|kept| *kept));
    settled
}

/// The refusal of a row that differs from an earlier one of the same file.
pub(crate) fn refusal(dataset: &Dataset, table: &Table, conflict: &Conflict<u32>) -> Diagnostic {
    let (first, second) = (conflict.first, conflict.second);
    let source = &table.source;
    let place = Place::Span(source.clone(), source.span_of_line(second as usize));
    let message = format!("lines {first} and {second} say different things of {}; neither counts", conflict.what);
    let remedy =
        format!("{} has one row for each {}; keep the right one of the two", dataset.layout.what, dataset.unit);
    Diagnostic::new(Code::Duplicate, place, message, remedy).label("this row and the earlier one were not read")
}

/// Whether the facts come in the order of their keys, each once; most files are so, and need no sorting.
fn is_ascending(frame: &Frame, keys: &[usize]) -> bool {
    (1..frame.len()).all(|row| compare(frame, keys, row - 1, row) == Ordering::Less)
}

fn compare(frame: &Frame, keys: &[usize], a: usize, b: usize) -> Ordering {
    keys.iter()
        .map(|key| compare_cells(&frame.columns[*key].2, a, b))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn compare_cells(column: &Column, a: usize, b: usize) -> Ordering {
    match column {
        Column::Whole(cells) => cells[a].cmp(&cells[b]),
        Column::Number(cells) => cells[a].total_cmp(&cells[b]),
        Column::Text(words) => words.codes[a].cmp(&words.codes[b]),
    }
}

fn is_missing(column: &Column, row: usize) -> bool {
    match column {
        Column::Whole(cells) => cells[row] == MISSING_WHOLE,
        Column::Number(cells) => cells[row].is_nan(),
        Column::Text(words) => words.codes[row] == MISSING_WHOLE,
    }
}

/// How two rows differ, if a column that both have does.
fn difference(frame: &Frame, a: usize, b: usize, roster: &Roster) -> Option<String> {
    frame.columns.iter().find_map(|(name, _, column)| {
        let known = !is_missing(column, a) && !is_missing(column, b);
        let differ = known
            && match column {
                Column::Number(cells) => (cells[a] - cells[b]).abs() > TOLERANCE * cells[a].abs().max(cells[b].abs()),
                _ => compare_cells(column, a, b).is_ne(),
            };
        differ.then(|| format!("`{name}` is {} and {}", shown(frame, name, a, roster), shown(frame, name, b, roster)))
    })
}

fn described(frame: &Frame, keys: &[usize], row: usize, roster: &Roster) -> String {
    let names = keys.iter().map(|key| &frame.columns[*key].0);
    names
        .map(|name| format!("{} {}", name.replace("_code", ""), shown(frame, name, row, roster)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn shown(frame: &Frame, name: &str, row: usize, roster: &Roster) -> String {
    let kind = frame.columns.iter().find(|(own, ..)| own == name).map(|(_, kind, _)| *kind);
    let text = match kind {
        Some(Kind::State) => frame.state_at(name, row).map(|state| roster.state(state).name.clone()),
        Some(Kind::Day) => frame.day_at(name, row).map(|day| day.to_string()),
        Some(Kind::Text) => frame.text_at(name, row).map(|text| format!("`{text}`")),
        _ => frame.column(name).and_then(|column| column.number(row)).map(|number| number.to_string()),
    };
    text.unwrap_or_default()
}

/// Give the cells that only the second row has to the first.
fn fill(frame: &mut Frame, first: usize, second: usize) {
    for (_, _, column) in &mut frame.columns {
        if is_missing(column, first) {
            match column {
                Column::Whole(cells) => cells[first] = cells[second],
                Column::Number(cells) => cells[first] = cells[second],
                Column::Text(words) => words.codes[first] = words.codes[second],
            }
        }
    }
}

fn retain(frame: &mut Frame, kept: &[bool]) {
    fn of<T>(cells: &mut Vec<T>, kept: &[bool]) {
        let mut keep = kept.iter();
        cells.retain(|_| keep.next().is_none_or(|kept| *kept));
    }
    for (_, _, column) in &mut frame.columns {
        match column {
            Column::Whole(cells) => of(cells, kept),
            Column::Number(cells) => of(cells, kept),
            Column::Text(words) => of(&mut words.codes, kept),
        }
    }
}
