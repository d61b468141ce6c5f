//! Rates of groups with a frailty: a factor of their own.
//!
//! A group g (a treaty, a sender) has D_g events and, at parameters θ, the expected number Λ_g = Σ exp(θ·s)·time. With frailty w_g
//! its rates are w_g·exp(θ·s). What the group says depends on θ through Σ_events θ·s and Λ_g only:
//!
//! - **no frailty**: ℓ_g = Σ_events θ·s − Λ_g;
//! - **gamma**, mean 1, variance v (Klein 1992, Biometrics 48: 795–806): exactly
//!   ℓ_g = Σ θ·s + Σ_{k<D} ln(1 + k v) − (D + 1/v) ln(1 + v Λ), and E[w | data] = (1 + v D)/(1 + v Λ);
//! - **log-normal**, ln w ~ N(0, v) (McGilchrist and Aisbett 1991, Biometrics 47: 461–466), by Laplace's approximation: with û the
//!   root of D − Λ e^u − u/v = 0 and A = Λ e^û, ℓ_g = Σ θ·s + D û − A − û²/2v − ½ ln(1 + v A).

use foedera_math::{exp, ln, ln_1p};

use crate::moments::{dot, weighted};
use crate::{Likelihood, Value};

/// The distribution of a frailty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrailtyKind {
    /// Gamma with mean 1.
    Gamma,
    /// Log-normal with median 1.
    LogNormal,
}

/// Rows of statistics in groups.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rates {
    parameters: usize,
    frailty: Option<FrailtyKind>,
    rows: Vec<f64>,
    exposure: Vec<f64>,
    events: Vec<f64>,
    /// Labels of groups, and where the rows of each end.
    groups: Vec<(u32, usize)>,
}

/// What is known of a group at some parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its label.
    pub label: u32,
    /// Its events D.
    pub events: f64,
    /// Its expected number Λ at frailty 1.
    pub expected: f64,
    /// d ln Λ / dθ.
    pub slope: Vec<f64>,
}

impl Rates {
    /// Rows (`parameters` statistics each), how long each was at risk, how many events it had, and its group. With a frailty the
    /// likelihood has one parameter more, the logarithm of its variance, at the end.
    ///
    /// # Panics
    /// If the lists do not belong together.
    pub fn new(
        parameters: usize,
        rows: &[f64],
        exposure: &[f64],
        events: &[f64],
        groups: &[u32],
        frailty: Option<FrailtyKind>,
    ) -> Self {
        assert_eq!(rows.len(), parameters * exposure.len(), "a statistic for each parameter");
        assert_eq!((events.len(), groups.len()), (exposure.len(), exposure.len()), "a value for each row");
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by_key(|row| groups[*row]);
        let mut rates = Self { parameters, frailty, ..Self::default() };
        for (place, row) in order.iter().enumerate() {
            rates.rows.extend_from_slice(&rows[row * parameters..(row + 1) * parameters]);
            rates.exposure.push(exposure[*row]);
            rates.events.push(events[*row]);
            match rates.groups.last_mut().filter(|(label, _)| *label == groups[*row]) {
                Some((_, end)) => *end = place + 1,
                None => rates.groups.push((groups[*row], place + 1)),
            }
        }
        rates
    }

    /// Where an ascent starts: zero, the parameter of the constant statistic `intercept` at the crude rate, ln variance at 0.
    pub fn start(&self, intercept: usize) -> Vec<f64> {
        let mut start = vec![0.0; self.parameters()];
        start[intercept] = ln((self.events.iter().sum::<f64>() + 0.5) / self.exposure.iter().sum::<f64>().max(1e-9));
        start
    }

    /// What is known of each group.
    pub fn groups(&self, theta: &[f64]) -> Vec<Group> {
        let mut sums = Sums::new(self.parameters);
        let mut start = 0;
        let group = |(label, end): &(u32, usize)| {
            sums.gather(self, start..*end, theta);
            start = *end;
            let slope = sums.first.iter().map(|value| value / sums.expected.max(f64::MIN_POSITIVE)).collect();
            Group { label: *label, events: sums.events, expected: sums.expected, slope }
        };
        self.groups.iter().map(group).collect()
    }
}

impl Likelihood for Rates {
    fn parameters(&self) -> usize {
        self.parameters + usize::from(self.frailty.is_some())
    }

    fn value(&self, theta: &[f64]) -> Value {
        let (p, size) = (self.parameters, self.parameters());
        let mut value = Value::new(size);
        let mut sums = Sums::new(p);
        let mut start = 0;
        for (_, end) in &self.groups {
            sums.gather(self, start..*end, theta);
            start = *end;
            let g = match self.frailty {
                None => {
                    Marginal { value: -sums.expected, m: -sums.expected, mm: -sums.expected, ..Marginal::default() }
                }
                Some(FrailtyKind::Gamma) => gamma(sums.events, sums.expected, theta[p]),
                Some(FrailtyKind::LogNormal) => log_normal(sums.events, sums.expected, theta[p]),
            };
            sums.add(&g, &mut value);
        }
        value.symmetric()
    }

