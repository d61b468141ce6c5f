//! How well models forecast outcomes that are known.
//!
//! Cases come from tables in the form of the DEU data ([`read()`]). Every model forecasts each of them ([`forecasts`]);
//! errors are absolute, in points of the scale, and models are compared case by case ([`difference`]). Issues of one
//! proposal are not independent: whole proposals are drawn by the bootstrap, and left out by cross-validation
//! ([`validate`]), which chooses among a declared family of [`Recipe`]s.

mod band;
mod read;
mod recipe;
mod validation;

use std::collections::BTreeMap;

use foedera_math::{Draw, Stream, quantile};

pub use band::{BAND, Band, band, error_ratios};
pub use read::read;
pub(crate) use recipe::contrasted;
pub use recipe::{Base, Contrast, Ratios, Recipe};
pub use validation::{Validation, validate};

use crate::{Model, Setting, settle};

/// The mean error of the weighted mean on the 228 issues of the DEU data whose outcomes are open, in points of 100 (docs/summit.md).
pub const MEAN_ERROR: f64 = 22.29;
/// The same of `pce-uniform`, the default forecaster.
pub const UNIFORM_ERROR: f64 = 22.15;

/// The kind of an issue, told by how many positions are held on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// At most two positions: yes or no.
    Dichotomous,
    /// Three or four positions: ranks.
    Rank,
    /// Five positions or more.
    Scale,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Dichotomous, Self::Rank, Self::Scale];

    /// The kind of an issue on which these positions are held, in any order; unknown ones do not count.
    pub fn of(positions: impl IntoIterator<Item = f64>) -> Self {
        let mut held: Vec<f64> = positions.into_iter().filter(|x| x.is_finite()).collect();
        held.sort_by(f64::total_cmp);
        held.dedup();
        match held.len() {
            0..=2 => Self::Dichotomous,
            3..=4 => Self::Rank,
            _ => Self::Scale,
        }
    }
}

/// One issue.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its name.
    pub issue: String,
    /// The proposal that it belongs to. Issues of one proposal are not independent.
    pub proposal: String,
    /// The legislative procedure.
    pub procedure: String,
    /// The voting rule of the Council.
    pub council_vote: String,
    /// Its kind.
    pub kind: Kind,
    /// The actors' names.
    pub actors: Vec<String>,
    /// The issue in numbers.
    pub setting: Setting,
    /// What was decided; `None` where it is not known.
    pub outcome: Option<f64>,
}

/// Issues, those with known outcomes among them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Benchmark {
    /// The issues.
    pub cases: Vec<Case>,
}

impl Benchmark {
    /// The issues whose outcome is known and on which at least three actors have position and salience.
    pub fn scored(&self) -> Vec<&Case> {
        let known = |case: &Case| {
            let both = |(x, s): &(&f64, &f64)| x.is_finite() && s.is_finite();
            case.setting.positions.iter().zip(&case.setting.saliences).filter(both).count()
        };
        self.cases.iter().filter(|case| case.outcome.is_some() && known(case) >= 3).collect()
    }

    /// All issues of a proposal as one negotiation, and the place of each case in it.
    fn proposal(&self, name: &str) -> (Setting, BTreeMap<&str, usize>) {
        let cases: Vec<&Case> = self.cases.iter().filter(|case| case.proposal == name).collect();
        let mut actors: BTreeMap<&str, usize> = BTreeMap::new();
        for actor in cases.iter().flat_map(|case| &case.actors) {
            let next = actors.len();
            actors.entry(actor).or_insert(next);
        }
        let count = actors.len() * cases.len();
        let mut setting = Setting {
            issues: cases.len(),
            positions: vec![f64::NAN; count],
            saliences: vec![f64::NAN; count],
            capabilities: vec![f64::NAN; count],
            reference: cases.iter().map(|case| case.setting.reference[0]).collect(),
            scales: cases.iter().map(|case| case.setting.scales[0]).collect(),
        };
        for (issue, case) in cases.iter().enumerate() {
            for (row, actor) in case.actors.iter().enumerate() {
                let at = setting.at(actors[actor.as_str()], issue);
                setting.positions[at] = case.setting.positions[row];
                setting.saliences[at] = case.setting.saliences[row];
                setting.capabilities[at] = case.setting.capabilities[row];
            }
        }
        (setting, cases.iter().enumerate().map(|(place, case)| (case.issue.as_str(), place)).collect())
    }
}

