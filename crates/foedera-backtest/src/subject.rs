//! What is judged: a process with its cases and its own models.

use crate::{Cases, Group, Schedule};

/// A model of a process as it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnModel {
    /// The name in files.
    pub name: &'static str,
    /// What it is, in words.
    pub words: &'static str,
}

/// A process that can be judged.
pub trait Subject: Sync {
    /// Its cases.
    fn cases(&self) -> &Cases;

    /// Its own models, that which is given first.
    fn models(&self) -> Vec<OwnModel>;

    /// What one of its own models says at some origins of the schedule: for each origin and each horizon the probability of every case
    /// that is forecast there, in the order of [`Schedule::ahead`]. Choices, centres and scales are made inside the fold: of cases
    /// that are not over at an origin nothing is read but what was known on their 1 January.
    fn own(&self, model: usize, schedule: &Schedule, origins: &[i16]) -> Vec<Vec<Vec<f64>>>;

    /// What one of its own models says of some cases within the first horizon, fitted without all cases that have their group of a
    /// kind; `None` if it cannot be fitted so.
    fn held_out(&self, model: usize, schedule: &Schedule, group: Group, test: &[usize]) -> Option<Vec<f64>>;
}
