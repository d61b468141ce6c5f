//! The choice of a process's model on earlier origins: which effects, how strong a prior, with a level
//! of the years before or without. A frailty of treaties is scored beside them and never chosen.
//!
//! At each origin every candidate is fitted to the years before and forecasts the next three. The one that ships at an
//! origin is the one with the lowest log score over the forecasts of *earlier* origins, so that no case is scored by a model
//! that was chosen by looking at it; at the first origin it is the plain rate. How many events come in all is not the candidates' matter:
//! what is chosen is recalibrated by its own forecasts at earlier origins ([`Recalibration`]).

use std::collections::{BTreeMap, BTreeSet};

use foedera_diagnostic::progress;
use foedera_likelihood::score::{Case, S1, Split, climatology, log_score};
use foedera_likelihood::{Ascent, Estimate, Rates, maximise};
use foedera_math::{exp, exp_m1};
use foedera_world::{Day, StateId, TreatyId};
use rayon::prelude::*;

use crate::blocks::{BLOCK_YEARS, BlockCount};
use crate::design::label;
use crate::prior::{FRAILTY_PRIOR, normal_priors, prior_of};
use crate::recalibration::{Recalibration, recalibrations};
use crate::{Design, Effect, ProcessKind, Row, Sample, Scaling};

/// The last year of the data.
pub const LAST_YEAR: i16 = 2018;
/// The horizons, in years, for which climatologies are kept.
pub const HORIZONS: [i16; 3] = [1, 3, 5];
/// Years that the recent climatology is read from.
const RECENT_YEARS: i32 = 10;

/// One candidate for the model of a process.
#[derive(Debug, Clone, PartialEq)]
pub struct Specification {
    /// Its effects; the intercept alone is the plain rate.
    pub effects: Vec<Effect>,
    /// Standard deviation of the normal prior of a standardised effect.
    pub deviation: f64,
    /// Whether treaties have a gamma frailty.
    pub frailty: bool,
}

impl Specification {
    /// The candidates for a process; the plain rate comes first.
    pub fn candidates(kind: ProcessKind) -> Vec<Self> {
        let of = |effects: &[Effect], deviation, frailty| Self { effects: effects.to_vec(), deviation, frailty };
        let mut candidates = vec![of(&[Effect::INTERCEPT], 0.5, false)];
        for effects in Effect::lists(kind) {
            candidates.extend([0.07, 0.15, 0.3, 0.5].map(|deviation| of(&effects, deviation, false)));
        }
        if kind == ProcessKind::Leave {
            candidates.push(of(&Effect::few(kind), 0.3, true));
            candidates.push(of(&Effect::many(kind), 0.5, true));
        }
        candidates
    }

    /// What it is, in a few words.
    pub fn words(&self) -> String {
        let effects = match self.effects.len() {
            1 => "plain rate".to_owned(),
            count => format!("{} effects, prior sd {}", count - 1, self.deviation),
        };
        let frailty = if self.frailty { ", frailty by treaty" } else { "" };
        format!("{effects}{frailty}")
    }
}

/// A candidate fitted to rows.
pub(crate) struct Fit {
    pub(crate) scaling: Vec<Scaling>,
    pub(crate) rates: Rates,
    pub(crate) found: Estimate,
}

/// Fit a candidate's coefficients to a sample with its effects; centres and scales are those of the sample.
pub(crate) fn fit(sample: &Sample, specification: &Specification) -> Fit {
    let scaling = sample.scalings();
    let frailty = specification.frailty.then_some(FRAILTY_PRIOR);
    let priors = sample.effects.iter().map(|effect| prior_of(*effect, specification.deviation));
    let priors = normal_priors(priors.chain(frailty));
    let design = Design::new(sample, &scaling);
    let rates = design.rates(sample, specification.frailty);
    let found = maximise(Ascent { likelihood: &rates, priors: &priors, fixed: &[] }, &rates.start(0));
    Fit { scaling, rates, found }
}

/// What is forecast: a treaty or a member of it in the year that begins on a 1 January.
pub type Key = (TreatyId, Option<StateId>, i16);

/// The forecasts made at one origin.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Its year: fits use the years before, forecasts are for this year and those until the next origin.
    pub year: i16,
    /// The cases.
    pub keys: Vec<Key>,
    /// The yearly rates of each candidate: `candidates × cases`.
    pub rates: Vec<Vec<f64>>,
    /// Share of cases with the event within each of [`HORIZONS`], over all past years and over the last ten.
    pub climatology: [(f64, f64); HORIZONS.len()],
}

/// The forecasts of all candidates at all origins.
#[derive(Debug, Clone)]
pub struct Rolling {
    /// The candidates.
    pub candidates: Vec<Specification>,
    /// The origins.
    pub origins: Vec<Origin>,
    /// The recalibration by earlier forecasts at each origin, and after the last.
    pub recalibrations: Vec<Recalibration>,
    /// The last year of which it is known what happened.
    last: i16,
    events: BTreeSet<Key>,
}

