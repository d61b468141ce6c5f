//! A user's own files are read as they are meant, or refused with their place: each test is named as the claim.

mod scratch;

use std::process::Command;

use serde_json::Value;

use scratch::Scratch;

const EVENTS: &str = "time,sender,receiver\n1,A,B\n6,C,B\n9,B,D\n13,D,A\n15,D,A\n";
const DATED: &str =
    "time,sender,receiver\n2020-01-01,A,B\n2020-01-06,C,B\n2020-01-09,B,D\n2020-01-13,D,A\n2020-01-15,D,A\n";
const LONG: &str =
    "time,sender,receiver\n0,A,B\n3,A,B\n4,B,A\n4,C,A\n9,A,B\n9.5,D,C\n11,B,A\n16,C,D\n18,A,D\n25,D,B\n31,A,C\n";

impl Scratch {
    fn filled(name: &str) -> Self {
        let folder = Self::new(name);
        folder.write("events.csv", EVENTS);
        folder.write("actors.csv", "label,size\nA,1\nB,2\nC,3\nD,4\n");
        folder
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(name), text).expect("written");
    }

    fn run(&self, words: &[&str]) -> (Option<i32>, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_foedera")).args(words).current_dir(&self.0).output();
        let output = output.expect("foedera runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    fn words<'a>(formula: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let first =
            ["fit", "--events", "events.csv", "--actors", "actors.csv", "--format", "json", "--formula", formula];
        first.iter().chain(more).copied().collect()
    }

    fn fit(&self, formula: &str, more: &[&str]) -> Value {
        let (_, out, errors) = self.run(&Self::words(formula, more));
        let mut whole: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{formula} {more:?}: {errors}"));
        whole["answer"].take()
    }

    fn estimate(&self, formula: &str, more: &[&str]) -> f64 {
        self.fit(formula, more)["effects"][0]["estimate"].as_f64().expect("a number")
    }

    fn refusal(&self, formula: &str, more: &[&str], words: &[&str]) {
        let (code, out, errors) = self.run(&Self::words(formula, more));
        assert!(matches!(code, Some(1 | 2)) && out.is_empty(), "{formula} {more:?}: {code:?} {out}");
        assert!(!errors.contains("panicked"), "{errors}");
        for word in words {
            assert!(errors.contains(word), "{word} in {errors}");
        }
    }
}

fn near(found: f64, right: f64, digits: f64) {
    assert!((found - right).abs() < digits, "{found} for {right}");
}

#[test]
fn a_window_limits_events_and_time_of_my_own_files() {
    let folder = Scratch::filled("window");
    let rate = "rate(calls ~ 1)";
    near(folder.estimate(rate, &["--from", "5", "--until", "14"]), foedera_math::ln(3.0 / 36.0), 1e-9);
    folder.write("spec.toml", "schema = 1\nformula = \"rate(calls ~ 1)\"\nevents = \"events.csv\"\nactors = \"actors.csv\"\nfrom = \"5\"\nuntil = \"14\"\n");
    let (_, out, errors) = folder.run(&["fit", "spec.toml"]);
    assert!(out.contains("-2.4849") && out.contains("3 events"), "{out}{errors}");
    folder.write("bad.toml", "schema = 1\nformula = \"rate(calls ~ 1)\"\nevents = \"events.csv\"\nactors = \"actors.csv\"\nfrom = \"banana\"\n");
    assert!(folder.run(&["fit", "bad.toml"]).2.contains("bad.toml:5"));
    folder.refusal(rate, &["--from", "2020-01-05"], &["want a number"]);
    folder.write("events.csv", DATED);
    near(folder.estimate(rate, &["--from", "2020-01-05", "--until", "2020-01-14"]), foedera_math::ln(3.0 / 36.0), 1e-9);
    near(folder.estimate(rate, &["--until", "2020-01-20"]), foedera_math::ln(5.0 / 76.0), 1e-9);
    folder.refusal(rate, &["--from", "2020-02-01"], &["no event lies in the window"]);
    folder.refusal(rate, &["--from", "2020-01-09", "--until", "2020-01-05"], &["ends before it begins"]);
    folder.refusal(rate, &["--from", "banana"], &["banana"]);
    folder.refusal(rate, &["--from", "5"], &["want a day"]);
}

