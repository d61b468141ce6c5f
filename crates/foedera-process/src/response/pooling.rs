//! Ordered answers with partial pooling: normal intercepts of treaties, allies and calls around the common law.
//!
//! P(answer ≤ k) = F(τ_k − x·β − u_treaty − v_ally − w_call), F logistic (McCullagh 1980), u, v, w normal around 0 with deviations of
//! their own (Gelman and Hill 2007, ch. 14), and so the coefficients β of standardised effects but the first few: how far they are
//! shrunk is found, not chosen. The mode is climbed to for given deviations; the deviations follow by the EM step of the Laplace approximation, σ² maximising
//! Σ −½(u² + Var u)/σ² − ln σ under a half-normal prior. Deviations so found are somewhat too small where groups are; intervals do not
//! carry their uncertainty.

use foedera_likelihood::{Ascent, Likelihood as _, Prior, Response, clustered_covariance, maximise};
use foedera_math::ln;

/// The scale of the half-normal prior of deviations.
pub const DEVIATION_PRIOR: f64 = 1.0;
/// The prior deviation of effects that are not shrunk with the others, per standard deviation of each.
pub const WIDE_PRIOR: f64 = 0.5;
/// Most EM steps.
const STEPS: usize = 400;
/// The relative change of deviations that ends the steps.
const SETTLED: f64 = 1e-4;
/// The same where a fit starts from another: when a group is held out, little moves.
const SETTLED_AGAIN: f64 = 2e-3;

/// What is fitted: rows of effects (standardised), groups, answers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    /// The number of effects.
    pub effects: usize,
    /// How many of them, the first ones, have a prior of their own and are not shrunk with the others.
    pub wide: usize,
    /// The number of levels, at least 2.
    pub levels: usize,
    /// Rows of effects.
    pub values: Vec<f64>,
    /// For each row the place of its treaty, ally and call among the groups of their kind; `None` is a group without rows enough.
    pub groups: Vec<[Option<usize>; 3]>,
    /// For each row the lowest and highest level.
    pub answers: Vec<(usize, usize)>,
    /// How many groups there are of each kind.
    pub sizes: [usize; 3],
}

/// A fitted model. Parameters are effects, groups of each kind in turn, then the thresholds.
#[derive(Debug, Clone, PartialEq)]
pub struct Pooled {
    /// The mode.
    pub mode: Vec<f64>,
    /// Its covariance, by rows.
    pub covariance: Vec<f64>,
    /// The deviations of treaties, allies, calls and effects.
    pub deviations: [f64; 4],
    /// The log-likelihood at the mode.
    pub log_likelihood: f64,
    /// Whether the mode was reached.
    pub converged: bool,
}

