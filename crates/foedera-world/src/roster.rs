//! The states and treaties that a history speaks of, with their ids.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Day, Treaty};

/// Index of a state in its [`Roster`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateId(u16);

/// Index of a treaty in its [`Roster`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreatyId(u16);

impl StateId {
    /// The id with this index (at most 65 535 states).
    pub fn from_index(index: usize) -> Self {
        Self(u16::try_from(index).expect("at most 65 535 states"))
    }

    /// The index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl TreatyId {
    /// The id with this index (at most 65 535 treaties).
    pub fn from_index(index: usize) -> Self {
        Self(u16::try_from(index).expect("at most 65 535 treaties"))
    }

    /// The index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// One spell of a state's existence, with its numbers in the two state systems.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StateSpell {
    /// Correlates of War number.
    pub cow: Option<u16>,
    /// First and last day in the COW system (`None` as end: still in it).
    pub cow_days: Option<(Day, Option<Day>)>,
    /// Gleditsch-Ward number.
    pub gw: Option<u16>,
    /// First and last day in the Gleditsch-Ward system.
    pub gw_days: Option<(Day, Option<Day>)>,
}

/// A state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Short key: ISO 3166 alpha-3 where one exists.
    pub key: String,
    /// ISO 3166 alpha-3 code (current or former), if it has one.
    pub iso3: Option<String>,
    /// English name.
    pub name: String,
    /// Its spells of existence, oldest first; empty if not known.
    pub spells: Vec<StateSpell>,
}

/// All states and treaties of a history, found by key or number.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Roster {
    states: Vec<State>,
    treaties: Vec<Treaty>,
    state_keys: BTreeMap<String, StateId>,
    treaty_keys: BTreeMap<String, TreatyId>,
}

impl Roster {
    /// Add a state; `None` if its key is taken.
    pub fn add_state(&mut self, state: State) -> Option<StateId> {
        if self.state_keys.contains_key(&state.key) {
            return None;
        }
        let id = StateId::from_index(self.states.len());
        self.state_keys.insert(state.key.clone(), id);
        self.states.push(state);
        Some(id)
    }

    /// Add a treaty; `None` if its key is taken.
    pub fn add_treaty(&mut self, treaty: Treaty) -> Option<TreatyId> {
        if self.treaty_keys.contains_key(&treaty.key) {
            return None;
        }
        let id = TreatyId::from_index(self.treaties.len());
        self.treaty_keys.insert(treaty.key.clone(), id);
        self.treaties.push(treaty);
        Some(id)
    }

    /// All states, in the order of their ids.
    pub fn states(&self) -> impl ExactSizeIterator<Item = (StateId, &State)> {
        self.states.iter().enumerate().map(|(index, state)| (StateId::from_index(index), state))
    }

    /// All treaties, in the order of their ids.
    pub fn treaties(&self) -> impl ExactSizeIterator<Item = (TreatyId, &Treaty)> {
        self.treaties.iter().enumerate().map(|(index, treaty)| (TreatyId::from_index(index), treaty))
    }

    /// A state. The id must be of this roster.
    pub fn state(&self, id: StateId) -> &State {
        &self.states[id.index()]
    }

    /// A treaty. The id must be of this roster.
    pub fn treaty(&self, id: TreatyId) -> &Treaty {
        &self.treaties[id.index()]
    }

    /// The state with this key.
    pub fn find_state(&self, key: &str) -> Option<StateId> {
        self.state_keys.get(key).copied()
    }

    /// The treaty with this key, or with this name or other name (case ignored).
    pub fn find_treaty(&self, name: &str) -> Option<TreatyId> {
        if let Some(id) = self.treaty_keys.get(name) {
            return Some(*id);
        }
        let same = |text: &str| text.eq_ignore_ascii_case(name);
        self.treaties()
            .find(|(_, treaty)| same(&treaty.key) || same(&treaty.name) || treaty.also.iter().any(|also| same(also)))
            .map(|(id, _)| id)
    }

    /// The state that has the COW number on that day; a number outside its own days still finds its state if only
    /// one state ever had it (datasets enter states a little before the system does).
    pub fn find_cow(&self, number: u16, day: Day) -> Option<StateId> {
        self.find_number(number, day, |spell| (spell.cow, spell.cow_days))
    }

    /// The same for a Gleditsch-Ward number.
    pub fn find_gw(&self, number: u16, day: Day) -> Option<StateId> {
        self.find_number(number, day, |spell| (spell.gw, spell.gw_days))
    }

    fn find_number(
        &self,
        number: u16,
        day: Day,
        of: impl Fn(&StateSpell) -> (Option<u16>, Option<(Day, Option<Day>)>),
    ) -> Option<StateId> {
        let mut only = None;
        let mut several = false;
        for (id, state) in self.states() {
            for (code, days) in state.spells.iter().map(&of) {
                if code != Some(number) {
                    continue;
                }
                if days.is_some_and(|(from, until)| from <= day && until.is_none_or(|until| day <= until)) {
                    return Some(id);
                }
                several |= only.is_some_and(|only| only != id);
                only = Some(id);
            }
        }
        if several { None } else { only }
    }
}
