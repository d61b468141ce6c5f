//! Who comes, what a word is worth, whose threat is whose partner: as a user asks.

use assert_cmd::Command;
use serde_json::Value;

fn foedera(args: &[&str]) -> std::process::Output {
    // Away from any world.foedera.
    Command::cargo_bin("foedera").unwrap().args(args).current_dir(std::env::temp_dir()).output().unwrap()
}

fn json(args: &[&str]) -> Value {
    let output = foedera(args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice::<Value>(&output.stdout).unwrap()["answer"].take()
}

fn fails(args: &[&str], words: &[&str]) {
    let output = foedera(args);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    for word in words {
        assert!(told.contains(word), "`{word}` in {told}");
    }
}

const ARMENIA: [&str; 9] = ["aid", "ARM", "--treaty", "CSTO", "--trigger", "attack", "--by", "AZE", "--at"];
const KAZAKHSTAN: [&str; 8] = ["aid", "KAZ", "--treaty", "CSTO", "--trigger", "unrest", "--at", "2022-01-05"];

fn troops(answer: &Value, ally: &str) -> f64 {
    let row = answer["allies"].as_array().unwrap().iter().find(|row| row["state"] == ally).unwrap();
    row["troops"]["probability"].as_f64().unwrap()
}

/// "The same treaty brought troops to one member within a day and nothing to another."
#[test]
fn unrest_in_kazakhstan_is_answered_likelier_than_an_attack_on_armenia() {
    let kazakhstan = json(&[&KAZAKHSTAN[..], &["--format", "json"]].concat());
    let armenia = json(&[&ARMENIA[..], &["2022-09-13", "--format", "json"]].concat());
    for ally in ["RUS", "BLR", "KGZ", "TJK"] {
        let model = |answer: &Value| {
            let row = answer["allies"].as_array().unwrap().iter().find(|row| row["state"] == ally).unwrap().clone();
            row["model_troops"]["probability"].as_f64().unwrap()
        };
        assert!(model(&kazakhstan) > model(&armenia) + 0.1, "{ally}: by the model");
        assert!(
            troops(&kazakhstan, ally) > troops(&armenia, ally),
            "{ally}: {} {}",
            troops(&kazakhstan, ally),
            troops(&armenia, ally)
        );
    }
    assert_eq!((kazakhstan["call"]["id"].as_str(), armenia["call"]["id"].as_str()), (Some("KAZ2022"), Some("ARM2022")));
    assert_eq!(kazakhstan["patron"], "RUS");
    // What a fit without the call said stands beside it, and says the same in kind.
    let held = |answer: &Value| answer["allies"][0]["held_out"].as_f64().unwrap();
    assert!(held(&kazakhstan) > held(&armenia) + 0.1);
    assert!(
        kazakhstan["fitted_on"][0].as_u64().unwrap() > 500 && !kazakhstan["base_rates"].as_array().unwrap().is_empty()
    );
}

/// "Why? And do the parts add up?"
#[test]
fn contributions_add_up_to_the_log_odds_and_levels_to_one() {
    let answer = json(&[&ARMENIA[..], &["2022-09-13", "--format", "json"]].concat());
    for ally in answer["allies"].as_array().unwrap() {
        let sum: f64 = ally["parts"].as_array().unwrap().iter().map(|part| part["log_odds"].as_f64().unwrap()).sum();
        assert!((sum - ally["log_odds"].as_f64().unwrap()).abs() < 1e-9);
        let levels: f64 = ally["levels"].as_object().unwrap().values().map(|level| level.as_f64().unwrap()).sum();
        assert!((levels - 1.0).abs() < 1e-9);
        let (low, high) =
            (ally["troops"]["interval"]["low"].as_f64().unwrap(), ally["troops"]["interval"]["high"].as_f64().unwrap());
        assert!(0.0 < low && low < high && high < 1.0);
    }
}

/// "Two colleagues run it on machines with different numbers of cores."
#[test]
fn the_same_bytes_on_one_thread_and_on_two() {
    for command in [&KAZAKHSTAN[..], &["credibility", "CSTO", "--from", "2020", "--draws", "100"]] {
        let run = |threads: &str| foedera(&[command, &["--format", "json", "--threads", threads]].concat()).stdout;
        assert_eq!(run("1"), run("2"));
    }
}

/// "The treaty of 1992 did not speak of unrest; the amendment of 2010 does."
#[test]
fn the_text_covers_what_it_covers_on_its_day() {
    let covered = |at: &str| {
        json(&[
            "aid",
            "KGZ",
            "--treaty",
            "CSTO",
            "--trigger",
            "unrest",
            "--at",
            at,
            "--format",
            "json",
            "--draws",
            "50",
        ])["covered"]
            .clone()
    };
    // The protocol of December 2010 is in force since 19 December 2012.
    assert_eq!((covered("2011-06-12"), covered("2013-06-12")), (Value::Bool(false), Value::Bool(true)));
}

/// "Show me every call under the treaty, and what you would have said without knowing it."
#[test]
fn every_call_under_the_treaty_stands_with_its_held_out_forecast() {
    let output = foedera(&[&KAZAKHSTAN[..], &["--full"]].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    for call in ["TJK1992", "AZEARM1993", "KGZ2010", "NK2020", "ARM2021", "KAZ2022", "ARM2022", "KGZTJK2022"] {
        assert!(text.contains(call), "{call}");
    }
    assert!(text.contains("left out"));
}

/// "Russia's index rose in 2022: does your number rise with it?"
#[test]
fn usable_force_falls_where_the_index_rises() {
    let answer = json(&["credibility", "CSTO", "--from", "2022", "--to", "2024", "--format", "json", "--draws", "100"]);
    let at = |place: usize, key: &str| answer["moments"][place][key].as_f64().unwrap();
    assert_eq!(answer["moments"][1]["capability_measure"], "cinc");
    assert!(at(1, "capability") > at(0, "capability"), "the trap");
    assert!(at(1, "usable_force") < at(0, "usable_force") && at(2, "usable_force") < at(1, "usable_force"));
    let help = |place: usize| answer["moments"][place]["help"][1]["patron"]["probability"].as_f64().unwrap();
    assert!(help(2) < help(0));
}

/// "What if Russia fails?"
#[test]
fn a_shock_to_the_patrons_force_lowers_expected_help() {
    let answer = json(&[
        "credibility",
        "CSTO",
        "--from",
        "2022",
        "--to",
        "2023",
        "--shock",
        "csto-2022",
        "--format",
        "json",
        "--draws",
        "100",
    ]);
    let branch = answer["shocks"].as_array().unwrap().iter().find(|branch| branch["branch"] == "Russia fails").unwrap();
    let ends: Vec<f64> = ["low", "middle", "high"]
        .map(|end| branch["patron"][0]["factor"][end]["probability"].as_f64().unwrap())
        .to_vec();
    assert!(ends[0] < ends[1] && ends[1] < ends[2], "{ends:?}");
}

/// "Whose threat is the patron's partner?"
#[test]
fn armenias_first_threat_is_near_to_the_patron() {
    let answer = json(&["threats", "CSTO", "--member", "ARM", "--at", "2022-11-25", "--format", "json"]);
    assert_eq!(answer["threats"][0], "AZE");
    let ties = answer["ties"].as_array().unwrap();
    assert!(ties.iter().any(|tie| tie["kind"] == "declaration" && tie["date"] == "2022-02-22"));
    let later = json(&["threats", "CSTO", "--at", "2025-08-01", "--format", "json"]);
    assert!(later["ties"].as_array().unwrap().iter().any(|tie| tie["kind"] == "recognition"));
}

/// "Give me the register for a spreadsheet, only unrest, since 2010."
#[test]
fn the_register_is_filtered_and_exported() {
    let output = foedera(&["invocations", "--trigger", "unrest", "--since", "2010-01-01", "--format", "csv"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("call,treaty,date,"));
    assert!(text.lines().skip(1).all(|line| line.contains("internal_unrest")) && text.contains("KAZ2022"));
    assert!(!text.contains("TJK1992"));
    let all = json(&["invocations", "--format", "json"]);
    assert!(all["calls"].as_array().unwrap().len() >= 60);
}

/// "I typed it wrong."
#[test]
fn mistakes_are_told_with_a_remedy() {
    fails(&[&ARMENIA[..], &["1990-01-01"]].concat(), &["no member", "foedera treaty CSTO"]);
    fails(
        &["aid", "FRA", "--treaty", "CSTO", "--trigger", "unrest", "--at", "2022-01-05"],
        &["FRA is no member", "KAZ"],
    );
    fails(
        &["aid", "KAZ", "--treaty", "CTSO", "--trigger", "unrest", "--at", "2022-01-05"],
        &["unknown treaty", "CSTO"],
    );
    fails(
        &["aid", "KAZ", "--treaty", "CSTO", "--trigger", "attack", "--by", "KAZ", "--at", "2022-01-05"],
        &["attacked by itself"],
    );
    fails(&["aid", "KAZ", "--treaty", "CSTO", "--trigger", "rain", "--at", "2022-01-05"], &["rain", "possible values"]);
    fails(&["aid", "KAZ", "--treaty", "CSTO", "--trigger", "unrest", "--at", "2022-13-05"], &["2022-13-05"]);
    fails(&["credibility", "SEATO", "--from", "1990"], &["no two members", "SEATO"]);
    fails(&["threats", "CSTO", "--member", "FRA"], &["FRA is no member"]);
    fails(&["credibility", "CSTO", "--shock", "nothing.toml"], &["nothing.toml"]);
    fails(&["fit", "answers"], &["world.foedera"]);
}

/// "NATO was called eleven times, but of six calls nobody knows who sent what."
#[test]
fn calls_whose_answers_are_unknown_are_apart_in_rates_json_and_text() {
    let nato =
        ["aid", "POL", "--treaty", "NATO", "--trigger", "attack", "--by", "RUS", "--at", "2026-01-01", "--draws", "50"];
    let answer = json(&[&nato[..], &["--format", "json"]].concat());
    let rate = &answer["base_rates"][0];
    assert_eq!((&rate["happened"], &rate["n"], &rate["unknown"]), (&4.into(), &5.into(), &6.into()));
    assert!(answer["past"].as_array().unwrap().iter().any(|call| call["sent"].is_null()));
    let text = String::from_utf8(foedera(&[&nato[..], &["--full"]].concat()).stdout).unwrap();
    assert!(text.contains("4 of 5") && text.contains("6 more not known"), "{text}");
    assert_eq!((&answer["patron"], &answer["patron_ground"]), (&"USA".into(), &"stated".into()));
}

/// "That was another attack, by another state, on another day."
#[test]
fn a_call_of_the_register_is_met_by_day_caller_and_attacker() {
    let call = |rest: &[&str]| {
        json(&[&["aid", "ARM", "--treaty", "CSTO", "--format", "json", "--draws", "50"], rest].concat())["call"].clone()
    };
    let attack = ["--trigger", "attack", "--by"];
    assert_eq!(call(&[&attack[..], &["AZE", "--at", "2022-09-13"]].concat())["id"], "ARM2022");
    assert_eq!(call(&[&attack[..], &["AZE,AZE", "--at", "2022-09-13"]].concat())["id"], "ARM2022");
    assert!(call(&[&attack[..], &["TUR", "--at", "2022-09-13"]].concat()).is_null());
    assert!(call(&[&attack[..], &["AZE", "--at", "2022-10-13"]].concat()).is_null());
}

/// "I named the same attacker twice."
#[test]
fn one_attacker_named_twice_is_one() {
    let ask = |by: &str| {
        foedera(&[
            "aid",
            "ARM",
            "--treaty",
            "CSTO",
            "--trigger",
            "attack",
            "--by",
            by,
            "--at",
            "2023-05-01",
            "--draws",
            "50",
        ])
        .stdout
    };
    assert_eq!(ask("AZE"), ask("AZE,AZE"));
}

/// "Unrest has no attacker, a member is a member, and the Soviet Union's satellites are gone."
#[test]
fn attackers_that_cannot_be_are_refused() {
    fails(&[&KAZAKHSTAN[..], &["--by", "CHN"]].concat(), &["no attacking state", "--by"]);
    let member = ["aid", "KGZ", "--treaty", "CSTO", "--at", "2022-09-14", "--trigger"];
    fails(&[&member[..], &["member", "--by", "CHN"]].concat(), &["CHN is no member"]);
    fails(&[&member[..], &["attack", "--by", "DDR"]].concat(), &["DDR does not exist on 2022-09-14"]);
}

/// "Armenia froze its membership, and you answer for 2040."
#[test]
fn a_frozen_caller_and_a_day_beyond_the_atlas_are_said() {
    let said = |rest: &[&str]| {
        json(&[&ARMENIA[..], rest, &["--format", "json", "--draws", "50"]].concat())["cautions"].to_string()
    };
    assert!(said(&["2025-01-01"]).contains("frozen"));
    assert!(!said(&["2022-09-13"]).contains("frozen") && !said(&["2022-09-13"]).contains("beyond the atlas"));
    assert!(said(&["2040-01-01"]).contains("beyond the atlas"));
}

/// "Who is NATO's patron?"
#[test]
fn every_command_names_the_same_patron_and_says_why() {
    let threats = |treaty: &str| json(&["threats", treaty, "--at", "2022-01-01", "--format", "json"]);
    assert_eq!((&threats("NATO")["patron"], &threats("NATO")["patron_ground"]), (&"USA".into(), &"stated".into()));
    assert!(threats("EU")["patron"].is_null() && !threats("EU")["patron_why"].as_str().unwrap().is_empty());
    let baltic = json(&[
        "aid",
        "EST",
        "--treaty",
        "NATO",
        "--trigger",
        "attack",
        "--by",
        "RUS",
        "--at",
        "2022-01-01",
        "--format",
        "json",
        "--draws",
        "50",
    ]);
    assert_eq!(baltic["patron"], "USA");
    let word = json(&["credibility", "NATO", "--from", "2022", "--to", "2022", "--format", "json", "--draws", "50"]);
    assert_eq!(word["moments"][0]["patron"], "USA");
}

/// "What if Russia fails, in 2010?"
#[test]
fn a_shock_that_has_not_begun_is_refused() {
    fails(&["credibility", "CSTO", "--to", "2010", "--shock", "csto-2022"], &["begins on", "--to"]);
}

/// "What is the number, which forecast is it, and how did that one do?"
#[test]
fn the_model_is_given_for_an_ally_and_the_shrunk_rate_for_anyone_with_their_nested_scores() {
    for treaty_call in [&KAZAKHSTAN[..], &[&ARMENIA[..], &["2022-09-13"]].concat()] {
        let answer = json(&[treaty_call, &["--format", "json", "--draws", "100"]].concat());
        assert_eq!(answer["ally_forecast"], "model");
        let allies = answer["allies"].as_array().unwrap();
        assert!(allies.iter().all(|ally| ally["troops"]["probability"] == ally["model_troops"]["probability"]));
        let patron = allies.iter().find(|ally| ally["patron"] == true).unwrap();
        assert_eq!(answer["from_patron"], patron["troops"]);
        let cautions = answer["cautions"].to_string();
        for said in [
            "given is the model",
            "given is the shrunk rate",
            "choice made on the other calls",
            "list of senders is complete",
        ] {
            assert!(cautions.contains(said), "{said} in {cautions}");
        }
    }
}

/// "How old are these figures?"
#[test]
fn figures_carried_forward_are_said_in_aid_and_threats() {
    let aid = json(&[&ARMENIA[..], &["2025-01-01", "--format", "json", "--draws", "50"]].concat());
    let threats = json(&["threats", "CSTO", "--at", "2022-11-25", "--format", "json"]);
    for answer in [aid, threats] {
        assert!(answer["cautions"].to_string().contains("carried forward"), "{}", answer["cautions"]);
    }
}

/// "In the sheet: nobody came, or nobody knows?"
#[test]
fn the_sheet_of_calls_keeps_unknown_apart_from_nobody() {
    let text = String::from_utf8(foedera(&["invocations", "--format", "csv"]).stdout).unwrap();
    let heads: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    assert!(heads.contains(&"troops_from_anyone"));
    for word in [",yes,", ",no,", ",unknown,"] {
        assert!(text.contains(word), "{word}");
    }
}

/// "You have no patron for this treaty: who is taken?"
#[test]
fn a_forecast_says_which_patron_and_why() {
    let answer = json(&["forecast", "csto-2022", "--futures", "50", "--format", "json"]);
    let scenario = &answer["scenario"];
    assert_eq!((&scenario["patron"], &scenario["patron_ground"]), (&"RUS".into(), &"scenario".into()));
    assert!(!scenario["patron_why"].as_str().unwrap().is_empty());
}

/// "How much unrest was there in members, and how much of it led to a call?"
#[test]
fn unrest_without_a_call_is_the_denominator_of_calls() {
    let all = json(&["invocations", "--unrest", "--format", "json"]);
    let rows = all["unrest"].as_array().unwrap();
    let with_call = rows.iter().filter(|row| !row["calls"].as_array().unwrap().is_empty()).count();
    assert!(rows.len() > 100 && with_call > 20 && with_call * 3 < rows.len(), "{with_call} of {}", rows.len());
    let csto = json(&["invocations", "--unrest", "--treaty", "CSTO", "--since", "2010-01-01", "--format", "json"]);
    let of = |row: &Value| (row["state"].as_str().unwrap().to_owned(), row["calls"].as_array().unwrap().len());
    let found: Vec<_> = csto["unrest"].as_array().unwrap().iter().map(of).collect();
    assert!(found.contains(&("KAZ".to_owned(), 1)) && found.contains(&("BLR".to_owned(), 0)), "{found:?}");
    let sheet = String::from_utf8(foedera(&["invocations", "--unrest", "--format", "csv"]).stdout).unwrap();
    assert_eq!(sheet.lines().count(), rows.len() + 1);
    let refused = foedera(&["invocations", "--unrest", "--trigger", "attack"]);
    assert!(!refused.status.success(), "all of it is unrest");
}

/// "What did they ask for?"
#[test]
fn a_call_tells_what_was_asked_for_where_a_source_does() {
    let all = json(&["invocations", "--treaty", "CSTO", "--format", "json"]);
    let asked = |id: &str| {
        let call = all["calls"].as_array().unwrap().iter().find(|call| call["id"] == id).unwrap();
        call["asked"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(asked("KAZ2022"), ["troops"]);
    assert_eq!(asked("ARM2022"), ["condemnation"]);
    assert_eq!(asked("RUS2022"), [""; 0]);
}

/// "Since when is it bound, and who says so?"
#[test]
fn an_entry_into_force_says_whether_a_source_states_it() {
    let rio = json(&["treaty", "RIO", "--at", "1950-01-01", "--format", "json"]);
    let of = |key: &str| {
        let member = rio["members"].as_array().unwrap().iter().find(|member| member["state"] == key).unwrap();
        (member["in_force"].as_str().unwrap().to_owned(), member["in_force_basis"].as_str().unwrap().to_owned())
    };
    assert_eq!(of("CHL"), ("1949-02-09".to_owned(), "stated".to_owned()));
    assert_eq!(of("MEX"), ("1948-12-03".to_owned(), "signature".to_owned()));
    assert!(!rio["members"].as_array().unwrap().iter().any(|member| member["state"] == "GTM"), "deposited in 1955");
    let signed = String::from_utf8(foedera(&["treaty", "PUKPUK"]).stdout).unwrap();
    assert!(signed.contains("signed 2025-10-06") && !signed.contains("in force"), "{signed}");
    let articles = String::from_utf8(foedera(&["treaty", "CSTO", "--full", "--at", "2011-06-01"]).stdout).unwrap();
    assert!(
        articles.contains("CST 1992 4 ") && !articles.contains("CST as amended by protocol of 2010-12-10 4"),
        "{articles}"
    );
}
