//! The log-posterior of a hazard with gamma frailty, its gradient and its Hessian.
//!
//! For option i of treaty g with frailty w_g ~ Gamma(1/v, 1/v) (mean 1, variance v) the hazard is w_g·exp(θ·x_i).
//! With D_g events and Λ_g = Σ exp(θ·x)·years, the frailty integrates out (Klein 1992, Biometrics 48, eq. 2.2 for
//! parametric baselines):
//!
//! ℓ_g = Σ_events θ·x + Σ_{k<D} ln(1 + k·v) − (D + 1/v)·ln(1 + v·Λ),  E[w_g | data] = (1 + v·D)/(1 + v·Λ).

use foedera_math::{exp, ln, ln_1p};

use foedera_world::TreatyId;

use crate::Sample;

/// A sample made ready for the likelihood: centred, scaled, grouped.
#[derive(Debug, Clone)]
pub struct Hazard {
    /// Number of coefficients θ.
    pub effects: usize,
    /// Prior mean and standard deviation of each coefficient.
    pub priors: Vec<(f64, f64)>,
    /// Prior of ln v, if there is a frailty.
    pub frailty: Option<(f64, f64)>,
    x: Vec<f64>,
    years: Vec<f64>,
    event: Vec<bool>,
    groups: Vec<(TreatyId, Vec<usize>)>,
}

/// Value, gradient and Hessian (by rows) of the log-posterior, and the log-likelihood in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// Log-posterior, up to the priors' constants.
    pub value: f64,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Gradient.
    pub gradient: Vec<f64>,
    /// Hessian by rows.
    pub hessian: Vec<f64>,
}

impl Hazard {
    /// The likelihood of a sample whose column j is centred by `centre[j].0` and divided by `centre[j].1`; missing
    /// values become 0, the centre.
    pub fn new(sample: &Sample, centre: &[(f64, f64)], priors: Vec<(f64, f64)>, frailty: Option<(f64, f64)>) -> Self {
        let effects = sample.effects.len();
        let scaled = |(index, value): (usize, &f64)| {
            let (mean, scale) = centre[index % effects];
            if value.is_nan() { 0.0 } else { crate::model::standardised(*value, mean, scale) }
        };
        let treaties = sample.rows.iter().map(|row| row.treaty.index() + 1).max().unwrap_or(0);
        let mut groups = vec![Vec::new(); treaties];
        for (index, row) in sample.rows.iter().enumerate() {
            groups[row.treaty.index()].push(index);
        }
        let groups = groups.into_iter().enumerate().filter(|(_, rows)| !rows.is_empty());
        let groups = groups.map(|(index, rows)| (TreatyId::from_index(index), rows)).collect();
        Self {
            effects,
            priors,
            frailty,
            x: sample.values.iter().enumerate().map(scaled).collect(),
            years: sample.rows.iter().map(crate::Row::years).collect(),
            event: sample.rows.iter().map(|row| row.event).collect(),
            groups,
        }
    }

    /// Number of parameters: the coefficients, and ln v if there is a frailty.
    pub fn parameters(&self) -> usize {
        self.effects + usize::from(self.frailty.is_some())
    }

    /// Where a fit starts: zero coefficients, the intercept (column 0) at the crude rate, frailty at its prior mean.
    pub fn start(&self) -> Vec<f64> {
        let events = self.event.iter().filter(|event| **event).count() as f64;
        let mut start = vec![0.0; self.effects];
        start[0] = ln((events + 0.5) / self.years.iter().sum::<f64>().max(1e-9));
        start.extend(self.frailty.map(|(mean, _)| mean));
        start
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.x[row * self.effects..(row + 1) * self.effects]
    }

    /// The log-posterior at `at` with its derivatives.
    pub fn posterior(&self, at: &[f64]) -> Posterior {
        let size = self.parameters();
        let mut sum =
            Posterior { value: 0.0, log_likelihood: 0.0, gradient: vec![0.0; size], hessian: vec![0.0; size * size] };
        let mut moments = Moments::new(self.effects);
        for (_, rows) in &self.groups {
            moments.gather(self, rows, at);
            match self.frailty {
                Some(_) => moments.add_with_frailty(at[self.effects], &mut sum),
                None => moments.add_plain(&mut sum),
            }
        }
        for row in 0..size {
            for column in 0..row {
                sum.hessian[column * size + row] = sum.hessian[row * size + column];
            }
        }
        sum.value = sum.log_likelihood;
        for (index, (mean, sd)) in self.priors.iter().chain(self.frailty.iter()).enumerate() {
            let z = (at[index] - mean) / sd;
            sum.value -= 0.5 * z * z;
            sum.gradient[index] -= z / sd;
            sum.hessian[index * size + index] -= 1.0 / (sd * sd);
        }
        sum
    }

