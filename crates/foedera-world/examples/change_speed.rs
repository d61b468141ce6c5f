//! What one change costs after a short and after a long past, and with somebody who is told of it; the memory of a full world.
//!
//! `cargo run --release -p foedera-world --example change_speed`. Both pasts are measured in one run, in turn, so that the ratio does not
//! depend on the machine or on what else runs on it.

use std::sync::Arc;
use std::time::Instant;

use foedera_world::layout::{FieldKind, Unit};
use foedera_world::{
    AnswerLevel, Cause, Change, Day, EventKind, Field, Ground, Layout, Obligation, Roster, State, StateId, Subject,
    Touched, Treaty, TreatyId, Trigger, World,
};

const STATES: usize = 200;
const TREATIES: usize = 25;
const ROUNDS: usize = 31;
const CHANGES: usize = 2_000;

fn roster() -> Arc<Roster> {
    let mut roster = Roster::default();
    for index in 0..STATES {
        let key = format!("S{index}");
        roster.add_state(State { key: key.clone(), iso3: None, name: key, also: Vec::new(), spells: Vec::new() });
    }
    for index in 0..TREATIES {
        let key = format!("T{index}");
        roster.add_treaty(Treaty {
            name: key.clone(),
            key,
            also: Vec::new(),
            atop: None,
            obligations: vec![Obligation::Defense],
            wartime: None,
            terms: Vec::new(),
            decision_rule: None,
            articles: Vec::new(),
            sources: Vec::new(),
        });
    }
    Arc::new(roster)
}

fn apply(world: &mut World, day: Day, kind: EventKind) {
    world.apply_on(day, kind).expect("the events of this example are possible");
}

/// Eight members in each of 25 treaties, then so many events, the last of them calls with two answers.
fn past(roster: &Arc<Roster>, events: usize) -> World {
    let mut world = World::new(Arc::clone(roster));
    let start = Day::start_of_year(1816);
    for treaty in (0..TREATIES).map(TreatyId::from_index) {
        apply(&mut world, start, EventKind::TreatyOpens { treaty });
        apply(&mut world, start, EventKind::TreatyInForce { treaty });
        for place in 0..8 {
            apply(
                &mut world,
                start,
                EventKind::Joins { treaty, state: StateId::from_index(treaty.index() * 8 + place) },
            );
        }
    }
    let fields = [Field::CINC, Field::POLYARCHY, Field::IDEAL_POINT, Field::MILPER];
    for index in 0..events {
        let day = start.plus_days((index * 76_000 / events) as i32);
        let state = StateId::from_index(index % STATES);
        if index % 4 == 3 {
            call(&mut world, day, state);
        } else {
            let value = (index % 97) as f64 / 97.0;
            apply(&mut world, day, EventKind::figure(state, fields[(index / STATES) % fields.len()], Some(value)));
        }
    }
    world.advance(Day::start_of_year(2025));
    world
}

/// A call of a state, and what two allies answer.
fn call(world: &mut World, day: Day, state: StateId) {
    let (call, treaty) = (world.next_call(), TreatyId::from_index(state.index() / 8));
    let trigger = Trigger::ExternalAttack;
    apply(world, day, EventKind::Call { call, treaty, requester: Some(state), trigger, asked: true, complete: None });
    for ally in [1, 2].map(|step| StateId::from_index(treaty.index() * 8 + (state.index() + step) % 8)) {
        apply(world, day, EventKind::Answer { call, state: ally, level: AnswerLevel::Troops, troops: None });
    }
}

/// Nanoseconds of one change with its rollback.
fn nanoseconds(world: &mut World, change: &dyn Fn(&mut World, usize)) -> f64 {
    let began = Instant::now();
    for index in 0..CHANGES {
        let mark = world.mark();
        change(world, index);
        world.rollback(mark);
    }
    began.elapsed().as_nanos() as f64 / CHANGES as f64
}

/// Counts what it is told.
struct Count(usize);

impl Touched for Count {
    fn before(&mut self, _: &World, _: &Change) {
        self.0 += 1;
    }
}

/// Nanoseconds of an exit with its rollback, with somebody watching or with nobody.
fn exit_nanoseconds(world: &mut World, watching: bool) -> f64 {
    let (mut count, day) = (Count(0), Day::start_of_year(2025).plus_days(1));
    let began = Instant::now();
    for index in 0..CHANGES {
        let state = StateId::from_index(index % STATES);
        let leaves =
            EventKind::Leaves { treaty: TreatyId::from_index(state.index() / 8), state, cause: Cause::Withdrawal };
        let mark = world.mark();
        if watching {
            let mut watched = world.watched(&mut count);
            watched.apply_on(day, leaves).expect("the events of this example are possible");
            watched.rollback(mark);
        } else {
            apply(world, day, leaves);
            world.rollback(mark);
        }
    }
    let spent = began.elapsed().as_nanos() as f64 / CHANGES as f64;
    assert!(!watching || count.0 > 20 * CHANGES, "seven allies both ways, there and back");
    spent
}

