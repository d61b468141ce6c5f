//! Processes: who is at risk, and the model of the next event.
//!
//! An [`Effect`] is a named number read off the world; [`Sample::build`] cuts a history into intervals in which all
//! effects are constant; [`Design`] makes them the rows of a hazard λ = w·exp(θ·x) with an optional gamma frailty w per
//! treaty; [`Model`] is its posterior mode with a card, as a file. [`leave_one_out`] and the rolling origins score it.
//!
//! Left to others: likelihoods and the ascent to their modes (`foedera-likelihood`), running processes forward
//! (`foedera-futures`), scenarios (`foedera-lab`).
//!
//! ```
//! use foedera_process::Effect;
//!
//! let distance: Effect = "patron_distance".parse().expect("in the catalogue");
//! let entry = distance.entry();
//! assert_eq!(entry.number.to_string(), "mean[own](|ideal_point@own − ideal_point@patron|)");
//! assert_eq!(distance.processes(), ["leave", "ends", "replaced"]);
//! assert!("patron_distanse".parse::<Effect>().expect_err("misspelt").contains("did you mean"));
//! ```

pub mod actor_oriented;
mod blocks;
mod card;
pub mod catalogue;
mod choice;
mod design;
mod difference;
mod effect;
pub mod event;
mod harness;
mod levels;
mod link;
mod missing;
mod model;
mod model_file;
mod prior;
mod process;
mod rates;
mod recalibration;
pub mod relational;
pub mod response;
mod sample;
mod scaling;
mod validate;

pub use blocks::{BLOCK_YEARS, BlockCount, BlockScore, Blocks};
pub use card::{Card, DatasetCard, ReferenceCount, SCORES, TreatyCount, score_words};
pub use choice::{Forecast, HORIZONS, Key, LAST_YEAR, Origin, Rolling, Specification};
pub use design::Design;
pub use effect::{At, Calling, Effect, Entry, Fact, Fold, Group, Number, Values, View};
pub use harness::{FORECASTS_HEAD, HazardFit, NotFitted, ScoredForecasts, forecast_table, of_years};
pub use levels::{Jump, Levels, Scale, Walk, WalkScore};
pub use link::{Evidence, Link, Moves, Reads};
pub use missing::{Combined, PooledEffect};
pub use model::{Estimated, Frailty, FrailtyGroup, Model, Posterior, Support, factor};

pub use foedera_likelihood::FirstDifference;
pub use foedera_likelihood::score::{self, Score, ScoreCard};
pub use model_file::{
    Fitted, MODEL_SCHEMA, NetworkEffect, NetworkFile, NetworkFit, NetworkModel, NetworkOutcome, process_of,
    read_answer_model, read_event_model, read_fitted, read_levels, read_model, read_rates, read_wave_model,
    write_answer_model, write_event_model, write_levels, write_model, write_network_model, write_rates,
};
pub use process::{Outcome, Process, What, When, Who};
pub use rates::{ByYear, Multiplier, Rate, RateScore, Rates, Share, Told};
pub use recalibration::{Memory, Recalibration};
pub use sample::{Patron, ProcessKind, Row, Sample, Termination};
pub use scaling::Scaling;
pub use validate::{against_both, leave_one_out, membership_forecasts, over_forecasts};
