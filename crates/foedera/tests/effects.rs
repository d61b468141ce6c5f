//! One catalogue of effects, and one way to look at any model: what the program prints, what the docs say, what models hold.

use std::process::Command;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/effects.md");
const MARK: &str =
    "<!-- What follows is made by `FOEDERA_WRITE_DOCS=1 cargo test -p foedera --all-features --test effects`. -->\n";

fn run(words: &[&str]) -> (bool, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_foedera")).args(words).output().expect("foedera runs");
    let text = [run.stdout, run.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
    (run.status.success(), text)
}

#[test]
fn the_page_of_effects_is_the_catalogue() {
    let (good, made) = run(&["effects", "--format", "md"]);
    assert!(good, "{made}");
    let docs = std::fs::read_to_string(DOCS).expect("docs/effects.md");
    let (head, old) = docs.split_once(MARK).expect("the mark");
    if std::env::var_os("FOEDERA_WRITE_DOCS").is_some() {
        std::fs::write(DOCS, format!("{head}{MARK}\n{made}")).expect("written");
        return;
    }
    let first = made.lines().zip(old.trim_start().lines()).find(|(new, old)| new != old);
    assert!(made == old.trim_start(), "docs/effects.md is stale: {first:?}; make it again with FOEDERA_WRITE_DOCS=1");
}

#[test]
fn every_effect_of_every_shipped_model_is_in_the_catalogue_of_its_process() {
    for process in [
        "leave",
        "ends",
        "replaced",
        "answers",
        "joins",
        "honours",
        "dispute",
        "coup",
        "conflict",
        "opens",
        "join",
        "pact",
        "cooperation",
    ] {
        let path = format!("{}/../../models/{process}.toml", env!("CARGO_MANIFEST_DIR"));
        let model = std::fs::read_to_string(path).expect("a shipped model");
        let (_, all) = run(&["effects", process, "--format", "csv"]);
        let parts: Vec<&str> = model.split("[[effect]]").skip(1).collect();
        assert!(parts.len() > 5, "{process}");
        for part in parts {
            let name = part.split('"').nth(1).expect("a name");
            assert!(all.lines().any(|line| line.starts_with(&format!("{name},"))), "{process}: {name}");
        }
    }
}

#[test]
fn i_ask_for_the_effects_of_one_process_or_misspell_it() {
    let (good, answers) = run(&["effects", "answers", "--format", "csv"]);
    assert!(good && answers.lines().count() == 22, "a header and 21 effects: {answers}");
    let (good, card) = run(&["effects", "ally_record"]);
    assert!(good && card.contains("half-life of ten years") && card.contains("reads      ally_record"), "{card}");
    let (good, wrong) = run(&["effects", "answer"]);
    assert!(!good && wrong.contains("is `answers` meant?"), "{wrong}");
}

#[test]
fn i_ask_how_much_rests_on_what_is_missing_and_mistype_it() {
    let fit = |words: &[&str]| run(&[&["fit", "joins", "--history", "w.foedera", "-o", "j.toml"], words].concat());
    let (good, wrong) = fit(&["--missing", "20"]);
    assert!(!good && wrong.contains("write `draws=N` with N from 2 to 1000"), "{wrong}");
    let (good, wrong) = fit(&["--nmc", "nmc.csv", "--missing", "draws=20"]);
    assert!(!good && wrong.contains("joins read the tables of the world file"), "{wrong}");
    let (good, wrong) = run(&["fit", "answers", "--history", "w.foedera", "-o", "a.toml", "--missing", "draws=20"]);
    assert!(!good && wrong.contains("--missing is of fits of leave"), "{wrong}");
    let (good, wrong) = run(&["fit", "honours", "--history", "w.foedera", "-o", "h.toml", "--from", "1900-01-01"]);
    assert!(!good && wrong.contains("coded by war"), "{wrong}");
}

#[test]
fn i_ask_what_makes_an_ally_join_a_dispute() {
    let (good, all) = run(&["effects", "joins", "--format", "csv"]);
    assert!(good && all.lines().count() == 40, "a header and 39 effects: {all}");
    let told = answer(&["diagnose", "joins", "--format", "json"]);
    assert_eq!(told["process"], "joins");
    let score = &told["scores"][0];
    assert!(score["log_score"].as_f64() < score["log_score_reference"].as_f64(), "{score}");
    let effects = told["effects"].as_array().expect("effects");
    let of = |name: &str| effects.iter().find(|own| own["effect"] == name).unwrap_or_else(|| panic!("{name}"));
    assert!(of("attacker_kilometres")["estimate"].as_f64() < Some(0.0), "nobody joins from afar");
    assert!(of("originators")["robust_error"].as_f64() > of("originators")["standard_error"].as_f64());
}

/// The answer of a command in JSON.
fn answer(words: &[&str]) -> serde_json::Value {
    let (_, text) = run(words);
    serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|error| panic!("{error}: {text}"))["answer"].take()
}

#[test]
fn i_ask_what_the_shipped_model_of_leaving_says_and_whether_to_trust_it() {
    let told = answer(&["diagnose", "leave", "--format", "json"]);
    assert!(told["converged"].as_bool() == Some(true) && told["scores"].as_array().is_some_and(|all| all.len() > 4));
    let effects = told["effects"].as_array().expect("effects");
    let number = |own: &serde_json::Value, key: &str| own[key].as_f64().unwrap_or_else(|| panic!("{key} of {own}"));
    let base = number(&effects[0], "estimate");
    for own in &effects[1..] {
        let (estimate, inflation) = (number(own, "estimate"), number(own, "inflation"));
        assert!((number(own, "factor") - foedera_process::factor(estimate)).abs() < 1e-9, "{own}");
        assert!(inflation >= 1.0 - 1e-9, "{own}");
        let moved = &own["difference"];
        let (before, after) = (number(moved, "probability_from"), number(moved, "probability_to"));
        assert!((after - before - number(moved, "difference")).abs() < 1e-12, "{own}");
        let interval = ["low", "high"].map(|end| moved["interval"][end].as_f64().expect("an end"));
        // At the mode, the others at their centre; an effect that is no flag moves by one standard deviation.
        if number(moved, "from") != 0.0 {
            let rate = |x: f64| 1.0 - foedera_math::exp(-foedera_process::factor(base + estimate * x));
            let at_mode = rate(1.0) - rate(0.0);
            assert!(interval[0] < at_mode && at_mode < interval[1], "{own}: {at_mode}");
        }
    }
    let (good, text) = run(&["diagnose", "answers"]);
    assert!(good && text.contains("ally_record") && text.contains("troops from an ally, one call left out"), "{text}");
}

#[test]
fn a_model_file_of_a_process_is_read_as_the_shipped_one_is_and_a_wrong_name_is_refused() {
    let path = format!("{}/../../models/ends.toml", env!("CARGO_MANIFEST_DIR"));
    let (mut own, mut shipped) =
        (answer(&["diagnose", &path, "--format", "json"]), answer(&["diagnose", "ends", "--format", "json"]));
    own["model"].take();
    shipped["model"].take();
    assert_eq!(own, shipped);
    let (good, wrong) = run(&["diagnose", "leaves"]);
    assert!(!good && wrong.contains("is `leave` meant?"), "{wrong}");
    let (good, wrong) = run(&["diagnose", "leave", "--simulate", "5"]);
    assert!(!good && wrong.contains("would change nothing"), "{wrong}");
}
