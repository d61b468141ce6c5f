//! The model file: TOML, readable as a card, complete as a model; one layout for all processes.
//!
//! A file has a head (schema, process, definition, version), the covariance, `[fit]` (what it was fitted on), `[[dataset]]`,
//! `[[effect]]`, the sections of its outcome (a hazard's recalibration, blocks and frailty; an ordered response's thresholds and groups) and
//! `[[score]]`. Schema 1 is still read.

mod era;
mod event;
mod hazard;
mod network;
mod parts;
mod rates;
mod response;
mod scores;

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};

pub use event::{read_event_model, write_event_model};
pub use hazard::{read_model, write_model};
pub use network::{
    NetworkEffect, NetworkFile, NetworkFit, NetworkModel, NetworkOutcome, read_wave_model, write_network_model,
};
pub use rates::{read_levels, read_rates, write_levels, write_rates};
pub use response::{choices_text, read_answer_model, write_answer_model};

use crate::event::EventModel;
use crate::response::AnswerModel;
use crate::{Model, Outcome, Process};

/// Version of the model file's layout; files of schema 1 are read, too.
pub const MODEL_SCHEMA: i64 = 2;
/// The oldest that is read.
const OLDEST: i64 = 1;

/// A fitted model of a process, by its outcome.
#[derive(Debug, Clone, PartialEq)]
pub enum Fitted {
    /// A hazard: *leave*, *ends*, *replaced*.
    Hazard(Box<Model>),
    /// An ordered response: *answers*.
    Ordered(Box<AnswerModel>),
    /// An event of each case, or of each year: *joins*, *honours*, *dispute*, *coup*, *conflict*.
    Event(Box<EventModel>),
}

impl Fitted {
    /// The process.
    pub fn process(&self) -> Process {
        match self {
            Self::Hazard(model) => model.kind.process(),
            Self::Ordered(_) => Process::ANSWERS,
            Self::Event(model) => model.process,
        }
    }

    /// How many effects it has.
    pub fn effects(&self) -> usize {
        match self {
            Self::Hazard(model) => model.effects.len(),
            Self::Ordered(model) => model.effects.len(),
            Self::Event(model) => model.effects.len(),
        }
    }
}

/// Read the model file of any process of the list.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read_fitted(source: &Source) -> Result<Fitted, Problems> {
    match process_of(source)?.outcome() {
        Outcome::Hazard(_) => read_model(source).map(Box::new).map(Fitted::Hazard),
        Outcome::Ordered => read_answer_model(source).map(Box::new).map(Fitted::Ordered),
        Outcome::Event => read_event_model(source).map(Box::new).map(Fitted::Event),
        Outcome::Stated => unreachable!("a process of the list is fitted"),
    }
}

/// The process of the list that a model file says it is of; nothing else of it is read.
///
/// # Errors
/// A file that is no TOML, or names no process of the list.
pub fn process_of(source: &Source) -> Result<Process, Problems> {
    read(source, process)
}

/// The process that a file names.
fn process(root: &Table<'_>) -> Option<Process> {
    Some(root.parsed::<Process>("process", "give a file that `foedera fit` wrote")?.value)
}

/// The schema of a file, and that it is of a process whose outcome is `wanted`.
fn head(root: &Table<'_>, wanted: &str) -> Option<(i64, Process)> {
    root.schema_within([OLDEST, MODEL_SCHEMA], "the model")?;
    let schema = root.integer("schema")?.value;
    let named = root.parsed::<Process>("process", "give a file that `foedera fit` wrote")?;
    if named.value.outcome().name() != wanted {
        let message = format!("`{}` is not the process of a model of {wanted}", named.value.name());
        root.report(Code::InvalidValue, named.span, message, "give each process its own file");
        return None;
    }
    if let Some(outcome) = root.string_or_none("outcome").filter(|outcome| outcome.value != wanted) {
        let message = format!("the outcome of `{}` is `{wanted}`, not `{}`", named.value.name(), outcome.value);
        root.report(Code::Inconsistent, outcome.span, message, "fit the model again");
        return None;
    }
    Some((schema, named.value))
}
