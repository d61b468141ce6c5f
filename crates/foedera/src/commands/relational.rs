//! `foedera fit --formula`: laws of events in any dated network.

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_relational::{Change, Estimate, EventData, Formula, Law, Model, ModelError, Network};
use foedera_sources::read_file;
use foedera_sources::relational::{read_actors, read_events, read_network};
use serde::Serialize;

use crate::args::{FitArgs, Format};
use crate::output;

/// Version of the JSON layout.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Answer {
    schema: u32,
    version: &'static str,
    formula: String,
    events: usize,
    actors: usize,
    events_sha256: String,
    log_likelihood: f64,
    aic: f64,
    steps: u32,
    converged: bool,
    effects: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    effect: String,
    estimate: f64,
    standard_error: f64,
    z: f64,
}

pub(super) fn run(args: &FitArgs, text: &str) -> Result<ExitCode, Problems> {
    let (law, formula) = law_and_formula(text)?;
    let (Some(events), Some(actors)) = (&args.events, &args.actors) else {
        return Err(usage("a formula needs --events and --actors".to_owned(), "see `foedera fit --help`"));
    };
    let (senders, attributes) = read_actors(&read_file(actors)?, "actors")?;
    let file = read_file(events)?;
    let dependent = read_events(&file, &senders)?;
    let both_ways = |name: &str| args.undirected.iter().any(|own| own == name);
    let changes = dependent.iter().map(|event| Change {
        time: event.time,
        from: event.sender,
        to: event.receiver,
        value: 1.0,
        replace: false,
    });
    // The events make up the network that effects mean when they name none.
    let own = Network {
        name: formula.response.clone(),
        directed: !both_ways(&formula.response) && law != Law::Coordination,
        changes: changes.collect(),
        ..Network::default()
    };
    let mut networks = vec![own];
    for given in &args.network {
        let Some((name, path)) = given.split_once('=') else {
            return Err(usage(format!("`{given}` names no file"), "write --network NAME=FILE"));
        };
        networks.push(read_network(&read_file(path.as_ref())?, name, !both_ways(name), &senders)?);
    }
    let data = EventData { senders, networks, attributes, dependent, ..EventData::default() };
    let model = Model::new(&data, law, &formula).map_err(|error| wrong_model(&error))?;
    let estimate = model.fit(&[]).map_err(|error| wrong_model(&error))?;
    let answer = answer(text, &data, &model, &estimate, file.sha256());
    if let Some(path) = &args.output {
        output::write_file(path, output::json(&answer))?;
    }
    let shown = match args.format {
        Format::Json => output::json(&answer),
        Format::Text => table(&answer),
    };
    output::print(&shown)?;
    Ok(if estimate.converged { ExitCode::Success } else { ExitCode::NegativeFinding })
}

fn usage(message: String, remedy: &str) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into()
}

/// `choice(calls ~ inertia)`: the law around the formula.
fn law_and_formula(text: &str) -> Result<(Law, Formula), Problems> {
    let remedy = "write LAW(events ~ effect + effect) with the law choice, rate, rem or coordination";
    let wrong = || usage(format!("`{text}` names no law"), remedy);
    let (law, rest) = text.trim().split_once('(').ok_or_else(wrong)?;
    let law = match law.trim() {
        "choice" => Law::Choice,
        "rate" => Law::Rate,
        "rem" => Law::Rem,
        "coordination" => Law::Coordination,
        _ => return Err(wrong()),
    };
    let formula = rest.strip_suffix(')').ok_or_else(wrong)?;
    let formula = formula.parse().map_err(|error| usage(format!("{error}"), remedy))?;
    Ok((law, formula))
}

fn wrong_model(error: &ModelError) -> Problems {
    let (code, remedy) = match error {
        ModelError::Singular(_) => (Code::Estimation, "leave one of them out, or look whether it ever varies"),
        ModelError::UnknownEffect(_) => (Code::UnknownName, "`foedera effects` lists the effects"),
        ModelError::UnknownName { .. } => {
            (Code::UnknownName, "name a network of --network, or a column of the actors as actors$COLUMN")
        }
        ModelError::Argument { .. } => (Code::Usage, "`foedera effects NAME` lists the arguments of an effect"),
        ModelError::Wants { .. } | ModelError::Sides { .. } => {
            (Code::Usage, "`foedera effects NAME` says what an effect is of")
        }
        ModelError::Data(_) => (Code::Inconsistent, "add what is missing, or choose another law"),
        ModelError::NoOption(_) => (Code::Inconsistent, "mend the event, or the presence of its actors"),
        ModelError::NotInLaw(_) => (Code::Usage, "choose an effect that differs between the options of the law"),
    };
    Diagnostic::new(code, Place::CommandLine, error.to_string(), remedy).into()
}

fn answer(text: &str, data: &EventData, model: &Model<'_>, estimate: &Estimate, events_sha256: String) -> Answer {
    let errors = estimate.standard_errors();
    let effects = model.names().iter().enumerate().map(|(index, effect)| {
        let (value, error) = (estimate.parameters[index], errors[index]);
        Line { effect: effect.clone(), estimate: value, standard_error: error, z: value / error }
    });
    let log_likelihood = estimate.value.log_likelihood;
    Answer {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        formula: text.to_owned(),
        events: data.dependent.len(),
        actors: data.senders.labels.len(),
        events_sha256,
        log_likelihood,
        aic: 2.0 * estimate.parameters.len() as f64 - 2.0 * log_likelihood,
        steps: estimate.steps,
        converged: estimate.converged,
        effects: effects.collect(),
    }
}

fn table(answer: &Answer) -> String {
    let mut rows = vec![["effect", "estimate", "s.e.", "z"].map(str::to_owned).to_vec()];
    for line in &answer.effects {
        let numbers = [line.estimate, line.standard_error, line.z].map(|number| format!("{number:>9.4}"));
        rows.push(std::iter::once(line.effect.clone()).chain(numbers).collect());
    }
    let ending = if answer.converged { "converged" } else { "DID NOT CONVERGE" };
    format!(
        "{}\n{} events among {} actors\n\n{}\nlog-likelihood {:.4}, AIC {:.2}; {ending} after {} steps\n",
        answer.formula,
        answer.events,
        answer.actors,
        output::aligned(&rows),
        answer.log_likelihood,
        answer.aic,
        answer.steps
    )
}
