//! Forecasts at every origin, by our models and by every baseline, and what is chosen on earlier origins.

use std::collections::BTreeMap;

use foedera_diagnostic::progress;
use foedera_likelihood::score::{self, log_score};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::forecaster::{self, Fold, Forecaster};
use crate::store::{Made, Place, hexadecimal};
use crate::{Cases, Schedule, Store, StoreError, Subject};

/// Events that must have been forecast before a variant is chosen; the first until then.
const LEAST_EVENTS: usize = 5;

/// A forecaster, as tables name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name in files.
    pub name: String,
    /// What it does.
    pub words: String,
}

/// What all forecasters say of one case within one horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The place of the case.
    pub case: usize,
    /// When it was forecast.
    pub origin: i16,
    /// Within how many years.
    pub years: i16,
    /// The probability that each forecaster gives.
    pub probabilities: Vec<f64>,
}

/// The forecasts of a backtest.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecasts {
    /// When they were made.
    pub schedule: Schedule,
    /// The forecasters: our own models, that which is given first, then the baselines.
    pub forecasters: Vec<Named>,
    /// How many of them are our own.
    pub own: usize,
    /// All forecasts: by horizon, origin and case.
    pub lines: Vec<Line>,
    /// What was made, variant by variant.
    pub(crate) columns: Vec<Column>,
    /// Of each forecaster with variants and each horizon: how often each was chosen.
    pub chosen: Vec<Chosen>,
}

/// How often a variant of a forecaster was chosen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Chosen {
    /// The forecaster.
    pub forecaster: String,
    /// Within how many years.
    pub horizon_years: i16,
    /// The variant.
    pub variant: String,
    /// At how many origins.
    pub origins: usize,
}

/// What is made at the origins of one forecaster.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    pub(crate) named: Named,
    pub(crate) variants: Vec<String>,
    pub(crate) made: BTreeMap<i16, Made>,
}

/// Make the forecasts of every origin of a schedule, or take those that are kept.
///
/// # Errors
/// A kept file that cannot be used, or one that cannot be written.
pub fn run(subject: &dyn Subject, schedule: &Schedule, store: Option<&Store>) -> Result<Forecasts, StoreError> {
    let cases = subject.cases();
    let fingerprint = cases.fingerprint();
    let kept = Kept { cases, schedule, fingerprint: &fingerprint, store };
    let origins = schedule.origins(cases);
    let mut columns = own(subject, &kept, &origins)?;
    let count = columns.len();
    columns.extend(baselines(&kept, &origins)?);
    Ok(assembled(&kept, &origins, count, columns))
}

/// Make the baselines' forecasts of some origins and keep them, for a run that comes later: of the origins of the schedule those whose place
/// in it `takes`. Gives these origins. Our own models are not among them, since each choice of theirs rests on all origins before.
///
/// # Errors
/// As [`run`].
pub fn keep_baselines(
    subject: &dyn Subject,
    schedule: &Schedule,
    store: &Store,
    takes: impl Fn(usize) -> bool,
) -> Result<Vec<i16>, StoreError> {
    let cases = subject.cases();
    let fingerprint = cases.fingerprint();
    let kept = Kept { cases, schedule, fingerprint: &fingerprint, store: Some(store) };
    let origins = schedule.origins(cases).into_iter().enumerate();
    let origins: Vec<i16> = origins.filter(|(place, _)| takes(*place)).map(|(_, origin)| origin).collect();
    baselines(&kept, &origins)?;
    Ok(origins)
}

/// Cases, when they are forecast, and where forecasts are kept.
struct Kept<'a> {
    cases: &'a Cases,
    schedule: &'a Schedule,
    fingerprint: &'a str,
    store: Option<&'a Store>,
}

impl Kept<'_> {
    /// The fingerprint of one forecaster's forecasts: data, schedule, what it is set to.
    fn fingerprint(&self, named: &Named, variants: &[String]) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{}\n{:?}\n{named:?}\n{variants:?}", self.fingerprint, self.schedule));
        hexadecimal(&hash.finalize())
    }

    fn read(&self, named: &Named, variants: &[String], origin: i16) -> Result<Option<Made>, StoreError> {
        let Some(store) = self.store else { return Ok(None) };
        let fingerprint = self.fingerprint(named, variants);
        let ahead = |years: &i16| self.schedule.ahead(self.cases, origin, *years).len();
        let cases: Vec<usize> = self.schedule.horizons.iter().map(ahead).collect();
        store.read(&self.place(named, origin, &fingerprint), (&cases, variants.len()))
    }

    fn write(&self, named: &Named, variants: &[String], origin: i16, made: &Made) -> Result<(), StoreError> {
        let Some(store) = self.store else { return Ok(()) };
        let fingerprint = self.fingerprint(named, variants);
        store.write(&self.place(named, origin, &fingerprint), made)
    }

    fn place<'a>(&'a self, named: &'a Named, origin: i16, fingerprint: &'a str) -> Place<'a> {
        Place { process: &self.cases.head.process, origin, forecaster: &named.name, fingerprint }
    }

    /// What one baseline says at one origin.
    fn made(&self, forecaster: &dyn Forecaster, origin: i16) -> Made {
        let of = |years: &i16| {
            let fold = Fold {
                cases: self.cases,
                years: *years,
                origin: Some(origin),
                train: self.schedule.known(self.cases, origin, *years),
                test: self.schedule.ahead(self.cases, origin, *years),
            };
            forecaster.forecast(&fold)
        };
        self.schedule.horizons.iter().map(of).collect()
    }
}

