//! Over random worlds: the score is the slope of the log-likelihood, the information its curvature where it is the observed
//! one, and the names of actors do not matter.

use foedera_math::{Draw, Stream};
use foedera_process::relational::{
    Actors, Attribute, Change, Clusters, Dependent, EventData, Formula, Model, ModelKind, Network, Options, Risk,
};

const ACTORS: usize = 9;

/// A random world: a network of the events, another that comes and goes, an attribute that changes, two who come late.
fn world(seed: u64, order: &[usize]) -> EventData {
    let draw = |what: u32, index: u32| Draw { seed, future: 0, stream: Stream::Test(what), option: 0 }.uniform(index);
    let actor = |what: u32, index: u32| (draw(what, index) * ACTORS as f64) as usize % ACTORS;
    let pair = |what: u32, index: u32| {
        let (i, j) = (actor(what, 2 * index), actor(what, 2 * index + 1));
        (i, if i == j { (j + 1) % ACTORS } else { j })
    };
    let mut dependent: Vec<Dependent> = (0..40)
        .map(|k| {
            let (i, j) = pair(1, k);
            Dependent { time: f64::from(k / 2) + 1.0, sender: order[i], receiver: order[j] }
        })
        .collect();
    dependent.sort_by(|a, b| a.time.total_cmp(&b.time));
    let other = (0..30).map(|k| {
        let (i, j) = pair(2, k);
        let value = f64::from(u8::from(draw(3, k) < 0.6));
        Change { time: f64::from(k) * 0.7, from: order[i], to: order[j], value, replace: true }
    });
    let mut initial = vec![0.0; ACTORS];
    (0..ACTORS).for_each(|i| initial[order[i]] = draw(4, i as u32));
    let networks = vec![
        Network {
            name: "own".into(),
            directed: true,
            initial: Vec::new(),
            changes: dependent.iter().map(Dependent::change).collect(),
            ..Network::default()
        },
        Network { name: "other".into(), directed: true, changes: other.collect(), ..Network::default() },
    ];
    let changes = (0..6).map(|k| (f64::from(k) * 3.0 + 0.5, order[actor(5, k)], draw(6, k))).collect();
    // Two of whom no event is told come at 5 and go at 12.
    let quiet = (0..ACTORS).filter(|i| dependent.iter().all(|e| e.sender != order[*i] && e.receiver != order[*i]));
    let presence = quiet.flat_map(|i| [(5.0, order[i], false), (12.0, order[i], true)]);
    let mut presence: Vec<(f64, usize, bool)> = presence.collect();
    presence.sort_by(|a, b| a.0.total_cmp(&b.0));
    EventData {
        senders: Actors {
            name: "actors".into(),
            labels: (0..ACTORS).map(|i| i.to_string()).collect(),
            present: vec![true; ACTORS],
            presence,
        },
        networks,
        attributes: vec![Attribute { of: "actors".into(), name: "z".into(), initial, changes }],
        dependent,
        ..EventData::default()
    }
}

const DYADIC: &str = "inertia + recip + trans + cycle + common_sender + common_receiver + four + tie(other) + \
     mixed_trans(list(own, other)) + mixed_cycle(list(own, other)) + mixed_common_sender(list(own, other)) + \
     mixed_common_receiver(list(own, other)) + alter(actors$z) + diff(actors$z) + indeg(other) + node_trans + \
     tertius(other, actors$z) + indeg(own, window = 4)";

/// Effects with transforms, half-lives, minima, shifts and products.
const FURTHER: &str = "inertia(half_life = 3, weighted = TRUE) + reciprocity + otp + itp(own, window = 5) + osp + isp + \
     trans(own, transformer_fn = \"sqrt\") + common_sender(own, ignore_repetitions = TRUE) + \
     tertius_diff(other, actors$z) + sim(actors$z) + totaldegreeReceiver + psABBA + psABBY + psABXB + \
     indeg(own, half_life = 2, weighted = TRUE, transformer_fn = \"log1p\") + recip:same(actors$z) + \
     four:average(actors$z) + trans(own, history = \"sequential\") + trans(own, history = \"consecutive\") + \
     cycle(own, history = \"sequential\", window = 6) + cycle(other, history = \"consecutive\") + \
     ego_alter_interaction(list(actors$z, actors$z)) + alter(actors$z, is_two_mode = TRUE)";

