//! Bargaining over a text under a decision rule: what would be settled, who would sign it, and what would bring a holdout in.
//!
//! A [`Setting`] is one negotiation in numbers, a [`Rule`] says who must agree. Everything else reads these two.
//!
//! Left to others: where positions come from (`summits/` and users' files name their sources), figures (`foedera-report`).
//!
//! ```
//! use foedera_summit::{kendall, spearman};
//!
//! // The order of burdens against the order of sizes.
//! let (size, burden) = ([1.0, 2.0, 3.0, 4.0], [0.1, 0.3, 0.2, 0.4]);
//! assert!((spearman(&size, &burden) - 0.8).abs() < 1e-12);
//! assert!((kendall(&size, &burden) - 2.0 / 3.0).abs() < 1e-12);
//! ```

mod answer;
mod balance;
pub mod benchmark;
mod cases;
mod condorcet;
mod decision;
pub mod eum;
pub mod exchange;
pub mod landscape;
mod model;
pub mod nash;
mod power;
mod problem;
mod rule;
mod sample;
mod setting;
pub mod settle;
mod signature;
pub mod smp;
mod vote;
mod winset;

pub use answer::{ActorAnswer, BridgeAnswer, IssueAnswer, ModelAnswer, Question, Spread, Summit, SwingAnswer, summit};
pub use balance::{Signed, kendall, spearman};
pub use cases::{case, cases};
pub use condorcet::{Booth, Condorcet, Election};
pub use decision::{DecisionRule, Form, RULE_FORMS, RuleError};
pub use landscape::{Alignment, Landscape, Minima, misplaced};
pub use model::{Flag, Model, Settlement, UnknownModel, settle, settle_each};
pub use power::{EXACT_VOTERS, Game, Power};
pub use problem::*;
pub use rule::{Ballot, Quota, Rule};
pub use sample::{Address, Drawn, Kind, Swing};
pub use setting::Setting;
pub use signature::{Bridge, NOISE, Signatures, Signing, bridges, consensus_text, gains, loss, signatures};
pub use vote::{Victory, Vote};
pub use winset::Line;