/// Our own models at every origin.
fn own(subject: &dyn Subject, kept: &Kept<'_>, origins: &[i16]) -> Result<Vec<Column>, StoreError> {
    let mut columns = Vec::new();
    for (place, model) in subject.models().iter().enumerate() {
        let named = Named { name: model.name.to_owned(), words: model.words.to_owned() };
        let variants = vec!["as it is".to_owned()];
        let mut made = BTreeMap::new();
        let mut missing = Vec::new();
        for origin in origins {
            match kept.read(&named, &variants, *origin)? {
                Some(own) => drop(made.insert(*origin, own)),
                None => missing.push(*origin),
            }
        }
        if !missing.is_empty() {
            for (origin, own) in missing.iter().zip(subject.own(place, kept.schedule, &missing)) {
                let own: Made = own.into_iter().map(|probabilities| vec![probabilities]).collect();
                kept.write(&named, &variants, *origin, &own)?;
                made.insert(*origin, own);
            }
        }
        columns.push(Column { named, variants, made });
    }
    Ok(columns)
}

/// The baselines at every origin, side by side.
fn baselines(kept: &Kept<'_>, origins: &[i16]) -> Result<Vec<Column>, StoreError> {
    let forecasters = forecaster::all();
    let mut columns: Vec<Column> = forecasters
        .iter()
        .map(|of| Column {
            named: Named { name: of.name().to_owned(), words: of.words() },
            variants: of.variants(),
            made: BTreeMap::new(),
        })
        .collect();
    let tasks: Vec<(i16, usize)> =
        origins.iter().flat_map(|origin| (0..forecasters.len()).map(move |place| (*origin, place))).collect();
    let work = progress::work(format!("baselines of {}", kept.cases.head.process), tasks.len());
    let make = |(origin, place): &(i16, usize)| -> Result<Made, StoreError> {
        let Column { named, variants, .. } = &columns[*place];
        let made = match kept.read(named, variants, *origin)? {
            Some(made) => made,
            None => {
                let made = kept.made(forecasters[*place].as_ref(), *origin);
                kept.write(named, variants, *origin, &made)?;
                made
            }
        };
        work.done();
        Ok(made)
    };
    let all: Result<Vec<Made>, StoreError> = tasks.par_iter().map(make).collect();
    for ((origin, place), made) in tasks.into_iter().zip(all?) {
        columns[place].made.insert(origin, made);
    }
    Ok(columns)
}

fn assembled(kept: &Kept<'_>, origins: &[i16], own: usize, columns: Vec<Column>) -> Forecasts {
    let (mut lines, mut chosen) = (Vec::new(), Vec::new());
    for (horizon, years) in kept.schedule.horizons.iter().enumerate() {
        let choices: Vec<Vec<usize>> = columns.iter().map(|column| choices(kept, origins, column, horizon)).collect();
        for (column, choices) in columns.iter().zip(&choices).filter(|(column, _)| column.variants.len() > 1) {
            chosen.extend(column.variants.iter().enumerate().map(|(variant, words)| Chosen {
                forecaster: column.named.name.clone(),
                horizon_years: *years,
                variant: words.clone(),
                origins: choices.iter().filter(|choice| **choice == variant).count(),
            }));
        }
        for (index, origin) in origins.iter().enumerate() {
            for (place, case) in kept.schedule.ahead(kept.cases, *origin, *years).into_iter().enumerate() {
                let of =
                    |(column, choices): (&Column, &Vec<usize>)| column.made[origin][horizon][choices[index]][place];
                let probabilities = columns.iter().zip(&choices).map(of).collect();
                lines.push(Line { case, origin: *origin, years: *years, probabilities });
            }
        }
    }
    let forecasters = columns.iter().map(|column| column.named.clone()).collect();
    Forecasts { schedule: kept.schedule.clone(), forecasters, own, lines, columns, chosen }
}

/// The variant chosen at each origin: the one with the lowest log score over the forecasts of earlier origins that are over there.
fn choices(kept: &Kept<'_>, origins: &[i16], column: &Column, horizon: usize) -> Vec<usize> {
    if column.variants.len() == 1 {
        return vec![0; origins.len()];
    }
    let years = kept.schedule.horizons[horizon];
    let at = |(index, origin): (usize, &i16)| {
        let mut losses = vec![0.0; column.variants.len()];
        let mut events = 0;
        for earlier in &origins[..index] {
            let ahead = kept.schedule.ahead(kept.cases, *earlier, years);
            let over: Vec<usize> =
                (0..ahead.len()).filter(|place| kept.cases.is_over(ahead[*place], years, *origin)).collect();
            let happened = |place: usize| kept.cases.outcome(ahead[place], years) == Some(true);
            events += over.iter().filter(|place| happened(**place)).count();
            for (loss, said) in losses.iter_mut().zip(&column.made[earlier][horizon]) {
                let cases: Vec<score::Case> =
                    over.iter().map(|place| score::Case::new(said[*place], happened(*place))).collect();
                *loss += log_score(&cases).unwrap_or(0.0) * cases.len() as f64;
            }
        }
        if events < LEAST_EVENTS {
            return 0;
        }
        (0..losses.len()).min_by(|a, b| losses[*a].total_cmp(&losses[*b])).unwrap_or(0)
    };
    origins.iter().enumerate().map(at).collect()
}
