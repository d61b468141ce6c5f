//! A delimited text with a header: separator, columns by name, records with their place in the text.

use std::collections::BTreeMap;
use std::ops::Range;

use csv::{ReaderBuilder, StringRecord};
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source, nearest};

use crate::RawFile;
use crate::row::Row;

/// A dataset as the table reader knows it.
pub(crate) struct Dataset {
    /// What it is, for messages: `the ATOP member-level file`.
    pub(crate) what: &'static str,
    /// The columns that must be there.
    pub(crate) columns: &'static [&'static str],
}

/// A record: its cells, and where it stands in the text.
pub(crate) struct Record {
    pub(crate) cells: StringRecord,
    pub(crate) span: Range<usize>,
}

/// A table in memory. Column names are compared without regard to case.
pub(crate) struct Table {
    pub(crate) source: Source,
    pub(crate) separator: u8,
    width: usize,
    columns: BTreeMap<String, usize>,
    records: Vec<Record>,
}

impl Table {
    /// Take the text apart and check that the dataset's columns are there.
    ///
    /// # Errors
    /// Every problem of the file as a whole: no text, an open quote, missing or doubled columns, no row.
    pub(crate) fn parse(file: &RawFile, dataset: &Dataset) -> Result<Self, Problems> {
        let source = file.decode()?;
        let header_line = source.text().trim_start_matches('\n').lines().next().unwrap_or_default();
        let separator = separator(header_line);
        let mut records = records(&source, separator)?.into_iter();
        let header = records.next().map(|record| record.cells).unwrap_or_default();
        let records: Vec<_> = records.collect();
        let mut names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        // R's `write.table` numbers the rows and gives that column no place in the header.
        if !records.is_empty() && records.iter().all(|record| record.cells.len() == names.len() + 1) {
            names.insert(0, String::new());
        }
        check_columns(&source, dataset, &names)?;
        if records.is_empty() {
            let message = format!("`{}` has a header and no row", source.name());
            return Err(at_header(&source, Code::Missing, message, "get the file anew from its publisher"));
        }
        let columns = names.iter().enumerate().map(|(index, name)| (name.to_ascii_lowercase(), index)).collect();
        Ok(Self { source, separator, width: names.len(), columns, records })
    }

    /// The number of data rows.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// The position of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.get(&name.to_ascii_lowercase()).copied()
    }

    /// The rows in order; one with too many or too few cells comes as its diagnostic.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Result<Row<'_>, Box<Diagnostic>>> {
        self.records.iter().map(|record| {
            let found = record.cells.len();
            if found == self.width {
                return Ok(Row::new(self, record));
            }
            let place = Place::Span(self.source.clone(), record.span.clone());
            let message = format!("the row has {found} cells and the header {}", self.width);
            let remedy = "quote cells that hold the separator, or restore the row from the original file";
            Err(Box::new(Diagnostic::new(Code::BadRow, place, message, remedy).label("this row was not read")))
        })
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
    [b'\t', b';', b','].into_iter().max_by_key(|candidate| count(*candidate)).unwrap_or(b',')
}

fn records(source: &Source, separator: u8) -> Result<Vec<Record>, Problems> {
    let text = source.text();
    let mut reader =
        ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut records = Vec::new();
    let mut start = 0;
    let mut cells = StringRecord::new();
    loop {
        match reader.read_record(&mut cells) {
            Ok(true) => {}
            Ok(false) => return Ok(records),
            Err(error) => {
                let place = Place::Span(source.clone(), start..start);
                let message = format!("cannot take the table apart: {error}");
                return Err(Diagnostic::new(Code::Syntax, place, message, "restore the original file").into());
            }
        }
        let end = usize::try_from(reader.position().byte()).map_or(text.len(), |end| end.min(text.len()));
        // The reader skips empty lines before a record; they are not part of it.
        start += text[start..end].len() - text[start..end].trim_start_matches('\n').len();
        let span = start..start + text[start..end].trim_end_matches('\n').len();
        if text[span.clone()].matches('"').count() % 2 == 1 {
            let place = Place::Span(source.clone(), span);
            let message = "a quote opens in this row and never closes, so nothing after it can be read";
            let remedy = "close the quote, or restore the original file";
            return Err(Diagnostic::new(Code::Syntax, place, message, remedy).into());
        }
        records.push(Record { cells: std::mem::take(&mut cells), span });
        start = end;
    }
}

fn at_header(source: &Source, code: Code, message: String, remedy: impl Into<String>) -> Problems {
    let blank = source.text().len() - source.text().trim_start_matches('\n').len();
    Diagnostic::new(code, Place::Span(source.clone(), blank..blank), message, remedy).into()
}

fn check_columns(source: &Source, dataset: &Dataset, names: &[String]) -> Result<(), Problems> {
    let times = |column: &str| names.iter().filter(|name| name.eq_ignore_ascii_case(column)).count();
    let missing: Vec<&str> = dataset.columns.iter().copied().filter(|column| times(column) == 0).collect();
    let what = dataset.what;
    if missing.len() == dataset.columns.len() {
        let message = format!("`{}` is not {what}: none of its columns is there", source.name());
        let remedy = format!("give {what}; it has the columns {}", missing.join(", "));
        return Err(at_header(source, Code::Schema, message, remedy));
    }
    let mut problems = Problems::new();
    if !missing.is_empty() {
        let (column, list) = (if missing.len() == 1 { "column" } else { "columns" }, quoted(&missing));
        let message = format!("`{}` lacks the {column} {list} of {what}", source.name());
        problems.extend(at_header(source, Code::Missing, message, column_remedy(dataset, &missing, names)));
    }
    for column in dataset.columns.iter().filter(|column| times(column) > 1) {
        let message = format!("`{}` has the column `{column}` {} times", source.name(), times(column));
        problems.extend(at_header(source, Code::Duplicate, message, "keep one of them"));
    }
    problems.or_ok(())
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn column_remedy(dataset: &Dataset, missing: &[&str], names: &[String]) -> String {
    // A column that the dataset needs anyway is no misspelling of another.
    let own = |name: &str| dataset.columns.iter().any(|column| column.eq_ignore_ascii_case(name));
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
