//! Derived fields: what follows from other fields and from events, by rules that walk no past.
//!
//! Values at entry, windows and decays are cells that events change; lags, shares, patrons and degrees are read off what stands.

use crate::journal::End;
use crate::layout::{Derive, Field, FieldKind, Fold, Layout, NetworkId, Pattern};
use crate::{DAYS_PER_YEAR, Day, Obligation, StateId, TreatyId, World};

/// A value at entry.
#[derive(Debug, Clone, Copy, PartialEq)]
struct AtEntry {
    field: Field,
    /// The field of the day on which it was taken.
    day: Field,
    /// The state's field of which it is the value.
    of: Field,
}

/// The rules of a layout, sorted by what sets them off.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Rules {
    at_entry: Vec<AtEntry>,
    windows: Vec<(Pattern, Field, u8)>,
    decays: Vec<(Pattern, Field, u8)>,
    /// Networks of shared treaties: all, or those with a duty.
    pub(crate) allied: Vec<(Option<Obligation>, NetworkId)>,
}

impl Rules {
    pub(crate) fn of(layout: &Layout) -> Self {
        let mut rules = Self { allied: layout.allied().to_vec(), ..Self::default() };
        for (field, entry) in layout.fields() {
            match entry.kind {
                FieldKind::Derived(Derive::AtEntry(of)) => {
                    rules.at_entry.push(AtEntry { field, day: layout.day_of(field), of });
                }
                FieldKind::Derived(Derive::Window(pattern, years)) => rules.windows.push((pattern, field, years)),
                FieldKind::Derived(Derive::Decay(pattern, years)) => rules.decays.push((pattern, field, years)),
                _ => {}
            }
        }
        rules
    }
}

/// The first day on which a date lies at least so many calendar years back.
pub(crate) fn years_after(day: Day, years: u8) -> Day {
    let later = day.plus_years(years.into());
    // 29 February has no namesake in most years; the day after is the first that lies far enough.
    if later.plus_years(-i16::from(years)) < day { later.plus_days(1) } else { later }
}

/// What an event of a day weighs in a decay: weights are stored as of 1970-01-01, so that cells need no time of their own.
fn weight(day: Day, years: u8) -> f64 {
    foedera_math::pow(2.0, f64::from(day.number()) / (DAYS_PER_YEAR * f64::from(years)))
}

impl World {
    /// An event that windows and decays count has happened.
    pub(crate) fn count(&mut self, pattern: Pattern, row: usize, day: Day) {
        let rules = std::sync::Arc::clone(&self.rules);
        for (_, field, years) in rules.windows.iter().filter(|rule| rule.0 == pattern) {
            let now = self.columns.get(*field, row).unwrap_or(0.0);
            self.write(*field, row, now + 1.0);
            self.due(years_after(day, *years), End::Window { field: *field, row });
        }
        for (_, field, years) in rules.decays.iter().filter(|rule| rule.0 == pattern) {
            let now = self.columns.get(*field, row).unwrap_or(0.0);
            self.write(*field, row, now + weight(day, *years));
        }
    }

    /// A membership begins: values at entry are those in force.
    pub(crate) fn take_entry(&mut self, row: usize, state: StateId, day: Day) {
        let rules = std::sync::Arc::clone(&self.rules);
        for rule in &rules.at_entry {
            if let Some(value) = self.columns.get(rule.of, state.index()) {
                self.write(rule.field, row, value);
                self.write(rule.day, row, f64::from(day.number()));
            }
        }
    }

    /// A figure of a state has changed on a day: it is the value at entry where none was known before, or where the one known is
    /// of the same day, since the last figure of a day is the day's.
    pub(crate) fn renew_entries(&mut self, of: Field, state: StateId, day: Day) {
        let rules = std::sync::Arc::clone(&self.rules);
        for rule in rules.at_entry.iter().filter(|rule| rule.of == of) {
            let value = self.columns.get(of, state.index()).unwrap_or(f64::NAN);
            for place in 0..self.rows.of_state[state.index()].len() {
                let row = self.rows.of_state[state.index()][place] as usize;
                let today = f64::from(day.number());
                let known = self.columns.get(rule.field, row).is_some();
                let of_today = known && self.columns.get(rule.day, row) == Some(today);
                if self.status(row).is_open() && (!known || of_today) {
                    self.write(rule.field, row, value);
                    self.write(rule.day, row, today);
                }
            }
        }
    }

    /// The value of a derived field.
    pub(crate) fn derive(&self, field: Field, derive: Derive, row: usize) -> Option<f64> {
        match derive {
            Derive::AtEntry(_) => self.columns.get(field, row),
            Derive::Window(..) => Some(self.columns.get(field, row).unwrap_or(0.0)),
            Derive::Decay(_, years) => {
                let sum = self.columns.get(field, row).unwrap_or(0.0);
                Some(self.day.map_or(0.0, |day| sum / weight(day, years)))
            }
            Derive::Lag(of, years) => self.columns.on(of, row, self.day?.plus_years(-i16::from(years))),
            Derive::Share(of, fold) => {
                let (treaty, state) = self.rows.memberships[row];
                self.share(treaty, state, of, fold)
            }
            Derive::Patron => {
                self.patron(TreatyId::from_index(row), self.day?).map(|state| state.index() as f64)
            }
            Derive::Allied(obligation) => {
                let states = self.roster().states().len();
                let network = self.rules.allied.iter().find(|rule| rule.0 == obligation)?.1;
                Some(self.network(network).value(row / states, row % states))
            }
            Derive::Degree(network) => Some(f64::from(self.network(network).out_degree[row])),
        }
    }

    /// A member's part in the sum of a figure over the members.
    fn share(&self, treaty: TreatyId, state: StateId, of: Field, fold: Fold) -> Option<f64> {
        let own = self.figure(of, state)?;
        let members = self.treaty(treaty).members().map(|member| self.figure(of, member.state));
        let total: f64 = match fold {
            Fold::KnownOnly => members.flatten().sum(),
            Fold::AllKnown => members.sum::<Option<f64>>()?,
        };
        (total > 0.0).then(|| own / total)
    }
}
