//! How well a process predicts what it was not fitted on: one treaty held out at a time, and later years.

use std::collections::{BTreeMap, BTreeSet};

use foedera_world::TreatyId;
use rayon::prelude::*;

use crate::choice::{Case, Key, Rolling, Specification, climatology, events_of, fit, happened, on_turn, within};
use crate::{Design, Sample, Score};

/// Most treaties that are held out one by one; of more, every fortieth together.
const MOST_FOLDS: usize = 100;

/// Score with each treaty held out in turn (above a hundred treaties, forty groups of them): fit without it, centres and
/// scales included, and predict it as any treaty that was never seen. A level of ten years has no place here, since other treaties of the same years are known.
pub fn leave_one_out(sample: &Sample, specification: &Specification) -> Score {
    let sample = sample.select(&specification.effects);
    let specification = Specification { level: false, ..specification.clone() };
    let treaties: BTreeSet<TreatyId> = sample.rows.iter().map(|row| row.treaty).collect();
    let treaties: Vec<TreatyId> = treaties.into_iter().collect();
    let events = events_of(&sample);
    let folds = if treaties.len() > MOST_FOLDS { 40 } else { treaties.len() };
    let held_out = |fold: usize| {
        let own: BTreeSet<TreatyId> = treaties.iter().copied().skip(fold).step_by(folds).collect();
        let rest = sample.filter(|row| !own.contains(&row.treaty));
        let own = sample.filter(|row| own.contains(&row.treaty));
        let fit = fit(&rest, &specification, 0);
        let design = Design::new(&own, &fit.scaling);
        let crude = within((rest.events() as f64 + 0.5) / rest.years().max(1e-9), 1);
        let rows = own.rows.iter().enumerate().filter(|(_, row)| on_turn(row));
        let case = |(index, row): (usize, &crate::Row)| {
            let key = (row.treaty, row.member, row.start.year());
            (within(design.rate(index, &fit.found.parameters), 1), crude, happened(&events, key, 1))
        };
        rows.map(case).collect::<Vec<_>>()
    };
    let all: Vec<Vec<_>> = (0..folds).into_par_iter().map(held_out).collect();
    Score::of(&all.concat())
}

/// The cases of a question that several processes answer together: their rates, chosen origin by origin, are added.
fn joint(parts: &[&Rolling], keys: &[Key], events: &BTreeSet<Key>, of_treaty: impl Fn(Key) -> Vec<Key>) -> Vec<Case> {
    let rates: Vec<BTreeMap<Key, f64>> = parts.iter().map(|part| part.chosen_rates()).collect();
    let mut cases = Vec::new();
    let origins = parts.iter().map(|part| &part.origins).max_by_key(|origins| origins.len());
    for origin in origins.into_iter().flatten() {
        let (climatology, recent) = climatology(keys, events, origin.year, 1);
        let years = origin.year..origin.year + 3;
        for key in keys.iter().filter(|key| years.contains(&key.2)) {
            let rate: f64 = of_treaty(*key).iter().map(|k| rates.iter().filter_map(|r| r.get(k)).sum::<f64>()).sum();
            let outcome = happened(events, *key, 1);
            cases.push(Case { key: *key, forecast: within(rate, 1), climatology, recent, outcome });
        }
    }
    cases
}

/// The cases of all ended memberships but those that end with their state: the rates of *leave* (a membership) and of *ends*
/// and *replaced* (its treaty) are added.
pub fn membership_cases(parts: &[&Rolling], members: &Sample) -> Vec<Case> {
    let rows = members.rows.iter().filter(|row| on_turn(row));
    let keys: Vec<Key> = rows.map(|row| (row.treaty, row.member, row.start.year())).collect();
    joint(parts, &keys, &events_of(members), |key| vec![key, (key.0, None, key.2)])
}

/// The cases of *over or replaced*: a treaty ends for all, whatever follows it.
pub fn over_cases(ends: &Rolling, replaced: &Rolling, samples: [&Sample; 2]) -> Vec<Case> {
    let rows = samples[0].rows.iter().filter(|row| on_turn(row));
    let keys: Vec<Key> = rows.map(|row| (row.treaty, row.member, row.start.year())).collect();
    let events: BTreeSet<Key> = samples.into_iter().flat_map(events_of).collect();
    joint(&[ends, replaced], &keys, &events, |key| vec![key])
}

/// Scores of cases against both climatologies: of all past years and of the last ten.
pub fn against_both(cases: &[Case]) -> [Score; 2] {
    let of = |read: &dyn Fn(&Case) -> f64| {
        Score::of(&cases.iter().map(|case| (case.forecast, read(case), case.outcome)).collect::<Vec<_>>())
    };
    [of(&|case| case.climatology), of(&|case| case.recent)]
}

/// The area under the receiver operating characteristic within years: over pairs of an event and a non-event of one year.
pub fn auc_within_year(cases: &[Case]) -> f64 {
    let (mut higher, mut pairs) = (0.0, 0.0);
    let mut years: BTreeMap<i16, Vec<(f64, f64, bool)>> = BTreeMap::new();
    for case in cases {
        years.entry(case.key.2).or_default().push((case.forecast, case.climatology, case.outcome));
    }
    for cases in years.values() {
        let score = Score::of(cases);
        let count = f64::from(score.events) * f64::from(score.cases - score.events);
        if count > 0.0 {
            (higher, pairs) = (higher + score.auc * count, pairs + count);
        }
    }
    higher / pairs
}

/// Events forecast and happened in the years of `from..until`.
pub fn totals(cases: &[Case], from: i16, until: i16) -> (f64, u32) {
    let inside: Vec<&Case> = cases.iter().filter(|case| (from..until).contains(&case.key.2)).collect();
    let happened = inside.iter().filter(|case| case.outcome).count();
    (inside.iter().map(|case| case.forecast).sum(), u32::try_from(happened).unwrap_or(u32::MAX))
}
