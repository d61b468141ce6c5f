//! The ground floor: states, treaties, dated events, and the world as the fold of a history.
//!
//! A [`History`] is an ordered list of [`Event`]s over a [`Roster`] of states and treaties. [`World::apply`] is the
//! only thing that changes a [`World`]: it applies an event or refuses it with a reason. Everything that Foedera
//! computes is read off a world: who is a member, in which [`Status`], since when, and each [`Field`] of states and pairs.
//! A [`Mark`] and [`World::rollback`] let a world run into a future and come back.
//!
//! Left to others: reading files (`foedera-atlas`, `foedera-sources`), statistics (`foedera-process`).

mod calls;
mod columns;
mod date;
mod derived;
mod event;
mod events;
mod file;
mod history;
mod journal;
pub mod layout;
pub mod network;
mod reading;
mod roster;
mod rules;
mod schema_1;
mod status;
mod treaty;
mod variable;
mod watched;
mod world;

pub use calls::{Asked, Call, CallAnswer};
pub use columns::Ground;
pub use date::{DAYS_PER_YEAR, DateError, Day, Precision, When};
pub use event::{AnswerLevel, Cause, Event, EventKind, Subject, Trigger};
pub use file::{HISTORY_SCHEMA, Provenance, read_history, read_roster, write_history};
pub use history::{History, Replay};
pub use journal::Mark;
pub use layout::{Field, Layout, NetworkId};
pub use reading::{CallWorld, SummitWorld, TreatyWorld};
pub use roster::{CallId, CallText, DisputeId, Roster, State, StateId, StateSpell, SummitId, TreatyId, folded_name};
pub use status::{Membership, Refusal, Status, TreatyStatus};
pub use treaty::{Article, Obligation, Obligations, Term, Treaty};
pub use variable::Variable;
pub use watched::{Change, Touched, Watched};
pub use world::World;
