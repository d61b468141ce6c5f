//! Archigos leaders (4.1).
//!
//! Leaders with the days of their entry and exit, and the manner of both. The last day of the data means still in
//! office.

use foedera_store::{Column, MISSING_WHOLE, Words};
use foedera_world::Roster;

use crate::dataset::{self, Dataset, Field, Form, Gathered};
use crate::datasets::citations;
use crate::table::{Layout, Table};

/// The dataset.
pub static ARCHIGOS: Dataset = Dataset {
    key: "archigos",
    title: "Archigos leaders",
    version: "4.1",
    unit: "leader spell",
    years: (1840, 2015),
    keys: "gwcode (Gleditsch-Ward), obsid",
    bibtex: citations::ARCHIGOS,
    terms: "none stated with the copies seen; cite the authors; package GPL-2",
    home: "https://www.rochester.edu/college/faculty/hgoemans/data.htm",
    download: None,
    frame: "leader",
    layout: Layout {
        what: "the Archigos file of leaders",
        columns: &["obsid|obsid", "gwcode|ccode", "leader", "startdate", "enddate", "entry", "exit"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::text("id", "obsid"),
        Field::gw("state", "gwcode|ccode").needed(),
        Field::text("leader", "leader"),
        Field::iso_date("start", "startdate").needed(),
        Field::iso_date("end", "enddate").needed(),
        Field::text("entry", "entry"),
        Field::text("exit", "exit"),
    ]],
    reader: Some(read_rows),
    unique: &["id", "start"],
    forms: &[Form {
        layout: Layout {
            what: "the Archigos file of leaders without numbers of states",
            columns: &["obsid", "idacr", "leader", "startdate", "enddate"],
            missing: &["-9"],
            without: &["gwcode", "ccode"],
            ..Layout::PLAIN
        },
        reader: Some(read_letters),
        ..Form::PLAIN
    }],
    ..Dataset::PLAIN
};

/// The columns where a state stands as its letters (`FRN`), which are among the names of the atlas.
const LETTERS: &[&[Field]] = &[&[
    Field::text("id", "obsid"),
    Field::named("state", "idacr").needed(),
    Field::text("leader", "leader"),
    Field::iso_date("start", "startdate").needed(),
    Field::iso_date("end", "enddate").needed(),
    Field::text("entry", "entry"),
    Field::text("exit", "exit"),
]];

fn read_letters(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    joined(dataset::plain(LETTERS, table, roster))
}

fn read_rows(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    joined(dataset::plain(ARCHIGOS.fields, table, roster))
}

/// The cells of a column of numbers or texts, as codes.
fn codes<'a>(gathered: &'a Gathered, name: &str) -> &'a [i32] {
    match gathered.columns.iter().find(|(own, ..)| own == name) {
        Some((_, _, Column::Whole(cells) | Column::Text(Words { codes: cells, .. }))) => cells,
        _ => &[],
    }
}

/// Join the rows of a file by year: those of one leader that follow each other day by day are one time in office.
fn joined(gathered: Gathered) -> Gathered {
    let whole = |name| codes(&gathered, name);
    let (ids, starts, ends) = (whole("id"), whole("start"), whole("end"));
    let mut order: Vec<usize> = (0..starts.len()).collect();
    order.sort_by_key(|row| (ids[*row], starts[*row]));
    // For each row, the first of its time in office; for each first row, the last.
    let mut last: Vec<usize> = (0..starts.len()).collect();
    let mut kept = vec![true; starts.len()];
    let mut first: Option<usize> = None;
    for row in order {
        match first {
            Some(head)
                if ids[row] != MISSING_WHOLE
                    && ids[head] == ids[row]
                    && ends[last[head]].checked_add(1) == Some(starts[row]) =>
            {
                last[head] = row;
                kept[row] = false;
            }
            _ => first = Some(row),
        }
    }
    let kept: Vec<usize> = (0..kept.len()).filter(|row| kept[*row]).collect();
    let mut joined = Gathered { joined: starts.len() - kept.len(), ..gathered };
    // The end and what ended it are those of the last row.
    let from = |name: &str, row: usize| if name.starts_with("end") || name == "exit" { last[row] } else { row };
    joined.lines = kept.iter().map(|row| joined.lines[*row]).collect();
    for (name, _, column) in &mut joined.columns {
        match column {
            Column::Whole(cells) => *cells = kept.iter().map(|row| cells[from(name, *row)]).collect(),
            Column::Number(cells) => *cells = kept.iter().map(|row| cells[from(name, *row)]).collect(),
            Column::Text(words) => words.codes = kept.iter().map(|row| words.codes[from(name, *row)]).collect(),
        }
    }
    joined
}
