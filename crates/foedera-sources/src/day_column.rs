//! Dates as a column writes them: decided once from all its cells, never cell by cell.

use foedera_world::{Day, When};

/// The day from which a workbook counts its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayZero {
    /// 31 December 1899; the 60th day is a 29 February 1900 that never was.
    In1900,
    /// 1 January 1904, as old versions for the Macintosh have it.
    In1904,
}

/// The last serial that a workbook can hold, 31 December 9999.
const LAST_SERIAL: f64 = 2_958_465.0;

impl DayZero {
    /// The day of a serial number, which may have a time of day behind its point.
    pub(crate) fn day(self, serial: f64) -> Option<Day> {
        let whole = libm::floor(serial);
        if !(0.0..=LAST_SERIAL).contains(&whole) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        let days = whole as i32;
        let day = |year: i16, month: i8, number: i8| Day::new(year, month, number).ok();
        match (self, days) {
            (Self::In1904, _) => Some(day(1904, 1, 1)?.plus_days(days)),
            (Self::In1900, 1..=59) => Some(day(1899, 12, 31)?.plus_days(days)),
            (Self::In1900, 61..) => Some(day(1899, 12, 30)?.plus_days(days)),
            (Self::In1900, _) => None,
        }
    }
}

/// How a column writes its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayColumn {
    /// `YYYY-MM-DD` and what may follow it (a time of day), `YYYY-MM`, `YYYY`, or `YYYYMM` as COW writes months.
    Iso,
    /// The days of a spreadsheet, with the day from which it counts, if the file says so.
    Serial(Option<DayZero>),
    /// `DD/MM/YYYY`.
    DayFirst,
    /// `MM/DD/YYYY`.
    MonthFirst,
    /// Days and months that cannot be told apart, because none is above 12 or both are.
    Slashes,
}

