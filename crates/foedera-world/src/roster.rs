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
    /// Other names and spellings under which datasets know it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
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
    /// The first treaty of each key, name and other name, folded.
    treaty_names: BTreeMap<String, TreatyId>,
    cow: Numbers,
    gw: Numbers,
    iso3: BTreeMap<String, Vec<StateId>>,
    names: BTreeMap<String, Vec<StateId>>,
    shared_names: BTreeMap<String, Vec<StateId>>,
}

/// Who had a number, and when.
type Numbers = BTreeMap<u16, Vec<(StateId, Option<(Day, Option<Day>)>)>>;

/// A name as names are compared: letters and digits only, without accents, in lower case, `&` read as `and`, a
/// leading or trailing `the` left out.
pub(crate) fn folded(name: &str) -> String {
    let mut words: Vec<String> = vec![String::new()];
    for letter in name.replace('&', " and ").chars() {
        if letter.is_ascii_alphanumeric() {
            words.last_mut().expect("never empty").push(letter.to_ascii_lowercase());
            continue;
        }
        let plain = plain_letters(letter);
        if plain.is_empty() && (letter.is_whitespace() || matches!(letter, ',' | '-' | '/' | '(')) {
            words.push(String::new());
        }
        words.last_mut().expect("never empty").push_str(&plain);
    }
    words.retain(|word| !word.is_empty() && word != "the");
    words.join(" ")
}

/// A letter without its accent, in lower case; nothing for what is no letter or digit.
fn plain_letters(letter: char) -> String {
    let accents = [
        ("a", "áàâãäåāăąÁÀÂÃÄÅĀ"),
        ("c", "çćčÇĆČ"),
        ("e", "éèêëēęěÉÈÊË"),
        ("i", "íìîïīıİÍÌÎÏ"),
        ("n", "ñńňÑ"),
        ("o", "óòôõöøōőÓÒÔÕÖØ"),
        ("s", "śšşșŚŠŞ"),
        ("t", "ţțť"),
        ("u", "úùûüūůűÚÙÛÜ"),
        ("y", "ýÿ"),
        ("z", "źżžŹŻŽ"),
    ];
    match accents.iter().find(|(_, marked)| marked.contains(letter)) {
        Some((plain, _)) => (*plain).to_owned(),
        None if letter.is_alphanumeric() => letter.to_lowercase().collect(),
        None => String::new(),
    }
}

impl Roster {
    /// Add a state; `None` if its key is taken.
    pub fn add_state(&mut self, state: State) -> Option<StateId> {
        if self.state_keys.contains_key(&state.key) {
            return None;
        }
        let id = StateId::from_index(self.states.len());
        self.state_keys.insert(state.key.clone(), id);
        for spell in &state.spells {
            for (numbers, number, days) in
                [(&mut self.cow, spell.cow, spell.cow_days), (&mut self.gw, spell.gw, spell.gw_days)]
            {
                numbers.entry(number.unwrap_or_default()).or_default().push((id, days));
            }
        }
        if let Some(iso3) = &state.iso3 {
            self.iso3.entry(iso3.clone()).or_default().push(id);
        }
        for name in std::iter::once(&state.name).chain(&state.also) {
            let named = self.names.entry(folded(name)).or_default();
            if !named.contains(&id) {
                named.push(id);
            }
        }
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
        for name in [&treaty.key, &treaty.name].into_iter().chain(&treaty.also) {
            self.treaty_names.entry(folded(name)).or_insert(id);
        }
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
        let by_name =
            || Some(folded(name)).filter(|name| !name.is_empty()).and_then(|name| self.treaty_names.get(&name));
        self.treaty_keys.get(name).or_else(by_name).copied()
    }

    /// The state that has the COW number on that day; on a day when nobody has it (datasets enter states a little
    /// before the system does, and keep occupied ones), the state that had or will have it nearest in time.
    pub fn find_cow(&self, number: u16, day: Day) -> Option<StateId> {
        Self::find_number(&self.cow, number, day)
    }

    /// The same for a Gleditsch-Ward number.
    pub fn find_gw(&self, number: u16, day: Day) -> Option<StateId> {
        Self::find_number(&self.gw, number, day)
    }

