//! What an auditor of facts asks of every row.

use foedera_atlas::Atlas;
use foedera_world::EventKind;

fn atlas() -> Atlas {
    Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"))
}

/// A row that is dated after the last year of which any of its sources can speak was not read off a source.
#[test]
fn no_row_is_younger_than_its_newest_source() {
    let atlas = atlas();
    let reach = |key: &String| atlas.sources[key].last_year(key);
    let mut stale = Vec::new();
    for event in atlas.history.events() {
        let Some(newest) = event.sources.iter().filter_map(reach).max() else { continue };
        if event.when.earliest().year() > newest {
            stale.push(format!("{} {:?} {:?}", event.when, event.kind, event.sources));
        }
    }
    assert!(stale.is_empty(), "{} rows:\n{}", stale.len(), stale.join("\n"));
}

#[test]
fn the_check_finds_a_row_that_is_younger_than_its_source() {
    let atlas = atlas();
    assert_eq!(atlas.sources["atop51"].last_year("atop51"), Some(2018));
    assert_eq!(atlas.sources["au_bissau_2025"].last_year("au_bissau_2025"), Some(2025));
    assert_eq!(atlas.sources["au_defence_pact"].last_year("au_defence_pact"), Some(2005));
}

#[test]
fn every_freeze_says_who_froze_and_counts_at_least_fifty() {
    let atlas = atlas();
    let freezes = atlas.history.events().iter().filter(|event| matches!(event.kind, EventKind::Freezes { .. })).count();
    assert!(freezes >= 50, "{freezes}");
}

#[test]
fn a_hundred_calls_and_half_of_them_say_what_was_asked_for() {
    let atlas = atlas();
    let asked = atlas.calls.iter().filter(|call| !call.asked.is_empty()).count();
    assert!(atlas.calls.len() >= 100 && asked * 2 >= atlas.calls.len(), "{asked} of {}", atlas.calls.len());
}
