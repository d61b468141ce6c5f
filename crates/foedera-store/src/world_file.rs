//! `world.foedera`: a directory in JSON, then the blocks of the columns.
//!
//! Layout: eight bytes of mark, the schema version and the length of the directory (both 32-bit little-endian), the
//! directory's CRC-32, the directory, the blocks. Each block has its CRC-32 in the directory, so that a broken file
//! is told from a foreign one and from one of a newer version.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex};

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_world::{History, Provenance, Roster, read_history, read_roster, write_history};
use serde::{Deserialize, Serialize};

use crate::codec::{self, Layout};
use crate::{Frame, Kind, Part};

/// Version of the world file's layout.
pub const WORLD_SCHEMA: u32 = 1;

/// The bytes with which every world file begins.
pub const WORLD_MARK: &[u8; 8] = b"FOEDERA\n";
const HEAD: usize = 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Directory {
    version: String,
    provenance: Vec<Provenance>,
    roster: Block,
    history: Block,
    frames: Vec<FrameInfo>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Block {
    offset: u64,
    length: u64,
    crc32: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ColumnInfo {
    name: String,
    kind: Kind,
    layout: Layout,
    block: Block,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values: Option<Block>,
}

/// What the directory says of a frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrameInfo {
    /// The frame's name.
    pub name: String,
    /// The key of its dataset.
    pub dataset: String,
    /// First and last year covered.
    pub span: (i16, i16),
    /// The parts that it covers, where that is not the whole of the span.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Rows.
    pub rows: usize,
    columns: Vec<ColumnInfo>,
}

impl FrameInfo {
    /// The names of its columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }
}

/// The bytes of a world file.
pub fn encode_world(history: &History, provenance: &[Provenance], frames: &[Frame]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_world(&mut bytes, history, provenance, frames).expect("a vector takes every byte");
    bytes
}

/// Write a world file. Columns are encoded twice, once for the directory and once as they go out, so that memory holds
/// the frames and one column.
///
/// # Errors
/// What the disk says.
pub fn write_world(
    out: &mut impl std::io::Write,
    history: &History,
    provenance: &[Provenance],
    frames: &[Frame],
) -> std::io::Result<()> {
    let text = write_history(history, provenance);
    // The states stand first in a history; the roster alone is all that a panel needs.
    let roster: String = text.split_inclusive('\n').take(1 + history.roster().states().len()).collect();
    let mut end = 0;
    let directory = Directory {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        provenance: provenance.to_vec(),
        roster: block(&mut end, roster.as_bytes()),
        history: block(&mut end, text.as_bytes()),
        frames: frames.iter().map(|frame| frame_info(frame, &mut end)).collect(),
    };
    let directory = serde_json::to_vec(&directory).expect("plain structures serialise");
    out.write_all(WORLD_MARK)?;
    out.write_all(&WORLD_SCHEMA.to_le_bytes())?;
    out.write_all(&u32::try_from(directory.len()).expect("a directory is small").to_le_bytes())?;
    out.write_all(&crc32fast::hash(&directory).to_le_bytes())?;
    out.write_all(&directory)?;
    out.write_all(roster.as_bytes())?;
    out.write_all(text.as_bytes())?;
    for (_, _, column) in frames.iter().flat_map(|frame| &frame.columns) {
        let (_, bytes, values) = codec::encode(column);
        out.write_all(&bytes)?;
        if let Some(values) = values {
            out.write_all(&serde_json::to_vec(values).expect("texts serialise"))?;
        }
    }
    Ok(())
}

/// The block of these bytes behind all earlier ones.
fn block(end: &mut u64, bytes: &[u8]) -> Block {
    let block = Block { offset: *end, length: bytes.len() as u64, crc32: crc32fast::hash(bytes) };
    *end += block.length;
    block
}

fn frame_info(frame: &Frame, end: &mut u64) -> FrameInfo {
    let columns = frame.columns.iter().map(|(name, kind, column)| {
        let (layout, bytes, values) = codec::encode(column);
        let own = block(end, &bytes);
        let values = values.map(|values| block(end, &serde_json::to_vec(values).expect("texts serialise")));
        ColumnInfo { name: name.clone(), kind: *kind, layout, block: own, values }
    });
    FrameInfo {
        name: frame.name.clone(),
        dataset: frame.dataset.clone(),
        span: frame.span,
        parts: frame.parts.clone(),
        rows: frame.len(),
        columns: columns.collect(),
    }
}

/// An open world file: its directory and states in memory, the rest on disk until asked for.
#[derive(Debug)]
pub struct WorldFile {
    name: String,
    file: Mutex<File>,
    start: u64,
    directory: Directory,
    roster: Arc<Roster>,
}

impl WorldFile {
    /// Open a world file and read its directory and states.
    ///
    /// # Errors
    /// [`Code::CannotRead`]; [`Code::Schema`] for a foreign file or an unknown version; [`Code::Syntax`] for a broken
    /// one.
    pub fn open(path: &Path) -> Result<Self, Problems> {
        let name = path.display().to_string();
        let cannot = |error: std::io::Error| {
            let message = format!("cannot read `{name}`: {error}");
            let remedy = "make one with `foedera import DIR -o world.foedera`, or give its path with --world";
            Problems::from(Diagnostic::new(Code::CannotRead, Place::File(name.clone()), message, remedy))
        };
        let mut file = File::open(path).map_err(cannot)?;
        let length = file.metadata().map_err(cannot)?.len();
        let mut head = Vec::new();
        file.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(cannot)?;
        let (size, crc32) = check_head(&name, &head)?;
        let start = HEAD as u64 + u64::from(size);
        if start > length {
            return Err(broken(&name, "it ends within its directory"));
        }
        let mut bytes = Vec::new();
        file.by_ref().take(u64::from(size)).read_to_end(&mut bytes).map_err(cannot)?;
        if crc32fast::hash(&bytes) != crc32 {
            return Err(broken(&name, "the checksum of its directory does not fit"));
        }
        let directory: Directory = serde_json::from_slice(&bytes)
            .map_err(|error| broken(&name, &format!("its directory cannot be read ({error})")))?;
        let mut world = Self { name, file: Mutex::new(file), start, directory, roster: Arc::default() };
        let text = world.text(world.directory.roster, "states")?;
        world.roster = Arc::new(read_roster(&Source::new(world.name.clone(), text))?);
        Ok(world)
    }

    /// Its name, as the user knows it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The states; the same ids as in the frames.
    pub fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// The files it was made of.
    pub fn provenance(&self) -> &[Provenance] {
        &self.directory.provenance
    }

    /// The version of Foedera that wrote it.
    pub fn version(&self) -> &str {
        &self.directory.version
    }

    /// What frames it has.
    pub fn frames(&self) -> &[FrameInfo] {
        &self.directory.frames
    }

    /// The history.
    ///
    /// # Errors
    /// If the file is broken there.
    pub fn history(&self) -> Result<History, Problems> {
        let text = self.text(self.directory.history, "history")?;
        read_history(&Source::new(self.name.clone(), text)).map(|(history, _)| history)
    }

    /// A frame with some of its columns, or all of them if `columns` is empty; `None` if the file has no such frame.
    /// A column that the frame lacks is left out.
    ///
    /// # Errors
    /// If the file is broken there.
    pub fn frame(&self, name: &str, columns: &[&str]) -> Result<Option<Frame>, Problems> {
        let Some(info) = self.directory.frames.iter().find(|frame| frame.name == name) else { return Ok(None) };
        let mut frame = Frame {
            name: info.name.clone(),
            dataset: info.dataset.clone(),
            span: info.span,
            parts: info.parts.clone(),
            columns: Vec::new(),
        };
        for column in &info.columns {
            if columns.is_empty() || columns.contains(&column.name.as_str()) {
                let what = format!("column `{}` of `{name}`", column.name);
                let bytes = self.bytes(column.block, &what)?;
                let values: Option<Vec<String>> = match column.values {
                    Some(block) => Some(
                        serde_json::from_slice(&self.bytes(block, &what)?)
                            .map_err(|error| broken(&self.name, &format!("{what}: {error}")))?,
                    ),
                    None => None,
                };
                let cells = codec::decode(column.layout, &bytes, info.rows, values.as_deref());
                let cells = cells.ok_or_else(|| broken(&self.name, &format!("{what} does not fit its rows")))?;
                frame.columns.push((column.name.clone(), column.kind, cells));
            }
        }
        Ok(Some(frame))
    }

    fn text(&self, block: Block, what: &str) -> Result<String, Problems> {
        String::from_utf8(self.bytes(block, what)?).map_err(|_| broken(&self.name, &format!("its {what} is no text")))
    }

    fn bytes(&self, block: Block, what: &str) -> Result<Vec<u8>, Problems> {
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut bytes = Vec::new();
        let read = file
            .seek(SeekFrom::Start(self.start.saturating_add(block.offset)))
            .and_then(|_| file.by_ref().take(block.length).read_to_end(&mut bytes));
        if read.is_err() || bytes.len() as u64 != block.length {
            return Err(broken(&self.name, &format!("it ends before its {what}")));
        }
        if crc32fast::hash(&bytes) != block.crc32 {
            return Err(broken(&self.name, &format!("the checksum of its {what} does not fit")));
        }
        Ok(bytes)
    }
}

fn check_head(name: &str, head: &[u8]) -> Result<(u32, u32), Problems> {
    if !head.starts_with(WORLD_MARK) {
        let short = head.is_empty() || WORLD_MARK.starts_with(head);
        let message =
            if short { format!("`{name}` is empty or cut short") } else { format!("`{name}` is not a world file") };
        let remedy = "make one with `foedera import DIR -o world.foedera`";
        return Err(Diagnostic::new(Code::Schema, Place::File(name.to_owned()), message, remedy).into());
    }
    if head.len() < HEAD {
        return Err(broken(name, "it ends within its head"));
    }
    let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    if word(8) != WORLD_SCHEMA {
        let message = format!("`{name}` has world-file version {}; this Foedera reads version {WORLD_SCHEMA}", word(8));
        let remedy = "use the Foedera that wrote it, or import the datasets again";
        return Err(Diagnostic::new(Code::Schema, Place::File(name.to_owned()), message, remedy).into());
    }
    Ok((word(12), word(16)))
}

fn broken(name: &str, how: &str) -> Problems {
    let message = format!("the world file `{name}` is broken: {how}");
    let remedy = "import the datasets again; a world file is never changed in place";
    Diagnostic::new(Code::Syntax, Place::File(name.to_owned()), message, remedy).into()
}
