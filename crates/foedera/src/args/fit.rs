//! The arguments of fits and of what is asked of them.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::PrintArgs;

#[derive(ClapArgs)]
pub(crate) struct FitArgs {
    /// leave, ends, replaced, answers, joins, honours, dispute, coup, conflict, opens, join, pact, cooperation, freeze, calls, treaty or levels; or a SPEC.toml that says what the options below say
    #[arg(required_unless_present_any = ["formula", "panel"])]
    pub(crate) process: Option<String>,
    /// History made by `foedera import atop`; of all but leave, ends and replaced, and of a SPEC.toml, the world file
    #[arg(long)]
    pub(crate) history: Option<PathBuf>,
    /// Of any dated network: `choice(calls ~ inertia + recip + same(actors$floor))`; also rate, rem, coordination, response, sets
    #[arg(long, conflicts_with_all = ["process", "history"], requires_all = ["events", "actors"], help_heading = "Any network")]
    pub(crate) formula: Option<String>,
    /// Of waves of one network (a stochastic actor-oriented model): matrices of 0 and 1, in the order of time
    #[arg(
        long,
        value_name = "WAVE1,WAVE2,…",
        value_delimiter = ',',
        conflicts_with_all = ["process", "history", "formula", "candidate", "forecasts", "from", "until", "replication", "missing"],
        help_heading = "Waves of a network"
    )]
    pub(crate) panel: Vec<PathBuf>,
    /// Its effects, as RSiena names them: \"outdegree, reciprocity, transitive triplets, NAME similarity\"
    #[arg(long, value_name = "LIST", requires = "panel", help_heading = "Waves of a network")]
    pub(crate) effects: Option<String>,
    /// A covariate of its actors, NAME=FILE: one value an actor, or one for each wave
    #[arg(long = "covariate", value_name = "NAME=FILE", requires = "panel", help_heading = "Waves of a network")]
    pub(crate) covariates: Vec<String>,
    /// Who decides and who must agree: directed, or for ties without direction D.1, M.1, D.2, M.2, C.2
    #[arg(long, default_value = "directed", requires = "panel", help_heading = "Waves of a network")]
    pub(crate) rule: String,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    /// Threads; the answer does not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
    #[command(flatten)]
    pub(crate) datasets: DatasetArgs,
    /// First day of the window (of a process: 1946-01-01 unless given); a number where the times of --events are numbers
    #[arg(long, value_name = "DAY", allow_negative_numbers = true)]
    pub(crate) from: Option<String>,
    /// Last day of the window (of a process: 2018-12-31, of others where their data end, unless given), or a number
    #[arg(long, value_name = "DAY", allow_negative_numbers = true)]
    pub(crate) until: Option<String>,
    /// Write every scored forecast of a process as CSV, to be joined with other forecasts of the same cases
    #[arg(long, value_name = "FILE")]
    pub(crate) forecasts: Option<PathBuf>,
    /// Fit the candidate of this name (`tried` in a model file) instead of the one chosen on earlier origins, without a
    /// correction by earlier forecasts
    #[arg(long, value_name = "NAME")]
    pub(crate) candidate: Option<String>,
    /// Of a process: draw what is missing so many times and fit each completed sample, `draws=20` (Rubin's rules; with --seed)
    #[arg(long, value_name = "draws=N", value_parser = missing_draws)]
    pub(crate) missing: Option<u32>,
    /// Also write a folder from which the fit can be made again: data, specification, script, model, versions
    #[arg(long, value_name = "DIR")]
    pub(crate) replication: Option<PathBuf>,
    /// Where to write the model
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
    /// Replace the output though it is no earlier one, or is read by this command
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}

/// The datasets that are laid on a history of alliances.
#[derive(ClapArgs)]
pub(crate) struct DatasetArgs {
    /// COW National Material Capabilities
    #[arg(long)]
    pub(crate) nmc: Option<PathBuf>,
    /// V-Dem polyarchy by COW state and year (cw_democracy.csv)
    #[arg(long)]
    pub(crate) democracy: Option<PathBuf>,
    /// UN ideal points (IdealpointestimatesAll_….csv)
    #[arg(long)]
    pub(crate) ideal_points: Option<PathBuf>,
}

