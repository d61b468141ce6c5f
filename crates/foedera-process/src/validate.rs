//! How well a process predicts what it was not fitted on: one treaty held out at a time, and later years.

use std::collections::{BTreeMap, BTreeSet};

use foedera_likelihood::{Ascent, Estimate, Rates, maximise};
use foedera_math::exp_m1;
use foedera_world::{Day, StateId, TreatyId};
use rayon::prelude::*;

use crate::design::treaty_of;
use crate::model::normal_priors;
use crate::{Design, Model, Row, Sample, Score};

/// First origin of the rolling refits, years between them, and the end of the data.
const ORIGINS: (i16, i16, i16) = (1965, 3, 2018);

/// A case for scoring: an option at risk on 1 January, forecast for that year.
type Case = (f64, f64, bool);

/// Rows centred and scaled as those that the model was fitted on.
fn design(sample: &Sample, model: &Model) -> Design {
    let scaling: Vec<_> = model.effects.iter().map(|effect| (effect.centre, effect.scale)).collect();
    Design::new(sample, &scaling)
}

/// The model's law fitted to other rows, from the mode of the model.
fn refit(sample: &Sample, model: &Model) -> (Rates, Estimate) {
    let frailty = model.frailty.as_ref().map(|frailty| frailty.prior);
    let priors = normal_priors(model.effects.iter().map(|effect| effect.prior).chain(frailty));
    let rates = design(sample, model).rates(sample, frailty.is_some());
    let found = maximise(Ascent { likelihood: &rates, priors: &priors, fixed: &[] }, &model.mode());
    (rates, found)
}

fn probability(rate: f64) -> f64 {
    -exp_m1(-rate)
}

fn crude_rate(sample: &Sample) -> f64 {
    (sample.events() as f64 + 0.5) / sample.years().max(1e-9)
}

fn turn_of(year: i16) -> Day {
    Day::start_of_year(year)
}

fn year_of_event(sample: &Sample) -> BTreeSet<(TreatyId, Option<StateId>, i16)> {
    let events = sample.rows.iter().filter(|row| row.event);
    // An event on 1 January belongs to the interval, and so the year, before.
    events.map(|row| (row.treaty, row.member, row.end.plus_days(-1).year())).collect()
}

/// Cases of the rows that start on 1 January, forecast with `rate` (per year), against a constant rate.
fn cases(
    sample: &Sample,
    events: &BTreeSet<(TreatyId, Option<StateId>, i16)>,
    crude: f64,
    rate: impl Fn(usize) -> f64,
) -> Vec<Case> {
    let on_turn = |row: &Row| row.start == turn_of(row.start.year());
    let rows = sample.rows.iter().enumerate().filter(|(_, row)| on_turn(row));
    let case = |(index, row): (usize, &Row)| {
        let event = events.contains(&(row.treaty, row.member, row.start.year()));
        (probability(rate(index)), probability(crude), event)
    };
    rows.map(case).collect()
}

/// Score with each treaty held out in turn: refit without it, predict it at frailty 1.
pub fn leave_one_out(sample: &Sample, model: &Model) -> Score {
    let treaties: BTreeSet<TreatyId> = sample.rows.iter().map(|row| row.treaty).collect();
    let treaties: Vec<TreatyId> = treaties.into_iter().collect();
    let events = year_of_event(sample);
    let held_out = |treaty: &TreatyId| {
        let rest = sample.filter(|row| row.treaty != *treaty);
        let own = sample.filter(|row| row.treaty == *treaty);
        let (_, found) = refit(&rest, model);
        let unseen = design(&own, model);
        cases(&own, &events, crude_rate(&rest), |row| unseen.rate(row, &found.parameters))
    };
    let all: Vec<Vec<Case>> = treaties.par_iter().map(held_out).collect();
    Score::of(&all.concat())
}

/// What a refit at one origin says of the rows of the years after it: (treaty, member, year) → rate per year.
type Predicted = BTreeMap<(TreatyId, Option<StateId>, i16), f64>;

fn rates_at(origin: i16, sample: &Sample, model: &Model) -> (Predicted, f64) {
    let past = sample.filter(|row| row.end <= turn_of(origin));
    let window = turn_of(origin)..turn_of(origin + ORIGINS.1);
    let future = sample.filter(|row| window.contains(&row.start) && row.start == turn_of(row.start.year()));
    let (rates, found) = refit(&past, model);
    let mut frailties = BTreeMap::new();
    if model.frailty.is_some() {
        let v = foedera_math::exp(found.parameters[model.effects.len()]);
        for group in rates.groups(&found.parameters) {
            frailties.insert(treaty_of(group.label), (1.0 + v * group.events) / (1.0 + v * group.expected));
        }
    }
    let ahead = design(&future, model);
    let rate = |(index, row): (usize, &Row)| {
        let frailty = frailties.get(&row.treaty).copied().unwrap_or(1.0);
        ((row.treaty, row.member, row.start.year()), frailty * ahead.rate(index, &found.parameters))
    };
    (future.rows.iter().enumerate().map(rate).collect(), crude_rate(&past))
}

fn origins() -> Vec<i16> {
    (ORIGINS.0..=ORIGINS.2).step_by(usize::from(ORIGINS.1.unsigned_abs())).collect()
}

/// Score with refits every three years from 1965, each predicting the next three years from 1 January of each.
pub fn rolling_origin(sample: &Sample, model: &Model) -> Score {
    let events = year_of_event(sample);
    let at = |origin: &i16| {
        let (rates, crude) = rates_at(*origin, sample, model);
        let case = |(key, rate): (&(TreatyId, Option<StateId>, i16), &f64)| {
            (probability(*rate), probability(crude), events.contains(key))
        };
        rates.iter().map(case).collect::<Vec<Case>>()
    };
    let all: Vec<Vec<Case>> = origins().par_iter().map(at).collect();
    Score::of(&all.concat())
}

/// Score of all ended memberships, whatever the cause: the rates of *leave* (a membership) and of *ends* and
/// *replaced* (its treaty) are added; the same rolling origins. Climatology is the past rate of ended memberships.
pub fn rolling_membership(leave: (&Sample, &Model), endings: &[(&Sample, &Model)], members: &Sample) -> Score {
    let ended: BTreeSet<(TreatyId, StateId, i16)> =
        members.endings.iter().map(|end| (end.treaty, end.member, end.day.plus_days(-1).year())).collect();
    let at = |origin: &i16| {
        let (own, _) = rates_at(*origin, leave.0, leave.1);
        let whole: Vec<Predicted> = endings.iter().map(|(sample, model)| rates_at(*origin, sample, model).0).collect();
        let past = members.filter(|row| row.end <= turn_of(*origin));
        let gone = members.endings.iter().filter(|end| end.day <= turn_of(*origin)).count();
        let crude = (gone as f64 + 0.5) / past.years();
        let window = turn_of(*origin)..turn_of(origin + ORIGINS.1);
        let rows =
            members.rows.iter().filter(|row| window.contains(&row.start) && row.start == turn_of(row.start.year()));
        let case = |row: &Row| {
            let year = row.start.year();
            let member = row.member.expect("rows of members name them");
            let leaves = own.get(&(row.treaty, row.member, year)).copied().unwrap_or(0.0);
            let ends: f64 = whole.iter().filter_map(|rates| rates.get(&(row.treaty, None, year))).sum();
            (probability(leaves + ends), probability(crude), ended.contains(&(row.treaty, member, year)))
        };
        rows.map(case).collect::<Vec<Case>>()
    };
    let all: Vec<Vec<Case>> = origins().par_iter().map(at).collect();
    Score::of(&all.concat())
}
