//! Which dataset a file is, told by its columns; and a folder of files read as one.

use std::path::{Path, PathBuf};

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, nearest};
use foedera_store::Frame;
use foedera_world::Roster;
use rayon::prelude::*;

use crate::dataset::{Dataset, read};
use crate::datasets::DATASETS;
use crate::table::{header_line, header_names, spellings};
use crate::{RawFile, Read, formats, read_file};

/// The endings of files that are looked at in a folder.
const ENDINGS: [&str; 7] = ["csv", "tab", "tsv", "txt", "dta", "xlsx", "parquet"];

/// A file of a folder, or a member of an archive or workbook, and what became of it.
#[derive(Debug)]
pub struct Found {
    /// Its path, as the user knows it.
    pub name: String,
    /// What it is.
    pub outcome: Outcome,
}

/// What became of a file.
#[derive(Debug)]
pub enum Outcome {
    /// It was read as this dataset.
    Read(&'static Dataset, Box<Read<Frame>>),
    /// It is of this dataset, but another file is read for it, because of its version or its name.
    Superseded(&'static Dataset, String),
    /// It is no dataset that Foedera knows; the words say what was missing for the nearest one, if one is near.
    Unknown(Option<String>),
    /// It could not be read at all.
    Broken(Problems),
}

impl std::fmt::Debug for Dataset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}

/// The dataset of this key.
pub fn find_dataset(key: &str) -> Option<&'static Dataset> {
    DATASETS.iter().copied().find(|dataset| dataset.key == key)
}

/// The datasets that a file is, by its columns: of all whose columns are there, the one that asks for most.
pub fn recognise(file: &RawFile) -> Result<Option<&'static Dataset>, Problems> {
    let source = file.decode()?;
    let names = header_names(header_line(source.text()));
    let has = |column: &str| spellings(column).any(|name| names.contains(&name.to_ascii_lowercase()));
    // A hint is looked for in the file's own name, not in its folders.
    let own_name = file.name().rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let hinted = |dataset: &Dataset| {
        dataset.layout.named.is_empty() || dataset.layout.named.iter().any(|word| own_name.contains(word))
    };
    let fits = DATASETS.iter().copied().filter(|dataset| dataset.layout.columns.iter().all(|name| has(name)));
    Ok(fits.filter(|dataset| hinted(dataset)).max_by_key(|dataset| {
        // Of two that ask for the same columns, the one that also asks for a name is meant.
        (dataset.layout.columns.len(), !dataset.layout.named.is_empty())
    }))
}

/// The tables of a file on disk: itself, or the members of an archive or workbook.
///
/// # Errors
/// If it cannot be read, or its format is broken.
pub fn open_tables(path: &Path) -> Result<Vec<RawFile>, Problems> {
    formats::tables(read_file(path)?)
}

/// Read every known file of a folder (and its folders), each on its own; the order is that of the paths.
///
/// # Errors
/// If the folder cannot be listed, or holds no file of a known kind.
pub fn read_folder(folder: &Path, roster: &Roster) -> Result<Vec<Found>, Problems> {
    let mut paths = Vec::new();
    list(folder, &mut paths)?;
    paths.sort();
    if paths.is_empty() {
        let place = Place::File(folder.display().to_string());
        let message = format!("`{}` holds no dataset (no {} file)", folder.display(), ENDINGS.join(", "));
        let remedy = "give the folder with the files you downloaded; `foedera data list` says which are read";
        return Err(Diagnostic::new(Code::Missing, place, message, remedy).into());
    }
    let mut found: Vec<Found> = paths.par_iter().flat_map_iter(|path| read_path(path, roster)).collect();
    supersede(&mut found);
    Ok(found)
}

