//! Model files of networks: of dated events (a formula), and of waves (a stochastic actor-oriented model).
//!
//! Head, covariance, `[fit]`, `[[effect]]` are those of all model files. A model of events has its specification at the root, too, so that it
//! can be fitted again; who reads that is whoever fits it.

use std::fmt::{Result as Written, Write as _};

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};

use super::parts::{Head, ROOT, count, numbers, read_covariance, write_head};
use super::{MODEL_SCHEMA, OLDEST};

/// What a network has for data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkOutcome {
    /// Dated events.
    Events,
    /// Waves of ties.
    Waves,
}

impl NetworkOutcome {
    /// The name of its process in files and commands.
    pub fn process(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Waves => "panel",
        }
    }

    /// The name of its outcome in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Events => "events of a network",
            Self::Waves => "waves of a network",
        }
    }
}

/// An effect on a network with its estimate, on the effect's own scale.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NetworkEffect {
    /// Its name in the formula, or in tables.
    pub name: String,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error; NaN where the data bound it on one side only.
    pub standard_error: f64,
    /// The same if what is of one cluster depends on each other.
    pub robust_error: Option<f64>,
    /// Ends of its profile interval; `None` where there is no end.
    pub profile: Option<[Option<f64>; 2]>,
    /// Simulated less observed, in standard deviations; of waves.
    pub convergence_ratio: Option<f64>,
    /// Whether it was held at its value.
    pub fixed: bool,
}

/// A file that a model of a network was fitted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkFile {
    /// What it is, as `network friends`.
    pub what: String,
    /// Its path.
    pub file: String,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// How a fit of a network went.
#[derive(Debug, Clone, PartialEq)]
pub enum NetworkFit {
    /// Of events: their number, log-likelihood, the criteria of Akaike and Bayes, steps of the ascent.
    Events {
        /// Events.
        events: u32,
        /// Log-likelihood at the mode.
        log_likelihood: f64,
        /// Akaike's and the Bayesian information criterion.
        criteria: (f64, f64),
        /// Steps.
        steps: u32,
    },
    /// Of waves: their number, the largest convergence ratio, rounds, simulations, seed, and the rate of each period with its error.
    Waves {
        /// Waves.
        waves: u32,
        /// The largest convergence ratio of any combination of statistics.
        maximum_ratio: f64,
        /// How many times the later phases ran.
        rounds: u32,
        /// Simulations of the whole panel.
        simulations: u32,
        /// Seed of the simulations.
        seed: u64,
        /// Rates of the periods, each with its standard error.
        rates: Vec<(f64, f64)>,
    },
}

/// A fitted model of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkModel {
    /// The model around its formula, or the rule.
    pub definition: String,
    /// Actors.
    pub actors: u32,
    /// How the fit went.
    pub fit: NetworkFit,
    /// Whether it converged.
    pub converged: bool,
    /// The effects.
    pub effects: Vec<NetworkEffect>,
    /// Covariance of the estimates, by rows; empty if they have none.
    pub covariance: Vec<f64>,
    /// The files it was fitted on.
    pub files: Vec<NetworkFile>,
}

impl NetworkModel {
    /// What it is a model of.
    pub fn outcome(&self) -> NetworkOutcome {
        match self.fit {
            NetworkFit::Events { .. } => NetworkOutcome::Events,
            NetworkFit::Waves { .. } => NetworkOutcome::Waves,
        }
    }
}

/// The text of the model file of a network; `specification` is what stands at the root for a fit of the same again, or nothing.
pub fn write_network_model(model: &NetworkModel, specification: &str) -> String {
    let mut text = String::new();
    write_into(&mut text, model, specification).expect("writing to a string does not fail");
    text
}

fn number(number: f64) -> String {
    if number.is_finite() { format!("{number:?}") } else { "nan".to_owned() }
}

