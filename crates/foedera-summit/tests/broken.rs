//! Broken files: each fault gives one message, at its line, with a remedy.

use foedera_diagnostic::{Problems, Source};
use foedera_summit::{Outside, Problem};
use proptest::prelude::*;

const SOUND: &str = r#"schema = 1
id = "talks"
title = "Talks"
date = "2020-02-29"
treaty = "PACT"
rule = "consensus"
note = "none"
[[issue]]
id = "aid"
name = "What aid is given"
scale = [0, 100]
labels = [{ at = 0, text = "none" }, { at = 100, text = "troops" }]
reference = { value = 0, why = "no text, no aid", sources = ["book"] }
[[actor]]
id = "A"
name = "Alpha"
state = "AAA"
capability = { value = 3, why = "an index", sources = ["book"] }
[[actor.stance]]
issue = "aid"
position = { triangular = [50, 80, 100], why = "it asked for aid", judgement = true }
salience = { uniform = [0.5, 1], why = "it said so", judgement = true }
[[actor]]
id = "B"
name = "Beta"
capability = { normal = { mean = 2, sd = 1 }, why = "an index", sources = ["book"] }
[[actor.stance]]
issue = "aid"
position = { value = 10, why = "told", sources = ["book"] }
salience = { value = 0.3, why = "told", sources = ["book"] }
[happened]
adopted = false
refused = ["B"]
ready = ["A"]
why = "told"
sources = ["book"]
"#;

fn read(text: &str) -> Result<Problem, Problems> {
    let known = |name: &str, wanted: &str| {
        if name == wanted { Ok(()) } else { Err(format!("did you mean `{wanted}`?")) }
    };
    let outside = Outside {
        source: &|name| known(name, "book"),
        state: &|name| known(name, "AAA"),
        treaty: &|name| known(name, "PACT"),
    };
    Problem::read(&Source::new("talks.toml", text), outside)
}

/// The one problem of a file: its line, its message, its remedy.
fn only<T: std::fmt::Debug>(read: Result<T, Problems>, what: &str) -> (Option<usize>, String, String) {
    let problems = read.expect_err(what);
    assert_eq!(problems.0.len(), 1, "{what}:\n{problems}");
    let problem = &problems.0[0];
    (problem.place.line(), problem.message.clone(), problem.remedy.clone())
}

#[test]
fn the_sound_file_is_sound() {
    let problem = read(SOUND).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(problem.central().setting.positions, [80.0, 10.0]);
    assert_eq!(problem.central().setting.capabilities, [3.0, 2.0]);
}

#[test]
fn each_fault_of_a_toml_file_has_its_message_place_and_remedy() {
    // What is replaced, by what, on which line it is told, a part of the message, a part of the remedy.
    let faults: &[(&str, &str, usize, &str, &str)] = &[
        ("schema = 1", "schema = 2", 1, "schema version 2", "use a newer Foedera"),
        ("title =", "tilte = \"x\"\ntitle =", 3, "unknown key `tilte`", "did you mean `title`?"),
        ("2020-02-29", "2021-02-29", 4, "2021-02-29", "YYYY-MM-DD"),
        ("\"PACT\"", "\"PACK\"", 5, "unknown treaty `PACK`", "did you mean `PACT`?"),
        ("\"consensus\"", "\"qualified\"", 6, "does not say which share", "qualified:0.7"),
        ("\"consensus\"", "\"majority+veto:C\"", 6, "`C`, which is no actor", "+veto"),
        ("scale = [0, 100]", "scale = [100, 0]", 11, "`scale` runs backwards", "[low, high]"),
        ("{ at = 100,", "{ at = 99,", 8, "nothing says what 100 means", "{ at = 100"),
        ("{ at = 0,", "{ at = -5, text = \"x\" }, { at = 0,", 12, "at -5 lies outside the scale", "from 0 to 100"),
        ("{ value = 0, why", "{ value = 101, why", 13, "101 does not lie between 0 and 100", "from 0 to 100"),
        ("state = \"AAA\"", "state = \"AAB\"", 17, "unknown state `AAB`", "did you mean `AAA`?"),
        ("{ value = 3, why", "{ value = -3, why", 18, "-3 is less than 0", "from 0 on"),
        (
            "an index\", sources = [\"book\"] }\n[[actor.stance]]\nissue = \"aid\"\nposition = { tri",
            "an index\", sources = [\"boko\"] }\n[[actor.stance]]\nissue = \"aid\"\nposition = { tri",
            18,
            "unknown source `boko`",
            "did you mean `book`?",
        ),
        (
            "capability = { value = 3, why = \"an index\", sources = [\"book\"] }\n",
            "",
            14,
            "the capability of `A` is missing",
            "missing is not zero",
        ),
        (
            "issue = \"aid\"\nposition = { value",
            "issue = \"ais\"\nposition = { value",
            28,
            "unknown issue `ais`",
            "did you mean `aid`?",
        ),
        ("[50, 80, 100]", "[50, 80, 120]", 21, "120 does not lie between 0 and 100", "from 0 to 100"),
        ("[50, 80, 100]", "[80, 50, 100]", 21, "the mode 50", "in rising order"),
        ("[50, 80, 100]", "[50, 80]", 21, "has 2 numbers", "[low, mode, high]"),
        ("triangular = [50, 80, 100]", "value = 80", 21, "a judgement without a range", "uniform = [low, high]"),
        ("triangular = [50, 80, 100], ", "", 21, "has no number", "triangular = [low, mode, high]"),
        ("{ triangular", "{ value = 3, triangular", 21, "as value and triangular at once", "give one of"),
        (", why = \"it asked for aid\", judgement", ", judgement", 21, "`why` is missing", "add `why"),
        (
            "aid\", judgement = true",
            "aid\"",
            21,
            "nothing is said of what the position of `A` on `aid` rests on",
            "judgement = true",
        ),
        ("it asked for aid", " ", 21, "the reason for the position of `A` on `aid` is empty", "in a sentence"),
        (
            "salience = { uniform = [0.5, 1], why = \"it said so\", judgement = true }\n",
            "",
            19,
            "the salience of `A` on `aid` is missing",
            "missing is not zero",
        ),
        ("[0.5, 1]", "[0.5, 2]", 22, "2 does not lie between 0 and 1", "from 0 to 1"),
        ("sd = 1 }", "sd = 0 }", 26, "standard deviation 0", "from 0 on"),
        ("refused = [\"B\"]", "refused = [\"BB\"]", 33, "`BB` is no actor here", "did you mean `B`?"),
        ("ready = [\"A\"]", "ready = [\"A\", \"B\"]", 33, "`B` stands twice", "one list"),
        ("adopted = false", "adopted = \"no\"", 32, "`adopted` is string here", "true or false"),
        ("{ value = 0.3,", "{ value = 0.3, sd = 1,", 30, "unknown key `sd`", "known here"),
    ];
    for (old, new, line, message, remedy) in faults {
        assert!(SOUND.contains(old), "{old}");
        let what = format!("{old} -> {new}");
        let (at, told, help) = only(read(&SOUND.replacen(old, new, 1)), &what);
        assert!(told.contains(message) && help.contains(remedy), "{what}: {told} / {help}");
        assert_eq!(at, Some(*line), "{what}: {told}");
    }
}

