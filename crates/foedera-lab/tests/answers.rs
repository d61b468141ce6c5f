//! What a forecast says of itself: where it leaves the data, what its figures lack, what its counts are.

use foedera_atlas::Atlas;
use foedera_diagnostic::Source;
use foedera_lab::{Forecast, Models, Scenario, Settings, embedded_scenario, forecast};

fn shipped() -> String {
    embedded_scenario("csto-2022").expect("it comes with the program").text().to_owned()
}

fn run_with(models: &Models, text: &str, futures: u32) -> Forecast {
    let atlas = Atlas::embedded().expect("the atlas");
    let (scenario, atlas) =
        Scenario::open(&Source::new("s.toml", text), &atlas).unwrap_or_else(|problems| panic!("{problems:?}"));
    forecast(&scenario, text, &["my file.toml"], &atlas, models, Settings { futures, seed: 3 }).expect("an answer")
}

fn run(text: &str, futures: u32) -> Forecast {
    run_with(&Models::embedded().expect("the models"), text, futures)
}

#[test]
fn a_loss_of_force_that_no_replacement_saw_is_told_with_how_far_outside_and_where_it_is_held() {
    // The USSR lost two thirds when its treaties were replaced, so that half of the loss has a case there.
    for (factor, outside) in [(0.3, true), (0.33, true), (0.4, false), (0.7, false)] {
        let text = shipped().replacen("factor = [0.3, 0.7]", &format!("factor = [{factor}, {factor}]"), 1);
        let branch = &run(&text, 40).branches[2];
        let of = |process: &str| {
            branch.outside.iter().find(|of| of.process == process && of.effect == "patron's capability over five years")
        };
        assert!(of("leave").is_none() && of("ends").is_none(), "what ships of them does not read it");
        let beyond = of("replaced").is_some_and(|replaced| replaced.draws_beyond_events > 0.0);
        assert_eq!(beyond, outside, "replacements saw losses to a third: {factor}");
        if let Some(replaced) = of("replaced").filter(|_| beyond) {
            assert_eq!((replaced.draws_beyond_events, replaced.draws_held), (1.0, 1.0), "{factor}");
            let read = foedera_math::ln(factor * 0.034852 / 0.036467);
            assert!((replaced.reads.0 - read).abs() < 1e-9 && replaced.reads.0 == replaced.reads.1);
            assert!(replaced.deviations_outside > 0.2, "{factor}: {}", replaced.deviations_outside);
        }
    }
}

#[test]
fn the_reference_branch_lists_its_own_and_others_only_what_their_shocks_move() {
    let found = run(&shipped(), 800);
    // A third more usable force is within what events had; half of it is not.
    assert!(found.branches.iter().any(|branch| branch.id == "russia-fails" && !branch.outside.is_empty()));
    for branch in &found.branches[1..] {
        assert!(branch.outside.iter().all(|of| of.reads != of.seen_at_events));
        for of in &branch.outside {
            let twin = found.branches[0]
                .outside
                .iter()
                .find(|other| (&other.process, &other.effect) == (&of.process, &of.effect));
            assert!(twin.is_none_or(|twin| twin != of), "{of:?} stands in the reference branch already");
        }
    }
}

#[test]
fn every_shipped_model_says_where_its_effects_were_seen_and_counts_exits_by_treaty() {
    let models = Models::embedded().expect("the models");
    for model in [&models.leave, &models.ends, &models.replaced] {
        assert!(model.effects.iter().all(|effect| effect.support.is_some()), "fit {} again", model.kind.name());
    }
    assert!(!models.leave.references.is_empty());
    for class in &models.leave.references {
        let sum = |of: fn(&foedera_process::TreatyCount) -> f64| class.treaties.iter().map(of).sum::<f64>();
        assert_eq!(sum(|treaty| f64::from(treaty.events)), f64::from(class.events), "fit leave again: {}", class.id);
        assert!((sum(|treaty| treaty.years) - class.years).abs() < 1e-6);
        assert!(class.treaties.iter().all(|treaty| treaty.decisions <= treaty.events));
    }
}

