//! Messages to users, as data.
//!
//! A [`Diagnostic`] says what is wrong, where (file, span, snippet) and what to
//! do about it; it is rendered late, for a terminal or a pipe. [`Code`] is the
//! stable name of each kind of problem and fixes the [`ExitCode`]. [`document`]
//! reads TOML files field by field and gathers *every* problem in them.
//!
//! Left to others: what a file means (each crate validates its own documents).
//!
//! ```
//! use foedera_diagnostic::{Code, Diagnostic, Place, Source, nearest};
//!
//! let scenario = Source::new("scenario.toml", "title = \"CSTO\"\n[[brunch]]\n");
//! let start = scenario.text().find("brunch").expect("it stands there");
//! let place = Place::Span(scenario, start..start + "brunch".len());
//! assert_eq!(place.line(), Some(2));
//! let remedy = format!("did you mean `{}`?", nearest("brunch", ["branch", "title"]).expect("a near name"));
//! let told = Diagnostic::new(Code::UnknownKey, place, "unknown key `brunch`", remedy).render(false);
//! assert!(told.contains("scenario.toml:2:3") && told.contains("did you mean `branch`?"), "{told}");
//! ```

mod code;
pub mod document;
mod nearest;
mod number;
mod printable;
pub mod progress;
mod render;
pub mod watch;

pub use code::{Code, ExitCode};
pub use nearest::{edit_distance, nearest};
pub use number::{fixed, signed};
pub use printable::{printable, printable_json, printable_line};

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A text that diagnostics can point into: its name for the user and its content.
#[derive(Debug, Clone)]
pub struct Source {
    inner: Arc<Content>,
}

#[derive(Debug)]
struct Content {
    name: Cow<'static, str>,
    text: Cow<'static, str>,
    /// Of a text compiled into the program: what [`document::compile`] made of it.
    records: Option<&'static [u8]>,
}

impl Source {
    /// A source called `name` (a path, or a label such as `atlas/states.csv`) with the text `text`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let (name, text) = (Cow::Owned(name.into()), Cow::Owned(text.into()));
        Self { inner: Arc::new(Content { name, text, records: None }) }
    }

    /// A source that is part of the program, with what [`document::compile`] made of its text when the program was built: it is
    /// neither copied nor parsed.
    pub fn compiled(name: &'static str, text: &'static str, records: Option<&'static [u8]>) -> Self {
        let (name, text) = (Cow::Borrowed(name), Cow::Borrowed(text));
        Self { inner: Arc::new(Content { name, text, records }) }
    }

    fn records(&self) -> Option<&'static [u8]> {
        self.inner.records
    }

    /// The name under which the user knows it.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The 1-based line of a byte offset (offsets past the end give the last line).
    pub fn line_of(&self, offset: usize) -> usize {
        let end = offset.min(self.text().len());
        self.text().as_bytes()[..end].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// The byte range of a 1-based line, without its line end; empty past the end of the text.
    pub fn span_of_line(&self, line: usize) -> Range<usize> {
        let text = self.text();
        let mut start = 0;
        for (index, content) in text.split_inclusive('\n').enumerate() {
            if index + 1 == line {
                return start..start + content.trim_end_matches(['\n', '\r']).len();
            }
            start += content.len();
        }
        text.len()..text.len()
    }
}

/// Where a problem is.
#[derive(Debug, Clone)]
pub enum Place {
    /// A byte range of a text.
    Span(Source, Range<usize>),
    /// A file as a whole (it could not be read, say).
    File(String),
    /// The command line.
    CommandLine,
}

impl Place {
    /// The file's name, if the place is in a file.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Span(source, _) => Some(source.name()),
            Self::File(name) => Some(name),
            Self::CommandLine => None,
        }
    }

    /// The 1-based line, if the place has one.
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Span(source, span) => Some(source.line_of(span.start)),
            Self::File(_) | Self::CommandLine => None,
        }
    }
}

/// One message: what was wrong, where, and what to do.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The stable kind of problem.
    pub code: Code,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// What stands at the place, in a few words, shown under the snippet.
    pub label: String,
    /// What the user can do.
    pub remedy: String,
}

impl Diagnostic {
    /// A diagnostic at `place`; add a label with [`Diagnostic::label`].
    pub fn new(code: Code, place: Place, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code, message: message.into(), place, label: String::new(), remedy: remedy.into() }
    }

    /// The same with a few words under the snippet.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The text to print: title, place with the snippet, remedy. `styled` adds ANSI colours.
    pub fn render(&self, styled: bool) -> String {
        render::render(self, styled)
    }
}

/// Problems gathered while something was read or checked; the failure of most fallible calls in Foedera.
#[derive(Debug, Clone, Default)]
pub struct Problems(pub Vec<Diagnostic>);

impl Problems {
    /// No problem yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Add one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Take over all problems of another list.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok(value)` when there is no problem, else the problems.
    ///
    /// # Errors
    /// The problems themselves, when there are any.
    pub fn or_ok<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// The exit code of the gravest problem; success when there is none.
    pub fn exit_code(&self) -> ExitCode {
        self.0.iter().map(|d| d.code.exit_code()).max_by_key(|code| *code as u8).unwrap_or(ExitCode::Success)
    }
}

impl From<Diagnostic> for Problems {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for diagnostic in &self.0 {
            writeln!(f, "{}", diagnostic.render(false))?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_and_its_span_agree() {
        let source = Source::new("x.toml", "one\r\ntwo\n\nfour");
        for line in 1..=4 {
            assert_eq!(source.line_of(source.span_of_line(line).start), line);
        }
        assert_eq!(&source.text()[source.span_of_line(1)], "one");
        assert_eq!(&source.text()[source.span_of_line(4)], "four");
        assert_eq!(source.span_of_line(9), 14..14);
    }

    #[test]
    fn the_gravest_problem_decides_the_exit_code() {
        let mut problems = Problems::new();
        assert_eq!(problems.exit_code(), ExitCode::Success);
        problems.push(Diagnostic::new(Code::InvalidValue, Place::CommandLine, "a", "b"));
        problems.push(Diagnostic::new(Code::CannotWrite, Place::CommandLine, "a", "b"));
        assert_eq!(problems.exit_code(), ExitCode::Output);
    }
}
