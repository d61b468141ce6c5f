//! Where the tests find datasets and golden numbers, neither of which is committed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The variables the tests read, and where the folder lies beside the checkout.
const FOLDERS: [(&str, &str); 2] = [("FOEDERA_DATA", "shared/data"), ("FOEDERA_GOLDEN", "shared/golden")];

/// What becomes of one variable.
#[derive(Debug, PartialEq)]
enum Choice {
    /// The caller named an existing folder.
    Given(PathBuf),
    /// Found beside the checkout.
    Beside(PathBuf),
    /// Neither: the tests that need it are skipped.
    Absent,
}

/// The variables to set for the tests; says on stderr what was chosen.
pub fn variables(root: &Path) -> Result<Vec<(&'static str, PathBuf)>, String> {
    let mut set = Vec::new();
    for (name, place) in FOLDERS {
        match choose(name, std::env::var_os(name), root, place)? {
            Choice::Given(folder) => {
                eprintln!("xtask: {name} is {}", folder.display());
                set.push((name, folder));
            }
            Choice::Beside(folder) => {
                eprintln!("xtask: {name} was unset; set to {}", folder.display());
                set.push((name, folder));
            }
            Choice::Absent => {
                eprintln!("xtask: {name} is unset and there is no ../{place}: the tests that need it will be skipped");
            }
        }
    }
    Ok(set)
}

fn choose(name: &str, given: Option<OsString>, root: &Path, place: &str) -> Result<Choice, String> {
    if let Some(given) = given {
        // Tests run in their crate's folder, so a relative path would mean another place there.
        return match std::fs::canonicalize(&given) {
            Ok(folder) if folder.is_dir() => Ok(Choice::Given(folder)),
            _ => Err(format!("{name} is {given:?}, which is no folder: name one, or unset it")),
        };
    }
    let beside = root.parent().map(|parent| parent.join(place)).filter(|folder| folder.is_dir());
    Ok(beside.map_or(Choice::Absent, Choice::Beside))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `cargo test golden` at the root tests the default members only.
    #[test]
    fn every_crate_with_golden_tests_is_a_default_member() {
        let root = xtask().parent().unwrap();
        let workspace = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
        let members = workspace.split_once("default-members = [").unwrap().1.split_once(']').unwrap().0.to_owned();
        let mut asked = 0;
        for entry in std::fs::read_dir(root.join("crates")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let manifest = std::fs::read_to_string(root.join("crates").join(&name).join("Cargo.toml")).unwrap();
            if manifest.contains("foedera-golden.workspace = true") {
                assert!(members.contains(&format!("\"crates/{name}\"")), "{name} is no default member");
                asked += 1;
            }
        }
        assert!(asked > 3, "{asked}");
    }

    fn xtask() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    #[test]
    fn a_folder_beside_the_checkout_is_taken_when_the_variable_is_unset() {
        let choice = choose("X", None, xtask(), "xtask/src");
        assert_eq!(choice, Ok(Choice::Beside(xtask().join("src"))));
    }

    #[test]
    fn without_variable_and_folder_the_tests_are_skipped() {
        assert_eq!(choose("X", None, xtask(), "xtask/nowhere"), Ok(Choice::Absent));
    }

    #[test]
    fn the_callers_folder_comes_first() {
        let given = xtask().join("src").into_os_string();
        let choice = choose("X", Some(given), xtask(), "xtask");
        assert!(matches!(choice, Ok(Choice::Given(folder)) if folder.ends_with("xtask/src")), "the caller's folder");
    }

    #[test]
    fn a_variable_that_names_no_folder_is_an_error_not_a_skip() {
        let problem = choose("FOEDERA_DATA", Some("/no/such/folder".into()), xtask(), "xtask/src").unwrap_err();
        assert_eq!(problem, r#"FOEDERA_DATA is "/no/such/folder", which is no folder: name one, or unset it"#);
    }
}