    fn cluster_scores(&self, theta: &[f64]) -> Vec<(u32, Vec<f64>)> {
        let mut start = 0;
        let group = |(label, end): &(u32, usize)| {
            let p = self.parameters;
            let part = Self {
                parameters: p,
                frailty: self.frailty,
                rows: self.rows[start * p..end * p].to_vec(),
                exposure: self.exposure[start..*end].to_vec(),
                events: self.events[start..*end].to_vec(),
                groups: vec![(*label, end - start)],
            };
            start = *end;
            (*label, part.value(theta).score)
        };
        self.groups.iter().map(group).collect()
    }
}

/// What a group says beside Σ_events θ·s, as a function of m = ln Λ and s = ln v, with its derivatives.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Marginal {
    value: f64,
    m: f64,
    mm: f64,
    s: f64,
    ss: f64,
    ms: f64,
}

fn gamma(d: f64, expected: f64, log_variance: f64) -> Marginal {
    let v = exp(log_variance);
    let spread = 1.0 + v * expected;
    let log_spread = ln_1p(v * expected);
    let weight = (1.0 + d * v) / spread;
    let (mut rising, mut slope, mut bend) = (0.0, 0.0, 0.0);
    let mut k = 1.0;
    while k < d {
        let part = k / (1.0 + k * v);
        rising += ln_1p(k * v);
        slope += part;
        bend -= part * part;
        k += 1.0;
    }
    let shape = d + 1.0 / v;
    slope += log_spread / (v * v) - shape * expected / spread;
    bend += 2.0 * expected / (v * v * spread) - 2.0 * log_spread / (v * v * v)
        + shape * expected * expected / (spread * spread);
    Marginal {
        value: rising - shape * log_spread,
        m: -weight * expected,
        mm: -weight * expected + weight * v / spread * expected * expected,
        s: v * slope,
        ss: v * slope + v * v * bend,
        ms: -v * (d - expected) / (spread * spread) * expected,
    }
}

fn log_normal(d: f64, expected: f64, log_variance: f64) -> Marginal {
    let here = log_normal_slopes(d, expected, log_variance);
    // The second derivatives along s are taken from the exact first ones.
    let h = 1e-5;
    let (above, below) =
        (log_normal_slopes(d, expected, log_variance + h), log_normal_slopes(d, expected, log_variance - h));
    Marginal { ss: (above.s - below.s) / (2.0 * h), ms: (above.m - below.m) / (2.0 * h), ..here }
}

fn log_normal_slopes(d: f64, expected: f64, log_variance: f64) -> Marginal {
    let v = exp(log_variance);
    let u = mode(d, expected, v);
    let a = expected * exp(u);
    let q = 1.0 + v * a;
    // How û moves with s: û_s = û / (1 + vA).
    let moved = u / q;
    Marginal {
        value: d * u - a - u * u / (2.0 * v) - 0.5 * ln(q),
        m: -a - 0.5 * v * a / (q * q),
        mm: -a / q - 0.5 * v * a * (1.0 - v * a) / (q * q * q * q),
        s: u * u / (2.0 * v) - 0.5 * v * a * (1.0 + moved) / q,
        ..Marginal::default()
    }
}

/// The root û of D − Λ e^u − u/v = 0, by Newton's method on a concave function.
fn mode(d: f64, expected: f64, v: f64) -> f64 {
    let mut u = if d > 0.0 && expected > 0.0 { ln(d / expected).clamp(-30.0, 30.0).min(d * v) } else { 0.0 };
    for _ in 0..100 {
        let a = expected * exp(u);
        let step = ((d - a - u / v) / (a + 1.0 / v)).clamp(-2.0, 2.0);
        u += step;
        if step.abs() < 1e-15 * (1.0 + u.abs()) {
            break;
        }
    }
    u
}

/// Sums over the rows of one group.
struct Sums {
    events: f64,
    linear: f64,
    expected: f64,
    at_events: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
    weights: Vec<f64>,
}

impl Sums {
    fn new(parameters: usize) -> Self {
        let zeros = || vec![0.0; parameters];
        let second = vec![0.0; parameters * parameters];
        let (at_events, first) = (zeros(), zeros());
        Self { events: 0.0, linear: 0.0, expected: 0.0, at_events, first, second, weights: Vec::new() }
    }

    fn gather(&mut self, rates: &Rates, rows: std::ops::Range<usize>, theta: &[f64]) {
        (self.events, self.linear, self.expected) = (0.0, 0.0, 0.0);
        for list in [&mut self.at_events, &mut self.first, &mut self.second] {
            list.fill(0.0);
        }
        self.weights.clear();
        let p = rates.parameters;
        for row in rows.clone() {
            let statistics = &rates.rows[row * p..(row + 1) * p];
            let eta = dot(statistics, &theta[..p]);
            let (exposure, events) = (rates.exposure[row], rates.events[row]);
            let weight = if exposure > 0.0 { exp(eta) * exposure } else { 0.0 };
            self.expected += weight;
            self.weights.push(weight);
            if events > 0.0 {
                self.events += events;
                self.linear += events * eta;
                self.at_events.iter_mut().zip(statistics).for_each(|(sum, s)| *sum += events * s);
            }
        }
        weighted(&rates.rows[rows.start * p..rows.end * p], &self.weights, &mut self.first, &mut self.second);
    }

