//! Comma-separated text. Numbers are written so that they come back to the bit, whole ones without a point.
//!
//! A number of a state and year stands in the rows of all its pairs, and most of the work would be to make its digits: its text is made
//! once a year and copied.

use std::io::Write;

use crate::sheet::{Panel, Table, Whose};

/// Bytes that are gathered before they are written.
const GATHERED: usize = 1 << 17;
/// The longest text that is kept: any number from 1e-20 to 1e40 fits. Others are written out each time.
const LONGEST: usize = 47;
/// Whole numbers below this are written digit by digit; the general way is slow.
const SMALL: u32 = 1_000_000;
/// The length of a text that is not made yet, and of one that is too long.
const UNKNOWN: u8 = 0xff;
const TOO_LONG: u8 = 0xfe;

/// The text of a number with the comma after it.
#[derive(Clone, Copy)]
struct Text {
    bytes: [u8; LONGEST + 1],
    length: u8,
}

pub(super) fn write(panel: &mut Panel, out: impl Write) -> std::io::Result<u64> {
    let name_columns = panel.name_columns();
    let columns = panel.columns().into_iter().map(|column| column.name);
    let names: Vec<String> = columns.chain(name_columns.iter().map(|(name, _)| name.clone())).collect();
    let mut out = Lines { out, bytes: vec![0; GATHERED + (LONGEST + 1) * names.len()], length: 0 };
    let sharing = panel.sharing();
    let mut texts: Vec<Vec<Text>> = vec![Vec::new(); sharing.len()];
    let mut rows = 0;
    out.push_long(names.join(",").as_bytes())?;
    out.end_line()?;
    let year = panel.year_column();
    panel.each_table(|panel, table| {
        texts.iter_mut().for_each(Vec::clear);
        let names: Vec<Vec<String>> = name_columns
            .iter()
            .map(|(_, key)| {
                let cells = table.block[*key].iter().zip(&table.block[year]);
                cells.map(|(code, year)| quoted(panel.name_of(*code, *year))).collect()
            })
            .collect();
        rows += write_year(table, (&sharing, &names), &mut texts, &mut out)?;
        Ok::<(), std::io::Error>(())
    })?;
    out.flush()?;
    Ok(rows)
}

/// Write the rows of a year, the columns of `names` behind the numbers; `texts` has for each column of numbers the texts of its units so
/// far.
fn write_year<W: Write>(
    Table { block, places }: &Table,
    (sharing, names): (&[Whose], &[Vec<String>]),
    texts: &mut [Vec<Text>],
    out: &mut Lines<W>,
) -> std::io::Result<u64> {
    let height = block.first().map_or(0, Vec::len);
    let units = places.iter().flatten().max().map_or(0, |last| usize::from(*last) + 1);
    texts.iter_mut().for_each(|own| own.resize(units, Text { bytes: [0; LONGEST + 1], length: UNKNOWN }));
    for row in 0..height {
        for ((column, whose), texts) in block.iter().zip(sharing).zip(&mut *texts) {
            let value = column[row];
            if *whose == Whose::Row {
                out.push(value)?;
                continue;
            }
            let text = &mut texts[usize::from(places[row][usize::from(*whose == Whose::Second)])];
            if text.length == UNKNOWN {
                *text = Text::new(value);
            }
            match text.length {
                TOO_LONG => out.push(value)?,
                _ => out.push_text(text),
            }
        }
        for own in names {
            out.push_word(own[row].as_bytes())?;
        }
        out.end_line()?;
    }
    Ok(height as u64)
}

/// A text, in quotes where it must be.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// A number so that it comes back to the bit; nothing if it is missing.
pub(super) fn push_number(line: &mut Vec<u8>, value: f64) {
    let text = Text::new(value);
    match text.length {
        TOO_LONG => line.extend(value.to_string().bytes()),
        length => line.extend(&text.bytes[..usize::from(length) - 1]),
    }
}