/// One forecast of a chosen model beside both climatologies, with what happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// What is forecast.
    pub key: Key,
    /// The probability.
    pub probability: f64,
    /// The share of past cases in which it happened, over all past years.
    pub climatology: f64,
    /// The same over the last ten years.
    pub recent: f64,
    /// Whether it happened.
    pub happened: bool,
}

impl Forecast {
    /// The case to be scored, with its treaty as the group.
    pub fn case(&self) -> Case {
        Case { group: label(self.key.0), year: self.key.2.into(), ..Case::new(self.probability, self.happened) }
    }
}

/// The events of a sample by option and year. An event on 1 January belongs to the interval, and so the year, before.
pub(crate) fn events_of(sample: &Sample) -> BTreeSet<Key> {
    let events = sample.rows.iter().filter(|row| row.event);
    events.map(|row| (row.treaty, row.member, row.end.plus_days(-1).year())).collect()
}

/// Whether a row begins with a year, and so is a case.
pub(crate) fn on_turn(row: &Row) -> bool {
    row.start == Day::start_of_year(row.start.year())
}

/// The probability of an event within some years at a constant rate.
pub(crate) fn within(rate: f64, years: i16) -> f64 {
    -exp_m1(-rate * f64::from(years))
}

/// Whether the event happens within `years` from the key's year on.
pub(crate) fn happened(events: &BTreeSet<Key>, key: Key, years: i16) -> bool {
    (0..years).any(|ahead| events.contains(&(key.0, key.1, key.2 + ahead)))
}

/// The climatologies of all past years and of the last ten.
pub(crate) fn climatologies(split: &Split, origin: i16, keys: &[Key], events: &BTreeSet<Key>) -> (f64, f64) {
    let years = i16::try_from(split.horizon).unwrap_or(i16::MAX);
    let past: Vec<(i32, bool)> = keys.iter().map(|key| (key.2.into(), happened(events, *key, years))).collect();
    let of = |window| climatology(split, origin.into(), &past, window);
    (of(None), of(Some(RECENT_YEARS)))
}

impl Rolling {
    /// Fit every candidate at every origin from 1965 on and forecast the three years after.
    pub fn run(sample: &Sample) -> Self {
        Self::over(sample, &S1, LAST_YEAR)
    }

    /// Fit every candidate at every origin of a split until the last year of the cases, and forecast the years until the next origin.
    pub fn over(sample: &Sample, split: &Split, last: i16) -> Self {
        let candidates = Specification::candidates(sample.kind);
        let events = events_of(sample);
        let keys = keys_of(sample);
        let past: Vec<(i32, bool)> = events.iter().map(|key| (key.2.into(), true)).collect();
        let years = split.origins(last.into()).filter(|year| split.opens(*year, &past));
        let years: Vec<i16> = years.filter_map(|year| i16::try_from(year).ok()).collect();
        let origin = |year: &i16| Origin {
            year: *year,
            keys: keys_of(&ahead(sample, split, *year)),
            rates: rates_at(sample, &candidates, split, *year),
            climatology: HORIZONS.map(|years| {
                let split = Split { horizon: years.into(), ..*split };
                climatologies(&split, *year, &keys, &events)
            }),
        };
        let work = progress::work("fits at earlier years", years.len());
        let origins: Vec<Origin> = years.par_iter().map(origin).inspect(|_| work.done()).collect();
        drop(work);
        let mut rolling = Self { candidates, recalibrations: Vec::new(), origins, last, events };
        rolling.recalibrations = recalibrations(&rolling.as_forecast(), split.step.into());
        rolling
    }

    /// The yearly rates of the candidate chosen at each origin, as they are, and whether the event happened.
    fn as_forecast(&self) -> Vec<Vec<(f64, bool)>> {
        let at = |(index, origin): (usize, &Origin)| {
            let rates = &origin.rates[self.chosen(index)];
            origin.keys.iter().zip(rates).map(|(key, rate)| (*rate, self.events.contains(key))).collect()
        };
        self.origins.iter().enumerate().map(at).collect()
    }

    /// What the rates chosen at an origin are multiplied by.
    fn factor(&self, origin: usize) -> f64 {
        self.recalibrations[origin].factor()
    }

    /// Sum of the log scores of a candidate over the cases of one origin, for the year after each 1 January.
    fn loss(&self, origin: &Origin, candidate: usize) -> f64 {
        let case = |(key, rate): (&Key, &f64)| Case::new(within(*rate, 1), self.events.contains(key));
        let cases: Vec<Case> = origin.keys.iter().zip(&origin.rates[candidate]).map(case).collect();
        log_score(&cases).unwrap_or(0.0) * cases.len() as f64
    }

