//! Laws and the ascent against their definitions, summed without any of the shortcuts.

use foedera_math::{Draw, Stream, exp, ln, ln_1p};

use crate::{
    Ascent, Builder, Coordination, Dependence, FrailtyKind, Likelihood, Prior, Rates, Response, Sample, Value, maximise,
};

fn uniform(at: usize, index: u32) -> f64 {
    Draw { seed: 11, future: at as u32, stream: Stream::Test(0), option: 0 }.uniform(index)
}

fn near(own: f64, wanted: f64, what: &str) {
    assert!((own - wanted).abs() <= 1e-9 * (1.0 + wanted.abs()), "{what}: {own} is not {wanted}");
}

fn same(own: &Value, wanted: &Value) {
    near(own.log_likelihood, wanted.log_likelihood, "log-likelihood");
    for (own, wanted) in own.score.iter().zip(&wanted.score) {
        near(*own, *wanted, "score");
    }
    for (own, wanted) in own.information.iter().zip(&wanted.information) {
        near(*own, *wanted, "information");
    }
}

/// One choice: ln of the share of what was taken, its score and the covariance of the statistics under the shares.
fn choice(options: &[(f64, Vec<f64>)], taken: &[f64], theta: &[f64]) -> Value {
    let eta = |s: &[f64]| s.iter().zip(theta).map(|(s, t)| s * t).sum::<f64>();
    let most = options.iter().map(|(_, s)| eta(s)).fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = options.iter().map(|(count, s)| count * exp(eta(s) - most)).collect();
    let total: f64 = weights.iter().sum();
    let p = theta.len();
    let mean =
        |of: &dyn Fn(&[f64]) -> f64| weights.iter().zip(options).map(|(w, (_, s))| w / total * of(s)).sum::<f64>();
    let mut value = Value::new(p);
    value.log_likelihood = eta(taken) - most - ln(total);
    for a in 0..p {
        let first = mean(&|s| s[a]);
        value.score[a] = taken[a] - first;
        for b in 0..p {
            let second = mean(&|s| mean(&|t| (s[a] - t[a]) * (s[b] - t[b])));
            value.information[a * p + b] = 0.5 * second;
        }
    }
    value
}

const ROWS: usize = 9;

fn row(k: usize) -> [f64; 2] {
    [(k % 5) as f64 - 1.0, 0.3 * ((k * k) % 7) as f64]
}

/// How many options of each row a choice offers; the row taken.
fn offered(k: usize) -> (Vec<i32>, usize) {
    let counts: Vec<i32> = (0..ROWS).map(|r| (4.0 * uniform(k, r as u32)) as i32).collect();
    let taken = (0..ROWS).rev().find(|r| counts[*r] > 0).expect("something is offered");
    (counts, taken)
}

/// Choices in batches of `of`, each telling all its options or what changed against the one before.
fn choices(many: usize, of: usize, chained: bool, sink: &mut dyn FnMut(crate::Batch)) {
    let mut builder = Builder::new(2, chained, 1, sink);
    let mut before = vec![0; ROWS];
    for k in 0..many {
        let (counts, taken) = offered(k);
        for r in 0..ROWS {
            let count = if chained { counts[r] - before[r] } else { counts[r] };
            if count != 0 {
                let index = builder.row(&row(r), 0);
                builder.offer(index, count);
            }
        }
        let index = builder.row(&row(taken), 0);
        builder.take(index, (k % 3) as u32);
        before = counts;
        if k % of == of - 1 {
            builder.close();
            before = vec![0; ROWS];
        }
    }
    builder.close();
}

#[test]
fn choices_of_any_number_of_batches_are_those_of_the_definition() {
    for theta in [[0.4, -0.8], [200.0, -900.0], [-500.0, 30.0]] {
        for (chained, of, budget) in
            [(false, 1000, usize::MAX), (true, 1000, usize::MAX), (false, 3, usize::MAX), (true, 7, 0), (false, 2, 0)]
        {
            let sample = Sample::new(2, budget, |sink| choices(40, of, chained, sink));
            let (mut whole, mut clusters) = (Value::new(2), vec![vec![0.0; 2]; 3]);
            let terms = sample.terms(&theta);
            assert_eq!(terms.len(), 40);
            for (k, term) in terms.iter().enumerate() {
                let (counts, taken) = offered(k);
                let options: Vec<(f64, Vec<f64>)> = (0..ROWS)
                    .map(|r| (f64::from(counts[r]), row(r).to_vec()))
                    .filter(|(count, _)| *count > 0.0)
                    .collect();
                let own = choice(&options, &row(taken), &theta);
                near(*term, own.log_likelihood, "a term");
                whole.add(&own);
                clusters[k % 3].iter_mut().zip(&own.score).for_each(|(sum, more)| *sum += more);
            }
            same(&sample.value(&theta), &whole);
            for (cluster, score) in sample.cluster_scores(&theta) {
                score.iter().zip(&clusters[cluster as usize]).for_each(|(own, all)| near(*own, *all, "cluster"));
            }
            assert!(sample.cluster_scores(&theta).len() == 3 && !sample.is_expected() && sample.parameters() == 2);
        }
    }
}

