//! A formula over data under a law: likelihood at any parameters, and its maximum.

use std::sync::Arc;

use foedera_likelihood::{
    Ascent, Estimate, FrailtyKind, HELD_BYTES, Likelihood, Prior, Response, Sample, Value, maximise,
};

use crate::bind::Bound;
use crate::check;
use crate::data::EventData;
use crate::formula::Formula;
use crate::prepare::Preparation;
use crate::state::Steps;
use crate::table::{Plan, Table};

/// A law for the next event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Law {
    /// Given who acts, towards whom: softmax over receivers (Stadtfeld and Block 2017).
    Choice,
    /// Who acts: rates of senders.
    Rate,
    /// Who acts towards whom: rates of pairs (Butts 2008).
    Rem,
    /// Which pair makes a tie that both want: P_ij = p_ij p_ji / Σ p_gh p_hg (Stadtfeld, Hollway and Block 2017).
    Coordination,
    /// How who was called answers: ordered levels with thresholds (McCullagh 1980).
    Response,
    /// Which set of actors, of those of its size: relational hyperevents (Lerner and Lomi 2022).
    Sets,
}

/// With what an event is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Risk {
    /// With all that could have been.
    #[default]
    All,
    /// With some drawn at random.
    Sampled {
        /// How many for each event.
        options: usize,
        /// The seed of the draws.
        seed: u64,
    },
}

/// What depends on each other, for robust errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clusters {
    /// Nothing is said.
    #[default]
    None,
    /// Events of one sender.
    Sender,
    /// Events of one receiver.
    Receiver,
    /// Each event by itself. Rates in time know no such clusters.
    Event,
}

impl Clusters {
    /// The cluster of an event of this sender and receiver, the `index`-th of all.
    pub(crate) fn of(self, sender: usize, receiver: usize, index: usize) -> u32 {
        let cluster = match self {
            Self::None => 0,
            Self::Sender => sender,
            Self::Receiver => receiver,
            Self::Event => index,
        };
        cluster as u32
    }
}

/// How a model reads its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// With what an event is compared.
    pub risk: Risk,
    /// What depends on each other.
    pub clusters: Clusters,
    /// A proneness of its own for each cluster, in laws in time.
    pub frailty: Option<FrailtyKind>,
    /// Bytes of the sample beyond which it is made anew at each pass.
    pub budget: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { risk: Risk::All, clusters: Clusters::None, frailty: None, budget: HELD_BYTES }
    }
}

