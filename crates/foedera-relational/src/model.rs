//! A formula over data: likelihood at any parameters, and its maximum.

use foedera_math::Cholesky;

use crate::data::EventData;
use crate::effect::{Effect, Kind, kind_of};
use crate::formula::{Formula, Term};
use crate::law::{Law, Options, Sums, Value, choose, coordinate};
use crate::state::{Source, State, Steps};

/// After as many changes for each option the sums are taken anew, which clears rounding errors.
const REBUILD: usize = 4;

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
    /// An event that was no option: one of its actors was not present, or not to be chosen.
    #[error("event {0} was no option: an actor of it was not present then, or not in its list of opportunities")]
    NoOption(usize),
    /// The information is singular: effects say the same, or one of them says nothing.
    #[error("the information is singular at parameter {0} of the formula: it says what others say, or nothing")]
    Singular(usize),
}

/// The maximum of a likelihood.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The parameters; the intercept first, if there is one.
    pub parameters: Vec<f64>,
    /// Their standard errors; 0 for fixed ones.
    pub standard_errors: Vec<f64>,
    /// What the likelihood is there.
    pub value: Value,
    /// Newton steps.
    pub steps: usize,
    /// Whether the score vanished.
    pub converged: bool,
}

/// A formula over data under a law.
pub struct Model<'a> {
    data: &'a EventData,
    law: Law,
    intercept: bool,
    effects: Vec<Effect>,
    steps: Steps,
}

impl<'a> Model<'a> {
    /// Bind a formula to data.
    ///
    /// # Errors
    /// Unknown effects, names or arguments.
    pub fn new(data: &'a EventData, law: Law, formula: &Formula) -> Result<Self, ModelError> {
        let mut sources = Vec::new();
        let effects: Vec<Effect> =
            formula.terms.iter().map(|term| bind(data, law, term, &mut sources)).collect::<Result<_, _>>()?;
        let mut attributes: Vec<usize> = effects.iter().flat_map(|effect| effect.attributes.clone()).collect();
        attributes.sort_unstable();
        attributes.dedup();
        let steps = Steps::new(data, &sources, &attributes);
        if formula.intercept && matches!(law, Law::Choice | Law::Coordination) {
            return Err(ModelError::NotInLaw("1".to_owned()));
        }
        let model = Self { data, law, intercept: formula.intercept, effects, steps };
        model.check_options()?;
        Ok(model)
    }

    /// Every event must have been an option: one that was not would say nothing and go unnoticed.
    fn check_options(&self) -> Result<(), ModelError> {
        let mut state = State::new(self.data, &self.steps);
        for (index, event) in self.events() {
            state.advance(event.time);
            let sender = state.present[0][event.sender];
            let receiver = self.law == Law::Rate || state.present[1][event.receiver];
            let listed = self.data.opportunities.as_ref().is_none_or(|lists| lists[index].contains(&event.receiver));
            if !(sender && receiver && (listed || self.law != Law::Choice)) {
                return Err(ModelError::NoOption(index + 1));
            }
        }
        Ok(())
    }

    /// The number of parameters.
    pub fn parameters(&self) -> usize {
        self.effects.len() + usize::from(self.intercept)
    }

    /// Log-likelihood, score and information at `theta` (one number for each parameter).
    pub fn value(&self, theta: &[f64]) -> Value {
        let mut value = Value::new(self.parameters());
        let mut tables = Tables::new(self);
        if self.intercept {
            self.timed(theta, &mut tables, &mut value);
        } else {
            self.ordered(theta, &mut tables, &mut value);
        }
        value
    }

    /// The events that count.
    fn events(&self) -> impl Iterator<Item = (usize, crate::Dependent)> {
        let start = self.data.start.unwrap_or(f64::NEG_INFINITY);
        self.data.dependent.iter().copied().enumerate().filter(move |(_, event)| event.time >= start)
    }

