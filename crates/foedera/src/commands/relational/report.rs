//! What a fit says: for people, for programs, and as a model file.

use std::fmt::Write as _;
use std::path::Path;

use foedera_diagnostic::fixed;
use foedera_process::relational::{Ascent, Draws, Estimate, EventData, Model};
use foedera_process::{NetworkEffect, NetworkFile, NetworkFit, NetworkModel, write_network_model};
use foedera_report::Style;
use serde::Serialize;

use super::Spec;
use crate::output;

/// Twice the log-likelihood that a 95 % interval may lose.
const DROP: f64 = 3.841_458_820_694_124;

#[derive(Serialize)]
pub(super) struct Answer {
    formula: String,
    events: usize,
    actors: usize,
    controls: Option<u32>,
    /// How many events are compared with options drawn at random, not with all: the log-likelihood is then the case-control one.
    sampled: usize,
    seed: u64,
    log_likelihood: f64,
    aic: f64,
    bic: f64,
    steps: u32,
    converged: bool,
    effects: Vec<Line>,
    /// Draws at which the sampler lost its way, of how many; a posterior that it cannot follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    divergences: Option<Divergences>,
    /// By rows; for the model file, not for programs that read the answer.
    #[serde(skip)]
    covariance: Vec<f64>,
    /// What the times are, what is missing, the reference of a factor.
    notes: Vec<String>,
    datasets: Vec<Dataset>,
}

#[derive(Serialize)]
struct Line {
    effect: String,
    estimate: f64,
    standard_error: f64,
    /// Absent of a fixed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    z: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    robust_error: Option<f64>,
    /// Lower and upper end; absent where the data bound it on one side only.
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<[Option<f64>; 2]>,
    /// The average marginal effect and its standard error; absent of what is no statistic.
    #[serde(skip_serializing_if = "Option::is_none")]
    marginal: Option<Marginal>,
    fixed: bool,
    separated: bool,
    /// Mean, standard deviation, 5 % and 95 % of draws from the posterior, and their R̂.
    #[serde(skip_serializing_if = "Option::is_none")]
    posterior: Option<[f64; 5]>,
}

/// An average marginal effect.
#[derive(Serialize)]
struct Marginal {
    effect: f64,
    standard_error: f64,
}

/// A file that was read.
#[derive(Serialize)]
pub(super) struct Dataset {
    /// What it is, as `network friends`.
    pub(super) what: String,
    pub(super) file: String,
    pub(super) sha256: String,
}

pub(super) fn answer(
    spec: &Spec,
    data: &EventData,
    model: &Model<'_>,
    estimate: &Estimate,
    ascent: Ascent<'_>,
    draws: Option<Draws>,
    (datasets, notes): (Vec<Dataset>, Vec<String>),
) -> Answer {
    let errors = estimate.standard_errors();
    let p = errors.len();
    let robust = spec.cluster.and_then(|_| estimate.robust(ascent));
    let marginal = if spec.marginal { estimate.marginal_effects(ascent) } else { None };
    let is_fixed = |index: usize| ascent.fixed.get(index).is_some_and(Option::is_some);
    let finite = |number: f64| number.is_finite().then_some(number);
    let line = |(index, effect): (usize, &String)| Line {
        effect: effect.clone(),
        estimate: estimate.parameters[index],
        standard_error: errors[index],
        z: (!is_fixed(index)).then(|| estimate.parameters[index] / errors[index]),
        robust_error: robust.as_ref().filter(|_| !is_fixed(index)).map(|robust| robust[index * p + index].sqrt()),
        profile: (spec.profile && !is_fixed(index)).then(|| {
            let (low, high) = estimate.profile(ascent, index, DROP);
            [finite(low), finite(high)]
        }),
        marginal: marginal.as_ref().filter(|_| !effect.starts_with('(') && !is_fixed(index)).map(|all| {
            let (effect, standard_error) = all[index];
            Marginal { effect, standard_error }
        }),
        fixed: is_fixed(index),
        separated: estimate.separated.contains(&index),
        posterior: draws.as_ref().and_then(|draws| draws.parameters[index]),
    };
    let free = (0..p).filter(|index| !is_fixed(*index)).count();
    let (aic, bic) = estimate.criteria(free, model.events());
    Answer {
        formula: spec.text.clone(),
        events: model.events(),
        actors: data.senders.labels.len(),
        controls: spec.controls,
        sampled: model.sampled(),
        seed: spec.seed,
        log_likelihood: estimate.value.log_likelihood,
        aic,
        bic,
        steps: estimate.steps,
        converged: estimate.converged,
        effects: model.names().iter().enumerate().map(line).collect(),
        divergences: draws.as_ref().map(|draws| Divergences { divergent: draws.divergences, draws: draws.count }),
        covariance: estimate.covariance.clone(),
        notes,
        datasets,
    }
}

/// Draws from a posterior at which the sampler lost its way, of how many.
#[derive(Serialize)]
struct Divergences {
    divergent: usize,
    draws: usize,
}

/// Effects on the first screen, above what is said of the whole fit.
const FIRST: usize = 12;

/// What a first screen does not tell.
pub(super) fn beside(answer: &Answer) -> String {
    match answer.effects.len().saturating_sub(FIRST) {
        0 => String::new(),
        more => format!("{more} more effects"),
    }
}

