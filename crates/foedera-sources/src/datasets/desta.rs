//! DESTA, the Design of Trade Agreements (list of treaties): preferential trade agreements with their parties by ISO's numbers.
//!
//! A row is a document (an agreement, an accession, a withdrawal, an amendment, a consolidated text) with its parties in the columns
//! `c1`, `c2`, … and, in `mc1`, `mc2`, …, the side or part that each takes. A fact is one pair that a document binds.

use std::collections::BTreeMap;

use foedera_store::Kind;
use foedera_world::{Day, Roster, StateId};

use crate::dataset::{Builder, Dataset, Gathered, System, Value, YEARS, find, state_value};
use crate::datasets::citations;
use crate::iso_numeric;
use crate::row::{Cell, Row};
use crate::table::{Layout, Table};

/// The dataset.
pub static DESTA: Dataset = Dataset {
    key: "desta",
    title: "Design of Trade Agreements",
    version: "list of treaties, to 2020",
    unit: "pair of an agreement",
    years: (1948, 2020),
    keys: "c1 … (ISO 3166-1 numeric), number",
    bibtex: citations::DESTA,
    terms: "none stated with the copy seen; cite the authors",
    home: "https://www.designoftradeagreements.org/downloads/",
    download: None,
    frame: "trade_agreement",
    layout: Layout {
        what: "the DESTA list of treaties",
        columns: &["number", "base_treaty", "entry_type", "entryforceyear", "typememb", "c1", "c2", "mc1", "mc2"],
        missing: &[],
        ..Layout::PLAIN
    },
    fields: &[],
    reader: Some(read_rows),
    unique: &["number", "state1", "state2"],
    ..Dataset::PLAIN
};

/// What a row is.
#[derive(Clone, Copy, PartialEq)]
enum Entry {
    /// A text that binds its parties: a treaty, its consolidated form, an amendment.
    Text,
    Accession,
    Withdrawal,
}

/// A party with the part it takes, as `mc` codes it.
#[derive(Clone, Copy)]
struct Party {
    state: StateId,
    part: Option<u8>,
}

/// A row with what it says.
struct Document<'a> {
    row: Row<'a>,
    number: &'a str,
    base: i32,
    name: Option<&'a str>,
    kind: &'a str,
    entry: Entry,
    signed: i16,
    in_force: Option<i16>,
    several: bool,
    parties: Vec<Party>,
    /// The letters of parties that are no states of the year.
    others: String,
}

fn read_rows(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    let mut gathered = Gathered::default();
    let parties = columns(table);
    let mut documents = Vec::new();
    for row in table.rows() {
        match row.and_then(|row| document(row, &parties, roster)) {
            Ok(Ok(document)) => documents.push(document),
            Ok(Err(left_out)) => gathered.leave_out(left_out),
            Err(diagnostic) => gathered.refuse(*diagnostic),
        }
    }
    let ends = withdrawals(&documents);
    let names = [
        ("state1", Kind::State),
        ("state2", Kind::State),
        ("signed", Kind::Year),
        ("in_force", Kind::Year),
        ("until", Kind::Year),
        ("base_treaty", Kind::Whole),
        ("number", Kind::Text),
        ("kind", Kind::Text),
        ("name", Kind::Text),
        ("others", Kind::Text),
    ];
    let mut builder = Builder::new(names.map(|(name, kind)| (name.to_owned(), kind)));
    for document in &documents {
        [Some(document.signed), document.in_force].into_iter().flatten().for_each(|year| gathered.cover(year));
    }
    for document in documents.iter().filter(|document| document.entry != Entry::Withdrawal) {
        for (first, second) in document.pairs() {
            let left = |state: StateId| ends.get(&(document.base, state))?.iter().find(|y| **y >= document.signed);
            let until = [first, second].into_iter().filter_map(left).min().copied();
            let year = |year: Option<i16>| Value::Whole(year.map(i32::from));
            builder.push(
                document.row,
                &[
                    state_value(Some(first)),
                    state_value(Some(second)),
                    year(Some(document.signed)),
                    year(document.in_force),
                    year(until),
                    Value::Whole(Some(document.base)),
                    Value::Text(Some(document.number)),
                    Value::Text(Some(document.kind)),
                    Value::Text(document.name),
                    Value::Text(Some(document.others.as_str()).filter(|others| !others.is_empty())),
                ],
            );
        }
    }
    builder.finish(&mut gathered);
    gathered
}

/// The columns of parties with those of their parts, `c1` and `mc1` first.
fn columns(table: &Table) -> Vec<(String, String)> {
    let names = (1..).map(|place| (format!("c{place}"), format!("mc{place}")));
    names.take_while(|(party, _)| table.column(party).is_some()).collect()
}

