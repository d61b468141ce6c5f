//! Excel workbooks (`.xlsx`): each sheet as a table.

use std::io::Cursor;

use calamine::{Cell, Data, DataRef, Range, Reader as _, Xlsx};
use foedera_diagnostic::{Code, Diagnostic, Place, Problems};

use super::{Delimited, broken, number};
use crate::RawFile;

/// The most cells of one sheet: a file can claim a rectangle of any size for two cells.
const MOST_CELLS: u64 = 20_000_000;

/// The first and the last row and column.
type Corners = ((u32, u32), (u32, u32));

pub(super) fn sheets(file: &RawFile) -> Result<Vec<RawFile>, Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, "an Excel workbook", error);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes())).map_err(|error| fail(&error))?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&name).map_err(|error| fail(&error))?;
        let mut cells: Vec<Cell<Data>> = Vec::new();
        // The rectangle of the cells that are there, known before it is allocated.
        let mut corners: Option<Corners> = None;
        while let Some(cell) = reader.next_cell().map_err(|error| fail(&error))? {
            if matches!(cell.get_value(), DataRef::Empty) {
                continue;
            }
            let position = cell.get_position();
            cells.push(Cell::new(position, cell.get_value().clone().into()));
            let (first, last) = *corners.insert(corners.map_or((position, position), |(first, last)| {
                ((first.0.min(position.0), first.1.min(position.1)), (last.0.max(position.0), last.1.max(position.1)))
            }));
            let height = u64::from(last.0 - first.0) + 1;
            let width = u64::from(last.1 - first.1) + 1;
            if height * width > MOST_CELLS {
                let message = format!("sheet `{name}` of `{}` claims {height} rows of {width} cells", file.name());
                let place = Place::File(file.name().to_owned());
                return Err(Diagnostic::new(Code::InvalidValue, place, message, "save the sheet as CSV").into());
            }
        }
        cells.sort_by_key(Cell::get_position);
        let text = sheet(&Range::from_sparse(cells));
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
        // A date of either system (1900 or 1904) is its day; durations and times without a day stay numbers.
        Data::DateTime(value) if value.is_datetime() && value.as_f64() >= 1.0 => {
            let (year, month, day, ..) = value.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTime(value) => number(value.as_f64()),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

    use super::cell;

    fn date(serial: f64, is_1904: bool) -> String {
        cell(&Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904)))
    }

    #[test]
    fn a_date_cell_is_its_day_in_both_systems() {
        assert_eq!(date(18691.0, false), "1951-03-04");
        assert_eq!(date(17229.0, true), "1951-03-04");
        assert_eq!(date(25_628.520_833, false), "1970-03-01");
    }
}
