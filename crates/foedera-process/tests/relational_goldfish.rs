//! Effects as goldfish defines them, number by number, on small histories worked out by hand.

use foedera_process::relational::{Actors, Attribute, Change, Dependent, EventData, Model, ModelKind, Network};

const N: usize = 5;

/// Ties that come and go: time, from, to, value; an event at `now` that sees them.
fn data(ties: &[(f64, usize, usize, f64)], now: f64) -> EventData {
    let change = |(time, from, to, value): &(f64, usize, usize, f64)| Change {
        time: *time,
        from: *from,
        to: *to,
        value: *value,
        replace: true,
    };
    EventData {
        senders: Actors {
            name: "actors".into(),
            labels: (0..N).map(|i| i.to_string()).collect(),
            present: vec![true; N],
            presence: Vec::new(),
        },
        networks: vec![Network {
            name: "net".into(),
            directed: true,
            initial: vec![(3, 4, 1.0)],
            changes: ties.iter().map(change).collect(),
            ..Network::default()
        }],
        attributes: vec![Attribute {
            of: "actors".into(),
            name: "z".into(),
            initial: vec![1.0, 2.0, 4.0, 8.0, 16.0],
            changes: Vec::new(),
        }],
        dependent: vec![Dependent { time: now, sender: 0, receiver: 1 }],
        ..EventData::default()
    }
}

/// The pairs at which the effect is not 0, with its number.
fn numbers(ties: &[(f64, usize, usize, f64)], effect: &str) -> Vec<(usize, usize, f64)> {
    let data = data(ties, 100.0);
    let model = Model::new(&data, ModelKind::Rem, &format!("net ~ {effect}").parse().unwrap()).unwrap();
    let rows = model.statistics(0).into_iter().map(|(i, j, row)| (i, j, row[0]));
    rows.filter(|(_, _, number)| *number != 0.0).collect()
}

const FORTH: &[(f64, usize, usize, f64)] = &[(1.0, 0, 1, 1.0), (2.0, 1, 2, 1.0)];
const BACK: &[(f64, usize, usize, f64)] = &[(1.0, 1, 2, 1.0), (2.0, 0, 1, 1.0)];
const LATER: &[(f64, usize, usize, f64)] = &[(1.0, 0, 1, 1.0), (2.0, 4, 0, 1.0), (3.0, 1, 2, 1.0)];

#[test]
fn sequential_paths_have_their_second_tie_after_the_first() {
    let trans = "trans(net, history = \"sequential\")";
    assert_eq!(numbers(FORTH, trans), [(0, 2, 1.0)]);
    assert_eq!(numbers(BACK, trans), []);
    assert_eq!(numbers(BACK, "trans"), [(0, 2, 1.0)]);
    // 0 → 1 → 2, and 3 → 4 → 0, whose first tie was there from the start.
    assert_eq!(numbers(LATER, trans), [(0, 2, 1.0), (3, 0, 1.0)]);
    assert_eq!(numbers(LATER, "cycle(net, history = \"sequential\")"), [(0, 3, 1.0), (2, 0, 1.0)]);
}

#[test]
fn consecutive_paths_have_their_second_tie_at_the_next_change() {
    let trans = "trans(net, history = \"consecutive\")";
    assert_eq!(numbers(FORTH, trans), [(0, 2, 1.0)]);
    assert_eq!(numbers(BACK, trans), []);
    // Between 0 → 1 and 1 → 2 came 4 → 0; 3 → 4 has no instant.
    assert_eq!(numbers(LATER, trans), []);
    assert_eq!(numbers(FORTH, "cycle(net, history = \"consecutive\")"), [(2, 0, 1.0)]);
}

