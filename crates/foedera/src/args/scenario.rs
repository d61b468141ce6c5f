//! The arguments of forecasts and scenarios.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use foedera_lab::play::Turn;
use foedera_lab::{Condition, Shard};
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
    /// The whole system, with world-2026 for SCENARIO: every treaty in force, and disputes, coups and armed conflicts of all states
    #[arg(
        long, value_name = "all", value_parser = ["all"],
        conflicts_with_all = ["set", "process", "assume", "without_call", "models", "part", "html", "output"]
    )]
    pub(crate) states: Option<String>,
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

/// A branch with its weight.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weight(pub(crate) String, pub(crate) f64);

impl std::str::FromStr for Weight {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no branch with a weight above 0; write russia-fails=0.3");
        let (id, weight) = text.split_once('=').ok_or_else(wrong)?;
        let weight = weight.trim().parse::<f64>().ok().filter(|weight| *weight > 0.0 && weight.is_finite());
        Ok(Self(id.trim().to_owned(), weight.ok_or_else(wrong)?))
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
pub(crate) struct PlayArgs {
    /// A scenario that comes with Foedera, a scenario file or a saved game, or a treaty: its default scenario
    pub(crate) scenario: String,
    /// Which future is played: its number, from 0 (the default); that of `foedera future`
    #[arg(long, value_name = "NUMBER")]
    pub(crate) n: Option<u32>,
    /// Seed of the random numbers (default: 1)
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Futures of the forecast that it is one of (default: 10000): they say which parameters a future has
    #[arg(long, value_parser = clap::value_parser!(u32).range(40..=10_000_000))]
    pub(crate) futures: Option<u32>,
    /// The branch; the first of the scenario unless given
    #[arg(long)]
    pub(crate) branch: Option<String>,
    /// The day of a treaty's default scenario (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// The last day, or its year
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
    /// The length of a turn: 6m (the default), 1y, 30d
    #[arg(long, value_name = "LENGTH")]
    pub(crate) turn: Option<Turn>,
    /// Who plays whom, in the order in which they act: "alliance=RUS,BLR;rivals=AZE"
    #[arg(long, value_name = "SIDES")]
    pub(crate) sides: Option<String>,
    /// Read commands from this file; else from the terminal or a pipe
    #[arg(long, value_name = "FILE")]
    pub(crate) script: Option<PathBuf>,
    /// Keep the log in this file, written after each command
    #[arg(long, value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,
    /// Let `save` and --log replace a FILE though it is no such file, or is read by this command
    #[arg(long)]
    pub(crate) force: bool,
    /// Put a value in place of the scenario's, as `forecast` does; as often as needed
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    #[command(flatten)]
    pub(crate) switches: SwitchArgs,
    /// Threads; the game does not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct GivenArgs {
    /// A scenario that comes with Foedera, a scenario file, or a treaty: its default scenario
    pub(crate) scenario: String,
    /// What is asked: a question of `foedera explain SCENARIO`, or an event of the futures (any-call-declined, armenia-coup)
    #[arg(long)]
    pub(crate) question: String,
    /// What is given: another of its questions or events
    #[arg(long, value_name = "QUESTION|EVENT", requires = "by", required_unless_present_any = ["within", "weights"])]
    pub(crate) event: Option<String>,
    /// By when the event happens; on this day it is made to happen (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", requires = "event")]
    pub(crate) by: Option<Day>,
    /// Only draws in which an assumption, a link or the factor of a shock lies in a range: freeze_rate=0.01..0.02; as often as needed
    #[arg(long = "where", value_name = "NAME=LOW..HIGH")]
    pub(crate) within: Vec<Condition>,
    /// All branches named, each with a weight, in place of one: status-quo=0.7,russia-fails=0.3
    #[arg(long, value_name = "BRANCH=WEIGHT,…", conflicts_with = "branch", value_delimiter = ',')]
    pub(crate) weights: Vec<Weight>,
    /// The day of the answer; the scenario's last horizon unless given
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// The branch; the first of the scenario unless given
    #[arg(long)]
    pub(crate) branch: Option<String>,
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
pub(crate) struct CountArgs {
    /// A scenario that comes with Foedera, a scenario file, or a treaty: its default scenario
    pub(crate) scenario: String,
    /// An event: a state or `any`, and leaves, freezes, calls, call-answered, call-declined, dispute, coup, …; as often as needed
    #[arg(long, value_name = "EVENT", default_values_t = ["any-calls".to_owned(), "any-call-answered".to_owned()])]
    pub(crate) event: Vec<String>,
    /// States of which the treaty may join so many as --least says: ARM,KAZ,KGZ
    #[arg(long, value_name = "STATES", value_delimiter = ',')]
    pub(crate) among: Vec<String>,
    /// How many of --among
    #[arg(long, default_value_t = 3, requires = "among")]
    pub(crate) least: usize,
    /// The branch; the first of the scenario unless given
    #[arg(long)]
    pub(crate) branch: Option<String>,
    /// The day of a treaty's default scenario (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// The last day asked about, or its year; earlier horizons stay
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
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
    /// A scenario's file, with what is set in it; as JSON also the ranges that can be set, with their paths and bounds
    Show {
        /// A scenario in the program, e.g. csto-2022, a scenario file, or a treaty: its default scenario
        name: String,
        /// The day of a treaty's default scenario (YYYY-MM-DD; today unless given)
        #[arg(long, value_name = "DATE")]
        at: Option<Day>,
        /// Put a value in place of the scenario's, as `forecast` does; as often as needed
        #[arg(long, value_name = "PATH=VALUE")]
        set: Vec<String>,
        #[command(flatten)]
        print: PrintArgs,
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
