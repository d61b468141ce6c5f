//! Fitting the process *joins* on the disputes and alliances of a world file.

use std::collections::BTreeSet;

use foedera_diagnostic::Problems;
use foedera_process::event::{Candidate, Case, Cases, EventFit, EventForecast, EventModel, Held, NoFit};
use foedera_process::{Effect, Process};
use foedera_store::WorldFile;
use foedera_world::Day;

use super::sample::{JoinCase, join_dispute_cases, join_effects};

/// Prior deviations that candidates are tried with.
const DEVIATIONS: [f64; 5] = [0.07, 0.1, 0.15, 0.2, 0.3];
/// Origins: the first two serve the choice alone.
const ORIGINS: Held = Held::Origins { first: 1955, scored: 1965, step: 5 };

/// Why joining was not fitted.
#[derive(Debug)]
pub enum JoinsError {
    /// The world file cannot be read, or lacks a table.
    World(Problems),
    /// No event, or no such candidate.
    NoFit(NoFit),
}

/// A fitted model with the cases and what was forecast of those held out.
pub type FittedJoins = (EventModel, Vec<JoinCase>, Vec<EventForecast>);

/// The candidates for *joins*: who the ally is and where ([`Effect::JOINS_PLAIN`]); the same and what happened before
/// ([`Effect::JOINS`]); each with distance × power beside it ([`Effect::JOINS_TOGETHER`]).
pub fn join_candidates() -> Vec<Candidate> {
    let plain = &Effect::JOINS[..Effect::JOINS_PLAIN];
    let with = |list: &[Effect]| [list, &Effect::JOINS_TOGETHER[..]].concat();
    Candidate::all(&[plain, &with(plain), &Effect::JOINS, &with(&Effect::JOINS)], &DEVIATIONS)
}

/// Cases as rows of the process, with the dispute as the group.
pub fn join_rows(cases: &[JoinCase]) -> Cases {
    let row = |case: &JoinCase| Case {
        year: Some(case.year()),
        group: case.at_risk.dispute.unsigned_abs(),
        happened: case.at_risk.joined,
    };
    let values = |case: &JoinCase| {
        std::iter::once(1.0).chain(case.values.iter().map(|value| value.unwrap_or(f64::NAN))).collect::<Vec<f64>>()
    };
    Cases {
        process: Process::JOINS,
        effects: std::iter::once(Effect::INTERCEPT).chain(join_effects()).collect(),
        rows: cases.iter().map(row).collect(),
        values: cases.iter().flat_map(values).collect(),
        share: 1.0,
    }
}

/// Fit the process to the disputes of a world file that began in a window, and score it at origins every five years.
///
/// # Errors
/// [`JoinsError`].
pub fn fit(world: &WorldFile, window: (Day, Day), candidate: Option<&str>) -> Result<FittedJoins, JoinsError> {
    let cases = join_dispute_cases(world, window).map_err(JoinsError::World)?;
    let name = |row: usize| named(world, &cases[row]);
    let fit = EventFit {
        candidates: &join_candidates(),
        held: ORIGINS,
        candidate,
        in_time: false,
        every: 1,
        weighs_level: false,
        name: &name,
    };
    let (mut model, forecasts) = fit.run(&join_rows(&cases)).map_err(JoinsError::NoFit)?;
    model.card.window = (window.0.to_string(), window.1.to_string());
    let read: BTreeSet<&str> = TABLES.into_iter().collect();
    let of_tables = world.frames().iter().filter(|frame| read.contains(frame.name.as_str()));
    let datasets: BTreeSet<&str> = of_tables.map(|frame| frame.dataset.as_str()).collect();
    let own = world.provenance().iter().filter(|own| datasets.contains(own.dataset.as_str()));
    model.card.datasets = own.cloned().collect();
    Ok((model, cases, forecasts))
}

/// The tables that the sample reads.
const TABLES: [&str; 8] = [
    "mid_participant",
    "atop_member",
    "capability",
    "democracy",
    "ideal_point",
    "contiguity",
    "capital",
    "major_power",
];

/// A case in words.
fn named(world: &WorldFile, case: &JoinCase) -> String {
    let key = |state: foedera_world::StateId| world.roster().state(state).key.as_str();
    let at_risk = &case.at_risk;
    let list =
        |states: &[foedera_world::StateId]| states.iter().map(|state| key(*state)).collect::<Vec<_>>().join(", ");
    format!(
        "{} beside {} against {} (dispute {})",
        key(at_risk.ally),
        list(&at_risk.originators),
        list(&at_risk.opponents),
        at_risk.dispute
    )
}
