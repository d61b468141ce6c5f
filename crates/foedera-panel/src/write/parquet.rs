//! Parquet: one row group for some years at a time, all columns optional.

use std::io::{Error, Write};
use std::sync::Arc;

use parquet::basic::{Compression, Repetition, Type as Physical};
use parquet::data_type::{DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

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
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(Error::other)?;
    let schema = Type::group_type_builder("panel").with_fields(fields).build().map_err(Error::other)?;
    let created_by = format!("foedera {}", env!("CARGO_PKG_VERSION"));
    let properties =
        WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by(created_by).build();
    let mut writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(Error::other)?;
    let mut gathered: Block = vec![Vec::new(); columns.len()];
    let mut rows = 0;
    panel.each_year(|block| {
        for (all, column) in gathered.iter_mut().zip(block) {
            all.extend(column);
        }
        if gathered[0].len() >= GROUP {
            rows += flush(&mut writer, &mut gathered, &columns)?;
        }
        Ok::<(), Error>(())
    })?;
    if !gathered[0].is_empty() {
        rows += flush(&mut writer, &mut gathered, &columns)?;
    }
    writer.close().map_err(Error::other)?;
    Ok(rows)
}

fn flush<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    gathered: &mut Block,
    columns: &[OutColumn],
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
    group.close().map_err(Error::other)?;
    Ok(rows)
}
