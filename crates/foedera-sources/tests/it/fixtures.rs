//! What the tests share: fixtures, a roster, and the real files if there are any.

use std::path::{Path, PathBuf};

use foedera_sources::{RawFile, read_file};
use foedera_world::{Day, Roster, State, StateSpell};

/// A fixture of this crate.
pub fn fixture(name: &str) -> RawFile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    read_file(&path).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A real file below `FOEDERA_DATA`; `None`, with a word on the terminal, if the variable is not set.
pub fn real(name: &str) -> Option<RawFile> {
    let Some(folder) = std::env::var_os("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return None;
    };
    Some(read_file(&PathBuf::from(folder).join(name)).unwrap_or_else(|problems| panic!("{problems}")))
}

/// A state with one COW number from a day on.
pub fn state(key: &str, cow: u16, from: &str, until: Option<&str>) -> State {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let days = Some((day(from), until.map(day)));
    let spell = StateSpell { cow: Some(cow), cow_days: days, ..StateSpell::default() };
    State { key: key.to_owned(), iso3: None, name: key.to_owned(), also: Vec::new(), spells: vec![spell] }
}

/// The states of the fixtures.
pub fn roster() -> Roster {
    let mut roster = Roster::default();
    for (key, cow) in [("USA", 2), ("GBR", 200), ("FRA", 220), ("RUS", 365), ("UZB", 704), ("KAZ", 705)] {
        roster.add_state(state(key, cow, "1816-01-01", None)).unwrap();
    }
    roster
}
