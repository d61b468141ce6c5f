//! The world against a small reference that keeps nothing but the list of applied events and walks it for every reading.

mod story;

use std::collections::BTreeMap;

use foedera_world::{Cause, Day, Event, EventKind, Field, Obligation, StateId, Subject, TreatyId, World};
use proptest::prelude::*;
use story::history;

/// The applied events, in order.
struct Past<'a>(Vec<&'a Event>);

impl Past<'_> {
    /// The figure of a state on a day, the day's last one counting.
    fn figure(&self, field: Field, state: StateId, on: Day) -> Option<f64> {
        let of = |event: &&Event| match event.kind {
            EventKind::Figure { of: Subject::State(own), field: its, value, .. } if own == state && its == field => {
                (event.when.day() <= on).then_some((event.when.day(), value))
            }
            _ => None,
        };
        let last = self.0.iter().filter_map(of).next_back();
        // Military personnel is carried forward for ten years.
        let fresh = |(day, _): &(Day, Option<f64>)| field != Field::MILPER || on.plus_years(-10) < *day;
        last.filter(fresh).and_then(|(_, value)| value)
    }

    /// For whom a treaty is in force, since when the spell goes on, and whether it takes part.
    fn bound(&self, treaty: TreatyId) -> BTreeMap<StateId, Day> {
        let (mut bound, mut signed): (BTreeMap<StateId, Day>, BTreeMap<StateId, Day>) = Default::default();
        for event in &self.0 {
            let day = event.when.day();
            match event.kind {
                EventKind::Signs { treaty: of, state } if of == treaty => _ = signed.insert(state, day),
                EventKind::Joins { treaty: of, state } if of == treaty => {
                    bound.insert(state, signed.remove(&state).unwrap_or(day));
                }
                EventKind::Pact { treaty: of, first, second, .. } if of == treaty => {
                    bound.extend([(first, day), (second, day)]);
                }
                EventKind::Leaves { treaty: of, state, .. } if of == treaty => {
                    bound.remove(&state);
                    signed.remove(&state);
                }
                EventKind::StateEnds { state } => {
                    bound.remove(&state);
                    signed.remove(&state);
                }
                EventKind::TreatyEnds { treaty: of, .. } if of == treaty => {
                    bound.clear();
                    signed.clear();
                }
                _ => {}
            }
        }
        bound
    }

    fn owes_defense(&self, treaty: TreatyId) -> bool {
        let last = self.0.iter().rev().find_map(|event| match event.kind {
            EventKind::Amends { treaty: of, obligations } | EventKind::Pact { treaty: of, obligations, .. }
                if of == treaty =>
            {
                Some(obligations.contains(Obligation::Defense))
            }
            _ => None,
        });
        last.unwrap_or(true)
    }

    /// How many events there were in the three years up to a day.
    fn recent(&self, on: Day, counts: impl Fn(EventKind) -> usize) -> f64 {
        let recent = self.0.iter().filter(|event| event.when.day() > on.plus_years(-3) && event.when.day() <= on);
        recent.map(|event| counts(event.kind)).sum::<usize>() as f64
    }
}

type Bound = BTreeMap<TreatyId, BTreeMap<StateId, Day>>;

fn same(world: &World, past: &Past<'_>, on: Day) -> Result<(), TestCaseError> {
    let treaties = world.roster().treaties().map(|(id, _)| id);
    let bound: Bound = treaties.map(|id| (id, past.bound(id))).collect();
    same_states(world, past, &bound, on)?;
    same_treaties(world, past, &bound, on)
}

fn same_states(world: &World, past: &Past<'_>, bound: &Bound, on: Day) -> Result<(), TestCaseError> {
    let states: Vec<StateId> = world.roster().states().map(|(id, _)| id).collect();
    let treaties: Vec<TreatyId> = bound.keys().copied().collect();
    for state in &states {
        for field in [Field::CINC, Field::POLYARCHY, Field::IDEAL_POINT, Field::MILPER] {
            prop_assert_eq!(world.get(field, state.index()), past.figure(field, *state, on), "{:?} {}", field, on);
        }
        for (field, of, years) in
            [(Field::CINC_3_YEARS_BEFORE, Field::CINC, 3), (Field::CINC_5_YEARS_BEFORE, Field::CINC, 5)]
        {
            prop_assert_eq!(world.get(field, state.index()), past.figure(of, *state, on.plus_years(-years)));
        }
        let disputes = past.recent(on, |kind| match kind {
            EventKind::Dispute { first, second, .. } => usize::from(first == *state || second == *state),
            EventKind::TakesSide { state: own, .. } => usize::from(own == *state),
            _ => 0,
        });
        prop_assert_eq!(world.get(Field::RECENT_DISPUTES, state.index()), Some(disputes));
        let half_life = |day: Day| foedera_math::pow(0.5, on.years_since(day) / 10.0);
        let calls = past
            .0
            .iter()
            .filter(|event| matches!(event.kind, EventKind::Call { requester, .. } if requester == Some(*state)));
        let weight: f64 = calls.map(|event| half_life(event.when.day())).sum();
        let found = world.get(Field::CALLS_MADE, state.index()).unwrap();
        prop_assert!((found - weight).abs() < 1e-9 * (1.0 + weight), "{} {}", found, weight);
        for other in states.iter().filter(|other| *other != state) {
            let shared = |treaty: &&TreatyId| bound[*treaty].contains_key(state) && bound[*treaty].contains_key(other);
            let all = treaties.iter().filter(shared).count() as f64;
            let defense = treaties.iter().filter(shared).filter(|treaty| past.owes_defense(**treaty)).count() as f64;
            let row = world.pair_row(*state, *other);
            prop_assert_eq!(
                (world.get(Field::ALLIED, row), world.get(Field::DEFENSE, row)),
                (Some(all), Some(defense))
            );
        }
    }
    Ok(())
}

