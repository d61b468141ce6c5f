//! The commands of Foedera, for the command line and for other languages.
//!
//! [`main`] is the program `foedera`: it prints. [`run`] runs a command in this process and gives back what it would print as a typed
//! [`Outcome`]: answers in their envelope with their tables, text, page, notes, problems. [`commands`] says which commands there are
//! and what they take. Files are read, libraries are called, and nothing is computed here.

mod args;
mod commands;
mod ground;
mod held;
mod output;
mod replication;
mod shape;
mod target;

pub use foedera_report::{figure_svg, figures};
pub use held::{Answer, Outcome, run};
pub use output::tables;
pub use shape::{Argument, Shape, commands};

use clap::{CommandFactory as _, FromArgMatches as _};
use foedera_diagnostic::{ExitCode, Problems, progress};

/// A day as it is written in files (YYYY-MM-DD), by its number since 1970-01-01; `None` outside the years that can be written.
pub fn day_text(days: i64) -> Option<String> {
    let epoch = foedera_world::Day::start_of_year(1970);
    let known = (-719_162..=2_932_896).contains(&days);
    known.then(|| epoch.plus_days(i32::try_from(days).expect("it is in the range")).to_string())
}

/// The command line of this process: read its `words`, the first being its name, run the command, print answer and problems.
pub fn main(words: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let args = parsed(words);
    args.color.choice().write_global();
    if !args.quiet {
        progress::show();
    }
    // The workbench stops in its own way: open requests end, and its folder goes.
    if !matches!(args.command, args::Command::Serve(_)) {
        target::clean_up_when_interrupted();
    }
    // A defect of ours has an exit code of its own; what was being written is taken away with the rest.
    std::panic::catch_unwind(|| dispatch(args)).unwrap_or(ExitCode::Internal)
}

/// The command line as it was given; help and errors of usage end the run. They have the colours that `--color` says, which
/// stands among what is being read, so it is looked for first.
fn parsed(words: impl IntoIterator<Item = std::ffi::OsString>) -> args::Args {
    let words: Vec<std::ffi::OsString> = words.into_iter().collect();
    let texts: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let said = texts.iter().enumerate().find_map(|(place, word)| match word.as_str() {
        "--color" => texts.get(place + 1).map(String::as_str),
        word => word.strip_prefix("--color="),
    });
    let color = match said {
        Some("always") => clap::ColorChoice::Always,
        Some("never") => clap::ColorChoice::Never,
        _ => clap::ColorChoice::Auto,
    };
    // Examples are seen in help only, which clap tells as an error: they are put together when there is one.
    let plain = args::Args::command().color(color).try_get_matches_from(&words);
    let matches = plain.unwrap_or_else(|_| args::command().color(color).get_matches_from(&words));
    args::Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// Run the command and tell its problems.
fn dispatch(args: args::Args) -> ExitCode {
    if let Err(problems) = foedera_sources::check_ceiling() {
        return report(&problems);
    }
    let _work = progress::work("foedera is at work", 0);
    let ground = ground::Ground::new(args.facts);
    let result = match args.command {
        args::Command::Treaty(args) => commands::treaty::run(&args, &ground),
        args::Command::State(args) => commands::state::run(&args, &ground),
        args::Command::Dyad(args) => commands::dyad::run(&args, &ground),
        args::Command::Almanac(args) => ground.unused("almanac").and_then(|()| commands::almanac::run(&args)),
        args::Command::Data(args) => ground.unused("data").and_then(|()| commands::data::run(&args)),
        args::Command::Panel(args) => ground.unused("panel").and_then(|()| commands::panel::run(&args)),
        args::Command::Import(args) => ground.unused("import").and_then(|()| commands::import::run(&args)),
        args::Command::Fit(args) => commands::fit::run(&args, &ground),
        args::Command::Backtest(args) => commands::backtest::run(&args, &ground),
        args::Command::Effects(args) => ground.unused("effects").and_then(|()| commands::effects::run(&args)),
        args::Command::Diagnose(args) => ground.unused("diagnose").and_then(|()| commands::diagnose::run(&args)),
        args::Command::Aid(args) => commands::aid::run(&args, &ground),
        args::Command::Credibility(args) => commands::credibility::run(&args, &ground),
        args::Command::Threats(args) => commands::threats::run(&args, &ground),
        args::Command::Summit(args) => commands::summit::run(&args, &ground),
        args::Command::Power(args) => commands::power::run(&args, &ground),
        args::Command::Landscape(args) => ground.unused("landscape").and_then(|()| commands::landscape::run(&args)),
        args::Command::Invocations(args) => commands::invocations::run(&args, &ground),
        args::Command::Forecast(args) => commands::forecast::run(&args, &ground),
        args::Command::Merge(args) => commands::merge::run(&args, &ground),
        args::Command::Future(args) => commands::future::run(&args, &ground),
        args::Command::Play(args) => commands::play::run(&args, &ground),
        args::Command::Given(args) => commands::future::given(&args, &ground),
        args::Command::Count(args) => commands::count::run(&args, &ground),
        args::Command::Brief(args) => commands::brief::run(&args, &ground),
        args::Command::Claims(args) => commands::claims::run(&args, &ground),
        args::Command::Links(args) => commands::links::run(&args, &ground),
        args::Command::Ledger(args) => commands::ledger::run(&args, &ground),
        args::Command::Hedge(args) => commands::hedge::run(&args, &ground),
        args::Command::Order(args) => commands::hedge::run_order(&args, &ground),
        args::Command::Compare(args) => commands::asked::compare(&args, &ground),
        args::Command::Explain(args) => commands::asked::explain(&args, &ground),
        args::Command::Scenario(args) => commands::scenario::run(&args, &ground),
        args::Command::Score(args) => ground.unused("score").and_then(|()| commands::score::run(&args)),
        args::Command::Questions(args) => commands::questions::run(&args, &ground),
        args::Command::Resolve(args) => commands::questions::resolve(&args, &ground),
        args::Command::Record(args) => commands::record::run(&args, &ground),
        args::Command::Check(args) => commands::check::run(&args, &ground),
        args::Command::Serve(args) => ground.unused("serve").and_then(|()| commands::serve::run(&args)),
        args::Command::Source(args) => commands::source::run(&args, &ground),
        args::Command::Completions(args) => {
            ground.unused("completions").and_then(|()| commands::tool::completions(&args))
        }
        args::Command::Man(args) => ground.unused("man").and_then(|()| commands::tool::man(&args)),
    };
    result.unwrap_or_else(|problems| report(&problems))
}

/// Print problems to stderr and give the exit code.
fn report(problems: &Problems) -> ExitCode {
    if !held::hold_problems(problems) {
        output::tell_all(problems);
    }
    problems.exit_code()
}