    fn ordered(&self, theta: &[f64], tables: &mut Tables<'_>, value: &mut Value) {
        let mut sums = Sums::new(theta, tables.size());
        for (index, event) in self.events() {
            tables.move_to(event.time);
            match self.law {
                Law::Coordination => {
                    let here: Vec<usize> = tables.present(0).collect();
                    let place = |actor: usize| here.iter().position(|own| *own == actor);
                    if let (Some(i), Some(j)) = (place(event.sender), place(event.receiver)) {
                        let statistics = |g: usize, h: usize| tables.pair(here[g], here[h]);
                        coordinate(here.len(), (i, j), theta, statistics, value);
                    }
                }
                Law::Choice => {
                    let listed = self.data.opportunities.as_ref().map(|lists| &lists[index]);
                    if let Some(taken) = tables.gather(&event, listed) {
                        let options = Options { statistics: &tables.options, parameters: theta.len() };
                        choose(&options, taken, theta, value);
                    }
                }
                Law::Rate | Law::Rem => {
                    tables.settle(&mut sums);
                    if let Some(option) = tables.option_of(&event) {
                        sums.choose(option, value);
                    }
                }
            }
        }
    }

    fn timed(&self, theta: &[f64], tables: &mut Tables<'_>, value: &mut Value) {
        let events: Vec<crate::Dependent> = self.events().map(|(_, event)| event).collect();
        let (start, end) = self.period(&events);
        let mut cuts: Vec<f64> = self.steps.times().chain(events.iter().map(|event| event.time)).collect();
        cuts.retain(|time| (start..=end).contains(time));
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
        let mut sums = Sums::new(theta, tables.size());
        let (mut before, mut next) = (start, 0);
        for cut in cuts {
            tables.move_to(cut);
            tables.settle(&mut sums);
            sums.wait(cut - before, value);
            while let Some(event) = events.get(next).filter(|event| event.time <= cut) {
                if let Some(option) = tables.option_of(event) {
                    sums.fire(option, value);
                }
                next += 1;
            }
            before = cut;
        }
    }

    /// The period of observation: from the first to the last event or lasting change.
    fn period(&self, events: &[crate::Dependent]) -> (f64, f64) {
        let times = || self.steps.lasting_times().chain(events.iter().map(|event| event.time));
        let first = times().fold(f64::INFINITY, f64::min);
        (self.data.start.unwrap_or(first), times().fold(f64::NEG_INFINITY, f64::max))
    }

    /// The maximum, by Newton steps that are halved until they climb; `fixed` parameters keep their value.
    ///
    /// # Errors
    /// [`ModelError::Singular`] with the parameter that the others make superfluous.
    pub fn fit(&self, fixed: &[Option<f64>]) -> Result<Estimate, ModelError> {
        let p = self.parameters();
        let held = |a: usize| fixed.get(a).copied().flatten();
        let free: Vec<usize> = (0..p).filter(|a| held(*a).is_none()).collect();
        let mut theta: Vec<f64> = (0..p).map(|a| held(a).unwrap_or(0.0)).collect();
        if self.intercept && held(0).is_none() {
            theta[0] = self.mean_rate();
        }
        let mut value = self.value(&theta);
        let (mut steps, mut converged) = (0, false);
        while steps < 100 {
            let scale = 1.0 + value.log_likelihood.abs();
            converged = free.iter().all(|a| value.score[*a].abs() < 1e-9 * scale);
            if converged {
                break;
            }
            let step = self.newton(&value, &free)?;
            let mut length = 1.0;
            let climbed = loop {
                let mut trial = theta.clone();
                for (a, step) in free.iter().zip(&step) {
                    trial[*a] += length * step;
                }
                let there = self.value(&trial);
                if there.log_likelihood >= value.log_likelihood - 1e-10 * scale {
                    break Some((trial, there));
                }
                length /= 2.0;
                if length < 1e-8 {
                    break None;
                }
            };
            let Some((trial, there)) = climbed else { break };
            (theta, value) = (trial, there);
            steps += 1;
        }
        let mut standard_errors = vec![0.0; p];
        let inverse = self.factor(&value, &free)?.inverse();
        for (index, a) in free.iter().enumerate() {
            standard_errors[*a] = inverse[index * free.len() + index].sqrt();
        }
        Ok(Estimate { parameters: theta, standard_errors, value, steps, converged })
    }

