//! Facts that are read when they are first asked for.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use foedera_diagnostic::Source;
use foedera_world::Roster;

use crate::load::{Checked, Kind, Loading, read_file};

/// A part of the atlas: there from the beginning, or, of the atlas in the program, read from its files at the first look. Most
/// commands need a few parts, and reading all of them was most of their start.
#[derive(Clone)]
pub struct Later<T> {
    facts: OnceLock<T>,
    unread: Option<Unread<T>>,
}

/// Files of the program, whose facts its tests have checked, and how a part is taken from what they say.
#[derive(Clone)]
struct Unread<T> {
    files: Vec<(Kind, Source)>,
    roster: Arc<Roster>,
    part: fn(Loading) -> T,
}

impl<T> Later<T> {
    /// The part that stands in those of the files that are of this kind.
    pub(crate) fn unread(files: &[(Kind, Source)], kind: Kind, roster: &Arc<Roster>, part: fn(Loading) -> T) -> Self {
        let files = files.iter().filter(|(own, _)| *own == kind).cloned().collect();
        Self { facts: OnceLock::new(), unread: Some(Unread { files, roster: Arc::clone(roster), part }) }
    }
}

impl<T> Unread<T> {
    fn read(&self) -> T {
        let mut loading = Loading { roster: Arc::clone(&self.roster), checked: Checked::Before, ..Loading::default() };
        for (kind, file) in &self.files {
            read_file(*kind, file, &mut loading).unwrap_or_else(|problems| panic!("a test reads them: {problems}"));
        }
        (self.part)(loading)
    }
}

impl<T> From<T> for Later<T> {
    fn from(facts: T) -> Self {
        Self { facts: OnceLock::from(facts), unread: None }
    }
}

impl<T> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.facts.get_or_init(|| self.unread.as_ref().expect("what is not there is in files").read())
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
