//! A delimited text with a header: separator, columns by name, rows with their place in the text.

use std::collections::BTreeMap;
use std::ops::Range;

use csv::{ReaderBuilder, StringRecord};
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source, nearest};

use crate::RawFile;
use crate::row::Row;

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
}

/// A row: where its cells begin among all cells, their number, and where it stands in the text.
#[derive(Clone)]
struct Record {
    first: usize,
    count: usize,
    span: Range<usize>,
}

/// A table in memory: the text once, and all cells end to end. Column names are compared without regard to case.
pub(crate) struct Table {
    pub(crate) source: Source,
    pub(crate) separator: u8,
    pub(crate) missing: &'static [&'static str],
    width: usize,
    columns: BTreeMap<String, usize>,
    cells: String,
    ends: Vec<usize>,
    records: Vec<Record>,
}

impl Table {
    /// Take the text apart and check that the dataset's columns are there.
    ///
    /// # Errors
    /// Every problem of the file as a whole: no text, an open quote, missing or doubled columns, no row.
    pub(crate) fn parse(file: &RawFile, layout: &Layout) -> Result<Self, Problems> {
        let source = file.decode()?;
        let stated = stated_separator(source.text());
        let separator = stated.unwrap_or_else(|| separator(header_line(source.text())));
        let mut table = Self {
            source,
            separator,
            missing: layout.missing,
            width: 0,
            columns: BTreeMap::new(),
            cells: String::new(),
            ends: Vec::new(),
            records: Vec::new(),
        };
        table.read_records()?;
        if stated.is_some() && !table.records.is_empty() {
            table.records.remove(0);
        }
        let header = (!table.records.is_empty()).then(|| table.records.remove(0));
        let mut names: Vec<String> =
            header.iter().flat_map(|header| table.cells_of(header)).map(|name| name.trim().to_owned()).collect();
        // R's `write.table` numbers the rows and gives that column no place in the header.
        if !table.records.is_empty() && table.records.iter().all(|record| record.count == names.len() + 1) {
            names.insert(0, String::new());
        }
        check_columns(&table.source, layout, &names)?;
        if table.records.is_empty() {
            let message = format!("`{}` has a header and no row", table.source.name());
            return Err(at_header(&table.source, Code::Missing, message, "get the file anew from its publisher"));
        }
        table.width = names.len();
        // A line of blanks is no row.
        if table.width > 1 {
            let text = table.source.clone();
            table.records.retain(|record| record.count > 1 || !text.text()[record.span.clone()].trim().is_empty());
        }
        for (index, name) in names.iter().enumerate().rev() {
            table.columns.insert(name.to_ascii_lowercase(), index);
        }
        Ok(table)
    }

    /// The number of data rows.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
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
        (0..self.records.len()).map(|index| {
            let Record { count, span, .. } = &self.records[index];
            if *count == self.width {
                return Ok(Row::new(self, index));
            }
            let place = Place::Span(self.source.clone(), span.clone());
            let message = format!("the row has {count} cells and the header {}", self.width);
            let remedy = "quote cells that hold the separator, or restore the row from the original file";
            Err(Box::new(Diagnostic::new(Code::BadRow, place, message, remedy).label("this row was not read")))
        })
    }

    /// Refuse columns that nothing reads, and names that stand twice. A column without a name numbers the rows.
    pub(crate) fn only(&self, what: &str, known: &[&str]) -> Result<(), Problems> {
        let mut problems = Problems::new();
        if self.columns.len() < self.width {
            let message = format!("`{}` has two columns of one name", self.source.name());
            problems.extend(at_header(&self.source, Code::Duplicate, message, "keep one of them, or name them apart"));
        }
        for (name, _) in self.names().filter(|(name, _)| !name.is_empty() && !known.contains(name)) {
            let message = format!("`{}` has a column `{name}`, which {what} do not have", self.source.name());
            let near =
                nearest(name, known.iter().copied()).map_or(String::new(), |near| format!("is `{near}` meant? "));
            let remedy = format!("{near}the columns are {}; leave others out", quoted(known));
            problems.extend(at_header(&self.source, Code::UnknownName, message, remedy));
        }
        problems.or_ok(())
    }

    /// Where a row stands in the text.
    pub(crate) fn span(&self, row: usize) -> Range<usize> {
        self.records[row].span.clone()
    }

    /// A cell of a row.
    pub(crate) fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let record = &self.records[row];
        (column < record.count).then(|| self.cell_at(record.first + column))
    }

    fn cell_at(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.cells[start..self.ends[index]]
    }

    fn cells_of<'a>(&'a self, record: &Record) -> impl Iterator<Item = &'a str> + use<'a> {
        (record.first..record.first + record.count).map(|index| self.cell_at(index))
    }

    fn read_records(&mut self) -> Result<(), Problems> {
        let source = self.source.clone();
        let text = source.text();
        let mut reader = ReaderBuilder::new()
            .delimiter(self.separator)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut start = 0;
        let mut cells = StringRecord::new();
        loop {
            match reader.read_record(&mut cells) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) => {
                    let place = Place::Span(source, start..start);
                    let message = format!("cannot take the table apart: {error}");
                    return Err(Diagnostic::new(Code::Syntax, place, message, "restore the original file").into());
                }
            }
            let end = usize::try_from(reader.position().byte()).map_or(text.len(), |end| end.min(text.len()));
            // The reader skips empty lines before a record; they are not part of it.
            start += text[start..end].len() - text[start..end].trim_start_matches('\n').len();
            let span = start..start + text[start..end].trim_end_matches('\n').len();
            if text.as_bytes()[span.clone()].iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
                let place = Place::Span(source, span);
                let message = "a quote opens in this row and never closes, so nothing after it can be read";
                let remedy = "close the quote, or restore the original file";
                return Err(Diagnostic::new(Code::Syntax, place, message, remedy).into());
            }
            self.records.push(Record { first: self.ends.len(), count: cells.len(), span });
            for cell in &cells {
                self.cells.push_str(cell);
                self.ends.push(self.cells.len());
            }
            start = end;
        }
    }
}

