//! Running processes forward: exact simulation of competing hazards that are constant between changes.
//!
//! Every option has its own exponential clock, keyed by (seed, future, process, option, how often it fired): the
//! random time change representation (Anderson 2007, J. Chem. Phys. 127, 214107; common reaction path coupling of
//! Rathinam, Sheppard and Khammash 2010, ibid. 132, 034103). So a future does not depend on the schedule of threads,
//! and two branches share their random numbers option by option.
//!
//! [`Hazards`] says what the options and their rates are; [`membership`] is the model of a treaty's members. Left to
//! others: which questions are asked of a future (`foedera-lab`), estimates (`foedera-process`).

mod engine;
pub mod membership;

pub use engine::{Hazards, Observer, Path, run};
