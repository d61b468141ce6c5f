//! The arguments of every command.

mod argument;
mod backtest;
mod examples;
mod fit;
mod print;
mod record;
mod scenario;
mod tool;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use foedera_panel::PanelKind;
use foedera_world::Day;

pub(crate) use argument::*;
pub(crate) use backtest::*;
pub(crate) use examples::command;
pub(crate) use fit::*;
pub(crate) use print::*;
pub(crate) use record::*;
pub(crate) use scenario::*;
pub(crate) use tool::*;

/// A laboratory for alliances: turns an argument about an alliance into a scenario that can be run, questioned and scored.
#[derive(Parser)]
#[command(name = "foedera", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Own facts laid on the atlas: states, treaties, events, corrections, calls, figures (docs/facts.md); as often as needed
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) facts: Vec<PathBuf>,
    /// Colours: auto asks the terminal, NO_COLOR and CLICOLOR_FORCE
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: Color,
    /// No progress on the terminal; answers and problems are told all the same
    #[arg(long, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Who is in a treaty, since when, under which articles, and what happened
    Treaty(TreatyArgs),
    /// What is known of a state at a date, with the source of each figure
    State(StateArgs),
    /// What is known of two states at a date: alliances, disputes, trade, votes
    Dyad(DyadArgs),
    /// Figures of all states since 1990 that come with the program: coverage, source, licence, known from
    Almanac(AlmanacArgs),
    /// The datasets that Foedera reads: what they are, where to get them, what is in a folder
    Data(DataArgs),
    /// Turn a folder of published datasets into a world file, or ATOP into a history
    Import(ImportArgs),
    /// A table by state, pair or alliance and year, with its codebook and citations
    Panel(PanelArgs),
    /// Fit a process to a history, or a model of events to any dated network
    Fit(Box<FitArgs>),
    /// A process judged by forecasts made with what was known at the time, beside plain rates, a logit and trees on the same cases
    Backtest(BacktestArgs),
    /// The catalogue of effects: definition, formula, paper, models, cost
    Effects(EffectsArgs),
    /// Whether to trust a fit: convergence, collinearity, influence, residuals, goodness of fit by simulation
    Diagnose(DiagnoseArgs),
    /// If a member calls, for this reason, on this day: who comes with what, how sure that is, and why
    Aid(AidArgs),
    /// What a patron's word is worth: expected help by year, what moved it, and after a shock
    Credibility(CredibilityArgs),
    /// Whose threat is whose partner: members by threats, and the patron's and others' ties to each
    Threats(ThreatsArgs),
    /// The settlement of a negotiation: who signs, who refuses, what would bring a holdout in
    Summit(SummitArgs),
    /// How often each vote decides: Banzhaf and Shapley-Shubik
    Power(PowerArgs),
    /// Alignments of least frustration (Axelrod and Bennett)
    Landscape(LandscapeArgs),
    /// The register of calls for help: who asked, who answered what
    Invocations(InvocationsArgs),
    /// What may become of a treaty and its members
    Forecast(ForecastArgs),
    /// A forecast that was run in parts (`forecast --part`), put together: the answer of the whole run, to the last bit
    Merge(MergeArgs),
    /// Single futures of a forecast as dated stories: each event with its rate and its odds
    Future(FutureArgs),
    /// A wargame on a scenario: one future step by step; let it happen, choose, inject an event, take it back, save it
    Play(PlayArgs),
    /// An answer given that something happens: selected among futures (a condition), and made to happen (an intervention)
    Given(GivenArgs),
    /// How often events happen in futures: calls, declined calls, disputes, coups, pacts, exits; when the first does, and who leads by answers
    Count(CountArgs),
    /// Scenarios: write one for any treaty, list and show those in the program
    Scenario(ScenarioArgs),
    /// One page about a treaty to hand on: three probabilities with their ground, what would change them, precedents, record, sources
    Brief(BriefArgs),
    /// The claims of a text, tested one by one: numbers, verdict, what was left out, what happened since
    Claims(ClaimsArgs),
    /// Who moves whom: links between processes, known, looked for and not found, and assumed; for a scenario what each process brings
    Links(LinksArgs),
    /// What membership of a treaty brings and costs, by member and year, with sources; and burden sharing
    Ledger(LedgerArgs),
    /// Where each member leans, by domain and direction, since when, and what may follow
    Hedge(HedgeArgs),
    /// Which alliances of a set of states stand, how large, and who leads them, by force and by answered calls
    Order(OrderArgs),
    /// Branches of a scenario held against each other: paired differences with intervals
    Compare(CompareArgs),
    /// What makes an answer: parts of the rate, where its uncertainty comes from, the flip point
    Explain(ExplainArgs),
    /// Anyone's forecasts scored: log skill, Brier, calibration, paired differences, over time
    Score(ScoreArgs),
    /// The questions in the program, with rules of resolution: list, export, forecast
    Questions(QuestionsArgs),
    /// What came of questions, by which event and source, as known on a day
    Resolve(ResolveArgs),
    /// The record: forecasts written once, in a chain of files, and how they fare
    Record(RecordArgs),
    /// Validate a scenario, atlas, model or history file: every error, with place and remedy
    Check(CheckArgs),
    /// The workbench: the same answers in a browser on this machine
    Serve(ServeArgs),
    /// A source by its key: title, publisher, date, address, licence, and what rests on it
    Source(SourceArgs),
    /// Completions for a shell
    Completions(CompletionsArgs),
    /// Manual pages, one a command
    Man(ManArgs),
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
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

