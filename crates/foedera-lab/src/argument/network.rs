//! Treaties as a network and on a map: who owes what to whom on a day, where the states lie, and who signed which text.

use crate::SourceCard;
use crate::guarantee::Facts;
use foedera_almanac::Subject;
use foedera_atlas::Atlas;
use foedera_world::{Day, EventKind, Obligation, StateId, Status, TreatyId, TreatyStatus};
use serde::Serialize;

/// Years between the days of a network through time, and how many of them are shown.
const YEARS: i16 = 10;
const DAYS: usize = 4;
/// A state of fewer people is small on a map.
const SMALL: f64 = 1e6;

/// What two states owe each other on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tie {
    /// The first state, in the order of the network.
    pub first: String,
    /// The second.
    pub second: String,
    /// What they owe each other by any treaty in which both take part.
    pub obligations: Vec<&'static str>,
    /// These treaties.
    pub treaties: Vec<String>,
}

/// Who is allied with whom on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Network {
    /// The day.
    pub day: Day,
    /// The states, in the order asked.
    pub states: Vec<String>,
    /// Pairs that owe each other anything by a treaty of the atlas; all others owe nothing in it.
    pub ties: Vec<Tie>,
}

/// The days of a network through time: the last, and ten, twenty and thirty years before it, as far as `first` goes; the latest first.
pub fn days(first: Option<Day>, last: Day) -> Vec<Day> {
    let before = (0..DAYS as i16).map(|step| last.plus_years(-YEARS * step));
    before.take_while(|day| *day == last || first.is_some_and(|first| *day >= first)).collect()
}

/// The treaties among some states on a day.
pub fn network(atlas: &Atlas, states: &[StateId], day: Day) -> Network {
    let world = atlas.history.world_at(day).world;
    let key = |state: StateId| atlas.roster().state(state).key.clone();
    let mut owed: Vec<(String, Vec<StateId>, Vec<Obligation>)> = Vec::new();
    for (id, treaty) in atlas.roster().treaties() {
        let on = world.treaty(id);
        if on.status() == TreatyStatus::InForce {
            let own = on.participants().map(|spell| spell.state).filter(|state| states.contains(state)).collect();
            owed.push((treaty.key.clone(), own, Obligation::ALL.into_iter().filter(|owed| on.owes(*owed)).collect()));
        }
    }
    let mut ties = Vec::new();
    for (place, first) in states.iter().enumerate() {
        for second in &states[place + 1..] {
            let shared: Vec<_> = owed.iter().filter(|own| own.1.contains(first) && own.1.contains(second)).collect();
            let owe = |kind: &Obligation| shared.iter().any(|own| own.2.contains(kind));
            if !shared.is_empty() {
                ties.push(Tie {
                    first: key(*first),
                    second: key(*second),
                    obligations: Obligation::ALL.into_iter().filter(owe).map(Obligation::name).collect(),
                    treaties: shared.iter().map(|own| own.0.clone()).collect(),
                });
            }
        }
    }
    Network { day, states: states.iter().copied().map(key).collect(), ties }
}

/// A state on a map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spot {
    /// The state.
    pub state: String,
    /// Latitude and longitude of its capital in degrees; missing where the almanac has none.
    #[serde(rename = "capital")]
    pub place: Option<(f64, f64)>,
    /// Whether it has fewer than a million people; where that is not known it is not drawn as small.
    pub small: bool,
    /// What it is on each day of the map: a place among `classes`, or none.
    pub class: Vec<Option<usize>>,
}

/// States on a map through time: a place by capital, and one of a few classes a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Map {
    /// The days, the earliest first.
    pub days: Vec<Day>,
    /// What the classes are.
    pub classes: Vec<String>,
    /// The states.
    pub spots: Vec<Spot>,
}

/// Where the states lie. Places do not change with the day, so the newest is taken: it tells nothing of what came later.
fn spots(atlas: &Atlas, facts: &Facts, states: &[StateId], class: impl Fn(StateId) -> Vec<Option<usize>>) -> Vec<Spot> {
    let now = Day::start_of_year(2100);
    let of = |state: StateId, field: &str| facts.state(state, field, now).map(|known| known.value);
    let people = |state: StateId| Some(facts.timeline().series("wb_population", Subject::State(state), now).last()?.1);
    let spot = |state: &StateId| Spot {
        state: atlas.roster().state(*state).key.clone(),
        place: of(*state, "capital_latitude").zip(of(*state, "capital_longitude")),
        small: people(*state).is_some_and(|people| people < SMALL),
        class: class(*state),
    };
    states.iter().map(spot).collect()
}

