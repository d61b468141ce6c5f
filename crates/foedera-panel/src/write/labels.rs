//! Value labels of Stata files: what the numbers of coded variables mean.

use std::io::{Cursor, Error};

use dta::stata::dta::byte_order::ByteOrder;
use dta::stata::dta::characteristic_writer::CharacteristicWriter;
use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::dta_writer::DtaWriter;
use dta::stata::dta::header::Header;
use dta::stata::dta::long_string_writer::LongStringWriter;
use dta::stata::dta::release::Release;
use dta::stata::dta::schema::Schema;
use dta::stata::dta::value_label_table::ValueLabelTable;
use dta::stata::dta::value_label_writer::ValueLabelWriter;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;

use crate::sheet::Panel;
use crate::variables::find_variable;

/// The label of codes of states.
const STATE: &str = "state";
/// The label of what is so (1) or not (0).
const YES: &str = "yes_no";

/// Labels of coded variables: of which, the name of the label, and what each code means.
const CODED: [(&str, &[(i32, &str)]); 2] = [
    (
        "contiguity",
        &[
            (0, "none"),
            (1, "land or river border"),
            (2, "up to 12 miles of water"),
            (3, "up to 24 miles of water"),
            (4, "up to 150 miles of water"),
            (5, "up to 400 miles of water"),
        ],
    ),
    (
        "mid_hostility",
        &[
            (0, "no dispute"),
            (1, "no militarized action"),
            (2, "threat of force"),
            (3, "display of force"),
            (4, "use of force"),
            (5, "war"),
        ],
    ),
];

/// A label: its name, and the text of each code.
pub(super) type Label = (&'static str, Vec<(i32, String)>);

/// The label of a column, if its numbers are codes.
pub(super) fn label_of(panel: &Panel, column: &str) -> Option<&'static str> {
    let code = panel.request().system.code_name();
    if [code.to_owned(), format!("{code}1"), format!("{code}2")].iter().any(|key| key == column) {
        return Some(STATE);
    }
    let used = panel.variables().iter().find(|used| used.columns.iter().any(|own| own == column))?;
    match (used.variable.name, find_variable(used.variable.name)?.unit) {
        (_, "0 or 1") => Some(YES),
        (_, "code") => Some(STATE),
        (name, _) => CODED.iter().map(|(coded, _)| *coded).find(|coded| *coded == name),
    }
}

/// The labels that the columns of a panel have, each once.
pub(super) fn labels(panel: &Panel) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for column in panel.columns() {
        let Some(name) = label_of(panel, &column.name).filter(|name| labels.iter().all(|label| label.0 != *name))
        else {
            continue;
        };
        let owned = |codes: &[(i32, &str)]| codes.iter().map(|(code, text)| (*code, (*text).to_owned())).collect();
        let codes = match name {
            STATE => panel.state_labels(),
            YES => owned(&[(0, "no"), (1, "yes")]),
            _ => CODED.iter().find(|(coded, _)| *coded == name).map(|(_, codes)| owned(codes)).unwrap_or_default(),
        };
        labels.push((name, codes));
    }
    labels
}

/// The labels as the library writes them. It makes none itself, it only reads them, so it is given a small file that has them.
pub(super) fn table(labels: &[Label]) -> std::io::Result<ValueLabelTable> {
    const END: &[u8] = b"</value_labels></stata_dta>";
    let mut file = file_without_labels()?;
    let place = file.len().checked_sub(END.len()).filter(|place| file[*place..] == *END);
    file.truncate(place.ok_or_else(|| Error::other("the end of a Stata file is not where it was"))?);
    labels.iter().for_each(|label| push(label, &mut file));
    file.extend(END);
    let mut table = ValueLabelTable::new();
    let reader = DtaReader::new().from_reader(Cursor::new(file)).read_header().map_err(Error::other)?;
    let mut reader = reader.read_schema().map_err(Error::other)?;
    reader.skip_to_end().map_err(Error::other)?;
    let mut reader = reader.into_record_reader().map_err(Error::other)?;
    reader.skip_to_end().map_err(Error::other)?;
    let mut reader = reader.into_long_string_reader().map_err(Error::other)?;
    reader.skip_to_end().map_err(Error::other)?;
    reader.into_value_label_reader().map_err(Error::other)?.read_remaining_into(&mut table).map_err(Error::other)?;
    Ok(table)
}

/// A Stata file of one variable and no row.
fn file_without_labels() -> std::io::Result<Vec<u8>> {
    let schema = Schema::builder().add_variable(Variable::builder(VariableType::Long, "x").format("%12.0g"));
    let header = Header::builder(Release::V118, ByteOrder::LittleEndian).build();
    let writer = DtaWriter::new().from_writer(Cursor::new(Vec::new())).write_header(header).map_err(Error::other)?;
    let records = writer
        .write_schema(schema.build().map_err(Error::other)?)
        .and_then(CharacteristicWriter::into_record_writer)
        .map_err(Error::other)?;
    let labels = records.into_long_string_writer().and_then(LongStringWriter::into_value_label_writer);
    Ok(labels.and_then(ValueLabelWriter::finish).map_err(Error::other)?.into_inner())
}

/// Put a label as release 118 has it: length, name of 129 bytes, three empty ones, then count, length of the texts, where each
/// begins, the codes, and the texts.
fn push((name, codes): &Label, file: &mut Vec<u8>) {
    let mut texts = Vec::new();
    let mut places = Vec::new();
    for (_, text) in codes {
        places.push(texts.len() as u32);
        texts.extend(text.bytes().filter(|byte| *byte != 0));
        texts.push(0);
    }
    let mut table: Vec<u8> = Vec::new();
    table.extend((codes.len() as u32).to_le_bytes());
    table.extend((texts.len() as u32).to_le_bytes());
    table.extend(places.iter().flat_map(|place| place.to_le_bytes()));
    table.extend(codes.iter().flat_map(|(code, _)| code.to_le_bytes()));
    table.extend(texts);
    let mut named = [0; 129 + 3];
    named[..name.len()].copy_from_slice(name.as_bytes());
    file.extend(b"<lbl>");
    file.extend((table.len() as u32).to_le_bytes());
    file.extend(named);
    file.extend(table);
    file.extend(b"</lbl>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_comes_back_with_its_codes() {
        let labels: [Label; 2] =
            [("state", vec![(2, "United States".to_owned()), (437, "Côte d'Ivoire".to_owned())]), ("none", vec![])];
        let table = table(&labels).expect("the library reads what it shall write");
        let state = table.get("state").expect("the label");
        assert_eq!(state.label_for(437), Some("Côte d'Ivoire"));
        assert_eq!(state.entries().len(), 2);
        assert_eq!(table.len(), 2);
    }
}
