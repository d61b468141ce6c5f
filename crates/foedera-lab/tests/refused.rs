//! What a scenario gives is used or refused: each case edits the shipped scenario in one way and is told where it is wrong,
//! why, and what to do.

use foedera_atlas::Atlas;
use foedera_diagnostic::{Problems, Source};
use foedera_lab::{Scenario, embedded_scenario};

fn shipped() -> String {
    embedded_scenario("csto-2022").expect("it comes with the program").text().to_owned()
}

fn read(text: &str) -> Result<Scenario, Problems> {
    Scenario::read(&Source::new("s.toml", text), &Atlas::embedded().expect("the atlas"))
}

/// Problems of `text`: line, message and remedy.
fn problems(text: &str) -> Vec<String> {
    let found = read(text).expect_err("a refusal");
    let line = |d: &foedera_diagnostic::Diagnostic| d.place.line().map_or("?".to_owned(), |line| line.to_string());
    found.0.iter().map(|d| format!("{}: {} / {}", line(d), d.message, d.remedy)).collect()
}

/// The shipped scenario with the first `old` made `new` is refused near `new`, with all `told`.
fn refused(old: &str, new: &str, told: &[&str]) {
    let text = shipped();
    assert!(text.contains(old), "the scenario has no {old}");
    let edited = text.replacen(old, new, 1);
    let found = problems(&edited).join("\n");
    for words in told {
        assert!(found.contains(words), "{new}: no {words:?} in\n{found}");
    }
    let span = text.find(old).expect("it is there");
    let first = text[..span].lines().count().max(1);
    let lines = first.saturating_sub(4)..=first + new.lines().count() + 1;
    let at: Vec<usize> = found.lines().filter_map(|line| line.split(':').next()?.parse().ok()).collect();
    assert!(at.iter().any(|line| lines.contains(line)), "{new}: told at lines {at:?}, not near {first}\n{found}");
}

const FREEZE: &str = "range = [0.0022, 0.023]";
const LOG: &str = "distribution = \"log_uniform\"";
const ELASTICITY: &str = "range = [0.0, 1.0]";
const FACTOR: &str = "factor = [0.3, 0.7]";

#[test]
fn a_number_out_of_bounds_is_refused_with_the_bounds() {
    let rate = "a yearly rate lies between 0 and 12";
    refused(FREEZE, "range = [1e9, 1e9]", &["runs from 1000000000 to 1000000000", rate]);
    refused(FREEZE, "range = [0.001, 12.1]", &[rate]);
    refused(FREEZE, "range = [-0.001, 1]", &[rate]);
    refused(FREEZE, "range = [0.0, 1]", &["a log-uniform range starts at 0.000001 or more"]);
    refused(FREEZE, "range = [1e-320, 1]", &["a log-uniform range starts at"]);
    refused(ELASTICITY, "range = [0.0, 1e6]", &["an elasticity lies between 0 and 5"]);
    refused(ELASTICITY, "range = [-1.0, 1.0]", &["an elasticity lies between 0 and 5"]);
    refused("range = [1.0, 4.0]", "range = [1.0, 101]", &["a ratio of two rates lies between 0 and 100"]);
    for factor in ["[1e-320, 1e-320]", "[0.3, 1e300]", "[0.0, 0.7]", "[-0.3, 0.7]", "[0.009, 0.7]"] {
        refused(FACTOR, &format!("factor = {factor}"), &["a factor lies between 0.01 and 100"]);
    }
    refused(FACTOR, "factor = [0.3, 40.0]", &["capability of RUS would be", "lies between 0 and 1"]);
    for threshold in ["0", "-1", "7", "100", "99999999999"] {
        refused("threshold = 4", &format!("threshold = {threshold}"), &["hreshold"]);
    }
}

