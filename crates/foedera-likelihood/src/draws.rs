//! Draws from a posterior, as a check of the normal approximation at its mode.
//!
//! The No-U-Turn Sampler (Hoffman and Gelman 2014, J. Machine Learning Research 15) comes from a library; here the posterior is put
//! into coordinates in which it is nearly a standard normal, and chains are compared (Gelman and Rubin 1992, Statistical Science 7).

/// What draws say of a posterior.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// For each parameter the mean, the standard deviation, the 5 % and 95 % quantiles, and R̂ (near 1 where chains agree); `None`
    /// for fixed ones.
    pub parameters: Vec<Option<[f64; 5]>>,
    /// Draws at which the sampler lost its way.
    pub divergences: usize,
    /// Draws in all.
    pub count: usize,
}

#[cfg(feature = "nuts")]
pub use sampler::draw_posterior;

#[cfg(feature = "nuts")]
mod sampler {
    use foedera_math::{Cholesky, mean, quantile};
    use nuts_rs::{CpuLogpFunc, LogpError, SampleStats, SamplerArgs, sample_sequentially};
    use rand::SeedableRng;

    use super::Draws;
    use crate::{Ascent, Estimate};

    const CHAINS: u64 = 4;
    const TUNE: u64 = 500;
    const KEEP: u64 = 1000;

    #[derive(Debug, thiserror::Error)]
    #[error("the log-posterior is no number there")]
    struct NoNumber;

    impl LogpError for NoNumber {
        fn is_recoverable(&self) -> bool {
            true
        }
    }

