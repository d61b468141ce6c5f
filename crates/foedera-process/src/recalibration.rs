//! Recalibration in the large: rates multiplied by what happened beside what a process's own earlier forecasts expected.
//!
//! Coefficients tell who is likelier than whom; how many events come in all moves with the era, and earlier forecasts show by how much.
//! How far to believe them, and how fast to forget, is itself learnt from earlier forecasts: each way of remembering, and none at all, has
//! the weight that its log scores so far give it (prequential weights, Dawid 1984), and the factors are pooled by these weights as
//! logarithms (a logarithmic pool, Genest and Zidek 1986).

use foedera_likelihood::score::{Case, log_score};
use foedera_math::{exp, exp_m1, ln, pow};

/// Years after which an earlier origin counts half as much; a thousand years is all alike.
const HALF_LIVES: [f64; 6] = [3.0, 5.0, 8.0, 12.0, 20.0, 1000.0];
/// Weights of the prior in events.
const WEIGHTS: [f64; 4] = [2.0, 5.0, 10.0, 20.0];
/// Before the first forecast, the share of rates as they are; the ways of remembering share the rest.
const AS_THEY_ARE: f64 = 0.5;

/// One way of remembering what came of earlier forecasts: rates × (events + weight) / (expected + weight), the mean of a gamma posterior
/// with prior mean 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// Years after which an earlier origin counts half as much; `None` in files of before, which do not say.
    pub half_life: Option<f64>,
    /// The weight of the prior, in events.
    pub weight: f64,
    /// Events that happened after earlier origins, by weight.
    pub events: f64,
    /// Events that their forecasts expected, by weight.
    pub expected: f64,
    /// Its share of the pool, 0 to 1.
    pub share: f64,
}

impl Memory {
    /// The logarithm of its factor.
    fn ln_factor(&self) -> f64 {
        ln((self.events + self.weight) / (self.expected + self.weight))
    }

    /// After the forecasts of one more origin, `step` years later.
    fn after(self, (events, expected): (f64, f64), step: f64) -> Self {
        let fading = self.half_life.map_or(1.0, |half_life| pow(0.5, step / half_life));
        Self { events: self.events * fading + events, expected: self.expected * fading + expected, ..self }
    }
}

/// What the rates of a process are multiplied by: the pool of ways of remembering. What their shares lack of 1 is the share of rates as
/// they are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recalibration {
    /// The ways of remembering; none: rates as they are.
    pub memories: Vec<Memory>,
}

impl Recalibration {
    /// The logarithm of what rates are multiplied by.
    pub fn ln_factor(&self) -> f64 {
        self.memories.iter().map(|memory| memory.share * memory.ln_factor()).sum()
    }

    /// What rates are multiplied by.
    pub fn factor(&self) -> f64 {
        exp(self.ln_factor())
    }

    /// The share of the pool that moves rates at all: the weight of the level, 0 to 1.
    pub fn share(&self) -> f64 {
        self.memories.iter().map(|memory| memory.share).sum()
    }
}

/// The recalibration at each origin and after the last, from the yearly rates that were forecast at the origins before, `step` years
/// apart, and whether the event happened.
pub(crate) fn recalibrations(origins: &[Vec<(f64, bool)>], step: f64) -> Vec<Recalibration> {
    let share = (1.0 - AS_THEY_ARE) / (HALF_LIVES.len() * WEIGHTS.len()) as f64;
    let all = HALF_LIVES.iter().flat_map(|half_life| WEIGHTS.map(|weight| (*half_life, weight)));
    let mut memories: Vec<Memory> = all
        .map(|(half_life, weight)| Memory { half_life: Some(half_life), weight, events: 0.0, expected: 0.0, share })
        .collect();
    // Sums of log scores so far: of each way of remembering, and last of rates as they are.
    let mut losses = vec![0.0; memories.len() + 1];
    let mut found = Vec::with_capacity(origins.len() + 1);
    for cases in origins.iter().map(Some).chain([None]) {
        let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
        let prior = |place: usize| if place == memories.len() { AS_THEY_ARE } else { share };
        let weights: Vec<f64> =
            losses.iter().enumerate().map(|(place, loss)| prior(place) * exp(least - loss)).collect();
        let sum: f64 = weights.iter().sum();
        let pooled = memories.iter().zip(&weights).map(|(memory, weight)| Memory { share: weight / sum, ..*memory });
        found.push(Recalibration { memories: pooled.collect() });
        let Some(cases) = cases else { break };
        let loss = |factor: f64| {
            let cases: Vec<Case> =
                cases.iter().map(|(rate, happened)| Case::new(-exp_m1(-rate * factor), *happened)).collect();
            log_score(&cases).unwrap_or(0.0) * cases.len() as f64
        };
        let factors = memories.iter().map(|memory| exp(memory.ln_factor())).chain([1.0]);
        losses.iter_mut().zip(factors).for_each(|(sum, factor)| *sum += loss(factor));
        let events = cases.iter().filter(|(_, happened)| *happened).count() as f64;
        let expected: f64 = cases.iter().map(|(rate, _)| -exp_m1(-rate)).sum();
        memories.iter_mut().for_each(|memory| *memory = memory.after((events, expected), step));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `count` cases at a rate, of which the first `events` happen.
    fn origin(count: usize, rate: f64, events: usize) -> Vec<(f64, bool)> {
        (0..count).map(|k| (rate, k < events)).collect()
    }

    #[test]
    fn forecasts_that_were_twice_too_high_are_nearly_halved_and_what_comes_later_changes_nothing_before() {
        let origins: Vec<_> = (0..8).map(|_| origin(1000, 0.02, 10)).collect();
        let found = recalibrations(&origins, 3.0);
        assert_eq!(found.len(), 9);
        assert_eq!(found[0].factor(), 1.0, "nothing has been forecast");
        assert!((found[8].factor() - 0.5).abs() < 0.06, "{}", found[8].factor());
        assert!(found[8].share() > 0.99, "{}", found[8].share());
        assert_eq!(recalibrations(&origins[..5], 3.0), found[..6]);
    }

    #[test]
    fn good_forecasts_stay_nearly_as_they_are() {
        let origins: Vec<_> = (0..8).map(|k| origin(1000, 0.01, if k % 2 == 0 { 8 } else { 12 })).collect();
        let last = recalibrations(&origins, 3.0).pop().expect("a last one");
        assert!((last.factor() - 1.0).abs() < 0.03 && last.share() < 0.5, "{} {}", last.factor(), last.share());
    }

    #[test]
    fn a_pool_by_hand() {
        // Nothing happened where one event was expected: each way loses what it forecast, e = 1 of one case at rate ln 2 would be 0.5.
        let one = recalibrations(&[vec![(core::f64::consts::LN_2, false)]], 3.0).pop().expect("after the first");
        // All factors were 1, so shares are as before: a half as it is, and 24 ways share the other half.
        assert!((one.share() - 0.5).abs() < 1e-15);
        let by_hand: f64 = WEIGHTS.iter().map(|weight| 6.0 / 48.0 * ln(weight / (0.5 + weight))).sum();
        assert!((one.ln_factor() - by_hand).abs() < 1e-15, "{} {by_hand}", one.ln_factor());
    }
}
