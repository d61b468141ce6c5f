//! `foedera diagnose MODEL.toml` of a model of a formula: it is fitted again, and histories are drawn from it.

use foedera_diagnostic::document::read;
use foedera_diagnostic::{ExitCode, Problems, Source, fixed, signed};
use foedera_process::relational::{
    Clusters, Estimate, EventData, Fit, Model, ModelKind, Prior, Simulation, compare, describe, simulate,
};
use foedera_report::Style;
use rayon::prelude::*;
use serde::Serialize;

use super::data::Loaded;
use super::report::Dataset;
use super::{Spec, data, held, wrong_model};
use crate::args::DiagnoseArgs;
use crate::output;

/// Events and clusters that are named.
const NAMED: usize = 5;
/// Above this an effect is said by the others nearly as well.
const INFLATED: f64 = 10.0;

#[derive(Serialize)]
struct Diagnosis {
    formula: String,
    /// Files that are not as they were when the model was fitted.
    changed_files: Vec<String>,
    /// The largest difference from the estimates in the model, in standard errors.
    moved: Option<f64>,
    converged: bool,
    steps: u32,
    effects: Vec<Effect>,
    /// Events that were least likely: their number, who, and the logarithm of their probability.
    surprising: Vec<Surprise>,
    /// The mean of those logarithms, if the model has one for each event.
    mean_log_probability: Option<f64>,
    fit: Vec<Line>,
    simulated: u32,
    seed: u64,
    /// What was decided about the files, as the fit says it.
    notes: Vec<String>,
    not_simulated: Option<String>,
}

#[derive(Serialize)]
struct Effect {
    effect: String,
    estimate: f64,
    standard_error: f64,
    /// Slope of the log-posterior at the estimate, in standard errors.
    slope: f64,
    /// Variance inflation: how many times the other effects blow up the variance.
    inflation: f64,
    separated: bool,
    /// Twice the log-likelihood that is lost without it, and the probability of as much by chance; absent for what is no effect.
    likelihood_ratio: Option<Ratio>,
    /// Who moves it most if left out, and by how many standard errors.
    influential: Option<Influence>,
}

/// A likelihood ratio test.
#[derive(Serialize)]
struct Ratio {
    statistic: f64,
    p: f64,
}

/// Who moves an estimate, and by how many of its standard errors.
#[derive(Serialize)]
struct Influence {
    who: String,
    standard_errors: f64,
}

#[derive(Serialize)]
struct Surprise {
    event: usize,
    what: String,
    log_probability: f64,
}

#[derive(Serialize)]
struct Line {
    number: &'static str,
    observed: f64,
    mean: f64,
    low: f64,
    high: f64,
    p: f64,
}

pub(crate) fn run(args: &DiagnoseArgs, source: &Source, histories: u32) -> Result<ExitCode, Problems> {
    let mut spec = Spec::read(source, None)?;
    let stored = stored(source)?;
    let Loaded { data, formula, files, notes } = data::load(&spec)?;
    spec.formula = formula;
    let mut options = spec.options();
    // Who moves an effect most is asked of every fit.
    if options.clusters == Clusters::None {
        options.clusters = match (spec.formula.intercept, spec.law == ModelKind::Rem && data.is_undirected()) {
            (false, _) => Clusters::Event,
            (true, false) => Clusters::Sender,
            // Waiting of pairs without a sender has nobody who could be left out.
            (true, true) => Clusters::None,
        };
    }
    let model = Model::with(&data, spec.law, &spec.formula, options).map_err(|error| wrong_model(&error, &data))?;
    let (priors, fixed) = held(&spec, &model)?;
    let estimate = model.fit_with(&priors, &fixed).map_err(|error| wrong_model(&error, &data))?;
    let errors = estimate.standard_errors();
    let moved = stored
        .estimates
        .iter()
        .zip(&estimate.parameters)
        .zip(&errors)
        .map(|((old, new), error)| if *error > 0.0 { (old - new).abs() / error } else { 0.0 });
    let same = stored.estimates.len() == errors.len();
    let (fit, not_simulated) = goodness((histories, args.seed), &spec, &data, &estimate)?;
    let (surprising, mean_log_probability) = surprises(&data, &spec, &model, &estimate);
    let diagnosis = Diagnosis {
        formula: spec.text.clone(),
        changed_files: changed(&files, &stored),
        moved: same.then(|| moved.fold(0.0, f64::max)),
        converged: estimate.converged,
        steps: estimate.steps,
        effects: effects(&data, options.clusters, &model, &estimate, (&priors, &fixed)),
        surprising,
        mean_log_probability,
        fit,
        simulated: histories,
        seed: args.seed,
        notes,
        not_simulated,
    };
    output::answer(
        &args.print,
        output::Answered { command: "diagnose", table: "effects" },
        &diagnosis,
        |style: Style| {
            let more = diagnosis.effects.len().saturating_sub(FIRST);
            let more = if more > 0 { format!("{more} more effects") } else { String::new() };
            output::clean_beside(&text(&diagnosis, style), &more, style)
        },
    )?;
    let sound = diagnosis.converged && diagnosis.effects.iter().all(|effect| !effect.separated);
    Ok(if sound { ExitCode::Success } else { ExitCode::NegativeFinding })
}