/// The members of a treaty on a map, by what they were on each day.
pub fn members_map(atlas: &Atlas, facts: &Facts, treaty: TreatyId, states: &[StateId], days: &[Day]) -> Map {
    let mut days = days.to_vec();
    days.sort_unstable();
    let worlds: Vec<_> = days.iter().map(|day| atlas.history.treaty_at(treaty, Some(*day))).collect();
    let class = |state: StateId| {
        let on = |world: &foedera_world::World| match world.treaty(treaty).membership(state)?.status {
            Status::InForce => Some(0),
            Status::Frozen => Some(1),
            Status::Signed => Some(2),
            _ => None,
        };
        worlds.iter().map(on).collect()
    };
    let classes = ["takes part", "frozen", "signed, not in force for it"].map(str::to_owned).to_vec();
    Map { spots: spots(atlas, facts, states, class), classes, days }
}

/// Some states on a map, each by the first of these treaties in which it takes part on each day.
pub fn treaties_map(atlas: &Atlas, facts: &Facts, states: &[StateId], treaties: &[TreatyId], days: &[Day]) -> Map {
    let mut days = days.to_vec();
    days.sort_unstable();
    let worlds: Vec<_> = days.iter().map(|day| atlas.history.world_at(*day).world).collect();
    let class = |state: StateId| {
        let on = |world: &foedera_world::World| {
            let takes_part = |treaty: &TreatyId| {
                let on = world.treaty(*treaty);
                on.status() == TreatyStatus::InForce && on.participants().any(|spell| spell.state == state)
            };
            treaties.iter().position(takes_part)
        };
        worlds.iter().map(on).collect()
    };
    let classes = treaties.iter().map(|treaty| atlas.roster().treaty(*treaty).key.clone()).collect();
    Map { spots: spots(atlas, facts, states, class), classes, days }
}

/// What a state did with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signed {
    /// It signed, or acceded.
    Signed,
    /// It refused.
    Refused,
    /// A member, of which no vote is recorded.
    NotRecorded,
    /// No member then.
    Outside,
}

/// A text: the treaty itself, or that of a summit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// When it was opened, or the summit met.
    pub date: String,
    /// What it is.
    pub what: String,
    /// Its sources.
    pub sources: Vec<String>,
    /// By state, in the order of the matrix.
    pub votes: Vec<Signed>,
}

/// Members by the texts of a treaty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Signatures {
    /// The states, in order of first entry.
    pub states: Vec<String>,
    /// The texts, the earliest first.
    pub documents: Vec<Document>,
}

/// Who signed which text of a treaty up to a day.
pub fn signatures(atlas: &Atlas, treaty: TreatyId, until: Option<Day>) -> Signatures {
    let states = ever_members(atlas, treaty, until);
    let within = |day: Day| until.is_none_or(|until| day <= until);
    let mut documents = Vec::new();
    let mut opened: Option<Document> = None;
    for event in atlas.history.events().iter().filter(|event| within(event.when.day())) {
        match &event.kind {
            EventKind::TreatyOpens { treaty: own } if *own == treaty => {
                opened = Some(Document {
                    date: event.when.to_string(),
                    what: "the treaty itself".to_owned(),
                    sources: event.sources.clone(),
                    votes: vec![Signed::Outside; states.len()],
                });
            }
            EventKind::Signs { treaty: own, state } | EventKind::Joins { treaty: own, state } if *own == treaty => {
                let place = states.iter().position(|known| known == state);
                if let (Some(document), Some(place)) = (&mut opened, place) {
                    document.votes[place] = Signed::Signed;
                }
            }
            EventKind::Summit { summit, treaty: own } if *own == treaty => {
                documents.push((*summit, document(atlas, treaty, event, &states)));
            }
            EventKind::TextSigned { summit, state } | EventKind::TextRefused { summit, state } => {
                let vote =
                    if matches!(event.kind, EventKind::TextSigned { .. }) { Signed::Signed } else { Signed::Refused };
                let found = documents.iter_mut().find(|(own, _)| own == summit);
                if let (Some((_, document)), Some(place)) = (found, states.iter().position(|known| known == state)) {
                    document.votes[place] = vote;
                }
            }
            _ => {}
        }
    }
    let key = |state: &StateId| atlas.roster().state(*state).key.clone();
    let documents = opened.into_iter().chain(documents.into_iter().map(|(_, document)| document)).collect();
    Signatures { states: states.iter().map(key).collect(), documents }
}

fn document(atlas: &Atlas, treaty: TreatyId, event: &foedera_world::Event, states: &[StateId]) -> Document {
    let world = atlas.history.treaty_at(treaty, Some(event.when.day()));
    let member = |state: &StateId| world.treaty(treaty).member_states().any(|own| own == *state);
    let vote = |state: &StateId| if member(state) { Signed::NotRecorded } else { Signed::Outside };
    Document {
        date: event.when.to_string(),
        what: event.text.clone().or(event.note.clone()).unwrap_or_default(),
        sources: event.sources.clone(),
        votes: states.iter().map(vote).collect(),
    }
}

