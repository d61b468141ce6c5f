//! Made-up cases, and what was forecast of them at an origin, to the bit.

use foedera_backtest::{EventSubject, Forecasts, Line, Subject as _};
use foedera_math::{Draw, Stream};

/// A uniform number of a unit.
pub fn drawn(option: u32, place: u32) -> f64 {
    Draw { seed: 7, future: place, stream: Stream::Test(1), option }.uniform(0)
}

/// The keys and probabilities of the forecasts of an origin.
pub fn before(forecasts: &Forecasts, subject: &EventSubject, year: i16) -> Vec<(Vec<String>, Vec<u64>)> {
    let own = forecasts.lines.iter().filter(|line| line.origin == year);
    let bits = |line: &Line| {
        let key = subject.cases().all()[line.case].key.clone();
        (key, line.probabilities.iter().map(|p| p.to_bits()).collect())
    };
    own.map(bits).collect()
}