fn same_treaties(world: &World, past: &Past<'_>, bound: &Bound, on: Day) -> Result<(), TestCaseError> {
    for treaty in bound.keys().copied() {
        let found: BTreeMap<StateId, Day> = world
            .treaty(treaty)
            .memberships()
            .filter(|spell| spell.status.is_open() && spell.in_force.is_some())
            .map(|spell| (spell.state, spell.since))
            .collect();
        prop_assert_eq!(&found, &bound[&treaty]);
        let exits = past.recent(on, |kind| match kind {
            EventKind::Leaves { treaty: of, cause, .. } => usize::from(of == treaty && cause != Cause::StateEnded),
            _ => 0,
        });
        prop_assert_eq!(world.get(Field::RECENT_EXITS, treaty.index()), Some(exits));
        let spells: Vec<_> = world.treaty(treaty).memberships().filter(|spell| spell.status.is_open()).collect();
        for spell in spells {
            let days = (spell.since.number()..=on.number()).map(|day| on.plus_days(day - on.number()));
            let entry = days.into_iter().find_map(|day| past.figure(Field::POLYARCHY, spell.state, day));
            prop_assert_eq!(world.get(Field::POLYARCHY_AT_ENTRY, spell.row), entry, "{:?}", spell);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_reading_is_that_of_a_walk_over_the_past(history in history(), later in 0_i32..5_000) {
        let mut world = history.start().world;
        let mut past = Past(Vec::new());
        for (index, event) in history.events().iter().enumerate() {
            if world.apply(event).is_ok() {
                past.0.push(event);
            }
            let day_is_over = history.events().get(index + 1).is_none_or(|next| next.when.day() > event.when.day());
            if day_is_over && index % 5 == 0 && let Some(day) = world.day() {
                same(&world, &past, day)?;
            }
        }
        if let Some(day) = world.day() {
            let on = day.plus_days(later);
            world.advance(on);
            same(&world, &past, on)?;
        }
    }

    /// Events of one day and kind about different states and treaties may be given in any order.
    #[test]
    fn a_replay_does_not_depend_on_the_order_of_rows_about_different_things(history in history(), seed in any::<u64>()) {
        let about = |event: &Event| format!("{:?}", event.kind);
        let mut events: Vec<Event> = history.events().to_vec();
        // Of rows that contradict each other the first stands, so each state is told of once a day, and each thing
        // that begins (a treaty by its pact, a call, a dispute) begins once.
        let mut seen = std::collections::BTreeSet::new();
        let mut begun = std::collections::BTreeSet::new();
        events.retain(|event| {
            let subject: Vec<String> = about(event).split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
            let states: Vec<&String> = subject.windows(2).filter(|pair| pair[0] == "StateId").map(|pair| &pair[1]).collect();
            let free = states.iter().all(|state| !seen.contains(&(event.when.day(), (*state).clone())));
            let first = match event.kind {
                EventKind::Pact { treaty, .. } => begun.insert((event.when.day(), 0, treaty.index())),
                EventKind::Call { call, .. } => begun.insert((event.when.day(), 1, call.index())),
                EventKind::Dispute { dispute, .. } => begun.insert((event.when.day(), 2, dispute.index())),
                _ => true,
            };
            seen.extend(states.iter().map(|state| (event.when.day(), (*state).clone())));
            free && first && !states.is_empty()
        });
        let mut other = events.clone();
        other.sort_by_key(|event| {
            let bytes = about(event).bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
            (event.when.day(), bytes)
        });
        let roster = std::sync::Arc::clone(history.roster());
        let [a, b] = [events, other].map(|events| foedera_world::History::new(std::sync::Arc::clone(&roster), events).replay());
        prop_assert_eq!(a.refused.len(), b.refused.len());
        let (a, b) = (a.world, b.world);
        for (state, _) in roster.states() {
            for (field, entry) in a.layout().fields().filter(|(_, entry)| entry.unit == foedera_world::layout::Unit::State) {
                prop_assert_eq!(a.get(field, state.index()), b.get(field, state.index()), "{}", &entry.name);
            }
        }
        for (treaty, _) in roster.treaties() {
            let told = |world: &World| {
                let spell = |m: foedera_world::Membership| (m.state, m.since, m.status, m.in_force, m.changed);
                let mut spells: Vec<_> = world.treaty(treaty).memberships().map(spell).collect();
                spells.sort();
                let entry = |m: foedera_world::Membership| (m.state, world.get(Field::CINC_AT_ENTRY, m.row).map(f64::to_bits));
                let mut entries: Vec<_> = world.treaty(treaty).memberships().map(entry).collect();
                entries.sort();
                (spells, entries, world.treaty(treaty).status(), world.treaty(treaty).exits().len())
            };
            prop_assert_eq!(told(&a), told(&b));
        }
        for (network, entry) in a.layout().networks() {
            prop_assert_eq!(&a.network(network).sent, &b.network(network).sent, "{}", &entry.name);
        }
    }
}
