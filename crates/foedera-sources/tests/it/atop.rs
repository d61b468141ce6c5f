//! ATOP, on a hand-made file in the original format (byte-order mark, CRLF).

use foedera_diagnostic::Code;
use foedera_sources::atop::{self, Alliances, AtopSummary};
use foedera_world::{Event, EventKind, Obligation, Roster, Treaty};

use crate::fixtures::{fixture, roster};

fn alliances() -> Alliances {
    let read = atop::read(&fixture("atop.csv"), roster()).unwrap();
    assert!(read.refused.is_empty());
    read.value
}

/// The events of a treaty, one a line: date, kind, parties, note.
fn timeline(alliances: &Alliances, key: &str) -> Vec<String> {
    let roster = alliances.history.roster();
    let treaty = roster.find_treaty(key).unwrap();
    let name = |state| roster.state(state).key.clone();
    let line = |event: &Event| {
        let what = match &event.kind {
            EventKind::TreatyOpens { treaty: of } if *of == treaty => "opens".to_owned(),
            EventKind::TreatyInForce { treaty: of } if *of == treaty => "in force".to_owned(),
            EventKind::Joins { treaty: of, state } if *of == treaty => format!("{} joins", name(*state)),
            EventKind::Amends { treaty: of, obligations } if *of == treaty => {
                format!("amends {:?}", obligations.iter().collect::<Vec<_>>())
            }
            EventKind::Milestone { treaty: of } if *of == treaty => event.text.clone().unwrap_or_default(),
            EventKind::Leaves { treaty: of, state, cause } if *of == treaty => {
                format!("{} leaves {cause:?}", name(*state))
            }
            EventKind::TreatyEnds { treaty: of, cause } if *of == treaty => format!("ends {cause:?}"),
            _ => return None,
        };
        let note = event.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
        Some(format!("{} {what}{note}", event.when))
    };
    alliances.history.events().iter().filter_map(line).collect()
}

#[test]
fn the_counts_are_those_of_the_file() {
    let expected = AtopSummary {
        rows: 25,
        spells: 23,
        reentries: 5,
        signings: 11,
        unknown_states: 10,
        merged: 2,
        overlapping: 1,
        zero_length: 2,
    };
    assert_eq!(alliances().summary, expected);
}

#[test]
fn phases_are_joined_into_one_spell() {
    let alliances = alliances();
    let spells: Vec<_> = alliances.spells.iter().filter(|spell| spell.atop == 9010).collect();
    let found: Vec<_> =
        spells.iter().map(|spell| (spell.cow, spell.entry.to_string(), spell.exit, spell.rows)).collect();
    let since = |text: &str| text.to_owned();
    let expected =
        [(2, since("1949-04-04"), None, 2), (200, since("1949-04-04"), None, 2), (350, since("1951-10-22"), None, 1)];
    assert_eq!(found, expected);
}

#[test]
fn a_phase_with_other_obligations_amends_the_treaty() {
    let alliances = alliances();
    assert_eq!(
        timeline(&alliances, "ATOP-9010"),
        [
            "1949-04-04 opens",
            "1949-04-04 in force",
            "1949-04-04 USA joins",
            "1949-04-04 GBR joins",
            "1951-06-19 amends [Defense, Nonaggression, Consultation]",
            "1951-10-22 COW-350 joins",
        ]
    );
    let roster = alliances.history.roster();
    let Treaty { obligations, atop, wartime, sources, .. } = roster.treaty(roster.find_treaty("ATOP-9010").unwrap());
    assert_eq!(obligations, &[Obligation::Defense, Obligation::Consultation]);
    assert_eq!((*atop, *wartime, sources.as_slice()), (Some(9010), Some(false), ["atop51".to_owned()].as_slice()));
}

#[test]
fn a_state_that_comes_back_has_two_spells() {
    assert_eq!(
        timeline(&alliances(), "ATOP-9020"),
        [
            "1992-05-15 opens",
            "1992-05-15 in force",
            "1992-05-15 RUS joins",
            "1992-05-15 UZB joins",
            "1992-05-15 KAZ joins",
            "1999-04-20 UZB leaves NonRenewal (termmode=1 term=0 termcaus=1)",
            "2006-08-17 UZB joins",
            "2012-06-28 UZB leaves Withdrawal (termmode=3 term=2 termcaus=8)",
        ]
    );
}

