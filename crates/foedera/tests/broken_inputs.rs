//! Wrong input: each broken file gets one clear message with file, line and remedy, exit code 2, and nothing written.

use std::path::{Path, PathBuf};
use std::process::Command;

/// File, how it is given to Foedera, the line of the problem (0: not a line's), and a part of the message.
const BROKEN: &[(&str, &str, usize, &str)] = &[
    ("scenario-unknown-key.toml", "check", 9, "unknown key `treshold`"),
    ("scenario-missing-title.toml", "check", 1, "`title` is missing"),
    ("scenario-wrong-type.toml", "check", 9, "`threshold` is string"),
    ("scenario-impossible-date.toml", "check", 4, "no such day"),
    ("scenario-horizon-before-date.toml", "check", 8, "is not after the date"),
    ("scenario-horizons-out-of-order.toml", "check", 8, "does not come after the horizon before it"),
    ("scenario-unknown-treaty.toml", "check", 5, "unknown treaty `CTSO`"),
    ("scenario-unknown-state.toml", "check", 6, "unknown state `RUZ`"),
    ("scenario-unknown-source.toml", "check", 69, "unknown source `nmc77`"),
    ("scenario-range-backwards.toml", "check", 60, "runs backwards"),
    ("scenario-negative-factor.toml", "check", 60, "starts at -0.3"),
    ("scenario-unknown-assumption.toml", "check", 18, "unknown assumption `thaw_rates`"),
    ("scenario-duplicate-arm.toml", "check", 53, "stands twice"),
    ("scenario-newer-schema.toml", "check", 1, "schema version 2"),
    ("scenario-broken-syntax.toml", "check", 9, "not valid TOML"),
    ("scenario-value-out-of-range.toml", "check", 68, "is out of the range of capability"),
    ("treaty-unknown-state.toml", "check", 17, "unknown state `ITL`"),
    ("treaty-bad-certainty.toml", "check", 15, "`sure` is not a certainty"),
    ("treaty-bad-obligation.toml", "check", 6, "`defence` is not an obligation"),
    ("treaty-unknown-source.toml", "check", 7, "unknown source `atop15`"),
    ("treaty-state-that-does-not-exist-then.toml", "check", 19, "does not exist on 1990-01-01"),
    ("treaty-left-before-joined.toml", "check", 14, "1989-01-01 comes before 1990-01-01"),
    ("treaty-overlapping-memberships.toml", "check", 20, "FRA is already in TEST-PACT"),
    ("states-bad-number.csv", "states", 2, "is not a state number"),
    ("states-bad-header.csv", "states", 1, "not a table of states"),
    ("model-unknown-effect.toml", "check", 176, "`bilatreal` is not an effect"),
    ("model-negative-scale.toml", "check", 72, "`scale` must be above 0"),
    ("model-covariance-of-wrong-size.toml", "check", 0, "parameters need"),
    ("atop-impossible-date.csv", "atop", 3, "13"),
    ("atop-text-for-a-number.csv", "atop", 3, "CAN"),
    ("atop-truncated-row.csv", "atop", 3, ""),
    ("atop-without-a-column.csv", "atop", 1, "yrexit"),
    ("atop-empty.csv", "atop", 0, ""),
    ("atop-not-atop.csv", "atop", 1, ""),
    ("history-foreign.jsonl", "check", 1, "not a Foedera history"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken_inputs")
}

/// An empty folder of its own, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("foedera-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a scratch folder");
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).expect("the scratch folder goes");
    }
}

#[test]
fn thirty_broken_files_each_get_one_clear_message() {
    assert!(BROKEN.len() >= 30, "{} files", BROKEN.len());
    for (name, how, line, part) in BROKEN {
        let scratch = Scratch::new(name);
        let given = folder().join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        let shown = if *how == "states" {
            // The atlas knows its table of states by name.
            let copy = scratch.0.join("states.csv");
            std::fs::copy(&given, &copy).expect("a copy");
            command.arg("check").arg(&copy);
            "states.csv".to_owned()
        } else if *how == "atop" {
            command.args(["import", "atop"]).arg(&given).arg("-o").arg(scratch.0.join("history.jsonl"));
            (*name).to_owned()
        } else {
            command.arg("check").arg(&given);
            (*name).to_owned()
        };
        let output = command.output().expect("foedera runs");
        let errors = String::from_utf8(output.stderr).expect("UTF-8");
        let say = || format!("{name}:\n{errors}");
        assert_eq!(output.status.code(), Some(2), "{}", say());
        assert_eq!(errors.matches("error[F").count(), 1, "one message: {}", say());
        assert!(errors.contains(part), "`{part}` is not in {}", say());
        assert!(errors.contains("help: "), "{}", say());
        let place = if *line == 0 { shown.clone() } else { format!("{shown}:{line}:") };
        assert!(errors.contains(&place), "`{place}` is not in {}", say());
        assert!(output.stdout.is_empty(), "{}", say());
        let left: Vec<_> = std::fs::read_dir(&scratch.0).expect("readable").flatten().map(|e| e.file_name()).collect();
        assert!(left.iter().all(|file| file == "states.csv"), "{left:?} was written for {name}");
    }
}
