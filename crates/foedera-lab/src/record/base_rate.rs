//! Base rates for what no model forecasts: events and years at risk in the atlas since 1990, a treaty's own drawn toward all treaties'.

use std::collections::{BTreeMap, BTreeSet};

use foedera_atlas::Atlas;
use foedera_math::exp_m1;
use foedera_world::{AnswerLevel, Day, EventKind, StateId, Status, TreatyId};

use super::resolve::gives;
use super::rule::{Act, Wanted};

/// The first year that is counted.
const SINCE: i16 = 1990;
/// Members from which on a treaty's doors are counted.
const MEMBERS: usize = 3;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Counted {
    /// Days on which a state joined a treaty that was open before the year.
    DaysOfJoins,
    /// States at the door that joined: of another treaty together with at least half of the members.
    JoinsFromTheDoor,
    /// Other states that joined.
    JoinsFromAfar,
    /// Members that left.
    Exits,
    /// Members that were frozen.
    Freezes,
    /// Frozen members that took part again.
    Thaws,
    /// Calls for help that were made.
    Calls,
    /// Calls that a member answered with at least this level.
    Answered(u8),
}

impl Counted {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::DaysOfJoins => ("days on which states joined", "treaty-years"),
            Self::JoinsFromTheDoor => {
                ("joins of states that share another treaty with half of the members", "state-years")
            }
            Self::JoinsFromAfar => {
                ("joins of states that share no other treaty with half of the members", "state-years")
            }
            Self::Exits => ("exits", "member-years"),
            Self::Freezes => ("freezes", "member-years"),
            Self::Thaws => ("thaws", "frozen years"),
            Self::Calls => ("calls of the register", "member-years"),
            Self::Answered(_) => ("calls of the register answered so", "member-years"),
        }
    }
}

/// Events and years at risk.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    events: f64,
    years: f64,
}

/// The counts of all treaties up to a day.
pub(super) struct BaseRates {
    day: Day,
    tallies: BTreeMap<(Counted, TreatyId), Tally>,
    members: BTreeMap<TreatyId, BTreeSet<StateId>>,
    frozen: BTreeMap<TreatyId, BTreeSet<StateId>>,
    at_the_door: BTreeMap<TreatyId, BTreeSet<StateId>>,
}

type Members = BTreeMap<TreatyId, BTreeSet<StateId>>;

/// The states that share another treaty with at least half of a treaty's members, and are none of them.
fn door(members: &Members) -> Members {
    let of = |treaty: &TreatyId, own: &BTreeSet<StateId>| {
        let near = members
            .iter()
            .filter(|(other, theirs)| *other != treaty && 2 * theirs.intersection(own).count() >= own.len());
        near.flat_map(|(_, theirs)| theirs.difference(own).copied()).collect()
    };
    members.iter().map(|(treaty, own)| (*treaty, of(treaty, own))).collect()
}

impl BaseRates {
    /// Count what the atlas has up to a day.
    pub(super) fn new(atlas: &Atlas, day: Day) -> Self {
        let mut own = Self {
            day,
            tallies: BTreeMap::new(),
            members: BTreeMap::new(),
            frozen: BTreeMap::new(),
            at_the_door: BTreeMap::new(),
        };
        for year in SINCE..=day.year() {
            own.count_year(atlas, year);
        }
        let world = atlas.history.world_at(day).world;
        for treaty in world.treaties() {
            let open = world.treaty(treaty).members();
            let (frozen, all): (Vec<_>, Vec<_>) = open.map(|own| (own.status == Status::Frozen, own.state)).unzip();
            let suspended = frozen.iter().zip(&all).filter(|(frozen, _)| **frozen).map(|(_, state)| *state).collect();
            own.frozen.insert(treaty, suspended);
            own.members.insert(treaty, all.into_iter().collect());
        }
        own.at_the_door = door(&own.members);
        own
    }

    fn add(&mut self, what: Counted, treaty: TreatyId, events: f64, years: f64) {
        let tally = self.tallies.entry((what, treaty)).or_default();
        tally.events += events;
        tally.years += years;
    }

