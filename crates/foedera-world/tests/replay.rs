//! Properties of histories and worlds over random stories.

mod story;

use foedera_diagnostic::Source;
use foedera_world::{Event, EventKind, History, TreatyId, When, read_history, write_history};
use proptest::prelude::*;
use story::{history, roster};

proptest! {
    #[test]
    fn replay_to_t_then_to_u_is_replay_to_u(history in history(), t in 6_900_i32..9_100, step in 0_i32..2_000) {
        let (t, u) = (foedera_world::Day::default().plus_days(t), foedera_world::Day::default().plus_days(t + step));
        let mut replay = history.world_at(t);
        replay.run_to(&history, u);
        prop_assert_eq!(replay, history.world_at(u));
    }

    #[test]
    fn every_event_is_applied_or_refused_with_a_reason(history in history()) {
        let mut world = history.start().world;
        let mut refused = Vec::new();
        for (index, event) in history.events().iter().enumerate() {
            let before = world.clone();
            if let Err(refusal) = world.apply(event) {
                prop_assert!(!refusal.to_string().is_empty());
                prop_assert_eq!(&world, &before, "a refused event changes nothing");
                refused.push((index, refusal));
            } else {
                prop_assert_eq!(world.day(), Some(event.when.day()));
                // The same figure, tie or duty again, and a state that is taken to exist from the start.
                use EventKind as K;
                let silent = matches!(event.kind, K::Figure { .. } | K::Tie { .. } | K::Amends { .. } | K::StateEnters { .. });
                let idle = silent || world.day() != before.day();
                prop_assert!(idle || world != before, "an applied event is not ignored: {:?}", event);
            }
        }
        let replay = history.replay();
        prop_assert_eq!(replay.refused, refused);
        prop_assert_eq!(replay.world, world);
    }

    #[test]
    fn nobody_leaves_a_treaty_it_is_not_in(history in history()) {
        let mut world = history.start().world;
        for event in history.events() {
            let inside = match event.kind {
                EventKind::Leaves { treaty, state, .. } => Some(world.treaty(treaty).membership(state).is_some()),
                _ => None,
            };
            let applied = world.apply(event).is_ok();
            prop_assert!(inside != Some(false) || !applied);
        }
    }

    #[test]
    fn spells_of_a_state_do_not_overlap(history in history()) {
        let world = history.replay().world;
        for (treaty, _) in history.roster().treaties() {
            for (state, _) in history.roster().states() {
                let spells: Vec<_> = world.treaty(treaty).memberships().filter(|s| s.state == state).collect();
                for pair in spells.windows(2) {
                    prop_assert!(!pair[0].status.is_open() && pair[0].changed <= pair[1].since);
                }
            }
        }
    }

    #[test]
    fn writing_and_reading_back_is_the_identity(history in history()) {
        let text = write_history(&history, &[]);
        let (back, provenance) = read_history(&Source::new("h.jsonl", text)).expect("what we write we read");
        prop_assert_eq!(back, history);
        prop_assert!(provenance.is_empty());
    }

    #[test]
    fn any_text_is_refused_as_a_history_without_a_panic(text in "\\PC{0,200}") {
        prop_assert!(read_history(&Source::new("h.jsonl", text)).is_err());
    }
}

#[test]
fn a_history_of_another_version_and_a_broken_line_are_told_apart() {
    let good = write_history(&History::new(roster(), Vec::new()), &[]);
    let newer = good.replacen("\"schema\":2", "\"schema\":3", 1);
    let problems = read_history(&Source::new("h.jsonl", newer)).expect_err("a newer schema");
    assert!(problems.0[0].message.contains("schema version 3"), "{problems}");
    let broken = format!("{good}{{\"event\":\n");
    let problems = read_history(&Source::new("h.jsonl", broken)).expect_err("a broken line");
    assert_eq!(problems.0[0].place.line(), Some(good.lines().count() + 1));
}

#[test]
fn events_that_come_too_early_are_not_appended() {
    let on = |day: &str| When::on(day.parse().expect("a day"));
    let treaty = TreatyId::from_index(0);
    let mut history = History::new(roster(), vec![Event::new(on("1992-05-15"), EventKind::TreatyOpens { treaty })]);
    let early = Event::new(on("1991-01-01"), EventKind::TreatyInForce { treaty });
    assert_eq!(history.append(early.clone()), Err(early));
    assert!(history.append(Event::new(on("1994-04-20"), EventKind::TreatyInForce { treaty })).is_ok());
    assert_eq!(history.replay().refused, []);
}
