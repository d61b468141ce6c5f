//! A fitted process of events with its card, and the probability that it gives.

use foedera_likelihood::{Ascent, Estimate, FirstDifference, Prior, Response, maximise, variance_inflation};
use foedera_math::{Cholesky, Draw, exp, exp_m1, ln, logistic};

use super::fit::Candidate;
use super::sample::Cases;
use crate::model::{mirrored, range};
use crate::{Blocks, Card, Effect, Estimated, Posterior, Process, Recalibration, Scaling, Support, View};

/// Deviation of the normal prior of the intercept: on the log-odds of an average case, weak.
const INTERCEPT_DEVIATION: f64 = 5.0;

/// A fitted process of events: log-odds = Σ θ_j·(x_j − centre_j)/scale_j, the intercept among them.
#[derive(Debug, Clone, PartialEq)]
pub struct EventModel {
    /// Which process.
    pub process: Process,
    /// The effects; the intercept comes first. Robust errors are clustered by group.
    pub effects: Vec<Estimated>,
    /// Covariance of the coefficients, by rows.
    pub covariance: Vec<f64>,
    /// Of a process in time, what its rates are multiplied by; none where it is of cases that no calendar brings.
    pub recalibration: Recalibration,
    /// Of a process in time, the block uncertainty of its rates.
    pub blocks: Option<Blocks>,
    /// What else was counted of its events: shares and rates of ending.
    pub counts: Vec<Counts>,
    /// The card; its intervals are cases, its treaties groups, and exposure it has none.
    pub card: Card,
}

/// Counts of what events of a process were like, or how they ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// The name in files.
    pub name: String,
    /// What is counted, of what.
    pub definition: String,
    /// Where it is from.
    pub source: String,
    /// The rows, in their order.
    pub rows: Vec<Counted>,
}

/// One row of [`Counts`].
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Of what: a level, an age.
    pub key: String,
    /// How many there were.
    pub events: u32,
    /// Of how many, or in how many years or days at risk.
    pub of: f64,
}

impl Counts {
    /// The share or rate of a row; `None` of an unknown one.
    pub fn share(&self, key: &str) -> Option<f64> {
        self.rows.iter().find(|row| row.key == key).map(|row| f64::from(row.events) / row.of)
    }
}

/// A candidate fitted to cases.
pub(super) struct Fit {
    pub(super) scalings: Vec<Scaling>,
    response: Response,
    found: Estimate,
    /// What thinned cases without the event take off the intercept.
    correction: f64,
}

impl Fit {
    /// Fit a candidate to cases that have its effects; centres and scales are those of the cases.
    pub(super) fn of(cases: &Cases, candidate: &Candidate) -> Self {
        Self::scaled(cases, candidate, cases.scalings())
    }

    fn scaled(cases: &Cases, candidate: &Candidate, scalings: Vec<Scaling>) -> Self {
        let response = cases.response(&scalings);
        let mut priors = vec![Prior::Normal(0.0, candidate.deviation); cases.effects.len() - 1];
        priors.push(Prior::Normal(0.0, INTERCEPT_DEVIATION));
        let found = maximise(Ascent { likelihood: &response, priors: &priors, fixed: &[] }, &response.start());
        Self { scalings, response, found, correction: ln(cases.share) }
    }

    /// The probabilities of other cases with the same effects.
    pub(super) fn probabilities(&self, cases: &Cases) -> Vec<f64> {
        let width = cases.effects.len() - 1;
        let (theta, threshold) = self.found.parameters.split_at(width);
        let design = cases.design(&self.scalings);
        let eta = |row: usize| -> f64 {
            design[row * width..(row + 1) * width].iter().zip(theta).map(|(x, b)| x * b).sum::<f64>() - threshold[0]
                + self.correction
        };
        (0..cases.rows.len()).map(|row| logistic(eta(row))).collect()
    }

    /// Coefficients with the intercept first, and a covariance in that order.
    pub(super) fn coefficients(&self) -> (Vec<f64>, Vec<f64>) {
        let mut mode = with_intercept(&self.found.parameters);
        mode[0] += self.correction;
        (mode, turned(&self.found.covariance, self.found.parameters.len()))
    }
}

