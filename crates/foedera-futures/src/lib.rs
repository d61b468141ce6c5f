//! The engine of futures: exact simulation of processes in continuous time.
//!
//! A [`System`] has clocks (a hazard of one subject of one process each), says their rates in a state and what an event does to it, and tells
//! which clocks that touches. [`Engine`] runs one future at a time: every clock has a unit exponential, keyed by seed, future, process, the
//! subject's stable number and how often it has rung, so a future alone is the same as among others, on any number of threads, and branches
//! share what they do not differ in. All futures of a draw share its [`Course`] without events until something happens in them.
//! [`membership`] has the processes of a treaty's members.
//!
//! Answers are made elsewhere, from what a [`Watch`] is told.

mod course;
mod engine;
pub mod membership;
mod system;

pub use course::Course;
pub use engine::{Ended, Engine, Ringing, Run, Stretch, Watch, branching_ratio};
pub use system::{Chance, Firing, Forced, Key, System, Touched, ordered};
