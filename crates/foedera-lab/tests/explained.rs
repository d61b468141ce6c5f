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
