//! The world file: it comes back as it went; a broken one is told from a foreign one and from a newer one.

use std::path::PathBuf;
use std::sync::Arc;

use foedera_diagnostic::{Code, Problems};
use foedera_store::{Column, Frame, Kind, MISSING_WHOLE, WORLD_SCHEMA, Words, WorldFile, encode_world};
use foedera_world::{Day, Event, EventKind, History, Provenance, Roster, State, StateSpell, Treaty, When};

/// A file of its own, gone when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("foedera-store-{}-{name}.foedera", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    fn open(&self) -> Result<WorldFile, Problems> {
        WorldFile::open(&self.0)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}

fn history() -> History {
    let mut roster = Roster::default();
    for (key, cow) in [("ARM", 371), ("AZE", 373)] {
        let days = Some((Day::start_of_year(1992), None));
        let spells = vec![StateSpell { cow: Some(cow), cow_days: days, ..StateSpell::default() }];
        let state =
            State { key: key.into(), iso3: None, name: format!("{key}\n\"land\""), also: vec!["x".into()], spells };
        roster.add_state(state).unwrap();
    }
    let treaty = Treaty {
        key: "T".into(),
        name: "Treaty".into(),
        also: Vec::new(),
        atop: Some(1),
        obligations: Vec::new(),
        wartime: None,
        terms: Vec::new(),
        decision_rule: None,
        articles: Vec::new(),
        sources: Vec::new(),
    };
    let treaty = roster.add_treaty(treaty).unwrap();
    let opens = Event::new(When::on(Day::start_of_year(1993)), EventKind::TreatyOpens { treaty });
    History::new(Arc::new(roster), vec![opens])
}

fn frame() -> Frame {
    let words = Words { codes: vec![0, MISSING_WHOLE, 0], values: vec!["ä, \"b\"\n".to_owned()] };
    Frame {
        name: "facts".to_owned(),
        dataset: "test".to_owned(),
        span: (1992, 1994),
        parts: Vec::new(),
        columns: vec![
            ("state".to_owned(), Kind::State, Column::Whole(vec![0, 1, MISSING_WHOLE])),
            ("value".to_owned(), Kind::Number, Column::Number(vec![0.1, f64::NAN, -1e300])),
            ("word".to_owned(), Kind::Text, Column::Text(words)),
        ],
    }
}

fn bytes() -> Vec<u8> {
    let provenance = Provenance {
        dataset: "test".into(),
        file: "test.csv".into(),
        sha256: "00".into(),
        rows: 3,
        citation: "nobody".into(),
    };
    encode_world(&history(), &[provenance], &[frame()])
}

#[test]
fn a_world_comes_back_as_it_went() {
    let scratch = Scratch::new("back", &bytes());
    let world = scratch.open().unwrap();
    assert_eq!(world.history().unwrap(), history());
    assert_eq!(world.roster().states().len(), 2);
    assert_eq!(world.provenance()[0].rows, 3);
    let back = world.frame("facts", &[]).unwrap().unwrap();
    assert_eq!((&back.name, back.span, back.len()), (&"facts".to_owned(), (1992, 1994), 3));
    assert_eq!(back.whole("state"), [0, 1, MISSING_WHOLE]);
    assert_eq!(back.numbers("value")[0].to_bits(), 0.1_f64.to_bits());
    assert!(back.numbers("value")[1].is_nan());
    assert_eq!((back.text_at("word", 0), back.text_at("word", 1)), (Some("ä, \"b\"\n"), None));
    assert_eq!(bytes(), bytes(), "the same world gives the same bytes");
}

#[test]
fn one_column_can_be_asked_for_and_an_unknown_table_is_none() {
    let scratch = Scratch::new("column", &bytes());
    let world = scratch.open().unwrap();
    let part = world.frame("facts", &["value", "no such column"]).unwrap().unwrap();
    assert_eq!(part.columns.len(), 1);
    assert!(world.frame("fiction", &[]).unwrap().is_none());
}

fn refusal(name: &str, bytes: &[u8]) -> (Code, String) {
    let problems = Scratch::new(name, bytes).open().unwrap_err();
    assert_eq!(problems.0.len(), 1);
    assert!(!problems.0[0].remedy.is_empty());
    (problems.0[0].code, problems.0[0].message.clone())
}

#[test]
fn a_foreign_file_is_told_from_an_empty_one_and_a_newer_one() {
    let (code, message) = refusal("foreign", b"ccode,year\n2,1950\n");
    assert_eq!(code, Code::Schema);
    assert!(message.contains("is not a world file"), "{message}");
    let (code, message) = refusal("empty", b"");
    assert_eq!(code, Code::Schema);
    assert!(message.contains("empty or cut short"), "{message}");
    let mut newer = bytes();
    newer[8..12].copy_from_slice(&(WORLD_SCHEMA + 1).to_le_bytes());
    let (code, message) = refusal("newer", &newer);
    assert_eq!(code, Code::Schema);
    assert!(message.contains("world-file version 2; this Foedera reads version 1"), "{message}");
}

/// Everything that a world can be asked.
fn everything(world: &WorldFile) -> Result<(), Problems> {
    world.history()?;
    world.frame("facts", &[])?;
    Ok(())
}

#[test]
fn a_world_cut_anywhere_is_said_to_be_broken() {
    let whole = bytes();
    let scratch = Scratch::new("cut", &[]);
    for end in 0..whole.len() {
        std::fs::write(&scratch.0, &whole[..end]).unwrap();
        let problems = scratch.open().and_then(|world| everything(&world)).unwrap_err();
        assert!(matches!(problems.0[0].code, Code::Schema | Code::Syntax), "{end}: {problems}");
    }
}

#[test]
fn a_world_with_one_wrong_byte_is_said_to_be_broken() {
    let whole = bytes();
    let scratch = Scratch::new("flip", &[]);
    for at in 0..whole.len() {
        let mut wrong = whole.clone();
        wrong[at] ^= 0x20;
        std::fs::write(&scratch.0, &wrong).unwrap();
        assert!(scratch.open().and_then(|world| everything(&world)).is_err(), "byte {at} is not guarded");
    }
}
