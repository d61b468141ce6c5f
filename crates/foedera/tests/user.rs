//! The command line as its users meet it: each test is named as the sentence that one of them would say.

mod scratch;

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use scratch::Scratch;

fn foedera(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_foedera")).args(arguments).output().expect("foedera runs")
}

/// What it prints when all goes well.
fn text(arguments: &[&str]) -> String {
    let output = foedera(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// An answer with its envelope.
fn whole(arguments: &[&str]) -> Value {
    serde_json::from_str(&text(arguments)).expect("JSON")
}

fn json(arguments: &[&str]) -> Value {
    whole(arguments)["answer"].take()
}

/// Exit code and messages when it does not.
fn refusal(arguments: &[&str]) -> (i32, String) {
    let output = foedera(arguments);
    let errors = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.stdout.is_empty(), "{arguments:?} prints {}", String::from_utf8_lossy(&output.stdout));
    assert!(!errors.contains("panicked"), "{errors}");
    (output.status.code().expect("it ends by itself"), errors)
}

/// The embedded scenario's answer, computed once.
fn answer() -> &'static Value {
    static ANSWER: OnceLock<Value> = OnceLock::new();
    ANSWER.get_or_init(|| json(&["forecast", "csto-2022", "--futures", "2000", "--format", "json"]))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("not a number: {value}"))
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

impl Scratch {
    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a plain path").to_owned()
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).expect("readable").flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }
}

#[test]
fn nine_members_in_1996() {
    let days = [("1992-12-31", 6), ("1996-01-01", 9), ("2000-01-01", 6), ("2008-01-01", 7), ("2022-11-25", 6)];
    for (day, members) in days {
        let treaty = json(&["treaty", "CSTO", "--at", day, "--format", "json"]);
        assert_eq!(list(&treaty["members"]).len(), members, "{day}");
        let printed = text(&["treaty", "CSTO", "--full", "--at", day]);
        assert!(printed.contains(&format!("{members} members")), "{day}: {printed}");
    }
}

#[test]
fn armenia_has_frozen_its_membership_by_the_end_of_2024() {
    let treaty = json(&["treaty", "CSTO", "--at", "2024-12-31", "--format", "json"]);
    let frozen: Vec<&str> = list(&treaty["members"])
        .iter()
        .filter(|one| one["status"] == "frozen")
        .map(|one| word(&one["state"]))
        .collect();
    assert_eq!(frozen, ["ARM"]);
    assert!(text(&["treaty", "CSTO", "--at", "2024-12-31"]).contains("frozen"));
}