#[test]
fn a_range_is_two_finite_numbers_in_order() {
    for range in
        ["[nan, 1.0]", "[0.001, inf]", "[-inf, 0.1]", "[\"0.001\", 0.1]", "0.01", "[0.1]", "[]", "[0.001, 0.01, 0.1]"]
    {
        refused(FREEZE, &format!("range = {range}"), &["range"]);
        refused(FACTOR, &format!("factor = {range}"), &["factor"]);
    }
    refused(FREEZE, "range = [0.1, 0.01]", &["runs backwards"]);
}

#[test]
fn a_count_is_of_events_in_years_and_gives_a_rate() {
    let count = |events: &str, years: &str| format!("distribution = \"count\"\nevents = {events}\nyears = {years}");
    let drop_range = format!("{LOG}\n{FREEZE}");
    refused(&drop_range, &count("1000000000", "1e-300"), &["not a count of events"]);
    refused(&drop_range, &count("-1", "100"), &["whole number from 0 to 100000"]);
    refused(&drop_range, &count("1", "1e-300"), &["no number of member-years", "from 1 to"]);
    refused(&drop_range, &count("100", "2"), &["50.2 a year", "a yearly rate lies between 0 and 12"]);
    refused(&drop_range, &count("3", "nan"), &["`years`"]);
    let elasticity = format!("distribution = \"uniform\"\n{ELASTICITY}");
    refused(&elasticity, &count("3", "10"), &["gives a yearly rate, and `freeze_elasticity` is none"]);
}

#[test]
fn every_key_is_used_or_refused() {
    refused(FREEZE, &format!("{FREEZE}\nevents = 3"), &["unknown key `events`"]);
    refused(FREEZE, &format!("{FREEZE}\nyears = 30.0"), &["unknown key `years`"]);
    let counted = format!("distribution = \"count\"\nevents = 3\nyears = 6000\n{FREEZE}");
    refused(&format!("{LOG}\n{FREEZE}"), &counted, &["unknown key `range`"]);
    refused("threshold = 4", "threshold = 4\nseed = 3", &["unknown key `seed`"]);
    refused("sources = [\"nmc7\"]", "sources = [\"nmc7\"]\nnote = \"from the file\"", &["unknown key `note`"]);
    refused(FACTOR, "factor = [0.3, 0.7]\nuntil = \"2030-01-01\"", &["unknown key `until`"]);
    refused("name = \"Status quo\"", "name = \"Status quo\"\nweight = 2", &["unknown key `weight`"]);
}

#[test]
fn nothing_is_given_twice() {
    refused("[[branch]]\nid = \"russia-prevails\"", "[[branch]]\nid = \"status-quo\"", &["stands twice"]);
    refused("name = \"Russia prevails\"", "name = \"Status quo\"", &["stands twice"]);
    refused("id = \"thaw_rate\"", "id = \"freeze_rate\"", &["`thaw_rate` is missing", "`freeze_rate` is stated twice"]);
    let again = "[[series]]\nstate = \"RUS\"\nvariable = \"polyarchy\"\nyears = [2020]\nvalues = [0.2]\nsources = [\"vdem_isard\"]\n\n";
    let found = problems(&shipped().replacen("[[series]]", &format!("{again}[[series]]"), 1));
    assert!(found[0].contains("the polyarchy of RUS is given twice"), "{found:?}");
    let shock = "[[branch.shock]]\nstate = \"RUS\"\nvariable = \"capability\"\nfactor = [0.9, 0.9]\nfrom = \"2022-11-25\"\nwhy = \"again\"\n\n[[branch]]\nid = \"russia-fails\"";
    refused("[[branch]]\nid = \"russia-fails\"", shock, &["shocks the capability of RUS twice"]);
}