/// What the model file says of its fit.
struct Stored {
    estimates: Vec<f64>,
    /// What, and its SHA-256.
    files: Vec<(String, String)>,
}

fn stored(source: &Source) -> Result<Stored, Problems> {
    read(source, |table| {
        let estimate = |effect: &foedera_diagnostic::document::Table<'_>| Some(effect.number("estimate")?.value);
        let file = |dataset: &foedera_diagnostic::document::Table<'_>| {
            Some((dataset.string("what")?.value, dataset.string("sha256")?.value))
        };
        Some(Stored {
            estimates: table.tables("effect").iter().map(estimate).collect::<Option<_>>()?,
            files: table.tables("dataset").iter().map(file).collect::<Option<_>>()?,
        })
    })
}

/// The files that are not as they were.
fn changed(files: &[Dataset], stored: &Stored) -> Vec<String> {
    let is_other = |file: &&Dataset| stored.files.iter().any(|(own, old)| *own == file.what && *old != file.sha256);
    files.iter().filter(is_other).map(|file| format!("{} ({})", file.what, file.file)).collect()
}

/// Each effect with its slope, inflation and who moves it most.
fn effects(
    data: &EventData,
    clusters: Clusters,
    model: &Model<'_>,
    estimate: &Estimate,
    (priors, fixed): (&[Prior], &[Option<f64>]),
) -> Vec<Effect> {
    let (errors, p) = (estimate.standard_errors(), estimate.parameters.len());
    let influence = if clusters == Clusters::None { Vec::new() } else { estimate.influence(model.ascent(&[], &[])) };
    let who = |cluster: u32| match clusters {
        Clusters::Sender => data.senders.labels.get(cluster as usize).cloned(),
        Clusters::Receiver => data.receivers.as_ref().unwrap_or(&data.senders).labels.get(cluster as usize).cloned(),
        Clusters::None | Clusters::Event => None,
    };
    let prior = |index: usize| priors.get(index).copied().unwrap_or_default().log_density(estimate.parameters[index]).1;
    let effect = |(index, name): (usize, &String)| {
        let most = influence.iter().max_by(|a, b| a.1[index].abs().total_cmp(&b.1[index].abs()));
        let named = |cluster: u32| who(cluster).unwrap_or_else(|| format!("event {}", cluster + 1));
        Effect {
            effect: name.clone(),
            estimate: estimate.parameters[index],
            standard_error: errors[index],
            slope: (estimate.value.score[index] + prior(index)) * errors[index],
            inflation: estimate.value.information[index * p + index]
                * estimate.covariance.get(index * p + index).copied().unwrap_or(f64::NAN),
            separated: estimate.separated.contains(&index),
            likelihood_ratio: (!name.starts_with('(') && fixed[index].is_none()).then(|| {
                let test = estimate.likelihood_ratio(model.ascent(priors, fixed), &[index]);
                Ratio { statistic: test.statistic, p: test.p }
            }),
            influential: most.map(|(cluster, by)| Influence { who: named(*cluster), standard_errors: by[index] }),
        }
    };
    model.names().iter().enumerate().map(effect).collect()
}

/// The events that were least likely, and the mean of all.
fn surprises(data: &EventData, spec: &Spec, model: &Model<'_>, estimate: &Estimate) -> (Vec<Surprise>, Option<f64>) {
    let terms = model.likelihood().terms(&estimate.parameters);
    if terms.is_empty() {
        return (Vec::new(), None);
    }
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_by(|a, b| terms[*a].total_cmp(&terms[*b]));
    let places: Vec<usize> = match spec.law {
        ModelKind::Sets => data.counted_sets().map(|(place, _)| place).collect(),
        _ => data.counted_events().map(|(place, _)| place).collect(),
    };
    let labels = &data.senders.labels;
    let second = &data.receivers.as_ref().unwrap_or(&data.senders).labels;
    let what = |event: usize| match spec.law {
        ModelKind::Sets => {
            let members: Vec<&str> =
                data.sets[event].members.iter().map(|own| labels[*own as usize].as_str()).collect();
            members.join(", ")
        }
        _ if data.is_undirected() => {
            let (one, other) = (data.dependent[event].sender, data.dependent[event].receiver);
            format!("{} and {}", labels[one.min(other)], labels[one.max(other)])
        }
        _ => format!("{} to {}", labels[data.dependent[event].sender], second[data.dependent[event].receiver]),
    };
    let surprise = |event: &usize| {
        let place = places[*event];
        Surprise { event: place + 1, what: what(place), log_probability: terms[*event] }
    };
    let named = order.iter().take(NAMED).map(surprise).collect();
    (named, Some(terms.iter().sum::<f64>() / terms.len() as f64))
}

