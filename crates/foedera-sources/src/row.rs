//! The cells of one row: as numbers, as missing, or refused with line and column.

use std::ops::Range;

use foedera_diagnostic::{Code, Diagnostic, Place};

use crate::table::{Record, Table};

/// What the datasets write where nothing is known. `-9` is the code of COW; no column read here can take it as a
/// value (polity2 could, which is why it is not read).
const MISSING: [&str; 4] = ["", "NA", ".", "-9"];

/// A row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a Table,
    record: &'a Record,
}

/// A cell's reading, or why the row is refused.
pub(crate) type Cell<T> = Result<T, Box<Diagnostic>>;

impl<'a> Row<'a> {
    pub(crate) fn new(table: &'a Table, record: &'a Record) -> Self {
        Self { table, record }
    }

    /// The 1-based line on which the row begins.
    pub(crate) fn line(self) -> usize {
        self.table.source.line_of(self.record.span.start)
    }

    /// The cell without surrounding blanks; `None` if it is missing or there is no such column.
    pub(crate) fn text(self, column: &str) -> Option<&'a str> {
        let cell = self.record.cells.get(self.table.column(column)?)?.trim();
        (!MISSING.contains(&cell)).then_some(cell)
    }

    /// A finite number, or missing.
    pub(crate) fn number(self, column: &str) -> Cell<Option<f64>> {
        let Some(text) = self.text(column) else { return Ok(None) };
        // Spreadsheets that separate columns by semicolons write decimals with a comma.
        let decimal_comma = self.table.separator == b';' && !text.contains('.');
        let parsed = if decimal_comma { text.replacen(',', ".", 1).parse() } else { text.parse::<f64>() };
        match parsed {
            Ok(-9.0) => Ok(None),
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(self.refuse(column, "a number")),
        }
    }

    /// A number in a range, or missing.
    pub(crate) fn number_in(self, column: &str, low: f64, high: f64) -> Cell<Option<f64>> {
        match self.number(column)? {
            Some(number) if !(low..=high).contains(&number) => {
                Err(self.refuse(column, &format!("a number from {low} to {high}")))
            }
            number => Ok(number),
        }
    }

    /// A whole number in a range (`2` or, as some packages write it, `2.0`), or missing.
    pub(crate) fn whole<T: TryFrom<i64>>(self, column: &str, range: Range<i64>) -> Cell<Option<T>> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let digits = text
            .split_once('.')
            .map_or(text, |(digits, rest)| if rest.bytes().all(|byte| byte == b'0') { digits } else { text });
        let number = digits.parse::<i64>().ok();
        if number == Some(-9) {
            return Ok(None);
        }
        let number = number.filter(|number| range.contains(number)).and_then(|number| T::try_from(number).ok());
        let expected = || format!("a whole number from {} to {}", range.start, range.end - 1);
        number.map(Some).ok_or_else(|| self.refuse(column, &expected()))
    }

    /// A whole number that must be there.
    pub(crate) fn required<T: TryFrom<i64>>(self, column: &str, range: Range<i64>) -> Cell<T> {
        let expected = format!("a whole number from {} to {}", range.start, range.end - 1);
        self.whole(column, range)?.ok_or_else(|| self.refuse(column, &expected))
    }

    /// A yes (1) or no (0), or missing.
    pub(crate) fn flag(self, column: &str) -> Cell<Option<bool>> {
        Ok(self.whole::<u8>(column, 0..2)?.map(|flag| flag == 1))
    }

    /// The refusal of this row because of what a cell holds.
    pub(crate) fn refuse(self, column: &str, expected: &str) -> Box<Diagnostic> {
        let index = self.table.column(column);
        let found = index.and_then(|index| self.record.cells.get(index)).unwrap_or_default().trim();
        let found = if found.is_empty() { "is empty".to_owned() } else { format!("holds `{found}`") };
        self.refuse_because(column, format!("column `{column}` {found}, not {expected}"))
    }

    /// The refusal of this row for another reason that shows in a column.
    pub(crate) fn refuse_because(self, column: &str, message: String) -> Box<Diagnostic> {
        let span = self.table.column(column).map_or(self.record.span.clone(), |index| self.span(index));
        let place = Place::Span(self.table.source.clone(), span);
        let remedy = "compare this row with the original file, mend it and read again";
        Box::new(Diagnostic::new(Code::BadRow, place, message, remedy).label("this row was not read"))
    }

    /// Where the cell stands in the text, quotes included.
    fn span(self, index: usize) -> Range<usize> {
        let raw = &self.table.source.text()[self.record.span.clone()];
        let (mut column, mut quoted, mut start) = (0, false, 0);
        for (offset, byte) in raw.bytes().enumerate() {
            quoted ^= byte == b'"';
            if quoted || byte != self.table.separator {
                continue;
            }
            if column == index {
                return self.record.span.start + start..self.record.span.start + offset;
            }
            (column, start) = (column + 1, offset + 1);
        }
        self.record.span.start + start..self.record.span.end
    }
}