#[test]
fn what_would_not_be_read_is_refused() {
    refused(
        "state = \"BLR\"\nvariable = \"capability\"",
        "state = \"UZB\"\nvariable = \"capability\"",
        &["UZB is not a member on the date"],
    );
    refused(
        "state = \"RUS\"\nvariable = \"capability\"\nfactor = [1.0, 1.3]",
        "state = \"CHN\"\nvariable = \"capability\"\nfactor = [1.0, 1.3]",
        &["CHN is not a member on the date"],
    );
    refused("1994, 2021]", "1994, 2022]", &["the value of 2022 is not known on the scenario's date"]);
    refused("1994, 2021]", "1994, 1994]", &["1994 is not a year after the one before it"]);
    refused("1994, 2021]", "1994, 2020.5]", &["2020.5"]);
    refused("years = [1991, 1992, 1993, 1994, 2021]", "years = [1992, 1993, 1994, 2021]", &["4 years but 5 values"]);
    refused("0.477, 0.245]", "0.477, 1.245]", &["polyarchy lies between 0 and 1"]);
    refused("0.477, 0.245]", "0.477, nan]", &["values"]);
    refused("from = \"2022-11-25\"", "from = \"2021-11-25\"", &["before the scenario's date"]);
}

#[test]
fn a_state_by_its_name_gets_its_key() {
    for name in ["Russia", "rus", "RUZ"] {
        refused("patron = \"RUS\"", &format!("patron = \"{name}\""), &["did you mean `RUS`?"]);
    }
    refused("treaty = \"CSTO\"", "treaty = \"CTSO\"", &["did you mean `CSTO`?"]);
    refused(
        "variable = \"polyarchy\"",
        "variable = \"usable_force\"",
        &["no process of a forecast reads `usable_force`"],
    );
    refused(
        "variable = \"polyarchy\"",
        "variable = \"Polyarchy\"",
        &["known: cinc, usable_force, polyarchy, ideal_point"],
    );
    refused("id = \"thaw_rate\"", "id = \"thaw_rat\"", &["did you mean `thaw_rate`?"]);
    refused("sources = [\"nmc7\"]", "sources = [\"nmc77\"]", &["did you mean `nmc7`?"]);
}

#[test]
fn a_shock_needs_a_figure_to_multiply() {
    let shock = "state = \"RUS\"\nvariable = \"capability\"\nfactor = [1.0, 1.3]";
    refused(shock, "state = \"RUS\"\nvariable = \"polyarchy\"\nfactor = [1.0, 9.0]", &["polyarchy of RUS would be"]);
    let gap = problems(&shipped().replacen("1994, 2016, 2017,", "1994, 2012, 2013,", 1));
    assert!(
        gap.iter().all(|told| told.contains("the capability of RUS is not given, or 0, for 2016, 2017")),
        "{gap:?}"
    );
    let zero = problems(&shipped().replacen("0.034114, 0.034852]", "0.034114, 0.0]", 1));
    assert!(zero[0].contains("capability of RUS is 0 on the date, and any multiple of it too"), "{zero:?}");
    let once = problems(&shipped().replacen("0.034606, 0.034114", "0.0, 0.034114", 1));
    assert!(once[0].contains("the capability of RUS is not given, or 0, for 2019"), "{once:?}");
}

#[test]
fn dates_are_in_order_and_in_reach() {
    let horizons = "horizons = [\"2023-11-25\", \"2024-11-25\", \"2026-11-25\", \"2032-11-25\"]";
    let with = |list: &str| format!("horizons = [{list}]");
    refused(horizons, &with("\"2023-11-25\", \"2023-11-25\""), &["does not come after the horizon before it"]);
    refused(horizons, &with("\"2024-11-25\", \"2023-11-25\""), &["does not come after the horizon before it"]);
    refused(horizons, &with("\"2022-11-25\""), &["is not after the date"]);
    refused(horizons, &with("\"2072-11-26\""), &["more than 50 years ahead"]);
    refused(horizons, &with("\"9999-12-31\""), &["more than 50 years ahead"]);
    refused(horizons, &with(""), &["names nothing"]);
    refused(horizons, &with("2023"), &["horizons"]);
    let days: Vec<String> = (1..=41).map(|day| format!("\"20{}-01-01\"", 22 + day)).collect();
    refused(horizons, &with(&days.join(", ")), &["at most 40 days"]);
    for (date, told) in [
        ("1991-01-01", "the treaty has 0 members"),
        ("1850-01-01", "the treaty has 0 members"),
        ("2080-01-01", "the atlas ends on"),
        ("9999-12-31", "the atlas ends on"),
        ("2022-02-30", "no such day"),
    ] {
        let edited = shipped().replace("2022-11-25", date).replace(horizons, &with("\"9999-12-31\""));
        let found = problems(&edited).join("\n");
        let about_date = found.contains(told) || found.contains("is not after the date") || found.contains("50 years");
        assert!(about_date, "{date}: {found}");
    }
}

