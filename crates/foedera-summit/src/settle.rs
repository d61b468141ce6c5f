//! Settlements of one issue that need no bargaining: the compromise, the median, and the probabilistic election.
//!
//! Each weighs actor k by w_k = c_k s_k, capability times salience. The compromise mean Σ w x / Σ w is the forecast
//! that later models have to beat (Achen 2006, in Thomson et al., "The European Union Decides", ch. 4). Several issues are left to the callers,
//! and the choice among models to [`Model`](crate::Model).

use crate::condorcet::Booth;
use crate::{Condorcet, Setting};

/// Those who take part on one issue: actors with a known position and a weight above zero, by actor.
///
/// An actor without a known position or weight takes no part, nor does one of capability zero; both are the same to
/// every model of the crate. Salience zero silences an actor, see [`Voices::silent`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Voices {
    /// Which actor each one is.
    pub actors: Vec<usize>,
    /// What each wants, as a share of the scale (0 its low end, 1 its high end).
    pub positions: Vec<f64>,
    /// Capability times salience.
    pub weights: Vec<f64>,
    /// The positions of those who have capability but do not care. They are on the table in an election, though
    /// nobody votes who holds them; nothing else reads them.
    pub silent: Vec<f64>,
}

impl Voices {
    /// Those who take part on an issue of a setting.
    pub fn new(setting: &Setting, issue: usize) -> Self {
        let mut voices = Self::default();
        let (low, width) = scale(setting, issue);
        for actor in 0..setting.actors() {
            let (position, weight) = (setting.positions[setting.at(actor, issue)], setting.weight(actor, issue));
            if position.is_finite() && weight.is_finite() && weight > 0.0 {
                voices.actors.push(actor);
                voices.positions.push((position - low) / width);
                voices.weights.push(weight);
            } else if position.is_finite() && weight == 0.0 && setting.capabilities[setting.at(actor, issue)] > 0.0 {
                voices.silent.push((position - low) / width);
            }
        }
        voices
    }

    /// The weighted mean of the positions; NaN of nobody.
    pub fn mean(&self) -> f64 {
        let moment: f64 = self.positions.iter().zip(&self.weights).map(|(x, w)| x * w).sum();
        moment / self.weights.iter().sum::<f64>()
    }

    /// The weighted standard deviation of the positions; NaN of nobody.
    pub fn deviation(&self) -> f64 {
        let mean = self.mean();
        let moment: f64 = self.positions.iter().zip(&self.weights).map(|(x, w)| w * (x - mean) * (x - mean)).sum();
        (moment / self.weights.iter().sum::<f64>()).sqrt()
    }

    /// The weighted median and whether half of the weight lies on either side of a gap.
    pub fn median(&self) -> (f64, bool) {
        weighted_median(&self.positions, &self.weights)
    }

    /// The probability of each distinct position, silent ones too, in a probabilistic Condorcet election. An actor's utility falls
    /// linearly with distance, and weights count as shares of all weight.
    pub fn lottery(&self, condorcet: Condorcet, booth: &mut Booth) -> Lottery {
        let mut texts: Vec<f64> = self.positions.iter().chain(&self.silent).copied().collect();
        if self.positions.is_empty() {
            texts.clear();
        }
        texts.sort_by(f64::total_cmp);
        texts.dedup();
        let all: f64 = self.weights.iter().sum();
        let weights: Vec<f64> = self.weights.iter().map(|w| w / all).collect();
        let utility = |text: &f64| -> Vec<f64> { self.positions.iter().map(|x| 1.0 - (x - text).abs()).collect() };
        let utilities: Vec<f64> = texts.iter().flat_map(utility).collect();
        let probabilities = condorcet.probabilities(&weights, &utilities, booth).to_vec();
        Lottery { texts, probabilities }
    }
}

/// Texts with their probabilities, in ascending order of texts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lottery {
    /// The texts.
    pub texts: Vec<f64>,
    /// The probability of each; they add up to 1.
    pub probabilities: Vec<f64>,
}

/// Probabilities closer than this are ties.
const TIE: f64 = 1e-9;

impl Lottery {
    /// The mean of the texts, which errs least on average in squares; NaN of no text.
    pub fn expectation(&self) -> f64 {
        if self.texts.is_empty() {
            return f64::NAN;
        }
        self.texts.iter().zip(&self.probabilities).map(|(text, p)| text * p).sum()
    }

    /// The most probable text (of ties the lowest), and whether another one ties with it; NaN of no text.
    pub fn mode(&self) -> (f64, bool) {
        let most = self.probabilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut best = self.texts.iter().zip(&self.probabilities).filter(|(_, p)| **p >= most - TIE);
        let first = best.next().map_or(f64::NAN, |(text, _)| *text);
        (first, best.next().is_some())
    }
}

