//! Questions, paired branches and explanations of the shipped scenario.

use foedera_atlas::Atlas;
use foedera_lab::{Answers, Models, Scenario, Settings, embedded_scenario, forecast, prepared};

fn with_answers(check: impl FnOnce(&Scenario, &Atlas, &Models, &Answers<'_>)) {
    let atlas = Atlas::embedded().expect("the atlas");
    let models = Models::embedded().expect("the models");
    let scenario = Scenario::read(&embedded_scenario("csto-2022").expect("it ships"), &atlas).expect("a scenario");
    let settings = Settings { futures: 2000, seed: 1 };
    let answers = Answers::of(&scenario, &atlas, &models, settings);
    check(&scenario, &atlas, &models, &answers);
}

#[test]
fn a_question_has_the_answer_of_the_forecast() {
    with_answers(|scenario, atlas, models, answers| {
        let settings = Settings { futures: 2000, seed: 1 };
        let told = forecast(scenario, "", &["csto-2022"], atlas, models, settings).expect("a forecast");
        let question = answers.question("armenia-leaves").expect("a question");
        let armenia = told.members.iter().find(|member| member.state == "ARM").expect("a member");
        for (branch, answer) in armenia.branches.iter().enumerate() {
            for at in &answer.at {
                assert_eq!(answers.estimate(&question, at.day, branch), Some(at.left));
            }
        }
    });
}

#[test]
fn the_first_to_leave_are_exclusive_and_sum_to_anyone_leaving() {
    with_answers(|scenario, _, _, answers| {
        let last = *scenario.horizons.last().expect("a horizon");
        let mean = |name: &str| {
            answers.estimate(&answers.question(name).expect("a question"), last, 2).expect("an answer").mean
        };
        let firsts: f64 =
            answers.questions().iter().filter(|q| q.id.ends_with("-leaves-first")).map(|q| mean(&q.id)).sum();
        assert!((firsts - mean("any-leaves")).abs() < 1e-9);
        assert!(mean("armenia-leaves-first") <= mean("armenia-leaves"));
    });
}

#[test]
fn the_difference_of_branches_is_that_of_their_means_and_sharper_than_apart() {
    with_answers(|scenario, _, _, answers| {
        let last = *scenario.horizons.last().expect("a horizon");
        let question = answers.question("any-leaves").expect("a question");
        let [first, other] = [0, 2].map(|branch| answers.estimate(&question, last, branch).expect("an answer"));
        let difference = answers.difference(&question, last, 2).expect("a difference");
        assert!((difference.mean - (other.mean - first.mean)).abs() < 1e-12);
        assert!(difference.low <= difference.mean && difference.mean <= difference.high);
        let apart = (first.monte_carlo_error.powi(2) + other.monte_carlo_error.powi(2)).sqrt();
        assert!(difference.monte_carlo_error < apart, "{} {apart}", difference.monte_carlo_error);
        let same = answers.difference(&question, last, 0).expect("a difference");
        assert_eq!((same.mean, same.low, same.high), (0.0, 0.0, 0.0));
    });
}

#[test]
fn a_flip_point_is_where_the_answer_crosses_one_half() {
    with_answers(|scenario, atlas, models, answers| {
        let day = scenario.horizons[2];
        let question = answers.question("armenia-freezes").expect("a question");
        let found = answers.explain(&question, day, 0).expect("an explanation");
        let flip = found.flips.iter().find(|flip| flip.assumption == "freeze rate").expect("it is stated");
        let at = flip.at.expect("a member that freezes often enough is likely frozen");
        let mut own = scenario.clone();
        let answer = |own: &Scenario| {
            let answers = Answers::of(own, atlas, models, Settings { futures: 800, seed: 1 });
            answers.estimate(&question, day, 0).expect("an answer").mean
        };
        let place = own.assumptions.iter().position(|assumption| assumption.id == "freeze_rate").expect("it is stated");
        own.assumptions[place].distribution = foedera_lab::Distribution::Uniform(at * 0.9, at * 0.9);
        assert!(answer(&own) < 0.5);
        own.assumptions[place].distribution = foedera_lab::Distribution::Uniform(at * 1.1, at * 1.1);
        assert!(answer(&own) > 0.5);
        assert!(found.shares[0].assumption.contains("freezes"), "{:?}", found.shares[0]);
    });
}

#[test]
fn a_branch_or_a_day_that_is_not_there_is_refused_with_what_is() {
    let atlas = Atlas::embedded().expect("the atlas");
    let scenario = Scenario::read(&embedded_scenario("csto-2022").expect("it ships"), &atlas).expect("a scenario");
    let told = |days: &[&str], branches: &[&str]| {
        let days: Vec<_> = days.iter().map(|day| day.parse().expect("a day")).collect();
        prepared(&scenario, &days, branches).err().map_or(String::new(), |problems| problems.to_string())
    };
    assert!(told(&[], &["russia-fail"]).contains("did you mean `russia-fails`?"));
    assert!(told(&[], &["russia-fails", "russia-fails"]).contains("named twice"));
    assert!(told(&["2020-01-01"], &[]).contains("is not after 2022-11-25"));
    assert_eq!(told(&["2027-01-01"], &["russia-fails"]), "");
}

#[test]
fn who_leads_is_nobody_else_than_those_who_are_asked_about_while_the_treaty_lives() {
    with_answers(|scenario, _, _, answers| {
        let last = *scenario.horizons.last().expect("a horizon");
        let estimate = |name: &str, branch: usize| {
            answers.estimate(&answers.question(name).expect("a question"), last, branch).expect("an answer")
        };
        let closed = estimate("treaty-over", 0).mean;
        for ending in ["-leads-by-force", "-leads-by-answers"] {
            let asked: Vec<_> = answers.questions().iter().filter(|question| question.id.ends_with(ending)).collect();
            let all: f64 = asked.iter().map(|question| estimate(&question.id, 0).mean).sum();
            assert!(!asked.is_empty() && all <= 1.0 - closed + 1e-9, "{ending}: {all} {closed}");
        }
        let russia = estimate("russia-leads-by-force", 0);
        assert!((russia.mean - (1.0 - closed)).abs() < 1e-9, "the patron leads while the treaty lives: {russia:?}");
        let question = answers.question("RUS-leads-by-force").expect("found by key");
        assert!(question.resolution.contains("no other that takes part has more usable force"));
        let rates = answers.base_rates(&question, last);
        assert!(rates.len() == 1 && rates[0].counted.contains(" of "), "{rates:?}");
        assert_eq!(answers.scores(&question).len(), 2, "ends and replaced");
        let explained = answers.explain(&question, last, 0).expect("an explanation");
        let heat = explained.heat.expect("two assumptions");
        let draws: u32 = heat.cells.iter().flatten().map(|cell| cell.draws).sum();
        assert!(draws > 200 && heat.cells.len() == 5 && heat.across.1.is_sorted(), "{heat:?}");
    });
}

#[test]
fn the_force_that_takes_part_is_halved_with_the_patrons_force_and_no_member_count_is() {
    with_answers(|scenario, atlas, models, answers| {
        let told = answers.forecast("", &["csto-2022"]).expect("a forecast");
        let fails = scenario.branches.iter().position(|branch| branch.id == "russia-fails").expect("a branch");
        let at = |branch: usize| told.usable_force[branch][1];
        assert_eq!(told.usable_force[0][0].quantiles, [1.0; 5]);
        assert!(at(0).mean > 0.9 && at(fails).mean < 0.8, "{:?} {:?}", at(0), at(fails));
        assert!(told.usable_force.iter().flatten().all(|point| point.quantiles.is_sorted()));
        let settings = Settings { futures: 2000, seed: 1 };
        assert_eq!(forecast(scenario, "", &["csto-2022"], atlas, models, settings).expect("a forecast"), told);
    });
}
