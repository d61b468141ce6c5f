//! A formula over data under a model: likelihood at any parameters, and its maximum.

use std::sync::Arc;

use foedera_likelihood::{Ascent, Estimate, Likelihood, Prior, Response, Sample, Value, maximise};

use crate::relational::bind::Bound;
use crate::relational::check;
use crate::relational::data::EventData;
use crate::relational::formula::Formula;
use crate::relational::model_kind::{Clusters, ModelError, ModelKind, Options};
use crate::relational::prepare::Preparation;
use crate::relational::state::Steps;
use crate::relational::table::{Plan, Table, statistics_at};

/// A formula over data under a model.
pub struct Model<'a> {
    plan: Arc<Plan<'a>>,
    likelihood: Box<dyn Likelihood + 'a>,
    start: Vec<f64>,
    names: Vec<String>,
    events: usize,
    sampled: usize,
}

impl<'a> Model<'a> {
    /// Bind a formula to data, compared with all that could have been.
    ///
    /// # Errors
    /// Unknown effects, names or arguments; events that were no options.
    pub fn new(data: &'a EventData, law: ModelKind, formula: &Formula) -> Result<Self, ModelError> {
        Self::with(data, law, formula, Options::default())
    }

    /// Bind a formula to data.
    ///
    /// # Errors
    /// Unknown effects, names or arguments; events that were no options; a model that asks for what the data do not have.
    pub fn with(data: &'a EventData, law: ModelKind, formula: &Formula, options: Options) -> Result<Self, ModelError> {
        let bound = Bound::new(data, law, formula)?;
        let events = check::all(data, &bound, options)?;
        let steps = Arc::new(Steps::new(data, &bound.sources, &bound.attributes, bound.asks_events()));
        let parameters = bound.parameters();
        let (mut start, mut names) = (vec![0.0; parameters], bound.names.clone());
        let plan = Arc::new(Plan { data, bound, steps });
        let likelihood: Box<dyn Likelihood + 'a> = match law {
            ModelKind::Coordination => Box::new(crate::relational::coordination::prepare(&plan)),
            ModelKind::Response => {
                let response = responses(&plan, options.clusters)?;
                start = response.start();
                names.extend((1..=start.len() - parameters).map(|level| format!("(answer < {level})")));
                Box::new(response)
            }
            ModelKind::Sets => {
                let (plan, risk, clusters) = (Arc::clone(&plan), options.risk, options.clusters);
                let produce =
                    move |sink: &mut dyn FnMut(_)| crate::relational::sets::produce(&plan, risk, clusters, sink);
                Box::new(Sample::new(parameters, options.budget, produce))
            }
            ModelKind::Choice | ModelKind::Rate | ModelKind::Rem => {
                let sample = sample(&plan, options, events, &mut start)?;
                match options.frailty {
                    None => Box::new(sample),
                    Some(kind) => {
                        start.push(0.0);
                        names.push("(ln variance of the frailty)".to_owned());
                        Box::new(sample.rates(kind))
                    }
                }
            }
        };
        let sampled = check::sampled(&plan, options.risk);
        Ok(Self { plan, likelihood, start, names, events, sampled })
    }

    /// The number of parameters.
    pub fn parameters(&self) -> usize {
        self.start.len()
    }

    /// The names of the parameters: the intercept, the terms as they are printed, the thresholds of answers.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of events that count.
    pub fn events(&self) -> usize {
        self.events
    }

    /// How many of them are compared with options drawn at random, not with all that there were.
    pub fn sampled(&self) -> usize {
        self.sampled
    }

    /// What the data say of parameters.
    pub fn likelihood(&self) -> &(dyn Likelihood + 'a) {
        &*self.likelihood
    }

    /// Log-likelihood, score and information at `theta` (one number for each parameter).
    pub fn value(&self, theta: &[f64]) -> Value {
        self.likelihood.value(theta)
    }

    /// What is to be climbed, with these priors and `fixed` parameters.
    pub fn ascent<'m>(&'m self, priors: &'m [Prior], fixed: &'m [Option<f64>]) -> Ascent<'m> {
        Ascent { likelihood: &*self.likelihood, priors, fixed }
    }

    /// The maximum of the likelihood; `fixed` parameters keep their value.
    ///
    /// # Errors
    /// [`ModelError::Singular`] with the effects that say the same.
    pub fn fit(&self, fixed: &[Option<f64>]) -> Result<Estimate, ModelError> {
        self.fit_with(&[], fixed)
    }

    /// The posterior mode under priors.
    ///
    /// # Errors
    /// [`ModelError::Singular`] with the effects that say the same.
    pub fn fit_with(&self, priors: &[Prior], fixed: &[Option<f64>]) -> Result<Estimate, ModelError> {
        let estimate = maximise(self.ascent(priors, fixed), &self.start);
        match &estimate.dependence {
            _ if !estimate.value.log_likelihood.is_finite() => Err(check::no_number(&self.fitting())),
            Some(dependence) => Err(check::singular(&self.fitting(), dependence)),
            None if estimate.standard_errors().iter().any(|error| error.is_nan()) => Err(ModelError::Singular(
                "the likelihood has no peak: where the ascent ended it does not fall to all sides".to_owned(),
            )),
            None => Ok(estimate),
        }
    }

    /// The statistics of all options at risk at an event (counted from 0 among all), as it saw them: sender, receiver, numbers.
    /// In a model of rates the receiver is 0.
    pub fn statistics(&self, event: usize) -> Vec<(usize, usize, Vec<f64>)> {
        statistics_at(&self.plan, self.plan.data.dependent[event].time)
    }

    fn fitting(&self) -> check::Fitting<'_, 'a> {
        check::Fitting { plan: &self.plan, names: &self.names, likelihood: &*self.likelihood }
    }
}

