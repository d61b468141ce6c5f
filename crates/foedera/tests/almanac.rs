//! Figures without any folder of datasets: as a user asks, in an empty folder.

mod scratch;

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use scratch::Scratch;

fn run(folder: &Path, args: &str) -> std::process::Output {
    Command::cargo_bin("foedera").unwrap().args(args.split(' ')).current_dir(folder).output().unwrap()
}

fn text(folder: &Path, args: &str) -> String {
    let output = run(folder, args);
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(folder: &Path, args: &str) -> Value {
    serde_json::from_str::<Value>(&text(folder, &format!("{args} --format json"))).unwrap()["answer"].take()
}

/// The fields of which something is missing.
fn missing(answer: &Value) -> Vec<String> {
    let fields = answer["figures"]["fields"].as_array().unwrap().iter();
    let lacking = fields.filter(|field| field["missing"].as_u64().unwrap() > 0);
    lacking.map(|field| field["field"].as_str().unwrap().to_owned()).collect()
}

/// "With nothing but the program: who comes if Estonia is attacked by Russia?"
#[test]
fn in_an_empty_folder_no_figure_is_missing_that_the_almanac_holds() {
    let folder = Scratch::new("empty");
    let questions = [
        "aid EST --treaty NATO --trigger attack --by RUS --at 2026-11-01",
        "aid PHL --treaty PHILIPPINES-US --trigger attack --by CHN --at 2024-06-01",
        "aid NER --treaty ECOWAS --trigger unrest --at 2023-08-01",
        "aid KWT --treaty GCC --trigger attack --by IRQ --at 2003-01-01",
    ];
    let known = text(&folder.0, "treaty --list");
    for question in questions.iter().filter(|question| known.contains(question.split(' ').nth(3).unwrap())) {
        let answer = json(&folder.0, question);
        let lacking = missing(&answer);
        // ATOP cannot be shipped, armed forces are told from 2020 on, and trade is that with main partners.
        let allowed = |field: &String| {
            ["alliance", "imports_from"].contains(&&**field) || (field == "milper" && question.contains("2003"))
        };
        assert!(lacking.iter().all(allowed), "{question}: {lacking:?}");
        assert!(answer["figures"]["asked"].as_u64().unwrap() > 30, "{question}");
    }
    let shown = text(&folder.0, questions[0]);
    assert!(
        shown.lines().take(12).any(|line| line.starts_with("Figures: ") && line.contains("almanac to 202")),
        "{shown}"
    );
    let credibility = json(&folder.0, "credibility GCC --from 2021 --draws 20");
    assert_eq!(credibility["moments"][4]["patron"], "SAU");
    assert_eq!(credibility["moments"][4]["capability_measure"], "capability_index");
    assert!(credibility["moments"][4]["usable_force"].as_f64().unwrap() > 100.0);
}

#[test]
fn a_state_and_two_states_are_told_with_their_grounds() {
    let folder = Scratch::new("states");
    let ecuador = json(&folder.0, "state ECU --at 2026-11-01");
    let figure = |answer: &Value, name: &str| {
        let found = answer["figures"].as_array().unwrap().iter().find(|figure| figure["variable"] == name);
        found.unwrap_or_else(|| panic!("{name} is missing")).clone()
    };
    for name in
        ["wb_population", "wb_gdp", "polyarchy", "ideal_point", "milper", "imports", "capability_index", "remittances"]
    {
        let own = figure(&ecuador, name);
        assert!(own["value"].is_number() && own["ground"] == "almanac", "{own}");
        assert!(own["year"].as_i64().unwrap() >= 2022, "{own}");
    }
    let pair = json(&folder.0, "dyad IND PAK --at 2026-11-01");
    assert_eq!(figure(&pair, "contiguity")["value"], 1.0);
    assert!(figure(&pair, "ucdp_dyad_conflict")["value"].is_number());
    let distance = figure(&pair, "capital_distance")["value"].as_f64().unwrap();
    assert!((650.0..720.0).contains(&distance), "{distance} km from New Delhi to Islamabad");
    assert!(text(&folder.0, "state ECU").contains("Figures: almanac"));
}

#[test]
fn threats_to_any_treaty_rest_on_two_parts_or_have_no_number() {
    let folder = Scratch::new("threats");
    let answer = json(&folder.0, "threats SCO --at 2026-11-01 --from 2024");
    assert!(answer["threats"].as_array().unwrap().len() > 3);
    for row in answer["matrix"].as_array().unwrap().iter().map(|row| &row["intensity"]) {
        let known = row["parts"].as_array().unwrap().iter().filter(|part| part["value"].is_number()).count();
        assert_eq!(row["value"].is_number(), known >= 2, "{row}");
    }
    let csto = json(&folder.0, "threats CSTO --at 2022-11-25 --from 2022");
    assert!(csto["threats"].as_array().unwrap().iter().any(|threat| threat == "CHN"), "China has a column");
}

#[test]
fn the_almanac_tells_coverage_source_licence_and_from_when_a_figure_was_known() {
    let folder = Scratch::new("almanac");
    let list = text(&folder.0, "almanac");
    for word in ["polyarchy", "CC BY-SA 4.0", "public domain", "capability_index", "the first edition that has it"] {
        assert!(list.contains(word), "{word} in {list}");
    }
    let answer = json(&folder.0, "almanac gdp_ppp --state Armenia --at 2010-06-01");
    let figures = answer["figures"].as_array().unwrap();
    assert!(figures.len() > 10 && figures.iter().all(|line| line["known_from"].as_str().unwrap() <= "2010-06-01"));
    assert_eq!(answer["variables"][0]["licence"], "public domain");
    let sheet = text(&folder.0, "almanac import_share --state ARM --format csv");
    assert!(sheet.starts_with("state,variable,partner,year,value,unit,known_from,sources,note\n"));
    assert!(sheet.lines().any(|line| line.starts_with("ARM,import_share,RUS,2019,")), "{}", sheet.lines().count());
    let index = json(&folder.0, "almanac capability_index --state USA");
    assert_eq!(index["figures"].as_array().unwrap().len(), 36, "1990 to 2025");
    assert!(text(&folder.0, "almanac --state ECU").contains("military_expenditure"));
    assert!(text(&folder.0, "almanac export_share").contains("give a state with --state"));
}

#[test]
fn what_is_no_variable_of_the_almanac_is_refused_with_what_to_do() {
    let folder = Scratch::new("refused");
    for (args, word) in [
        ("almanac polyarchi", "polyarchy"),
        ("almanac cinc", "foedera data list"),
        ("almanac contiguity", "--state"),
        ("almanac polyarchy --state Atlantis", "unknown state"),
        ("almanac polyarchy --at yesterday", "--at"),
    ] {
        let output = run(&folder.0, args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args}: {told}");
        assert!(told.contains(word), "{args}: `{word}` in {told}");
    }
}

#[test]
fn a_world_file_of_a_folder_above_is_not_taken_in_silence() {
    let folder = Scratch::new("above");
    let inner = folder.0.join("inner");
    std::fs::create_dir_all(&inner).unwrap();
    std::fs::write(folder.0.join("world.foedera"), "no world file").unwrap();
    assert!(run(&inner, "state ARM").status.success());
    assert!(!run(&folder.0, "state ARM").status.success(), "the one in the working folder is read, and broken");
    assert!(!run(&inner, "state ARM --world ../world.foedera").status.success());
}
