//! The R package in `r/`: built, checked as CRAN does, and tested with the program of this checkout.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::checkout;

/// Packages of R without which the package is not checked.
const NEEDED: [&str; 4] = ["generics", "ggplot2", "jsonlite", "testthat"];
/// Packages of R that make the vignette.
const VIGNETTE: [&str; 2] = ["knitr", "markdown"];

/// `R CMD check` of the package, or a line that says why not.
pub fn check(root: &Path, variables: &[(&'static str, PathBuf)]) -> Result<(), String> {
    let Some(missing) = missing() else {
        println!("r: skipped: no Rscript");
        return Ok(());
    };
    let of = |names: &[&str]| names.iter().any(|name| missing.iter().any(|own| own == name));
    if of(&NEEDED) {
        println!("r: skipped: R lacks {}", missing.join(", "));
        return Ok(());
    }
    let program = checkout::program(root)?;
    let folder = program.with_file_name("r-package");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{} cannot be emptied: {error}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    // What R would ask of the network is not asked.
    let profile = folder.join("profile.R");
    std::fs::write(&profile, "options(repos = character())\n")
        .map_err(|error| format!("{} cannot be written: {error}", profile.display()))?;
    let r = |arguments: &[&str]| {
        let mut command = Command::new("R");
        command.arg("CMD").args(arguments).current_dir(&folder).envs(variables.iter().cloned());
        command.env("FOEDERA", &program).env("R_PROFILE_USER", &profile).env("_R_CHECK_FORCE_SUGGESTS_", "false");
        let output = command.output().map_err(|error| format!("R could not be started: {error}"))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        if output.status.success() { Ok(said) } else { Err(format!("R CMD {} failed:\n{said}", arguments.join(" "))) }
    };
    let source = root.join("r").display().to_string();
    let plain = of(&VIGNETTE);
    if plain {
        r(&["build", "--no-build-vignettes", &source])?
    } else {
        r(&["build", &source])?
    };
    let package = built(&folder)?;
    let said = if plain {
        r(&["check", "--no-manual", "--ignore-vignettes", &package])?
    } else {
        r(&["check", "--no-manual", &package])?
    };
    if ["WARNING", "ERROR"].iter().any(|word| said.lines().any(|line| line.contains(&format!("... {word}")))) {
        return Err(format!("R CMD check is not content:\n{said}"));
    }
    let tests = folder.join("foedera.Rcheck/tests/testthat.Rout");
    let told = std::fs::read_to_string(&tests).map_err(|error| format!("{}: {error}", tests.display()))?;
    println!("r: {}{}", counted(&told)?, if plain { ", without the vignette (R lacks knitr or markdown)" } else { "" });
    Ok(())
}

/// The packages that R lacks; none if there is no R.
fn missing() -> Option<Vec<String>> {
    let names: Vec<String> = NEEDED.iter().chain(&VIGNETTE).map(|name| format!("'{name}'")).collect();
    let asked = format!("for (x in c({})) if (!requireNamespace(x, quietly = TRUE)) cat(x, '\\n')", names.join(", "));
    let output = Command::new("Rscript").args(["-e", &asked]).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).split_whitespace().map(str::to_owned).collect())
}

/// The name of the package that `R CMD build` left.
fn built(folder: &Path) -> Result<String, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.find(|name| name.ends_with(".tar.gz")).ok_or_else(|| "R CMD build left no package".to_owned())
}

/// `232 passed, 0 skipped`, of what testthat prints at its end; an error if it does not say so.
fn counted(told: &str) -> Result<String, String> {
    let line =
        told.lines().rev().find(|line| line.starts_with("[ FAIL ")).ok_or("testthat did not say how it ended")?;
    let count = |word: &str| {
        let rest = line.split(&format!("{word} ")).nth(1).unwrap_or_default();
        rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<u64>().ok()
    };
    match (count("FAIL"), count("PASS"), count("SKIP")) {
        (Some(0), Some(passed), Some(skipped)) if passed > 0 => Ok(format!("{passed} passed, {skipped} skipped")),
        _ => Err(format!("the tests of the R package: {line}")),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn the_count_is_read_and_a_failure_or_an_empty_run_is_one() {
        let told = "Loading\n[ FAIL 0 | WARN 0 | SKIP 3 | PASS 232 ]\n> \n";
        assert_eq!(counted(told), Ok("232 passed, 3 skipped".to_owned()));
        assert!(counted("[ FAIL 1 | WARN 0 | SKIP 3 | PASS 232 ]").is_err());
        assert!(counted("[ FAIL 0 | WARN 0 | SKIP 0 | PASS 0 ]").is_err());
        assert!(counted("Execution halted").is_err());
    }
}
