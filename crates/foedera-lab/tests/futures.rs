//! Single futures and what is given: stories are the futures that a forecast counts; conditions select, interventions make it happen.

use foedera_atlas::Atlas;
use foedera_lab::{
    Conditional, Given, Models, Scenario, Settings, Story, conditional, embedded_scenario, forecast, stories,
};
use foedera_world::Day;

fn opened() -> (Atlas, Models, Scenario, String) {
    let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
    let source = embedded_scenario("csto-2022").expect("it comes with the program");
    let (scenario, atlas) = Scenario::open(&source, &atlas).expect("a scenario");
    (atlas, models, scenario, source.text().to_owned())
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// The participants at the end by the stories, as quantiles of counts.
fn quantile(sorted: &[u32], p: f64) -> f64 {
    let rank = (p * sorted.len() as f64).ceil().max(1.0) as usize;
    f64::from(sorted[rank - 1])
}

#[test]
fn stories_are_the_futures_that_the_forecast_counts() {
    let (atlas, models, scenario, text) = opened();
    let settings = Settings { futures: 1_000, seed: 3 };
    let whole = forecast(&scenario, &text, &["csto-2022"], &atlas, &models, settings).expect("an answer");
    for (place, branch) in ["status-quo", "russia-fails"].into_iter().enumerate().map(|(place, id)| (2 * place, id)) {
        assert_eq!(scenario.branches[place].id, branch);
        let told = stories(&scenario, branch, (&atlas, &models), settings, 0..=999).expect("stories");
        let mut participants: Vec<u32> = told.iter().map(|story| story.participants).collect();
        participants.sort_unstable();
        let fan = whole.member_count[place].last().expect("the last day");
        let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| quantile(&participants, p));
        assert_eq!(quantiles, fan.quantiles, "{branch}");
        check(&told, &scenario);
    }
}

fn check(told: &[Story], scenario: &Scenario) {
    let last = *scenario.horizons.last().expect("one");
    assert!(told.iter().map(|story| story.future).eq(0..1_000));
    for story in told {
        assert!(story.events.iter().all(|event| event.future == story.future && event.rate > 0.0));
        assert!(story.events.iter().all(|event| event.share > 0.0 && event.share <= 1.0 + 1e-12));
        assert!(story.events.windows(2).all(|pair| pair[0].date <= pair[1].date));
        assert!(story.events.iter().all(|event| event.date >= scenario.date && event.date <= last));
        assert_eq!(story.over, story.events.iter().any(|event| ["ends", "replaced"].contains(&event.process)));
        assert_eq!(story.events.last().map_or(story.participants, |event| event.participants), story.participants);
    }
    // As many futures are quiet as their draws say on average.
    let quiet = told.iter().filter(|story| story.events.is_empty()).count() as f64;
    let expected: f64 = told.iter().map(|story| story.quiet_probability).sum();
    assert!((quiet - expected).abs() < 4.0 * (expected * (1.0 - expected / 1_000.0)).sqrt(), "{quiet} of {expected}");
}

#[test]
fn a_story_alone_is_the_same_as_among_others() {
    let (atlas, models, scenario, _) = opened();
    let settings = Settings { futures: 10_000, seed: 1 };
    let told = |numbers| stories(&scenario, "russia-fails", (&atlas, &models), settings, numbers).expect("stories");
    let all = told(0..=300);
    for number in [0, 7, 299, 300] {
        assert_eq!(told(number..=number)[0], all[number as usize]);
    }
    let beyond = stories(&scenario, "russia-fails", (&atlas, &models), settings, 9_990..=10_000).expect_err("too far");
    assert!(format!("{beyond:?}").contains("there is no future 10000"), "{beyond:?}");
    assert!(stories(&scenario, "russia-wins", (&atlas, &models), settings, 0..=1).is_err());
}

#[test]
fn given_an_event_it_holds_and_probabilities_add_up() {
    let (atlas, models, scenario, _) = opened();
    let settings = Settings { futures: 8_000, seed: 5 };
    let ask = |question: &str, event: &str, by: &str| -> Conditional {
        let (by, date) = (day(by), day("2032-11-25"));
        let branches = [("status-quo".to_owned(), 1.0)];
        let given = Given { event: Some(event), by, within: &[], branches: &branches };
        conditional(&scenario, (question, date), given, (&atlas, &models), settings).expect("an answer")
    };
    let own = ask("armenia-leaves", "armenia-leaves", "2028-11-25");
    let selected = own.selected.expect("some");
    // Where the treaty is over by then, nobody can be made to leave it.
    let forced = own.forced.expect("one event").probability;
    assert!(selected.probability == 1.0 && forced > 0.95 && forced < 1.0, "{forced}");
    assert_eq!(own.free.futures, 8_000);
    assert!(selected.effective <= f64::from(selected.futures) && own.free.effective == 1_000.0 * 8.0 / 8.0, "{own:?}");
    // "Any" holds where one does, by either word; and what is selected is a share of all.
    let any = ask("any-leaves", "armenia-leaves", "2028-11-25");
    assert!(any.selected.expect("some").probability == 1.0 && any.forced.expect("one").probability >= forced);
    assert!(selected.futures < 1_000 && own.free.probability >= f64::from(selected.futures) / 8_000.0);
    // Forcing an exit leaves others free; selecting it picks draws in which exits are likely, so others leave more often, too.
    let other = ask("kazakhstan-leaves", "armenia-leaves", "2028-11-25");
    let (free, forced) = (other.free, other.forced.expect("one"));
    assert!(forced.interval.0 <= free.probability + 0.02 && forced.probability < 0.5, "{other:?}");
    assert!(free.interval.0 <= free.probability && free.probability <= free.interval.1);
    // What no single event brings about cannot be forced; what never happens selects nothing.
    let over = ask("armenia-leaves", "treaty-over", "2028-11-25");
    assert!(over.forced.is_none());
    // A treaty that is made to end leaves nobody to go.
    let ended = ask("armenia-leaves", "treaty-ends", "2022-11-27");
    assert!(ended.forced.expect("one event").probability < 0.001);
}

#[test]
fn what_is_given_comes_before_the_answer_and_is_known() {
    let (atlas, models, scenario, _) = opened();
    let settings = Settings { futures: 80, seed: 5 };
    let ask = |question: &str, event: &str, by: &str, date: &str| {
        let branches = [("status-quo".to_owned(), 1.0)];
        let given = Given { event: Some(event), by: day(by), within: &[], branches: &branches };
        let found = conditional(&scenario, (question, day(date)), given, (&atlas, &models), settings);
        format!("{:?}", found.expect_err("refused"))
    };
    assert!(
        ask("armenia-leaves", "any-leaves", "2027-01-01", "2026-01-01").contains("comes after the day of the answer")
    );
    assert!(ask("armenia-leave", "any-leaves", "2025-01-01", "2026-01-01").contains("armenia-leaves"));
    assert!(ask("armenia-leaves", "any-leave", "2025-01-01", "2026-01-01").contains("any-leaves"));
    assert!(ask("armenia-leaves", "any-leaves", "2020-01-01", "2026-01-01").contains("2020-01-01"));
}
