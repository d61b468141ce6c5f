//! The level of the years before: what happened beside what coefficients expected.

use foedera_math::exp;
use foedera_world::Day;

/// Years after which an interval counts half as much in a fading level.
const HALF_LIFE: f64 = 5.0;

/// How far back a level reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// The ten years before, all alike.
    TenYears,
    /// The five years before, all alike.
    FiveYears,
    /// All years before, each with half the weight of the year five years later.
    Fading,
}

impl Memory {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::TenYears, Self::FiveYears, Self::Fading];

    /// What it is, in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::TenYears => "ten years",
            Self::FiveYears => "five years",
            Self::Fading => "fading years (half-life of five)",
        }
    }

    /// The weight of an interval that began on a day, in the level before the year `origin`.
    pub(crate) fn weight(self, start: Day, origin: i16) -> f64 {
        let within = |years: i16| f64::from(u8::from(start >= Day::start_of_year(origin - years)));
        match self {
            Self::TenYears => within(10),
            Self::FiveYears => within(5),
            Self::Fading => exp(-core::f64::consts::LN_2 * Day::start_of_year(origin).years_since(start) / HALF_LIFE),
        }
    }
}

impl std::str::FromStr for Memory {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.map(Self::words).join(", ");
        let found = Self::ALL.into_iter().find(|memory| memory.words() == text);
        found.ok_or_else(|| format!("`{text}` is no memory of a level; known: {known}"))
    }
}

/// The level of the years before: events beside those that the coefficients expected. Rates are multiplied by
/// (events + 5) / (expected + 5), the mean of a gamma posterior whose prior has mean 1 and the weight of five events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// How far back it reads.
    pub memory: Memory,
    /// Events, by weight.
    pub events: f64,
    /// Events expected, by weight.
    pub expected: f64,
}

/// The weight of the prior of a level, in events.
const LEVEL_WEIGHT: f64 = 5.0;

impl Level {
    /// Shape and rate of its gamma posterior.
    pub fn posterior(self) -> (f64, f64) {
        (self.events + LEVEL_WEIGHT, self.expected + LEVEL_WEIGHT)
    }

    /// What rates are multiplied by: the posterior's mean.
    pub fn factor(self) -> f64 {
        let (shape, rate) = self.posterior();
        shape / rate
    }
}
