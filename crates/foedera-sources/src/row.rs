//! The cells of one row: as numbers, as missing, or refused with line and column.

use std::ops::Range;

use foedera_diagnostic::{Code, Diagnostic, Place};
use foedera_world::When;

use crate::dataset::YEARS;
use crate::table::Table;

/// What every dataset may write where nothing is known; its own codes stand in its [`crate::table::Layout`].
const BLANK: [&str; 3] = ["", "NA", "."];

/// A row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a Table,
    /// Where it stands in the text.
    start: usize,
    end: usize,
    line: usize,
}

/// A cell's reading, or why the row is refused.
pub(crate) type Cell<T> = Result<T, Box<Diagnostic>>;

impl<'a> Row<'a> {
    pub(crate) fn new(table: &'a Table, span: Range<usize>, line: usize) -> Self {
        Self { table, start: span.start, end: span.end, line }
    }

    /// The 1-based line on which the row begins.
    pub(crate) fn line(self) -> usize {
        self.line
    }

    /// All cells in the order of the columns, without surrounding blanks; `None` where a value is missing.
    pub(crate) fn all(self) -> impl Iterator<Item = Option<&'a str>> {
        let cells = self.table.cells(self.start..self.end).map(|(_, cell)| cell.trim());
        cells.map(move |cell| Some(cell).filter(|cell| !is_blank(cell) && !self.is_missing_code(cell)))
    }

    /// Where a cell stands; the row where there is no such column.
    pub(crate) fn place(self, column: &str) -> Place {
        let span = self.cell(column).map_or(self.start..self.end, |(span, _)| span);
        Place::Span(self.table.source.clone(), span)
    }

    /// The cell of a column with its place in the text.
    fn cell(self, column: &str) -> Option<(Range<usize>, &'a str)> {
        self.table.cells(self.start..self.end).nth(self.table.column(column)?)
    }

    /// The cell without surrounding blanks; `None` if it is missing or there is no such column.
    pub(crate) fn text(self, column: &str) -> Option<&'a str> {
        self.plain(column).filter(|cell| !self.is_missing_code(cell))
    }

    /// The cell without surrounding blanks, where the dataset's codes for missing are values.
    pub(crate) fn plain(self, column: &str) -> Option<&'a str> {
        let cell = self.cell(column)?.1.trim();
        (!is_blank(cell)).then_some(cell)
    }

    /// The cell without surrounding blanks, whatever it holds; `None` if it is empty or there is no such column. A name may be `NA`.
    pub(crate) fn raw(self, column: &str) -> Option<&'a str> {
        let cell = self.cell(column)?.1.trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// Whether the cell stands in quotes.
    pub(crate) fn is_quoted(self, column: &str) -> bool {
        self.cell(column).is_some_and(|(span, _)| self.table.source.text()[span].trim_start().starts_with('"'))
    }

    /// Whether a cell holds one of the dataset's codes for missing, as text or as the same number (`-9.0`).
    fn is_missing_code(self, cell: &str) -> bool {
        let codes = self.table.missing;
        codes.contains(&cell)
            || (cell.starts_with('-') && cell.contains('.') && {
                let number = cell.parse::<f64>().ok();
                codes.iter().any(|code| code.parse::<f64>().ok().is_some_and(|code| Some(code) == number))
            })
    }

    /// A finite number, or missing.
    pub(crate) fn number(self, column: &str) -> Cell<Option<f64>> {
        self.text(column).map(|text| self.parse_number(column, text)).transpose()
    }

    /// A finite number of a cell's text.
    pub(crate) fn parse_number(self, column: &str, text: &str) -> Cell<f64> {
        let whole = without_thousands(text).filter(|_| self.table.separator != b';');
        self.parse_plain_number(column, whole.as_deref().unwrap_or(text))
    }

    /// The same, with no commas between thousands: in a user's own file `1,000` may as well be a decimal.
    pub(crate) fn parse_plain_number(self, column: &str, text: &str) -> Cell<f64> {
        // Spreadsheets that separate columns by semicolons write decimals with a comma.
        let decimal_comma = self.table.separator == b';' && !text.contains('.');
        let parsed = if decimal_comma { text.replacen(',', ".", 1).parse() } else { text.parse::<f64>() };
        match parsed {
            Ok(number) if number.is_finite() => Ok(number),
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
        self.text(column).map(|text| self.parse_whole(column, text, range)).transpose()
    }

    /// A whole number of a cell's text in a range.
    pub(crate) fn parse_whole<T: TryFrom<i64>>(self, column: &str, text: &str, range: Range<i64>) -> Cell<T> {
        let whole = without_thousands(text).filter(|_| self.table.separator != b';');
        let text = whole.as_deref().unwrap_or(text);
        let digits = text
            .split_once('.')
            .map_or(text, |(digits, rest)| if rest.bytes().all(|byte| byte == b'0') { digits } else { text });
        let number = digits.parse::<i64>().ok();
        let number = number.filter(|number| range.contains(number)).and_then(|number| T::try_from(number).ok());
        let expected = || format!("a whole number from {} to {}", range.start, range.end - 1);
        number.ok_or_else(|| self.refuse(column, &expected()))
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

    /// A date in three columns: year, month, day. Without a year, or with the year 0, it is missing; a month or day that
    /// is missing or 0 is not known.
    pub(crate) fn date(self, columns: [&str; 3]) -> Cell<Option<When>> {
        self.date_with(columns, 31)
    }

    /// The same, where days above 31 are codes for parts of the month: the day is not known.
    pub(crate) fn vague_date(self, columns: [&str; 3]) -> Cell<Option<When>> {
        self.date_with(columns, 99)
    }

    fn date_with(self, [year, month, day]: [&str; 3], last_day: i64) -> Cell<Option<When>> {
        let number: i16 = self.whole(year, 0..10_000)?.unwrap_or(0);
        let month_number: i8 = self.whole(month, 0..13)?.unwrap_or(0);
        let day_number: i8 = self.whole(day, 0..last_day + 1)?.filter(|day| *day <= 31).unwrap_or(0);
        if number != 0 && !YEARS.contains(&number) {
            return Err(self.refuse(year, &format!("a year from {} to {}", YEARS.start, YEARS.end - 1)));
        }
        let when = match (number, month_number, day_number) {
            (0, _, _) => return Ok(None),
            (year, 0, _) => When::in_year(year),
            (year, month, 0) => When::in_month(year, month),
            (year, month, day) => foedera_world::Day::new(year, month, day).map(When::on),
        };
        when.map(Some).map_err(|error| {
            let [year, month, last] = [year, month, day].map(crate::table::called);
            self.refuse_because(day, format!("columns `{year}`, `{month}`, `{last}`: {error}"))
        })
    }

    /// The refusal of this row because of what a cell holds.
    pub(crate) fn refuse(self, column: &str, expected: &str) -> Box<Diagnostic> {
        let found = self.cell(column).map_or("", |(_, cell)| cell).trim();
        let found = if found.is_empty() { "is empty".to_owned() } else { format!("holds `{found}`") };
        let name = crate::table::called(column);
        self.refuse_because(column, format!("column `{name}` {found}, not {expected}"))
    }

    /// The refusal of this row for another reason that shows in a column.
    pub(crate) fn refuse_because(self, column: &str, message: String) -> Box<Diagnostic> {
        let place = self.place(column);
        let remedy = "compare this row with the original file, mend it and read again";
        Box::new(Diagnostic::new(Code::BadRow, place, message, remedy).label("this row was not read"))
    }
}

/// A number without the commas between its thousands: `1,234,567.8`; nothing if it has none, or they stand elsewhere.
fn without_thousands(text: &str) -> Option<String> {
    let (digits, rest) = text.split_once('.').map_or((text, ""), |(digits, _)| (digits, &text[digits.len()..]));
    let mut groups = digits.trim_start_matches('-').split(',');
    let first = groups.next()?;
    let all_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let rest_is_one = rest.is_empty() || all_digits(&rest[1..]);
    let lead = (1..=3).contains(&first.len()) && all_digits(first) && rest_is_one;
    let mut count = 0;
    let grouped = groups.all(|group| {
        count += 1;
        group.len() == 3 && all_digits(group)
    });
    (lead && grouped && count > 0).then(|| text.replace(',', ""))
}

/// Whether a cell says that nothing is known, in a way that every dataset may write it.
fn is_blank(cell: &str) -> bool {
    BLANK.contains(&cell) || ["nan", "n/a", "null"].iter().any(|word| cell.eq_ignore_ascii_case(word))
}
