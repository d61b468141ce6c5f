//! How well a process predicts what it was not fitted on: one treaty held out at a time, and later years.

use std::collections::{BTreeMap, BTreeSet};

use foedera_diagnostic::progress;
use foedera_likelihood::score::{Case, S1, ScoreCard};
use foedera_world::TreatyId;
use rayon::prelude::*;

use crate::choice::{Forecast, Key, Rolling, Specification, climatologies, events_of, fit, happened, on_turn, within};
use crate::design::label;
use crate::{Design, Sample};

/// Most treaties that are held out one by one; of more, every fortieth together.
const MOST_FOLDS: usize = 100;

/// Score with each treaty held out in turn (above a hundred treaties, forty groups of them): fit without it, centres and
/// scales included, and predict it as any treaty that was never seen. A level has no place here, since other treaties of the
/// same years are known. `None` if no case is left.
pub fn leave_one_out(sample: &Sample, specification: &Specification) -> Option<ScoreCard> {
    let sample = sample.select(&specification.effects);
    let treaties: BTreeSet<TreatyId> = sample.rows.iter().map(|row| row.treaty).collect();
    let treaties: Vec<TreatyId> = treaties.into_iter().collect();
    let events = events_of(&sample);
    let folds = if treaties.len() > MOST_FOLDS { 40 } else { treaties.len() };
    let held_out = |fold: usize| {
        let own: BTreeSet<TreatyId> = treaties.iter().copied().skip(fold).step_by(folds).collect();
        let rest = sample.filter(|row| !own.contains(&row.treaty));
        let own = sample.filter(|row| own.contains(&row.treaty));
        let fit = fit(&rest, specification);
        let design = Design::new(&own, &fit.scaling);
        let crude = within((rest.events() as f64 + 0.5) / rest.years().max(1e-9), 1);
        let rows = own.rows.iter().enumerate().filter(|(_, row)| on_turn(row));
        let case = |(index, row): (usize, &crate::Row)| {
            let key = (row.treaty, row.member, row.start.year());
            let p = within(design.rate(index, &fit.found.parameters), 1);
            let (group, year) = (label(row.treaty), key.2.into());
            (Case { group, year, ..Case::new(p, happened(&events, key, 1)) }, crude)
        };
        rows.map(case).collect::<Vec<_>>()
    };
    let work = progress::work("fits with treaties held out", folds);
    let all: Vec<Vec<_>> = (0..folds).into_par_iter().map(held_out).inspect(|_| work.done()).collect();
    ScoreCard::of(&all.concat())
}

/// The forecasts of a question that several processes answer together: their rates, chosen origin by origin, are added.
fn joint(
    parts: &[&Rolling],
    keys: &[Key],
    events: &BTreeSet<Key>,
    of_treaty: impl Fn(Key) -> Vec<Key>,
) -> Vec<Forecast> {
    let rates: Vec<BTreeMap<Key, f64>> = parts.iter().map(|part| part.chosen_rates()).collect();
    let mut forecasts = Vec::new();
    let origins = parts.iter().map(|part| &part.origins).max_by_key(|origins| origins.len());
    for origin in origins.into_iter().flatten() {
        let (climatology, recent) = climatologies(&S1, origin.year, keys, events);
        for key in keys.iter().filter(|key| S1.scores(origin.year.into(), key.2.into())) {
            let rate: f64 = of_treaty(*key).iter().map(|k| rates.iter().filter_map(|r| r.get(k)).sum::<f64>()).sum();
            let (probability, happened) = (within(rate, 1), happened(events, *key, 1));
            forecasts.push(Forecast { key: *key, probability, climatology, recent, happened });
        }
    }
    forecasts
}

/// The forecasts of all ended memberships but those that end with their state: the rates of *leave* (a membership) and of *ends*
/// and *replaced* (its treaty) are added.
pub fn membership_forecasts(parts: &[&Rolling], members: &Sample) -> Vec<Forecast> {
    let rows = members.rows.iter().filter(|row| on_turn(row));
    let keys: Vec<Key> = rows.map(|row| (row.treaty, row.member, row.start.year())).collect();
    joint(parts, &keys, &events_of(members), |key| vec![key, (key.0, None, key.2)])
}

/// The forecasts of *over or replaced*: a treaty ends for all, whatever follows it.
pub fn over_forecasts(ends: &Rolling, replaced: &Rolling, samples: [&Sample; 2]) -> Vec<Forecast> {
    let rows = samples[0].rows.iter().filter(|row| on_turn(row));
    let keys: Vec<Key> = rows.map(|row| (row.treaty, row.member, row.start.year())).collect();
    let events: BTreeSet<Key> = samples.into_iter().flat_map(events_of).collect();
    joint(&[ends, replaced], &keys, &events, |key| vec![key])
}

/// Scores of forecasts against both climatologies: of all past years and of the last ten; `None` of no forecasts.
pub fn against_both(forecasts: &[Forecast]) -> Option<[ScoreCard; 2]> {
    let of = |read: fn(&Forecast) -> f64| {
        ScoreCard::of(&forecasts.iter().map(|forecast| (forecast.case(), read(forecast))).collect::<Vec<_>>())
    };
    Some([of(|forecast| forecast.climatology)?, of(|forecast| forecast.recent)?])
}
