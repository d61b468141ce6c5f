//! Frames that come in: any with `__arrow_c_stream__`, or a mapping of lists, as the CSV file that a command reads.
//!
//! A value goes in as it is or is refused with its column and row; NaN and null are both missing, an empty cell. Rows count from 0.

use std::fmt::Write as _;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Date64Type, Float16Type, Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDate, PyDateTime, PyDict, PyFloat, PyInt, PyString};
use pyo3_arrow::PyRecordBatchReader;

/// What stands in a column that is refused.
struct Refusal {
    row: Option<usize>,
    what: String,
    remedy: &'static str,
}

impl Refusal {
    fn of(row: usize, what: impl Into<String>, remedy: &'static str) -> Self {
        Self { row: Some(row), what: what.into(), remedy }
    }

    fn in_words(self, frame: &str, column: &str) -> PyErr {
        let row = self.row.map_or(String::new(), |row| format!(", row {row}"));
        PyValueError::new_err(format!("`{frame}`, column `{column}`{row}: {}; {}", self.what, self.remedy))
    }
}

type Cells = Result<Vec<String>, Refusal>;

/// The text of a frame as CSV; `name` is what messages call it.
#[pyfunction]
pub fn csv(frame: &Bound<'_, PyAny>, name: &str) -> PyResult<String> {
    let (names, columns) = match frame.cast::<PyDict>() {
        Ok(lists) => of_lists(lists, name)?,
        Err(_) => of_arrow(frame, name)?,
    };
    check_names(&names, name)?;
    let rows = columns.first().map_or(0, Vec::len);
    let mut text = names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(",");
    text.push('\n');
    for row in 0..rows {
        for (place, cells) in columns.iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            text.push_str(&cells[row]);
        }
        // Readers skip an empty line, so a missing cell that stands alone is quoted.
        if columns.len() == 1 && columns[0][row].is_empty() {
            text.push_str("\"\"");
        }
        text.push('\n');
    }
    Ok(text)
}

fn check_names(names: &[String], frame: &str) -> PyResult<()> {
    if names.is_empty() {
        return Err(PyValueError::new_err(format!("`{frame}` has no column")));
    }
    for (place, name) in names.iter().enumerate() {
        if name.trim().is_empty() {
            return Err(PyValueError::new_err(format!("`{frame}`, column {place}: it has no name")));
        }
        if names[..place].contains(name) {
            return Err(PyValueError::new_err(format!(
                "`{frame}` has two columns `{name}`; give each a name of its own"
            )));
        }
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A text as a cell: in quotes, so that a code such as NA stays the name that it is.
fn text_cell(text: &str, row: usize) -> Result<String, Refusal> {
    if text.trim().is_empty() {
        let remedy = "a missing value is None or null, as in `df.replace({\"\": None})`";
        return Err(Refusal::of(row, "a text without letters", remedy));
    }
    if text.trim() != text {
        return Err(Refusal::of(row, format!("{text:?} begins or ends with blanks"), "take them away: `.str.strip()`"));
    }
    if let Some(letter) = text.chars().find(|letter| letter.is_control()) {
        return Err(Refusal::of(row, format!("a text with the control character {letter:?}"), "take it out"));
    }
    Ok(quoted(text))
}

fn number_cell(value: f64, row: usize) -> Result<String, Refusal> {
    if value.is_nan() {
        return Ok(String::new());
    }
    if value.is_infinite() {
        return Err(Refusal::of(
            row,
            format!("{value} is no number that a model could use"),
            "give a finite one, or None",
        ));
    }
    Ok(value.to_string())
}

fn day_cell(days: i64, row: usize) -> Result<String, Refusal> {
    let day = foedera::day_text(days);
    day.ok_or_else(|| Refusal::of(row, "a day outside the years 1 to 9999", "give days within them"))
}

const MILLISECONDS_A_DAY: i64 = 86_400_000;
const NO_TIME: &str = "times are days or numbers here: `.dt.floor(\"D\")`, or a number of your own unit";

/// The columns of anything with `__arrow_c_stream__`.
fn of_arrow(frame: &Bound<'_, PyAny>, name: &str) -> PyResult<(Vec<String>, Vec<Vec<String>>)> {
    if !frame.hasattr("__arrow_c_stream__")? {
        let kind = frame.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "`{name}`: a {kind} is no frame; give one of pandas, polars, pyarrow or duckdb, or a dict of lists"
        )));
    }
    let reader = frame.extract::<PyRecordBatchReader>()?.into_reader()?;
    let schema = reader.schema();
    // The labels of rows that pandas sends along where they are no plain count; a file of the table has none either.
    let kept: Vec<usize> =
        (0..schema.fields().len()).filter(|place| !schema.field(*place).name().starts_with("__index_level_")).collect();
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); kept.len()];
    for batch in reader {
        let batch = batch.map_err(|error| PyValueError::new_err(format!("`{name}` cannot be read: {error}")))?;
        for (cells, place) in columns.iter_mut().zip(&kept) {
            let first = cells.len();
            let column = schema.field(*place).name();
            cells.extend(texts(batch.column(*place), first).map_err(|why| why.in_words(name, column))?);
        }
    }
    Ok((kept.into_iter().map(|place| schema.field(place).name().clone()).collect(), columns))
}

