//! The file formats in which datasets come: text as it is; Stata, Excel, R and Parquet turned into delimited text.
//!
//! A binary table becomes the text that the same table would be as CSV, so that there is one reader and one way to
//! point at a row: line *n* + 1 is row *n*. An archive or workbook becomes one file per member or sheet.

pub(crate) mod archive;
pub(crate) mod budget;
mod guard;
mod packed;
#[cfg(feature = "parquet")]
mod parquet;
mod rdata;
mod serial;
mod stata;
mod workbook;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};

use crate::RawFile;
use packed::Packing;

/// The endings of files that may hold a table; `.gz`, `.bz2` and `.xz` may stand behind them.
pub(crate) const ENDINGS: [&str; 18] = [
    "csv", "tab", "tsv", "txt", "dat", "dta", "xlsx", "xlsm", "xls", "parquet", "rda", "rdata", "rds", "sav", "zip",
    "gz", "bz2", "xz",
];

/// Archives within archives beyond this are left packed: nobody publishes so, and bombs are made so.
const DEEPEST: usize = 2;

/// Whether a file of this name may hold a table; codebooks and scripts are known by their names.
pub(crate) fn may_be_a_table(name: &str) -> bool {
    let own = name.rsplit(['/', '\\']).next().unwrap_or(name);
    own.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// What the first bytes say of a file.
enum Format {
    Text,
    Stata,
    Zip,
    Workbook,
    /// The workbooks of Excel before 2007.
    OldWorkbook,
    Parquet,
    RData,
    Spss,
    Packed(Packing),
}

fn format_of(file: &RawFile) -> Format {
    let bytes = file.bytes();
    let name = file.name().to_ascii_lowercase();
    if let Some(packing) = Packing::of(bytes) {
        Format::Packed(packing)
    } else if bytes.starts_with(b"<stata_dta>") || (name.ends_with(".dta") && bytes.first().is_some_and(|b| *b < 0x80))
    {
        Format::Stata
    } else if bytes.starts_with(b"PAR1") {
        Format::Parquet
    } else if bytes.starts_with(b"PK\x03\x04") && [".xlsx", ".xlsm"].iter().any(|end| name.ends_with(end)) {
        Format::Workbook
    } else if bytes.starts_with(b"PK\x03\x04") {
        Format::Zip
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        Format::OldWorkbook
    } else if rdata::is_rdata(bytes) {
        Format::RData
    } else if bytes.starts_with(b"$FL2") || bytes.starts_with(b"$FL3") {
        Format::Spss
    } else {
        Format::Text
    }
}

/// What a file holds: its tables, and what was not looked at, with the reason.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) tables: Vec<RawFile>,
    pub(crate) ignored: Vec<(String, String)>,
    /// Members that cannot be read, where others can.
    pub(crate) broken: Vec<(String, Problems)>,
}

/// The tables of a file: itself, or its members, each as text.
///
/// # Errors
/// If the file is broken, or of a format that this build does not read.
pub fn tables(file: RawFile) -> Result<Vec<RawFile>, Problems> {
    let opened = open(file)?;
    match opened.broken.into_iter().next() {
        Some((_, problems)) => Err(problems),
        None => Ok(opened.tables),
    }
}

/// Open a file with all that is packed in it.
pub(crate) fn open(file: RawFile) -> Result<Opened, Problems> {
    let mut opened = Opened::default();
    let mut left = budget::of_a_file();
    open_into(file, 0, &mut left, &mut opened)?;
    Ok(opened)
}

fn open_into(file: RawFile, depth: usize, left: &mut u64, opened: &mut Opened) -> Result<(), Problems> {
    let one = |text: Result<String, Problems>, file: RawFile| Ok::<_, Problems>(vec![file.with_text(text?)]);
    let tables = match format_of(&file) {
        Format::Text => vec![file.decoded()],
        Format::Stata => one(guard::fenced(&file, "a Stata file", || stata::text(&file)), file)?,
        Format::Zip => return open_archive(&file, depth, left, opened),
        Format::Packed(packing) => {
            let inner = guard::fenced(&file, "a packed file", || packed::unpacked(&file, packing, left))?;
            drop(file);
            if depth >= DEEPEST {
                opened.ignored.push((inner.name().to_owned(), TOO_DEEP.to_owned()));
                return Ok(());
            }
            return open_into(inner, depth + 1, left, opened);
        }
        Format::Workbook => guard::fenced(&file, "an Excel workbook", || workbook::sheets(&file))?,
        Format::OldWorkbook => guard::fenced(&file, "an Excel workbook", || workbook::old_sheets(&file))?,
        Format::RData => guard::fenced(&file, "a file of R", || rdata::tables(&file))?,
        Format::Spss => {
            let remedy = "save it as CSV or .dta (in SPSS: File, Save As), or in R: write.csv(haven::read_sav(\"x.sav\"), \"x.csv\")";
            return Err(unsupported(&file, "an SPSS file, which Foedera does not read", remedy));
        }
        #[cfg(feature = "parquet")]
        Format::Parquet => one(guard::fenced(&file, "a Parquet file", || parquet::text(&file)), file)?,
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            let what = "Parquet, which this build of Foedera does not read";
            return Err(unsupported(&file, what, "build with `--features parquet`, or give the table as CSV"));
        }
    };
    opened.tables.extend(tables);
    Ok(())
}

const TOO_DEEP: &str = "is packed in too many archives; unpack it, and give the file itself";

/// Open the members of an archive. One that cannot be read does not keep the others from being read.
fn open_archive(file: &RawFile, depth: usize, left: &mut u64, opened: &mut Opened) -> Result<(), Problems> {
    let (members, others) = guard::fenced(file, "a zip archive", || archive::members(file, left))?;
    opened.ignored.extend(others.into_iter().map(|name| {
        let ending = name.rsplit('.').next().unwrap_or_default().to_owned();
        (name, format!("is no table by its name (.{ending})"))
    }));
    for member in members {
        let name = member.name().to_owned();
        if depth >= DEEPEST && matches!(format_of(&member), Format::Zip | Format::Packed(_)) {
            opened.ignored.push((name, TOO_DEEP.to_owned()));
        } else if let Err(problems) = open_into(member, depth + 1, left, opened) {
            opened.broken.push((name, problems));
        }
    }
    Ok(())
}

fn unsupported(file: &RawFile, what: &str, remedy: &str) -> Problems {
    let message = format!("`{}` is {what}", file.name());
    Diagnostic::new(Code::Unsupported, Place::File(file.name().to_owned()), message, remedy).into()
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