impl Rows {
    /// The number of answers.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// The rows for which `keep` holds.
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.len()).filter(|row| keep(*row)).collect();
        Self {
            effects: self.effects,
            wide: self.wide,
            levels: self.levels,
            values: kept.iter().flat_map(|row| self.row(*row).iter().copied()).collect(),
            groups: kept.iter().map(|row| self.groups[*row]).collect(),
            answers: kept.iter().map(|row| self.answers[*row]).collect(),
            sizes: self.sizes,
        }
    }

    /// The effects of a row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.effects..(row + 1) * self.effects]
    }

    /// Where groups of a kind begin among the parameters.
    pub fn offset(&self, kind: usize) -> usize {
        self.effects + self.sizes[..kind].iter().sum::<usize>()
    }

    /// The likelihood, its clusters the groups of a kind.
    fn response(&self, clusters: usize) -> Response {
        let width = self.effects + self.sizes.iter().sum::<usize>();
        let mut rows = vec![0.0; width * self.len()];
        for (row, own) in rows.chunks_mut(width).enumerate() {
            own[..self.effects].copy_from_slice(self.row(row));
            for (kind, group) in self.groups[row].iter().enumerate() {
                if let Some(group) = group {
                    own[self.offset(kind) + group] = 1.0;
                }
            }
        }
        let clusters = self.groups.iter().map(|groups| groups[clusters].map_or(0, |group| group as u32)).collect();
        Response::between(width, self.levels, rows, self.answers.clone(), clusters)
    }

    /// The covariance of effects and thresholds that holds if answers of one group of a kind depend on each other (0: treaties, 1: allies,
    /// 2: calls); 0 elsewhere. A cluster's score is that of effects and thresholds alone, at the modes of the intercepts: that is what the
    /// marginal score of a mixed model is (Henderson's identity V⁻¹r = R⁻¹(y − Xβ − Zu)), while the scores of the intercepts cancel with
    /// their priors. A call lies within its treaty, so errors by treaty are those by treaty and call (of the two-way errors of Cameron,
    /// Gelbach and Miller 2011, J. Bus. Econ. Stat. 29, what calls add is taken away as the intersection). `None` with fewer groups
    /// than two.
    pub fn robust(&self, fitted: &Pooled, kind: usize) -> Option<Vec<f64>> {
        let mut scores = self.response(kind).cluster_scores(&fitted.mode);
        let groups = self.offset(0)..self.offset(self.sizes.len());
        scores.iter_mut().for_each(|(_, score)| score[groups.clone()].fill(0.0));
        let mut robust = clustered_covariance(&fitted.covariance, &scores, fitted.mode.len())?;
        for (cell, own) in robust.iter_mut().enumerate() {
            let (row, column) = (cell / fitted.mode.len(), cell % fitted.mode.len());
            if groups.contains(&row) || groups.contains(&column) {
                *own = 0.0;
            }
        }
        Some(robust)
    }

    /// Climb to the mode, with the deviations that the data and their prior say; from `start`, if one is given (it changes the
    /// number of steps, not the answer).
    pub fn fit(&self, start: Option<&Pooled>) -> Pooled {
        self.fit_until(start, if start.is_some() { SETTLED_AGAIN } else { SETTLED })
    }

    /// The same, with the relative change of deviations that ends the steps.
    pub fn fit_until(&self, start: Option<&Pooled>, settled: f64) -> Pooled {
        let response = self.response(2);
        let mut deviations = start.map_or([0.7, 0.7, 0.7, 0.3], |start| start.deviations);
        let mut mode = start.map_or_else(|| response.start(), |start| start.mode.clone());
        let parameters = mode.len();
        let mut estimate = None;
        for _ in 0..STEPS {
            let mut priors = vec![Prior::Normal(0.0, WIDE_PRIOR); self.wide];
            priors.extend(std::iter::repeat_n(Prior::Normal(0.0, deviations[3]), self.effects - self.wide));
            for (kind, deviation) in deviations[..3].iter().enumerate() {
                priors.extend(std::iter::repeat_n(Prior::Normal(0.0, *deviation), self.sizes[kind]));
            }
            let found = maximise(Ascent { likelihood: &response, priors: &priors, fixed: &[] }, &mode);
            mode.clone_from(&found.parameters);
            let mut moved: f64 = 0.0;
            for (kind, deviation) in deviations.iter_mut().enumerate() {
                let places = if kind == 3 { self.wide..self.effects } else { self.offset(kind)..self.offset(kind + 1) };
                let n = places.len() as f64;
                let spread =
                    |at: usize| mode[at] * mode[at] + found.covariance.get(at * parameters + at).unwrap_or(&0.0);
                let sum: f64 = places.map(spread).sum();
                // The root of σ⁴/s² + nσ² − S = 0.
                let scale = DEVIATION_PRIOR * DEVIATION_PRIOR;
                let squared = 0.5 * scale * ((n * n + 4.0 * sum / scale).sqrt() - n);
                let next = squared.sqrt().max(1e-3);
                moved = moved.max(ln(next / *deviation).abs());
                *deviation = next;
            }
            estimate = Some(found);
            if moved < settled {
                break;
            }
        }
        let estimate = estimate.expect("at least one step is made");
        Pooled {
            mode,
            covariance: estimate.covariance,
            deviations,
            log_likelihood: estimate.value.log_likelihood,
            converged: estimate.converged,
        }
    }
}

/// Nodes and weights of the seven-point Gauss-Hermite rule for a standard normal number (Abramowitz and Stegun 1964, 25.4.46).
pub const NODES: [(f64, f64); 7] = [
    (-3.750_439_717_725_742, 0.000_548_268_855_972_218),
    (-2.366_759_410_734_541, 0.030_757_123_967_586_497),
    (-1.154_405_394_739_968, 0.240_123_178_605_012_7),
    (0.0, 0.457_142_857_142_857_14),
    (1.154_405_394_739_968, 0.240_123_178_605_012_7),
    (2.366_759_410_734_541, 0.030_757_123_967_586_497),
    (3.750_439_717_725_742, 0.000_548_268_855_972_218),
];

#[cfg(test)]
mod tests {
    use super::*;
    use foedera_math::{Draw, Stream};

    #[test]
    fn the_rule_is_exact_for_moments_of_a_normal_number() {
        for (power, expected) in [(0, 1.0), (2, 1.0), (4, 3.0), (6, 15.0), (8, 105.0), (10, 945.0), (12, 10395.0)] {
            let sum: f64 = NODES.iter().map(|(x, w)| w * x.powi(power)).sum();
            assert!((sum / expected - 1.0).abs() < 1e-9, "{power}: {sum}");
        }
    }

