//! The format of a data file: columns of figures in variable-length integers.
//!
//! A file is: the letters `FALM`, a version byte; the names of states and partners; the days on which figures became known; then for
//! each column its name, number of rows, and length in bytes; then the columns. A row is the differences of its state, partner and
//! year to those of the row before, the place of its day, and its value as a decimal number, so that the file holds what the source
//! printed. Numbers are little-endian base 128; signed ones are folded (0, -1, 1, -2, …).

use std::collections::BTreeMap;

use foedera_world::Day;

const MAGIC: &[u8; 5] = b"FALM\x01";

/// A figure: of whom, of when, how much, and since when it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The place of the state among the names of its file.
    pub state: u16,
    /// The place of the partner among the names; [`NOBODY`] where there is none.
    pub partner: u16,
    /// The year that it is about; `None` where it has none (an area, a capital).
    pub year: Option<i16>,
    /// Since when it is known; `None`: since 1 January of the year after its own.
    pub first_seen: Option<Day>,
    /// The value.
    pub value: f64,
}

/// The partner of a figure that has none.
pub const NOBODY: u16 = u16::MAX;

/// A file is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken(pub &'static str);

/// What a file begins with: names, days, and where its columns lie.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Head {
    /// The names of states and partners.
    pub names: Vec<String>,
    days: Vec<Day>,
    columns: BTreeMap<String, (usize, usize, usize)>,
}

impl Head {
    /// Read the head of a file.
    ///
    /// # Errors
    /// A file that is cut, of another version, or no such file.
    pub fn read(bytes: &[u8]) -> Result<Self, Broken> {
        let mut reader = Reader { bytes, at: 0 };
        if reader.take(MAGIC.len())? != MAGIC {
            return Err(Broken("no almanac file of version 1"));
        }
        let names = (0..reader.count()?).map(|_| reader.text()).collect::<Result<Vec<_>, _>>()?;
        let epoch = Day::start_of_year(1970);
        let days = (0..reader.count()?).map(|_| Ok(epoch.plus_days(reader.whole()?))).collect::<Result<Vec<_>, _>>()?;
        let mut listed = Vec::new();
        for _ in 0..reader.count()? {
            listed.push((reader.text()?, reader.count()?, reader.count()?));
        }
        let (mut columns, mut start) = (BTreeMap::new(), reader.at);
        for (name, rows, length) in listed {
            let end = start.checked_add(length).filter(|end| *end <= bytes.len()).ok_or(Broken("it is cut"))?;
            columns.insert(name, (start, end, rows));
            start = end;
        }
        Ok(Self { names, days, columns })
    }

    /// The days on which figures became known, in order.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// The rows of a column; none if the file does not have it.
    ///
    /// # Errors
    /// A column that is cut, or speaks of names and days that the head does not have.
    pub fn column(&self, bytes: &[u8], name: &str) -> Result<Vec<Row>, Broken> {
        let Some((start, end, count)) = self.columns.get(name).copied() else { return Ok(Vec::new()) };
        let mut reader = Reader { bytes: bytes.get(start..end).ok_or(Broken("it is cut"))?, at: 0 };
        let mut rows = Vec::with_capacity(count.min(end - start));
        let (mut state, mut partner, mut year) = (0, 0, 0);
        for _ in 0..count {
            state += reader.whole()?;
            partner += reader.whole()?;
            year += reader.whole()?;
            let day = reader.count()?;
            let (exponent, digits) = (reader.whole()?, reader.long()?);
            let name = |place: i32| u16::try_from(place).ok().filter(|place| usize::from(*place) < self.names.len());
            rows.push(Row {
                state: name(state).ok_or(Broken("a row of no state"))?,
                partner: if partner == -1 { NOBODY } else { name(partner).ok_or(Broken("a row of no partner"))? },
                year: if year == -1 {
                    None
                } else {
                    Some(i16::try_from(year).map_err(|_| Broken("a row of no year"))?)
                },
                first_seen: match day {
                    0 => None,
                    day => Some(*self.days.get(day - 1).ok_or(Broken("a row of no day"))?),
                },
                value: value_of(digits, exponent)?,
            });
        }
        if reader.at == end - start { Ok(rows) } else { Err(Broken("a column has more than its rows")) }
    }
}

/// The bytes of a file with these names and columns; rows are put in order. The value of a row keeps ten digits.
pub fn write(names: &[String], columns: &[(&str, Vec<Row>)]) -> Vec<u8> {
    let mut days: Vec<Day> = columns.iter().flat_map(|(_, rows)| rows).filter_map(|row| row.first_seen).collect();
    days.sort_unstable();
    days.dedup();
    let mut head = MAGIC.to_vec();
    count(&mut head, names.len());
    names.iter().for_each(|name| text(&mut head, name));
    count(&mut head, days.len());
    days.iter().for_each(|day| whole(&mut head, i64::from(day.number())));
    count(&mut head, columns.len());
    let mut body = Vec::new();
    for (name, rows) in columns {
        let start = body.len();
        let mut rows = rows.clone();
        rows.sort_by_key(|row| (row.state, row.partner, row.year, row.first_seen));
        let (mut state, mut partner, mut year) = (0, 0, 0);
        for row in &rows {
            let now = (
                i64::from(row.state),
                if row.partner == NOBODY { -1 } else { i64::from(row.partner) },
                row.year.map_or(-1, i64::from),
            );
            whole(&mut body, now.0 - state);
            whole(&mut body, now.1 - partner);
            whole(&mut body, now.2 - year);
            (state, partner, year) = now;
            count(&mut body, row.first_seen.map_or(0, |day| days.partition_point(|other| *other < day) + 1));
            let (digits, exponent) = decimal(row.value);
            whole(&mut body, i64::from(exponent));
            whole(&mut body, digits);
        }
        text(&mut head, name);
        count(&mut head, rows.len());
        count(&mut head, body.len() - start);
    }
    head.extend(body);
    head
}

