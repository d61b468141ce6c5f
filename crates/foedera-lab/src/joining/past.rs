//! What happened: treaties founded, states that joined and left, agreements signed, by day.

use std::collections::{BTreeMap, BTreeSet};

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use foedera_store::WorldFile;
use foedera_world::{Cause, Day, EventKind, History, Obligation, StateId, TreatyId};

use crate::conflict::past::table;

/// The last year of the agreements: the coders looked up to it, and signatures after it are chance finds.
const LAST_AGREEMENTS: i16 = 2010;

/// A state joined a treaty after the day on which it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The treaty.
    pub treaty: TreatyId,
    /// On which day.
    pub day: Day,
    /// The state.
    pub state: StateId,
}

/// A treaty was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founding {
    /// The treaty.
    pub treaty: TreatyId,
    /// On which day.
    pub day: Day,
    /// The states that became members on it, in order.
    pub founders: Vec<StateId>,
    /// Whether it holds a duty of defence.
    pub defense: bool,
    /// Whether on that day a treaty between two of the founders ended by replacement.
    pub replaces: bool,
}

/// What happened.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// States that joined a treaty, by treaty and day.
    pub entries: Vec<Entry>,
    /// Treaties founded, by day.
    pub foundings: Vec<Founding>,
    /// Members that left a treaty that went on, by treaty and day, with how many members there were before.
    pub exits: BTreeMap<(TreatyId, Day), (u32, u32)>,
    /// The days on which treaties were replaced, each with its members.
    pub replaced: Vec<(Day, TreatyId, Vec<StateId>)>,
    /// Agreements on defence cooperation: the two states in order, and the day.
    pub agreements: Vec<(StateId, StateId, Day)>,
    /// Whether the text of a treaty lets others in, from a day on.
    pub open: BTreeMap<u32, Vec<(Day, bool)>>,
    /// The last years of ATOP and of the agreements.
    pub last: (i16, i16),
}

/// Two states in order.
pub(super) fn couple(a: StateId, b: StateId) -> (StateId, StateId) {
    (a.min(b), a.max(b))
}

impl Past {
    /// What a world file tells.
    ///
    /// # Errors
    /// A world file that cannot be read, or lacks the members of treaties (ATOP) or the agreements (DCAD).
    pub fn of(world: &WorldFile, history: &History) -> Result<Self, Problems> {
        let mut past = Self::default();
        past.read_history(history);
        past.read_texts(world)?;
        let frame = table(world, "defense_cooperation", "the agreements on defence cooperation (DCAD)")?;
        past.last.1 = frame.span.1.min(LAST_AGREEMENTS);
        for row in 0..frame.len() {
            let own = (|| {
                let both = couple(frame.state_at("state1", row)?, frame.state_at("state2", row)?);
                Some((both.0, both.1, frame.earliest_at("signed", row)?))
            })();
            past.agreements.extend(own.filter(|own| own.0 != own.1));
        }
        past.agreements.sort_unstable_by_key(|own| (own.2, own.0, own.1));
        Ok(past)
    }

    fn read_history(&mut self, history: &History) {
        let mut opened: BTreeMap<TreatyId, Day> = BTreeMap::new();
        let mut founders: BTreeMap<TreatyId, BTreeSet<StateId>> = BTreeMap::new();
        let mut members: BTreeMap<TreatyId, BTreeSet<StateId>> = BTreeMap::new();
        for event in history.events() {
            let day = event.when.day();
            match event.kind {
                EventKind::TreatyOpens { treaty } => _ = opened.entry(treaty).or_insert(day),
                EventKind::Joins { treaty, state } => {
                    let new = members.entry(treaty).or_default().insert(state);
                    if new && opened.get(&treaty).is_none_or(|opened| *opened == day) {
                        founders.entry(treaty).or_default().insert(state);
                    } else if new {
                        self.entries.push(Entry { treaty, day, state });
                    }
                }
                EventKind::Leaves { treaty, state, cause } => {
                    let own = members.entry(treaty).or_default();
                    let before = own.len();
                    if own.remove(&state) && cause != Cause::StateEnded {
                        let of_day = self.exits.entry((treaty, day)).or_insert((0, u32::try_from(before).unwrap_or(0)));
                        of_day.0 += 1;
                    }
                }
                EventKind::TreatyEnds { treaty, cause } => {
                    let own = members.remove(&treaty).unwrap_or_default();
                    if cause == Cause::Replaced {
                        self.replaced.push((day, treaty, own.into_iter().collect()));
                    }
                }
                _ => {}
            }
        }
        self.entries.sort_unstable();
        let replaces = |day: Day, founders: &BTreeSet<StateId>| {
            let own = |of: &&(Day, TreatyId, Vec<StateId>)| of.0 == day;
            self.replaced.iter().filter(own).any(|of| of.2.iter().filter(|state| founders.contains(state)).count() >= 2)
        };
        let mut foundings: Vec<Founding> = Vec::new();
        for (treaty, day) in opened {
            let own = founders.remove(&treaty).unwrap_or_default();
            let defense = history.roster().treaty(treaty).obligations.contains(&Obligation::Defense);
            let replaces = replaces(day, &own);
            foundings.push(Founding { treaty, day, founders: own.into_iter().collect(), defense, replaces });
        }
        foundings.sort_by_key(|of| (of.day, of.treaty));
        self.foundings = foundings;
    }

    fn read_texts(&mut self, world: &WorldFile) -> Result<(), Problems> {
        let frame = table(world, "atop_member", "the members of ATOP")?;
        self.last.0 = frame.span.1;
        if frame.column("futmem").is_none() {
            let message = "the members of ATOP have no column `futmem` (whether the text lets others in)";
            let remedy = "import the datasets again with this version: `foedera import DIR -o world.foedera`";
            let place = Place::File(world.name().to_owned());
            return Err(Diagnostic::new(Code::Missing, place, message, remedy).into());
        }
        let mut open: BTreeMap<u32, BTreeMap<Day, bool>> = BTreeMap::new();
        for row in 0..frame.len() {
            let own = (|| {
                let treaty = u32::try_from(frame.whole_at("atopid", row)?).ok()?;
                Some((treaty, frame.earliest_at("entry", row)?, frame.whole_at("futmem", row)? > 0))
            })();
            if let Some((treaty, day, lets)) = own {
                *open.entry(treaty).or_default().entry(day).or_insert(false) |= lets;
            }
        }
        self.open = open.into_iter().map(|(treaty, own)| (treaty, own.into_iter().collect())).collect();
        Ok(())
    }

    /// Bilateral pacts: the two states in order, the day, and the founding.
    pub fn pacts(&self) -> impl Iterator<Item = ((StateId, StateId), &Founding)> {
        self.foundings.iter().filter(|of| of.founders.len() == 2).map(|of| (couple(of.founders[0], of.founders[1]), of))
    }

    /// Whether the text of a treaty lets others in on a day; `None` if it is not known.
    pub fn is_open_to_new(&self, atop: u32, day: Day) -> Option<bool> {
        let own = self.open.get(&atop)?;
        own.iter().rev().find(|(from, _)| *from < day).or(own.first()).map(|(_, lets)| *lets)
    }
}
