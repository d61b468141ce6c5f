//! Stata files (`.dta`, releases 102 to 119). Missing values, the extended ones too, become empty cells.

use std::io::Cursor;

use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::value::Value;
use dta::stata::stata_byte::StataByte;
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_float::StataFloat;
use dta::stata::stata_int::StataInt;
use dta::stata::stata_long::StataLong;
use foedera_diagnostic::Problems;

use super::{Delimited, broken, number};
use crate::RawFile;

const FORMAT: &str = "a Stata file";

pub(super) fn text(file: &RawFile) -> Result<String, Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, FORMAT, error);
    let header = DtaReader::new().from_reader(Cursor::new(file.bytes()));
    let schema = header.read_header().map_err(|error| fail(&error))?;
    let mut characteristics = schema.read_schema().map_err(|error| fail(&error))?;
    characteristics.skip_to_end().map_err(|error| fail(&error))?;
    let mut records = characteristics.into_record_reader().map_err(|error| fail(&error))?;
    let mut text = Delimited::new(file);
    let names: Vec<String> = records.schema().variables().iter().map(|variable| variable.name().to_owned()).collect();
    text.row(&names)?;
    while let Some(record) = records.read_record().map_err(|error| fail(&error))? {
        let cells: Option<Vec<String>> = record.values().iter().map(cell).collect();
        let cells = cells.ok_or_else(|| {
            fail(&"it has long-string (strL) variables; in Stata, `recast str2045` them or drop them, and save again")
        })?;
        text.row(&cells)?;
    }
    Ok(text.text())
}

/// A cell as text; `None` for a reference to a long string.
fn cell(value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::Byte(StataByte::Present(value)) => value.to_string(),
        Value::Int(StataInt::Present(value)) => value.to_string(),
        Value::Long(StataLong::Present(value)) => value.to_string(),
        // The shortest text of the 32-bit number: 4.01 stays 4.01.
        Value::Float(StataFloat::Present(value)) if value.is_finite() => value.to_string(),
        Value::Double(StataDouble::Present(value)) => number(*value),
        Value::String(text) => text.to_string(),
        Value::LongStringRef(_) => return None,
        _ => String::new(),
    })
}