/// A model that cannot be made of these data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// An effect that is not in the catalogue.
    #[error("unknown effect `{0}`")]
    UnknownEffect(String),
    /// A network or attribute that the data do not have.
    #[error("`{effect}` is of `{name}`, which the data do not have")]
    UnknownName {
        /// The effect.
        effect: String,
        /// The name.
        name: String,
    },
    /// Too many or too few networks or attributes.
    #[error("`{effect}` is of {wanted}")]
    Wants {
        /// The effect.
        effect: String,
        /// What it is of.
        wanted: &'static str,
    },
    /// Networks or attributes of the wrong side.
    #[error("`{effect}` has no meaning here: {why}")]
    Sides {
        /// The effect.
        effect: String,
        /// Why.
        why: String,
    },
    /// An argument that the effect does not take, or not with this value.
    #[error("`{effect}` does not take `{argument}`")]
    Argument {
        /// The effect.
        effect: String,
        /// The argument with its value.
        argument: String,
    },
    /// An effect that has no meaning in this law.
    #[error("`{0}` has no meaning in this law: it differs between no options")]
    NotInLaw(String),
    /// An effect that asks which of the two acts, where neither does.
    #[error("`{0}` asks which of the two acts, and the pairs of a network without direction have no sender")]
    Unordered(String),
    /// An event that was no option: one of its actors was not present, or not to be chosen.
    #[error("event {0} was no option: an actor of it was not present then, or not in its list of opportunities")]
    NoOption(usize),
    /// An attribute of which nobody has a value when it is first asked for.
    #[error("nobody has a value of `{0}` when it is asked for")]
    NoValue(String),
    /// More sets than can be compared.
    #[error("event {event}, of {members} of {present} actors, is one of {sets} sets, too many to compare all")]
    TooManySets {
        /// The event, counted from 1.
        event: usize,
        /// How many members it has.
        members: usize,
        /// Of how many actors they could be.
        present: usize,
        /// How many sets there are, with those of the events before it.
        sets: String,
    },
    /// A law in time over no time.
    #[error(
        "no time passes: all that happens ({events} events) is at one instant, {time}, so that there is no waiting time \
         from which a rate could be known"
    )]
    NoTime {
        /// How many events count.
        events: usize,
        /// The instant.
        time: String,
    },
    /// A law that asks for what the data do not have.
    #[error("{0}")]
    Data(&'static str),
    /// Numbers that cannot be computed with.
    #[error("{0}")]
    NoNumber(String),
    /// A category where a number is asked for, or a level that a category does not have.
    #[error("{what}")]
    Category {
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// An effect that others say, or that the data do not tell.
    #[error("{0}")]
    Singular(String),
}

/// A formula over data under a law.
pub struct Model<'a> {
    pub(crate) plan: Arc<Plan<'a>>,
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
    pub fn new(data: &'a EventData, law: Law, formula: &Formula) -> Result<Self, ModelError> {
        Self::with(data, law, formula, Options::default())
    }

    /// Bind a formula to data.
    ///
    /// # Errors
    /// Unknown effects, names or arguments; events that were no options; a law that asks for what the data do not have.
    pub fn with(data: &'a EventData, law: Law, formula: &Formula, options: Options) -> Result<Self, ModelError> {
        let bound = Bound::new(data, law, formula)?;
        let events = check::all(data, &bound, options)?;
        let steps = Arc::new(Steps::new(data, &bound.sources, &bound.attributes, bound.asks_events()));
        let parameters = bound.parameters();
        let (mut start, mut names) = (vec![0.0; parameters], bound.names.clone());
        let plan = Arc::new(Plan { data, bound, steps });
        let likelihood: Box<dyn Likelihood + 'a> = match law {
            Law::Coordination => Box::new(crate::coordination::prepare(&plan)),
            Law::Response => {
                let response = responses(&plan, options.clusters)?;
                start = response.start();
                names.extend((1..=start.len() - parameters).map(|level| format!("(answer < {level})")));
                Box::new(response)
            }
            Law::Sets => {
                let (plan, risk, clusters) = (Arc::clone(&plan), options.risk, options.clusters);
                let produce = move |sink: &mut dyn FnMut(_)| crate::sets::produce(&plan, risk, clusters, sink);
                Box::new(Sample::new(parameters, options.budget, produce))
            }
            Law::Choice | Law::Rate | Law::Rem => {
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
            _ if !estimate.value.log_likelihood.is_finite() => Err(check::no_number(self)),
            Some(dependence) => Err(check::singular(self, dependence)),
            None if estimate.standard_errors().iter().any(|error| error.is_nan()) => Err(ModelError::Singular(
                "the likelihood has no peak: where the ascent ended it does not fall to all sides".to_owned(),
            )),
            None => Ok(estimate),
        }
    }

    /// The statistics of all options at risk at an event (counted from 0 among all), as it saw them: sender, receiver, numbers.
    /// In a law of rates the receiver is 0.
    pub fn statistics(&self, event: usize) -> Vec<(usize, usize, Vec<f64>)> {
        self.statistics_at(self.plan.data.dependent[event].time)
    }

    /// The same at an instant.
    pub(crate) fn statistics_at(&self, time: f64) -> Vec<(usize, usize, Vec<f64>)> {
        let data = self.plan.data;
        let mut table = Table::new(&self.plan, false, false);
        table.move_to(time);
        let (senders, columns) = (data.size().0, table.columns);
        let pairs = (0..senders).flat_map(|i| (0..columns).map(move |j| (i, j)));
        let mut found = Vec::new();
        for (i, j) in pairs.filter(|(i, j)| table.at_risk(*i, *j)) {
            let mut row = Vec::new();
            table.statistics(i, j, &mut row);
            found.push((i, j, row));
        }
        found
    }
}

/// The sample of a law of rates or choices. In time the intercept starts at the mean rate.
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
    let times = || plan.steps.lasting_times().chain(plan.data.counted_events().map(|(_, event)| event.time));
    let first = times().fold(f64::INFINITY, f64::min);
    let last = || times().fold(f64::NEG_INFINITY, f64::max);
    let (start, end) = (plan.data.start.unwrap_or(first), plan.data.end.unwrap_or_else(last));
    if !plan.bound.intercept {
        return (start, Vec::new());
    }
    let mut cuts: Vec<f64> =
        plan.steps.times().chain(plan.data.counted_events().map(|(_, event)| event.time)).collect();
    cuts.push(end);
    cuts.retain(|time| (start..=end).contains(time));
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    (start, cuts)
}

/// The logarithm of events per option and unit of time: where the intercept starts.
fn mean_rate(data: &EventData, law: Law, events: usize, period: f64) -> f64 {
    let (senders, receivers) = data.size();
    let options = if law == Law::Rate { senders } else { senders * receivers };
    foedera_math::ln(events.max(1) as f64 / (period.max(1e-9) * options as f64))
}

/// The answers with the statistics of those who were asked.
fn responses(plan: &Arc<Plan<'_>>, clusters: Clusters) -> Result<Response, ModelError> {
    let answers =
        plan.data.answers.as_ref().ok_or(ModelError::Data("the law of responses needs an answer for each event"))?;
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
