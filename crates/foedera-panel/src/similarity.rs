//! Similarity of two vectors of positions.
//!
//! *S* is Signorino and Ritter (1999), "Tau-b or Not Tau-b", International Studies Quarterly 43, with absolute
//! distances and equal weights: S = 1 − 2·Σ|x−y| / (N·d), d the greatest possible distance. Cohen's κ and Scott's π
//! correct for chance as in Häge (2011), "Choice or Circumstance?", Political Analysis 19, with squared distances:
//! 1 − Σ(x−y)² / expected, where for κ expected = Σ(x−x̄)² + Σ(y−ȳ)² + N(x̄−ȳ)², and for π both vectors vary about
//! their common mean.

/// The sums from which all three follow.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Moments {
    count: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
    apart: f64,
}

impl Moments {
    /// Take in one position of each.
    pub(crate) fn add(&mut self, x: f64, y: f64) {
        self.count += 1.0;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
        self.apart += (x - y).abs();
    }

    /// The number of positions.
    pub(crate) fn count(&self) -> f64 {
        self.count
    }

    /// S, from −1 to 1; NaN without positions. `most` is the greatest distance that a position can have.
    pub(crate) fn s(&self, most: f64) -> f64 {
        1.0 - 2.0 * self.apart / (self.count * most)
    }

    fn squared(&self) -> f64 {
        self.xx + self.yy - 2.0 * self.xy
    }

    /// Cohen's κ, at most 1; NaN where chance alone would agree (both vectors constant and equal).
    pub(crate) fn kappa(&self) -> f64 {
        let (mean_x, mean_y) = (self.x / self.count, self.y / self.count);
        let spread = (self.xx - self.x * mean_x) + (self.yy - self.y * mean_y);
        ratio(self.squared(), spread + self.count * (mean_x - mean_y) * (mean_x - mean_y))
    }

    /// Scott's π, at most 1; NaN as for κ.
    pub(crate) fn pi(&self) -> f64 {
        let mean = (self.x + self.y) / (2.0 * self.count);
        ratio(self.squared(), self.xx + self.yy - 2.0 * self.count * mean * mean)
    }
}

/// 1 − observed / expected; missing where nothing is expected.
fn ratio(observed: f64, expected: f64) -> f64 {
    if expected > 1e-9 { 1.0 - observed / expected } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(pairs: &[(f64, f64)]) -> Moments {
        let mut moments = Moments::default();
        for (x, y) in pairs {
            moments.add(*x, *y);
        }
        moments
    }

    #[test]
    fn equal_vectors_are_alike_and_opposite_ones_are_not() {
        let same = moments(&[(0.0, 0.0), (3.0, 3.0), (1.0, 1.0)]);
        assert_eq!([same.s(3.0), same.kappa(), same.pi()], [1.0; 3]);
        let opposite = moments(&[(0.0, 3.0), (3.0, 0.0)]);
        assert_eq!([opposite.s(3.0), opposite.kappa(), opposite.pi()], [-1.0; 3]);
    }

    #[test]
    fn hand_computed_values() {
        // x = 3,0,0,0; y = 0,0,0,3: two of four positions differ by 3.
        let found = moments(&[(3.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 3.0)]);
        assert_eq!(found.s(3.0), 0.0);
        // squared = 18; each vector varies by 6.75; equal means: 1 - 18/13.5.
        assert!((found.kappa() + 1.0 / 3.0).abs() < 1e-12);
        assert!((found.pi() + 1.0 / 3.0).abs() < 1e-12);
        // Unequal means part the two: x = 3,3,0; y = 3,0,0.
        let apart = moments(&[(3.0, 3.0), (3.0, 0.0), (0.0, 0.0)]);
        assert!((apart.kappa() - (1.0 - 9.0 / (6.0 + 6.0 + 3.0))).abs() < 1e-12);
        assert!((apart.pi() - (1.0 - 9.0 / (27.0 - 6.0 * 1.5 * 1.5))).abs() < 1e-12);
    }

    #[test]
    fn constant_vectors_have_no_chance_corrected_similarity() {
        let constant = moments(&[(0.0, 0.0), (0.0, 0.0)]);
        assert!(constant.kappa().is_nan() && constant.pi().is_nan());
        assert_eq!(constant.s(3.0), 1.0);
        assert!(moments(&[]).s(3.0).is_nan());
    }
}
