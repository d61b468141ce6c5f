//! Tables of all states that are made of figures once and kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use foedera_world::Day;

/// A value of every state, by the place of the state in the roster.
pub(crate) type Table = Arc<Vec<Option<f64>>>;

/// Tables that were made: of what, by year and last day known.
#[derive(Default)]
pub(crate) struct Tables(Mutex<BTreeMap<(&'static str, i16, Day), Table>>);

impl Tables {
    /// The table of this name, year and day, made if it is not there.
    pub(crate) fn get(&self, key: (&'static str, i16, Day), make: impl FnOnce() -> Vec<Option<f64>>) -> Table {
        let mut tables = self.0.lock().expect("no one panics while holding it");
        Arc::clone(tables.entry(key).or_insert_with(|| Arc::new(make())))
    }
}
