//! `foedera`: the command line. It reads arguments and files, calls the libraries, and prints; nothing is computed here.

mod args;
mod args_argument;
mod commands;
mod output;
mod target;

use clap::Parser as _;
use foedera_diagnostic::{ExitCode, Problems};

fn main() -> std::process::ExitCode {
    let args = args::Args::parse();
    target::clean_up_when_interrupted();
    // A defect of ours has an exit code of its own; what was being written is taken away with the rest.
    let code = std::panic::catch_unwind(|| run(args)).unwrap_or(ExitCode::Internal);
    std::process::ExitCode::from(code as u8)
}

/// Run the command and tell its problems.
fn run(args: args::Args) -> ExitCode {
    if let Err(problems) = foedera_sources::check_ceiling() {
        return report(&problems);
    }
    let result = match args.command {
        args::Command::Treaty(args) => commands::treaty::run(&args),
        args::Command::State(args) => commands::state::run(&args),
        args::Command::Dyad(args) => commands::dyad::run(&args),
        args::Command::Data(args) => commands::data::run(&args),
        args::Command::Panel(args) => commands::panel::run(&args),
        args::Command::Import(args) => commands::import::run(&args),
        args::Command::Fit(args) => commands::fit::run(&args),
        args::Command::Effects(args) => commands::effects::run(&args),
        args::Command::Diagnose(args) => commands::relational::diagnose::run(&args),
        args::Command::Aid(args) => commands::aid::run(&args),
        args::Command::Credibility(args) => commands::credibility::run(&args),
        args::Command::Threats(args) => commands::threats::run(&args),
        args::Command::Summit(args) => commands::summit::run(&args),
        args::Command::Power(args) => commands::power::run(&args),
        args::Command::Landscape(args) => commands::landscape::run(&args),
        args::Command::Invocations(args) => commands::invocations::run(&args),
        args::Command::Forecast(args) => commands::forecast::run(&args),
        args::Command::Claims(args) => commands::claims::run(&args),
        args::Command::Ledger(args) => commands::ledger::run(&args),
        args::Command::Hedge(args) => commands::hedge::run(&args),
        args::Command::Order(args) => commands::hedge::run_order(&args),
        args::Command::Compare(args) => commands::asked::compare(&args),
        args::Command::Explain(args) => commands::asked::explain(&args),
        args::Command::Check(args) => commands::check::run(&args),
    };
    result.unwrap_or_else(|problems| report(&problems))
}

/// Print problems to stderr and give the exit code.
fn report(problems: &Problems) -> ExitCode {
    output::tell_all(problems);
    problems.exit_code()
}
