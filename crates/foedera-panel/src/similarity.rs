//! Similarity of two vectors of positions.
//!
//! *S* is Signorino and Ritter (1999), "Tau-b or Not Tau-b", International Studies Quarterly 43, with absolute
//! distances and equal weights: S = 1 − 2·Σ|x−y| / (N·d), d the greatest possible distance. Cohen's κ and Scott's π
//! correct for chance as in Häge (2011), "Choice or Circumstance?", Political Analysis 19, with squared distances:
//! 1 − Σ(x−y)² / expected, where for κ expected = Σ(x−x̄)² + Σ(y−ȳ)² + N(x̄−ȳ)², and for π both vectors vary about
//! their common mean.

/// How far two positions are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distance {
    /// |x − y|.
    Absolute,
    /// (x − y)².
    Squared,
}

/// S, κ and π of two vectors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// The weighted mean distance as a share of the greatest one.
    pub apart: f64,
    /// S = 1 − 2 `apart`, from −1 to 1.
    pub s: f64,
    /// Cohen's κ: 1 − `apart` / what the two marginal distributions alone would give; NaN if that is 0.
    pub kappa: f64,
    /// Scott's π: the same with the pooled distribution.
    pub pi: f64,
}

/// The similarity of two vectors with any weights and either distance; `most` is the greatest difference that positions can have.
/// Panels use the sums below instead, which say the same of squared distances and equal weights.
///
/// # Panics
/// If the vectors, or the weights, differ in length.
pub fn similarity(a: &[f64], b: &[f64], weights: Option<&[f64]>, most: f64, distance: Distance) -> Similarity {
    assert_eq!(a.len(), b.len(), "a position of each");
    let equal = vec![1.0; a.len()];
    let weights = weights.unwrap_or(&equal);
    assert_eq!(a.len(), weights.len(), "a weight for each position");
    let all: f64 = weights.iter().sum();
    let between = |x: f64, y: f64| match distance {
        Distance::Absolute => (x - y).abs() / most,
        Distance::Squared => (x - y) * (x - y) / (most * most),
    };
    let mean = |of: &dyn Fn(usize) -> f64| (0..a.len()).map(|i| weights[i] / all * of(i)).sum::<f64>();
    let apart = mean(&|i| between(a[i], b[i]));
    let chance = mean(&|i| mean(&|j| between(a[i], b[j])));
    let pooled = mean(&|i| {
        mean(&|j| between(a[i], a[j]) + between(a[i], b[j]) + between(b[i], a[j]) + between(b[i], b[j])) / 4.0
    });
    Similarity { apart, s: 1.0 - 2.0 * apart, kappa: ratio(apart, chance), pi: ratio(apart, pooled) }
}

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
    fn the_sums_say_the_same_as_the_definition() {
        let (a, b) = ([3.0, 0.0, 1.0, 2.0, 0.0], [3.0, 1.0, 1.0, 0.0, 0.0]);
        let pairs: Vec<(f64, f64)> = a.into_iter().zip(b).collect();
        let sums = moments(&pairs);
        let squared = similarity(&a, &b, None, 3.0, Distance::Squared);
        assert!((sums.kappa() - squared.kappa).abs() < 1e-12 && (sums.pi() - squared.pi).abs() < 1e-12);
        assert!((sums.s(3.0) - similarity(&a, &b, None, 3.0, Distance::Absolute).s).abs() < 1e-12);
    }

    #[test]
    fn constant_vectors_have_no_chance_corrected_similarity() {
        let constant = moments(&[(0.0, 0.0), (0.0, 0.0)]);
        assert!(constant.kappa().is_nan() && constant.pi().is_nan());
        assert_eq!(constant.s(3.0), 1.0);
        assert!(moments(&[]).s(3.0).is_nan());
    }
}
