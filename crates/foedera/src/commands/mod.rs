//! One file a command.

pub(crate) mod aid;
pub(crate) mod almanac;
pub(crate) mod asked;
pub(crate) mod backtest;
pub(crate) mod brief;
pub(crate) mod check;
pub(crate) mod claims;
pub(crate) mod count;
pub(crate) mod credibility;
pub(crate) mod data;
pub(crate) mod diagnose;
pub(crate) mod dyad;
pub(crate) mod effects;
pub(crate) mod export;
pub(crate) mod fetch;
pub(crate) mod fit;
mod fit_answer;
mod fit_counted;
mod fit_events;
mod fit_missing;
pub(crate) mod forecast;
pub(crate) mod future;
pub(crate) mod hedge;
pub(crate) mod import;
pub(crate) mod invocations;
mod known;
pub(crate) mod landscape;
pub(crate) mod ledger;
pub(crate) mod links;
mod lookup;
pub(crate) mod merge;
pub(crate) mod panel;
mod panel_network;
pub(crate) mod play;
pub(crate) mod power;
pub(crate) mod questions;
pub(crate) mod record;
pub(crate) mod relational;
pub(crate) mod scenario;
pub(crate) mod score;
pub(crate) mod serve;
mod shock;
pub(crate) mod source;
pub(crate) mod state;
mod state_names;
pub(crate) mod summit;
pub(crate) mod threats;
pub(crate) mod tool;
pub(crate) mod treaty;
pub(crate) mod unrest;
mod world;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};

/// The day of the system's clock (UTC).
///
/// # Errors
/// A clock that stands before 1970 or beyond the days that can be written.
fn today() -> Result<foedera_world::Day, Problems> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok();
    let days = since.and_then(|since| i32::try_from(since.as_secs() / 86_400).ok());
    days.map(|days| foedera_world::Day::start_of_year(1970).plus_days(days)).ok_or_else(|| {
        let message = "the system's clock tells no day";
        Diagnostic::new(Code::Usage, Place::CommandLine, message, "give the day with --at").into()
    })
}

/// A day that was given, or today where none was.
#[derive(Debug, Clone, Copy)]
struct Asked {
    day: foedera_world::Day,
    given: bool,
}

impl Asked {
    /// # Errors
    /// A clock that tells no day, where none was given.
    fn new(given: Option<foedera_world::Day>) -> Result<Self, Problems> {
        Ok(Self { day: given.map_or_else(today, Ok)?, given: given.is_some() })
    }

    /// The first line of an answer whose day was not given; empty where it was.
    fn line(self) -> String {
        self.line_with("--at")
    }

    /// The same where another option gives the day.
    fn line_with(self, option: &str) -> String {
        let day = self.day;
        if self.given { String::new() } else { format!("As of today, {day}; ask of another day with {option}.\n") }
    }
}

/// Start this many threads for all that runs in parallel; as many as there are cores unless said.
///
/// # Errors
/// If the system does not give them.
fn start_threads(threads: Option<u16>) -> Result<(), Problems> {
    // A run in another program's process has threads of its own, as many as were asked for.
    let Some(threads) = threads.filter(|_| !crate::held::is_on()) else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
    pool.map_err(|error| {
        let message = format!("cannot start {threads} threads: {error}");
        Diagnostic::new(Code::Usage, Place::CommandLine, message, "ask for fewer with --threads").into()
    })
}