#[test]
fn a_model_without_frailty_serves() {
    let mut models = Models::embedded().expect("the models");
    let size = models.leave.effects.len();
    if models.leave.frailty.take().is_some() {
        let full = size + 1;
        let kept = |(index, value): (usize, &f64)| (index / full < size && index % full < size).then_some(*value);
        models.leave.covariance = models.leave.covariance.iter().enumerate().filter_map(kept).collect();
    }
    let found = run_with(&models, &shipped(), 200);
    assert!(found.sensitivity.iter().all(|row| !row.assumption.contains("frailty")));
    let leave = &found.processes[0];
    assert!(leave.process == "leave" && !leave.prior.contains("frailty"));
}

/// A treaty of the scenario's own, with two states that are none of the world's.
const PACT: &str = r#"
schema = 2
id = "pact"
title = "The pact"
date = "2022-11-25"
note = "A pact of three, two of them invented."
horizons = ["2026-11-25"]
threshold = 2

[treaty]
id = "PACT"
name = "The pact"
signed = "2000-01-01"
obligations = ["defense"]
members = ["NORTHLAND", "SOUTHLAND", "RUS"]

[[state]]
id = "NORTHLAND"
name = "Northland"

[[state]]
id = "SOUTHLAND"
name = "Southland"

[[assumption]]
id = "freeze_rate"
distribution = "log_uniform"
range = [0.001, 0.02]
why = "a guess"

[[assumption]]
id = "thaw_rate"
distribution = "log_uniform"
range = [0.04, 0.4]
why = "a guess"

[[assumption]]
id = "freeze_elasticity"
distribution = "uniform"
range = [0.0, 1.0]
why = "a guess"

[[assumption]]
id = "frozen_exit_ratio"
distribution = "uniform"
range = [1.0, 4.0]
why = "a guess"

[[branch]]
id = "as-it-is"
name = "As it is"
description = "Nothing changes."
"#;

#[test]
fn a_scenario_defines_its_own_treaty_even_a_bilateral_one() {
    let found = run(PACT, 400);
    assert_eq!(found.scenario.members, ["NORTHLAND", "SOUTHLAND", "RUS"]);
    assert!(found.treaty[0].at_least_one_left[0].mean > 0.0);
    let two = PACT.replace(", \"SOUTHLAND\", \"RUS\"", ", \"RUS\"");
    let found = run(&two, 400);
    assert_eq!(found.scenario.members.len(), 2);
    // An exit from a treaty of two is its end.
    assert_eq!(found.treaty[0].at_least_one_left[0].mean, 0.0);
    assert!(found.treaty[0].ended_or_replaced[0].mean > 0.0);
}

#[test]
fn few_figures_are_said_and_complete_ones_need_no_word() {
    assert!(run(&shipped(), 40).scenario.cautions.is_empty());
    let blocks: Vec<String> = shipped().split("[[series]]").map(str::to_owned).collect();
    let without = |drop: &dyn Fn(&str) -> bool| {
        let kept: Vec<&str> = blocks.iter().map(String::as_str).filter(|block| !drop(block)).collect();
        run(&kept.join("[[series]]"), 40).scenario.cautions
    };
    let cautions = without(&|block| block.starts_with("\nstate = \"ARM\""));
    let told = "taken from the figures in Foedera: capability of ARM; polyarchy of ARM; ideal_point of ARM";
    assert!(cautions[0].contains(told), "{cautions:?}");
    // Of a fictional state the program has none.
    let cautions = run(PACT, 40).scenario.cautions;
    let told = "3 of 9 are known on the date; missing: capability of all but RUS; polyarchy of all but RUS; ideal_point of all but RUS";
    assert!(cautions[0].contains(told), "{cautions:?}");
    let late = run(
        &shipped().replace(
            "years = [1991, 1992, 1993, 1994, 2021]\nvalues = [0.608, 0.611, 0.597, 0.584, 0.724]",
            "years = [2021]\nvalues = [0.724]",
        ),
        40,
    );
    assert!(
        late.scenario.cautions[0].contains("polyarchy of ARM from 2022 (ARM entered 1992"),
        "{:?}",
        late.scenario.cautions
    );
    let old = run(
        &shipped().replace(
            "1993, 1994, 2021]\nvalues = [0.608, 0.611, 0.597, 0.584, 0.724]",
            "1993, 1994, 2012]\nvalues = [0.608, 0.611, 0.597, 0.584, 0.724]",
        ),
        40,
    );
    assert!(old.scenario.cautions[0].contains("polyarchy of ARM (2012)"), "{:?}", old.scenario.cautions);
}

