//! Stochastic actor-oriented models of network panels.
//!
//! A [`Panel`] holds waves of a network and covariates of its actors. Between two waves the network changes tie by tie: actors get
//! opportunities at some rate, and choose by what they would gain, the change of an objective Σ β_k s_k over [`Effect`]s; a
//! [`Rule`] says who decides and who must agree. A [`Model`] brings these together, a [`Simulation`] runs it, and [`estimate`]
//! finds the parameters with which simulated waves are like the observed ones (Snijders 2001, Sociological Methodology 31: 361–395;
//! Snijders 2017, Annual Review of Statistics 4: 343–363; Snijders and Pickup 2017 for non-directed networks).
//!
//! Left to others: networks of dated events (`foedera-process::relational`), files and how results are told. Not here: missing ties, change
//! of composition, behaviour as a second dependent variable, rates that differ between actors.

mod choice;
mod effect;
mod error;
mod estimate;
mod linear;
mod model;
mod moments;
mod network;
mod numbers;
mod options;
mod panel;
mod prepared;
mod rule;
mod simulation;
mod state;

pub use effect::Effect;
pub use error::Error;
pub use estimate::{Estimate, estimate};
pub use model::Model;
pub use network::Network;
pub use options::Options;
pub use panel::{Covariate, Panel};
pub use prepared::Simulation;
pub use rule::Rule;
pub use simulation::{Ending, Room, Stop};
