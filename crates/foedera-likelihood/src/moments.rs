//! Sums over rows of statistics: Σ w s and Σ w s sᵀ, in blocks that a processor takes several lanes at a time.

/// Rows that are turned into columns together.
const BLOCK: usize = 32;
/// Partial sums of a product of two columns; a fixed number, so the order of additions is fixed.
pub(crate) const LANES: usize = 4;

/// θ·s of each row.
pub(crate) fn linear(rows: &[f64], theta: &[f64], out: &mut Vec<f64>) {
    out.clear();
    out.extend(rows.chunks_exact(theta.len()).map(|row| dot(row, theta)));
}

/// Σ a b in order.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Add Σ w s to `first` and the lower triangle of Σ w s sᵀ to `second`, over rows of statistics with their weights.
pub(crate) fn weighted(rows: &[f64], weights: &[f64], first: &mut [f64], second: &mut [f64]) {
    let p = first.len();
    let mut columns = vec![[0.0; BLOCK]; p];
    for (rows, weights) in rows.chunks(BLOCK * p).zip(weights.chunks(BLOCK)) {
        if weights.len() < BLOCK {
            columns.iter_mut().for_each(|column| column.fill(0.0));
        }
        for (k, row) in rows.chunks_exact(p).enumerate() {
            for (column, value) in columns.iter_mut().zip(row) {
                column[k] = *value;
            }
        }
        let mut lanes = [0.0; BLOCK];
        lanes[..weights.len()].copy_from_slice(weights);
        block(&columns, &lanes, first, second);
    }
}

/// The same for one block of columns.
fn block(columns: &[[f64; BLOCK]], weights: &[f64; BLOCK], first: &mut [f64], second: &mut [f64]) {
    let p = first.len();
    for a in 0..p {
        let mut heavy = columns[a];
        heavy.iter_mut().zip(weights).for_each(|(cell, weight)| *cell *= weight);
        first[a] += total(&heavy);
        for b in 0..=a {
            second[a * p + b] += product(&heavy, &columns[b]);
        }
    }
}

fn product(a: &[f64; BLOCK], b: &[f64; BLOCK]) -> f64 {
    let mut lanes = [0.0; LANES];
    for (a, b) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
}

/// Lists of numbers of the same length, filled up with zeros to whole lanes.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    count: usize,
    length: usize,
    cells: Vec<f64>,
}

impl Columns {
    /// So many lists for so many numbers.
    pub(crate) fn new(count: usize, numbers: usize) -> Self {
        let length = numbers.next_multiple_of(LANES);
        Self { count, length, cells: vec![0.0; count * length] }
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// How long each list is.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    #[inline]
    pub(crate) fn column(&self, index: usize) -> &[f64] {
        &self.cells[index * self.length..(index + 1) * self.length]
    }

    #[inline]
    pub(crate) fn column_mut(&mut self, index: usize) -> &mut [f64] {
        &mut self.cells[index * self.length..(index + 1) * self.length]
    }

    pub(crate) fn fill(&mut self, value: f64) {
        self.cells.fill(value);
    }
}

/// Σ a b of lists of whole lanes.
pub(crate) fn inner(a: &[f64], b: &[f64]) -> f64 {
    let (mut lanes, mut more) = ([0.0; LANES], [0.0; LANES]);
    let (twice_a, twice_b) = (a.chunks_exact(2 * LANES), b.chunks_exact(2 * LANES));
    let (rest_a, rest_b) = (twice_a.remainder(), twice_b.remainder());
    for (a, b) in twice_a.zip(twice_b) {
        for l in 0..LANES {
            lanes[l] += a[l] * b[l];
            more[l] += a[LANES + l] * b[LANES + l];
        }
    }
    for ((lane, a), b) in lanes.iter_mut().zip(rest_a).zip(rest_b) {
        *lane += a * b;
    }
    (lanes[0] + more[0] + (lanes[1] + more[1])) + (lanes[2] + more[2] + (lanes[3] + more[3]))
}

/// Σ a of a list of whole lanes.
pub(crate) fn total(a: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    for chunk in a.chunks_exact(LANES) {
        lanes.iter_mut().zip(chunk).for_each(|(lane, a)| *lane += a);
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
}

/// Add columns times factors.
pub(crate) fn add_columns(sums: &mut [f64], columns: &Columns, factors: &[(usize, f64)]) {
    let fours = factors.chunks_exact(4);
    for (column, factor) in fours.remainder() {
        for (sum, cell) in sums.iter_mut().zip(columns.column(*column)) {
            *sum += factor * cell;
        }
    }
    for four in fours {
        let [a, b, c, d] = [0, 1, 2, 3].map(|place| columns.column(four[place].0));
        let [fa, fb, fc, fd] = [0, 1, 2, 3].map(|place| four[place].1);
        for ((((sum, a), b), c), d) in sums.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            *sum += (fa * a + fb * b) + (fc * c + fd * d);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_over_any_number_of_rows_are_those_of_the_definition() {
        for n in [0_usize, 1, 31, 32, 33, 100] {
            let rows: Vec<f64> = (0..3 * n).map(|k| ((k * 37 + 11) % 17) as f64 - 8.0).collect();
            let weights: Vec<f64> = (0..n).map(|k| ((k * 5) % 7) as f64).collect();
            let (mut first, mut second) = (vec![1.0; 3], vec![2.0; 9]);
            weighted(&rows, &weights, &mut first, &mut second);
            for a in 0..3 {
                let expected: f64 = (0..n).map(|k| weights[k] * rows[3 * k + a]).sum();
                assert_eq!(first[a], 1.0 + expected, "whole numbers are exact");
                for b in 0..3 {
                    let expected: f64 = (0..n).map(|k| weights[k] * rows[3 * k + a] * rows[3 * k + b]).sum();
                    assert_eq!(second[3 * a + b], if b <= a { 2.0 + expected } else { 2.0 });
                }
            }
        }
    }
}
