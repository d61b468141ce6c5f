//! A fitted file of the user's for one process, in place of that of the program.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use foedera_diagnostic::document::read;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_process::event::EventModel;
use foedera_process::response::AnswerModel;
use foedera_process::{Levels, Model, Rates, read_answer_model, read_event_model, read_levels, read_model, read_rates};

use crate::models::sha256;

/// The processes that can have a file of the user's, by their names in switches, with what the file calls its process.
pub(crate) const WITH_FILES: [(&str, &str); 10] = [
    ("leave", "leave"),
    ("ends", "ends"),
    ("replaced", "replaced"),
    ("dispute", "dispute"),
    ("coup", "coup"),
    ("conflict", "conflict"),
    ("freeze", "freeze"),
    ("call", "calls"),
    ("answer", "answers"),
    ("levels", "levels"),
];

/// A model of a file.
#[derive(Debug)]
pub(crate) enum Content {
    Hazard(Box<Model>),
    Events(Box<EventModel>),
    Answers(Box<AnswerModel>),
    Counted(Rates),
    Levels(Levels),
}

/// A fitted file that a scenario or the command line names for a process. Two are equal if their texts are.
#[derive(Clone)]
pub struct OwnModel {
    /// Where it stands, as it was named.
    pub file: String,
    /// SHA-256 of its text.
    pub sha256: String,
    content: Arc<Content>,
}

impl fmt::Debug for OwnModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "model:{} {}", self.file, self.sha256)
    }
}

impl PartialEq for OwnModel {
    fn eq(&self, other: &Self) -> bool {
        self.sha256 == other.sha256 && self.file == other.file
    }
}

impl OwnModel {
    /// Read the file that is named for a process of the switches; a path that is not absolute starts at `folder`.
    ///
    /// # Errors
    /// A process without a file, a file that cannot be read, one of another process, and what else is wrong with it.
    pub(crate) fn of_file(process: &str, file: &str, folder: &Path) -> Result<Self, Problems> {
        let path = folder.join(file);
        let name = path.display().to_string();
        let cannot = |message: String| {
            let remedy = format!("write {process}=model: and the path of a file that `foedera fit` wrote");
            Problems::from(Diagnostic::new(Code::CannotRead, Place::File(name.clone()), message, remedy))
        };
        let bytes = foedera_sources::read_bounded(&path).map_err(|error| cannot(format!("cannot be read: {error}")))?;
        let text = String::from_utf8(bytes).map_err(|_| cannot("is not UTF-8 text".to_owned()))?;
        let source = Source::new(name.clone(), text);
        let content = Arc::new(content(process, &source)?);
        Ok(Self { file: file.to_owned(), sha256: sha256(source.text()), content })
    }

    pub(crate) fn content(&self) -> &Content {
        &self.content
    }
}

/// The model in a file, which must be of the process.
pub(crate) fn content(process: &str, source: &Source) -> Result<Content, Problems> {
    let Some((_, wanted)) = WITH_FILES.into_iter().find(|own| own.0 == process) else {
        let message = format!("`{process}` has no fitted file");
        let names = WITH_FILES.map(|own| own.0).join(", ");
        return Err(
            Diagnostic::new(Code::InvalidValue, Place::CommandLine, message, format!("files are of {names}")).into()
        );
    };
    read(source, |root| {
        let named = root.string("process")?;
        if named.value != wanted {
            let message = format!("the file is of the process `{}`, not of `{wanted}`", named.value);
            let remedy = format!("give {process} a file that `foedera fit {wanted}` wrote");
            root.report(Code::Inconsistent, named.span, message, remedy);
            return None;
        }
        Some(())
    })?;
    let found = match wanted {
        "leave" | "ends" | "replaced" => Content::Hazard(Box::new(read_model(source)?)),
        "dispute" | "coup" | "conflict" => Content::Events(Box::new(read_event_model(source)?)),
        "answers" => Content::Answers(Box::new(read_answer_model(source)?)),
        "levels" => Content::Levels(read_levels(source)?),
        _ => Content::Counted(read_rates(source)?),
    };
    let lacks = lacking(wanted, &found);
    if lacks.is_empty() {
        return Ok(found);
    }
    let message = format!("a model of `{wanted}` without {}, which futures read", lacks.join(", "));
    let remedy = format!("make it again with `foedera fit {wanted}`");
    Err(Diagnostic::new(Code::Missing, Place::File(source.name().to_owned()), message, remedy).into())
}

/// Whether a file has something of this name.
type Has<'m> = Box<dyn Fn(&str) -> bool + 'm>;

/// What futures read of a file and it does not have.
fn lacking(process: &str, found: &Content) -> Vec<&'static str> {
    let (needed, has): (&[&'static str], Has<'_>) = match (process, found) {
        ("dispute", Content::Events(model)) => (&["hostility", "days"], has_counts(model)),
        ("coup", Content::Events(model)) => (&["success"], has_counts(model)),
        ("conflict", Content::Events(model)) => (&["years"], has_counts(model)),
        ("freeze", Content::Counted(rates)) => {
            (&["by_organisation", "own_decision", "thaw"], Box::new(|name| rates.rate(name).is_some()))
        }
        ("calls", Content::Counted(rates)) => (&["any"], Box::new(|name| rates.share(name).is_some())),
        _ => (&[], Box::new(|_| true)),
    };
    needed.iter().copied().filter(|name| !has(name)).collect()
}

fn has_counts(model: &EventModel) -> Has<'_> {
    Box::new(|name| model.counts.iter().any(|own| own.name == name && !own.rows.is_empty()))
}
