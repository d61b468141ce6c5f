//! Any alliance with nothing but the program: each test is named as the sentence that a user would say.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

/// An empty folder of its own, in which the program runs; removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("foedera-any-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).expect("a file")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        command.args(arguments).current_dir(&self.0).output().expect("foedera runs")
    }

    fn text(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// An answer with its envelope.
    fn whole(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.text(&[arguments, &["--format", "json"]].concat())).expect("JSON")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        self.whole(arguments)["answer"].take()
    }

    fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        String::from_utf8(output.stderr).expect("UTF-8")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

const FEW: [&str; 2] = ["--futures", "200"];

fn forecast<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["forecast"], arguments, &FEW].concat()
}

#[test]
fn forecast_nato_without_any_file() {
    let folder = Folder::new("nato");
    let whole = folder.whole(&forecast(&["NATO", "--at", "2026-11-01"]));
    let answer = &whole["answer"];
    assert_eq!(answer["scenario"]["treaty"], "NATO");
    assert_eq!(answer["scenario"]["patron"], "USA");
    assert_eq!(answer["scenario"]["members"].as_array().map(Vec::len), Some(32));
    let command = whole["provenance"]["again"].as_str().expect("a text");
    assert!(command.starts_with("foedera forecast NATO --at 2026-11-01 "), "{command}");
}

#[test]
fn write_me_a_scenario_that_i_can_edit_and_run() {
    let folder = Folder::new("new");
    folder.text(&["scenario", "new", "CSTO", "--at", "2022-11-25", "-o", "own.toml"]);
    assert!(folder.text(&["check", "own.toml"]).contains("a scenario with 3 branches and 4 horizons"));
    let answer = folder.json(&forecast(&["own.toml"]));
    assert_eq!(answer["scenario"]["id"], "csto-2022");
    // What it holds is what the default holds.
    let default = folder.json(&forecast(&["CSTO", "--at", "2022-11-25"]));
    assert_eq!(answer["treaty"], default["treaty"]);
    // An edit is kept: the file is not written over.
    let edited = folder.read("own.toml").replace("As it is", "Left alone");
    folder.write("own.toml", &edited);
    let refused = folder.refusal(&["scenario", "new", "CSTO", "--at", "2022-11-25", "-o", "own.toml"]);
    assert!(refused.contains("may hold edits of yours") && folder.read("own.toml").contains("Left alone"), "{refused}");
    folder.text(&["scenario", "new", "CSTO", "--at", "2022-11-25", "-o", "own.toml", "--force"]);
}

#[test]
fn show_me_the_scenario_in_the_program() {
    let folder = Folder::new("show");
    assert!(folder.text(&["scenario", "list"]).contains("csto-2022"));
    let shown = folder.text(&["scenario", "show", "csto-2022"]);
    folder.write("copy.toml", &shown);
    let (own, copy) = (folder.json(&forecast(&["csto-2022"])), folder.json(&forecast(&["copy.toml"])));
    assert_eq!(own["treaty"], copy["treaty"]);
    assert!(folder.refusal(&["scenario", "show", "csto-2023"]).contains("did you mean `csto-2022`?"));
}

#[test]
fn change_one_assumption_on_the_command_line() {
    let folder = Folder::new("set");
    let plain = folder.whole(&forecast(&["csto-2022"]));
    let set = "arm.russia-fails.shock.factor=0.98..0.99";
    let changed = folder.whole(&forecast(&["csto-2022", "--set", set]));
    assert_eq!(plain["answer"]["treaty"][0], changed["answer"]["treaty"][0], "the reference branch has no shock");
    assert_ne!(plain["answer"]["treaty"][2], changed["answer"]["treaty"][2]);
    assert!(changed["provenance"]["again"].as_str().expect("a text").contains(set));
    assert_ne!(plain["provenance"]["scenario_sha256"], changed["provenance"]["scenario_sha256"]);
    let refused = folder.refusal(&forecast(&["csto-2022", "--set", "threshold=40"]));
    assert!(refused.contains("the threshold is 40, and the treaty has 6 members"), "{refused}");
    assert!(folder.refusal(&forecast(&["csto-2022", "--set", "treshold=3"])).contains("did you mean `threshold`?"));
    assert!(folder.refusal(&forecast(&["csto-2022", "--at", "2023-01-01"])).contains("--set date="));
}

