//! A folder from which a fit can be made again by somebody else: data, specification, script, model, versions.
//!
//! It is put together beside its place and takes its name when it is whole; what exists and is not empty is never touched.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use foedera_sources::fingerprint;

/// A replication folder in the making.
pub(crate) struct Replication {
    folder: PathBuf,
    /// Where it is put together.
    partial: PathBuf,
    /// The files copied, by where they were: the name in the folder, and the SHA-256.
    copied: BTreeMap<PathBuf, (String, String)>,
}

impl Replication {
    /// A folder that is not there yet, or is empty.
    ///
    /// # Errors
    /// A folder with something in it, a file of that name, or one that cannot be made.
    pub(crate) fn new(folder: &Path) -> Result<Self, Problems> {
        let free = match std::fs::read_dir(folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(_) => !folder.exists(),
        };
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let (Some(name), true) = (name, free) else {
            let message = format!("{} is there already, and is not an empty folder", folder.display());
            let remedy = "name a folder that does not exist yet: a replication never writes over what is there";
            return Err(Diagnostic::new(Code::CannotWrite, Place::CommandLine, message, remedy).into());
        };
        let partial = folder.with_file_name(format!(".{name}.{}.partial", std::process::id()));
        let made = Self { folder: folder.to_path_buf(), partial, copied: BTreeMap::new() };
        std::fs::create_dir_all(made.partial.join("data")).map_err(|error| made.failed(&error))?;
        Ok(made)
    }

    fn failed(&self, error: &std::io::Error) -> Problems {
        let message = format!("the replication folder {} cannot be written: {error}", self.folder.display());
        let remedy = "name a place that you may write to, with room for the data";
        Diagnostic::new(Code::CannotWrite, Place::CommandLine, message, remedy).into()
    }

    /// Copy a file; gives where it lies now. A second file of the same name gets a number.
    ///
    /// # Errors
    /// A file that cannot be read or written.
    pub(crate) fn copy(&mut self, file: &Path) -> Result<PathBuf, Problems> {
        if let Some((name, _)) = self.copied.get(file) {
            return Ok(self.partial.join("data").join(name));
        }
        let own = file.file_name().map_or("data".to_owned(), |name| name.to_string_lossy().into_owned());
        let taken = |name: &str| self.copied.values().any(|(known, _)| known == name);
        let numbered = (2..).map(|number| format!("{number}-{own}"));
        let name = std::iter::once(own.clone()).chain(numbered).find(|name| !taken(name)).expect("there are numbers");
        let bytes = std::fs::read(file).map_err(|error| self.failed(&error))?;
        let to = self.partial.join("data").join(&name);
        std::fs::write(&to, &bytes).map_err(|error| self.failed(&error))?;
        self.copied.insert(file.to_path_buf(), (name, fingerprint(&bytes)));
        Ok(to)
    }

    /// Where it is put together.
    pub(crate) fn made_in(&self) -> &Path {
        &self.partial
    }

    /// The name in the folder of a file that was copied, `data/NAME`.
    pub(crate) fn place(&self, file: &Path) -> Option<PathBuf> {
        self.copied.get(file).map(|(name, _)| Path::new("data").join(name))
    }

    /// Write a text of the folder.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), Problems> {
        std::fs::write(self.partial.join(name), text).map_err(|error| self.failed(&error))
    }

    /// Write what it is and how to make the fit again, and give the folder its name.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(crate) fn finish(self, what: &str, commands: &[String]) -> Result<(), Problems> {
        let script = format!("#!/bin/sh\nset -e\ncd \"$(dirname \"$0\")\"\n{}\n", commands.join("\n"));
        self.write("replicate.sh", &script)?;
        let mut readme = format!("# Replication\n\n{what}\n\n");
        let version = env!("CARGO_PKG_VERSION");
        writeln!(
            readme,
            "Fitted with Foedera {version}. `sh replicate.sh` makes it again; the fit is deterministic.\n"
        )
        .expect("strings grow");
        writeln!(readme, "| file | SHA-256 | was |\n|---|---|---|").expect("strings grow");
        for (was, (name, sha256)) in &self.copied {
            writeln!(readme, "| data/{name} | {sha256} | {} |", was.display()).expect("strings grow");
        }
        readme.push_str(
            "\nThe data stay under their publishers' terms: see `foedera data list` before you hand them on.\n",
        );
        self.write("README.md", &readme)?;
        if self.folder.exists() {
            std::fs::remove_dir(&self.folder).map_err(|error| self.failed(&error))?;
        }
        std::fs::rename(&self.partial, &self.folder).map_err(|error| self.failed(&error))
    }
}

impl Drop for Replication {
    /// What was not finished goes.
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.partial).is_ok();
    }
}