/// The probability of a year whose hazard is multiplied by a factor: 1 − (1 − p)^factor.
pub(super) fn recalibrated(probability: f64, factor: f64) -> f64 {
    if factor == 1.0 { probability } else { -exp_m1(-hazard(probability) * factor) }
}

/// The hazard of a probability of a year: −ln(1 − p).
pub(super) fn hazard(probability: f64) -> f64 {
    -foedera_math::ln_1p(-probability)
}

/// ln(1 + exp(η)): minus the logarithm of 1 − logistic(η), without loss where η is far from 0.
fn ln_one_plus_exp(eta: f64) -> f64 {
    eta.max(0.0) + foedera_math::ln_1p(exp(-eta.abs()))
}

/// Coefficients, then minus the intercept, as intercept and coefficients.
fn with_intercept(parameters: &[f64]) -> Vec<f64> {
    let last = parameters.len() - 1;
    std::iter::once(-parameters[last]).chain(parameters[..last].iter().copied()).collect()
}

/// Their covariance in that order; empty if it is.
fn turned(covariance: &[f64], size: usize) -> Vec<f64> {
    let cells = if covariance.is_empty() { 0 } else { size * size };
    let of = |place: usize| if place == 0 { (size - 1, -1.0) } else { (place - 1, 1.0) };
    let cell = |cell: usize| {
        let ((row, a), (column, b)) = (of(cell / size), of(cell % size));
        a * b * covariance[row * size + column]
    };
    mirrored(&(0..cells).map(cell).collect::<Vec<_>>(), size)
}

impl EventModel {
    /// Fit a candidate to cases.
    pub fn estimate(cases: &Cases, candidate: &Candidate) -> Self {
        let cases = cases.select(&candidate.effects);
        let fit = Fit::of(&cases, candidate);
        let size = cases.effects.len();
        let (mode, covariance) = fit.coefficients();
        let robust = fit.found.robust(Ascent { likelihood: &fit.response, priors: &[], fixed: &[] });
        let robust = robust.map(|robust| turned(&robust, size));
        let error = |of: &[f64], place: usize| of[place * size + place].max(0.0).sqrt();
        let effects = cases.effects.iter().enumerate().map(|(place, effect)| Estimated {
            effect: *effect,
            estimate: mode[place],
            standard_error: if covariance.is_empty() { f64::NAN } else { error(&covariance, place) },
            robust_error: robust.as_ref().map(|robust| error(robust, place)),
            prior: (0.0, if place == 0 { INTERCEPT_DEVIATION } else { candidate.deviation }),
            scaling: fit.scalings[place],
            support: cases.support(place),
        });
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (n, events) = (cases.rows.len() as f64, cases.events() as f64);
        let mut groups: Vec<u32> = cases.rows.iter().map(|row| row.group).collect();
        groups.sort_unstable();
        groups.dedup();
        let part = |k: f64| if k > 0.0 { k * ln(k / n) } else { 0.0 };
        Self {
            process: cases.process,
            effects: effects.collect(),
            covariance,
            recalibration: Recalibration::default(),
            blocks: None,
            counts: Vec::new(),
            card: Card {
                events: count(cases.events()),
                intervals: count(cases.rows.len()),
                treaties: count(groups.len()),
                log_likelihood: fit.found.value.log_likelihood,
                log_likelihood_constant: part(events) + part(n - events),
                iterations: fit.found.steps,
                converged: fit.found.converged && !fit.found.covariance.is_empty(),
                ..Card::default()
            },
        }
    }

    /// The coefficients at the mode.
    pub fn mode(&self) -> Vec<f64> {
        self.effects.iter().map(|effect| effect.estimate).collect()
    }

