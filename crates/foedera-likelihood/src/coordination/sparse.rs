//! Sums where all statistics of pairs are rare: pairs that are not listed differ by their actors only.

use super::moments::Moments;
use super::scene::Scene;

/// By how much what is left of a sum may be smaller than what was added up and taken off, so that enough of its digits are right.
const LEFT: f64 = 1e-3;

/// The sums at an event; `false` if too little would be left of some sum, so that pairs have to be added up one by one.
pub(super) fn sum(scene: &Scene<'_>, moments: &mut Moments) -> bool {
    if !sum_rows(scene, moments) {
        return false;
    }
    moments.origins.fill(scene.origin);
    moments.own(scene, &scene.pull);
    moments.clear();
    sum_pairs(scene, moments)
}

/// Σ_h rate_gh and Σ_h rate_gh s_gh.
fn sum_rows(scene: &Scene<'_>, moments: &mut Moments) -> bool {
    let (k, p) = (scene.of_pairs, scene.parameters());
    of_others(scene.pull.iter().copied(), &mut moments.rates);
    for a in k..p {
        let numbers = scene.numbers.column(a - k).iter().zip(&scene.pull);
        of_others(numbers.map(|(number, pull)| number * pull), moments.sums.column_mut(a));
    }
    (0..k).for_each(|a| moments.sums.column_mut(a).fill(0.0));
    let mut size = moments.rates.clone();
    for (lower, upper) in &scene.listed {
        for (g, h) in [(*lower as usize, *upper as usize), (*upper as usize, *lower as usize)] {
            let (weight, pull) = (scene.weight(g, h), scene.pull[h]);
            let more = (weight - 1.0) * pull;
            moments.rates[g] += more;
            size[g] += more.abs();
            for (a, statistic) in scene.row(g, h).iter().enumerate() {
                moments.sums.column_mut(a)[g] += weight * pull * statistic;
            }
            for a in k..p {
                moments.sums.column_mut(a)[g] += more * scene.numbers.column(a - k)[h];
            }
        }
    }
    let mut rows = scene.present.iter().zip(&moments.rates).zip(&size);
    rows.all(|((here, rate), size)| !here || *rate > LEFT * size)
}

/// Sums over pairs: as if all were alike, then what is different about those listed.
fn sum_pairs(scene: &Scene<'_>, moments: &mut Moments) -> bool {
    let p = scene.parameters();
    of_others(moments.scale.iter().copied(), &mut moments.shares);
    moments.shares.iter_mut().zip(&moments.scale).for_each(|(share, scale)| *share *= scale);
    for a in 0..p {
        let mut before = 0.0;
        let lower = moments.lower.column_mut(a).iter_mut();
        for ((lower, own), scale) in lower.zip(moments.own.column(a)).zip(&moments.scale) {
            *lower = scale * before;
            before += scale * own;
        }
    }
    let mut size: f64 = moments.shares.iter().sum();
    for (g, h) in &scene.listed {
        let (g, h) = (*g as usize, *h as usize);
        let both = scene.weight(g, h) * scene.weight(h, g);
        let alike = moments.scale[g] * moments.scale[h];
        let more = alike * (both - 1.0);
        moments.shares[g] += more;
        moments.shares[h] += more;
        size += 2.0 * more.abs();
        for a in 0..p {
            moments.lower.column_mut(a)[h] += more * moments.own.column(a)[g];
        }
        moments.add_listed(scene, (g, h), alike * both);
    }
    moments.shares.iter().sum::<f64>() > LEFT * size
}

/// For each the sum of the others, added up from both sides so that nothing is taken off.
fn of_others(values: impl DoubleEndedIterator<Item = f64> + ExactSizeIterator + Clone, sums: &mut [f64]) {
    let mut before = 0.0;
    for (sum, value) in sums.iter_mut().zip(values.clone()) {
        *sum = before;
        before += value;
    }
    let mut after = 0.0;
    for (sum, value) in sums[..values.len()].iter_mut().zip(values).rev() {
        *sum += after;
        after += value;
    }
}
