//! A file as bytes, its fingerprint, and its text whatever the encoding.

use std::path::Path;
use std::sync::Arc;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_world::Provenance;
use sha2::{Digest, Sha256};

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A file in memory: where it came from and its bytes, not yet decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFile {
    name: String,
    bytes: Arc<[u8]>,
    /// The text of a table that was not stored as text.
    text: Option<Arc<str>>,
}

/// Read a file from disk; the one door through which datasets come in.
///
/// # Errors
/// [`Code::CannotRead`] with the reason of the system.
pub fn read_file(path: &Path) -> Result<RawFile, Problems> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => Ok(RawFile::new(name, bytes)),
        Err(error) => {
            let message = format!("cannot read `{name}`: {error}");
            let remedy = "check the path and that you may read the file; Foedera does not ship datasets";
            Err(Diagnostic::new(Code::CannotRead, Place::File(name), message, remedy).into())
        }
    }
}

impl RawFile {
    /// A file called `name` (its path, as the user knows it) with these bytes.
    pub fn new(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { name: name.into(), bytes: bytes.into(), text: None }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same file with its table as text.
    pub(crate) fn with_text(self, text: String) -> Self {
        Self { text: Some(text.into()), ..self }
    }

    /// A part of the file (a sheet), under the file's name and its own.
    pub(crate) fn member(&self, name: &str) -> Self {
        Self { name: format!("{}/{name}", self.name), ..self.clone() }
    }

    /// The name under which the user knows it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of the bytes, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        Sha256::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The text: UTF-8 with or without byte-order mark, UTF-16 or UTF-32 with one, else Latin-1; every line end becomes `\n`.
    ///
    /// # Errors
    /// [`Code::Schema`] for what is no text at all (a spreadsheet, Parquet, UTF-16 without a mark), [`Code::Missing`] when empty.
    pub(crate) fn decode(&self) -> Result<Source, Problems> {
        let bytes = self.text.as_ref().map_or(&*self.bytes, |text| text.as_bytes());
        let wide = wide_text(bytes);
        let bytes = wide.as_ref().map_or(bytes, |text| text.as_bytes());
        let bytes = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
        let fails = |code, message: &str, remedy: &str| {
            let place = Place::File(self.name.clone());
            Err(Diagnostic::new(code, place, format!("`{}` {message}", self.name), remedy).into())
        };
        if bytes.contains(&0) {
            return fails(Code::Schema, "is not a text file", "save it as CSV in UTF-8");
        }
        if bytes.trim_ascii().is_empty() {
            return fails(Code::Missing, "is empty", "get the file anew from its publisher");
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Every byte is a character of Latin-1, and Latin-1 is the start of Unicode.
            Err(_) => bytes.iter().copied().map(char::from).collect(),
        };
        let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
        Ok(Source::new(self.name.clone(), text))
    }

    pub(crate) fn provenance(&self, dataset: String, rows: usize, citation: &str) -> Provenance {
        let file = Path::new(&self.name).file_name().map_or(self.name.clone(), |f| f.to_string_lossy().into_owned());
        Provenance { dataset, file, sha256: self.sha256(), rows, citation: citation.to_owned() }
    }
}

/// The text of UTF-32 or UTF-16 with a byte-order mark; `None` for everything else.
fn wide_text(bytes: &[u8]) -> Option<String> {
    // The mark of UTF-32 in little-endian order begins with that of UTF-16.
    let units32 = |rest: &[u8], order: fn([u8; 4]) -> u32| -> Option<String> {
        let units = rest.chunks_exact(4);
        let whole = units.remainder().is_empty();
        whole.then(|| units.map(|unit| char::from_u32(order([unit[0], unit[1], unit[2], unit[3]]))).collect())?
    };
    let units16 = |rest: &[u8], order: fn([u8; 2]) -> u16| -> Option<String> {
        let units = rest.chunks_exact(2);
        let whole = units.remainder().is_empty();
        char::decode_utf16(units.map(|unit| order([unit[0], unit[1]]))).collect::<Result<_, _>>().ok().filter(|_| whole)
    };
    match bytes {
        [0xFF, 0xFE, 0, 0, rest @ ..] => units32(rest, u32::from_le_bytes),
        [0, 0, 0xFE, 0xFF, rest @ ..] => units32(rest, u32::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => units16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => units16(rest, u16::from_be_bytes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        RawFile::new("x.csv", bytes.to_vec()).decode().unwrap().text().to_owned()
    }

    #[test]
    fn encodings_and_line_ends_come_out_alike() {
        assert_eq!(text(b"\xEF\xBB\xBFa,b\r\n\xC3\xA9,1\r\n"), "a,b\né,1\n");
        assert_eq!(text(b"a,b\r\xE9,1\r"), "a,b\né,1\n");
    }

    #[test]
    fn wide_text_with_a_mark_is_read_in_either_order() {
        let units = "\u{feff}a,b\né,1\n";
        let bytes = |order: fn(u16) -> [u8; 2]| units.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let long = |order: fn(u32) -> [u8; 4]| units.chars().flat_map(|own| order(own as u32)).collect::<Vec<u8>>();
        for wide in [bytes(u16::to_le_bytes), bytes(u16::to_be_bytes), long(u32::to_le_bytes), long(u32::to_be_bytes)] {
            assert_eq!(text(&wide), "a,b\né,1\n");
        }
        let mut cut = bytes(u16::to_le_bytes);
        cut.pop();
        assert!(RawFile::new("x.csv", cut).decode().is_err(), "half a character");
    }

    #[test]
    fn the_fingerprint_is_of_the_bytes() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(RawFile::new("x", Vec::new()).sha256(), empty);
    }

    #[test]
    fn a_file_that_is_not_there_is_said_to_be_so() {
        let problems = read_file(Path::new("/nowhere/at/all.csv")).unwrap_err();
        assert_eq!(problems.0[0].code, Code::CannotRead);
        assert!(problems.0[0].message.contains("/nowhere/at/all.csv"));
    }
}
