//! Sensitivity to missing figures: multiple imputation by draws, put together by Rubin's rules.
//!
//! A fit takes a missing value at the centre of its effect. Here each is drawn instead, some times over, and the model fitted to each
//! completed sample. **What is drawn:** the value that was missing is what another unit (treaty or member) had in the same year, the whole gap from one
//! donor, so that it moves as series move; where the unit itself is known in other years, its nearest known value is moved by the donor's change
//! between the two years. A flag is its nearest known value, or the donor's. Donors have weights from the Bayesian bootstrap (Rubin 1981), which
//! are drawn anew each time, so that what is not known of the law of the values counts, too. Values stay within those seen.
//! This supposes that, given the year and what is nearest known, who is missing tells nothing of the value; where it does, the indicator effects
//! (`…_unknown`) take it, and stay as they are.
//!
//! Sources: Rubin 1987, Multiple Imputation for Nonresponse in Surveys, §3.1 and §4.4; King, Honaker, Joseph and Scheve 2001, American
//! Political Science Review 95: 49–69.

use std::collections::BTreeMap;

use foedera_likelihood::{Ascent, maximise};
use foedera_math::{Draw, Stream, ln};
use foedera_world::StateId;
use rayon::prelude::*;

use crate::event::{Candidate, Cases, EventModel};
use crate::prior::{FRAILTY_PRIOR, normal_priors};
use crate::{Design, Effect, Model, Sample};

/// An estimate with missing values at the centre beside that over draws of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PooledEffect {
    /// The effect.
    pub effect: Effect,
    /// The share of the data in which it is missing.
    pub missing: f64,
    /// Estimate and standard error with what is missing at the centre.
    pub centre: (f64, f64),
    /// Estimate and standard error over the draws.
    pub pooled: Combined,
}

/// Estimates of several completed samples as one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Combined {
    /// Their mean.
    pub estimate: f64,
    /// The root of the variance within plus (1 + 1/m) of that between.
    pub standard_error: f64,
    /// The share of the variance that is between: what not knowing the values costs.
    pub share: f64,
}

impl Combined {
    /// Rubin's rules (Rubin 1987, §3.1) for one parameter: (estimate, standard error) of each completed sample; `None` with fewer
    /// than two.
    pub fn of(estimates: &[(f64, f64)]) -> Option<Self> {
        if estimates.len() < 2 {
            return None;
        }
        let m = estimates.len() as f64;
        let estimate = estimates.iter().map(|own| own.0).sum::<f64>() / m;
        let within = estimates.iter().map(|own| own.1 * own.1).sum::<f64>() / m;
        let squares = estimates.iter().map(|own| (own.0 - estimate) * (own.0 - estimate));
        let between = (1.0 + 1.0 / m) * squares.sum::<f64>() / (m - 1.0);
        let total = within + between;
        Some(Self { estimate, standard_error: total.sqrt(), share: if total > 0.0 { between / total } else { 0.0 } })
    }
}

/// Columns of values by unit and year, in which missing ones (NaN) are drawn.
struct Columns<'a> {
    effects: &'a [Effect],
    values: &'a [f64],
    /// The unit and year of each row.
    keys: Vec<(u32, i16)>,
}

/// The known values of a unit by year, the last of each.
type Series = BTreeMap<i16, f64>;

/// The year nearest to one in which a series is known, the earlier of two.
fn nearest(series: &Series, year: i16) -> Option<(i16, f64)> {
    let before = series.range(..=year).next_back();
    let after = series.range(year..).next();
    let gap = |own: &(&i16, &f64)| (*own.0 - year).abs();
    before.into_iter().chain(after).min_by_key(gap).map(|(year, value)| (*year, *value))
}

impl Columns<'_> {
    /// The values with what is missing drawn.
    fn drawn(&self, (seed, future): (u64, u32)) -> Vec<f64> {
        let mut values = self.values.to_vec();
        for (column, effect) in self.effects.iter().enumerate() {
            self.draw_column(&mut values, (column, *effect), (seed, future));
        }
        values
    }

    fn draw_column(&self, values: &mut [f64], (column, effect): (usize, Effect), (seed, future): (u64, u32)) {
        let width = self.effects.len();
        let cell = |row: usize| self.values[row * width + column];
        let mut known: BTreeMap<u32, Series> = BTreeMap::new();
        let mut gaps: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for (row, (unit, year)) in self.keys.iter().enumerate() {
            let value = cell(row);
            if value.is_nan() {
                gaps.entry(*unit).or_default().push(row);
            } else {
                (low, high) = (low.min(value), high.max(value));
                known.entry(*unit).or_default().insert(*year, value);
            }
        }
        if gaps.is_empty() || known.is_empty() {
            return;
        }
        let address = Draw { seed, future, stream: Stream::MissingFigures, option: column as u32 };
        let donors = Donors::new(&known, address);
        for (unit, rows) in gaps {
            let own = known.get(&unit);
            let first = rows.iter().map(|row| self.keys[*row].1).min().expect("a gap has rows");
            let donor = donors.of(unit, first, address.uniform(2 * unit + 1)).map(|donor| &known[&donor]);
            for row in rows {
                let year = self.keys[row].1;
                let given = |year: i16| donor.and_then(|series| nearest(series, year)).map(|(_, value)| value);
                let value = match own.and_then(|own| nearest(own, year)) {
                    Some((_, value)) if effect.is_flag() => Some(value),
                    Some((then, value)) => Some(value + given(year).zip(given(then)).map_or(0.0, |(a, b)| a - b)),
                    None => given(year),
                };
                if let Some(value) = value {
                    values[row * width + column] = value.clamp(low, high);
                }
            }
        }
    }
}

