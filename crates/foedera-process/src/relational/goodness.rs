//! What a history looks like: numbers by which drawn histories are compared with the one that happened.

use std::collections::BTreeMap;

use foedera_math::{mean, quantile};

use crate::relational::data::Dependent;

/// A number of the history that happened among those of histories that were drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Its name.
    pub number: &'static str,
    /// What happened.
    pub observed: f64,
    /// The mean of drawn histories.
    pub mean: f64,
    /// Their 5 % and 95 % quantiles.
    pub range: (f64, f64),
    /// The share of drawn histories at least as far from their mean as what happened, which counts as one of them.
    pub p: f64,
}

/// Hold the numbers of what happened against those of histories that were drawn.
pub fn compare(observed: &[(&'static str, f64)], drawn: &[Vec<(&'static str, f64)>]) -> Vec<Fit> {
    let fit = |(index, (number, observed)): (usize, &(&'static str, f64))| {
        let observed = *observed;
        let mut values: Vec<f64> = drawn.iter().map(|numbers| numbers[index].1).collect();
        values.sort_by(f64::total_cmp);
        let mean = mean(&values);
        let far = |value: &&f64| (**value - mean).abs() >= (observed - mean).abs() - 1e-12;
        let p = (values.iter().filter(far).count() as f64 + 1.0) / (values.len() as f64 + 1.0);
        Fit { number, observed, mean, range: (quantile(&values, 0.05), quantile(&values, 0.95)), p }
    };
    observed.iter().enumerate().map(fit).collect()
}

/// Numbers of a history, each with its name.
///
/// - events;
/// - pairs: pairs with at least one event, ordered ones if events are directed;
/// - repeated: share of events whose pair has had one before;
/// - returned: share of events that go the way back of an earlier one, if they are directed;
/// - busiest sender, busiest receiver (undirected: busiest actor): the largest share of events of one;
/// - closed: share of two-paths i → k → j of the pairs, i ≠ j, with i → j, too (0 if there is none).
pub fn describe(events: &[Dependent], directed: bool) -> Vec<(&'static str, f64)> {
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let (mut sent, mut received): (BTreeMap<usize, usize>, BTreeMap<usize, usize>) = Default::default();
    let (mut repeated, mut returned) = (0_usize, 0_usize);
    for event in events {
        let (i, j) = (event.sender, event.receiver);
        repeated += usize::from(pairs.contains_key(&(i, j)));
        returned += usize::from(pairs.contains_key(&(j, i)));
        *sent.entry(i).or_default() += 1;
        *received.entry(j).or_default() += 1;
        *pairs.entry((i, j)).or_default() += 1;
        if !directed {
            // Who is named first does not matter: both take part, and the pair is there both ways.
            *sent.entry(j).or_default() += 1;
            *pairs.entry((j, i)).or_default() += 1;
        }
    }
    let mut out: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    pairs.keys().for_each(|(i, j)| out.entry(*i).or_default().push(*j));
    let (mut paths, mut closed) = (0_usize, 0_usize);
    for (i, k) in pairs.keys() {
        for j in out.get(k).into_iter().flatten().filter(|j| *j != i) {
            paths += 1;
            closed += usize::from(pairs.contains_key(&(*i, *j)));
        }
    }
    let all = events.len().max(1) as f64;
    let most = |counts: &BTreeMap<usize, usize>| counts.values().copied().max().unwrap_or(0) as f64 / all;
    let mut numbers = vec![("events", events.len() as f64)];
    if directed {
        numbers.extend([("pairs", pairs.len() as f64), ("repeated", repeated as f64 / all)]);
        numbers.extend([("returned", returned as f64 / all), ("busiest sender", most(&sent))]);
        numbers.push(("busiest receiver", most(&received)));
    } else {
        numbers.extend([("pairs", pairs.len() as f64 / 2.0), ("repeated", repeated as f64 / all)]);
        numbers.push(("busiest actor", most(&sent)));
    }
    numbers.push(("closed", closed as f64 / paths.max(1) as f64));
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_history_is_described() {
        let event = |sender, receiver| Dependent { time: 0.0, sender, receiver };
        let numbers = describe(&[event(0, 1), event(1, 2), event(0, 2), event(0, 1), event(1, 0)], true);
        let expected = [5.0, 4.0, 0.2, 0.2, 0.6, 0.4];
        for ((name, own), expected) in numbers.iter().zip(expected) {
            assert!((own - expected).abs() < 1e-12, "{name}: {own}");
        }
        // 0→1→2 and 1→0→2 are closed by 0→2 and 1→2.
        assert_eq!(numbers[6].1, 1.0);
        assert_eq!(describe(&[], true)[6].1, 0.0);
    }

    #[test]
    fn a_history_without_direction_is_the_same_whoever_is_named_first() {
        let event = |sender, receiver| Dependent { time: 0.0, sender, receiver };
        let one = describe(&[event(0, 1), event(1, 2), event(2, 0), event(1, 0), event(1, 3)], false);
        let other = describe(&[event(1, 0), event(2, 1), event(0, 2), event(0, 1), event(3, 1)], false);
        assert_eq!(one, other);
        // Four pairs, one of them twice; actor 1 is in four of five events; six of ten two-paths are in the triangle.
        let numbers: Vec<f64> = one.iter().map(|number| number.1).collect();
        assert_eq!(numbers, [5.0, 4.0, 0.2, 0.8, 0.6]);
    }

    #[test]
    fn what_happened_is_placed_among_what_was_drawn() {
        let of = |events: usize| describe(&vec![Dependent { time: 0.0, sender: 0, receiver: 1 }; events], true);
        let drawn: Vec<_> = (1..=21).map(of).collect();
        let usual = compare(&of(11), &drawn)[0];
        assert_eq!((usual.mean, usual.range, usual.p), (11.0, (2.0, 20.0), 1.0));
        let far = compare(&of(40), &drawn)[0];
        assert_eq!((far.observed, far.p), (40.0, 1.0 / 22.0));
    }
}
