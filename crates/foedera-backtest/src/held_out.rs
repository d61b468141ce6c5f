//! Groups held out: what is said of treaties, states or wars that were never seen.

use std::collections::BTreeSet;

use foedera_diagnostic::progress;
use foedera_likelihood::score::{self, log_score};
use rayon::prelude::*;

use crate::forecaster::{self, Fold};
use crate::rolling::Forecasts;
use crate::{Group, Schedule, Subject};

/// Most groups that are held out one by one; of more, every fortieth together.
const MOST_FOLDS: usize = 100;
const FOLDS: usize = 40;
/// The baseline that has no place here: cases of other groups of the same years are known.
const OF_YEARS: &str = "climatology_ten_years";

/// Cases, each with what every forecaster says of it.
type Said = Vec<(usize, Vec<f64>)>;

/// What was said of cases whose groups were held out, within the first horizon of the schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut {
    /// What was held out.
    pub group: Group,
    /// In how many folds.
    pub folds: usize,
    /// The forecasters.
    pub forecasters: Vec<String>,
    /// The cases, and what each forecaster says of them.
    pub lines: Vec<(usize, Vec<f64>)>,
}

/// Hold out the groups of each kind that the cases have: every forecaster learns from the others, whatever their years. A baseline's
/// variant is the one with the lowest log score in the rolling forecasts of the others' cases.
pub fn held_out(subject: &dyn Subject, forecasts: &Forecasts) -> Vec<HeldOut> {
    Group::ALL.into_iter().filter_map(|group| of_kind(subject, forecasts, group)).collect()
}

fn of_kind(subject: &dyn Subject, forecasts: &Forecasts, group: Group) -> Option<HeldOut> {
    let cases = subject.cases();
    let names: BTreeSet<&str> = cases.all().iter().filter_map(|case| case.group(group)).collect();
    if names.len() < 2 {
        return None;
    }
    let folds = if names.len() > MOST_FOLDS { FOLDS } else { names.len() };
    let names: Vec<&str> = names.into_iter().collect();
    let work = progress::work(format!("{} held out, {}", group.name(), cases.head.process), folds);
    let fold = |fold: usize| {
        let own: BTreeSet<&str> = names.iter().copied().skip(fold).step_by(folds).collect();
        let said = without(subject, forecasts, group, &own);
        work.done();
        said
    };
    let all: Vec<Option<Said>> = (0..folds).into_par_iter().map(fold).collect();
    let lines: Said = all.into_iter().collect::<Option<Vec<_>>>()?.concat();
    let own = subject.models().iter().map(|model| model.name.to_owned()).collect::<Vec<_>>();
    let baselines = forecaster::all().iter().map(|of| of.name().to_owned()).filter(|name| name != OF_YEARS).collect();
    Some(HeldOut { group, folds, forecasters: [own, baselines].concat(), lines })
}

/// What every forecaster says of the cases of some groups, having learnt from the others. `None` if our own model cannot be fitted so.
fn without(subject: &dyn Subject, forecasts: &Forecasts, group: Group, names: &BTreeSet<&str>) -> Option<Said> {
    let (cases, schedule): (_, &Schedule) = (subject.cases(), &forecasts.schedule);
    let years = *schedule.horizons.first()?;
    let is_out = |case: usize| cases.all()[case].group(group).is_some_and(|name| names.contains(name));
    let known: Vec<usize> = (0..cases.all().len()).filter(|case| cases.outcome(*case, years).is_some()).collect();
    let (test, train): (Vec<usize>, Vec<usize>) = known.into_iter().partition(|case| is_out(*case));
    let fold = Fold { cases, years, origin: None, train, test };
    let mut said: Vec<Vec<f64>> = Vec::new();
    for model in 0..subject.models().len() {
        said.push(subject.held_out(model, schedule, group, &fold.test)?);
    }
    for forecaster in forecaster::all().iter().filter(|of| of.name() != OF_YEARS) {
        let variant = chosen(subject, forecasts, forecaster.name(), &is_out);
        said.push(forecaster.forecast(&fold).swap_remove(variant));
    }
    Some(fold.test.iter().enumerate().map(|(place, case)| (*case, said.iter().map(|of| of[place]).collect())).collect())
}

/// The variant of a baseline that did best in the rolling forecasts of cases that are not held out; the first with few events.
fn chosen(subject: &dyn Subject, forecasts: &Forecasts, name: &str, is_out: &dyn Fn(usize) -> bool) -> usize {
    let cases = subject.cases();
    let Some(column) = forecasts.columns.iter().find(|column| column.named.name == name) else { return 0 };
    let years = forecasts.schedule.horizons[0];
    let mut losses = vec![0.0; column.variants.len()];
    for (origin, made) in &column.made {
        let ahead = forecasts.schedule.ahead(cases, *origin, years);
        for (loss, said) in losses.iter_mut().zip(&made[0]) {
            let scored = ahead.iter().zip(said).filter(|(case, _)| !is_out(**case));
            let scored: Vec<score::Case> =
                scored.map(|(case, p)| score::Case::new(*p, cases.outcome(*case, years) == Some(true))).collect();
            *loss += log_score(&scored).unwrap_or(0.0) * scored.len() as f64;
        }
    }
    (0..losses.len()).min_by(|a, b| losses[*a].total_cmp(&losses[*b])).unwrap_or(0)
}
