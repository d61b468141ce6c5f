//! Reference results of independent programs: where they lie, and what a test says without them.
//!
//! They are not committed; `FOEDERA_GOLDEN` names their folder. A test asks for the [`folder`] of its group: where it is not
//! there, that is said on the terminal and the test passes. Where it is there, something must run: [`files`] fails if no file of
//! the form is found. Tests that ask here have `golden` in their names, and their crates are default members of the workspace, so
//! that `cargo test golden` runs them all.
//!
//! ```
//! // Nobody has this group, so a test that asks for it says "skipped" and passes.
//! assert_eq!(foedera_golden::folder("a group that nobody has"), None);
//! ```

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder of a group of reference results (`summit/power`); `None`, with a word on the terminal, if it is not there.
pub fn folder(group: &str) -> Option<PathBuf> {
    below("FOEDERA_GOLDEN", group)
}

/// A dataset with published results (`reliability/…`), below `FOEDERA_DATA`; `None`, with a word, if it is not there.
pub fn dataset(file: &str) -> Option<PathBuf> {
    below("FOEDERA_DATA", file)
}

fn below(variable: &str, place: &str) -> Option<PathBuf> {
    let found = find(variable, std::env::var_os(variable).as_deref(), place);
    if let Err(why) = &found {
        skipped(why);
    }
    found.ok()
}

fn find(variable: &str, root: Option<&OsStr>, place: &str) -> Result<PathBuf, String> {
    let root = root.ok_or_else(|| format!("{variable} is not set"))?;
    let found = Path::new(root).join(place);
    if found.exists() { Ok(found) } else { Err(format!("{} is not there", found.display())) }
}

/// A file that a case may have; `None`, with a word on the terminal, if it is not there.
pub fn file(folder: &Path, name: &str) -> Option<PathBuf> {
    let path = folder.join(name);
    if path.is_file() {
        return Some(path);
    }
    skipped(&format!("{} is not there", path.display()));
    None
}

/// Say why something is left out. It goes past the test harness, which would keep what a test that passes prints.
fn skipped(why: &str) {
    // A terminal that is gone is no reason to fail.
    let _said = writeln!(std::io::stderr(), "skipped: {why}");
}

/// The files of a folder whose names end so, with what stands before the ending, in the order of their names.
///
/// # Panics
/// If there is none: the folder is there, and nothing would run.
pub fn files(folder: &Path, ending: &str) -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<(String, PathBuf)> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter_map(|path| Some((path.file_name()?.to_str()?.strip_suffix(ending)?.to_owned(), path.clone())))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no file *{ending} in {}, so that nothing would be tested", folder.display());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_said() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(find("FOEDERA_GOLDEN", None, "src"), Err("FOEDERA_GOLDEN is not set".to_owned()));
        assert!(
            find("FOEDERA_GOLDEN", Some(here.as_os_str()), "nowhere").unwrap_err().ends_with("nowhere is not there")
        );
        assert_eq!(find("FOEDERA_GOLDEN", Some(here.as_os_str()), "src"), Ok(here.join("src")));
        assert_eq!(file(here, "nothing.csv"), None);
        assert_eq!(file(here, "Cargo.toml"), Some(here.join("Cargo.toml")));
    }

    #[test]
    fn files_are_found_by_their_ending() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert_eq!(files(&source, ".rs"), [("lib".to_owned(), source.join("lib.rs"))]);
    }

    #[test]
    #[should_panic(expected = "nothing would be tested")]
    fn a_folder_in_which_nothing_would_run_fails() {
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), ".csv");
    }
}
