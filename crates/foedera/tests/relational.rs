//! Fitting events of any network on the command line: each test is named as the sentence that a user would say.

mod scratch;

use std::process::{Command, Output};

use serde_json::Value;

use scratch::Scratch;

impl Scratch {
    /// A folder with five people, whom they called, and who was a friend of whom.
    fn filled(name: &str) -> Self {
        let scratch = Self::new(name);
        scratch.write("actors.csv", "label,floor,Team\nann,1,red\nbob,1,blue\ncid,2,red\ndee,2,blue\neve,3,red\n");
        scratch.write(
            "calls.csv",
            "time,sender,receiver\n2022-01-01,ann,bob\n2022-01-02,bob,ann\n2022-01-03,cid,dee\n2022-01-04,ann,bob\n\
             2022-01-05,eve,ann\n2022-01-06,dee,eve\n2022-01-07,ann,cid\n2022-01-08,bob,ann\n2022-01-09,cid,ann\n\
             2022-01-10,dee,cid\n2022-01-11,eve,dee\n2022-01-12,bob,eve\n",
        );
        scratch.write(
            "friends.csv",
            "time,sender,receiver,replace\n,ann,bob,1\n2022-01-05,cid,eve,1\n2022-01-08,ann,bob,0\n",
        );
        scratch
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).expect("written");
    }

    fn fit(&self, formula: &str, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        command.args(["fit", "--events", "calls.csv", "--actors", "actors.csv", "--formula", formula]).args(more);
        command.current_dir(&self.0).output().expect("foedera runs")
    }

    fn refusal(&self, formula: &str, more: &[&str]) -> String {
        let output = self.fit(formula, more);
        let errors = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(!errors.contains("panicked"), "{errors}");
        errors
    }
}