/// The sample of a model of rates or choices. In time the intercept starts at the mean rate.
fn sample<'a>(
    plan: &Arc<Plan<'a>>,
    options: Options,
    events: usize,
    start: &mut [f64],
) -> Result<Sample<'a>, ModelError> {
    let (begin, cuts) = cuts(plan);
    if plan.bound.intercept {
        let end = cuts.last().copied().unwrap_or(begin);
        if end <= begin {
            return Err(ModelError::NoTime { events, time: begin.to_string() });
        }
        start[0] = mean_rate(plan.data, plan.bound.law, events, end - begin);
    }
    let (risk, clusters) = (options.risk, options.clusters);
    let preparation = Preparation { plan: Arc::clone(plan), risk, clusters, start: begin, cuts };
    Ok(Sample::new(start.len(), options.budget, move |sink| preparation.produce(sink)))
}

/// When observation begins, and the instants from there to its end at which something changes or happens.
pub(crate) fn cuts(plan: &Plan<'_>) -> (f64, Vec<f64>) {
    let times = || plan.steps.lasting_times(plan.data).chain(plan.data.counted_events().map(|(_, event)| event.time));
    let first = times().fold(f64::INFINITY, f64::min);
    let last = || times().fold(f64::NEG_INFINITY, f64::max);
    let (start, end) = (plan.data.start.unwrap_or(first), plan.data.end.unwrap_or_else(last));
    if !plan.bound.intercept {
        return (start, Vec::new());
    }
    let mut cuts: Vec<f64> = Vec::new();
    for time in plan.steps.instants(plan.data).filter(|time| (start..=end).contains(time)).chain([end]) {
        if cuts.last() != Some(&time) {
            cuts.push(time);
        }
    }
    cuts.shrink_to_fit();
    (start, cuts)
}

/// The logarithm of events per option and unit of time: where the intercept starts.
fn mean_rate(data: &EventData, law: ModelKind, events: usize, period: f64) -> f64 {
    let (senders, receivers) = data.size();
    let options = if law == ModelKind::Rate { senders } else { senders * receivers };
    foedera_math::ln(events.max(1) as f64 / (period.max(1e-9) * options as f64))
}

/// The answers with the statistics of those who were asked.
fn responses(plan: &Arc<Plan<'_>>, clusters: Clusters) -> Result<Response, ModelError> {
    let answers =
        plan.data.answers.as_ref().ok_or(ModelError::Data("the model of responses needs an answer for each event"))?;
    let mut table = Table::new(plan, false, false);
    let (mut rows, mut levels, mut labels, mut row) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (index, event) in plan.data.counted_events() {
        table.move_to(event.time);
        table.statistics(event.sender, event.receiver, &mut row);
        rows.extend_from_slice(&row);
        levels.push(answers[index]);
        labels.push(clusters.of(event.sender, event.receiver, index));
    }
    let most = levels.iter().copied().max().unwrap_or(0);
    if most == 0 || (0..=most).any(|level| !levels.contains(&level)) {
        return Err(ModelError::Data(
            "answers are levels 0, 1, …, each of which must be given at least once, and two at least",
        ));
    }
    Ok(Response::new(plan.bound.parameters(), most + 1, rows, levels, labels))
}
