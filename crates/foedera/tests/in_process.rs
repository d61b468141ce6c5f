//! Commands run in this process give what the command line prints, and stop when they are told to.

use std::ffi::OsString;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use foedera::{Outcome, run};
use foedera_diagnostic::ExitCode;
use foedera_diagnostic::watch::Watch;

fn held(words: &[&str]) -> Outcome {
    run(&words.iter().map(OsString::from).collect::<Vec<_>>(), &Arc::default())
}

fn printed(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_foedera")).args(words).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn an_outcome_is_what_the_command_line_prints() {
    let words = ["threats", "CSTO", "--at", "2022-11-25"];
    let outcome = held(&words);
    assert_eq!(outcome.code, Some(ExitCode::Success));
    assert_eq!(outcome.answers[0].json, printed(&[&words[..], &["--format", "json"]].concat()));
    assert_eq!(outcome.text, printed(&[&words[..], &["--full", "--wide"]].concat()));
    assert!(outcome.page.is_some_and(|page| page.starts_with("<!DOCTYPE html>")));
    let tables = foedera::tables(&outcome.answers[0].json, outcome.answers[0].table).expect("an envelope");
    assert!(tables.iter().any(|(table, _)| table.name == outcome.answers[0].table && !table.is_empty()));
}

#[test]
fn problems_and_usage_are_data_and_nothing_is_printed() {
    let outcome = held(&["treaty", "CTSO"]);
    assert_eq!((outcome.code, outcome.failures.len()), (Some(ExitCode::Usage), 1));
    assert_eq!(outcome.failures[0].remedy, "did you mean `CSTO`?");
    let usage = held(&["treaty", "CSTO", "--att", "2020-01-01"]);
    assert!(usage.failures[0].message.contains("--att") && usage.failures[0].remedy.contains("--at"));
    assert!(held(&["treaty", "--help"]).text.contains("Usage: foedera treaty"));
}

#[test]
fn runs_of_several_threads_do_not_mix() {
    let words = |seed: &'static str| ["forecast", "csto-2022", "--futures", "40", "--threads", "2", "--seed", seed];
    let alone = ["1", "2"].map(|seed| held(&words(seed)).answers[0].json.clone());
    let beside = ["1", "2"].map(|seed| std::thread::spawn(move || held(&words(seed)).answers[0].json.clone()));
    assert_eq!(alone, beside.map(|thread| thread.join().expect("a run")));
    assert_ne!(alone[0], alone[1]);
}

#[test]
fn a_run_that_is_told_to_stop_stops() {
    let watch = Arc::new(Watch::default());
    let other = Arc::clone(&watch);
    let thread = std::thread::spawn(move || {
        let words = ["forecast", "csto-2022", "--futures", "5000000"].map(OsString::from);
        run(&words, &other)
    });
    while watch.far().is_none_or(|far| far.parts == 0) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let told = Instant::now();
    watch.stop();
    let outcome = thread.join().expect("it ends");
    assert_eq!(outcome.code, Some(ExitCode::Interrupted));
    assert!(outcome.answers.is_empty());
    // Ten times what is promised: a machine that does other things, too, is no reason to fail.
    assert!(told.elapsed() < Duration::from_secs(2), "{:?}", told.elapsed());
}
