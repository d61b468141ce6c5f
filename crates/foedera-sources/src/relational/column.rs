//! A column of attributes: numbers, or texts that name categories. Never texts by the order of rows.

use foedera_diagnostic::Problems;

use crate::row::{Cell, Row};

/// What is read as a missing value in a user's column of attributes.
const MISSING: [&str; 10] = ["", ".", "na", "n/a", "#n/a", "#na", "nan", "null", "none", "#null!"];

/// A column of a list of actors.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name, in lower case.
    pub name: String,
    /// Its values.
    pub values: Values,
}

/// The values of a column, one for each actor.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Numbers; NaN where none is known.
    Numbers(Vec<f64>),
    /// Names of categories, `None` where none is known.
    Texts(Vec<Option<String>>),
}

impl Column {
    /// Numbers where most cells are numbers (the others are refused, each with its place), else texts.
    pub(super) fn read(rows: &[Row<'_>], name: &str, problems: &mut Problems) -> Self {
        let cells: Vec<Option<&str>> = rows.iter().map(|row| row.raw(name)).collect();
        // Thousands and decimals that are written otherwise make no category of a column of numbers.
        let looks = |row: &Row<'_>, cell: &str| {
            let plain: String = cell.chars().filter(|letter| !matches!(letter, ',' | ' ' | '\'' | '_' | '%')).collect();
            row.parse_number(name, cell).is_ok() || plain.parse::<f64>().is_ok()
        };
        let commas = rows
            .iter()
            .zip(&cells)
            .any(|(row, cell)| cell.is_some_and(|cell| cell.contains(',') && row.parse_number(name, cell).is_ok()));
        let known =
            rows.iter().zip(&cells).filter_map(|(row, cell)| Some((row, (*cell).filter(|own| !is_missing(own))?)));
        let (numbers, texts): (Vec<bool>, Vec<bool>) = known.map(|(row, cell)| looks(row, cell)).partition(|own| *own);
        let values = if numbers.len() >= texts.len() {
            let read = |row: Row<'_>, cell: Option<&str>| match number(row, name, cell)? {
                found if commas && !found.is_nan() && cell.is_some_and(|cell| cell.contains('.')) => {
                    Err(row.refuse(name, "a number with a decimal comma, as others of the column"))
                }
                found => Ok(found),
            };
            let number = |(row, cell): (&Row<'_>, &Option<&str>)| match read(*row, *cell) {
                Ok(number) => number,
                Err(problem) => {
                    problems.push(*problem);
                    f64::NAN
                }
            };
            Values::Numbers(rows.iter().zip(&cells).map(number).collect())
        } else {
            Values::Texts(rows.iter().map(|row| text(*row, name).map(str::to_owned)).collect())
        };
        Self { name: name.to_owned(), values }
    }

    /// How many actors have no value.
    pub fn missing(&self) -> usize {
        match &self.values {
            Values::Numbers(numbers) => numbers.iter().filter(|number| number.is_nan()).count(),
            Values::Texts(texts) => texts.iter().filter(|text| text.is_none()).count(),
        }
    }
}

fn is_missing(cell: &str) -> bool {
    MISSING.iter().any(|code| cell.eq_ignore_ascii_case(code))
}

/// A number of a column of numbers; NaN where the cell says that none is known.
pub(super) fn number(row: Row<'_>, column: &str, cell: Option<&str>) -> Cell<f64> {
    match cell.filter(|own| !is_missing(own)) {
        None => Ok(f64::NAN),
        Some(cell) => row.parse_plain_number(column, cell).map_err(|_| {
            row.refuse(column, "a number, as most cells of the column (write 2.5 for 2,5 and 1000 for 1,000, or nothing where none is known)")
        }),
    }
}

/// The category of a cell. A code of missing values in quotes is a name (`"NA"` for North America), as R writes it.
pub(super) fn text<'t>(row: Row<'t>, column: &str) -> Option<&'t str> {
    row.raw(column).filter(|cell| !cell.is_empty() && (!is_missing(cell) || row.is_quoted(column)))
}
