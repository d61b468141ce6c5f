//! The stable names of problems and the exit codes they lead to.

use serde::Serialize;

/// What a run of `foedera` ended with. These numbers are API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[repr(u8)]
pub enum ExitCode {
    /// All went well.
    Success = 0,
    /// The command ran, and its finding is negative (an estimate that did not converge, say).
    NegativeFinding = 1,
    /// Wrong usage or wrong input; nothing was written.
    Usage = 2,
    /// A result could not be written.
    Output = 3,
    /// A file could not be fetched.
    Network = 4,
    /// A defect of Foedera itself.
    Internal = 70,
    /// Interrupted by the user (128 + SIGINT).
    Interrupted = 130,
}

/// The kind of a problem. Its text (`F0203`) is API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A file could not be read.
    CannotRead,
    /// A result could not be written.
    CannotWrite,
    /// A file could not be fetched from its publisher.
    Network,
    /// A text is not what its format demands (TOML, CSV, JSON syntax).
    Syntax,
    /// A file of a newer or unknown schema version, or not one of ours.
    Schema,
    /// A format that this build does not read.
    Unsupported,
    /// A key that the schema does not know.
    UnknownKey,
    /// A required key, column or section is missing.
    Missing,
    /// A value of the wrong type.
    WrongType,
    /// A value outside its range or vocabulary.
    InvalidValue,
    /// A name that refers to nothing (state, treaty, source, effect, branch).
    UnknownName,
    /// The same thing twice.
    Duplicate,
    /// Facts that contradict each other (overlap, order of dates, totals).
    Inconsistent,
    /// A row of a dataset that cannot be read.
    BadRow,
    /// An event that the world refuses.
    RefusedEvent,
    /// Wrong usage of the command line.
    Usage,
    /// An estimate that cannot be made or did not converge.
    Estimation,
}

impl Code {
    /// The code as printed and documented.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CannotRead => "F0101",
            Self::CannotWrite => "F0102",
            Self::Network => "F0103",
            Self::Syntax => "F0201",
            Self::Schema => "F0202",
            Self::Unsupported => "F0207",
            Self::UnknownKey => "F0203",
            Self::Missing => "F0204",
            Self::WrongType => "F0205",
            Self::InvalidValue => "F0206",
            Self::UnknownName => "F0301",
            Self::Duplicate => "F0302",
            Self::Inconsistent => "F0303",
            Self::BadRow => "F0401",
            Self::RefusedEvent => "F0402",
            Self::Usage => "F0501",
            Self::Estimation => "F0601",
        }
    }

    /// The exit code that a problem of this kind leads to.
    pub fn exit_code(self) -> ExitCode {
        match self {
            Self::CannotWrite => ExitCode::Output,
            Self::Network => ExitCode::Network,
            Self::Estimation => ExitCode::NegativeFinding,
            _ => ExitCode::Usage,
        }
    }
}
