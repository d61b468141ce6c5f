//! Excel workbooks (`.xlsx`): each sheet as a table. Cells in a date format become `YYYY-MM-DD`, with the time of day
//! after a `T` if there is one.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader as _, Xls, Xlsx};
use foedera_diagnostic::{Code, Diagnostic, Place, Problems};

use super::{Delimited, archive, broken, budget, number};
use crate::RawFile;
use crate::day_column::DayZero;

/// The most cells of the rectangle that a sheet spans: two cells can claim one of any size.
const MOST_CELLS: u64 = 20_000_000;

/// The text of the filled cells of a sheet, by row and column.
type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

pub(super) fn sheets(file: &RawFile) -> Result<Vec<RawFile>, Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, "an Excel workbook", error);
    let most = budget::of_a_file();
    if archive::unpacked_size(file, most).map_err(|error| fail(&error))?.is_none() {
        return Err(budget::exceeded(file.name(), "unpacks to", most));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes())).map_err(|error| fail(&error))?;
    let day_zero = if book.has_1904_epoch() { DayZero::In1904 } else { DayZero::In1900 };
    let worksheets: Vec<String> = (book.sheets_metadata().iter())
        .filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let (mut sheets, sha256) = (Vec::new(), file.sha256());
    let mut left = most;
    for name in worksheets {
        let mut cells = Cells::new();
        let mut reader = book.worksheet_cells_reader(&name).map_err(|error| fail(&error))?;
        while let Some(found) = reader.next_cell().map_err(|error| fail(&error))? {
            let (row, column) = found.get_position();
            let text = cell(found.get_value(), day_zero);
            if !text.is_empty() {
                left = left
                    .checked_sub(text.len() as u64)
                    .ok_or_else(|| budget::exceeded(file.name(), "is as text", most))?;
                cells.entry(row).or_default().insert(column, text);
            }
        }
        // Title pages have no table.
        if let Some(text) = sheet(file, &name, &cells)? {
            sheets.push(file.member(&name, text, &sha256).with_day_zero(day_zero));
        }
    }
    Ok(sheets)
}

/// The sheets of a workbook of Excel before 2007 (`.xls`).
pub(super) fn old_sheets(file: &RawFile) -> Result<Vec<RawFile>, Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, "an Excel workbook (.xls)", error);
    let mut book: Xls<_> = Xls::new(Cursor::new(file.bytes())).map_err(|error| fail(&error))?;
    let day_zero = if book.has_1904_epoch() { DayZero::In1904 } else { DayZero::In1900 };
    let worksheets: Vec<String> = (book.sheets_metadata().iter())
        .filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let (mut tables, sha256) = (Vec::new(), file.sha256());
    for name in worksheets {
        let range = book.worksheet_range(&name).map_err(|error| fail(&error))?;
        let (top, left) = range.start().unwrap_or_default();
        let mut cells = Cells::new();
        for (row, column, data) in range.used_cells() {
            let text = old_cell(data, day_zero);
            if let (Ok(row), Ok(column), false) = (u32::try_from(row), u32::try_from(column), text.is_empty()) {
                cells.entry(top + row).or_default().insert(left + column, text);
            }
        }
        if let Some(text) = sheet(file, &name, &cells)? {
            tables.push(file.member(&name, text, &sha256).with_day_zero(day_zero));
        }
    }
    Ok(tables)
}

/// A sheet as text, row by row; none if it is empty. Titles above the header (rows with fewer than three cells) become
/// empty lines, so that line numbers stay those of the sheet.
fn sheet(file: &RawFile, name: &str, cells: &Cells) -> Result<Option<String>, Problems> {
    let columns = || cells.values().flat_map(BTreeMap::keys).copied();
    let (Some(first), Some(last), Some(height)) = (columns().min(), columns().max(), cells.keys().last()) else {
        return Ok(None);
    };
    let rows = cells.keys().next().map_or(0, |top| u64::from(height - top) + 1);
    let width = u64::from(last - first) + 1;
    if rows.saturating_mul(width) > MOST_CELLS {
        let message = format!("sheet `{name}` of `{}` spans {rows} rows of {width} cells", file.name());
        let remedy =
            "delete the stray cells far from the table (Ctrl+End shows the last one), or save the sheet as CSV";
        return Err(Diagnostic::new(Code::InvalidValue, Place::File(file.name().to_owned()), message, remedy).into());
    }
    let Some(header) = cells.iter().find(|(_, filled)| filled.len() >= 3).map(|(row, _)| *row) else {
        return Ok(None);
    };
    let mut text = Delimited::new(file);
    text.empty_lines(header);
    let mut next = header;
    for (row, filled) in cells.range(header..) {
        text.empty_lines(row - next);
        next = row + 1;
        text.row((first..=last).map(|column| filled.get(&column).map_or("", String::as_str)))?;
    }
    Ok(Some(text.text()))
}