/// From whom values are taken: the units known in each year, with their weights.
struct Donors(BTreeMap<i16, Vec<(u32, f64)>>);

impl Donors {
    /// The units with known values, each with a weight of the Bayesian bootstrap: places 0, 2, 4, … of the address; 1, 3, 5, … are the
    /// choices of gaps.
    fn new(known: &BTreeMap<u32, Series>, address: Draw) -> Self {
        let mut years: BTreeMap<i16, Vec<(u32, f64)>> = BTreeMap::new();
        for (unit, series) in known {
            let weight = -ln(address.uniform(2 * unit));
            series.keys().for_each(|year| years.entry(*year).or_default().push((*unit, weight)));
        }
        Self(years)
    }

    /// The unit from which a gap that begins in a year is filled: another one that is known in that year, or else in the nearest in which
    /// any is, by weight.
    fn of(&self, unit: u32, year: i16, uniform: f64) -> Option<u32> {
        let others = |year: i16| self.0[&year].iter().filter(|(other, _)| *other != unit);
        let has = |year: &&i16| others(**year).next().is_some();
        let before = self.0.range(..=year).rev().map(|(year, _)| year).find(has);
        let after = self.0.range(year..).map(|(year, _)| year).find(has);
        let nearest = before.into_iter().chain(after).min_by_key(|then| (**then - year).abs())?;
        let mut left = uniform * others(*nearest).map(|(_, weight)| weight).sum::<f64>();
        let chosen = others(*nearest).find(|(_, weight)| {
            left -= weight;
            left < 0.0
        });
        chosen.or_else(|| others(*nearest).next_back()).map(|(other, _)| *other)
    }
}

/// Put the estimates of all draws beside those with the centre.
fn pooled(
    own: impl Iterator<Item = (Effect, f64, (f64, f64))>,
    draws: &[Vec<(f64, f64)>],
) -> Option<Vec<PooledEffect>> {
    own.enumerate()
        .map(|(place, (effect, missing, centre))| {
            let of: Vec<(f64, f64)> = draws.iter().map(|draw| draw[place]).collect();
            Some(PooledEffect { effect, missing, centre, pooled: Combined::of(&of)? })
        })
        .collect()
}

impl Model {
    /// The coefficients over so many draws of what is missing in the sample that the model was fitted to; centres, scales and priors
    /// stay those of the model, so that coefficients compare. `None` with fewer than two draws, or if a completed sample has no mode.
    pub fn over_missing(&self, sample: &Sample, draws: u32, seed: u64) -> Option<Vec<PooledEffect>> {
        let effects: Vec<Effect> = self.effects.iter().map(|own| own.effect).collect();
        let sample = sample.select(&effects);
        let mut units: BTreeMap<(usize, Option<usize>), u32> = BTreeMap::new();
        let keys = sample.rows.iter().map(|row| {
            let (next, key) = (units.len() as u32, (row.treaty.index(), row.member.map(StateId::index)));
            (*units.entry(key).or_insert(next), row.start.year())
        });
        let keys = keys.collect();
        let columns = Columns { effects: &effects, values: &sample.values, keys };
        let scaling: Vec<_> = self.effects.iter().map(|own| own.scaling).collect();
        let frailty = self.frailty.as_ref().map(|_| FRAILTY_PRIOR);
        let priors = self.effects.iter().map(|own| own.prior).chain(frailty);
        let priors = normal_priors(priors);
        let fitted = |future: u32| {
            let drawn = Sample { values: columns.drawn((seed, future)), ..sample.clone() };
            let rates = Design::new(&drawn, &scaling).rates(&drawn, frailty.is_some());
            let found = maximise(Ascent { likelihood: &rates, priors: &priors, fixed: &[] }, &rates.start(0));
            (!found.covariance.is_empty()).then(|| with_errors(&found.parameters, &found.standard_errors()))
        };
        let all: Vec<Vec<(f64, f64)>> = (0..draws).into_par_iter().map(fitted).collect::<Option<_>>()?;
        let own = self.effects.iter().map(|own| (own.effect, own.scaling.missing, (own.estimate, own.standard_error)));
        pooled(own, &all)
    }
}

fn with_errors(estimates: &[f64], errors: &[f64]) -> Vec<(f64, f64)> {
    estimates.iter().copied().zip(errors.iter().copied()).collect()
}

