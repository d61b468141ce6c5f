//! Sums over the options of a step, in a fixed order of operations.

/// One of `count` with the same chance, and a uniform number that is left over.
pub(crate) fn split(uniform: f64, count: usize) -> (usize, f64) {
    let place = uniform * count as f64;
    let whole = (place as usize).min(count - 1);
    (whole, place - whole as f64)
}

/// A sum in four lanes.
pub(crate) fn sum(values: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let chunks = values.chunks_exact(4);
    let rest: f64 = chunks.remainder().iter().sum();
    for chunk in chunks {
        (0..4).for_each(|lane| lanes[lane] += chunk[lane]);
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest
}

/// A product in four lanes.
pub(crate) fn dot(one: &[f64], other: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let (left, right) = (one.chunks_exact(4), other.chunks_exact(4));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in left.zip(right) {
        (0..4).for_each(|lane| lanes[lane] += a[lane] * b[lane]);
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_add_up() {
        let weights = [0.5, 0.0, 1.5, 1.0, 0.0];
        assert_eq!(sum(&weights), 3.0);
        assert_eq!(dot(&weights, &[2.0, 9.0, 1.0, 3.0, 1.0]), 5.5);
    }

    #[test]
    fn a_uniform_number_splits_in_two() {
        assert_eq!(split(0.625, 4), (2, 0.5));
        assert_eq!(split(1.0 - f64::EPSILON / 4.0, 7).0, 6);
    }
}
