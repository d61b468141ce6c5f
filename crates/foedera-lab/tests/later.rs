//! Assumptions by quantiles, correlated ones, and shocks that come later: read, used or refused; conditions and counts of every kind of event.

use foedera_atlas::Atlas;
use foedera_diagnostic::Source;
use foedera_lab::{
    Answers, Condition, Conditional, Given, Models, Occurrence, Scenario, Settings, conditional, counting,
    embedded_scenario, stories, with_settings,
};
use foedera_world::Day;

const SETTINGS: Settings = Settings { futures: 800, seed: 3 };

fn text() -> String {
    embedded_scenario("csto-2022").expect("it ships").text().to_owned()
}

fn opened(text: &str) -> (Scenario, Atlas) {
    let atlas = Atlas::embedded().expect("the atlas");
    Scenario::open(&Source::new("own.toml", text), &atlas).unwrap_or_else(|problems| panic!("{problems}"))
}

fn refused(text: &str, words: &[&str]) {
    let atlas = Atlas::embedded().expect("the atlas");
    let problems = Scenario::open(&Source::new("own.toml", text), &atlas).expect_err("it is refused").to_string();
    words.iter().for_each(|word| assert!(problems.contains(word), "`{word}` in {problems}"));
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// A branch with one shock to Russia.
fn branch(id: &str, variable: &str, factor: &str, starts: &str) -> String {
    format!(
        "\n[[branch]]\nid = \"{id}\"\nname = \"{id}\"\ndescription = \"so\"\n[[branch.shock]]\nstate = \"RUS\"\n\
         variable = \"{variable}\"\nfactor = {factor}\n{starts}\nwhy = \"so\"\n"
    )
}

/// The mean of a question on a day in a branch.
fn mean(text: &str, branch: &str, question: &str, on: &str) -> f64 {
    let (scenario, atlas) = opened(text);
    let models = Models::embedded().expect("the models");
    let answers = Answers::of(&scenario, &atlas, &models, SETTINGS);
    let question = answers.question(question).expect("it is there");
    let place = answers.branch(branch).expect("it is there");
    answers.estimate(&question, day(on), place).expect("it was asked").mean
}

/// The events of all futures of a branch: number, day, and what happens.
fn events(text: &str, branch: &str) -> Vec<(u32, Day, String)> {
    let (scenario, atlas) = opened(text);
    let models = Models::embedded().expect("the models");
    let told = stories(&scenario, branch, (&atlas, &models), SETTINGS, 0..=SETTINGS.futures - 1).expect("stories");
    told.into_iter().flat_map(|own| own.events).map(|own| (own.future, own.date, own.what)).collect()
}

#[test]
fn a_shock_on_a_later_day_moves_nothing_before_it_and_what_reads_it_after() {
    let own = text() + &branch("late", "capability", "[0.3, 0.5]", "from = \"2025-01-01\"");
    let (late, quo) = (events(&own, "late"), events(&own, "status-quo"));
    let before = |all: &[(u32, Day, String)]| -> Vec<(u32, Day, String)> {
        all.iter().filter(|own| own.1 < day("2025-01-01")).cloned().collect()
    };
    assert_eq!(before(&late), before(&quo), "nothing has come yet");
    assert_ne!(late, quo);
    let at = |branch: &str| mean(&own, branch, "treaty-over", "2032-11-25");
    assert!(at("late") > at("status-quo") + 0.01, "{} {}", at("late"), at("status-quo"));
}

#[test]
fn a_shock_after_an_event_comes_with_it_and_not_without() {
    let own = text() + &branch("after", "capability", "[0.1, 0.2]", "after = \"armenia-freezes\"");
    let (after, quo) = (events(&own, "after"), events(&own, "status-quo"));
    assert_ne!(after, quo, "it comes in some futures");
    let freezes = |all: &[(u32, Day, String)], future: u32| {
        all.iter().find(|own| own.0 == future && own.2.starts_with("Armenia freezes")).map(|own| own.1)
    };
    for future in 0..SETTINGS.futures {
        let of = |all: &[(u32, Day, String)]| -> Vec<(u32, Day, String)> {
            let first = freezes(all, future);
            all.iter().filter(|own| own.0 == future && first.is_none_or(|first| own.1 <= first)).cloned().collect()
        };
        assert_eq!(of(&after), of(&quo), "future {future} is the same until then");
    }
    let never = own + "\n[process.freeze]\nrun = \"off\"\n";
    assert_eq!(events(&never, "after"), events(&never, "status-quo"), "nobody freezes, so it never comes");
}

#[test]
fn a_later_shock_to_usable_force_is_read_by_answers_and_not_asked_who_leads() {
    let own = text()
        + &branch("late", "usable_force", "[0.01, 0.02]", "from = \"2023-01-01\"")
        + "\n[process.coup]\nrun = \"constant:0.5\"\n[process.call]\nrun = \"constant:1\"\n";
    let (scenario, atlas) = opened(&own);
    let models = Models::embedded().expect("the models");
    let sent = |branch: &str| {
        let events = ["russia-answers".to_owned()];
        let found = counting(&scenario, branch, &events, (&[], 0), (&atlas, &models), SETTINGS).expect("counts");
        found.events[0].at.last().expect("a day").count.mean
    };
    assert!(sent("late") != sent("status-quo"), "{}", sent("late"));
    let answers = Answers::of(&scenario, &atlas, &models, Settings { futures: 40, seed: 1 });
    assert!(answers.questions().iter().all(|question| !question.id.ends_with("leads-by-force")));
}

#[test]
fn quantiles_and_named_distributions_are_drawn_and_correlated_ones_go_together() {
    let own = text()
        .replace(
            "distribution = \"log_uniform\"\nrange = [0.0022, 0.023]",
            "distribution = { q05 = 0.002, q50 = 0.007, q95 = 0.02 }",
        )
        .replace(
            "distribution = \"log_uniform\"\nrange = [0.105, 0.4]",
            "distribution = { form = \"triangular\", low = 0.1, mode = 0.2, high = 0.4 }",
        )
        + "\n[[correlation]]\nof = [\"freeze_rate\", \"RUS.capability\"]\nrank = -0.8\nwhy = \"so\"\n";
    let (scenario, atlas) = opened(&own);
    let models = Models::embedded().expect("the models");
    // Where the shock is strong freezes are frequent: given a factor below its middle, more freeze than given one above.
    let given = |low: f64, high: f64| {
        let within = [Condition { drawn: "RUS.capability".to_owned(), low, high }];
        let branches = [("russia-fails".to_owned(), 1.0)];
        let (on, by) = (day("2032-11-25"), day("2032-11-25"));
        let asked = Given { event: None, by, within: &within, branches: &branches };
        let found = conditional(&scenario, ("any-freezes", on), asked, (&atlas, &models), SETTINGS).expect("an answer");
        found.selected.expect("some are within").probability
    };
    assert!(given(0.3, 0.45) > given(0.45, 0.7) + 0.1, "{} {}", given(0.3, 0.45), given(0.45, 0.7));
    let setting = ["assumption.freeze_rate.distribution={ q05 = 0.002, q50 = 0.007, q95 = 0.02 }".to_owned()];
    let source = with_settings(&embedded_scenario("csto-2022").expect("it ships"), &setting).expect("set");
    Scenario::open(&source, &atlas).unwrap_or_else(|problems| panic!("{problems}"));
}

#[test]
fn what_is_wrong_with_them_is_refused_with_what_to_do() {
    let range = "distribution = \"log_uniform\"\nrange = [0.0022, 0.023]";
    let with = |distribution: &str| text().replace(range, distribution);
    refused(&with("distribution = { q05 = 0.02, q50 = 0.007, q95 = 0.02 }"), &["rise strictly"]);
    refused(&with("distribution = { q05 = 0.002, q50 = 0.007 }"), &["q95"]);
    refused(&with("distribution = { q05 = 0.002, q50 = 0.007, q95 = 0.02, mode = 1 }"), &["mode"]);
    refused(&with("distribution = { q05 = 0.002, q50 = 0.007, q95 = 13 }"), &["between 0 and 12"]);
    refused(&with("distribution = { form = \"gamma\", a = 1 }"), &["gamma", "triangular"]);
    refused(&with("distribution = { form = \"triangular\", low = 0.1, mode = 0.4, high = 0.2 }"), &["no such"]);
    refused(&with("distribution = { q05 = 0.002, q50 = 0.007, q95 = 0.02 }\nrange = [0, 1]"), &["range"]);
    let correlation =
        |of: &str, rank: &str| format!("{}\n[[correlation]]\nof = {of}\nrank = {rank}\nwhy = \"so\"\n", text());
    refused(&correlation("[\"freeze_rate\", \"thaw\"]", "0.5"), &["nothing is drawn", "thaw_rate"]);
    refused(&correlation("[\"freeze_rate\", \"thaw_rate\"]", "1"), &["no rank correlation"]);
    refused(&correlation("[\"freeze_rate\", \"freeze_rate\"]", "0.5"), &["one number"]);
    refused(&correlation("[\"freeze_rate\", \"exit-contagion\"]", "0.5"), &["exit-contagion"]);
    let three = correlation("[\"freeze_rate\", \"thaw_rate\"]", "0.9")
        + "[[correlation]]\nof = [\"freeze_rate\", \"frozen_exit_ratio\"]\nrank = 0.9\nwhy = \"so\"\n\
           [[correlation]]\nof = [\"thaw_rate\", \"frozen_exit_ratio\"]\nrank = -0.9\nwhy = \"so\"\n";
    refused(&three, &["not positive definite", "multiply every rank by"]);
    let shock = |starts: &str| text() + &branch("late", "capability", "[0.3, 0.5]", starts);
    refused(&shock("after = \"armenia-leave\""), &["armenia-leave"]);
    refused(&shock("after = \"georgia-leaves\""), &["not a member"]);
    refused(&shock("from = \"2021-01-01\""), &["before the scenario's date"]);
    refused(&shock("from = \"2033-01-01\""), &["after the last horizon"]);
    refused(&shock("since = \"2024-01-01\""), &["since"]);
}

fn given(event: &str, scenario: &Scenario, atlas: &Atlas) -> Conditional {
    let models = Models::embedded().expect("the models");
    let branches = [("status-quo".to_owned(), 1.0)];
    let asked = Given { event: Some(event), by: day("2024-11-25"), within: &[], branches: &branches };
    conditional(scenario, ("armenia-freezes", day("2026-11-25")), asked, (atlas, &models), SETTINGS)
        .unwrap_or_else(|problems| panic!("{event}: {problems}"))
}

#[test]
fn every_kind_of_event_is_a_condition_and_a_declined_call_can_be_made_to_happen() {
    // Without the calls that it has declined already, which the link would read for three years from each.
    let text = text().replacen("schema = ", "without_calls = [\"ARM2021\", \"ARM2022\"]\nschema = ", 1);
    let (mut scenario, atlas) = opened(&text);
    scenario.switches.assume("declined-call-freezes", "200").expect("a link");
    for kind in ["calls", "call-declined", "dispute", "coup", "conflict", "protest", "pact", "freezes", "leaves"] {
        let found = given(&format!("armenia-{kind}"), &scenario, &atlas);
        assert!(found.forced.is_some(), "{kind}");
        assert!(found.selected.is_none_or(|own| own.effective <= f64::from(own.futures)));
    }
    assert!(given("any-call-declined", &scenario, &atlas).forced.is_none(), "no single event brings it about");
    let found = given("armenia-call-declined", &scenario, &atlas);
    let (free, forced) = (found.free.probability, found.forced.expect("forced").probability);
    assert!(forced > free + 0.02, "the link makes it freeze: {free} {forced}");
    // A call that is made to happen may be answered, so it freezes less often than one that nobody answers.
    let called = given("armenia-calls", &scenario, &atlas).forced.expect("forced").probability;
    assert!(called < forced, "{called} {forced}");
}

#[test]
fn counts_over_futures_are_those_of_a_constant_rate() {
    let own = text()
        + "\n[process.coup]\nrun = \"constant:0.05\"\n[process.leave]\nrun = \"off\"\n[process.ends]\nrun = \"off\"\n[process.replaced]\nrun = \"off\"\n";
    let (scenario, atlas) = opened(&own);
    let models = Models::embedded().expect("the models");
    let events = ["any-coup".to_owned(), "armenia-coup".to_owned()];
    let among = ["ARM", "KAZ", "KGZ"].map(str::to_owned);
    let found = counting(&scenario, "status-quo", &events, (&among, 3), (&atlas, &models), SETTINGS).expect("counts");
    let last = |place: usize| found.events[place].at.last().expect("a day");
    assert!((last(0).count.mean - 3.0).abs() < 0.25, "six states, ten years: {}", last(0).count.mean);
    assert!((last(1).any.mean - (1.0 - foedera_math::exp(-0.5))).abs() < 0.06, "{}", last(1).any.mean);
    assert!(found.events[0].first.by[1].is_some() && found.events[0].first.none < 0.1);
    assert_eq!(found.gathering.len(), scenario.horizons.len());
    let leads: f64 = found.leaders.iter().map(|own| own.leads.mean).sum();
    assert!(leads >= 0.9, "somebody leads: {leads}");
    let wrong = counting(&scenario, "status-quo", &["georgia-coup".to_owned()], (&[], 0), (&atlas, &models), SETTINGS);
    assert!(wrong.unwrap_err().to_string().contains("no member"));
    assert!(Occurrence::find("armenia-coups", atlas.roster()).is_err());
}
