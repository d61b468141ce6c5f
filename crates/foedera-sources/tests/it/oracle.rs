//! The world of columns against the world that it replaces: every reading after every event.

use std::sync::Arc;

use foedera_sources::{atop, capabilities, democracy, ideal_points};
use foedera_world::{Day, Event, EventKind, Field as F, History, Roster, StateId, TreatyId, Variable, When, World};

use crate::fixtures::real;
use crate::old_world;

fn same_treaty(old: &old_world::World, new: &World, treaty: TreatyId) {
    let (a, b) = (old.treaty(treaty), new.treaty(treaty));
    assert_eq!((a.status, a.opened, a.in_force, a.ended), (b.status(), b.opened(), b.in_force(), b.ended()));
    let mut owed = a.obligations.clone();
    owed.sort();
    owed.dedup();
    assert_eq!(owed, b.obligations().iter().collect::<Vec<_>>());
    assert_eq!(a.exits, b.exits());
    let of_old = |m: &old_world::Membership| (m.state, m.status, m.since, m.in_force, m.changed, m.cause);
    let of_new = |m: foedera_world::Membership| (m.state, m.status, m.since, m.in_force, m.changed, m.cause);
    let spells: Vec<_> = a.memberships.iter().map(of_old).collect();
    assert_eq!(spells, b.memberships().map(of_new).collect::<Vec<_>>());
    assert_eq!(a.members().map(of_old).collect::<Vec<_>>(), b.members().map(of_new).collect::<Vec<_>>());
    assert_eq!(a.participants().count(), b.participants().count());
    for spell in &a.memberships {
        assert_eq!(a.membership(spell.state).map(of_old), b.membership(spell.state).map(of_new));
    }
    let day = new.day().unwrap();
    let from = day.plus_years(-3);
    let recent = a.exits.iter().filter(|exit| **exit > from && **exit <= day).count();
    assert_eq!(new.get(F::RECENT_EXITS, treaty.index()), Some(recent as f64), "{day}");
    assert_eq!(old.patron(treaty, day), new.patron(treaty, day));
    for member in b.members() {
        for (variable, field) in [(Variable::Cinc, F::CINC_AT_ENTRY), (Variable::Polyarchy, F::POLYARCHY_AT_ENTRY)] {
            let entry = old.attributes().first_known(variable, &[member.state], member.since, day);
            let value = entry.and_then(|entry| old.attributes().at(variable, member.state, entry));
            assert_eq!(value, new.get(field, member.row), "{variable:?} {day}");
        }
    }
}

fn same_figures(old: &old_world::World, new: &World, state: StateId, day: Day) {
    for variable in Variable::ALL {
        for back in [0, 1, 3, 5, 40] {
            let at = day.plus_years(-back);
            assert_eq!(old.attributes().at(variable, state, at), new.figure_on(variable, state, at), "{variable:?} {at}");
        }
        assert_eq!(old.attributes().at(variable, state, day), new.figure(variable, state));
    }
    let lags = [
        (Variable::Cinc, 3, F::CINC_3_YEARS_BEFORE),
        (Variable::Cinc, 5, F::CINC_5_YEARS_BEFORE),
        (Variable::Polyarchy, 3, F::POLYARCHY_3_YEARS_BEFORE),
        (Variable::IdealPoint, 5, F::IDEAL_POINT_5_YEARS_BEFORE),
    ];
    for (variable, years, field) in lags {
        assert_eq!(old.attributes().at(variable, state, day.plus_years(-years)), new.get(field, state.index()));
    }
}

fn compare(history: &History, every: usize) -> usize {
    let roster: &Arc<Roster> = history.roster();
    let mut old = old_world::World::new(Arc::clone(roster));
    let mut new = World::new(Arc::clone(roster));
    let mut refused = 0;
    for (index, event) in history.events().iter().enumerate() {
        let (a, b) = (old.apply(event), new.apply(event));
        assert_eq!(a.is_err(), b.is_err(), "{event:?}: {a:?} {b:?}");
        refused += usize::from(a.is_err());
        if a.is_err() {
            continue;
        }
        let whole = index % every == 0;
        let told = format!("{:?}", event.kind);
        for (treaty, _) in roster.treaties().filter(|(treaty, _)| whole || told.contains(&format!("{treaty:?}"))) {
            same_treaty(&old, &new, treaty);
        }
        for (state, _) in roster.states().filter(|(state, _)| whole || told.contains(&format!("{state:?}"))) {
            same_figures(&old, &new, state, event.when.day());
        }
    }
    let calls: Vec<_> = new.calls().collect();
    assert_eq!(old.calls().len(), calls.len());
    for call in &calls {
        let its = old.calls().iter().find(|own| own.key == format!("{:?}", call.id())).unwrap();
        let own = (call.treaty(), call.requester(), call.trigger(), call.day());
        assert_eq!((its.treaty, its.requester, its.trigger, its.day), own);
        let mut answers = its.answers.clone();
        answers.sort();
        assert_eq!(answers, call.answers().collect::<Vec<_>>());
    }
    let summits: Vec<_> = new.summits().collect();
    assert_eq!(old.summits().len(), summits.len());
    for summit in &summits {
        let its = old.summits().iter().find(|own| own.key == format!("{:?}", summit.id())).unwrap();
        let sorted = |list: &[StateId]| {
            let mut list = list.to_vec();
            list.sort();
            list
        };
        assert_eq!((sorted(&its.signed), sorted(&its.refused)), (summit.signed().collect(), summit.refused().collect()));
    }
    println!("{} events, {refused} refused by both, {} calls, {} summits: equal", history.events().len(), calls.len(), summits.len());
    refused
}

#[test]
fn old_and_new_agree_on_the_atlas() {
    let atlas = foedera_atlas::Atlas::embedded().unwrap();
    assert_eq!(compare(&atlas.history, 1), 0);
}

#[test]
fn old_and_new_agree_on_atop_with_three_yearly_variables() {
    let Some(file) = real("alliances/atop5_1m.csv") else { return };
    let atlas = foedera_atlas::Atlas::embedded().unwrap();
    let read = atop::read(&file, Roster::clone(atlas.roster())).unwrap();
    let history = read.value.history;
    let roster = Arc::clone(history.roster());
    let mut events = history.events().to_vec();
    events.extend(capabilities::read(&real("states/cow_nmc_70.csv").unwrap(), &roster).unwrap().value);
    events.extend(democracy::read(&real("states/cw_democracy.csv").unwrap(), &roster).unwrap().value);
    let points = real("voting/IdealpointestimatesAll_Jun2024.csv").unwrap();
    events.extend(ideal_points::read(&points, &roster).unwrap().value);
    // Events that make no sense must be refused by both alike.
    let other = events.iter().filter(|event| !matches!(event.kind, EventKind::Figure { .. }));
    let later = |event: &Event| Event { when: When::on(event.when.day().plus_days(400)), ..event.clone() };
    let wrong: Vec<Event> = other.step_by(7).map(later).collect();
    events.extend(wrong);
    let refused = compare(&History::new(roster, events), 997);
    assert!(refused > 100, "{refused}");
}
