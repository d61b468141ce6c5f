//! Fitting the model of answers, and holding calls and treaties out.

use std::collections::BTreeMap;

use foedera_diagnostic::progress;
use foedera_math::logistic;
use foedera_world::Provenance;
use rayon::prelude::*;

use super::sample::Forecasts;
use super::{
    ALLY_ANSWERS, AnswerCard, AnswerModel, Choices, Group, HeldOut, HeldOutScores, NODES, Pooled, Responses, Rows,
    WIDE_PRIOR, is_troops,
};
use crate::model::{mirrored, range};
use crate::{Effect, Estimated, Scaling, Support};

/// The relative change of deviations that ends a fit of a forecast, which is made at many origins.
const FORECAST_SETTLED: f64 = 1e-3;

/// The ascent did not reach a mode, or no answer of a call is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoMode;

/// Where answers come from, for the card.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The atlas's fingerprint.
    pub atlas_sha256: String,
    /// The datasets of the world file.
    pub datasets: Vec<Provenance>,
    /// Calls that are left out.
    pub calls_left_out: u32,
    /// First and last year.
    pub years: (i16, i16),
}

/// The prior deviation of an effect of a model of answers, by its place: the first few have one of their own, that of the others is found.
pub(crate) fn prior_of(place: usize, deviations: [f64; 4]) -> (f64, f64) {
    (0.0, if place < Effect::TRIGGERS { WIDE_PRIOR } else { deviations[3] })
}

/// Six digits of a covariance, which a model file holds.
fn six_digits(number: f64) -> f64 {
    format!("{number:.5e}").parse().expect("a number as it was written")
}

impl Responses {
    /// Fit the model, score it with calls and with treaties held out, and choose the forecast that is given.
    ///
    /// # Errors
    /// No mode, or no choice.
    pub fn fit(
        &self,
        origin: Origin,
        choose: impl FnOnce(&[HeldOut]) -> Option<Choices>,
    ) -> Result<AnswerModel, NoMode> {
        let scalings = self.scalings(|_| true);
        let rows = self.rows(&scalings);
        let pooled = rows.fit(None);
        if !pooled.converged || pooled.covariance.is_empty() {
            return Err(NoMode);
        }
        let by_call = held_out(self, &pooled, 2);
        let by_treaty = held_out(self, &pooled, 0);
        let count = |range: (usize, usize)| rows.answers.iter().filter(|answer| **answer == range).count() as u32;
        let left_out = self.told(&by_call.answers);
        let choices = choose(&left_out).ok_or(NoMode)?;
        let scores: Vec<(String, HeldOutScores)> =
            [("one call left out", &by_call), ("one treaty left out", &by_treaty)]
                .into_iter()
                .flat_map(|(name, forecasts)| self.scores(name, forecasts))
                .collect();
        Ok(AnswerModel {
            effects: self.effects(&scalings, &rows, &pooled),
            treaties: self.counted(0),
            allies: self.counted(1),
            mode: without_calls(&rows, &pooled.mode),
            covariance: mirrored(&marginal(&rows, &pooled), without_calls(&rows, &pooled.mode).len())
                .into_iter()
                .map(six_digits)
                .collect(),
            deviations: pooled.deviations,
            card: AnswerCard {
                atlas_sha256: origin.atlas_sha256,
                datasets: origin.datasets,
                calls: (self.groups[2].len() as u32, origin.calls_left_out),
                years: origin.years,
                answers: [count((0, 0)), count((1, 1)), count((2, 2)), count((3, 3)), count((0, 2))],
                log_likelihood: pooled.log_likelihood,
                held_out: left_out,
                choices,
                scores,
            },
        })
    }

