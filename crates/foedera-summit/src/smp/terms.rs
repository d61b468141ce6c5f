//! The formulas of the spatial model of politics, one by one.

use super::{Attitudes, Commitment, Computation, Interpolation};
use crate::Vote;

/// Gains and probabilities that differ by less than this tie.
pub(super) const TIE: f64 = 1e-9;

/// What KTAB adds to the weight of a side's own position in a bargain.
const OWN: f64 = 1e-6;

/// Utility of a text at distance d, from 0 to 1, for an actor of attitude r to risk: (1 − d)(1 + d r). Beyond
/// distance 1 it falls on linearly.
#[inline(always)]
pub fn utility(distance: f64, risk: f64) -> f64 {
    let within = if distance > 1.0 { 1.0 } else { distance };
    (1.0 - distance) * (1.0 + within * risk)
}

/// The distance of a text from an actor: each issue counts with the square of its salience, and the distance is
/// that of one issue if all differ by the same.
pub fn distance(differences: &[f64], saliences: &[f64]) -> f64 {
    let squared: f64 = differences.iter().zip(saliences).map(|(d, s)| (d * s) * (d * s)).sum();
    (squared / saliences.iter().map(|s| s * s).sum::<f64>()).sqrt()
}

impl Attitudes {
    /// The attitude of an actor whose position prevails with probability `p`, between the least and the most probable
    /// position. Where all are equally probable, everyone is neutral (0); a difference in the last digits of sums is none.
    pub fn attitude(self, p: f64, least: f64, most: f64) -> f64 {
        match self {
            _ if most - least < TIE => 0.0,
            Self::Averse => (p - least) / (most - least),
            Self::Middle => (3.0 * p - (most + 2.0 * least)) / (2.0 * (most - least)),
            Self::Wide => (2.0 * p - (most + least)) / (most - least),
        }
    }
}

impl Commitment {
    /// The vote of a third party for i against j, given its weight, its utilities of both positions and of its own,
    /// and the strength of each side without it. It compares what it expects of joining i with what it expects of
    /// joining j, looking at a contest of the three only.
    pub fn third_party(self, vote: Vote, weight: f64, utilities: [f64; 3], sides: [f64; 2]) -> f64 {
        if self != Self::Partial {
            return 0.0;
        }
        partial(weight, utilities, sides, |weight, difference| vote.cast(weight, difference))
    }
}

/// With i: π(2 u_i + u) + 3(1 − π) u_j. With j: 3π u_i + (1 − π)(2 u_j + u), u the utility of one's own position.
#[inline(always)]
pub(super) fn partial(
    weight: f64,
    [to_i, to_j, own]: [f64; 3],
    [for_i, for_j]: [f64; 2],
    vote: impl Fn(f64, f64) -> f64,
) -> f64 {
    let cast = vote(weight, to_i - to_j);
    let chance = (for_i + if cast > 0.0 { cast } else { 0.0 }) / (for_i + for_j + cast.abs());
    vote(weight, chance * (own - to_i) - (1.0 - chance) * (own - to_j))
}

impl Interpolation {
    /// Where both sides of a bargain go on one issue: their positions, their saliences, and the chance of the first.
    pub fn halves(
        self,
        positions: [f64; 2],
        saliences: [f64; 2],
        chances: [f64; 2],
        computation: Computation,
    ) -> [f64; 2] {
        let power = if self == Self::Square { 2 } else { 1 };
        let weights = [(saliences[0] * chances[0]).powi(power), (saliences[1] * chances[1]).powi(power)];
        match (self, computation) {
            (Self::Advantage, Computation::Ktab) => advantage(positions, saliences, chances, OWN),
            (Self::Advantage, Computation::Corrected) => advantage(positions, saliences, chances, 0.0),
            (_, Computation::Ktab) => common_in_ktab(positions, weights),
            (_, Computation::Corrected) => common(positions, weights),
        }
    }
}

/// Both sides go to the mean of their positions by weight; both stay where neither has weight.
fn common([x, y]: [f64; 2], [own, other]: [f64; 2]) -> [f64; 2] {
    let all = own + other;
    if all > 0.0 { [(own * x + other * y) / all; 2] } else { [x, y] }
}

/// The same with KTAB's addition to a side's own weight, rounded to four decimals.
fn common_in_ktab([x, y]: [f64; 2], [own, other]: [f64; 2]) -> [f64; 2] {
    let rounded = |x: f64| (0.5 + x * 1e4).trunc() / 1e4;
    let all = own + OWN + other;
    [rounded(((own + OWN) * x + other * y) / all), rounded((own * x + (OWN + other) * y) / all)]
}

/// Each side moves by how much more likely the other one is to win.
fn advantage([x, y]: [f64; 2], [s, t]: [f64; 2], [p, q]: [f64; 2], added: f64) -> [f64; 2] {
    let step = |behind: f64, own: f64, other: f64| {
        let (pull, hold) = (behind.max(0.0) * other * other, (1.0 - behind.max(0.0)) * own * own);
        if pull > 0.0 { pull / (pull + added + hold) } else { 0.0 }
    };
    [x + step(q - p, s, t) * (y - x), y + step(p - q, t, s) * (x - y)]
}