fn cases() -> [(ModelKind, String); 9] {
    let rem = format!("{DYADIC} + ego(actors$z) + outdeg(own, type = \"ego\")");
    let rate = "ego(actors$z) + outdeg + indeg(other) + node_trans + tertius(other, actors$z)";
    [
        (ModelKind::Choice, format!("own ~ {DYADIC}")),
        (ModelKind::Rate, format!("own ~ {rate}")),
        (ModelKind::Rate, format!("own ~ 1 + {rate}")),
        (ModelKind::Rem, format!("own ~ {rem}")),
        (ModelKind::Rem, format!("own ~ 1 + {rem}")),
        (ModelKind::Coordination, format!("own ~ {DYADIC}")),
        (ModelKind::Choice, format!("own ~ {FURTHER}")),
        (ModelKind::Rem, format!("own ~ {FURTHER}")),
        (ModelKind::Rem, format!("own ~ 1 + {FURTHER} + psABAY + psABXA + psABXY + psABAB")),
    ]
}

fn theta(parameters: usize, seed: u64) -> Vec<f64> {
    let draw = Draw { seed, future: 0, stream: Stream::Test(9), option: 0 };
    (0..parameters).map(|a| 0.6 * draw.uniform(a as u32) - 0.3).collect()
}

#[test]
fn the_score_is_the_slope_and_the_information_the_curvature() {
    let order: Vec<usize> = (0..ACTORS).collect();
    for seed in 0..12 {
        let data = world(seed, &order);
        for (law, text) in cases() {
            let formula: Formula = text.parse().unwrap();
            let model = Model::new(&data, law, &formula).unwrap_or_else(|error| panic!("{error}"));
            let p = model.parameters();
            let theta = theta(p, seed);
            let here = model.value(&theta);
            for a in 0..p {
                let step = 1e-5;
                let at = |sign: f64| {
                    let mut moved = theta.clone();
                    moved[a] += sign * step;
                    model.value(&moved)
                };
                let (up, down) = (at(1.0), at(-1.0));
                let slope = (up.log_likelihood - down.log_likelihood) / (2.0 * step);
                let scale = 1.0 + here.score[a].abs() + here.information[a * p + a].abs();
                assert!((slope - here.score[a]).abs() < 1e-5 * scale, "{law:?} {a}: {slope} and {}", here.score[a]);
                // Coordination has the expected information, which is another number.
                for b in (0..p).filter(|_| law != ModelKind::Coordination) {
                    let curvature = -(up.score[b] - down.score[b]) / (2.0 * step);
                    let expected = here.information[a * p + b];
                    assert!((curvature - expected).abs() < 1e-4 * scale, "{law:?} {a},{b}: {curvature} and {expected}");
                }
            }
        }
    }
}

#[test]
fn the_names_of_actors_do_not_matter() {
    let order: Vec<usize> = (0..ACTORS).collect();
    let turned: Vec<usize> = (0..ACTORS).map(|i| (4 * i + 3) % ACTORS).collect();
    for seed in 0..12 {
        let (one, other) = (world(seed, &order), world(seed, &turned));
        for (law, text) in cases() {
            let formula: Formula = text.parse().unwrap();
            let value = |data: &EventData| {
                let model = Model::new(data, law, &formula).unwrap();
                model.value(&theta(model.parameters(), seed))
            };
            let (one, other) = (value(&one), value(&other));
            assert!((one.log_likelihood - other.log_likelihood).abs() < 1e-9 * (1.0 + one.log_likelihood.abs()));
            for (a, b) in one.score.iter().zip(&other.score) {
                assert!((a - b).abs() < 1e-8 * (1.0 + a.abs()), "{law:?}: {a} and {b}");
            }
        }
    }
}

