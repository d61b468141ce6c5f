//! From options and exposures to estimates.
//!
//! A [`Sample`] is what data say to a model, with like options put together: rows of statistics, how long each was at risk, how
//! often it fired, and among which others it was chosen. It is a [`Likelihood`], as are [`Rates`] with a frailty of groups and
//! [`Response`], the answer to a call. [`maximise`] climbs to the posterior mode; [`Estimate`] carries errors, tests and
//! intervals.
//!
//! Left to others: where rows come from (`foedera-process::relational`, `foedera-process`) and what they are called.
//!
//! ```
//! use foedera_likelihood::{Ascent, Rates, maximise};
//!
//! // Two events in ten years at risk, one row with an intercept.
//! let rates = Rates::new(1, &[1.0], &[10.0], &[2.0], &[0], None);
//! let estimate = maximise(Ascent { likelihood: &rates, priors: &[], fixed: &[] }, &rates.start(0));
//! assert!((estimate.parameters[0].exp() - 0.2).abs() < 1e-9);
//! assert!((estimate.standard_errors()[0] - 0.5_f64.sqrt()).abs() < 1e-6);
//! ```

mod ascent;
mod batch;
mod coordination;
#[cfg(test)]
mod definitions;
mod difference;
mod distinct;
mod draws;
mod inference;
mod moments;
mod packed;
mod prior;
mod rates;
mod response;
mod sample;
pub mod score;

pub use ascent::{Ascent, Dependence, Estimate, maximise};
pub use batch::{Batch, Builder};
pub use coordination::Coordination;
pub use difference::{FirstDifference, variance_inflation};
pub use draws::Draws;
#[cfg(feature = "nuts")]
pub use draws::draw_posterior;
pub use inference::{LikelihoodRatio, ScoreTest, chi_square_tail, clustered_covariance};
pub use prior::Prior;
pub use rates::{FrailtyKind, Group, Rates};
pub use response::Response;
pub use sample::{HELD_BYTES, Sample};

/// Log-likelihood with its first and second derivatives at some parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The log-likelihood.
    pub log_likelihood: f64,
    /// Its gradient.
    pub score: Vec<f64>,
    /// The information by rows: the negative Hessian, or its expectation given the state where a model says so.
    pub information: Vec<f64>,
}

impl Value {
    /// Nothing yet, of this many parameters.
    pub fn new(parameters: usize) -> Self {
        Self { log_likelihood: 0.0, score: vec![0.0; parameters], information: vec![0.0; parameters * parameters] }
    }

    /// Add another part of the data.
    pub fn add(&mut self, other: &Self) {
        self.log_likelihood += other.log_likelihood;
        self.score.iter_mut().zip(&other.score).for_each(|(own, more)| *own += more);
        self.information.iter_mut().zip(&other.information).for_each(|(own, more)| *own += more);
    }

    /// Copy the lower triangle of the information to the upper.
    pub(crate) fn symmetric(mut self) -> Self {
        let p = self.score.len();
        for row in 0..p {
            for column in 0..row {
                self.information[column * p + row] = self.information[row * p + column];
            }
        }
        self
    }
}

/// What data say of parameters.
pub trait Likelihood: Sync {
    /// The number of parameters.
    fn parameters(&self) -> usize;

    /// Whether the information is the expected one, which is not the curvature of the log-likelihood.
    fn is_expected(&self) -> bool {
        false
    }

    /// Log-likelihood, score and information at `theta` (one number for each parameter).
    fn value(&self, theta: &[f64]) -> Value;

    /// The same where the log-likelihood is at least `least`; elsewhere it may end as soon as that is known, with a number below `least` that
    /// the log-likelihood does not exceed.
    ///
    /// # Errors
    /// Such a number.
    fn value_from(&self, theta: &[f64], least: f64) -> Result<Value, f64> {
        let _ = least;
        Ok(self.value(theta))
    }

    /// The slope of what is predicted along the linear predictor, averaged over what was at risk: of the probability that an option is the
    /// one that acts, p (1 − p), over the options of all events; in time of the rate, which is the rate; of the probability of the
    /// highest answer. `None` where it is not defined yet: coordination, frailties.
    fn average_slope(&self, theta: &[f64]) -> Option<f64> {
        let _ = theta;
        None
    }

    /// The term of each event in the log-likelihood, in order: how likely what happened was. Empty where an event has no term of
    /// its own, as in time.
    fn terms(&self, theta: &[f64]) -> Vec<f64> {
        let _ = theta;
        Vec::new()
    }

    /// The score of each cluster at `theta`, in the order of clusters; they sum to the whole score. Empty if the data know no
    /// clusters.
    fn cluster_scores(&self, theta: &[f64]) -> Vec<(u32, Vec<f64>)> {
        let _ = theta;
        Vec::new()
    }
}
