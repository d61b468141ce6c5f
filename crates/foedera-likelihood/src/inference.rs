//! What an estimate says of parameters: robust errors, profiles, tests, information criteria.

use foedera_math::{Cholesky, gamma_p, ln};

use crate::{Ascent, Estimate, maximise};

/// The probability that a chi-square variable with `degrees` degrees of freedom exceeds `x`.
pub fn chi_square_tail(x: f64, degrees: usize) -> f64 {
    1.0 - gamma_p(degrees as f64 / 2.0, x.max(0.0) / 2.0)
}

/// Twice the log-likelihood that parameters are worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikelihoodRatio {
    /// 2 (ℓ with − ℓ without).
    pub statistic: f64,
    /// The number of parameters left out.
    pub degrees: usize,
    /// The probability of as much by chance.
    pub p: f64,
}

/// What parameters held at some value would gain to first order if they were let free (Rao 1948).
pub type ScoreTest = LikelihoodRatio;

/// The covariance that holds even if events of a cluster depend on each other (Lin and Wei 1989): I⁻¹ (Σ u uᵀ) I⁻¹ over the clusters'
/// scores u of `p` parameters, I⁻¹ the plain covariance, by rows. `None` if there are fewer clusters than two, or no covariance.
pub fn clustered_covariance(covariance: &[f64], scores: &[(u32, Vec<f64>)], p: usize) -> Option<Vec<f64>> {
    if scores.len() < 2 || covariance.is_empty() {
        return None;
    }
    let mut influence = Vec::new();
    for (_, score) in scores {
        let row = |a: usize| (0..p).map(|b| covariance[a * p + b] * score[b]).sum::<f64>();
        influence.push((0..p).map(row).collect::<Vec<f64>>());
    }
    let mut robust = vec![0.0; p * p];
    for row in &influence {
        for a in 0..p {
            for b in 0..p {
                robust[a * p + b] += row[a] * row[b];
            }
        }
    }
    Some(robust)
}

impl Estimate {
    /// Akaike's and the Bayesian information criterion, with `events` the number of events.
    pub fn criteria(&self, free: usize, events: usize) -> (f64, f64) {
        let deviance = -2.0 * self.value.log_likelihood;
        let k = free as f64;
        (deviance + 2.0 * k, deviance + k * ln(events.max(1) as f64))
    }

    /// The covariance that holds even if events of a cluster depend on each other ([`clustered_covariance`]).
    pub fn robust(&self, ascent: Ascent<'_>) -> Option<Vec<f64>> {
        let scores = ascent.likelihood.cluster_scores(&self.parameters);
        clustered_covariance(&self.covariance, &scores, self.parameters.len())
    }

    /// The average marginal effect of each statistic, its coefficient times [`crate::Likelihood::average_slope`], with its standard error by
    /// the delta method: by how much the probability (in time the rate) moves per unit of the statistic, averaged over what was at risk
    /// (Long 1997, Regression Models for Categorical and Limited Dependent Variables, §3.7). `None` without a slope or a covariance.
    pub fn marginal_effects(&self, ascent: Ascent<'_>) -> Option<Vec<(f64, f64)>> {
        let p = self.parameters.len();
        if self.covariance.is_empty() {
            return None;
        }
        let errors = self.standard_errors();
        let mean = ascent.likelihood.average_slope(&self.parameters)?;
        let bend = |parameter: usize| {
            // A thousandth of a standard error, well above what rounding moves.
            let step = 1e-3 * if errors[parameter] > 0.0 { errors[parameter] } else { 1.0 };
            let at = |by: f64| {
                let mut moved = self.parameters.clone();
                moved[parameter] += by;
                ascent.likelihood.average_slope(&moved)
            };
            Some((at(step)? - at(-step)?) / (2.0 * step))
        };
        let bends: Vec<f64> = (0..p).map(bend).collect::<Option<_>>()?;
        let of = |k: usize| {
            let own = self.parameters[k];
            let slope = |j: usize| own * bends[j] + if j == k { mean } else { 0.0 };
            let variance: f64 = (0..p)
                .flat_map(|a| (0..p).map(move |b| (a, b)))
                .map(|(a, b)| slope(a) * slope(b) * self.covariance[a * p + b])
                .sum();
            (own * mean, variance.max(0.0).sqrt())
        };
        Some((0..p).map(of).collect())
    }

