//! The Python package: its tests, on an environment of their own below `target/`, and its wheel.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{checkout, data};

/// What the tests need from PyPI.
const OF_TESTS: [&str; 12] = [
    "duckdb",
    "hypothesis",
    "ipykernel",
    "matplotlib",
    "mypy",
    "nbclient",
    "nbformat",
    "pandas",
    "polars",
    "pyarrow",
    "pytest",
    // Ray comes later than each Python; without it its tests are skipped.
    "ray>=2.9,<3; python_version < '3.14'",
];
/// What builds the wheel.
const OF_WHEELS: [&str; 1] = ["maturin>=1.7,<2"];

/// Builds the binding in the development profile, and runs pytest with doctests; the last line is pytest's count. Without Python 3.9, or
/// its `venv`, the tests are skipped, and the run says so.
pub fn check(root: &Path) -> Result<(), String> {
    let python = match environment(root, &OF_TESTS)? {
        Ok(python) => python,
        Err(why) => {
            println!("skipped: {why}, so the Python package was not tested");
            return Ok(());
        }
    };
    // All packages and features, and examples, so that dependencies have the features that they have in the step of the tests, and
    // nothing is built a second time.
    run(checkout::cargo(root)
        .args(["build", "--workspace", "--all-features", "--locked", "--lib", "--examples"])
        .stdout(stderr()))?;
    let built = target(root).join("debug").join(format!(
        "{}foedera_py{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    ));
    let module = root.join("python/foedera/_native.abi3.so");
    std::fs::copy(&built, &module).map_err(|error| format!("cannot copy {}: {error}", built.display()))?;
    let mut tests = Command::new(python);
    tests.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]).current_dir(root.join("python"));
    tests.env("PYTHONDONTWRITEBYTECODE", "1").envs(data::variables(root)?);
    run(&mut tests)
}

/// Builds the wheel, in the release profile, into `target/wheels`.
pub fn wheel(root: &Path) -> Result<(), String> {
    let python = environment(root, &OF_WHEELS)?.map_err(|why| format!("{why}: it is needed to build a wheel"))?;
    let out: OsString = target(root).join("wheels").into();
    let mut build = Command::new(python);
    build.args(["-m", "maturin", "build", "--release", "--locked", "--out"]).arg(out).current_dir(root.join("python"));
    run(&mut build)
}

fn stderr() -> Stdio {
    Stdio::from(std::io::stderr())
}

fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}

/// The interpreter of an environment below `target/` that has these packages; or why there can be none.
fn environment(root: &Path, packages: &[&str]) -> Result<Result<PathBuf, String>, String> {
    let ready = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 9))";
    let quiet = |command: &mut Command| command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !quiet(Command::new("python3").args(["-c", ready])).is_ok_and(|status| status.success()) {
        return Ok(Err("no python3 of version 3.9 or later with venv on this machine".to_owned()));
    }
    let folder = target(root).join("python");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&folder).stdout(stderr()))?;
    }
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages).stdout(stderr());
    match run(&mut install) {
        // A machine without a way to PyPI can still run all other checks; continuous integration has one.
        Err(problem) if std::env::var_os("CI").is_none() => Ok(Err(format!("no way to PyPI ({problem})"))),
        outcome => outcome.map(|()| Ok(python)),
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let words: Vec<String> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
    let line = format!("{name} {}", words.join(" "));
    let status = command.status().map_err(|error| format!("`{line}` could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` ended with {status}; its message stands above")) }
}
