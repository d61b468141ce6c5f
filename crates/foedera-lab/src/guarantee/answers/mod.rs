//! The model of answers: what an ally gives when it is called.
//!
//! One row is one ally's answer to one call of the register; what the treaty's members decided together is not its unit, and what
//! experts say of whole treaties in wars ([`crate::guarantee::honours`]) is shown beside it, never mixed in.

mod data;
mod difference;
mod embedded;
mod file;
mod fit;
mod predict;
mod score;

use foedera_world::Provenance;

use foedera_process::{Effect, Scaling};

pub use data::{Data, register_pairs};
pub use embedded::embedded_answers;
#[cfg(test)]
pub(crate) use file::choices_text;
pub use file::{ANSWERS_SCHEMA, read_answer_model, write_answer_model};
pub use fit::{FitError, fit};
pub use foedera_likelihood::score::Bin;
pub use predict::{AllyAnswer, Contribution, Interval, Prediction, Predictor};
pub use score::{HeldOut, HeldOutScores, bins};

/// An effect with what the fit says of it, per standard deviation.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedEffect {
    /// The effect.
    pub effect: Effect,
    /// The mode of its coefficient, in log-odds per `scale`.
    pub estimate: f64,
    /// Its posterior standard deviation.
    pub standard_error: f64,
    /// Its centre and scale among the answers fitted on, and in how many of them it is missing.
    pub scaling: Scaling,
}

/// A group of answers with an intercept of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The key of the treaty or state.
    pub key: String,
    /// How many answers it has.
    pub answers: u32,
    /// How many of them were troops.
    pub troops: u32,
}

/// A fitted model of answers with its card.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerModel {
    /// The effects in their order.
    pub effects: Vec<FittedEffect>,
    /// The treaties with intercepts.
    pub treaties: Vec<Group>,
    /// The allies with intercepts: those with at least [`ALLY_ANSWERS`] answers.
    pub allies: Vec<Group>,
    /// The mode: effects, treaties, allies, then the thresholds below words, materiel and troops.
    pub mode: Vec<f64>,
    /// Its covariance, by rows.
    pub covariance: Vec<f64>,
    /// The deviations of treaties, allies, calls and effects.
    pub deviations: [f64; 4],
    /// What it was fitted on, and how it scored.
    pub card: AnswerCard,
}

/// For how many answers an ally has an intercept of its own.
pub const ALLY_ANSWERS: u32 = 4;

/// What a model of answers was fitted on, and how it scored.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerCard {
    /// The atlas's fingerprint.
    pub atlas_sha256: String,
    /// The datasets of the world file.
    pub datasets: Vec<Provenance>,
    /// Calls, and those left out because no answer to them is known, or none was made.
    pub calls: (u32, u32),
    /// First and last year.
    pub years: (i16, i16),
    /// Answers by level: nothing, words, materiel, troops, and those known only to be less than troops.
    pub answers: [u32; 5],
    /// The log-likelihood at the mode.
    pub log_likelihood: f64,
    /// What was said of each call when it, and it alone, was left out.
    pub held_out: Vec<HeldOut>,
    /// Which forecast is given of an ally and of anyone, chosen by nested selection.
    pub choices: crate::guarantee::Choices,
    /// Scores with one call left out at a time, and with one treaty.
    pub scores: Vec<(String, HeldOutScores)>,
}
