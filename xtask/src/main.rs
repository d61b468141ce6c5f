//! Everything a developer or continuous integration runs: `cargo xtask test`.
//!
//! Each step is a file or a cargo command; [`steps`] lists them in order. What the tests print goes to stdout,
//! everything else to stderr.

mod almanac;
mod attack;
mod book;
mod checkout;
mod data;
mod expression;
mod licences;
mod options;
mod python;
mod rooms;
mod rscript;
mod steps;
mod workbench;

use std::process::ExitCode;

const HELP: &str = "\
usage: cargo xtask COMMAND

  test      every check, in order, up to the first that fails: fmt, clippy, tests, docs, licences, rooms, pages, r, workbench, python
  soak      every property test with many cases and another seed: [--cases N] [--seed S]
  attack    mutated files and poor surroundings, in temporary folders: [--files N] [--seed S] [--seconds T]
  atlas     only what an auditor asks of the atlas: sources, dates, ends, counts in texts, lists of members
  almanac   make the data files of foedera-almanac anew, or `almanac compare` them with datasets: [--data DIR] [--almanac DIR]
  wheel     the Python package as a wheel, into target/wheels (needs python3 with venv, and PyPI for maturin)
  book      the docs, with references made from the program and its models, as one site in target/book (installs mdBook into target/)
  pages     only what needs no build: every page is a chapter, every link leads somewhere, names and lengths of files
  r         only the package of R, with the freshly built program: `R CMD check` and its tests
  licences  only the licences of all dependencies, against the allow-list in xtask/src/licences.rs
  help      this text

environment
  FOEDERA_DATA    folder of datasets for the tests that need them (else ../shared/data if it is there)
  FOEDERA_GOLDEN  folder of reference results of other programs (else ../shared/golden if it is there)

exit codes: 0 all is well, 1 a check failed, 2 wrong usage";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        ["test"] => checkout::root().and_then(|root| steps::all(&root)),
        ["soak", ref options @ ..] => checkout::root().and_then(|root| steps::soak(&root, options)),
        ["attack", ref options @ ..] => checkout::root().and_then(|root| attack::run(&root, options)),
        ["atlas"] => checkout::root().and_then(|root| steps::atlas(&root)),
        ["almanac", ref options @ ..] => checkout::root().and_then(|root| almanac::run(&root, options)),
        ["wheel"] => checkout::root().and_then(|root| python::wheel(&root)),
        ["book"] => checkout::root().and_then(|root| book::make(&root)),
        ["pages"] => checkout::root().and_then(|root| book::check(&root).and_then(|()| rooms::check(&root))),
        ["r"] => checkout::root().and_then(|root| rscript::check(&root, &data::variables(&root)?)),
        ["licences"] => checkout::root().and_then(|root| licences::check(&root)),
        ["help" | "--help" | "-h"] => {
            eprintln!("{HELP}");
            return ExitCode::SUCCESS;
        }
        [] => return wrong_usage("a command is missing"),
        _ => return wrong_usage(&format!("unknown command `{}`", words.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::from(1)
        }
    }
}

fn wrong_usage(problem: &str) -> ExitCode {
    eprintln!("xtask: {problem}\n\n{HELP}");
    ExitCode::from(2)
}
