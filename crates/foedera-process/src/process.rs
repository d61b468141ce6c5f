//! The list of fitted processes: name, definition, unit, outcome.

use crate::ProcessKind;

/// What a process has for an outcome, and so which model it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An event in time, with a hazard.
    Hazard(ProcessKind),
    /// One of several ordered levels.
    Ordered,
}

impl Outcome {
    /// The name in model files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hazard(_) => "hazard",
            Self::Ordered => "ordered response",
        }
    }
}

/// A process that is fitted to the history of alliances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Process(Outcome);

impl Process {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self(Outcome::Hazard(ProcessKind::Leave)),
        Self(Outcome::Hazard(ProcessKind::Ends)),
        Self(Outcome::Hazard(ProcessKind::Replaced)),
        Self::ANSWERS,
    ];
    /// An ally's answer to a call.
    pub const ANSWERS: Self = Self(Outcome::Ordered);

    /// The name in commands and files.
    pub fn name(self) -> &'static str {
        match self.0 {
            Outcome::Hazard(kind) => kind.name(),
            Outcome::Ordered => "answers",
        }
    }

    /// Who is at risk and what the event is, or who is asked what.
    pub fn definition(self) -> &'static str {
        match self.0 {
            Outcome::Hazard(kind) => kind.definition(),
            Outcome::Ordered => {
                "one ally's answer to one call of the register: nothing, words, materiel or troops; proportional odds \
                 with normal intercepts of treaties, allies and calls"
            }
        }
    }

    /// The unit of a row of its estimation sample.
    pub fn unit(self) -> &'static str {
        match self.0 {
            Outcome::Hazard(ProcessKind::Leave | ProcessKind::AnyEnd) => "member-year",
            Outcome::Hazard(ProcessKind::Ends | ProcessKind::Replaced) => "treaty-year",
            Outcome::Ordered => "answer",
        }
    }

    /// What its outcome is.
    pub fn outcome(self) -> Outcome {
        self.0
    }
}

impl ProcessKind {
    /// The process with this hazard.
    pub fn process(self) -> Process {
        Process(Outcome::Hazard(self))
    }
}

impl std::str::FromStr for Process {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = Self::ALL.map(Self::name);
        Self::ALL.into_iter().find(|own| own.name() == text).ok_or_else(|| {
            let near =
                foedera_diagnostic::nearest(text, names).map_or(String::new(), |near| format!("; is `{near}` meant?"));
            format!("`{text}` is not a process; known: {}{near}", names.join(", "))
        })
    }
}
