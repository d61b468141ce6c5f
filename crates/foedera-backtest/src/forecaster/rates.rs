//! Plain rates: of all cases, of the last years, of a reference class, of what happened lately.

use std::collections::BTreeMap;

use super::{Fold, Forecaster};
use crate::cases::LATELY;

/// The share of known cases in which the event happened: of all years, or of the last few.
pub(crate) struct Climatology {
    /// The years back; `None`: all.
    pub(crate) window: Option<i16>,
}

/// A share of cases as a probability, which is never 0 or 1.
fn rate((events, cases): (f64, f64)) -> f64 {
    (events + 0.5) / (cases + 1.0)
}

impl Forecaster for Climatology {
    fn name(&self) -> &'static str {
        if self.window.is_none() { "climatology" } else { "climatology_ten_years" }
    }

    fn words(&self) -> String {
        let years = self.window.map_or("all past years".to_owned(), |years| format!("the last {years} years"));
        format!("(events + 1/2) / (cases + 1) over {years} in which cases can be over")
    }

    fn forecast(&self, fold: &Fold<'_>) -> Vec<Vec<f64>> {
        let since = self.window.zip(fold.origin).map(|(window, origin)| origin - window - fold.years + 1);
        let inside = |case: usize| since.is_none_or(|since| fold.cases.all()[case].year >= since);
        vec![vec![rate(fold.count(inside)); fold.test.len()]]
    }
}

/// Weights of the overall rate, in cases, among which is chosen.
const WEIGHTS: [f64; 4] = [3000.0, 1000.0, 300.0, 100.0];

/// The rates of classes, each drawn to the overall rate by each of the weights.
fn shrunk<K: Ord>(fold: &Fold<'_>, class: impl Fn(usize) -> K) -> Vec<Vec<f64>> {
    let overall = rate(fold.count(|_| true));
    let mut counts: BTreeMap<K, (f64, f64)> = BTreeMap::new();
    for case in &fold.train {
        let count = counts.entry(class(*case)).or_default();
        *count = (count.0 + f64::from(u8::from(fold.happened(*case))), count.1 + 1.0);
    }
    let of = |weight: f64| {
        let one = |case: &usize| {
            let (events, cases) = counts.get(&class(*case)).copied().unwrap_or_default();
            (events + weight * overall) / (cases + weight)
        };
        fold.test.iter().map(one).collect()
    };
    WEIGHTS.into_iter().map(of).collect()
}

fn weights() -> Vec<String> {
    WEIGHTS.iter().map(|weight| format!("overall rate with the weight of {weight} cases")).collect()
}

/// The rate of the case's reference class.
pub(crate) struct Classes;

impl Forecaster for Classes {
    fn name(&self) -> &'static str {
        "reference_class"
    }

    fn words(&self) -> String {
        format!("the rate of past cases of the same class, drawn to the overall rate by {WEIGHTS:?} cases")
    }

    fn variants(&self) -> Vec<String> {
        weights()
    }

    fn forecast(&self, fold: &Fold<'_>) -> Vec<Vec<f64>> {
        shrunk(fold, |case| fold.cases.all()[case].class.as_str())
    }
}

/// The rate of cases with as many events lately (none, one, two or more) among those to whom they are related.
pub(crate) struct Persistence;

impl Forecaster for Persistence {
    fn name(&self) -> &'static str {
        "persistence"
    }

    fn words(&self) -> String {
        format!(
            "the rate of past cases with as many events (none, one, more) in the {LATELY} years before among those to whom they \
             are related, drawn to the overall rate by {WEIGHTS:?} cases"
        )
    }

    fn variants(&self) -> Vec<String> {
        weights()
    }

    fn forecast(&self, fold: &Fold<'_>) -> Vec<Vec<f64>> {
        shrunk(fold, |case| fold.cases.lately(case).min(2))
    }
}
