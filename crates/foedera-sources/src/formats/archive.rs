//! Zip archives: each member that may be a dataset.

use std::io::Cursor;

use foedera_diagnostic::Problems;

use super::{broken, budget};
use crate::RawFile;

/// The endings of members that are looked at; codebooks and scripts beside them are not.
const ENDINGS: [&str; 7] = [".csv", ".tab", ".tsv", ".txt", ".dta", ".xlsx", ".parquet"];

/// Whether a member is looked at.
fn is_table(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    !lower.contains("__macosx") && ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

/// The members that may be datasets. All of them together have one budget: what they claim is added up before anything
/// is unpacked, and what they then unpack to counts whatever they claimed.
pub(super) fn members(file: &RawFile) -> Result<Vec<RawFile>, Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, "a zip archive", error);
    let most = budget::of_a_file();
    let exceeded = || budget::exceeded(file.name(), "unpacks to", most);
    let mut archive = zip::ZipArchive::new(Cursor::new(file.bytes())).map_err(|error| fail(&error))?;
    let mut wanted = Vec::new();
    let mut claimed: u64 = 0;
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(|error| fail(&error))?;
        let name = member.name().map_err(|error| fail(&error))?.into_owned();
        if !member.is_dir() && is_table(&name) {
            claimed = claimed.saturating_add(member.size());
            wanted.push((index, name));
        }
    }
    if claimed > most {
        return Err(exceeded());
    }
    let mut left = most;
    let mut members = Vec::new();
    for (index, name) in wanted {
        let member = archive.by_index(index).map_err(|error| fail(&error))?;
        let bytes = budget::unpack(member, left).map_err(|error| fail(&error))?.ok_or_else(exceeded)?;
        left -= bytes.len() as u64;
        members.push(RawFile::new(format!("{}/{name}", file.name()), bytes));
    }
    Ok(members)
}

/// What the members of an archive or workbook unpack to, if it is at most `most`: a library that unpacks them itself
/// must not be the first to find out.
pub(super) fn unpacked_size(file: &RawFile, most: u64) -> Result<Option<u64>, zip::result::ZipError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(file.bytes()))?;
    let mut total: u64 = 0;
    for index in 0..archive.len() {
        let member = archive.by_index(index)?;
        let left = most.saturating_sub(total);
        let mut member = std::io::Read::take(member, left.saturating_add(1));
        total += std::io::copy(&mut member, &mut std::io::sink())?;
        if total > most {
            return Ok(None);
        }
    }
    Ok(Some(total))
}

/// What an archive claims to unpack to; nothing if it is none.
pub(crate) fn claimed_size(path: &std::path::Path) -> u64 {
    let Ok(file) = std::fs::File::open(path) else { return 0 };
    let Ok(mut archive) = zip::ZipArchive::new(std::io::BufReader::new(file)) else { return 0 };
    let count = archive.len();
    let sizes = (0..count).map(|index| archive.by_index_raw(index).map_or(0, |member| member.size()));
    sizes.fold(0, u64::saturating_add)
}