#[test]
fn ties_of_one_instant_have_no_order_and_a_tie_that_comes_again_is_new() {
    let at_once = [(1.0, 0, 1, 1.0), (1.0, 1, 2, 1.0)];
    let again = [(1.0, 0, 1, 1.0), (2.0, 1, 2, 1.0), (3.0, 0, 1, 0.0), (4.0, 0, 1, 1.0)];
    let repeated = [(1.0, 1, 2, 1.0), (2.0, 0, 1, 1.0), (3.0, 1, 2, 2.0)];
    for history in ["sequential", "consecutive"] {
        let trans = format!("trans(net, history = \"{history}\")");
        assert_eq!(numbers(&at_once, &trans), [], "{history}");
        assert_eq!(numbers(&again, &trans), [], "{history}");
        // A tie that is there already does not come into being once more.
        assert_eq!(numbers(&repeated, &trans), [], "{history}");
        let gone = [(1.0, 0, 1, 1.0), (2.0, 1, 2, 1.0), (3.0, 1, 2, 0.0)];
        assert_eq!(numbers(&gone, &trans), [], "{history}");
    }
}

/// Receivers 4 and 2 have senders: A_4 = 8 of actor 3, and A_2 = (1 + 2) / 2 of actors 0 and 1. Where nobody sends, the mean over
/// the pairs that have a number: |z_i − 8| over i ≠ 4 is 7, 6, 4, 0, and |z_i − 1.5| over i ≠ 2 is 0.5, 0.5, 6.5, 14.5.
#[test]
fn tertius_diff_of_a_receiver_without_senders_is_the_mean_over_pairs_that_have_one() {
    let ties = [(1.0, 0, 2, 1.0), (2.0, 1, 2, 1.0)];
    let mean = (7.0 + 6.0 + 4.0 + 0.0 + 0.5 + 0.5 + 6.5 + 14.5) / 8.0;
    let found = numbers(&ties, "tertius_diff(net, actors$z)");
    let at = |i: usize, j: usize| found.iter().find(|row| (row.0, row.1) == (i, j)).map_or(0.0, |row| row.2);
    for i in 0..N {
        for j in (0..N).filter(|j| *j != i) {
            let z = [1.0, 2.0, 4.0, 8.0, 16.0_f64];
            let expected = match j {
                2 => (z[i] - 1.5).abs(),
                4 => (z[i] - 8.0).abs(),
                _ => mean,
            };
            assert!((at(i, j) - expected).abs() < 1e-12, "{i} → {j}: {} for {expected}", at(i, j));
        }
    }
    // Where nobody sends to anybody it is 0.
    let mut empty = data(&[], 100.0);
    empty.networks[0].initial.clear();
    let model = Model::new(&empty, ModelKind::Rem, &"net ~ tertius_diff(net, actors$z)".parse().unwrap()).unwrap();
    assert!(model.statistics(0).iter().all(|(_, _, row)| row[0] == 0.0));
}

#[test]
fn what_is_said_of_modes_must_be_so() {
    let one_mode = data(FORTH, 100.0);
    let mut two_modes = one_mode.clone();
    two_modes.receivers = Some(Actors { name: "places".into(), ..one_mode.senders.clone() });
    two_modes.attributes[0].of = "places".into();
    let bind = |data: &EventData, effect: &str| {
        Model::new(data, ModelKind::Choice, &format!("net ~ {effect}").parse().unwrap())
            .err()
            .map(|error| error.to_string())
    };
    for said in ["TRUE", "FALSE"] {
        assert_eq!(bind(&one_mode, &format!("alter(actors$z, is_two_mode = {said})")), None);
    }
    assert_eq!(bind(&two_modes, "alter(places$z, is_two_mode = TRUE)"), None);
    assert!(bind(&two_modes, "alter(places$z, is_two_mode = FALSE)").unwrap().contains("two modes"));
    assert!(bind(&one_mode, "alter(actors$z, is_two_mode = maybe)").unwrap().contains("does not take"));
    assert!(bind(&one_mode, "trans(net, is_two_mode = TRUE)").unwrap().contains("does not take"));
    assert!(bind(&one_mode, "trans(net, history = \"past\")").unwrap().contains("does not take"));
}
