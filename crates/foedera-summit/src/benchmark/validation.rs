//! Choosing a forecaster without looking at what it is scored on.

use std::collections::BTreeMap;

use super::recipe::contrasted;
use super::{Benchmark, Case, Ratios, Recipe};
use crate::settle::scale;

/// What cross-validation over proposals says. All errors are means of absolute ones, in points of the scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// The recipe of least cross-validated error, and its ratios from all cases.
    pub recipe: Recipe,
    /// Its ratios.
    pub ratios: Ratios,
    /// Its error on the cases that it was fitted on. It flatters.
    pub in_sample: f64,
    /// Its error when each proposal is forecast with ratios from all others. The choice of the recipe still flatters.
    pub cross_validated: f64,
    /// Its forecasts so made, for each scored case.
    pub left_out: Vec<f64>,
    /// The error when the recipe, too, is chosen without the proposal that is forecast.
    pub nested: f64,
    /// Forecasts so made.
    pub nested_forecasts: Vec<f64>,
    /// The cross-validated error of every recipe of the family, in its order.
    pub family: Vec<(Recipe, f64)>,
}

/// Folds of the choice inside of what is left when a proposal is put aside.
const FOLDS: usize = 10;

/// One recipe with its base forecasts of all cases.
struct Candidate {
    recipe: Recipe,
    shares: Vec<f64>,
}

impl Candidate {
    fn fit(&self, cases: &[&Case], used: impl Fn(usize) -> bool) -> Ratios {
        let pairs: Vec<(&Case, f64)> =
            (0..cases.len()).filter(|at| used(*at)).map(|at| (cases[at], self.shares[at])).collect();
        self.recipe.fit(&pairs)
    }

    fn forecast(&self, cases: &[&Case], at: usize, ratios: &Ratios) -> f64 {
        let (low, width) = scale(&cases[at].setting, 0);
        low + width * contrasted(self.shares[at], cases[at].kind, ratios)
    }

    /// Forecasts of the cases of each group but `aside`, with ratios from the others but `aside`; NaN for `aside`.
    fn left_out(&self, cases: &[&Case], groups: &[usize], aside: Option<&dyn Fn(usize) -> bool>) -> Vec<f64> {
        let away = |at: usize| aside.is_some_and(|aside| aside(at));
        let mut forecasts = vec![f64::NAN; cases.len()];
        let count = groups.iter().max().map_or(0, |last| last + 1);
        for group in 0..count {
            let ratios = self.fit(cases, |at| groups[at] != group && !away(at));
            for at in (0..cases.len()).filter(|at| groups[*at] == group && !away(*at)) {
                forecasts[at] = self.forecast(cases, at, &ratios);
            }
        }
        forecasts
    }
}

/// The mean absolute error over the cases that have a forecast.
fn mean_error(cases: &[&Case], forecasts: &[f64]) -> f64 {
    super::score(cases, forecasts, None).mean
}

/// Choose among the declared family by leaving out one proposal at a time; `None` without scored cases.
pub fn validate(benchmark: &Benchmark) -> Option<Validation> {
    let cases = benchmark.scored();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        let next = numbers.len();
        numbers.entry(&case.proposal).or_insert(next);
    }
    let proposals: Vec<usize> = cases.iter().map(|case| numbers[case.proposal.as_str()]).collect();
    let folds: Vec<usize> = proposals.iter().map(|proposal| proposal % FOLDS).collect();
    let candidate = |recipe: Recipe| {
        let shares = cases.iter().map(|case| recipe.share(&case.setting, 0)).collect();
        Candidate { recipe, shares }
    };
    let candidates: Vec<Candidate> = Recipe::family().into_iter().map(candidate).collect();
    let left_out: Vec<Vec<f64>> = candidates.iter().map(|one| one.left_out(&cases, &proposals, None)).collect();
    let errors: Vec<f64> = left_out.iter().map(|forecasts| mean_error(&cases, forecasts)).collect();
    let least = |errors: &[f64]| (0..errors.len()).min_by(|a, b| errors[*a].total_cmp(&errors[*b]));
    let best = least(&errors).filter(|_| !cases.is_empty())?;
    let mut nested = vec![f64::NAN; cases.len()];
    for proposal in 0..numbers.len() {
        let aside = |at: usize| proposals[at] == proposal;
        let inner = |one: &Candidate| mean_error(&cases, &one.left_out(&cases, &folds, Some(&aside)));
        let chosen = &candidates[least(&candidates.iter().map(inner).collect::<Vec<_>>())?];
        let ratios = chosen.fit(&cases, |at| !aside(at));
        for at in (0..cases.len()).filter(|at| aside(*at)) {
            nested[at] = chosen.forecast(&cases, at, &ratios);
        }
    }
    let winner = &candidates[best];
    let ratios = winner.fit(&cases, |_| true);
    let fitted: Vec<f64> = (0..cases.len()).map(|at| winner.forecast(&cases, at, &ratios)).collect();
    Some(Validation {
        recipe: winner.recipe,
        ratios,
        in_sample: mean_error(&cases, &fitted),
        cross_validated: errors[best],
        left_out: left_out[best].clone(),
        nested: mean_error(&cases, &nested),
        nested_forecasts: nested,
        family: candidates.iter().map(|one| one.recipe).zip(errors).collect(),
    })
}
