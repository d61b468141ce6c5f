//! The steps of `cargo xtask test`, in order; the first that fails ends the run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::{book, checkout, data, licences, options, python, rooms, rscript, workbench};

/// A check that is told where the data are.
type CheckWithData = fn(&Path, &[(&'static str, PathBuf)]) -> Result<(), String>;

/// What a step does.
enum Work {
    /// A cargo command whose output is for people.
    Cargo(&'static [&'static str]),
    /// The tests: with the data, and what they print on stdout.
    Tests(&'static [&'static str]),
    /// The documentation, in which a warning is an error.
    Docs(&'static [&'static str]),
    /// A check of ours.
    Check(fn(&Path) -> Result<(), String>),
    /// A check of ours that needs the data.
    CheckWithData(CheckWithData),
}

/// All steps. Plain `cargo test` takes library, binary, integration and documentation tests, and builds the examples;
/// nothing has to be installed; a step whose program is not there (R, Node and a browser, Python) says that it was skipped.
const STEPS: [(&str, Work); 10] = [
    ("fmt", Work::Cargo(&["fmt", "--all", "--check"])),
    (
        "clippy",
        Work::Cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings"]),
    ),
    ("tests", Work::Tests(&["test", "--workspace", "--all-features", "--locked"])),
    ("docs", Work::Docs(&["doc", "--workspace", "--all-features", "--no-deps", "--locked"])),
    ("licences", Work::Check(licences::check)),
    ("rooms", Work::Check(rooms::check)),
    ("pages", Work::Check(book::check)),
    ("r", Work::CheckWithData(rscript::check)),
    ("workbench", Work::Check(workbench::check)),
    // Last, since its count of tests closes the output.
    ("python", Work::Check(python::check)),
];

/// Runs every step.
pub fn all(root: &Path) -> Result<(), String> {
    let variables = data::variables(root)?;
    let start = Instant::now();
    for (index, (name, work)) in STEPS.iter().enumerate() {
        let place = format!("{} of {}, {name}", index + 1, STEPS.len());
        eprintln!("xtask: step {place}");
        let step = Instant::now();
        let outcome = match work {
            Work::Cargo(arguments) => cargo(root, arguments, |command| command.stdout(stderr())),
            Work::Tests(arguments) => {
                cargo(root, arguments, |command| command.envs(variables.iter().cloned()).envs(property_seed()))
            }
            Work::Docs(arguments) => {
                cargo(root, arguments, |command| command.stdout(stderr()).env("RUSTDOCFLAGS", "-D warnings"))
            }
            Work::Check(check) => check(root),
            Work::CheckWithData(check) => check(root, &variables),
        };
        let seconds = step.elapsed().as_secs_f64();
        outcome.map_err(|problem| format!("step {place}, failed after {seconds:.1} s: {problem}"))?;
        eprintln!("xtask: step {place}, passed in {seconds:.1} s");
    }
    eprintln!("xtask: all {} steps passed in {:.1} s", STEPS.len(), start.elapsed().as_secs_f64());
    Ok(())
}

/// The seed of the property tests (`PROPTEST_RNG_SEED`): a run of all checks judges the code and not the luck of the day,
/// so that the same tree passes or fails everywhere. What other seeds find is the business of [`soak`].
fn property_seed() -> Option<(&'static str, &'static str)> {
    const VARIABLE: &str = "PROPTEST_RNG_SEED";
    std::env::var_os(VARIABLE).is_none().then_some((VARIABLE, "1992"))
}

/// Every property test with more cases than usual (`--cases N`, 100 times the default of 256) and a seed of its own, told
/// first and taken by `--seed S` to repeat a run.
pub fn soak(root: &Path, words: &[&str]) -> Result<(), String> {
    let (mut cases, mut seed) = (25_600, now());
    options::numbers(words, &mut [("--cases", &mut cases), ("--seed", &mut seed)])?;
    eprintln!(
        "xtask: property tests with {cases} cases each; again by: cargo xtask soak --cases {cases} --seed {seed}"
    );
    let arguments = ["test", "--workspace", "--all-features", "--locked", "--release", "--no-fail-fast", "--tests"];
    cargo(root, &arguments, |command| {
        command.env("PROPTEST_CASES", cases.to_string()).env("PROPTEST_RNG_SEED", seed.to_string())
    })
}

/// Seconds since 1970.
fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// What an auditor asks of the atlas, with the data if they are there.
pub fn atlas(root: &Path) -> Result<(), String> {
    let variables = data::variables(root)?;
    for arguments in [
        &["test", "--package", "foedera-atlas", "--all-features", "--locked"][..],
        &["test", "--package", "foedera-sources", "--all-features", "--locked", "--test", "it", "atlas"][..],
    ] {
        cargo(root, arguments, |command| command.envs(variables.iter().cloned()))?;
    }
    Ok(())
}

fn stderr() -> Stdio {
    Stdio::from(std::io::stderr())
}

fn cargo(root: &Path, arguments: &[&str], prepare: impl Fn(&mut Command) -> &mut Command) -> Result<(), String> {
    let line = format!("cargo {}", arguments.join(" "));
    let status = prepare(checkout::cargo(root).args(arguments))
        .status()
        .map_err(|error| format!("`{line}` could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` ended with {status}; its message stands above")) }
}
