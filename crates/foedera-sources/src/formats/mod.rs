//! The file formats in which datasets come: text as it is; Stata, Excel and Parquet turned into delimited text.
//!
//! A binary table becomes the text that the same table would be as CSV, so that there is one reader and one way to
//! point at a row: line *n* + 1 is row *n*. An archive or workbook becomes one file per member or sheet.

pub(crate) mod archive;
pub(crate) mod budget;
mod guard;
#[cfg(feature = "parquet")]
mod parquet;
mod stata;
mod workbook;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};

use crate::RawFile;

/// What the first bytes say of a file.
enum Format {
    Text,
    Stata,
    Zip,
    Workbook,
    Parquet,
}

fn format_of(file: &RawFile) -> Format {
    let bytes = file.bytes();
    let name = file.name().to_ascii_lowercase();
    if bytes.starts_with(b"<stata_dta>") || (name.ends_with(".dta") && bytes.first().is_some_and(|b| *b < 0x80)) {
        Format::Stata
    } else if bytes.starts_with(b"PAR1") {
        Format::Parquet
    } else if bytes.starts_with(b"PK\x03\x04") && [".xlsx", ".xlsm"].iter().any(|end| name.ends_with(end)) {
        Format::Workbook
    } else if bytes.starts_with(b"PK\x03\x04") {
        Format::Zip
    } else {
        Format::Text
    }
}

/// The tables of a file: itself, or its members, each as text.
///
/// # Errors
/// If the file is broken, or of a format that this build does not read.
pub fn tables(file: RawFile) -> Result<Vec<RawFile>, Problems> {
    match format_of(&file) {
        Format::Text => Ok(vec![file.decoded()]),
        Format::Stata => {
            let text = guard::fenced(&file, "a Stata file", || stata::text(&file))?;
            Ok(vec![file.with_text(text)])
        }
        Format::Zip => {
            let members = guard::fenced(&file, "a zip archive", || archive::members(&file))?;
            let mut all = Vec::new();
            for member in members {
                // An archive within an archive is left packed: nobody publishes one, and bombs are made so.
                match format_of(&member) {
                    Format::Zip => {}
                    _ => all.extend(tables(member)?),
                }
            }
            Ok(all)
        }
        Format::Workbook => guard::fenced(&file, "an Excel workbook", || workbook::sheets(&file)),
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let text = guard::fenced(&file, "a Parquet file", || parquet::text(&file))?;
            Ok(vec![file.with_text(text)])
        }
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            let message = format!("`{}` is Parquet, which this build of Foedera does not read", file.name());
            let remedy = "build with `--features parquet`, or give the table as CSV";
            Err(Diagnostic::new(Code::Unsupported, Place::File(file.name().to_owned()), message, remedy).into())
        }
    }
}

/// A file that its format's library cannot read.
fn broken(file: &RawFile, format: &str, error: &dyn std::fmt::Display) -> Problems {
    let message = format!("`{}` cannot be read as {format}: {error}", file.name());
    let remedy = "get the file anew from its publisher";
    Diagnostic::new(Code::Syntax, Place::File(file.name().to_owned()), message, remedy).into()
}

/// Delimited text that grows row by row, up to the most bytes of a file: a packed column can stand for any number of
/// rows.
struct Delimited<'a> {
    file: &'a RawFile,
    most: u64,
    writer: csv::Writer<Vec<u8>>,
}

impl<'a> Delimited<'a> {
    fn new(file: &'a RawFile) -> Self {
        let writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        Self { file, most: budget::of_a_file(), writer }
    }

    fn row<S: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = S>) -> Result<(), Problems> {
        self.writer.write_record(cells).expect("a vector takes every record");
        if self.writer.get_ref().len() as u64 > self.most {
            return Err(budget::exceeded(self.file.name(), "is as text", self.most));
        }
        Ok(())
    }

    /// Lines that hold nothing, so that the next row stands where it stands in the original.
    fn empty_lines(&mut self, count: u32) {
        let mut bytes = std::mem::replace(&mut self.writer, csv::Writer::from_writer(Vec::new()))
            .into_inner()
            .expect("a vector takes every byte");
        bytes.resize(bytes.len() + count as usize, b'\n');
        self.writer = csv::WriterBuilder::new().flexible(true).from_writer(bytes);
    }

    fn text(self) -> String {
        let bytes = self.writer.into_inner().expect("a vector takes every byte");
        String::from_utf8(bytes).expect("cells are text")
    }
}

/// A number as text: whole numbers without a point, others so that they come back to the bit.
fn number(value: f64) -> String {
    match value.abs() {
        size if !size.is_finite() => String::new(),
        // Hundreds of digits would say no more.
        size if size >= 1e17 || (size > 0.0 && size < 1e-7) => format!("{value:e}"),
        _ => format!("{value}"),
    }
}
