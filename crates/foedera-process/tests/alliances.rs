//! Effects of treaties, of states that may join them and of two states: what they read, what moves them, who is at risk.

use foedera_math::ln;
use foedera_process::{Effect, Process, View};
use foedera_world::{
    Day, EventKind, Field, Ground, Obligation, Roster, State, StateId, StateSpell, Subject, Treaty, TreatyId, World,
};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// Six states, three in Europe, three in Asia, and a treaty of the first three that owes defence.
fn world() -> (World, [StateId; 6], TreatyId) {
    let mut roster = Roster::default();
    for (key, cow) in [("AAA", 200), ("BBB", 210), ("CCC", 220), ("DDD", 700), ("EEE", 710), ("FFF", 230)] {
        let spell = StateSpell { cow: Some(cow), cow_days: Some((day("1946-01-01"), None)), ..StateSpell::default() };
        let name = key.to_owned();
        roster.add_state(State { key: name.clone(), iso3: None, name, also: vec![], spells: vec![spell] });
    }
    let treaty = Treaty {
        key: "PACT".to_owned(),
        name: "Pact".to_owned(),
        also: vec![],
        atop: None,
        obligations: vec![Obligation::Defense],
        wartime: None,
        terms: vec![],
        decision_rule: None,
        articles: vec![],
        sources: vec![],
    };
    let treaty = roster.add_treaty(treaty).expect("a new key");
    let states = [0, 1, 2, 3, 4, 5].map(StateId::from_index);
    let mut world = World::new(roster.into());
    let mut apply = |kind: EventKind| world.apply_on(day("1950-03-01"), kind).expect("it can happen");
    apply(EventKind::TreatyOpens { treaty });
    apply(EventKind::TreatyInForce { treaty });
    states[..3].iter().for_each(|state| apply(EventKind::Joins { treaty, state: *state }));
    (world, states, treaty)
}

fn near(found: Option<f64>, wanted: f64) {
    assert!(found.is_some_and(|found| (found - wanted).abs() < 1e-12), "{found:?}, not {wanted}");
}

#[test]
fn who_is_eligible_lies_near_is_of_the_region_or_has_a_pact_of_defence() {
    let (mut world, [a, b, c, d, e, f], treaty) = world();
    let now = day("1960-01-01");
    world.advance(now);
    let may = |world: &World, state: StateId| Process::JOIN.who.holds(&View::of_candidate(world, now, treaty, state));
    assert!(may(&world, f), "all members are of its region");
    assert!(!may(&world, a), "a member");
    assert!(!may(&world, d) && !may(&world, e), "neither near nor of the region");
    for (member, contiguity) in [(a, 5.0), (b, 0.0), (c, 0.0)] {
        let (of, field) = (Subject::Pair(d, member), Field::CONTIGUITY);
        let figure = EventKind::Figure { of, field, value: Some(contiguity), ground: Ground::History };
        world.apply_on(now, figure).expect("a figure");
    }
    assert!(may(&world, d), "contiguous");
    near(Effect::BORDER_SHARE.value(&View::of_candidate(&world, now, treaty, d)), 1.0 / 3.0);
}

#[test]
fn an_entry_after_the_opening_moves_the_treaty_and_a_pact_moves_its_two_states() {
    let (mut world, [a, b, c, d, e, f], treaty) = world();
    world.apply_on(day("1955-05-05"), EventKind::Joins { treaty, state: f }).expect("it joins");
    let new = world.next_treaty();
    let obligations = world.treaty(treaty).obligations();
    for (treaty, first, second) in [(new.index(), d, e), (new.index() + 1, a, e)] {
        let pact = EventKind::Pact { treaty: TreatyId::from_index(treaty), first, second, obligations };
        world.apply_on(day("1955-06-01"), pact).expect("a pact");
    }
    let now = day("1956-01-01");
    world.advance(now);
    let whole = View::of_treaty(&world, now, treaty);
    near(Effect::ENTRIES_LAST_YEAR.value(&whole), ln(2.0));
    near(Effect::LOG_MEMBERS.value(&whole), ln(4.0));
    let of = |first: StateId, second: StateId, effect: Effect| effect.value(&View::of_pair(&world, now, first, second));
    for (first, second) in [(d, e), (e, d)] {
        near(of(first, second, Effect::PACTS_BETWEEN), ln(2.0));
        near(of(first, second, Effect::PACT_ACTIVITY), ln(2.0) + ln(3.0));
        near(of(first, second, Effect::RECENT_PACT_ACTIVITY), ln(3.0));
    }
    near(of(a, d, Effect::SHARED_PARTNERS), ln(2.0));
    near(of(b, c, Effect::SHARED_ALLIES), ln(3.0));
    near(of(b, e, Effect::SHARED_DEFENDERS), ln(2.0));
    near(of(a, b, Effect::SAME_REGION), 1.0);
    near(of(a, d, Effect::SAME_REGION), 0.0);
    near(of(a, d, Effect::NEW_STATES), 0.0);
    // All of it is one either way round: a pact is of two.
    for effect in Effect::OF_PACTS.into_iter().chain(Effect::OF_AGREEMENTS) {
        assert_eq!(of(a, e, effect), of(e, a, effect), "{}", effect.name());
    }
    world.advance(day("1967-01-01"));
    near(Effect::PACTS_BETWEEN.value(&View::of_pair(&world, day("1967-01-01"), d, e)), 0.0);
}

#[test]
fn a_former_member_is_told_from_one_that_never_was() {
    let (mut world, [a, _, _, d, ..], treaty) = world();
    let cause = foedera_world::Cause::Withdrawal;
    world.apply_on(day("1958-01-05"), EventKind::Leaves { treaty, state: a, cause }).expect("it leaves");
    let now = day("1960-01-01");
    world.advance(now);
    let of = |state: StateId| Effect::WAS_MEMBER.value(&View::of_candidate(&world, now, treaty, state));
    near(of(a), 1.0);
    near(of(d), 0.0);
}