    fn factor(&self, value: &Value, free: &[usize]) -> Result<Cholesky, ModelError> {
        let p = self.parameters();
        let mut matrix = Vec::with_capacity(free.len() * free.len());
        for a in free {
            matrix.extend(free.iter().map(|b| value.information[a * p + b]));
        }
        Cholesky::new(free.len(), &matrix).map_err(|_| ModelError::Singular(singular(&matrix, free)))
    }

    fn newton(&self, value: &Value, free: &[usize]) -> Result<Vec<f64>, ModelError> {
        let score: Vec<f64> = free.iter().map(|a| value.score[*a]).collect();
        Ok(self.factor(value, free)?.solve(&score))
    }

    /// The logarithm of events per option and unit of time: where the intercept starts.
    fn mean_rate(&self) -> f64 {
        let events: Vec<crate::Dependent> = self.events().map(|(_, event)| event).collect();
        let (start, end) = self.period(&events);
        let (senders, receivers) = self.data.size();
        let options = if self.law == Law::Rate { senders } else { senders * receivers };
        foedera_math::ln(events.len().max(1) as f64 / ((end - start).max(1e-9) * options as f64))
    }
}

/// The first parameter whose leading minor is not positive.
fn singular(matrix: &[f64], free: &[usize]) -> usize {
    let p = free.len();
    for size in 1..=p {
        let minor: Vec<f64> = (0..size).flat_map(|a| (0..size).map(move |b| matrix[a * p + b])).collect();
        if Cholesky::new(size, &minor).is_err() {
            return free[size - 1] + 1;
        }
    }
    free.last().map_or(0, |last| last + 1)
}

/// Bind a term to the data.
fn bind(data: &EventData, law: Law, term: &Term, sources: &mut Vec<Source>) -> Result<Effect, ModelError> {
    let kind = kind_of(&term.name).ok_or_else(|| ModelError::UnknownEffect(term.name.clone()))?;
    let argument = |key: &str, value: &str| ModelError::Argument {
        effect: term.name.clone(),
        argument: format!("{key} = {value}"),
    };
    let (mut window, mut weighted, mut ego) = (None, false, law == Law::Rate);
    for (key, value) in &term.options {
        match (key.as_str(), value.as_str()) {
            ("window", text) => window = Some(text.parse().map_err(|_| argument(key, value))?),
            ("weighted", "TRUE" | "T") => weighted = true,
            ("weighted", "FALSE" | "F") => {}
            ("type", "ego") => ego = true,
            ("type", "alter") => ego = false,
            _ => return Err(argument(key, value)),
        }
    }
    let mut effect =
        Effect { kind, name: term.name.clone(), sources: Vec::new(), attributes: Vec::new(), weighted, ego };
    for name in &term.of {
        let unknown = || ModelError::UnknownName { effect: term.name.clone(), name: name.clone() };
        if let Some((of, attribute)) = name.split_once('$') {
            let found = data.attributes.iter().position(|own| own.of == of && own.name.eq_ignore_ascii_case(attribute));
            effect.attributes.push(found.ok_or_else(unknown)?);
        } else {
            let network = data.networks.iter().position(|own| own.name == *name).ok_or_else(unknown)?;
            effect.sources.push(source(sources, Source { network, window }));
        }
    }
    let needs_network = !matches!(kind, Kind::Ego | Kind::Alter | Kind::Same | Kind::Diff | Kind::Sim | Kind::EgoAlter);
    if needs_network && effect.sources.is_empty() {
        effect.sources.push(source(sources, Source { network: data.default_network, window }));
    }
    let needs_value = !needs_network || matches!(kind, Kind::Tertius | Kind::TertiusDiff);
    if needs_value && effect.attributes.is_empty() {
        return Err(ModelError::UnknownName { effect: term.name.clone(), name: "an attribute".to_owned() });
    }
    let of_senders = matches!(kind, Kind::Ego | Kind::Indegree | Kind::Outdegree | Kind::NodeTrans | Kind::Tertius);
    if law == Law::Rate && !of_senders {
        return Err(ModelError::NotInLaw(term.name.clone()));
    }
    Ok(effect)
}

