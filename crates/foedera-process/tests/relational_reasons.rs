//! Fits without an answer: the true reason in words, never a number that is none.

use foedera_process::relational::{Actors, Attribute, Dependent, EventData, Model, ModelKind, Network, SetEvent};

/// Four actors; `z` differs, `same` does not, `none` is unknown, `huge` cannot be squared.
fn data(events: &[(f64, usize, usize)]) -> EventData {
    let dependent: Vec<Dependent> = events
        .iter()
        .map(|(time, sender, receiver)| Dependent { time: *time, sender: *sender, receiver: *receiver })
        .collect();
    let attribute = |name: &str, initial: [f64; 4]| Attribute {
        of: "actors".into(),
        name: name.into(),
        initial: initial.to_vec(),
        changes: Vec::new(),
    };
    EventData {
        senders: Actors {
            name: "actors".into(),
            labels: ["A", "B", "C", "D"].map(str::to_owned).to_vec(),
            present: vec![true; 4],
            presence: Vec::new(),
        },
        networks: vec![Network {
            name: "calls".into(),
            directed: true,
            changes: dependent.iter().map(Dependent::change).collect(),
            ..Network::default()
        }],
        attributes: vec![
            attribute("z", [1.0, 2.5, 0.5, 4.0]),
            attribute("same", [2.0; 4]),
            attribute("none", [f64::NAN; 4]),
            attribute("huge", [1e308, -1e308, 1.0, 3.0]),
            attribute("tiny", [1e-200, 2e-200, 0.0, 3e-200]),
        ],
        dependent,
        ..EventData::default()
    }
}

fn reason(data: &EventData, law: ModelKind, formula: &str) -> String {
    let fitted = Model::new(data, law, &formula.parse().unwrap()).and_then(|model| model.fit(&[]));
    match fitted {
        Err(error) => error.to_string(),
        Ok(estimate) => panic!("{formula}: {:?}", estimate.parameters),
    }
}

const MANY: [(f64, usize, usize); 5] = [(1.0, 0, 1), (2.0, 1, 2), (4.0, 0, 1), (5.0, 3, 0), (7.0, 2, 0)];

#[test]
fn one_event_or_one_instant_leaves_no_time_for_a_rate() {
    for events in [&[(1.0, 0, 1)][..], &[(1.0, 0, 1), (1.0, 1, 2), (1.0, 2, 0)]] {
        for law in [ModelKind::Rem, ModelKind::Rate] {
            assert!(reason(&data(events), law, "calls ~ 1").starts_with("no time passes"), "{law:?}");
        }
    }
}

#[test]
fn events_of_one_instant_see_only_what_was_before_it() {
    let instant = data(&[(1.0, 0, 1), (1.0, 1, 2), (1.0, 2, 0)]);
    for law in [ModelKind::Rem, ModelKind::Choice, ModelKind::Coordination] {
        let said = reason(&instant, law, "calls ~ inertia");
        assert!(
            said.contains("all 3 events are at one instant") && said.ends_with("it is 0 for all of them"),
            "{said}"
        );
    }
    assert!(reason(&data(&[(1.0, 0, 1)]), ModelKind::Choice, "calls ~ inertia").contains("there is one event"));
}

#[test]
fn an_effect_that_never_differs_is_told_with_its_value() {
    let said = reason(&data(&MANY), ModelKind::Choice, "calls ~ alter(actors$same)");
    assert!(said.contains("never differs between the options") && said.ends_with("it is 2 for all of them"), "{said}");
    assert!(reason(&data(&MANY), ModelKind::Rem, "calls ~ sim(actors$same)").ends_with("it is 0 for all of them"));
}

#[test]
fn an_effect_that_others_say_is_told_with_the_combination() {
    let said = reason(&data(&MANY), ModelKind::Rem, "calls ~ 1 + alter(actors$same)");
    assert_eq!(said, "`alter(actors$same)` says what others say: it is 2.000 × `(intercept)`");
    let said = reason(&data(&MANY), ModelKind::Rem, "calls ~ alter(actors$z) + ego(actors$z) + average(actors$z)");
    assert!(said.contains("0.500 × `alter(actors$z)` + 0.500 × `ego(actors$z)`"), "{said}");
}