#[test]
fn an_unknown_day_leaves_the_month() {
    assert_eq!(
        timeline(&alliances(), "ATOP-9030"),
        [
            "1921-03 opens",
            "1921-03 in force",
            "1921-03 COW-640 joins",
            "1921-03 COW-700 joins",
            "1950-07 ends Withdrawal (termmode=3 term=3 termcaus=4)",
        ]
    );
}

#[test]
fn a_revived_treaty_opens_again() {
    assert_eq!(
        timeline(&alliances(), "ATOP-9040"),
        [
            "1820-05-15 opens",
            "1820-05-15 in force",
            "1820-05-15 COW-255 joins",
            "1820-05-15 COW-300 joins",
            "1848-03-31 ends Withdrawal (termmode=3 term=3 termcaus=6)",
            "1850-11-29 opens",
            "1850-11-29 in force",
            "1850-11-29 COW-255 joins",
            "1850-11-29 COW-300 joins",
            "1866-06-15 ends Replaced (termmode=2 term=3 termcaus=1)",
        ]
    );
}

#[test]
fn on_a_tie_the_smaller_code_gives_the_cause_and_the_note_keeps_both() {
    let alliances = alliances();
    let last = timeline(&alliances, "ATOP-9050").pop().unwrap();
    let note = "COW 200: termmode=6 term=1 termcaus=3; COW 220: termmode=5 term=1 termcaus=3";
    assert_eq!(last, format!("1918-11-11 ends Fulfilled ({note})"));
    let roster = alliances.history.roster();
    assert_eq!(roster.treaty(roster.find_treaty("ATOP-9050").unwrap()).wartime, Some(true));
}

#[test]
fn a_spell_of_no_length_is_kept_and_noted() {
    let note = "(entry and exit on the same date)";
    assert_eq!(
        timeline(&alliances(), "ATOP-9060"),
        [
            "1874-06-11 opens".to_owned(),
            "1874-06-11 in force".to_owned(),
            format!("1874-06-11 USA joins {note}"),
            format!("1874-06-11 COW-8152 joins {note}"),
            "1874-06-11 ends Fulfilled (termmode=5 term=1 termcaus=3)".to_owned(),
        ]
    );
}

#[test]
fn a_second_row_beside_the_first_is_told_and_does_not_end_the_membership() {
    let timeline = timeline(&alliances(), "ATOP-9070");
    assert_eq!(
        timeline[5..],
        [
            "1993-01-01 opens",
            "1993-01-01 in force",
            "1993-01-01 COW-316 joins",
            "1993-01-01 COW-317 joins",
            "1993-01-01 COW-811 joins",
            "1993-01-01 COW 811 has a second entry here, until 2008-07-25 (termmode=3 term=3 termcaus=2)",
            "2008-07-25 COW-317 leaves Withdrawal (termmode=3 term=3 termcaus=2)",
        ]
    );
}

#[test]
fn the_replay_refuses_nothing() {
    let replay = alliances().history.replay();
    assert!(replay.refused.is_empty(), "{:?}", replay.refused);
}

#[test]
fn latin_1_and_semicolons_read_alike() {
    let read = atop::read(&fixture("atop_latin1.csv"), roster()).unwrap();
    assert_eq!((read.rows, read.refused.len(), read.value.summary.spells), (3, 0, 3));
    assert_eq!(read.provenance.dataset, "ATOP 5.1 member level");
    assert_eq!((read.provenance.file.as_str(), read.provenance.sha256.len()), ("atop_latin1.csv", 64));
}

#[test]
fn members_that_the_roster_does_not_know_are_added_and_counted() {
    let read = atop::read(&fixture("atop.csv"), Roster::default()).unwrap();
    assert_eq!(read.unknown["8152"], 1);
    assert_eq!(read.unknown["2"], 3);
    let roster = read.value.history.roster();
    assert_eq!(roster.state(roster.find_state("COW-8152").unwrap()).name, "COW 8152");
}

#[test]
fn a_roster_that_has_the_treaties_already_is_refused() {
    let first = atop::read(&fixture("atop.csv"), roster()).unwrap();
    let again = atop::read(&fixture("atop.csv"), first.value.history.roster().as_ref().clone()).unwrap_err();
    assert!(again.0.iter().all(|problem| problem.code == Code::Duplicate));
}

#[test]
fn every_event_names_its_source() {
    assert!(alliances().history.events().iter().all(|event| event.sources == ["atop51"]));
}
