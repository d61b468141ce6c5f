//! What a run has made, kept origin by origin, so that an interrupted run goes on where it was.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The forecasts of one forecaster at one origin: for each horizon and variant the probabilities of the cases ahead.
pub(crate) type Made = Vec<Vec<Vec<f64>>>;

/// The first line of a file.
const MARK: &str = "# forecasts of foedera backtest";
/// The last line of a file.
const END: &str = "# end";

/// A folder with one file for each origin and forecaster.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// Why a kept file cannot be used, or none be written.
#[derive(Debug)]
pub enum StoreError {
    /// The file was made from other data, by another version or with other settings.
    Other(PathBuf),
    /// The file is not what a run writes.
    Damaged(PathBuf),
    /// It cannot be read or written.
    Broken(PathBuf, std::io::Error),
}

/// Which forecasts are meant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) process: &'a str,
    pub(crate) origin: i16,
    pub(crate) forecaster: &'a str,
    /// What they are made from and how (SHA-256).
    pub(crate) fingerprint: &'a str,
}

/// Bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("strings grow");
        text
    })
}

impl Store {
    /// The folder at a path, made if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Broken`].
    pub fn new(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|error| StoreError::Broken(folder.to_path_buf(), error))?;
        Ok(Self { folder: folder.to_path_buf() })
    }

    fn path(&self, place: &Place<'_>) -> PathBuf {
        self.folder.join(format!("{}-{}-{}.txt", place.process, place.origin, place.forecaster))
    }

    /// What was made; `None` if it was not yet. `shape` is the number of cases of each horizon, and that of variants.
    pub(crate) fn read(&self, place: &Place<'_>, shape: (&[usize], usize)) -> Result<Option<Made>, StoreError> {
        let path = self.path(place);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => return Err(StoreError::Damaged(path)),
            Err(error) => return Err(StoreError::Broken(path, error)),
        };
        let mut lines = text.lines();
        if lines.next() != Some(MARK) {
            return Err(StoreError::Damaged(path));
        }
        if lines.next() != Some(&head(place)) {
            return Err(StoreError::Other(path));
        }
        parsed(lines, shape).map(Some).ok_or(StoreError::Damaged(path))
    }

    /// Keep what was made: whole, or not at all.
    pub(crate) fn write(&self, place: &Place<'_>, made: &Made) -> Result<(), StoreError> {
        let path = self.path(place);
        let mut text = format!("{MARK}\n{}\n", head(place));
        for probabilities in made.iter().flatten() {
            // The shortest digits that give the same number again.
            let numbers: Vec<String> = probabilities.iter().map(|p| format!("{p:e}")).collect();
            writeln!(text, "{}", numbers.join(" ")).expect("strings grow");
        }
        writeln!(text, "{END}").expect("strings grow");
        let half = path.with_extension(format!("txt.{}", std::process::id()));
        let written = std::fs::write(&half, text).and_then(|()| std::fs::rename(&half, &path));
        written.map_err(|error| {
            // What is half written is of no use; that it is there is told by the error itself.
            let _gone = std::fs::remove_file(&half);
            StoreError::Broken(path, error)
        })
    }
}

fn head(place: &Place<'_>) -> String {
    format!("# version {} inputs and settings {}", env!("CARGO_PKG_VERSION"), place.fingerprint)
}

fn parsed<'a>(mut lines: impl Iterator<Item = &'a str>, (cases, variants): (&[usize], usize)) -> Option<Made> {
    let mut line = |cases: usize| -> Option<Vec<f64>> {
        let numbers: Result<Vec<f64>, _> = lines.next()?.split_ascii_whitespace().map(str::parse).collect();
        numbers.ok().filter(|numbers| numbers.len() == cases && numbers.iter().all(|p| (0.0..=1.0).contains(p)))
    };
    let made = cases.iter().map(|cases| (0..variants).map(|_| line(*cases)).collect()).collect::<Option<Made>>()?;
    (lines.next() == Some(END)).then_some(made)
}