#[test]
fn i_can_fit_my_own_calls_without_any_state() {
    let scratch = Scratch::filled("calls");
    let output = scratch.fit("choice(calls ~ inertia + recip)", &["--format", "json", "-o", "fit.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let json: Value = serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"].take();
    assert_eq!(
        (json["converged"].as_bool(), json["events"].as_u64(), json["actors"].as_u64()),
        (Some(true), Some(12), Some(5))
    );
    // Nobody has called before the first call: four receivers alike. The whole is better than chance at every call.
    let chance = -12.0 * std::f64::consts::LN_2 * 2.0;
    assert!(json["log_likelihood"].as_f64().expect("a number") > chance);
    assert_eq!(json["effects"].as_array().map(Vec::len), Some(2));
    assert_eq!(std::fs::read(scratch.0.join("fit.json")).expect("written"), output.stdout);
}

#[test]
fn a_constant_rate_is_events_per_actor_and_day() {
    let scratch = Scratch::filled("rate");
    let output = scratch.fit("rate(calls ~ 1)", &["--format", "json"]);
    let json: Value = serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"].take();
    // Twelve events, five actors, eleven days from the first to the last.
    // ln(12 / 55), to ten digits.
    let expected = -1.5224265354444706;
    let found = json["effects"][0]["estimate"].as_f64().expect("a number");
    assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
    let error = json["effects"][0]["standard_error"].as_f64().expect("a number");
    assert!((error - (1.0 / 12.0_f64).sqrt()).abs() < 1e-9, "{error}");
}

#[test]
fn another_network_and_an_attribute_in_words_take_part() {
    let scratch = Scratch::filled("network");
    let formula = "rem(calls ~ 1 + tie(friends) + same(actors$team) + indeg(calls, type = \"alter\"))";
    let output = scratch.fit(formula, &["--network", "friends=friends.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    for word in ["12 events among 5 actors", "(intercept)", "tie(friends)", "same(actors$team)", "converged"] {
        assert!(text.contains(word), "{word} in {text}");
    }
}

#[test]
fn what_is_wrong_with_my_files_is_said_with_the_line() {
    let scratch = Scratch::filled("wrong");
    scratch.write("calls.csv", "time,sender,receiver\n1,ann,bob\nsoon,bob,ann\n3,ann,bop\n4,ann,ann\n");
    let errors = scratch.refusal("choice(calls ~ inertia)", &[]);
    for words in ["calls.csv:3:1", "calls.csv:4:", "is `bob` meant?", "calls.csv:5:", "the same"] {
        assert!(errors.contains(words), "{words} in {errors}");
    }
}

#[test]
fn what_is_wrong_with_my_formula_is_said() {
    let scratch = Scratch::filled("formula");
    assert!(scratch.refusal("calls ~ inertia", &[]).contains("names no model"));
    assert!(scratch.refusal("choice(calls ~ inertja)", &[]).contains("unknown effect `inertja`"));
    assert!(scratch.refusal("choice(calls ~ tie(foes))", &[]).contains("`foes`"));
    assert!(scratch.refusal("choice(calls ~ inertia(window = soon))", &[]).contains("window = soon"));
    assert!(scratch.refusal("rate(calls ~ recip)", &[]).contains("has no meaning in this model"));
    assert!(scratch.refusal("choice(calls ~ 1 + inertia)", &[]).contains("`1` has no meaning in this model"));
    scratch.write("actors.csv", "label,present\nann,TRUE\nbob,FALSE\ncid,TRUE\ndee,TRUE\neve,TRUE\n");
    assert!(scratch.refusal("choice(calls ~ inertia)", &[]).contains("event 1 was no option"));
    scratch.write("actors.csv", "label\nann\nbob\ncid\ndee\neve\n");
    let twice = scratch.fit("choice(calls ~ inertia + inertia)", &[]);
    assert_eq!(twice.status.code(), Some(1), "an estimate that cannot be made");
}

#[test]
fn i_can_look_up_what_an_effect_means() {
    let run = |words: &[&str]| Command::new(env!("CARGO_BIN_EXE_foedera")).args(words).output().expect("foedera runs");
    let card = String::from_utf8(run(&["effects", "mixed_trans"]).stdout).expect("UTF-8");
    for word in ["Σ_k a_ik b_kj", "two networks", "choice, rem", "Sociological Methodology"] {
        assert!(card.contains(word), "{word} in {card}");
    }
    let list: Value =
        serde_json::from_slice::<Value>(&run(&["effects", "--format", "json"]).stdout).expect("JSON")["answer"].take();
    assert!(
        list["effects"]
            .as_array()
            .is_some_and(|list| list.len() > 40 && list.iter().all(|own| own["source"].is_string()))
    );
    let unknown = run(&["effects", "inertja"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("is `inertia` meant?"));
}

#[test]
fn what_i_fitted_i_can_fit_again_from_its_model_and_diagnose() {
    let scratch = Scratch::filled("again");
    let more = ["--robust-is-not-an-option"];
    assert_eq!(scratch.fit("choice(calls ~ inertia)", &more).status.code(), Some(2), "a wrong flag");
    let more = ["--cluster", "sender", "--profile", "--prior", "normal(0, 2)", "-o", "model.toml"];
    let first = scratch.fit("choice(calls ~ inertia + recip)", &more);
    assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stderr));
    let text = String::from_utf8(first.stdout).expect("UTF-8");
    assert!(text.contains("robust s.e.") && text.contains("95 % profile"), "{text}");
    let run = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_foedera")).args(words).current_dir(&scratch.0).output();
        let output = output.expect("foedera runs");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    assert_eq!(run(&["fit", "model.toml"]), text, "the model is its own specification");
    assert!(run(&["check", "model.toml"]).contains("a specification of a fit: choice(calls ~ inertia + recip)"));
    let model = std::fs::read_to_string(scratch.0.join("model.toml")).expect("written");
    let head = "schema = 2\nprocess = \"events\"\noutcome = \"events of a network\"";
    assert!(model.contains(head) && model.contains("covariance = [ # the lower triangle"), "{model}");
    let diagnosis = run(&["diagnose", "model.toml", "--simulate", "20"]);
    for word in ["converged", "moved by at most", "inflation", "least likely", "20 histories", "repeated"] {
        assert!(diagnosis.contains(word), "{word} in {diagnosis}");
    }
    assert_eq!(run(&["diagnose", "model.toml", "--simulate", "20"]), diagnosis, "the same seed, the same bytes");
    let json: Value =
        serde_json::from_str::<Value>(&run(&["diagnose", "model.toml", "--simulate", "0", "--format", "json"]))
            .expect("JSON")["answer"]
            .take();
    for effect in json["effects"].as_array().expect("effects") {
        // With the prior, for that is what was climbed.
        assert!(effect["slope"].as_f64().is_some_and(|slope| slope.abs() < 1e-6), "{effect}");
    }
    scratch.write("actors.csv", "label,floor\nann,1\nbob,1\ncid,2\ndee,2\neve,3\nfay,3\n");
    assert!(run(&["diagnose", "model.toml", "--simulate", "0"]).contains("CHANGED: actors"));
}

#[test]
fn a_specification_that_is_wrong_is_told_key_by_key() {
    let scratch = Scratch::filled("spec");
    let refused = |text: &str, words: &[&str]| {
        scratch.write("spec.toml", text);
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        let output = command.args(["fit", "spec.toml"]).current_dir(&scratch.0).output().expect("foedera runs");
        let errors = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{errors}");
        for word in words {
            assert!(errors.contains(word), "{word} in {errors}");
        }
    };
    let good = "schema = 1\nformula = \"choice(calls ~ inertia)\"\nevents = \"calls.csv\"\nactors = \"actors.csv\"\n";
    refused(&good.replace("inertia)", "inertia"), &["spec.toml:2", "names no model"]);
    refused(&format!("{good}priors = 1\n"), &["spec.toml:5", "priors"]);
    refused(&format!("{good}cluster = \"team\"\n"), &["spec.toml:5", "sender, receiver or event"]);
    refused(&format!("{good}controls = 0\n"), &["spec.toml:5", "`controls` is out of range"]);
    refused(&format!("{good}prior = \"wide\"\n"), &["spec.toml:5", "normal(MEAN, SD)"]);
    refused(&good.replace("actors = \"actors.csv\"\n", ""), &["actors"]);
    refused(&format!("{good}[[fix]]\neffect = \"recip\"\nvalue = 1.0\n"), &["`recip` is no effect"]);
}

#[test]
fn who_signs_together_is_a_law_of_sets() {
    let scratch = Scratch::filled("sets");
    let mut treaties = "time,event,member\n".to_owned();
    for (event, members) in
        ["ann bob", "ann bob cid", "dee eve", "ann bob", "cid dee", "ann bob eve"].iter().enumerate()
    {
        for member in members.split(' ') {
            treaties.push_str(&format!("{},t{event},{member}\n", event + 1));
        }
    }
    scratch.write("treaties.csv", &treaties);
    let run = |formula: &str, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        command.args(["fit", "--events", "treaties.csv", "--actors", "actors.csv", "--formula", formula]).args(more);
        command.current_dir(&scratch.0).output().expect("foedera runs")
    };
    let formula = "sets(treaties ~ repetition(order = 2) + diff(actors$floor))";
    let sample = ["--controls", "20", "--format", "json"];
    let output = run(formula, &sample);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let json: Value = serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"].take();
    assert_eq!((json["events"].as_u64(), json["controls"].as_u64()), (Some(6), Some(20)));
    assert_eq!(run(formula, &sample).stdout, output.stdout);
    // With five people there are at most ten sets of a size: all are compared, whether controls are asked for or not.
    let all = run(formula, &["--format", "json"]);
    let whole: Value = serde_json::from_slice::<Value>(&all.stdout).expect("JSON")["answer"].take();
    assert_eq!(
        (whole["log_likelihood"].as_f64(), json["sampled"].as_u64()),
        (json["log_likelihood"].as_f64(), Some(0))
    );
    let few = run(formula, &["--controls", "4", "--prior", "normal(0, 1)"]);
    let said = String::from_utf8_lossy(&few.stdout).into_owned();
    assert!(said.contains("6 of 6 events compared with 4 options") && said.contains("case-control"), "{said}");
    assert!(String::from_utf8_lossy(&run("sets(treaties ~ ego(actors$floor))", &sample).stderr).contains("no meaning"));
}

