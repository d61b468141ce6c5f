//! Over random small data and every effect of the catalogue: the order of rows, the names of actors and, without direction, who is
//! named first do not matter.

use foedera_process::relational::catalogue::{EFFECTS, Entry, Needs};
use foedera_process::relational::{
    Actors, Attribute, Change, Clusters, Dependent, EventData, Formula, Model, ModelKind, Network, Options, SetEvent,
    Value,
};
use proptest::prelude::*;
use proptest::sample::Index;

const ACTORS: usize = 6;

/// A small history as plain rows: actors are numbers, times whole, so that many events share one.
#[derive(Debug, Clone)]
struct Rows {
    events: Vec<(u8, usize, usize)>,
    other: Vec<(u8, usize, usize)>,
    sets: Vec<(u8, Vec<usize>)>,
    values: Vec<(f64, f64)>,
    changes: Vec<(u8, usize, f64)>,
    absent: (usize, u8, u8),
}

fn pair() -> impl Strategy<Value = (usize, usize)> {
    (0..ACTORS, 1..ACTORS).prop_map(|(i, by)| (i, (i + by) % ACTORS))
}

fn rows() -> impl Strategy<Value = Rows> {
    let dated = |most: usize| prop::collection::vec((1..9_u8, pair()).prop_map(|(t, (i, j))| (t, i, j)), 3..most);
    let set = (1..9_u8, prop::sample::subsequence((0..ACTORS).collect::<Vec<_>>(), 1..ACTORS - 1));
    let value = || (-3..4_i8).prop_map(f64::from);
    (
        dated(14),
        dated(10),
        prop::collection::vec(set, 2..6),
        prop::collection::vec((value(), value()), ACTORS),
        prop::collection::vec((1..9_u8, 0..ACTORS, value()), 0..4),
        (0..ACTORS, 2..5_u8, 5..9_u8),
    )
        .prop_map(|(events, other, sets, values, mut changes, absent)| {
            // Two values of one actor at one time would contradict each other.
            changes.sort_by_key(|(time, actor, _)| (*time, *actor));
            changes.dedup_by_key(|(time, actor, _)| (*time, *actor));
            Rows { events, other, sets, values, changes, absent }
        })
}

/// Bring rows into the order of time, rows of one time as they stand.
fn timed<T>(rows: &[T], time: impl Fn(&T) -> f64) -> Vec<&T> {
    let mut list: Vec<&T> = rows.iter().collect();
    list.sort_by(|a, b| time(a).total_cmp(&time(b)));
    list
}