/// What an event does not touch must indeed stay as it is: statistics that are kept up give what statistics made anew give.
#[test]
fn what_is_kept_up_is_what_is_made_anew() {
    let order: Vec<usize> = (0..ACTORS).collect();
    for seed in 0..12 {
        let data = world(seed, &order);
        for (law, text) in cases().into_iter().filter(|(law, _)| *law != ModelKind::Coordination) {
            let formula: Formula = text.parse().unwrap();
            let kept = Model::new(&data, law, &formula).unwrap();
            // More options than there are: all of them, their statistics made when asked for.
            let risk = Risk::Sampled { options: ACTORS * ACTORS, seed: 1 };
            let anew = Model::with(&data, law, &formula, Options { risk, ..Options::default() }).unwrap();
            let theta = theta(kept.parameters(), seed);
            let (kept, anew) = (kept.value(&theta), anew.value(&theta));
            let close = |a: f64, b: f64| (a - b).abs() < 1e-9 * (1.0 + a.abs());
            assert!(close(kept.log_likelihood, anew.log_likelihood), "{law:?} {text}: {kept:?} and {anew:?}");
            assert!(kept.score.iter().zip(&anew.score).all(|(a, b)| close(*a, *b)), "{law:?}");
            assert!(kept.information.iter().zip(&anew.information).all(|(a, b)| close(*a, *b)), "{law:?}");
        }
    }
}

#[test]
fn a_sample_that_is_made_anew_at_each_pass_and_any_number_of_threads_give_the_same_bytes() {
    let order: Vec<usize> = (0..ACTORS).collect();
    let data = world(3, &order);
    for (law, text) in cases() {
        let formula: Formula = text.parse().unwrap();
        let value = |budget: usize, threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let model = Model::with(&data, law, &formula, Options { budget, ..Options::default() }).unwrap();
                model.value(&theta(model.parameters(), 5))
            })
        };
        let held = value(usize::MAX, 1);
        assert_eq!(held, value(0, 1), "{law:?}");
        assert_eq!(held, value(usize::MAX, 3), "{law:?}");
    }
}

#[test]
fn scores_of_clusters_sum_to_the_whole() {
    let order: Vec<usize> = (0..ACTORS).collect();
    let data = world(4, &order);
    for (law, text) in cases() {
        let formula: Formula = text.parse().unwrap();
        for clusters in [Clusters::Sender, Clusters::Receiver, Clusters::Event] {
            let fits = match law {
                ModelKind::Coordination => clusters == Clusters::Event,
                ModelKind::Rate if formula.intercept => clusters == Clusters::Sender,
                _ => !formula.intercept || clusters != Clusters::Event,
            };
            let model = Model::with(&data, law, &formula, Options { clusters, ..Options::default() });
            assert_eq!(model.is_ok(), fits, "{law:?} {clusters:?}");
            let Ok(model) = model else { continue };
            let theta = theta(model.parameters(), 6);
            let (whole, parts) = (model.value(&theta), model.likelihood().cluster_scores(&theta));
            assert!(parts.len() > 1 || formula.intercept, "{law:?} {clusters:?}");
            for (a, expected) in whole.score.iter().enumerate() {
                let sum: f64 = parts.iter().map(|(_, score)| score[a]).sum();
                assert!((sum - expected).abs() < 1e-8 * (1.0 + expected.abs()), "{law:?} {a}: {sum} for {expected}");
            }
        }
    }
}

#[test]
fn two_effects_that_say_the_same_are_named() {
    let order: Vec<usize> = (0..ACTORS).collect();
    let data = world(1, &order);
    let formula: Formula = "own ~ recip + inertia + inertia".parse().unwrap();
    let error = Model::new(&data, ModelKind::Choice, &formula).unwrap().fit(&[]).unwrap_err();
    assert_eq!(error.to_string(), "`inertia` says what others say: it is 1.000 × `inertia`");
}