/// The cells of an array as texts; its first row is row `first` of the frame.
fn texts(array: &ArrayRef, first: usize) -> Cells {
    use DataType::{
        Boolean, Date32, Date64, Decimal128, Decimal256, Dictionary, Float16, Float32, Float64, Int8, Int16, Int32,
        Int64, LargeUtf8, Null, RunEndEncoded, Timestamp, UInt8, UInt16, UInt32, UInt64, Utf8, Utf8View,
    };
    let each = |cell: &dyn Fn(usize) -> Result<String, Refusal>| -> Cells {
        (0..array.len()).map(|row| if array.is_null(row) { Ok(String::new()) } else { cell(row) }).collect()
    };
    let plain = |into: &DataType| {
        arrow_cast::cast(array, into).map_err(|error| Refusal {
            row: None,
            what: error.to_string(),
            remedy: "give plain values",
        })
    };
    match array.data_type() {
        Null => Ok(vec![String::new(); array.len()]),
        Boolean => each(&|row| Ok(if array.as_boolean().value(row) { "1" } else { "0" }.to_owned())),
        Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64 | Decimal128(..) | Decimal256(..) => {
            each(&|row| {
                let text = arrow_cast::display::array_value_to_string(array, row);
                text.map_err(|error| Refusal::of(first + row, error.to_string(), "give a plain number"))
            })
        }
        Float16 => each(&|row| number_cell(array.as_primitive::<Float16Type>().value(row).to_f64(), first + row)),
        Float32 => each(&|row| number_cell(f64::from(array.as_primitive::<Float32Type>().value(row)), first + row)),
        Float64 => each(&|row| number_cell(array.as_primitive::<Float64Type>().value(row), first + row)),
        Utf8 => each(&|row| text_cell(array.as_string::<i32>().value(row), first + row)),
        LargeUtf8 => each(&|row| text_cell(array.as_string::<i64>().value(row), first + row)),
        Utf8View => each(&|row| text_cell(array.as_string_view().value(row), first + row)),
        Date32 => each(&|row| day_cell(i64::from(array.as_primitive::<Date32Type>().value(row)), first + row)),
        Date64 => each(&|row| midnight(array.as_primitive::<Date64Type>().value(row), MILLISECONDS_A_DAY, first + row)),
        Timestamp(_, Some(zone)) => Err(Refusal {
            row: None,
            what: format!("times in the zone {zone}, in which a day depends on the place"),
            remedy: "give days: `.dt.tz_localize(None).dt.floor(\"D\")`",
        }),
        Timestamp(unit, None) => {
            let a_day = match unit {
                TimeUnit::Second => 86_400,
                TimeUnit::Millisecond => MILLISECONDS_A_DAY,
                TimeUnit::Microsecond => 86_400_000_000,
                TimeUnit::Nanosecond => 86_400_000_000_000,
            };
            let ticks = plain(&Int64)?;
            let ticks = ticks.as_primitive::<arrow_array::types::Int64Type>();
            each(&|row| midnight(ticks.value(row), a_day, first + row))
        }
        Dictionary(_, value) => texts(&plain(value)?, first),
        RunEndEncoded(_, value) => texts(&plain(value.data_type())?, first),
        other => Err(Refusal {
            row: None,
            what: format!("values of the type {other}"),
            remedy: "give numbers, texts, days or truth values",
        }),
    }
}