#[test]
fn the_average_slope_of_choices_is_that_of_the_definition() {
    for theta in [[0.4, -0.8], [30.0, -20.0]] {
        let (mut sum, mut all) = (0.0, 0.0);
        for k in 0..40 {
            let (counts, _) = offered(k);
            let eta = |r: usize| row(r).iter().zip(theta).map(|(s, t)| s * t).sum::<f64>();
            let offered = || (0..ROWS).filter(|r| counts[*r] > 0);
            let most = offered().map(eta).fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = offered().map(|r| f64::from(counts[r]) * exp(eta(r) - most)).sum();
            for r in offered() {
                let p = exp(eta(r) - most) / total;
                sum += f64::from(counts[r]) * p * (1.0 - p);
                all += f64::from(counts[r]);
            }
        }
        for (chained, of, budget) in [(false, 1000, usize::MAX), (true, 7, usize::MAX), (true, 5, 0)] {
            let sample = Sample::new(2, budget, |sink| choices(40, of, chained, sink));
            near(sample.average_slope(&theta).expect("choices have one"), sum / all, "slope");
        }
    }
}

#[test]
fn a_marginal_effect_is_what_a_small_step_of_the_statistic_does_and_its_error_that_of_the_delta_method() {
    // One answer of two, without statistics but a constant: p(1 − p)β with β and the threshold as parameters.
    let rows: Vec<f64> = (0..200).map(|k| f64::from(k % 2)).collect();
    let answers: Vec<usize> = (0..200).map(|k| usize::from((k * 13) % 7 < if k % 2 == 0 { 2 } else { 4 })).collect();
    let response = Response::new(1, 2, rows.clone(), answers, (0..200).collect());
    let ascent = Ascent { likelihood: &response, priors: &[], fixed: &[] };
    let estimate = maximise(ascent, &response.start());
    let (beta, threshold) = (estimate.parameters[0], estimate.parameters[1]);
    let mean = |shift: f64, beta: f64, threshold: f64| {
        rows.iter().map(|x| 1.0 / (1.0 + exp(threshold - beta * (x + shift)))).sum::<f64>() / 200.0
    };
    let slope = |beta: f64, threshold: f64| (mean(1e-5, beta, threshold) - mean(-1e-5, beta, threshold)) / 2e-5;
    let (effect, error) = estimate.marginal_effects(ascent).expect("answers have a slope")[0];
    assert!((effect - slope(beta, threshold)).abs() < 1e-8, "{effect}");
    let along = [
        (slope(beta + 1e-3, threshold) - slope(beta - 1e-3, threshold)) / 2e-3,
        (slope(beta, threshold + 1e-3) - slope(beta, threshold - 1e-3)) / 2e-3,
    ];
    let c = &estimate.covariance;
    let variance = along[0] * along[0] * c[0] + 2.0 * along[0] * along[1] * c[1] + along[1] * along[1] * c[3];
    assert!((error - variance.sqrt()).abs() < 1e-6, "{error} {}", variance.sqrt());
}