/// What a row says; the inner error is why it is left out.
fn document<'a>(
    row: Row<'a>,
    columns: &[(String, String)],
    roster: &Roster,
) -> Cell<Result<Document<'a>, &'static str>> {
    let years = i64::from(YEARS.start)..i64::from(YEARS.end);
    let kind = row.text("entry_type").unwrap_or_default();
    let entry = match kind {
        "base_treaty" | "consolidated" | "protocol or amendment" => Entry::Text,
        "accession" => Entry::Accession,
        "withdrawal" => Entry::Withdrawal,
        "negotiation" => return Ok(Err("a negotiation, which binds nobody")),
        _ => {
            return Err(
                row.refuse("entry_type", "base_treaty, consolidated, accession, withdrawal or another known kind")
            );
        }
    };
    let signed: i16 = row.required("year", years.clone())?;
    let in_force = row.whole("entryforceyear", years)?;
    let side: u8 = row.required("typememb", 1..8)?;
    let (parties, others) = parties(row, columns, in_force.unwrap_or(signed), roster)?;
    let document = Document {
        number: row.text("number").ok_or_else(|| row.refuse("number", "the number of a document"))?,
        base: row.required("base_treaty", 1..1_000_000)?,
        name: row.text("name"),
        // Most accessions have no year of entry into force; they are counted from their own.
        in_force: if entry == Entry::Accession { in_force.or(Some(signed)) } else { in_force },
        several: side == 2,
        row,
        kind,
        entry,
        signed,
        parties,
        others,
    };
    document.check()?;
    if document.pairs().next().is_none() && entry != Entry::Withdrawal {
        return Ok(Err("an agreement without two states of its year"));
    }
    Ok(Ok(document))
}

/// The parties that are states in a year, and the letters of those that are none.
fn parties(row: Row<'_>, columns: &[(String, String)], year: i16, roster: &Roster) -> Cell<(Vec<Party>, String)> {
    let (mut parties, mut others) = (Vec::new(), String::new());
    for (party, part) in columns {
        let Some(number) = row.whole::<u16>(party, 1..1000)? else { continue };
        let Some(letters) = iso_numeric::letters(number) else {
            return Err(row.refuse(party, "a number of ISO 3166-1"));
        };
        let part = row.whole(part, 0..4)?;
        match find(System::Iso3, letters, None, roster, Day::new(year, 7, 1).ok()) {
            Some(state) => parties.push(Party { state, part }),
            None => {
                others.push_str(if others.is_empty() { "" } else { " " });
                others.push_str(letters);
            }
        }
    }
    Ok((parties, others))
}

impl Document<'_> {
    /// Whether the parts of its parties say whom it binds.
    fn check(&self) -> Cell<()> {
        let sides = self.sides();
        let unmarked = self.parties.iter().any(|party| party.part.is_none());
        if self.entry == Entry::Text && !self.several && sides.len() > 1 && unmarked {
            let message = "a party of an agreement of two sides has no side in its column `mc`".to_owned();
            return Err(self.row.refuse_because("mc1", message));
        }
        if self.entry != Entry::Text && self.newcomers().is_none() && sides != [2, 3] {
            return Err(self
                .row
                .refuse_because("mc1", "no party is marked as the one that joins or leaves".to_owned()));
        }
        Ok(())
    }

    /// The parts that occur, in order.
    fn sides(&self) -> Vec<u8> {
        let mut sides: Vec<u8> = self.parties.iter().filter_map(|party| party.part).collect();
        sides.sort_unstable();
        sides.dedup();
        sides
    }

    /// The parties that join or leave (part 1 of 1 and 2).
    fn newcomers(&self) -> Option<Vec<StateId>> {
        let joining = |party: &&Party| party.part == Some(1);
        let found: Vec<StateId> = self.parties.iter().filter(joining).map(|party| party.state).collect();
        (!found.is_empty() || !self.others.is_empty()).then_some(found)
    }

    /// The pairs that it binds: across its sides where it has two, with those that join, else all.
    fn pairs(&self) -> impl Iterator<Item = (StateId, StateId)> {
        let sides = self.sides();
        let joining = self.entry != Entry::Text && sides != [2, 3];
        let across = !joining && !self.several && sides.len() > 1;
        let parties = &self.parties;
        let bound = move |a: &Party, b: &Party| match () {
            () if a.state == b.state => false,
            () if joining => a.part == Some(1) || b.part == Some(1),
            () if across => a.part != b.part,
            () => true,
        };
        parties.iter().enumerate().flat_map(move |(place, first)| {
            let after = parties[place + 1..].iter();
            let bound = after.filter(move |second| bound(first, second));
            bound.map(move |second| (first.state.min(second.state), first.state.max(second.state)))
        })
    }
}

/// The years in which states left agreements, by base treaty and state, in order.
fn withdrawals(documents: &[Document<'_>]) -> BTreeMap<(i32, StateId), Vec<i16>> {
    let mut ends: BTreeMap<(i32, StateId), Vec<i16>> = BTreeMap::new();
    for document in documents.iter().filter(|document| document.entry == Entry::Withdrawal) {
        for state in document.newcomers().into_iter().flatten() {
            ends.entry((document.base, state)).or_default().push(document.in_force.unwrap_or(document.signed));
        }
    }
    ends.values_mut().for_each(|years| years.sort_unstable());
    ends
}
