//! What a history looks like: numbers by which drawn histories are compared with the one that happened.

use std::collections::BTreeMap;

use crate::data::Dependent;

/// Numbers of a history, each with its name.
///
/// - events;
/// - pairs: ordered pairs with at least one event;
/// - repeated: share of events whose pair has had one before;
/// - returned: share of events that go the way back of an earlier one;
/// - busiest sender, busiest receiver: the largest share of events of one;
/// - closed: share of two-paths i → k → j of the pairs, i ≠ j, with i → j, too (0 if there is none).
pub fn describe(events: &[Dependent]) -> [(&'static str, f64); 7] {
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let (mut sent, mut received): (BTreeMap<usize, usize>, BTreeMap<usize, usize>) = Default::default();
    let (mut repeated, mut returned) = (0_usize, 0_usize);
    for event in events {
        repeated += usize::from(pairs.contains_key(&(event.sender, event.receiver)));
        returned += usize::from(pairs.contains_key(&(event.receiver, event.sender)));
        *pairs.entry((event.sender, event.receiver)).or_default() += 1;
        *sent.entry(event.sender).or_default() += 1;
        *received.entry(event.receiver).or_default() += 1;
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
    [
        ("events", events.len() as f64),
        ("pairs", pairs.len() as f64),
        ("repeated", repeated as f64 / all),
        ("returned", returned as f64 / all),
        ("busiest sender", most(&sent)),
        ("busiest receiver", most(&received)),
        ("closed", closed as f64 / paths.max(1) as f64),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_history_is_described() {
        let event = |sender, receiver| Dependent { time: 0.0, sender, receiver };
        let numbers = describe(&[event(0, 1), event(1, 2), event(0, 2), event(0, 1), event(1, 0)]);
        let expected = [5.0, 4.0, 0.2, 0.2, 0.6, 0.4];
        for ((name, own), expected) in numbers.iter().zip(expected) {
            assert!((own - expected).abs() < 1e-12, "{name}: {own}");
        }
        // 0→1→2 and 1→0→2 are closed by 0→2 and 1→2.
        assert_eq!(numbers[6].1, 1.0);
        assert_eq!(describe(&[])[6].1, 0.0);
    }
}
