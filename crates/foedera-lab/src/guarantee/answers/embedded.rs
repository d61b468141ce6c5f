//! The model of answers that comes with the program.

use foedera_diagnostic::{Problems, Source};
use foedera_process::read_answer_model;
use foedera_process::response::AnswerModel;

const ANSWERS: &str = include_str!("../../../../../models/answers.toml");

/// The model in the program, with the SHA-256 of its file in hexadecimal.
///
/// # Errors
/// None in a released program: a test reads it.
pub fn embedded_answers() -> Result<(AnswerModel, String), Problems> {
    let model = read_answer_model(&Source::new("models/answers.toml", ANSWERS))?;
    Ok((model, crate::models::sha256(ANSWERS)))
}