/// A value as a whole number times a power of ten, to ten digits.
fn decimal(value: f64) -> (i64, i32) {
    let printed = format!("{value:.9e}");
    let (digits, exponent) = printed.split_once('e').expect("the form of numbers");
    let (mut whole, mut exponent) = (
        digits.replace('.', "").parse::<i64>().expect("ten digits"),
        exponent.parse::<i32>().expect("an exponent") - 9,
    );
    while whole != 0 && whole % 10 == 0 {
        (whole, exponent) = (whole / 10, exponent + 1);
    }
    (whole, if whole == 0 { 0 } else { exponent })
}

/// The nearest number to digits and a power of ten, as the text of it would be read.
fn value_of(digits: i64, exponent: i32) -> Result<f64, Broken> {
    // Up to 2^53 and 10^22 both are exact, so that the quotient or product is the nearest number.
    let power = 10_f64.powi(exponent.abs());
    if digits.unsigned_abs() < (1 << 53) && exponent.abs() <= 22 {
        return Ok(if exponent < 0 { digits as f64 / power } else { digits as f64 * power });
    }
    Err(Broken("a value out of range"))
}

fn count(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 128 {
        bytes.push((number % 128) as u8 | 128);
        number /= 128;
    }
    bytes.push(number as u8);
}

fn whole(bytes: &mut Vec<u8>, number: i64) {
    count(bytes, ((number << 1) ^ (number >> 63)) as usize);
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    count(bytes, text.len());
    bytes.extend(text.as_bytes());
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Broken> {
        let end = self.at.checked_add(length).ok_or(Broken("it is cut"))?;
        let taken = self.bytes.get(self.at..end).ok_or(Broken("it is cut"))?;
        self.at = end;
        Ok(taken)
    }

    fn unsigned(&mut self) -> Result<u64, Broken> {
        let mut number = 0_u64;
        for place in 0..9 {
            let byte = self.take(1)?[0];
            number |= u64::from(byte & 127) << (7 * place);
            if byte < 128 {
                return Ok(number);
            }
        }
        Err(Broken("a number is too long"))
    }

    fn count(&mut self) -> Result<usize, Broken> {
        usize::try_from(self.unsigned()?).map_err(|_| Broken("a count out of range"))
    }

    fn long(&mut self) -> Result<i64, Broken> {
        let folded = self.unsigned()?;
        Ok((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }

    /// A signed number of at most nine digits, so that sums of a few stay in range.
    fn whole(&mut self) -> Result<i32, Broken> {
        let number = self.long()?;
        i32::try_from(number).ok().filter(|number| number.abs() < 1_000_000).ok_or(Broken("a number out of range"))
    }

    fn text(&mut self) -> Result<String, Broken> {
        let length = self.count()?;
        String::from_utf8(self.take(length)?.to_vec()).map_err(|_| Broken("a name is no text"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row() -> impl Strategy<Value = Row> {
        let value = prop_oneof![-9_999_999_i64..9_999_999].prop_flat_map(|digits| (Just(digits), -6..9));
        (0..3_u16, prop_oneof![Just(NOBODY), 0..3_u16], proptest::option::of(1800..2100_i16), 0..20_i32, value)
            .prop_map(|(state, partner, year, day, (digits, exponent))| Row {
                state,
                partner,
                year,
                first_seen: (day > 0).then(|| Day::start_of_year(1990).plus_days(day * 365)),
                value: format!("{digits}e{exponent}").parse().expect("a number"),
            })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(mut rows in proptest::collection::vec(row(), 0..40)) {
            let names = ["ARM", "AZE", "Hong Kong"].map(str::to_owned);
            let bytes = write(&names, &[("a", rows.clone()), ("b", Vec::new())]);
            let head = Head::read(&bytes).expect("a head");
            prop_assert_eq!(&head.names[..], &names[..]);
            rows.sort_by_key(|row| (row.state, row.partner, row.year, row.first_seen));
            prop_assert_eq!(head.column(&bytes, "a").expect("a column"), rows);
            prop_assert_eq!(head.column(&bytes, "b").expect("a column"), Vec::new());
            prop_assert_eq!(head.column(&bytes, "none").expect("no column"), Vec::new());
        }

        #[test]
        fn a_broken_file_is_refused_or_read_and_never_a_panic(
            rows in proptest::collection::vec(row(), 1..9), cut in 0..200_usize, at in 0..200_usize, byte in 0..=255_u8,
        ) {
            let names = ["ARM", "AZE", "Hong Kong"].map(str::to_owned);
            let mut bytes = write(&names, &[("a", rows)]);
            bytes.truncate(bytes.len() - cut.min(bytes.len()));
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
            if let Ok(head) = Head::read(&bytes) {
                let _read_or_refused = head.column(&bytes, "a");
            }
        }
    }
}
