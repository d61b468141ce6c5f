//! Whether allies became parties to disputes: one case is an ally and a side of a militarised dispute.
//!
//! At risk, for the process *joins*: each state that was bound to an originator of a side by a pact of defence on some day of the year
//! before the dispute began, that is a state on 1 January of its year, and is no originator itself. Joined: it is a participant on that
//! side in MID 5. This is derived from two datasets, and says nothing of whether anybody asked; whether commitments were honoured is coded
//! by experts ([`crate::guarantee::honours`]) and answers to calls stand in the register. The rates differ by a factor of ten or more and
//! are never mixed.

mod figures;
mod fit;
mod risk;
mod sample;

pub use fit::{FittedJoins, JoinsError, fit, join_candidates, join_rows};
pub use risk::{AtRisk, Pact, at_risk, by_hostility};
pub use sample::{JoinCase, join_dispute_cases, join_effects};
