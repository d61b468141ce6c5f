//! The page of the workbench in `web/`: its types, whether the bundle in the checkout is what its sources build, and its tests in a browser.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::checkout;

/// The files of the bundle.
const BUNDLE: [&str; 3] = ["index.html", "app.js", "app.css"];

/// Checks types, builds the bundle anew and compares it with the one in the checkout, and runs the tests in a browser; without Node, or a way
/// to its packages, or a browser, a line says what was left out.
pub fn check(root: &Path) -> Result<(), String> {
    let web = root.join("web");
    if version("node").is_none_or(|version| version < 18) || version("npm").is_none() {
        println!("workbench: skipped: no Node 18 or later with npm");
        return Ok(());
    }
    match npm(&web, &["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]) {
        // A machine without a way to the registry can still run all other checks; continuous integration has one.
        Err(problem) if std::env::var_os("CI").is_none() => {
            println!("workbench: skipped: no way to the packages of Node ({problem})");
            return Ok(());
        }
        outcome => outcome?,
    }
    npm(&web, &["run", "--silent", "check"])?;
    let program = checkout::program(root)?;
    let built = program.with_file_name("workbench");
    let out = built.display().to_string();
    npm(&web, &["run", "--silent", "build", "--", "--outDir", &out, "--emptyOutDir", "--logLevel", "error"])?;
    for file in BUNDLE {
        let bytes = |path: PathBuf| std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()));
        if bytes(built.join(file))? != bytes(web.join("dist").join(file))? {
            return Err(format!(
                "web/dist/{file} is not what the sources build; run `npm ci && npm run build` in web/"
            ));
        }
    }
    let chromium = std::env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    if !chromium.is_file() {
        println!(
            "workbench: the bundle is what its sources build; its tests are skipped: no browser at {}",
            chromium.display()
        );
        return Ok(());
    }
    let mut tests = Command::new("npm");
    tests.args(["run", "--silent", "test"]).current_dir(&web).env("CHROMIUM", &chromium).env("FOEDERA", &program);
    run(&mut tests)
}

/// The first number of what a program says of its version.
fn version(program: &str) -> Option<u32> {
    let output = Command::new(program).arg("--version").stderr(Stdio::null()).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let digits: String = said.trim().trim_start_matches('v').chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|_| output.status.success())
}

fn npm(folder: &Path, words: &[&str]) -> Result<(), String> {
    run(Command::new("npm").args(words).current_dir(folder).stdout(Stdio::from(std::io::stderr())))
}

fn run(command: &mut Command) -> Result<(), String> {
    let words: Vec<String> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
    let status = command.status().map_err(|error| format!("npm could not be started: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`npm {}` ended with {status}; its message stands above", words.join(" ")))
    }
}
