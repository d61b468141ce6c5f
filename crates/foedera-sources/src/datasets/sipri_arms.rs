//! SIPRI arms transfers, trade register: one row per transfer and year of delivery.
//!
//! A transfer lists its years of delivery ("1975; 1976"); its trend-indicator value (TIV, millions) is spread over them
//! in equal parts, because the register does not say how much came when. Suppliers and recipients are names; rebel
//! groups (`*`) and organisations (`**`) are no states and are left out and counted. A record that the publisher's
//! export has split in two is refused.

use std::collections::{BTreeMap, BTreeSet};

use foedera_store::{Kind, Part};
use foedera_world::{Day, Roster, StateId};

use crate::dataset::{Builder, Dataset, Gathered, System, Value, find, state_value};
use crate::datasets::citations;
use crate::row::{Cell, Row};
use crate::table::{Layout, Table};

/// The dataset.
pub static SIPRI_ARMS: Dataset = Dataset {
    key: "sipri-arms",
    title: "SIPRI arms transfers, trade register",
    version: "2026-02",
    unit: "delivery year of a transfer",
    years: (1950, 2024),
    keys: "Recipient, Supplier (names), order",
    bibtex: citations::ARMS,
    terms: "SIPRI: free for non-commercial use with attribution; do not redistribute large parts",
    home: "https://www.sipri.org/databases",
    download: None,
    frame: "arms_delivery",
    layout: Layout {
        what: "the SIPRI trade register",
        columns: &[
            "Recipient",
            "Supplier",
            "Year of order",
            "Weapon designation",
            "Year(s) of delivery|Year(s) of deliveries",
            "SIPRI TIV of delivered weapons",
        ],
        missing: &["?"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[],
    reader: Some(read_rows),
    ..Dataset::PLAIN
};

/// The least suppliers or recipients of a register that was not cut to some of them.
const MANY: usize = 20;

fn read_rows(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    let columns = [
        ("transfer", Kind::Whole),
        ("supplier", Kind::State),
        ("recipient", Kind::State),
        ("order_year", Kind::Year),
        ("year", Kind::Year),
        ("tiv", Kind::Number),
        ("weapon", Kind::Text),
    ];
    let mut builder = Builder::new(columns.map(|(name, kind)| (name.to_owned(), kind)));
    let mut gathered = Gathered::default();
    let mut parties = [BTreeSet::new(), BTreeSet::new()];
    let mut alike: BTreeMap<(StateId, StateId, Option<i16>, Option<&str>, Vec<i16>), i32> = BTreeMap::new();
    for row in table.rows() {
        match row.and_then(|row| Ok((row, read_transfer(row, roster)?))) {
            Ok((row, Ok(transfer))) => {
                for (set, state) in parties.iter_mut().zip([transfer.supplier, transfer.recipient]) {
                    set.insert(state);
                }
                let order = (transfer.supplier, transfer.recipient, transfer.order, transfer.weapon, transfer.years.clone());
                let number = alike.entry(order).and_modify(|number| *number += 1).or_insert(1);
                let parts = transfer.years.len().max(1) as f64;
                for year in &transfer.years {
                    gathered.cover(*year);
                    let values = [
                        Value::Whole(Some(*number)),
                        state_value(Some(transfer.supplier)),
                        state_value(Some(transfer.recipient)),
                        Value::Whole(transfer.order.map(i32::from)),
                        Value::Whole(Some(i32::from(*year))),
                        Value::Number(transfer.tiv.map(|tiv| tiv / parts)),
                        Value::Text(transfer.weapon),
                    ];
                    builder.push(row, &values);
                }
            }
            Ok((_, Err(stranger))) => gathered.leave_out(stranger),
            Err(diagnostic) => gathered.refuse(*diagnostic),
        }
    }
    builder.finish(&mut gathered);
    gathered.parts.extend(part(&parties, gathered.span));
    gathered
}

/// The part of the register that a file is. The publisher's page hands out the register of one supplier or recipient:
/// a file with few of them says nothing of the others.
fn part(parties: &[BTreeSet<StateId>; 2], span: Option<(i16, i16)>) -> Option<Part> {
    let names = ["supplier", "recipient"];
    let few = parties.iter().zip(names).filter(|(states, _)| states.len() < MANY);
    let index = |state: &StateId| i32::try_from(state.index()).unwrap_or(-1);
    let only: Vec<_> = few.map(|(states, name)| (name.to_owned(), states.iter().map(index).collect())).collect();
    Some(Part { span: span?, only }).filter(|part| !part.only.is_empty())
}

struct Transfer<'a> {
    supplier: StateId,
    recipient: StateId,
    order: Option<i16>,
    years: Vec<i16>,
    tiv: Option<f64>,
    weapon: Option<&'a str>,
}

fn read_transfer<'a>(row: Row<'a>, roster: &Roster) -> Cell<Result<Transfer<'a>, &'a str>> {
    let order: Option<i16> = row.whole("Year of order", 1900..2500)?;
    let day = order.and_then(|year| Day::new(year, 7, 1).ok());
    let mut states = Vec::new();
    for column in ["Supplier", "Recipient"] {
        let name = row.text(column).ok_or_else(|| row.refuse(column, "a name"))?;
        if name.parse::<f64>().is_ok() {
            return Err(row.refuse(column, "a name; the record seems to be split in two"));
        }
        let Some(state) = find(System::Name, name, None, roster, day) else { return Ok(Err(name)) };
        states.push(state);
    }
    let mut years = Vec::new();
    for part in row.text("Year(s) of delivery").unwrap_or_default().split([';', ',']).map(str::trim) {
        if !part.is_empty() {
            years.push(row.parse_whole("Year(s) of delivery", part, 1900..2500)?);
        }
    }
    let tiv = row.number_in("SIPRI TIV of delivered weapons", 0.0, 1e6)?;
    Ok(Ok(Transfer {
        supplier: states[0],
        recipient: states[1],
        order,
        years,
        tiv,
        weapon: row.text("Weapon designation"),
    }))
}