    fn effects(&self, scalings: &[Scaling], rows: &Rows, pooled: &Pooled) -> Vec<Estimated> {
        let width = pooled.mode.len();
        let robust = rows.robust(pooled, 0);
        let fitted = |(index, effect): (usize, Effect)| Estimated {
            effect,
            estimate: pooled.mode[index],
            standard_error: pooled.covariance[index * width + index].sqrt(),
            robust_error: robust.as_ref().map(|robust| robust[index * width + index].sqrt()),
            prior: prior_of(index, pooled.deviations),
            scaling: scalings[index],
            support: self.support(index),
        };
        Effect::ANSWERS.into_iter().enumerate().map(fitted).collect()
    }

    /// The probability of troops from each ally of some calls (`asked`: rows of one call each), by a fit to the rows that are kept alone:
    /// centres, scales, deviations and groups are theirs, and what is not known of other groups is integrated out. `None` without a mode.
    pub fn forecast(&self, keep: impl Fn(usize) -> bool, asked: &[Vec<usize>]) -> Option<Vec<Vec<f64>>> {
        let mut rows = self.rows(&self.scalings(&keep));
        for kind in 0..rows.sizes.len() {
            let mut answers: BTreeMap<usize, u32> = BTreeMap::new();
            for row in (0..rows.len()).filter(|row| keep(*row)) {
                if let Some(place) = rows.groups[row][kind] {
                    *answers.entry(place).or_default() += 1;
                }
            }
            // An ally has an intercept of its own if it has answers enough among those that are kept.
            answers.retain(|_, count| kind != 1 || *count >= ALLY_ANSWERS);
            let places: BTreeMap<usize, usize> = answers.into_keys().zip(0..).collect();
            rows.sizes[kind] = places.len();
            rows.groups.iter_mut().for_each(|of| of[kind] = of[kind].and_then(|place| places.get(&place).copied()));
        }
        let fitted = rows.only(&keep).fit_until(None, FORECAST_SETTLED);
        fitted.converged.then(|| asked.iter().map(|own| probabilities(&rows, &fitted, own, None).0).collect())
    }

    /// Where the known values of an effect lie, in all answers and in those that were troops.
    fn support(&self, effect: usize) -> Option<Support> {
        let value = |row: usize| self.values[row * Effect::ANSWERS.len() + effect];
        let all = 0..self.places.len();
        let sample = range(all.clone().map(value));
        Some(Support { sample: sample?, events: range(all.filter(|row| is_troops(self.levels[*row])).map(value))? })
    }

    /// The groups of a kind with their answers.
    fn counted(&self, kind: usize) -> Vec<Group> {
        let group = |(place, key): (usize, &String)| {
            let rows = || (0..self.places.len()).filter(|row| self.places[*row][kind] == Some(place));
            let troops = rows().filter(|row| is_troops(self.levels[*row])).count() as u32;
            Group { key: key.clone(), answers: rows().count() as u32, troops }
        };
        self.groups[kind].iter().enumerate().map(group).collect()
    }

    /// What was said of each call, in the order of the calls.
    fn told(&self, probabilities: &[f64]) -> Vec<HeldOut> {
        let mut told: Vec<HeldOut> = Vec::new();
        for (row, places) in self.places.iter().enumerate() {
            let call = &self.groups[2][places[2].expect("every answer has a call")];
            if told.last().is_none_or(|last| last.call != *call) {
                told.push(HeldOut { call: call.clone(), allies: Vec::new(), troops: Vec::new() });
            }
            let last = told.last_mut().expect("pushed above");
            last.allies.push(self.allies[row].clone());
            // As the file holds it, so that the choice can be made again from the file.
            last.troops.push((1e4 * probabilities[row]).round() / 1e4);
        }
        told
    }
}

/// Which parameters stay when those of calls are averaged over.
fn kept(rows: &Rows, parameters: usize) -> Vec<usize> {
    let calls = rows.offset(2)..rows.offset(2) + rows.sizes[2];
    (0..parameters).filter(|parameter| !calls.contains(parameter)).collect()
}

fn without_calls(rows: &Rows, mode: &[f64]) -> Vec<f64> {
    kept(rows, mode.len()).into_iter().map(|parameter| mode[parameter]).collect()
}