/// "My meetings have no direction: who is named first is chance."
#[test]
fn meetings_without_direction_are_of_unordered_pairs() {
    let scratch = Scratch::filled("undirected");
    let calls = std::fs::read_to_string(scratch.0.join("calls.csv")).expect("calls");
    let swapped: Vec<String> = calls
        .lines()
        .enumerate()
        .map(|(line, text)| match text.split(',').collect::<Vec<_>>()[..] {
            [time, sender, receiver] if line > 0 && line % 2 == 0 => format!("{time},{receiver},{sender}"),
            _ => text.to_owned(),
        })
        .collect();
    scratch.write("swapped.csv", &(swapped.join("\n") + "\n"));
    let run = |events: &str, formula: &str, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        command.args([
            "fit",
            "--events",
            events,
            "--actors",
            "actors.csv",
            "--undirected",
            "calls",
            "--formula",
            formula,
        ]);
        command.args(["--format", "json"]).args(more).current_dir(&scratch.0).output().expect("foedera runs")
    };
    let numbers = |events: &str, formula: &str| {
        let output = run(events, formula, &["-o", "model.toml"]);
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        let json: Value = serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"].take();
        let lines = json["effects"].as_array().expect("effects").clone();
        lines.iter().map(|line| line["estimate"].as_f64().expect("a number")).collect::<Vec<f64>>()
    };
    // Twelve calls in eleven days among ten pairs: ln(12/110).
    let rate = numbers("calls.csv", "rem(calls ~ 1)");
    assert!((rate[0] + 2.2155737160044158).abs() < 1e-9, "{rate:?}");
    for formula in [
        "rem(calls ~ 1 + inertia + alter(actors$floor))",
        "rem(calls ~ inertia + trans)",
        "coordination(calls ~ inertia)",
    ] {
        assert_eq!(numbers("calls.csv", formula), numbers("swapped.csv", formula), "{formula}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        let output = command.args(["diagnose", "model.toml", "--simulate", "20"]).current_dir(&scratch.0).output();
        let said = String::from_utf8(output.expect("foedera runs").stdout).expect("UTF-8");
        assert!(said.contains("busiest actor") && !said.contains("returned") && !said.contains("NaN"), "{said}");
    }
    for (formula, more, word) in [
        ("rem(calls ~ 1 + ego(actors$floor))", &[][..], "asks which of the two acts"),
        ("rem(calls ~ psABBA)", &[], "asks which of the two acts"),
        ("choice(calls ~ inertia)", &[], "have no sender"),
        ("rem(calls ~ 1 + inertia)", &["--cluster", "sender"], "cluster by event"),
    ] {
        let output = run("calls.csv", formula, more);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains(word) && said.contains("help"), "{formula}: {said}");
    }
}

