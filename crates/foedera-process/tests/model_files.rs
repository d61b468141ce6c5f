//! Model files: one layout for all processes, and files of schema 1 are the same models.

use std::path::Path;

use foedera_diagnostic::Source;
use foedera_process::{Fitted, Outcome, Process, read_fitted, write_answer_model, write_event_model, write_model};

fn fitted(path: &Path) -> (Fitted, String) {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    (read_fitted(&Source::new(name, text.as_str())).unwrap_or_else(|problems| panic!("{problems}")), text)
}

fn old(process: Process) -> Fitted {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema1");
    fitted(&folder.join(format!("{}.toml", process.name()))).0
}

fn shipped(process: Process) -> (Fitted, String) {
    fitted(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../models/{}.toml", process.name())))
}

fn written(model: &Fitted) -> String {
    match model {
        Fitted::Hazard(model) => write_model(model),
        Fitted::Ordered(model) => write_answer_model(model),
        Fitted::Event(model) => write_event_model(model),
    }
}

fn read(text: &str) -> Result<Fitted, String> {
    read_fitted(&Source::new("model.toml", text)).map_err(|problems| problems.to_string())
}

#[test]
fn a_file_of_schema_1_is_the_same_model_in_schema_2() {
    // Processes of events came with schema 2.
    for process in Process::ALL.into_iter().filter(|process| process.outcome() != Outcome::Event) {
        let model = old(process);
        assert_eq!(model.process(), process);
        let again = read(&written(&model)).unwrap_or_else(|problems| panic!("{problems}"));
        assert!(again == model, "{}", process.name());
    }
}

#[test]
fn level_and_correction_of_an_older_file_are_its_recalibration_and_the_variance_of_its_blocks() {
    let (Fitted::Hazard(ends), Fitted::Hazard(leave)) = (old(Process::ENDS), old(Process::LEAVE)) else {
        panic!("hazards");
    };
    // (4 + 5) / (14.7… + 5) of the level × (6.4… + 2) / (18.5… + 2) of the correction, both as they stand in the file.
    let memories = &ends.recalibration.memories;
    let by_hand: f64 = memories.iter().map(|of| (of.events + of.weight) / (of.expected + of.weight)).product();
    assert!(memories.len() == 2 && (ends.recalibration.factor() / by_hand - 1.0).abs() < 1e-12, "{memories:?}");
    let variance: f64 = memories.iter().map(|of| 1.0 / (of.events + of.weight)).sum();
    assert_eq!(ends.blocks.expect("a variance").variance, variance);
    assert_eq!((leave.recalibration.memories.len(), leave.blocks), (0, None));
}

#[test]
fn shipped_hazards_are_fitted_on_the_events_of_before_and_tell_missing_rows() {
    for process in &Process::ALL[..3] {
        let (Fitted::Hazard(own), Fitted::Hazard(old)) = (shipped(*process).0, old(*process)) else {
            panic!("a hazard");
        };
        assert!(own.effects.iter().all(|effect| effect.scaling.missing_rows.is_some()));
        assert!(old.effects.iter().all(|effect| effect.scaling.missing_rows.is_none()), "schema 1 does not tell them");
        // What ages is a step of the calendar since; the events and the time at risk are the same.
        assert_eq!(
            (own.kind, own.card.events, own.card.exposure_years),
            (old.kind, old.card.events, old.card.exposure_years)
        );
        // Prior and list of effects may be others by now: what both have points the same way unless it is weak.
        for old in &old.effects {
            let Some(own) = own.effects.iter().find(|own| own.effect == old.effect) else { continue };
            let strong = old.estimate.abs() > 2.0 * old.standard_error;
            assert!(!strong || own.estimate.signum() == old.estimate.signum(), "{}", own.effect.name());
        }
    }
}

#[test]
fn a_shipped_file_is_what_its_model_is_written_as() {
    for process in Process::ALL {
        let (model, text) = shipped(process);
        let again = read(&written(&model)).unwrap_or_else(|problems| panic!("{problems}"));
        assert!(again == model, "{}", process.name());
        assert_eq!(written(&again).lines().count(), text.lines().count(), "{}", process.name());
    }
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_line_and_key() {
    let answers = shipped(Process::ANSWERS).1;
    let leave = shipped(Process::ALL[0]).1;
    let joins = shipped(Process::JOINS).1;
    let cases = [
        (leave.replace("process = \"leave\"", "process = \"leaves\""), "is `leave` meant?"),
        (leave.replace("outcome = \"hazard\"", "outcome = \"ordered response\""), "the outcome of `leave` is `hazard`"),
        (leave.replace("schema = 2", "schema = 3"), "reads versions 1 to 2"),
        (leave.replacen("estimate = ", "estimat = ", 1), "estimat"),
        (leave.replacen("name = \"rolling_origin\"", "name = \"rolling\"", 1), "no score of a hazard"),
        (leave.replacen("brier = ", "brier_by_kind = 0.1\nbrier = ", 1), "brier_by_kind"),
        (joins.replacen("groups = ", "group = ", 1), "group"),
        (joins.replacen("name = \"intercept\"", "name = \"joined\"", 1), "the first effect is not `intercept`"),
        (joins.replace("outcome = \"event\"", "outcome = \"hazard\""), "the outcome of `joins` is `event`"),
        (answers.replacen("intercept = ", "intercpt = ", 1), "intercpt"),
        (answers.replacen("thresholds = [", "thresholds = [1.0, ", 1), "`thresholds` has 4 numbers and needs 3"),
        (answers.replacen("\"words\"", "\"deeds\"", 1), "`levels` are not those of answers"),
        (answers.replacen("brier_by_kind = ", "brier_by_kid = ", 1), "brier_by_kid"),
        (answers.replacen("covariance = [", "covariance = [ 1.0,", 1), "parameters need"),
    ];
    for (text, expected) in cases {
        let told = read(&text).expect_err(expected);
        assert!(told.contains(expected) && told.contains("model.toml:"), "{expected}: {told}");
    }
}
