//! Baselines: what any forecast must beat, made of the same cases.

mod logit;
mod rates;
mod trees;

use crate::Cases;

pub(crate) use logit::Logit;
pub(crate) use rates::{Classes, Climatology, Persistence};
pub(crate) use trees::Trees;

/// Cases to learn from, and cases to forecast.
pub(crate) struct Fold<'a> {
    /// All cases.
    pub(crate) cases: &'a Cases,
    /// Within how many years.
    pub(crate) years: i16,
    /// The year of the origin; `None` where groups are held out, whatever the year.
    pub(crate) origin: Option<i16>,
    /// Whose outcome is known.
    pub(crate) train: Vec<usize>,
    /// What is forecast.
    pub(crate) test: Vec<usize>,
}

impl Fold<'_> {
    /// Whether the event of a case that is known happened.
    pub(crate) fn happened(&self, case: usize) -> bool {
        self.cases.outcome(case, self.years) == Some(true)
    }

    /// Whether both happened, events and none, so that a model can be fitted.
    pub(crate) fn can_be_fitted(&self) -> bool {
        let (events, cases) = self.count(|_| true);
        events > 0.0 && events < cases
    }

    /// The plain rate for each case, for as many variants: what a model says that cannot be fitted.
    pub(crate) fn plain(&self, variants: usize) -> Vec<Vec<f64>> {
        let (events, cases) = self.count(|_| true);
        vec![vec![(events + 0.5) / (cases + 1.0); self.test.len()]; variants]
    }

    /// The number of columns.
    pub(crate) fn width(&self) -> usize {
        self.cases.head.columns.len()
    }

    /// Events and cases among those known of which `keep` holds.
    pub(crate) fn count(&self, keep: impl Fn(usize) -> bool) -> (f64, f64) {
        let kept = self.train.iter().filter(|case| keep(**case));
        kept.fold((0.0, 0.0), |(events, cases), case| (events + f64::from(u8::from(self.happened(*case))), cases + 1.0))
    }
}

/// A way to forecast from cases.
pub(crate) trait Forecaster: Sync {
    /// The name in files.
    fn name(&self) -> &'static str;

    /// What it does, in words, with all that it is set to.
    fn words(&self) -> String;

    /// The variants among which is chosen on earlier origins, the most cautious first.
    fn variants(&self) -> Vec<String> {
        vec!["as it is".to_owned()]
    }

    /// The probabilities of each variant: `variants × test`.
    fn forecast(&self, fold: &Fold<'_>) -> Vec<Vec<f64>>;
}

/// All baselines, in the order of tables.
pub(crate) fn all() -> Vec<Box<dyn Forecaster>> {
    vec![
        Box::new(Climatology { window: None }),
        Box::new(Climatology { window: Some(10) }),
        Box::new(Classes),
        Box::new(Persistence),
        Box::new(Logit),
        Box::new(Trees),
    ]
}
