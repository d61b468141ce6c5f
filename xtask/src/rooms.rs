//! Rooms: every file and folder has a name that means something, no file is longer than a sitting, and every library has a worked
//! example at its door.

use std::path::Path;

/// Names that say nothing of what is inside.
const EMPTY_NAMES: [&str; 6] = ["util", "utils", "helper", "helpers", "common", "misc"];
/// The house rule is 600 lines; above this the check fails.
const MOST_LINES: usize = 700;
/// Folders with our code.
const OURS: [&str; 2] = ["crates", "xtask"];

/// Checks all our crates.
pub fn check(root: &Path) -> Result<(), String> {
    let mut offenders = Vec::new();
    for folder in OURS {
        walk(root, &root.join(folder), &mut offenders)?;
    }
    offenders.extend(doors(&root.join("crates"))?);
    if offenders.is_empty() {
        return Ok(());
    }
    offenders.sort();
    Err(format!("rename by what is inside, split by meaning, show what it does:\n  {}", offenders.join("\n  ")))
}

fn walk(root: &Path, folder: &Path, offenders: &mut Vec<String>) -> Result<(), String> {
    let unreadable = |path: &Path, error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let entry = entry.map_err(|error| unreadable(folder, error))?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "target" {
            continue;
        }
        let shown = path.strip_prefix(root).unwrap_or(&path).display();
        if is_empty_name(&name) {
            offenders.push(format!("{shown}: the name says nothing"));
        }
        if entry.file_type().map_err(|error| unreadable(&path, error))?.is_dir() {
            walk(root, &path, offenders)?;
        } else if name.ends_with(".rs") {
            let lines = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?.lines().count();
            if lines > MOST_LINES {
                offenders.push(format!("{shown}: {lines} lines, more than {MOST_LINES}"));
            }
        }
    }
    Ok(())
}

/// The libraries whose first page has no worked example. The library of a program, and one that is loaded by another language, have their
/// examples there.
fn doors(crates: &Path) -> Result<Vec<String>, String> {
    let mut bare = Vec::new();
    for entry in std::fs::read_dir(crates).map_err(|error| format!("{}: {error}", crates.display()))?.flatten() {
        let (folder, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        let Ok(library) = std::fs::read_to_string(folder.join("src/lib.rs")) else { continue };
        let door = library.lines().take_while(|line| line.starts_with("//!")).any(|line| line.trim() == "//! ```");
        if !door && !folder.join("src/main.rs").exists() && !manifest.contains("cdylib") {
            bare.push(format!("crates/{name}/src/lib.rs: no worked example at the door"));
        }
    }
    Ok(bare)
}

/// Whether a file or folder name, without its extension, says nothing.
fn is_empty_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    EMPTY_NAMES.contains(&stem.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{check, is_empty_name};
    use std::path::PathBuf;

    /// An own folder for a test, with `crates/a/src` and `xtask` in it; removed when dropped.
    struct Checkout(PathBuf);

    impl Checkout {
        fn new(test: &str) -> Self {
            let root = std::env::temp_dir().join(format!("foedera-rooms-{test}-{}", std::process::id()));
            std::fs::create_dir_all(root.join("crates/a/src")).expect("a folder");
            std::fs::create_dir_all(root.join("xtask")).expect("a folder");
            Self(root)
        }

        fn file(&self, place: &str, lines: usize) {
            self.text(place, &"//\n".repeat(lines));
        }

        fn text(&self, place: &str, text: &str) {
            std::fs::write(self.0.join(place), text).expect("a file");
        }
    }

    impl Drop for Checkout {
        fn drop(&mut self) {
            // A folder left behind in the temporary folder harms nobody.
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn utils_is_an_empty_name_and_utility_is_not() {
        assert!(is_empty_name("utils") && is_empty_name("Helpers.rs") && is_empty_name("common.test.rs"));
        assert!(!is_empty_name("utility.rs") && !is_empty_name("commons") && !is_empty_name("hazard.rs"));
    }

    #[test]
    fn seven_hundred_lines_pass() {
        let checkout = Checkout::new("pass");
        checkout.file("crates/a/src/main.rs", 700);
        assert_eq!(check(&checkout.0), Ok(()));
    }

    #[test]
    fn a_library_without_an_example_at_its_door_is_listed() {
        let checkout = Checkout::new("door");
        checkout.text(
            "crates/a/src/lib.rs",
            "//! What it is.\n\n/// ```\n/// let far = \"from the door\";\n/// ```\nfn far() {}\n",
        );
        let expected = "rename by what is inside, split by meaning, show what it does:\n  crates/a/src/lib.rs: no worked example at the door";
        assert_eq!(check(&checkout.0), Err(expected.to_owned()));
        checkout.text("crates/a/src/lib.rs", "//! What it is.\n//!\n//! ```\n//! assert!(true);\n//! ```\n");
        assert_eq!(check(&checkout.0), Ok(()));
    }

    #[test]
    fn long_files_and_empty_names_are_all_listed() {
        let checkout = Checkout::new("fail");
        checkout.file("crates/a/src/main.rs", 701);
        checkout.file("crates/a/src/misc.rs", 1);
        let expected = "rename by what is inside, split by meaning, show what it does:\n  \
            crates/a/src/main.rs: 701 lines, more than 700\n  \
            crates/a/src/misc.rs: the name says nothing";
        assert_eq!(check(&checkout.0), Err(expected.to_owned()));
    }
}