fn list(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Problems> {
    let cannot = |error: std::io::Error| {
        let message = format!("cannot list `{}`: {error}", folder.display());
        let remedy = "give a folder that you may read";
        Problems::from(Diagnostic::new(Code::CannotRead, Place::File(folder.display().to_string()), message, remedy))
    };
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let path = entry.path();
        // Links are not followed into folders: a link to a parent would never end.
        if entry.file_type().map_err(cannot)?.is_dir() {
            list(&path, paths)?;
        } else if path.extension().is_some_and(|ending| {
            let ending = ending.to_string_lossy().to_ascii_lowercase();
            ENDINGS.contains(&ending.as_str()) || ending == "zip"
        }) {
            paths.push(path);
        }
    }
    Ok(())
}

fn read_path(path: &Path, roster: &Roster) -> Vec<Found> {
    // Opening a pipe waits for a writer that may never come; a device may never end.
    if std::fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        let remark = "is a folder, pipe or device, not a file; it is not opened".to_owned();
        return vec![Found { name: path.display().to_string(), outcome: Outcome::Unknown(Some(remark)) }];
    }
    match open_tables(path) {
        Ok(tables) => tables.iter().map(|table| read_table(table, roster)).collect(),
        Err(problems) => vec![Found { name: path.display().to_string(), outcome: Outcome::Broken(problems) }],
    }
}

fn read_table(table: &RawFile, roster: &Roster) -> Found {
    let outcome = match recognise(table) {
        Ok(Some(dataset)) => match read(dataset, table, roster) {
            Ok(read) => Outcome::Read(dataset, Box::new(read)),
            Err(problems) => Outcome::Broken(problems),
        },
        Ok(None) => Outcome::Unknown(near_miss(table)),
        Err(problems) => Outcome::Broken(problems),
    };
    Found { name: table.name().to_owned(), outcome }
}

/// The dataset of which a file has most columns, if it has half of them, and what it lacks.
fn near_miss(table: &RawFile) -> Option<String> {
    let source = table.decode().ok()?;
    let names = header_names(header_line(source.text()));
    let has = |column: &str| spellings(column).any(|name| names.contains(&name.to_ascii_lowercase()));
    let share = |dataset: &Dataset| {
        let columns = dataset.layout.columns;
        (columns.iter().filter(|column| has(column)).count() * 100) / columns.len()
    };
    let best = DATASETS.iter().copied().max_by_key(|dataset| (share(dataset), std::cmp::Reverse(dataset.key)))?;
    // Two columns in common are no likeness.
    if share(best) < 60 || best.layout.columns.len() < 3 {
        return None;
    }
    let lacking: Vec<&str> = best.layout.columns.iter().copied().filter(|column| !has(column)).collect();
    if lacking.is_empty() {
        return Some(format!(
            "looks like {}, if its name held `{}`",
            best.layout.what,
            best.layout.named.join("` or `")
        ));
    }
    let slip = lacking.first().and_then(|column| nearest(column, names.iter().map(String::as_str)));
    let slip = slip.map_or(String::new(), |name| format!("; is `{name}` meant?"));
    Some(format!("looks like {}, but lacks {}{slip}", best.layout.what, lacking.join(", ")))
}

/// Of two files of one dataset the one with the later years counts, then the one with more rows, then the first.
fn supersede(found: &mut [Found]) {
    for dataset in DATASETS {
        let weight = |found: &Found| match &found.outcome {
            Outcome::Read(of, read) if of.key == dataset.key => Some((read.value.span.1, read.rows)),
            _ => None,
        };
        let mut best: Option<(usize, (i16, usize))> = None;
        for (index, weight) in found.iter().enumerate().filter_map(|(index, found)| Some((index, weight(found)?))) {
            if best.is_none_or(|(_, most)| weight > most) {
                best = Some((index, weight));
            }
        }
        let Some((best, _)) = best else { continue };
        let winner = found[best].name.clone();
        for (index, other) in found.iter_mut().enumerate() {
            let same = matches!(&other.outcome, Outcome::Read(of, _) if of.key == dataset.key);
            if same && index != best {
                other.outcome = Outcome::Superseded(dataset, winner.clone());
            }
        }
    }
}
