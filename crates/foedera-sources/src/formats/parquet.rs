//! Parquet files. Dates become `YYYY-MM-DD`, missing values empty cells; nested columns are refused.

use foedera_diagnostic::Problems;
use foedera_world::Day;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

use super::{Delimited, broken, number};
use crate::RawFile;

const FORMAT: &str = "a Parquet file";

pub(super) fn text(file: &RawFile) -> Result<String, Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, FORMAT, error);
    let bytes = bytes::Bytes::copy_from_slice(file.bytes());
    let reader = SerializedFileReader::new(bytes).map_err(|error| fail(&error))?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let mut text = Delimited::new(file);
    text.row(schema.columns().iter().map(|column| column.name().to_owned()))?;
    for row in reader.get_row_iter(None).map_err(|error| fail(&error))? {
        let row = row.map_err(|error| fail(&error))?;
        let cells: Option<Vec<String>> = row.get_column_iter().map(|(_, field)| cell(field)).collect();
        text.row(&cells.ok_or_else(|| fail(&"it has nested columns, or columns of an unknown type"))?)?;
    }
    Ok(text.text())
}

fn cell(field: &Field) -> Option<String> {
    Some(match field {
        Field::Null => String::new(),
        Field::Bool(value) => u8::from(*value).to_string(),
        Field::Byte(value) => value.to_string(),
        Field::Short(value) => value.to_string(),
        Field::Int(value) => value.to_string(),
        Field::Long(value) => value.to_string(),
        Field::UByte(value) => value.to_string(),
        Field::UShort(value) => value.to_string(),
        Field::UInt(value) => value.to_string(),
        Field::ULong(value) => value.to_string(),
        Field::Float(value) if value.is_finite() => value.to_string(),
        Field::Float(_) => String::new(),
        Field::Double(value) => number(*value),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::Date(days) => Day::start_of_year(1970).plus_days(*days).to_string(),
        Field::TimestampMillis(value) => day(value.div_euclid(86_400_000)),
        Field::TimestampMicros(value) => day(value.div_euclid(86_400_000_000)),
        _ => return None,
    })
}

fn day(days: i64) -> String {
    i32::try_from(days).map_or(String::new(), |days| Day::start_of_year(1970).plus_days(days).to_string())
}
