//! Panels as files: CSV, Stata, Parquet. Rows go out as they come; memory holds one year.

mod cells;
mod csv;
mod do_file;
mod labels;
#[cfg(feature = "parquet")]
mod parquet;
mod stata;
mod table;

pub use do_file::{DO_FILE_HEAD, Summary, do_file};
pub use stata::write_stata;
pub use table::write_table;

use std::io::{Seek, Write};

use crate::sheet::Panel;

/// A format of panel files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Comma-separated text; a missing value is an empty cell.
    Csv,
    /// Stata 14 (release 118); a missing value is `.`.
    Stata,
    /// Parquet with Snappy; a missing value is null.
    Parquet,
}

impl FileFormat {
    /// The format of a file name.
    pub fn of(name: &str) -> Option<Self> {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Some(Self::Csv),
            "dta" => Some(Self::Stata),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }
}

/// Write a panel; gives the number of rows.
///
/// # Errors
/// What the disk says, or [`std::io::ErrorKind::Unsupported`] for a format that this build does not have.
pub fn write_panel<W: Write + Seek + Send>(panel: &mut Panel, format: FileFormat, out: W) -> std::io::Result<u64> {
    match format {
        FileFormat::Csv => csv::write(panel, out),
        FileFormat::Stata => write_stata(panel, out).map(|(rows, _)| rows),
        #[cfg(feature = "parquet")]
        FileFormat::Parquet => parquet::write(panel, out),
        #[cfg(not(feature = "parquet"))]
        FileFormat::Parquet => Err(std::io::ErrorKind::Unsupported.into()),
    }
}
