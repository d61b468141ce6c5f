//! What a test found: a number with its interval, what was counted, and the command that makes it.

use serde::Serialize;

/// A finding.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Finding {
    /// The number; missing if it is not known, and then `words` says why.
    pub value: Option<f64>,
    /// Lower bound of its 90 % interval, if it is an estimate.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// Cases behind it: calls, members, events of a fit.
    pub cases: Option<u32>,
    /// How the number is to be read.
    pub unit: Unit,
    /// What was counted or estimated, in a sentence.
    pub words: String,
    /// Keys of the sources of what was counted.
    pub sources: Vec<String>,
    /// A command of the program that shows the same.
    pub command: String,
}

/// How a number is to be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A count.
    #[default]
    Count,
    /// A share of cases, shown in percent.
    Share,
    /// A probability of a model, shown in words of the scale and in percent.
    Probability,
    /// A difference of two probabilities, shown in percentage points.
    Points,
    /// A yes (1) or no (0).
    Truth,
    /// A number as it is.
    Plain,
}

impl Finding {
    /// A number that is known exactly.
    pub(crate) fn exact(value: f64, unit: Unit, words: String) -> Self {
        Self { value: Some(value), unit, words, ..Self::default() }
    }

    /// A finding that could not be made.
    pub(crate) fn missing(unit: Unit, words: String) -> Self {
        Self { unit, words, ..Self::default() }
    }

    /// The same with its cases.
    #[must_use]
    pub(crate) fn of(mut self, cases: u32) -> Self {
        self.cases = Some(cases);
        self
    }

    /// The same with its 90 % interval.
    #[must_use]
    pub(crate) fn within(mut self, low: f64, high: f64) -> Self {
        (self.low, self.high) = (Some(low), Some(high));
        self
    }

    /// The same with sources, each once, in order.
    #[must_use]
    pub(crate) fn citing<'a>(mut self, sources: impl IntoIterator<Item = &'a String>) -> Self {
        let all: std::collections::BTreeSet<&String> = sources.into_iter().collect();
        self.sources = all.into_iter().cloned().collect();
        self
    }
}
