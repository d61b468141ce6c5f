//! A Gaussian copula: assumptions whose draws go together, with the distribution of each as stated.
//!
//! A rank correlation ρ (Spearman's) of two assumptions is the correlation 2·sin(π·ρ/6) of the normal numbers behind them (Pearson 1907).

use foedera_math::{Cholesky, Stream, normal_p, normal_quantile, sin};

use crate::draw::Address;

/// The numbers that go together, by stream and option, and the factor of their correlations.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Copula {
    numbers: Vec<(Stream, u32)>,
    factor: Cholesky,
}

/// Rank correlations of pairs of numbers; a pair that is not named has none.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Ranks(pub(crate) Vec<([(Stream, u32); 2], f64)>);

impl Ranks {
    /// The numbers that are named, each once.
    fn numbers(&self) -> Vec<(Stream, u32)> {
        let mut found = Vec::new();
        for number in self.0.iter().flat_map(|(pair, _)| pair) {
            if !found.contains(number) {
                found.push(*number);
            }
        }
        found
    }

    /// The copula with all rank correlations multiplied by a factor; `None` if the matrix is not positive definite.
    fn scaled(&self, by: f64) -> Option<Copula> {
        let numbers = self.numbers();
        let size = numbers.len();
        let mut matrix = vec![0.0; size * size];
        (0..size).for_each(|place| matrix[place * size + place] = 1.0);
        for (pair, rank) in &self.0 {
            let [a, b] = pair.map(|number| numbers.iter().position(|own| *own == number).expect("it is named"));
            let normal = 2.0 * sin(std::f64::consts::PI * by * rank / 6.0);
            (matrix[a * size + b], matrix[b * size + a]) = (normal, normal);
        }
        Some(Copula { factor: Cholesky::new(size, &matrix).ok()?, numbers })
    }

    /// The copula.
    ///
    /// # Errors
    /// A matrix that is not positive definite, with the largest factor, in hundredths, by which all correlations can be multiplied so that
    /// it is.
    pub(crate) fn copula(&self) -> Result<Copula, f64> {
        let largest = || (0..100).rev().map(|hundredths| f64::from(hundredths) / 100.0);
        self.scaled(1.0).ok_or_else(|| largest().find(|by| self.scaled(*by).is_some()).unwrap_or(0.0))
    }
}

impl Copula {
    /// The uniform number of a stream and an option in a draw.
    pub(crate) fn uniform(&self, address: Address, stream: Stream, option: u32) -> f64 {
        let own = |(stream, option): &(Stream, u32)| address.uniform(*stream, *option);
        let Some(place) = self.numbers.iter().position(|number| *number == (stream, option)) else {
            return own(&(stream, option));
        };
        let normals: Vec<f64> = self.numbers.iter().map(|number| normal_quantile(own(number))).collect();
        normal_p(self.factor.times(&normals)[place]).clamp(1e-12, 1.0 - 1e-12)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBERS: [(Stream, u32); 3] = [(Stream::Assumptions, 0), (Stream::Assumptions, 1), (Stream::Shocks, 0)];

    fn ranks(correlations: [f64; 3]) -> Ranks {
        let [a, b, c] = NUMBERS;
        Ranks([[a, b], [a, c], [b, c]].into_iter().zip(correlations).collect())
    }

    #[test]
    fn draws_have_the_rank_correlation_that_is_stated_and_stay_uniform_and_mirrored() {
        let copula = ranks([0.6, -0.3, 0.1]).copula().expect("positive definite");
        let draws = 4_000;
        let uniform =
            |draw: u32, place: usize| copula.uniform(Address::of(3, draw), NUMBERS[place].0, NUMBERS[place].1);
        let column = |place: usize| -> Vec<f64> { (0..draws).map(|draw| uniform(draw, place)).collect() };
        // Of uniform numbers the correlation is that of ranks: 12 times the covariance.
        let rank = |a: usize, b: usize| {
            let products = column(a).iter().zip(column(b)).map(|(a, b)| (a - 0.5) * (b - 0.5)).sum::<f64>();
            12.0 * products / f64::from(draws)
        };
        for ((a, b), wanted) in [((0, 1), 0.6), ((0, 2), -0.3), ((1, 2), 0.1)] {
            assert!((rank(a, b) - wanted).abs() < 0.05, "{a} and {b}: {}", rank(a, b));
        }
        for place in 0..3 {
            let below = column(place).iter().filter(|u| **u < 0.2).count() as f64 / f64::from(draws);
            assert!((below - 0.2).abs() < 0.02, "{place}: {below}");
            assert!((uniform(10, place) + uniform(11, place) - 1.0).abs() < 1e-9, "pairs are mirrored");
        }
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_is_refused_with_what_would_do() {
        let by = ranks([0.9, 0.9, -0.9]).copula().unwrap_err();
        assert!(by > 0.4 && by < 0.6, "{by}");
        assert!(ranks([0.9, 0.9, -0.9].map(|rank| rank * by)).copula().is_ok());
    }
}
