//! Processes of which we have no model yet: cases alone. The baselines are scored on them, and what comes must beat them.

use crate::{Cases, Group, OwnModel, Schedule, Subject};

/// Cases without a model of ours.
pub struct PlainSubject(Cases);

impl PlainSubject {
    /// These cases.
    pub fn new(cases: Cases) -> Self {
        Self(cases)
    }
}

impl Subject for PlainSubject {
    fn cases(&self) -> &Cases {
        &self.0
    }

    fn models(&self) -> Vec<OwnModel> {
        Vec::new()
    }

    fn own(&self, _: usize, _: &Schedule, _: &[i16]) -> Vec<Vec<Vec<f64>>> {
        Vec::new()
    }

    fn held_out(&self, _: usize, _: &Schedule, _: Group, _: &[usize]) -> Option<Vec<f64>> {
        None
    }
}
