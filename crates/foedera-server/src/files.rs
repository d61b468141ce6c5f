//! Files of questions: those that a page put here, and those of the folder named at the start. A question names a file, never a path.

use std::ffi::OsStr;
use std::fs::Metadata;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::command::Refused;

/// The largest file that a page may put here, in bytes.
pub(crate) const LARGEST: usize = 32 << 20;
/// The most files that pages may put here.
const MOST: usize = 32;
/// The most bytes that they may have together.
const ROOM: u64 = 128 << 20;
/// The most files of the folder that are listed.
const LISTED: usize = 500;

/// Where files of questions lie: `own/NAME` is a file that a page put here or had made, `folder/NAME` one of the folder named at the start.
#[derive(Debug)]
pub struct Files {
    own: PathBuf,
    folder: Option<PathBuf>,
    writing: Mutex<()>,
}

impl Files {
    /// Files of an empty folder of the server's own, and those of the user's folder, if one was named; both paths without links in them.
    pub fn new(own: PathBuf, folder: Option<PathBuf>) -> Self {
        Self { own, folder, writing: Mutex::new(()) }
    }

    /// Where what pages put here lies.
    pub fn own(&self) -> &Path {
        &self.own
    }

    /// The path of an existing file.
    pub(crate) fn existing(&self, value: &str) -> Result<PathBuf, Refused> {
        self.inside(value, Metadata::is_file, "file")
    }

    /// The path of a folder: that named at the start (`folder`), or one in it (`folder/NAME`).
    pub(crate) fn directory(&self, value: &str) -> Result<PathBuf, Refused> {
        match (value, &self.folder) {
            ("folder", Some(folder)) => Ok(folder.clone()),
            ("folder", None) => Err(self.no_folder()),
            _ => self.inside(value, Metadata::is_dir, "folder"),
        }
    }

    /// The path of a file that a question makes.
    pub(crate) fn made(&self, value: &str) -> Result<PathBuf, Refused> {
        let Some(name) = value.strip_prefix("own/") else {
            return Err(Refused(format!("`{}`: what is made here is called own/NAME", value.escape_debug())));
        };
        plain(name)?;
        Ok(self.own.join(name))
    }

    fn inside(&self, value: &str, fits: impl Fn(&Metadata) -> bool, kind: &str) -> Result<PathBuf, Refused> {
        let (place, name) = value.split_once('/').unwrap_or_default();
        let folder = match (place, &self.folder) {
            ("own", _) => &self.own,
            ("folder", Some(folder)) => folder,
            ("folder", None) => return Err(self.no_folder()),
            _ => {
                let value = value.escape_debug();
                return Err(Refused(format!(
                    "`{value}`: a {kind} is named folder/NAME, or own/NAME if you put it here"
                )));
            }
        };
        plain(name)?;
        let path = folder.join(name);
        // A link may lead out of the folder, so the file must be where its name says.
        let real = path.canonicalize().ok().filter(|real| *real == path);
        match real.filter(|real| std::fs::metadata(real).is_ok_and(|metadata| fits(&metadata))) {
            Some(real) => Ok(real),
            None => {
                Err(Refused(format!("there is no {kind} `{name}` in {place}; the list of files has what there is")))
            }
        }
    }

    fn no_folder(&self) -> Refused {
        Refused("no folder was named at the start: foedera serve --folder DIR".to_owned())
    }

    /// All files that a question may name.
    pub(crate) fn list(&self) -> Value {
        let (own, _) = listed(&self.own, "own");
        let (folder, left_out) = self.folder.as_deref().map_or_else(Default::default, |path| listed(path, "folder"));
        json!({
            "files": own.into_iter().chain(folder).collect::<Vec<_>>(),
            "folder": self.folder.is_some(),
            "left_out": left_out,
            "largest": LARGEST,
        })
    }

    /// Keep a file under a name.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Refused> {
        plain(name)?;
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let here = entries(&self.own);
        let others = || here.iter().filter(|(other, _)| other != name);
        let room: u64 = others().map(|(_, metadata)| metadata.len()).sum();
        if others().count() >= MOST || room + bytes.len() as u64 > ROOM {
            return Err(Refused(format!(
                "there is room for {MOST} files and {} MB here; take some away first",
                ROOM >> 20
            )));
        }
        let written = std::fs::File::create(self.own.join(name)).and_then(|mut file| file.write_all(bytes));
        written.map_err(|error| Refused(format!("`{name}` cannot be kept: {error}; free some room on the disk")))
    }

    /// Take a file away that a page put here.
    pub(crate) fn remove(&self, name: &str) -> Result<(), Refused> {
        plain(name)?;
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        std::fs::remove_file(self.own.join(name)).map_err(|_| Refused(format!("there is no file `{name}` in own")))
    }
}

