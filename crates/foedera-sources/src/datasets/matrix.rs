//! Square tables: countries down and across, a number in each cell.

use foedera_store::Kind;
use foedera_world::{Day, Roster, StateId};

use crate::dataset::{Builder, Dataset, Gathered, System, Value, YEARS, find, state_value};
use crate::datasets::citations;
use crate::row::{Cell, Row};
use crate::table::{Layout, Table};

/// A square workbook of the World Bank.
pub(super) const WORLD_BANK: Dataset = Dataset {
    version: "2017",
    unit: "pair of states",
    years: (2017, 2018),
    keys: "names of countries",
    bibtex: citations::KNOMAD,
    terms: "World Bank/KNOMAD: CC BY 4.0 (as recalled, not checked)",
    home: "https://www.knomad.org/data",
    layout: Layout {
        columns: &["Afghanistan", "Albania", "Algeria", "Armenia"],
        missing: &["..", "N/A"],
        preamble: true,
        ..Layout::PLAIN
    },
    ..Dataset::PLAIN
};

/// Read the pairs with a number; `names` are those of the row's state, the column's state and the number. The year
/// stands in the name of the sheet or file.
pub(super) fn read(table: &Table, roster: &Roster, names: [&str; 3]) -> Gathered {
    let columns = [(names[0], Kind::State), (names[1], Kind::State), ("year", Kind::Year), (names[2], Kind::Number)];
    let mut builder = Builder::new(columns.map(|(name, kind)| (name.to_owned(), kind)));
    let mut gathered = Gathered::default();
    let year = year(table.source.name());
    let day = Day::new(year.unwrap_or(2017), 7, 1).ok();
    let mut across: Vec<(usize, &str, Option<StateId>)> =
        table.names().map(|(name, index)| (index, name, find(System::Name, name, None, roster, day))).collect();
    across.sort_unstable();
    for row in table.rows() {
        match row.and_then(|row| Ok((row, read_row(row, &across)?))) {
            Ok((row, (name, numbers))) => {
                let Some(state) = find(System::Name, name, None, roster, day) else {
                    gathered.leave_out(name);
                    continue;
                };
                if let Some(year) = year {
                    gathered.cover(year);
                }
                for (other, number) in numbers {
                    let year = Value::Whole(year.map(i32::from));
                    let values =
                        [state_value(Some(state)), state_value(Some(other)), year, Value::Number(Some(number))];
                    builder.push(row, &values);
                }
            }
            Err(diagnostic) => gathered.refuse(*diagnostic),
        }
    }
    builder.finish(&mut gathered);
    gathered
}

fn read_row<'a>(row: Row<'a>, across: &[(usize, &str, Option<StateId>)]) -> Cell<(&'a str, Vec<(StateId, f64)>)> {
    let mut name = "";
    let mut numbers = Vec::new();
    for (index, cell) in row.all().enumerate() {
        let column = across.get(index).filter(|(own, ..)| *own == index);
        match (index, cell, column) {
            (0, Some(text), _) => name = text,
            (_, Some(text), Some((_, column, Some(state)))) => numbers.push((*state, row.parse_number(column, text)?)),
            _ => {}
        }
    }
    if name.is_empty() {
        return Err(row.refuse_because("", "the row has no name of a country".to_owned()));
    }
    Ok((name, numbers))
}

/// The last year in a name: `Bilateral_Remittances_2017`.
fn year(name: &str) -> Option<i16> {
    let numbers = name.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.filter_map(|digits| digits.parse().ok()).rfind(|year| YEARS.contains(year))
}
