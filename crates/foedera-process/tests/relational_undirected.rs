//! Events without direction: unordered pairs are at risk, and whoever is named first does not matter.

use foedera_process::relational::{
    Actors, Attribute, Clusters, Dependent, EventData, Formula, Model, ModelKind, Network, Options, Risk, SetEvent,
};

const EVENTS: [(f64, usize, usize); 11] = [
    (0.0, 0, 1),
    (3.0, 0, 1),
    (4.0, 1, 0),
    (4.0, 2, 0),
    (9.0, 0, 1),
    (9.5, 3, 2),
    (11.0, 1, 0),
    (16.0, 2, 3),
    (18.0, 0, 3),
    (25.0, 3, 1),
    (31.0, 0, 2),
];

/// Four actors with a value; `swap` says of each event whether its sides are swapped.
fn data(swap: impl Fn(usize) -> bool) -> EventData {
    let event = |(place, (time, i, j)): (usize, &(f64, usize, usize))| {
        let (sender, receiver) = if swap(place) { (*j, *i) } else { (*i, *j) };
        Dependent { time: *time, sender, receiver }
    };
    let dependent: Vec<Dependent> = EVENTS.iter().enumerate().map(event).collect();
    EventData {
        senders: Actors {
            name: "actors".into(),
            labels: ["A", "B", "C", "D"].map(str::to_owned).to_vec(),
            present: vec![true; 4],
            presence: Vec::new(),
        },
        networks: vec![Network {
            name: "calls".into(),
            directed: false,
            changes: dependent.iter().map(Dependent::change).collect(),
            ..Network::default()
        }],
        attributes: vec![Attribute {
            of: "actors".into(),
            name: "z".into(),
            initial: vec![1.0, 2.5, 0.5, 4.0],
            changes: Vec::new(),
        }],
        dependent,
        ..EventData::default()
    }
}

fn fit(data: &EventData, formula: &str) -> (Vec<f64>, f64) {
    let estimate = Model::new(data, ModelKind::Rem, &formula.parse().unwrap()).unwrap().fit(&[]).unwrap();
    (estimate.parameters.clone(), estimate.value.log_likelihood)
}

fn near(own: f64, expected: f64, tolerance: f64) {
    assert!((own - expected).abs() < tolerance, "{own} for {expected}");
}

#[test]
fn a_constant_rate_is_events_per_unordered_pair_and_unit_of_time() {
    let (parameters, _) = fit(&data(|_| false), "calls ~ 1");
    near(parameters[0], foedera_math::ln(11.0 / (31.0 * 6.0)), 1e-9);
}

/// Worked out by a program of its own (likelihood of all six pairs, maximised by BFGS and by a bounded search).
#[test]
fn inertia_of_unordered_pairs_is_what_an_independent_program_finds() {
    let (parameters, _) = fit(&data(|_| false), "calls ~ 1 + inertia");
    near(parameters[0], -2.8622, 5e-5);
    near(parameters[1], 0.0639, 5e-5);
    near(fit(&data(|_| false), "calls ~ inertia").1, -18.8749, 5e-5);
}

#[test]
fn alter_is_the_mean_of_both_ends() {
    let (alter, average) =
        (fit(&data(|_| false), "calls ~ alter(actors$z)"), fit(&data(|_| true), "calls ~ average(actors$z)"));
    assert_eq!(alter, average);
}

#[test]
fn an_unordered_pair_in_order_is_a_set_of_two() {
    let pairs = data(|place| place % 3 == 0);
    let set = |event: &Dependent| SetEvent {
        time: event.time,
        sender: None,
        members: vec![event.sender as u32, event.receiver as u32],
    };
    let sets = EventData { sets: pairs.dependent.iter().map(set).collect(), ..pairs.clone() };
    let formula: Formula = "calls ~ inertia + alter(actors$z) + diff(actors$z) + trans + indeg".parse().unwrap();
    let theta = [0.7, -0.3, 0.4, 0.2, -0.1];
    let (one, other) =
        (Model::new(&pairs, ModelKind::Rem, &formula).unwrap(), Model::new(&sets, ModelKind::Sets, &formula).unwrap());
    let (one, other) = (one.value(&theta), other.value(&theta));
    near(one.log_likelihood, other.log_likelihood, 1e-10);
    one.score.iter().zip(&other.score).for_each(|(one, other)| near(*one, *other, 1e-10));
}

#[test]
fn as_many_controls_as_there_are_pairs_are_all_of_them() {
    let data = data(|_| false);
    for text in ["calls ~ inertia + diff(actors$z)", "calls ~ 1 + inertia + diff(actors$z)"] {
        let formula: Formula = text.parse().unwrap();
        let sampled = |options: usize| {
            let options = Options { risk: Risk::Sampled { options, seed: 1 }, ..Options::default() };
            Model::with(&data, ModelKind::Rem, &formula, options).unwrap()
        };
        let whole = Model::new(&data, ModelKind::Rem, &formula).unwrap();
        let theta: Vec<f64> = (0..whole.parameters()).map(|a| 0.3 - 0.2 * a as f64).collect();
        near(sampled(6).value(&theta).log_likelihood, whole.value(&theta).log_likelihood, 1e-10);
        assert_eq!((sampled(6).sampled(), sampled(3).sampled(), whole.sampled()), (0, 11, 0), "{text}");
    }
}

#[test]
fn what_asks_for_a_sender_is_refused_with_the_remedy() {
    let data = data(|_| false);
    let refusal = |law: ModelKind, formula: &str, clusters: Clusters| {
        let options = Options { clusters, ..Options::default() };
        Model::with(&data, law, &formula.parse().unwrap(), options)
            .err()
            .map_or(String::new(), |error| error.to_string())
    };
    for effect in
        ["ego(actors$z)", "indeg(calls, type = \"ego\")", "psABBA", "outdegreeSender", "send(actors$z)", "recip:psABXA"]
    {
        let error = refusal(ModelKind::Rem, &format!("calls ~ 1 + {effect}"), Clusters::None);
        assert!(error.contains("asks which of the two acts"), "{effect}: {error}");
    }
    for law in [ModelKind::Choice, ModelKind::Rate] {
        let effect = if law == ModelKind::Rate { "outdeg" } else { "inertia" };
        assert!(refusal(law, &format!("calls ~ {effect}"), Clusters::None).contains("have no sender"), "{law:?}");
    }
    assert!(refusal(ModelKind::Rem, "calls ~ 1 + inertia", Clusters::Sender).contains("cluster by event"));
    assert!(refusal(ModelKind::Coordination, "calls ~ inertia", Clusters::Receiver).contains("cluster by event"));
    assert_eq!(refusal(ModelKind::Rem, "calls ~ inertia", Clusters::Event), "");
}
