//! What must hold for any panel: the same bytes on any number of threads, chains that end where theory says, scores that are
//! derivatives, and estimates that find the parameters of simulated data.

use foedera_math::{Draw, Stream};
use foedera_process::actor_oriented::{
    Covariate, Effect, Error, Estimate, Model, Network, Options, Panel, Rule, Simulation, Stop, estimate,
};
use proptest::prelude::*;

/// A random network of this density, symmetric if the rule wants it.
fn random(actors: usize, density: f64, seed: u64, rule: Rule) -> Network {
    let draw = Draw { seed, future: 1, stream: Stream::Test(1), option: 0 };
    let mut network = Network::new(actors, vec![false; actors * actors]).unwrap();
    for (i, j) in (0..actors * actors).map(|cell| (cell / actors, cell % actors)).filter(|(i, j)| i != j) {
        let tie = draw.uniform((i * actors + j) as u32) < density;
        network = if rule.is_directed() {
            network.with(i, j, tie)
        } else if i < j {
            network.with(i, j, tie).with(j, i, tie)
        } else {
            network
        };
    }
    network
}

fn covariate(actors: usize) -> Covariate {
    Covariate::constant("v", (0..actors).map(|i| (i * 7 % 5) as f64).collect())
}

/// Three waves; `None` where two of them happen to be the same, which is no panel.
fn random_panel(actors: usize, seed: u64, rule: Rule) -> Option<Panel> {
    let waves: Vec<Network> = (0..3).map(|wave| random(actors, 0.2, seed + wave, rule)).collect();
    let differ = waves.windows(2).all(|pair| pair[0] != pair[1]);
    differ.then(|| Panel::new(waves, vec![covariate(actors)]).unwrap())
}

fn panel(actors: usize, seed: u64, rule: Rule) -> Panel {
    random_panel(actors, seed, rule).unwrap()
}

fn effects(rule: Rule) -> Vec<Effect> {
    if rule.is_directed() {
        Effect::all(0).into_iter().filter(|effect| effect.is_directed() != Some(false)).collect()
    } else {
        vec![Effect::Degree, Effect::TransitiveTriads, Effect::Similarity(0), Effect::Ego(0)]
    }
}

