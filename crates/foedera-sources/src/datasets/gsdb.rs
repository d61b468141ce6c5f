//! Global Sanctions Data Base (V3): one row per case, target and sender.
//!
//! A case lists its targets and senders ("EU, Croatia, Norway"); a sender that is no state (EU, UN) keeps its name and has no state.
//! Names that hold a comma themselves ("Gambia, The") are put together again. Years only.

use foedera_store::Kind;
use foedera_world::{Day, Roster, StateId};

use crate::dataset::{Builder, Dataset, Gathered, System, Value, find, state_value};
use crate::datasets::citations;
use crate::row::{Cell, Row};
use crate::table::{Layout, Table};

/// The dataset.
pub static GSDB: Dataset = Dataset {
    key: "gsdb",
    title: "Global Sanctions Data Base",
    version: "V3 (part)",
    unit: "sanction case and sender",
    years: (1950, 2022),
    keys: "case_id",
    bibtex: citations::GSDB,
    terms: "given by the authors on request; do not redistribute",
    home: "https://www.globalsanctionsdatabase.com",
    download: None,
    frame: "sanction",
    layout: Layout {
        what: "the Global Sanctions Data Base",
        columns: &["case_id", "sanctioned_state", "sanctioning_state", "begin", "end", "trade", "arms"],
        missing: &[],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[],
    reader: Some(read_rows),
    unique: &["case", "target", "sender_name"],
    ..Dataset::PLAIN
};

const KINDS: [&str; 6] = ["trade", "arms", "military", "financial", "travel", "other"];

fn read_rows(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    let head = [("case", Kind::Whole), ("target", Kind::State), ("sender", Kind::State), ("sender_name", Kind::Text)];
    let years = [("begin", Kind::Year), ("end", Kind::Year), ("objective", Kind::Text), ("success", Kind::Text)];
    let columns = head.into_iter().chain(years).chain(KINDS.map(|kind| (kind, Kind::Whole)));
    let mut builder = Builder::new(columns.map(|(name, kind)| (name.to_owned(), kind)));
    let mut gathered = Gathered::default();
    for row in table.rows() {
        match row.and_then(|row| Ok((row, read_case(row, roster)?))) {
            Ok((row, Ok(case))) => {
                gathered.cover(case.begin);
                gathered.cover(case.end.unwrap_or(case.begin));
                let pairs =
                    case.targets.iter().flat_map(|target| case.senders.iter().map(move |sender| (target, sender)));
                for ((_, target), (name, state)) in pairs {
                    let mut values = vec![Value::Whole(Some(case.id)), state_value(*target)];
                    values.extend([state_value(*state), Value::Text(Some(name))]);
                    values.extend([Value::Whole(Some(i32::from(case.begin))), Value::Whole(case.end.map(i32::from))]);
                    values.extend([Value::Text(case.objective), Value::Text(case.success)]);
                    values.extend(case.kinds.map(Value::Whole));
                    builder.push(row, &values);
                }
            }
            Ok((_, Err(stranger))) => gathered.leave_out(stranger),
            Err(diagnostic) => gathered.refuse(*diagnostic),
        }
    }
    builder.finish(&mut gathered);
    gathered
}

struct Case<'a> {
    id: i32,
    targets: Vec<Party>,
    senders: Vec<Party>,
    begin: i16,
    end: Option<i16>,
    objective: Option<&'a str>,
    success: Option<&'a str>,
    kinds: [Option<i32>; 6],
}

fn read_case<'a>(row: Row<'a>, roster: &Roster) -> Cell<Result<Case<'a>, &'a str>> {
    let begin: i16 = row.required("begin", 1900..2500)?;
    let day = Day::new(begin, 7, 1).ok();
    let target = row.text("sanctioned_state").ok_or_else(|| row.refuse("sanctioned_state", "a name"))?;
    let mut targets = parties(target, roster, day);
    targets.retain(|(_, state)| state.is_some());
    if targets.is_empty() {
        return Ok(Err(target));
    }
    let sender = row.text("sanctioning_state").ok_or_else(|| row.refuse("sanctioning_state", "a name"))?;
    let mut kinds = [None; 6];
    for (place, column) in kinds.iter_mut().zip(KINDS) {
        *place = row.whole(column, 0..2)?;
    }
    Ok(Ok(Case {
        id: row.required("case_id", 1..1_000_000)?,
        targets,
        senders: parties(sender, roster, day),
        begin,
        end: row.whole("end", 1900..2500)?,
        objective: row.text("objective"),
        success: row.text("success"),
        kinds,
    }))
}

/// A name, and the state that it names.
type Party = (String, Option<StateId>);

/// The parties of a list; pieces that make a state's name together are one.
fn parties(list: &str, roster: &Roster, day: Option<Day>) -> Vec<Party> {
    let pieces: Vec<&str> = list.split(',').map(str::trim).filter(|piece| !piece.is_empty()).collect();
    let mut parties = Vec::new();
    let mut next = 0;
    while next < pieces.len() {
        let joined = pieces.get(next + 1).map(|second| format!("{}, {second}", pieces[next]));
        let together = joined.and_then(|name| find(System::Name, &name, None, roster, day).map(|state| (name, state)));
        match together {
            Some((name, state)) => {
                parties.push((name, Some(state)));
                next += 2;
            }
            None => {
                let name = pieces[next];
                parties.push((name.to_owned(), find(System::Name, name, None, roster, day)));
                next += 1;
            }
        }
    }
    parties
}
