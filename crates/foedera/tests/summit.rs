//! Negotiations, votes and camps: as a user asks.

use assert_cmd::Command;
use serde_json::Value;

fn foedera(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("foedera").unwrap().args(args).current_dir(std::env::temp_dir()).output().unwrap()
}

fn json(args: &[&str]) -> Value {
    let output = foedera(&[args, &["--format", "json"]].concat());
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

/// A file of the test's own.
fn file(name: &str, text: &str) -> String {
    let path = std::env::temp_dir().join(format!("foedera-summit-{}-{name}", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn sign(answer: &Value, actor: &str) -> f64 {
    let row = answer["actors"].as_array().unwrap().iter().find(|row| row["actor"] == actor).unwrap();
    row["sign"]["central"].as_f64().unwrap()
}

/// "At Yerevan one of six refused: what do your models say, and where are they wrong?"
#[test]
fn yerevan_is_answered_by_every_model_and_tells_where_it_errs() {
    let answer = json(&["summit", "yerevan-2022", "--draws", "50"]);
    assert!(answer["models"].as_array().unwrap().len() >= 9);
    assert_eq!(answer["actors"].as_array().unwrap().len(), 6);
    let armenia = answer["actors"].as_array().unwrap().iter().find(|row| row["actor"] == "ARM").unwrap().clone();
    assert_eq!(armenia["happened"], "refused");
    let cautions = answer["cautions"].to_string();
    assert!(
        (armenia["sign"]["central"].as_f64().unwrap() < 0.5) != cautions.contains("likeliest stand for ARM"),
        "{cautions}"
    );
    for model in answer["models"].as_array().unwrap() {
        for text in model["text"].as_array().unwrap() {
            let (low, high) = (text["interval"]["low"].as_f64().unwrap(), text["interval"]["high"].as_f64().unwrap());
            assert!((0.0..=100.0).contains(&low) && low <= high && high <= 100.0);
        }
    }
}

/// "Put a plain assessment into the text: who signs now?"
#[test]
fn an_amendment_towards_a_member_makes_its_signature_likelier() {
    let plain = json(&["summit", "yerevan-2022", "--draws", "1", "--model", "mean"]);
    let amended = json(&["summit", "yerevan-2022", "--draws", "1", "--model", "mean", "--amend", "assessment=60"]);
    assert!(sign(&amended, "ARM") > sign(&plain, "ARM"));
    assert!(sign(&amended, "BLR") < sign(&plain, "BLR"));
}

/// "My colleague has another number of cores."
#[test]
fn the_same_bytes_on_one_thread_and_on_two() {
    let run = |threads: &str| {
        foedera(&["summit", "moscow-2009", "--draws", "40", "--format", "json", "--threads", threads]).stdout
    };
    assert_eq!(run("1"), run("2"));
}

/// "I have actors in a spreadsheet."
#[test]
fn a_spreadsheet_of_actors_is_enough() {
    let path = file("actors.csv", "name,capability,position,salience\nA,1,0,1\nB,1,50,1\nC,2,100,1\n");
    let answer = json(&["summit", "--actors", &path, "--rule", "consensus", "--model", "mean,median"]);
    assert_eq!(answer["models"][0]["text"][0]["central"], 62.5);
    assert!(answer["cautions"].to_string().contains("--amend"));
    let id = answer["issues"][0]["id"].as_str().unwrap().to_owned();
    let signed = json(&[
        "summit",
        "--actors",
        &path,
        "--rule",
        "majority",
        "--model",
        "mean",
        "--reference",
        &format!("{id}=0"),
        "--amend",
        &format!("{id}=60"),
    ]);
    assert!(sign(&signed, "C") > 0.9 && sign(&signed, "A") < 0.1);
    assert!(signed["passes"]["central"].as_f64().unwrap() > 0.5);
}

/// "Who decides in a council of six with these votes?"
#[test]
fn power_of_the_six_is_the_published_one() {
    let answer = json(&["power", "--weights", "4,4,4,2,2,1", "--quota", "12"]);
    let luxembourg = answer["voters"][5]["banzhaf"].as_f64().unwrap();
    assert_eq!(luxembourg, 0.0);
    assert!((answer["voters"][0]["shapley_shubik"].as_f64().unwrap() - 7.0 / 30.0).abs() < 1e-12);
    let nato = json(&["power", "NATO", "--rule", "qualified:0.7"]);
    assert_eq!((nato["voters"].as_array().unwrap().len(), nato["quota"].as_u64().unwrap()), (32, 23));
    let council = json(&["power", "CSTO", "--rule", "consensus", "--at", "2022-11-23"]);
    assert!((council["power_to_act"].as_f64().unwrap() - 1.0 / 64.0).abs() < 1e-12);
}

/// "Who decides where one holds 60 of 100 votes?"
#[test]
fn a_majority_of_weights_is_what_one_voter_holds() {
    let answer = json(&["power", "--weights", "60,30,10"]);
    let banzhaf: Vec<f64> = (0..3).map(|place| answer["voters"][place]["banzhaf"].as_f64().unwrap()).collect();
    assert_eq!(banzhaf, [1.0, 0.0, 0.0]);
}

/// "Weights in a charter have decimals."
#[test]
fn decimal_weights_are_those_of_their_smallest_unit() {
    let decimal = json(&["power", "--weights", "12.5,7.25,3,.5", "--quota", "13.25"]);
    let whole = json(&["power", "--weights", "1250,725,300,50", "--quota", "1325"]);
    for (a, b) in decimal["voters"].as_array().unwrap().iter().zip(whole["voters"].as_array().unwrap()) {
        assert_eq!((&a["banzhaf"], &a["shapley_shubik"]), (&b["banzhaf"], &b["shapley_shubik"]));
    }
    assert_eq!((&decimal["quota"], &decimal["voters"][0]["weight"]), (&Value::from(13.25), &Value::from(12.5)));
    let share = json(&["power", "--weights", "0.1,0.2,0.7", "--rule", "qualified:0.7"]);
    assert_eq!((&share["quota"], &share["voters"][2]["banzhaf"]), (&Value::from(0.7), &Value::from(1.0)));
}

/// "All have one vote: what is there to list?"
#[test]
fn equal_votes_are_told_once() {
    let output = foedera(&["power", "NATO", "--rule", "qualified:0.7"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(text.matches("1/32").count(), 1, "{text}");
    assert!(!text.contains("Banzhaf  "), "{text}");
}

/// "My spreadsheet writes semicolons and decimal commas."
#[test]
fn semicolons_with_decimal_commas_are_the_same_file() {
    let commas = file("same.csv", "name,capability,position,salience\nA,100.5,0,1\nB,100,50,0.5\nC,100,100,1\n");
    let folder = std::path::Path::new(&commas).parent().unwrap().join(format!("foedera-semi-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let semi = folder.join(std::path::Path::new(&commas).file_name().unwrap());
    std::fs::write(
        &semi,
        "\u{feff}name;capability;position;salience\r\nA;100,5;0;1\r\nB;100;50;0,5\r\nC;100;100;1\r\n",
    )
    .unwrap();
    let run = |path: &str| json(&["summit", "--actors", path, "--rule", "weighted", "--draws", "5"]);
    assert_eq!(run(&commas), run(semi.to_str().unwrap()));
    std::fs::remove_dir_all(&folder).unwrap();
}

/// "I sorted the actors by name: why are the figures others?"
#[test]
fn the_order_of_actors_in_a_file_bears_on_no_figure() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../summits/yerevan-2022.toml")).unwrap();
    let parts: Vec<&str> = text.split("\n[[actor]]").collect();
    // The last part may go on with other tables, which stay at the end.
    let last = parts[parts.len() - 1];
    let end = last.find("\n[happened").unwrap_or(last.len());
    let mut actors: Vec<&str> = parts[1..parts.len() - 1].to_vec();
    actors.push(&last[..end]);
    actors.rotate_left(2);
    actors.swap(0, 3);
    let joined: String = actors.iter().map(|actor| format!("\n[[actor]]{actor}")).collect();
    let shuffled = format!("{}{joined}{}", parts[0], &last[end..]);
    assert_ne!(text, shuffled);
    let run = |name: &str, text: &str| {
        let mut answer = json(&["summit", &file(name, text), "--draws", "30"]);
        let sorted = |rows: &mut Value| {
            rows.as_array_mut().unwrap().sort_by_key(|row| row.get("actor").unwrap_or(&row[0]).to_string());
        };
        sorted(&mut answer["actors"]);
        for issue in answer["issues"].as_array_mut().unwrap() {
            sorted(&mut issue["positions"]);
        }
        answer
    };
    assert_eq!(run("order.toml", &text), run("order.toml", &shuffled));
}

/// "Which settlements are missing, and why?"
#[test]
fn a_text_that_is_missing_stands_beside_its_reason() {
    let path = file("reason.csv", "name,capability,position,salience\nA,1,0,1\nB,1,50,1\nC,2,100,1\n");
    let answer = json(&["summit", "--actors", &path, "--rule", "majority", "--draws", "3"]);
    for model in answer["models"].as_array().unwrap() {
        let missing = model["text"].as_array().unwrap().iter().any(|text| text["central"].is_null());
        assert!(!missing || !model["flags"].as_array().unwrap().is_empty(), "{model}");
    }
    let nash = answer["models"].as_array().unwrap().iter().find(|model| model["model"] == "nash").unwrap();
    assert!(nash["flags"].to_string().contains("--reference"), "{nash}");
}

/// "Which camps would they fall into?"
#[test]
fn camps_of_friends_and_foes_are_found() {
    let path = file("camps.csv", "name,size,A,B,C,D\nA,1,,1,-1,-1\nB,1,1,,-1,-1\nC,1,-1,-1,,1\nD,1,-1,-1,1,\n");
    let answer = json(&["landscape", &path]);
    assert_eq!((answer["exact"].as_bool(), answer["found"].as_u64()), (Some(true), Some(1)));
    assert_eq!(answer["minima"][0]["camps"].to_string(), r#"{"first":["A","B"],"second":["C","D"]}"#);
    assert_eq!(answer["minima"][0]["energy"], -8.0);
}

/// "How often were these models right before?"
#[test]
fn the_golden_benchmark_scores_every_model() {
    let Some(folder) = foedera_golden::folder("summit/deu") else { return };
    let answer = json(&["summit", "benchmark", "deu", "--dir", folder.to_str().unwrap()]);
    let error = |name: &str| {
        let models = answer["models"].as_array().unwrap();
        models.iter().find(|row| row["model"] == name).unwrap()["mean_absolute_error"].as_f64().unwrap()
    };
    let nested = answer["nested"].as_f64().unwrap();
    assert!(nested < error("pce-uniform") && error("pce-uniform") < error("mean") && error("mean") < error("eum-a"));
    assert_eq!(answer["chosen"], "pce-uniform");
}

/// "I typed it wrong."
#[test]
fn mistakes_are_told_with_a_remedy() {
    fails(&["summit", "yerevan-2023"], &["no case and no file", "yerevan-2022"]);
    fails(&["summit", "yerevan-2022", "--amend", "assesment=60"], &["no issue `assesment`", "assessment"]);
    fails(&["summit", "yerevan-2022", "--amend", "assessment=600"], &["outside the scale", "100"]);
    fails(&["summit", "yerevan-2022", "--model", "best-of-all"], &["no model", "median"]);
    fails(&["summit", "yerevan-2022", "--rule", "consent"], &["consent"]);
    fails(&["summit"], &["NEGOTIATION"]);
    fails(&["summit", "benchmark", "ued", "--dir", "/tmp"], &["no benchmark", "deu"]);
    fails(&["summit", "benchmark", "deu", "--dir", "/no/such/folder"], &["issues.csv"]);
    let broken = file("broken.csv", "name,capability,position,salience\nA,1,x,1\nB,1,5,1\n");
    fails(&["summit", "--actors", &broken, "--rule", "consensus"], &["broken.csv", "x"]);
    let empty = file("empty.csv", "");
    fails(&["summit", "--actors", &empty, "--rule", "consensus"], &["empty.csv"]);
    fails(&["power", "--weights", "1,1", "--quota", "5"], &["more than all votes"]);
    fails(&["power", "--weights", "1,1", "--quota", "0"], &["quota of 0"]);
    fails(&["power", "--weights", "9223372036854775808,9223372036854775808", "--quota", "5"], &["2^64"]);
    fails(&["power", "CSTO", "--rule", "double"], &["population"]);
    fails(&["power", "--weights", "3,1,1", "--rule", "consensus-minus-1"], &["counts heads"]);
    fails(&["landscape", &file("minus.csv", "name,size,A,B\nA,-1,,1\nB,1,1,\n")], &["negative"]);
    fails(&["landscape", &file("twice.csv", "name,size,A,B\nA,1,,1\nA,1,1,\n")], &["twice"]);
    let powerless = file("powerless.csv", "name,capability,position,salience\nA,0,0,1\nB,0,9,1\n");
    fails(&["summit", "--actors", &powerless, "--rule", "consensus"], &["all capabilities are 0"]);
    let careless = file("careless.csv", "name,capability,position,salience\nA,1,0,0\nB,1,9,0\n");
    fails(&["summit", "--actors", &careless, "--rule", "consensus"], &["all saliences are 0"]);
    fails(&["summit", "yerevan-2022", "--rule", "consensu"], &["did you mean `consensus`?"]);
    fails(&["summit", "yerevan-2022", "--rule", "qualifed:0.7"], &["did you mean `qualified`?"]);
    fails(&["summit", "yerevan-2022", "--reference", "assesment=60"], &["did you mean `assessment`?"]);
    fails(&["summit", "yerevan-2022", "--model", "smp-correct"], &["did you mean `smp-corrected`?"]);
    fails(&["summit", "yerevan-2022", "--draws", "0"], &["--draws", "1..=1000000"]);
    let alone = file("alone.csv", "name,capability,position,salience\nA,1,0,1\n");
    fails(&["summit", "--actors", &alone, "--rule", "consensus"], &["one actor alone", "add rows"]);
    let agreed = file("agreed.csv", "name,capability,position,salience\nA,1,50,1\nB,1,50,1\n");
    fails(
        &["summit", "--actors", &agreed, "--rule", "consensus"],
        &["all positions in `position` are 50", "leave the issue out"],
    );
    fails(&["power", "--weights", "3,-1,1"], &["`-1` is negative"]);
    fails(&["power", "--weights", "-3,1,1"], &["`-3` is negative"]);
    fails(&["power", "--weights", "3,1e3"], &["`1e3` is no weight"]);
    fails(&["power", "--weights", "3,nan"], &["`nan` is no weight"]);
    fails(&["power", "--weights", "3,,1"], &["is no weight"]);
    fails(&["power", "--weights", "0,0,0"], &["the votes together are 0"]);
    fails(&["power", "--weights", "1.5,1.25", "--quota", "2.76"], &["more than all votes together, which are 2.75"]);
    fails(&["power", "--weights", "1,1", "--quota", "0.0"], &["quota of 0"]);
    fails(&["power", "--weights", "1,1", "--quota", "-1"], &["negative"]);
    fails(&["power", "--weights", "1,1", "--rule", "majorty"], &["did you mean `majority`?"]);
    fails(&["power", "--weights", "1,2", "--rule", "weighted+weights:1=3,2=4"], &["--weights does so too"]);
    fails(&["power", "--weights", "1,2", "--at", "2020-01-01"], &["--at"]);
    fails(&["power", "--weights", "1,2", "--orders", "0"], &["--orders"]);
    fails(&["power", "FOO"], &["unknown treaty"]);
    let short = file("short.csv", "name,size,A,B\nA,1,,1\nB,1,x,\n");
    fails(&["landscape", &short], &["short.csv", "`x` is no propensity"]);
    fails(&["landscape", &file("one.csv", "name,size,A\nA,1,\n")], &["too few"]);
}
