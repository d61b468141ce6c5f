//! What a treaty's guarantee is worth: who comes to a call, how far a patron's word is believed, whose threat is whose partner.
//!
//! Two levels that are never mixed. *Honoured*: whether a commitment was kept when it was called, as experts code it ([`honours`]
//! and the register of invocations). *Joined*: whether an ally became a party to a dispute, counted from dispute data ([`joins`]).
//!
//! Left to others: the register itself (`foedera-atlas`), datasets (`foedera-sources`), figures (`foedera-report`).

pub mod honours;
pub mod joins;
pub mod threats;
