//! What happened: disputes begun, who stood against whom, coups attempted, armed conflicts begun and going on, by year.

use std::collections::{BTreeMap, BTreeSet};

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use foedera_store::{Frame, WorldFile};
use foedera_world::{Day, StateId};

/// A first state began a dispute with a second; both are originators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Onset {
    /// The dispute (MID).
    pub dispute: i32,
    /// On which day: the first on which both were in it.
    pub day: Day,
    /// Who began it (side A).
    pub first: StateId,
    /// Against whom.
    pub second: StateId,
    /// The higher hostility of the two, 0 to 5.
    pub hostility: u8,
    /// Whether either lost a soldier; `None` where it is not known.
    pub fatal: Option<bool>,
    /// How many days both were in it; `None` where its end is not known.
    pub days: Option<u32>,
}

/// What happened, by year.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// Disputes begun, in the order of their days.
    pub onsets: Vec<Onset>,
    /// The years in which two states were on opposite sides, for either order.
    pub against: BTreeMap<(StateId, StateId), BTreeSet<i16>>,
    /// The years of coup attempts, one for each.
    pub coups: BTreeMap<StateId, Vec<i16>>,
    /// The same of those that succeeded.
    pub successes: BTreeMap<StateId, Vec<i16>>,
    /// The years in which armed conflicts within a state began after two quiet years, one for each.
    pub conflicts: BTreeMap<StateId, Vec<i16>>,
    /// The years in which any went on.
    pub fighting: BTreeMap<StateId, BTreeSet<i16>>,
    /// First and last year of each spell of a conflict, and whether the data end before it is known that it ended.
    pub spells: Vec<(StateId, i16, i16, bool)>,
    /// The last years of disputes, coups and armed conflicts.
    pub last: [i16; 3],
}

/// A table that the past is read from.
pub(crate) fn table(world: &WorldFile, name: &str, dataset: &str) -> Result<Frame, Problems> {
    world.frame(name, &[])?.ok_or_else(|| {
        let message = format!("the world file has no table `{name}`");
        let remedy = format!("import {dataset} with the others: `foedera import DIR -o world.foedera`");
        Diagnostic::new(Code::Missing, Place::File(world.name().to_owned()), message, remedy).into()
    })
}

impl Past {
    /// What a world file tells.
    ///
    /// # Errors
    /// A world file that cannot be read, or lacks the participants of disputes, the coups or the armed conflicts.
    pub fn of(world: &WorldFile) -> Result<Self, Problems> {
        let mut past = Self::default();
        past.read_disputes(&table(world, "mid_participant", "the participants of MID (MIDB)")?);
        past.read_coups(&table(world, "coup", "the coups of Powell and Thyne")?);
        past.read_conflicts(&table(world, "ucdp_party", "the armed conflicts of UCDP/PRIO")?);
        Ok(past)
    }

    fn read_disputes(&mut self, frame: &Frame) {
        self.last[0] = frame.span.1;
        let end_of_data = Day::start_of_year(frame.span.1 + 1).plus_days(-1);
        let mut disputes: BTreeMap<i32, Vec<Party>> = BTreeMap::new();
        for row in 0..frame.len() {
            let party = (|| {
                let from = frame.earliest_at("start", row)?;
                let ended = frame.latest_at("end", row);
                Some(Party {
                    state: frame.state_at("state", row)?,
                    side_a: frame.whole_at("sidea", row)? == 1,
                    originator: frame.whole_at("orig", row)? == 1,
                    from,
                    until: ended.unwrap_or(end_of_data).max(from),
                    ended: ended.is_some(),
                    hostility: frame.whole_at("hostlev", row).and_then(|level| u8::try_from(level).ok()).unwrap_or(0),
                    fatal: frame.whole_at("fatality", row).map(|level| level >= 1),
                })
            })();
            if let (Some(dispute), Some(party)) = (frame.whole_at("dispnum", row), party) {
                disputes.entry(dispute).or_default().push(party);
            }
        }
        for (dispute, parties) in &disputes {
            self.oppose(*dispute, parties);
        }
        self.onsets.sort_by_key(|onset| (onset.day, onset.dispute, onset.first, onset.second));
    }