/// The forecast of a model for each scored case; NaN where it has none. Deals are made among all issues of a proposal;
/// every other model takes each issue for itself.
pub fn forecasts(benchmark: &Benchmark, model: Model) -> Vec<f64> {
    let mut proposals: BTreeMap<&str, (Vec<f64>, BTreeMap<&str, usize>)> = BTreeMap::new();
    let mut forecast = |case: &&Case| {
        if model != Model::Exchange {
            return settle(model, &case.setting).text[0];
        }
        // The key lives as long as the benchmark: find the case there.
        let name = benchmark.cases.iter().find(|other| other.issue == case.issue).map_or("", |c| c.proposal.as_str());
        let (text, places) = proposals.entry(name).or_insert_with(|| {
            let (setting, places) = benchmark.proposal(name);
            (settle(model, &setting).text, places)
        });
        places.get(case.issue.as_str()).map_or(f64::NAN, |place| text[*place])
    };
    benchmark.scored().iter().map(&mut forecast).collect()
}

/// How far forecasts are from outcomes, in points of the scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// How many cases have a forecast.
    pub count: usize,
    /// The mean absolute error.
    pub mean: f64,
    /// The root of the mean squared error.
    pub root_mean_square: f64,
    /// The median absolute error.
    pub median: f64,
    /// The greatest absolute error.
    pub greatest: f64,
}

/// The score of forecasts for scored cases, of one kind of issue or of all; NaN of no case.
pub fn score(cases: &[&Case], forecasts: &[f64], kind: Option<Kind>) -> Score {
    let chosen = cases.iter().zip(forecasts).filter(|(case, _)| kind.is_none_or(|kind| case.kind == kind));
    let mut errors: Vec<f64> = chosen.filter_map(|(case, forecast)| error(case, *forecast)).collect();
    errors.sort_by(f64::total_cmp);
    let count = errors.len();
    Score {
        count,
        mean: foedera_math::mean(&errors),
        root_mean_square: (errors.iter().map(|e| e * e).sum::<f64>() / count as f64).sqrt(),
        median: quantile(&errors, 0.5),
        greatest: errors.last().copied().unwrap_or(f64::NAN),
    }
}

/// The absolute error of a forecast; `None` without forecast or outcome.
fn error(case: &Case, forecast: f64) -> Option<f64> {
    case.outcome.map(|outcome| (forecast - outcome).abs()).filter(|error| error.is_finite())
}

/// How much less or more one forecaster errs than another, on average over the cases that both forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The number of cases.
    pub count: usize,
    /// The mean difference of absolute errors; below zero if the first errs less.
    pub mean: f64,
    /// Its standard error, from draws of whole proposals.
    pub standard_error: f64,
    /// The interval that holds 95 % of the draws.
    pub interval: [f64; 2],
}

/// Draws of the bootstrap.
const DRAWS: u32 = 2000;

/// Compare two lists of forecasts for the same cases.
pub fn difference(cases: &[&Case], first: &[f64], second: &[f64], seed: u64) -> Difference {
    let mut proposals: BTreeMap<&str, (f64, usize)> = BTreeMap::new();
    for (case, (one, other)) in cases.iter().zip(first.iter().zip(second)) {
        if let (Some(one), Some(other)) = (error(case, *one), error(case, *other)) {
            let sums = proposals.entry(&case.proposal).or_default();
            *sums = (sums.0 + one - other, sums.1 + 1);
        }
    }
    let groups: Vec<(f64, usize)> = proposals.into_values().collect();
    let mean = |groups: &mut dyn Iterator<Item = (f64, usize)>| {
        let (sum, count) = groups.fold((0.0, 0), |all, next| (all.0 + next.0, all.1 + next.1));
        (sum / count as f64, count)
    };
    let drawn = |draw: u32| {
        let address = Draw { seed, future: draw, stream: Stream::ProposalBlocks, option: 0 };
        let one = |index: u32| groups[(address.uniform(index) * groups.len() as f64) as usize];
        mean(&mut (0..groups.len() as u32).map(one)).0
    };
    let mut means: Vec<f64> = (0..DRAWS).map(drawn).collect();
    means.sort_by(f64::total_cmp);
    let centre = foedera_math::mean(&means);
    let spread = means.iter().map(|m| (m - centre) * (m - centre)).sum::<f64>() / f64::from(DRAWS - 1);
    let (mean, count) = mean(&mut groups.iter().copied());
    let interval = [quantile(&means, 0.025), quantile(&means, 0.975)];
    Difference { count, mean, standard_error: spread.sqrt(), interval }
}

#[cfg(test)]
mod tests;