fn rules() -> impl Strategy<Value = Rule> {
    prop::sample::select(Rule::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// A period ends at its distance, with the statistics of its last network; the score does not change the way, nor does what
    /// ran before in the room.
    #[test]
    fn a_period_ends_where_it_should(
        rule in rules(),
        seed in 0_u64..1000,
        actors in 5_usize..14,
        parameters in prop::collection::vec(-0.6_f64..0.6, 7),
    ) {
        let panel = random_panel(actors, seed, rule);
        prop_assume!(panel.is_some());
        let model = Model::new(panel.unwrap(), rule, &effects(rule)).unwrap();
        let simulation = Simulation::new(&model, &parameters[..model.effects().len()]).unwrap();
        let mut room = simulation.room();
        for period in 0..2 {
            let scored = simulation.run(&mut room, seed, 5, period, Stop::Distance, true).unwrap();
            let network = room.network();
            simulation.run(&mut room, seed, 6, period, Stop::Distance, true).unwrap();
            let plain = simulation.run(&mut room, seed, 5, period, Stop::Distance, false).unwrap();
            prop_assert_eq!(room.network(), network.clone());
            prop_assert_eq!(&plain.statistics, &scored.statistics);
            prop_assert_eq!((plain.steps, plain.score.len()), (scored.steps, 0));
            prop_assert_eq!(network.distance(&model.panel().waves()[period]), model.distances()[period]);
            prop_assert!(rule.is_directed() || network.is_symmetric());
            for (effect, statistic) in model.effects().iter().zip(&scored.statistics) {
                let expected = effect.statistic(model.panel(), period, &network);
                prop_assert!((expected - statistic).abs() < 1e-9, "{effect:?} {statistic} for {expected}");
            }
        }
    }
}

/// The density after a long time with the parameter of ties alone.
fn density_in_the_end(rule: Rule, parameter: f64) -> f64 {
    let ties = if rule.is_directed() { Effect::Outdegree } else { Effect::Degree };
    let model = Model::new(panel(30, 11, rule), rule, &[ties]).unwrap();
    let simulation = Simulation::new(&model, &[parameter]).unwrap();
    let mut room = simulation.room();
    let rate = if rule.is_of_pairs() { 6.0 } else { 300.0 };
    let density = |number: u32| {
        simulation.run(&mut room, 3, number, 0, Stop::Rate(rate), false).unwrap();
        room.network().density()
    };
    let ends: Vec<f64> = (0..40).map(density).collect();
    foedera_math::mean(&ends)
}

#[test]
fn a_random_walk_ends_at_its_stationary_density() {
    let logistic = |x: f64| 1.0 / (1.0 + foedera_math::exp(-x));
    // A pair that meets comes to the logit at once. An actor that chooses at random toggles; with consent half of the new ties fail.
    let claims = [
        (Rule::Directed, 0.0, 0.5),
        (Rule::Forcing, 0.0, 0.5),
        (Rule::Confirmation, 0.0, 1.0 / 3.0),
        (Rule::PairForcing, -0.7, logistic(-0.7)),
        (Rule::PairConfirmation, 0.4, logistic(0.4) * logistic(0.4)),
        (Rule::PairJoint, -0.7, logistic(-1.4)),
    ];
    for (rule, parameter, expected) in claims {
        let density = density_in_the_end(rule, parameter);
        // 40 networks of 435 or 870 pairs: a standard error of at most 0.004.
        assert!((density - expected).abs() < 0.016, "{}: {density} for {expected}", rule.name());
    }
}

#[test]
fn opportunities_come_at_the_rate() {
    for (rule, each) in [(Rule::Directed, 20.0), (Rule::PairJoint, 380.0)] {
        let model = Model::new(panel(20, 4, rule), rule, &effects(rule)).unwrap();
        let simulation = Simulation::new(&model, &vec![0.0; model.effects().len()]).unwrap();
        let mut room = simulation.room();
        let mut steps = |number| simulation.run(&mut room, 9, number, 0, Stop::Rate(1.5), false).unwrap().steps as f64;
        let mean = (0..400).map(&mut steps).sum::<f64>() / 400.0;
        assert!((mean / (1.5 * each) - 1.0).abs() < 0.04, "{mean}");
    }
}

/// Mean statistics of a period, mean scores, and their covariances (statistics by rows), with 20 000 runs.
fn moments(model: &Model, parameters: &[f64]) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    const RUNS: u32 = 20_000;
    let simulation = Simulation::new(model, parameters).unwrap();
    let mut room = simulation.room();
    let size = parameters.len();
    let (mut statistics, mut scores, mut products) = (vec![0.0; size], vec![0.0; size], vec![0.0; size * size]);
    for number in 0..RUNS {
        let ending = simulation.run(&mut room, 21, number, 0, Stop::Distance, true).unwrap();
        for k in 0..size {
            statistics[k] += ending.statistics[k] / f64::from(RUNS);
            scores[k] += ending.score[k] / f64::from(RUNS);
            (0..size).for_each(|l| products[k * size + l] += ending.statistics[k] * ending.score[l] / f64::from(RUNS));
        }
    }
    let covariance =
        (0..size * size).map(|cell| products[cell] - statistics[cell / size] * scores[cell % size]).collect();
    (statistics, scores, covariance)
}

#[test]
fn the_covariance_with_the_score_is_the_derivative() {
    for rule in Rule::ALL {
        let effects = if rule.is_directed() {
            vec![Effect::Outdegree, Effect::TransitiveTriplets]
        } else {
            vec![Effect::Degree, Effect::TransitiveTriads]
        };
        let model = Model::new(panel(7, 2, rule), rule, &effects).unwrap();
        let at = [-0.3, 0.2];
        let (_, scores, derivative) = moments(&model, &at);
        assert!(scores.iter().all(|score| score.abs() < 0.12), "{}: {scores:?}", rule.name());
        for l in 0..2 {
            let step = 0.1;
            let moved = |by: f64| moments(&model, &[at[0] + by * f64::from(u8::from(l == 0)), at[1] + by * l as f64]).0;
            let (up, down) = (moved(step), moved(-step));
            for k in 0..2 {
                let slope = (up[k] - down[k]) / (2.0 * step);
                let own = derivative[k * 2 + l];
                assert!((own - slope).abs() < 0.07 * slope.abs() + 0.25, "{} {k} {l}: {own} for {slope}", rule.name());
            }
        }
    }
}

fn quick() -> Options {
    Options { phase_one: 60, phase_three: 400, batch: 3, subphases: 2, rounds: 1, ..Options::default() }
}

fn bytes(estimate: &Estimate) -> Vec<u64> {
    let lists = [&estimate.parameters, &estimate.covariance, &estimate.rates, &estimate.rate_errors, &estimate.ratios];
    lists.into_iter().flatten().chain([&estimate.maximum_ratio]).map(|value| value.to_bits()).collect()
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    for rule in [Rule::Directed, Rule::Confirmation, Rule::PairConfirmation] {
        let structural = if rule.is_directed() { Effect::Outdegree } else { Effect::Degree };
        let model = Model::new(panel(12, 5, rule), rule, &[structural, Effect::Similarity(0)]).unwrap();
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            bytes(&pool.install(|| estimate(&model, &quick())).unwrap())
        };
        assert_eq!(run(1), run(2));
    }
}