    /// For each group: the treaty, its events, Λ at frailty 1, and d ln Λ/dθ.
    pub fn groups(&self, at: &[f64]) -> Vec<(TreatyId, f64, f64, Vec<f64>)> {
        let mut moments = Moments::new(self.effects);
        let summary = |(treaty, rows): &(TreatyId, Vec<usize>)| {
            moments.gather(self, rows, at);
            let slope = moments.first.iter().map(|value| value / moments.lambda.max(f64::MIN_POSITIVE)).collect();
            (*treaty, moments.events, moments.lambda, slope)
        };
        self.groups.iter().map(summary).collect()
    }

    /// The hazard of a row at frailty 1, per year.
    pub fn rate(&self, row: usize, at: &[f64]) -> f64 {
        exp(self.row(row).iter().zip(at).map(|(x, theta)| x * theta).sum())
    }
}

/// Sums over the rows of one group: Σ x of events, Λ, Σ x·λ·T and Σ x xᵀ·λ·T (lower triangle).
struct Moments {
    events: f64,
    linear: f64,
    lambda: f64,
    at_events: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Moments {
    fn new(effects: usize) -> Self {
        let zeros = || vec![0.0; effects];
        let second = vec![0.0; effects * effects];
        Self { events: 0.0, linear: 0.0, lambda: 0.0, at_events: zeros(), first: zeros(), second }
    }

    fn gather(&mut self, hazard: &Hazard, rows: &[usize], at: &[f64]) {
        (self.events, self.linear, self.lambda) = (0.0, 0.0, 0.0);
        for list in [&mut self.at_events, &mut self.first, &mut self.second] {
            list.fill(0.0);
        }
        let size = hazard.effects;
        for row in rows {
            let x = hazard.row(*row);
            let eta: f64 = x.iter().zip(at).map(|(x, theta)| x * theta).sum();
            let weight = exp(eta) * hazard.years[*row];
            self.lambda += weight;
            for i in 0..size {
                self.first[i] += weight * x[i];
                for j in 0..=i {
                    self.second[i * size + j] += weight * x[i] * x[j];
                }
            }
            if hazard.event[*row] {
                self.events += 1.0;
                self.linear += eta;
                self.at_events.iter_mut().zip(x).for_each(|(sum, x)| *sum += x);
            }
        }
    }

    fn add_plain(&self, sum: &mut Posterior) {
        let size = self.first.len();
        sum.log_likelihood += self.linear - self.lambda;
        for i in 0..size {
            sum.gradient[i] += self.at_events[i] - self.first[i];
            for j in 0..=i {
                sum.hessian[i * size + j] -= self.second[i * size + j];
            }
        }
    }

    fn add_with_frailty(&self, log_variance: f64, sum: &mut Posterior) {
        let (size, last) = (self.first.len() + 1, self.first.len());
        let (v, d, lambda) = (exp(log_variance), self.events, self.lambda);
        let spread = 1.0 + v * lambda;
        let log_spread = ln_1p(v * lambda);
        let weight = (1.0 + d * v) / spread;
        let curvature = weight * v / spread;
        let cross = -v * (d - lambda) / (spread * spread);
        let (mut rising, mut slope, mut bend) = (0.0, 0.0, 0.0);
        let mut k = 1.0;
        while k < d {
            rising += ln_1p(k * v);
            slope += k / (1.0 + k * v);
            bend -= (k / (1.0 + k * v)) * (k / (1.0 + k * v));
            k += 1.0;
        }
        let shape = d + 1.0 / v;
        slope += log_spread / (v * v) - shape * lambda / spread;
        bend += 2.0 * lambda / (v * v * spread) - 2.0 * log_spread / (v * v * v)
            + shape * lambda * lambda / (spread * spread);
        sum.log_likelihood += self.linear + rising - shape * log_spread;
        sum.gradient[last] += v * slope;
        sum.hessian[last * size + last] += v * slope + v * v * bend;
        for i in 0..last {
            sum.gradient[i] += self.at_events[i] - weight * self.first[i];
            sum.hessian[last * size + i] += cross * self.first[i];
            for j in 0..=i {
                sum.hessian[i * size + j] +=
                    curvature * self.first[i] * self.first[j] - weight * self.second[i * last + j];
            }
        }
    }
}