/// The observed history among histories drawn from the estimate.
fn goodness(
    (histories, seed): (u32, u64),
    spec: &Spec,
    data: &EventData,
    estimate: &Estimate,
) -> Result<(Vec<Line>, Option<String>), Problems> {
    let nothing = |why: &str| Ok((Vec::new(), Some(why.to_owned())));
    if histories == 0 {
        return nothing("--simulate 0");
    }
    if matches!(spec.law, ModelKind::Sets | ModelKind::Response) {
        return nothing("events of sets and answers are not simulated yet");
    }
    if spec.frailty.is_some() {
        return nothing("with a frailty, histories would need one drawn for each cluster; this is not done yet");
    }
    let times = || data.dependent.iter().map(|event| event.time);
    let wanted = Simulation {
        start: data.start.unwrap_or_else(|| times().fold(f64::INFINITY, f64::min)),
        end: data.end.unwrap_or_else(|| times().fold(f64::NEG_INFINITY, f64::max)),
        // A model that runs away is stopped.
        events: 10 * data.dependent.len() + 100,
        network: data.default_network,
        seed,
        future: 0,
    };
    let directed = !data.is_undirected();
    let draw = |future: u32| {
        simulate(data, spec.law, &spec.formula, &estimate.parameters, Simulation { future, ..wanted })
            .map(|events| describe(&events, directed))
    };
    let drawn: Result<Vec<_>, _> = (0..histories).into_par_iter().map(draw).collect();
    let drawn = match drawn {
        Ok(drawn) => drawn,
        Err(error) => return nothing(&error.to_string()),
    };
    let line = |fit: Fit| Line {
        number: fit.number,
        observed: fit.observed,
        mean: fit.mean,
        low: fit.range.0,
        high: fit.range.1,
        p: fit.p,
    };
    Ok((compare(&describe(&data.dependent, directed), &drawn).into_iter().map(line).collect(), None))
}

/// Effects, and events that the model expected least, on the first screen.
const FIRST: usize = 8;
const SURPRISING: usize = 2;

fn text(diagnosis: &Diagnosis, style: Style) -> String {
    let mut text = format!("{}\n", diagnosis.formula);
    let mut say = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    let state = if diagnosis.converged { "converged" } else { "DID NOT CONVERGE" };
    say(format!("{state} after {} steps", diagnosis.steps));
    for note in &diagnosis.notes {
        say(note.clone());
    }
    for file in &diagnosis.changed_files {
        say(format!("CHANGED: {file} is not the file that was fitted"));
    }
    if let Some(moved) = diagnosis.moved {
        say(format!("fitted again: estimates moved by at most {moved:.1e} standard errors"));
    }
    let head = ["effect", "estimate", "s.e.", "LR", "p", "slope", "inflation", "moved most by", "(in s.e.)"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let first = |most: usize| if style.is_screen() { most } else { usize::MAX };
    for effect in diagnosis.effects.iter().take(first(FIRST)) {
        let most = effect.influential.as_ref();
        let (who, by) = most.map_or(("nobody", 0.0), |most| (most.who.as_str(), most.standard_errors));
        rows.push(vec![
            effect.effect.clone(),
            format!("{:>9}", fixed(effect.estimate, 4)),
            format!("{:>8.4}", effect.standard_error),
            effect.likelihood_ratio.as_ref().map_or(String::new(), |test| fixed(test.statistic, 1)),
            effect.likelihood_ratio.as_ref().map_or(String::new(), |test| format!("{:.3}", test.p)),
            format!("{:>8.0e}", effect.slope),
            format!("{:>7.2}", effect.inflation),
            who.to_owned(),
            signed(by, 2),
        ]);
    }
    say(format!("\n{}", output::aligned(&rows, style)));
    for effect in diagnosis.effects.iter().filter(|effect| effect.inflation > INFLATED) {
        let name = &effect.effect;
        say(format!("COLLINEAR: {name}: the other effects make its variance {:.0} times as large", effect.inflation));
    }
    for effect in diagnosis.effects.iter().filter(|effect| effect.separated) {
        say(format!("SEPARATED: {}: the likelihood rises for ever along it; give a --prior", effect.effect));
    }
    if let Some(mean) = diagnosis.mean_log_probability {
        say(format!("mean log-probability of an event {}; least likely:", fixed(mean, 3)));
        for event in diagnosis.surprising.iter().take(first(SURPRISING)) {
            say(format!("  event {}: {} ({})", event.event, event.what, fixed(event.log_probability, 2)));
        }
    }
    if let Some(why) = &diagnosis.not_simulated {
        say(format!("no histories drawn: {why}"));
        return text;
    }
    say(format!("\n{} histories drawn from the estimate (seed {}):", diagnosis.simulated, diagnosis.seed));
    let mut rows = vec![["", "observed", "mean", "90 % of histories", "p"].map(str::to_owned).to_vec()];
    for fit in &diagnosis.fit {
        rows.push(vec![
            fit.number.to_owned(),
            fixed(fit.observed, 3),
            fixed(fit.mean, 3),
            format!("{} to {}", fixed(fit.low, 3), fixed(fit.high, 3)),
            format!("{:.2}", fit.p),
        ]);
    }
    say(output::aligned(&rows, style).trim_end().to_owned());
    text
}