    /// The candidate that ships at an origin (or, for their number, after the last one): the best of the earlier ones.
    pub fn chosen(&self, origin: usize) -> usize {
        let before = &self.origins[..origin];
        let loss = |candidate: usize| before.iter().map(|origin| self.loss(origin, candidate)).sum::<f64>();
        let losses: Vec<f64> = (0..self.candidates.len()).map(loss).collect();
        // A frailty is scored, never chosen: a treaty that was not seen, as most are that people ask about, is forecast too
        // high with it, whatever it does for those that were.
        let eligible = (0..losses.len()).filter(|candidate| !self.candidates[*candidate].frailty);
        eligible.min_by(|a, b| losses[*a].total_cmp(&losses[*b])).unwrap_or(0)
    }

    /// The candidate that ships after all origins.
    pub fn shipped(&self) -> &Specification {
        &self.candidates[self.chosen(self.origins.len())]
    }

    /// The yearly rate of each case under the candidate chosen at its origin, recalibrated.
    pub fn chosen_rates(&self) -> BTreeMap<Key, f64> {
        let at = |(index, origin): (usize, &Origin)| {
            let (rates, factor) = (&origin.rates[self.chosen(index)], self.factor(index));
            origin.keys.iter().copied().zip(rates.iter().map(|rate| factor * rate)).collect::<Vec<_>>()
        };
        self.origins.iter().enumerate().flat_map(at).collect()
    }

    /// The forecasts of one candidate, or (`None`) of the one chosen at each origin, for events within some of [`HORIZONS`].
    /// Cases whose years are not over are left out.
    ///
    /// # Panics
    /// If the years are no horizon.
    pub fn forecasts(&self, candidate: Option<usize>, years: i16) -> Vec<Forecast> {
        let mut forecasts = Vec::new();
        let horizon = HORIZONS.iter().position(|horizon| *horizon == years).expect("a horizon with climatologies");
        for (index, origin) in self.origins.iter().enumerate() {
            let chosen = candidate.unwrap_or_else(|| self.chosen(index));
            let factor = if candidate.is_none() { self.factor(index) } else { 1.0 };
            let (climatology, recent) = origin.climatology[horizon];
            for (key, rate) in origin.keys.iter().zip(&origin.rates[chosen]) {
                if key.2 + years - 1 <= self.last {
                    let (probability, happened) = (within(factor * rate, years), happened(&self.events, *key, years));
                    forecasts.push(Forecast { key: *key, probability, climatology, recent, happened });
                }
            }
        }
        forecasts
    }
}

impl Rolling {
    /// The counts of the blocks of five years that begin at the origins and are over, beside what was expected at their first day.
    pub(crate) fn blocks(&self) -> Vec<BlockCount> {
        let rates = self.chosen_rates();
        let over = self.origins.iter().filter(|origin| origin.year + BLOCK_YEARS - 1 <= self.last);
        let count = |origin: &Origin| {
            let years = origin.year..origin.year + BLOCK_YEARS;
            let own = origin.keys.iter().filter(|key| key.2 == origin.year).filter_map(|key| rates.get(key));
            let happened = self.events.iter().filter(|key| years.contains(&key.2)).count();
            BlockCount {
                from: origin.year,
                expected: f64::from(BLOCK_YEARS) * own.map(|rate| within(*rate, 1)).sum::<f64>(),
                happened: u32::try_from(happened).unwrap_or(u32::MAX),
            }
        };
        over.map(count).collect()
    }
}

fn keys_of(sample: &Sample) -> Vec<Key> {
    sample.rows.iter().filter(|row| on_turn(row)).map(|row| (row.treaty, row.member, row.start.year())).collect()
}

/// The cases of the years from an origin to the next.
fn ahead(sample: &Sample, split: &Split, origin: i16) -> Sample {
    sample.filter(|row| split.scores(origin.into(), row.start.year().into()) && on_turn(row))
}

fn rates_at(sample: &Sample, candidates: &[Specification], split: &Split, origin: i16) -> Vec<Vec<f64>> {
    let past = sample.filter(|row| row.end <= Day::start_of_year(origin));
    let future = ahead(sample, split, origin);
    let rates = |candidate: &Specification| -> Vec<f64> {
        let fit = fit(&past.select(&candidate.effects), candidate);
        let frailties = if candidate.frailty { frailties(&fit, candidate.effects.len()) } else { BTreeMap::new() };
        let design = Design::new(&future.select(&candidate.effects), &fit.scaling);
        let rate = |(index, row): (usize, &Row)| {
            frailties.get(&row.treaty).copied().unwrap_or(1.0) * design.rate(index, &fit.found.parameters)
        };
        future.rows.iter().enumerate().map(rate).collect()
    };
    candidates.par_iter().map(rates).collect()
}

/// The posterior means of the treaties' frailties.
fn frailties(fit: &Fit, effects: usize) -> BTreeMap<TreatyId, f64> {
    let theta = &fit.found.parameters;
    let v = exp(theta[effects]);
    let mean = |group: foedera_likelihood::Group| {
        (crate::design::treaty_of(group.label), (1.0 + v * group.events) / (1.0 + v * group.expected))
    };
    fit.rates.groups(theta).into_iter().map(mean).collect()
}
