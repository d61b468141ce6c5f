//! Relational events: who does something to whom, when, as a law of the networks among them.
//!
//! [`EventData`] holds actors, networks and attributes with their dated changes, and the events to be explained;
//! [`Formula`] names effects; [`Model`] gives log-likelihood, score and information of a [`Law`] at any parameters, and
//! [`Model::fit`] climbs to the maximum. Definitions follow Butts (2008), Stadtfeld and Block (2017) and the conventions of
//! the R package goldfish: every event sees the state strictly before it, composition counts up to its own time.
//!
//! Left to others: reading files, alliances and their histories (`foedera-process`).

mod data;
mod effect;
mod formula;
mod law;
mod model;
mod state;

pub use data::{Actors, Attribute, Change, Dependent, EventData, Network};
pub use effect::{Effect, Kind};
pub use formula::{Formula, FormulaError, Term};
pub use law::{Law, Value};
pub use model::{Estimate, Model, ModelError};
