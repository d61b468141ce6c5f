//! What a treaty's guarantee is worth: who comes to a call, how far a patron's word is believed, whose threat is whose partner.
//!
//! Two levels that are never mixed. *Honoured*: whether a commitment was kept when it was called, as experts code it ([`honours`]
//! and the register of invocations). *Joined*: whether an ally became a party to a dispute, counted from dispute data ([`joins`]).
//!
//! Left to others: the register itself (`foedera-atlas`), datasets (`foedera-sources`), figures (`foedera-report`).

pub mod aid;
pub mod answers;
mod choice;
pub mod credibility;
mod facts;
pub mod honours;
pub mod joins;
mod pooling;
mod probability;
mod ranking;
mod rates;
mod record;
mod shock;
mod situation;
pub mod threats;

pub use choice::{AnswerRates, Candidate, Choice, Choices, EARLIER_CALLS, Nested, choices};
pub use facts::{CARRIED_YEARS, Capability, Facts, PAIR_VARIABLES, STATE_VARIABLES};
pub use pooling::{DEVIATION_PRIOR, Pooled, Rows, WIDE_PRIOR};
pub use rates::{CallRates, KnownCall};
pub use record::{Answer, HALF_LIFE, LEVELS, NO_RECORD, Record, allies, answer_of, level, sent_troops, was_asked};
pub use shock::{By, Shock, ShockWords};
pub use situation::{KnownWorld, Request, Situation, covers, patron};
