//! Cholesky factorisation of small dense matrices, in a fixed order of operations.

/// The matrix is not positive definite: the pivot at this index is not positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotPositiveDefinite(pub usize);

/// The lower factor L of a symmetric positive definite matrix A = L Lᵀ.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factorise a symmetric matrix given by rows (`size × size`; only the lower triangle is read).
    ///
    /// # Errors
    /// [`NotPositiveDefinite`] with the first bad pivot.
    ///
    /// # Panics
    /// If `matrix` does not have `size × size` entries.
    pub fn new(size: usize, matrix: &[f64]) -> Result<Self, NotPositiveDefinite> {
        let mut factor = Self::default();
        factor.factorise(size, matrix)?;
        Ok(factor)
    }

    /// The same in the room of an earlier factor, which is lost.
    ///
    /// # Errors
    /// [`NotPositiveDefinite`] with the first bad pivot; the factor is then of no use.
    ///
    /// # Panics
    /// If `matrix` does not have `size × size` entries.
    pub fn factorise(&mut self, size: usize, matrix: &[f64]) -> Result<(), NotPositiveDefinite> {
        assert_eq!(matrix.len(), size * size, "a square matrix by rows");
        self.size = size;
        self.lower.clear();
        self.lower.resize(size * size, 0.0);
        let lower = &mut self.lower;
        for row in 0..size {
            for column in 0..=row {
                let mut sum = matrix[row * size + column];
                for inner in 0..column {
                    sum -= lower[row * size + inner] * lower[column * size + inner];
                }
                if row != column {
                    lower[row * size + column] = sum / lower[column * size + column];
                } else if sum > 0.0 && sum.is_finite() {
                    lower[row * size + row] = sum.sqrt();
                } else {
                    return Err(NotPositiveDefinite(row));
                }
            }
        }
        Ok(())
    }

    /// L x.
    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        let row = |row: usize| &self.lower[row * self.size..][..=row];
        let mut product = Vec::with_capacity(self.size);
        // Four rows at a time, so that no sum waits for its last addition; each is in the order of its columns.
        for first in (0..self.size).step_by(4) {
            let count = (self.size - first).min(4);
            let mut sums = [-0.0; 4];
            let [a, b, c, d] = [0, 1, 2, 3].map(|k| &row(first + k.min(count - 1))[..=first]);
            for ((((x, a), b), c), d) in x.iter().zip(a).zip(b).zip(c).zip(d) {
                sums[0] += a * x;
                sums[1] += b * x;
                sums[2] += c * x;
                sums[3] += d * x;
            }
            for (k, sum) in sums.iter_mut().enumerate().take(count) {
                let rest = first + 1..=first + k;
                row(first + k)[rest.clone()].iter().zip(&x[rest]).for_each(|(l, x)| *sum += l * x);
            }
            product.extend(&sums[..count]);
        }
        product
    }

    /// The solution x of A x = b.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        self.solve_in_place(&mut x);
        x
    }

    /// Put the solution x of A x = b in the place of b.
    pub fn solve_in_place(&self, x: &mut [f64]) {
        let size = self.size;
        for row in 0..size {
            for column in 0..row {
                x[row] -= self.lower[row * size + column] * x[column];
            }
            x[row] /= self.lower[row * size + row];
        }
        for row in (0..size).rev() {
            for column in row + 1..size {
                x[row] -= self.lower[column * size + row] * x[column];
            }
            x[row] /= self.lower[row * size + row];
        }
    }

    /// The inverse of A, by rows.
    pub fn inverse(&self) -> Vec<f64> {
        let size = self.size;
        let mut inverse = vec![0.0; size * size];
        for column in 0..size {
            let mut unit = vec![0.0; size];
            unit[column] = 1.0;
            for (row, value) in self.solve(&unit).into_iter().enumerate() {
                inverse[row * size + column] = value;
            }
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_multiplies_back_and_solves() {
        let matrix = [4.0, 2.0, 0.6, 2.0, 5.0, 1.0, 0.6, 1.0, 3.0];
        let factor = Cholesky::new(3, &matrix).unwrap();
        let x = factor.solve(&[1.0, -2.0, 0.5]);
        for (row, b) in [1.0, -2.0, 0.5].iter().enumerate() {
            let product: f64 = (0..3).map(|column| matrix[row * 3 + column] * x[column]).sum();
            assert!((product - b).abs() < 1e-12);
        }
        let inverse = factor.inverse();
        let trace: f64 = (0..3).map(|i| (0..3).map(|j| matrix[i * 3 + j] * inverse[j * 3 + i]).sum::<f64>()).sum();
        assert!((trace - 3.0).abs() < 1e-12);
    }

    #[test]
    fn four_rows_at_a_time_are_the_rows_one_by_one_to_the_bit() {
        for size in 1..12 {
            let lower =
                |row: usize, column: usize| if column > row { 0.0 } else { 1.0 / (1 + row + 2 * column) as f64 };
            let lower: Vec<f64> = (0..size * size).map(|cell| lower(cell / size, cell % size)).collect();
            let x: Vec<f64> = (0..size).map(|cell| (cell as f64 * 0.7).fract() - 0.4).collect();
            let row =
                |row: usize| (0..=row).map(|column| lower[row * size + column] * x[column]).sum::<f64>().to_bits();
            let product = Cholesky { size, lower: lower.clone() }.times(&x);
            assert_eq!(
                product.iter().map(|sum| sum.to_bits()).collect::<Vec<_>>(),
                (0..size).map(row).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn an_indefinite_matrix_is_told() {
        assert_eq!(Cholesky::new(2, &[1.0, 2.0, 2.0, 1.0]), Err(NotPositiveDefinite(1)));
        assert_eq!(Cholesky::new(1, &[f64::NAN]), Err(NotPositiveDefinite(0)));
    }

    #[test]
    fn a_factor_and_an_inverse_known_by_hand() {
        // L = (2 0 0; 1 3 0; -1 2 4).
        let matrix = [4.0, 2.0, -2.0, 2.0, 10.0, 5.0, -2.0, 5.0, 21.0];
        let factor = Cholesky::new(3, &matrix).unwrap();
        assert_eq!(factor.times(&[1.0, 0.0, 0.0]), [2.0, 1.0, -1.0]);
        assert_eq!(factor.times(&[0.5, -1.0, 2.0]), [1.0, -2.5, 5.5]);
        // A⁻¹ = adjugate / 576, 576 = (2·3·4)².
        let adjugate = [185.0, -52.0, 30.0, -52.0, 80.0, -24.0, 30.0, -24.0, 36.0];
        for (own, by_hand) in factor.inverse().iter().zip(adjugate) {
            assert!((own - by_hand / 576.0).abs() < 1e-14, "{own} {by_hand}");
        }
    }

    #[test]
    fn pivots_of_zero_and_without_end_are_refused() {
        assert_eq!(Cholesky::new(1, &[0.0]), Err(NotPositiveDefinite(0)));
        assert_eq!(Cholesky::new(2, &[1.0, 0.0, 0.0, f64::INFINITY]), Err(NotPositiveDefinite(1)));
        // Of the upper triangle nothing is read.
        assert_eq!(Cholesky::new(2, &[1.0, f64::NAN, 0.0, 1.0]).unwrap().solve(&[3.0, 4.0]), [3.0, 4.0]);
    }
}
