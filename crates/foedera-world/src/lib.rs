//! The ground floor: states, treaties, dated events, and the world as the fold of a history.
//!
//! A [`History`] is an ordered list of [`Event`]s over a [`Roster`] of states and treaties. [`World::apply`] is the
//! only thing that changes a [`World`]: it applies an event or refuses it with a reason. Everything that Foedera
//! computes is read off a world: who is a member, in which [`Status`], since when, and each state's [`Variable`]s.
//!
//! Left to others: reading files (`foedera-atlas`, `foedera-sources`), statistics (`foedera-process`).

mod attribute;
mod date;
mod event;
mod file;
mod history;
mod roster;
mod treaty;
mod world;

pub use attribute::{Attributes, Variable};
pub use date::{DAYS_PER_YEAR, DateError, Day, Precision, When};
pub use event::{AnswerLevel, Cause, Event, EventKind, Trigger};
pub use file::{HISTORY_SCHEMA, Provenance, read_history, read_roster, write_history};
pub use history::{History, Replay};
pub use roster::{Roster, State, StateId, StateSpell, TreatyId};
pub use treaty::{Article, Obligation, Term, Treaty};
pub use world::{Call, Membership, Refusal, Status, Summit, TreatyStatus, TreatyWorld, World};
