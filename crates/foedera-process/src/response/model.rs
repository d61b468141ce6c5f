//! The fitted model of answers with its card.

use foedera_likelihood::score::{Bin, Score};
use foedera_world::Provenance;

use super::Choices;
use crate::Estimated;

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
    /// The effects in their order; robust errors are clustered by treaty, in which calls lie.
    pub effects: Vec<Estimated>,
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
    pub choices: Choices,
    /// Scores with one call left out at a time, and with one treaty.
    pub scores: Vec<(String, HeldOutScores)>,
}

/// What a fit without a call said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut {
    /// The call.
    pub call: String,
    /// The allies of whom an answer is known.
    pub allies: Vec<String>,
    /// The probability of troops from each.
    pub troops: Vec<f64>,
}

/// Scores on held-out answers.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOutScores {
    /// Against the share of troops among all other answers.
    pub overall: Score,
    /// Brier score of the share of troops among all other answers to calls for the same kind of trigger (unrest at home, or not).
    pub brier_by_trigger: f64,
    /// The reliability diagram.
    pub bins: Vec<Bin>,
}
