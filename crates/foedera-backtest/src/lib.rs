//! Backtests: every process judged on the same terms, by forecasts made with what was known at the time.
//!
//! [`Cases`] is a table of cases of any process; a [`Subject`] gives its own and the probabilities of its own models. [`run`] makes
//! the forecasts of these models and of every baseline at every origin of a [`Schedule`]: only cases whose outcome is known at an
//! origin train there, and what is chosen is chosen on earlier origins. [`Report`] scores them on the same cases, with paired
//! differences and their intervals; [`table`] writes every case with every forecast. A [`Store`] keeps what is made, origin by origin,
//! so that an interrupted run goes on.
//!
//! The harness knows nothing of treaties or calls: a new process is a new [`Subject`].
//!
//! Left to others: scores (`foedera-likelihood::score`), the models of processes (`foedera-process`), how a report looks.

mod answers;
mod cases;
mod events;
mod forecaster;
mod freeze;
mod hazard;
mod held_out;
mod plain;
mod rolling;
mod schedule;
mod score;
mod store;
mod subject;
mod table;

pub use answers::AnswersSubject;
pub use cases::{Case, Cases, Group, Head};
pub use events::EventSubject;
pub use freeze::{Decided, freezes};
pub use hazard::HazardSubject;
pub use held_out::{HeldOut, held_out};
pub use plain::PlainSubject;
pub use rolling::{Chosen, Forecasts, Line, Named, run};
pub use schedule::Schedule;
pub use score::{Count, Described, Difference, Estimate, HeldOutScores, Horizon, Period, Reliability, Report, Scores};
pub use store::{Store, StoreError};
pub use subject::{OwnModel, Subject};
pub use table::{TABLE_HEAD, table};