#[test]
fn a_patron_whose_figures_begin_late_is_said() {
    let text = shipped().replace(
        "years = [1991, 1992, 1993, 1994, 2021]\nvalues = [0.713, 1.146, 1.371, 1.149, 0.109]",
        "years = [2020, 2021]\nvalues = [0.051, 0.109]",
    );
    let cautions = run(&text, 40).scenario.cautions;
    assert!(cautions[0].contains("ideal_point of ARM and RUS from 2022 (ARM entered 1992"), "{cautions:?}");
}

#[test]
fn the_prior_on_freezing_runs_from_the_counted_rate_to_the_treatys_own_exits() {
    let found = run(&shipped(), 40);
    let rate = |process: &str| {
        let card = found.processes.iter().find(|card| card.process == process).expect("a card");
        f64::from(card.events) / card.exposure_years
    };
    let own = found.reference_classes.last().expect("the treaty's own record").rate.mean;
    assert!((rate("freeze") - 0.0022).abs() < 0.00005, "{}", rate("freeze"));
    assert!((own - 0.023).abs() < 0.0005, "{own}");
    assert!((rate("thaw") - 0.105).abs() < 0.004, "{}", rate("thaw"));
    assert!(!shipped().contains("three freezes"));
}

#[test]
fn every_assumption_is_shown_with_its_reason() {
    let found = run(&shipped(), 40);
    let told: String = found.processes.iter().map(|card| format!("{} {}", card.data, card.prior)).collect();
    for word in [
        "freeze elasticity",
        "frozen exit ratio",
        "no response to the patron's usable capability",
        "as likely to leave as it would be",
    ] {
        assert!(told.contains(word), "{word}");
    }
}

#[test]
fn a_member_that_is_frozen_on_the_date_starts_so() {
    let text = shipped().replace("2022-11-25", "2024-11-25").replace("horizons = [\"2023-11-25\", \"2024-11-25\", ", "horizons = [")
        .replace("2016, 2017, 2018, 2019, 2020, 2021]\nvalues = [0.103233, 0.067215, 0.057958, 0.067017, 0.036467, 0.035763, 0.035759,", "2018, 2019, 2020, 2021, 2022, 2023]\nvalues = [0.103233, 0.067215, 0.057958, 0.067017, 0.036467, 0.035763, 0.035759,");
    let found = run(&text, 80);
    let armenia = &found.members[0].branches[0];
    assert_eq!((armenia.incidence[0].frozen, armenia.incidence[0].left), (1.0, 0.0));
    assert!(armenia.at[0].frozen.mean > 0.3);
    assert_eq!(found.member_count[0][0].mean, 5.0);
}

#[test]
fn draws_grow_with_futures() {
    let draws: Vec<u32> = [0, 1, 2, 17, 800, 20_000]
        .map(|futures| {
            run(&shipped().replace(", \"2024-11-25\", \"2026-11-25\", \"2032-11-25\"", ""), futures).provenance.draws
        })
        .to_vec();
    assert_eq!(draws, [1, 1, 2, 4, 100, 2500]);
}

#[test]
fn the_command_names_the_file_that_was_given() {
    assert_eq!(run(&shipped(), 40).provenance.command, "foedera forecast 'my file.toml' --futures 40 --seed 3");
}

#[test]
fn four_exits_of_the_csto_are_two_decisions() {
    let own = run(&shipped(), 40).reference_classes.pop().expect("its own record");
    assert_eq!((own.events, own.decisions), (4, 2));
    assert!(own.at_least_one[0].mean < 0.06, "two decisions in 175 member-years, five members, one year");
    assert!(own.interval.contains("decisions"));
}

#[test]
fn base_rates_have_the_intervals_of_a_treaty_bootstrap() {
    let classes = run(&shipped(), 40).reference_classes;
    let pacts = classes.iter().find(|class| class.id == "all-defense-pacts").expect("the class");
    assert!(pacts.interval.starts_with("bootstrap of"), "{}", pacts.interval);
    // The audit's own bootstrap gave 0.10 to 0.35 % a year where 0.14 to 0.29 was printed.
    assert!((pacts.rate.low - 0.0010).abs() < 0.0002 && (pacts.rate.high - 0.0035).abs() < 0.0003, "{:?}", pacts.rate);
}
