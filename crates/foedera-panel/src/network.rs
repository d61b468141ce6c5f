//! A world file as data for models of events: states that come and go, who is allied with whom, and who signs together.
//!
//! Networks: `signings` (members of one signing, the events themselves), `allied` (how many treaties two states share), `defense`
//! (how many with a duty to help when attacked), `contiguous` (1: a common land border), `rivals` (1: a strategic rivalry; common rivals
//! are `common_receiver(rivals)`). Attributes: `cinc`, `polyarchy`,
//! `ideal_point`, each year's value from the first day of the next, when it is known, for as long as the timeline carries it. Times are days since 1970.
//!
//! Left to others: what is made of them (`foedera-process::relational`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foedera_almanac::{Holds, carried_years};
use foedera_diagnostic::Problems;
use foedera_process::relational::{Actors, Attribute, Change, EventData, Network, SetEvent};
use foedera_store::{Frame, WorldFile};
use foedera_world::{Day, EventKind, History, NetworkId, StateId, Touched, TreatyId, World};

use crate::dyadic::contiguity;

/// Attributes with their frames and columns.
const ATTRIBUTES: [(&str, &str, &str); 3] = [
    ("cinc", "capability", "cinc"),
    ("polyarchy", "democracy", "polyarchy"),
    ("ideal_point", "ideal_point", "ideal_point"),
];
/// The kind of contiguity that is a land border.
const LAND: i32 = 1;

/// States and treaties as data for models, and what had to be left out.
#[derive(Debug, Clone, PartialEq)]
pub struct States {
    /// The data. `sets` are signings: states that enter one treaty on one day.
    pub data: EventData,
    /// Entries of a single state into a treaty that stands: no event of a set.
    pub accessions: usize,
    /// Signings of which a member is not in the state system on the day.
    pub outside: usize,
}

fn time(day: Day) -> f64 {
    f64::from(day.number())
}

/// What the world file says of states until `until`; what was before `from` is the past of what counts.
///
/// # Errors
/// A world file that cannot be read.
pub fn states(world: &WorldFile, from: Day, until: Day) -> Result<States, Problems> {
    let history = world.history()?;
    let roster = history.roster();
    let mut places: BTreeMap<StateId, usize> = BTreeMap::new();
    let mut senders = Actors { name: "states".to_owned(), ..Actors::default() };
    for (id, state) in roster.states() {
        let spells: Vec<(Day, Option<Day>)> = state.spells.iter().filter_map(|spell| spell.cow_days).collect();
        if spells.is_empty() {
            continue;
        }
        places.insert(id, senders.labels.len());
        for (start, end) in spells {
            senders.presence.push((time(start), senders.labels.len(), true));
            if let Some(end) = end {
                senders.presence.push((time(end.plus_days(1)), senders.labels.len(), false));
            }
        }
        senders.labels.push(state.key.clone());
        senders.present.push(false);
    }
    // Where one spell ends as another begins, the state stays.
    senders.presence.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
    let (shared, entries) = treaties(&history, &places);
    let exists =
        |state: &StateId, day: Day| {
            roster.state(*state).spells.iter().any(|spell| {
                spell.cow_days.is_some_and(|(start, end)| start <= day && end.is_none_or(|end| day <= end))
            })
        };
    let (mut sets, mut accessions, mut outside) = (Vec::new(), 0, 0);
    for ((day, _), members) in entries {
        if day > until {
            continue;
        }
        let counts = usize::from(day >= from);
        if members.len() < 2 {
            accessions += counts;
        } else if members.iter().all(|state| exists(state, day)) {
            let members = members.iter().map(|state| places[state] as u32).collect();
            sets.push(SetEvent { time: time(day), sender: None, members });
        } else {
            outside += counts;
        }
    }
    let network = |name: &str, changes: Vec<Change>| Network { name: name.to_owned(), changes, ..Network::default() };
    let signings = sets.iter().flat_map(SetEvent::meetings).collect();
    let data = EventData {
        networks: vec![
            network("signings", signings),
            network("allied", shared.allied),
            network("defense", shared.defense),
            network("contiguous", borders(world, &places)?),
            network("rivals", rivalries(world, &places)?),
        ],
        attributes: attributes(world, &senders, &places)?,
        senders,
        sets,
        start: Some(time(from)),
        ..EventData::default()
    };
    Ok(States { data, accessions, outside })
}

/// Who entered which treaty when.
type Entries = BTreeMap<(Day, TreatyId), BTreeSet<StateId>>;

/// The changes of shared treaties and of shared defence duties, as the world announces them while the history is replayed.
#[derive(Default)]
struct Shared {
    day: Day,
    allied: Vec<Change>,
    defense: Vec<Change>,
    places: BTreeMap<StateId, usize>,
}

