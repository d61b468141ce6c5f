//! A capability index of open figures: the mean of a state's world shares of population, GDP and military expenditure.
//!
//! It stands where the Composite Index of National Capability (CINC) ends, and agrees with it by a rank correlation of about .97
//! (docs/almanac.md); single states differ, so the two are never mixed within one comparison.

use foedera_world::{Day, StateId};

use crate::almanac::{Almanac, Figure};
use crate::column::{Column, newest};
use crate::tables::Table;

/// The first year of the index.
pub const FIRST_YEAR: i16 = 1990;
/// For how many years a part of the index is carried forward. Editions repeat old shares of military expenditure for long (that of
/// the USA of 2005 until 2013), and a great power that is missing from a whole raises all others.
const CARRIED: i16 = 8;

impl Almanac {
    /// The capability index of a state as of a day, for the last year of which anything is known then. From 0 to 1: a share of the
    /// world. `None` if fewer than two of its three parts are known.
    pub fn capability_index(&self, state: StateId, at: Day) -> Option<Figure> {
        let year = self.index_year(at)?;
        self.capability_index_in(state, year, at)
    }

    /// The capability index of a state for a year, from what was known on a day, at most to the end of the year after: GDP at
    /// purchasing power has another base year in every edition, and shares are taken within as few editions as can be.
    pub fn capability_index_in(&self, state: StateId, year: i16, at: Day) -> Option<Figure> {
        let from = Day::start_of_year(year + 1);
        if year < FIRST_YEAR || at < from || year > self.last_index_year() {
            return None;
        }
        let value = *self.index_table(year, at).get(state.index())?;
        Some(Figure { value: value?, year: Some(year), known_from: Some(from) })
    }

    /// The last year of the index that is known on a day.
    pub fn index_year(&self, at: Day) -> Option<i16> {
        Some((at.year() - 1).min(self.last_index_year())).filter(|year| *year >= FIRST_YEAR)
    }

    /// The last year of which a part of the index other than population (which is projected) has a figure.
    fn last_index_year(&self) -> i16 {
        let last = || {
            let years = ["gdp_ppp", "military_expenditure"].into_iter().filter_map(|part| self.column(part));
            years.flat_map(Column::rows).filter_map(|row| row.year).max().unwrap_or(FIRST_YEAR - 1)
        };
        *self.last_index_year.get_or_init(last)
    }

    fn index_table(&self, year: i16, at: Day) -> Table {
        let known = at.min(Day::start_of_year(year + 2).plus_days(-1));
        // Days between two editions know the same.
        let known = self.edition_before(known);
        let known = known.max(Day::start_of_year(year + 1));
        self.tables.get(("index", year, known), || self.make_index(year, known))
    }

    fn make_index(&self, year: i16, known: Day) -> Vec<Option<f64>> {
        let figure = |variable: &str, state: StateId| {
            let row = newest(self.rows(variable, state), known, Some(year))?;
            (row.year? >= year - CARRIED).then_some(row.value)
        };
        let states = || (0..self.states()).map(StateId::from_index);
        let parts: Vec<[Option<f64>; 3]> = states()
            .map(|state| {
                let any = |names: &[&str]| names.iter().find_map(|name| figure(name, state));
                let gdp = any(&["wb_gdp", "gdp_exchange", "gdp_ppp"]);
                let military = figure("military_expenditure", state).zip(gdp).map(|(share, gdp)| share / 100.0 * gdp);
                [any(&["wb_population", "fb_population"]), figure("gdp_ppp", state), military]
            })
            .collect();
        let total = |part: usize| parts.iter().filter_map(|own| own[part]).sum::<f64>();
        let totals = [total(0), total(1), total(2)];
        let index = |own: &[Option<f64>; 3]| {
            let shares = own.iter().zip(totals).filter(|(_, total)| *total > 0.0);
            let shares: Vec<f64> = shares.filter_map(|(value, total)| Some((*value)? / total)).collect();
            (shares.len() >= 2).then(|| shares.iter().sum::<f64>() / shares.len() as f64)
        };
        parts.iter().map(index).collect()
    }
}
