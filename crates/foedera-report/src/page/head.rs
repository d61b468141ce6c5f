//! The head of every answer: the question, the answer in words and per cent, and the ground that it stands on.

use foedera_lab::Estimate;
use foedera_lab::argument::odds;
use maud::{Markup, html};

use crate::words;

/// An answer with its question.
pub(crate) struct Answer {
    /// The question as a statement.
    pub question: String,
    /// The answer in words.
    pub odds: Option<String>,
    /// The answer as a number, or in a word.
    pub value: String,
    /// Interval and n.
    pub range: String,
    /// What it rests on or is to be held against, a line each.
    pub ground: Vec<String>,
}

impl Answer {
    /// A probability of a forecast.
    pub(crate) fn estimate(question: &str, estimate: &Estimate, ground: Vec<String>) -> Self {
        Self {
            question: question.to_owned(),
            odds: Some(odds::words(estimate.mean).to_owned()),
            value: words::percent(estimate.mean),
            range: format!("90 %: {} · {}", words::interval(estimate), words::sample([estimate])),
            ground,
        }
    }

    /// A probability of another model, with its interval.
    pub(crate) fn chance(question: &str, (mean, low, high): (f64, f64, f64), ground: Vec<String>) -> Self {
        Self {
            question: question.to_owned(),
            odds: Some(odds::words(mean).to_owned()),
            value: words::percent(mean),
            range: format!("90 %: {} to {}", words::percent(low), words::percent(high)),
            ground,
        }
    }

    /// An answer that is no probability.
    pub(crate) fn plain(question: &str, value: String, range: String, ground: Vec<String>) -> Self {
        Self { question: question.to_owned(), odds: None, value, range, ground }
    }
}

/// Letters above which an answer is no number or word, and is set smaller.
const LONG: usize = 20;

/// The answers side by side.
pub(crate) fn answers(list: &[Answer]) -> Markup {
    html! {
        div.cards {
            @for answer in list {
                div.card {
                    p.card-name { (answer.question) }
                    @if let Some(odds) = &answer.odds { p.card-odds { (odds) } }
                    p.card-value.long[answer.value.chars().count() > LONG] { (answer.value) }
                    @if !answer.range.is_empty() { p.card-range { (answer.range) } }
                    @for ground in &answer.ground { p.card-note { (ground) } }
                }
            }
        }
    }
}
