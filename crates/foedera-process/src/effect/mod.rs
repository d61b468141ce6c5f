//! Effects: named numbers of one option of a process, each written once as an expression over fields of the world.
//!
//! [`Effect`] is an entry of the one catalogue, which says what it means, in which unit, by which source; its [`Number`] computes it in
//! fits, futures and questions alike, and tells what it reads. `None` is missing, and stays missing until the model centres it.
//!
//! Left to others: networks of a user's own actors
//! (`foedera-process::relational`).

mod catalogue;
mod lists;
mod number;
mod parts;
mod values;
mod view;

pub use catalogue::{Effect, Entry};
pub use number::{At, Fact, Fold, Group, Number};
pub use values::Values;
pub use view::{Calling, View};
