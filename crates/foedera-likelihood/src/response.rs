//! The answer to a call: yes or no, or one of several ordered levels.
//!
//! Proportional odds (McCullagh 1980, J. R. Statist. Soc. B 42: 109–142): P(answer ≤ k) = F(τ_k − θ·s), F the logistic function, with
//! thresholds τ_1 < … < τ_{K−1} of K levels. With two levels this is logistic regression, P(yes) = F(θ·s − τ).
//!
//! An answer may be known only to lie between two levels ("no troops, else unknown"); its term is ln(F(upper) − F(lower)) then.

use foedera_math::{exp, ln, ln_1p, logistic};

use crate::{Likelihood, Value};

/// Answers with the statistics of who was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    statistics: usize,
    levels: usize,
    rows: Vec<f64>,
    answers: Vec<(usize, usize)>,
    clusters: Vec<u32>,
}

impl Response {
    /// Rows of `statistics` numbers each, the level (from 0) of each answer, and its cluster. Parameters are θ, then the thresholds.
    ///
    /// # Panics
    /// If the lists do not belong together, or there are fewer than two levels.
    pub fn new(statistics: usize, levels: usize, rows: Vec<f64>, answers: Vec<usize>, clusters: Vec<u32>) -> Self {
        Self::between(statistics, levels, rows, answers.into_iter().map(|answer| (answer, answer)).collect(), clusters)
    }

    /// The same, of answers known to lie between a lowest and a highest level (both possible).
    ///
    /// # Panics
    /// If the lists do not belong together, there are fewer than two levels, or a highest level is below its lowest.
    pub fn between(
        statistics: usize,
        levels: usize,
        rows: Vec<f64>,
        answers: Vec<(usize, usize)>,
        clusters: Vec<u32>,
    ) -> Self {
        assert!(
            levels >= 2 && answers.iter().all(|(low, high)| low <= high && *high < levels),
            "at least two levels, answers among them"
        );
        assert_eq!((rows.len(), clusters.len()), (statistics * answers.len(), answers.len()), "a row for each answer");
        Self { statistics, levels, rows, answers, clusters }
    }

    /// Where an ascent starts: θ = 0, thresholds at the logits of the shares of answers.
    pub fn start(&self) -> Vec<f64> {
        let n = self.answers.len() as f64;
        let below = |k: usize| self.answers.iter().filter(|(low, high)| low + high <= 2 * k).count() as f64;
        let logit = |k: usize| {
            let share = (below(k) + 0.5 * (k + 1) as f64) / (n + 0.5 * self.levels as f64);
            ln(share / (1.0 - share))
        };
        let mut start = vec![0.0; self.statistics];
        start.extend((0..self.levels - 1).map(logit));
        start
    }

    /// The probability of each level for some statistics.
    pub fn probabilities(&self, theta: &[f64], statistics: &[f64]) -> Vec<f64> {
        let eta: f64 = statistics.iter().zip(theta).map(|(s, t)| s * t).sum();
        let below = |k: usize| theta[self.statistics..].get(k).map_or(1.0, |threshold| logistic(threshold - eta));
        (0..self.levels).map(|k| below(k) - if k == 0 { 0.0 } else { below(k - 1) }).collect()
    }

    /// Add one answer.
    fn add(&self, theta: &[f64], index: usize, value: &mut Value) {
        let (p, size) = (self.statistics, self.parameters());
        let row = &self.rows[index * p..(index + 1) * p];
        let eta: f64 = row.iter().zip(theta).map(|(s, t)| s * t).sum();
        let (low, high) = self.answers[index];
        let upper = theta[p..].get(high).map(|threshold| threshold - eta);
        let lower = low.checked_sub(1).map(|below| theta[p + below] - eta);
        // ln(F(u) − F(l)) with its slopes along u and l. Each is concave: F is log-concave.
        let (log, along_upper, along_lower, uu, ll, ul) = match (upper, lower) {
            (Some(u), None) => (-ln_1p(exp(-u)), logistic(-u), 0.0, -logistic(u) * logistic(-u), 0.0, 0.0),
            (None, Some(l)) => (-ln_1p(exp(l)), 0.0, -logistic(l), 0.0, -logistic(l) * logistic(-l), 0.0),
            (Some(u), Some(l)) => {
                let (fu, fl) = (logistic(u), logistic(l));
                let p = fu - fl;
                let (du, dl) = (fu * (1.0 - fu), fl * (1.0 - fl));
                let (bu, bl) = (du * (1.0 - 2.0 * fu), dl * (1.0 - 2.0 * fl));
                let (au, al) = (du / p, dl / p);
                (if p > 0.0 { ln(p) } else { f64::NEG_INFINITY }, au, -al, bu / p - au * au, -bl / p - al * al, au * al)
            }
            (None, None) => (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        };
        value.log_likelihood += log;
        // u and l both fall by s with θ, and rise with their thresholds.
        let along = along_upper + along_lower;
        let bend = uu + ll + 2.0 * ul;
        // Rows of groups are mostly zeros.
        for (a, own) in row.iter().enumerate().filter(|(_, own)| **own != 0.0) {
            value.score[a] -= along * own;
            for (b, other) in row[..=a].iter().enumerate() {
                value.information[a * size + b] -= bend * own * other;
            }
        }
        let places = [(upper, p + high, along_upper, uu), (lower, (p + low).wrapping_sub(1), along_lower, ll)];
        for (_, place, slope, own) in places.into_iter().filter(|place| place.0.is_some()) {
            value.score[place] += slope;
            value.information[place * size + place] -= own;
            for (a, statistic) in row.iter().enumerate() {
                value.information[place * size + a] += (own + ul) * statistic;
            }
        }
        if upper.is_some() && lower.is_some() {
            value.information[(p + high) * size + p + low - 1] -= ul;
        }
    }
}

impl Likelihood for Response {
    fn parameters(&self) -> usize {
        self.statistics + self.levels - 1
    }