#[test]
fn a_scenario_without_any_figure_is_refused() {
    let head = shipped().split("[[series]]").next().expect("what comes before").to_owned();
    let until_branches = head.split("[[branch]]").next().expect("what comes before").to_owned();
    let own = "[[branch]]\nid = \"quo\"\nname = \"Quo\"\ndescription = \"As it is.\"\n[[state]]\nid = \"AAA\"\nname = \"A\"\n\
               [[state]]\nid = \"BBB\"\nname = \"B\"\n[treaty]\nid = \"PACT\"\nname = \"The pact\"\nsigned = \"2000-01-01\"\n\
               obligations = [\"defense\"]\nmembers = [\"AAA\", \"BBB\"]\n";
    let text = until_branches.replace("treaty = \"CSTO\"\n", "").replace("patron = \"RUS\"\n", "") + own;
    let text = text.replace("threshold = 4", "threshold = 2");
    let atlas = Atlas::embedded().expect("the atlas");
    let found = Scenario::open(&Source::new("s.toml", text), &atlas).expect_err("no figures").to_string();
    assert!(found.contains("no figure of any member is known"), "{found}");
}

#[test]
fn empty_words_are_refused() {
    refused("title = \"The CSTO after Yerevan\"", "title = \" \"", &["`title` is empty"]);
    refused("name = \"Status quo\"", "name = \"\"", &["`name` is empty"]);
    refused("id = \"status-quo\"", "id = \"\"", &["`id` is empty"]);
    let long = format!("title = \"{}\"", "x".repeat(10_001));
    refused("title = \"The CSTO after Yerevan\"", &long, &["keep it within 10000"]);
}

#[test]
fn too_many_branches_are_refused() {
    let branch = |index: usize| format!("[[branch]]\nid = \"a{index}\"\nname = \"A{index}\"\ndescription = \"x\"\n");
    let edited =
        shipped().replacen("# Facts known", &format!("{}\n# Facts", (0..10).map(branch).collect::<String>()), 1);
    assert!(problems(&edited)[0].contains("keep at most 12"), "{:?}", problems(&edited));
}

#[test]
fn every_problem_is_told_at_once() {
    let edited = shipped()
        .replacen(FREEZE, "range = [1e9, 1e9]", 1)
        .replacen(FACTOR, "factor = [1e-320, 1]", 1)
        .replacen("threshold = 4", "threshold = 0", 1)
        .replacen("0.477, 0.245]", "0.477, 1.245]", 1);
    let found = problems(&edited);
    for told in ["range", "factor", "threshold", "polyarchy"] {
        assert!(found.iter().any(|problem| problem.contains(told)), "{told} is not in {found:?}");
    }
}

#[test]
fn what_lies_within_the_bounds_is_read() {
    let edits = [
        (FREEZE, "range = [0.000001, 12]"),
        (FREEZE, "range = [0.01, 0.01]"),
        (ELASTICITY, "range = [-0.0, 5]"),
        ("range = [1.0, 4.0]", "range = [0, 100]"),
        (FACTOR, "factor = [0.01, 28]"),
        ("threshold = 4", "threshold = 6"),
        ("threshold = 4", "threshold = 0x1"),
        ("threshold = 4\n", ""),
        ("2032-11-25\"]", "2072-11-25\"]"),
    ];
    for (old, new) in edits {
        let edited = shipped().replacen(old, new, 1);
        assert_ne!(edited, shipped());
        read(&edited).unwrap_or_else(|problems| panic!("{new}: {problems:?}"));
    }
}