    /// What happened in a year, among those at risk on its first day.
    fn count_year(&mut self, atlas: &Atlas, year: i16) {
        let first = Day::start_of_year(year);
        let end = Day::start_of_year(year + 1).min(self.day);
        let length = end.years_since(first).max(0.0);
        let world = atlas.history.world_at(first).world;
        let mut members = Members::new();
        for treaty in world.treaties() {
            let open: Vec<_> = world.treaty(treaty).members().collect();
            let frozen = open.iter().filter(|own| own.status == Status::Frozen).count() as f64;
            let count = open.len() as f64;
            self.add(Counted::Thaws, treaty, 0.0, frozen * length);
            self.add(Counted::Freezes, treaty, 0.0, (count - frozen) * length);
            for what in [Counted::Exits, Counted::Calls].into_iter().chain(levels()) {
                self.add(what, treaty, 0.0, count * length);
            }
            if open.len() >= MEMBERS {
                members.insert(treaty, open.into_iter().map(|own| own.state).collect());
            }
        }
        let existing: Vec<StateId> =
            atlas.roster().states().map(|(id, _)| id).filter(|id| atlas.roster().exists(*id, first)).collect();
        let doors = door(&members);
        for (treaty, own) in &members {
            let near = doors[treaty].len() as f64;
            let far = existing.iter().filter(|state| !own.contains(state)).count() as f64 - near;
            self.add(Counted::DaysOfJoins, *treaty, 0.0, length);
            self.add(Counted::JoinsFromTheDoor, *treaty, 0.0, near * length);
            self.add(Counted::JoinsFromAfar, *treaty, 0.0, far.max(0.0) * length);
        }
        self.count_events(atlas, (first, end), &members, &doors);
    }

    fn count_events(&mut self, atlas: &Atlas, (first, end): (Day, Day), members: &Members, doors: &Members) {
        let mut days = BTreeSet::new();
        for event in atlas.history.events() {
            let day = event.when.day();
            // What is not surely before the day is not known on it.
            if day < first || day >= end || event.when.latest() > self.day {
                continue;
            }
            match event.kind {
                EventKind::Joins { treaty, state } if members.get(&treaty).is_some_and(|own| !own.contains(&state)) => {
                    let near = doors[&treaty].contains(&state);
                    let what = if near { Counted::JoinsFromTheDoor } else { Counted::JoinsFromAfar };
                    self.add(what, treaty, 1.0, 0.0);
                    if days.insert((treaty, day)) {
                        self.add(Counted::DaysOfJoins, treaty, 1.0, 0.0);
                    }
                }
                EventKind::Leaves { treaty, .. } => self.add(Counted::Exits, treaty, 1.0, 0.0),
                EventKind::Freezes { treaty, .. } => self.add(Counted::Freezes, treaty, 1.0, 0.0),
                EventKind::Thaws { treaty, .. } => self.add(Counted::Thaws, treaty, 1.0, 0.0),
                EventKind::Call { call, treaty, requester: Some(_), asked: true, .. } => {
                    self.add(Counted::Calls, treaty, 1.0, 0.0);
                    let answers = atlas.calls().iter().filter(|own| own.id == call).flat_map(|own| &own.answers);
                    let given: Vec<AnswerLevel> = answers.map(|answer| answer.level).collect();
                    for level in
                        AnswerLevel::ALL.into_iter().filter(|least| given.iter().any(|own| gives(*own, *least)))
                    {
                        self.add(Counted::Answered(level as u8), treaty, 1.0, 0.0);
                    }
                }
                _ => {}
            }
        }
    }

    /// The probability of what a rule asks within some years from the day on, and how it was counted; `None` if nothing is counted that
    /// answers it.
    ///
    /// The rate is (own events + 1) / (own years + years an event in all treaties): one event's worth of all treaties beside the treaty's own.
    pub(super) fn chance(&self, wanted: Wanted, years: f64, atlas: &Atlas) -> Option<(f64, String)> {
        let (what, treaty, many) = self.asked(wanted)?;
        let all = self.tallies.iter().filter(|((own, _), _)| *own == what).fold(Tally::default(), |sum, (_, tally)| {
            Tally { events: sum.events + tally.events, years: sum.years + tally.years }
        });
        let own = self.tallies.get(&(what, treaty)).copied().unwrap_or_default();
        if all.events == 0.0 || many == 0 {
            return None;
        }
        let rate = (own.events + 1.0) / (own.years + all.years / all.events);
        let (events, unit) = what.words();
        let key = &atlas.roster().treaty(treaty).key;
        let ground = format!(
            "base rate, no model: {events} since {SINCE}: {} in {:.0} {unit} of {key}, {} in {:.0} of all treaties; {many} at risk",
            own.events, own.years, all.events, all.years
        );
        Some((-exp_m1(-rate * f64::from(many) * years), ground))
    }

