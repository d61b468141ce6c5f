//! Facts that are read when they are first asked for.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

/// A part of the atlas: there from the beginning, or, of the atlas in the program, read from its files at the first look. Most
/// commands need a few parts, and reading all of them was most of their start.
#[derive(Clone)]
pub struct Later<T> {
    facts: OnceLock<T>,
    read: Option<Arc<dyn Fn() -> T + Send + Sync>>,
}

impl<T> Later<T> {
    /// The part that `read` gives: from files of the program, whose facts its tests have checked.
    pub(crate) fn unread(read: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self { facts: OnceLock::new(), read: Some(Arc::new(read)) }
    }
}

impl<T> From<T> for Later<T> {
    fn from(facts: T) -> Self {
        Self { facts: OnceLock::from(facts), read: None }
    }
}

impl<T> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.facts.get_or_init(|| self.read.as_ref().expect("what is not there is in files")())
    }
}

impl<T> DerefMut for Later<T> {
    fn deref_mut(&mut self) -> &mut T {
        let _read: &T = self;
        self.facts.get_mut().expect("it was read just now")
    }
}

impl<T: fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(formatter)
    }
}