    fn find_number(numbers: &Numbers, number: u16, day: Day) -> Option<StateId> {
        let owners = numbers.get(&number).filter(|_| number > 0)?;
        let inside = |days: &Option<(Day, Option<Day>)>| {
            days.is_some_and(|(from, until)| from <= day && until.is_none_or(|until| day <= until))
        };
        if let Some((id, _)) = owners.iter().find(|(_, days)| inside(days)) {
            return Some(*id);
        }
        let distance = |days: &Option<(Day, Option<Day>)>| {
            days.map_or(i32::MAX, |(from, until)| {
                let before = from.number().saturating_sub(day.number());
                before.max(until.map_or(0, |until| day.number().saturating_sub(until.number())))
            })
        };
        owners.iter().min_by_key(|(_, days)| distance(days)).map(|(id, _)| *id)
    }

    /// The state with this ISO 3166 alpha-3 code that exists on that day; the code of one state only finds it on any
    /// day.
    pub fn find_iso3(&self, code: &str, day: Day) -> Option<StateId> {
        self.one_of(self.iso3.get(code)?, day)
    }

    /// The state of this name (case, accents and marks ignored) that exists on that day; a name of one state only
    /// finds it on any day.
    pub fn find_name(&self, name: &str, day: Day) -> Option<StateId> {
        self.one_of(self.names.get(&folded(name))?, day)
    }

    /// Say that people give a bare name ("Korea") to several states. Readers of datasets, which mean one state by it, do not ask.
    pub fn add_shared_name(&mut self, name: &str, states: Vec<StateId>) {
        self.shared_names.insert(folded(name), states);
    }

    /// The states that a bare name may mean on a day: those of them that exist then, or all if none does; empty if no several
    /// states share the name.
    pub fn sharing(&self, name: &str, day: Day) -> Vec<StateId> {
        let all = self.shared_names.get(&folded(name)).cloned().unwrap_or_default();
        let then: Vec<StateId> = all.iter().copied().filter(|state| self.exists(*state, day)).collect();
        if then.is_empty() { all } else { then }
    }

    fn one_of(&self, candidates: &[StateId], day: Day) -> Option<StateId> {
        match candidates {
            [only] => Some(*only),
            several => several.iter().copied().find(|id| self.exists(*id, day)),
        }
    }

    /// Whether the state is in the COW or the Gleditsch-Ward system on that day.
    pub fn exists(&self, state: StateId, day: Day) -> bool {
        let inside = |days: Option<(Day, Option<Day>)>| {
            days.is_some_and(|(from, until)| from <= day && until.is_none_or(|until| day <= until))
        };
        self.state(state).spells.iter().any(|spell| inside(spell.cow_days) || inside(spell.gw_days))
    }

    /// All names and spellings, for suggestions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.states.iter().flat_map(|state| std::iter::once(&state.name).chain(&state.also)).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whatever_their_accents_and_marks() {
        assert_eq!(folded("Côte d'Ivoire"), folded("Cote dIvoire"));
        assert_eq!(folded("Antigua & Barbuda"), folded("Antigua and Barbuda"));
        assert_eq!(folded("The Gambia"), folded("Gambia, The"));
        assert_eq!(folded("Türkiye"), folded("turkiye"));
        assert_ne!(folded("Niger"), folded("Nigeria"));
    }

    #[test]
    fn a_shared_name_is_told_apart_by_the_day() {
        let state = |key: &str, from: &str, until: Option<&str>| {
            let day = |text: &str| text.parse::<Day>().unwrap();
            let days = Some((day(from), until.map(day)));
            let spells = vec![StateSpell { cow: Some(1), cow_days: days, ..StateSpell::default() }];
            State { key: key.to_owned(), iso3: None, name: "Yemen".to_owned(), also: Vec::new(), spells }
        };
        let mut roster = Roster::default();
        roster.add_state(state("YAR", "1926-09-02", Some("1990-05-21"))).unwrap();
        roster.add_state(state("YEM", "1990-05-22", None)).unwrap();
        let found = |day: &str| roster.find_name("YEMEN", day.parse().unwrap()).map(StateId::index);
        assert_eq!([found("1970-01-01"), found("2000-01-01"), found("1900-01-01")], [Some(0), Some(1), None]);
    }
}
