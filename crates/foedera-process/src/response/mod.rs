//! Ordered answers to calls: their estimation sample, the pooled fit, what held-out groups say, predictions.
//!
//! One row is one ally's answer to one call; groups of rows (treaties, allies, calls) have normal intercepts ([`pooling`](Rows)).
//!
//! Left to others: which calls there are and what is known of them, and what a forecast is asked for (`foedera-lab`).

mod choice;
mod difference;
mod fit;
mod model;
mod pooling;
mod predict;
mod sample;

pub use choice::{Candidate, Choice, Choices, Nested};
pub(crate) use fit::prior_of;
pub use fit::{NoMode, Origin};
pub use model::{ALLY_ANSWERS, AnswerCard, AnswerModel, Group, HeldOut, HeldOutScores};
pub use pooling::{DEVIATION_PRIOR, NODES, Pooled, Rows, WIDE_PRIOR};
pub use predict::{AskedAlly, Contribution, Drawn, Interval, Predicted};
pub use sample::Responses;

pub use crate::model_file::choices_text;

/// How much an ally gave, from 0: nothing, words (statements, missions, mediation), materiel, troops.
pub const LEVELS: [&str; 4] = ["nothing", "words", "materiel", "troops"];

/// Whether an answer, known to lie between two of [`LEVELS`], was troops.
pub(crate) fn is_troops(level: (usize, usize)) -> bool {
    level.0 == LEVELS.len() - 1
}
