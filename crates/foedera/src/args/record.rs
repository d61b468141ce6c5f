//! The arguments of questions, their resolution, scores of forecasts, and the record.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use foedera_world::Day;

use super::argument::RunArgs;
use super::{PageArgs, PrintArgs};

#[derive(ClapArgs)]
pub(crate) struct ScoreArgs {
    /// Forecasts: question, probability (or quantile and value, or sample), date, forecaster
    pub(crate) forecasts: PathBuf,
    /// Outcomes: question, outcome (yes, no, a number, open, unresolved), date, alliance; or a table of `foedera resolve`
    pub(crate) outcomes: PathBuf,
    /// What forecasts are held against: climatology, last-ten, uniform, or a forecaster of the file
    #[arg(long, value_name = "NAME", default_value = "climatology")]
    pub(crate) reference: String,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct QuestionsArgs {
    #[command(subcommand)]
    pub(crate) command: QuestionsCommand,
}

/// Where a table goes.
#[derive(ClapArgs)]
pub(crate) struct TableFileArgs {
    /// Where to write the table as CSV
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace FILE though it is no such table, or is read by this command
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}

#[derive(Subcommand)]
pub(crate) enum QuestionsCommand {
    /// The questions in the program, with what came of them
    List {
        /// A set (csto-2022, past, open-2026), an alliance, or all
        #[arg(default_value = "all")]
        name: String,
        /// The day as of which they are resolved (YYYY-MM-DD; today unless given)
        #[arg(long, value_name = "DATE")]
        as_of: Option<Day>,
        #[command(flatten)]
        print: PrintArgs,
    },
    /// Questions as a table to fill in, to give to others, or to resolve
    Export {
        /// A set (csto-2022, past, open-2026), an alliance, or all
        name: String,
        #[command(flatten)]
        file: TableFileArgs,
    },
    /// The program's own forecasts of questions on a day, with base rates beside them, as a table for `foedera score`
    Forecast {
        /// A set (csto-2022, past, open-2026), an alliance, or all
        name: String,
        /// The day: nothing later is read of the atlas (YYYY-MM-DD; today unless given)
        #[arg(long, value_name = "DATE")]
        at: Option<Day>,
        #[command(flatten)]
        file: TableFileArgs,
        #[command(flatten)]
        run: RunArgs,
        #[command(flatten)]
        print: PrintArgs,
    },
}

#[derive(ClapArgs)]
pub(crate) struct ResolveArgs {
    /// Questions, as `foedera questions export` writes them
    pub(crate) questions: PathBuf,
    /// The day: what was known then (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Day>,
    #[command(flatten)]
    pub(crate) file: TableFileArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

/// Where a record lies.
#[derive(ClapArgs)]
pub(crate) struct FolderArgs {
    /// The folder of the record
    #[arg(long, value_name = "DIR", default_value = "record")]
    pub(crate) dir: PathBuf,
}

#[derive(ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct RecordArgs {
    #[command(subcommand)]
    pub(crate) command: Option<RecordCommand>,
    /// The day: files up to it, and what was known then (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Day>,
    #[command(flatten)]
    pub(crate) folder: FolderArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(Subcommand)]
pub(crate) enum RecordCommand {
    /// Forecast every open question that the program can, and write it once
    Write {
        /// A set, an alliance, or all
        #[arg(default_value = "all")]
        name: String,
        /// The day of the forecasts (YYYY-MM-DD; today unless given)
        #[arg(long, value_name = "DATE")]
        at: Option<Day>,
        #[command(flatten)]
        folder: FolderArgs,
        #[command(flatten)]
        run: RunArgs,
    },
    /// Put the forecasts of others beside: a table of question and probability
    Add {
        /// Forecasts: question, probability
        forecasts: PathBuf,
        /// Whose they are
        #[arg(long, value_name = "NAME")]
        forecaster: String,
        /// The day on which they were made (YYYY-MM-DD; today unless given)
        #[arg(long, value_name = "DATE")]
        at: Option<Day>,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Verify that no file was changed, taken away or put between
    Check {
        #[command(flatten)]
        folder: FolderArgs,
        #[command(flatten)]
        print: PrintArgs,
    },
    /// What changed between files of one forecaster, by which event
    Log {
        /// Files from this day on (YYYY-MM-DD)
        #[arg(long, value_name = "DATE")]
        from: Option<Day>,
        /// Files up to this day
        #[arg(long, value_name = "DATE")]
        until: Option<Day>,
        #[command(flatten)]
        folder: FolderArgs,
        #[command(flatten)]
        print: PrintArgs,
    },
}
