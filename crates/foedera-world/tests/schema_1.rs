//! Histories of schema 1 are read, and written again as schema 2.

use foedera_diagnostic::Source;
use foedera_world::{AnswerLevel, EventKind, Field, HISTORY_SCHEMA, Obligation, read_history, write_history};

const FIXTURE: &str = include_str!("fixtures/schema-1.jsonl");

#[test]
fn a_history_of_schema_1_is_read_as_what_it_said() {
    let (history, _) = read_history(&Source::new("old.jsonl", FIXTURE)).expect("a history of schema 1");
    let replay = history.replay();
    assert_eq!(replay.refused, []);
    let (world, roster) = (replay.world, history.roster());
    let (a, b) = (roster.find_state("AAA").unwrap(), roster.find_state("BBB").unwrap());
    let treaty = roster.find_treaty("T1").unwrap();
    assert_eq!(
        (world.figure(Field::CINC, a), world.figure(Field::POLYARCHY, a)),
        (Some(0.25), None),
        "capability is cinc"
    );
    assert!(world.treaty(treaty).owes(Obligation::Consultation));
    let call = world.calls().next().expect("the call");
    assert_eq!((call.in_need(), call.asked(), call.was_asked()), (vec![a], vec![b], true));
    assert_eq!(call.answer(b), Some(AnswerLevel::Troops));
    assert_eq!(
        (history.calls()[0].key.as_str(), history.calls()[0].sources.as_slice()),
        ("AAA1994", &["made-up".into()][..])
    );
    let summit = world.summits().next().expect("the summit");
    assert_eq!((summit.signed().count(), summit.refused().collect::<Vec<_>>()), (0, vec![a]));
    let told = history.events().iter().find(|event| matches!(event.kind, EventKind::Milestone { .. })).unwrap();
    assert_eq!((told.text.as_deref(), told.note.as_deref()), (Some("a text fails"), Some("by one vote")));
}

#[test]
fn what_was_read_of_schema_1_is_written_as_schema_2_and_read_back() {
    let (history, _) = read_history(&Source::new("old.jsonl", FIXTURE)).expect("a history of schema 1");
    let text = write_history(&history, &[]);
    assert!(text.starts_with(&format!("{{\"foedera\":\"history\",\"schema\":{HISTORY_SCHEMA},")), "{text}");
    let (back, _) = read_history(&Source::new("new.jsonl", text)).expect("what we write we read");
    assert_eq!(back, history);
}

#[test]
fn names_that_schema_2_does_not_declare_are_refused_with_their_line() {
    let (history, _) = read_history(&Source::new("old.jsonl", FIXTURE)).unwrap();
    let text = write_history(&history, &[]);
    for (from, to, said) in [
        ("\"answer\":{\"call\":\"AAA1994\"", "\"answer\":{\"call\":\"ZZZ\"", "names `ZZZ`"),
        ("\"field\":\"cinc\"", "\"field\":\"cinq\"", "names `cinq`"),
        ("{\"summit\":\"S1995\"}\n", "{\"summit\":\"S1995\"}\n{\"summit\":\"S1995\"}\n", "summit `S1995` stands twice"),
        ("\"schema\":2", "\"schema\":3", "reads versions 1 to 2"),
    ] {
        assert!(text.contains(from), "{from} in {text}");
        let problems = read_history(&Source::new("new.jsonl", text.replacen(from, to, 1))).expect_err(said);
        assert!(problems.0[0].message.contains(said), "{problems}");
    }
}
