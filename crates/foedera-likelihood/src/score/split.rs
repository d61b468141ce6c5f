//! Named splits of cases in time, and the plain rates that forecasts must beat on them.

/// A rolling-origin split: at each origin a model is fitted to cases that are over, and forecasts the cases of the next years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// Its name.
    pub name: &'static str,
    /// The first origin: 1 January of this year.
    pub first: i32,
    /// Years from one origin to the next; cases of as many years are forecast at each.
    pub step: i32,
    /// Years within which the event must happen after 1 January of the case's year.
    pub horizon: i32,
    /// Past events without which an origin is left out.
    pub least_events: u32,
}

/// Split S1: origins 1965, 1968, …; cases of the three years from the origin on, each for one year; five past events.
pub const S1: Split = Split { name: "S1", first: 1965, step: 3, horizon: 1, least_events: 5 };

/// Split S5: the same origins and every year's cases, event within five years; training only on cases whose five years are over.
pub const S5: Split = Split { name: "S5", first: 1965, step: 3, horizon: 5, least_events: 5 };

impl Split {
    /// The origins until the year of the last case.
    pub fn origins(&self, last: i32) -> impl Iterator<Item = i32> {
        (self.first..=last).step_by(usize::try_from(self.step).unwrap_or(1).max(1))
    }

    /// Whether the case of a year is over at an origin, so that a fit may use it.
    pub fn trains(&self, origin: i32, year: i32) -> bool {
        year + self.horizon <= origin
    }

    /// Whether the case of a year is forecast at an origin.
    pub fn scores(&self, origin: i32, year: i32) -> bool {
        (origin..origin + self.step).contains(&year)
    }

    /// Whether enough events are past at an origin for a fit. `past` are years of cases and whether their event happened.
    pub fn opens(&self, origin: i32, past: &[(i32, bool)]) -> bool {
        let events = past.iter().filter(|(year, happened)| *happened && self.trains(origin, *year)).count();
        events >= self.least_events as usize
    }
}

/// Climatology, the plain rate that a forecast must beat: events among cases that are over at the origin, of all years or of the
/// last `window` years in which cases can be over, as (events + ½) / (cases + 1), which is never 0 or 1.
pub fn climatology(split: &Split, origin: i32, past: &[(i32, bool)], window: Option<i32>) -> f64 {
    let since = window.map(|window| origin - window - split.horizon + 1);
    let counts = |year: i32| split.trains(origin, year) && since.is_none_or(|since| year >= since);
    let own: Vec<bool> = past.iter().filter(|(year, _)| counts(*year)).map(|(_, happened)| *happened).collect();
    (own.iter().filter(|happened| **happened).count() as f64 + 0.5) / (own.len() as f64 + 1.0)
}
