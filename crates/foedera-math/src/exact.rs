//! Exact sums of doubles, rounded once: the order in which numbers come does not matter.

/// A sum of doubles without rounding (Shewchuk 1997): as few doubles as hold it, whose bits do not overlap.
///
/// Sums made apart and put together in any order have the same value, to the last bit.
#[derive(Debug, Clone, Default)]
pub struct ExactSum {
    /// From the smallest to the largest; none is 0. If a number was not finite, the plain sum alone.
    parts: Vec<f64>,
}

impl ExactSum {
    /// Add a number.
    pub fn add(&mut self, number: f64) {
        let (mut carried, mut kept) = (number, 0);
        for place in 0..self.parts.len() {
            let (sum, rest) = two_sum(carried, self.parts[place]);
            if rest != 0.0 {
                self.parts[kept] = rest;
                kept += 1;
            }
            carried = sum;
        }
        if !carried.is_finite() {
            self.parts = vec![carried];
            return;
        }
        self.parts.truncate(kept);
        if carried != 0.0 {
            self.parts.push(carried);
        }
    }

    /// Add what another sum holds.
    pub fn merge(&mut self, other: &Self) {
        other.parts.iter().for_each(|part| self.add(*part));
    }

    /// The double nearest to the sum; of two equally near ones the even one.
    pub fn value(&self) -> f64 {
        let mut parts = self.parts.iter().rev().copied();
        let Some(mut whole) = parts.next() else { return 0.0 };
        while let Some(part) = parts.next() {
            let (sum, rest) = two_sum(whole, part);
            whole = sum;
            if rest != 0.0 {
                // What lies below decides only where `rest` is just half of the last place.
                let below = parts.next().unwrap_or(0.0);
                let (doubled, further) = (2.0 * rest, whole + 2.0 * rest);
                if rest * below > 0.0 && further - whole == doubled {
                    whole = further;
                }
                break;
            }
        }
        whole
    }

    /// The sum as doubles: its value, the value of what is then left, and so on. Equal sums have equal lists.
    pub fn terms(&self) -> Vec<f64> {
        let (mut left, mut terms) = (self.clone(), Vec::new());
        loop {
            let value = left.value();
            if value == 0.0 {
                return terms;
            }
            terms.push(value);
            if !value.is_finite() {
                return terms;
            }
            left.add(-value);
        }
    }

    /// The sum of these terms.
    pub fn of(terms: &[f64]) -> Self {
        let mut sum = Self::default();
        terms.iter().for_each(|term| sum.add(*term));
        sum
    }
}

/// Two sums are equal if their values without rounding are.
impl PartialEq for ExactSum {
    fn eq(&self, other: &Self) -> bool {
        self.terms() == other.terms()
    }
}

/// The sum of two doubles as it is rounded, and what rounding took (Knuth).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let of_b = sum - a;
    (sum, (a - (sum - of_b)) + (b - of_b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_rounding_would_lose_is_kept() {
        assert_eq!(ExactSum::of(&[1e100, 1.0, -1e100]).value(), 1.0);
        assert_eq!(ExactSum::of(&[0.1; 10]).value(), 1.0, "ten times the double of 0.1, rounded once");
        assert_eq!(ExactSum::of(&[1.0, -1.0]).terms(), Vec::<f64>::new());
        assert_eq!(ExactSum::default().value(), 0.0);
    }

    #[test]
    fn a_tie_is_broken_by_what_lies_below() {
        let half = f64::EPSILON / 2.0;
        assert_eq!(ExactSum::of(&[1.0, half]).value(), 1.0, "to the even one");
        assert_eq!(ExactSum::of(&[1.0, half, 1e-40]).value(), 1.0 + f64::EPSILON);
        assert_eq!(ExactSum::of(&[1.0, half, -1e-40]).value(), 1.0);
    }

    #[test]
    fn a_number_that_is_none_is_not_hidden() {
        let mut sum = ExactSum::of(&[1.0, f64::NAN, 2.0]);
        assert!(sum.value().is_nan() && sum.terms().len() == 1);
        sum.merge(&ExactSum::of(&[3.0]));
        assert!(sum.value().is_nan());
    }

    proptest! {
        #[test]
        fn the_order_and_the_cut_do_not_matter(
            numbers in prop::collection::vec((-1.0..1.0_f64, -60..60_i32), 0..60),
            cut in 0..60_usize,
            turn in 0..60_usize,
        ) {
            let mut numbers: Vec<f64> = numbers.iter().map(|(number, power)| number * 2.0_f64.powi(*power)).collect();
            let whole = ExactSum::of(&numbers);
            let length = numbers.len().max(1);
            numbers.rotate_left(turn % length);
            let (one, other) = numbers.split_at(cut.min(numbers.len()));
            let mut apart = ExactSum::of(other);
            apart.merge(&ExactSum::of(one));
            prop_assert_eq!(whole.value().to_bits(), apart.value().to_bits());
            prop_assert_eq!(whole.terms(), apart.terms());
            prop_assert_eq!(ExactSum::of(&whole.terms()).terms(), whole.terms());
        }
    }
}