/// A name that names a file in its folder and nothing else.
fn plain(name: &str) -> Result<(), Refused> {
    let fits = |letter: char| letter.is_alphanumeric() || "._- ()".contains(letter);
    let begins = name.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_');
    if begins && name.len() <= 120 && name.chars().all(fits) {
        return Ok(());
    }
    let name = name.escape_debug();
    Err(Refused(format!(
        "`{name}` is no name of a file here: letters, digits, `.`, `_`, `-`, spaces and brackets, no folder"
    )))
}

/// Entries of a folder that a question can name, in the order of their names.
fn entries(folder: &Path) -> Vec<(String, Metadata)> {
    let Ok(found) = std::fs::read_dir(folder) else { return Vec::new() };
    let named = |name: &OsStr| name.to_str().filter(|name| plain(name).is_ok()).map(str::to_owned);
    let mut entries: Vec<(String, Metadata)> =
        found.flatten().filter_map(|entry| Some((named(&entry.file_name())?, entry.metadata().ok()?))).collect();
    entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    entries
}

/// The first of the entries of a folder, and how many more there are.
fn listed(folder: &Path, place: &str) -> (Vec<Value>, usize) {
    let entries: Vec<(String, Metadata)> =
        entries(folder).into_iter().filter(|(_, metadata)| metadata.is_file() || metadata.is_dir()).collect();
    let entry = |(name, metadata): &(String, Metadata)| json!({ "file": format!("{place}/{name}"), "name": name, "bytes": metadata.len(), "folder": metadata.is_dir() });
    (entries.iter().take(LISTED).map(entry).collect(), entries.len().saturating_sub(LISTED))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of a test, gone when it is dropped.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("foedera-files-{name}-{}", std::process::id()));
            std::fs::create_dir_all(path.join("own")).expect("a folder");
            std::fs::create_dir_all(path.join("folder/inner")).expect("a folder");
            Self(path.canonicalize().expect("a path"))
        }

        fn files(&self) -> Files {
            Files::new(self.0.join("own"), Some(self.0.join("folder")))
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _gone = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_file_is_found_by_its_name_and_nothing_outside_is() {
        let scratch = Scratch::new("found");
        let files = scratch.files();
        files.put("events.csv", b"time,sender,receiver\n").expect("it is kept");
        std::fs::write(scratch.0.join("folder/world.foedera"), b"x").expect("written");
        std::fs::write(scratch.0.join("secret"), b"x").expect("written");
        #[cfg(unix)]
        std::os::unix::fs::symlink(scratch.0.join("secret"), scratch.0.join("folder/link.csv")).expect("a link");
        assert!(files.existing("own/events.csv").is_ok());
        assert!(files.existing("folder/world.foedera").is_ok());
        assert!(files.directory("folder").is_ok() && files.directory("folder/inner").is_ok());
        for wrong in [
            "folder/link.csv",
            "folder/../secret",
            "own/../secret",
            "/etc/passwd",
            "secret",
            "own/",
            "folder/inner",
            "folder/inner/x",
            "other/x",
            "own/.hidden",
            "own/a\0b",
            "",
        ] {
            assert!(files.existing(wrong).is_err(), "{wrong:?}");
        }
        assert!(files.made("folder/x.toml").is_err() && files.made("own/x.toml").is_ok());
        let list = files.list();
        assert_eq!(list["files"][0]["file"], "own/events.csv");
        assert!(files.remove("events.csv").is_ok() && files.remove("events.csv").is_err());
        assert!(Files::new(scratch.0.join("own"), None).existing("folder/x").is_err());
    }

    #[test]
    fn there_is_room_for_so_many_files() {
        let scratch = Scratch::new("room");
        let files = scratch.files();
        for number in 0..MOST {
            files.put(&format!("{number}.csv"), b"x").expect("it is kept");
        }
        assert!(files.put("more.csv", b"x").is_err());
        assert!(files.put("3.csv", b"another").is_ok(), "a file of that name is replaced");
    }
}