/// The states that ever signed or were in a treaty up to a day, in order of first entry.
pub fn ever_members(atlas: &Atlas, treaty: TreatyId, until: Option<Day>) -> Vec<StateId> {
    let world = atlas.history.treaty_at(treaty, until);
    let mut found: Vec<StateId> = Vec::new();
    for spell in world.treaty(treaty).memberships() {
        if !found.contains(&spell.state) {
            found.push(spell.state);
        }
    }
    found
}

/// What the page of a treaty shows beside its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TreatyFigures {
    /// The day of the newest of them.
    pub day: Day,
    /// Who signed which text.
    pub signatures: Signatures,
    /// Who was allied with whom, the latest day first.
    pub networks: Vec<Network>,
    /// Where the members lie.
    pub map: Map,
    /// The sources of the memberships and texts.
    pub sources: Vec<SourceCard>,
}

impl TreatyFigures {
    /// The figures of a treaty as far as a day goes; `None`: as far as the atlas goes.
    pub fn of(atlas: &Atlas, facts: &Facts, treaty: TreatyId, at: Option<Day>) -> Self {
        let last = at.or_else(|| atlas.history.events().iter().map(|event| event.when.day()).max());
        let day = last.unwrap_or(Day::start_of_year(1945));
        let states = ever_members(atlas, treaty, at);
        let opened = atlas.history.treaty_at(treaty, at).treaty(treaty).opened();
        let days = days(opened, day);
        let signatures = signatures(atlas, treaty, at);
        let facts_of = atlas.treaties.iter().filter(|own| own.treaty == treaty).flat_map(|own| &own.memberships);
        let of_members = facts_of.flat_map(|fact| &fact.sources);
        let of_texts = signatures.documents.iter().flat_map(|document| &document.sources);
        let sources: Vec<String> = of_members.chain(of_texts).cloned().collect();
        Self {
            day,
            networks: days.iter().map(|day| network(atlas, &states, *day)).collect(),
            map: members_map(atlas, facts, treaty, &states, &days),
            sources: crate::source_cards(atlas, sources.iter()),
            signatures,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn the_protocol_of_1999_was_signed_by_six_and_refused_by_three() {
        let atlas = Atlas::embedded().expect("the atlas");
        let csto = atlas.roster().find_treaty("CSTO").expect("a treaty");
        let found = signatures(&atlas, csto, Some(day("2022-11-25")));
        let count = |document: &Document, vote: Signed| document.votes.iter().filter(|own| **own == vote).count();
        assert_eq!(count(&found.documents[0], Signed::Signed), found.states.len(), "all signed or acceded: {found:?}");
        let protocol = found.documents.iter().find(|own| own.date == "1999-04-02").expect("the summit of Moscow");
        assert_eq!((count(protocol, Signed::Signed), count(protocol, Signed::Refused)), (6, 3));
        assert!(found.documents.iter().all(|own| own.date.as_str() <= "2022-11-25"));
    }

    #[test]
    fn a_network_has_each_pair_once_and_its_obligations() {
        let atlas = Atlas::embedded().expect("the atlas");
        let states: Vec<StateId> = ["FRA", "DEU", "RUS"].map(|key| atlas.roster().find_state(key).expect(key)).to_vec();
        let found = network(&atlas, &states, day("2022-01-01"));
        let pair = found.ties.iter().find(|tie| tie.first == "FRA" && tie.second == "DEU").expect("NATO");
        assert!(pair.obligations.contains(&"defense") && pair.treaties.iter().any(|treaty| treaty == "NATO"));
        assert!(found.ties.iter().all(|tie| tie.first != tie.second));
        assert_eq!(days(Some(day("1992-05-15")), day("2022-11-25")).len(), 4);
        assert_eq!(days(None, day("2022-11-25")).len(), 1);
    }

    #[test]
    fn iceland_is_small_and_every_member_of_nato_has_a_place() {
        let atlas = Atlas::embedded().expect("the atlas");
        let nato = atlas.roster().find_treaty("NATO").expect("a treaty");
        let found = TreatyFigures::of(&atlas, &Facts::of_atlas(&atlas), nato, Some(day("2024-06-01")));
        assert!(found.map.spots.iter().all(|spot| spot.place.is_some()), "{:?}", found.map.spots);
        let small: Vec<&str> =
            found.map.spots.iter().filter(|spot| spot.small).map(|spot| spot.state.as_str()).collect();
        assert_eq!(small, ["LUX", "ISL", "MNE"]);
        assert!(found.map.spots.iter().any(|spot| spot.state == "FIN" && spot.class == [None, None, None, Some(0)]));
    }
}