#[test]
fn the_list_names_every_treaty() {
    let printed = text(&["treaty", "--list"]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../atlas/treaties");
    let files: Vec<_> = std::fs::read_dir(folder).expect("the atlas").flatten().collect();
    assert_eq!(printed.lines().count(), files.len(), "{printed}");
    for file in files {
        let treaty = std::fs::read_to_string(file.path()).expect("a treaty");
        let key = treaty.lines().find_map(|line| line.strip_prefix("id = ")).expect("its id").trim_matches('"');
        let name = json(&["treaty", key, "--format", "json"])["name"].clone();
        let line = printed.lines().find(|line| line.split_whitespace().next() == Some(key));
        assert!(line.is_some_and(|line| line.ends_with(word(&name))), "{key}: {printed}");
    }
}

#[test]
fn json_says_its_schema() {
    let forecast = whole(&["forecast", "csto-2022", "--futures", "50", "--format", "json"]);
    assert_eq!((&forecast["schema"], &forecast["command"]), (&"foedera/forecast/1".into(), &"forecast".into()));
    assert_eq!(whole(&["treaty", "CSTO", "--format", "json"])["schema"], "foedera/treaty/1");
}

/// Written to the right behaviour: the help says of `--format json` that it carries a schema version.
#[test]
fn the_list_in_json_says_its_schema_too() {
    let listed = whole(&["treaty", "--list", "--format", "json"]);
    assert_eq!(listed["schema"], "foedera/treaty-list/1", "a bare list");
    assert!(list(&listed["answer"]["treaties"]).len() > 50);
}

#[test]
fn the_forecast_names_every_member_and_every_day_asked_about() {
    let printed = text(&["forecast", "csto-2022", "--full", "--futures", "200"]);
    let (members, horizons) = (list(&answer()["members"]), list(&answer()["horizons"]));
    assert_eq!((members.len(), horizons.len()), (5, 4));
    for member in members {
        assert!(printed.contains(word(&member["name"])), "{}", member["name"]);
    }
    for day in horizons {
        assert!(printed.contains(word(day)), "{day}");
    }
}

#[test]
fn each_member_stays_freezes_leaves_or_outlives_the_treaty() {
    for member in list(&answer()["members"]) {
        for at in list(&member["branches"]).iter().flat_map(|branch| list(&branch["horizons"])) {
            let ways = ["stayed", "frozen", "left", "treaty_over"];
            let sum: f64 = ways.iter().map(|way| number(&at[way]["probability"])).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{} on {}: {sum}", member["state"], at["date"]);
        }
    }
}

#[test]
fn exclusive_answers_sum_to_one_with_a_hundred_futures() {
    let found = json(&["forecast", "csto-2022", "--futures", "100", "--format", "json"]);
    for at in
        list(&found["members"]).iter().flat_map(|m| list(&m["branches"])).flat_map(|branch| list(&branch["horizons"]))
    {
        let sum: f64 =
            ["stayed", "frozen", "left", "treaty_over"].iter().map(|way| number(&at[way]["probability"])).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    }
    for treaty in list(&found["treaty"]) {
        for horizon in 0..4 {
            let mean = |question: &str| number(&treaty[question][horizon]["probability"]);
            assert!((mean("ended") + mean("replaced") - mean("ended_or_replaced")).abs() < 1e-9);
        }
    }
}

#[test]
fn the_report_says_that_russia_failing_has_no_case_in_the_data() {
    let printed =
        text(&["forecast", "csto-2022", "--full", "--futures", "200"]).split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [
        "Russia fails: no case in the data for what it assumes; its numbers are extrapolated",
        "No case in the data: replaced, patron's capability over five years, reads",
        "a stronger shock moves the rate no further by this effect",
        "Over: ended or replaced",
        "4 exits (2 decisions) in 175 member-years",
    ] {
        assert!(printed.contains(told), "no {told:?} in\n{printed}");
    }
    assert!(!printed.contains("three freezes"));
    let fails = list(&answer()["branches"]).iter().find(|branch| branch["id"] == "russia-fails").expect("the branch");
    assert!(list(&fails["outside"]).iter().any(|of| of["process"] == "replaced" && number(&of["draws_held"]) > 0.5));
}

#[test]
fn a_scenario_with_few_figures_says_so_in_its_first_lines() {
    let short = format!("{}/tests/fixtures/scenario.toml", env!("CARGO_MANIFEST_DIR"));
    let printed = text(&["forecast", &short, "--full", "--futures", "40"]);
    let first: String = printed.lines().take(9).collect::<Vec<_>>().join(" ");
    assert!(
        first.contains(
            "Not stated by the scenario, taken from the figures in Foedera: capability of ARM KAZ KGZ TJK BLR;"
        ),
        "{first}"
    );
}

/// Every probability with an interval below `value`.
fn estimates<'a>(value: &'a Value, path: &str, found: &mut Vec<(String, &'a Value)>) {
    if value["probability"].is_number() && value["interval"]["low"].is_number() {
        found.push((path.to_owned(), value));
        return;
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                estimates(item, &format!("{path}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                estimates(field, &format!("{path}/{key}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_interval_holds_its_mean() {
    let mut found = Vec::new();
    estimates(answer(), "", &mut found);
    assert!(found.len() > 200, "{} estimates", found.len());
    let outside: Vec<String> = found
        .iter()
        .filter(|(_, one)| {
            !(number(&one["interval"]["low"])..=number(&one["interval"]["high"])).contains(&number(&one["probability"]))
        })
        .map(|(path, one)| format!("{path}: {one}"))
        .collect();
    assert!(outside.is_empty(), "{} of {}:\n{}", outside.len(), found.len(), outside.join("\n"));
}

#[test]
fn threads_change_nothing_and_the_seed_does() {
    let run = |threads: &str, seed: &str| {
        let options = ["--futures", "400", "--threads", threads, "--seed", seed, "--format", "json"];
        text(&[&["forecast", "csto-2022"], &options[..]].concat())
    };
    let one = run("1", "1");
    for threads in ["2", "8"] {
        assert!(one == run(threads, "1"), "one thread and {threads} give different bytes");
    }
    assert!(one != run("1", "2"), "another seed gives the same bytes");
}

#[test]
fn the_treaty_is_replaced_sooner_when_russia_fails_and_exits_do_not_respond() {
    let branch = |id: &str| list(&answer()["branches"]).iter().position(|branch| branch["id"] == id).expect("a branch");
    let (quo, fails) = (branch("status-quo"), branch("russia-fails"));
    let replaced = |branch: usize| number(&answer()["treaty"][branch]["replaced"][0]["probability"]);
    assert!(replaced(fails) > 2.0 * replaced(quo), "{} against {}", replaced(fails), replaced(quo));
    // The shipped model of exits has no effect of the patron's capability: only fewer years at risk tell the branches apart.
    for member in list(&answer()["members"]) {
        let left = |branch: usize| number(&member["branches"][branch]["horizons"][0]["left"]["probability"]);
        let ratio = left(fails) / left(quo);
        assert!((0.95..=1.0).contains(&ratio), "{}: {} against {}", member["state"], left(fails), left(quo));
    }
}

#[test]
fn a_misspelt_scenario_gets_the_nearest_name() {
    let (code, errors) = refusal(&["forecast", "csto-2202"]);
    assert!(code == 2 && errors.contains("did you mean `csto-2022`?"), "{errors}");
}

#[test]
fn a_wrong_flag_is_a_usage_error() {
    let wrong: [&[&str]; 5] = [
        &["forecast", "csto-2022", "--futurs", "400"],
        &["forecast", "csto-2022", "--futures", "many"],
        &["forecast", "csto-2022", "--threads", "0"],
        &["treaty", "CSTO", "--at", "2022-02-30"],
        &["treaty"],
    ];
    for arguments in wrong {
        let (code, errors) = refusal(arguments);
        assert!(code == 2 && errors.contains("error"), "{arguments:?}: {code}\n{errors}");
    }
}

#[test]
fn an_empty_folder_is_no_scenario() {
    let scratch = Scratch::new("empty");
    let (code, errors) = refusal(&["forecast", &scratch.path("")]);
    assert_eq!((code, errors.matches("error[").count()), (2, 1), "{errors}");
    assert!(errors.contains("help: "), "{errors}");
}

#[test]
fn a_missing_folder_is_told_and_nothing_is_written() {
    let scratch = Scratch::new("missing");
    let atop = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/atop.csv");
    let (page, history) = (scratch.path("no/report.html"), scratch.path("no/history.jsonl"));
    let runs: [&[&str]; 2] = [
        &["forecast", "csto-2022", "--futures", "200", "--html", &page],
        &["import", "atop", atop.to_str().expect("a plain path"), "-o", &history],
    ];
    for arguments in runs {
        let (code, errors) = refusal(arguments);
        assert_eq!((code, errors.matches("error[").count()), (3, 1), "{errors}");
        assert!(errors.contains("cannot write") && errors.contains("help: "), "{errors}");
        assert!(scratch.files().is_empty(), "{:?}", scratch.files());
    }
}

#[test]
fn piping_into_head_is_no_accident() {
    let runs: [&[&str]; 3] = [
        &["treaty", "CSTO"],
        &["treaty", "NATO", "--format", "json"],
        &["forecast", "csto-2022", "--futures", "200", "--format", "json"],
    ];
    for (arguments, lines) in runs.into_iter().flat_map(|arguments| [(arguments, 0), (arguments, 1)]) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_foedera"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("foedera runs");
        let mut reader = BufReader::with_capacity(64, child.stdout.take().expect("piped"));
        for _ in 0..lines {
            reader.read_line(&mut String::new()).expect("a line");
        }
        drop(reader);
        let mut errors = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut errors).expect("UTF-8");
        let status = child.wait().expect("it ends");
        assert!(status.success() && !errors.contains("panicked"), "{arguments:?}: {status}\n{errors}");
    }
}

/// The page without the addresses that a reader may follow.
fn without_links(page: &str) -> String {
    let mut parts = page.split("href=\"");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(part.split_once('"').map_or("", |(_, after)| after));
    }
    rest
}

#[test]
fn the_report_is_one_file_that_asks_nothing_of_the_network() {
    let scratch = Scratch::new("page");
    let printed = text(&["forecast", "csto-2022", "--futures", "200", "--html", &scratch.path("report.html")]);
    assert!(printed.contains("CSTO on 2022-11-25"));
    assert_eq!(scratch.files(), ["report.html"], "one file, and no `.partial`");
    let page = std::fs::read_to_string(scratch.path("report.html")).expect("the page");
    assert!(page.contains("Armenia") && page.trim_end().ends_with("</html>"));
    for request in ["src=", "<script", "<link", "@import", "url("] {
        assert!(!page.contains(request), "{request}");
    }
    let rest = without_links(&page);
    if let Some(at) = rest.find("http") {
        let shown: String = rest[at..].chars().take(120).collect();
        panic!("an address outside a link: {shown}");
    }
}

#[test]
fn a_report_takes_the_place_of_the_one_before() {
    let scratch = Scratch::new("again");
    let page = scratch.path("report.html");
    for seed in ["1", "2"] {
        text(&["forecast", "csto-2022", "--futures", "200", "--seed", seed, "--html", &page]);
    }
    assert_eq!(scratch.files(), ["report.html"]);
    assert!(std::fs::read_to_string(&page).expect("the page").contains("--seed 2"), "the second one");
}

#[test]
fn my_own_file_is_not_overwritten_by_a_slip_of_the_tab_key() {
    let scratch = Scratch::new("mine");
    let scenario = scratch.path("mine.toml");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/csto-2022.toml");
    std::fs::copy(shipped, &scenario).expect("a scenario");
    let before = std::fs::read(&scenario).expect("read");
    let thesis = scratch.path("thesis.html");
    std::fs::write(&thesis, "<html>chapter 1</html>").expect("written");
    for output in [&scenario, &thesis] {
        let (code, errors) = refusal(&["forecast", &scenario, "--futures", "200", "--html", output]);
        assert!(code == 2 && errors.contains("--force"), "{code}: {errors}");
    }
    assert_eq!(std::fs::read(&scenario).expect("read"), before);
    text(&["forecast", &scenario, "--futures", "200", "--html", &thesis, "--force"]);
    assert!(std::fs::read_to_string(&thesis).expect("read").contains("Armenia"), "forced");
    let (code, errors) = refusal(&["forecast", "csto-2022", "--force"]);
    assert!(code == 2 && errors.contains("--html"), "an option is used or refused: {errors}");
}

#[cfg(unix)]
#[test]
fn a_link_to_my_web_folder_stays_a_link_and_my_modes_stay_mine() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let scratch = Scratch::new("link");
    std::fs::create_dir(scratch.path("web")).expect("a folder");
    symlink("web/report.html", scratch.path("report.html")).expect("linked");
    let forecast = || text(&["forecast", "csto-2022", "--futures", "200", "--html", &scratch.path("report.html")]);
    forecast();
    let page = scratch.path("web/report.html");
    std::fs::set_permissions(&page, std::fs::Permissions::from_mode(0o664)).expect("set");
    forecast();
    assert!(std::fs::symlink_metadata(scratch.path("report.html")).expect("there").is_symlink());
    assert_eq!(std::fs::metadata(&page).expect("there").permissions().mode() & 0o777, 0o664);
}

#[test]
fn what_comes_with_foedera_passes_its_own_check() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut checked = 0;
    for folder in ["scenarios", "models", "atlas", "atlas/treaties"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("a folder of the checkout").flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|end| end == "toml" || end == "csv") {
                text(&["check", path.to_str().expect("a plain path")]);
                checked += 1;
            }
        }
    }
    assert!(checked >= 18, "{checked} files");
}

