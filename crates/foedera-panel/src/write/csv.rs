//! Comma-separated text. Numbers are written so that they come back to the bit, whole ones without a point.

use std::io::{BufWriter, Write};

use crate::sheet::Panel;

pub(super) fn write(panel: &mut Panel, out: impl Write) -> std::io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, out);
    let name_columns = panel.name_columns();
    let columns = panel.columns().into_iter().map(|column| column.name);
    let names: Vec<String> = columns.chain(name_columns.iter().map(|(name, _)| name.clone())).collect();
    writeln!(out, "{}", names.join(","))?;
    let year = panel.year_column();
    let mut rows = 0;
    let mut line = Vec::new();
    panel.each_year_named(|panel, block| {
        let height = block.first().map_or(0, Vec::len);
        for row in 0..height {
            line.clear();
            for (index, column) in block.iter().enumerate() {
                if index > 0 {
                    line.push(b',');
                }
                push_number(&mut line, column[row]);
            }
            for (_, key) in &name_columns {
                line.push(b',');
                push_text(&mut line, panel.name_of(block[*key][row], block[year][row]));
            }
            line.push(b'\n');
            out.write_all(&line)?;
        }
        rows += height as u64;
        Ok::<(), std::io::Error>(())
    })?;
    out.flush()?;
    Ok(rows)
}

/// A text, in quotes where it must be.
pub(super) fn push_text(line: &mut Vec<u8>, text: &str) {
    if text.contains(['"', ',', '\n', '\r']) {
        line.push(b'"');
        line.extend(text.replace('"', "\"\"").bytes());
        line.push(b'"');
    } else {
        line.extend(text.bytes());
    }
}

pub(super) fn push_number(line: &mut Vec<u8>, value: f64) {
    if value.is_nan() {
        return;
    }
    // Most cells are small whole numbers, and the general way is slow for them.
    if (0.0..1e6).contains(&value) && value.fract() == 0.0 {
        push_small(line, value as u32);
    } else {
        write!(line, "{value}").expect("a vector takes every byte");
    }
}

fn push_small(line: &mut Vec<u8>, mut value: u32) {
    let mut digits = [0; 10];
    let mut count = 0;
    loop {
        digits[count] = b'0' + (value % 10) as u8;
        count += 1;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    line.extend(digits[..count].iter().rev());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_so_that_they_come_back() {
        let text = |value: f64| {
            let mut line = Vec::new();
            push_number(&mut line, value);
            String::from_utf8(line).unwrap()
        };
        assert_eq!([text(0.0), text(7.0), text(999_999.0), text(-3.0)], ["0", "7", "999999", "-3"]);
        assert_eq!([text(f64::NAN), text(0.1), text(1e6)], ["", "0.1", "1000000"]);
        assert_eq!(text(0.039697491).parse::<f64>().unwrap().to_bits(), 0.039697491_f64.to_bits());
    }
}
