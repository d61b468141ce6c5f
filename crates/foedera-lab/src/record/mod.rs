//! The record: questions with rules of resolution, what came of them, forecasts of anyone, their scores, and the chain of files in
//! which forecasts are kept.

mod question_set;
mod resolve;
mod rule;
mod standing;
mod submission;
#[cfg(test)]
mod tests;

pub use question_set::{Asked, By, Decided, QuestionSet, embedded_questions, of_rows, selected};
pub use resolve::{Outcome, Resolution, reach, resolve};
pub use rule::{Act, RULE_FORMS, Rule, Standing as StateStanding, Wanted};
pub use standing::{CalibrationRow, Line, Numbers, Pair, Reference, Skilled, Standing, Standings, standings};
pub use submission::UNNAMED;
