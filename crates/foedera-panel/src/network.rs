//! A world file as data for laws of events: states that come and go, who is allied with whom, and who signs together.
//!
//! Networks: `signings` (members of one signing, the events themselves), `allied` (how many treaties two states share), `defense`
//! (how many with a duty to help when attacked), `contiguous` (1: a common land border), `rivals` (1: a strategic rivalry; common rivals
//! are `common_receiver(rivals)`). Attributes: `cinc`, `polyarchy`,
//! `ideal_point`, each year's value from the first day of the next, when it is known, for as long as the timeline carries it. Times are days since 1970.
//!
//! Left to others: what is made of them (`foedera-relational`).

use std::collections::{BTreeMap, BTreeSet};

use foedera_almanac::{Holds, carried_years};
use foedera_diagnostic::Problems;
use foedera_relational::{Actors, Attribute, Change, EventData, Network, SetEvent};
use foedera_store::{Frame, WorldFile};
use foedera_world::{Day, EventKind, Obligation, StateId, TreatyId};

use crate::dyadic::contiguity;

/// Attributes with their frames and columns.
const ATTRIBUTES: [(&str, &str, &str); 3] = [
    ("cinc", "capability", "cinc"),
    ("polyarchy", "democracy", "polyarchy"),
    ("ideal_point", "ideal_point", "ideal_point"),
];
/// The kind of contiguity that is a land border.
const LAND: i32 = 1;

/// States and treaties as data for laws, and what had to be left out.
#[derive(Debug, Clone, PartialEq)]
pub struct States {
    /// The data. `sets` are signings: states that enter one treaty on one day.
    pub data: EventData,
    /// Entries of a single state into a treaty that stands: no event of a set.
    pub accessions: usize,
    /// Signings of which a member is not in the state system on the day.
    pub outside: usize,
}

/// Ties that several treaties make, told as they change.
#[derive(Default)]
struct Shared {
    changes: Vec<Change>,
}

impl Shared {
    fn pair(&mut self, day: Day, a: usize, b: usize, by: f64) {
        self.changes.push(Change { time: time(day), from: a, to: b, value: by, replace: false });
    }
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
    let (allied, defense, entries) = treaties(&history, &places);
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
            network("allied", allied.changes),
            network("defense", defense.changes),
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

/// Shared treaties and shared defence duties of pairs, and who entered which treaty when.
type Treaties = (Shared, Shared, BTreeMap<(Day, TreatyId), BTreeSet<StateId>>);

fn treaties(history: &foedera_world::History, places: &BTreeMap<StateId, usize>) -> Treaties {
    let roster = history.roster();
    let (mut allied, mut defense, mut entries) = (Shared::default(), Shared::default(), BTreeMap::new());
    let mut members: BTreeMap<TreatyId, BTreeSet<StateId>> = BTreeMap::new();
    let mut defends: BTreeMap<TreatyId, bool> =
        roster.treaties().map(|(id, treaty)| (id, treaty.obligations.contains(&Obligation::Defense))).collect();
    let mut tie = |day: Day, a: StateId, b: StateId, owes: bool, by: f64, all: bool| {
        if let (Some(a), Some(b)) = (places.get(&a), places.get(&b)) {
            if all {
                allied.pair(day, *a, *b, by);
            }
            if owes {
                defense.pair(day, *a, *b, by);
            }
        }
    };
    for event in history.events() {
        let day = event.when.day();
        match &event.kind {
            EventKind::Joins { treaty, state } => {
                let list = members.entry(*treaty).or_default();
                if list.contains(state) {
                    continue;
                }
                for other in list.iter() {
                    tie(day, *state, *other, defends[treaty], 1.0, true);
                }
                list.insert(*state);
                if places.contains_key(state) {
                    let set: &mut BTreeSet<StateId> = entries.entry((day, *treaty)).or_default();
                    set.insert(*state);
                }
            }
            EventKind::Leaves { treaty, state, .. } => {
                if let Some(list) = members.get_mut(treaty).filter(|list| list.contains(state)) {
                    list.remove(state);
                    list.iter().for_each(|other| tie(day, *state, *other, defends[treaty], -1.0, true));
                }
            }
            EventKind::StateEnds { state } => {
                for (treaty, list) in members.iter_mut().filter(|(_, list)| list.contains(state)) {
                    list.remove(state);
                    list.iter().for_each(|other| tie(day, *state, *other, defends[treaty], -1.0, true));
                }
            }
            EventKind::TreatyEnds { treaty, .. } => {
                let list: Vec<StateId> = members.remove(treaty).into_iter().flatten().collect();
                pairs(&list, |a, b| tie(day, a, b, defends[treaty], -1.0, true));
            }
            EventKind::Amends { treaty, obligations } => {
                let (before, after) = (defends[treaty], obligations.contains(Obligation::Defense));
                defends.insert(*treaty, after);
                if before != after {
                    let list: Vec<StateId> = members.get(treaty).into_iter().flatten().copied().collect();
                    let by = if after { 1.0 } else { -1.0 };
                    pairs(&list, |a, b| tie(day, a, b, true, by, false));
                }
            }
            _ => {}
        }
    }
    (allied, defense, entries)
}

fn pairs(list: &[StateId], mut told: impl FnMut(StateId, StateId)) {
    for (place, a) in list.iter().enumerate() {
        list[place + 1..].iter().for_each(|b| told(*a, *b));
    }
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