#[test]
fn a_negotiation_needs_issues_and_two_actors() {
    let without = |from: &str, to: &str| {
        let (start, end) = (SOUND.find(from).unwrap(), SOUND.find(to).unwrap());
        format!("{}{}", &SOUND[..start], &SOUND[end..])
    };
    let (_, message, remedy) = only(read(&without("[[issue]]", "[[actor]]")), "no issue");
    assert!(message.contains("has no issue") && remedy.contains("[[issue]]"));
    let alone = without("[[actor]]\nid = \"B\"", "[happened]").replace("refused = [\"B\"]\n", "");
    let (_, message, remedy) = only(read(&alone), "one actor");
    assert!(message.contains("has 1 actors") && remedy.contains("[[actor]]"));
    let twins = SOUND.replace("refused = [\"B\"]\n", "").replace("id = \"B\"", "id = \"A\"");
    let (line, message, remedy) = only(read(&twins), "two of a name");
    assert_eq!((line, message.as_str()), (Some(23), "the actor `A` stands twice"));
    assert!(remedy.contains("rename one"));
    let doubled = without("[[actor]]", "[[actor]]");
    let issue = &SOUND[SOUND.find("[[issue]]").unwrap()..SOUND.find("[[actor]]").unwrap()];
    let (line, message, _) = only(read(&doubled.replacen("[[actor]]", &format!("{issue}[[actor]]"), 1)), "two issues");
    assert_eq!((line, message.as_str()), (Some(14), "the issue `aid` stands twice"));
}

#[test]
fn an_actor_without_a_stance_is_told() {
    let cut = SOUND.find("[[actor.stance]]\nissue = \"aid\"\nposition = { value").unwrap();
    let text = format!("{}{}", &SOUND[..cut], &SOUND[SOUND.find("[happened]").unwrap()..]);
    let (line, message, remedy) = only(read(&text), "no stance");
    assert_eq!((line, message.as_str()), (Some(23), "`B` has no stance on `aid`"));
    assert!(remedy.contains("[[actor.stance]]"));
}

