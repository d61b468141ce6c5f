//! When forecasts are made, and of what.

use crate::Cases;

/// Events that must be known before the first forecasts are made.
const LEAST_EVENTS: usize = 5;

/// The origins of a backtest: 1 January of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The first origin.
    pub from: i16,
    /// The last year whose cases are forecast.
    pub to: i16,
    /// Years from one fit to the next; the cases of these years are forecast at each.
    pub refit: i16,
    /// Within how many years the event may happen.
    pub horizons: Vec<i16>,
}

impl Schedule {
    /// The origins at which five events are known.
    pub fn origins(&self, cases: &Cases) -> Vec<i16> {
        let events = |origin: i16| {
            let known = (0..cases.all().len()).filter(|case| cases.is_over(*case, 1, origin));
            known.filter(|case| cases.outcome(*case, 1) == Some(true)).count()
        };
        let all = (self.from..=self.to).step_by(usize::from(self.refit.unsigned_abs().max(1)));
        all.filter(|origin| events(*origin) >= LEAST_EVENTS).collect()
    }

    /// The cases that are forecast at an origin: those of the years until the next one whose outcome the data know.
    pub fn ahead(&self, cases: &Cases, origin: i16, years: i16) -> Vec<usize> {
        let last = (origin + self.refit - 1).min(self.to);
        let is_ahead = |case: &usize| (origin..=last).contains(&cases.all()[*case].year);
        (0..cases.all().len()).filter(is_ahead).filter(|case| cases.outcome(*case, years).is_some()).collect()
    }

    /// The cases whose outcome is known at an origin.
    pub fn known(&self, cases: &Cases, origin: i16, years: i16) -> Vec<usize> {
        (0..cases.all().len()).filter(|case| cases.is_over(*case, years, origin)).collect()
    }
}
