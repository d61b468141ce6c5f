//! A state by the name a user types: known, or refused with those it may be, and never another state.

use assert_cmd::Command;
use serde_json::Value;

fn foedera(args: &[&str]) -> std::process::Output {
    // Away from any world.foedera.
    Command::cargo_bin("foedera").unwrap().args(args).current_dir(std::env::temp_dir()).output().unwrap()
}

fn state(name: &str, day: &str) -> String {
    let output = foedera(&["state", name, "--at", day, "--format", "json"]);
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice::<Value>(&output.stdout).unwrap()["answer"].take();
    answer["id"].as_str().unwrap().to_owned()
}

fn refusal(args: &[&str]) -> String {
    let output = foedera(args);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{told}");
    assert!(told.contains("F0301"), "{told}");
    told
}

const NAMES: [(&str, &str); 18] = [
    ("UK", "GBR"),
    ("uk", "GBR"),
    ("UKG", "GBR"),
    ("US", "USA"),
    ("DPRK", "PRK"),
    ("dprk", "PRK"),
    ("ROK", "KOR"),
    ("FRN", "FRA"),
    ("GFR", "DEU"),
    ("West Germany", "DEU"),
    ("WEST GERMANY", "DEU"),
    ("Republic of Moldova", "MDA"),
    ("REPUBLIC OF MOLDOVA", "MDA"),
    ("Persia", "IRN"),
    ("Côte d'Ivoire", "CIV"),
    ("CÔTE D'IVOIRE", "CIV"),
    ("Turkiye", "TUR"),
    ("Türkiye", "TUR"),
];

/// "What is known of the UK?"
#[test]
fn a_name_in_common_use_is_its_state_in_any_case_and_with_or_without_accents() {
    for (name, wanted) in NAMES {
        assert_eq!(state(name, "2022-01-01"), wanted, "{name}");
    }
}

/// "The UK and West Germany in 1970."
#[test]
fn two_states_are_looked_up_as_one_is() {
    let output = foedera(&["dyad", "UK", "West Germany", "--at", "1970-01-01", "--format", "json"]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("\"GBR\"") && told.contains("\"DEU\""), "{told}");
}

/// "Who would help the US against the DPRK?"
#[test]
fn a_call_is_looked_up_as_a_state_is() {
    let words = |member: &'static str, by: &'static str| {
        ["aid", member, "--treaty", "NATO", "--trigger", "attack", "--by", by, "--at", "2022-01-01", "--format", "json"]
    };
    let (short, long) = (foedera(&words("US", "DPRK")), foedera(&words("USA", "PRK")));
    assert!(short.status.success(), "{}", String::from_utf8_lossy(&short.stderr));
    assert_eq!(short.stdout, long.stdout);
}

/// "Korea" is two states today, and one of them was not meant.
#[test]
fn a_bare_name_of_several_states_is_refused_with_all_of_them() {
    let commands: [&[&str]; 3] = [
        &["state", "Korea", "--at", "2022-01-01"],
        &["dyad", "Korea", "USA", "--at", "2022-01-01"],
        &["aid", "Korea", "--treaty", "NATO", "--trigger", "attack", "--by", "CHN", "--at", "2022-01-01"],
    ];
    for args in commands {
        let told = refusal(args);
        assert!(told.contains("PRK") && told.contains("KOR"), "{told}");
    }
    assert_eq!(state("Korea", "1900-01-01"), "KOREA");
}

/// A suggestion that is a different state is worse than none.
#[test]
fn an_abbreviation_nobody_has_suggests_nobody() {
    for name in ["UX", "QQ", "XYZ", "G7R"] {
        let told = refusal(&["state", name]);
        assert!(!told.contains("did you mean"), "{told}");
    }
    assert!(refusal(&["state", "Moldovva"]).contains("did you mean `Moldova`"));
}