    /// The probability of the event of a case at the mode, by the values of its effects in the order of the model (`None` where missing).
    ///
    /// # Panics
    /// If there are not as many values as effects.
    pub fn probability(&self, values: &[Option<f64>]) -> f64 {
        assert_eq!(values.len(), self.effects.len(), "a value for each effect");
        let part = |(own, value): (&Estimated, &Option<f64>)| match own.effect {
            Effect::INTERCEPT => own.estimate,
            _ => own.estimate * own.standard(*value),
        };
        recalibrated(logistic(self.effects.iter().zip(values).map(part).sum()), self.recalibration.factor())
    }

    /// The rate of the process for an option at these coefficients, per year: the hazard −ln(1 − p) of the probability of a year, recalibrated,
    /// of a process in time ([`crate::When::Hazard`]).
    ///
    /// # Panics
    /// If there are fewer coefficients than effects.
    pub fn rate(&self, theta: &[f64], view: &View<'_>) -> f64 {
        assert!(theta.len() >= self.effects.len(), "a coefficient for each effect");
        let parts = self.effects.iter().zip(theta).map(|(own, theta)| theta * own.standardised(view));
        self.recalibration.factor() * ln_one_plus_exp(parts.sum())
    }

    /// The normal approximation of the posterior, ready to draw from.
    pub fn posterior(&self) -> Posterior {
        Posterior::new(self.mode(), &self.covariance)
    }

    /// The first difference of each effect in the probability of the event, the other effects at their centre, over this many draws of
    /// the parameters; `None` for the intercept, or if the covariance is none.
    pub fn first_differences(&self, draws: u32, seed: u64) -> Vec<Option<FirstDifference>> {
        let (mode, stream, level) = (self.mode(), self.process.parameters(), self.recalibration.factor());
        let factor = Cholesky::new(mode.len(), &self.covariance).ok();
        let drawn = |future: u32| -> Option<Vec<f64>> {
            let address = Draw { seed, future, stream, option: 0 };
            let normals: Vec<f64> = (0..mode.len()).map(|index| address.normal(index as u32)).collect();
            Some(mode.iter().zip(factor.as_ref()?.times(&normals)).map(|(mode, step)| mode + step).collect())
        };
        let drawn: Vec<Vec<f64>> = (0..draws).filter_map(drawn).collect();
        let of = |(place, own): (usize, &Estimated)| {
            let (from, to) = own.effect.contrast(own.scaling.centre, own.scaling.deviation);
            let at = |value: f64| own.effect.drawn_in(value, &own.scaling);
            let probability = |theta: &[f64], x: f64| recalibrated(logistic(theta[0] + theta[place] * x), level);
            let both = |theta: &Vec<f64>| (probability(theta, at(from)), probability(theta, at(to)));
            let pairs: Vec<(f64, f64)> = drawn.iter().map(both).collect();
            (own.effect != Effect::INTERCEPT).then(|| FirstDifference::of((from, to), &pairs)).flatten()
        };
        self.effects.iter().enumerate().map(of).collect()
    }

    /// The variance inflation factor of each effect under the posterior; `None` if the covariance in the file is none.
    pub fn inflation(&self) -> Option<Vec<f64>> {
        variance_inflation(self.effects.len(), &self.covariance)
    }
}

impl Cases {
    /// Coefficients with their errors, centred and scaled as given; `None` without a mode.
    pub(crate) fn coefficients(&self, candidate: &Candidate, scalings: &[Scaling]) -> Option<Vec<(f64, f64)>> {
        let fit = Fit::scaled(self, candidate, scalings.to_vec());
        let (mode, covariance) = fit.coefficients();
        let size = mode.len();
        let error = |place: usize| covariance[place * size + place].max(0.0).sqrt();
        (!covariance.is_empty()).then(|| mode.iter().enumerate().map(|(place, own)| (*own, error(place))).collect())
    }

    /// Where the known values of a column lie; `None` if there are none at events.
    fn support(&self, column: usize) -> Option<Support> {
        let of = |events: bool| {
            let rows = (0..self.rows.len()).filter(|row| self.rows[*row].happened || !events);
            range(rows.map(|row| self.x(row)[column]))
        };
        Some(Support { sample: of(false)?, events: of(true)? })
    }
}
