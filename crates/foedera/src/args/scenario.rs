//! The arguments of forecasts and scenarios.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use foedera_lab::Shard;
use foedera_world::Day;
use serde::{Deserialize, Serialize};

use super::argument::RunArgs;
use super::{PageArgs, PrintArgs};

#[derive(ClapArgs)]
pub(crate) struct ForecastArgs {
    /// A scenario that comes with Foedera (`foedera scenario list`), a scenario file, or a treaty: its default scenario
    pub(crate) scenario: String,
    /// The day of a treaty's default scenario (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// Put a value in place of the scenario's: branch.weaker.shock.factor=0.5..0.8; as often as needed
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    #[command(flatten)]
    pub(crate) switches: SwitchArgs,
    /// The last day asked about, or its year; earlier horizons stay
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
    /// Futures for each branch
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(40..=4_000_000_000))]
    pub(crate) futures: u32,
    /// Seed of the random numbers
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads; the answer does not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) threads: Option<u16>,
    /// Take leave.toml, ends.toml and replaced.toml from this folder instead of the models in the program
    #[arg(long, value_name = "DIR")]
    pub(crate) models: Option<PathBuf>,
    /// Run one part of the futures only, e.g. 3/64, and write its sums to the file of --output; `foedera merge` puts parts together
    #[arg(
        long, value_name = "K/N", group = "written", requires = "output",
        conflicts_with_all = ["html", "format", "table", "full", "wide"]
    )]
    pub(crate) part: Option<Shard>,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct MergeArgs {
    /// The files of all parts of a run, in any order
    #[arg(required = true, value_name = "PART")]
    pub(crate) parts: Vec<PathBuf>,
    /// The folder of models with which the parts were run, if it was not the models in the program
    #[arg(long, value_name = "DIR")]
    pub(crate) models: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

/// The numbers of futures: one, or a range of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Numbers(pub(crate) std::ops::RangeInclusive<u32>);

impl std::str::FromStr for Numbers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |part: &str| {
            part.trim().parse::<u32>().map_err(|_| format!("`{part}` is not the number of a future; write 7, or 0..99"))
        };
        let (first, last) = match text.split_once("..") {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(text)?, number(text)?),
        };
        if first > last {
            return Err(format!("{first} comes after {last}; write {last}..{first}"));
        }
        Ok(Self(first..=last))
    }
}

/// Which processes run, and what is assumed.
#[derive(Debug, Clone, Default, ClapArgs, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SwitchArgs {
    /// Switch a process: unrest=off, dispute=constant:0.02 (a rate a year), coup=model:FILE (a fitted file); as often as needed
    #[arg(long, value_name = "NAME=HOW")]
    pub(crate) process: Vec<String>,
    /// Assume a link of `foedera links` within a range of ratios of rates: unanswered-call-hedges=1..3; as often as needed
    #[arg(long, value_name = "LINK=RANGE")]
    pub(crate) assume: Vec<String>,
    /// Leave a call of the register out of the history: ARM2022; as often as needed
    #[arg(long, value_name = "CALL")]
    pub(crate) without_call: Vec<String>,
}

#[derive(ClapArgs)]
pub(crate) struct FutureArgs {
    /// A scenario that comes with Foedera, a scenario file, or a treaty: its default scenario
    pub(crate) scenario: String,
    /// Which future: its number, from 0, or a range of numbers, 0..99
    #[arg(long, value_name = "NUMBER")]
    pub(crate) n: Numbers,
    /// The branch; the first of the scenario unless given
    #[arg(long)]
    pub(crate) branch: Option<String>,
    /// The day of a treaty's default scenario (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// Put a value in place of the scenario's, as `forecast` does; as often as needed
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    #[command(flatten)]
    pub(crate) switches: SwitchArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct GivenArgs {
    /// A scenario that comes with Foedera, a scenario file, or a treaty: its default scenario
    pub(crate) scenario: String,
    /// What is asked: a question of `foedera explain SCENARIO`
    #[arg(long)]
    pub(crate) question: String,
    /// What is given: another of its questions
    #[arg(long, value_name = "QUESTION")]
    pub(crate) event: String,
    /// By when the event happens; on this day it is made to happen (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    pub(crate) by: Day,
    /// The day of the answer; the scenario's last horizon unless given
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// The branch; the first of the scenario unless given
    #[arg(long)]
    pub(crate) branch: Option<String>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct ScenarioArgs {
    #[command(subcommand)]
    pub(crate) command: ScenarioCommand,
}

#[derive(Subcommand)]
pub(crate) enum ScenarioCommand {
    /// The scenarios in the program
    List {
        #[command(flatten)]
        print: PrintArgs,
    },
    /// The file of a scenario in the program
    Show {
        /// Its key, e.g. csto-2022
        name: String,
    },
    /// A filled, commented scenario of a treaty: members, patron, priors, branches, figures with their sources
    New {
        /// The treaty, e.g. ECOWAS
        treaty: String,
        /// The day from which futures run (YYYY-MM-DD; today unless given)
        #[arg(long, value_name = "DATE")]
        at: Option<Day>,
        /// Where to write it; to the terminal unless given
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Replace FILE though it is no scenario
        #[arg(long, requires = "output")]
        force: bool,
    },
}
