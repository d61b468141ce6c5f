//! Waves of a network on the command line: each test is named as the sentence that a user would say.

mod scratch;

use std::process::{Command, Output};

use scratch::Scratch;
use serde_json::Value;

/// Waves of eight actors in two circles, some ties of which change; every file in the order of `order`.
fn filled(name: &str, order: &[usize; 8]) -> Scratch {
    let scratch = Scratch::new(name);
    let labels = ["ann", "bob", "cid", "dee", "eve", "fay", "gus", "hal"];
    let tie = |wave: usize, i: usize, j: usize| {
        let near = (i + 1) % 8 == j || (i + 2) % 8 == j && (i + wave).is_multiple_of(2);
        i != j && (near || (wave * 7 + i * 3 + j * 5).is_multiple_of(11))
    };
    for wave in 1..=3 {
        let mut text = format!("label,{}\n", order.map(|actor| labels[actor]).join(","));
        for i in order {
            let row: Vec<&str> = order.iter().map(|j| if tie(wave, *i, *j) { "1" } else { "0" }).collect();
            text.push_str(&format!("{},{}\n", labels[*i], row.join(",")));
        }
        std::fs::write(scratch.0.join(format!("w{wave}.csv")), text).expect("written");
    }
    let age: Vec<String> = order.iter().map(|i| format!("{},{}", labels[*i], 20 + (i * i) % 7)).collect();
    std::fs::write(scratch.0.join("age.csv"), format!("label,age\n{}\n", age.join("\n"))).expect("written");
    scratch
}

fn fit(scratch: &Scratch, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
    command.args(["fit", "--panel", "w1.csv,w2.csv,w3.csv"]).args(more);
    command.current_dir(&scratch.0).output().expect("foedera runs")
}

const EFFECTS: [&str; 4] = ["--effects", "outdegree, reciprocity, age similarity", "--covariate", "age=age.csv"];

#[test]
fn i_fit_an_actor_oriented_model_to_waves_of_my_own() {
    let scratch = filled("waves", &[0, 1, 2, 3, 4, 5, 6, 7]);
    let output = fit(&scratch, &[&EFFECTS[..], &["--format", "json", "-o", "fit.json"]].concat());
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: Value = serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"].take();
    assert_eq!(output.status.success(), json["converged"].as_bool() == Some(true));
    let names: Vec<&str> =
        json["effects"].as_array().expect("a list").iter().filter_map(|e| e["effect"].as_str()).collect();
    assert_eq!(names, ["outdegree (density)", "reciprocity", "age similarity"]);
    assert_eq!(json["rates"].as_array().map(Vec::len), Some(2), "a rate a period");
    assert!(scratch.0.join("fit.json").is_file());
}

#[test]
fn what_i_fitted_to_waves_i_keep_as_a_model_file_and_diagnose() {
    let scratch = filled("waves-model", &[0, 1, 2, 3, 4, 5, 6, 7]);
    let run = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_foedera")).args(words).current_dir(&scratch.0).output();
        let output = output.expect("foedera runs");
        [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat()
    };
    let told = String::from_utf8(fit(&scratch, &[&EFFECTS[..], &["-o", "model.toml"]].concat()).stdout).expect("UTF-8");
    assert!(told.contains("age similarity"), "{told}");
    assert_eq!(run(&["diagnose", "model.toml"]), told, "the file holds all that the fit told");
    assert!(run(&["check", "model.toml"]).contains("a model of waves of a network with 3 effects"));
    let text = std::fs::read_to_string(scratch.0.join("model.toml")).expect("written");
    for part in ["schema = 2\nprocess = \"panel\"", "covariance = [", "what = \"wave 1\"", "what = \"covariate age\""] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for (from, to, told) in [
        ("rate_errors = [", "rate_errors = [1.0, ", "`rate_errors` has 3 numbers and needs 2"),
        ("convergence_ratio", "convergence", "convergence"),
        ("covariance = [", "covariance = [ 1.0,", "3 parameters need 6"),
    ] {
        std::fs::write(scratch.0.join("wrong.toml"), text.replacen(from, to, 1)).expect("written");
        let wrong = run(&["diagnose", "wrong.toml"]);
        assert!(wrong.contains(told) && wrong.contains("wrong.toml:"), "{told}: {wrong}");
    }
}

#[test]
fn the_order_of_labelled_rows_never_matters() {
    let answer = |name: &str, order| {
        let output = fit(&filled(name, order), &[&EFFECTS[..], &["--format", "json"]].concat());
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"].take()
    };
    let (own, mixed) =
        (answer("waves-own", &[0, 1, 2, 3, 4, 5, 6, 7]), answer("waves-mixed", &[0, 5, 2, 7, 4, 1, 6, 3]));
    // The first wave gives the order in which actors draw, so another order is another draw of the same model.
    for (a, b) in own["effects"].as_array().expect("a list").iter().zip(mixed["effects"].as_array().expect("a list")) {
        let number = |line: &Value, key: &str| line[key].as_f64().expect("a number");
        let apart = (number(a, "estimate") - number(b, "estimate")).abs();
        assert!(apart < 0.5 * number(a, "standard_error"), "{a} {b}");
    }
    // Only a wave or a covariate in another order than the first is put into its order: the same bytes.
    let scratch = filled("waves-part", &[0, 1, 2, 3, 4, 5, 6, 7]);
    let other = filled("waves-other", &[7, 5, 2, 0, 4, 1, 6, 3]);
    for file in ["w2.csv", "age.csv"] {
        std::fs::copy(other.0.join(file), scratch.0.join(file)).expect("copied");
    }
    let output = fit(&scratch, &[&EFFECTS[..], &["--format", "json"]].concat());
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"], own);
}

#[test]
fn what_is_wrong_with_a_wave_is_told_with_its_cell() {
    for (text, more, part) in [
        ("0,1,2\n1,0,0\n0,0,0\n", &["--effects", "outdegree"][..], "w1.csv, line 1, column 3"),
        ("0,1,NA\n1,0,0\n0,0,0\n", &["--effects", "outdegree"], "is missing"),
        ("0,1,0\n1,0\n0,0,0\n", &["--effects", "outdegree"], "9 cells"),
        ("1,1,0\n1,0,0\n0,0,0\n", &["--effects", "outdegree"], "tie to itself"),
        ("0,1,0\n1,0,0\n0,0,0\n", &["--effects", "reciprocty"], "is `reciprocity` meant?"),
        ("0,1,0\n1,0,0\n0,0,0\n", &[], "a panel needs --effects"),
        ("0,1,0\n1,0,0\n0,0,0\n", &["--effects", "outdegree", "--rule", "D.9"], "give one of directed"),
        ("0,1,0\n0,0,0\n0,0,0\n", &["--effects", "degree", "--rule", "D.1"], "not symmetric"),
        ("", &["--effects", "outdegree"], "no row of numbers"),
    ] {
        let scratch = Scratch::new("wrong-wave");
        for wave in 1..=3 {
            let other = if wave == 2 { "0,1,1\n1,0,0\n1,0,0\n" } else { text };
            std::fs::write(scratch.0.join(format!("w{wave}.csv")), other).expect("written");
        }
        let output = fit(&scratch, more);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && errors.contains(part) && !errors.contains("panicked"), "{part}: {errors}");
    }
}
