//! Days that a text or an address names: a forecast that knows nothing after a day tells nothing that names a later one.

use foedera_world::Day;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Years that may be the date of something.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2100;

fn day(year: i16, month: i8, of_month: i8) -> Option<Day> {
    Day::new(year, month, of_month).ok()
}

/// The latest date in groups of digits: `2022/11/25`, `2022-11`, `20221125`, `2022`. Other numbers are no dates.
fn in_digits(text: &str, compact: bool) -> Option<Day> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let mut groups: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while let Some(from) = text[at..].find(is_digit).map(|found| at + found) {
        let until = text[from..].find(|letter| !is_digit(letter)).map_or(text.len(), |found| from + found);
        groups.push((from, &text[from..until]));
        at = until;
    }
    let follows = |place: usize| {
        let (from, digits) = groups.get(place)?;
        let (next, number) = groups.get(place + 1)?;
        (*next == from + digits.len() + 1 && number.len() <= 2 && "/-_.".contains(&text[next - 1..*next]))
            .then(|| number.parse::<i8>().ok())
            .flatten()
    };
    let date = |place: usize| {
        let digits = groups[place].1;
        let part = |from: usize, until: usize| digits.get(from..until)?.parse::<i8>().ok();
        let year = digits.get(..4)?.parse::<i16>().ok().filter(|year| YEARS.contains(year))?;
        match digits.len() {
            8 if compact => day(year, part(4, 6)?, part(6, 8)?),
            6 if compact => day(year, part(4, 6)?, 1),
            4 => {
                let month = follows(place).filter(|month| (1..=12).contains(month));
                let of_month = month.and_then(|_| follows(place + 1));
                day(year, month.unwrap_or(1), of_month.unwrap_or(1)).or_else(|| day(year, month.unwrap_or(1), 1))
            }
            _ => None,
        }
    };
    (0..groups.len()).filter_map(date).max()
}

/// The latest date in an address or a key, digits run together or not: `/2022/11/25/`, `inv_20220114`.
pub fn day_in_address(text: &str) -> Option<Day> {
    in_digits(text, true)
}

/// The latest date in a text: `8 Oct 2020`, `January 2022`, `2021-05-12`, `2019`.
pub fn day_in_text(text: &str) -> Option<Day> {
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let month = |word: &str| {
        let start = word.get(..3)?.to_ascii_lowercase();
        MONTHS.iter().position(|name| *name == start).map(|place| place as i8 + 1)
    };
    let date = |place: usize| {
        let year = words[place].parse::<i16>().ok().filter(|year| words[place].len() == 4 && YEARS.contains(year))?;
        let month = place.checked_sub(1).and_then(|before| month(words[before]))?;
        let of_month = place.checked_sub(2).and_then(|before| words[before].parse::<i8>().ok()).unwrap_or(1);
        day(year, month, of_month).or_else(|| day(year, month, 1))
    };
    (0..words.len()).filter_map(date).max().max(in_digits(text, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_dated_by_the_latest_day_month_or_year_that_it_names() {
        for (text, expected) in [
            ("taken back on 7 May 2023, asked in 2019", Some("2023-05-07")),
            ("in force to January 2022", Some("2022-01-01")),
            ("exits 2014-09-06 and 2015-07-14", Some("2015-07-14")),
            ("a formal member to early 2026", Some("2026-01-01")),
            ("75 agreements kept; 12-month notice", None),
        ] {
            assert_eq!(day_in_text(text).map(|day| day.to_string()).as_deref(), expected, "{text}");
        }
        assert_eq!(day_in_address("inv_20220114").map(|day| day.to_string()).as_deref(), Some("2022-01-14"));
    }
}
