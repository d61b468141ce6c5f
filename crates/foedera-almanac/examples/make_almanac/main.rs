//! The maker of the almanac's data files, from the files that it is made of: `cargo xtask almanac`.
//!
//! `make_almanac DATA ALMANAC INTO` writes the data files and the list of figures left out; `make_almanac compare DATA ALMANAC` prints
//! how the almanac agrees with datasets that cannot be shipped, as docs/almanac.md has it.

mod compare;
mod misprints;
mod read;

use std::path::Path;
use std::process::ExitCode;

pub(crate) use read::Read;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        ["compare", data] => compare::tables(Path::new(data)).map(|text| print!("{text}")),
        [data, almanac, into] => read::make(Path::new(data), Path::new(almanac)).and_then(|files| {
            for (name, bytes) in &files {
                let path = Path::new(into).join(name);
                std::fs::write(&path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
                eprintln!("{name}: {} bytes", bytes.len());
            }
            Ok(())
        }),
        _ => Err("usage: make_almanac DATA ALMANAC INTO, or make_almanac compare DATA".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("make_almanac: {problem}");
            ExitCode::FAILURE
        }
    }
}
