//! One table of a world file as CSV, Stata or Parquet, as it was read: states by their letters, days as dates.

use std::io::{BufWriter, Error, Seek, Write};

use dta::stata::dta::byte_order::ByteOrder;
use dta::stata::dta::dta_writer::DtaWriter;
use dta::stata::dta::header::Header;
use dta::stata::dta::long_string_writer::LongStringWriter;
use dta::stata::dta::release::Release;
use dta::stata::dta::schema::Schema;
use dta::stata::dta::value::Value;
use dta::stata::dta::value_label_writer::ValueLabelWriter;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;
use foedera_store::Frame;
use foedera_world::Roster;

use super::cells::{Cells, columns};
use super::csv::{push_number, quoted};
use super::{FileFormat, stata};

/// The longest text of a Stata variable that is no long string, in bytes.
const LONGEST_TEXT: usize = 2045;

/// Write a table of a world file; gives the number of rows.
///
/// # Errors
/// What the disk says, or [`std::io::ErrorKind::Unsupported`] for a format that this build does not have.
pub fn write_table<W: Write + Seek + Send>(
    frame: &Frame,
    roster: &Roster,
    format: FileFormat,
    out: W,
) -> std::io::Result<u64> {
    let columns = columns(frame, roster);
    match format {
        FileFormat::Csv => csv(frame.len(), &columns, out)?,
        FileFormat::Stata => stata_file(frame, &columns, out)?,
        #[cfg(feature = "parquet")]
        FileFormat::Parquet => super::parquet::write_table(frame, &columns, out)?,
        #[cfg(not(feature = "parquet"))]
        FileFormat::Parquet => return Err(std::io::ErrorKind::Unsupported.into()),
    }
    Ok(frame.len() as u64)
}

fn csv(rows: usize, columns: &[(&str, Cells<'_>)], out: impl Write) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, out);
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    writeln!(out, "{}", names.join(","))?;
    let mut line = Vec::new();
    for row in 0..rows {
        line.clear();
        for (index, (_, cells)) in columns.iter().enumerate() {
            if index > 0 {
                line.push(b',');
            }
            match cells {
                Cells::Whole(cells) if cells[row] == foedera_store::MISSING_WHOLE => {}
                Cells::Whole(cells) => push_number(&mut line, f64::from(cells[row])),
                Cells::Number(cells) => push_number(&mut line, cells[row]),
                Cells::Text(cells) => line.extend(quoted(cells[row].as_deref().unwrap_or_default()).bytes()),
            }
        }
        line.push(b'\n');
        out.write_all(&line)?;
    }
    out.flush()
}

fn stata_file(frame: &Frame, columns: &[(&str, Cells<'_>)], out: impl Write + Seek) -> std::io::Result<()> {
    let mut schema = Schema::builder();
    for (name, cells) in columns {
        let (kind, format) = match cells {
            Cells::Whole(_) => (VariableType::Long, "%12.0g"),
            Cells::Number(_) => (VariableType::Double, "%10.0g"),
            Cells::Text(cells) => {
                let longest = cells.iter().flatten().map(String::len).max().unwrap_or(1).clamp(1, LONGEST_TEXT);
                (VariableType::FixedString(u16::try_from(longest).unwrap_or(1)), "%20s")
            }
        };
        schema = schema.add_variable(Variable::builder(kind, *name).format(format));
    }
    let schema = schema.build().map_err(Error::other)?;
    let label: String = format!("Foedera {}", frame.dataset).chars().take(80).collect();
    let header = Header::builder(Release::V118, ByteOrder::LittleEndian).dataset_label(label).build();
    let writer = DtaWriter::new()
        .from_writer(BufWriter::with_capacity(1 << 20, out))
        .write_header(header)
        .and_then(|writer| writer.write_schema(schema))
        .map_err(Error::other)?;
    let mut records = writer.into_record_writer().map_err(Error::other)?;
    for row in 0..frame.len() {
        let cells = columns.iter().map(|(_, cells)| match cells {
            Cells::Whole(cells) if cells[row] == foedera_store::MISSING_WHOLE => stata::value(f64::NAN, true),
            Cells::Whole(cells) => stata::value(f64::from(cells[row]), true),
            Cells::Number(cells) => stata::value(cells[row], false),
            Cells::Text(cells) => Value::string(stata::cut_to(cells[row].as_deref().unwrap_or_default(), LONGEST_TEXT)),
        });
        records.write_record(&cells.collect::<Vec<_>>()).map_err(Error::other)?;
    }
    let labels = records.into_long_string_writer().and_then(LongStringWriter::into_value_label_writer);
    labels.and_then(ValueLabelWriter::finish).map_err(Error::other)?.flush()
}