    /// Add Σ θ·s + g(ln Λ, ln v), whose derivatives along θ go through those of ln Λ.
    fn add(&self, g: &Marginal, value: &mut Value) {
        let (p, size) = (self.first.len(), value.score.len());
        value.log_likelihood += self.linear + g.value;
        if size > p {
            value.score[p] += g.s;
            value.information[p * size + p] -= g.ss;
        }
        if self.expected <= 0.0 {
            value.score.iter_mut().zip(&self.at_events).for_each(|(score, sum)| *score += sum);
            return;
        }
        let slope: Vec<f64> = self.first.iter().map(|first| first / self.expected).collect();
        for a in 0..p {
            value.score[a] += self.at_events[a] + g.m * slope[a];
            if size > p {
                value.information[p * size + a] -= g.ms * slope[a];
            }
            for b in 0..=a {
                let bend = self.second[a * p + b] / self.expected - slope[a] * slope[b];
                value.information[a * size + b] -= g.mm * slope[a] * slope[b] + g.m * bend;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KINDS: [Option<FrailtyKind>; 3] = [None, Some(FrailtyKind::Gamma), Some(FrailtyKind::LogNormal)];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn score_and_information_are_slopes(
            rows in prop::collection::vec((-2.0..2.0_f64, -2.0..2.0_f64, 0.1..1.5_f64, 0_u8..4, 0_u32..12), 1..60),
            kind in 0_usize..3,
            theta in prop::collection::vec(-1.5..1.5_f64, 4),
        ) {
            let statistics: Vec<f64> = rows.iter().flat_map(|row| [1.0, row.0, row.1]).collect();
            let exposure: Vec<f64> = rows.iter().map(|row| row.2).collect();
            // About half of the rows are quiet, and some have two events.
            let events: Vec<f64> = rows.iter().map(|row| f64::from(row.3.saturating_sub(1))).collect();
            let groups: Vec<u32> = rows.iter().map(|row| 3 * row.4).collect();
            let rates = Rates::new(3, &statistics, &exposure, &events, &groups, KINDS[kind]);
            let size = rates.parameters();
            let theta = &theta[..size];
            let value = rates.value(theta);
            let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * (1.0 + a.abs());
            for a in 0..size {
                let moved = |by: f64| {
                    let mut theta = theta.to_vec();
                    theta[a] += by;
                    rates.value(&theta)
                };
                let (above, below) = (moved(1e-5), moved(-1e-5));
                let slope = (above.log_likelihood - below.log_likelihood) / 2e-5;
                prop_assert!(near(slope, value.score[a]), "{:?} {a}: {slope} {}", KINDS[kind], value.score[a]);
                for b in 0..size {
                    let bend = -(above.score[b] - below.score[b]) / 2e-5;
                    let own = value.information[a * size + b];
                    prop_assert!(near(bend, own), "{:?} {a} {b}: {bend} {own}", KINDS[kind]);
                }
            }
            let clusters = rates.cluster_scores(theta);
            for a in 0..size {
                let sum: f64 = clusters.iter().map(|(_, score)| score[a]).sum();
                prop_assert!((sum - value.score[a]).abs() < 1e-10 * (1.0 + sum.abs()), "scores of groups sum to the whole");
            }
        }
    }

    /// The marginal likelihood of a group against the integral over the frailty on a fine grid.
    #[test]
    fn frailties_are_integrated_out() {
        let (d, expected, log_variance) = (3.0, 1.7, -0.7);
        let v = exp(log_variance);
        let integral = |density: &dyn Fn(f64) -> f64| {
            let step = 1e-3;
            (-12_000..6_000).map(|k| density(f64::from(k) * step) * step).sum::<f64>()
        };
        // Over u = ln w: w^D e^(−wΛ) times the density of u.
        let shape = 1.0 / v;
        let gamma_density = |u: f64| exp((d + shape) * u - exp(u) * (expected + shape));
        let norm = integral(&|u| exp(shape * u - exp(u) * shape));
        let exact = ln(integral(&gamma_density) / norm);
        assert!((gamma(d, expected, log_variance).value - exact).abs() < 1e-9);
        let normal = integral(&|u| exp(d * u - exp(u) * expected - u * u / (2.0 * v)));
        let exact = ln(normal / (2.0 * std::f64::consts::PI * v).sqrt());
        let laplace = log_normal(d, expected, log_variance).value;
        assert!((laplace - exact).abs() < 0.02, "Laplace's approximation: {laplace} for {exact}");
    }
}
