//! Histories drawn from a model and fitted again: estimates scatter around the truth as their errors say.

use foedera_math::{Draw, Stream};
use foedera_process::relational::{
    Actors, Attribute, Dependent, EventData, Formula, Model, ModelKind, Network, Options, Risk, SetEvent, Simulation,
    simulate,
};

const ACTORS: usize = 12;
const HISTORIES: u32 = 60;

/// Actors with a value, who are absent for a while, and a network that does not change by what they do.
fn world() -> EventData {
    let draw = Draw { seed: 7, future: 0, stream: Stream::Test(1), option: 0 };
    let z: Vec<f64> = (0..ACTORS).map(|i| 2.0 * draw.uniform(i as u32) - 1.0).collect();
    let other = (0..30).map(|k| {
        let pick = |index: u32| (draw.uniform(index) * ACTORS as f64) as usize;
        (pick(100 + 2 * k), pick(101 + 2 * k), 1.0)
    });
    let networks = vec![
        Network { name: "own".into(), directed: true, ..Network::default() },
        Network { name: "other".into(), directed: true, initial: other.collect(), ..Network::default() },
    ];
    EventData {
        senders: Actors {
            name: "actors".into(),
            labels: (0..ACTORS).map(|i| i.to_string()).collect(),
            present: vec![true; ACTORS],
            presence: vec![(20.0, 3, false), (40.0, 3, true), (50.0, 7, false)],
        },
        networks,
        attributes: vec![Attribute {
            of: "actors".into(),
            name: "z".into(),
            initial: z,
            changes: vec![(30.0, 2, 1.5)],
        }],
        start: Some(0.0),
        ..EventData::default()
    }
}

fn told(mut data: EventData, events: Vec<Dependent>, directed: bool) -> EventData {
    data.networks[0].changes = events.iter().map(Dependent::change).collect();
    data.networks[0].directed = directed;
    data.dependent = events;
    data
}

/// Draw histories, fit each, and hold mean and coverage against the truth.
fn recovers(law: ModelKind, text: &str, theta: &[f64], directed: bool, options: Options) {
    let formula: Formula = text.parse().unwrap();
    let p = theta.len();
    let (mut sums, mut squares, mut covered) = (vec![0.0; p], vec![0.0; p], vec![0; p]);
    for future in 0..HISTORIES {
        let mut data = world();
        data.networks[0].directed = directed;
        if !formula.intercept {
            // Laws that say nothing of time are drawn at given times, choices with given senders who are there.
            let draw = Draw { seed: 3, future, stream: Stream::Test(2), option: 0 };
            let event = |k: u32| {
                let sender = (draw.uniform(k) * 3.0) as usize;
                Dependent { time: f64::from(k) * 0.4 + 0.1, sender, receiver: (sender + 1) % 3 }
            };
            data.dependent = (0..200).map(event).collect();
        }
        let wanted = Simulation { start: 0.0, end: 80.0, events: 400, network: 0, seed: 11, future };
        let events = simulate(&data, law, &formula, theta, wanted).unwrap();
        let data = told(world(), events, directed);
        let estimate = Model::with(&data, law, &formula, options).unwrap().fit(&[]).unwrap();
        assert!(estimate.converged, "{law:?}, history {future}");
        for (a, error) in estimate.standard_errors().iter().enumerate() {
            let z = (estimate.parameters[a] - theta[a]) / error;
            sums[a] += z;
            squares[a] += z * z;
            covered[a] += u32::from(z.abs() < 1.96);
        }
    }
    let n = f64::from(HISTORIES);
    for a in 0..p {
        let mean = sums[a] / n;
        let spread = (squares[a] / n - mean * mean).sqrt();
        // The mean of 60 z has an error of 0.13; the small bias of maximum likelihood comes on top. Of 60 intervals of 95 %, 51 or
        // more hold the truth in all but one of a thousand runs.
        assert!(mean.abs() < 0.5, "{law:?} {text}: parameter {a} is off by {mean:.2} standard errors on average");
        assert!((0.7..1.4).contains(&spread), "{law:?} {text}: parameter {a} scatters {spread:.2} times its error");
        assert!(covered[a] >= 51, "{law:?} {text}: {} of {HISTORIES} intervals hold parameter {a}", covered[a]);
    }
}

#[test]
fn rates_of_pairs_in_time_are_recovered() {
    let text = "own ~ 1 + inertia(window = 10) + recip + outdeg(own, type = \"ego\") + tie(other) + ego(actors$z) + \
                diff(actors$z)";
    recovers(ModelKind::Rem, text, &[-4.0, 0.8, 0.6, -0.1, 0.7, 0.5, -0.6], true, Options::default());
}

