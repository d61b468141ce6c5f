//! What of an event is decided instead of drawn: by a player, or in an experiment.

use foedera_world::{AnswerLevel, StateId};

/// What of an event around the treaty, and of what follows it, is decided; all else is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decided {
    /// The other state of a dispute or a pact.
    pub other: Option<StateId>,
    /// The hostility of a dispute, 2 to 5.
    pub hostility: Option<u8>,
    /// Whether the state calls for help.
    pub calls: Option<bool>,
    /// What allies answer; `None` is nothing.
    pub answers: Vec<(StateId, Option<AnswerLevel>)>,
}

impl Decided {
    /// What an ally answers, if that is decided.
    pub(super) fn answer(&self, ally: StateId) -> Option<Option<AnswerLevel>> {
        self.answers.iter().find(|(state, _)| *state == ally).map(|(_, level)| *level)
    }
}

/// An event of a future with what of it is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The clock whose event it is.
    pub clock: usize,
    /// Which of its events: [`crate::Firing::count`].
    pub count: u32,
    /// What is decided.
    pub decided: Decided,
}
