//! A call that is simulated reaches the record, and through it the prediction of the next call.

use foedera_atlas::Atlas;
use foedera_lab::guarantee::aid::known_world;
use foedera_lab::guarantee::answers::{AllyAnswer, Predictor, embedded_answers};
use foedera_lab::guarantee::{Facts, Record, Request, Situation};
use foedera_process::Effect;
use foedera_world::{AnswerLevel, Day, EventKind, StateId, Trigger, World};

struct Case {
    atlas: Atlas,
    world: World,
    next: Request,
    russia: StateId,
}

/// The world on the day after Armenia's last call of 2022, and a call of Kyrgyzstan half a year later.
fn case() -> Case {
    let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let state = |key: &str| atlas.roster().find_state(key).expect("a state");
    let treaty = atlas.roster().find_treaty("CSTO").expect("a treaty");
    let world = atlas.history.world_at(day("2023-01-01")).world;
    let next = Request {
        treaty,
        day: day("2023-07-01"),
        in_need: vec![state("KGZ")],
        attackers: Vec::new(),
        unknown_attacker: true,
        trigger: Trigger::ExternalAttack,
    };
    let russia = state("RUS");
    Case { atlas, world, next, russia }
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// Armenia calls; Russia answers so, or nobody does.
fn simulate(case: &mut Case, answer: Option<AnswerLevel>) {
    let (call, treaty, on) = (case.world.next_call(), case.next.treaty, day("2023-03-01"));
    let armenia = case.atlas.roster().find_state("ARM").expect("a state");
    let (requester, complete) = (Some(armenia), Some(AnswerLevel::None));
    let made = EventKind::Call { call, treaty, requester, trigger: Trigger::ExternalAttack, asked: true, complete };
    case.world.apply_on(on, made).expect("a member calls");
    if let Some(level) = answer {
        let given = EventKind::Answer { call, state: case.russia, level, troops: None };
        case.world.apply_on(day("2023-03-05"), given).expect("a member answers");
    }
}

/// What the model of answers says of Russia at the next call, and Russia's record then.
fn russia(case: &Case) -> (AllyAnswer, f64) {
    let (model, _) = embedded_answers().expect("it ships");
    let facts = Facts::of_atlas(&case.atlas);
    let record = Record::of_world(&case.atlas, &case.world);
    let known = known_world(&case.atlas, case.world.clone(), &facts, &record, &case.next);
    let situation = Situation::new(&case.atlas, &known, &case.next);
    let value = Effect::ALLY_RECORD.value(&situation.view(case.russia)).expect("a record is always known");
    let prediction = Predictor::new(&model, 200, 1).expect("a covariance").predict(case.atlas.roster(), &situation);
    let own = prediction.allies.into_iter().find(|ally| ally.ally == case.russia);
    (own.expect("Russia can be asked"), value)
}

#[test]
fn after_an_unanswered_simulated_call_the_allys_record_is_lower_and_so_is_its_next_answer() {
    let mut silent = case();
    let (before, record_before) = russia(&silent);
    let mark = silent.world.mark();
    simulate(&mut silent, None);
    let (after, record_after) = russia(&silent);
    assert!(record_after < record_before - 0.02, "{record_before} {record_after}");
    assert!(after.troops.mean < before.troops.mean, "{:?} {:?}", before.troops, after.troops);
    assert!(after.log_odds < before.log_odds);

    // Rolled back, it is to the last digit what it was.
    silent.world.rollback(mark);
    let (again, record_again) = russia(&silent);
    assert_eq!((again, record_again), (before.clone(), record_before));

    // An answer with troops raises both; words are no troops.
    let mut kept = case();
    simulate(&mut kept, Some(AnswerLevel::Troops));
    let (raised, record_raised) = russia(&kept);
    assert!(record_raised > record_before && raised.troops.mean > before.troops.mean);
    let mut words = case();
    simulate(&mut words, Some(AnswerLevel::Statement));
    assert_eq!(russia(&words).1, record_after);
}

#[test]
fn a_call_that_was_not_made_and_answers_that_are_not_known_change_no_record() {
    let mut case = case();
    let (_, before) = russia(&case);
    let armenia = case.atlas.roster().find_state("ARM").expect("a state");
    for (asked, complete) in [(false, Some(AnswerLevel::None)), (true, None)] {
        let (call, treaty) = (case.world.next_call(), case.next.treaty);
        let made = EventKind::Call {
            call,
            treaty,
            requester: Some(armenia),
            trigger: Trigger::ExternalAttack,
            asked,
            complete,
        };
        case.world.apply_on(day("2023-03-01"), made).expect("a member calls");
    }
    assert_eq!(russia(&case).1, before);
}