/// Each unordered pair has one rate; were it at risk twice, the intercept would be off by ln 2.
#[test]
fn rates_of_unordered_pairs_are_recovered() {
    let timed = "own ~ 1 + inertia(window = 10) + tie(other) + alter(actors$z) + diff(actors$z)";
    recovers(ModelKind::Rem, timed, &[-3.0, 0.8, 0.7, 0.5, -0.6], false, Options::default());
    let ordered = "own ~ inertia(window = 10) + tie(other) + alter(actors$z)";
    recovers(ModelKind::Rem, ordered, &[0.8, 0.7, 0.5], false, Options::default());
    let risk = Risk::Sampled { options: 20, seed: 5 };
    recovers(ModelKind::Rem, ordered, &[0.8, 0.7, 0.5], false, Options { risk, ..Options::default() });
}

#[test]
fn rates_of_pairs_are_recovered_from_sampled_risk_sets() {
    let risk = Risk::Sampled { options: 20, seed: 5 };
    let text = "own ~ recip + tie(other) + ego(actors$z)";
    recovers(ModelKind::Rem, text, &[0.8, 0.7, 0.5], true, Options { risk, ..Options::default() });
    let timed = "own ~ 1 + recip + tie(other) + ego(actors$z)";
    // In time the drawn options stand for all, whose noise the errors do not know: more of them are drawn.
    let risk = Risk::Sampled { options: 60, seed: 5 };
    recovers(ModelKind::Rem, timed, &[-3.5, 0.8, 0.7, 0.5], true, Options { risk, ..Options::default() });
}

#[test]
fn rates_of_senders_are_recovered() {
    recovers(ModelKind::Rate, "own ~ 1 + ego(actors$z) + indeg(other)", &[-1.5, 0.6, 0.2], true, Options::default());
    recovers(ModelKind::Rate, "own ~ ego(actors$z) + outdeg(other)", &[0.6, 0.2], true, Options::default());
}

#[test]
fn choices_are_recovered() {
    let text = "own ~ recip + tie(other) + alter(actors$z) + indeg(own, window = 15)";
    recovers(ModelKind::Choice, text, &[0.8, 0.7, -0.5, 0.15], true, Options::default());
}

#[test]
fn coordination_is_recovered() {
    recovers(
        ModelKind::Coordination,
        "own ~ inertia + tie(other) + alter(actors$z)",
        &[0.6, 0.5, 0.4],
        false,
        Options::default(),
    );
}

/// Sets of three drawn among ten by weight: each member by its value, each pair by having met before.
#[test]
fn sets_are_recovered() {
    let data = world();
    let z = data.attributes[0].initial.clone();
    let theta = [0.8, 1.0];
    let (mut sums, mut covered) = ([0.0; 2], [0; 2]);
    let histories = 40;
    for future in 0..histories {
        let mut met = vec![0.0; ACTORS * ACTORS];
        let mut sets: Vec<SetEvent> = Vec::new();
        for k in 0..120 {
            let draw = Draw { seed: 13, future, stream: Stream::Test(3), option: k };
            let mut options = Vec::new();
            let trio = |a: usize, b: usize, c: usize| {
                let pairs = met[a * ACTORS + b] + met[a * ACTORS + c] + met[b * ACTORS + c];
                let value = theta[0] * pairs / 3.0 + theta[1] * (z[a] + z[b] + z[c]) / 3.0;
                foedera_math::exp(value)
            };
            for a in 0..ACTORS {
                for b in a + 1..ACTORS {
                    (b + 1..ACTORS).for_each(|c| options.push(([a, b, c], trio(a, b, c))));
                }
            }
            let total: f64 = options.iter().map(|option| option.1).sum();
            let mut left = draw.uniform(0) * total;
            let chosen = options.iter().find(|option| {
                left -= option.1;
                left < 0.0
            });
            let [a, b, c] = chosen.unwrap_or(&options[0]).0;
            sets.push(SetEvent {
                time: f64::from(k) + 1.0,
                sender: None,
                members: [a, b, c].map(|member| member as u32).to_vec(),
            });
            for (i, j) in [(a, b), (a, c), (b, c)] {
                met[i * ACTORS + j] += 1.0;
            }
        }
        let mut data = world();
        data.senders.presence.clear();
        data.attributes[0].changes.clear();
        data.sets = sets;
        let formula: Formula = "own ~ repetition(order = 2) + alter(actors$z)".parse().unwrap();
        let risk = Risk::Sampled { options: 60, seed: 1 };
        let model = Model::with(&data, ModelKind::Sets, &formula, Options { risk, ..Options::default() }).unwrap();
        let estimate = model.fit(&[]).unwrap();
        for (a, error) in estimate.standard_errors().iter().enumerate() {
            let z = (estimate.parameters[a] - theta[a]) / error;
            sums[a] += z;
            covered[a] += u32::from(z.abs() < 1.96);
        }
    }
    for a in 0..2 {
        let mean = sums[a] / f64::from(histories);
        assert!(mean.abs() < 0.6, "parameter {a} is off by {mean:.2} standard errors on average");
        assert!(covered[a] >= 33, "{} of {histories} intervals hold parameter {a}", covered[a]);
    }
}
