//! A choice among options by their weights.

/// The option at which the running sum of `weights` passes `mark`, a number from 0 up to their sum; the last one with a weight if
/// rounding keeps it from that. `None` if no option has a weight.
pub fn pick(weights: &[f64], mark: f64) -> Option<usize> {
    let mut sum = 0.0;
    for (option, weight) in weights.iter().enumerate() {
        sum += weight;
        if mark < sum {
            return Some(option);
        }
    }
    weights.iter().rposition(|weight| *weight > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_picked_by_weight() {
        let weights = [0.5, 0.0, 1.5, 1.0, 0.0];
        let picked = [0.0, 0.49, 0.5, 1.99, 2.0, 3.0].map(|mark| pick(&weights, mark));
        assert_eq!(picked, [0, 0, 2, 2, 3, 3].map(Some));
        assert_eq!(pick(&[0.0, 0.0], 0.0), None);
    }

    #[test]
    fn a_mark_that_rounding_left_at_the_sum_is_the_last_option_with_a_weight() {
        assert_eq!(pick(&[1.0, 2.0, 0.0], 3.0), Some(1));
        assert_eq!(pick(&[], 0.0), None);
    }
}
