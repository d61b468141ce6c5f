//! The choice of a process's law on earlier origins: which effects, how strong a prior, with the level of the last ten
//! years or without. A frailty of treaties is scored beside them and never chosen.
//!
//! At each origin every candidate is fitted to the years before and forecasts the next three. The one that ships at an
//! origin is the one with the lowest log score over the forecasts of *earlier* origins, so that no case is scored by a law
//! that was chosen by looking at it. Before five events have been forecast the plain rate ships.

use std::collections::{BTreeMap, BTreeSet};

use foedera_likelihood::{Ascent, Estimate, Rates, maximise};
use foedera_math::{exp, exp_m1, ln};
use foedera_world::{Day, StateId, TreatyId};
use rayon::prelude::*;

use crate::model::{FRAILTY_PRIOR, normal_priors, prior_of};
use crate::{Design, Effect, Level, ProcessKind, Row, Sample};

/// First origin of the rolling refits, years between them, and the end of the data.
const ORIGINS: (i16, i16, i16) = (1965, 3, 2018);
/// Years before an origin that its level, and the recent climatology, are read from.
const LEVEL_YEARS: i16 = 10;
/// Events that must lie before an origin for it to be scored, and before the choice for it to be more than the plain rate.
const FEWEST_EVENTS: usize = 5;

/// One candidate for the law of a process.
#[derive(Debug, Clone, PartialEq)]
pub struct Specification {
    /// Its effects; the intercept alone is the plain rate.
    pub effects: Vec<Effect>,
    /// Standard deviation of the normal prior of a standardised effect.
    pub deviation: f64,
    /// Whether rates follow the level of the last ten years.
    pub level: bool,
    /// Whether treaties have a gamma frailty.
    pub frailty: bool,
}

impl Specification {
    /// The candidates for a process; the plain rate comes first.
    pub fn candidates(kind: ProcessKind) -> Vec<Self> {
        let of = |effects: &[Effect], deviation, level, frailty| Self {
            effects: effects.to_vec(),
            deviation,
            level,
            frailty,
        };
        let plain = [Effect::Intercept];
        let (few, all) = (Effect::few(kind), Effect::many(kind));
        let mut candidates = vec![of(&plain, 0.5, false, false), of(&plain, 0.5, true, false)];
        for effects in [&few, &all] {
            for deviation in [0.07, 0.15, 0.3, 0.5] {
                candidates.extend([false, true].map(|level| of(effects, deviation, level, false)));
            }
        }
        if kind == ProcessKind::Leave {
            candidates.push(of(&few, 0.3, false, true));
            candidates.push(of(&all, 0.5, false, true));
        }
        candidates
    }

    /// What it is, in a few words.
    pub fn words(&self) -> String {
        let effects = match self.effects.len() {
            1 => "plain rate".to_owned(),
            count => format!("{} effects, prior sd {}", count - 1, self.deviation),
        };
        let level = if self.level { ", level of ten years" } else { "" };
        let frailty = if self.frailty { ", frailty by treaty" } else { "" };
        format!("{effects}{level}{frailty}")
    }
}

/// A candidate fitted to rows.
pub(crate) struct Fit {
    pub(crate) scaling: Vec<(f64, f64, f64)>,
    pub(crate) rates: Rates,
    pub(crate) found: Estimate,
    pub(crate) level: Option<Level>,
}

/// Fit a candidate to a sample with its effects; centres and scales are those of the sample. The level is that of the
/// ten years before `origin`.
pub(crate) fn fit(sample: &Sample, specification: &Specification, origin: i16) -> Fit {
    let scaling = sample.centres();
    let frailty = specification.frailty.then_some(FRAILTY_PRIOR);
    let priors = sample.effects.iter().map(|effect| prior_of(*effect, specification.deviation));
    let priors = normal_priors(priors.chain(frailty));
    let design = Design::new(sample, &scaling);
    let rates = design.rates(sample, specification.frailty);
    let found = maximise(Ascent { likelihood: &rates, priors: &priors, fixed: &[] }, &rates.start(0));
    let recent = Day::start_of_year(origin - LEVEL_YEARS);
    let level = specification.level.then(|| {
        let rows = sample.rows.iter().enumerate().filter(|(_, row)| row.start >= recent);
        let mut level = Level { events: 0.0, expected: 0.0 };
        for (index, row) in rows {
            level.events += f64::from(u8::from(row.event));
            level.expected += design.rate(index, &found.parameters) * row.years();
        }
        level
    });
    Fit { scaling, rates, found, level }
}

/// What is forecast: a treaty or a member of it in the year that begins on a 1 January.
pub type Key = (TreatyId, Option<StateId>, i16);

/// The forecasts made at one origin.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Its year: fits use the years before, forecasts are for this year and the two after.
    pub year: i16,
    /// The cases.
    pub keys: Vec<Key>,
    /// The yearly rates of each candidate: `candidates × cases`.
    pub rates: Vec<Vec<f64>>,
    /// Share of cases with the event within one and within five years, over all past years and over the last ten.
    pub climatology: [(f64, f64); 2],
}

/// The forecasts of all candidates at all origins.
#[derive(Debug, Clone)]
pub struct Rolling {
    /// The candidates.
    pub candidates: Vec<Specification>,
    /// The origins.
    pub origins: Vec<Origin>,
    events: BTreeSet<Key>,
}

/// One forecast of a chosen law with what happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// What is forecast.
    pub key: Key,
    /// The probability.
    pub forecast: f64,
    /// The share of past cases in which it happened, over all past years.
    pub climatology: f64,
    /// The same over the last ten years.
    pub recent: f64,
    /// Whether it happened.
    pub outcome: bool,
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

