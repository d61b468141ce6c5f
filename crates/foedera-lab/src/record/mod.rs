//! The record: questions with rules of resolution, what came of them, forecasts of anyone, their scores, and the chain of files in
//! which forecasts are kept.

mod base_rate;
mod chain;
mod ledger;
mod own;
mod question_set;
mod resolve;
mod rule;
mod standing;
mod submission;
#[cfg(test)]
mod tests;

pub use chain::{Kept, Link, Made, RecordFile, chain, kept_probability};
pub use ledger::{Entry, FileLine, RecordAnswer, Update, UpdateLog, shown, updates};
pub use own::{BASE_RATE, OWN, OwnForecast, OwnForecasts, forecasts};
pub use question_set::{Asked, By, Decided, QuestionSet, embedded_questions, of_rows, selected};
pub use resolve::{Outcome, Resolution, reach, resolve};
pub use rule::{Act, RULE_FORMS, Rule, Standing as StateStanding, Wanted};
pub use standing::{CalibrationRow, Line, Numbers, Pair, Reference, Skilled, Standing, Standings, standings};
pub use submission::UNNAMED;
