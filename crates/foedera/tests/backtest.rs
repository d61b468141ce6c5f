//! "How good would your forecasts have been, and is that better than a plain rate?"

mod scratch;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use scratch::Scratch;
use serde_json::Value;

impl Scratch {
    /// A folder with the made-up history of the examples.
    fn with_history(name: &str) -> Self {
        let folder = Self::new(name);
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/alliances.jsonl");
        std::fs::copy(example, folder.0.join("alliances.jsonl")).expect("an example");
        folder
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        command.args(line.split(' ')).current_dir(&self.0);
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().expect("foedera runs")
    }

    fn text(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// What is said of a line that is refused.
    fn refused(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(!output.status.success() && output.stdout.is_empty(), "{line} is refused");
        String::from_utf8(output.stderr).expect("UTF-8")
    }
}

const ENDS: &str = "backtest ends --history alliances.jsonl --from 1985 --to 1991 --horizon 1y,5y";

/// Three scores and two totals by a program that shares no code with ours.
#[test]
fn i_compute_the_scores_again_from_the_table_of_cases() {
    let folder = Scratch::with_history("recomputed");
    let report: Value =
        serde_json::from_str(&folder.text(&format!("{ENDS} --csv cases.csv --format json"))).expect("JSON");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/backtest_recomputed.py");
    let mut compared = 0;
    for horizon in report["answer"]["horizons"].as_array().expect("horizons") {
        for own in horizon["scores"].as_array().expect("scores") {
            let years = horizon["horizon_years"].to_string();
            let name = own["forecaster"].as_str().expect("a name");
            let mut python = Command::new("python3");
            let python = python.arg(&script).args(["cases.csv", &years, name]).current_dir(&folder.0);
            let Ok(output) = python.output() else {
                println!("skipped: python3 is not here");
                return;
            };
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let text = String::from_utf8(output.stdout).expect("UTF-8");
            let theirs: Vec<f64> = text.lines().map(|line| line.parse().expect("a number")).collect();
            let ours = [&own["log"], &own["log_skill"], &own["brier_skill"], &horizon["happened"], &own["expected"]];
            assert_eq!(theirs.len(), ours.len(), "{text}");
            for (ours, theirs) in ours.into_iter().zip(theirs) {
                let ours = ours.as_f64().expect("a number");
                assert!((ours - theirs).abs() < 1e-9, "{name} within {years} years: {ours} is not {theirs}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 2 * 8 * 5, "two horizons, eight forecasters, five numbers");
}

#[test]
fn i_stop_a_run_and_go_on_and_get_the_same_bytes() {
    let folder = Scratch::with_history("stopped");
    let whole = folder.text(&format!("{ENDS} --csv whole.csv --format json"));
    let line = format!("{ENDS} --resume kept --csv again.csv --format json");
    let mut child = folder.command(&line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("foedera runs");
    let kept = folder.0.join("kept");
    let files = || std::fs::read_dir(&kept).map_or(0, |entries| entries.flatten().count());
    // Stopped as soon as something is kept; a machine that is too fast has it whole, which is no other case.
    for _ in 0..2000 {
        if files() >= 3 || child.try_wait().is_ok_and(|status| status.is_some()) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let _stopped = child.kill();
    child.wait().expect("it has ended");
    assert!(files() > 0, "something is kept");
    assert!(folder.text(&line) == whole, "the same answer");
    let read = |name: &str| std::fs::read(folder.0.join(name)).expect("a table");
    assert!(read("whole.csv") == read("again.csv"), "the same table");
    // What is kept is of other settings now.
    let said = folder.refused(&format!("{} --resume kept", ENDS.replace("1991", "1990")));
    assert!(said.contains("other settings") && said.contains("another folder"), "{said}");
}

#[test]
fn i_make_the_baselines_in_parts_of_the_origins_and_get_the_same_bytes() {
    let folder = Scratch::with_history("parts-of-origins");
    let whole = folder.text(&format!("{ENDS} --format json"));
    let mut before = 0;
    for part in ["1/3", "2/3", "3/3"] {
        assert_eq!(folder.text(&format!("{ENDS} --resume kept --part {part}")), "", "a part gives no answer");
        let files = std::fs::read_dir(folder.0.join("kept")).expect("kept").count();
        assert!(files > before, "{part} has origins of its own");
        before = files;
    }
    assert!(folder.text(&format!("{ENDS} --resume kept --format json")) == whole, "the same answer");
    assert!(folder.refused(&format!("{ENDS} --part 1/3")).contains("--resume"));
    assert!(folder.refused(&format!("{ENDS} --resume kept --part 4/3")).contains("no part 4 of 3"));
}

#[test]
fn i_am_told_what_is_wrong_and_what_to_do() {
    let folder = Scratch::with_history("wrong");
    let cases = [
        ("backtest ends", "foedera import atop"),
        ("backtest answers", "--world"),
        ("backtest leves --history alliances.jsonl", "leave"),
        ("backtest freeze", "freeze-own"),
        ("backtest join-dispute", "--world"),
        ("backtest freeze-own --history alliances.jsonl", "leave it out"),
        ("backtest ends --history alliances.jsonl --world w.foedera", "leave it out"),
        ("backtest answers --history alliances.jsonl", "leave it out"),
        ("backtest ends --history alliances.jsonl --horizon 2y", "1y,3y,5y"),
        ("backtest ends --history alliances.jsonl --horizon x", "1 to 50"),
        ("backtest ends --history alliances.jsonl --to 2019", "--to 2018"),
        ("backtest ends --history alliances.jsonl --from 2000 --to 1990", "not after the last year"),
        ("backtest ends --history alliances.jsonl --from 1946 --to 1947", "later years"),
        ("backtest ends --history nowhere.jsonl", "check the path"),
        ("backtest ends --history alliances.jsonl --csv alliances.jsonl", "--force"),
    ];
    for (line, remedy) in cases {
        let said = folder.refused(line);
        assert!(said.contains(remedy), "{line}: {said}");
    }
}

#[test]
fn i_read_who_was_better_and_how_sure_that_is() {
    let folder = Scratch::with_history("read");
    let text = folder.text(&format!("{ENDS} --full"));
    for words in ["ends within one year", "our_model", "climatology_ten_years", "logit", "trees", "one treaty held out"]
    {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    assert!(text.contains("our_model minus each") && text.contains("happened (band "), "{text}");
    folder.text(&format!("{ENDS} --html page.html"));
    let page = std::fs::read_to_string(folder.0.join("page.html")).expect("a page");
    assert!(page.contains("Log skill of our_model within one year") && page.contains("Reliability of our_model"));
    assert_eq!(page.matches("<svg").count(), 1, "the diagram");
    let table = folder.text(&format!("{ENDS} --format csv"));
    let head = table.lines().next().unwrap_or_default();
    assert!(
        head.contains("horizon_years") && head.contains("log_skill") && table.lines().count() == 1 + 2 * 8,
        "{table}"
    );
}
