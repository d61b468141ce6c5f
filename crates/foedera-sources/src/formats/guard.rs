//! A fence around the libraries of binary formats: a panic on broken input becomes a message.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Once;

use foedera_diagnostic::Problems;
use foedera_diagnostic::watch::Stopped;

use super::broken;
use crate::RawFile;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

static QUIET: Once = Once::new();

/// Run a library's reader. Some answer broken files with a panic, which is their way of refusing; it is not printed.
pub(super) fn fenced<T>(
    file: &RawFile,
    format: &str,
    read: impl FnOnce() -> Result<T, Problems>,
) -> Result<T, Problems> {
    QUIET.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !INSIDE.get() {
                usual(panic);
            }
        }));
    });
    INSIDE.set(true);
    // What a reader leaves behind when it panics is dropped with it.
    let outcome = catch_unwind(AssertUnwindSafe(read));
    INSIDE.set(false);
    outcome.unwrap_or_else(|why| {
        if why.is::<Stopped>() {
            resume_unwind(why);
        }
        Err(broken(file, format, &"its parts contradict each other"))
    })
}