#[test]
fn a_model_written_elsewhere_finds_its_files() {
    let folder = Scratch::filled("elsewhere");
    std::fs::create_dir_all(folder.0.join("out")).expect("a folder");
    let (code, _, errors) = folder.run(&Scratch::words("rate(calls ~ 1)", &["--until", "14", "-o", "out/model.toml"]));
    assert_eq!(code, Some(0), "{errors}");
    let (code, out, errors) = folder.run(&["diagnose", "out/model.toml", "--simulate", "5"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(!out.contains("CHANGED"), "{out}");
}

#[test]
fn seconds_that_look_like_years_stay_seconds() {
    let folder = Scratch::filled("seconds");
    let rows = [
        (0, "A,B"),
        (200, "B,A"),
        (700, "A,B"),
        (1490, "C,D"),
        (1510, "D,C"),
        (1800, "A,B"),
        (2400, "C,A"),
        (2990, "B,A"),
        (3010, "A,C"),
        (4000, "D,B"),
    ];
    let text = |end: &str| {
        rows.iter().fold("time,sender,receiver\n".to_owned(), |text, (time, who)| format!("{text}{time}{end},{who}\n"))
    };
    for end in ["", ".0"] {
        folder.write("events.csv", text(end));
        let fit = folder.fit("rem(calls ~ 1 + recip + inertia)", &[]);
        near(fit["log_likelihood"].as_f64().unwrap(), -88.26, 0.01);
        near(fit["effects"][1]["estimate"].as_f64().unwrap(), 3.361, 0.001);
    }
}

#[test]
fn times_of_two_kinds_are_refused_and_years_are_said_to_be_years() {
    let folder = Scratch::filled("kinds");
    folder.write("net.csv", "time,sender,receiver\n2020-01-01,A,B\n");
    folder.refusal("rem(calls ~ 1 + tie(net))", &["--network", "net=net.csv"], &["net.csv", "line 2", "dates"]);
    folder.write("events.csv", DATED.replace("2020-01-09", "43839"));
    folder.refusal("rate(calls ~ 1)", &[], &["events.csv:4", "43839"]);
    folder.write("events.csv", "time,sender,receiver\n1950,A,B\n1951,B,C\n1953,C,A\n");
    assert!(folder.fit("rate(calls ~ 1)", &[])["notes"].to_string().contains("times are years"));
    folder.write("net.csv", "time,sender,receiver\n12,A,B\n");
    let fit = folder.fit("rate(calls ~ 1)", &["--network", "net=net.csv"]);
    assert!(fit["notes"].to_string().contains("times are numbers"), "{fit}");
}

#[test]
fn one_odd_cell_in_a_column_of_numbers_is_refused_at_the_cell_or_missing() {
    let folder = Scratch::filled("odd");
    let formula = "choice(calls ~ alter(actors$size))";
    for odd in ["\"2,5\"", "\"1,000\"", "inf", "1_000", "two", "-", "1 000", "1e999"] {
        folder.write("actors.csv", format!("label,size\nA,1\nB,{odd}\nC,3\nD,4\n"));
        folder.refusal(formula, &[], &["actors.csv:3:3", "a number"]);
    }
    let mut found = Vec::new();
    for missing in ["", "NA", "n/a", "N/A", "#N/A", "NaN", ".", "null"] {
        folder.write("actors.csv", format!("label,size\nA,1\nB,{missing}\nC,3\nD,4\n"));
        let fit = folder.fit(formula, &[]);
        assert!(fit["notes"].to_string().contains("1 of 4 actors have no value"), "{missing}: {fit}");
        found.push(fit["effects"][0]["estimate"].to_string());
    }
    found.dedup();
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_category_is_never_a_number_and_its_levels_are_dummies_in_any_order_of_rows() {
    let folder = Scratch::filled("category");
    folder.write("events.csv", LONG);
    let rows = ["A,Asia", "B,Europe", "C,Africa", "D,Europe"];
    let mut seen = Vec::new();
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let text: String = order.iter().map(|row| format!("{}\n", rows[*row])).collect();
        folder.write("actors.csv", format!("label,region\n{text}"));
        for effect in ["alter", "diff", "sim", "ego_alter", "maximum", "average"] {
            folder.refusal(
                &format!("rem(calls ~ {effect}(actors$region))"),
                &[],
                &["same(actors$region)", "factor(actors$region)"],
            );
        }
        folder.refusal("rem(calls ~ tertius(calls, actors$region))", &[], &["factor(actors$region)"]);
        let one = folder.estimate("choice(calls ~ alter(actors$region == \"Asia\"))", &[]);
        let all = folder.fit("choice(calls ~ factor(actors$region))", &[]);
        assert!(all["notes"].to_string().contains("against \\\"Africa"), "{all}");
        assert_eq!(all["effects"][0]["effect"], "alter(actors$region == \"Asia\")");
        seen.push(format!("{one:.8} {:.8}", all["log_likelihood"].as_f64().unwrap()));
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
    folder.refusal(
        "choice(calls ~ alter(actors$region == \"Asai\"))",
        &[],
        &["never is `Asai`", "is `Asia` meant?", "Africa"],
    );
    folder.refusal("choice(calls ~ factor(actors$region, ref = \"Mars\"))", &[], &["Mars", "Africa"]);
    folder.refusal("choice(calls ~ factor(actors$region, ref = \"Afirca\"))", &[], &["is `Africa` meant?"]);
}

#[test]
fn a_label_may_be_na_and_equal_digits_are_not_equal_names() {
    let folder = Scratch::filled("labels");
    for label in ["NA", "\"NA\"", ".", "n/a"] {
        folder.write("actors.csv", format!("label,size\n{label},1\nZA,2\nBW,3\n"));
        folder
            .write("events.csv", format!("time,sender,receiver\n1,{label},ZA\n2,ZA,BW\n3,BW,{label}\n4,{label},BW\n"));
        assert_eq!(folder.fit("rate(calls ~ 1)", &[])["actors"], 3, "{label}");
    }
    folder.write("actors.csv", "label\n9007199254740992\n9007199254740993\n3\n");
    folder.write("events.csv", "time,sender,receiver\n1,9007199254740992,9007199254740993\n2,9007199254740993,3\n");
    assert_eq!(folder.fit("rate(calls ~ 1)", &[])["events"], 2);
    folder.write("actors.csv", "label\nC\u{f4}te\nB\nC\n");
    folder.write("events.csv", "time,sender,receiver\n1,Co\u{302}te,B\n2,B,C\n");
    folder.refusal("rate(calls ~ 1)", &[], &["events.csv:2", "NFD"]);
}

#[test]
fn dialects_of_csv_give_one_result_or_are_refused_with_the_line() {
    let folder = Scratch::filled("dialects");
    let right = folder.estimate("rate(calls ~ 1)", &[]);
    let wide =
        |order: fn(u16) -> [u8; 2]| format!("\u{feff}{EVENTS}").encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let texts: [Vec<u8>; 9] = [
        EVENTS.replace(',', "|").into(),
        EVENTS.replace(',', "\t").into(),
        EVENTS.replace(',', ";").into(),
        format!("sep=;\n{}", EVENTS.replace(',', ";")).into(),
        format!("\u{feff}{EVENTS}").into(),
        EVENTS.replace('\n', "\r\n").into(),
        format!("{EVENTS}   \n").into(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
    ];
    for text in texts {
        folder.write("events.csv", &text);
        near(folder.estimate("rate(calls ~ 1)", &[]), right, 1e-12);
    }
    folder.write("events.csv", EVENTS);
    folder.write("actors.csv", "label;size\nA;1,5\nB;2,5\nC;0,5\nD;4\n");
    let comma = folder.estimate("choice(calls ~ alter(actors$size))", &[]);
    folder.write("actors.csv", "label,size\nA,1.5\nB,2.5\nC,0.5\nD,4\n");
    near(comma, folder.estimate("choice(calls ~ alter(actors$size))", &[]), 1e-12);
    for (text, place) in [("9,B", "events.csv:4"), ("9,B,D,x", "events.csv:4"), ("9,B,\"D", "events.csv:4")] {
        folder.write("events.csv", EVENTS.replace("9,B,D", text));
        folder.refusal("rate(calls ~ 1)", &[], &[place]);
    }
}

#[test]
fn changes_of_an_attribute_may_be_categories_and_unknown_ones_are_refused() {
    let folder = Scratch::filled("changes");
    folder.write("events.csv", LONG);
    folder.write("actors.csv", "label,bloc\nA,east\nB,west\nC,east\nD,west\n");
    let (formula, more) = ("choice(calls ~ same(actors$bloc))", ["--attribute", "bloc=change.csv"]);
    let before = folder.estimate(formula, &[]);
    folder.write("change.csv", "time,label,value\n10,A,west\n");
    assert!((folder.estimate(formula, &more) - before).abs() > 1e-3);
    for value in ["1", "7.5", "wset"] {
        folder.write("change.csv", format!("time,label,value\n10,A,{value}\n"));
        folder.refusal(formula, &more, &["change.csv:2:6", "no category of `bloc`"]);
    }
    folder.write("change.csv", "time,label,value\n10,E,west\n");
    folder.refusal(formula, &more, &["change.csv:2", "not in the list of actors"]);
}

#[test]
fn a_missing_value_is_nobodys_equal() {
    let folder = Scratch::filled("nobody");
    folder.write("events.csv", LONG);
    let formula = "choice(calls ~ same(actors$floor))";
    let mut found = Vec::new();
    // Alone on a floor of his own is the same as not known; the mean of 1, 3 and 2 would be the floor of D.
    for cell in ["NA", "9"] {
        folder.write("actors.csv", format!("label,floor\nA,1\nB,{cell}\nC,1\nD,1\n"));
        found.push(folder.estimate(formula, &[]));
    }
    near(found[0], found[1], 1e-9);
}

#[test]
fn numbers_of_ties_are_read_added_or_refused() {
    let folder = Scratch::filled("ties");
    folder.write("events.csv", LONG);
    let (formula, more) = ("rem(calls ~ 1 + tie(w, weighted = TRUE))", ["--network", "w=w.csv"]);
    let log_likelihood = |text: &str| {
        folder.write("w.csv", text);
        folder.fit(formula, &more)["log_likelihood"].as_f64().unwrap()
    };
    let twice = log_likelihood("time,sender,receiver,increment\n,A,B,1\n,A,B,1\n,A,C,1\n");
    near(twice, log_likelihood("time,sender,receiver,increment\n,A,B,2\n,A,C,1\n"), 1e-9);
    near(
        log_likelihood("time,sender,receiver,weight\n,A,B,7\n,B,C,5\n,A,C,0\n"),
        log_likelihood("time,sender,receiver,increment\n,B,C,5\n,A,B,7\n"),
        1e-9,
    );
    for (text, words) in [
        ("time,sender,receiver,replace\n,A,B,1\n4,A,B,\n", ["w.csv:3", "replace"]),
        ("time,sender,receiver,increment,replace\n,A,B,1,0\n", ["w.csv:2", "two things"]),
        ("time,sender,receiver,wieght\n,A,B,7\n", ["wieght", "is `weight` meant?"]),
        ("time,sender,receiver,replace\n3,A,B,1\n3,A,B,0\n", ["w.csv:3", "another value"]),
        ("time,sender,receiver,weight\n3,A,B,2\n", ["w.csv:2", "increment"]),
    ] {
        folder.write("w.csv", text);
        folder.refusal(formula, &more, &words);
    }
}

#[test]
fn columns_that_nothing_reads_are_refused_by_name() {
    let folder = Scratch::filled("columns");
    folder.write(
        "events.csv",
        EVENTS
            .replace("time,sender,receiver\n", "time,sender,receiver,weight\n")
            .replace("B\n", "B,1\n")
            .replace("A\n", "A,1\n")
            .replace("D\n", "D,1\n"),
    );
    folder.refusal("rate(calls ~ 1)", &[], &["column `weight`"]);
    folder.write("events.csv", EVENTS);
    folder.write("come.csv", "time,label,present,why\n3,A,FALSE,ill\n");
    folder.refusal("rate(calls ~ 1)", &["--presence", "come.csv"], &["column `why`"]);
    folder.write("come.csv", "time,label,present\n3,Z,FALSE\n");
    folder.refusal("rate(calls ~ 1)", &["--presence", "come.csv"], &["come.csv:2", "`Z`"]);
    folder.refusal("rate(calls ~ 1)", &["--undirected", "calls,friends"], &["friends"]);
}

#[test]
fn one_event_and_one_instant_are_named_as_the_reason() {
    let folder = Scratch::filled("instant");
    folder.write("events.csv", "time,sender,receiver\n1,A,B\n");
    folder.refusal("choice(calls ~ inertia)", &[], &["one event"]);
    folder.refusal("rate(calls ~ 1)", &[], &["no time passes"]);
    folder.write("events.csv", "time,sender,receiver\n1,A,B\n1,B,A\n");
    folder.refusal("choice(calls ~ inertia)", &[], &["one instant"]);
}

#[test]
fn initial_amounts_add_and_a_tie_that_is_replaced_by_zero_is_gone_as_worked_out_by_hand() {
    let folder = Scratch::filled("worked-out");
    folder.write("events.csv", LONG);
    let more = ["--network", "w=w.csv", "--prior", "normal(0, 2)"];
    let of_tie = |formula: &str, text: &str| {
        folder.write("w.csv", text);
        folder.fit(formula, &more)["effects"][1]["estimate"].as_f64().expect("a number")
    };
    let added = "choice(calls ~ recip + tie(w, weighted = TRUE))";
    for text in [
        "time,sender,receiver,increment\n,A,B,1\n,A,B,1\n,A,C,1\n",
        "sender,receiver,increment,time\nA,C,1,\nA,B,1,\nA,B,1,\n",
        "time,sender,receiver,increment\n,A,B,2\n,A,C,1\n",
    ] {
        near(of_tie(added, text), 0.4706, 5e-5);
    }
    let replaced = "rem(calls ~ 1 + tie(w))";
    near(of_tie(replaced, "time,sender,receiver,replace\n,A,B,1\n4,A,B,0\n"), 2.5628, 5e-5);
    near(of_tie(replaced, "time,sender,receiver,replace\n,A,B,1\n"), 1.2667, 5e-5);
}

#[test]
fn a_missing_size_takes_the_mean_as_worked_out_by_hand() {
    let folder = Scratch::filled("mean");
    // The score of one effect with the mean for C is 0 at the estimate.
    folder.write("actors.csv", "label,size\nA,1\nB,2\nC,n/a\nD,4\n");
    let missing = folder.estimate("choice(calls ~ alter(actors$size))", &[]);
    let sizes = [1.0, 2.0, 7.0 / 3.0, 4.0];
    let score: f64 = [(0, 1), (2, 1), (1, 3), (3, 0), (3, 0)]
        .iter()
        .map(|(sender, receiver)| {
            let others = || (0..4).filter(|other| other != sender).map(|other: usize| sizes[other]);
            let weight: f64 = others().map(|size| foedera_math::exp(missing * size)).sum();
            let mean: f64 = others().map(|size| size * foedera_math::exp(missing * size)).sum();
            sizes[*receiver] - mean / weight
        })
        .sum();
    near(score, 0.0, 1e-9);
}

#[test]
fn a_moment_of_a_specification_may_stand_without_quotes() {
    let folder = Scratch::filled("bare");
    let spec = |from: &str, until: &str| {
        let head = "schema = 1\nformula = \"rate(calls ~ 1)\"\nevents = \"events.csv\"\nactors = \"actors.csv\"";
        folder.write("spec.toml", format!("{head}\nfrom = {from}\nuntil = {until}\n"));
        let (_, out, errors) = folder.run(&["fit", "spec.toml"]);
        out + &errors
    };
    for (from, until) in [("5", "14"), ("5.0", "\"14\"")] {
        assert!(spec(from, until).contains("-2.4849"), "{from}");
    }
    assert!(spec("true", "14").contains("spec.toml:5"));
    assert!(spec("nan", "14").contains("spec.toml:5"));
    assert!(spec("2020-01-05", "14").contains("want a number"));
    folder.write("events.csv", DATED);
    assert!(spec("2020-01-05", "2020-01-14").contains("-2.4849"));
}

#[test]
fn a_column_whose_name_begins_with_a_number_sign_is_a_note_and_any_other_unknown_one_is_refused() {
    let folder = Scratch::filled("note");
    let plain = folder.estimate("rate(calls ~ 1)", &[]);
    let noted = |name: &str| EVENTS.replace("receiver\n", &format!("receiver,{name}\n")).replace("A\n", "A,x\n");
    let noted = |name: &str| noted(name).replace("B\n", "B,y\n").replace("D\n", "D,\"two\nlines\"\n");
    folder.write("events.csv", noted("note"));
    folder.refusal("rate(calls ~ 1)", &[], &["column `note`", "`#note`"]);
    folder.write("events.csv", noted(""));
    folder.refusal("rate(calls ~ 1)", &[], &["events.csv:2:7", "no name"]);
    folder.write("events.csv", noted("#note"));
    near(folder.estimate("rate(calls ~ 1)", &[]), plain, 1e-12);
}

#[test]
fn names_that_nothing_has_are_refused_with_the_nearest() {
    let folder = Scratch::filled("nearest");
    for (formula, word) in [
        ("choice(calls ~ altr(actors$size))", "is `alter` meant?"),
        ("choice(calls ~ alter(actors$szie))", "is `actors$size` meant?"),
        ("choice(calls ~ tie(cals))", "is `calls` meant?"),
    ] {
        folder.refusal(formula, &[], &[word]);
    }
    folder.refusal("choice(calls ~ recip)", &["--undirected", "calls,friends"], &["calls,friends", "repeat"]);
}

#[test]
fn what_is_not_known_of_presence_or_time_is_refused() {
    let folder = Scratch::filled("unknown");
    for here in ["", "NA", "maybe"] {
        folder.write("actors.csv", format!("label,present\nA,TRUE\nB,{here}\nC,TRUE\nD,TRUE\n"));
        folder.refusal("rate(calls ~ 1)", &[], &["actors.csv:3:3", "TRUE or FALSE"]);
    }
    folder.write("actors.csv", "label\nA\nB\nC\nD\n");
    folder.write("w.csv", "time,sender,receiver\nNA,A,B\n");
    folder.refusal("rem(calls ~ tie(w))", &["--network", "w=w.csv"], &["w.csv:2:1", "`NA`"]);
    for time in ["", "NA", "soon", "1 January", "01/02/2020", "inf"] {
        folder.write("events.csv", format!("{EVENTS}{time},A,B\n\n  \n"));
        folder.refusal("rate(calls ~ 1)", &[], &["events.csv:7:1"]);
    }
}

#[test]
fn days_written_as_numbers_and_months_among_days_are_refused() {
    let folder = Scratch::filled("digits");
    folder.write("events.csv", "time,sender,receiver\n20200131,A,B\n20200201,B,C\n");
    folder.refusal("rate(calls ~ 1)", &[], &["events.csv:2:1", "YYYY-MM-DD"]);
    folder.write("events.csv", "time,sender,receiver\n20200131,A,B\n20209999,B,C\n");
    assert_eq!(folder.fit("rate(calls ~ 1)", &[])["events"], 2);
    for time in ["2020-03", "2020", "2020-02-30", "43839", "2020-01-05 10:00"] {
        folder.write("events.csv", format!("{DATED}{time},A,B\n"));
        folder.refusal("rate(calls ~ 1)", &[], &["events.csv:7:1", time]);
    }
}

#[test]
fn a_decimal_comma_too_many_is_no_number_of_a_row() {
    let folder = Scratch::filled("comma");
    folder.write("events.csv", "time,sender,receiver\n1,5,A,B\n6,25,C,B\n");
    folder.refusal("rate(calls ~ 1)", &[], &["events.csv:2:1", "decimal comma"]);
    let right = folder_rate(&folder, "time,sender,receiver\n1,A,B\n6,C,B\n");
    // As R and pandas number rows.
    near(folder_rate(&folder, "time,sender,receiver\n\"1\",1,A,B\n\"2\",6,C,B\n"), right, 1e-12);
    near(folder_rate(&folder, ",time,sender,receiver\n0,1,A,B\n1,6,C,B\n"), right, 1e-12);
}

fn folder_rate(folder: &Scratch, events: &str) -> f64 {
    folder.write("events.csv", events);
    folder.estimate("rate(calls ~ 1)", &[])
}

#[test]
fn two_files_of_changes_of_one_attribute_are_refused() {
    let folder = Scratch::filled("two-files");
    folder.write("one.csv", "time,label,value\n3,A,7\n");
    let more = ["--attribute", "size=one.csv", "--attribute", "size=one.csv"];
    folder.refusal("choice(calls ~ alter(actors$size))", &more, &["two files", "size"]);
}

#[test]
fn one_label_written_in_two_ways_is_refused_in_one_file_and_named_across_files() {
    let folder = Scratch::filled("accents");
    folder.write("actors.csv", "label\nC\u{f4}te\nB\nCo\u{302}te\n");
    folder.refusal("rate(calls ~ 1)", &[], &["actors.csv:4", "line 2", "NFD"]);
    folder.write("actors.csv", "label\nC\u{f4}te\nB\nCote\n");
    folder.write("events.csv", "time,sender,receiver\n1,C\u{f4}te,B\n2,B,Cote\n");
    assert_eq!(folder.fit("rate(calls ~ 1)", &[])["actors"], 3);
}

#[test]
fn decimal_commas_and_points_in_one_column_are_refused() {
    let folder = Scratch::filled("mixed");
    let formula = "choice(calls ~ alter(actors$size))";
    folder.write("actors.csv", "label;size\nA;1,5\nB;2.500\nC;0,5\nD;4\n");
    folder.refusal(formula, &[], &["actors.csv:3:3", "decimal comma"]);
    // Thousands in most cells make no category of the column.
    folder.write("actors.csv", "label,size\nA,\"1,500\"\nB,\"2,500\"\nC,\"3,000\"\nD,4\n");
    folder.refusal(formula, &[], &["actors.csv:2:3", "1000 for 1,000"]);
}

#[test]
fn a_diagnosis_says_what_was_decided_about_the_files() {
    let folder = Scratch::filled("notes");
    folder.write("events.csv", DATED);
    folder.write("actors.csv", "label,size\nA,1\nB,NA\nC,3\nD,4\n");
    folder.run(&Scratch::words("choice(calls ~ alter(actors$size))", &["-o", "model.toml"]));
    let (_, out, errors) = folder.run(&["diagnose", "model.toml", "--simulate", "0"]);
    assert!(out.contains("times are dates") && out.contains("1 of 4 actors have no value"), "{out}{errors}");
}

#[test]
fn any_order_of_rows_gives_the_same_bytes() {
    let folder = Scratch::filled("order");
    let turned = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n") + "\n"
    };
    let network = "time,sender,receiver,increment\n,A,B,0.1\n,A,B,0.2\n,A,B,0.3\n4,C,A,0.7\n4,C,A,0.1\n4,C,A,0.2\n";
    let change = "time,label,value\n4,A,9\n4,B,7\n9,A,2\n";
    let events = LONG.replace("9.5,D,C", "9,D,C");
    let mut seen = Vec::new();
    for turn in [false, true] {
        let text = |text: &str| if turn { turned(text) } else { text.to_owned() };
        folder.write("events.csv", text(&events));
        folder.write("w.csv", text(network));
        folder.write("size.csv", text(change));
        let more = ["--network", "w=w.csv", "--attribute", "size=size.csv"];
        let mut fit = folder.fit("rem(calls ~ 1 + tie(w, weighted = TRUE) + alter(actors$size))", &more);
        fit["datasets"] = Value::Null;
        seen.push(fit.to_string());
    }
    assert_eq!(seen[0], seen[1]);
}
