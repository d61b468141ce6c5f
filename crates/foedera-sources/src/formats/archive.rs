//! Zip archives: each member that may be a dataset.

use std::io::Cursor;

use foedera_diagnostic::Problems;

use super::{broken, budget};
use crate::RawFile;

/// What may stand in an archive beside its tables, and is no table.
fn is_litter(name: &str) -> bool {
    name.contains("__MACOSX") || name.rsplit('/').next().is_some_and(|own| own.starts_with('.'))
}

/// The members that may be datasets, and the names of the others. All of them together have one budget: what they claim
/// is added up before anything is unpacked, and what they then unpack to counts whatever they claimed.
pub(super) fn members(file: &RawFile, left: &mut u64) -> Result<(Vec<RawFile>, Vec<String>), Problems> {
    let fail = |error: &dyn std::fmt::Display| broken(file, "a zip archive", error);
    let most = *left;
    let exceeded = || budget::exceeded(file.name(), "unpacks to", most);
    let mut archive = zip::ZipArchive::new(Cursor::new(file.bytes())).map_err(|error| fail(&error))?;
    let (mut wanted, mut others) = (Vec::new(), Vec::new());
    let mut claimed: u64 = 0;
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(|error| fail(&error))?;
        let name = member.name().map_err(|error| fail(&error))?.into_owned();
        if member.is_dir() || is_litter(&name) {
            continue;
        }
        if super::may_be_a_table(&name) {
            claimed = claimed.saturating_add(member.size());
            wanted.push((index, name));
        } else {
            others.push(format!("{}/{name}", file.name()));
        }
    }
    if claimed > most {
        return Err(exceeded());
    }
    let mut members = Vec::new();
    for (index, name) in wanted {
        let member = archive.by_index(index).map_err(|error| fail(&error))?;
        let bytes = budget::unpack(member, *left).map_err(|error| fail(&error))?.ok_or_else(exceeded)?;
        *left -= bytes.len() as u64;
        members.push(RawFile::new(format!("{}/{name}", file.name()), bytes));
    }
    Ok((members, others))
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