#[test]
fn timed_rows_are_events_minus_what_was_expected() {
    let make = |sink: &mut dyn FnMut(crate::Batch)| {
        let mut builder = Builder::new(2, false, 1, sink);
        for k in 0..300 {
            let index = builder.row(&[1.0, (k % 150) as f64 / 100.0], (k % 4) as u32);
            builder.expose(index, 0.5 + (k % 3) as f64);
            if k % 5 == 0 {
                builder.fire(index);
            }
        }
        builder.close();
    };
    let theta = [-1.0, 0.7];
    let (mut whole, mut clusters) = (Value::new(2), vec![[0.0; 2]; 4]);
    for k in 0..300 {
        let s = [1.0, (k % 150) as f64 / 100.0];
        let eta = theta[0] * s[0] + theta[1] * s[1];
        let (fired, expected) = (f64::from(u8::from(k % 5 == 0)), exp(eta) * (0.5 + (k % 3) as f64));
        whole.log_likelihood += fired * eta - expected;
        for a in 0..2 {
            whole.score[a] += (fired - expected) * s[a];
            clusters[k % 4][a] += (fired - expected) * s[a];
            (0..2).for_each(|b| whole.information[2 * a + b] += expected * s[a] * s[b]);
        }
    }
    let sample = Sample::new(2, usize::MAX, make);
    same(&sample.value(&theta), &whole);
    let (time, rate) = (0..300).fold((0.0, 0.0), |(time, rate), k| {
        let own = 0.5 + (k % 3) as f64;
        (time + own, rate + own * exp(theta[0] + theta[1] * (k % 150) as f64 / 100.0))
    });
    near(sample.average_slope(&theta).expect("rates have one"), rate / time, "the slope of a rate is the rate");
    let own = sample.cluster_scores(&theta);
    assert_eq!(own.len(), 4);
    for (cluster, score) in own {
        score.iter().zip(&clusters[cluster as usize]).for_each(|(own, all)| near(*own, *all, "cluster"));
    }
    // As rates of groups with a frailty of nearly no variance they say the same.
    let rates = sample.rates(FrailtyKind::Gamma);
    assert_eq!(rates.groups(&theta).len(), 4);
    let nearly = rates.value(&[theta[0], theta[1], -16.0]).log_likelihood;
    assert!((nearly - whole.log_likelihood).abs() < 1e-3, "{nearly} {}", whole.log_likelihood);
}

/// Statistics of pairs at some event, and who is present.
fn scene(n: usize, k: usize) -> (Vec<[f64; 2]>, Vec<bool>) {
    let mut statistics = vec![[0.0; 2]; n * n];
    for then in 0..=k {
        for c in 0..3 {
            let (i, j) = ((then * 5 + c) % n, (then * 3 + 2 * c + 1) % n);
            if i != j {
                statistics[i * n + j] = [uniform(then, c as u32) - 0.3, (then + c) as f64 % 3.0];
            }
        }
    }
    let present = (0..n).map(|i| i != n - 1 || !(4..9).contains(&k)).collect();
    (statistics, present)
}

#[test]
fn coordination_is_the_share_of_the_pair_among_all_pairs() {
    for n in [4, 6, 40] {
        for theta in [[0.5, -0.4], [0.0, 0.0], [30.0, 2.0]] {
            let (mut law, mut whole) = (Coordination::new(n, &[false, false]), Value::new(2));
            let mut terms = Vec::new();
            for k in 0..14 {
                let (statistics, present) = scene(n, k);
                for i in 0..n {
                    (0..n).filter(|j| i != *j).for_each(|j| law.set(i, j, &statistics[i * n + j]));
                }
                let pair = (k % 2, 2 + k % (n - 3));
                law.happen(pair.0, pair.1, &present);
                let own = coordination_by_hand(&statistics, &present, pair, &theta);
                terms.push(own.log_likelihood);
                whole.add(&own);
            }
            assert!(law.is_expected() && law.parameters() == 2);
            same(&law.value(&theta), &whole);
            law.terms(&theta).iter().zip(&terms).for_each(|(own, all)| near(*own, *all, "a term"));
            let scores = law.cluster_scores(&theta);
            assert_eq!((scores.len(), law.terms(&theta).len(), scores[13].0), (14, 14, 13));
            (0..2)
                .for_each(|a| near(scores.iter().map(|(_, score)| score[a]).sum(), whole.score[a], "scores of events"));
        }
    }
}