    /// By how much each parameter would change if a cluster were left out, to first order, in standard errors (dfbetas).
    pub fn influence(&self, ascent: Ascent<'_>) -> Vec<(u32, Vec<f64>)> {
        let p = self.parameters.len();
        if self.covariance.is_empty() {
            return Vec::new();
        }
        let errors = self.standard_errors();
        let of = |score: &[f64], a: usize| (0..p).map(|b| self.covariance[a * p + b] * score[b]).sum::<f64>();
        let scaled = |score: &[f64], a: usize| if errors[a] > 0.0 { of(score, a) / errors[a] } else { 0.0 };
        let scores = ascent.likelihood.cluster_scores(&self.parameters);
        scores.into_iter().map(|(cluster, score)| (cluster, (0..p).map(|a| scaled(&score, a)).collect())).collect()
    }

    /// The interval of a parameter in which twice the log-posterior falls by less than `drop` (3.841 for 95 %) below its
    /// maximum, the others following (a profile interval). An end is NaN where the profile does not fall so far within 30
    /// standard errors: the data bound it on one side only.
    pub fn profile(&self, ascent: Ascent<'_>, parameter: usize, drop: f64) -> (f64, f64) {
        let error = self.standard_errors()[parameter];
        if error.is_nan() || error <= 0.0 {
            return (f64::NAN, f64::NAN);
        }
        (self.profile_end(ascent, parameter, drop, -error), self.profile_end(ascent, parameter, drop, error))
    }

    fn profile_end(&self, ascent: Ascent<'_>, parameter: usize, drop: f64, error: f64) -> f64 {
        let mut start = self.parameters.clone();
        // The signed root of the fall is nearly a straight line, so a secant finds its level in few steps.
        let mut root = |at: f64| {
            let mut fixed = vec![None; self.parameters.len()];
            for (own, given) in fixed.iter_mut().zip(ascent.fixed) {
                *own = *given;
            }
            fixed[parameter] = Some(at);
            let there = maximise(Ascent { fixed: &fixed, ..ascent }, &start);
            start.clone_from(&there.parameters);
            // A fixed parameter carries no prior in the ascent; here it must.
            let prior = ascent.priors.get(parameter).copied().unwrap_or_default().log_density(at).0;
            (2.0 * (self.log_posterior - there.log_posterior - prior)).max(0.0).sqrt()
        };
        let level = drop.sqrt();
        let (mut near, mut near_root) = (0.0, 0.0);
        let mut far = level;
        for _ in 0..40 {
            let far_root = root(self.parameters[parameter] + far * error);
            if (far_root - level).abs() < 1e-7 {
                return self.parameters[parameter] + far * error;
            }
            let slope = (far_root - near_root) / (far - near);
            let next = far + (level - far_root) / slope;
            if !next.is_finite() || next > 30.0 {
                return f64::NAN;
            }
            (near, near_root) = (far, far_root);
            far = next.max(0.01);
        }
        f64::NAN
    }

    /// What the parameters in `dropped` are worth: a fit without them (held at 0) against this one.
    pub fn likelihood_ratio(&self, ascent: Ascent<'_>, dropped: &[usize]) -> LikelihoodRatio {
        let fixed = held(ascent, dropped, self.parameters.len());
        let without = maximise(Ascent { fixed: &fixed, ..ascent }, &self.parameters);
        let statistic = 2.0 * (self.value.log_likelihood - without.value.log_likelihood);
        LikelihoodRatio { statistic, degrees: dropped.len(), p: chi_square_tail(statistic, dropped.len()) }
    }
}

impl Ascent<'_> {
    /// What the parameters in `tested` would be worth, judged from the fit with them at 0: Uᵀ V U with U the score there and V the
    /// block of the inverse information. `None` if the information is singular.
    pub fn score_test(self, tested: &[usize], start: &[f64]) -> Option<ScoreTest> {
        let p = start.len();
        let fixed = held(self, tested, p);
        let without = maximise(Ascent { fixed: &fixed, ..self }, start);
        let free: Vec<usize> = (0..p).filter(|a| self.fixed.get(*a).copied().flatten().is_none()).collect();
        let value = self.likelihood.value(&without.parameters);
        let information = &value.information;
        let matrix: Vec<f64> = free.iter().flat_map(|a| free.iter().map(move |b| information[a * p + b])).collect();
        let factor = Cholesky::new(free.len(), &matrix).ok()?;
        let score: Vec<f64> = free.iter().map(|a| if tested.contains(a) { value.score[*a] } else { 0.0 }).collect();
        let statistic: f64 = factor.solve(&score).iter().zip(&score).map(|(a, b)| a * b).sum();
        Some(ScoreTest { statistic, degrees: tested.len(), p: chi_square_tail(statistic, tested.len()) })
    }
}

