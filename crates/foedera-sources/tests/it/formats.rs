//! The same table as CSV, Stata, Excel, Parquet and in a zip archive gives the same facts.

use std::io::{Cursor, Write as _};

use dta::stata::dta::byte_order::ByteOrder;
use dta::stata::dta::dta_writer::DtaWriter;
use dta::stata::dta::header::Header;
use dta::stata::dta::release::Release;
use dta::stata::dta::schema::Schema;
use dta::stata::dta::value::Value;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::missing_value::MissingValue;
use dta::stata::stata_float::StataFloat;
use dta::stata::stata_int::StataInt;
use foedera_atlas::Atlas;
use foedera_diagnostic::Code;
use foedera_sources::{RawFile, read, recognise, tables};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::datasets::printed;

const CSV: &[u8] = b"ccode,year,cinc,milex\n2,1950,0.25,\n200,1950,0.0625,17\n";

/// The facts of the only table of a file.
fn facts(file: RawFile) -> String {
    let atlas = Atlas::embedded().unwrap();
    let tables = tables(file).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(tables.len(), 1);
    let dataset = recognise(&tables[0]).unwrap().expect("a known dataset");
    printed(&read(dataset, &tables[0], atlas.roster()).unwrap(), atlas.roster())
}

pub fn stata() -> Vec<u8> {
    let schema = Schema::builder()
        .add_variable(Variable::builder(VariableType::Int, "ccode").format("%8.0g"))
        .add_variable(Variable::builder(VariableType::Int, "year").format("%8.0g"))
        .add_variable(Variable::builder(VariableType::Float, "cinc").format("%9.0g"))
        .add_variable(Variable::builder(VariableType::Int, "milex").format("%8.0g"))
        .build()
        .unwrap();
    let mut bytes = Cursor::new(Vec::new());
    let header = Header::builder(Release::V118, ByteOrder::LittleEndian).dataset_label("test").build();
    let writer = DtaWriter::new().from_writer(&mut bytes).write_header(header).unwrap().write_schema(schema).unwrap();
    let mut records = writer.into_record_writer().unwrap();
    let int = |number| Value::Int(StataInt::Present(number));
    let float = |number| Value::Float(StataFloat::Present(number));
    let missing = Value::Int(StataInt::Missing(MissingValue::System));
    records.write_record(&[int(2), int(1950), float(0.25), missing]).unwrap();
    records.write_record(&[int(200), int(1950), float(0.0625), int(17)]).unwrap();
    records.into_long_string_writer().unwrap().into_value_label_writer().unwrap().finish().unwrap();
    bytes.into_inner()
}

pub fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with one sheet of these cells; numbers are numbers, others texts.
pub fn workbook(sheet: &str, rows: &[&[&str]]) -> Vec<u8> {
    let mut cells = String::new();
    for (index, row) in rows.iter().enumerate() {
        cells.push_str(&format!("<row r=\"{}\">", index + 1));
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let place = format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), index + 1);
            cells.push_str(&match cell.parse::<f64>() {
                Ok(number) => format!("<c r=\"{place}\"><v>{number}</v></c>"),
                Err(_) => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
            });
        }
        cells.push_str("</row>");
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006";
    let kinds = format!("<Types xmlns=\"{packages}/content-types\"></Types>");
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"{sheet}\" sheetId=\"1\" r:id=\"r1\"/>\
         </sheets></workbook>"
    );
    let links = format!(
        "<Relationships xmlns=\"{packages}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" \
         Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let root = format!(
        "<Relationships xmlns=\"{packages}/relationships\"><Relationship Id=\"r0\" Type=\"{relations}/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>");
    archive(&[
        ("[Content_Types].xml", kinds.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

pub fn milex() -> Vec<u8> {
    workbook(
        "Constant (2021) US$",
        &[
            &["Military expenditure by country"],
            &["Figures are in US $m."],
            &[],
            &["Country", "Notes", "1989", "1990", "1991"],
            &["Africa"],
            &["Yemen", "", "xxx", ". .", "7.5"],
            &["Armenia", "x", "", "", "3.25"],
        ],
    )
}

#[test]
fn a_table_gives_the_same_facts_in_every_format() {
    let expected = facts(RawFile::new("nmc.csv", CSV.to_vec()));
    assert!(expected.contains("state=GBR state_code=200 year=1950 cinc=0.0625 milex=17"), "{expected}");
    assert_eq!(facts(RawFile::new("nmc.dta", stata())), expected);
    assert_eq!(facts(RawFile::new("NMC.zip", archive(&[("doc/readme.pdf", b"%PDF"), ("a/nmc.csv", CSV)]))), expected);
    assert_eq!(facts(RawFile::new("x.zip", archive(&[("nmc.dta", &stata())]))), expected);
    let rows: [&[&str]; 3] =
        [&["ccode", "year", "cinc", "milex"], &["2", "1950", "0.25", ""], &["200", "1950", "0.0625", "17"]];
    assert_eq!(facts(RawFile::new("nmc.xlsx", workbook("Sheet1", &rows))), expected);
    #[cfg(feature = "parquet")]
    assert_eq!(facts(RawFile::new("nmc.parquet", parquet())), expected);
}

#[test]
fn the_sheets_of_sipri_are_read_from_the_row_with_the_years() {
    let text = facts(RawFile::new("SIPRI-Milex.xlsx", milex()));
    assert_eq!(
        text,
        "sipri_milex_constant of sipri-milex-constant: 3 rows, 0 refused, 1 left out; 2 facts, 1991-1991\n\
         left out: Africa (1)\nstate=YEM year=1991 value=7.5\nstate=ARM year=1991 value=3.25\n"
    );
}

#[test]
fn a_bomb_within_an_archive_is_left_packed() {
    let inner = archive(&[("nmc.csv", CSV)]);
    let outer = RawFile::new("x.zip", archive(&[("inner.zip", &inner), ("inner.csv", &inner)]));
    assert!(tables(outer).unwrap().is_empty());
}

#[test]
fn a_broken_binary_file_is_said_to_be_broken() {
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let files = [("x.dta", cut(stata())), ("x.zip", cut(archive(&[("nmc.csv", CSV)]))), ("x.xlsx", cut(milex()))];
    for (name, bytes) in files {
        let problems = tables(RawFile::new(name, bytes)).unwrap_err();
        assert_eq!(problems.0.len(), 1, "{name}");
        assert_eq!(problems.0[0].code, Code::Syntax, "{name}: {}", problems.0[0].message);
        assert!(problems.0[0].message.contains(name), "{}", problems.0[0].message);
    }
}

#[cfg(feature = "parquet")]
pub fn parquet() -> Vec<u8> {
    use std::sync::Arc;

    use parquet::data_type::{DoubleType, Int32Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    let schema =
        "message nmc { required int32 ccode; required int32 year; required double cinc; optional int32 milex; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(WriterProperties::default())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for values in [[2, 200], [1950, 1950]] {
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
    }
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<DoubleType>().write_batch(&[0.25, 0.0625], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&[17], Some(&[0, 1]), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}
