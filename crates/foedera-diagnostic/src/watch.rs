//! A run that is watched from outside: how far it is, and whether it shall stop.
//!
//! A program that runs commands in its own process gives each run a [`Watch`] and enters it on every thread of the run. Long loops ask
//! [`check`], as each part of a [`crate::progress::Work`] does when it is done; where the run shall stop, the thread unwinds with
//! [`Stopped`], which the caller of the run catches. Threads that nobody watches ask in vain, at the cost of a read.

use std::cell::RefCell;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::progress::{Far, State};

/// What a run unwinds with when it is told to stop; no message is printed.
#[derive(Debug)]
pub struct Stopped;

/// The watch over one run.
#[derive(Debug, Default)]
pub struct Watch {
    stop: AtomicBool,
    under_way: Mutex<Vec<Arc<State>>>,
}

thread_local! {
    static OWN: RefCell<Option<Arc<Watch>>> = const { RefCell::new(None) };
}

impl Watch {
    /// Tell the run to stop: its threads unwind where they next ask.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether it was told to stop.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Watch what this thread does from now on; `None`: nobody watches any more.
    pub fn enter(watch: Option<Arc<Self>>) {
        OWN.set(watch);
    }

    /// The innermost work under way with a known number of parts, else the innermost.
    pub fn far(&self) -> Option<Far> {
        let under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = under_way.iter().rev().find(|state| state.far().parts > 0);
        counted.or(under_way.last()).map(|state| state.far())
    }

    pub(crate) fn begin(&self, state: &Arc<State>) {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(state));
    }

    pub(crate) fn end(&self, state: &Arc<State>) {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).retain(|own| !Arc::ptr_eq(own, state));
    }
}

/// The watch over this thread.
pub(crate) fn own() -> Option<Arc<Watch>> {
    OWN.with_borrow(Clone::clone)
}

/// Unwind if the run of this thread shall stop.
#[inline]
pub fn check() {
    if OWN.with_borrow(|own| own.as_ref().is_some_and(|watch| watch.stopped())) {
        resume_unwind(Box::new(Stopped));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress;

    #[test]
    fn a_run_that_shall_stop_unwinds_where_it_asks_and_others_go_on() {
        let watch = Arc::new(Watch::default());
        Watch::enter(Some(Arc::clone(&watch)));
        check();
        watch.stop();
        let out = std::panic::catch_unwind(check).expect_err("it is told to stop");
        assert!(out.is::<Stopped>());
        std::thread::spawn(check).join().expect("another run's thread");
        Watch::enter(None);
        check();
    }

    #[test]
    fn a_watch_tells_the_innermost_counted_work() {
        let watch = Arc::new(Watch::default());
        Watch::enter(Some(Arc::clone(&watch)));
        assert!(watch.far().is_none());
        let outer = progress::work("draws", 5);
        let inner = progress::work("a table", 0);
        outer.done_many(2);
        let far = watch.far().expect("two are under way");
        assert_eq!((far.what.as_str(), far.done, far.parts), ("draws", 2, 5));
        drop((outer, inner));
        assert!(watch.far().is_none());
        Watch::enter(None);
    }
}