#[test]
fn suppose_that_a_member_has_left() {
    let folder = Folder::new("facts");
    folder.write(
        "my.toml",
        "schema = 1\n[[event]]\ndate = \"2026-09-01\"\ntreaty = \"CSTO\"\nstate = \"ARM\"\nwhat = \"leaves\"\n",
    );
    assert!(folder.text(&["check", "my.toml"]).contains("facts; with the atlas they tell"));
    assert!(
        folder
            .text(&["treaty", "CSTO", "--full", "--facts", "my.toml"])
            .contains("2026-09-01  ARM out (withdrawal) [my.toml]")
    );
    let answer = folder.whole(&forecast(&["CSTO", "--at", "2026-11-01", "--facts", "my.toml"]));
    assert_eq!(answer["answer"]["scenario"]["members"].as_array().map(Vec::len), Some(5));
    let plain = folder.whole(&forecast(&["CSTO", "--at", "2026-11-01"]));
    assert_eq!(plain["answer"]["scenario"]["members"].as_array().map(Vec::len), Some(6));
    assert_ne!(answer["provenance"]["atlas_sha256"], plain["provenance"]["atlas_sha256"]);
    for unused in [["effects", "--facts", "my.toml"], ["--facts", "my.toml", "effects"]] {
        assert!(folder.refusal(&unused).contains("--facts would change nothing"));
    }
    assert!(folder.refusal(&["treaty", "CSTO", "--facts", "none.toml"]).contains("none.toml"));
}

#[test]
fn an_alliance_that_does_not_exist() {
    let folder = Folder::new("pact");
    folder.write(
        "pact.toml",
        "schema = 1\n[[treaty]]\nid = \"PACT\"\nname = \"The pact\"\nsigned = \"2001-05-01\"\nobligations = [\"defense\"]\n\
         members = [\"KAZ\", \"KGZ\"]\n",
    );
    let told = folder.text(&["treaty", "the pact", "--full", "--facts", "pact.toml"]);
    assert!(told.contains("KAZ") && told.contains("KGZ"), "{told}");
    let answer = folder.json(&forecast(&["PACT", "--at", "2022-11-25", "--facts", "pact.toml"]));
    assert_eq!(answer["scenario"]["members"].as_array().map(Vec::len), Some(2));
    assert!(folder.refusal(&["treaty", "PACT"]).contains("PACT"));
}

#[test]
fn the_scenarios_in_the_program_answer_in_an_empty_folder() {
    let folder = Folder::new("shipped");
    let list = folder.text(&["scenario", "list"]);
    let names: Vec<&str> =
        list.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split(' ').next()).collect();
    assert!(names.len() >= 8, "{list}");
    for name in names {
        let answer = folder.json(&forecast(&[name]));
        let cautions = answer["scenario"]["cautions"].to_string();
        assert!(!cautions.contains("Few figures"), "{name}: {cautions}");
        // A figure of the almanac is not called the scenario's.
        let own = name == "csto-2022" || name == "warsaw-pact-1989" || name == "northern-pact";
        assert_eq!(cautions.contains("taken from the figures in Foedera"), !own, "{name}: {cautions}");
    }
}

#[test]
fn a_treaty_that_no_one_prepared_has_its_figures() {
    let folder = Folder::new("unprepared");
    for treaty in ["NATO", "EU", "ECOWAS", "AES", "GCC", "SCO", "ARAB-LEAGUE", "AUKUS", "OAS"] {
        let answer = folder.json(&forecast(&[treaty, "--at", "2026-11-01"]));
        let cautions = answer["scenario"]["cautions"].to_string();
        // V-Dem has no index of the smallest states.
        let lacks = cautions.split("missing: ").nth(1).map(|rest| rest.split('.').next().unwrap_or_default());
        let lacks = lacks.unwrap_or_default();
        assert!(lacks.is_empty() || treaty == "OAS" && lacks.starts_with("polyarchy of"), "{treaty}: {cautions}");
        assert!(cautions.len() < 4000, "{treaty}: the cautions can be read: {cautions}");
    }
}
