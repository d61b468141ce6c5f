//! How much may be read: a ceiling on a file, on what an archive unpacks to, and on the folder that holds them.

use std::io::{Error, ErrorKind, Read};
use std::path::Path;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};

/// The environment variable with the most bytes of one file.
pub(crate) const VARIABLE: &str = "FOEDERA_MOST_BYTES";

/// The most bytes of one file, or of all that one archive or workbook unpacks to, unless [`VARIABLE`] says otherwise.
const MOST_BYTES: u64 = 1 << 29;

/// How many times that a whole folder may hold.
const FOLDER: u64 = 4;

/// That the environment sets no ceiling, or a number of bytes.
///
/// # Errors
/// [`Code::Usage`] for a text that is no whole number above 0.
pub fn check_ceiling() -> Result<(), Problems> {
    let Some(text) = std::env::var_os(VARIABLE) else { return Ok(()) };
    if text.to_str().and_then(|text| text.parse::<u64>().ok()).is_some_and(|bytes| bytes > 0) {
        return Ok(());
    }
    let message = format!("the environment variable {VARIABLE} is `{}`, which is no number of bytes", text.display());
    Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "give a whole number above 0, or unset it").into())
}

/// The most bytes of one file, packed or unpacked.
pub(crate) fn of_a_file() -> u64 {
    std::env::var(VARIABLE).ok().and_then(|text| text.parse().ok()).unwrap_or(MOST_BYTES)
}

/// The most bytes of all files of a folder, unpacked.
pub(crate) fn of_a_folder() -> u64 {
    of_a_file().saturating_mul(FOLDER)
}

/// What is too large, and what to do.
pub(crate) fn exceeded(name: &str, what: &str, most: u64) -> Problems {
    let message = format!("`{name}` {what} more than {most} bytes");
    let remedy = format!("give a smaller part of it, or set {VARIABLE} to the bytes that one file may have");
    Diagnostic::new(Code::InvalidValue, Place::File(name.to_owned()), message, remedy).into()
}

/// The bytes of a file or pipe, if they are not more than the ceiling; memory that is not there is an error, not the
/// end of the program.
///
/// # Errors
/// Those of the system; [`ErrorKind::FileTooLarge`] above the ceiling.
pub fn read_bounded(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    let metadata = file.metadata()?;
    let most = of_a_file();
    let too_large = || {
        let message = format!("it has more than {most} bytes ({VARIABLE} sets how many a file may have)");
        Error::new(ErrorKind::FileTooLarge, message)
    };
    // A device can go on for ever, and says that it is empty.
    if metadata.is_file() && metadata.len() > most {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(metadata.len()).unwrap_or(usize::MAX))?;
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_large()) } else { Ok(bytes) }
}

/// What `read` gives, if it is at most `most` bytes.
pub(crate) fn unpack(read: impl Read, most: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    read.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}
