//! A delimited text with a header: separator, columns by name, rows with their place in the text.

use std::collections::BTreeMap;
use std::ops::Range;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source, nearest};

use crate::day_column::DayZero;
use crate::row::Row;
use crate::{RawFile, header};

/// A dataset as the table reader knows it.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// What it is, for messages: `the ATOP member-level file`.
    pub(crate) what: &'static str,
    /// The columns that must be there.
    pub(crate) columns: &'static [&'static str],
    /// What it writes where nothing is known, beside an empty cell, `NA` and `.`.
    pub(crate) missing: &'static [&'static str],
    /// Words of which the file's (or sheet's) name must hold one, where columns alone do not tell it.
    pub(crate) named: &'static [&'static str],
    /// Columns that show that it is another dataset.
    pub(crate) without: &'static [&'static str],
    /// Whether lines may stand above the header.
    pub(crate) preamble: bool,
    /// The names of the columns of files without a header.
    pub(crate) unheaded: Option<&'static [&'static str]>,
}

impl Layout {
    /// A table with its header on the first line and no more to say.
    pub(crate) const PLAIN: Self =
        Self { what: "", columns: &[], missing: &[], named: &[], without: &[], preamble: false, unheaded: None };

    /// Whether a file's own name holds a word that this layout asks for; one that asks for none goes with every name.
    pub(crate) fn is_hinted(&self, own_name: &str) -> bool {
        self.named.is_empty() || self.named.iter().any(|word| own_name.contains(word))
    }
}

/// A table in memory: its text once. Rows are taken apart as they are asked for, so that a table takes no more memory
/// than its text. Column names are compared without regard to case.
pub(crate) struct Table {
    pub(crate) source: Source,
    pub(crate) separator: u8,
    pub(crate) missing: &'static [&'static str],
    /// The day from which its workbook counts dates.
    pub(crate) day_zero: Option<DayZero>,
    width: usize,
    /// Whether rows begin with a cell that the header does not have.
    unheaded: bool,
    columns: BTreeMap<String, usize>,
    /// Where the header begins.
    header: usize,
    /// Where the first row begins, and on which line.
    body: (usize, usize),
    rows: usize,
    /// The text of the cells with doubled quotes, by where they begin.
    unquoted: BTreeMap<usize, String>,
}

impl Table {
    /// Find the header and the rows, and check that the dataset's columns are there.
    ///
    /// # Errors
    /// Every problem of the file as a whole: no text, an open quote, missing or doubled columns, no row.
    pub(crate) fn parse(file: &RawFile, layout: &Layout) -> Result<Self, Problems> {
        let source = file.decode()?;
        let header = header::find(source.text(), &file.own_name(), layout);
        let text = source.text();
        let line = 1 + text[..header.end].bytes().filter(|byte| *byte == b'\n').count();
        let mut table = Self {
            separator: header.separator,
            missing: layout.missing,
            day_zero: file.day_zero(),
            width: 0,
            unheaded: false,
            columns: BTreeMap::new(),
            header: header.start,
            body: (header.end, line),
            rows: 0,
            unquoted: BTreeMap::new(),
            source: source.clone(),
        };
        let mut names = header.names;
        let cells = table.read_records(names.len())?;
        // R's `write.table` numbers the rows and gives that column no place in the header.
        if cells == Some(names.len() + 1) {
            names.insert(0, String::new());
            table.unheaded = true;
        }
        check_columns(&table.source, header.start, layout, &names)?;
        if table.rows == 0 {
            let message = format!("`{}` has a header and no row", table.source.name());
            let remedy = "get the file anew from its publisher";
            return Err(at_header(&table.source, header.start, Code::Missing, message, remedy));
        }
        table.width = names.len();
        for (index, name) in names.iter().enumerate().rev() {
            table.columns.insert(name.to_ascii_lowercase(), index);
        }
        Ok(table)
    }