    /// What is counted for a rule, of which treaty, and how many are at risk.
    fn asked(&self, wanted: Wanted) -> Option<(Counted, TreatyId, u32)> {
        let size = |of: &Members, treaty| of.get(&treaty).map_or(0, |own| u32::try_from(own.len()).unwrap_or(u32::MAX));
        let members = |treaty| size(&self.members, treaty);
        let frozen = |treaty| size(&self.frozen, treaty);
        let near = |treaty, state| self.at_the_door.get(&treaty).is_some_and(|own| own.contains(&state));
        Some(match wanted {
            Wanted::Act(treaty, None, Act::Joins, 1) => (Counted::DaysOfJoins, treaty, 1),
            Wanted::Act(treaty, Some(state), Act::Joins, 1) if near(treaty, state) => {
                (Counted::JoinsFromTheDoor, treaty, 1)
            }
            Wanted::Act(treaty, Some(_), Act::Joins, 1) => (Counted::JoinsFromAfar, treaty, 1),
            Wanted::Act(treaty, Some(_), Act::Leaves, 1) => (Counted::Exits, treaty, 1),
            Wanted::Act(treaty, Some(_), Act::Freezes, 1) => (Counted::Freezes, treaty, 1),
            Wanted::Act(treaty, None, Act::Freezes, 1) => (Counted::Freezes, treaty, members(treaty) - frozen(treaty)),
            Wanted::Act(treaty, Some(_), Act::Thaws, 1) => (Counted::Thaws, treaty, 1),
            Wanted::Act(treaty, None, Act::Thaws, 1) => (Counted::Thaws, treaty, frozen(treaty)),
            Wanted::Act(treaty, Some(_), Act::Calls, 1) => (Counted::Calls, treaty, 1),
            Wanted::Act(treaty, None, Act::Calls, 1) => (Counted::Calls, treaty, members(treaty)),
            Wanted::Answers(treaty, None, level) => (Counted::Answered(level as u8), treaty, members(treaty)),
            _ => return None,
        })
    }
}

fn levels() -> impl Iterator<Item = Counted> {
    AnswerLevel::ALL.into_iter().map(|level| Counted::Answered(level as u8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Rule;

    #[test]
    fn a_rate_lies_between_the_treatys_own_and_that_of_all() {
        let atlas = Atlas::embedded().expect("the atlas");
        let rates = BaseRates::new(&atlas, "2026-11-27".parse().expect("a day"));
        let chance = |rule: &str| {
            let rule = Rule::read(rule, &atlas).expect("a rule");
            rates.chance(rule.wanted, 5.0, &atlas)
        };
        let p = |rule: &str| chance(rule).expect("a chance").0;
        // The African Union suspends after coups; NATO never suspended a member.
        assert!(p("AU: any freezes by 2031-11-27") > 0.9 && p("NATO: any freezes by 2031-11-27") < 0.5);
        assert!(p("NATO: UKR joins by 2031-11-27") < p("NATO: any joins by 2031-11-27"));
        assert!(p("NATO: any calls by 2031-11-27") > p("ASEAN: any calls by 2031-11-27"));
        assert!(p("AU: SDN thaws by 2031-11-27") > 0.3);
        for rule in [
            "CSTO: any calls by 2031-11-27",
            "CSTO: any answers with troops by 2031-11-27",
            "NATO: USA leaves by 2031-11-27",
        ] {
            let (p, ground) = chance(rule).expect(rule);
            assert!(p > 0.0 && p < 1.0 && ground.contains("since 1990"), "{rule}: {p} {ground}");
        }
        // Registers of summits and treaties of two are not whole, so that nothing is counted.
        assert!(
            chance("CSTO: meets by 2031-11-27").is_none() && chance("FRA + ARM: new treaty by 2031-11-27").is_none()
        );
    }

    #[test]
    fn nothing_after_the_day_is_counted() {
        let atlas = Atlas::embedded().expect("the atlas");
        let day: Day = "2020-01-01".parse().expect("a day");
        let cut = atlas.history.without(|event| event.when.day() >= day);
        let past = Atlas { history: cut, ..atlas.clone() };
        let rule = Rule::read("AU: any freezes by 2025-01-01", &atlas).expect("a rule");
        let of = |atlas: &Atlas| BaseRates::new(atlas, day).chance(rule.wanted, 5.0, atlas);
        assert_eq!(of(&atlas), of(&past));
    }
}
