//! A file as bytes, its fingerprint, and its text whatever the encoding.

use std::path::Path;
use std::sync::Arc;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_world::Provenance;
use sha2::{Digest, Sha256};

use crate::day_column::DayZero;
use crate::formats::budget::read_bounded;

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A file in memory: where it came from and what it holds.
#[derive(Debug, Clone)]
pub struct RawFile {
    name: String,
    content: Content,
    /// The day from which its workbook counts dates, if it comes from one.
    day_zero: Option<DayZero>,
}

/// What a file holds; never both, so that a large file is in memory once.
#[derive(Debug, Clone)]
enum Content {
    /// As it was read.
    Bytes(Arc<Vec<u8>>),
    /// The text of a table, and the fingerprint of the bytes it came from.
    Text(Source, Arc<str>),
}

/// Read a file from disk; the one door through which datasets come in.
///
/// # Errors
/// [`Code::CannotRead`] with the reason of the system.
pub fn read_file(path: &Path) -> Result<RawFile, Problems> {
    let name = path.display().to_string();
    match read_bounded(path) {
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
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), content: Content::Bytes(Arc::new(bytes.into())), day_zero: None }
    }

    /// The bytes as they were read; none of a table that is text already.
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Bytes(bytes) => bytes,
            Content::Text(..) => &[],
        }
    }

    /// The same file with its table as text.
    pub(crate) fn with_text(self, text: String) -> Self {
        let sha256 = self.sha256().into();
        self.holding(text, sha256)
    }

    fn holding(self, text: String, sha256: Arc<str>) -> Self {
        let source = Source::new(self.name.clone(), text);
        Self { content: Content::Text(source, sha256), ..self }
    }

    /// A table of this file (a sheet) as text, under the file's name and its own.
    pub(crate) fn member(&self, name: &str, text: String, sha256: &str) -> Self {
        let name = format!("{}/{name}", self.name);
        Self { name, content: self.content.clone(), day_zero: None }.holding(text, sha256.into())
    }

    /// The same file, decoded in place if it is text; its bytes are not kept beside the text.
    pub(crate) fn decoded(self) -> Self {
        let Content::Bytes(bytes) = self.content else { return self };
        let sha256 = fingerprint(&bytes);
        let bytes = Arc::try_unwrap(bytes).unwrap_or_else(|bytes| bytes.to_vec());
        match text_of(bytes) {
            Ok(text) => Self { content: Content::Bytes(Arc::default()), ..self }.holding(text, sha256.into()),
            Err((_, bytes)) => Self { content: Content::Bytes(Arc::new(bytes)), ..self },
        }
    }

    /// The same table, whose numbers for days count from this one.
    pub(crate) fn with_day_zero(self, day_zero: DayZero) -> Self {
        Self { day_zero: Some(day_zero), ..self }
    }

    pub(crate) fn day_zero(&self) -> Option<DayZero> {
        self.day_zero
    }

    /// The name under which the user knows it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its own name in lower case, without folders and archives.
    pub(crate) fn own_name(&self) -> String {
        self.name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase()
    }

    /// SHA-256 of the bytes, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        match &self.content {
            Content::Bytes(bytes) => fingerprint(bytes),
            Content::Text(_, sha256) => sha256.to_string(),
        }
    }

    /// The text: UTF-8 with or without byte-order mark, UTF-16 or UTF-32 with one, else Latin-1; every line end becomes `\n`.
    ///
    /// # Errors
    /// [`Code::Schema`] for what is no text at all (a spreadsheet, Parquet, UTF-16 without a mark), [`Code::Missing`] when empty.
    pub(crate) fn decode(&self) -> Result<Source, Problems> {
        let bytes = match &self.content {
            Content::Text(source, _) if source.text().trim_ascii().is_empty() => Vec::new(),
            Content::Text(source, _) => return Ok(source.clone()),
            Content::Bytes(bytes) => bytes.to_vec(),
        };
        match text_of(bytes) {
            Ok(text) => Ok(Source::new(self.name.clone(), text)),
            Err((NoText { code, message, remedy }, _)) => {
                let place = Place::File(self.name.clone());
                Err(Diagnostic::new(code, place, format!("`{}` {message}", self.name), remedy).into())
            }
        }
    }

    pub(crate) fn provenance(&self, dataset: String, rows: usize, citation: &str) -> Provenance {
        let file = Path::new(&self.name).file_name().map_or(self.name.clone(), |f| f.to_string_lossy().into_owned());
        Provenance { dataset, file, sha256: self.sha256(), rows, citation: citation.to_owned() }
    }
}

/// SHA-256 of bytes, in lower-case hexadecimal.
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Why bytes are no text.
struct NoText {
    code: Code,
    message: &'static str,
    remedy: &'static str,
}

/// The text of bytes, which it takes over without a copy if they are UTF-8; else they come back with the reason.
fn text_of(mut bytes: Vec<u8>) -> Result<String, (NoText, Vec<u8>)> {
    if let Some(wide) = wide_text(&bytes) {
        bytes = wide.into_bytes();
    }
    if bytes.starts_with(UTF8_MARK) {
        bytes.drain(..UTF8_MARK.len());
    }
    if bytes.contains(&0) {
        let remedy = "save it as CSV in UTF-8";
        return Err((NoText { code: Code::Schema, message: "is not a text file", remedy }, bytes));
    }
    if bytes.trim_ascii().is_empty() {
        let remedy = "get the file anew from its publisher";
        return Err((NoText { code: Code::Missing, message: "is empty", remedy }, bytes));
    }
    unify_line_ends(&mut bytes);
    // Every byte is a character of Latin-1, and Latin-1 is the start of Unicode.
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| error.as_bytes().iter().copied().map(char::from).collect()))
}

/// Make `\n` of `\r\n` and of a lone `\r`, in place.
fn unify_line_ends(bytes: &mut Vec<u8>) {
    if !bytes.contains(&b'\r') {
        return;
    }
    let (mut kept, mut before) = (0, 0);
    for at in 0..bytes.len() {
        let byte = bytes[at];
        if byte != b'\n' || before != b'\r' {
            bytes[kept] = if byte == b'\r' { b'\n' } else { byte };
            kept += 1;
        }
        before = byte;
    }
    bytes.truncate(kept);
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
