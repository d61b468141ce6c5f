//! Random stories: events of every kind over four states, two treaties, three calls, two summits and two disputes.

mod roster;

use foedera_world::{
    AnswerLevel, CallId, Cause, Day, DisputeId, Event, EventKind, Field, Ground, History, NetworkId, Obligation,
    Obligations, StateId, Subject, SummitId, TreatyId, Trigger, When,
};
use proptest::prelude::*;

pub use roster::roster;

fn of_treaty(which: u8, treaty: TreatyId, state: StateId, other: StateId, value: f64) -> EventKind {
    let obligations: Obligations =
        Obligation::ALL.into_iter().filter(|o| (*o as u8 as f64) < 3.0 + 3.0 * value).collect();
    match which {
        0 | 1 => EventKind::TreatyOpens { treaty },
        2 | 3 => EventKind::TreatyInForce { treaty },
        4 => EventKind::Signs { treaty, state },
        5..=7 => EventKind::Joins { treaty, state },
        8 => EventKind::Freezes { treaty, state },
        9 => EventKind::Thaws { treaty, state },
        10 | 11 => EventKind::Leaves { treaty, state, cause: Cause::Withdrawal },
        12 => EventKind::TreatyEnds { treaty, cause: Cause::NonRenewal },
        13 => EventKind::StateEnds { state },
        14 => EventKind::StateEnters { state },
        15 => EventKind::Amends { treaty, obligations },
        _ => EventKind::Pact { treaty, first: state, second: other, obligations },
    }
}

fn of_meeting(which: u8, treaty: TreatyId, state: StateId, other: StateId, place: usize) -> EventKind {
    let (call, summit, dispute) =
        (CallId::from_index(place), SummitId::from_index(place % 2), DisputeId::from_index(place % 2));
    match which {
        0 | 1 => EventKind::Call {
            call,
            treaty,
            requester: Some(state),
            trigger: Trigger::ExternalAttack,
            asked: true,
            complete: Some(AnswerLevel::None),
        },
        2 => EventKind::InNeed { call, state },
        3 => EventKind::Attacks { call, state: other },
        4 => EventKind::Answer { call, state: other, level: AnswerLevel::Troops, troops: Some(100) },
        5 => EventKind::Summit { summit, treaty },
        6 => EventKind::TextSigned { summit, state },
        7 => EventKind::TextRefused { summit, state },
        8 => EventKind::Dispute { dispute, first: state, second: other, hostility: 4 },
        9 => EventKind::TakesSide { dispute, state, with_first: place == 0 },
        10 => EventKind::Settles { dispute },
        11 => EventKind::Unrest { state },
        _ => EventKind::Calms { state },
    }
}

fn of_number(which: u8, state: StateId, other: StateId, value: f64) -> EventKind {
    let value = Some(value).filter(|value| *value > -0.5);
    let ground = Ground::History;
    match which {
        0 => EventKind::figure(state, Field::POLYARCHY, value),
        1 => EventKind::figure(state, Field::CINC, value),
        2 => EventKind::figure(state, Field::IDEAL_POINT, value),
        // Carried forward for ten years only.
        3 => EventKind::figure(state, Field::MILPER, value),
        4 => EventKind::Figure { of: Subject::Pair(state, other), field: Field::CAPITAL_DISTANCE, value, ground },
        _ => EventKind::Tie { network: NetworkId::RIVALS, from: state, to: other, value: value.unwrap_or(0.0).round() },
    }
}

fn kind() -> impl Strategy<Value = EventKind> {
    let state = || (0_usize..4).prop_map(StateId::from_index);
    let treaty = || (0_usize..2).prop_map(TreatyId::from_index);
    let value = || -1.0..1.0_f64;
    prop_oneof![
        4 => (0_u8..17, treaty(), state(), state(), value()).prop_map(|(w, t, s, o, v)| of_treaty(w, t, s, o, v)),
        3 => (0_u8..13, treaty(), state(), state(), 0_usize..3).prop_map(|(w, t, s, o, p)| of_meeting(w, t, s, o, p)),
        3 => (0_u8..6, state(), state(), value()).prop_map(|(w, s, o, v)| of_number(w, s, o, v)),
    ]
}

/// An event within some twenty years, often on the day of another.
fn event() -> impl Strategy<Value = Event> {
    (0_i32..400, kind()).prop_map(|(day, kind)| Event::new(When::on(Day::default().plus_days(7_000 + 20 * day)), kind))
}

pub fn history() -> impl Strategy<Value = History> {
    prop::collection::vec(event(), 0..160).prop_map(|events| History::new(roster(), events))
}
