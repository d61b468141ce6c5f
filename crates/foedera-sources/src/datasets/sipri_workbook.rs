//! What the sheets of the SIPRI workbook have in common: years in the header, regions between the countries.

use foedera_store::Kind;
use foedera_world::{Day, Roster};

use crate::dataset::{Builder, Dataset, Gathered, System, Value, find, state_value};
use crate::table::Table;

/// Read a sheet: one row per country becomes one row per country and year with a value.
pub(crate) fn read_sheet(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    let columns = [("state", Kind::State), ("year", Kind::Year), ("value", Kind::Number)];
    let mut builder = Builder::new(columns.map(|(name, kind)| (name.to_owned(), kind)));
    let mut gathered = Gathered::default();
    let mut years: Vec<(i16, String)> =
        table.names().filter_map(|(name, _)| Some((name.parse().ok()?, name.to_owned()))).collect();
    years.sort_unstable();
    for row in table.rows() {
        let cells = row.and_then(|row| {
            let name = row.text("Country").ok_or_else(|| row.refuse("Country", "the name of a country"))?;
            let mut cells = Vec::new();
            for (year, column) in &years {
                if let Some(value) = row.number_in(column, 0.0, 1e9)? {
                    cells.push((*year, value));
                }
            }
            Ok((name, cells))
        });
        match cells {
            Ok((name, cells)) => {
                let on = |year: i16| find(System::Name, name, None, roster, Day::new(year, 7, 1).ok());
                // Names of two states in turn ("Yemen") go by the year; a name of none is a region or a note.
                if on(2000).is_none() && on(1980).is_none() && !cells.iter().any(|(year, _)| on(*year).is_some()) {
                    gathered.leave_out(name);
                    continue;
                }
                for (year, value) in cells {
                    gathered.cover(year);
                    let state = state_value(on(year));
                    builder.push(&[state, Value::Whole(Some(i32::from(year))), Value::Number(Some(value))]);
                }
            }
            Err(diagnostic) => gathered.refuse(*diagnostic),
        }
    }
    gathered.columns = builder.finish();
    gathered
}
