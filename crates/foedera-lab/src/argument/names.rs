//! States, treaties and words in a file of claims, looked up with their place.

use foedera_atlas::Atlas;
use foedera_diagnostic::document::{Located, Table};
use foedera_diagnostic::{Code, nearest};
use foedera_world::{Day, StateId, TreatyId};

const DAY: &str = "write \"YYYY-MM-DD\"";

/// A table being read, beside the atlas.
pub(crate) struct Names<'a, 'b> {
    pub(crate) table: &'a Table<'b>,
    pub(crate) atlas: &'a Atlas,
}

impl Names<'_, '_> {
    fn unknown(&self, what: &str, name: &Located<String>, near: Option<&str>, otherwise: &str) {
        let remedy = near.map_or(otherwise.to_owned(), |near| format!("did you mean `{near}`?"));
        self.table.report(Code::UnknownName, name.span.clone(), format!("unknown {what} `{}`", name.value), remedy);
    }

    fn find_state(&self, name: &Located<String>) -> Option<StateId> {
        let roster = self.atlas.roster();
        let found = roster.find_state(&name.value);
        if found.is_none() {
            let named = roster.states().find(|(_, state)| state.name.eq_ignore_ascii_case(&name.value));
            let key = named.map(|(_, state)| state.key.as_str());
            let near = key.or_else(|| nearest(&name.value, roster.states().map(|(_, state)| state.key.as_str())));
            self.unknown("state", name, near, "use an ISO alpha-3 code of atlas/states.csv");
        }
        found
    }

    pub(crate) fn state(&self, key: &str) -> Option<StateId> {
        self.find_state(&self.table.string(key)?)
    }

    pub(crate) fn state_or_none(&self, key: &str) -> Result<Option<StateId>, ()> {
        match self.table.string_or_none(key) {
            Some(name) => self.find_state(&name).map(Some).ok_or(()),
            None if self.table.has(key) => Err(()),
            None => Ok(None),
        }
    }

    pub(crate) fn states(&self, key: &str) -> Option<Vec<StateId>> {
        self.table.some_strings(key)?.iter().map(|name| self.find_state(name)).collect()
    }

    pub(crate) fn treaty(&self, key: &str) -> Option<TreatyId> {
        let name = self.table.string(key)?;
        let roster = self.atlas.roster();
        let found = roster.find_treaty(&name.value);
        if found.is_none() {
            let near = nearest(&name.value, roster.treaties().map(|(_, treaty)| treaty.key.as_str()));
            self.unknown("treaty", &name, near, "see `foedera treaty --list`");
        }
        found
    }

    pub(crate) fn day(&self, key: &str) -> Option<Day> {
        self.table.parsed::<Day>(key, DAY).map(|day| day.value)
    }

    pub(crate) fn day_or(&self, key: &str, otherwise: Day) -> Option<Day> {
        if self.table.has(key) { self.day(key) } else { Some(otherwise) }
    }

    pub(crate) fn year(&self, key: &str) -> Option<i16> {
        let found = self.table.integer(key)?;
        let year = i16::try_from(found.value).ok().filter(|year| (1816..=2100).contains(year));
        if year.is_none() {
            self.table.report(
                Code::InvalidValue,
                found.span,
                format!("{} is not a year", found.value),
                "give a year from 1816 to 2100",
            );
        }
        year
    }

    pub(crate) fn count(&self, key: &str) -> Option<usize> {
        let found = self.table.integer(key)?;
        let count = usize::try_from(found.value).ok().filter(|count| (1..=1000).contains(count));
        if count.is_none() {
            self.table.report(
                Code::InvalidValue,
                found.span,
                format!("{} is no number of states", found.value),
                "give 1 to 1000",
            );
        }
        count
    }

    /// A word of a vocabulary.
    pub(crate) fn word(&self, key: &str, known: &[&'static str]) -> Option<&'static str> {
        let found = self.table.string(key)?;
        let word = known.iter().copied().find(|word| *word == found.value);
        if word.is_none() {
            let near = nearest(&found.value, known.iter().copied());
            self.unknown(key, &found, near, &format!("use one of {}", known.join(", ")));
        }
        word
    }

    /// Words of a vocabulary; an absent key is none.
    pub(crate) fn words(&self, key: &str, known: &[&'static str]) -> Option<Vec<&'static str>> {
        if !self.table.has(key) {
            return Some(Vec::new());
        }
        let found = self.table.some_strings(key)?;
        let word = |name: &Located<String>| {
            let word = known.iter().copied().find(|word| *word == name.value);
            if word.is_none() {
                self.unknown(
                    key,
                    name,
                    nearest(&name.value, known.iter().copied()),
                    &format!("use some of {}", known.join(", ")),
                );
            }
            word
        };
        found.iter().map(word).collect()
    }
}
