//! How an answer is printed.

use clap::{Args as ClapArgs, ValueEnum};

/// How to print.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs: the answer in its envelope, with a schema (docs/json.md)
    Json,
    /// One table, for spreadsheets
    Csv,
    /// One table, for data frames
    Parquet,
    /// One table, for documents (Markdown)
    Md,
}

#[derive(ClapArgs)]
pub(crate) struct PrintArgs {
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// The table of csv, parquet or md, where an answer has several; a wrong name gives the list
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,
    /// All sections of the text, not only the answer and what it rests on
    #[arg(long)]
    pub(crate) full: bool,
    /// Lines as long as they are, not cut or wrapped to the width of the terminal
    #[arg(long)]
    pub(crate) wide: bool,
}
