//! Progress of long work, told on a terminal: what is being done, how far it is, how long it takes.
//!
//! Libraries say what they do ([`work`], [`Work::done`]); the program decides whether it is shown ([`show`]). Nothing is shown in the
//! first second, on a pipe, or where the program never asks. The numbers change nothing of what is computed.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::watch::{self, Watch};

/// Work shorter than this is not told.
const SILENT: Duration = Duration::from_secs(1);
/// How often the line is drawn anew.
const EVERY: Duration = Duration::from_millis(200);
/// What takes the line away: to its start, and all of it gone.
const ERASE: &str = "\r\u{1b}[K";

/// What is being done.
#[derive(Debug)]
pub(crate) struct State {
    what: String,
    begun: Instant,
    /// 0: how much there is to do is not known.
    total: u64,
    done: AtomicU64,
}

/// How far a piece of work is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Far {
    /// What is being done, as a user would name it.
    pub what: String,
    /// Parts that are done.
    pub done: u64,
    /// Parts in all; 0 where that is not known.
    pub parts: u64,
}

impl State {
    pub(crate) fn far(&self) -> Far {
        Far { what: self.what.clone(), done: self.done.load(Ordering::Relaxed), parts: self.total }
    }
}

/// The work under way, the innermost last, and whether a line stands on the terminal.
struct Told {
    under_way: Vec<Arc<State>>,
    drawn: bool,
}

static TOLD: Mutex<Told> = Mutex::new(Told { under_way: Vec::new(), drawn: false });

fn told() -> MutexGuard<'static, Told> {
    TOLD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A piece of work; it ends when this is dropped.
#[must_use = "work ends when it is dropped"]
pub struct Work {
    state: Arc<State>,
    /// The watch over the run to which it belongs; without one it is told on the terminal.
    watch: Option<Arc<Watch>>,
}

/// Begin a piece of work of so many parts (0 where that is not known), named as a user would: `draws`, `files`.
pub fn work(what: impl Into<String>, parts: usize) -> Work {
    let state = State { what: what.into(), begun: Instant::now(), total: parts as u64, done: AtomicU64::new(0) };
    let state = Arc::new(state);
    let watch = watch::own();
    match &watch {
        Some(watch) => watch.begin(&state),
        None => told().under_way.push(Arc::clone(&state)),
    }
    Work { state, watch }
}

impl Work {
    /// One more part is done; any thread may say so.
    pub fn done(&self) {
        self.done_many(1);
    }

    /// So many more parts are done. A run that shall stop stops here.
    pub fn done_many(&self, parts: usize) {
        self.state.done.fetch_add(parts as u64, Ordering::Relaxed);
        watch::check();
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if let Some(watch) = &self.watch {
            return watch.end(&self.state);
        }
        let mut told = told();
        told.under_way.retain(|state| !Arc::ptr_eq(state, &self.state));
        erase(&mut told);
    }
}

/// Show progress on stderr from now on, if it is a terminal.
pub fn show() {
    if !std::io::stderr().is_terminal() {
        return;
    }
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(EVERY);
            draw(&mut told());
        }
    });
}

/// Take the line away before something else is written to the terminal.
pub fn hide() {
    erase(&mut told());
}

fn draw(told: &mut Told) {
    let text = line(&told.under_way, Instant::now());
    if let Some(text) = text {
        let mut stderr = std::io::stderr().lock();
        // A terminal that is gone is no reason to stop.
        let _shown = write!(stderr, "{ERASE}{text}").and_then(|()| stderr.flush());
        told.drawn = true;
    }
}

fn erase(told: &mut Told) {
    if told.drawn {
        let mut stderr = std::io::stderr().lock();
        let _gone = write!(stderr, "{ERASE}").and_then(|()| stderr.flush());
        told.drawn = false;
    }
}

/// The line: the innermost work that has gone on for a second, else nothing.
fn line(under_way: &[Arc<State>], now: Instant) -> Option<String> {
    let state = under_way.iter().rev().find(|state| now.duration_since(state.begun) >= SILENT)?;
    let seconds = now.duration_since(state.begun).as_secs();
    let (done, total) = (state.done.load(Ordering::Relaxed), state.total);
    let far = if total == 0 { String::new() } else { format!(" {done} of {total},") };
    let what: String = state.what.chars().take(50).collect();
    Some(format!("{what}:{far} {seconds} s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(what: &str, total: u64, seconds: u64, now: Instant) -> Arc<State> {
        let begun = now.checked_sub(Duration::from_secs(seconds)).expect("the machine has run so long");
        Arc::new(State { what: what.to_owned(), begun, total, done: AtomicU64::new(3) })
    }

    #[test]
    fn the_line_tells_the_innermost_work_of_more_than_a_second() {
        let now = Instant::now();
        assert_eq!(line(&[], now), None);
        assert_eq!(line(&[state("draws", 10, 0, now)], now), None);
        let both = [state("foedera forecast", 0, 4, now), state("draws", 10, 2, now)];
        assert_eq!(line(&both, now).as_deref(), Some("draws: 3 of 10, 2 s"));
        assert_eq!(line(&both[..1], now).as_deref(), Some("foedera forecast: 4 s"));
    }

    #[test]
    fn work_that_is_dropped_is_no_longer_under_way() {
        let own = work("a test of progress", 2);
        own.done();
        let among = || told().under_way.iter().any(|state| state.what == "a test of progress");
        assert!(among());
        drop(own);
        assert!(!among());
    }
}