    /// Answers drawn from the model itself.
    fn drawn(calls: usize, deviations: [f64; 3], seed: u64) -> Rows {
        let (treaties, allies, each) = (12, 40, 12);
        let at =
            |stream: u32, option: usize| Draw { seed, future: 0, stream: Stream::Test(stream), option: option as u32 };
        let mut rows = Rows { effects: 1, levels: 4, sizes: [treaties, allies, calls], ..Rows::default() };
        for call in 0..calls {
            for place in 0..each {
                let row = call * each + place;
                let (treaty, ally) = (call % treaties, (call * 7 + place * 3) % allies);
                let x = at(1, row).normal(0);
                let eta = 0.8 * x
                    + deviations[0] * at(2, treaty).normal(0)
                    + deviations[1] * at(3, ally).normal(0)
                    + deviations[2] * at(4, call).normal(0);
                let u = at(5, row).uniform(0);
                let latent = eta + ln(u / (1.0 - u));
                let level = [-1.0, 0.5, 1.0].iter().filter(|threshold| latent > **threshold).count();
                rows.values.push(x);
                rows.groups.push([Some(treaty), Some(ally), Some(call)]);
                // Every third answer is known only not to be troops, where it is not.
                rows.answers.push(if row % 3 == 0 && level < 3 { (0, 2) } else { (level, level) });
            }
        }
        rows
    }

    #[test]
    fn effects_and_deviations_of_a_known_law_are_found_again() {
        let mut sums = [0.0; 4];
        let runs = 6;
        for seed in 0..runs {
            let fit = drawn(150, [0.5, 0.8, 1.2], seed).fit(None);
            assert!(fit.converged);
            let error = fit.covariance[0].sqrt();
            assert!((fit.mode[0] - 0.8).abs() < 4.0 * error, "{} {error}", fit.mode[0]);
            sums[0] += fit.mode[0];
            sums[1..].iter_mut().zip(fit.deviations).for_each(|(sum, own)| *sum += own);
        }
        let mean = sums.map(|sum| sum / runs as f64);
        assert!((mean[0] - 0.8).abs() < 0.1, "{mean:?}");
        for (own, truth) in mean[1..].iter().zip([0.5, 0.8, 1.2]) {
            assert!((own / truth - 1.0).abs() < 0.3, "{mean:?}");
        }
    }

    /// An effect of calls, not of answers: the spread of its estimates is what the errors say, the robust ones, too.
    #[test]
    fn robust_errors_of_an_effect_of_calls_are_the_spread_of_its_estimates() {
        let (mut estimates, mut robust, mut plain) = (Vec::new(), Vec::new(), Vec::new());
        for seed in 0..20 {
            let mut rows = drawn(48, [0.4, 0.4, 1.0], seed);
            // Half of the calls of each treaty are of one kind, which adds nothing.
            let kind = |row: usize| if (row / 12 / 12).is_multiple_of(2) { 1.0 } else { -1.0 };
            rows.values = (0..rows.len()).flat_map(|row| [rows.values[row], kind(row)]).collect();
            (rows.effects, rows.wide) = (2, 2);
            let fit = rows.fit_until(None, 2e-2);
            let of = fit.mode.len() + 1;
            estimates.push(fit.mode[1]);
            plain.push(fit.covariance[of].sqrt());
            robust.push(rows.robust(&fit, 0).expect("twelve treaties")[of].sqrt());
        }
        let mean = |values: &[f64]| foedera_math::mean(values);
        let centre = mean(&estimates);
        let spread = mean(&estimates.iter().map(|own| (own - centre) * (own - centre)).collect::<Vec<_>>()).sqrt();
        let [robust, plain] = [robust, plain].map(|errors| mean(&errors) / spread);
        assert!((0.6..1.4).contains(&robust) && (0.6..1.4).contains(&plain), "{robust} {plain}");
    }

    #[test]
    fn a_start_elsewhere_leads_to_the_same_place() {
        let rows = drawn(40, [0.5, 0.8, 1.2], 3);
        let near = rows.fit(None);
        let mut away = near.clone();
        away.deviations = [1.5, 0.2, 0.4, 0.1];
        let again = rows.fit_until(Some(&away), SETTLED);
        for (a, b) in near.deviations.iter().zip(again.deviations) {
            assert!((a / b - 1.0).abs() < 0.05, "{:?} {:?}", near.deviations, again.deviations);
        }
        assert!((near.mode[0] - again.mode[0]).abs() < 0.01);
    }
}
