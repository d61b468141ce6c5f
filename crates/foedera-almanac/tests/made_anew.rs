//! The data files in the program against those that the maker makes of the original files, and the almanac against datasets that
//! cannot be shipped. Both need the folders of FOEDERA_DATA.

#[path = "../examples/make_almanac/compare.rs"]
mod compare;
#[path = "../examples/make_almanac/misprints.rs"]
mod misprints;
#[path = "../examples/make_almanac/read.rs"]
mod read;

use std::path::{Path, PathBuf};

pub(crate) use read::Read;

/// The folder of datasets, and that of the Factbook's figures beside it.
fn folders() -> Option<(PathBuf, PathBuf)> {
    let Some(data) = std::env::var_os("FOEDERA_DATA").map(PathBuf::from) else {
        println!("skipped: FOEDERA_DATA is not set");
        return None;
    };
    let almanac = data.parent()?.join("almanac");
    if !almanac.is_dir() {
        println!("skipped: there is no {}", almanac.display());
        return None;
    }
    Some((data, almanac))
}

#[test]
fn the_data_files_are_what_their_maker_makes() {
    let Some((data, almanac)) = folders() else { return };
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for (name, bytes) in read::make(&data, &almanac).unwrap() {
        let same = std::fs::read(own.join(&name)).unwrap() == bytes;
        assert!(same, "{name} differs: run `cargo xtask almanac`");
    }
}

#[test]
fn the_page_tells_how_the_almanac_agrees_with_datasets() {
    let Some((data, _)) = folders() else { return };
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/almanac.md")).unwrap();
    let tables = compare::tables(&data).unwrap();
    assert!(
        page.contains(&tables),
        "docs/almanac.md differs from what `cargo xtask almanac compare` prints:\n{tables}"
    );
    for line in tables.lines().filter(|line| line.starts_with("| 19") || line.starts_with("| 20")) {
        let rank: f64 = line.split('|').nth(3).unwrap().trim().parse().unwrap();
        assert!(rank > 0.96, "the capability index agrees with CINC: {line}");
    }
}
