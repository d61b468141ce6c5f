//! Effects of states and pairs on disputes, coups and armed conflicts: what they read, what moves them, and the rate that follows.

use std::path::Path;

use foedera_diagnostic::Source;
use foedera_math::ln;
use foedera_process::{Effect, Fitted, Process, View, read_fitted};
use foedera_world::{Day, EventKind, Field, NetworkId, Roster, State, StateId, StateSpell, World};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn world() -> (World, [StateId; 3]) {
    let mut roster = Roster::default();
    for (key, from) in [("AAA", "1946-01-01"), ("BBB", "1991-08-25"), ("CCC", "1950-03-01")] {
        let spell = StateSpell { cow: Some(1), cow_days: Some((day(from), None)), ..StateSpell::default() };
        let name = key.to_owned();
        roster.add_state(State { key: name.clone(), iso3: None, name, also: vec![], spells: vec![spell] });
    }
    (World::new(roster.into()), [0, 1, 2].map(StateId::from_index))
}

fn of_pair(world: &World, effect: Effect, (first, second): (StateId, StateId)) -> Option<f64> {
    effect.value(&View::of_pair(world, world.day().expect("it has a day"), first, second))
}

fn of_state(world: &World, effect: Effect, state: StateId) -> Option<f64> {
    effect.value(&View::of_state(world, world.day().expect("it has a day"), state))
}

fn near(found: Option<f64>, wanted: f64) {
    assert!(found.is_some_and(|found| (found - wanted).abs() < 1e-12), "{found:?}, not {wanted}");
}

#[test]
fn a_dispute_moves_the_effects_of_its_pair_one_way_and_peace_is_counted_in_calendar_years() {
    let (mut world, [a, b, c]) = world();
    let dispute = world.next_dispute();
    world.advance(day("1995-01-01"));
    near(of_pair(&world, Effect::LOG_PEACE_YEARS, (a, b)), ln(41.0));
    let kind = EventKind::Dispute { dispute, first: a, second: b, hostility: 4 };
    world.apply_on(day("1998-05-05"), kind).expect("it begins");
    near(of_pair(&world, Effect::BEGUN_AGAINST, (a, b)), ln(2.0));
    near(of_pair(&world, Effect::BEGUN_AGAINST, (b, a)), 0.0);
    near(of_pair(&world, Effect::BEGUN_BY_TARGET, (b, a)), ln(2.0));
    near(of_pair(&world, Effect::DISPUTES_BEGUN, (a, c)), ln(2.0));
    near(of_pair(&world, Effect::TARGET_SUFFERED, (c, b)), ln(2.0));
    // While it goes on there is no peace, however long.
    world.advance(day("2001-01-01"));
    near(of_pair(&world, Effect::LOG_PEACE_YEARS, (b, a)), 0.0);
    world.apply_on(day("2001-06-01"), EventKind::Settles { dispute }).expect("it ends");
    world.advance(day("2002-01-01"));
    near(of_pair(&world, Effect::DISPUTE_THE_YEAR_BEFORE, (a, b)), 1.0);
    world.advance(day("2005-01-01"));
    near(of_pair(&world, Effect::LOG_PEACE_YEARS, (a, b)), ln(4.0));
    near(of_pair(&world, Effect::DISPUTE_THE_YEAR_BEFORE, (a, b)), 0.0);
    world.advance(day("2009-01-01"));
    near(of_pair(&world, Effect::BEGUN_AGAINST, (a, b)), 0.0);
    near(of_pair(&world, Effect::TARGET_NEW, (a, b)), 0.0);
}