/// "It says nothing" is no reason.
#[test]
fn a_fit_without_an_answer_says_why() {
    let scratch = Scratch::filled("reasons");
    let reason = |formula: &str, more: &[&str]| {
        let output = scratch.fit(formula, more);
        assert!(output.stdout.is_empty() && matches!(output.status.code(), Some(1 | 2)), "{output:?}");
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    for value in ["nan", "inf", "-inf"] {
        assert!(reason("choice(calls ~ recip)", &["--fix", &format!("recip={value}")]).contains("cannot be fixed"));
    }
    assert!(reason("choice(calls ~ recip)", &["--fix", "recip=1", "--fix", "recip=2"]).contains("fixed twice"));
    assert!(reason("rem(calls ~ 1 + recip)", &["--fix", "recip=1e308"]).contains("a rate is too large"));
    scratch.write("calls.csv", "time,sender,receiver\n5,ann,bob\n");
    assert!(reason("rate(calls ~ 1)", &[]).contains("no time passes"));
    assert!(reason("choice(calls ~ inertia)", &[]).contains("there is one event"));
    scratch.write("calls.csv", "time,sender,receiver\n5,ann,bob\n5,bob,cid\n");
    assert!(reason("rem(calls ~ recip)", &[]).contains("all 2 events are at one instant"));
}

/// Names and arguments of goldfish.
#[test]
fn formulas_of_goldfish_are_understood() {
    let scratch = Scratch::filled("goldfish");
    let fit = |formula: &str| {
        let output = scratch.fit(formula, &["--format", "json", "--prior", "normal(0, 1)"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let json: Value = serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"].take();
        json["effects"][0]["estimate"].as_f64().expect("a number")
    };
    let product = fit("choice(calls ~ ego_alter_interaction(list(actors$floor, actors$floor)))");
    assert_eq!(product, fit("choice(calls ~ ego_alter(actors$floor))"));
    assert_eq!(
        fit("choice(calls ~ alter(actors$floor, is_two_mode = TRUE))"),
        fit("choice(calls ~ alter(actors$floor))")
    );
    assert_eq!(fit("choice(calls ~ trans(calls, history = \"pooled\"))"), fit("choice(calls ~ trans)"));
    assert_ne!(fit("choice(calls ~ trans(calls, history = \"sequential\"))"), fit("choice(calls ~ trans)"));
    fit("choice(calls ~ cycle(calls, history = \"consecutive\"))");
    let refused = scratch.refusal("choice(calls ~ common_sender(calls, history = \"sequential\"))", &[]);
    assert!(refused.contains("does not take `history"), "{refused}");
}

#[test]
fn whether_a_call_is_answered_is_a_law_of_responses() {
    let scratch = Scratch::filled("answers");
    let calls = std::fs::read_to_string(scratch.0.join("calls.csv")).expect("calls");
    let answered = calls.lines().enumerate().map(|(line, text)| match line {
        0 => format!("{text},answer"),
        line => format!("{text},{}", u8::from(line % 3 != 0)),
    });
    scratch.write("calls.csv", &answered.collect::<Vec<_>>().join("\n"));
    let output = scratch.fit("response(calls ~ recip)", &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let json: Value = serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"].take();
    assert_eq!(json["effects"][1]["effect"], "(answer < 1)");
    scratch.write("calls.csv", &calls);
    assert!(scratch.refusal("response(calls ~ recip)", &[]).contains("an answer for each event"));
}

#[test]
fn senders_have_a_frailty_of_their_own() {
    let scratch = Scratch::filled("frailty");
    let formula = "rem(calls ~ 1 + recip)";
    for kind in ["gamma", "log-normal"] {
        let output = scratch.fit(formula, &["--cluster", "sender", "--frailty", kind, "--prior", "normal(0, 2)"]);
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        // Five senders with nearly the same number of calls: the variance goes to nothing, and that is said.
        assert!(text.contains("(ln variance of the frailty)"), "{text} {}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(scratch.refusal("choice(calls ~ recip)", &["--cluster", "sender", "--frailty", "gamma"]).contains("rates"));
    assert!(scratch.refusal(formula, &["--cluster", "event", "--frailty", "gamma"]).contains("--cluster"));
}

#[test]
fn i_can_ask_of_the_world_who_signs_treaties_together() {
    let Some(data) = std::env::var_os("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return;
    };
    let scratch = Scratch::filled("signings");
    let run = |words: &[&std::ffi::OsStr]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        let output = command.args(words).current_dir(&scratch.0).output().expect("foedera runs");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        output
    };
    run(&["import".as_ref(), &data, "-o".as_ref(), "world.foedera".as_ref()]);
    let formula = "sets(signings ~ repetition(order = 2) + tie(contiguous) + tie(allied) + diff(states$polyarchy) + \
                   common_receiver(rivals))";
    scratch.write(
        "spec.toml",
        &format!("schema = 1\nformula = \"{formula}\"\ncontrols = 20\nhistory = \"world.foedera\"\n"),
    );
    let words = ["fit", "spec.toml", "--from", "1946-01-01", "--format", "json"];
    let output = run(&words.map(str::as_ref));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("584 signings") && told.contains("122 entries of one state alone"), "{told}");
    let json: Value = serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"].take();
    let z = |place: usize| json["effects"][place]["z"].as_f64().expect("a number");
    // Neighbours and those who are bound already sign with each other, and so do those whose regimes are alike or who have
    // rivals in common.
    assert!(z(1) > 5.0 && z(2) > 5.0 && z(3) < -1.5 && z(4) > 1.0, "{json}");
}

#[test]
fn i_can_hold_a_fit_against_draws_from_its_posterior() {
    let scratch = Scratch::filled("nuts");
    let more = ["--prior", "normal(0, 1)", "--sample", "nuts", "--format", "json"];
    let output = scratch.fit("choice(calls ~ inertia + recip)", &more);
    if cfg!(not(feature = "nuts")) {
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("--features nuts"));
        return;
    }
    let json: Value = serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"].take();
    assert_eq!(json["divergences"], serde_json::json!({"divergent": 0, "draws": 4000}), "{json}");
    for line in json["effects"].as_array().expect("effects") {
        let number = |key: &str| line[key].as_f64().expect("a number");
        let drawn = |name: &str| line["posterior"][name].as_f64().expect("a number");
        assert!((drawn("mean") - number("estimate")).abs() < 0.5 * number("standard_error"), "{line}");
        assert!(
            (drawn("standard_deviation") / number("standard_error") - 1.0).abs() < 0.25 && drawn("r_hat") < 1.02,
            "{line}"
        );
    }
}

#[test]
fn an_effect_that_separates_events_from_all_others_is_named() {
    let scratch = Scratch::filled("separated");
    // Whoever is called sits next door, and whoever does not is never called.
    let calls: Vec<String> =
        (1..21).map(|day| format!("{day},{}", ["ann,bob", "bob,ann", "cid,dee", "dee,cid"][day % 4])).collect();
    scratch.write("calls.csv", &format!("time,sender,receiver\n{}\n", calls.join("\n")));
    scratch.write("next.csv", "time,sender,receiver\n,ann,bob\n,bob,ann\n,cid,dee\n,dee,cid\n");
    let network = ["--network", "next=next.csv"];
    let output = scratch.fit("choice(calls ~ tie(next) + alter(actors$floor))", &network);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("SEPARATED: tie(next)"), "{text} {}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "an estimate that is not one");
    let prior = [network[0], network[1], "--prior", "normal(0, 2)"];
    let held = scratch.fit("choice(calls ~ tie(next) + alter(actors$floor))", &prior);
    assert_eq!(held.status.code(), Some(0), "{}", String::from_utf8_lossy(&held.stdout));
}

#[test]
fn i_hand_on_a_folder_from_which_my_fit_can_be_made_again() {
    let scratch = Scratch::filled("replication");
    let more = ["--marginal", "--replication", "handed", "-o", "model.toml"];
    let made = scratch.fit("choice(calls ~ inertia + recip)", &more);
    assert!(made.status.success(), "{made:?}");
    for file in ["README.md", "replicate.sh", "spec.toml", "model.toml", "data/calls.csv", "data/actors.csv"] {
        assert!(scratch.0.join("handed").join(file).is_file(), "{file}");
    }
    // Elsewhere, without the files it was made of.
    std::fs::remove_file(scratch.0.join("calls.csv")).expect("removed");
    std::fs::rename(scratch.0.join("handed"), scratch.0.join("elsewhere")).expect("moved");
    let again = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        command.args(words).current_dir(scratch.0.join("elsewhere")).output().expect("foedera runs")
    };
    let fitted = again(&["fit", "spec.toml", "-o", "again.toml"]);
    assert!(fitted.status.success(), "{fitted:?}");
    let text = |name: &str| std::fs::read_to_string(scratch.0.join("elsewhere").join(name)).expect("a model");
    let numbers = |text: String| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with("file") && !line.contains("csv")).map(str::to_owned).collect()
    };
    assert_eq!(numbers(text("model.toml")), numbers(text("again.toml")));
    let refused = again(&["fit", "spec.toml", "--replication", "data"]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("not an empty folder"));
    let left: Vec<_> =
        std::fs::read_dir(scratch.0.join("elsewhere")).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".partial")), "{left:?}");
}

#[test]
fn i_ask_for_marginal_effects_where_there_are_some_and_am_told_where_there_are_none() {
    let scratch = Scratch::filled("marginal");
    let json = scratch.fit("choice(calls ~ inertia + recip)", &["--marginal", "--format", "json"]);
    let told = serde_json::from_slice::<Value>(&json.stdout).expect("JSON")["answer"].take();
    for own in told["effects"].as_array().expect("effects") {
        let (estimate, effect) = (own["estimate"].as_f64().unwrap(), own["marginal"]["effect"].as_f64().unwrap());
        // p (1 - p) is at most a quarter.
        assert!(effect / estimate > 0.0 && effect / estimate <= 0.25, "{own}");
        assert!(own["marginal"]["standard_error"].as_f64().unwrap() > 0.0, "{own}");
    }
    let refused = scratch.fit("choice(calls ~ inertia)", &["--marginal", "--controls", "2"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no average marginal effects here"), "{refused:?}");
}
