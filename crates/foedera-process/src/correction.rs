//! The correction of a process by its own earlier forecasts: what happened beside what they expected.
//!
//! A level is read off the years that a fit has seen; this reads forecasts as they were made, origin by origin, so it also sees what
//! a fit cannot: that events keep getting fewer than coefficients of the past expect.

use foedera_likelihood::score::{Case, log_score};
use foedera_math::{exp_m1, pow};

use crate::ProcessKind;

/// Years after which an earlier origin counts half as much, among which is chosen; a thousand years is all alike.
const HALF_LIVES: [f64; 6] = [3.0, 5.0, 8.0, 12.0, 20.0, 1000.0];
/// Weights of the prior in events, among which is chosen.
const WEIGHTS: [f64; 4] = [2.0, 5.0, 10.0, 20.0];
/// Years from one origin to the next.
const STEP: f64 = 3.0;
/// Events that must have been forecast before rates are corrected.
const FEWEST_EVENTS: f64 = 5.0;

/// Rates are multiplied by (events + weight) / (expected + weight), the mean of a gamma posterior with prior mean 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correction {
    /// Years after which an earlier origin counts half as much.
    pub half_life: f64,
    /// The weight of the prior, in events.
    pub weight: f64,
    /// Events that happened after earlier origins, by weight.
    pub events: f64,
    /// Events that their forecasts expected, by weight.
    pub expected: f64,
}

impl Correction {
    /// Shape and rate of its gamma posterior.
    pub fn posterior(self) -> (f64, f64) {
        (self.events + self.weight, self.expected + self.weight)
    }

    /// What rates are multiplied by: the posterior's mean.
    pub fn factor(self) -> f64 {
        let (shape, rate) = self.posterior();
        shape / rate
    }

    /// Whether a process is corrected: *ends* alone, whose scores from rolling origins it made better. Those of *leave* and, on
    /// the Brier score, of *replaced* it made worse (docs/models.md).
    pub(crate) fn is_of(kind: ProcessKind) -> bool {
        kind == ProcessKind::Ends
    }

    /// After the forecasts of one more origin: events and expected events.
    fn after(self, (events, expected): (f64, f64)) -> Self {
        let fading = pow(0.5, STEP / self.half_life);
        Self { events: self.events * fading + events, expected: self.expected * fading + expected, ..self }
    }
}

/// The correction at each origin and after the last, from the yearly rates that were forecast at the origins before and whether the
/// event happened. Half-life and weight are those with the lowest log score at the origins before; `None` where rates as they are had
/// the lowest, or fewer than five events have been forecast.
pub(crate) fn corrections(origins: &[Vec<(f64, bool)>]) -> Vec<Option<Correction>> {
    let all = HALF_LIVES.iter().flat_map(|half_life| WEIGHTS.map(|weight| (*half_life, weight)));
    let start = |(half_life, weight)| Some(Correction { half_life, weight, events: 0.0, expected: 0.0 });
    // Rates as they are come first, so that they stay where scores are equal.
    let mut candidates: Vec<(Option<Correction>, f64)> = vec![(None, 0.0)];
    candidates.extend(all.map(|of| (start(of), 0.0)));
    let (mut found, mut seen) = (Vec::new(), 0.0);
    for cases in origins.iter().map(Some).chain([None]) {
        let best = candidates.iter().min_by(|a, b| a.1.total_cmp(&b.1)).and_then(|(candidate, _)| *candidate);
        found.push(best.filter(|_| seen >= FEWEST_EVENTS));
        let Some(cases) = cases else { break };
        let events = cases.iter().filter(|(_, happened)| *happened).count() as f64;
        let expected: f64 = cases.iter().map(|(rate, _)| -exp_m1(-rate)).sum();
        for (candidate, loss) in &mut candidates {
            let factor = candidate.map_or(1.0, Correction::factor);
            let cases: Vec<Case> =
                cases.iter().map(|(rate, happened)| Case::new(-exp_m1(-rate * factor), *happened)).collect();
            *loss += log_score(&cases).unwrap_or(0.0) * cases.len() as f64;
            *candidate = candidate.map(|candidate| candidate.after((events, expected)));
        }
        seen += events;
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
    fn forecasts_that_were_twice_too_high_are_halved_from_the_origin_on_at_which_it_is_seen() {
        let origins: Vec<_> = (0..8).map(|_| origin(1000, 0.02, 10)).collect();
        let found = corrections(&origins);
        assert_eq!(found.len(), 9);
        assert_eq!(found[0], None, "nothing has been forecast");
        let last = found[8].expect("a correction");
        assert!((last.factor() - 0.5).abs() < 0.03, "{last:?}");
        // What comes later changes nothing before.
        assert_eq!(corrections(&origins[..5]), found[..6]);
    }

    #[test]
    fn good_forecasts_stay_as_they_are() {
        let origins: Vec<_> = (0..8).map(|k| origin(1000, 0.01, if k % 2 == 0 { 8 } else { 12 })).collect();
        assert_eq!(corrections(&origins).last(), Some(&None));
    }
}