    /// The number of data rows.
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// The position of a column; `name` may give several spellings, `ccode1|state1no`.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        if let Some(index) = self.columns.get(name) {
            return Some(*index);
        }
        spellings(name).find_map(|name| self.columns.get(&name.to_ascii_lowercase()).copied())
    }

    /// The names of the columns in the order of their names.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, usize)> {
        self.columns.iter().map(|(name, index)| (name.as_str(), *index))
    }

    /// The rows in order; one with too many or too few cells comes as its diagnostic.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Result<Row<'_>, Box<Diagnostic>>> {
        let records = Records::new(self.source.text(), self.separator, self.body.0, self.body.1);
        records.filter(|record| !record.is_blank(self.source.text(), self.width)).map(|record| {
            if record.count == self.width {
                return Ok(Row::new(self, record.span, record.line));
            }
            let place = Place::Span(self.source.clone(), record.span);
            let message = format!("the row has {} cells and the header {}", record.count, self.width);
            let remedy = "quote cells that hold the separator, or restore the row from the original file";
            Err(Box::new(Diagnostic::new(Code::BadRow, place, message, remedy).label("this row was not read")))
        })
    }

    /// Refuse columns that nothing reads, and names that stand twice. A column without a name numbers the rows.
    pub(crate) fn only(&self, what: &str, known: &[&str]) -> Result<(), Problems> {
        let mut problems = Problems::new();
        if self.columns.len() < self.width {
            let message = format!("`{}` has two columns of one name", self.source.name());
            problems.extend(at_header(
                &self.source,
                self.header,
                Code::Duplicate,
                message,
                "keep one of them, or name them apart",
            ));
        }
        for (name, _) in self.names().filter(|(name, _)| !name.is_empty() && !is_note(name) && !known.contains(name)) {
            let message = format!("`{}` has a column `{name}`, which {what} do not have", self.source.name());
            let near =
                nearest(name, known.iter().copied()).map_or(String::new(), |near| format!("is `{near}` meant? "));
            let remedy = format!(
                "{near}the columns are {}; leave others out, or call this one `#{name}` to keep it as a note that nothing reads",
                quoted(known)
            );
            problems.extend(at_header(&self.source, self.header, Code::UnknownName, message, remedy));
        }
        if let Some(problem) = self.nameless() {
            problems.push(*problem);
        }
        problems.or_ok(())
    }

    /// The first cell of a column without a name that is no number of a row.
    fn nameless(&self) -> Option<Box<Diagnostic>> {
        let column = self.column("")?;
        let is_number = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit());
        // R quotes the numbers of rows; without quotes the cells of a row may as well be a decimal comma too many.
        let numbers = |row: &Row<'_>| row.raw("").is_none_or(is_number) && (!self.unheaded || row.is_quoted(""));
        let row = self.rows().flatten().find(|row| !numbers(row))?;
        let message = if self.unheaded {
            "rows have a cell more than the header, and it is no number of a row in quotes; is it a decimal comma?"
                .to_owned()
        } else {
            format!("column {} has no name and does not number the rows", column + 1)
        };
        Some(row.refuse_because("", message))
    }

    /// The cells of a row, each with its place in the text.
    pub(crate) fn cells(&self, row: Range<usize>) -> impl Iterator<Item = (Range<usize>, &str)> {
        let text = self.source.text();
        let mut at = Some(row.start);
        std::iter::from_fn(move || {
            let start = at?;
            let end = cell_end(text.as_bytes(), start, row.end, self.separator);
            at = (end < row.end).then_some(end + 1);
            Some((start..end, self.unquoted.get(&start).map_or_else(|| bare(&text[start..end]), String::as_str)))
        })
    }

    /// Count the rows, check that every quote closes, and keep the text of cells with doubled quotes; the number of
    /// cells if all rows have the same.
    fn read_records(&mut self, names: usize) -> Result<Option<usize>, Problems> {
        let source = self.source.clone();
        let text = source.text();
        let mut same: Option<usize> = None;
        let mut differ = false;
        let records = Records::new(text, self.separator, self.body.0, self.body.1);
        for record in records {
            if record.is_blank(text, names) {
                continue;
            }
            let row = &text[record.span.clone()];
            let quotes = row.bytes().filter(|byte| *byte == b'"').count();
            if quotes % 2 == 1 {
                let message = "a quote opens in this row and never closes, so nothing after it can be read";
                let remedy = "close the quote, or restore the original file";
                return Err(Diagnostic::new(Code::Syntax, Place::Span(source, record.span), message, remedy).into());
            }
            if quotes > 0 {
                self.keep_unquoted(record.span);
            }
            self.rows += 1;
            differ |= same.is_some_and(|count| count != record.count);
            same = Some(record.count);
        }
        Ok(same.filter(|_| !differ))
    }

    fn keep_unquoted(&mut self, row: Range<usize>) {
        let source = self.source.clone();
        let text = source.text();
        let mut start = row.start;
        loop {
            let end = cell_end(text.as_bytes(), start, row.end, self.separator);
            let cell = &text[start..end];
            if cell.starts_with('"') && !is_plainly_quoted(cell) {
                self.unquoted.insert(start, without_quotes(cell));
            }
            if end >= row.end {
                return;
            }
            start = end + 1;
        }
    }
}

/// A row of the text: its bytes without the line end, its number of cells, its line.
pub(crate) struct Record {
    pub(crate) span: Range<usize>,
    count: usize,
    line: usize,
}

impl Record {
    /// A line of blanks is no row of a table with several columns.
    fn is_blank(&self, text: &str, width: usize) -> bool {
        self.span.is_empty() || (width > 1 && self.count <= 1 && text[self.span.clone()].trim().is_empty())
    }
}

/// The rows of a text, one after another.
pub(crate) struct Records<'a> {
    text: &'a str,
    separator: u8,
    at: usize,
    line: usize,
}

