//! The layouts in which publishers give a dataset beside the main one, and those of every address that is fetched.
//!
//! `fixtures/layouts/KEY/FILE` is a hand-made sample under the publisher's own header; `fixtures/layouts/expected.txt`
//! what must come out. `FOEDERA_BLESS=1 cargo test` writes it anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use foedera_atlas::Atlas;
use foedera_sources::{DATASETS, Outcome, RawFile, read_folder, recognise, tables};

use crate::datasets::{dataset_file, printed};
use crate::formats::archive;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/layouts")
}

#[test]
fn every_layout_is_recognised_and_read() {
    let atlas = Atlas::embedded().unwrap();
    let mut text = String::new();
    let mut keys: Vec<String> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    keys.retain(|key| folder().join(key).is_dir());
    keys.sort();
    for key in &keys {
        for found in read_folder(&folder().join(key), atlas.roster()).unwrap() {
            let name = found.name.rsplit('/').next().unwrap().to_owned();
            let Outcome::Read(dataset, read) = &found.outcome else { panic!("{name}: {:?}", found.outcome) };
            assert!(dataset.key == key || key.starts_with("un-"), "{name} is taken for {}", dataset.key);
            writeln!(text, "{name}: {}", printed(read, atlas.roster())).unwrap();
        }
    }
    let path = folder().join("expected.txt");
    if std::env::var_os("FOEDERA_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn what_every_address_gives_is_read_from_an_archive_beside_its_codebook() {
    for dataset in DATASETS.iter().filter(|dataset| dataset.download.is_some()) {
        let sample = dataset_file(dataset.key);
        let bytes = std::fs::read(sample.name()).unwrap();
        let zip = archive(&[("data/codebook.pdf", b"%PDF"), (&format!("data/{}.csv", dataset.key), &bytes)]);
        let tables = tables(RawFile::new("download.zip", zip)).unwrap();
        assert_eq!(tables.len(), 1, "{}", dataset.key);
        assert_eq!(recognise(&tables[0]).unwrap().map(|found| found.key), Some(dataset.key));
    }
}
