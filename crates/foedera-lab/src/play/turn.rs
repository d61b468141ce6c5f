//! The length of a turn.

use foedera_world::Day;

/// The length of a turn: months, or days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// So many months of the calendar.
    Months(u16),
    /// So many days.
    Days(u16),
}

impl std::str::FromStr for Turn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no length of a turn: write 6m (months), 1y or 30d, at most 20 years");
        let (digits, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
        let number = digits.parse::<u16>().ok().filter(|number| *number > 0).ok_or_else(wrong)?;
        let turn = match unit {
            "m" if number <= 240 => Self::Months(number),
            "y" if number <= 20 => Self::Months(12 * number),
            "d" if number <= 7_305 => Self::Days(number),
            _ => return Err(wrong()),
        };
        Ok(turn)
    }
}

impl std::fmt::Display for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Months(months) if months % 12 == 0 => write!(f, "{}y", months / 12),
            Self::Months(months) => write!(f, "{months}m"),
            Self::Days(days) => write!(f, "{days}d"),
        }
    }
}

impl Turn {
    /// The day on which the turn of a number, from 0, begins.
    fn begins(self, start: Day, number: u32) -> Day {
        match self {
            Self::Days(days) => start.plus_days(i32::from(days).saturating_mul(number as i32)),
            Self::Months(months) => plus_months(start, u32::from(months) * number),
        }
    }

    /// The turn of a day: its number from 1, its first day, and the first day of the next.
    pub(super) fn of(self, start: Day, day: Day) -> (u32, Day, Day) {
        let mut number = 0;
        while self.begins(start, number + 1) <= day {
            number += 1;
        }
        (number + 1, self.begins(start, number), self.begins(start, number + 1))
    }
}

/// The same day so many months later, or the last day of the month.
fn plus_months(day: Day, months: u32) -> Day {
    let january = Day::start_of_year(day.year());
    let of_month = |month: i8| Day::new(day.year(), month, 1).unwrap_or(january);
    let month = (2..=12).take_while(|month| of_month(*month) <= day).count() as u32;
    let (years, month) = ((month + months) / 12, (month + months) % 12);
    let year = day.year().saturating_add(years as i16);
    let number =
        (day.number() - of_month((1 + (2..=12).take_while(|m| of_month(*m) <= day).count()) as i8).number()) as i8 + 1;
    (1..=number).rev().find_map(|number| Day::new(year, month as i8 + 1, number).ok()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn months_keep_the_day_or_end_with_the_month() {
        for (from, months, to) in [
            ("2022-11-25", 6, "2023-05-25"),
            ("2022-08-31", 6, "2023-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2022-12-31", 1, "2023-01-31"),
            ("2022-01-01", 0, "2022-01-01"),
        ] {
            assert_eq!(plus_months(day(from), months), day(to), "{from} and {months}");
        }
    }

    #[test]
    fn a_day_belongs_to_one_turn() {
        let (turn, start) = ("6m".parse::<Turn>().unwrap(), day("2022-11-25"));
        assert_eq!(turn.of(start, start), (1, start, day("2023-05-25")));
        assert_eq!(turn.of(start, day("2023-05-24")).0, 1);
        assert_eq!(turn.of(start, day("2023-05-25")), (2, day("2023-05-25"), day("2023-11-25")));
        assert_eq!("30d".parse::<Turn>().unwrap().of(start, day("2022-12-30")).0, 2);
        assert_eq!(["1y", "18m", "30d"].map(|text| text.parse::<Turn>().unwrap().to_string()), ["1y", "18m", "30d"]);
        for text in ["", "m", "0m", "6", "-1m", "6w", "21y", "½y"] {
            assert!(text.parse::<Turn>().is_err(), "{text}");
        }
    }
}
