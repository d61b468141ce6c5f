//! A table of one dataset, column by column.

use foedera_world::{Day, StateId, When};
use serde::{Deserialize, Serialize};

/// What stands for a missing whole number inside a column; never a value.
pub const MISSING_WHOLE: i32 = i32::MIN;

/// What the whole numbers of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The index of a state in the roster.
    State,
    /// A calendar year.
    Year,
    /// Days since 1970-01-01.
    Day,
    /// A count or a code.
    Whole,
    /// A number with decimals.
    Number,
    /// A word or text.
    Text,
}

/// Texts of a column: each cell is an index into the distinct values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// One for each row; [`MISSING_WHOLE`] where the cell is missing.
    pub codes: Vec<i32>,
    /// The distinct texts in the order of their first appearance.
    pub values: Vec<String>,
}

/// The cells of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Whole numbers; [`MISSING_WHOLE`] is missing.
    Whole(Vec<i32>),
    /// Numbers; NaN is missing.
    Number(Vec<f64>),
    /// Texts.
    Text(Words),
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Its name, e.g. `mid_participant`.
    pub name: String,
    /// The key of the dataset it was read from, e.g. `mid-b`.
    pub dataset: String,
    /// First and last year that the dataset covers; outside, everything is missing.
    pub span: (i16, i16),
    /// The parts of the dataset that it covers, where that is not the whole of the span.
    pub parts: Vec<Part>,
    /// Names, kinds and cells of its columns; all of one length.
    pub columns: Vec<(String, Kind, Column)>,
}

/// A part of a dataset that is covered: some years, and perhaps only facts about some states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// First and last year.
    pub span: (i16, i16),
    /// Columns and the states (indices) of which they must hold one; none: all facts of the years.
    pub only: Vec<(String, Vec<i32>)>,
}

impl Words {
    /// Append a text, or a missing cell.
    pub fn push(&mut self, text: Option<&str>, seen: &mut std::collections::BTreeMap<String, i32>) {
        let Some(text) = text else { return self.codes.push(MISSING_WHOLE) };
        let code = seen.get(text).copied().unwrap_or_else(|| {
            let code = i32::try_from(self.values.len()).expect("fewer than 2^31 distinct texts");
            seen.insert(text.to_owned(), code);
            self.values.push(text.to_owned());
            code
        });
        self.codes.push(code);
    }

    /// Append the texts of another column.
    pub fn extend(&mut self, other: Self) {
        let mut seen: std::collections::BTreeMap<String, i32> =
            (0..).zip(&self.values).map(|(code, text)| (text.clone(), code)).collect();
        for row in 0..other.codes.len() {
            self.push(other.get(row), &mut seen);
        }
    }

    /// The text of a row.
    pub fn get(&self, row: usize) -> Option<&str> {
        let code = usize::try_from(*self.codes.get(row)?).ok()?;
        self.values.get(code).map(String::as_str)
    }
}

impl Column {
    /// The number of cells.
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(cells) => cells.len(),
            Self::Number(cells) => cells.len(),
            Self::Text(words) => words.codes.len(),
        }
    }

    /// Whether it has no cell.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cells that are missing.
    pub fn missing(&self) -> usize {
        match self {
            Self::Whole(cells) | Self::Text(Words { codes: cells, .. }) => {
                cells.iter().filter(|cell| **cell == MISSING_WHOLE).count()
            }
            Self::Number(cells) => cells.iter().filter(|cell| cell.is_nan()).count(),
        }
    }

    /// The cell of a row as a number; `None` if it is missing or a text.
    pub fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Whole(cells) => cells.get(row).filter(|cell| **cell != MISSING_WHOLE).map(|cell| f64::from(*cell)),
            Self::Number(cells) => cells.get(row).copied().filter(|cell| !cell.is_nan()),
            Self::Text(_) => None,
        }
    }
}

impl Frame {
    /// Whether it covers a year for every state.
    pub fn covers(&self, year: i16) -> bool {
        let inside = |span: (i16, i16)| (span.0..=span.1).contains(&year);
        let whole = |part: &Part| part.only.is_empty() && inside(part.span);
        inside(self.span) && (self.parts.is_empty() || self.parts.iter().any(whole))
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |(_, _, column)| column.len())
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|(column, _, _)| column == name).map(|(_, _, column)| column)
    }

    /// The cells of a column of whole numbers (states, years, days, codes); empty if there is none of this name.
    pub fn whole(&self, name: &str) -> &[i32] {
        match self.column(name) {
            Some(Column::Whole(cells)) => cells,
            _ => &[],
        }
    }

    /// The cells of a column of numbers; empty if there is none of this name.
    pub fn numbers(&self, name: &str) -> &[f64] {
        match self.column(name) {
            Some(Column::Number(cells)) => cells,
            _ => &[],
        }
    }

    /// A whole number; `None` if it is missing.
    pub fn whole_at(&self, name: &str, row: usize) -> Option<i32> {
        self.whole(name).get(row).copied().filter(|cell| *cell != MISSING_WHOLE)
    }

    /// A state; `None` if it is missing.
    pub fn state_at(&self, name: &str, row: usize) -> Option<StateId> {
        self.whole_at(name, row).and_then(|index| usize::try_from(index).ok()).map(StateId::from_index)
    }

    /// A day; `None` if it is missing.
    pub fn day_at(&self, name: &str, row: usize) -> Option<Day> {
        let epoch = Day::start_of_year(1970);
        self.whole_at(name, row).map(|number| epoch.plus_days(number - epoch.number()))
    }

    /// The first day that a date can mean, by its precision (`<name>_precision`: 0 day, 1 month, 2 year).
    pub fn earliest_at(&self, name: &str, row: usize) -> Option<Day> {
        self.when_at(name, row).map(When::earliest)
    }

    /// The last day that a date can mean.
    pub fn latest_at(&self, name: &str, row: usize) -> Option<Day> {
        self.when_at(name, row).map(When::latest)
    }

    fn when_at(&self, name: &str, row: usize) -> Option<When> {
        let day = self.day_at(name, row)?;
        match self.whole_at(&format!("{name}_precision"), row) {
            Some(1) => Some(When::month_of(day)),
            Some(2) => When::in_year(day.year()).ok(),
            _ => Some(When::on(day)),
        }
    }

    /// A text; `None` if it is missing.
    pub fn text_at(&self, name: &str, row: usize) -> Option<&str> {
        match self.column(name) {
            Some(Column::Text(words)) => words.get(row),
            _ => None,
        }
    }
}
