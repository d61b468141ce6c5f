//! Files packed by gzip, bzip2 or xz: `x.csv.gz`, and R's own files.

use std::io::{BufReader, Cursor, Error, ErrorKind, Write};

use foedera_diagnostic::Problems;

use super::{broken, budget};
use crate::RawFile;

/// How a file is packed, by its first bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Bzip2,
    Xz,
}

impl Packing {
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => Some(Self::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "a file packed by gzip",
            Self::Bzip2 => "a file packed by bzip2",
            Self::Xz => "a file packed by xz",
        }
    }
}

/// The file as it was before it was packed, under its name without `.gz`, within `left` bytes.
pub(super) fn unpacked(file: &RawFile, packing: Packing, left: &mut u64) -> Result<RawFile, Problems> {
    let exceeded = || budget::exceeded(file.name(), "unpacks to", *left);
    let bytes = match packing {
        Packing::Gzip => budget::unpack(flate2::read::MultiGzDecoder::new(file.bytes()), *left),
        Packing::Bzip2 => budget::unpack(bzip2_rs::DecoderReader::new(Cursor::new(file.bytes())), *left),
        Packing::Xz => xz(file.bytes(), *left),
    };
    let bytes = bytes.map_err(|error| broken(file, packing.name(), &error))?.ok_or_else(exceeded)?;
    *left -= bytes.len() as u64;
    let lower = file.name().to_ascii_lowercase();
    let ending = [".gz", ".bz2", ".xz"].into_iter().find(|ending| lower.ends_with(ending)).unwrap_or("");
    Ok(RawFile::new(file.name()[..file.name().len() - ending.len()].to_owned(), bytes))
}

/// What an xz file holds, if it is at most `most` bytes.
fn xz(bytes: &[u8], most: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bounded = Bounded { bytes: Vec::new(), most, full: false };
    match lzma_rs::xz_decompress(&mut BufReader::new(Cursor::new(bytes)), &mut bounded) {
        _ if bounded.full => Ok(None),
        Ok(()) => Ok(Some(bounded.bytes)),
        Err(error) => Err(Error::new(ErrorKind::InvalidData, format!("{error:?}"))),
    }
}

/// Bytes up to a ceiling.
struct Bounded {
    bytes: Vec<u8>,
    most: u64,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> std::io::Result<usize> {
        if (self.bytes.len() + more.len()) as u64 > self.most {
            self.full = true;
            return Err(ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