impl<'a> Records<'a> {
    /// From a byte on, which stands on this line.
    pub(crate) fn new(text: &'a str, separator: u8, at: usize, line: usize) -> Self {
        Self { text, separator, at, line }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let bytes = self.text.as_bytes();
        if self.at >= bytes.len() {
            return None;
        }
        let (start, line) = (self.at, self.line);
        let mut count = 1;
        let mut end = cell_end(bytes, start, bytes.len(), self.separator);
        while bytes.get(end) == Some(&self.separator) {
            count += 1;
            end = cell_end(bytes, end + 1, bytes.len(), self.separator);
        }
        self.line += 1 + bytes[start..end].iter().filter(|byte| **byte == b'\n').count();
        self.at = end + 1;
        Some(Record { span: start..end, count, line })
    }
}

/// Where a cell that begins at `start` ends: at a separator or line end outside quotes, or at `limit`. Quotes count
/// where they open a cell.
pub(crate) fn cell_end(bytes: &[u8], start: usize, limit: usize, separator: u8) -> usize {
    let mut at = start;
    if bytes.get(at) == Some(&b'"') {
        at += 1;
        while at < limit {
            match (bytes[at], bytes.get(at + 1)) {
                (b'"', Some(b'"')) => at += 2,
                (b'"', _) => break,
                _ => at += 1,
            }
        }
    }
    let limit = limit.min(bytes.len());
    let at = at.min(limit);
    bytes[at..limit].iter().position(|byte| *byte == separator || *byte == b'\n').map_or(limit, |offset| at + offset)
}

/// A cell without the quotes around it.
pub(crate) fn bare(cell: &str) -> &str {
    if is_plainly_quoted(cell) { &cell[1..cell.len() - 1] } else { cell }
}

fn is_plainly_quoted(cell: &str) -> bool {
    cell.len() >= 2 && cell.starts_with('"') && cell.ends_with('"') && !cell[1..cell.len() - 1].contains('"')
}

/// The text of a quoted cell with doubled quotes, or with something behind the last quote.
fn without_quotes(cell: &str) -> String {
    let mut text = String::new();
    let mut letters = cell.chars().skip(1).peekable();
    let mut quoted = true;
    while let Some(letter) = letters.next() {
        if quoted && letter == '"' && letters.next_if_eq(&'"').is_none() {
            quoted = false;
        } else {
            text.push(letter);
        }
    }
    text
}

/// The spellings of a column.
pub(crate) fn spellings(column: &str) -> impl Iterator<Item = &str> {
    column.split('|')
}

/// Whether a column is a note of the user's own, which nothing reads: its name begins with `#`.
pub(crate) fn is_note(column: &str) -> bool {
    column.starts_with('#')
}

/// The first spelling: the name by which a column is called in messages.
pub(crate) fn called(column: &str) -> &str {
    spellings(column).next().unwrap_or(column)
}

fn at_header(source: &Source, at: usize, code: Code, message: String, remedy: impl Into<String>) -> Problems {
    Diagnostic::new(code, Place::Span(source.clone(), at..at), message, remedy).into()
}

fn check_columns(source: &Source, at: usize, layout: &Layout, names: &[String]) -> Result<(), Problems> {
    let is = |name: &str, column: &str| spellings(column).any(|spelling| name.eq_ignore_ascii_case(spelling));
    let times = |column: &str| names.iter().filter(|name| is(name, column)).count();
    let missing: Vec<&str> = layout.columns.iter().copied().filter(|column| times(column) == 0).map(called).collect();
    let what = layout.what;
    if missing.len() == layout.columns.len() {
        let message = format!("`{}` is not {what}: none of its columns is there", source.name());
        let remedy = format!("give {what}; it has the columns {}", missing.join(", "));
        return Err(at_header(source, at, Code::Schema, message, remedy));
    }
    let mut problems = Problems::new();
    if !missing.is_empty() {
        let (column, list) = (if missing.len() == 1 { "column" } else { "columns" }, quoted(&missing));
        let message = format!("`{}` lacks the {column} {list} of {what}", source.name());
        problems.extend(at_header(source, at, Code::Missing, message, column_remedy(layout, &missing, names)));
    }
    for column in layout.columns.iter().filter(|column| times(column) > 1) {
        let message = format!("`{}` has the column `{}` {} times", source.name(), called(column), times(column));
        problems.extend(at_header(source, at, Code::Duplicate, message, "keep one of them"));
    }
    problems.or_ok(())
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn column_remedy(layout: &Layout, missing: &[&str], names: &[String]) -> String {
    // A column that the dataset needs anyway is no misspelling of another.
    let own =
        |name: &str| layout.columns.iter().any(|column| spellings(column).any(|own| own.eq_ignore_ascii_case(name)));
    let strangers = || names.iter().map(String::as_str).filter(|name| !name.is_empty() && !own(name));
    let candidate = |column: &str| nearest(column, strangers());
    let slips: Vec<String> = missing
        .iter()
        .filter_map(|column| candidate(column).map(|found| format!("is `{found}` meant to be `{column}`?")))
        .collect();
    if !slips.is_empty() {
        return slips.join(" ");
    }
    let found: Vec<&str> = strangers().take(8).collect();
    let beside = if found.is_empty() { String::new() } else { format!(" (other columns here: {})", quoted(&found)) };
    format!("give the file as published, with {}{beside}", quoted(missing))
}