/// The covariance of the parameters that stay: a block of the whole one.
fn marginal(rows: &Rows, pooled: &Pooled) -> Vec<f64> {
    let width = pooled.mode.len();
    let kept = kept(rows, width);
    kept.iter().flat_map(|a| kept.iter().map(|b| pooled.covariance[*a * width + *b])).collect()
}

/// A call that was held out: its place, its rows, the probability of troops from each, and from anyone.
type HeldCall = (usize, Vec<usize>, (Vec<f64>, f64));

/// Hold each group of a kind out in turn. Scales and deviations are found anew in each fit. The record that later calls have still
/// knows what was held out.
fn held_out(data: &Responses, whole: &Pooled, kind: usize) -> Forecasts {
    let work = progress::work("fits with calls held out", data.groups[kind].len());
    let folds: Vec<Vec<HeldCall>> = (0..data.groups[kind].len())
        .into_par_iter()
        .map(|group| {
            let inside = |row: usize| data.places[row][kind] == Some(group);
            let scalings = data.scalings(|row| !inside(row));
            let rows = data.rows(&scalings);
            let fitted = rows.only(|row| !inside(row)).fit(Some(whole));
            let of_call = |call: usize| -> Vec<usize> {
                (0..rows.len()).filter(|row| inside(*row) && rows.groups[*row][2] == Some(call)).collect()
            };
            let calls = (0..rows.sizes[2]).map(|call| (call, of_call(call))).filter(|(_, own)| !own.is_empty());
            calls.map(|(call, own)| (call, own.clone(), probabilities(&rows, &fitted, &own, Some(kind)))).collect()
        })
        .inspect(|_: &Vec<HeldCall>| work.done())
        .collect();
    let mut forecasts =
        Forecasts { answers: vec![f64::NAN; data.places.len()], calls: vec![f64::NAN; data.groups[2].len()] };
    for (call, own, (troops, anyone)) in folds.into_iter().flatten() {
        forecasts.calls[call] = anyone;
        own.into_iter().zip(troops).for_each(|(row, p)| forecasts.answers[row] = p);
    }
    forecasts
}

/// The probability of troops from each ally of one call, and from anyone, with the call's own part, and those of groups that were
/// not seen, integrated out: what allies share is shared.
fn probabilities(rows: &Rows, fitted: &Pooled, own: &[usize], held: Option<usize>) -> (Vec<f64>, f64) {
    let threshold = fitted.mode[rows.offset(2) + rows.sizes[2] + 2];
    let squared = fitted.deviations.map(|deviation| deviation * deviation);
    let group = |row: usize, kind: usize| rows.groups[row][kind].filter(|_| Some(kind) != held);
    let shared = (squared[2] + if own.iter().all(|row| group(*row, 0).is_none()) { squared[0] } else { 0.0 }).sqrt();
    let law = |row: &usize| {
        let common: f64 = rows.row(*row).iter().zip(&fitted.mode).map(|(x, b)| x * b).sum();
        let part = |kind: usize| group(*row, kind).map_or(0.0, |place| fitted.mode[rows.offset(kind) + place]);
        let alone = if group(*row, 1).is_none() { fitted.deviations[1] } else { 0.0 };
        (common + part(0) + part(1) - threshold, alone)
    };
    let laws: Vec<(f64, f64)> = own.iter().map(law).collect();
    let (mut troops, mut anyone) = (vec![0.0; own.len()], 0.0);
    for (node, weight) in NODES {
        let mut nobody = 1.0;
        for ((gap, alone), sum) in laws.iter().zip(&mut troops) {
            let at = gap + shared * node;
            let p: f64 = NODES.iter().map(|(inner, part)| part * logistic(at + alone * inner)).sum();
            *sum += weight * p;
            nobody *= 1.0 - p;
        }
        anyone += weight * (1.0 - nobody);
    }
    (troops, anyone)
}
