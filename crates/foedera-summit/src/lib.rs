//! Bargaining over a text under a decision rule: what would be settled, who would sign it, and what would bring a holdout in.
//!
//! A [`Setting`] is one negotiation in numbers, a [`Rule`] says who must agree. Everything else reads these two.
//!
//! Left to others: where positions come from (`summits/` and users' files name their sources), figures (`foedera-report`).

pub mod benchmark;
mod condorcet;
pub mod eum;
pub mod exchange;
mod model;
pub mod nash;
mod rule;
mod setting;
pub mod settle;
pub mod smp;
mod vote;

pub use condorcet::{Booth, Condorcet, Election};
pub use model::{Flag, Model, Settlement, UnknownModel, settle};
pub use rule::{Quota, Rule, Stand};
pub use setting::Setting;
pub use vote::{Victory, Vote};