impl Text {
    fn new(value: f64) -> Self {
        let mut bytes = [0; LONGEST + 1];
        let whole = value as u32;
        let length = if value.is_nan() {
            0
        } else if whole < SMALL && f64::from(whole) == value {
            digits(&mut bytes, whole)
        } else {
            let mut rest = &mut bytes[..LONGEST];
            if write!(rest, "{value}").is_err() {
                return Self { bytes, length: TOO_LONG };
            }
            LONGEST - rest.len()
        };
        bytes[length] = b',';
        Self { bytes, length: length as u8 + 1 }
    }
}

/// Write a whole number at the beginning; how many digits it has.
fn digits(bytes: &mut [u8], mut value: u32) -> usize {
    let length = value.checked_ilog10().map_or(1, |power| power as usize + 1);
    for place in bytes[..length].iter_mut().rev() {
        *place = b'0' + (value % 10) as u8;
        value /= 10;
    }
    length
}

/// Lines of cells, each with a comma after it, on their way out.
struct Lines<W> {
    out: W,
    bytes: Vec<u8>,
    length: usize,
}

impl<W: Write> Lines<W> {
    fn push(&mut self, value: f64) -> std::io::Result<()> {
        let whole = value as u32;
        // Most cells are one digit.
        if whole < 10 && f64::from(whole) == value {
            self.bytes[self.length..self.length + 2].copy_from_slice(&[b'0' + whole as u8, b',']);
            self.length += 2;
        } else if value.is_nan() {
            self.bytes[self.length] = b',';
            self.length += 1;
        } else {
            let text = Text::new(value);
            if text.length == TOO_LONG {
                return self.push_long(value.to_string().as_bytes());
            }
            self.push_text(&text);
        }
        Ok(())
    }

    /// The text is copied with what stands behind it, which is overwritten by the next one.
    fn push_text(&mut self, text: &Text) {
        self.bytes[self.length..][..LONGEST + 1].copy_from_slice(&text.bytes);
        self.length += usize::from(text.length);
    }

    /// A word; a short one is gathered with the numbers.
    fn push_word(&mut self, word: &[u8]) -> std::io::Result<()> {
        if word.len() > LONGEST {
            return self.push_long(word);
        }
        self.bytes[self.length..][..word.len()].copy_from_slice(word);
        self.bytes[self.length + word.len()] = b',';
        self.length += word.len() + 1;
        Ok(())
    }

    /// A text of any length, past all that was gathered.
    fn push_long(&mut self, text: &[u8]) -> std::io::Result<()> {
        self.flush()?;
        self.out.write_all(text)?;
        self.bytes[0] = b',';
        self.length = 1;
        Ok(())
    }

    /// End the line in place of its last comma.
    fn end_line(&mut self) -> std::io::Result<()> {
        self.bytes[self.length - 1] = b'\n';
        if self.length >= GATHERED { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.write_all(&self.bytes[..std::mem::take(&mut self.length)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(rows: &[&[f64]]) -> String {
        let mut out = Lines { out: Vec::new(), bytes: vec![0; GATHERED + (LONGEST + 1) * 4], length: 0 };
        for row in rows {
            row.iter().for_each(|value| out.push(*value).unwrap());
            out.end_line().unwrap();
        }
        out.flush().unwrap();
        String::from_utf8(out.out).unwrap()
    }

    #[test]
    fn numbers_are_written_so_that_they_come_back() {
        let values =
            [0.0, -0.0, 7.0, 10.0, 999_999.0, -3.0, 0.1, 1e6, 0.039697491, 1.0 / 3e5, 4e9, 5e-324, 1e300, f64::MAX];
        for value in values {
            let text = written(&[&[value]]);
            assert_eq!(text.trim_end().parse::<f64>().unwrap(), value, "{text}");
            let shared = Text::new(value);
            if shared.length != TOO_LONG {
                assert_eq!(&shared.bytes[..usize::from(shared.length) - 1], text.trim_end().as_bytes());
            }
        }
        let rows: &[&[f64]] =
            &[&[0.0, f64::NAN, -0.0, 1e6], &[f64::NAN, 12.0, 0.1, f64::NAN], &[1e300, 1.0, 2.0, 1e300]];
        let long = format!("1{}", "0".repeat(300));
        assert_eq!(written(rows), format!("0,,0,1000000\n,12,0.1,\n{long},1,2,{long}\n"));
    }
}
