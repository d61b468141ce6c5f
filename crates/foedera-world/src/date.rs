//! Days, and dates that carry their precision.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Mean length of a Gregorian year in days; rates are reported per year of this length.
pub const DAYS_PER_YEAR: f64 = 365.2425;

/// A day, counted from 1970-01-01 (negative before), proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(i32);

/// A date of the proleptic Gregorian calendar. Days become dates in every future, so the arithmetic is done here, by counting eras of 400
/// years from a first of March (as in Hinnant's *chrono-Compatible Low-Level Date Algorithms*, 2013).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Date {
    year: i16,
    month: i8,
    day: i8,
}

/// Days of 400 years, and from 0000-03-01 to 1970-01-01.
const ERA: i32 = 146_097;
const EPOCH: i32 = 719_468;
/// The days of −9999-01-01 and 9999-12-31; no date lies outside.
const FIRST: i32 = -4_371_587;
const LAST: i32 = 2_932_896;

impl Date {
    /// The date so many days from 1970-01-01.
    #[inline]
    fn of_number(number: i32) -> Self {
        let days = number.clamp(FIRST, LAST) + EPOCH;
        let (era, of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
        let years = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / (ERA - 1)) / 365;
        let of_year = of_era - (365 * years + years / 4 - years / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Self { year: (years + era * 400 + i32::from(month <= 2)) as i16, month: month as i8, day: day as i8 }
    }

    /// Days from 1970-01-01.
    #[inline]
    fn number(self) -> i32 {
        let (month, day) = (i32::from(self.month), i32::from(self.day));
        let year = i32::from(self.year) - i32::from(month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let from_march = if month > 2 { month - 3 } else { month + 9 };
        let of_year = (153 * from_march + 2) / 5 + day - 1;
        era * ERA + 365 * of_era + of_era / 4 - of_era / 100 + of_year - EPOCH
    }

    #[inline]
    fn days_in_month(self) -> i8 {
        match self.month {
            2 if self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

/// A text that is not a date Foedera can use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date ({1})")]
pub struct DateError(String, &'static str);

impl Day {
    /// The day that is so many days from 1970-01-01.
    pub fn of_number(number: f64) -> Self {
        Self(number as i32)
    }

    /// The same of a whole number.
    pub(crate) fn of_days(number: i32) -> Self {
        Self(number)
    }

    /// The day of a calendar date.
    ///
    /// # Errors
    /// If there is no such date, or the year is outside 1–9999.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, DateError> {
        let wrong = |why| DateError(format!("{year:04}-{month:02}-{day:02}"), why);
        if year < 1 {
            return Err(wrong("years run from 1 to 9999"));
        }
        let date = Date { year, month, day };
        let exists = year <= 9999 && (1..=12).contains(&month) && (1..=date.days_in_month()).contains(&day);
        if exists { Ok(Self(date.number())) } else { Err(wrong("no such day in the calendar")) }
    }

    /// The first of January of a year in 1–9999 (years outside are drawn to the nearest bound).
    pub fn start_of_year(year: i16) -> Self {
        Self(Date { year: year.clamp(1, 9999), month: 1, day: 1 }.number())
    }

    fn date(self) -> Date {
        Date::of_number(self.0)
    }

    /// Days since 1970-01-01.
    #[inline]
    pub fn number(self) -> i32 {
        self.0
    }

    /// The day `days` later (earlier if negative); saturates at the ends of the calendar.
    #[must_use]
    #[inline]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The same month and day `years` later; 29 February becomes 28 February in other years.
    #[must_use]
    pub fn plus_years(self, years: i16) -> Self {
        let date = self.date();
        let mut then = Date { year: date.year.saturating_add(years).clamp(1, 9999), ..date };
        then.day = then.day.min(then.days_in_month());
        Self(then.number())
    }

    /// The calendar year.
    pub fn year(self) -> i16 {
        self.date().year
    }

    /// Years from `earlier` to this day (negative if it is later), in years of [`DAYS_PER_YEAR`].
    #[inline]
    pub fn years_since(self, earlier: Self) -> f64 {
        f64::from(self.0 - earlier.0) / DAYS_PER_YEAR
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        write!(f, "{:04}-{:02}-{:02}", date.year, date.month, date.day)
    }
}

impl FromStr for Day {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        match text.parse::<When>()? {
            When { precision: Precision::Day, first } => Ok(first),
            _ => Err(DateError(text.to_owned(), "the day is missing; write YYYY-MM-DD")),
        }
    }
}

impl TryFrom<String> for Day {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
}

/// A date with its precision: `1992-05-15`, `1992-05` or `1992`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct When {
    first: Day,
    precision: Precision,
}

impl When {
    /// A date known to the day.
    pub fn on(day: Day) -> Self {
        Self { first: day, precision: Precision::Day }
    }

    /// A date known to the month.
    ///
    /// # Errors
    /// If there is no such month.
    pub fn in_month(year: i16, month: i8) -> Result<Self, DateError> {
        Ok(Self { first: Day::new(year, month, 1)?, precision: Precision::Month })
    }

    /// The month in which a day lies.
    pub fn month_of(day: Day) -> Self {
        let date = day.date();
        Self { first: day.plus_days(1 - i32::from(date.day)), precision: Precision::Month }
    }

    /// A date known to the year.
    ///
    /// # Errors
    /// If the year is outside 1–9999.
    pub fn in_year(year: i16) -> Result<Self, DateError> {
        Ok(Self { first: Day::new(year, 1, 1)?, precision: Precision::Year })
    }

    /// How exactly the date is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The first day it can mean.
    pub fn earliest(self) -> Day {
        self.first
    }

    /// The last day it can mean.
    pub fn latest(self) -> Day {
        match self.precision {
            Precision::Day => self.first,
            Precision::Month => {
                let date = self.first.date();
                self.first.plus_days(i32::from(date.days_in_month()) - 1)
            }
            Precision::Year => self.first.plus_years(1).plus_days(-1),
        }
    }

    /// The day used where one is needed: the day itself, else the middle of the month or year.
    pub fn day(self) -> Day {
        let length = self.latest().number() - self.first.number();
        self.first.plus_days((length + 1) / 2)
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.first.date();
        match self.precision {
            Precision::Day => write!(f, "{}", self.first),
            Precision::Month => write!(f, "{:04}-{:02}", date.year, date.month),
            Precision::Year => write!(f, "{:04}", date.year),
        }
    }
}

impl FromStr for When {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let wrong = || DateError(text.to_owned(), "write YYYY-MM-DD, YYYY-MM or YYYY");
        let number = |part: &str, width: usize| {
            let digits = part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit());
            if digits { part.parse::<i16>().map_err(|_| wrong()) } else { Err(wrong()) }
        };
        let mut split = text.split('-');
        let parts = [split.next(), split.next(), split.next(), split.next()];
        let small = |value: i16| i8::try_from(value).map_err(|_| wrong());
        let with_text = |error: DateError| DateError(text.to_owned(), error.1);
        match parts {
            [Some(year), None, ..] => Self::in_year(number(year, 4)?).map_err(with_text),
            [Some(year), Some(month), None, _] => {
                Self::in_month(number(year, 4)?, small(number(month, 2)?)?).map_err(with_text)
            }
            [Some(year), Some(month), Some(day), None] => {
                let day = Day::new(number(year, 4)?, small(number(month, 2)?)?, small(number(day, 2)?)?);
                day.map(Self::on).map_err(with_text)
            }
            _ => Err(wrong()),
        }
    }
}

impl TryFrom<String> for When {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<When> for String {
    fn from(when: When) -> Self {
        when.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_print_as_they_were_written() {
        for text in ["1992-05-15", "1992-05", "1992", "2024-02-29", "0001-01-01"] {
            assert_eq!(text.parse::<When>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in ["2022-11-31", "2022-13", "22-01-01", "2022-1-1", "", "2022-11-25T00:00", "0000", "-5"] {
            assert!(text.parse::<When>().is_err(), "{text}");
        }
        assert!("1992-05".parse::<Day>().is_err(), "a day is needed");
    }

    #[test]
    fn a_month_or_a_year_stands_for_its_middle() {
        assert_eq!("1992-05".parse::<When>().unwrap().day().to_string(), "1992-05-16");
        assert_eq!("1968".parse::<When>().unwrap().day().to_string(), "1968-07-02");
        assert_eq!("1968".parse::<When>().unwrap().latest().to_string(), "1968-12-31");
        assert_eq!(When::month_of("1968-02-29".parse().unwrap()), "1968-02".parse().unwrap());
    }

    /// Against an independent calendar.
    #[test]
    fn every_day_of_the_calendar_has_its_date() {
        let mut date = jiff::civil::Date::MIN;
        for number in FIRST..=LAST {
            let own = Date::of_number(number);
            assert_eq!((own.year, own.month, own.day), (date.year(), date.month(), date.day()), "{number}");
            assert_eq!((own.number(), own.days_in_month()), (number, date.days_in_month()), "{date}");
            date = date.saturating_add(jiff::ToSpan::day(1));
        }
        assert_eq!(date, jiff::civil::Date::MAX);
        assert_eq!(Date::of_number(i32::MAX), Date::of_number(LAST));
        assert_eq!(Date::of_number(i32::MIN), Date::of_number(FIRST));
    }

    #[test]
    fn counting_days_and_years() {
        let day: Day = "1970-01-02".parse().unwrap();
        assert_eq!(day.number(), 1);
        let leap: Day = "2024-02-29".parse().unwrap();
        assert_eq!(leap.plus_years(1).to_string(), "2025-02-28");
        assert_eq!(leap.plus_days(1).to_string(), "2024-03-01");
        assert!((leap.plus_years(4).years_since(leap) - 4.0).abs() < 0.003);
        assert_eq!("1815-01-03".parse::<Day>().unwrap().plus_days(-3).to_string(), "1814-12-31");
    }
}
