//! Derived fields: what follows from other fields and from events, by rules that walk no past.
//!
//! Values at entry, windows and decays are cells that events change; lags, shares, patrons and degrees are read off what stands.

use crate::journal::End;
use crate::layout::{Derive, Field, Fold, NetworkId, Pattern};
use crate::rules::years_after;
use crate::watched::{Touched, Watched};
use crate::{DAYS_PER_YEAR, Day, StateId, TreatyId, World};

/// What an event of a day weighs in a decay: weights are stored as of 1970-01-01, so that cells need no time of their own.
fn weight(day: Day, years: u8) -> f64 {
    foedera_math::pow(2.0, f64::from(day.number()) / (DAYS_PER_YEAR * f64::from(years)))
}

impl<T: Touched> Watched<'_, T> {
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
}

impl World {
    /// The value of a derived field.
    pub(crate) fn derive(&self, field: Field, derive: Derive, row: usize) -> Option<f64> {
        match derive {
            Derive::AtEntry(_) => self.columns.get(field, row),
            Derive::Window(..) => Some(self.columns.get(field, row).unwrap_or(0.0)),
            Derive::LastDispute => {
                let states = self.roster().states().len();
                let now = self.network(NetworkId::DISPUTES).value(row / states, row % states) > 0.0;
                self.last(field, row, now)
            }
            Derive::LastConflict => self.last(field, row, self.columns.get(Field::CONFLICT, row).is_some()),
            Derive::Decay(_, years) => {
                let sum = self.columns.get(field, row).unwrap_or(0.0);
                Some(self.day.map_or(0.0, |day| sum / weight(day, years)))
            }
            Derive::Lag(of, years) => {
                let lag = self.lags.iter().find(|lag| lag.years == years)?;
                self.columns.on(of, row, lag.before(self.day?))
            }
            Derive::Share(of, fold) => {
                let (treaty, state) = self.rows.memberships[row];
                self.share(treaty, state, of, fold)
            }
            Derive::Patron => self.patron(TreatyId::from_index(row), self.day?).map(|state| state.index() as f64),
            Derive::Allied(obligation) => {
                let states = self.roster().states().len();
                let network = self.rules.allied.iter().find(|rule| rule.0 == obligation)?.1;
                Some(self.network(network).value(row / states, row % states))
            }
            Derive::Degree(network) => Some(f64::from(self.network(network).out_degree[row])),
        }
    }

    /// The number of the day on which something last went on: today while it does, else the day that was stored.
    fn last(&self, field: Field, row: usize, now: bool) -> Option<f64> {
        let today = || self.day.map(|day| f64::from(day.number()));
        if now { today() } else { self.columns.get(field, row) }
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
