//! Scenarios, questions, reference classes and forecasts.
//!
//! A [`Scenario`] is read from a TOML file and checked against the atlas; [`forecast`] draws parameters and
//! assumptions, runs the futures of every arm, and gives a [`Forecast`]: plain data that `foedera-report` renders.
//!
//! Left to others: estimates (`foedera-process`), simulation (`foedera-futures`), rendering (`foedera-report`).

mod answer;
mod bounds;
mod cards;
mod cautions;
mod distribution;
mod draw;
mod forecast;
mod models;
mod plan;
mod reference;
mod results;
mod run;
mod scenario;
mod support;
mod tally;
mod watch;

pub use answer::*;
pub use distribution::Distribution;
pub use forecast::forecast;
pub use models::{Models, embedded_scenario, embedded_scenarios};
pub use plan::Settings;
pub use scenario::{Arm, Assumption, SCENARIO_SCHEMA, Scenario, Series, Shock};
