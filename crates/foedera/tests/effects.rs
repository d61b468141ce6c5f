//! One catalogue of effects: what the program prints, what the docs say, what models hold.

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
    for process in ["leave", "ends", "replaced", "answers"] {
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