/// The place of a source, added if it is new.
fn source(sources: &mut Vec<Source>, wanted: Source) -> usize {
    sources.iter().position(|own| *own == wanted).unwrap_or_else(|| {
        sources.push(wanted);
        sources.len() - 1
    })
}

/// The statistics of all options as the state moves.
struct Tables<'a> {
    model: &'a Model<'a>,
    state: State<'a>,
    /// Option by option (senders in a law of rates, pairs otherwise), with the intercept. In a law of choice only the row
    /// of the sender at hand is up to date.
    joint: Vec<f64>,
    /// Options whose statistics have changed since the sums were settled, some of them twice.
    changed: Vec<usize>,
    /// Who was present when the sums were settled; `None` before that.
    settled: Option<[Vec<bool>; 2]>,
    /// Changes taken into the sums since they were taken anew.
    drift: usize,
    /// The values of single actors that stand in `joint`, for each effect that is made of them.
    actors: Vec<Vec<f64>>,
    /// One row of one effect.
    row: Vec<f64>,
    /// Statistics of the options at hand.
    options: Vec<f64>,
}

impl<'a> Tables<'a> {
    fn new(model: &'a Model<'a>) -> Self {
        let (senders, receivers) = model.data.size();
        let size = if model.law == Law::Rate { senders } else { senders * receivers };
        Self {
            model,
            state: State::new(model.data, &model.steps),
            joint: vec![1.0; size * model.parameters()],
            changed: Vec::new(),
            settled: None,
            drift: 0,
            actors: vec![Vec::new(); model.effects.len()],
            row: vec![0.0; receivers],
            options: Vec::new(),
        }
    }

    /// Bring the state to an instant, and the statistics with it.
    fn move_to(&mut self, time: f64) {
        self.state.advance(time);
        if self.model.law == Law::Choice {
            return;
        }
        for index in 0..self.model.effects.len() {
            if self.model.effects[index].is_dirty(&self.state) {
                self.renew(index, None);
            }
        }
        self.state.taken_in();
    }

    /// Compute an effect anew, for one sender or for all whom a change has touched.
    fn renew(&mut self, index: usize, sender: Option<usize>) {
        let effect = &self.model.effects[index];
        let (senders, receivers) = self.model.data.size();
        let actors = effect.of_actors(&self.state);
        if let (Some(actors), None) = (&actors, sender)
            && effect.kind != Kind::TertiusDiff
        {
            self.renew_actors(index, actors);
            return;
        }
        let rows = match sender {
            Some(sender) => vec![sender],
            None if actors.is_some() => (0..senders).collect(),
            None => effect.touched(&self.state).unwrap_or_else(|| (0..senders).collect()),
        };
        for i in rows {
            effect.of_row(&self.state, i, actors.as_deref(), &mut self.row);
            for j in 0..receivers {
                self.set(i * receivers + j, index, self.row[j]);
            }
        }
    }

