//! The arguments of every command.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use foedera_process::ProcessKind;
use foedera_world::Day;

/// A laboratory for alliances: turns an argument about an alliance into a scenario that can be run, questioned and scored.
#[derive(Parser)]
#[command(name = "foedera", version, after_help = "Start with: foedera forecast csto-2022")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Who is in a treaty, since when, under which articles, and what happened
    Treaty(TreatyArgs),
    /// Turn a published dataset into a history
    Import(ImportArgs),
    /// Fit a process to a history and write the model with its card
    Fit(FitArgs),
    /// What may become of a treaty and its members
    Forecast(ForecastArgs),
    /// Validate a scenario, atlas, model or history file: every error, with place and remedy
    Check(CheckArgs),
}

/// How to print.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs; carries a schema version
    Json,
}

#[derive(ClapArgs)]
pub(crate) struct TreatyArgs {
    /// Key or name, e.g. CSTO or "Warsaw Pact"
    #[arg(required_unless_present = "list")]
    pub(crate) name: Option<String>,
    /// List the treaties of the atlas
    #[arg(long)]
    pub(crate) list: bool,
    /// The day to look at (YYYY-MM-DD); without it, all that is known
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(ClapArgs)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    pub(crate) dataset: Dataset,
}

#[derive(Subcommand)]
pub(crate) enum Dataset {
    /// ATOP, member level (atop5_1m.csv)
    Atop {
        /// The file as its publisher gives it
        file: PathBuf,
        /// Where to write the history (JSON Lines)
        #[arg(short, long)]
        output: PathBuf,
    },
}

#[derive(ClapArgs)]
pub(crate) struct FitArgs {
    /// leave, ends or replaced
    pub(crate) process: ProcessKind,
    /// History made by `foedera import`
    #[arg(long)]
    pub(crate) history: PathBuf,
    /// COW National Material Capabilities
    #[arg(long)]
    pub(crate) nmc: Option<PathBuf>,
    /// V-Dem polyarchy by COW state and year (cw_democracy.csv)
    #[arg(long)]
    pub(crate) democracy: Option<PathBuf>,
    /// UN ideal points (IdealpointestimatesAll_….csv)
    #[arg(long)]
    pub(crate) ideal_points: Option<PathBuf>,
    /// First day of the window
    #[arg(long, default_value = "1946-01-01")]
    pub(crate) from: Day,
    /// Last day of the window
    #[arg(long, default_value = "2018-12-31")]
    pub(crate) until: Day,
    /// Where to write the model
    #[arg(short, long)]
    pub(crate) output: PathBuf,
}

#[derive(ClapArgs)]
pub(crate) struct ForecastArgs {
    /// A scenario that comes with Foedera (csto-2022), or a scenario file
    pub(crate) scenario: String,
    /// Futures for each arm
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(40..=10_000_000))]
    pub(crate) futures: u32,
    /// Seed of the random numbers
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads; the answer does not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) threads: Option<u16>,
    /// Also write the whole report as one HTML file
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(ClapArgs)]
pub(crate) struct CheckArgs {
    /// The file
    pub(crate) file: PathBuf,
}
