//! Every reader on a hand-made file in the original layout, with the quirks of that dataset.
//!
//! `fixtures/datasets/KEY.csv` is read and printed; `fixtures/datasets/KEY.txt` is what must come out, checked by eye when
//! it was written. `FOEDERA_BLESS=1 cargo test` writes it anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use foedera_atlas::Atlas;
use foedera_sources::{DATASETS, RawFile, Read, read, recognise};
use foedera_store::{Column, Frame, Kind};
use foedera_world::Roster;

use crate::fixtures::fixture;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/datasets")
}

/// The datasets that come as workbooks have no CSV; see `formats.rs`.
pub fn keys() -> impl Iterator<Item = &'static str> {
    DATASETS
        .iter()
        .map(|dataset| dataset.key)
        .filter(|key| !["sipri-milex-constant", "sipri-milex-current", "sipri-milex-share"].contains(key))
}

pub fn dataset_file(key: &str) -> RawFile {
    fixture(&format!("datasets/{key}.csv"))
}

/// A reading as text: the account of the rows, then the facts.
pub fn printed(read: &Read<Frame>, roster: &Roster) -> String {
    let frame = &read.value;
    let left_out: usize = read.unknown.values().sum();
    let mut text = format!(
        "{} of {}: {} rows, {} refused, {left_out} left out; {} facts, {}-{}\n",
        frame.name,
        frame.dataset,
        read.rows,
        read.refused_rows,
        frame.len(),
        frame.span.0,
        frame.span.1
    );
    for refused in &read.refused {
        let line = refused.place.line().unwrap_or_default();
        writeln!(text, "refused line {line}: {}", refused.message).unwrap();
    }
    for (name, rows) in &read.unknown {
        writeln!(text, "left out: {name} ({rows})").unwrap();
    }
    for row in 0..frame.len() {
        let cells = frame.columns.iter().filter_map(|(name, kind, column)| {
            Some(format!("{name}={}", cell(frame, name, *kind, column, row, roster)?))
        });
        writeln!(text, "{}", cells.collect::<Vec<_>>().join(" ")).unwrap();
    }
    text
}

/// A cell that is not missing.
fn cell(frame: &Frame, name: &str, kind: Kind, column: &Column, row: usize, roster: &Roster) -> Option<String> {
    match kind {
        Kind::State => frame.state_at(name, row).map(|state| roster.state(state).key.clone()),
        Kind::Day => frame.day_at(name, row).map(|day| day.to_string()),
        Kind::Text => frame.text_at(name, row).map(|text| format!("{text:?}")),
        Kind::Year | Kind::Whole | Kind::Number => column.number(row).map(|number| number.to_string()),
    }
}

#[test]
fn every_reader_reads_its_own_layout_with_its_quirks() {
    let atlas = Atlas::embedded().unwrap();
    let bless = std::env::var_os("FOEDERA_BLESS").is_some();
    let mut wrong = Vec::new();
    for key in keys() {
        let file = dataset_file(key);
        let dataset = recognise(&file).unwrap_or_else(|problems| panic!("{key}: {problems}"));
        assert_eq!(dataset.map(|dataset| dataset.key), Some(key), "recognised as another");
        let read = read(dataset.unwrap(), &file, atlas.roster()).unwrap_or_else(|problems| panic!("{problems}"));
        let text = printed(&read, atlas.roster());
        let path = folder().join(format!("{key}.txt"));
        if bless {
            std::fs::write(&path, &text).unwrap();
        } else if std::fs::read_to_string(&path).unwrap_or_default() != text {
            wrong.push(format!("{key}:\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "not as in fixtures/datasets:\n{}", wrong.join("\n"));
}

#[test]
fn every_dataset_is_declared_whole() {
    for (index, dataset) in DATASETS.iter().enumerate() {
        assert!(DATASETS[index + 1..].iter().all(|other| other.key != dataset.key), "{} twice", dataset.key);
        assert!(DATASETS[index + 1..].iter().all(|other| other.frame != dataset.frame), "{} twice", dataset.frame);
        assert!(dataset.years.0 < dataset.years.1, "{}", dataset.key);
        assert!(dataset.home.starts_with("http"), "{}", dataset.key);
        assert!(dataset.bibtex.starts_with('@') && dataset.bibtex.ends_with('}'), "{}", dataset.key);
        let opened = dataset.bibtex.matches('{').count();
        assert_eq!(opened, dataset.bibtex.matches('}').count(), "{}", dataset.key);
        assert!(dataset.citation().contains('('), "{}: {}", dataset.key, dataset.citation());
    }
}