pub(super) fn table(answer: &Answer, style: Style) -> String {
    let robust = answer.effects.iter().any(|line| line.robust_error.is_some());
    let profile = answer.effects.iter().any(|line| line.profile.is_some());
    let drawn = answer.effects.iter().any(|line| line.posterior.is_some());
    let mut head = vec!["effect".to_owned(), "estimate".to_owned(), "s.e.".to_owned(), "z".to_owned()];
    head.extend(robust.then(|| "robust s.e.".to_owned()));
    head.extend(profile.then(|| "95 % profile".to_owned()));
    let marginal = answer.effects.iter().any(|line| line.marginal.is_some());
    if marginal {
        head.extend(["marginal".to_owned(), "s.e.".to_owned()]);
    }
    head.extend(drawn.then(|| "posterior (s.d.), 5 % to 95 %, R̂".to_owned()));
    let mut rows = vec![head];
    let told = if style.is_screen() { FIRST } else { usize::MAX };
    for line in answer.effects.iter().take(told) {
        let number = |number: f64| format!("{:>9}", fixed(number, 4));
        let mut row = vec![line.effect.clone(), number(line.estimate)];
        if line.fixed {
            row.push("fixed".to_owned());
        } else {
            row.push(number(line.standard_error));
            row.extend(line.z.map(number));
            row.extend(line.robust_error.map(number));
            if let Some([low, high]) = line.profile {
                let end = |end: Option<f64>| end.map_or("none".to_owned(), |end| fixed(end, 4));
                row.push(format!("{} to {}", end(low), end(high)));
            }
            if let Some(marginal) = &line.marginal {
                row.extend([number(marginal.effect), number(marginal.standard_error)]);
            } else if marginal {
                row.extend([String::new(), String::new()]);
            }
            if let Some([mean, deviation, low, high, ratio]) = line.posterior {
                let [mean, low, high] = [mean, low, high].map(|value| fixed(value, 4));
                row.push(format!("{mean} ({deviation:.4}), {low} to {high}, {ratio:.3}"));
            }
        }
        rows.push(row);
    }
    let mut text = format!(
        "{}\n{} events among {} actors\n\n{}\nlog-likelihood {:.4}, AIC {:.2}, BIC {:.2}; {} after {} steps\n",
        answer.formula,
        answer.events,
        answer.actors,
        output::aligned(&rows, style),
        answer.log_likelihood,
        answer.aic,
        answer.bic,
        if answer.converged { "converged" } else { "DID NOT CONVERGE" },
        answer.steps
    );
    if let Some(controls) = answer.controls {
        let (sampled, all, seed) = (answer.sampled, answer.events, answer.seed);
        let timed = answer.effects.first().is_some_and(|line| line.effect == "(intercept)");
        let more = if timed {
            "the log-likelihood is an estimate, in which the time of those drawn stands for that of all options"
        } else {
            "the log-likelihood is the case-control one, of the sampled comparison, not of all options"
        };
        match sampled {
            0 => writeln!(text, "no event has more than {controls} other options: all are compared, none is drawn"),
            _ => writeln!(
                text,
                "{sampled} of {all} events compared with {controls} options drawn at random (seed {seed}): {more}"
            ),
        }
        .expect("strings grow");
    }
    if let Some(Divergences { divergent, draws }) = &answer.divergences {
        writeln!(text, "{draws} draws from the posterior by NUTS (seed {}), {divergent} divergent", answer.seed)
            .expect("strings grow");
    }
    for note in &answer.notes {
        writeln!(text, "{note}").expect("strings grow");
    }
    for line in answer.effects.iter().filter(|line| line.separated) {
        let why = "its events are separated from all other options, and the likelihood rises for ever; give a --prior";
        writeln!(text, "SEPARATED: {}: {why}", line.effect).expect("strings grow");
    }
    text
}

/// The model file: the specification, then what came of it; each file of the data under the path that `place` gives it.
pub(super) fn toml(spec: &Spec, answer: &Answer, folder: &Path, place: &dyn Fn(&Path) -> String) -> String {
    let effect = |line: &Line| NetworkEffect {
        name: line.effect.clone(),
        estimate: line.estimate,
        standard_error: line.standard_error,
        robust_error: line.robust_error,
        profile: line.profile,
        convergence_ratio: None,
        fixed: line.fixed,
    };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let model = NetworkModel {
        definition: spec.text.clone(),
        actors: count(answer.actors),
        fit: NetworkFit::Events {
            events: count(answer.events),
            log_likelihood: answer.log_likelihood,
            criteria: (answer.aic, answer.bic),
            steps: answer.steps,
        },
        converged: answer.converged,
        effects: answer.effects.iter().map(effect).collect(),
        covariance: answer.covariance.clone(),
        files: answer.datasets.iter().map(|own| own.placed(place)).collect(),
    };
    write_network_model(&model, &spec.write(folder))
}

impl Dataset {
    /// The same under the path that `place` gives it.
    fn placed(&self, place: &dyn Fn(&Path) -> String) -> NetworkFile {
        let Self { what, file, sha256 } = self;
        NetworkFile { what: what.clone(), file: place(Path::new(file)), sha256: sha256.clone() }
    }
}
