//! Disputes between states, coups and armed conflicts within them: what happened in which year to whom, and what was known before.
//!
//! A case is a state, or a first state towards a second, on a 1 January; the processes are [`Process::DISPUTE`], [`Process::COUP`] and
//! [`Process::CONFLICT`]. Each is a logit of the year with normal priors, read as a hazard −ln(1 − p) a year, so that fits, futures and
//! questions read one model. Effects read fields of the world that events move; a fit lays them as they stood on 1 January.
//!
//! Left to others: the likelihood and the choice of a candidate on earlier origins (`foedera-process`), running them forward
//! (`foedera-futures`).

mod calls;
mod counts;
mod fit;
mod freeze;
pub(crate) mod known;
pub(crate) mod past;
mod sample;

use foedera_diagnostic::{Problems, Source};
use foedera_process::{Process, Rates, What, read_rates};
use foedera_sources::find_dataset;
use foedera_store::WorldFile;
use foedera_world::Provenance;

pub use calls::call_rates;
pub(crate) use fit::ORIGINS;
pub use fit::{ConflictError, FittedConflict, candidates, fit, rows, years};
pub use freeze::{freeze_rates, members_at_risk};
pub use past::{Onset, Past};
pub use sample::{Sample, YearCase, cases, effects};

/// The counted rates in the program: of `freeze` or `calls`.
///
/// # Errors
/// None in a released program: a test reads them.
///
/// # Panics
/// Of another name.
pub fn embedded_rates(name: &str) -> Result<Rates, Problems> {
    let text = match name {
        "freeze" => include_str!("../../../../models/freeze.toml"),
        "calls" => include_str!("../../../../models/calls.toml"),
        other => panic!("there are no counted rates of `{other}`"),
    };
    read_rates(&Source::new(format!("models/{name}.toml"), text))
}

/// The files behind tables of a world file, as model files name them.
pub fn files_read(world: &WorldFile, tables: &[&str]) -> Vec<Provenance> {
    let of_tables = world.frames().iter().filter(|frame| tables.contains(&frame.name.as_str()));
    let titles: Vec<&str> =
        of_tables.filter_map(|frame| find_dataset(&frame.dataset)).map(|dataset| dataset.title).collect();
    // Provenance is named by title and version.
    let read = |own: &&Provenance| titles.iter().any(|title| own.dataset.starts_with(title));
    world.provenance().iter().filter(read).cloned().collect()
}

/// The processes of this room.
pub const PROCESSES: [Process; 3] = [Process::DISPUTE, Process::COUP, Process::CONFLICT];

/// Whether a process is one of this room.
pub fn is_of(process: Process) -> bool {
    matches!(process.what, What::Dispute | What::Coup | What::Conflict)
}
