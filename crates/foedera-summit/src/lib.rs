//! Bargaining over a text under a decision rule: what would be settled, who would sign it, and what would bring a holdout in.
//!
//! A [`Setting`] is one negotiation in numbers, a [`Rule`] says who must agree. Everything else reads these two.
//!
//! Left to others: where positions come from (`summits/` and users' files name their sources), figures (`foedera-report`).

mod cases;
mod decision;
mod problem;
mod rule;
mod sample;
mod setting;

pub use cases::{case, cases};
pub use decision::{DecisionRule, Form, RULE_FORMS, RuleError};
pub use problem::*;
pub use rule::{Quota, Rule, Stand};
pub use sample::{Address, Drawn, Kind, Swing};
pub use setting::Setting;
