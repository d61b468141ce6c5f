//! COW direct contiguity (3.2).
//!
//! 0 none (a stretch between two others), 1 a land border, 2 up to 12 miles of water, 3 up to 24, 4 up to 150, 5 up
//! to 400. The last month of the data (2016-12) means not ended.

use foedera_store::Kind;
use foedera_world::{Day, Roster, When};

use crate::dataset::{Builder, Dataset, Field, Form, Gathered, System, Value, YEARS, date_values, find, state_value};
use crate::datasets::citations;
use crate::row::{Cell, Row};
use crate::table::{Layout, Table};

/// The dataset.
pub static CONTIGUITY: Dataset = Dataset {
    key: "contiguity",
    title: "COW direct contiguity",
    version: "3.2",
    unit: "directed dyad spell",
    years: (1816, 2016),
    keys: "ccode1, ccode2 (COW)",
    bibtex: citations::CONT,
    terms: "Correlates of War project: free for research with citation (as recalled, not checked)",
    home: "https://correlatesofwar.org/data-sets/",
    download: Some("https://correlatesofwar.org/wp-content/uploads/DirectContiguity320.zip"),
    frame: "contiguity",
    layout: Layout {
        what: "the file of COW direct contiguity",
        columns: &["ccode1|state1no|statelno", "ccode2|state2no|statehno", "conttype", "stdate", "enddate"],
        missing: &["-9"],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::cow("state1", "ccode1|state1no|statelno").needed(),
        Field::cow("state2", "ccode2|state2no|statehno").needed(),
        Field::whole("type", "conttype", 0, 5).needed(),
        Field::iso_date("start", "stdate").needed(),
        Field::iso_date("end", "enddate").needed(),
    ]],
    reader: None,
    unique: &["state1_code", "state2_code", "type", "start"],
    forms: &[
        Form {
            layout: Layout {
                what: "the file of COW direct contiguity (contdir)",
                columns: &["ccode1|state1no|statelno", "ccode2|state2no|statehno", "conttype", "begin", "end"],
                missing: &["-9"],
                ..Layout::PLAIN
            },
            fields: &[&[
                Field::cow("state1", "ccode1|state1no|statelno").needed(),
                Field::cow("state2", "ccode2|state2no|statehno").needed(),
                Field::whole("type", "conttype", 0, 5).needed(),
                Field::iso_date("start", "begin").needed(),
                Field::iso_date("end", "end").needed(),
            ]],
            counted: "by month",
            ..Form::PLAIN
        },
        Form {
            layout: Layout {
                what: "the file of COW direct contiguity by year",
                columns: &["state1no", "state2no", "year", "conttype"],
                missing: &["-9"],
                without: &["begin", "stdate"],
                ..Layout::PLAIN
            },
            reader: Some(read_years),
            counted: "year by year",
            ..Form::PLAIN
        },
    ],
    ..Dataset::PLAIN
};

/// The file by year: each row is a spell from the first to the last day of its year.
fn read_years(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    let states = ["state1", "state2"].map(|name| (name, format!("{name}_code")));
    let mut names: Vec<(String, Kind)> = states
        .iter()
        .flat_map(|(name, code)| [((*name).to_owned(), Kind::State), (code.clone(), Kind::Whole)])
        .collect();
    names.push(("type".to_owned(), Kind::Whole));
    for name in ["start", "end"] {
        names.extend([(name.to_owned(), Kind::Day), (format!("{name}_precision"), Kind::Whole)]);
    }
    let builder = Builder::new(names);
    builder.yearly(table, |row| read_year(row, roster))
}

type Year<'a> = Result<(i16, [Value<'a>; 9]), &'a str>;

fn read_year<'a>(row: Row<'a>, roster: &Roster) -> Cell<Year<'a>> {
    let year: i16 = row.required("year", i64::from(YEARS.start)..i64::from(YEARS.end))?;
    let kind: i32 = row.required("conttype", 0..6)?;
    let mut states = Vec::new();
    for column in ["state1no", "state2no"] {
        let code: i32 = row.required(column, 1..1000)?;
        let Some(state) = find(System::Cow, "", Some(code), roster, Day::new(year, 7, 1).ok()) else {
            return Ok(Err(row.text(column).unwrap_or_default()));
        };
        states.extend([state_value(Some(state)), Value::Whole(Some(code))]);
    }
    let start = Day::start_of_year(year);
    let [from, exact] = date_values(Some(When::on(start)));
    let [until, _] = date_values(Some(When::on(Day::start_of_year(year + 1).plus_days(-1))));
    let kind = Value::Whole(Some(kind));
    Ok(Ok((year, [states[0], states[1], states[2], states[3], kind, from, exact, until, exact])))
}
