//! Stata files (`.dta`, releases 102 to 119). Missing values, the extended ones too, become empty cells; dates in
//! Stata's own counts become `YYYY-MM-DD` by the display format of their variable.

use std::collections::BTreeMap;
use std::io::Cursor;

use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::value::Value;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::stata_byte::StataByte;
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_float::StataFloat;
use dta::stata::stata_int::StataInt;
use dta::stata::stata_long::StataLong;
use encoding_rs::Encoding;
use foedera_diagnostic::Problems;
use foedera_world::Day;

use super::{Delimited, broken, number};
use crate::RawFile;
use crate::dataset::YEARS;

const FORMAT: &str = "a Stata file";

/// The texts of long strings, by variable and observation.
type LongStrings = BTreeMap<(u32, u64), String>;

pub(super) fn text(file: &RawFile) -> Result<String, Problems> {
    // Releases from 118 on are UTF-8 by definition, and Latin-1 where a program wrote them wrongly.
    text_in(file, None).or_else(|problems| text_in(file, Some(encoding_rs::WINDOWS_1252)).map_err(|_| problems))
}

fn reader(encoding: Option<&'static Encoding>) -> DtaReader {
    encoding.map_or_else(DtaReader::new, |encoding| DtaReader::new().encoding(encoding))
}

fn text_in(file: &RawFile, encoding: Option<&'static Encoding>) -> Result<String, Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, FORMAT, error);
    let header = reader(encoding).from_reader(Cursor::new(file.bytes()));
    let schema = header.read_header().map_err(|error| fail(&error))?;
    let mut characteristics = schema.read_schema().map_err(|error| fail(&error))?;
    characteristics.skip_to_end().map_err(|error| fail(&error))?;
    let mut records = characteristics.into_record_reader().map_err(|error| fail(&error))?;
    let mut text = Delimited::new(file);
    let variables = records.schema().variables();
    let names: Vec<String> = variables.iter().map(|variable| variable.name().to_owned()).collect();
    let times: Vec<Option<Time>> = variables.iter().map(|variable| Time::of(variable.format())).collect();
    let any_long = variables.iter().any(|variable| matches!(variable.variable_type(), VariableType::LongString));
    let long = if any_long { long_strings(file, encoding)? } else { LongStrings::new() };
    text.row(&names)?;
    while let Some(record) = records.read_record().map_err(|error| fail(&error))? {
        let cells = record.values().iter().zip(&times).map(|(value, time)| {
            let text = cell(value, &long);
            time.map_or_else(|| text.clone(), |time| time.shown(&text))
        });
        text.row(cells)?;
    }
    Ok(text.text())
}

/// The long strings (strL) of a file, which stand behind its records.
fn long_strings(file: &RawFile, encoding: Option<&'static Encoding>) -> Result<LongStrings, Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, FORMAT, error);
    let header = reader(encoding).from_reader(Cursor::new(file.bytes()));
    let schema = header.read_header().map_err(|error| fail(&error))?;
    let characteristics = schema.read_schema().map_err(|error| fail(&error))?;
    let mut reader = characteristics.seek_long_strings().map_err(|error| fail(&error))?;
    let mut all = LongStrings::new();
    while let Some(long) = reader.read_long_string().map_err(|error| fail(&error))? {
        let text = long.data_str(encoding.unwrap_or(encoding_rs::UTF_8)).unwrap_or_default().into_owned();
        all.insert((long.variable(), long.observation()), text);
    }
    Ok(all)
}

/// What the number of a variable with a format for dates counts from 1960 on.
#[derive(Clone, Copy)]
enum Time {
    /// `%td`, and `%d` as old versions have it.
    Days,
    /// `%tc` and, with leap seconds, `%tC`.
    Milliseconds,
    Weeks,
    Months,
    Quarters,
    HalfYears,
    /// `%ty`: the year itself.
    Years,
}

impl Time {
    /// Of a variable's display format; `None` if it is not one for dates.
    fn of(format: &str) -> Option<Self> {
        let mut letters = format.trim_start_matches('%').trim_start_matches('-').chars();
        match (letters.next()?, letters.next()) {
            ('d', _) | ('t', Some('d')) => Some(Self::Days),
            ('t', Some('c' | 'C')) => Some(Self::Milliseconds),
            ('t', Some('w')) => Some(Self::Weeks),
            ('t', Some('m')) => Some(Self::Months),
            ('t', Some('q')) => Some(Self::Quarters),
            ('t', Some('h')) => Some(Self::HalfYears),
            ('t', Some('y')) => Some(Self::Years),
            _ => None,
        }
    }

    /// The date of a number as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; what is no date stays as it stands, and is refused
    /// where a date is asked for.
    fn shown(self, text: &str) -> String {
        let whole = text.parse::<f64>().ok().filter(|number| number.abs() < 1e14);
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        let Some(whole) = whole.map(|number| libm::floor(number) as i64) else { return text.to_owned() };
        let day = |days: i64| {
            let days = i32::try_from(days).ok().filter(|days| days.abs() < 1_000_000);
            days.map(|days| Day::start_of_year(1960).plus_days(days).to_string())
        };
        let part = |in_year: i64, months: i64| {
            let (year, part) = (1960 + whole.div_euclid(in_year), whole.rem_euclid(in_year));
            Some(format!("{year:04}-{:02}", part * months + 1))
        };
        let date = match self {
            Self::Days => day(whole),
            Self::Milliseconds => day(whole.div_euclid(86_400_000)),
            Self::Weeks => {
                // Stata's year has 52 weeks; the last is longer.
                let year = i16::try_from(1960 + whole.div_euclid(52)).ok().filter(|year| YEARS.contains(year));
                let days = i32::try_from(whole.rem_euclid(52) * 7).unwrap_or(0);
                year.map(|year| Day::start_of_year(year).plus_days(days).to_string())
            }
            Self::Months => part(12, 1),
            Self::Quarters => part(4, 3),
            Self::HalfYears => part(2, 6),
            Self::Years => None,
        };
        date.unwrap_or_else(|| text.to_owned())
    }
}

/// A cell as text.
fn cell(value: &Value<'_>, long: &LongStrings) -> String {
    match value {
        Value::Byte(StataByte::Present(value)) => value.to_string(),
        Value::Int(StataInt::Present(value)) => value.to_string(),
        Value::Long(StataLong::Present(value)) => value.to_string(),
        // The shortest text of the 32-bit number: 4.01 stays 4.01.
        Value::Float(StataFloat::Present(value)) if value.is_finite() => value.to_string(),
        Value::Double(StataDouble::Present(value)) => number(*value),
        Value::String(text) => text.to_string(),
        Value::LongStringRef(place) => long.get(&(place.variable(), place.observation())).cloned().unwrap_or_default(),
        _ => String::new(),
    }
}
