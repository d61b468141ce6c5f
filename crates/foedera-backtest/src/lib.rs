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
//!
//! ```
//! use foedera_backtest::{Case, Cases, Head, PlainSubject, Report, Schedule, Subject, run};
//!
//! // Ten alliances from 1950 to 1989; one ends every fifth year and is founded again.
//! let words = |text: &str| text.to_owned();
//! let head = Head {
//!     process: words("ends"),
//!     unit: words("an alliance in a year"),
//!     definition: words("it ends"),
//!     words: vec![words("alliance")],
//!     columns: vec![words("age")],
//!     horizons: vec![1],
//!     classes: words("all alike"),
//!     relations: words("none"),
//!     last: 1989,
//! };
//! let ends = |alliance: u32, year: i16| (year % 5 == 0 && u32::from(year.unsigned_abs()) / 5 % 10 == alliance).then_some(year);
//! let case = |alliance: u32, year: i16| Case {
//!     key: vec![format!("pact {alliance}")],
//!     year,
//!     groups: [Some(format!("pact {alliance}")), None, None],
//!     class: words("all"),
//!     related: Vec::new(),
//!     event: ends(alliance, year),
//!     values: vec![Some(f64::from(year - 1950))],
//!     source: 0,
//! };
//! let cases = (0..10).flat_map(|alliance| (1950..=1989).map(move |year| case(alliance, year))).collect();
//! let subject = PlainSubject::new(Cases::new(head, cases));
//! let schedule = Schedule { from: 1976, to: 1989, refit: 5, horizons: vec![1] };
//! let forecasts = run(&subject, &schedule, None).expect("nothing is kept, so nothing can fail");
//! let report = Report::new(subject.cases(), &forecasts, &[]);
//! let year = &report.horizons[0];
//! assert_eq!(year.cases, 10 * 14);
//! assert!(year.scores.iter().all(|score| score.brier < 0.25), "better than a coin");
//! ```

mod alliance;
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
pub use rolling::{Chosen, Forecasts, Line, Named, keep_baselines, run};
pub use schedule::Schedule;
pub use score::{Count, Described, Difference, Estimate, HeldOutScores, Horizon, Period, Reliability, Report, Scores};
pub use store::{Store, StoreError};
pub use subject::{OwnModel, Subject};
pub use table::{TABLE_HEAD, table};
