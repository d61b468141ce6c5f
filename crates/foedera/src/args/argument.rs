//! The arguments of the commands about an argument: claims, comparison, explanation, ledger, hedging, order.

use clap::{Args as ClapArgs, ValueEnum};
use foedera_world::Day;

use super::{PageArgs, PrintArgs, SwitchArgs, WorldArgs};

/// How futures are run.
#[derive(ClapArgs)]
pub(crate) struct RunArgs {
    /// Futures for each branch
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(40..=10_000_000))]
    pub(crate) futures: u32,
    /// Seed of the random numbers
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads; the answer does not depend on it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) threads: Option<u16>,
}

/// How to write a brief.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BriefFormat {
    /// One file with figures and downloads; its first sheet prints on one page
    Html,
    /// Markdown
    Md,
    /// For programs; carries a schema version
    Json,
}

#[derive(ClapArgs)]
pub(crate) struct BriefArgs {
    /// A scenario that comes with Foedera, a scenario file, or a treaty: its default scenario
    pub(crate) scenario: String,
    /// The day of a treaty's default scenario (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// The file to write; without it, the brief is printed
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<std::path::PathBuf>,
    /// Replace FILE though it is no brief, or is read by this command
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    /// How to write it; by the ending of FILE (.html, .md, .json) unless given, Markdown without a file
    #[arg(long, value_enum)]
    pub(crate) format: Option<BriefFormat>,
}

#[derive(ClapArgs)]
pub(crate) struct ClaimsArgs {
    /// Claims that come with Foedera (csto-2022, nato-2024), or a file of claims
    pub(crate) claims: String,
    /// Only this claim, e.g. C8
    #[arg(long, value_name = "ID")]
    pub(crate) claim: Option<String>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct CompareArgs {
    /// A scenario that comes with Foedera (csto-2022), or a scenario file
    pub(crate) scenario: String,
    /// The branches, the first being the reference; all of the scenario's unless given
    #[arg(long, alias = "arms", value_name = "IDS", value_delimiter = ',')]
    pub(crate) branches: Vec<String>,
    /// Only this question, e.g. armenia-leaves; without it, all
    #[arg(long, value_name = "NAME")]
    pub(crate) question: Option<String>,
    /// The days instead of the scenario's horizons, separated by commas
    #[arg(long, value_name = "DATES", value_delimiter = ',')]
    pub(crate) at: Vec<Day>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct ExplainArgs {
    /// A scenario that comes with Foedera (csto-2022), or a scenario file
    pub(crate) scenario: String,
    /// Put a value in place of the scenario's, as `forecast` does; as often as needed
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    /// The question, e.g. armenia-leaves; without it, the questions are listed
    #[arg(long, value_name = "NAME")]
    pub(crate) question: Option<String>,
    /// The day; the third horizon, or the last of fewer, unless given
    #[arg(long, value_name = "DATE", requires = "question")]
    pub(crate) at: Option<Day>,
    /// The branch; the first unless given
    #[arg(long, alias = "arm", value_name = "ID", requires = "question")]
    pub(crate) branch: Option<String>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct LinksArgs {
    /// A scenario, a scenario file, or a treaty: which links are on in it, and what each of its processes brings
    pub(crate) scenario: Option<String>,
    /// The day of a treaty's default scenario (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE", requires = "scenario")]
    pub(crate) at: Option<Day>,
    #[command(flatten)]
    pub(crate) switches: SwitchArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct LedgerArgs {
    /// The treaty, e.g. CSTO
    pub(crate) treaty: String,
    /// Only this member
    #[arg(long, value_name = "STATE")]
    pub(crate) member: Option<String>,
    /// First year
    #[arg(long, default_value_t = 1990)]
    pub(crate) from: i16,
    /// Last day (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Day>,
    /// Burden sharing by year instead: rank correlations of product and burden, and concordance with benefits (needs a world file)
    #[arg(long, conflicts_with_all = ["member", "html", "figure"])]
    pub(crate) burden: bool,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct HedgeArgs {
    /// The treaty, e.g. CSTO
    pub(crate) treaty: String,
    /// Only this member
    #[arg(long, value_name = "STATE")]
    pub(crate) member: Option<String>,
    /// The day (YYYY-MM-DD; the scenario's, else today, unless given): nothing later is counted
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// A scenario of this treaty, whose futures say what may follow; csto-2022 for the CSTO on its day unless given
    #[arg(long, value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// Only this branch of the scenario
    #[arg(long, alias = "arm", value_name = "ID")]
    pub(crate) branch: Option<String>,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct OrderArgs {
    /// A named set of states that comes with Foedera (eurasia-2022), or a file of one
    pub(crate) order: String,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}
