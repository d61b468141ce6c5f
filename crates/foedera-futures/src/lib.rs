//! The engine of futures: exact simulation of processes in continuous time.
//!
//! A [`System`] has clocks (a hazard of one subject of one process each), says their rates in a state and what an event does to it, and tells
//! which clocks that touches. [`Engine`] runs one future at a time: every clock has a unit exponential, keyed by seed, future, process, the
//! subject's stable number and how often it has rung, so a future alone is the same as among others, on any number of threads, and branches
//! share what they do not differ in. All futures of a draw share its [`Course`] without events until something happens in them.
//! [`membership`] has the processes of a treaty's members.
//!
//! Answers are made elsewhere, from what a [`Watch`] is told.
//!
//! ```
//! use foedera_futures::Course;
//!
//! // Two members who leave at 0.02 and 0.05 a year; after five years the second does so twice as fast.
//! let mut course = Course::default();
//! course.from_rates(2, &[0.0, 5.0], 10.0, |rates| rates.copy_from_slice(&[0.02, 0.05, 0.02, 0.10]));
//! assert_eq!(course.rate(1, 7.0), 0.10);
//! let hazard: f64 = (0..2).map(|member| course.hazard(member, 10.0)).sum();
//! let nobody_leaves = foedera_math::exp(-hazard);
//! assert!((nobody_leaves - 0.3867).abs() < 1e-4, "{nobody_leaves}");
//! ```

mod course;
mod engine;
pub mod membership;
mod system;

pub use course::Course;
pub use engine::{Ended, Engine, Ringing, Run, Stretch, Watch, branching_ratio};
pub use system::{Chance, FORCED_COUNTS, Firing, Forced, Key, System, Touched, ordered};
