//! Zip archives: each member that may be a dataset.

use std::io::{Cursor, Read as _};

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};

use super::{MOST_UNPACKED, broken};
use crate::RawFile;

/// The endings of members that are looked at; codebooks and scripts beside them are not.
const ENDINGS: [&str; 7] = [".csv", ".tab", ".tsv", ".txt", ".dta", ".xlsx", ".parquet"];

pub(super) fn members(file: &RawFile) -> Result<Vec<RawFile>, Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, "a zip archive", error);
    let mut archive = zip::ZipArchive::new(Cursor::new(file.bytes())).map_err(|error| fail(&error))?;
    let mut members = Vec::new();
    // One budget for all members: twelve of a gibibyte each are as bad as one of twelve.
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let member = archive.by_index(index).map_err(|error| fail(&error))?;
        let name = member.name().map_err(|error| fail(&error))?.into_owned();
        let lower = name.to_ascii_lowercase();
        if member.is_dir() || lower.contains("__macosx") || !ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
            continue;
        }
        let mut bytes = Vec::new();
        member.take(left + 1).read_to_end(&mut bytes).map_err(|error| fail(&error))?;
        if bytes.len() as u64 > left {
            let message = format!("`{}` unpacks to more than {MOST_UNPACKED} bytes (at `{name}`)", file.name());
            let place = Place::File(file.name().to_owned());
            return Err(
                Diagnostic::new(Code::InvalidValue, place, message, "unpack it by hand and give the file").into()
            );
        }
        left -= bytes.len() as u64;
        members.push(RawFile::new(format!("{}/{name}", file.name()), bytes));
    }
    Ok(members)
}