/// A cell as text on one line.
fn cell(data: &DataRef<'_>, day_zero: DayZero) -> String {
    let line = |text: &str| text.replace(['\n', '\r'], " ");
    match data {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => line(text),
        DataRef::SharedString(text) => line(text),
        DataRef::Bool(value) => u8::from(*value).to_string(),
        DataRef::DateTime(value) => date(*value, day_zero),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// The same of a cell of an old workbook.
fn old_cell(data: &Data, day_zero: DayZero) -> String {
    match data {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => number(*value),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.replace(['\n', '\r'], " "),
        Data::Bool(value) => u8::from(*value).to_string(),
        Data::DateTime(value) => date(*value, day_zero),
        _ => String::new(),
    }
}

/// A cell in a format for dates. A duration stays a number of days, a time of day alone is a time of day.
fn date(value: ExcelDateTime, day_zero: DayZero) -> String {
    let serial = value.as_f64();
    if value.is_duration() || !serial.is_finite() {
        return number(serial);
    }
    let seconds = libm::round(serial.fract() * 86_400.0).min(86_399.0);
    let time = |seconds: f64| {
        let (hours, rest) = (libm::floor(seconds / 3600.0), seconds % 3600.0);
        format!("{hours:02}:{:02}:{:02}", libm::floor(rest / 60.0), rest % 60.0)
    };
    if (0.0..1.0).contains(&serial) && serial > 0.0 {
        return time(seconds);
    }
    // What no date has is left as it stands, and refused where a date is asked for.
    let Some(day) = day_zero.day(serial) else { return number(serial) };
    if seconds > 0.0 { format!("{day}T{}", time(seconds)) } else { day.to_string() }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn shown(serial: f64, day_zero: DayZero) -> String {
        let is_1904 = day_zero == DayZero::In1904;
        cell(&DataRef::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904)), day_zero)
    }

    #[test]
    fn a_date_cell_is_its_day_in_both_systems() {
        assert_eq!(shown(18_691.0, DayZero::In1900), "1951-03-04");
        assert_eq!(shown(17_229.0, DayZero::In1904), "1951-03-04");
        assert_eq!(shown(18_691.0 + 12.5 / 24.0, DayZero::In1900), "1951-03-04T12:30:00");
        assert_eq!(shown(0.5, DayZero::In1900), "12:00:00");
        assert_eq!(shown(60.0, DayZero::In1900), "60", "29 February 1900 is left for the reader to refuse");
        assert_eq!(shown(1e12, DayZero::In1900), "1000000000000");
    }

    #[test]
    fn two_cells_far_apart_are_refused_without_the_rectangle_between_them() {
        let file = RawFile::new("far.xlsx", Vec::new());
        let at = |row: u32, column: u32| (row, BTreeMap::from([(column, "x".to_owned())]));
        let far: Cells = [at(0, 0), at(1_048_575, 16_383)].into();
        assert_eq!(sheet(&file, "S", &far).expect_err("refused").0[0].code, Code::InvalidValue);
        assert_eq!(sheet(&file, "S", &Cells::new()).expect("read"), None);
    }

    #[test]
    fn lines_are_those_of_the_sheet() {
        let file = RawFile::new("a.xlsx", Vec::new());
        let row = |row: u32, cells: [&str; 3]| (row, (0..).zip(cells.map(str::to_owned)).collect::<BTreeMap<_, _>>());
        let title = (0, BTreeMap::from([(0, "A title".to_owned())]));
        let cells: Cells = [title, row(2, ["a", "b", "c"]), row(4, ["1", "2,5", "3"])].into();
        assert_eq!(sheet(&file, "S", &cells).expect("read").as_deref(), Some("\n\na,b,c\n\n1,\"2,5\",3\n"));
    }
}