/// A serial of five digits; those of fewer are days before 19 May 1927 and look like years.
fn is_serial(text: &str) -> bool {
    let digits = text.split_once('.').map_or(text, |(digits, _)| digits);
    digits.len() == 5 && text.parse::<f64>().is_ok_and(f64::is_finite) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The two numbers before the year, `31/12/1999`, `31.12.1999`, `31-12-1999`.
fn slashes(text: &str) -> Option<(i8, i8, i16)> {
    let text = text.split([' ', 'T']).next()?;
    let mut parts = text.split(['/', '.', '-', ':']);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || year.len() != 4 || !digits(first, 2) || !digits(second, 2) || !digits(year, 4) {
        return None;
    }
    Some((first.parse().ok()?, second.parse().ok()?, year.parse().ok()?))
}

impl DayColumn {
    /// How these cells write their dates; `zero` is that of the workbook, if they come from one.
    pub(crate) fn of<'a>(cells: impl Iterator<Item = &'a str>, zero: Option<DayZero>) -> Self {
        let (mut serial, mut any, mut day_first, mut month_first) = (false, false, false, false);
        for cell in cells {
            serial |= is_serial(cell);
            if let Some((first, second, _)) = slashes(cell) {
                any = true;
                day_first |= first > 12;
                month_first |= second > 12;
            }
        }
        match (serial, any, day_first, month_first) {
            (true, ..) => Self::Serial(zero),
            (_, false, ..) => Self::Iso,
            (_, _, true, false) => Self::DayFirst,
            (_, _, false, true) => Self::MonthFirst,
            _ => Self::Slashes,
        }
    }

    /// The date of a cell; the error says what is expected.
    pub(crate) fn parse(self, text: &str) -> Result<When, &'static str> {
        let day = |year: i16, month: i8, day: i8| Day::new(year, month, day).map(When::on).map_err(|_| "a date");
        if let Some((first, second, year)) = slashes(text) {
            return match self {
                // The list of Gleditsch and Ward writes `31:12:2017`.
                _ if text.contains(':') => day(year, second, first),
                Self::DayFirst => day(year, second, first),
                Self::MonthFirst => day(year, first, second),
                _ => Err("a date (YYYY-MM-DD): in this column days cannot be told from months"),
            };
        }
        let plain_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if let Self::Serial(zero) = self
            && plain_number
        {
            let Some(zero) = zero else {
                return Err(
                    "a date (YYYY-MM-DD): this column holds a spreadsheet's numbers for days; format it as dates \
                            there, and save it again",
                );
            };
            let serial = text.parse().map_err(|_| "a date")?;
            return zero.day(serial).map(When::on).ok_or("a date (YYYY-MM-DD)");
        }
        if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return format!("{}-{}", &text[..4], &text[4..]).parse().map_err(|_| "a date (YYYY-MM-DD)");
        }
        let text = text.get(..10).unwrap_or(text);
        let iso = if text.split('/').next().is_some_and(|year| year.len() == 4) {
            text.replace('/', "-")
        } else {
            text.to_owned()
        };
        iso.parse().map_err(|_| "a date (YYYY-MM-DD)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &[&str], zero: Option<DayZero>) -> Vec<Option<String>> {
        let column = DayColumn::of(cells.iter().copied(), zero);
        cells.iter().map(|cell| column.parse(cell).ok().map(|when| when.day().to_string())).collect()
    }

    fn some(days: &[&str]) -> Vec<Option<String>> {
        days.iter().map(|day| Some((*day).to_owned())).collect()
    }

    #[test]
    fn the_two_systems_of_excel_count_from_1900_and_from_1904() {
        let day = |zero: DayZero, serial: f64| zero.day(serial).map(|day| day.to_string());
        assert_eq!(day(DayZero::In1900, 1.0).as_deref(), Some("1900-01-01"));
        assert_eq!(day(DayZero::In1900, 59.0).as_deref(), Some("1900-02-28"));
        assert_eq!(day(DayZero::In1900, 60.0), None, "29 February 1900 never was");
        assert_eq!(day(DayZero::In1900, 61.0).as_deref(), Some("1900-03-01"));
        assert_eq!(day(DayZero::In1900, 36_526.75).as_deref(), Some("2000-01-01"));
        assert_eq!(day(DayZero::In1904, 0.0).as_deref(), Some("1904-01-01"));
        assert_eq!(day(DayZero::In1904, 35_064.0).as_deref(), Some("2000-01-01"));
        assert_eq!(day(DayZero::In1900, 2_958_465.0).as_deref(), Some("9999-12-31"));
        for wrong in [-1.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(day(DayZero::In1900, wrong), None);
        }
    }

    #[test]
    fn a_serial_is_never_a_year() {
        let cells = ["18691", "1951", "36526"];
        assert_eq!(read(&cells, Some(DayZero::In1900)), some(&["1951-03-04", "1905-05-04", "2000-01-01"]));
        assert_eq!(read(&cells, None), [None, None, None], "a text file does not say from which day it counts");
    }

    #[test]
    fn one_cell_tells_days_from_months_for_the_whole_column() {
        assert_eq!(read(&["04/03/1951", "14/10/1964"], None), some(&["1951-03-04", "1964-10-14"]));
        assert_eq!(read(&["04/03/1951", "10/14/1964"], None), some(&["1951-04-03", "1964-10-14"]));
        assert_eq!(read(&["04/03/1951"], None), [None], "it could be either");
        assert_eq!(read(&["14/10/1964", "10/14/1964"], None), [None, None], "it cannot be both");
    }

    #[test]
    fn iso_dates_may_have_a_time_slashes_or_less_than_a_day() {
        let cells = ["1951-03-04T12:30:00", "1951/03/04", "1951-03-04 00:00", "1951-03-04"];
        assert_eq!(read(&cells, None), some(&["1951-03-04"; 4]));
        for partial in ["1951", "1951-03", "195103"] {
            assert!(DayColumn::Iso.parse(partial).is_ok(), "{partial}");
        }
    }
}
