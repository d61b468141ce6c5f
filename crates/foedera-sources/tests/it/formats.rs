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
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_float::StataFloat;
use dta::stata::stata_int::StataInt;
use dta::stata::stata_long::StataLong;
use foedera_atlas::Atlas;
use foedera_diagnostic::Code;
use foedera_sources::{RawFile, read, recognise, tables};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::datasets::printed;

pub const CSV: &[u8] = b"ccode,year,cinc,milex\n2,1950,0.25,\n200,1950,0.0625,17\n";

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
fn an_archive_within_an_archive_is_read_and_what_is_deeper_is_left_packed() {
    let inner = archive(&[("nmc.csv", CSV)]);
    let middle = archive(&[("inner.zip", &inner)]);
    assert_eq!(tables(RawFile::new("x.zip", middle.clone())).unwrap().len(), 1);
    let outer = archive(&[("middle.zip", &middle)]);
    assert_eq!(tables(RawFile::new("x.zip", outer.clone())).unwrap().len(), 1);
    assert!(tables(RawFile::new("x.zip", archive(&[("outer.zip", &outer)]))).unwrap().is_empty());
}

/// What gzip makes of bytes.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// What xz makes of bytes.
fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    lzma_rs::xz_compress(&mut Cursor::new(bytes), &mut packed).unwrap();
    packed
}

/// `saveRDS(data.frame(ccode = c(2L, 200L), year = …, cinc = …, milex = c(NA, 17L)), compress = FALSE)`, version 3.
pub fn rds() -> Vec<u8> {
    let mut bytes = b"X\n".to_vec();
    let int = |bytes: &mut Vec<u8>, number: i32| bytes.extend(number.to_be_bytes());
    let text = |bytes: &mut Vec<u8>, text: &str| {
        bytes.extend(0x0004_0009_i32.to_be_bytes());
        bytes.extend(i32::try_from(text.len()).unwrap().to_be_bytes());
        bytes.extend(text.bytes());
    };
    for number in [3, 0x0004_0301, 0x0003_0500, 5] {
        int(&mut bytes, number);
    }
    bytes.extend(b"UTF-8");
    // A list of four, with attributes.
    int(&mut bytes, 0x0000_0313);
    int(&mut bytes, 4);
    let whole = |bytes: &mut Vec<u8>, cells: [i32; 2]| {
        for number in [13, 2, cells[0], cells[1]] {
            bytes.extend(number.to_be_bytes());
        }
    };
    whole(&mut bytes, [2, 200]);
    whole(&mut bytes, [1950, 1950]);
    int(&mut bytes, 14);
    int(&mut bytes, 2);
    for number in [0.25_f64, 0.0625] {
        bytes.extend(number.to_be_bytes());
    }
    whole(&mut bytes, [i32::MIN, 17]);
    for (name, values) in [("names", &["ccode", "year", "cinc", "milex"][..]), ("class", &["data.frame"])] {
        int(&mut bytes, 0x402);
        int(&mut bytes, 1);
        text(&mut bytes, name);
        int(&mut bytes, 16);
        int(&mut bytes, i32::try_from(values.len()).unwrap());
        for value in values {
            text(&mut bytes, value);
        }
    }
    int(&mut bytes, 254);
    bytes
}

/// The text of [`CSV`], packed by bzip2.
const BZIP2: &[u8] = &[
    66, 90, 104, 57, 49, 65, 89, 38, 83, 89, 51, 25, 95, 200, 0, 0, 19, 89, 128, 0, 16, 0, 5, 115, 160, 46, 39, 144,
    96, 32, 0, 84, 81, 163, 32, 104, 211, 35, 65, 169, 144, 211, 36, 122, 70, 79, 41, 6, 202, 128, 137, 97, 252, 176,
    184, 44, 4, 201, 211, 32, 251, 176, 112, 143, 70, 249, 91, 168, 220, 196, 222, 112, 71, 57, 167, 197, 220, 145, 78,
    20, 36, 12, 198, 87, 242, 0,
];

#[test]
fn a_file_of_r_is_read_packed_in_any_way() {
    let expected = facts(RawFile::new("nmc.csv", CSV.to_vec()));
    assert_eq!(facts(RawFile::new("nmc.rds", rds())), expected);
    assert_eq!(facts(RawFile::new("nmc.rds", gzip(&rds()))), expected);
    assert_eq!(facts(RawFile::new("nmc.rds", xz(&rds()))), expected);
    assert_eq!(facts(RawFile::new("nmc.csv.gz", gzip(CSV))), expected);
    assert_eq!(facts(RawFile::new("nmc.csv.xz", xz(CSV))), expected);
    // `printf '…' | bzip2 -9`, of the same text.
    assert_eq!(facts(RawFile::new("nmc.csv.bz2", BZIP2.to_vec())), expected);
    for cut in [3, 9, 20, 60, rds().len() - 3] {
        assert!(tables(RawFile::new("nmc.rds", rds()[..cut].to_vec())).is_err() || cut < 6, "cut at {cut}");
    }
}

#[test]
fn an_spss_file_is_refused_with_what_to_do() {
    let problems = tables(RawFile::new("x.sav", b"$FL2@(#) SPSS".to_vec())).unwrap_err();
    assert_eq!(problems.0[0].code, Code::Unsupported);
    assert!(problems.0[0].remedy.contains("CSV"), "{}", problems.0[0].remedy);
}

#[test]
fn dates_of_stata_and_text_are_never_years_by_their_number() {
    let schema = Schema::builder()
        .add_variable(Variable::builder(VariableType::Int, "ccode1").format("%8.0g"))
        .add_variable(Variable::builder(VariableType::Int, "ccode2").format("%8.0g"))
        .add_variable(Variable::builder(VariableType::Int, "conttype").format("%8.0g"))
        .add_variable(Variable::builder(VariableType::Long, "stdate").format("%td"))
        .add_variable(Variable::builder(VariableType::Double, "enddate").format("%tc"))
        .build()
        .unwrap();
    let mut bytes = Cursor::new(Vec::new());
    let header = Header::builder(Release::V118, ByteOrder::LittleEndian).build();
    let writer = DtaWriter::new().from_writer(&mut bytes).write_header(header).unwrap().write_schema(schema).unwrap();
    let mut records = writer.into_record_writer().unwrap();
    let int = |number| Value::Int(StataInt::Present(number));
    // 2 January 1955 and 1 February 1960, 12:00.
    let days = Value::Long(StataLong::Present(-1825));
    let milliseconds = Value::Double(StataDouble::Present(31.5 * 86_400_000.0));
    records.write_record(&[int(2), int(20), int(1), days, milliseconds]).unwrap();
    records.into_long_string_writer().unwrap().into_value_label_writer().unwrap().finish().unwrap();
    let text = facts(RawFile::new("contdir.dta", bytes.into_inner()));
    assert!(text.contains("start=1955-01-02") && text.contains("end=1960-02-01"), "{text}");
    let csv = "ccode1,ccode2,conttype,stdate,enddate\n2,20,1,18691,20000\n";
    let text = facts(RawFile::new("contdir.csv", csv.as_bytes().to_vec()));
    assert!(text.contains("1 refused"), "a serial without its epoch: {text}");
    let csv = "ccode,year,cinc,milex\n2,18691,0.1,3\n2,1999,0.1,\"1,234,567\"\n2,2000,N/A,NaN\n";
    let text = facts(RawFile::new("nmc.csv", csv.as_bytes().to_vec()));
    assert!(text.contains("1 refused") && text.contains("1999-2000") && text.contains("milex=1234567"), "{text}");
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
