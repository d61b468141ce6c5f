//! A sample: batches, held in memory or made anew at each pass.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::batch::Slopes;
use crate::packed::{Held, Packed};
use crate::{Batch, FrailtyKind, Likelihood, Rates, Value};

/// Bytes of batches that are held; a larger sample is made anew at each pass.
pub const HELD_BYTES: usize = 2 << 30;
/// Bytes of batches that are held as they are; those that follow are packed.
const PLAIN_BYTES: usize = 1 << 28;

/// What makes batches, always the same ones in the same order.
type Produce<'a> = Box<dyn Fn(&mut dyn FnMut(Batch)) + Send + Sync + 'a>;

/// What data say to a model.
pub struct Sample<'a> {
    parameters: usize,
    held: Option<Vec<Held>>,
    produce: Produce<'a>,
}

impl<'a> Sample<'a> {
    /// The sample that `produce` makes; it is held if it needs at most `budget` bytes ([`HELD_BYTES`] unless there is a reason).
    pub fn new(parameters: usize, budget: usize, produce: impl Fn(&mut dyn FnMut(Batch)) + Send + Sync + 'a) -> Self {
        let (mut held, mut bytes) = (Some(Vec::new()), 0);
        produce(&mut |batch: Batch| {
            if let Some(list) = &mut held {
                let own = if bytes < PLAIN_BYTES { Held::Plain(batch) } else { Held::Packed(Packed::new(batch)) };
                bytes += own.bytes();
                list.push(own);
            }
            if bytes > budget {
                held = None;
            }
        });
        Self { parameters, held, produce: Box::new(produce) }
    }

    /// What is timed as rates of groups, the clusters, with a frailty.
    pub fn rates(&self, frailty: FrailtyKind) -> Rates {
        let (mut rows, mut exposure, mut fired, mut clusters) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        self.each(&mut |batch| {
            rows.extend_from_slice(&batch.rows);
            exposure.extend_from_slice(&batch.exposure);
            fired.extend_from_slice(&batch.fired);
            clusters.extend_from_slice(&batch.clusters);
            // Cluster 0 alone is not told.
            clusters.resize(exposure.len(), 0);
        });
        Rates::new(self.parameters, &rows, &exposure, &fired, &clusters, Some(frailty))
    }

    fn each(&self, work: &mut dyn FnMut(&Batch)) {
        match &self.held {
            Some(held) => held.iter().for_each(|own| own.with(&mut *work)),
            None => (self.produce)(&mut |batch| work(&batch)),
        }
    }
}

impl Likelihood for Sample<'_> {
    fn parameters(&self) -> usize {
        self.parameters
    }

    /// Batches are valued on any number of threads and added in their order, so the bytes are the same on all.
    fn value(&self, theta: &[f64]) -> Value {
        let mut value = Value::new(self.parameters);
        let mut add = |batches: &[Held]| {
            if let [Held::Plain(only)] = batches {
                value.add(&only.value(theta));
                return;
            }
            let of = |own: &Held| {
                foedera_diagnostic::watch::check();
                let mut part = Value::new(theta.len());
                own.with(&mut |batch| part = batch.value(theta));
                part
            };
            let parts: Vec<Value> = batches.par_iter().map(of).collect();
            parts.iter().for_each(|part| value.add(part));
        };
        if let Some(held) = &self.held {
            add(held);
        } else {
            let mut waiting = Vec::new();
            (self.produce)(&mut |batch| {
                waiting.push(Held::Plain(batch));
                if waiting.len() == 8 {
                    add(&waiting);
                    waiting.clear();
                }
            });
            if !waiting.is_empty() {
                add(&waiting);
            }
        }
        value.symmetric()
    }

    fn average_slope(&self, theta: &[f64]) -> Option<f64> {
        let mut sums = Slopes::default();
        self.each(&mut |batch| {
            let own = batch.slopes(theta);
            sums.probability += own.probability;
            sums.options += own.options;
            sums.rate += own.rate;
            sums.exposure += own.exposure;
        });
        if sums.exposure > 0.0 {
            return Some(sums.rate / sums.exposure);
        }
        (sums.options > 0.0).then(|| sums.probability / sums.options)
    }

    fn terms(&self, theta: &[f64]) -> Vec<f64> {
        let mut terms = Vec::new();
        self.each(&mut |batch| batch.terms(theta, &mut terms));
        terms
    }

    fn cluster_scores(&self, theta: &[f64]) -> Vec<(u32, Vec<f64>)> {
        let mut scores = BTreeMap::new();
        self.each(&mut |batch| batch.cluster_scores(theta, &mut scores));
        scores.into_iter().collect()
    }
}
