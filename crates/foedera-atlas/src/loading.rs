//! What is known while the files of an atlas are read: what later rows may name, and where events were stated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foedera_diagnostic::Place;
use foedera_world::{Event, Roster};

/// An event and the place where it is stated.
pub(crate) struct Stated {
    pub(crate) event: Event,
    pub(crate) place: Place,
}

/// What rows may name. Readers add to it what others name; what nobody names they give back.
#[derive(Default)]
pub(crate) struct Loading {
    pub(crate) roster: Arc<Roster>,
    /// The keys of all sources.
    pub(crate) sources: BTreeSet<String>,
    /// Spellings by state key, until the states are read.
    pub(crate) spellings: BTreeMap<String, Vec<String>>,
    /// Names that several states share, with their keys, until the states are read.
    pub(crate) shared_names: Vec<(String, Vec<String>)>,
    pub(crate) events: Vec<Stated>,
    /// The key of the file whose rows need no source of their own: facts that a user states.
    pub(crate) own_source: Option<String>,
    pub(crate) checked: Checked,
}

impl Loading {
    /// The states, treaties and calls, to add to them.
    pub(crate) fn roster_mut(&mut self) -> &mut Roster {
        Arc::make_mut(&mut self.roster)
    }

    /// Whether a source is known, as every source of checked facts is.
    pub(crate) fn has_source(&self, key: &str) -> bool {
        self.checked == Checked::Before || self.sources.contains(key)
    }
}

/// Whether what the facts say of each other (sources that they name, the calls of unrest, what the world accepts) is looked at now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Checked {
    /// They are those of the program, and its tests have looked.
    Before,
    /// They are somebody's own.
    #[default]
    Now,
}