fn coordination_by_hand(s: &[[f64; 2]], present: &[bool], (i, j): (usize, usize), theta: &[f64; 2]) -> Value {
    let n = present.len();
    let rate = |g: usize, h: usize| exp(s[g * n + h][0] * theta[0] + s[g * n + h][1] * theta[1]);
    let others = |g: usize| (0..n).filter(move |h| *h != g && present[*h]);
    let total: Vec<f64> = (0..n).map(|g| others(g).map(|h| rate(g, h)).sum()).collect();
    let mean = |g: usize, a: usize| others(g).map(|h| rate(g, h) / total[g] * s[g * n + h][a]).sum::<f64>();
    let means: Vec<[f64; 2]> = (0..n).map(|g| [mean(g, 0), mean(g, 1)]).collect();
    let apart = |g: usize, h: usize, a: usize| s[g * n + h][a] + s[h * n + g][a] - means[g][a] - means[h][a];
    let pairs: Vec<(usize, usize)> =
        (0..n).filter(|g| present[*g]).flat_map(|g| others(g).filter(move |h| g < *h).map(move |h| (g, h))).collect();
    let both = |g: usize, h: usize| rate(g, h) / total[g] * rate(h, g) / total[h];
    let all: f64 = pairs.iter().map(|(g, h)| both(*g, *h)).sum();
    let share =
        |of: &dyn Fn(usize, usize) -> f64| pairs.iter().map(|(g, h)| both(*g, *h) / all * of(*g, *h)).sum::<f64>();
    let mut value = Value::new(2);
    value.log_likelihood = ln(both(i, j) / all);
    let centre = [share(&|g, h| apart(g, h, 0)), share(&|g, h| apart(g, h, 1))];
    for a in 0..2 {
        value.score[a] = apart(i, j, a) - centre[a];
        for b in 0..2 {
            value.information[2 * a + b] = share(&|g, h| (apart(g, h, a) - centre[a]) * (apart(g, h, b) - centre[b]));
        }
    }
    value
}

#[test]
fn priors_have_the_densities_slopes_and_bends_of_their_laws() {
    assert_eq!(Prior::Flat.log_density(3.0), (0.0, 0.0, 0.0));
    assert_eq!(Prior::Normal(1.0, 2.0).log_density(4.0), (-1.125, -0.75, -0.25));
    for (prior, x) in [(Prior::Normal(0.5, 0.7), -1.2), (Prior::HalfNormal(0.8), 0.6)] {
        let (at, step) = (|x: f64| prior.log_density(x), 1e-5);
        near((at(x + step).0 - at(x - step).0) / (2.0 * step), at(x).1, "slope");
        near((at(x + step).1 - at(x - step).1) / (2.0 * step), at(x).2, "bend");
    }
    // σ = exp(x/2) half-normal with scale 0.8: −σ²/(2·0.64) + x/2.
    near(Prior::HalfNormal(0.8).log_density(0.6).0, 0.3 - exp(0.6) / 1.28, "half-normal");
}

/// One rate, 6 events in 10: without prior ln 0.6 with variance 1/6; with one, where D − T e^θ = (θ − μ)/σ².
#[test]
fn a_mode_is_where_data_and_prior_balance() {
    let rates = Rates::new(1, &[1.0, 1.0], &[4.0, 6.0], &[2.0, 4.0], &[5, 9], None);
    near(rates.start(0)[0], ln(0.65), "start");
    let plain = maximise(Ascent { likelihood: &rates, priors: &[], fixed: &[] }, &[0.0]);
    assert!(plain.converged && plain.dependence.is_none() && plain.separated.is_empty());
    near(plain.parameters[0], ln(0.6), "mode");
    near(plain.standard_errors()[0], (1.0_f64 / 6.0).sqrt(), "standard error");
    near(plain.log_posterior, 6.0 * ln(0.6) - 6.0, "height");
    let priors = [Prior::Normal(1.0, 0.5)];
    let held = maximise(Ascent { likelihood: &rates, priors: &priors, fixed: &[] }, &[0.0]);
    let theta = held.parameters[0];
    near(6.0 - 10.0 * exp(theta), (theta - 1.0) / 0.25, "balance");
    near(held.covariance[0], 1.0 / (10.0 * exp(theta) + 4.0), "variance");
    near(held.log_posterior, held.value.log_likelihood - 2.0 * (theta - 1.0) * (theta - 1.0), "height");
    let fixed = maximise(Ascent { likelihood: &rates, priors: &priors, fixed: &[Some(0.3)] }, &[0.0]);
    assert_eq!((fixed.parameters[0], fixed.steps), (0.3, 0));
    let groups = rates.groups(&[ln(0.5)]);
    assert_eq!((groups[1].label, groups[1].events, groups[1].slope[0]), (9, 4.0, 1.0));
    near(groups[1].expected, 3.0, "expected");
}

