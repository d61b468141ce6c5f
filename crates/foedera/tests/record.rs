//! "How good were the forecasts, and who says so?": questions, outcomes, scores and the record, as a user asks.

mod scratch;

use std::process::{Command, Output};

use serde_json::Value;

use scratch::Scratch;

impl Scratch {
    fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        command.args(line.split(' ')).current_dir(&self.0).output().expect("foedera runs")
    }

    fn text(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn json(&self, line: &str) -> Value {
        let text = self.text(&format!("{line} --format json"));
        serde_json::from_str::<Value>(&text).expect("JSON")["answer"].take()
    }

    fn refused(&self, line: &str) -> String {
        let output = self.run(line);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code().is_some_and(|code| code == 2 || code == 3), "{line}: {told}");
        assert!(!told.contains("panicked"), "{told}");
        told
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).expect("written");
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).expect("read")
    }
}

#[test]
fn questions_go_out_come_back_and_are_decided_by_an_event_with_its_source() {
    let folder = Scratch::new("round");
    folder.run("questions export all -o questions.csv");
    let first = folder.read("questions.csv");
    assert!(first.starts_with("question,text,alliance,kind,opened,closes,rule,outcome,date,event,source,because\n"));
    // What is resolved can be resolved again, and stays what it is.
    folder.text("resolve questions.csv --as-of 2026-11-27 -o once.csv");
    folder.text("resolve once.csv --as-of 2026-11-27 -o twice.csv");
    assert_eq!(folder.read("once.csv"), folder.read("twice.csv"));
    folder.write("table.csv", &folder.text("resolve questions.csv --as-of 2026-11-27 --format csv"));
    folder.text("resolve table.csv --as-of 2026-11-27 -o thrice.csv");
    assert!(folder.read("once.csv") == folder.read("thrice.csv"), "the table that is printed is one that is read");
    let of = |answer: &Value, question: &str| {
        let rows = answer["questions"].as_array().expect("a list").iter();
        rows.clone().find(|row| row["question"] == question).expect("the question").clone()
    };
    let now = folder.json("resolve questions.csv --as-of 2026-11-27");
    let frozen = of(&now, "csto-arm-frozen-2024");
    assert_eq!((frozen["outcome"].as_str(), frozen["date"].as_str()), (Some("yes"), Some("2024-11-25")));
    assert!(frozen["source"].as_array().is_some_and(|list| !list.is_empty()), "{frozen}");
    // The same questions before the event.
    let then = folder.json("resolve questions.csv --as-of 2023-04-03");
    assert_eq!(of(&then, "nato-fin-joins-2023")["outcome"], "open");
    assert_eq!(of(&now, "nato-fin-joins-2023")["event"], "2023-04-04 NATO in force for FIN");
    assert_eq!(of(&now, "csto-kaz-leaves-2026")["outcome"], "unresolved");
}

#[test]
fn a_users_own_question_is_decided_too_and_a_rule_that_cannot_be_read_is_refused_at_its_line() {
    let folder = Scratch::new("own");
    folder.write(
        "own.csv",
        "question,opened,closes,rule\nmine,2022-07-05,2024-12-31,NATO: at least 2 join by 2024-12-31\n",
    );
    let answer = folder.json("resolve own.csv --as-of 2026-11-27");
    assert_eq!(
        (answer["questions"][0]["outcome"].as_str(), answer["questions"][0]["date"].as_str()),
        (Some("yes"), Some("2024-03-07"))
    );
    folder.write("own.csv", "question,opened,closes,rule\nmine,2022-07-05,2024-12-31,NATO: two join by 2024-12-31\n");
    let told = folder.refused("resolve own.csv");
    assert!(told.contains("own.csv:2") && told.contains("write one of `CSTO: ARM leaves by"), "{told}");
    folder.write(
        "own.csv",
        "question,opened,closes,rule,colour\nmine,2022-07-05,2024-12-31,NATO: any joins by 2024-12-31,red\n",
    );
    assert!(folder.refused("resolve own.csv").contains("a column `colour`"));
    // Facts of a user's own decide questions as those of the atlas do.
    folder.write("own.csv", "question,opened,closes,rule\nmine,2026-11-27,2027-12-31,CSTO: KGZ leaves by 2027-12-31\n");
    folder.write(
        "facts.toml",
        "schema = 1\n[[event]]\ndate = \"2027-02-01\"\ntreaty = \"CSTO\"\nstate = \"KGZ\"\nwhat = \"leaves\"\n",
    );
    let of = |day: &str| {
        folder.json(&format!("resolve own.csv --as-of {day} --facts facts.toml"))["questions"][0]["outcome"].clone()
    };
    assert_eq!([of("2027-01-31"), of("2027-02-01")], ["open", "yes"]);
}