    /// Every pair of a side A and a side B that were in one dispute on some day.
    fn oppose(&mut self, dispute: i32, parties: &[Party]) {
        let mut begun: BTreeMap<(StateId, StateId), Onset> = BTreeMap::new();
        for first in parties.iter().filter(|party| party.side_a) {
            for second in parties.iter().filter(|party| !party.side_a && party.state != first.state) {
                let (from, until) = (first.from.max(second.from), first.until.min(second.until));
                if from > until {
                    continue;
                }
                for pair in [(first.state, second.state), (second.state, first.state)] {
                    self.against.entry(pair).or_default().extend(from.year()..=until.year());
                }
                if !(first.originator && second.originator) {
                    continue;
                }
                let fatal = match (first.fatal, second.fatal) {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                };
                let known = first.ended && second.ended;
                let onset = Onset {
                    dispute,
                    day: from,
                    first: first.state,
                    second: second.state,
                    hostility: first.hostility.max(second.hostility),
                    fatal,
                    days: known.then(|| u32::try_from(until.number() - from.number() + 1).unwrap_or(1)),
                };
                // A state that comes back into the same dispute does not begin another.
                let own = begun.entry((first.state, second.state)).or_insert(onset);
                if onset.day < own.day {
                    *own = onset;
                }
            }
        }
        self.onsets.extend(begun.into_values());
    }

    fn read_coups(&mut self, frame: &Frame) {
        self.last[1] = frame.span.1;
        for row in 0..frame.len() {
            if let (Some(state), Some(day)) = (frame.state_at("state", row), frame.day_at("date", row)) {
                self.coups.entry(state).or_default().push(day.year());
                if frame.whole_at("success", row) == Some(2) {
                    self.successes.entry(state).or_default().push(day.year());
                }
            }
        }
        self.coups.values_mut().for_each(|years| years.sort_unstable());
    }

    fn read_conflicts(&mut self, frame: &Frame) {
        self.last[2] = frame.span.1;
        let mut years: BTreeMap<(i32, StateId), BTreeSet<i16>> = BTreeMap::new();
        for row in 0..frame.len() {
            let internal = matches!(frame.whole_at("type", row), Some(3 | 4));
            let government = frame.whole_at("side", row) == Some(1) && frame.whole_at("second", row) == Some(0);
            let own = (frame.whole_at("conflict", row), frame.state_at("state", row), frame.whole_at("year", row));
            if let (true, true, (Some(conflict), Some(state), Some(year))) = (internal, government, own) {
                years.entry((conflict, state)).or_default().extend(i16::try_from(year));
            }
        }
        for ((_, state), years) in &years {
            self.fighting.entry(*state).or_default().extend(years);
            let mut spell: Option<(i16, i16)> = None;
            for year in years {
                spell = match spell {
                    Some((first, last)) if year - last <= 2 => Some((first, *year)),
                    ended => {
                        self.ended(*state, ended);
                        Some((*year, *year))
                    }
                };
            }
            self.ended(*state, spell);
        }
        self.conflicts.values_mut().for_each(|years| years.sort_unstable());
    }

    /// A spell of a conflict is told: it began in its first year.
    fn ended(&mut self, state: StateId, spell: Option<(i16, i16)>) {
        if let Some((first, last)) = spell {
            self.conflicts.entry(state).or_default().push(first);
            self.spells.push((state, first, last, last + 2 > self.last[2]));
        }
    }
}

/// A participant of a dispute.
struct Party {
    state: StateId,
    side_a: bool,
    originator: bool,
    from: Day,
    until: Day,
    ended: bool,
    hostility: u8,
    fatal: Option<bool>,
}
