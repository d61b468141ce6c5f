//! Processes: who is at risk, and the law of the next event.
//!
//! An [`Effect`] is a named number read off the world; [`Sample::build`] cuts a history into intervals in which all
//! effects are constant; [`fit`] finds the penalised posterior mode of a hazard λ = w·exp(θ·x) with an optional
//! gamma frailty w per treaty; [`Model`] is the estimate with its card, as a file. [`leave_one_out`] and the rolling origins score it.
//!
//! Left to others: running processes forward (`foedera-futures`), scenarios (`foedera-lab`).

mod effect;
mod fit;
mod hazard;
mod model;
mod model_file;

mod sample;
mod score;
mod validate;

pub use effect::{Effect, View};
pub use fit::{Fit, fit, fit_from};
pub use hazard::{Hazard, Posterior};
pub use model::{
    Card, DatasetCard, Estimated, Frailty, FrailtyGroup, Model, ReferenceCount, default_effects, default_prior, factor,
};

pub use model_file::{MODEL_SCHEMA, read_model, write_model};
pub use sample::{Ending, ProcessKind, Row, Sample};
pub use score::Score;
pub use validate::{leave_one_out, rolling_membership, rolling_origin};
