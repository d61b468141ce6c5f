//! The facts that every command stands on: the atlas, and what the user lays on it with `--facts`.

use std::ops::Deref;
use std::path::PathBuf;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems};

use crate::output;

/// The facts of a run.
pub(crate) struct Ground {
    facts: Vec<PathBuf>,
}

/// The atlas of a run. It is not taken apart text by text at the end of a process, which gives all memory back at once; a process
/// that runs many commands drops it with each.
pub(crate) struct Lasting(Option<Atlas>);

impl Lasting {
    fn new(atlas: Atlas) -> Self {
        Self(Some(atlas))
    }
}

impl Deref for Lasting {
    type Target = Atlas;

    fn deref(&self) -> &Atlas {
        self.0.as_ref().expect("it is there until it is dropped")
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        if !crate::held::is_on() {
            std::mem::forget(self.0.take());
        }
    }
}

impl Ground {
    /// The atlas with these files laid on it, in their order.
    pub(crate) fn new(facts: Vec<PathBuf>) -> Self {
        Self { facts }
    }

    /// The atlas of this run.
    ///
    /// # Errors
    /// A facts file that cannot be read, with every problem in it.
    pub(crate) fn atlas(&self) -> Result<Lasting, Problems> {
        let atlas = Atlas::embedded()?;
        if self.facts.is_empty() {
            return Ok(Lasting::new(atlas));
        }
        let files = self.facts.iter().map(|path| output::read_source(path)).collect::<Result<Vec<_>, _>>()?;
        atlas.with_facts(&files).map(Lasting::new)
    }

    /// The files, for the command that makes an answer again.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.facts
    }

    /// For a command that reads no facts: what is given and would be ignored is refused.
    ///
    /// # Errors
    /// If facts were given.
    pub(crate) fn unused(&self, command: &str) -> Result<(), Problems> {
        if self.facts.is_empty() {
            return Ok(());
        }
        let message = format!("`foedera {command}` reads nothing of the atlas, so --facts would change nothing");
        Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "leave --facts out").into())
    }
}
