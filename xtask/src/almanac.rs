//! The data files of the almanac made anew, and their agreement with datasets: `cargo xtask almanac`.

use std::path::{Path, PathBuf};

use crate::checkout;

/// Where the data files stand in the checkout.
const INTO: &str = "crates/foedera-almanac/data";

/// Make the files from `--data` (else FOEDERA_DATA, else ../shared/data) and `--almanac` (else the folder `almanac` beside that); after
/// the word `compare`, print instead how the almanac agrees with datasets that cannot be shipped.
pub fn run(root: &Path, words: &[&str]) -> Result<(), String> {
    let (compare, options) = match words {
        ["compare", options @ ..] => (true, options),
        options => (false, options),
    };
    let given = std::env::var_os("FOEDERA_DATA").map(PathBuf::from);
    let mut data = given.unwrap_or_else(|| root.join("../shared/data"));
    let mut almanac = None;
    for pair in options.chunks(2) {
        match *pair {
            ["--data", folder] => data = PathBuf::from(folder),
            ["--almanac", folder] => almanac = Some(PathBuf::from(folder)),
            [name] => return Err(format!("`{name}` has no value")),
            _ => return Err(format!("unknown option `{}`; known are --data, --almanac", pair[0])),
        }
    }
    let almanac = almanac.unwrap_or_else(|| data.join("../almanac"));
    for folder in [&data, &almanac] {
        if !folder.is_dir() {
            return Err(format!("there is no folder {}: give it with --data or --almanac", folder.display()));
        }
    }
    let mut command = checkout::cargo(root);
    command.args(["run", "--quiet", "--package", "foedera-almanac", "--example", "make_almanac", "--"]);
    if compare {
        command.arg("compare").arg(&data);
    } else {
        command.arg(&data).arg(&almanac).arg(root.join(INTO));
    }
    let status = command.status().map_err(|error| format!("cargo could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("the maker of the almanac ended with {status}")) }
}
