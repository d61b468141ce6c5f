//! The ground floor: states, treaties, dated events, and the world as the fold of a history.
//!
//! A [`History`] is an ordered list of [`Event`]s over a [`Roster`] of states and treaties. [`World::apply`] is the
//! only thing that changes a [`World`]: it applies an event or refuses it with a reason. Everything that Foedera
//! computes is read off a world: who is a member, in which [`Status`], since when, and each [`Field`] of states and pairs.
//! A [`Mark`] and [`World::rollback`] let a world run into a future and come back.
//!
//! Left to others: reading files (`foedera-atlas`, `foedera-sources`), statistics (`foedera-process`).
//!
//! ```
//! use std::sync::Arc;
//!
//! use foedera_world::{Cause, Day, EventKind, Obligation, Roster, State, Treaty, World};
//!
//! let mut roster = Roster::default();
//! let state = |key: &str| State { key: key.to_owned(), iso3: None, name: key.to_owned(), also: Vec::new(), spells: Vec::new() };
//! let [north, south] = ["NOR", "SOU"].map(|key| roster.add_state(state(key)).expect("a new key"));
//! let pact: Treaty = serde_json::from_str(
//!     r#"{"key": "PACT", "name": "A pact", "obligations": ["defense"], "sources": []}"#,
//! ).expect("a treaty");
//! let pact = roster.add_treaty(pact).expect("a new key");
//!
//! let mut world = World::new(Arc::new(roster));
//! let day = |text: &str| text.parse::<Day>().expect("a day");
//! for kind in [EventKind::TreatyOpens { treaty: pact }, EventKind::TreatyInForce { treaty: pact }] {
//!     world.apply_on(day("1992-01-01"), kind).expect("possible");
//! }
//! for state in [north, south] {
//!     world.apply_on(day("1992-01-01"), EventKind::Joins { treaty: pact, state }).expect("possible");
//! }
//! let mark = world.mark();
//! world.apply_on(day("1999-04-02"), EventKind::Leaves { treaty: pact, state: south, cause: Cause::NonRenewal }).expect("possible");
//! assert_eq!(world.treaty(pact).member_states().count(), 1);
//! world.rollback(mark);
//! assert_eq!(world.treaty(pact).member_states().count(), 2);
//! assert!(world.treaty(pact).owes(Obligation::Defense));
//! ```

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
