//! Fitting accessions, pacts and agreements on the history and tables of a world file.

use foedera_process::event::{Candidate, EventFit, EventForecast, EventModel, Held};
use foedera_process::{Effect, Process, What};
use foedera_store::WorldFile;

use super::counts::counts;
use super::past::Past;
use super::sample::{Sample, cases, effects};
use crate::conflict::{ConflictError, ORIGINS, Past as Conflicts, files_read};

/// Prior deviations that candidates are tried with.
const DEVIATIONS: [f64; 4] = [0.07, 0.15, 0.3, 1.0];
/// One in how many pairs of states without an event fits see.
const EVERY: u32 = 5;

/// A fitted model with the cases and what was forecast of those held out.
pub type Fitted = (EventModel, Sample, Vec<EventForecast>);

/// The candidates of a process: the plain rate, the few effects that the literature names first, and all.
pub fn candidates(process: Process) -> Vec<Candidate> {
    let all = effects(process);
    let few = match process.what {
        What::Open => Effect::OPENINGS_PLAIN,
        What::Enter => Effect::ENTRIES_PLAIN,
        _ => Effect::PACTS_PLAIN,
    };
    Candidate::all(&[&all[..few], &all], &DEVIATIONS)
}

/// The origins of a process: those before the scored ones serve the choice alone.
pub fn horizon(process: Process) -> Held {
    match process.what {
        What::Agree => Held::Origins { first: 1984, scored: 1990, step: 3 },
        _ => ORIGINS,
    }
}

/// One in how many cases without an event fits of a process see.
pub fn thinned(process: Process) -> u32 {
    if matches!(process.what, What::Pact | What::Agree) { EVERY } else { 1 }
}

/// The years of a process: from the first whose past the data know, to the last of its events.
pub fn years(process: Process, past: &Past, (from, until): (Option<i16>, Option<i16>)) -> (i16, i16) {
    let (first, last) = match process.what {
        What::Agree => (1980, past.last.1),
        _ => (1946, past.last.0),
    };
    (from.unwrap_or(first), until.map_or(last, |until| until.min(last)))
}

/// Fit a process to the cases of a window of years and score it at origins every three years.
///
/// # Errors
/// [`ConflictError`].
pub fn fit(
    world: &WorldFile,
    process: Process,
    window: (Option<i16>, Option<i16>),
    candidate: Option<&str>,
) -> Result<Fitted, ConflictError> {
    let conflicts = Conflicts::of(world).map_err(ConflictError::World)?;
    let history = world.history().map_err(ConflictError::World)?;
    let past = Past::of(world, &history).map_err(ConflictError::World)?;
    let window = years(process, &past, window);
    let sample = cases(world, (&conflicts, &past), process, window).map_err(ConflictError::World)?;
    let key = |state: foedera_world::StateId| world.roster().state(state).key.clone();
    let name = |row: usize| sample.words(row, key);
    let candidates = &candidates(process);
    let (held, every) = (horizon(process), thinned(process));
    let fit = EventFit { candidates, held, candidate, in_time: true, every, weighs_level: true, name: &name };
    let (mut model, forecasts) = fit.run(&sample.rows).map_err(ConflictError::NoFit)?;
    model.counts = counts(process, &past, &sample, window);
    model.card.window = (format!("{}-01-01", window.0), format!("{}-12-31", window.1));
    model.card.datasets = files_read(world, &TABLES);
    Ok((model, sample, forecasts))
}

/// The tables that the samples read.
const TABLES: [&str; 12] = [
    "atop_member",
    "defense_cooperation",
    "mid_participant",
    "coup",
    "ucdp_party",
    "capability",
    "democracy",
    "gdp_population",
    "ideal_point",
    "contiguity",
    "capital",
    "major_power",
];