fn held(ascent: Ascent<'_>, at_zero: &[usize], parameters: usize) -> Vec<Option<f64>> {
    let given = |a: usize| ascent.fixed.get(a).copied().flatten();
    (0..parameters).map(|a| if at_zero.contains(&a) { Some(0.0) } else { given(a) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Likelihood, Rates};

    /// Two rates: 4 events in 10 and 12 in 15, the second statistic telling them apart.
    fn two_rates() -> Rates {
        Rates::new(2, &[1.0, 0.0, 1.0, 1.0], &[10.0, 15.0], &[4.0, 12.0], &[0, 1], None)
    }

    #[test]
    fn tails_of_chi_square_are_those_of_the_tables() {
        for (x, degrees) in [(3.841_458_820_694_124, 1), (5.991_464_547_107_979, 2), (18.307_038_053_275_146, 10)] {
            assert!((chi_square_tail(x, degrees) - 0.05).abs() < 1e-10);
        }
    }

    /// Under equal rates 16 events in 25 make 6.4 and 9.6: the score test is Pearson's Σ (D − E)² / E, the ratio 2 Σ D ln(D / E).
    #[test]
    fn tests_of_equal_rates_are_those_of_the_textbook() {
        let rates = two_rates();
        let ascent = Ascent { likelihood: &rates, priors: &[], fixed: &[] };
        let estimate = maximise(ascent, &rates.start(0));
        let ratio = estimate.likelihood_ratio(ascent, &[1]);
        assert!((ratio.statistic - 2.0 * (4.0 * ln(4.0 / 6.4) + 12.0 * ln(12.0 / 9.6))).abs() < 1e-9);
        let score = ascent.score_test(&[1], &rates.start(0)).unwrap();
        assert!((score.statistic - (2.4 * 2.4 / 6.4 + 2.4 * 2.4 / 9.6)).abs() < 1e-9, "{score:?}");
        assert_eq!((ratio.degrees, score.degrees), (1, 1));
        let (aic, bic) = estimate.criteria(2, 16);
        let deviance = -2.0 * estimate.value.log_likelihood;
        assert!((aic - deviance - 4.0).abs() < 1e-12 && (bic - deviance - 2.0 * ln(16.0)).abs() < 1e-12);
    }

    #[test]
    fn the_ends_of_a_profile_have_lost_what_they_may() {
        let rates = two_rates();
        let ascent = Ascent { likelihood: &rates, priors: &[], fixed: &[] };
        let estimate = maximise(ascent, &rates.start(0));
        let (low, high) = estimate.profile(ascent, 0, 3.841);
        // The second parameter follows, so that only the first rate counts: ℓ = D θ − T e^θ.
        let of = |theta: f64| 4.0 * theta - 10.0 * foedera_math::exp(theta);
        for end in [low, high] {
            let lost = 2.0 * (of(estimate.parameters[0]) - of(end));
            assert!((lost - 3.841).abs() < 1e-5, "{lost}");
        }
        assert!(low < estimate.parameters[0] && estimate.parameters[0] < high);
    }

    /// For one rate with clusters of D_g events and expected numbers E_g the sandwich is Σ (D_g − E_g)² / D².
    #[test]
    fn robust_errors_and_influence_are_those_of_clusters() {
        let rates = Rates::new(1, &[1.0; 3], &[10.0, 10.0, 20.0], &[8.0, 2.0, 10.0], &[0, 1, 2], None);
        let ascent = Ascent { likelihood: &rates, priors: &[], fixed: &[] };
        let estimate = maximise(ascent, &rates.start(0));
        let robust = estimate.robust(ascent).unwrap();
        assert!((robust[0] - (9.0 + 9.0 + 0.0) / 400.0).abs() < 1e-12, "{robust:?}");
        let influence = estimate.influence(ascent);
        for ((cluster, by), expected) in influence.iter().zip([3.0, -3.0, 0.0]) {
            assert!((by[0] - expected / 20.0_f64.sqrt()).abs() < 1e-9, "{cluster}: {by:?}");
        }
        assert_eq!(rates.parameters(), 1);
    }

    /// Two rates of two clusters each: α has Σ r² / D₁², β that and Σ r² / D₂², and they move against each other.
    #[test]
    fn robust_covariances_of_two_parameters_are_those_by_hand() {
        let rows = [1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0];
        let rates = Rates::new(2, &rows, &[10.0; 4], &[8.0, 2.0, 5.0, 7.0], &[0, 1, 2, 3], None);
        let ascent = Ascent { likelihood: &rates, priors: &[], fixed: &[] };
        let robust = maximise(ascent, &rates.start(0)).robust(ascent).unwrap();
        let (first, second) = (18.0 / 100.0, 2.0 / 144.0);
        for (own, by_hand) in robust.iter().zip([first, -first, -first, first + second]) {
            assert!((own - by_hand).abs() < 1e-9, "{robust:?}");
        }
    }
}
