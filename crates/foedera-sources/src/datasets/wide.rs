//! Tables with years in the header, as SIPRI and the World Bank give them: one row per country.

use foedera_store::Kind;
use foedera_world::{Day, Roster};

use crate::dataset::{Builder, Dataset, Gathered, System, Value, YEARS, find, state_value};
use crate::datasets::citations;
use crate::table::{Layout, Table};

/// A sheet of SIPRI's workbook of military expenditure: years in the header, regions between the countries. `. .` is no data, `xxx` not
/// independent.
pub(super) const SIPRI_SHEET: Dataset = Dataset {
    version: "1949-2022",
    unit: "country-year",
    years: (1949, 2022),
    keys: "Country (name), year in the header",
    bibtex: citations::MILEX,
    terms: "SIPRI: free for non-commercial use with attribution; do not redistribute large parts",
    home: "https://www.sipri.org/databases",
    layout: Layout { columns: &["Country", "Notes"], missing: &[". .", "..", "...", "xxx"], ..Layout::PLAIN },
    reader: Some(read_sheet),
    unique: &["state", "year"],
    ..Dataset::PLAIN
};

/// What stands in such a table.
pub(super) struct Wide {
    /// The column of the country, and how it is named there.
    pub(super) state: &'static str,
    pub(super) system: System,
    /// The name of the value in the frame, and its range.
    pub(super) value: &'static str,
    pub(super) range: (f64, f64),
}

const SIPRI: Wide = Wide { state: "Country", system: System::Name, value: "value", range: (0.0, 1e9) };

/// Read a sheet of the SIPRI workbook, which has regions between the countries.
pub(super) fn read_sheet(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    SIPRI.read(table, roster)
}

impl Wide {
    /// One row per country becomes one fact per country and year with a value.
    pub(super) fn read(&self, table: &Table, roster: &Roster) -> Gathered {
        let columns = [("state", Kind::State), ("year", Kind::Year), (self.value, Kind::Number)];
        let mut builder = Builder::new(columns.map(|(name, kind)| (name.to_owned(), kind)));
        let mut gathered = Gathered::default();
        let mut years: Vec<(i16, String)> =
            table.names().filter_map(|(name, _)| Some((year(name)?, name.to_owned()))).collect();
        years.sort_unstable();
        for row in table.rows() {
            let cells = row.and_then(|row| {
                let name = row.text(self.state).ok_or_else(|| row.refuse(self.state, "the name of a country"))?;
                let mut cells = Vec::new();
                for (year, column) in &years {
                    if let Some(value) = row.number_in(column, self.range.0, self.range.1)? {
                        cells.push((*year, value));
                    }
                }
                Ok((row, name, cells))
            });
            match cells {
                Ok((row, name, cells)) => {
                    let on = |year: i16| find(self.system, name, None, roster, Day::new(year, 7, 1).ok());
                    // Names of two states in turn ("Yemen") go by the year; a name of none is a region or a note.
                    if on(2000).is_none() && on(1980).is_none() && !cells.iter().any(|(year, _)| on(*year).is_some()) {
                        gathered.leave_out(name);
                        continue;
                    }
                    for (year, value) in cells {
                        gathered.cover(year);
                        let state = state_value(on(year));
                        builder.push(row, &[state, Value::Whole(Some(i32::from(year))), Value::Number(Some(value))]);
                    }
                }
                Err(diagnostic) => gathered.refuse(*diagnostic),
            }
        }
        builder.finish(&mut gathered);
        gathered
    }
}

/// Why a table of the World Bank is not of this indicator: its code is another, or its largest value is below `least`.
pub(super) fn check_indicator(table: &Table, code: &str, least: f64) -> Option<String> {
    if table.column("Indicator Code").is_some() {
        let other = table.rows().flatten().find_map(|row| row.text("Indicator Code").filter(|own| *own != code));
        return other.map(|other| format!("its indicator is {other}, not {code}"));
    }
    let values = table.rows().flatten().filter_map(|row| row.number("Value").ok()?);
    let largest = values.fold(f64::NEG_INFINITY, f64::max);
    (largest.is_finite() && largest < least).then(|| format!("no value is above {largest}: it is a share or a rate"))
}

/// The year of a column: `1990`, and as statistical packages write names that begin with a digit, `_1990` or `yr1990`.
fn year(name: &str) -> Option<i16> {
    let digits = name.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    let digits = digits.split(['.', ' ']).next().unwrap_or(digits);
    (digits.len() == 4).then(|| digits.parse().ok()).flatten().filter(|year| YEARS.contains(year))
}
