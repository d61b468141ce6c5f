//! Small general matrices by rows.

/// The inverse of a square matrix, by elimination with the largest pivot of each column; or the column without one.
pub(crate) fn inverse(size: usize, matrix: &[f64]) -> Result<Vec<f64>, usize> {
    let mut left = matrix.to_vec();
    let mut right = vec![0.0; size * size];
    (0..size).for_each(|row| right[row * size + row] = 1.0);
    let largest = matrix.iter().fold(0.0_f64, |most, cell| most.max(cell.abs()));
    for column in 0..size {
        let pivot = (column..size)
            .max_by(|a, b| left[a * size + column].abs().total_cmp(&left[b * size + column].abs()))
            .filter(|row| left[row * size + column].abs() > 1e-12 * largest)
            .ok_or(column)?;
        for cell in 0..size {
            left.swap(column * size + cell, pivot * size + cell);
            right.swap(column * size + cell, pivot * size + cell);
        }
        let scale = 1.0 / left[column * size + column];
        for cell in 0..size {
            left[column * size + cell] *= scale;
            right[column * size + cell] *= scale;
        }
        for row in (0..size).filter(|row| *row != column) {
            let factor = left[row * size + column];
            for cell in 0..size {
                left[row * size + cell] -= factor * left[column * size + cell];
                right[row * size + cell] -= factor * right[column * size + cell];
            }
        }
    }
    Ok(right)
}

/// A x.
pub(crate) fn times(matrix: &[f64], x: &[f64]) -> Vec<f64> {
    matrix.chunks_exact(x.len()).map(|row| row.iter().zip(x).map(|(a, b)| a * b).sum()).collect()
}

/// A B Aᵀ for square matrices.
pub(crate) fn sandwich(size: usize, outer: &[f64], inner: &[f64]) -> Vec<f64> {
    let cell = |row: usize, column: usize| -> f64 {
        let left = times(inner, &outer[column * size..][..size]);
        outer[row * size..][..size].iter().zip(&left).map(|(a, b)| a * b).sum()
    };
    (0..size * size).map(|index| cell(index / size, index % size)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inverse_multiplies_back() {
        let matrix = [0.0, 2.0, 1.0, 1.0, -1.0, 3.0, 4.0, 0.5, 0.0];
        let inverse = inverse(3, &matrix).unwrap();
        let x = times(&matrix, &times(&inverse, &[1.0, 2.0, 3.0]));
        assert!(x.iter().zip([1.0, 2.0, 3.0]).all(|(own, right)| (own - right).abs() < 1e-12));
        let square = sandwich(3, &inverse, &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
        assert!((square[0] - inverse[..3].iter().map(|cell| cell * cell).sum::<f64>()).abs() < 1e-12);
    }

    #[test]
    fn a_singular_matrix_is_told() {
        assert_eq!(inverse(2, &[1.0, 2.0, 2.0, 4.0]), Err(1));
        assert_eq!(inverse(1, &[f64::NAN]), Err(0));
    }
}