/// The spellings of a column.
pub(crate) fn spellings(column: &str) -> impl Iterator<Item = &str> {
    column.split('|')
}

/// The first spelling: the name by which a column is called in messages.
pub(crate) fn called(column: &str) -> &str {
    spellings(column).next().unwrap_or(column)
}

/// The separator that a first line `sep=;` states, as spreadsheets write it.
fn stated_separator(text: &str) -> Option<u8> {
    match text.trim_start_matches('\n').lines().next()?.trim_matches('"').as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] => Some(*separator).filter(u8::is_ascii),
        _ => None,
    }
}

/// The first line that is not empty and does not state the separator.
pub(crate) fn header_line(text: &str) -> &str {
    let mut lines = text.trim_start_matches('\n').lines();
    if stated_separator(text).is_some() {
        lines.next();
    }
    lines.next().unwrap_or_default()
}

/// The names in a header line, without quotes and blanks, in lower case.
pub(crate) fn header_names(line: &str) -> Vec<String> {
    let mut reader = ReaderBuilder::new().delimiter(separator(line)).has_headers(false).from_reader(line.as_bytes());
    let mut cells = StringRecord::new();
    match reader.read_record(&mut cells) {
        Ok(true) => cells.iter().map(|cell| cell.trim().to_ascii_lowercase()).collect(),
        _ => Vec::new(),
    }
}

/// The separator that the header holds most often outside quotes.
fn separator(header: &str) -> u8 {
    let count = |separator: u8| {
        let mut quoted = false;
        let outside = |byte: &u8| {
            quoted ^= *byte == b'"';
            !quoted && *byte == separator
        };
        header.bytes().filter(outside).count()
    };
    // On a tie the last candidate wins, so the comma stands last.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|candidate| count(*candidate)).unwrap_or(b',')
}

fn at_header(source: &Source, code: Code, message: String, remedy: impl Into<String>) -> Problems {
    let blank = source.text().len() - source.text().trim_start_matches('\n').len();
    Diagnostic::new(code, Place::Span(source.clone(), blank..blank), message, remedy).into()
}

fn check_columns(source: &Source, layout: &Layout, names: &[String]) -> Result<(), Problems> {
    let is = |name: &str, column: &str| spellings(column).any(|spelling| name.eq_ignore_ascii_case(spelling));
    let times = |column: &str| names.iter().filter(|name| is(name, column)).count();
    let missing: Vec<&str> = layout.columns.iter().copied().filter(|column| times(column) == 0).map(called).collect();
    let what = layout.what;
    if missing.len() == layout.columns.len() {
        let message = format!("`{}` is not {what}: none of its columns is there", source.name());
        let remedy = format!("give {what}; it has the columns {}", missing.join(", "));
        return Err(at_header(source, Code::Schema, message, remedy));
    }
    let mut problems = Problems::new();
    if !missing.is_empty() {
        let (column, list) = (if missing.len() == 1 { "column" } else { "columns" }, quoted(&missing));
        let message = format!("`{}` lacks the {column} {list} of {what}", source.name());
        problems.extend(at_header(source, Code::Missing, message, column_remedy(layout, &missing, names)));
    }
    for column in layout.columns.iter().filter(|column| times(column) > 1) {
        let message = format!("`{}` has the column `{}` {} times", source.name(), called(column), times(column));
        problems.extend(at_header(source, Code::Duplicate, message, "keep one of them"));
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
