//! Effects: named numbers of one option of a process, each written once as an expression over fields of the world.
//!
//! [`Effect`] is an entry of the one catalogue, which says what it means, in which unit, by which source; its [`Number`] computes it in
//! fits, futures and questions alike, and tells what it reads. `None` is missing, and stays missing until the model centres it.
//!
//! Left to others: which effects a process has ([`catalogue`]'s lists, and model files), networks of a user's own actors
//! (`foedera-process::relational`).

mod catalogue;
mod number;
mod view;

pub use catalogue::{Effect, Entry, Values};
pub use number::{At, Fact, Fold, Group, Number};
pub use view::{Calling, View};
