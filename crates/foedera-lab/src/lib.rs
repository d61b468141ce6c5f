//! Scenarios, questions, reference classes and forecasts.
//!
//! A [`Scenario`] is read from a TOML file and checked against the atlas; [`forecast`] draws parameters and
//! assumptions, runs the futures of every branch, and gives a [`Forecast`]: plain data that `foedera-report` renders.
//!
//! Left to others: estimates (`foedera-process`), simulation (`foedera-futures`), rendering (`foedera-report`).
//!
//! ```
//! use foedera_atlas::Atlas;
//! use foedera_lab::{Models, Scenario, Settings, embedded_scenario, forecast};
//!
//! let (atlas, models) = (Atlas::embedded().expect("it ships"), Models::embedded().expect("they ship"));
//! let source = embedded_scenario("csto-2022").expect("it ships");
//! let scenario = Scenario::read(&source, &atlas).expect("it is checked");
//! let settings = Settings { futures: 64, seed: 1 };
//! let answer = forecast(&scenario, source.text(), &["csto-2022"], &atlas, &models, settings).expect("probabilities");
//! assert_eq!(answer.scenario.patron.as_deref(), Some("RUS"));
//! assert_eq!(answer.branches.len(), scenario.branches.len());
//! ```

mod answer;
pub mod argument;
mod ask;
mod averaged;
mod bounds;
mod cards;
mod cautions;
mod conditional;
pub mod conflict;
mod copula;
mod counting;
mod dated;
mod default_scenario;
mod distribution;
mod draw;
mod explain;
mod figures;
mod flip;
mod forecast;
mod gathered;
mod gathered_bytes;
pub mod guarantee;
pub mod joining;
mod lead;
mod levels;
mod links;
mod models;
mod occurrence;
mod out_of_time;
mod own_model;
mod paired;
mod part;
mod path;
mod plan;
pub mod play;
mod question;
pub mod record;
mod reference;
mod results;
mod run;
mod scenario;
mod scenario_file;
mod scheduled;
mod settings;
mod shapley;
mod stated;
mod story;
mod support;
mod surroundings;
mod switches;
mod tally;
mod watch;
mod world;

pub use answer::*;
pub use ask::{Answers, BesideRate, find_question, prepared, questions};
pub use cards::{scenario_sources, source_cards};
pub use conditional::{Condition, Conditional, Counted, Given, Proposition, conditional};
pub use counting::{BaseCount, CountAt, Counting, EventCount, Expected, First, GatheringAt, LeaderAt, counting};
pub use dated::{day_in_address, day_in_text};
pub use default_scenario::default_scenario;
pub use distribution::{Distribution, Support};
pub use explain::{Explanation, Heat, HeatCell, RatePart, RateParts, Share};
pub use flip::Flip;
pub use forecast::{forecast, shell_word};
pub use lead::answered_with_troops;
pub use levels::{embedded_levels, levels};
pub use links::{LinkRow, Links, Without, links};
pub use models::{Models, embedded_events, embedded_scenario, embedded_scenarios};
pub use occurrence::{Occurrence, Occurs};
pub use out_of_time::{Beside, OutOfTime, TimedCase, out_of_time};
pub use paired::Difference;
pub use part::{Merge, Part, Shard};
pub use plan::Settings;
pub use question::Question;
pub use scenario::{Assumption, Branch, Correlation, Scenario, Series, Shock};
pub use scenario_file::{SCENARIO_SCHEMA, asked_questions};
pub use settings::with_settings;
pub use shapley::{Shapley, ShapleyShare};
pub use stated::{StatedRange, stated_ranges};
pub use story::{Story, StoryEvent, stories};
pub use switches::{PROCESSES, Switch, Switches};
pub use world::{MemberAtRisk, Observed, TreatyAtRisk, WholeWorld, WorldTotal, WorldYear, whole_world};