    /// The posterior of the free parameters in coordinates z with θ = mode + L z, L the factor of the covariance.
    struct Density<'a> {
        ascent: Ascent<'a>,
        mode: &'a [f64],
        free: &'a [usize],
        /// L by rows.
        factor: &'a [f64],
    }

    impl Density<'_> {
        fn theta(&self, z: &[f64]) -> Vec<f64> {
            let n = self.free.len();
            let mut theta = self.mode.to_vec();
            for (row, a) in self.free.iter().enumerate() {
                theta[*a] += (0..=row).map(|column| self.factor[row * n + column] * z[column]).sum::<f64>();
            }
            theta
        }
    }

    impl CpuLogpFunc for Density<'_> {
        type Err = NoNumber;

        fn dim(&self) -> usize {
            self.free.len()
        }

        fn logp(&mut self, z: &[f64], gradient: &mut [f64]) -> Result<f64, NoNumber> {
            let n = self.free.len();
            let (height, slope) = self.ascent.height(&self.theta(z));
            for (column, cell) in gradient.iter_mut().enumerate() {
                *cell = (column..n).map(|row| self.factor[row * n + column] * slope[self.free[row]]).sum();
            }
            if height.is_finite() { Ok(height) } else { Err(NoNumber) }
        }
    }

    /// Four chains of 1,000 draws after 500 to find the way, from the mode. The same seed gives the same draws on one machine; the
    /// library uses the platform's elementary functions.
    ///
    /// # Errors
    /// If there is no covariance at the mode, or the sampler fails.
    pub fn draw_posterior(ascent: Ascent<'_>, estimate: &Estimate, seed: u64) -> Result<Draws, String> {
        let (free, p) = (ascent.free(), estimate.parameters.len());
        let n = free.len();
        if estimate.covariance.is_empty() {
            return Err("the information at the mode is singular".to_owned());
        }
        let block: Vec<f64> =
            free.iter().flat_map(|a| free.iter().map(move |b| estimate.covariance[a * p + b])).collect();
        let cholesky = Cholesky::new(n, &block).map_err(|_| "the covariance is not positive definite".to_owned())?;
        // L from its products with unit vectors.
        let unit = |column: usize| (0..n).map(|row| f64::from(u8::from(row == column))).collect::<Vec<f64>>();
        let columns: Vec<Vec<f64>> = (0..n).map(|column| cholesky.times(&unit(column))).collect();
        let factor: Vec<f64> = (0..n).flat_map(|row| columns.iter().map(move |column| column[row])).collect();
        let density = || Density { ascent, mode: &estimate.parameters, free: &free, factor: &factor };
        let (mut chains, mut divergences) = (Vec::new(), 0);
        for chain in 0..CHAINS {
            let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed.wrapping_mul(CHAINS).wrapping_add(chain));
            let settings = SamplerArgs { num_tune: TUNE, ..SamplerArgs::default() };
            let start = vec![0.0; n];
            let draws = sample_sequentially(density(), settings, &start, TUNE + KEEP, chain, &mut random)
                .map_err(|error| error.to_string())?;
            let mut kept = Vec::new();
            for (index, draw) in draws.enumerate() {
                let (z, told) = draw.map_err(|error| error.to_string())?;
                if index as u64 >= TUNE {
                    divergences += usize::from(told.divergence_info().is_some());
                    kept.push(density().theta(&z));
                }
            }
            chains.push(kept);
        }
        let of = |a: usize| free.contains(&a).then(|| summary(&chains, a));
        let count = chains.iter().map(Vec::len).sum();
        Ok(Draws { parameters: (0..p).map(of).collect(), divergences, count })
    }

    fn summary(chains: &[Vec<Vec<f64>>], parameter: usize) -> [f64; 5] {
        let mut all: Vec<f64> = chains.iter().flatten().map(|theta| theta[parameter]).collect();
        all.sort_by(f64::total_cmp);
        let moments = |values: &[f64]| {
            let mean = mean(values);
            (mean, values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (values.len() - 1) as f64)
        };
        let (center, variance) = moments(&all);
        // Each chain in two halves, so that a chain that drifts disagrees with itself.
        let halves: Vec<(f64, f64)> = chains
            .iter()
            .flat_map(|chain| chain.chunks_exact(chain.len() / 2))
            .map(|half| moments(&half.iter().map(|theta| theta[parameter]).collect::<Vec<f64>>()))
            .collect();
        let length = (chains[0].len() / 2) as f64;
        let within = halves.iter().map(|half| half.1).sum::<f64>() / halves.len() as f64;
        let between = moments(&halves.iter().map(|half| half.0).collect::<Vec<f64>>()).1;
        let ratio = (((length - 1.0) / length * within + between) / within).sqrt();
        [center, variance.sqrt(), quantile(&all, 0.05), quantile(&all, 0.95), ratio]
    }

    #[cfg(test)]
    mod tests {
        use crate::{Ascent, Likelihood, Prior, Rates, draw_posterior, maximise};

        /// With few events the posterior of a rate under a flat prior of its logarithm is gamma: E ln λ = ψ(D) − ln T, Var = ψ'(D).
        #[test]
        fn draws_of_a_rate_follow_its_exact_posterior() {
            let rates = Rates::new(1, &[1.0], &[20.0], &[5.0], &[0], None);
            let ascent = Ascent { likelihood: &rates, priors: &[], fixed: &[] };
            let mode = maximise(ascent, &rates.start(0));
            let draws = draw_posterior(ascent, &mode, 1).unwrap();
            let [mean, deviation, _, _, ratio] = draws.parameters[0].unwrap();
            // ψ(5) = 1.506118, ψ'(5) = 0.221323.
            assert!((mean - (1.506_118 - foedera_math::ln(20.0))).abs() < 0.04, "{mean}");
            assert!((deviation - 0.470_450).abs() < 0.04, "{deviation}");
            assert!((ratio - 1.0).abs() < 0.02, "{ratio}");
            assert_eq!((draws.divergences, draws.count), (0, 4000));
            assert_eq!(draw_posterior(ascent, &mode, 1), Ok(draws));
        }

        #[test]
        fn fixed_parameters_are_not_drawn_and_priors_count() {
            let rates = Rates::new(2, &[1.0, 0.0, 1.0, 1.0], &[10.0, 10.0], &[4.0, 6.0], &[0, 0], None);
            let priors = [Prior::Flat, Prior::Normal(0.0, 1e-3)];
            let ascent = Ascent { likelihood: &rates, priors: &priors, fixed: &[] };
            let draws = draw_posterior(ascent, &maximise(ascent, &rates.start(0)), 2).unwrap();
            assert!(draws.parameters[1].unwrap()[1] < 2e-3);
            let fixed = [None, Some(0.5)];
            let ascent = Ascent { likelihood: &rates, priors: &[], fixed: &fixed };
            let draws = draw_posterior(ascent, &maximise(ascent, &rates.start(0)), 2).unwrap();
            assert!(draws.parameters[0].is_some() && draws.parameters[1].is_none() && rates.parameters() == 2);
        }
    }
}