impl Touched for Shared {
    fn before(&mut self, _: &World, change: &foedera_world::Change) {
        let foedera_world::Change::Tie { network, from, to, before, after } = *change else { return };
        // Both ways are announced, and one tells both.
        let list = match network {
            NetworkId::ALLIED if from < to => &mut self.allied,
            NetworkId::DEFENSE if from < to => &mut self.defense,
            _ => return,
        };
        let place = |index: usize| self.places.get(&StateId::from_index(index)).copied();
        if let (Some(from), Some(to)) = (place(from), place(to)) {
            list.push(Change { time: time(self.day), from, to, value: after - before, replace: false });
        }
    }
}

/// A replay of the history; what the world refuses is no entry.
fn treaties(history: &History, places: &BTreeMap<StateId, usize>) -> (Shared, Entries) {
    let (mut shared, mut entries) = (Shared { places: places.clone(), ..Shared::default() }, Entries::new());
    let mut world = World::new(Arc::clone(history.roster()));
    for event in history.events() {
        shared.day = event.when.day();
        if world.watched(&mut shared).apply(event).is_err() {
            continue;
        }
        let (treaty, states) = match event.kind {
            EventKind::Joins { treaty, state } => (treaty, [Some(state), None]),
            EventKind::Pact { treaty, first, second, .. } => (treaty, [Some(first), Some(second)]),
            _ => continue,
        };
        for state in states.into_iter().flatten().filter(|state| places.contains_key(state)) {
            entries.entry((shared.day, treaty)).or_default().insert(state);
        }
    }
    (shared, entries)
}

/// Land borders as they come and go.
fn borders(world: &WorldFile, places: &BTreeMap<StateId, usize>) -> Result<Vec<Change>, Problems> {
    spells(world, places, "contiguity", |frame, row| {
        let contiguity = contiguity::spell(frame, row).filter(|contiguity| contiguity.kind == LAND)?;
        Some((contiguity.from, contiguity.until.map(|last| last.plus_days(1))))
    })
}

/// Strategic rivalries as they begin and end, from the first day of a year to the last of one.
fn rivalries(world: &WorldFile, places: &BTreeMap<StateId, usize>) -> Result<Vec<Change>, Problems> {
    spells(world, places, "rivalry_td", |frame, row| {
        let year = |column: &str| frame.whole_at(column, row).and_then(|year| i16::try_from(year).ok());
        // The last year of the data is no end.
        let end = year("end").filter(|end| *end < frame.span.1);
        Some((Day::start_of_year(year("start")?), end.map(|end| Day::start_of_year(end + 1))))
    })
}

/// Ties between `state1` and `state2` that are there or not: for each row the first day, and the first day without it.
fn spells(
    world: &WorldFile,
    places: &BTreeMap<StateId, usize>,
    name: &str,
    days: impl Fn(&Frame, usize) -> Option<(Day, Option<Day>)>,
) -> Result<Vec<Change>, Problems> {
    let Some(frame) = world.frame(name, &[])? else { return Ok(Vec::new()) };
    let mut changes = BTreeSet::new();
    for row in 0..frame.len() {
        let state = |column: &str| frame.state_at(column, row).and_then(|state| places.get(&state)).copied();
        let (Some(a), Some(b), Some((start, end))) = (state("state1"), state("state2"), days(&frame, row)) else {
            continue;
        };
        changes.insert((start, true, a.min(b), a.max(b)));
        changes.extend(end.map(|end| (end, false, a.min(b), a.max(b))));
    }
    // At one day ends come before beginnings: what goes on stays.
    let change = |(day, here, from, to): (Day, bool, usize, usize)| Change {
        time: time(day),
        from,
        to,
        value: f64::from(u8::from(here)),
        replace: true,
    };
    Ok(changes.into_iter().map(change).collect())
}

/// Attributes from year to year; missing where the world has none.
fn attributes(
    world: &WorldFile,
    senders: &Actors,
    places: &BTreeMap<StateId, usize>,
) -> Result<Vec<Attribute>, Problems> {
    let mut attributes = Vec::new();
    for (name, frame, column) in ATTRIBUTES {
        let Some(frame) = world.frame(frame, &[])? else { continue };
        let mut values: BTreeMap<usize, BTreeMap<i16, f64>> = BTreeMap::new();
        for row in 0..frame.len() {
            let state = frame.state_at("state", row).and_then(|state| places.get(&state));
            let year = frame.whole_at("year", row).and_then(|year| i16::try_from(year).ok());
            let value = frame.column(column).and_then(|column| column.number(row));
            if let (Some(place), Some(year), Some(value)) = (state, year, value) {
                // Of two codes of one state in a year, the last stands.
                values.entry(*place).or_default().insert(year, value);
            }
        }
        let years = carried_years(name);
        let mut changes = Vec::new();
        for (place, values) in values {
            let values: Vec<(i16, f64)> = values.into_iter().collect();
            let dated = foedera_almanac::changes(&values, Holds { years, last: Some(years) });
            changes.extend(dated.into_iter().map(|(day, value)| (time(day), place, value.unwrap_or(f64::NAN))));
        }
        changes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        attributes.push(Attribute {
            of: senders.name.clone(),
            name: name.to_owned(),
            initial: vec![f64::NAN; senders.labels.len()],
            changes,
        });
    }
    Ok(attributes)
}
