//! Scenarios, questions, reference classes and forecasts.

mod answer;

pub use answer::*;
