//! Through the command line: each test is a sentence that a user would say.

use std::io::Read as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn foedera(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_foedera")).args(arguments).output().expect("foedera runs")
}

fn text(arguments: &[&str]) -> String {
    let output = foedera(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&text(arguments)).expect("JSON")
}

fn forecast() -> Value {
    json(&["forecast", "csto-2022", "--futures", "2000", "--format", "json"])
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("`{key}` is a list"))
}

#[test]
fn nine_members_in_1996() {
    for (day, members) in
        [("1992-12-31", 6), ("1996-01-01", 9), ("2000-01-01", 6), ("2008-01-01", 7), ("2022-11-25", 6)]
    {
        let answer = json(&["treaty", "CSTO", "--at", day, "--format", "json"]);
        assert_eq!((answer["schema"].as_u64(), list(&answer, "members").len()), (Some(1), members), "{day}");
        assert!(text(&["treaty", "CST", "--at", day]).contains(&format!("{members} members")));
    }
}

#[test]
fn armenia_is_frozen_in_2024() {
    let answer = json(&["treaty", "csto", "--at", "2024-12-31", "--format", "json"]);
    let status = |key: &str| {
        let member = list(&answer, "members").iter().find(|member| member["state"] == key).expect("a member");
        member["status"].as_str().expect("a status").to_owned()
    };
    assert_eq!((status("ARM"), status("KAZ")), ("frozen".to_owned(), "in_force".to_owned()));
}

#[test]
fn every_member_has_four_ways_to_stand_and_they_sum_to_one() {
    let answer = forecast();
    assert_eq!(list(&answer, "members").len(), 5);
    for member in list(&answer, "members") {
        assert_eq!(list(member, "arms").len(), 3);
        for at in list(member, "arms").iter().flat_map(|arm| list(arm, "at")) {
            let of = |key: &str| at[key]["mean"].as_f64().expect("a number");
            let sum = of("stayed") + of("frozen") + of("left") + of("treaty_over");
            assert!((sum - 1.0).abs() < 1e-3, "{} on {}: {sum}", member["state"], at["day"]);
            for key in ["stayed", "frozen", "left", "treaty_over"] {
                let (low, high) = (at[key]["low"].as_f64().expect("low"), at[key]["high"].as_f64().expect("high"));
                assert!(0.0 <= low && low <= high && high <= 1.0);
            }
        }
    }
}

#[test]
fn more_leave_when_the_patron_fails() {
    let answer = forecast();
    let left = |arm: usize| answer["treaty"][arm]["at_least_one_left"][2]["mean"].as_f64().expect("a number");
    assert!(left(2) > 1.2 * left(0), "{} against {}", left(2), left(0));
    assert!(left(1) < left(0));
}

#[test]
fn base_rates_differ_by_an_order_of_magnitude_and_each_has_its_n() {
    let answer = forecast();
    let rates: Vec<f64> = list(&answer, "reference_classes")
        .iter()
        .map(|class| class["rate"]["mean"].as_f64().expect("a rate"))
        .collect();
    let (least, most) = (rates.iter().copied().fold(1.0, f64::min), rates.iter().copied().fold(0.0, f64::max));
    assert!(rates.len() >= 3 && most > 10.0 * least, "{rates:?}");
    let own = list(&answer, "reference_classes").iter().find(|class| class["id"] == "own-record").expect("own record");
    assert_eq!(own["events"], 4);
    assert!((own["member_years"].as_f64().expect("years") - 175.0).abs() < 2.0);
}

#[test]
fn one_thread_or_two_give_the_same_bytes_and_another_seed_others() {
    let run = |threads: &str, seed: &str| {
        text(&["forecast", "csto-2022", "--futures", "600", "--threads", threads, "--seed", seed, "--format", "json"])
    };
    assert_eq!(run("1", "1"), run("2", "1"));
    assert_ne!(run("2", "1"), run("2", "2"));
}

#[test]
fn the_page_asks_nothing_of_the_network() {
    let path = std::env::temp_dir().join(format!("foedera-page-{}.html", std::process::id()));
    let shown = path.to_str().expect("a plain path");
    text(&["forecast", "csto-2022", "--futures", "200", "--html", shown]);
    let page = std::fs::read_to_string(&path).expect("the page");
    std::fs::remove_file(&path).expect("it can go");
    assert!(page.contains("Kazakhstan") && page.contains("2032-11-25"));
    for request in ["<script", "src=", "@import", "url(http", "<link"] {
        assert!(!page.contains(request), "{request}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_foedera"))
        .args(["treaty", "CSTO"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("foedera runs");
    drop(child.stdout.take());
    let mut errors = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut errors).expect("UTF-8");
    assert!(child.wait().expect("it ends").success() && errors.is_empty(), "{errors}");
}

#[test]
fn wrong_words_are_told_with_what_was_meant() {
    let said = |arguments: &[&str]| {
        let output = foedera(arguments);
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    let (code, errors) = said(&["forecast", "csto-2202"]);
    assert!(code == Some(2) && errors.contains("did you mean `csto-2022`?"), "{errors}");
    let (code, errors) = said(&["treaty", "Warsow Pact"]);
    assert!(code == Some(2) && errors.contains("help"), "{errors}");
    assert_eq!(said(&["forecast", "csto-2022", "--bogus"]).0, Some(2));
    assert_eq!(said(&["treaty", "CSTO", "--at", "2022-02-30"]).0, Some(2));
    let (code, errors) = said(&["forecast", "csto-2022", "--futures", "200", "--html", "/nowhere/report.html"]);
    assert!(code == Some(3) && errors.contains("cannot write"), "{errors}");
}

#[test]
fn what_is_shipped_passes_its_own_check() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for folder in ["scenarios", "models", "atlas", "atlas/treaties"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("a folder of the checkout").flatten() {
            if entry.path().is_file() {
                text(&["check", entry.path().to_str().expect("a plain path")]);
            }
        }
    }
}

#[test]
fn from_the_real_files_to_a_model_and_the_shipped_numbers() {
    let Ok(data) = std::env::var("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return;
    };
    let folder = std::env::temp_dir().join(format!("foedera-fit-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    let path = |name: &str| folder.join(name).to_str().expect("a plain path").to_owned();
    let (history, model) = (path("history.jsonl"), path("ends.toml"));
    let imported = text(&["import", "atop", &format!("{data}/alliances/atop5_1m.csv"), "-o", &history]);
    for count in ["2510  rows read", "2296  spells", "39  of them", "1003  signings"] {
        assert!(imported.contains(count), "{imported}");
    }
    let (nmc, democracy) = (format!("{data}/states/cow_nmc_70.csv"), format!("{data}/states/cw_democracy.csv"));
    let points = format!("{data}/voting/IdealpointestimatesAll_Jun2024.csv");
    let files = ["--history", &history, "--nmc", &nmc, "--democracy", &democracy, "--ideal-points", &points];
    text(&[&["fit", "ends"], &files[..], &["-o", &model]].concat());
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/ends.toml");
    let (fitted, shipped) = (std::fs::read_to_string(&model), std::fs::read_to_string(shipped));
    std::fs::remove_dir_all(&folder).expect("it can go");
    assert!(fitted.expect("a model") == shipped.expect("a model"), "models/ends.toml is what `foedera fit` writes");
}