#[test]
fn a_parameter_that_others_say_is_named_with_its_factors() {
    let rows: Vec<f64> = (0..8).flat_map(|k| [1.0, f64::from(k), 3.0 - 2.0 * f64::from(k)]).collect();
    let rates = Rates::new(3, &rows, &[1.0; 8], &[1.0, 0.0, 2.0, 0.0, 1.0, 3.0, 1.0, 2.0], &[0; 8], None);
    let fit = maximise(Ascent { likelihood: &rates, priors: &[], fixed: &[] }, &[0.0; 3]);
    let Some(Dependence { parameter: 2, others }) = fit.dependence.clone() else { panic!("{fit:?}") };
    assert!(!fit.converged && fit.covariance.is_empty());
    assert!(fit.standard_errors().iter().all(|error| error.is_nan()));
    assert_eq!(others.len(), 2);
    near((others[0].1 - 3.0).abs() + (others[1].1 + 2.0).abs(), 0.0, "factors");
    let nothing = Rates::new(2, &[1.0, 0.0, 1.0, 0.0], &[1.0; 2], &[1.0, 2.0], &[0; 2], None);
    let fit = maximise(Ascent { likelihood: &nothing, priors: &[], fixed: &[] }, &[0.0; 2]);
    assert_eq!(fit.dependence, Some(Dependence { parameter: 1, others: Vec::new() }));
    let fit = maximise(Ascent { likelihood: &nothing, priors: &[], fixed: &[None, Some(0.0)] }, &[0.0; 2]);
    assert!(fit.converged && fit.dependence.is_none() && fit.covariance[3] == 0.0);
    near(fit.covariance[0], 1.0 / 3.0, "variance");
}

#[test]
fn a_parameter_along_which_the_likelihood_rises_for_ever_is_separated() {
    let rows: Vec<f64> = (0..20).map(|k| f64::from(k) - 9.5).collect();
    let answers: Vec<usize> = (0..20).map(|k| usize::from(k >= 10)).collect();
    let apart = Response::new(1, 2, rows.clone(), answers, vec![0; 20]);
    let fit = maximise(Ascent { likelihood: &apart, priors: &[], fixed: &[] }, &apart.start());
    assert_eq!(fit.separated, [0]);
    let priors = [Prior::Normal(0.0, 2.5)];
    let fit = maximise(Ascent { likelihood: &apart, priors: &priors, fixed: &[] }, &apart.start());
    assert!(fit.converged && fit.separated.is_empty());
    let mixed = Response::new(
        1,
        2,
        rows,
        (0..20).map(|k| usize::from(k >= 10) ^ usize::from(k % 7 == 3)).collect(),
        vec![0; 20],
    );
    let fit = maximise(Ascent { likelihood: &mixed, priors: &[], fixed: &[] }, &mixed.start());
    assert!(fit.converged && fit.separated.is_empty());
}

#[test]
fn an_answer_has_the_probability_of_its_level_and_a_cluster_the_score_of_its_answers() {
    let response = Response::new(1, 3, vec![0.5, -1.0, 2.0], vec![0, 1, 2], vec![4, 2, 4]);
    let theta = [0.8, -0.5, 0.9];
    let value = response.value(&theta);
    let mut sum = 0.0;
    for (k, s) in [0.5, -1.0, 2.0].into_iter().enumerate() {
        let shares = response.probabilities(&theta, &[s]);
        near(shares[0], 1.0 / (1.0 + exp(0.5 + 0.8 * s)), "lowest level");
        near(shares.iter().sum(), 1.0, "levels");
        sum += ln(shares[k]);
    }
    near(value.log_likelihood, sum, "log-likelihood");
    let clusters = response.cluster_scores(&theta);
    assert_eq!(clusters.iter().map(|(cluster, _)| *cluster).collect::<Vec<_>>(), [2, 4]);
    (0..3).for_each(|a| near(clusters[0].1[a] + clusters[1].1[a], value.score[a], "score"));
    // Shares (1.5, 2.5, 3.5) / 4.5 and so on: half an answer is added to each level.
    let start = response.start();
    near(start[1], ln(1.5 / 3.0), "first threshold");
    near(start[2], ln(3.0 / 1.5), "second threshold");
}

/// Klein's formula for the gamma frailty, and the weight that data give a group.
#[test]
fn a_gamma_frailty_is_kleins() {
    let (d, expected, v) = (3.0, 2.0, 0.4);
    let rates = Rates::new(1, &[1.0], &[2.0], &[3.0], &[0], Some(FrailtyKind::Gamma));
    let value = rates.value(&[0.0, ln(v)]);
    let klein = ln_1p(v) + ln_1p(2.0 * v) - (d + 1.0 / v) * ln_1p(v * expected);
    near(value.log_likelihood, klein, "log-likelihood");
    near(value.score[0], d - (1.0 + v * d) / (1.0 + v * expected) * expected, "score");
}
