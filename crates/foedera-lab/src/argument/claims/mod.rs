//! Claims of a text, tested: each is attributed, typed, tied to queries, and judged by rules that stand in its file.
//!
//! The numbers are made when the claims are run; no verdict is written anywhere. A test reads nothing after the day of the text; what
//! happened since is told apart, and no rule reads it.

mod file;
mod run;

use serde::Serialize;

pub use file::{CLAIMS_SCHEMA, Claim, Claims, Passage, Remark, Rule, Since, Source, Test};
pub use run::{ClaimAnswer, ClaimsAnswer, Ran, RuleAnswer, SinceAnswer, run};

/// What kind of statement a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// Something that is or was so.
    Fact,
    /// That one thing makes another.
    Causal,
    /// What will be.
    Forecast,
    /// What will or would be, if.
    Conditional,
    /// A judgement of worth.
    Evaluation,
}

/// The kinds by the words of files.
pub(crate) const KINDS: [(&str, ClaimKind); 5] = [
    ("fact", ClaimKind::Fact),
    ("causal", ClaimKind::Causal),
    ("forecast", ClaimKind::Forecast),
    ("conditional", ClaimKind::Conditional),
    ("evaluation", ClaimKind::Evaluation),
];

impl ClaimKind {
    /// Its name for readers.
    pub fn words(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Causal => "causal claim",
            Self::Forecast => "forecast",
            Self::Conditional => "conditional forecast",
            Self::Evaluation => "evaluation",
        }
    }
}

/// What the tests say of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A fact that the record shows.
    BorneOut,
    /// The numbers speak for it.
    Supported,
    /// They do not decide, or are not known.
    Undecided,
    /// They do not speak for it.
    NotSupported,
    /// The record or the numbers speak against it.
    Contradicted,
    /// Nothing observable would decide it.
    Untestable,
}

impl Verdict {
    /// All of them, in the order of pages.
    pub const ALL: [Self; 6] =
        [Self::BorneOut, Self::Supported, Self::Undecided, Self::NotSupported, Self::Contradicted, Self::Untestable];

    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::BorneOut => "borne_out",
            Self::Supported => "supported",
            Self::Undecided => "undecided",
            Self::NotSupported => "not_supported",
            Self::Contradicted => "contradicted",
            Self::Untestable => "untestable",
        }
    }

    /// The words for readers.
    pub fn words(self) -> &'static str {
        match self {
            Self::BorneOut => "borne out",
            Self::NotSupported => "not supported",
            other => other.name(),
        }
    }
}
