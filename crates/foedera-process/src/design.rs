//! From a sample to what a likelihood takes: values centred and scaled, missing ones at the centre, treaties as groups.
//!
//! Left to others: centres and scales ([`Scaling`]), the likelihood and its ascent (`foedera-likelihood`).

use foedera_likelihood::{FrailtyKind, Rates};
use foedera_math::exp;
use foedera_world::TreatyId;

use crate::{Effect, Sample, Scaling};

/// The rows of a sample, centred and scaled.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    effects: usize,
    values: Vec<f64>,
}

impl Design {
    /// The rows of `sample`, each column with its scaling; missing values become 0, the centre.
    pub fn new(sample: &Sample, scaling: &[Scaling]) -> Self {
        let effects = sample.effects.len();
        let scaled =
            |(index, value): (usize, &f64)| sample.effects[index % effects].drawn_in(*value, &scaling[index % effects]);
        Self { effects, values: sample.values.iter().enumerate().map(scaled).collect() }
    }

    /// The likelihood of `sample`, whose rows these are. The treaties are the groups; with a frailty they have a factor of
    /// their own, gamma with mean 1, and ln of its variance is the last parameter.
    pub fn rates(&self, sample: &Sample, frailty: bool) -> Rates {
        let exposure: Vec<f64> = sample.rows.iter().map(crate::Row::years).collect();
        let events: Vec<f64> = sample.rows.iter().map(|row| f64::from(u8::from(row.event))).collect();
        let groups: Vec<u32> = sample.rows.iter().map(|row| label(row.treaty)).collect();
        Rates::new(self.effects, &self.values, &exposure, &events, &groups, frailty.then_some(FrailtyKind::Gamma))
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.effects..(row + 1) * self.effects]
    }

    /// The rate of a row at frailty 1, per year. What `theta` has beyond the effects (ln v) does not matter.
    pub fn rate(&self, row: usize, theta: &[f64]) -> f64 {
        exp(self.row(row).iter().zip(theta).map(|(x, theta)| x * theta).sum())
    }
}

/// The label of a treaty's group.
pub(crate) fn label(treaty: TreatyId) -> u32 {
    u32::try_from(treaty.index()).expect("a roster has fewer treaties than u32 counts")
}

/// The treaty of a group's label.
pub(crate) fn treaty_of(label: u32) -> TreatyId {
    TreatyId::from_index(label as usize)
}

/// Most standard deviations that an effect may lie from its centre; values beyond count as this far. Some effects
/// have long tails (capability since entry), and a rate is not known to go on rising exponentially along them.
pub(crate) const REACH: f64 = 3.0;

impl Effect {
    /// A value centred and scaled, NaN at the centre; drawn into ±3, unless the effect is a flag, which lies nowhere but where fits have
    /// seen it.
    pub(crate) fn drawn_in(self, value: f64, scaling: &Scaling) -> f64 {
        let standard = scaling.standard(value);
        if self.is_flag() { standard } else { standard.clamp(-REACH, REACH) }
    }
}
