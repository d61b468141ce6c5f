//! A sample: batches, held in memory or made anew at each pass.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::{Batch, Likelihood, Value};

/// Bytes of batches that are held; a larger sample is made anew at each pass.
pub const HELD_BYTES: usize = 1 << 30;

/// What makes batches, always the same ones in the same order.
type Produce<'a> = Box<dyn Fn(&mut dyn FnMut(Batch)) + Send + Sync + 'a>;

/// What data say to a law.
pub struct Sample<'a> {
    parameters: usize,
    held: Option<Vec<Batch>>,
    produce: Produce<'a>,
}

impl<'a> Sample<'a> {
    /// The sample that `produce` makes; it is held if it needs at most `budget` bytes ([`HELD_BYTES`] unless there is a reason).
    pub fn new(parameters: usize, budget: usize, produce: impl Fn(&mut dyn FnMut(Batch)) + Send + Sync + 'a) -> Self {
        let (mut held, mut bytes) = (Some(Vec::new()), 0);
        produce(&mut |batch: Batch| {
            bytes += batch.bytes();
            if bytes > budget {
                held = None;
            }
            if let Some(list) = &mut held {
                list.push(batch);
            }
        });
        Self { parameters, held, produce: Box::new(produce) }
    }

    /// Whether it is held in memory.
    pub fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// Distinct rows and entries of strata, if it is held: what a pass costs.
    pub fn size(&self) -> Option<(usize, usize)> {
        let held = self.held.as_ref()?;
        Some(
            held.iter()
                .fold((0, 0), |(rows, entries), batch| (rows + batch.clusters.len(), entries + batch.entries.len())),
        )
    }

    /// The term of each choice in the log-likelihood, in order. Timed laws have none.
    pub fn terms(&self, theta: &[f64]) -> Vec<f64> {
        let mut terms = Vec::new();
        self.each(&mut |batch| batch.terms(theta, &mut terms));
        terms
    }

    /// Standard deviation of each statistic over rows, weighted by exposure or by how often they were on offer. For scales only.
    pub fn spread(&self) -> Vec<f64> {
        let p = self.parameters;
        let (mut weight, mut first, mut second) = (0.0, vec![0.0; p], vec![0.0; p * p]);
        self.each(&mut |batch| {
            let mut weights = batch.exposure.clone();
            for entry in &batch.entries {
                weights[entry.row as usize] += f64::from(entry.count.max(0));
            }
            weight += weights.iter().sum::<f64>();
            crate::moments::weighted(&batch.rows, &weights, &mut first, &mut second);
        });
        let variance = |a: usize| (second[a * p + a] / weight - (first[a] / weight) * (first[a] / weight)).max(0.0);
        (0..p).map(|a| variance(a).sqrt()).collect()
    }

    fn each(&self, work: &mut dyn FnMut(&Batch)) {
        match &self.held {
            Some(held) => held.iter().for_each(work),
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
        let mut add = |batches: &[Batch]| {
            if let [only] = batches {
                value.add(&only.value(theta));
                return;
            }
            let parts: Vec<Value> = batches.par_iter().map(|batch| batch.value(theta)).collect();
            parts.iter().for_each(|part| value.add(part));
        };
        if let Some(held) = &self.held {
            add(held);
        } else {
            let mut waiting = Vec::new();
            (self.produce)(&mut |batch| {
                waiting.push(batch);
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

    fn cluster_scores(&self, theta: &[f64]) -> Vec<(u32, Vec<f64>)> {
        let mut scores = BTreeMap::new();
        self.each(&mut |batch| batch.cluster_scores(theta, &mut scores));
        scores.into_iter().collect()
    }
}