/// The data of rows, where the actor of number i has place `name[i]`.
fn data(rows: &Rows, name: &[usize], directed: bool) -> EventData {
    let events = timed(&rows.events, |row| f64::from(row.0));
    let dependent: Vec<Dependent> = events
        .into_iter()
        .map(|(time, i, j)| Dependent { time: f64::from(*time), sender: name[*i], receiver: name[*j] })
        .collect();
    let change = |(time, i, j): &(u8, usize, usize)| Change {
        time: f64::from(*time) - 0.5,
        from: name[*i],
        to: name[*j],
        value: 1.0,
        replace: false,
    };
    let by_place = |column: fn(&(f64, f64)) -> f64| {
        let mut list = vec![0.0; ACTORS];
        (0..ACTORS).for_each(|i| list[name[i]] = column(&rows.values[i]));
        list
    };
    let attribute = |label: &str, initial: Vec<f64>, changes: Vec<(f64, usize, f64)>| Attribute {
        of: "actors".into(),
        name: label.into(),
        initial,
        changes,
    };
    let changes = timed(&rows.changes, |row| f64::from(row.0));
    let changes = changes.into_iter().map(|(time, i, value)| (f64::from(*time) - 0.5, name[*i], *value)).collect();
    let (quiet, from, until) = rows.absent;
    let takes_part = rows.events.iter().any(|(_, i, j)| [*i, *j].contains(&quiet))
        || rows.sets.iter().any(|(_, members)| members.contains(&quiet));
    let away = [(f64::from(from), name[quiet], false), (f64::from(until), name[quiet], true)];
    let set = |(time, members): &(u8, Vec<usize>)| SetEvent {
        time: f64::from(*time),
        sender: None,
        members: members.iter().map(|i| name[*i] as u32).collect(),
    };
    EventData {
        senders: Actors {
            name: "actors".into(),
            labels: (0..ACTORS).map(|i| i.to_string()).collect(),
            present: vec![true; ACTORS],
            presence: if takes_part { Vec::new() } else { away.to_vec() },
        },
        networks: vec![
            Network {
                name: "own".into(),
                directed,
                changes: dependent.iter().map(Dependent::change).collect(),
                ..Network::default()
            },
            Network {
                name: "other".into(),
                directed: true,
                changes: timed(&rows.other, |row| f64::from(row.0)).into_iter().map(change).collect(),
                ..Network::default()
            },
        ],
        attributes: vec![
            attribute("z", by_place(|value| value.0), changes),
            attribute("y", by_place(|value| value.1), Vec::new()),
        ],
        dependent,
        sets: timed(&rows.sets, |row| f64::from(row.0)).into_iter().map(set).collect(),
        ..EventData::default()
    }
}

/// An effect as it is written with each of its arguments.
fn written(entry: &Entry) -> Vec<String> {
    let of: Vec<&str> = match entry.needs {
        Needs::Network => vec!["own"],
        Needs::TwoNetworks => vec!["list(own, other)"],
        Needs::Value => vec!["actors$z"],
        Needs::TwoValues => vec!["list(actors$z, actors$y)"],
        Needs::NetworkAndValue => vec!["other", "actors$z"],
        Needs::Events => vec![],
    };
    let with = |argument: Option<&str>| {
        let inside: Vec<&str> = of.iter().copied().chain(argument).collect();
        format!("{}({})", entry.name, inside.join(", "))
    };
    let argument = |name: &&str| match *name {
        "window" => vec!["window = 3"],
        "half_life" => vec!["half_life = 2"],
        "weighted" => vec!["weighted = TRUE"],
        "type" => vec!["type = \"ego\"", "type = \"alter\""],
        "history" => vec!["history = \"sequential\"", "history = \"consecutive\""],
        "transformer_fn" => vec!["transformer_fn = \"square\"", "transformer_fn = \"identity\""],
        "ignore_repetitions" => vec!["ignore_repetitions = TRUE"],
        "is_two_mode" => vec!["is_two_mode = TRUE"],
        "order" => vec!["order = 2"],
        name => panic!("the argument {name} is not tested"),
    };
    let more = entry.arguments().iter().flat_map(argument).map(|argument| with(Some(argument))).collect::<Vec<_>>();
    std::iter::once(with(None)).chain(more).collect()
}

const MODEL_KINDS: [(ModelKind, &str); 8] = [
    (ModelKind::Choice, ""),
    (ModelKind::Rate, ""),
    (ModelKind::Rate, "1 + "),
    (ModelKind::Rem, ""),
    (ModelKind::Rem, "1 + "),
    (ModelKind::Coordination, ""),
    (ModelKind::Sets, ""),
    (ModelKind::Response, ""),
];

/// What data say of an effect; `None` if it has no meaning in the model.
fn value(data: &EventData, law: ModelKind, text: &str) -> Option<Value> {
    let formula: Formula = text.parse().unwrap();
    let answers = (law == ModelKind::Response).then(|| data.dependent.iter().map(answer).collect());
    let data = EventData { answers, ..data.clone() };
    let options = Options { clusters: Clusters::None, ..Options::default() };
    let model = Model::with(&data, law, &formula, options).ok()?;
    let theta: Vec<f64> = (0..model.parameters()).map(|a| if a == 0 { 0.3 } else { -0.2 * a as f64 }).collect();
    Some(model.value(&theta))
}