/// A reason for a call.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Reason {
    /// Attack by a state
    Attack,
    /// Unrest at home
    Unrest,
    /// A war next door that comes over the border
    Spillover,
    /// Fighting over territory outside the treaty's undisputed area
    DisputedTerritory,
    /// Fighting with another member
    Member,
    /// A war that the patron began
    PatronWar,
}

impl Reason {
    /// The trigger of the register.
    pub(crate) fn trigger(self) -> foedera_world::Trigger {
        use foedera_world::Trigger;
        match self {
            Self::Attack => Trigger::ExternalAttack,
            Self::Unrest => Trigger::InternalUnrest,
            Self::Spillover => Trigger::BorderSpillover,
            Self::DisputedTerritory => Trigger::DisputedTerritory,
            Self::Member => Trigger::MemberVsMember,
            Self::PatronWar => Trigger::PatronOffensiveWar,
        }
    }
}

/// How the parameters of the model of answers are drawn.
#[derive(ClapArgs)]
pub(crate) struct DrawArgs {
    /// Draws of the parameters
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(20..=100_000))]
    pub(crate) draws: u32,
    /// The seed of the draws
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads (default: all cores); the answer is the same with any number
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
}

/// Where the page of an answer goes.
#[derive(ClapArgs)]
pub(crate) struct PageArgs {
    /// Also write the answer as one page with its figures and sources
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Also write one figure of the page, as SVG or PNG, to the file of --output; `list` names the figures
    #[arg(long, value_name = "NAME", group = "written")]
    pub(crate) figure: Option<String>,
    /// The file of the figure, ending in .svg or .png (a build with `--features png`)
    #[arg(short, long, value_name = "FILE", requires = "written")]
    pub(crate) output: Option<PathBuf>,
    /// Replace a FILE though it is no such page or figure, or is read by this command
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(ClapArgs)]
pub(crate) struct AidArgs {
    /// The member that calls: id, number or name
    pub(crate) state: String,
    /// The treaty, e.g. CSTO
    #[arg(long)]
    pub(crate) treaty: String,
    /// Why it calls
    #[arg(long, value_enum)]
    pub(crate) trigger: Reason,
    /// The attacking states, separated by commas
    #[arg(long, value_name = "STATES", value_delimiter = ',')]
    pub(crate) by: Vec<String>,
    /// The day of the call (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// Suppose a figure to be another: "USA usable_force x0.3", "DEU milper =250", "TUR-RUS imports_from x0.5"; as often as needed
    #[arg(long, value_name = "STATE FIELD xFACTOR")]
    pub(crate) shock: Vec<String>,
    /// Show what each effect adds to each ally's log-odds
    #[arg(long)]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) draw: DrawArgs,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct CredibilityArgs {
    /// The treaty, e.g. CSTO
    pub(crate) treaty: String,
    /// First year (default: when the treaty was signed)
    #[arg(long)]
    pub(crate) from: Option<i16>,
    /// Last year (the current one unless given)
    #[arg(long)]
    pub(crate) to: Option<i16>,
    /// A scenario, whose branches' shocks are laid on the last day, or a shock: "RUS usable_force x0.3..0.7"; several make one branch
    #[arg(long, value_name = "SCENARIO|SHOCK")]
    pub(crate) shock: Vec<String>,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) draw: DrawArgs,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct ThreatsArgs {
    /// The treaty, e.g. CSTO
    pub(crate) treaty: String,
    /// The day (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// Only threats to this member
    #[arg(long, value_name = "STATE")]
    pub(crate) member: Option<String>,
    /// First year of the history
    #[arg(long, default_value_t = 1995)]
    pub(crate) from: i16,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct SummitArgs {
    /// A case in the program, e.g. yerevan-2022, or a TOML file; without it, give --actors. Or `benchmark deu --dir FOLDER`
    #[arg(required_unless_present_any = ["actors", "list"], conflicts_with = "actors")]
    pub(crate) negotiation: Option<String>,
    /// After the word `benchmark`: the form of the files, `deu` (issues.csv and positions.csv)
    #[arg(requires = "dir")]
    pub(crate) form: Option<String>,
    /// The folder of the benchmark's files
    #[arg(long, value_name = "FOLDER", requires = "form")]
    pub(crate) dir: Option<PathBuf>,
    /// List the cases in the program
    #[arg(long)]
    pub(crate) list: bool,
    /// A CSV file: name, capability, position(s), salience(s); plain or as KTAB has it
    #[arg(long, value_name = "FILE")]
    pub(crate) actors: Option<PathBuf>,
    /// The decision rule: unanimity, consensus, consensus-minus-1, majority, qualified:0.7, weighted, double; +veto:A,B
    #[arg(long)]
    pub(crate) rule: Option<String>,
    /// The models, separated by commas, or `all`
    #[arg(long, default_value = "all", value_delimiter = ',')]
    pub(crate) model: Vec<String>,
    /// Amend the text: ISSUE=VALUE, as often as needed
    #[arg(long, value_name = "ISSUE=VALUE")]
    pub(crate) amend: Vec<String>,
    /// The reversion point (status quo), what holds without an agreement, for a CSV file: ISSUE=VALUE
    #[arg(long, alias = "reference", value_name = "ISSUE=VALUE")]
    pub(crate) reversion: Vec<String>,
    /// Draws of all ranges
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) draws: u32,
    /// The seed of the draws
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The noise of signatures: a stated prior, in units of an issue of salience 1 from end to end
    #[arg(long, default_value_t = foedera_summit::NOISE)]
    pub(crate) noise: f64,
    /// The gain that a text must exceed: a stated prior
    #[arg(long, default_value_t = 0.0)]
    pub(crate) reservation: f64,
    /// The share of refusals that stay away rather than object, from 0 to 1
    #[arg(long, default_value_t = 0.0)]
    pub(crate) absence: f64,
    /// Threads (default: all cores); the answer is the same with any number
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Show positions with what they rest on
    #[arg(long)]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) page: PageArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct PowerArgs {
    /// A treaty: one vote for each member
    #[arg(required_unless_present = "weights", conflicts_with = "weights")]
    pub(crate) treaty: Option<String>,
    /// The weights of votes instead, separated by commas: 4,4,4,2,2,1 or 12.5,7.25,3
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true)]
    pub(crate) weights: Vec<String>,
    /// The decision rule: unanimity, consensus, majority, qualified:0.7, consensus-minus-1; +veto:A,B
    #[arg(long, default_value = "majority", conflicts_with = "quota")]
    pub(crate) rule: String,
    /// The weight that passes, instead of a rule
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) quota: Option<String>,
    /// The day (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    /// Orders to sample where there are too many voters or too large weights
    #[arg(long, default_value_t = 100_000)]
    pub(crate) orders: u32,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct LandscapeArgs {
    /// A CSV file: name, size, then a column of propensities for each state in the order of rows
    pub(crate) file: PathBuf,
    /// How many minima to tell
    #[arg(long, default_value_t = 10)]
    pub(crate) most: usize,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct InvocationsArgs {
    /// Only calls for this reason
    #[arg(long, value_enum)]
    pub(crate) trigger: Option<Reason>,
    /// Only calls under this treaty
    #[arg(long)]
    pub(crate) treaty: Option<String>,
    /// Only calls since this day
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<Day>,
    /// Unrest in members since 1990 instead, and which of it gave rise to a call
    #[arg(long, conflicts_with = "trigger")]
    pub(crate) unrest: bool,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct AlmanacArgs {
    /// A variable, e.g. polyarchy or capability_index; without it, the list (or with --state all of that state)
    pub(crate) variable: Option<String>,
    /// Only figures of this state: id, number or name
    #[arg(long)]
    pub(crate) state: Option<String>,
    /// Only what was known on this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct ImportArgs {
    /// A folder with datasets as their publishers give them; or the word `atop` and the member-level file
    pub(crate) from: PathBuf,
    /// The ATOP file, after the word `atop`
    pub(crate) file: Option<PathBuf>,
    /// Where to write the world file (or, of `atop`, the history)
    #[arg(short, long)]
    pub(crate) output: PathBuf,
    /// Write nothing if a file cannot be read, or a row is refused
    #[arg(long)]
    pub(crate) strict: bool,
    /// Replace the output though it is no earlier one, or is read by this command
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(ClapArgs)]
pub(crate) struct DataArgs {
    #[command(subcommand)]
    pub(crate) action: DataAction,
}

#[derive(Subcommand)]
pub(crate) enum DataAction {
    /// Which datasets Foedera reads: version, span, unit, keys, citation, terms, where to get them
    List {
        /// A folder in which to look for them
        folder: Option<PathBuf>,
        #[command(flatten)]
        print: PrintArgs,
    },
    /// Download datasets from their publishers; resumes, verifies, keeps the original
    Fetch(FetchArgs),
    /// Read every known file in a folder: rows, span, problems with their lines
    Check {
        /// The folder
        folder: PathBuf,
        #[command(flatten)]
        print: PrintArgs,
    },
    /// Write a dataset of a world file as a table, as it was read
    Export(ExportArgs),
}

#[derive(ClapArgs)]
pub(crate) struct ExportArgs {
    /// A key of `foedera data list`
    pub(crate) key: String,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    /// Where to write it; without --format the ending says how
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
    /// csv, dta or parquet
    #[arg(long, value_parser = ["csv", "dta", "parquet"], requires = "output")]
    pub(crate) format: Option<String>,
    /// Replace the output though it is no earlier one, or is read by this command
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}

#[derive(ClapArgs)]
pub(crate) struct FetchArgs {
    /// Keys of `foedera data list`
    #[arg(required = true)]
    pub(crate) keys: Vec<String>,
    /// The folder for the files
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub(crate) into: PathBuf,
    /// The address, if it is not the one that Foedera knows (for one dataset)
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// SHA-256 that the file must have (for one dataset)
    #[arg(long, value_name = "HEX")]
    pub(crate) sha256: Option<String>,
    /// Replace a file that is there already
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(ClapArgs)]
pub(crate) struct WorldArgs {
    /// World file made by `foedera import DIR` (default: world.foedera here, if there is one)
    #[arg(long, value_name = "FILE")]
    pub(crate) world: Option<PathBuf>,
}

#[derive(ClapArgs)]
pub(crate) struct StateArgs {
    /// Id, ISO code, COW or Gleditsch-Ward number, or name: ARM, 371, Armenia
    pub(crate) state: String,
    /// The day to look at (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct DyadArgs {
    /// The first state: id, code or name
    pub(crate) first: String,
    /// The second state
    pub(crate) second: String,
    /// The day to look at (YYYY-MM-DD; today unless given)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Day>,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct PanelArgs {
    /// state-year, dyad-year, directed-dyad-year, member-year or alliance-year
    #[arg(required_unless_present = "list")]
    pub(crate) kind: Option<PanelKind>,
    /// List the variables (of this kind of panel; with --world the years that its data cover)
    #[arg(long)]
    pub(crate) list: bool,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
    /// First year
    #[arg(long, default_value_t = 1946, value_parser = clap::value_parser!(i16).range(1500..=2499))]
    pub(crate) from: i16,
    /// Last year
    #[arg(long, default_value_t = 2018, value_parser = clap::value_parser!(i16).range(1500..=2499))]
    pub(crate) to: i16,
    /// The variables, separated by commas; without them, the units alone
    #[arg(long, value_delimiter = ',')]
    pub(crate) with: Vec<String>,
    /// The state system whose members are the units
    #[arg(long, value_enum, default_value = "cow")]
    pub(crate) system: SystemName,
    /// Only these states, by name or code, separated by commas (of pairs: both among them)
    #[arg(long, value_delimiter = ',', conflicts_with = "treaty")]
    pub(crate) states: Vec<String>,
    /// Only the states that were ever in this treaty of the atlas
    #[arg(long)]
    pub(crate) treaty: Option<String>,
    /// The names of the states, too
    #[arg(long)]
    pub(crate) names: bool,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    /// Where to write it: .csv, .dta or .parquet; the codebook and the citations are written beside it
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
    /// Replace the output though it is no earlier one, or is read by this command
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}

/// A state system on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SystemName {
    /// Correlates of War
    Cow,
    /// Gleditsch and Ward
    Gw,
}

#[derive(ClapArgs)]
pub(crate) struct CheckArgs {
    /// The file
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}
