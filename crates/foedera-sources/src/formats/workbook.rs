//! Excel workbooks (`.xlsx`): each sheet as a table.

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, Xlsx};
use foedera_diagnostic::{Code, Diagnostic, Place, Problems};

use super::{Delimited, broken, number};
use crate::RawFile;

/// The most cells of one sheet: a file can claim a rectangle of any size for two cells.
const MOST_CELLS: usize = 20_000_000;

pub(super) fn sheets(file: &RawFile) -> Result<Vec<RawFile>, Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, "an Excel workbook", error);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes())).map_err(|error| fail(&error))?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|error| fail(&error))?;
        let (height, width) = range.get_size();
        if height.saturating_mul(width) > MOST_CELLS {
            let message = format!("sheet `{name}` of `{}` claims {height} rows of {width} cells", file.name());
            let place = Place::File(file.name().to_owned());
            return Err(Diagnostic::new(Code::InvalidValue, place, message, "save the sheet as CSV").into());
        }
        let text = sheet(&range);
        // Title pages and charts have no table.
        if !text.trim().is_empty() {
            sheets.push(file.member(&name).with_text(text));
        }
    }
    Ok(sheets)
}

/// A sheet as text, row by row. Titles above the header (rows with fewer than three cells) become empty lines, so that
/// line numbers stay those of the sheet.
fn sheet(range: &Range<Data>) -> String {
    let mut text = String::new();
    let mut titles = true;
    for row in range.rows() {
        let filled = row.iter().filter(|data| **data != Data::Empty && **data != Data::String(String::new())).count();
        titles &= filled < 3;
        if !titles && filled > 0 {
            let mut line = Delimited::new();
            line.row(row.iter().map(|data| cell(data).replace('\n', " ")));
            text.push_str(&line.text());
        } else {
            text.push('\n');
        }
    }
    text
}

fn cell(data: &Data) -> String {
    match data {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => number(*value),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(value) => u8::from(*value).to_string(),
        Data::DateTime(value) => number(value.as_f64()),
        Data::Error(_) | Data::Empty => String::new(),
    }
}