/// `draws=N`, N from 2 to 1,000.
fn missing_draws(text: &str) -> Result<u32, String> {
    let count = text.strip_prefix("draws=").and_then(|count| count.parse().ok());
    let within = count.filter(|count| (2..=1000).contains(count));
    within.ok_or_else(|| "write `draws=N` with N from 2 to 1000, as draws=20".to_owned())
}

#[derive(ClapArgs)]
#[command(next_help_heading = "Any network")]
pub(crate) struct NetworkArgs {
    /// The events of the formula: time, sender, receiver (and answer); for sets: time, event, member (and sender)
    #[arg(long, value_name = "FILE", requires = "formula")]
    pub(crate) events: Option<PathBuf>,
    /// The actors of the formula: label, then attributes
    #[arg(long, value_name = "FILE", requires = "formula")]
    pub(crate) actors: Option<PathBuf>,
    /// The second mode, if receivers are others than senders; formulas call the set `receivers`
    #[arg(long, value_name = "FILE", requires = "formula")]
    pub(crate) receivers: Option<PathBuf>,
    /// Comings and goings of actors: time, label, present
    #[arg(long, value_name = "FILE", requires = "formula")]
    pub(crate) presence: Option<PathBuf>,
    /// A further network, NAME=FILE: time (or none: from the start), sender, receiver, increment or replace
    #[arg(long = "network", value_name = "NAME=FILE", requires = "formula")]
    pub(crate) networks: Vec<String>,
    /// Changes of an attribute of the actors, NAME=FILE: time, label, value
    #[arg(long = "attribute", value_name = "NAME=FILE", requires = "formula")]
    pub(crate) attributes: Vec<String>,
    /// Networks whose ties hold both ways
    #[arg(long, value_name = "NAME", requires = "formula")]
    pub(crate) undirected: Vec<String>,
    /// A prior of all effects: flat, normal(MEAN, SD)
    #[arg(long, value_name = "PRIOR", requires = "formula")]
    pub(crate) prior: Option<String>,
    /// An effect that keeps a value, EFFECT=VALUE, as it is printed
    #[arg(long = "fix", value_name = "EFFECT=VALUE", requires = "formula")]
    pub(crate) fixed: Vec<String>,
    /// Compare each event with so many options drawn at random, not with all
    #[arg(long, value_name = "N", requires = "formula", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) controls: Option<u32>,
    /// Also draw from the posterior, as a check of the normal approximation
    #[arg(long, value_enum, requires = "formula")]
    pub(crate) sample: Option<Sampler>,
    /// The seed of what is drawn, 1 unless given; with --formula, --panel or --missing
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Whose events depend on each other: sender, receiver or event; gives robust errors, and groups for a frailty
    #[arg(long, value_enum, requires = "formula")]
    pub(crate) cluster: Option<Cluster>,
    /// A frailty of each cluster, in a model in time: gamma or log-normal
    #[arg(long, value_enum, requires = "cluster")]
    pub(crate) frailty: Option<Frailty>,
    /// Also give the 95 % profile interval of each effect
    #[arg(long, requires = "formula")]
    pub(crate) profile: bool,
    /// Also give the average marginal effect of each effect: by how much the probability, or in time the rate, moves per unit
    #[arg(long, requires = "formula")]
    pub(crate) marginal: bool,
}

/// Whose events depend on each other.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Cluster {
    /// Events of one sender
    Sender,
    /// Events of one receiver
    Receiver,
    /// Each event by itself
    Event,
}

/// How the posterior is drawn from.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sampler {
    /// The No-U-Turn Sampler, four chains
    Nuts,
}

/// The distribution of a frailty.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Frailty {
    /// Gamma with mean 1
    Gamma,
    /// Log-normal with median 1, by Laplace's approximation
    LogNormal,
}

#[derive(ClapArgs)]
pub(crate) struct EffectsArgs {
    /// One effect, or one process (leave, ends, replaced, answers, choice, rate, rem, …) and all that serve it
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct DiagnoseArgs {
    /// A model that `foedera fit` wrote, of a formula or of a process; or leave, ends, replaced or answers, as they come with the program
    pub(crate) model: PathBuf,
    /// Histories to draw for the goodness of fit of a formula; 100 unless given
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub(crate) simulate: Option<u32>,
    /// The seed of the histories, or of the draws of parameters
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}