/// The day of a moment that is a midnight.
fn midnight(ticks: i64, a_day: i64, row: usize) -> Result<String, Refusal> {
    if ticks.rem_euclid(a_day) != 0 {
        return Err(Refusal::of(row, "a time of the day", NO_TIME));
    }
    day_cell(ticks.div_euclid(a_day), row)
}

/// The columns of a mapping of lists.
fn of_lists(lists: &Bound<'_, PyDict>, name: &str) -> PyResult<(Vec<String>, Vec<Vec<String>>)> {
    let (mut names, mut columns) = (Vec::new(), Vec::<Vec<String>>::new());
    for (key, values) in lists {
        let column: String =
            key.extract().map_err(|_| PyTypeError::new_err(format!("`{name}`: a column's name is a text")))?;
        if values.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err(format!(
                "`{name}`, column `{column}`: give a list of values, not one text"
            )));
        }
        let (mut cells, mut kind) = (Vec::new(), None);
        for (row, value) in values.try_iter()?.enumerate() {
            let (cell, own) = of_python(&value?, row).map_err(|why| why.in_words(name, &column))?;
            if let (Some(before), Some(own)) = (kind, own)
                && before != own
            {
                let why = Refusal::of(row, format!("{own} among {before}"), "give one kind of values in a column");
                return Err(why.in_words(name, &column));
            }
            kind = kind.or(own);
            cells.push(cell);
        }
        if let Some(first) = columns.first().filter(|first| first.len() != cells.len()) {
            let (here, there) = (cells.len(), first.len());
            let mut message = format!("`{name}`, column `{column}` has {here} values");
            write!(message, ", and `{}` has {there}; give lists of one length", names[0]).expect("strings grow");
            return Err(PyValueError::new_err(message));
        }
        names.push(column);
        columns.push(cells);
    }
    Ok((names, columns))
}

/// A value of Python as a cell, and what kind of value it is; nothing is of any kind.
fn of_python(value: &Bound<'_, PyAny>, row: usize) -> Result<(String, Option<&'static str>), Refusal> {
    let other = || {
        let kind = value.get_type().name().map_or_else(|_| "thing".to_owned(), |name| name.to_string());
        Refusal::of(row, format!("a value of the type {kind}"), "give numbers, texts, days or truth values")
    };
    if value.is_none() {
        return Ok((String::new(), None));
    }
    if let Ok(truth) = value.cast::<PyBool>() {
        return Ok((if truth.is_true() { "1" } else { "0" }.to_owned(), Some("truth values")));
    }
    if value.is_instance_of::<PyInt>() {
        return Ok((value.to_string(), Some("numbers")));
    }
    if value.is_instance_of::<PyFloat>() {
        let number: f64 = value.extract().map_err(|_| other())?;
        return Ok((number_cell(number, row)?, (!number.is_nan()).then_some("numbers")));
    }
    if let Ok(text) = value.cast::<PyString>() {
        let text = text.to_string();
        return Ok((text_cell(&text, row)?, Some("texts")));
    }
    if value.is_instance_of::<PyDateTime>() {
        return Err(Refusal::of(row, "a time of the day", "times are days or numbers here: take its `.date()`"));
    }
    if value.is_instance_of::<PyDate>() {
        return Ok((value.to_string(), Some("days")));
    }
    Err(other())
}