#[test]
fn each_fault_of_a_csv_file_has_its_message_place_and_remedy() {
    let plain = |rows: &str| format!("name,capability,position,salience\n{rows}");
    let ktab = |first: &str, rows: &str| format!("{first}\nActor,Description,Power,Position,Salience,\n{rows}");
    let faults: &[(String, Option<usize>, &str, &str)] = &[
        (String::new(), None, "the file is empty", "begin with"),
        ("A,1,2,0.5\nB,1,3,0.5\n".to_owned(), Some(1), "without a header", "begin with"),
        ("name;capability;position;salience\nA;1,5;2;1\nB;1.5;3;1\n".to_owned(), Some(3), "decimal comma", "alike"),
        ("name;capability;position;salience\nA;1.000,5;2;1\nB;1;3;1\n".to_owned(), Some(2), "not a number", "12.5"),
        ("name,capabilty,position,salience\nA,1,2,0.5\n".to_owned(), Some(1), "unknown column", "mean `capability`?"),
        ("name,position,salience\nA,1,0.5\n".to_owned(), Some(1), "no column `capability`", "begin with"),
        ("name,actor,capability,position,salience\n".to_owned(), Some(1), "`name` stands twice", "remove one"),
        (plain("").replace("ence", "ence,weight"), Some(1), "unknown column `weight`", "begin with"),
        (plain("A,1,2,0.5\nB,1,,0.5\n"), Some(3), "`position` is empty", "missing is not zero"),
        (plain("A,1,2,0.5\nB,1,7\n"), Some(3), "`salience` is empty", "missing is not zero"),
        (plain("A,1,2,0.5\n\n,,,\r\nB,x,7,0.1\n"), Some(5), "`capability`: `x` is not a number", "12.5"),
        (format!("\u{feff}{}", plain("A,1,2,0.5\nB,-1,7,0.1\n")), Some(3), "-1 is less than 0", "from 0 on"),
        (plain("A,1,2,50\nB,1,7,0.1\n"), Some(2), "50 does not lie between 0 and 1", "from 0 to 1"),
        (plain("A,1,2,0.5\nB,1,7,0.1,9\n"), Some(3), "5 cells under 4 columns", "in quotes"),
        (plain("A,1,2,0.5\nA,1,7,0.1\n"), Some(3), "`A` stands twice", "rename one"),
        (plain("A,1,2,0.5\n,1,7,0.1\n"), Some(3), "names no actor", "name it"),
        (plain("A,1,2,0.5\nB,1,nan,0.1\n"), Some(3), "`nan` is not a number", "12.5"),
        (plain("A,1,2,0.5\n"), None, "one actor alone", "at least two"),
        (plain("A,1,2,0.5\nB,1,2,0.1\n"), None, "all positions in `position` are 2", "scale = [0, 100]"),
        (
            "name,capability,position_1,salience_1,position_2\n".to_owned(),
            Some(1),
            "no column `salience_2`",
            "begin with",
        ),
        (ktab("T,D,3,1,", "A,a,5,10,20,\nB,b,5,20,20,\n"), Some(1), "3 actors, and 2 follow", "mend the number"),
        (
            ktab("T,D,2,2,", "A,a,5,10,20,\nB,b,5,20,20,\n"),
            Some(2),
            "make 7 columns, and there are 5",
            "each dimension",
        ),
        (
            ktab("T,D,2,1,", "A,a,5,10,20,\nB,b,5,120,20,\n"),
            Some(4),
            "120 does not lie between 0 and 100",
            "from 0 to 100",
        ),
        (
            ktab("T,D,2.5,1,", "A,a,5,10,20,\nB,b,5,20,20,\n"),
            Some(1),
            "number of actors is `2.5`",
            "actors, dimensions",
        ),
    ];
    for (text, line, message, remedy) in faults {
        let (at, told, help) = only(Problem::from_csv(&Source::new("t.csv", text.as_str()), None), text);
        assert!(told.contains(message) && help.contains(remedy), "{text}: {told} / {help}");
        assert_eq!(at, *line, "{text}: {told}");
    }
}

#[test]
fn a_position_outside_a_given_scale_is_told() {
    let source = Source::new("t.csv", "actor,capability,position,salience\nA,1,2,0.5\nB,1,11,0.5\n");
    let (line, message, remedy) = only(Problem::from_csv(&source, Some((0.0, 10.0))), "outside");
    assert_eq!(line, Some(3));
    assert!(message.contains("11 does not lie between 0 and 10") && remedy.contains("from 0 to 10"), "{message}");
}

/// Whatever is wrong is named, with something to do about it.
fn named(problems: &Problems) -> bool {
    let told = |problem: &foedera_diagnostic::Diagnostic| {
        !problem.message.contains("did not name") && !problem.message.is_empty() && !problem.remedy.is_empty()
    };
    !problems.is_empty() && problems.0.iter().all(told)
}

proptest! {
    #[test]
    fn no_cut_and_no_edit_of_a_toml_file_goes_unnamed(start in 0..SOUND.len(), length in 0..60usize, put in "[ -~\n]{0,6}") {
        let end = (start + length).min(SOUND.len());
        let text = format!("{}{put}{}", &SOUND[..start], &SOUND[end..]);
        if let Err(problems) = read(&text) {
            prop_assert!(named(&problems), "{}\n{}", text, problems);
        }
    }

    #[test]
    fn no_table_of_any_cells_goes_unnamed(
        rows in proptest::collection::vec(proptest::collection::vec("[0-9a-zé.\"\n -]{0,4}|position_[0-9]|name|[0-9]", 0..7), 0..6),
    ) {
        let text = rows.iter().map(|row| row.join(",")).collect::<Vec<_>>().join("\n");
        for scale in [None, Some((0.0, 10.0))] {
            if let Err(problems) = Problem::from_csv(&Source::new("t.csv", text.as_str()), scale) {
                prop_assert!(named(&problems), "{}\n{}", text, problems);
            }
        }
    }
}
