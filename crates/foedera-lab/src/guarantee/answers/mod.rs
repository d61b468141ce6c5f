//! The model of answers asked about the atlas: its estimation sample from the register, and what it says of a call.
//!
//! One row is one ally's answer to one call of the register; what the treaty's members decided together is not its unit, and what
//! experts say of whole treaties in wars ([`crate::guarantee::honours`]) is shown beside it, never mixed in. The model itself is
//! `foedera_process::response`.

mod data;
mod embedded;
mod fit;
mod predict;

pub use data::{register_pairs, responses};
pub use embedded::embedded_answers;
pub use fit::{FitError, fit, sample};
pub use predict::{AllyAnswer, Prediction, Predictor};
