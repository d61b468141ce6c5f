//! Scenarios, questions, reference classes and forecasts.
//!
//! A [`Scenario`] is read from a TOML file and checked against the atlas; [`forecast`] draws parameters and
//! assumptions, runs the futures of every arm, and gives a [`Forecast`]: plain data that `foedera-report` renders.
//!
//! Left to others: estimates (`foedera-process`), simulation (`foedera-futures`), rendering (`foedera-report`).

mod answer;
mod ask;
mod bounds;
mod cards;
mod cautions;
mod draw;
mod explain;
mod forecast;
mod models;
mod paired;
mod question;
mod reference;
mod results;
mod scenario;
mod support;
mod tally;
mod watch;

pub use answer::*;
pub use ask::{Answers, BesideRate, find_question, prepared, questions};
pub use explain::{Explanation, Flip, RatePart, RateParts, Share};
pub use forecast::{Settings, forecast};
pub use models::{Models, embedded_scenario, embedded_scenarios};
pub use paired::Difference;
pub use question::Question;
pub use scenario::{Arm, Assumption, Distribution, SCENARIO_SCHEMA, Scenario, Series, Shock};
