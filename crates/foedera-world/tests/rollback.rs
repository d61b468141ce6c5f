//! Going back: after random events and a rollback every cell, tie, row and end is as it was.

mod story;

use foedera_world::{AnswerLevel, Day, EventKind, Field, NetworkId, Obligation, StateId, Trigger, World};
use proptest::prelude::*;
use story::{history, roster};

/// Apply the events that are not refused; gives how many were not.
fn run(world: &mut World, events: &[foedera_world::Event]) -> usize {
    events.iter().filter(|event| world.apply(event).is_ok()).count()
}

proptest! {
    #[test]
    fn a_rollback_brings_back_every_cell_tie_row_and_end(history in history(), cut in 0_usize..160, later in 0_i32..6_000) {
        let events = history.events();
        let (before, after) = events.split_at(cut.min(events.len()));
        let mut world = history.start().world;
        run(&mut world, before);
        let kept = world.clone();
        let mark = world.mark();
        run(&mut world, after);
        if let Some(day) = world.day() {
            world.advance(day.plus_days(later));
        }
        world.rollback(mark);
        prop_assert_eq!(&world, &kept);
        // And what follows is as if nothing had been.
        let mut again = kept.clone();
        prop_assert_eq!(run(&mut world, after), run(&mut again, after));
        prop_assert_eq!(world, again);
    }

    #[test]
    fn marks_within_marks_are_given_back_one_by_one(history in history(), first in 0_usize..80, second in 0_usize..80) {
        let events = history.events();
        let (a, b) = (first.min(events.len()), (first + second).min(events.len()));
        let mut world = history.start().world;
        let outer = world.mark();
        run(&mut world, &events[..a]);
        let middle = world.clone();
        let inner = world.mark();
        run(&mut world, &events[a..b]);
        world.rollback(inner);
        prop_assert_eq!(&world, &middle);
        run(&mut world, &events[a..]);
        world.rollback(outer);
        prop_assert_eq!(world, history.start().world);
    }
}

#[test]
fn treaties_calls_summits_and_disputes_born_in_a_future_are_gone_after_it() {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let [a, b, c] = [0, 1, 2].map(StateId::from_index);
    let mut world = World::new(roster());
    let kept = world.clone();
    let mark = world.mark();
    let (treaty, call, dispute, summit) =
        (world.next_treaty(), world.next_call(), world.next_dispute(), world.next_summit());
    let obligations = [Obligation::Defense].into_iter().collect();
    let on = |world: &mut World, text: &str, kind: EventKind| world.apply_on(day(text), kind).expect("possible");
    on(&mut world, "2025-01-01", EventKind::Pact { treaty, first: a, second: b, obligations });
    on(&mut world, "2025-02-01", EventKind::Joins { treaty, state: c });
    on(&mut world, "2025-03-01", EventKind::Dispute { dispute, first: c, second: a, hostility: 4 });
    let (requester, trigger) = (Some(a), Trigger::MemberVsMember);
    on(&mut world, "2025-03-02", EventKind::Call { call, treaty, requester, trigger, asked: true, complete: None });
    on(&mut world, "2025-03-02", EventKind::Attacks { call, state: c });
    on(&mut world, "2025-03-05", EventKind::Answer { call, state: b, level: AnswerLevel::Troops, troops: None });
    on(&mut world, "2025-04-01", EventKind::Summit { summit, treaty });
    on(&mut world, "2025-04-01", EventKind::TextRefused { summit, state: c });
    assert_eq!(world.roster().treaty_key(treaty), "pact-2");
    assert_eq!(world.treaty(treaty).members().count(), 3);
    assert_eq!(world.get(Field::ALLIED, world.pair_row(a, b)), Some(1.0));
    assert_eq!(world.get(Field::DEFENSE, world.pair_row(b, c)), Some(1.0));
    assert_eq!((world.get(Field::OPPONENTS, 0), world.get(Field::RECENT_PACTS, 0)), (Some(1.0), Some(1.0)));
    let made = world.calls().next().expect("the call");
    assert_eq!((made.asked(), made.answer(b)), (vec![b], Some(AnswerLevel::Troops)));
    on(&mut world, "2025-05-01", EventKind::Settles { dispute });
    assert_eq!(world.get(Field::OPPONENTS, 0), Some(0.0));
    on(&mut world, "2028-06-01", EventKind::Leaves { treaty, state: c, cause: foedera_world::Cause::Withdrawal });
    assert_eq!(world.get(Field::RECENT_PACTS, 0), Some(0.0), "three years are over");
    assert_eq!(world.get(Field::DEFENSE, world.pair_row(b, c)), Some(0.0));
    world.rollback(mark);
    assert_eq!(world, kept);
    assert_eq!(world.network(NetworkId::ALLIED).sent.iter().map(Vec::len).sum::<usize>(), 0);
}

#[test]
fn what_makes_no_sense_is_refused_with_a_reason() {
    let day = Day::start_of_year(2025);
    let [a, b] = [0, 1].map(StateId::from_index);
    let mut world = World::new(roster());
    let (treaty, dispute) = (world.next_treaty(), world.next_dispute());
    let obligations = Default::default();
    let beyond = foedera_world::TreatyId::from_index(treaty.index() + 1);
    let refused = [
        EventKind::Pact { treaty, first: a, second: a, obligations },
        EventKind::Pact { treaty: beyond, first: a, second: b, obligations },
        EventKind::Joins { treaty, state: a },
        EventKind::Calms { state: a },
        EventKind::Dispute { dispute, first: a, second: a, hostility: 4 },
        EventKind::Dispute { dispute, first: a, second: b, hostility: 9 },
        EventKind::Settles { dispute },
        EventKind::figure(a, Field::CINC, Some(f64::NAN)),
        EventKind::figure(a, Field::RECENT_DISPUTES, Some(1.0)),
        EventKind::figure(a, Field::CAPITAL_DISTANCE, Some(1.0)),
        EventKind::Tie { network: NetworkId::ALLIED, from: a, to: b, value: 1.0 },
        EventKind::Tie { network: NetworkId::RIVALS, from: a, to: a, value: 1.0 },
        EventKind::Tie { network: NetworkId::RIVALS, from: a, to: b, value: f64::INFINITY },
    ];
    for kind in refused {
        let before = world.clone();
        let refusal = world.apply_on(day, kind).expect_err(&format!("{kind:?}"));
        assert!(!refusal.to_string().is_empty());
        assert_eq!(world, before, "{kind:?}");
    }
}
