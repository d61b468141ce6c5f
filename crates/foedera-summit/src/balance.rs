//! Balance of signed ties, and whether the large carry the burden.

use foedera_math::exp;

/// Signed ties between some nodes: each pair once, with 1 or −1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signed {
    /// The number of nodes.
    pub nodes: usize,
    /// The ties.
    pub ties: Vec<(usize, usize, f64)>,
}

impl Signed {
    fn matrix(&self) -> Vec<f64> {
        let mut matrix = vec![0.0; self.nodes * self.nodes];
        for (a, b, sign) in &self.ties {
            matrix[a * self.nodes + b] = *sign;
            matrix[b * self.nodes + a] = *sign;
        }
        matrix
    }

    /// Triangles, and those of them whose signs multiply to a plus (Cartwright and Harary 1956).
    pub fn triangles(&self) -> (u32, u32) {
        let (n, matrix) = (self.nodes, self.matrix());
        let (mut all, mut balanced) = (0, 0);
        for a in 0..n {
            for b in a + 1..n {
                for c in b + 1..n {
                    let product = matrix[a * n + b] * matrix[b * n + c] * matrix[a * n + c];
                    all += u32::from(product != 0.0);
                    balanced += u32::from(product > 0.0);
                }
            }
        }
        (all, balanced)
    }

    /// The balance of closed walks: tr exp(A) / tr exp(|A|) (Estrada and Benzi 2014).
    pub fn walk_balance(&self) -> f64 {
        let matrix = self.matrix();
        let absolute: Vec<f64> = matrix.iter().map(|cell| cell.abs()).collect();
        trace_exponential(self.nodes, &matrix) / trace_exponential(self.nodes, &absolute)
    }

    /// The fewest ties that keep the nodes from falling into two camps, friends inside and foes between, over all bipartitions.
    /// Only for up to 30 nodes; `None` beyond.
    pub fn frustration(&self) -> Option<(u32, Vec<bool>)> {
        if self.nodes > crate::landscape::EXACT_STATES {
            return None;
        }
        // Friends apart and foes together are what frustrates: the landscape of the signs, with all sizes 1.
        let names = (0..self.nodes).map(|node| node.to_string()).collect();
        let landscape = crate::Landscape::new(names, &vec![1.0; self.nodes], &self.matrix());
        let best = landscape.minima(1).minima.into_iter().next()?;
        let wrong = |(a, b, sign): &&(usize, usize, f64)| (best.second[*a] == best.second[*b]) != (*sign > 0.0);
        Some((self.ties.iter().filter(wrong).count() as u32, best.second))
    }
}

/// The trace of the exponential of a symmetric matrix: its series after halving it until it is small, squared up again.
fn trace_exponential(n: usize, matrix: &[f64]) -> f64 {
    let norm = (0..n).map(|a| (0..n).map(|b| matrix[a * n + b].abs()).sum::<f64>()).fold(0.0, f64::max);
    let halvings = (0..60).find(|k| norm * exp(-f64::from(*k) * core::f64::consts::LN_2) < 0.5).unwrap_or(60);
    let scale = exp(-f64::from(halvings) * core::f64::consts::LN_2);
    let scaled: Vec<f64> = matrix.iter().map(|cell| cell * scale).collect();
    let times = |a: &[f64], b: &[f64]| -> Vec<f64> {
        let cell = |k: usize| (0..n).map(|c| a[k / n * n + c] * b[c * n + k % n]).sum();
        (0..n * n).map(cell).collect()
    };
    let identity = |k: usize| f64::from(u8::from(k / n == k % n));
    let mut sum: Vec<f64> = (0..n * n).map(identity).collect();
    let mut term = sum.clone();
    for k in 1..30 {
        term = times(&term, &scaled).into_iter().map(|cell| cell / f64::from(k)).collect();
        sum.iter_mut().zip(&term).for_each(|(sum, term)| *sum += term);
    }
    for _ in 0..halvings {
        sum = times(&sum, &sum);
    }
    (0..n).map(|a| sum[a * n + a]).sum()
}

/// Ranks from 1, ties sharing their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|other| *other < value).count() as f64;
        let equal = values.iter().filter(|other| *other == value).count() as f64;
        below + (equal + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

/// Spearman's rank correlation: whether the larger carry the larger share (Olson and Zeckhauser 1966).
pub fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let (ma, mb) = (foedera_math::mean(&a), foedera_math::mean(&b));
    let product =
        |x: &[f64], mx: f64, y: &[f64], my: f64| x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>();
    product(&a, ma, &b, mb) / (product(&a, ma, &a, ma) * product(&b, mb, &b, mb)).sqrt()
}

/// Kendall's rank correlation τ_b, ties taken off (Kendall 1945).
pub fn kendall(a: &[f64], b: &[f64]) -> f64 {
    let (mut sum, mut left, mut right) = (0.0, 0.0, 0.0);
    let sign = |x: f64| {
        if x > 0.0 {
            1.0
        } else if x < 0.0 {
            -1.0
        } else {
            0.0
        }
    };
    for i in 0..a.len() {
        for j in i + 1..a.len() {
            let (x, y) = (sign(a[i] - a[j]), sign(b[i] - b[j]));
            sum += x * y;
            left += x * x;
            right += y * y;
        }
    }
    let both: f64 = left * right;
    sum / both.sqrt()
}
