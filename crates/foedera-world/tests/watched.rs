//! Being told: every change of a cell, tie, row, end or clock is announced before it is made, rollbacks included.

mod story;

use std::collections::BTreeMap;

use foedera_world::layout::{Derive, FieldKind, Unit};
use foedera_world::{Change, Day, Event, EventKind, Field, NetworkId, Obligation, StateId, Touched, TreatyId, World};
use proptest::prelude::*;
use story::{history, roster};

/// A world made of announcements alone.
#[derive(Debug, Clone, Default, PartialEq)]
struct Mirror {
    day: Option<Day>,
    cells: BTreeMap<(Field, usize), f64>,
    ties: BTreeMap<(NetworkId, usize, usize), f64>,
    /// Rows that were born.
    rows: BTreeMap<Unit, usize>,
    exits: BTreeMap<TreatyId, usize>,
    ends: BTreeMap<Day, i64>,
    told: usize,
}

/// How many rows of a unit there are to see.
fn rows(world: &World, unit: Unit) -> usize {
    match unit {
        Unit::Treaty => world.next_treaty().index(),
        Unit::Call => world.next_call().index(),
        Unit::Summit => world.next_summit().index(),
        Unit::Dispute => world.next_dispute().index(),
        _ => (0..rows(world, Unit::Treaty)).map(|row| spells(world, row)).sum(),
    }
}

fn spells(world: &World, treaty: usize) -> usize {
    world.treaty(TreatyId::from_index(treaty)).memberships().count()
}

/// Whether reading a field gives what is stored.
fn is_stored(world: &World, field: Field) -> bool {
    let kind = world.layout().field(field).kind;
    !matches!(kind, FieldKind::Derived(derive) if !matches!(derive, Derive::AtEntry(_) | Derive::Window(..)))
}

impl Touched for Mirror {
    fn before(&mut self, world: &World, change: &Change) {
        self.told += 1;
        // Whatever the moment, everything can be read.
        (0..rows(world, Unit::Treaty)).for_each(|row| _ = spells(world, row));
        match *change {
            Change::Clock { before, after } => {
                assert_eq!(world.day(), before);
                self.day = after;
            }
            Change::Cell { field, row, before, after } => {
                if is_stored(world, field) {
                    assert_eq!(
                        world.get(field, row).filter(|value| *value != 0.0),
                        before.filter(|value| *value != 0.0)
                    );
                }
                match after {
                    Some(value) => _ = self.cells.insert((field, row), value),
                    None => _ = self.cells.remove(&(field, row)),
                }
            }
            Change::Tie { network, from, to, before, after } => {
                assert_eq!(world.network(network).stored(from, to), before);
                self.ties.insert((network, from, to), after);
                self.ties.retain(|_, weight| *weight != 0.0);
            }
            Change::Row { unit, row, born } => {
                // A membership that is going has lost its status already.
                let seen = if born || unit == Unit::Membership { row } else { row + 1 };
                assert_eq!(rows(world, unit), seen);
                *self.rows.entry(unit).or_default() = if born { row + 1 } else { row };
            }
            Change::Exit { treaty, born } => {
                let count = self.exits.entry(treaty).or_default();
                *count = if born { *count + 1 } else { *count - 1 };
            }
            Change::Ends { day, more } => {
                *self.ends.entry(day).or_default() += more;
                self.ends.retain(|_, count| *count != 0);
            }
        }
    }
}

impl Mirror {
    /// Whether the world is what was announced.
    fn check(&self, world: &World) {
        assert_eq!(world.day(), self.day);
        // What the treaties owe stands in the roster: it was there before anybody watched.
        for (field, entry) in world.layout().fields().filter(|(field, _)| is_stored(world, *field)) {
            let held = usize::from(entry.unit == Unit::Treaty && field == Field::OBLIGATIONS) * 2;
            for row in held..200 {
                let told = self.cells.get(&(field, row)).copied().filter(|value| *value != 0.0);
                let seen = world.get(field, row).filter(|value| *value != 0.0);
                assert_eq!(seen, told, "{} of {row}", entry.name);
            }
        }
        for (network, _) in world.layout().networks() {
            let seen = world.network(network).sent.iter().enumerate();
            let seen: Vec<_> = seen.flat_map(|(from, list)| list.iter().map(move |tie| (from, *tie))).collect();
            let told = self.ties.range((network, 0, 0)..=(network, usize::MAX, usize::MAX));
            let told: Vec<_> = told.map(|((_, from, to), weight)| (*from, (*to as u32, *weight))).collect();
            assert_eq!(seen, told);
        }
        for (unit, count) in &self.rows {
            assert_eq!(rows(world, *unit), *count);
        }
        assert_eq!(world.next_end(), self.ends.keys().next().copied());
        assert!(self.ends.values().all(|count| *count > 0));
    }
}

fn run(world: &mut World, events: &[Event], mirror: &mut Mirror) {
    for event in events {
        let before = mirror.told;
        if world.watched(mirror).apply(event).is_err() {
            assert_eq!(mirror.told, before, "what is refused is not announced");
        }
    }
}

proptest! {
    #[test]
    fn a_world_is_what_was_announced(history in history(), cut in 0_usize..160, later in 0_i32..6_000) {
        let events = history.events();
        let (first, second) = events.split_at(cut.min(events.len()));
        let (mut world, mut mirror) = (history.start().world, Mirror::default());
        run(&mut world, first, &mut mirror);
        mirror.check(&world);
        let kept = (world.clone(), mirror.clone());
        let mark = world.mark();
        run(&mut world, second, &mut mirror);
        if let Some(day) = world.day() {
            world.watched(&mut mirror).advance(day.plus_days(later));
        }
        mirror.check(&world);
        // Watching changes nothing.
        let mut alone = history.start().world;
        for event in events {
            let _refused = alone.apply(event);
        }
        if let Some(day) = alone.day() {
            alone.advance(day.plus_days(later));
        }
        prop_assert_eq!(&world, &alone);
        world.watched(&mut mirror).rollback(mark);
        mirror.check(&world);
        prop_assert_eq!(&world, &kept.0);
        let exits = |mirror: &Mirror| mirror.exits.values().filter(|count| **count > 0).sum::<usize>();
        prop_assert_eq!(exits(&mirror), exits(&kept.1));
    }
}

#[test]
fn a_tie_is_announced_both_ways_before_it_is_there() {
    struct Order(Vec<String>);
    impl Touched for Order {
        fn before(&mut self, _: &World, change: &Change) {
            match change {
                Change::Tie { network: NetworkId::ALLIED, from, to, before, after } => {
                    self.0.push(format!("{from}-{to} {before} to {after}"));
                }
                Change::Row { unit, row, .. } => self.0.push(format!("{unit:?} {row}")),
                _ => {}
            }
        }
    }
    let (mut world, mut order) = (World::new(roster()), Order(Vec::new()));
    let [first, second] = [0, 1].map(StateId::from_index);
    let (treaty, obligations) = (world.next_treaty(), [Obligation::Defense].into_iter().collect());
    let pact = EventKind::Pact { treaty, first, second, obligations };
    world.watched(&mut order).apply_on(Day::start_of_year(2025), pact).expect("possible");
    assert_eq!(order.0, ["Treaty 2", "Membership 0", "1-0 0 to 1", "0-1 0 to 1", "Membership 1"]);
}
