//! Relational events: who does something to whom, when, as a model of the networks among them.
//!
//! [`EventData`] holds actors, networks and attributes with their dated changes, and the events to be explained;
//! [`Formula`] names effects of the [`catalogue`]; [`Model`] gives log-likelihood, score and information of a [`ModelKind`] at any
//! parameters, and [`Model::fit`] climbs to the maximum. Definitions follow Butts (2008), Stadtfeld and Block (2017) and the
//! conventions of the R package goldfish: every event sees the state strictly before it, composition counts up to its own time.
//!
//! From the outside in: a formula is bound to the data (`bind`), a `state` moves through its dated changes, a `table` keeps the
//! statistics of options, and `prepare` turns what happened into a likelihood of `foedera-likelihood`.
//!
//! Left to others: reading files, alliances and their histories (`foedera-process`), estimation (`foedera-likelihood`).
//!
//! ```
//! use foedera_process::relational::{Formula, catalogue};
//!
//! let formula: Formula = "calls ~ 1 + inertia + recip:same(actors$floor)".parse().expect("a formula");
//! assert!(formula.intercept && formula.terms.len() == 2);
//! assert_eq!(catalogue::find("trans").expect("in the catalogue").formula, "Σ_k b_ik b_kj");
//! ```

mod bind;
pub mod catalogue;
mod category;
mod check;
mod coordination;
mod data;
mod effect;
mod formula;
mod goodness;
mod model;
mod model_kind;
mod prepare;
mod sets;
mod simulate;
mod state;
mod table;

pub use category::Categories;
pub use data::{Actors, Attribute, Change, Dependent, EventData, Network, SetEvent, Side};
pub use effect::{Kind, Shift, Transform};
#[cfg(feature = "nuts")]
pub use foedera_likelihood::draw_posterior;
pub use foedera_likelihood::{Ascent, Draws, Estimate, FrailtyKind, LikelihoodRatio, Prior, Value};
pub use formula::{Formula, FormulaError, Term};
pub use goodness::{Fit, compare, describe};
pub use model::Model;
pub use model_kind::{Clusters, ModelError, ModelKind, Options, Risk};
pub use simulate::{Simulation, simulate};