    /// Spread new values of single actors over the options that have them; those that are as before cost nothing.
    fn renew_actors(&mut self, index: usize, actors: &[f64]) {
        let (senders, receivers) = self.model.data.size();
        let of_sender = self.model.effects[index].is_of_sender();
        for (actor, value) in actors.iter().enumerate() {
            if self.actors[index].get(actor) == Some(value) {
                continue;
            }
            match (self.model.law, of_sender) {
                (Law::Rate, _) => self.set(actor, index, *value),
                (_, true) => (0..receivers).for_each(|j| self.set(actor * receivers + j, index, *value)),
                (_, false) => (0..senders).for_each(|i| self.set(i * receivers + actor, index, *value)),
            }
        }
        self.actors[index].clear();
        self.actors[index].extend_from_slice(actors);
    }

    fn set(&mut self, option: usize, index: usize, value: f64) {
        let place = option * self.model.parameters() + usize::from(self.model.intercept) + index;
        if self.joint[place] != value {
            self.joint[place] = value;
            self.changed.push(option);
        }
    }

    fn present(&self, side: usize) -> impl Iterator<Item = usize> {
        self.state.present[side].iter().enumerate().filter(|(_, here)| **here).map(|(actor, _)| actor)
    }

    /// The statistics of a pair.
    fn pair(&self, i: usize, j: usize) -> &[f64] {
        let p = self.model.parameters();
        let option = i * self.model.data.size().1 + j;
        &self.joint[option * p..(option + 1) * p]
    }

    /// The number of options, present or not.
    fn size(&self) -> usize {
        self.joint.len() / self.model.parameters().max(1)
    }

    /// Bring the sums up to the statistics: by what has changed, or anew when somebody came or left.
    fn settle(&mut self, sums: &mut Sums) {
        let p = self.model.parameters();
        self.drift += self.changed.len();
        let same = self.settled.as_ref() == Some(&self.state.present);
        if same && self.drift < REBUILD * self.size() {
            for option in self.changed.drain(..) {
                sums.renew(option, &self.joint[option * p..(option + 1) * p]);
            }
            return;
        }
        self.changed.clear();
        self.drift = 0;
        sums.rebuild(&self.joint, &self.at_risk());
        self.settled = Some(self.state.present.clone());
    }

    /// All options of a law of rates or pairs whose actors are present.
    fn at_risk(&self) -> Vec<usize> {
        if self.model.law == Law::Rate {
            return self.present(0).collect();
        }
        let (columns, one_mode) = (self.model.data.size().1, self.state.is_one_mode());
        let receivers: Vec<usize> = self.present(1).collect();
        let pairs = self.present(0).flat_map(|i| receivers.iter().map(move |j| (i, *j)));
        pairs.filter(|(i, j)| !one_mode || i != j).map(|(i, j)| i * columns + j).collect()
    }

    /// The option that an event took in a law of rates or pairs; `None` if its actors were not present.
    fn option_of(&self, event: &crate::Dependent) -> Option<usize> {
        let [first, second] = &self.state.present;
        match self.model.law {
            Law::Rate => first[event.sender].then_some(event.sender),
            _ => {
                let both = first[event.sender] && second[event.receiver];
                both.then_some(event.sender * self.model.data.size().1 + event.receiver)
            }
        }
    }

    /// The receivers that a sender could choose, and which of them it chose; `None` if it chose none of them.
    fn gather(&mut self, event: &crate::Dependent, listed: Option<&Vec<usize>>) -> Option<usize> {
        for index in 0..self.model.effects.len() {
            self.renew(index, Some(event.sender));
        }
        self.changed.clear();
        let (p, columns) = (self.model.parameters(), self.model.data.size().1);
        let one_mode = self.state.is_one_mode();
        let (mut taken, mut count) = (None, 0);
        self.options.clear();
        for j in 0..columns {
            let can = self.state.present[1][j] && (!one_mode || j != event.sender);
            if can && listed.is_none_or(|listed| listed.contains(&j)) {
                if j == event.receiver {
                    taken = Some(count);
                }
                let option = event.sender * columns + j;
                self.options.extend_from_slice(&self.joint[option * p..(option + 1) * p]);
                count += 1;
            }
        }
        taken
    }
}
