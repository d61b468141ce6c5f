//! A layout that a user grows, grounds of figures, and how long a figure is carried forward.

#[path = "story/roster.rs"]
mod roster;

use std::sync::Arc;

use foedera_world::layout::{Derive, FieldKind, Fold, LayoutError, Pattern, Unit};
use foedera_world::{Day, EventKind, Field, Ground, Layout, Obligation, StateId, Subject, TreatyId, World};
use roster::roster;

fn on(world: &mut World, day: &str, kind: EventKind) {
    world.apply_on(day.parse().expect("a day"), kind).expect("possible");
}

/// A treaty of three states.
fn three(world: &mut World) -> (TreatyId, [StateId; 3]) {
    let (treaty, states) = (TreatyId::from_index(0), [0, 1, 2].map(StateId::from_index));
    on(world, "1990-01-01", EventKind::TreatyOpens { treaty });
    on(world, "1990-01-01", EventKind::TreatyInForce { treaty });
    for state in states {
        on(world, "1990-01-01", EventKind::Joins { treaty, state });
    }
    (treaty, states)
}

#[test]
fn every_constant_is_the_field_of_its_name() {
    let layout = Layout::standard();
    for (unit, name, field) in [
        (Unit::State, "cinc", Field::CINC),
        (Unit::State, "capability", Field::CINC),
        (Unit::State, "usable_force", Field::USABLE_FORCE),
        (Unit::Pair, "capital_distance", Field::CAPITAL_DISTANCE),
        (Unit::Treaty, "recent_exits", Field::RECENT_EXITS),
        (Unit::Membership, "polyarchy_at_entry", Field::POLYARCHY_AT_ENTRY),
        (Unit::State, "opponents", Field::OPPONENTS),
    ] {
        assert_eq!(layout.find(unit, name), Some(field), "{name}");
    }
    let mut names: Vec<_> = layout.fields().map(|(_, entry)| (entry.unit, entry.name.clone())).collect();
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all, "no name stands twice within a unit");
}

#[test]
fn fields_that_a_user_adds_are_kept_up_to_date() {
    let mut layout = Layout::clone(&Layout::standard());
    let score = layout.add_field(Unit::State, "score", FieldKind::Data { carry_years: 2 }).expect("new");
    let derived = |derive| FieldKind::Derived(derive);
    let entry = layout.add_field(Unit::Membership, "score_at_entry", derived(Derive::AtEntry(score))).expect("fits");
    let lag = layout.add_field(Unit::State, "score_before", derived(Derive::Lag(score, 1))).expect("fits");
    let known = Derive::Share(score, Fold::KnownOnly);
    let known = layout.add_field(Unit::Membership, "share", derived(known)).expect("fits");
    let all = Derive::Share(score, Fold::AllKnown);
    let all = layout.add_field(Unit::Membership, "share_of_all", derived(all)).expect("fits");
    let neutral = Derive::Allied(Some(Obligation::Neutrality));
    let neutral = layout.add_field(Unit::Pair, "neutral", derived(neutral)).expect("fits");
    let trade = layout.add_network("trade", true).expect("new");
    let partners = layout.add_field(Unit::State, "partners", derived(Derive::Degree(trade))).expect("fits");
    assert_eq!(layout.add_network("trade", false), Err(LayoutError::Twice("trade".to_owned())));
    for (unit, kind) in [
        (Unit::State, derived(Derive::AtEntry(score))),
        (Unit::State, derived(Derive::Window(Pattern::Exit, 3))),
        (Unit::State, derived(Derive::Lag(Field::ALLIANCE, 1))),
        (Unit::Treaty, FieldKind::Data { carry_years: 1 }),
    ] {
        assert_eq!(layout.add_field(unit, "wrong", kind), Err(LayoutError::Unit("wrong".to_owned())), "{kind:?}");
    }

    let mut world = World::with_layout(roster(), Arc::new(layout));
    let (treaty, [a, b, _]) = three(&mut world);
    on(&mut world, "1991-01-01", EventKind::figure(a, score, Some(3.0)));
    on(&mut world, "1992-01-01", EventKind::figure(b, score, Some(1.0)));
    on(&mut world, "1992-01-01", EventKind::figure(a, score, Some(9.0)));
    let row = world.treaty(treaty).membership(a).expect("a member").row;
    assert_eq!((world.get(entry, row), world.get(lag, a.index())), (Some(3.0), Some(3.0)));
    assert_eq!((world.get(known, row), world.get(all, row)), (Some(0.9), None), "one of three is missing");
    on(&mut world, "1992-02-01", EventKind::Tie { network: trade, from: a, to: b, value: 2.5 });
    assert_eq!((world.get(partners, a.index()), world.get(partners, b.index())), (Some(1.0), Some(0.0)));
    let pair = world.pair_row(a, b);
    assert_eq!(world.get(neutral, pair), Some(0.0));
    let obligations = [Obligation::Neutrality].into_iter().collect();
    on(&mut world, "1992-03-01", EventKind::Amends { treaty, obligations });
    assert_eq!((world.get(neutral, pair), world.get(Field::DEFENSE, pair)), (Some(1.0), Some(0.0)));
    world.advance(Day::start_of_year(1994));
    assert_eq!(world.get(score, a.index()), None, "carried forward for two years");
}

#[test]
fn a_figure_tells_where_it_is_from_and_when_it_is_old() {
    let mut world = World::new(roster());
    let (of, field) = (Subject::State(StateId::from_index(0)), Field::MILPER);
    let day = Day::start_of_year(2000);
    assert_eq!((world.ground(field, 0), world.entered(field, 0)), (Ground::None, None));
    on(&mut world, "2000-01-01", EventKind::Figure { of, field, value: Some(7.0), ground: Ground::WorldFile });
    assert_eq!((world.ground(field, 0), world.entered(field, 0)), (Ground::WorldFile, Some((day, Ground::WorldFile))));
    world.advance(Day::start_of_year(2001));
    assert_eq!((world.ground(field, 0), world.get(field, 0)), (Ground::Carried, Some(7.0)));
    assert_eq!(world.next_end(), Some(Day::start_of_year(2010)));
    world.advance(Day::start_of_year(2010));
    assert_eq!((world.ground(field, 0), world.get(field, 0), world.ends()), (Ground::None, None, 0));
    assert_eq!(world.figure_on(field, StateId::from_index(0), Day::start_of_year(2005)), Some(7.0), "the past is kept");
}

#[test]
fn the_patron_is_a_field_of_its_treaty() {
    let mut world = World::new(roster());
    let (treaty, [a, b, _]) = three(&mut world);
    assert_eq!(world.get(Field::PATRON, treaty.index()), None);
    on(&mut world, "1991-01-01", EventKind::figure(a, Field::CINC, Some(0.1)));
    on(&mut world, "1991-01-01", EventKind::figure(b, Field::CINC, Some(0.3)));
    let found = world.patron(treaty, world.day().expect("a day")).map(|state| state.index() as f64);
    assert_eq!(world.get(Field::PATRON, treaty.index()), found);
}
