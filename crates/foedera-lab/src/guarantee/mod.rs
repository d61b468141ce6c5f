//! What a treaty's guarantee is worth: who comes to a call, how far a patron's word is believed, whose threat is whose partner.
//!
//! Two levels that are never mixed. *Honoured*: whether a commitment was kept when it was called, as experts code it ([`honours`]
//! and the register of invocations). *Joined*: whether an ally became a party to a dispute, counted from dispute data ([`joins`]).
//!
//! Left to others: the register itself (`foedera-atlas`), datasets (`foedera-sources`), figures (`foedera-report`).
//!
//! ```
//! use foedera_atlas::Atlas;
//! use foedera_lab::guarantee::aid::{Means, aid};
//! use foedera_lab::guarantee::answers::{Predictor, embedded_answers};
//! use foedera_lab::guarantee::{Facts, Record, Request};
//! use foedera_world::Trigger;
//!
//! let atlas = Atlas::embedded().expect("it ships");
//! let state = |key: &str| atlas.roster().find_state(key).expect("a state");
//! let (model, sha256) = embedded_answers().expect("it ships");
//! let predictor = Predictor::new(&model, 200, 1).expect("a covariance");
//! let (facts, record) = (Facts::of_atlas(&atlas), Record::of_atlas(&atlas));
//! let (atlas, facts, record, model) = (&atlas, &facts, &record, &model);
//! let means = Means { atlas, facts, record, model, model_sha256: &sha256, predictor: &predictor, draws: (200, 1) };
//! let request = Request {
//!     treaty: atlas.roster().find_treaty("CSTO").expect("in the atlas"),
//!     day: "2022-09-13".parse().expect("a day"),
//!     in_need: vec![state("ARM")],
//!     attackers: vec![state("AZE")],
//!     unknown_attacker: false,
//!     trigger: Trigger::ExternalAttack,
//! };
//! let answer = aid(means, &request);
//! assert_eq!(answer.patron.as_deref(), Some("RUS"));
//! assert!(answer.allies.iter().all(|ally| ally.troops.low <= ally.troops.high));
//! ```

pub mod aid;
pub mod answers;
mod choice;
pub mod credibility;
mod facts;
pub mod honours;
pub mod joins;
mod probability;
mod ranking;
mod rates;
mod record;
mod shock;
mod situation;
pub mod threats;

pub use choice::{AnswerRates, EARLIER_CALLS, choices};
pub use foedera_process::response::{Candidate, LEVELS};

pub use facts::{CARRIED_YEARS, Capability, Facts, PAIR_VARIABLES, STATE_VARIABLES};
pub use rates::{CallRates, KnownCall};
pub use record::{Answer, HALF_LIFE, NO_RECORD, Record, allies, answer_of, level, sent_troops, was_asked};
pub use shock::{By, Shock, ShockWords};
pub(crate) use situation::lay;
pub use situation::{KnownWorld, Request, Situation, covers, patron};