fn median(mut list: Vec<f64>) -> f64 {
    list.sort_by(f64::total_cmp);
    list[list.len() / 2]
}

/// Two hundred states from 1816 to 2025 with every figure of a state in every year, and every figure of a pair once.
fn full(roster: &Arc<Roster>) -> (World, usize) {
    let mut world = World::new(Arc::clone(roster));
    let layout = Layout::standard();
    let data = |unit: Unit| {
        let fields = layout.fields().filter(move |(_, entry)| entry.unit == unit);
        fields.filter(|(_, entry)| matches!(entry.kind, FieldKind::Data { .. })).map(|(field, _)| field)
    };
    let (of_states, of_pairs): (Vec<Field>, Vec<Field>) = (data(Unit::State).collect(), data(Unit::Pair).collect());
    let states = || (0..STATES).map(StateId::from_index);
    let (value, ground) = (Some(0.5), Ground::WorldFile);
    let mut figures = 0;
    let mut enter = |world: &mut World, day, of, field| {
        figures += 1;
        apply(world, day, EventKind::Figure { of, field, value, ground });
    };
    for year in 1816..=2025 {
        let day = Day::start_of_year(year);
        states()
            .for_each(|state| of_states.iter().for_each(|field| enter(&mut world, day, Subject::State(state), *field)));
    }
    let day = Day::start_of_year(2025);
    for (a, b) in states().flat_map(|a| states().map(move |b| (a, b))).filter(|(a, b)| a != b) {
        of_pairs.iter().for_each(|field| enter(&mut world, day, Subject::Pair(a, b), *field));
    }
    (world, figures)
}

fn main() {
    let roster = roster();
    let (mut short, mut long) = (past(&roster, 1_000), past(&roster, 100_000));
    let day = Day::start_of_year(2025);
    let figure = |world: &mut World, index: usize| {
        let state = StateId::from_index(index % STATES);
        apply(world, day.plus_days(1), EventKind::figure(state, Field::CINC, Some(0.25)));
    };
    let freeze = |world: &mut World, index: usize| {
        let state = StateId::from_index(index % STATES);
        apply(world, day.plus_days(1), EventKind::Freezes { treaty: TreatyId::from_index(state.index() / 8), state });
    };
    let leave = |world: &mut World, index: usize| {
        let state = StateId::from_index(index % STATES);
        let treaty = TreatyId::from_index(state.index() / 8);
        apply(world, day.plus_days(1), EventKind::Leaves { treaty, state, cause: Cause::Withdrawal });
    };
    let answered = |world: &mut World, index: usize| call(world, day.plus_days(1), StateId::from_index(index % STATES));
    type Change<'a> = (&'a str, &'a dyn Fn(&mut World, usize));
    let changes: [Change<'_>; 4] = [
        ("a figure", &figure),
        ("a freeze", &freeze),
        ("an exit (7 allies, a window)", &leave),
        ("a call with two answers", &answered),
    ];
    println!("one change with its rollback, ns (median of {ROUNDS} rounds of {CHANGES}):");
    println!("{:<30}{:>14}{:>16}{:>8}", "", "1,000 events", "100,000 events", "ratio");
    for (name, change) in changes {
        let rounds = (0..ROUNDS).map(|_| (nanoseconds(&mut short, change), nanoseconds(&mut long, change)));
        let (a, b): (Vec<f64>, Vec<f64>) = rounds.unzip();
        let (a, b) = (median(a), median(b));
        println!("{name:<30}{a:>14.0}{b:>16.0}{:>8.2}", b / a);
    }
    let rounds = (0..ROUNDS).map(|_| (exit_nanoseconds(&mut short, false), exit_nanoseconds(&mut short, true)));
    let (alone, watched): (Vec<f64>, Vec<f64>) = rounds.unzip();
    let (alone, watched) = (median(alone), median(watched));
    println!(
        "an exit with nobody watching {alone:.0}, with somebody who counts {watched:.0}: ratio {:.2}",
        watched / alone
    );
    let (world, figures) = full(&roster);
    println!("a full world: {figures} figures, {} ends due, {:.1} MB", world.ends(), world.bytes() as f64 / 1e6);
}
