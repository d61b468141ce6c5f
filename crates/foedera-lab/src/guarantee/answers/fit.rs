//! Fitting the model, and holding calls and treaties out.

use foedera_atlas::Atlas;
use foedera_diagnostic::progress;
use foedera_math::logistic;
use foedera_process::{Effect, Scaling};
use foedera_store::WorldFile;
use rayon::prelude::*;

use super::score::{Forecasts, scores, troops_of};
use super::{AnswerCard, AnswerModel, Data, FittedEffect, Group, HeldOut, register_pairs};
use crate::guarantee::pooling::{NODES, Pooled, Rows};
use crate::guarantee::record::was_asked;
use crate::guarantee::{Facts, Record};

/// Why a model could not be fitted.
#[derive(Debug)]
pub enum FitError {
    /// The world file cannot be read.
    World(foedera_diagnostic::Problems),
    /// The ascent did not reach a mode.
    NoMode,
}

impl From<foedera_diagnostic::Problems> for FitError {
    fn from(problems: foedera_diagnostic::Problems) -> Self {
        Self::World(problems)
    }
}

/// Fit the model of answers on the atlas's register with the figures of a world file, and score it with calls and treaties held out.
///
/// # Errors
/// A world file that cannot be read, or no mode.
pub fn fit(atlas: &Atlas, world: &WorldFile) -> Result<AnswerModel, FitError> {
    let record = Record::of_atlas(atlas);
    let years = record.answers.iter().map(|answer| answer.day.year());
    let years = (years.clone().min().unwrap_or(1946), years.max().unwrap_or(1946));
    let facts = Facts::of_world_alone(atlas, world, &register_pairs(atlas, &record), (years.0 - 5, years.1))?;
    let data = Data::new(atlas, &facts, record);
    let scalings = data.scalings(|_| true);
    let rows = data.rows(&scalings);
    let pooled = rows.fit(None);
    if !pooled.converged || pooled.covariance.is_empty() {
        return Err(FitError::NoMode);
    }
    let by_call = held_out(&data, &pooled, 2);
    let by_treaty = held_out(&data, &pooled, 0);
    let asked = atlas.calls().iter().filter(|call| was_asked(call)).count();
    let calls = (data.groups[2].len() as u32, (atlas.calls().len() - data.groups[2].len()) as u32);
    debug_assert!(calls.0 as usize <= asked);
    let count = |range: (usize, usize)| rows.answers.iter().filter(|answer| **answer == range).count() as u32;
    let left_out = told_of(atlas, &data, &by_call.answers);
    let choices = crate::guarantee::choices(atlas, &left_out).ok_or(FitError::NoMode)?;
    let told: Vec<(String, super::HeldOutScores)> =
        [("one call left out", &by_call), ("one treaty left out", &by_treaty)]
            .into_iter()
            .flat_map(|(name, forecasts)| scores(atlas, &data, name, forecasts))
            .collect();
    Ok(AnswerModel {
        effects: effects(&scalings, &pooled),
        treaties: groups(&data, 0),
        allies: groups(&data, 1),
        mode: without_calls(&rows, &pooled.mode),
        covariance: marginal(&rows, &pooled),
        deviations: pooled.deviations,
        card: AnswerCard {
            atlas_sha256: atlas.sha256.clone(),
            datasets: world.provenance().to_vec(),
            calls,
            years,
            answers: [count((0, 0)), count((1, 1)), count((2, 2)), count((3, 3)), count((0, 2))],
            log_likelihood: pooled.log_likelihood,
            held_out: left_out,
            choices,
            scores: told,
        },
    })
}

fn effects(scalings: &[Scaling], pooled: &Pooled) -> Vec<FittedEffect> {
    let width = pooled.mode.len();
    let fitted = |(index, effect): (usize, Effect)| FittedEffect {
        effect,
        estimate: pooled.mode[index],
        standard_error: pooled.covariance[index * width + index].sqrt(),
        scaling: scalings[index],
    };
    Effect::ANSWERS.into_iter().enumerate().map(fitted).collect()
}

fn groups(data: &Data, kind: usize) -> Vec<Group> {
    let group = |(place, key): (usize, &String)| {
        let rows = || (0..data.places.len()).filter(|row| data.places[*row][kind] == Some(place));
        let troops = rows().filter(|row| troops_of(data.record.answers[*row].level)).count() as u32;
        Group { key: key.clone(), answers: rows().count() as u32, troops }
    };
    data.groups[kind].iter().enumerate().map(group).collect()
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
fn held_out(data: &Data, whole: &Pooled, kind: usize) -> Forecasts {
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
            calls.map(|(call, own)| (call, own.clone(), probabilities(&rows, &fitted, &own, kind))).collect()
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
fn probabilities(rows: &Rows, fitted: &Pooled, own: &[usize], held: usize) -> (Vec<f64>, f64) {
    let threshold = fitted.mode[rows.offset(2) + rows.sizes[2] + 2];
    let squared = fitted.deviations.map(|deviation| deviation * deviation);
    let group = |row: usize, kind: usize| rows.groups[row][kind].filter(|_| kind != held);
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

fn told_of(atlas: &Atlas, data: &Data, probabilities: &[f64]) -> Vec<HeldOut> {
    let mut told: Vec<HeldOut> = Vec::new();
    for (row, answer) in data.record.answers.iter().enumerate() {
        let call = &atlas.calls()[answer.call].key;
        if told.last().is_none_or(|last| last.call != *call) {
            told.push(HeldOut { call: call.clone(), allies: Vec::new(), troops: Vec::new() });
        }
        let last = told.last_mut().expect("pushed above");
        last.allies.push(atlas.roster().state(answer.ally).key.clone());
        // As the file holds it, so that the choice can be made again from the file.
        last.troops.push((1e4 * probabilities[row]).round() / 1e4);
    }
    told
}
