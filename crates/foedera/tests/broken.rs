//! Files broken in one way each (`broken/`, told in `broken/expected.txt`): one message with file, line and remedy,
//! exit code 2, nothing on stdout and nothing written. `fixtures/` holds the sound files that were broken.

mod scratch;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use scratch::Scratch;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// A line of `expected.txt`.
struct Expected {
    file: &'static str,
    how: &'static str,
    line: usize,
    message: &'static str,
    remedy: &'static str,
}

fn expected() -> Vec<Expected> {
    let lines = include_str!("broken/expected.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(" | ").collect();
            let [file, how, number, message, remedy] = cells[..] else { panic!("not five cells: {line}") };
            assert!(!message.is_empty() && !remedy.is_empty(), "{line}");
            Expected { file, how, line: number.parse().expect("a line number"), message, remedy }
        })
        .collect()
}

impl Scratch {
    fn files(&self) -> Vec<std::ffi::OsString> {
        std::fs::read_dir(&self.0).expect("readable").flatten().map(|entry| entry.file_name()).collect()
    }
}

fn foedera() -> Command {
    Command::new(env!("CARGO_BIN_EXE_foedera"))
}

/// The history that `fixtures/atop.csv` gives: one pact of four, one of whom leaves.
fn history(folder: &Path) -> PathBuf {
    let path = folder.join("history.jsonl");
    let made = foedera().args(["import", "atop"]).arg(tests().join("fixtures/atop.csv")).arg("-o").arg(&path).output();
    let made = made.expect("foedera runs");
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    path
}

/// Give the file to foedera as `how` says, its output (if any) to `folder`.
fn give(how: &str, file: &Path, history: &Path, folder: &Path) -> Output {
    let mut command = foedera();
    match how {
        "check" | "forecast" => command.arg(how).arg(file),
        "atop" => command.args(["import", "atop"]).arg(file).arg("-o").arg(folder.join("out.jsonl")),
        "nmc" | "democracy" | "ideal-points" => {
            let command = command.args(["fit", "leave", "--history"]).arg(history);
            command.arg(format!("--{how}")).arg(file).arg("-o").arg(folder.join("out.toml"))
        }
        _ => panic!("expected.txt knows no `{how}`"),
    };
    command.output().expect("foedera runs")
}

/// What is wrong with foedera's answer to the file, if anything.
fn verdict(expected: &Expected, history: &Path) -> Result<(), String> {
    let scratch = Scratch::new(&expected.file.replace('/', "-"));
    let output = give(expected.how, &tests().join("broken").join(expected.file), history, &scratch.0);
    let errors = String::from_utf8(output.stderr).map_err(|error| error.to_string())?;
    let place = match expected.line {
        0 => expected.file.to_owned(),
        line => format!("{}:{line}:", expected.file),
    };
    let help = errors.lines().find(|line| line.contains("help: ")).unwrap_or_default();
    let checks = [
        (output.status.code() == Some(2), format!("exit code {:?}", output.status.code())),
        (errors.matches("error[").count() == 1, "not one message".to_owned()),
        (errors.contains(&place), format!("no `{place}`")),
        (errors.contains(expected.message), format!("no `{}`", expected.message)),
        (help.contains(expected.remedy), format!("no `{}` in the remedy", expected.remedy)),
        (!errors.contains("panicked"), "a panic".to_owned()),
        (output.stdout.is_empty(), "something on stdout".to_owned()),
        (scratch.files().is_empty(), format!("{:?} was written", scratch.files())),
    ];
    let failed: Vec<String> = checks.into_iter().filter(|(holds, _)| !holds).map(|(_, failed)| failed).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("{}: {}\n{errors}", expected.file, failed.join("; "))) }
}

fn group(name: &str, least: usize) {
    let scratch = Scratch::new(&format!("history-of-{name}"));
    let history = history(&scratch.0);
    let group: Vec<Expected> = expected().into_iter().filter(|one| one.file.starts_with(name)).collect();
    assert!(group.len() >= least, "{} files in {name}", group.len());
    let wrong: Vec<String> = group.iter().filter_map(|one| verdict(one, &history).err()).collect();
    assert!(wrong.is_empty(), "{} of {} files:\n{}", wrong.len(), group.len(), wrong.join("\n"));
}

#[test]
fn a_broken_scenario_gets_one_message() {
    group("scenario/", 10);
}

#[test]
fn a_broken_file_of_the_atlas_gets_one_message() {
    group("atlas/", 8);
}

#[test]
fn a_broken_model_gets_one_message() {
    group("model/", 4);
}

#[test]
fn a_broken_dataset_gets_one_message() {
    group("dataset/", 8);
}

#[test]
fn every_broken_file_is_expected_and_there_are_thirty() {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() { walk(&entry.path(), found) } else { found.push(entry.path()) }
        }
    }
    let root = tests().join("broken");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.retain(|path| path.file_name().is_none_or(|name| name != "expected.txt"));
    found.sort();
    let mut told: Vec<PathBuf> = expected().iter().map(|one| root.join(one.file)).collect();
    told.sort();
    assert_eq!(found, told);
    assert!(found.len() >= 30, "{} files", found.len());
}

#[test]
fn the_files_are_sound_before_they_are_broken() {
    for name in ["scenario", "treaty", "model", "summits", "invocations", "precedents", "sources-test"] {
        let output = foedera().arg("check").arg(tests().join(format!("fixtures/{name}.toml"))).output();
        let output = output.expect("foedera runs");
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_yearly_row_that_cannot_be_read_is_told_and_the_fit_goes_on() {
    let scratch = Scratch::new("bad-row");
    let history = history(&scratch.0);
    let output = give("nmc", &tests().join("fixtures/nmc-bad-row.csv"), &history, &scratch.0);
    let errors = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert_eq!(errors.matches("error[").count(), 1, "{errors}");
    for part in ["nmc-bad-row.csv:3:", "column `cinc` holds `much`", "help: ", "2 rows read, 1 refused"] {
        assert!(errors.contains(part), "`{part}` is not in {errors}");
    }
    assert!(scratch.0.join("out.toml").is_file());
}

/// Written to the right behaviour: `yrent` is a column that ATOP needs itself, so it cannot be `yrexit` misspelt.
#[test]
fn a_needed_column_is_not_offered_as_another_one_misspelt() {
    let scratch = Scratch::new("offered");
    let file = tests().join("broken/dataset/atop-without-a-column.csv");
    let output = give("atop", &file, Path::new("unused"), &scratch.0);
    let errors = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(!errors.contains("is `yrent` meant"), "{errors}");
}
