//! R's files (`.rds`, `.rda`, `.RData`): each data frame as a table. Factors become the texts of their levels, dates
//! `YYYY-MM-DD`, missing values empty cells.

use foedera_diagnostic::Problems;
use foedera_world::Day;

use super::serial::{self, Object, Value};
use super::{Delimited, broken, number};
use crate::RawFile;

const FORMAT: &str = "a file of R";

/// Whether bytes are R's, once they are unpacked: `RDX2` and `RDX3` begin a file of several objects.
pub(super) fn is_rdata(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RDX2\n") || bytes.starts_with(b"RDX3\n") || bytes.starts_with(b"X\n\0\0\0")
}

/// The data frames of a file; one that is no data frame is passed over.
pub(super) fn tables(file: &RawFile) -> Result<Vec<RawFile>, Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, FORMAT, error);
    let bytes = file.bytes();
    let many = bytes.starts_with(b"RDX");
    let body = if many { &bytes[5..] } else { bytes };
    let Some(body) = body.strip_prefix(b"X\n") else {
        return Err(fail(&"it is not in R's usual format (XDR); in R, save it with saveRDS(x, \"x.rds\")"));
    };
    let object = serial::object(body).map_err(|error| fail(&error))?;
    let sha256 = file.sha256();
    let mut tables = Vec::new();
    match &object.value {
        Value::Pairs(pairs) if many => {
            for (name, object) in pairs {
                if let Some(text) = table(file, object)? {
                    tables.push(file.member(name.as_deref().unwrap_or("table"), text, &sha256));
                }
            }
        }
        _ => {
            if let Some(text) = table(file, &object)? {
                tables.push(file.clone().with_text(text));
            }
        }
    }
    if tables.is_empty() {
        return Err(fail(&"it holds no data frame; in R, save the table itself: saveRDS(as.data.frame(x), \"x.rds\")"));
    }
    Ok(tables)
}

/// A data frame as text; nothing of what is none.
fn table(file: &RawFile, object: &Object) -> Result<Option<String>, Problems> {
    let (Value::List(columns), Some(names)) = (&object.value, object.attribute("names").and_then(Object::texts)) else {
        return Ok(None);
    };
    if !object.is_a("data.frame") || columns.is_empty() || names.len() != columns.len() {
        return Ok(None);
    }
    let mut text = Delimited::new(file);
    text.row(names.iter().map(|name| name.as_deref().unwrap_or_default()))?;
    let rows = columns.iter().map(length).min().unwrap_or(0);
    if columns.iter().any(|column| length(column) != rows) {
        return Err(broken(file, FORMAT, &"a data frame has columns of several lengths, or lists in its cells"));
    }
    for row in 0..rows {
        text.row(columns.iter().map(|column| cell(column, row)))?;
    }
    Ok(Some(text.text()))
}

fn length(column: &Object) -> usize {
    match &column.value {
        Value::Whole(cells) => cells.len(),
        Value::Number(cells) => cells.len(),
        Value::Text(cells) => cells.len(),
        _ => 0,
    }
}

fn cell(column: &Object, row: usize) -> String {
    match &column.value {
        Value::Text(cells) => cells[row].as_deref().unwrap_or_default().to_owned(),
        Value::Whole(cells) if cells[row] == i32::MIN => String::new(),
        Value::Whole(cells) if column.is_a("factor") => {
            let place = usize::try_from(cells[row]).unwrap_or(0).checked_sub(1);
            let levels = column.attribute("levels").and_then(Object::texts).unwrap_or_default();
            place.and_then(|place| levels.get(place).cloned().flatten()).unwrap_or_default().to_string()
        }
        Value::Whole(cells) if column.is_a("Date") => day(f64::from(cells[row])),
        Value::Whole(cells) => cells[row].to_string(),
        // Whole numbers of 64 bits are kept in the bits of numbers with decimals.
        Value::Number(cells) if column.is_a("integer64") => {
            let whole = cells[row].to_bits().cast_signed();
            if whole == i64::MIN { String::new() } else { whole.to_string() }
        }
        Value::Number(cells) if column.is_a("Date") => day(cells[row]),
        Value::Number(cells) if column.is_a("POSIXct") => day(cells[row] / 86_400.0),
        Value::Number(cells) => number(cells[row]),
        _ => String::new(),
    }
}

/// A number of days since 1970 as a date.
fn day(days: f64) -> String {
    if !(-1e6..1e6).contains(&days) {
        return String::new();
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    let days = libm::floor(days) as i32;
    Day::start_of_year(1970).plus_days(days).to_string()
}