/// The share of past cases with the event, for cases whose `years` are over, from all past and from the last ten years.
pub(crate) fn climatology(keys: &[Key], events: &BTreeSet<Key>, origin: i16, years: i16) -> (f64, f64) {
    let share = |from: i16| {
        let (mut cases, mut count) = (0.0, 0.0);
        for key in keys.iter().filter(|key| key.2 + years - 1 < origin && key.2 >= from) {
            cases += 1.0;
            count += f64::from(u8::from(happened(events, *key, years)));
        }
        (count + 0.5) / (cases + 1.0)
    };
    (share(i16::MIN), share(origin - LEVEL_YEARS - years + 1))
}

impl Rolling {
    /// Fit every candidate at every origin from 1965 on and forecast the three years after.
    pub fn run(sample: &Sample) -> Self {
        let candidates = Specification::candidates(sample.kind);
        let events = events_of(sample);
        let keys = keys_of(sample);
        let years = (ORIGINS.0..=ORIGINS.2).step_by(usize::from(ORIGINS.1.unsigned_abs()));
        let scored = |year: &i16| {
            let past = sample.rows.iter().filter(|row| row.event && row.end <= Day::start_of_year(*year));
            past.count() >= FEWEST_EVENTS
        };
        let years: Vec<i16> = years.filter(scored).collect();
        let origin = |year: &i16| Origin {
            year: *year,
            keys: keys_of(&ahead(sample, *year)),
            rates: rates_at(sample, &candidates, *year),
            climatology: [1, 5].map(|years| climatology(&keys, &events, *year, years)),
        };
        let origins = years.par_iter().map(origin).collect();
        Self { candidates, origins, events }
    }

    /// Sum of the log scores of a candidate over the cases of one origin, for the year after each 1 January.
    fn loss(&self, origin: &Origin, candidate: usize) -> f64 {
        let one = |(key, rate): (&Key, &f64)| {
            let p = within(*rate, 1).clamp(1e-9, 1.0 - 1e-9);
            -ln(if self.events.contains(key) { p } else { 1.0 - p })
        };
        origin.keys.iter().zip(&origin.rates[candidate]).map(one).sum()
    }

    /// The candidate that ships at an origin (or, for their number, after the last one): the best of the earlier ones.
    pub fn chosen(&self, origin: usize) -> usize {
        let before = &self.origins[..origin];
        let events = before.iter().flat_map(|origin| &origin.keys).filter(|key| self.events.contains(key)).count();
        if events < FEWEST_EVENTS {
            return 0;
        }
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

    /// The yearly rate of each case under the candidate chosen at its origin.
    pub fn chosen_rates(&self) -> BTreeMap<Key, f64> {
        let at = |(index, origin): (usize, &Origin)| {
            let rates = &origin.rates[self.chosen(index)];
            origin.keys.iter().copied().zip(rates.iter().copied()).collect::<Vec<_>>()
        };
        self.origins.iter().enumerate().flat_map(at).collect()
    }

    /// The cases of one candidate, or (`None`) of the one chosen at each origin, for events within one or five years. Cases
    /// whose years are not over are left out.
    pub fn cases(&self, candidate: Option<usize>, years: i16) -> Vec<Case> {
        let mut cases = Vec::new();
        for (index, origin) in self.origins.iter().enumerate() {
            let chosen = candidate.unwrap_or_else(|| self.chosen(index));
            let (climatology, recent) = origin.climatology[usize::from(years > 1)];
            for (key, rate) in origin.keys.iter().zip(&origin.rates[chosen]) {
                if key.2 + years - 1 <= ORIGINS.2 {
                    let outcome = happened(&self.events, *key, years);
                    cases.push(Case { key: *key, forecast: within(*rate, years), climatology, recent, outcome });
                }
            }
        }
        cases
    }
}

fn keys_of(sample: &Sample) -> Vec<Key> {
    sample.rows.iter().filter(|row| on_turn(row)).map(|row| (row.treaty, row.member, row.start.year())).collect()
}

/// The cases of the three years from an origin on.
fn ahead(sample: &Sample, origin: i16) -> Sample {
    let window = Day::start_of_year(origin)..Day::start_of_year(origin + ORIGINS.1);
    sample.filter(|row| window.contains(&row.start) && on_turn(row))
}

fn rates_at(sample: &Sample, candidates: &[Specification], origin: i16) -> Vec<Vec<f64>> {
    let past = sample.filter(|row| row.end <= Day::start_of_year(origin));
    let future = ahead(sample, origin);
    let rates = |candidate: &Specification| {
        let fit = fit(&past.select(&candidate.effects), candidate, origin);
        let theta = &fit.found.parameters;
        let mut frailties = BTreeMap::new();
        if candidate.frailty {
            let v = exp(theta[candidate.effects.len()]);
            for group in fit.rates.groups(theta) {
                let frailty = (1.0 + v * group.events) / (1.0 + v * group.expected);
                frailties.insert(crate::design::treaty_of(group.label), frailty);
            }
        }
        let design = Design::new(&future.select(&candidate.effects), &fit.scaling);
        let factor = fit.level.map_or(1.0, Level::factor);
        let rate = |(index, row): (usize, &Row)| {
            factor * frailties.get(&row.treaty).copied().unwrap_or(1.0) * design.rate(index, theta)
        };
        future.rows.iter().enumerate().map(rate).collect()
    };
    candidates.par_iter().map(rates).collect()
}
