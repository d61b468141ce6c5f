//! How figures of states move from year to year: random walks with the changes that were seen, with shocks common to all and to a region.
//!
//! Nothing reverts to its own mean: at five and ten years an autoregression does worse (docs/models.md).

use foedera_math::{normal_p, normal_quantile, quantile};
use foedera_world::Provenance;

/// On which scale a figure walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// As it is.
    Plain,
    /// As it is, from 0 to 1.
    Share,
    /// Its natural logarithm.
    Log,
}

/// The walk of one figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// The field, by its name in the world.
    pub field: String,
    /// The scale.
    pub scale: Scale,
    /// State-years with a change.
    pub changes: u32,
    /// Quantiles of the changes of one year, at (k − ½)/K: about a median of 0, or with the drift that all states share.
    pub quantiles: Vec<f64>,
    /// The median of the changes, which the quantiles have if it is carried forward.
    pub median: f64,
    /// Whether it is.
    pub drift: bool,
    /// Share of the variance that all states have in common in a year.
    pub common: f64,
    /// Share that the states of a region have in common beside it.
    pub region: f64,
    /// What the shocks of a year remember of those of the year before: the autoregression of normal scores by which several years together
    /// spread as they were seen to.
    pub memory: f64,
    /// How it did: at so many years.
    pub scores: Vec<WalkScore>,
}

/// What an event changes in a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Jump {
    /// The field, by its name in the world.
    pub field: String,
    /// The event: `coup`, one that succeeds.
    pub after: String,
    /// How many were seen.
    pub changes: u32,
    /// Quantiles of the changes from the year before to the year after, at (k − ½)/K.
    pub quantiles: Vec<f64>,
}

/// The continuous ranked probability score of a walk at rolling origins, at so many years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WalkScore {
    /// Years ahead.
    pub years: i16,
    /// State-years scored.
    pub cases: u32,
    /// Of changes over so many years as they were seen before.
    pub spans: f64,
    /// Of paths whose shocks remember the year before, as futures draw them.
    pub paths: f64,
    /// Of the changes of one year, drawn anew each year.
    pub steps: f64,
    /// Of a normal random walk with their deviation.
    pub normal: f64,
    /// The absolute error of no change.
    pub still: f64,
}

/// The walks of all figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    /// First and last year of the changes.
    pub window: (String, String),
    /// The datasets.
    pub datasets: Vec<Provenance>,
    /// The walks.
    pub walks: Vec<Walk>,
    /// What events change.
    pub jumps: Vec<Jump>,
}

impl Scale {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Share, Self::Log];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Share => "share",
            Self::Log => "log",
        }
    }
}

impl std::str::FromStr for Scale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|own| own.name() == text);
        found.ok_or_else(|| format!("`{text}` is no scale; known: {}", Self::ALL.map(Self::name).join(", ")))
    }
}

impl Walk {
    /// A change of one year by three standard normal numbers, of the world, the region and the state: their sum by the shares of the
    /// variance, taken through the changes that were seen (a normal copula).
    pub fn change(&self, world: f64, region: f64, own: f64) -> f64 {
        let rest = (1.0 - self.common - self.region).max(0.0);
        let normal = self.common.sqrt() * world + self.region.sqrt() * region + rest.sqrt() * own;
        quantile(&self.quantiles, normal_p(normal))
    }

    /// A figure after such a change; a share stays from 0 to 1, and 0 has no logarithm that could move.
    pub fn moved(&self, value: f64, change: f64) -> f64 {
        match self.scale {
            Scale::Plain => value + change,
            Scale::Share => (value + change).clamp(0.0, 1.0),
            Scale::Log => value * foedera_math::exp(change),
        }
    }

    /// The deviation of the normal distribution with the same middle half: what a plain normal walk would draw.
    pub fn spread(&self) -> f64 {
        let at = |p: f64| quantile(&self.quantiles, p);
        (at(0.75) - at(0.25)) / (2.0 * normal_quantile(0.75))
    }
}

impl Levels {
    /// The quantiles of what events change in a field; empty if none does.
    pub fn jumps(&self, field: &str) -> &[f64] {
        self.jumps.iter().find(|own| own.field == field).map_or(&[], |own| &own.quantiles)
    }

    /// The walk of a field by its name.
    pub fn walk(&self, field: &str) -> Option<&Walk> {
        self.walks.iter().find(|own| own.field == field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_the_quantile_of_the_mixed_normal_and_a_share_stays_a_share() {
        let quantiles = (-50..=50).map(f64::from).collect();
        let scale = Scale::Share;
        let (common, region) = (0.25, 0.25);
        let walk = Walk {
            field: "polyarchy".into(),
            scale,
            changes: 101,
            quantiles,
            median: 0.0,
            drift: false,
            common,
            region,
            memory: 0.0,
            scores: Vec::new(),
        };
        assert_eq!(walk.change(0.0, 0.0, 0.0), 0.0);
        assert!(walk.change(1.0, 0.0, 0.0) > 0.0 && walk.change(0.0, -1.0, 0.0) < 0.0);
        assert!((walk.change(3.0, 3.0, 3.0) - 50.0).abs() < 1.0, "all that is bad at once");
        assert_eq!((walk.moved(0.4, 2.0), walk.moved(0.4, -2.0)), (1.0, 0.0));
    }
}
