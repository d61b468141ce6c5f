//! The plain logit: a ridge regression on all columns, with nothing of our models in it.

use foedera_likelihood::{Ascent, Prior, Response, maximise};
use foedera_process::Scaling;

use super::{Fold, Forecaster};

/// Prior standard deviations of a standardised column, among which is chosen.
const DEVIATIONS: [f64; 4] = [0.05, 0.15, 0.4, 1.0];
/// Most standard deviations that a value may lie from its centre.
const REACH: f64 = 4.0;

/// Logistic regression with normal priors on standardised columns; what is missing lies at the centre.
pub(crate) struct Logit;

impl Forecaster for Logit {
    fn name(&self) -> &'static str {
        "logit"
    }

    fn words(&self) -> String {
        format!(
            "ridge logit on all columns, each centred and scaled on the cases that train and drawn into ±{REACH}, what is missing at \
             the centre; prior deviation one of {DEVIATIONS:?}"
        )
    }

    fn variants(&self) -> Vec<String> {
        DEVIATIONS.iter().map(|deviation| format!("prior deviation {deviation}")).collect()
    }

    fn forecast(&self, fold: &Fold<'_>) -> Vec<Vec<f64>> {
        if !fold.can_be_fitted() {
            return fold.plain(DEVIATIONS.len());
        }
        let width = fold.width();
        let value = |case: usize, column: usize| fold.cases.all()[case].values[column];
        let scaling =
            |column: usize| Scaling::of_rows(fold.train.iter().map(|case| value(*case, column).unwrap_or(f64::NAN)));
        let scalings: Vec<Scaling> = (0..width).map(scaling).collect();
        let row = |case: usize| {
            let standard = |column: usize| {
                value(case, column).map_or(0.0, |value| scalings[column].standard(value).clamp(-REACH, REACH))
            };
            (0..width).map(standard).collect::<Vec<f64>>()
        };
        let rows: Vec<f64> = fold.train.iter().flat_map(|case| row(*case)).collect();
        let answers = fold.train.iter().map(|case| usize::from(fold.happened(*case))).collect();
        let response = Response::new(width, 2, rows, answers, vec![0; fold.train.len()]);
        let test: Vec<Vec<f64>> = fold.test.iter().map(|case| row(*case)).collect();
        let mut start = response.start();
        let mut of = |deviation: f64| {
            let priors = vec![Prior::Normal(0.0, deviation); width];
            let found = maximise(Ascent { likelihood: &response, priors: &priors, fixed: &[] }, &start);
            // The next one is less shrunk: it starts where this ends.
            start.clone_from(&found.parameters);
            test.iter().map(|row| response.probabilities(&found.parameters, row)[1]).collect()
        };
        DEVIATIONS.into_iter().map(&mut of).collect()
    }
}