#[test]
fn what_is_not_converged_goes_on() {
    let rule = Rule::PairJoint;
    let model = Model::new(panel(20, 5, rule), rule, &[Effect::Degree, Effect::TransitiveTriads]).unwrap();
    let rough = Options { subphases: 1, batch: 1, phase_three: 1500, threshold: 0.05, ..Options::default() };
    let once = estimate(&model, &Options { rounds: 1, ..rough.clone() }).unwrap();
    assert!(!once.is_converged && once.rounds == 1, "{}", once.maximum_ratio);
    let again = estimate(&model, &Options { rounds: 20, ..rough }).unwrap();
    assert!(again.is_converged && again.rounds > 1 && again.maximum_ratio < 0.05);
    assert!(again.ratios.iter().all(|ratio| ratio.abs() <= again.maximum_ratio + 1e-12));
}

#[test]
fn the_parameters_of_simulated_waves_are_found() {
    let cases = [
        (Rule::Directed, vec![Effect::Outdegree, Effect::Reciprocity, Effect::Similarity(0)], vec![-1.6, 1.5, 0.8]),
        (Rule::Confirmation, vec![Effect::Degree, Effect::TransitiveTriads], vec![-0.8, 0.3]),
        (Rule::PairForcing, vec![Effect::Degree, Effect::TransitiveTriads], vec![-1.8, 0.3]),
        (Rule::PairConfirmation, vec![Effect::Degree, Effect::Similarity(0)], vec![-0.9, 0.8]),
    ];
    for (rule, effects, truth) in cases {
        let first = panel(40, 8, rule);
        let model = Model::new(first.clone(), rule, &effects).unwrap();
        let simulation = Simulation::new(&model, &truth).unwrap();
        let mut room = simulation.room();
        let rate = if rule.is_of_pairs() { 0.5 } else { 8.0 };
        simulation.run(&mut room, 33, 0, 0, Stop::Rate(rate), false).unwrap();
        let waves = vec![first.waves()[0].clone(), room.network()];
        let model = Model::new(Panel::new(waves, vec![covariate(40)]).unwrap(), rule, &effects).unwrap();
        let found = estimate(&model, &Options { phase_three: 1000, ..Options::default() }).unwrap();
        assert!(found.is_converged, "{}: {}", rule.name(), found.maximum_ratio);
        for (k, truth) in truth.iter().enumerate() {
            let off = (found.parameters[k] - truth) / found.standard_errors[k];
            assert!(off.abs() < 3.0, "{} {k}: {} for {truth}", rule.name(), found.parameters[k]);
        }
        assert!((found.rates[0] - rate).abs() < 4.0 * found.rate_errors[0], "{}: {:?}", rule.name(), found.rates);
    }
}

#[test]
fn what_cannot_be_estimated_is_told() {
    let symmetric = panel(10, 6, Rule::PairJoint);
    // In a non-directed network the sums of ego and alter are the same.
    let model =
        Model::new(symmetric.clone(), Rule::PairJoint, &[Effect::Degree, Effect::Alter(0), Effect::Ego(0)]).unwrap();
    assert_eq!(estimate(&model, &quick()), Err(Error::Singular { effect: 2 }));
    let model = Model::new(symmetric.clone(), Rule::Forcing, &[Effect::Degree]).unwrap();
    let far = Options { start: Some(vec![-60.0]), ..quick() };
    assert!(matches!(estimate(&model, &far), Err(Error::Endless { .. })));
    let farther = Options { start: Some(vec![-900.0]), ..quick() };
    assert_eq!(estimate(&model, &farther), Err(Error::Overflow { period: 0 }));
    let short = Options { start: Some(vec![]), ..quick() };
    assert_eq!(estimate(&model, &short), Err(Error::Parameters { given: 0, expected: 1 }));
    let none = Options { batch: 0, ..quick() };
    assert!(matches!(estimate(&model, &none), Err(Error::Option { name: "batch", .. })));
    let directed = panel(10, 6, Rule::Directed);
    let refused = Model::new(directed.clone(), Rule::PairJoint, &[Effect::Degree]);
    assert_eq!(refused, Err(Error::NotSymmetric { wave: 0, rule: "C.2" }));
    for effects in [vec![], vec![Effect::Degree], vec![Effect::Ego(1)], vec![Effect::Outdegree; 2]] {
        let refused = Model::new(directed.clone(), Rule::Directed, &effects);
        assert!(matches!(refused, Err(Error::Effects { .. })), "{effects:?}");
    }
}
