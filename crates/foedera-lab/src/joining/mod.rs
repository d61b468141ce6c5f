//! Accession and alliance formation: which treaties take in others, who joins, who makes a bilateral pact or agrees on defence cooperation.
//!
//! A case is a treaty, a state and a treaty, or two states on a 1 January; the processes are [`Process::OPENS`], [`Process::JOIN`],
//! [`Process::PACT`] and [`Process::COOPERATION`]. Each is a logit of the year with normal priors, read as a hazard −ln(1 − p) a year. Samples
//! run through the history of a world file: treaties, members and shared treaties are those of the world on the day before.
//!
//! Left to others: the likelihood and the choice of a candidate on earlier origins (`foedera-process`), running them forward
//! (`foedera-futures`).

mod counts;
mod days;
mod fit;
mod past;
mod sample;

use foedera_diagnostic::{Problems, Source};
use foedera_process::{Process, Rates, What, read_rates};

pub use days::treaty_rates;
pub use fit::{Fitted, candidates, fit, horizon, thinned, years};
pub use past::{Entry, Founding, Past};
pub use sample::{Key, Sample, cases, effects, two_steps};

/// The processes of this room.
pub const PROCESSES: [Process; 4] = [Process::OPENS, Process::JOIN, Process::PACT, Process::COOPERATION];

/// Whether a process is one of this room.
pub fn is_of(process: Process) -> bool {
    matches!(process.what, What::Open | What::Enter | What::Pact | What::Agree)
}

/// The counted rates of new treaties, in the program.
///
/// # Errors
/// None in a released program: a test reads them.
pub fn embedded_treaty_rates() -> Result<Rates, Problems> {
    read_rates(&Source::new("models/treaty.toml", include_str!("../../../../models/treaty.toml")))
}