#[test]
fn where_there_is_one_option_there_is_nothing_to_choose() {
    let mut two = data(&[(1.0, 0, 1), (2.0, 1, 0), (3.0, 0, 1)]);
    two.senders.present = vec![true, true, false, false];
    assert!(reason(&two, ModelKind::Choice, "calls ~ alter(actors$z)").contains("one option only"));
}

#[test]
fn values_that_cannot_be_computed_with_are_said_to_be() {
    for formula in ["calls ~ alter(actors$huge)", "calls ~ alter(actors$tiny)"] {
        for law in [ModelKind::Choice, ModelKind::Rem, ModelKind::Coordination] {
            assert!(reason(&data(&MANY), law, formula).contains("too large or too small"), "{law:?} {formula}");
        }
    }
    let said = reason(&data(&MANY), ModelKind::Choice, "calls ~ diff(actors$z, transformer_fn = \"sqrt\")");
    assert!(said.contains("a root or logarithm"), "{said}");
}

#[test]
fn what_nobody_has_is_not_zero() {
    let said = reason(&data(&MANY), ModelKind::Choice, "calls ~ alter(actors$none)");
    assert_eq!(said, "nobody has a value of `actors$none` when it is asked for");
    let mut late = data(&MANY);
    late.attributes[2].changes = vec![(7.0, 0, 3.0), (7.0, 1, 6.0)];
    assert_eq!(reason(&late, ModelKind::Choice, "calls ~ alter(actors$none)"), said);
    // In time the level of rates depends on it from the start.
    late.attributes[2].changes = vec![(1.0, 0, 3.0), (1.0, 1, 6.0)];
    assert_eq!(reason(&late, ModelKind::Rem, "calls ~ 1 + alter(actors$none)"), said);
    assert!(Model::new(&late, ModelKind::Choice, &"calls ~ alter(actors$none)".parse().unwrap()).is_ok());
}

/// A and B have 3 and 6 before the first event, C has 9 from 3.5 on: who has none takes the mean of those who have one by then.
#[test]
fn a_value_that_is_not_known_yet_is_the_mean_of_the_others_meanwhile() {
    let mut data = data(&MANY);
    data.attributes[2].changes = vec![(0.5, 0, 3.0), (0.5, 1, 6.0), (3.5, 2, 9.0)];
    let model = Model::new(&data, ModelKind::Rate, &"calls ~ ego(actors$none)".parse().unwrap()).unwrap();
    let values = |event: usize| model.statistics(event).iter().map(|(.., row)| row[0]).collect::<Vec<_>>();
    assert_eq!(values(0), [3.0, 6.0, 4.5, 4.5]);
    assert_eq!(values(2), [3.0, 6.0, 9.0, 6.0]);
}

#[test]
fn no_events_are_nothing_to_explain() {
    assert!(reason(&data(&[]), ModelKind::Choice, "calls ~ inertia").contains("no event that counts"));
}

#[test]
fn few_sets_are_all_compared_and_many_are_counted() {
    let set = |time: f64, members: &[u32]| SetEvent { time, sender: None, members: members.to_vec() };
    let few = EventData {
        sets: vec![set(1.0, &[0, 1]), set(2.0, &[0, 1, 2]), set(3.0, &[1, 3]), set(5.0, &[2, 3])],
        ..data(&[])
    };
    // Worked out by a program of its own over all sets.
    let model = Model::new(&few, ModelKind::Sets, &"t ~ alter(actors$z)".parse().unwrap()).unwrap();
    let estimate = model.fit(&[]).unwrap();
    assert!((estimate.parameters[0] - 0.2826).abs() < 5e-5, "{:?}", estimate.parameters);
    assert!((estimate.value.log_likelihood + 6.6795).abs() < 5e-5);
    assert!(reason(&few, ModelKind::Sets, "t ~ alter(actors$same)").contains("never differs between the sets"));
    let n = 60;
    let many = EventData {
        senders: Actors {
            name: "actors".into(),
            labels: (0..n).map(|i| i.to_string()).collect(),
            present: vec![true; n],
            presence: Vec::new(),
        },
        attributes: Vec::new(),
        sets: vec![set(1.0, &[0, 1]), set(2.0, &[0, 1, 2, 3, 4, 5])],
        ..data(&[])
    };
    // C(60, 2) + C(60, 6).
    let said = reason(&many, ModelKind::Sets, "t ~ repetition");
    assert!(said.contains("event 2, of 6 of 60 actors") && said.contains("50065630"), "{said}");
}