#[test]
fn coups_and_armed_conflicts_move_the_effects_of_a_state_and_of_its_neighbours() {
    let (mut world, [a, b, c]) = world();
    world.advance(day("1996-01-01"));
    near(of_state(&world, Effect::NEW_STATE, b), 1.0);
    near(of_state(&world, Effect::NEIGHBOUR_CONFLICT, a), 0.0);
    let tie = EventKind::Tie { network: NetworkId::CONTIGUOUS, from: a, to: c, value: 1.0 };
    world.apply_on(day("1996-01-01"), tie).expect("an open network");
    world.apply_on(day("1996-03-01"), EventKind::Coup { state: a, succeeds: true }).expect("a coup");
    world.apply_on(day("1996-04-01"), EventKind::ConflictBegins { state: c }).expect("a conflict");
    let again = world.apply_on(day("1996-04-02"), EventKind::ConflictEnds { state: a });
    assert!(again.expect_err("none goes on").to_string().contains("no armed conflict"));
    world.advance(day("1999-01-01"));
    near(of_state(&world, Effect::LOG_YEARS_SINCE_COUP, a), ln(3.0));
    near(of_state(&world, Effect::COUPS_TEN_YEARS, a), ln(2.0));
    near(of_state(&world, Effect::CONFLICT_AT_HOME, c), 1.0);
    near(of_state(&world, Effect::NEIGHBOUR_CONFLICT, a), 1.0);
    near(of_pair(&world, Effect::TARGET_CONFLICT, (b, c)), 1.0);
    world.apply_on(day("1999-02-01"), EventKind::ConflictEnds { state: c }).expect("it ends");
    world.advance(day("2001-01-01"));
    near(of_state(&world, Effect::CONFLICT_AT_HOME, c), 0.0);
    near(of_state(&world, Effect::LOG_YEARS_SINCE_ONSET, c), ln(5.0));
    near(of_state(&world, Effect::ONSETS_TEN_YEARS, c), ln(2.0));
}

#[test]
fn what_is_laid_for_a_sample_reads_as_what_events_would_have_made() {
    let ((mut laid, [a, b, _]), (mut moved, _)) = (world(), world());
    let dispute = moved.next_dispute();
    let kind = EventKind::Dispute { dispute, first: a, second: b, hostility: 3 };
    moved.apply_on(day("1993-12-31"), kind).expect("it begins");
    moved.apply_on(day("1993-12-31"), EventKind::Settles { dispute }).expect("it ends");
    laid.advance(day("1997-01-01"));
    moved.advance(day("1997-01-01"));
    let number = |text: &str| f64::from(day(text).number());
    for pair in [laid.pair_row(a, b), laid.pair_row(b, a)] {
        laid.assume(Field::LAST_DISPUTE, pair, Some(number("1993-12-31")));
    }
    laid.assume(Field::BEGUN_AGAINST, laid.pair_row(a, b), Some(1.0));
    laid.assume(Field::DISPUTES_BEGUN, a.index(), Some(1.0));
    laid.assume(Field::DISPUTES_SUFFERED, b.index(), Some(1.0));
    for effect in Effect::OF_DISPUTES {
        for pair in [(a, b), (b, a)] {
            assert_eq!(of_pair(&laid, effect, pair), of_pair(&moved, effect, pair), "{}", effect.name());
        }
    }
}

#[test]
fn the_rate_is_the_hazard_of_the_probability_of_a_year_in_every_shipped_model() {
    for process in [Process::DISPUTE, Process::COUP, Process::CONFLICT] {
        let path = format!("{}/../../models/{}.toml", env!("CARGO_MANIFEST_DIR"), process.name());
        let text = std::fs::read_to_string(Path::new(&path)).expect("a shipped model");
        let source = Source::new("model.toml", text);
        let Fitted::Event(model) = read_fitted(&source).unwrap_or_else(|problems| panic!("{problems}")) else {
            panic!("an event")
        };
        let (mut world, [a, b, _]) = world();
        world.advance(day("2000-01-01"));
        let view = match process {
            Process::DISPUTE => View::of_pair(&world, day("2000-01-01"), a, b),
            _ => View::of_state(&world, day("2000-01-01"), a),
        };
        let values: Vec<Option<f64>> = model.effects.iter().map(|own| own.effect.value(&view)).collect();
        let (rate, probability) = (model.rate(&model.mode(), &view), model.probability(&values));
        assert!((rate + ln(1.0 - probability)).abs() < 1e-12 * rate.max(1.0), "{rate} {probability}");
        assert!(!model.recalibration.memories.is_empty() && model.blocks.is_some() && !model.counts.is_empty());
        assert!(model.counts.iter().flat_map(|of| &of.rows).all(|row| f64::from(row.events) <= row.of), "shares");
    }
}
