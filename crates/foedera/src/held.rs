//! A command run in this process: what it would print is held and given back.

use std::cell::RefCell;
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clap::FromArgMatches as _;
use clap::error::ErrorKind;
use foedera_diagnostic::watch::{Stopped, Watch};
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_store::Frame;

use crate::args::{self, Args};

/// An answer of a command, as `--format json` prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The command that answers, as the envelope names it.
    pub command: &'static str,
    /// The table that is printed unless another is named; [`crate::tables`] has all.
    pub table: &'static str,
    /// The envelope, as JSON.
    pub json: String,
}

/// What a command ended with, and all that it said.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How it ended; `None` within a run.
    pub code: Option<ExitCode>,
    /// Its text: the answer with all its sections, without colours, lines as long as they are.
    pub text: String,
    /// Its answers; most commands have one.
    pub answers: Vec<Answer>,
    /// Its page in HTML, if it has one.
    pub page: Option<String>,
    /// A table that it would write into a file: parts of one list of columns (a panel has one a year).
    pub parts: Vec<Frame>,
    /// The citations of that table in BibTeX.
    pub citations: String,
    /// What it said beside the answer.
    pub notes: Vec<String>,
    /// Why the command failed; empty where it did not.
    pub failures: Vec<Diagnostic>,
    /// What was wrong beside that: rows and files that it did without, findings of a check.
    pub problems: Vec<Diagnostic>,
}

/// What a run has said so far, for all of its threads.
type Held = Arc<Mutex<Outcome>>;

thread_local! {
    static OWN: RefCell<Option<Held>> = const { RefCell::new(None) };
}

/// Whether what is printed is held.
pub(crate) fn is_on() -> bool {
    OWN.with_borrow(Option::is_some)
}

/// Put something into what is held, if anything is.
pub(crate) fn hold(put: impl FnOnce(&mut Outcome)) -> bool {
    OWN.with_borrow(|own| own.as_ref().map(|held| put(&mut lock(held))).is_some())
}

fn lock(held: &Held) -> MutexGuard<'_, Outcome> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Run a command in this process, on threads of its own, and hold what it would print.
///
/// `words` are those of the command line after `foedera`. Options about printing (`--format`, `--full`, `--wide`, `--color`, `--quiet`)
/// change nothing: an outcome has everything. `--output` of `panel` and `data export` may be left out; their table is then in
/// [`Outcome::parts`]. A run that [`Watch::stop`] stops ends with [`ExitCode::Interrupted`]; files that it was writing are as before.
pub fn run(words: &[OsString], watch: &Arc<Watch>) -> Outcome {
    let (args, threads) = match parsed(words) {
        Ok(parsed) => parsed,
        Err(outcome) => return *outcome,
    };
    let held = Held::default();
    let (on_thread, watched) = (Arc::clone(&held), Arc::clone(watch));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).start_handler(move |_| {
        OWN.set(Some(Arc::clone(&on_thread)));
        Watch::enter(Some(Arc::clone(&watched)));
    });
    let code = match pool.build() {
        Ok(pool) => pool.install(|| caught(args)),
        Err(error) => {
            let message = format!("cannot start threads: {error}");
            let remedy = "ask for fewer with `threads`";
            lock(&held).failures.push(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy));
            ExitCode::Usage
        }
    };
    let mut outcome = std::mem::take(&mut *lock(&held));
    outcome.code = Some(code);
    outcome
}

/// The command, with a defect of ours or an interruption as its exit code.
fn caught(args: Args) -> ExitCode {
    catch_unwind(AssertUnwindSafe(|| crate::dispatch(args))).unwrap_or_else(|why| match why.is::<Stopped>() {
        true => ExitCode::Interrupted,
        false => ExitCode::Internal,
    })
}

/// The arguments, and the number of threads (0: as many as there are cores); or help, or what is wrong with the words.
fn parsed(words: &[OsString]) -> Result<(Args, usize), Box<Outcome>> {
    let named = std::iter::once(OsString::from("foedera")).chain(words.iter().cloned());
    let command = args::command().color(clap::ColorChoice::Never);
    let matches = command.try_get_matches_from(named).map_err(|error| Box::new(refused(&error)))?;
    let mut leaf = &matches;
    while let Some((_, below)) = leaf.subcommand() {
        leaf = below;
    }
    let threads = leaf.try_get_one::<u16>("threads").ok().flatten().copied().unwrap_or(0);
    let args = Args::from_arg_matches(&matches).map_err(|error| Box::new(refused(&error)))?;
    Ok((args, usize::from(threads)))
}

/// Help as a text; errors of usage as a problem.
fn refused(error: &clap::Error) -> Outcome {
    let text = error.to_string();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return Outcome { code: Some(ExitCode::Success), text, ..Outcome::default() };
    }
    let (message, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
    let tip = rest.lines().find_map(|line| line.trim().strip_prefix("tip: "));
    let usage = rest.lines().find(|line| line.starts_with("Usage: "));
    let remedy = tip.or(usage).unwrap_or("look at the help of the command");
    let message = message.trim_start_matches("error: ").trim();
    let problem = Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy);
    Outcome { code: Some(ExitCode::Usage), failures: vec![problem], ..Outcome::default() }
}

/// Hold the problems with which a command failed.
pub(crate) fn hold_problems(problems: &Problems) -> bool {
    hold(|outcome| outcome.failures.extend(problems.0.iter().cloned()))
}
