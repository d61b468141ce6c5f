//! Parquet: one row group for some years at a time, all columns optional.

use std::io::{Error, Write};
use std::sync::Arc;

use foedera_store::{Frame, MISSING_WHOLE};
use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::cells::Cells;
use crate::sheet::{Block, OutColumn, Panel};

/// Rows of a row group, about.
const GROUP: usize = 500_000;

pub(super) fn write(panel: &mut Panel, out: impl Write + Send) -> std::io::Result<u64> {
    let columns = panel.columns();
    let field = |column: &OutColumn| {
        let physical = if column.whole { Physical::INT32 } else { Physical::DOUBLE };
        let builder = Type::primitive_type_builder(&column.name, physical).with_repetition(Repetition::OPTIONAL);
        builder.build().map(Arc::new)
    };
    let name_columns = panel.name_columns();
    let text = |(name, _): &(String, usize)| {
        let builder = Type::primitive_type_builder(name, Physical::BYTE_ARRAY).with_repetition(Repetition::REQUIRED);
        builder.with_converted_type(ConvertedType::UTF8).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).chain(name_columns.iter().map(text));
    let fields = fields.collect::<Result<Vec<_>, _>>().map_err(Error::other)?;
    let schema = Type::group_type_builder("panel").with_fields(fields).build().map_err(Error::other)?;
    let created_by = format!("foedera {}", env!("CARGO_PKG_VERSION"));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(created_by)
        .set_key_value_metadata(Some(metadata(panel)))
        .build();
    let mut writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(Error::other)?;
    let mut gathered: Block = vec![Vec::new(); columns.len()];
    let mut rows = 0;
    let year = panel.year_column();
    let mut names: Vec<Vec<ByteArray>> = vec![Vec::new(); name_columns.len()];
    panel.each_table(|panel, table| {
        let block = &table.block;
        for (all, (_, key)) in names.iter_mut().zip(&name_columns) {
            let cells = block[*key].iter().zip(&block[year]);
            all.extend(cells.map(|(code, year)| ByteArray::from(panel.name_of(*code, *year))));
        }
        for (all, column) in gathered.iter_mut().zip(block) {
            all.extend(column);
        }
        if gathered[0].len() >= GROUP {
            rows += flush(&mut writer, &mut gathered, &columns, &mut names)?;
        }
        Ok::<(), Error>(())
    })?;
    if !gathered[0].is_empty() {
        rows += flush(&mut writer, &mut gathered, &columns, &mut names)?;
    }
    writer.close().map_err(Error::other)?;
    Ok(rows)
}

/// What the panel is, and what each column means with its unit and the years covered, beside the table itself.
fn metadata(panel: &Panel) -> Vec<KeyValue> {
    let request = panel.request();
    let years = format!("{}-{}", request.years.0, request.years.1);
    let head = [("foedera.panel", request.kind.name().to_owned()), ("foedera.years", years)];
    let mut all: Vec<KeyValue> = head.map(|(key, value)| KeyValue::new(key.to_owned(), value)).into();
    for used in panel.variables() {
        let (what, unit) = (used.variable.meaning(request.kind), used.variable.unit);
        let text = format!("{what}; {unit}; covers {}-{}", used.span.0, used.span.1);
        all.extend(used.columns.iter().map(|column| KeyValue::new(format!("foedera.column.{column}"), text.clone())));
    }
    all
}

fn flush<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    gathered: &mut Block,
    columns: &[OutColumn],
    names: &mut [Vec<ByteArray>],
) -> std::io::Result<u64> {
    let rows = gathered[0].len() as u64;
    let mut group = writer.next_row_group().map_err(Error::other)?;
    for (values, column) in gathered.iter_mut().zip(columns) {
        let levels: Vec<i16> = values.iter().map(|value| i16::from(!value.is_nan())).collect();
        let mut target = group.next_column().map_err(Error::other)?.expect("one for each field");
        let present = values.iter().filter(|value| !value.is_nan());
        if column.whole {
            let cells: Vec<i32> = present.map(|value| *value as i32).collect();
            target.typed::<Int32Type>().write_batch(&cells, Some(&levels), None).map_err(Error::other)?;
        } else {
            let cells: Vec<f64> = present.copied().collect();
            target.typed::<DoubleType>().write_batch(&cells, Some(&levels), None).map_err(Error::other)?;
        }
        target.close().map_err(Error::other)?;
        values.clear();
    }
    for cells in names {
        let mut target = group.next_column().map_err(Error::other)?.expect("one for each field");
        target.typed::<ByteArrayType>().write_batch(cells, None, None).map_err(Error::other)?;
        target.close().map_err(Error::other)?;
        cells.clear();
    }
    group.close().map_err(Error::other)?;
    Ok(rows)
}

/// Write a table of a world file, all of it in one group; what it is stands in the file's metadata.
pub(super) fn write_table(frame: &Frame, columns: &[(&str, Cells<'_>)], out: impl Write + Send) -> std::io::Result<()> {
    let field = |(name, cells): &(&str, Cells<'_>)| {
        let physical = match cells {
            Cells::Whole(_) => Physical::INT32,
            Cells::Number(_) => Physical::DOUBLE,
            Cells::Text(_) => Physical::BYTE_ARRAY,
        };
        let builder = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
        let text = if physical == Physical::BYTE_ARRAY { ConvertedType::UTF8 } else { ConvertedType::NONE };
        builder.with_converted_type(text).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(Error::other)?;
    let schema = Type::group_type_builder("table").with_fields(fields).build().map_err(Error::other)?;
    let about =
        [("foedera.dataset", frame.dataset.clone()), ("foedera.years", format!("{}-{}", frame.span.0, frame.span.1))];
    let about = about.map(|(key, value)| KeyValue::new(key.to_owned(), value)).into();
    let created_by = format!("foedera {}", env!("CARGO_PKG_VERSION"));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(created_by)
        .set_key_value_metadata(Some(about))
        .build();
    let mut writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(Error::other)?;
    let mut group = writer.next_row_group().map_err(Error::other)?;
    for (_, cells) in columns {
        let mut target = group.next_column().map_err(Error::other)?.expect("one for each field");
        let level = |present: bool| i16::from(present);
        let written = match cells {
            Cells::Whole(cells) => {
                let levels: Vec<i16> = cells.iter().map(|cell| level(*cell != MISSING_WHOLE)).collect();
                let present: Vec<i32> = cells.iter().copied().filter(|cell| *cell != MISSING_WHOLE).collect();
                target.typed::<Int32Type>().write_batch(&present, Some(&levels), None)
            }
            Cells::Number(cells) => {
                let levels: Vec<i16> = cells.iter().map(|cell| level(!cell.is_nan())).collect();
                let present: Vec<f64> = cells.iter().copied().filter(|cell| !cell.is_nan()).collect();
                target.typed::<DoubleType>().write_batch(&present, Some(&levels), None)
            }
            Cells::Text(cells) => {
                let levels: Vec<i16> = cells.iter().map(|cell| level(cell.is_some())).collect();
                let present: Vec<ByteArray> =
                    cells.iter().flatten().map(|text| ByteArray::from(text.as_str())).collect();
                target.typed::<ByteArrayType>().write_batch(&present, Some(&levels), None)
            }
        };
        written.map_err(Error::other)?;
        target.close().map_err(Error::other)?;
    }
    group.close().map_err(Error::other)?;
    writer.close().map(drop).map_err(Error::other)
}
