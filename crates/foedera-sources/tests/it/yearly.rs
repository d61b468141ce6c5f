//! Capabilities, democracy and ideal points, on hand-made files in the original formats.

use foedera_sources::{Read, capabilities, democracy, ideal_points};
use foedera_world::{Event, EventKind, Roster, StateSpell, Subject};

use crate::fixtures::{fixture, roster, state};

/// The events, one a line: day, state, value.
fn lines(read: &Read<Vec<Event>>, roster: &Roster) -> Vec<String> {
    let line = |event: &Event| match &event.kind {
        EventKind::Figure { of: Subject::State(state), value, .. } => {
            let value = value.map_or("missing".to_owned(), |value| value.to_string());
            format!("{} {} {value}", event.when, roster.state(*state).key)
        }
        other => panic!("{other:?}"),
    };
    read.value.iter().map(line).collect()
}

#[test]
fn a_value_holds_through_the_next_year_and_then_goes_missing() {
    let roster = roster();
    let read = capabilities::read(&fixture("nmc.csv"), &roster).unwrap();
    assert_eq!(
        lines(&read, &roster),
        [
            "1951-01-01 USA 0.2842",
            "1951-01-01 GBR 0.0633",
            "1952-01-01 USA 0.3201",
            "1952-01-01 GBR missing",
            "1953-01-01 USA missing",
            "1955-01-01 USA 0.3",
            "1956-01-01 USA missing",
        ]
    );
    assert!(read.refused.is_empty());
}

#[test]
fn rows_of_unknown_states_are_counted_with_their_codes() {
    let read = capabilities::read(&fixture("nmc.csv"), &roster()).unwrap();
    assert_eq!(read.rows, 6);
    assert_eq!(read.unknown.into_iter().collect::<Vec<_>>(), [("4".to_owned(), 1)]);
}

#[test]
fn bare_carriage_returns_end_lines() {
    let read = capabilities::read(&fixture("nmc_cr.csv"), &roster()).unwrap();
    assert_eq!((read.rows, read.value.len()), (1, 2));
}

#[test]
fn an_empty_cell_is_missing_and_not_refused() {
    let roster = roster();
    let read = democracy::read(&fixture("democracy.csv"), &roster).unwrap();
    assert_eq!(lines(&read, &roster), ["2017-01-01 USA 0.86", "2018-01-01 USA 0.8", "2019-01-01 USA missing"]);
    assert!(read.refused.is_empty());
}

#[test]
fn tabs_separate_too_and_polity_may_be_absent() {
    let read = democracy::read(&fixture("democracy_no_polity.csv"), &roster()).unwrap();
    assert_eq!(read.value.len(), 2);
}

#[test]
fn a_session_counts_from_1945_and_the_unnamed_column_is_no_matter() {
    let roster = roster();
    let read = ideal_points::read(&fixture("ideal_points.csv"), &roster).unwrap();
    let expected = ["1947-01-01 USA 1.67635", "1948-01-01 USA 1.975167", "1949-01-01 USA missing"];
    assert_eq!(lines(&read, &roster), expected);
    assert!(read.refused.is_empty());
}

#[test]
fn of_two_rows_for_a_state_and_year_the_one_with_its_number_of_that_year_counts() {
    let mut roster = Roster::default();
    let mut germany = state("DEU", 260, "1955-05-05", Some("1990-10-02"));
    let later = state("DEU", 255, "1990-10-03", None);
    germany.spells.extend(later.spells);
    germany.spells.push(StateSpell::default());
    roster.add_state(germany).unwrap();
    let read = capabilities::read(&fixture("nmc_germany.csv"), &roster).unwrap();
    assert_eq!(lines(&read, &roster)[0], "1991-01-01 DEU 0.05");
    assert_eq!((read.refused.len(), read.notes.len()), (0, 1), "both rows are correct");
    assert!(read.notes[0].contains("COW 255 has a second row for 1990"), "{}", read.notes[0]);
}