    fn value(&self, theta: &[f64]) -> Value {
        let mut value = Value::new(self.parameters());
        (0..self.answers.len()).for_each(|index| self.add(theta, index, &mut value));
        value.symmetric()
    }

    fn average_slope(&self, theta: &[f64]) -> Option<f64> {
        let highest = theta.last()?;
        let slope = |row: &[f64]| {
            let p = logistic(row.iter().zip(theta).map(|(s, t)| s * t).sum::<f64>() - highest);
            p * (1.0 - p)
        };
        let answers = self.answers.len();
        let sum: f64 =
            (0..answers).map(|index| slope(&self.rows[index * self.statistics..(index + 1) * self.statistics])).sum();
        (answers > 0).then(|| sum / answers as f64)
    }

    fn cluster_scores(&self, theta: &[f64]) -> Vec<(u32, Vec<f64>)> {
        let mut scores = std::collections::BTreeMap::new();
        for (index, cluster) in self.clusters.iter().enumerate() {
            let value = scores.entry(*cluster).or_insert_with(|| Value::new(self.parameters()));
            self.add(theta, index, value);
        }
        scores.into_iter().map(|(cluster, value)| (cluster, value.score)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ascent, maximise};

    fn example(levels: usize) -> Response {
        let rows: Vec<f64> = (0..30).flat_map(|k| [f64::from((k * 7) % 11) / 5.0, f64::from(k % 2)]).collect();
        let answers = (0..30).map(|k| ((k * 5 + k / 3) % 7) % levels).collect();
        Response::new(2, levels, rows, answers, (0..30).map(|k| k / 6).collect())
    }

    fn slopes_hold(response: &Response, theta: &[f64]) {
        let value = response.value(theta);
        for a in 0..theta.len() {
            let moved = |by: f64| {
                let mut theta = theta.to_vec();
                theta[a] += by;
                response.value(&theta)
            };
            let (above, below) = (moved(1e-5), moved(-1e-5));
            let slope = (above.log_likelihood - below.log_likelihood) / 2e-5;
            assert!((slope - value.score[a]).abs() < 1e-7, "{a} of {}", theta.len());
            for b in 0..theta.len() {
                let bend = -(above.score[b] - below.score[b]) / 2e-5;
                assert!((bend - value.information[a * theta.len() + b]).abs() < 1e-5, "{a} {b} of {}", theta.len());
            }
        }
    }

    #[test]
    fn score_and_information_are_slopes() {
        for levels in [2, 3, 4] {
            let mut theta = vec![0.2, -0.3];
            theta.extend((1..levels).map(|k| k as f64 * 0.8 - 1.0));
            slopes_hold(&example(levels), &theta);
        }
    }

    #[test]
    fn slopes_hold_where_an_answer_is_known_within_bounds() {
        let bounds = |k: usize| [(0, 2), (1, 1), (1, 3), (0, 0), (2, 3), (0, 3)][k % 6];
        let (answers, clusters) = ((0..30).map(bounds).collect(), (0..30).map(|k| k / 6).collect());
        let response = Response::between(2, 4, example(4).rows, answers, clusters);
        slopes_hold(&response, &[0.2, -0.3, -1.0, 0.1, 0.8]);
        // An answer of which nothing is known says nothing.
        let nothing = Response::between(1, 3, vec![1.0], vec![(0, 2)], vec![0]);
        assert_eq!(nothing.value(&[0.5, -1.0, 1.0]), Value::new(3));
    }

    #[test]
    fn without_statistics_thresholds_are_the_logits_of_shares() {
        let answers = vec![0, 0, 0, 1, 1, 2];
        let response = Response::new(0, 3, Vec::new(), answers, vec![0; 6]);
        let fit = maximise(Ascent { likelihood: &response, priors: &[], fixed: &[] }, &response.start());
        assert!(fit.converged);
        assert!(fit.parameters[0].abs() < 1e-8 && (fit.parameters[1] - ln(5.0)).abs() < 1e-8, "{:?}", fit.parameters);
        let shares = response.probabilities(&fit.parameters, &[]);
        for (share, expected) in shares.iter().zip([1.0 / 2.0, 1.0 / 3.0, 1.0 / 6.0]) {
            assert!((share - expected).abs() < 1e-8);
        }
    }
}