/// An answer that goes with its event wherever that stands: by its time.
fn answer(event: &Dependent) -> usize {
    event.time as usize % 2
}

fn same(one: Option<Value>, other: Option<Value>) -> Result<bool, TestCaseError> {
    let (Some(one), Some(other)) = (&one, &other) else {
        prop_assert_eq!(one.is_some(), other.is_some());
        return Ok(false);
    };
    let close = |a: f64, b: f64| a == b || (a - b).abs() < 1e-9 * (1.0 + a.abs());
    prop_assert!(close(one.log_likelihood, other.log_likelihood), "{one:?} and {other:?}");
    prop_assert!(one.score.iter().zip(&other.score).all(|(a, b)| close(*a, *b)), "{one:?} and {other:?}");
    prop_assert!(one.information.iter().zip(&other.information).all(|(a, b)| close(*a, *b)), "{one:?} and {other:?}");
    Ok(true)
}

/// Hold every effect with every argument in every model against itself on other data; gives how many had a meaning.
fn hold_all(one: &EventData, other: &EventData, laws: &[(ModelKind, &str)]) -> Result<usize, TestCaseError> {
    let mut held = 0;
    for entry in EFFECTS {
        for effect in written(entry) {
            for (law, intercept) in laws {
                let text = format!("own ~ {intercept}{effect}");
                let equal = same(value(one, *law, &text), value(other, *law, &text));
                let equal = equal.map_err(|error| TestCaseError::fail(format!("{law:?} {text}: {error}")))?;
                held += usize::from(equal);
            }
        }
    }
    Ok(held)
}

fn shuffled<T: Clone>(list: &[T], by: &[Index]) -> Vec<T> {
    let mut list = list.to_vec();
    for (place, by) in (1..list.len()).rev().zip(by) {
        list.swap(place, by.index(place + 1));
    }
    list
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_does_not_matter(rows in rows(), by in prop::collection::vec(any::<Index>(), 16), directed: bool) {
        let other = Rows {
            events: shuffled(&rows.events, &by),
            other: shuffled(&rows.other, &by),
            sets: shuffled(&rows.sets, &by).into_iter().map(|(time, members)| (time, shuffled(&members, &by))).collect(),
            changes: shuffled(&rows.changes, &by),
            ..rows.clone()
        };
        let name: Vec<usize> = (0..ACTORS).collect();
        let held = hold_all(&data(&rows, &name, directed), &data(&other, &name, directed), &MODEL_KINDS)?;
        prop_assert!(held > 300 || !directed && held > 150, "{held} effects had a meaning");
    }

    #[test]
    fn the_names_of_actors_do_not_matter(rows in rows(), by in prop::collection::vec(any::<Index>(), ACTORS), directed: bool) {
        let name: Vec<usize> = (0..ACTORS).collect();
        let other = shuffled(&name, &by);
        let held = hold_all(&data(&rows, &name, directed), &data(&rows, &other, directed), &MODEL_KINDS)?;
        prop_assert!(held > 300 || !directed && held > 150, "{held} effects had a meaning");
    }

    #[test]
    fn without_direction_who_is_named_first_does_not_matter(rows in rows(), swap in prop::collection::vec(any::<bool>(), 16)) {
        let turn = |((time, i, j), swap): (&(u8, usize, usize), &bool)| if *swap { (*time, *j, *i) } else { (*time, *i, *j) };
        let other = Rows { events: rows.events.iter().zip(&swap).map(turn).collect(), ..rows.clone() };
        let name: Vec<usize> = (0..ACTORS).collect();
        let held = hold_all(&data(&rows, &name, false), &data(&other, &name, false), &MODEL_KINDS)?;
        prop_assert!(held > 150, "{held} effects had a meaning");
    }
}