#[test]
fn the_frozen_questions_are_forecast_on_their_day_and_scored_beside_base_rates() {
    let folder = Scratch::new("frozen");
    folder.text("questions forecast csto-2022 --at 2022-11-25 --futures 400 -o own.csv");
    folder.write("questions.csv", &folder.text("questions export csto-2022"));
    folder.text("resolve questions.csv --as-of 2026-11-27 -o outcomes.csv");
    let answer = folder.json("score own.csv outcomes.csv --reference base-rate");
    assert_eq!(answer["questions"].as_u64(), Some(36));
    let own = answer["forecasters"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|own| own["forecaster"] == "foedera")
        .expect("it")
        .clone();
    assert_eq!(
        (own["questions"].as_u64(), own["yes"].as_u64(), own["beside_reference"].as_u64()),
        (Some(36), Some(2), Some(36))
    );
    let text = folder.text("score own.csv outcomes.csv --reference base-rate");
    assert!(text.contains("log skill (90 %)") && text.contains("csto-arm-frozen-2024"), "{text}");
}

#[test]
fn a_page_a_table_and_json_say_the_same() {
    let folder = Scratch::new("page");
    folder.write("f.csv", "question,probability,forecaster\nA,0.9,ann\nB,0.2,ann\nA,0.6,ben\nB,1,ben\n");
    folder.write("o.csv", "question,outcome\nA,yes\nB,no\n");
    let answer = folder.json("score f.csv o.csv --html scores.html");
    let page = folder.read("scores.html");
    assert!(page.contains("Calibration of ann") && page.contains("ann: log skill") && page.contains("13.8"), "{page}");
    assert_eq!(answer["forecasters"][0]["forecaster"], "ann");
    let table = folder.text("score f.csv o.csv --format csv --table pairs");
    assert!(table.starts_with("first,second,questions,score,difference") && table.lines().count() == 3, "{table}");
    let told = folder.refused("score f.csv o.csv --reference bens");
    assert!(told.contains("did you mean `ben`?"), "{told}");
}

#[test]
fn a_record_is_written_once_and_tells_whether_it_was_changed() {
    let folder = Scratch::new("record");
    assert!(folder.refused("record").contains("begin one with `foedera record write`"));
    folder.text("record write AES --at 2026-11-27 --futures 40 --seed 3");
    let first = folder.read("record/2026-11/0001-foedera.toml");
    let again = Scratch::new("again");
    again.text("record write AES --at 2026-11-27 --futures 40 --seed 3 --threads 1");
    assert_eq!(first, again.read("record/2026-11/0001-foedera.toml"), "same inputs and seed, same bytes");
    let told = folder.refused("record write AES --at 2026-11-28 --futures 40");
    assert!(told.contains("stays as it is"), "{told}");
    assert_eq!(first, folder.read("record/2026-11/0001-foedera.toml"));
    folder.write("ann.csv", "question,probability\naes-any-leaves-2027,0.05\naes-ends-2031,0.1\n");
    folder.text("record add ann.csv --forecaster ann --at 2026-12-01");
    folder.text("record write AES --at 2026-12-02 --futures 80");
    assert!(folder.text("record check").contains("the chain of 3 files holds"));
    let log = folder.json("record log");
    assert_eq!(log["compared"].as_u64(), Some(1));
    let shown = folder.json("record --as-of 2026-12-05");
    assert_eq!(shown["files"].as_array().map(Vec::len), Some(3));
    let entries = shown["forecasts"].as_array().expect("a list");
    assert!(
        entries.iter().any(|own| own["forecaster"] == "ann" && own["probability"] == 0.05 && own["outcome"] == "open")
    );
    folder.write("record/2026-11/0001-foedera.toml", &first.replacen("probability = 0.", "probability = 0.9", 1));
    let told = folder.refused("record check");
    assert!(told.contains("0001-foedera.toml, is not the one that it was written after"), "{told}");
    assert!(
        folder.refused("record write AES --at 2027-01-01 --futures 40").contains("is not the one"),
        "nothing is written after a broken link"
    );
}

#[test]
fn forecasts_of_others_are_checked_before_they_are_kept() {
    let folder = Scratch::new("others");
    for (rows, told) in [
        ("aes-any-leaves-2027,1.5", "not a number from 0 to 1"),
        ("aes-any-leaves-2020,0.5", "no question that is open"),
        ("csto-arm-frozen-2024,0.5", "no question that is open"),
        ("aes-ends-2031,0.5\naes-ends-2031,0.6", "stands twice"),
    ] {
        folder.write("ann.csv", &format!("question,probability\n{rows}\n"));
        let said = folder.refused("record add ann.csv --forecaster ann --at 2026-12-01");
        assert!(said.contains(told) && said.contains("ann.csv:"), "{rows}: {said}");
        assert!(!folder.0.join("record").exists(), "nothing is written");
    }
    folder.write("ann.csv", "question,probability\naes-ends-2031,0.5\n");
    assert!(folder.refused("record add ann.csv --forecaster ../ann --at 2026-12-01").contains("small letters"));
    assert!(folder.refused("record add ann.csv --forecaster foedera --at 2026-12-01").contains("another name"));
}

/// The record in the repository holds, and what it says can be made again with the atlas and models that it names.
#[test]
fn the_record_of_the_project_holds() {
    let folder = Scratch::new("project");
    let record = concat!(env!("CARGO_MANIFEST_DIR"), "/../../record");
    let shown = folder.json(&format!("record --dir {record}"));
    assert!(shown["files"].as_array().is_some_and(|files| !files.is_empty()), "{shown}");
    assert!(shown["questions"].as_u64().is_some_and(|questions| questions >= 100), "{}", shown["questions"]);
    assert!(folder.text(&format!("record check --dir {record}")).contains("holds"));
}
