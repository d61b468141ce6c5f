//! Fitting a process of events as it ships: every candidate on every fold, the one that is chosen, its scores.
//!
//! A fold is forecast by the candidate with the lowest log score on other folds (of origins: on earlier ones), each fitted without it, so no
//! case is scored by a model that was chosen by looking at it.

use std::collections::BTreeSet;

use foedera_diagnostic::progress;
use foedera_likelihood::score::{self, ScoreCard, brier, log_score};
use rayon::prelude::*;

use super::model::{EventModel, Fit, hazard, recalibrated};
use super::sample::{Case, Cases};
use crate::recalibration::recalibrations;
use crate::{BLOCK_YEARS, BlockCount, Blocks, Effect, Recalibration};

/// Events that must have been forecast before the choice is more than the plain rate.
const FEWEST_EVENTS: usize = 5;
/// Years that the recent climatology is read from.
const RECENT_YEARS: i16 = 10;

/// One candidate for the model of a process of events.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its effects, the intercept first; the intercept alone is the plain rate.
    pub effects: Vec<Effect>,
    /// Standard deviation of the normal prior of a standardised effect.
    pub deviation: f64,
}

impl Candidate {
    /// The plain rate, then lists of effects, each with every deviation of the prior.
    pub fn all(lists: &[&[Effect]], deviations: &[f64]) -> Vec<Self> {
        let of = |effects: &[Effect], deviation: f64| Self {
            effects: std::iter::once(Effect::INTERCEPT).chain(effects.iter().copied()).collect(),
            deviation,
        };
        let mut all = vec![of(&[], 0.5)];
        for list in lists {
            all.extend(deviations.iter().map(|deviation| of(list, *deviation)));
        }
        all
    }

    /// What it is, in a few words.
    pub fn words(&self) -> String {
        match self.effects.len() {
            1 => "plain rate".to_owned(),
            count => format!("{} effects, prior sd {}", count - 1, self.deviation),
        }
    }
}

/// What is held out together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The years from an origin on, up to the next: fits see the years before, the choice the origins before.
    Origins {
        /// The first origin, which only serves the choice.
        first: i16,
        /// The first origin that is scored.
        scored: i16,
        /// Years from one to the next.
        step: i16,
    },
    /// The cases of one group in turn: fits see the other groups, the choice too.
    Groups,
}

/// How a process of events is fitted.
pub struct EventFit<'a> {
    /// The candidates; the plain rate comes first.
    pub candidates: &'a [Candidate],
    /// What is held out together.
    pub held: Held,
    /// The candidate that is fitted, by its words; `None`: the one that is chosen.
    pub candidate: Option<&'a str>,
    /// Whether it is a process in time, whose rates are recalibrated by its own earlier forecasts and have block uncertainty; of origins.
    pub in_time: bool,
    /// Of rare events one in how many cases without the event fits see ([`Cases::thinned`]); 1: all. Forecasts are of all.
    pub every: u32,
    /// Whether rates are recalibrated only where that had the lower log score at earlier origins.
    pub weighs_level: bool,
    /// The name of a case, for the worst misses.
    pub name: &'a (dyn Fn(usize) -> String + Sync),
}

/// A case that was forecast without having been seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventForecast {
    /// Its place among the cases.
    pub row: usize,
    /// The probability.
    pub probability: f64,
    /// The share of the cases seen in which it happened.
    pub climatology: f64,
    /// The same of the last ten years; of undated cases that of all.
    pub recent: f64,
}

/// Why a process of events was not fitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoFit {
    /// There is no event among the cases, or nothing but events.
    NoEvent,
    /// No candidate has the words that were asked for.
    Candidate {
        /// The words of all.
        known: Vec<String>,
    },
}

/// A fold: its cases, what each candidate said of them, and both climatologies.
struct Fold {
    /// The year of its origin.
    origin: Option<i16>,
    rows: Vec<usize>,
    said: Vec<Vec<f64>>,
    climatology: (f64, f64),
    scored: bool,
}