#[test]
fn base_rates_differ_by_an_order_of_magnitude_and_each_has_its_n() {
    let answer = answer();
    let rates: Vec<f64> = list(&answer["reference_classes"])
        .iter()
        .map(|class| class["rate"]["rate"].as_f64().expect("a rate"))
        .collect();
    let (least, most) = (rates.iter().copied().fold(1.0, f64::min), rates.iter().copied().fold(0.0, f64::max));
    assert!(rates.len() >= 3 && most > 10.0 * least, "{rates:?}");
    let own = list(&answer["reference_classes"]).iter().find(|class| class["id"] == "own-record").expect("own record");
    assert_eq!(own["events"], 4);
    assert!((own["member_years"].as_f64().expect("years") - 175.0).abs() < 2.0);
}

#[test]
fn from_the_real_files_to_a_model_and_the_shipped_numbers() {
    let Ok(data) = std::env::var("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return;
    };
    let folder = std::env::temp_dir().join(format!("foedera-fit-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    let path = |name: &str| folder.join(name).to_str().expect("a plain path").to_owned();
    let (history, model) = (path("history.jsonl"), path("ends.toml"));
    let imported = text(&["import", "atop", &format!("{data}/alliances/atop5_1m.csv"), "-o", &history]);
    for count in ["2510  rows read", "2296  spells", "39  of them", "1003  signings"] {
        assert!(imported.contains(count), "{imported}");
    }
    let (nmc, democracy) = (format!("{data}/states/cow_nmc_70.csv"), format!("{data}/states/cw_democracy.csv"));
    let points = format!("{data}/voting/IdealpointestimatesAll_Jun2024.csv");
    let files = ["--history", &history, "--nmc", &nmc, "--democracy", &democracy, "--ideal-points", &points];
    text(&[&["fit", "ends"], &files[..], &["-o", &model]].concat());
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/ends.toml");
    let (fitted, shipped) = (std::fs::read_to_string(&model), std::fs::read_to_string(shipped));
    std::fs::remove_dir_all(&folder).expect("it can go");
    assert!(fitted.expect("a model") == shipped.expect("a model"), "models/ends.toml is what `foedera fit` writes");
}

#[test]
fn a_ceiling_that_is_no_number_is_refused_and_not_ignored() {
    for (text, code) in [("lots", 2), ("-1", 2), ("0", 2), ("1048576", 0)] {
        let run = Command::new(env!("CARGO_BIN_EXE_foedera"))
            .args(["treaty", "CSTO"])
            .env("FOEDERA_MOST_BYTES", text)
            .output()
            .expect("foedera runs");
        assert_eq!(run.status.code(), Some(code), "{text}: {}", String::from_utf8_lossy(&run.stderr));
    }
}

#[test]
fn an_option_of_another_fit_is_refused_not_ignored() {
    for (option, value) in [("--candidate", "plain"), ("--forecasts", "f.csv")] {
        for fit in [
            &["answers"][..],
            &["spec.toml"],
            &["--formula", "rate(calls ~ 1)", "--events", "e.csv", "--actors", "a.csv"],
        ] {
            let (code, errors) = refusal(&[&["fit"], fit, &[option, value]].concat());
            assert!(code == 2 && errors.contains(&format!("{option} is of fits of leave")), "{fit:?}: {errors}");
        }
    }
}

#[test]
fn one_future_is_a_story_whose_events_a_table_has_too() {
    let asked = ["future", "csto-2022", "--n", "0..99", "--futures", "400"];
    let told = foedera(&[&asked[..], &["--format", "csv"]].concat());
    let csv = String::from_utf8(told.stdout).expect("UTF-8");
    assert!(
        csv.lines()
            .next()
            .is_some_and(|head| head.contains("date") && head.contains("process") && head.contains("rate"))
    );
    assert!(csv.lines().count() > 20, "{csv}");
    let same = foedera(&[&asked[..], &["--format", "csv", "--threads", "8"]].concat());
    assert!(csv.as_bytes() == same.stdout, "threads change nothing");
    for (wrong, said) in
        [("400", "there is no future 400"), ("9..3", "write 3..9"), ("seven", "not the number of a future")]
    {
        let refused = foedera(&["future", "csto-2022", "--n", wrong, "--futures", "400"]);
        let message = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && message.contains(said), "{wrong}: {message}");
    }
}

#[test]
fn given_an_event_an_answer_is_told_for_selected_and_for_forced_futures() {
    let asked = ["given", "csto-2022", "--question", "any-leaves", "--event", "armenia-leaves", "--by", "2030-01-01"];
    let told = text(&[&asked[..], &["--futures", "2000"]].concat());
    for word in
        ["All futures", "Selected: the condition holds", "100.0 %", "Forced: it is made to happen then", "worth"]
    {
        assert!(told.contains(word), "{word} in {told}");
    }
    let refused = foedera(&[&asked[..7], &["2040-01-01"]].concat());
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("2040-01-01"));
}
