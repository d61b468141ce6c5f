//! Fitting disputes, coups and armed conflicts on the tables of a world file.

use foedera_diagnostic::Problems;
use foedera_process::event::{Candidate, Case, Cases, EventFit, EventForecast, EventModel, Held, NoFit};
use foedera_process::{Effect, Process, What};
use foedera_store::WorldFile;

use super::counts::counts;
use super::past::Past;
use super::sample::{Sample, YearCase, cases, effects};

/// Prior deviations that candidates are tried with.
const DEVIATIONS: [f64; 3] = [0.1, 0.3, 1.0];
/// Origins every three years; those before 1965 serve the choice alone.
pub(crate) const ORIGINS: Held = Held::Origins { first: 1959, scored: 1965, step: 3 };

/// Why a process was not fitted.
#[derive(Debug)]
pub enum ConflictError {
    /// The world file cannot be read, or lacks a table.
    World(Problems),
    /// No event, or no such candidate.
    NoFit(NoFit),
}

/// A fitted model with the cases and what was forecast of those held out.
pub type FittedConflict = (EventModel, Vec<YearCase>, Vec<EventForecast>);

/// The candidates of a process: the plain rate, the few effects that the literature names first, and all.
pub fn candidates(process: Process) -> Vec<Candidate> {
    let all = effects(process);
    let few = if process.what == What::Dispute { Effect::DISPUTES_PLAIN } else { Effect::UNREST_PLAIN };
    Candidate::all(&[&all[..few], &all], &DEVIATIONS)
}

/// Cases as rows of the process. Rows of one dyad, either way round, or of one state are a group.
pub fn rows(process: Process, cases: &[YearCase]) -> Cases {
    let group = |case: &YearCase| {
        let first = u32::from(case.first.1);
        let second = case.second.map_or(first, |second| second.1.into());
        first.min(second) * 1000 + first.max(second)
    };
    let row = |case: &YearCase| Case { year: Some(case.year), group: group(case), happened: case.happened };
    let values = |case: &YearCase| {
        std::iter::once(1.0).chain(case.values.iter().map(|value| value.unwrap_or(f64::NAN))).collect::<Vec<f64>>()
    };
    Cases {
        process,
        effects: std::iter::once(Effect::INTERCEPT).chain(effects(process)).collect(),
        rows: cases.iter().map(row).collect(),
        values: cases.iter().flat_map(values).collect(),
        share: 1.0,
    }
}

/// The years of a process: from the first whose past the data know, to the last of its events.
pub fn years(process: Process, past: &Past, (from, until): (Option<i16>, Option<i16>)) -> (i16, i16) {
    let (first, last) = match process.what {
        What::Dispute => (1946, past.last[0]),
        What::Coup => (1951, past.last[1]),
        _ => (1949, past.last[2]),
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
) -> Result<FittedConflict, ConflictError> {
    let past = Past::of(world).map_err(ConflictError::World)?;
    let window = years(process, &past, window);
    let Sample { cases, pairs } = cases(world, &past, process, window).map_err(ConflictError::World)?;
    let name = |row: usize| named(world, &cases[row]);
    let candidates = &candidates(process);
    let fit =
        EventFit { candidates, held: ORIGINS, candidate, in_time: true, every: 1, weighs_level: false, name: &name };
    let (mut model, forecasts) = fit.run(&rows(process, &cases)).map_err(ConflictError::NoFit)?;
    model.counts = counts(process, &past, &cases, &pairs);
    model.card.window = (format!("{}-01-01", window.0), format!("{}-12-31", window.1));
    model.card.datasets = super::files_read(world, &TABLES);
    Ok((model, cases, forecasts))
}

/// The tables that the samples read.
const TABLES: [&str; 11] = [
    "mid_participant",
    "coup",
    "ucdp_party",
    "atop_member",
    "capability",
    "democracy",
    "gdp_population",
    "ideal_point",
    "contiguity",
    "capital",
    "major_power",
];

/// A case in words.
fn named(world: &WorldFile, case: &YearCase) -> String {
    let key = |state: foedera_world::StateId| world.roster().state(state).key.as_str();
    match case.second {
        Some(second) => format!("{} against {}", key(case.first.0), key(second.0)),
        None => key(case.first.0).to_owned(),
    }
}
