//! Stata 14 files (release 118).

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
use dta::stata::missing_value::MissingValue;
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_long::StataLong;

use super::do_file::{Summary, unit};
use super::labels::{label_of, labels, table};
use crate::sheet::{OutColumn, Panel};
use crate::variables::find_variable;

/// Write a panel as a Stata file with value labels; gives the number of rows and what is in each column of numbers.
///
/// Where a unit has two keys there is one more variable, `dyad` or `membership`, behind all others, by which Stata knows it.
///
/// # Errors
/// What the disk says.
pub fn write_stata(panel: &mut Panel, out: impl Write + Seek) -> std::io::Result<(u64, Vec<Summary>)> {
    let columns = panel.columns();
    let mut summaries: Vec<Summary> = columns.iter().map(|column| Summary::of(&column.name)).collect();
    let name_columns = panel.name_columns();
    let year = panel.year_column();
    let unit = unit(panel);
    let schema = schema(panel, &columns)?;
    let value_labels = table(&labels(panel))?;
    let header = Header::builder(Release::V118, ByteOrder::LittleEndian).dataset_label("Foedera panel").build();
    let writer = DtaWriter::new()
        .from_writer(BufWriter::with_capacity(1 << 20, out))
        .write_header(header)
        .and_then(|writer| writer.write_schema(schema))
        .map_err(Error::other)?;
    let mut records = writer.into_record_writer().map_err(Error::other)?;
    let mut rows = 0;
    panel.each_table(|panel, table| {
        let block = &table.block;
        let mut cells = Vec::with_capacity(columns.len());
        let height = block.first().map_or(0, Vec::len);
        for row in 0..height {
            cells.clear();
            cells.extend(block.iter().zip(&columns).map(|(values, column)| value(values[row], column.whole)));
            summaries.iter_mut().zip(block).for_each(|(summary, values)| summary.add(values[row]));
            let names = name_columns.iter().map(|(_, key)| panel.name_of(block[*key][row], block[year][row]));
            cells.extend(names.map(|name| Value::string(cut_to(name, usize::from(LONGEST_NAME)))));
            cells.extend(unit.iter().map(|_| value(1000.0 * block[0][row] + block[1][row], true)));
            records.write_record(&cells).map_err(Error::other)?;
        }
        rows += height as u64;
        Ok::<(), Error>(())
    })?;
    let writer = records.into_long_string_writer().and_then(LongStringWriter::into_value_label_writer);
    let mut writer = writer.map_err(Error::other)?;
    // In the order of the columns: that of the table is not the same in every run.
    for set in labels(panel).iter().filter_map(|(name, _)| value_labels.get(name)) {
        writer.write_value_label_set(set).map_err(Error::other)?;
    }
    ValueLabelWriter::finish(writer).map_err(Error::other)?.flush()?;
    Ok((rows, summaries))
}

/// What each variable of the file is.
fn schema(panel: &Panel, columns: &[OutColumn]) -> std::io::Result<Schema> {
    let mut schema = Schema::builder();
    for column in columns {
        let (kind, format) =
            if column.whole { (VariableType::Long, "%12.0g") } else { (VariableType::Double, "%10.0g") };
        let mut variable = Variable::builder(kind, &column.name).format(format).label(label(panel, column));
        if let Some(name) = label_of(panel, &column.name) {
            variable = variable.value_label_name(name);
        }
        schema = schema.add_variable(variable);
    }
    for (name, _) in panel.name_columns() {
        let kind = VariableType::FixedString(LONGEST_NAME);
        schema = schema.add_variable(Variable::builder(kind, name).format("%32s").label("name of the state"));
    }
    if let Some((name, what)) = unit(panel) {
        schema = schema.add_variable(Variable::builder(VariableType::Long, name).format("%12.0g").label(what));
    }
    schema.build().map_err(Error::other)
}

/// The bytes of a name in a Stata file.
const LONGEST_NAME: u16 = 64;

/// A text, cut to the bytes that its variable has.
pub(super) fn cut_to(text: &str, most: usize) -> &str {
    let end = (0..=text.len().min(most)).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

pub(super) fn value(value: f64, whole: bool) -> Value<'static> {
    match (value.is_nan(), whole) {
        (true, true) => Value::Long(StataLong::Missing(MissingValue::System)),
        (true, false) => Value::Double(StataDouble::Missing(MissingValue::System)),
        (false, true) => Value::Long(StataLong::Present(value as i32)),
        (false, false) => Value::Double(StataDouble::Present(value)),
    }
}

/// What the column is, cut to the 80 characters that Stata keeps.
fn label(panel: &Panel, column: &OutColumn) -> String {
    let used = panel.variables().iter().find(|used| used.columns.contains(&column.name));
    let what = used.and_then(|used| find_variable(used.variable.name)).map_or("", |variable| variable.what);
    what.chars().take(80).collect()
}