impl EventFit<'_> {
    /// Fit the process to cases and score it; the datasets and the window of the card are the caller's.
    ///
    /// # Errors
    /// [`NoFit`].
    pub fn run(&self, cases: &Cases) -> Result<(EventModel, Vec<EventForecast>), NoFit> {
        if cases.events() == 0 || cases.events() == cases.rows.len() {
            return Err(NoFit::NoEvent);
        }
        let folds = self.folds(cases);
        let chosen = self.chosen(cases, &folds, folds.len());
        let shipped =
            match self.candidate {
                None => chosen,
                Some(asked) => self.candidates.iter().position(|own| own.words() == asked).ok_or_else(|| {
                    NoFit::Candidate { known: self.candidates.iter().map(Candidate::words).collect() }
                })?,
            };
        let mut model = EventModel::estimate(&self.seen(cases), &self.candidates[shipped]);
        let forecasts = self.forecasts(cases, &folds, None);
        self.score(&mut model, cases, (&folds, &forecasts), shipped);
        if self.in_time && self.candidate.is_none() {
            model.recalibration = self.recalibrations(cases, &folds).pop().unwrap_or_default();
        }
        model.blocks = self.in_time.then(|| self.blocks(cases));
        Ok((model, forecasts))
    }

    /// The forecasts of cases held out, each by the candidate chosen for its fold, and the place of the candidate that ships.
    pub fn held_out(&self, cases: &Cases) -> (Vec<EventForecast>, usize) {
        let folds = self.folds(cases);
        (self.forecasts(cases, &folds, None), self.chosen(cases, &folds, folds.len()))
    }

    /// The cases that fits see.
    fn seen<'a>(&self, cases: &'a Cases) -> std::borrow::Cow<'a, Cases> {
        if self.every > 1 {
            std::borrow::Cow::Owned(cases.thinned(self.every))
        } else {
            std::borrow::Cow::Borrowed(cases)
        }
    }

    /// The folds in their order: which cases are seen, which are forecast, whether they are scored.
    fn folds(&self, cases: &Cases) -> Vec<Fold> {
        type Part<'a> = Box<dyn Fn(&Case) -> bool + Sync + 'a>;
        let parts: Vec<(Part<'_>, Part<'_>, Option<i16>, bool)> = match self.held {
            Held::Origins { first, scored, step } => {
                let last = cases.rows.iter().filter_map(|row| row.year).max().unwrap_or(first);
                let origins = (0..).map(|k| first + k * step).take_while(|origin| *origin <= last);
                let part = move |origin: i16| -> (Part<'_>, Part<'_>, Option<i16>, bool) {
                    let before = move |case: &Case| case.year.is_some_and(|year| year < origin);
                    let own = move |case: &Case| case.year.is_some_and(|year| (origin..origin + step).contains(&year));
                    (Box::new(before), Box::new(own), Some(origin), origin >= scored)
                };
                origins.map(part).collect()
            }
            Held::Groups => {
                let groups: BTreeSet<u32> = cases.rows.iter().map(|row| row.group).collect();
                let part = |group: u32| -> (Part<'_>, Part<'_>, Option<i16>, bool) {
                    (Box::new(move |case| case.group != group), Box::new(move |case| case.group == group), None, true)
                };
                groups.into_iter().map(part).collect()
            }
        };
        let work = progress::work("fits with cases held out", parts.len());
        let fold = |(seen, own, origin, scored): &(Part<'_>, Part<'_>, Option<i16>, bool)| {
            let past = cases.filter(seen);
            let rows: Vec<usize> = (0..cases.rows.len()).filter(|row| own(&cases.rows[*row])).collect();
            let enough = past.events() >= FEWEST_EVENTS && !rows.is_empty();
            enough.then(|| self.fold(cases, &past, rows, (*origin, *scored)))
        };
        parts.par_iter().map(fold).inspect(|_| work.done()).collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn fold(&self, cases: &Cases, past: &Cases, rows: Vec<usize>, (origin, scored): (Option<i16>, bool)) -> Fold {
        let ahead = Cases {
            rows: rows.iter().map(|row| cases.rows[*row]).collect(),
            values: rows.iter().flat_map(|row| cases.x(*row).iter().copied()).collect(),
            ..cases.filter(|_| false)
        };
        let seen = self.seen(past);
        let said = |candidate: &Candidate| {
            Fit::of(&seen.select(&candidate.effects), candidate).probabilities(&ahead.select(&candidate.effects))
        };
        let rate = |of: &Cases| (of.events() as f64 + 0.5) / (of.rows.len() as f64 + 1.0);
        let recent =
            |origin: i16| rate(&past.filter(|case| case.year.is_some_and(|year| year >= origin - RECENT_YEARS)));
        let climatology = (rate(past), origin.map_or(rate(past), recent));
        Fold { origin, said: self.candidates.par_iter().map(said).collect(), rows, climatology, scored }
    }

    /// The candidate for a fold (or, for their number, what ships): the best on the folds that it may look at.
    fn chosen(&self, cases: &Cases, folds: &[Fold], fold: usize) -> usize {
        let may = |other: usize| match self.held {
            Held::Origins { .. } => other < fold,
            Held::Groups => other != fold,
        };
        let seen: Vec<&Fold> = (0..folds.len()).filter(|other| may(*other)).map(|other| &folds[other]).collect();
        let events = seen.iter().flat_map(|fold| &fold.rows).filter(|row| cases.rows[**row].happened).count();
        if events < FEWEST_EVENTS {
            return 0;
        }
        let losses: Vec<f64> = (0..self.candidates.len())
            .map(|candidate| {
                let said =
                    |fold: &&Fold| log_score(&scored(cases, fold, candidate)).unwrap_or(0.0) * fold.rows.len() as f64;
                seen.iter().map(said).sum()
            })
            .collect();
        (0..losses.len()).min_by(|a, b| losses[*a].total_cmp(&losses[*b])).unwrap_or(0)
    }

    /// The forecasts that are scored, of one candidate or (`None`) of the one chosen for each fold.
    fn forecasts(&self, cases: &Cases, folds: &[Fold], candidate: Option<usize>) -> Vec<EventForecast> {
        let factors = if candidate.is_none() { self.recalibrations(cases, folds) } else { Vec::new() };
        let mut forecasts = Vec::new();
        for (place, fold) in folds.iter().enumerate().filter(|(_, fold)| fold.scored) {
            let candidate = candidate.unwrap_or_else(|| self.chosen(cases, folds, place));
            let (climatology, recent) = fold.climatology;
            let one = |(row, probability): (&usize, &f64)| EventForecast {
                row: *row,
                probability: factors.get(place).map_or(*probability, |of| recalibrated(*probability, of.factor())),
                climatology,
                recent,
            };
            forecasts.extend(fold.rows.iter().zip(&fold.said[candidate]).map(one));
        }
        forecasts
    }

    /// What rates are multiplied by at each fold and after the last, by the forecasts of those before; none of a process that is not in time.
    fn recalibrations(&self, cases: &Cases, folds: &[Fold]) -> Vec<Recalibration> {
        let Held::Origins { step, .. } = self.held else { return Vec::new() };
        if !self.in_time {
            return Vec::new();
        }
        let said = |(place, fold): (usize, &Fold)| {
            let own = fold.rows.iter().zip(&fold.said[self.chosen(cases, folds, place)]);
            own.map(|(row, p)| (hazard(*p), cases.rows[*row].happened)).collect()
        };
        let said: Vec<Vec<(f64, bool)>> = folds.iter().enumerate().map(said).collect();
        let all = recalibrations(&said, step.into());
        if self.weighs_level { helpful(all, &said) } else { all }
    }

    /// The counts of the blocks of five years from the first origin that is scored on, beside what was expected at their first day: five times
    /// the sum of the probabilities of the cases of their first year.
    fn blocks(&self, cases: &Cases) -> Blocks {
        let Held::Origins { scored, .. } = self.held else { return Blocks::of(Vec::new()) };
        let held = Held::Origins { first: scored - 2 * BLOCK_YEARS, scored, step: BLOCK_YEARS };
        let by_five = Self { held, name: self.name, ..*self };
        let folds = by_five.folds(cases);
        let last = cases.rows.iter().filter_map(|row| row.year).max().unwrap_or(scored);
        let of_origin = |from: i16, forecasts: &[EventForecast]| {
            let years = from..from + BLOCK_YEARS;
            let own = forecasts.iter().filter(|of| cases.rows[of.row].year == Some(from));
            let happened = cases.rows.iter().filter(|row| row.happened && row.year.is_some_and(|y| years.contains(&y)));
            BlockCount {
                from,
                expected: f64::from(BLOCK_YEARS) * own.map(|of| of.probability).sum::<f64>(),
                happened: u32::try_from(happened.count()).unwrap_or(u32::MAX),
            }
        };
        let forecasts = by_five.forecasts(cases, &folds, None);
        let origins = folds.iter().filter(|fold| fold.scored).filter_map(|fold| fold.origin);
        Blocks::of(
            origins.filter(|from| from + BLOCK_YEARS - 1 <= last).map(|from| of_origin(from, &forecasts)).collect(),
        )
    }

    /// What the folds say on a card: scores, totals by decade, the ten worst misses, what was tried.
    fn score(&self, model: &mut EventModel, cases: &Cases, (folds, of): (&[Fold], &[EventForecast]), shipped: usize) {
        let as_case = |own: &EventForecast| {
            let Case { year, group, happened } = cases.rows[own.row];
            score::Case { group, year: year.unwrap_or(0).into(), ..score::Case::new(own.probability, happened) }
        };
        let against = |read: fn(&EventForecast) -> f64| {
            ScoreCard::of(&of.iter().map(|own| (as_case(own), read(own))).collect::<Vec<_>>())
        };
        let card = &mut model.card;
        match self.held {
            Held::Origins { scored: 1990, step: 3, .. } => card.take([
                ("late_origins", against(|own| own.climatology)),
                ("late_origins_recent", against(|own| own.recent)),
            ]),
            Held::Origins { step: 3, .. } => card.take([
                ("rolling_origin", against(|own| own.climatology)),
                ("rolling_origin_recent", against(|own| own.recent)),
            ]),
            Held::Origins { .. } => card.take([
                ("five_year_origins", against(|own| own.climatology)),
                ("five_year_origins_recent", against(|own| own.recent)),
            ]),
            Held::Groups => card.take([("groups_held_out", against(|own| own.climatology))]),
        }
        let year = |own: &EventForecast| cases.rows[own.row].year;
        let decades: BTreeSet<i16> = of.iter().filter_map(year).map(|year| year / 10 * 10).collect();
        let total = |decade: i16| {
            let own = of.iter().filter(|own| year(own).is_some_and(|year| (decade..decade + 10).contains(&year)));
            let (sum, happened) = own.fold((0.0, 0), |(sum, happened), own| {
                (sum + own.probability, happened + u32::from(cases.rows[own.row].happened))
            });
            (decade, decade + 9, sum, happened)
        };
        card.totals = decades.into_iter().map(total).collect();
        let mut missed: Vec<&EventForecast> = of.iter().filter(|own| cases.rows[own.row].happened).collect();
        missed.sort_by(|a, b| a.probability.total_cmp(&b.probability));
        let miss = |own: &&EventForecast| ((self.name)(own.row), year(own).unwrap_or(0), own.probability);
        card.misses = missed.iter().take(10).map(miss).collect();
        let tried = |(index, candidate): (usize, &Candidate)| {
            let own: Vec<score::Case> = self.forecasts(cases, folds, Some(index)).iter().map(as_case).collect();
            Some((candidate.words(), log_score(&own)?, brier(&own)?, index == shipped))
        };
        card.tried = self.candidates.iter().enumerate().filter_map(tried).collect();
    }
}

/// Recalibrations at each fold and after the last, where those of the folds before had a lower log score than none; `said` are the hazards
/// of each fold, with what happened.
fn helpful(all: Vec<Recalibration>, said: &[Vec<(f64, bool)>]) -> Vec<Recalibration> {
    let loss = |(hazard, happened): &(f64, bool), factor: f64| {
        let exponent = -factor * hazard;
        if *happened { -foedera_math::ln(-foedera_math::exp_m1(exponent)) } else { -exponent }
    };
    let mut gained = 0.0;
    let one = |(place, own): (usize, Recalibration)| {
        let kept = if gained > 0.0 { own.clone() } else { Recalibration::default() };
        let fold = said.get(place).map_or(&[][..], Vec::as_slice);
        gained += fold.iter().map(|case| loss(case, 1.0) - loss(case, own.factor())).sum::<f64>();
        kept
    };
    all.into_iter().enumerate().map(one).collect()
}

/// What a candidate said of a fold, with what happened.
fn scored(cases: &Cases, fold: &Fold, candidate: usize) -> Vec<score::Case> {
    let case = |(row, p): (&usize, &f64)| score::Case::new(*p, cases.rows[*row].happened);
    fold.rows.iter().zip(&fold.said[candidate]).map(case).collect()
}
