//! The file that is not whole yet, and what is known of the one that it will be.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What must be the same for a transfer to go on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) url: String,
    /// The server's mark of this version (ETag, or Last-Modified).
    pub(crate) validator: Option<String>,
}

/// A part on disk.
pub(crate) struct Part {
    path: PathBuf,
    state_path: PathBuf,
    file: File,
    length: u64,
    state: State,
}

impl Part {
    /// The part of a target: an earlier one of the same address is gone on with, another is begun anew.
    pub(crate) fn open(target: &Path, url: &str) -> std::io::Result<Self> {
        let beside = |ending: &str| {
            let name = target.file_name().unwrap_or_default().to_string_lossy();
            target.with_file_name(format!("{name}.{ending}"))
        };
        let (path, state_path) = (beside("part"), beside("part.json"));
        let known =
            std::fs::read_to_string(&state_path).ok().and_then(|text| serde_json::from_str::<State>(&text).ok());
        let state = known.filter(|state| state.url == url && state.validator.is_some());
        let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path)?;
        let length = if state.is_some() { file.seek(SeekFrom::End(0))? } else { 0 };
        if file.metadata()?.len() != length {
            file.set_len(length)?;
        }
        let state = state.unwrap_or(State { url: url.to_owned(), validator: None });
        Ok(Self { path, state_path, file, length, state })
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn validator(&self) -> Option<&str> {
        self.state.validator.as_deref()
    }

    /// Begin anew with another version of the file.
    pub(crate) fn restart(&mut self, validator: Option<String>) -> std::io::Result<()> {
        if self.length > 0 {
            self.file.set_len(0)?;
            self.file.rewind()?;
            self.length = 0;
        }
        self.state.validator = validator;
        std::fs::write(&self.state_path, serde_json::to_vec(&self.state).unwrap_or_default())
    }

    pub(crate) fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    pub(crate) fn sha256(&self) -> std::io::Result<String> {
        digest(&self.path).map(|(sha256, _)| sha256)
    }

    /// Keep it for another call, unless there is nothing in it.
    pub(crate) fn leave(self) {
        if self.length == 0 || self.state.validator.is_none() {
            self.remove();
        }
    }

    /// Take it away.
    pub(crate) fn remove(self) {
        // Either may be gone already; there is nothing to save.
        let _part = std::fs::remove_file(&self.path);
        let _state = std::fs::remove_file(&self.state_path);
    }

    /// Make it the target.
    pub(crate) fn finish(self, target: &Path) -> std::io::Result<()> {
        self.file.sync_all()?;
        std::fs::rename(&self.path, target)?;
        let _state = std::fs::remove_file(&self.state_path);
        Ok(())
    }
}

/// SHA-256 of a file and its length.
pub(crate) fn digest(path: &Path) -> std::io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut length = 0;
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok((hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(), length));
        }
        hash.update(&buffer[..count]);
        length += count as u64;
    }
}