impl EventModel {
    /// The same of a process of events: a unit is a case, so a value is that of another case of the year.
    pub fn over_missing(&self, cases: &Cases, draws: u32, seed: u64) -> Option<Vec<PooledEffect>> {
        let effects: Vec<Effect> = self.effects.iter().map(|own| own.effect).collect();
        let cases = cases.select(&effects);
        let keys = (0..).zip(&cases.rows).map(|(row, case)| (row, case.year.unwrap_or(0))).collect();
        let columns = Columns { effects: &effects, values: &cases.values, keys };
        let scalings: Vec<_> = self.effects.iter().map(|own| own.scaling).collect();
        let deviation = self.effects.last().map_or(1.0, |own| own.prior.1);
        let candidate = Candidate { effects: effects.clone(), deviation };
        let fitted = |future: u32| {
            let drawn = Cases { values: columns.drawn((seed, future)), ..cases.clone() };
            drawn.coefficients(&candidate, &scalings)
        };
        let all: Vec<Vec<(f64, f64)>> = (0..draws).into_par_iter().map(fitted).collect::<Option<_>>()?;
        let own = self.effects.iter().map(|own| (own.effect, own.scaling.missing, (own.estimate, own.standard_error)));
        pooled(own, &all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rubins_rules_in_closed_form() {
        // Three samples: mean 2, within (1 + 4 + 4) / 3 = 3, between 1, so 3 + 4/3.
        let own = Combined::of(&[(1.0, 1.0), (2.0, 2.0), (3.0, 2.0)]).expect("three");
        let total: f64 = 3.0 + 4.0 / 3.0;
        assert!((own.estimate - 2.0).abs() < 1e-15 && (own.standard_error - total.sqrt()).abs() < 1e-15);
        assert!((own.share - (4.0 / 3.0) / total).abs() < 1e-15);
        // What does not differ between draws costs nothing.
        let same = Combined::of(&[(0.5, 0.2); 4]).expect("four");
        assert_eq!((same.estimate, same.share), (0.5, 0.0));
        assert!((same.standard_error - 0.2).abs() < 1e-15);
        assert_eq!(Combined::of(&[(1.0, 1.0)]), None);
    }

    fn columns<'a>(effects: &'a [Effect], values: &'a [f64], keys: &[(u32, i16)]) -> Columns<'a> {
        Columns { effects, values, keys: keys.to_vec() }
    }

    #[test]
    fn a_gap_of_a_known_unit_moves_with_a_donor_from_its_nearest_value() {
        let effects = [Effect::CAPABILITY];
        let keys = [(0, 2000), (0, 2001), (1, 2000), (1, 2001)];
        let values = [5.0, f64::NAN, 1.0, 1.5];
        let drawn = columns(&effects, &values, &keys).drawn((1, 0));
        // 5 + (1.5 − 1), drawn in to the largest seen.
        assert_eq!(drawn, [5.0, 5.0, 1.0, 1.5]);
        let values = [1.0, f64::NAN, 1.2, 1.5];
        let drawn = columns(&effects, &values, &keys).drawn((1, 0));
        assert!((drawn[1] - 1.3).abs() < 1e-12, "{drawn:?}");
    }

    #[test]
    fn an_unknown_unit_takes_the_series_of_one_of_its_year_whatever_the_threads() {
        let effects = [Effect::CAPABILITY];
        let mut keys = vec![(0, 2000), (0, 2001)];
        let mut values = vec![f64::NAN, f64::NAN];
        for unit in 1..40_u32 {
            keys.extend([(unit, 2000), (unit, 2001)]);
            values.extend([f64::from(unit), f64::from(unit) + 0.25]);
        }
        // One of another time is no donor.
        keys.push((40, 1900));
        values.push(-7.0);
        let all: Vec<Vec<f64>> = (0..200).map(|draw| columns(&effects, &values, &keys).drawn((3, draw))).collect();
        for drawn in &all {
            assert!(
                (1.0..=39.0).contains(&drawn[0]) && (drawn[1] - drawn[0] - 0.25).abs() < 1e-12,
                "{:?}",
                &drawn[..2]
            );
            assert_eq!(drawn[2..], values[2..], "what is known stays");
        }
        let mean = all.iter().map(|drawn| drawn[0]).sum::<f64>() / 200.0;
        assert!((mean - 20.0).abs() < 3.0, "{mean}");
        let again: Vec<Vec<f64>> =
            (0..200).into_par_iter().map(|draw| columns(&effects, &values, &keys).drawn((3, draw))).collect();
        assert!(again == all);
        assert!(columns(&effects, &values, &keys).drawn((4, 0)) != all[0], "another seed, another draw");
    }

    #[test]
    fn a_flag_stays_a_flag() {
        let effects = [Effect::TARGETED];
        let keys = [(0, 2000), (0, 2003), (1, 2003), (2, 2003)];
        let values = [1.0, f64::NAN, 0.0, f64::NAN];
        let drawn = columns(&effects, &values, &keys).drawn((1, 0));
        assert_eq!(drawn, [1.0, 1.0, 0.0, 0.0]);
    }
}