/// The low end and the width of an issue's scale; a scale without width counts as one of width 1.
pub(crate) fn scale(setting: &Setting, issue: usize) -> (f64, f64) {
    let (low, high) = setting.scales[issue];
    (low, if high > low { high - low } else { 1.0 })
}

/// The smallest value at which half of all weight is reached, and whether exactly half is. NaN of nothing.
pub(crate) fn weighted_median(values: &[f64], weights: &[f64]) -> (f64, bool) {
    // The order of few actors stands on the stack.
    let mut few = [0; 16];
    let mut many = Vec::new();
    let order = match few.get_mut(..values.len()) {
        Some(order) => order,
        None => {
            many.resize(values.len(), 0);
            &mut many[..]
        }
    };
    order.iter_mut().enumerate().for_each(|(place, index)| *index = place);
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let all: f64 = weights.iter().sum();
    let mut reached = 0.0;
    for (place, index) in order.iter().enumerate() {
        reached += weights[*index];
        if reached >= all / 2.0 * (1.0 - 1e-12) {
            let next = order.get(place + 1).map(|next| values[*next]);
            let even = reached <= all / 2.0 * (1.0 + 1e-12) && next.is_some_and(|next| next > values[*index]);
            return (values[*index], even);
        }
    }
    (f64::NAN, false)
}

/// The compromise on an issue: the mean of positions weighted by capability times salience; NaN if nobody takes part.
pub fn mean(setting: &Setting, issue: usize) -> f64 {
    let (low, width) = scale(setting, issue);
    low + width * Voices::new(setting, issue).mean()
}

/// The weighted median on an issue: the smallest position at which half of the weight is reached; NaN if nobody takes
/// part. The flag says that half of the weight is reached exactly, so that every text up to the next position ties.
pub fn median(setting: &Setting, issue: usize) -> (f64, bool) {
    let (low, width) = scale(setting, issue);
    let (median, even) = Voices::new(setting, issue).median();
    (low + width * median, even)
}

/// The probabilistic Condorcet election on an issue, among the positions of those who take part. Its answer is the
/// [expectation](Lottery::expectation); the [mode](Lottery::mode) errs more (24.97 against 22.15 points of 100 on the
/// 228 issues of `golden/summit/deu`).
pub fn election(setting: &Setting, issue: usize, condorcet: Condorcet) -> Lottery {
    let (low, width) = scale(setting, issue);
    let mut lottery = Voices::new(setting, issue).lottery(condorcet, &mut Booth::default());
    lottery.texts.iter_mut().for_each(|text| *text = low + width * *text);
    lottery
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(actors: &[(f64, f64, f64)]) -> Setting {
        Setting {
            issues: 1,
            positions: actors.iter().map(|a| a.0).collect(),
            saliences: actors.iter().map(|a| a.1).collect(),
            capabilities: actors.iter().map(|a| a.2).collect(),
            reference: vec![f64::NAN],
            scales: vec![(0.0, 100.0)],
        }
    }

    #[test]
    fn hand_computed_settlements() {
        let three = setting(&[(0.0, 0.5, 2.0), (50.0, 1.0, 2.0), (100.0, 1.0, 1.0)]);
        assert!((mean(&three, 0) - 50.0).abs() < 1e-12);
        assert_eq!(median(&three, 0), (50.0, false));
        let even = setting(&[(0.0, 1.0, 1.0), (100.0, 1.0, 1.0)]);
        assert_eq!(median(&even, 0), (0.0, true));
        let lottery = election(&even, 0, Condorcet::default());
        assert_eq!((lottery.expectation(), lottery.mode()), (50.0, (0.0, true)));
    }

    #[test]
    fn the_unknown_and_the_powerless_take_no_part() {
        let two = setting(&[(0.0, 1.0, 1.0), (10.0, 1.0, 1.0)]);
        let more = setting(&[
            (0.0, 1.0, 1.0),
            (100.0, 1.0, 0.0),
            (10.0, 1.0, 1.0),
            (f64::NAN, 1.0, 5.0),
            (90.0, f64::NAN, 5.0),
            (10.0, 0.0, 5.0),
        ]);
        assert_eq!(Voices::new(&more, 0).actors, [0, 2]);
        assert_eq!(mean(&two, 0), mean(&more, 0));
        assert_eq!(election(&two, 0, Condorcet::default()), election(&more, 0, Condorcet::default()));
        let nobody = setting(&[(1.0, 0.0, 1.0)]);
        assert!(mean(&nobody, 0).is_nan() && median(&nobody, 0).0.is_nan());
        assert!(election(&nobody, 0, Condorcet::default()).expectation().is_nan());
    }
}
