//! The file that is not whole yet, and what is known of the one that it will be.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What must be the same for a transfer to go on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) url: String,
    /// The server's mark of this version (ETag, or Last-Modified).
    pub(crate) validator: Option<String>,
    /// Size of the whole file, if the server said so.
    #[serde(default)]
    pub(crate) total: Option<u64>,
}

/// A part on disk.
pub(crate) struct Part {
    path: PathBuf,
    state_path: PathBuf,
    file: File,
    length: u64,
    /// How much of it an earlier call has left.
    resumed_from: u64,
    state: State,
}

impl Part {
    /// The part of a target: an earlier one of the same address is gone on with, another is begun anew.
    ///
    /// One that another run is writing is not touched ([`ErrorKind::ResourceBusy`]).
    pub(crate) fn open(target: &Path, url: &str) -> std::io::Result<Self> {
        let beside = |ending: &str| {
            let name = target.file_name().unwrap_or_default().to_string_lossy();
            target.with_file_name(format!("{name}.{ending}"))
        };
        let (path, state_path) = (beside("part"), beside("part.json"));
        let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path)?;
        take(&file, &path)?;
        let known =
            std::fs::read_to_string(&state_path).ok().and_then(|text| serde_json::from_str::<State>(&text).ok());
        let state = known.filter(|state| state.url == url && state.validator.is_some());
        let length = if state.is_some() { file.seek(SeekFrom::End(0))? } else { 0 };
        if file.metadata()?.len() != length {
            file.set_len(length)?;
        }
        let state = state.unwrap_or(State { url: url.to_owned(), ..State::default() });
        Ok(Self { path, state_path, file, length, resumed_from: length, state })
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// How much of it is of an earlier call.
    pub(crate) fn resumed_from(&self) -> u64 {
        self.resumed_from
    }

    /// Size of the whole file, if it is known.
    pub(crate) fn total(&self) -> Option<u64> {
        self.state.total
    }

    pub(crate) fn validator(&self) -> Option<&str> {
        self.state.validator.as_deref()
    }

    /// Begin anew with another version of the file.
    pub(crate) fn restart(&mut self, validator: Option<String>, total: Option<u64>) -> std::io::Result<()> {
        if self.length > 0 {
            self.file.set_len(0)?;
            self.file.rewind()?;
            self.length = 0;
            self.resumed_from = 0;
        }
        self.state.validator = validator;
        self.state.total = total;
        std::fs::write(&self.state_path, serde_json::to_vec(&self.state).unwrap_or_default())
    }

    pub(crate) fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    pub(crate) fn sha256(&mut self) -> std::io::Result<String> {
        // Where locks are mandatory, only the file that holds the lock can be read.
        self.file.rewind()?;
        digest(&mut self.file).map(|(sha256, _)| sha256)
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

/// Keep other runs from writing to a part; the lock goes with the file.
fn take(file: &File, path: &Path) -> std::io::Result<()> {
    let busy = |reason: &str| Err(std::io::Error::new(ErrorKind::ResourceBusy, reason));
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => busy("another run is fetching it"),
        // The other run was done between our opening and our lock: what we hold may be its target by now.
        Ok(()) if !path.exists() => busy("another run has just fetched it"),
        // Some network file systems know no locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

/// SHA-256 of a file and its length.
pub(crate) fn digest(file: &mut File) -> std::io::Result<(String, u64)> {
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
