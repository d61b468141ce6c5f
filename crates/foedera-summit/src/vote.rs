//! How an actor votes between two texts, and what the votes for either decide.
//!
//! The forms are those of KTAB (Wise, Lester and Efird 2015, "An Introduction to the KAPSARC Toolkit for Behavioral
//! Analysis"). Distributions over more than two texts are left to [`Condorcet`](crate::Condorcet).

/// How strongly an actor votes, given the difference of the two texts in its utility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Vote {
    /// In proportion to the difference.
    #[default]
    Proportional,
    /// With all its weight, whatever the difference.
    Binary,
    /// Four fifths proportional, one fifth binary.
    ProportionalBinary,
    /// Half proportional, half cubic.
    ProportionalCubic,
    /// With the cube of the difference: small differences hardly count.
    Cubic,
    /// Losses count in full and gains two thirds, as in prospect theory.
    Prospect,
}

/// A difference of utility at which a binary vote is cast in full; below it the vote rises linearly.
const DECIDED: f64 = 1e-8;

impl Vote {
    /// The vote of an actor of this weight for the first of two texts; negative for the second.
    #[inline(always)]
    pub fn cast(self, weight: f64, difference: f64) -> f64 {
        let d = difference;
        let binary = || (d / DECIDED).clamp(-1.0, 1.0);
        weight
            * match self {
                Self::Proportional => d,
                Self::Binary => binary(),
                Self::ProportionalBinary => 0.8 * d + 0.2 * binary(),
                Self::ProportionalCubic => 0.5 * (d + d * d * d),
                Self::Cubic => d * d * d,
                Self::Prospect if d < 0.0 => d,
                Self::Prospect => 2.0 * d / 3.0,
            }
    }
}

/// The chance of victory of a coalition, given its strength and that of its opponent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Victory {
    /// In proportion to strength.
    #[default]
    Linear,
    /// In proportion to the square of strength.
    Square,
    /// In proportion to the fourth power.
    Quartic,
    /// In proportion to the eighth power.
    Octic,
    /// All but certain from an advantage of a tenth on, and linear in the share of strength below that.
    Binary,
}

/// The ratio of strengths that is all but certain to win where victory is binary, and the odds left to the loser.
const ADVANTAGE: f64 = 1.1;
const LEFT: f64 = 1e-6;

impl Victory {
    /// The chance of a coalition of strength `own` against one of strength `other`, from 0 to 1; both are positive.
    pub fn chance(self, own: f64, other: f64) -> f64 {
        let share = |a: f64, b: f64| a / (a + b);
        match self {
            Self::Linear => share(own, other),
            Self::Square => share(own.powi(2), other.powi(2)),
            Self::Quartic => share(own.powi(4), other.powi(4)),
            Self::Octic => share(own.powi(8), other.powi(8)),
            Self::Binary if own >= ADVANTAGE * other => share(1.0, LEFT),
            Self::Binary if other >= ADVANTAGE * own => share(LEFT, 1.0),
            Self::Binary => (share(own, other) * (ADVANTAGE + 1.0) - 1.0) / (ADVANTAGE - 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_change_sides_with_the_difference() {
        for vote in [Vote::Proportional, Vote::Binary, Vote::ProportionalBinary, Vote::ProportionalCubic, Vote::Cubic] {
            assert_eq!(vote.cast(3.0, 0.4), -vote.cast(3.0, -0.4), "{vote:?}");
        }
        assert!((Vote::ProportionalBinary.cast(10.0, 0.5) - 6.0).abs() < 1e-12);
        assert_eq!([Vote::Prospect.cast(3.0, 0.5), Vote::Prospect.cast(3.0, -0.5)], [1.0, -1.5]);
        assert_eq!(Vote::Cubic.cast(8.0, 0.5), 1.0);
    }

    #[test]
    fn chances_of_both_sides_add_up() {
        for victory in [Victory::Linear, Victory::Square, Victory::Quartic, Victory::Octic, Victory::Binary] {
            for (own, other) in [(2.0, 1.0), (1.05, 1.0), (1.0, 1.0), (0.2, 5.0)] {
                assert!((victory.chance(own, other) + victory.chance(other, own) - 1.0).abs() < 1e-12, "{victory:?}");
            }
        }
        assert_eq!(Victory::Square.chance(2.0, 1.0), 0.8);
        // Half of the way from an even contest to a sure one, measured in shares: 21/40.5 of 2.1 parts.
        assert!((Victory::Binary.chance(1.05, 1.0) - ((1.05 / 2.05) * 2.1 - 1.0) / 0.1).abs() < 1e-12);
    }
}