fn write_into(text: &mut String, model: &NetworkModel, specification: &str) -> Written {
    let outcome = model.outcome();
    let about = match outcome {
        NetworkOutcome::Events => {
            "# A fitted model of events. Made by `foedera fit`; it can be fitted again as a specification."
        }
        NetworkOutcome::Waves => "# A fitted model of waves. Made by `foedera fit --panel`; do not edit by hand.",
    };
    let head = Head { about, process: outcome.process(), outcome: outcome.name(), definition: &model.definition };
    let size = if model.covariance.is_empty() { 0 } else { model.effects.len() };
    write_head(text, head, &model.covariance, size)?;
    if !specification.is_empty() {
        writeln!(text, "\n{}", specification.trim_end())?;
    }
    writeln!(text, "\n[fit]\nactors = {}\nconverged = {}", model.actors, model.converged)?;
    match &model.fit {
        NetworkFit::Events { events, log_likelihood, criteria, steps } => {
            writeln!(text, "events = {events}\nlog_likelihood = {}", number(*log_likelihood))?;
            writeln!(text, "aic = {}\nbic = {}\nsteps = {steps}", number(criteria.0), number(criteria.1))?;
        }
        NetworkFit::Waves { waves, maximum_ratio, rounds, simulations, seed, rates } => {
            writeln!(text, "waves = {waves}\nmaximum_ratio = {}\nrounds = {rounds}", number(*maximum_ratio))?;
            writeln!(text, "simulations = {simulations}\nseed = {seed}")?;
            let list =
                |of: fn(&(f64, f64)) -> f64| rates.iter().map(|own| number(of(own))).collect::<Vec<_>>().join(", ");
            writeln!(text, "rates = [{}] # of each period", list(|own| own.0))?;
            writeln!(text, "rate_errors = [{}]", list(|own| own.1))?;
        }
    }
    model.effects.iter().try_for_each(|effect| write_effect(text, effect))?;
    for NetworkFile { what, file, sha256 } in &model.files {
        writeln!(text, "\n[[dataset]]\nwhat = {what:?}\nfile = {file:?}\nsha256 = {sha256:?}")?;
    }
    Ok(())
}

fn write_effect(text: &mut String, effect: &NetworkEffect) -> Written {
    writeln!(text, "\n[[effect]]\nname = {:?}\nestimate = {}", effect.name, number(effect.estimate))?;
    writeln!(text, "standard_error = {}", number(effect.standard_error))?;
    if let Some(robust) = effect.robust_error {
        writeln!(text, "robust_error = {}", number(robust))?;
    }
    if let Some([low, high]) = effect.profile {
        let end = |end: Option<f64>| end.map_or("nan".to_owned(), number);
        writeln!(text, "profile = [{}, {}]", end(low), end(high))?;
    }
    if let Some(ratio) = effect.convergence_ratio {
        writeln!(text, "convergence_ratio = {}", number(ratio))?;
    }
    if effect.fixed {
        writeln!(text, "fixed = true")?;
    }
    Ok(())
}

/// Read the model file of waves of a network.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read_wave_model(source: &Source) -> Result<NetworkModel, Problems> {
    read(source, |root| {
        root.schema_within([OLDEST, MODEL_SCHEMA], "the model")?;
        root.only(&ROOT);
        let process = root.string("process")?;
        if process.value != NetworkOutcome::Waves.process() {
            let message = format!("`{}` is not the process of a model of waves", process.value);
            root.report(Code::InvalidValue, process.span, message, "give the file that `foedera fit --panel` wrote");
            return None;
        }
        let fit = root.table("fit")?;
        fit.only(&[
            "actors",
            "converged",
            "waves",
            "maximum_ratio",
            "rounds",
            "simulations",
            "seed",
            "rates",
            "rate_errors",
        ]);
        let effects: Vec<NetworkEffect> = root.tables("effect").iter().map(read_effect).collect::<Option<_>>()?;
        let covariance = read_covariance(root, effects.len(), false)?;
        let rates = numbers(&fit, "rates", None)?;
        let errors = numbers(&fit, "rate_errors", Some(rates.len()))?;
        let seed = fit.integer("seed")?;
        let file = |table: &Table<'_>| {
            table.only(&["what", "file", "sha256"]);
            let text = |key: &str| table.string(key).map(|text| text.value);
            Some(NetworkFile { what: text("what")?, file: text("file")?, sha256: text("sha256")? })
        };
        Some(NetworkModel {
            definition: root.string("definition")?.value,
            actors: count(&fit, "actors")?,
            converged: fit.boolean("converged")?.value,
            fit: NetworkFit::Waves {
                waves: count(&fit, "waves")?,
                maximum_ratio: fit.number("maximum_ratio")?.value,
                rounds: count(&fit, "rounds")?,
                simulations: count(&fit, "simulations")?,
                seed: u64::try_from(seed.value).ok().or_else(|| {
                    fit.report(Code::InvalidValue, seed.span, "`seed` is below 0", "fit the model again");
                    None
                })?,
                rates: rates.into_iter().zip(errors).collect(),
            },
            effects,
            covariance,
            files: root.tables("dataset").iter().map(file).collect::<Option<_>>()?,
        })
    })
}

fn read_effect(table: &Table<'_>) -> Option<NetworkEffect> {
    table.only(&["name", "estimate", "standard_error", "convergence_ratio"]);
    Some(NetworkEffect {
        name: table.string("name")?.value,
        estimate: table.number("estimate")?.value,
        standard_error: table.number("standard_error")?.value,
        convergence_ratio: Some(table.number("convergence_ratio")?.value),
        ..NetworkEffect::default()
    })
}
