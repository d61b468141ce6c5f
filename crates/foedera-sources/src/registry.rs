//! Which dataset a file is, told by its columns; and a folder of files read as one.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, nearest, progress};
use foedera_store::Frame;
use foedera_world::Roster;
use rayon::prelude::*;

use crate::dataset::{Dataset, Form, read};
use crate::datasets::DATASETS;
use crate::formats::budget;
use crate::table::{Layout, Table, called};
use crate::{RawFile, Read, formats, header, read_file, unite};

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
    /// It is of this dataset, and its facts (so many) stand with those of another file, under that file's name.
    Joined(&'static Dataset, Box<Read<Frame>>, usize, String),
    /// It is of this dataset, but another file is read for it; the words say what that file is.
    Superseded(&'static Dataset, String, &'static str),
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

/// The dataset that a file is, by its columns and by what stands in them: of all whose columns are there, the one that
/// asks for most.
///
/// # Errors
/// If the file is no text.
pub fn recognise(file: &RawFile) -> Result<Option<&'static Dataset>, Problems> {
    Ok(recognise_all(file)?.0.first().copied())
}

/// The dataset that a file is, then those that it holds beside it; and why it is not one that its columns would allow.
fn recognise_all(file: &RawFile) -> Result<(Vec<&'static Dataset>, Option<String>), Problems> {
    let source = file.decode()?;
    let own_name = file.own_name();
    let mut fitting: Vec<(usize, bool, &'static Dataset, Form)> = Vec::new();
    for dataset in DATASETS.iter().copied() {
        for form in dataset.all_forms().filter(|form| fits(form, source.text(), &own_name)) {
            let layout = form.layout;
            // Of two that ask for the same columns, the one that also asks for a name is meant.
            fitting.push((layout.columns.len(), !layout.named.is_empty(), dataset, form));
        }
    }
    fitting.sort_by_key(|(columns, named, dataset, _)| Reverse((*columns, *named, position(dataset))));
    let (mut datasets, mut why_not): (Vec<&'static Dataset>, _) = (Vec::new(), None);
    for (_, _, dataset, form) in fitting {
        if datasets.iter().any(|known| known.key == dataset.key) || (!datasets.is_empty() && !form.beside) {
            continue;
        }
        let found = match dataset.check {
            Some(check) => check(&Table::parse(file, &form.layout)?),
            None => None,
        };
        match found {
            Some(instead) => {
                why_not = why_not.or(Some(format!("has the columns of {}, but {instead}", form.layout.what)));
            }
            None if datasets.is_empty() && form.beside => {}
            None => datasets.push(dataset),
        }
    }
    Ok((datasets, why_not))
}

fn position(dataset: &Dataset) -> usize {
    DATASETS.iter().position(|own| own.key == dataset.key).unwrap_or(0)
}

/// Whether a table has the columns of a layout, and a name that goes with it.
fn fits(form: &Form, text: &str, own_name: &str) -> bool {
    let layout = &form.layout;
    // A hint is looked for in the file's own name, not in its folders.
    if !layout.is_hinted(own_name) {
        return false;
    }
    let header = header::find(text, own_name, layout);
    header.has_all(layout.columns) && !layout.without.iter().any(|column| header.has(column))
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
    if !paths.iter().any(|path| formats::may_be_a_table(&path.display().to_string())) {
        let place = Place::File(folder.display().to_string());
        let message = format!("`{}` holds no dataset (no {} file)", folder.display(), formats::ENDINGS.join(", "));
        let remedy = "give the folder with the files you downloaded; `foedera data list` says which are read";
        return Err(Diagnostic::new(Code::Missing, place, message, remedy).into());
    }
    let within = within_budget(&paths);
    let readable = paths.par_iter().zip(&within);
    let work = progress::work("files read", paths.len());
    let read = |(path, within): (&PathBuf, &bool)| {
        let found = read_path(path, *within, roster);
        work.done();
        found
    };
    let mut found: Vec<Found> = readable.flat_map_iter(read).collect();
    drop(work);
    unite::unite(&mut found, roster);
    Ok(found)
}

/// Which of the files, in the order of their paths, fit into the budget of a folder.
fn within_budget(paths: &[PathBuf]) -> Vec<bool> {
    let mut left = budget::of_a_folder();
    let fits = |path: &PathBuf| {
        let packed = std::fs::metadata(path).map_or(0, |metadata| if metadata.is_file() { metadata.len() } else { 0 });
        let is_packed = path
            .extension()
            .is_some_and(|ending| ["zip", "xlsx", "xlsm"].iter().any(|of| ending.eq_ignore_ascii_case(of)));
        let size = if is_packed && packed > 0 { packed.max(formats::archive::claimed_size(path)) } else { packed };
        // One that is refused for its own size does not take up the room of the others.
        if size > budget::of_a_file() {
            return true;
        }
        let fits = size <= left;
        left = left.saturating_sub(if fits { size } else { 0 });
        fits
    };
    paths.iter().map(fits).collect()
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
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

fn read_path(path: &Path, within: bool, roster: &Roster) -> Vec<Found> {
    let name = path.display().to_string();
    let one = |outcome: Outcome| vec![Found { name: name.clone(), outcome }];
    // Reading a pipe waits for a writer, and a device has no end. A file that is gone is told by the one who reads it.
    if std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return one(Outcome::Unknown(Some("it is no file but a folder, pipe, socket or device".to_owned())));
    }
    if !within {
        let most = budget::of_a_folder();
        return one(Outcome::Broken(budget::exceeded(&name, "and the files before it have", most)));
    }
    if !formats::may_be_a_table(&name) {
        return one(Outcome::Unknown(Some("no table by its name".to_owned())));
    }
    let opened = match read_file(path).and_then(formats::open) {
        Ok(opened) => opened,
        Err(problems) => return one(Outcome::Broken(problems)),
    };
    let mut found: Vec<Found> = opened.tables.into_iter().flat_map(|table| read_table(&table, roster)).collect();
    let ignored = opened.ignored.into_iter().map(|(name, why)| Found { name, outcome: Outcome::Unknown(Some(why)) });
    let broken = opened.broken.into_iter().map(|(name, why)| Found { name, outcome: Outcome::Broken(why) });
    found.extend(ignored.chain(broken));
    found
}

fn read_table(table: &RawFile, roster: &Roster) -> Vec<Found> {
    let one = |outcome: Outcome| Found { name: table.name().to_owned(), outcome };
    let (datasets, why_not) = match recognise_all(table) {
        Ok(recognised) => recognised,
        Err(problems) => return vec![one(Outcome::Broken(problems))],
    };
    if datasets.is_empty() {
        return vec![one(Outcome::Unknown(why_not.or_else(|| near_miss(table))))];
    }
    let read = |dataset: &'static Dataset| match read(dataset, table, roster) {
        Ok(read) => one(Outcome::Read(dataset, Box::new(read))),
        Err(problems) => one(Outcome::Broken(problems)),
    };
    datasets.into_iter().map(read).collect()
}

/// The dataset of which a file has most columns, if it has half of them, and what it lacks.
fn near_miss(table: &RawFile) -> Option<String> {
    let source = table.decode().ok()?;
    if header::too_long(source.text()) {
        return Some("its first line is longer than a megabyte".to_owned());
    }
    let header = header::candidates(source.text(), 1).pop()?;
    let forms = DATASETS.iter().flat_map(|dataset| dataset.all_forms().map(|form| form.layout));
    let share = |layout: &Layout| {
        (layout.columns.iter().filter(|column| header.has(column)).count() * 100) / layout.columns.len().max(1)
    };
    // Of equals the first, and the main layout before the others.
    let best = forms.reduce(|best, layout| if share(&layout) > share(&best) { layout } else { best })?;
    // Two columns in common are no likeness.
    if share(&best) < 60 || best.columns.len() < 3 {
        return None;
    }
    let lacking: Vec<&str> = best.columns.iter().copied().filter(|column| !header.has(column)).map(called).collect();
    if lacking.is_empty() {
        let barred = best.without.iter().find(|column| header.has(column));
        return Some(barred.map_or_else(
            || format!("looks like {}, if its name held `{}`", best.what, best.named.join("` or `")),
            |column| format!("looks like {}, which has no column `{column}`", best.what),
        ));
    }
    let slip = lacking.first().and_then(|column| nearest(column, header.names.iter().map(String::as_str)));
    let slip = slip.map_or(String::new(), |name| format!("; is `{name}` meant?"));
    Some(format!("looks like {}, but lacks {}{slip}", best.what, lacking.join(", ")))
}
