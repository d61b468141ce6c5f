//! SIPRI arms transfers, trade register.
//!
//! Exports up to 2023 have one row per transfer, which lists its years of delivery ("1975; 1976"); its trend-indicator
//! value (TIV, millions) is spread over them in equal parts, because the register does not say how much came when.
//! Exports since 2024 have one row per transfer and year of delivery, below a preamble. Suppliers and recipients are
//! names; rebel groups (`*`) and organisations (`**`) are no states and are left out and counted. A record that the
//! publisher's export has split in two is refused.
//!
//! The publisher hands out the register of one supplier, of one recipient, or of all: a file covers the suppliers and
//! recipients that it names.

use std::collections::{BTreeMap, BTreeSet};

use foedera_store::{Kind, Part};
use foedera_world::{Day, Roster, StateId};

use crate::dataset::{Builder, Dataset, Form, Gathered, System, Value, find, state_value};
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
    unique: &["supplier", "recipient", "order_year", "weapon", "year", "transfer"],
    forms: &[Form {
        layout: Layout {
            what: "the SIPRI trade register (export since 2024)",
            columns: &["Supplier", "Recipient", "Designation", "Order date", "Delivery year", "TIV delivery values"],
            missing: &["?"],
            preamble: true,
            ..Layout::PLAIN
        },
        reader: Some(read_rows),
        counted: "by year of delivery, as SIPRI counts since 2024",
        ..Form::PLAIN
    }],
    ..Dataset::PLAIN
};

/// The columns under the names of both exports.
const ORDER: &str = "Year of order|Order date";
const DELIVERIES: &str = "Year(s) of delivery|Year(s) of deliveries|Delivery year";
const TIV: &str = "SIPRI TIV of delivered weapons|TIV delivery values";
const WEAPON: &str = "Weapon designation|Designation";

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
    let mut alike: BTreeMap<i32, i32> = BTreeMap::new();
    for row in table.rows() {
        match row.and_then(|row| Ok((row, read_transfer(row, roster)?))) {
            Ok((row, Ok(transfer))) => {
                parties[0].insert(transfer.supplier);
                parties[1].insert(transfer.recipient);
                // Of transfers with one text the second is another transfer, not the first again.
                let text = fingerprint(row);
                let earlier = alike.entry(text).and_modify(|number| *number += 1).or_insert(0);
                let number = text.wrapping_add(*earlier) & i32::MAX;
                transfer.push(row, number, &mut builder);
                for year in &transfer.years {
                    gathered.cover(*year);
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

/// A number for a transfer, from the text of its row (FNV-1a): the same in every export of the register, which gives
/// transfers no number.
fn fingerprint(row: Row<'_>) -> i32 {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in row.all().flat_map(|cell| cell.unwrap_or_default().bytes().chain([b'\n'])) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    (hash >> 1).cast_signed()
}

/// The part of the register that a file is: one with few suppliers or recipients says nothing of the others.
fn part(parties: &[BTreeSet<StateId>; 2], span: Option<(i16, i16)>) -> Option<Part> {
    let few = parties.iter().zip(["supplier", "recipient"]).filter(|(states, _)| states.len() < MANY);
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

impl Transfer<'_> {
    /// One fact for each year of delivery.
    fn push(&self, row: Row<'_>, number: i32, builder: &mut Builder) {
        let parts = self.years.len().max(1) as f64;
        for year in &self.years {
            let values = [
                Value::Whole(Some(number)),
                state_value(Some(self.supplier)),
                state_value(Some(self.recipient)),
                Value::Whole(self.order.map(i32::from)),
                Value::Whole(Some(i32::from(*year))),
                Value::Number(self.tiv.map(|tiv| tiv / parts)),
                Value::Text(self.weapon),
            ];
            builder.push(row, &values);
        }
    }
}

fn read_transfer<'a>(row: Row<'a>, roster: &Roster) -> Cell<Result<Transfer<'a>, &'a str>> {
    let order: Option<i16> = row.whole(ORDER, 1900..2101)?;
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
    for part in row.text(DELIVERIES).unwrap_or_default().split([';', ',']).map(str::trim) {
        if !part.is_empty() {
            years.push(row.parse_whole(DELIVERIES, part, 1900..2101)?);
        }
    }
    let tiv = row.number_in(TIV, 0.0, 1e6)?;
    Ok(Ok(Transfer { supplier: states[0], recipient: states[1], order, years, tiv, weapon: row.text(WEAPON) }))
}
