//! Fitting the model of answers on the register.

use foedera_atlas::Atlas;
use foedera_process::response::{AnswerModel, NoMode, Origin};
use foedera_store::WorldFile;

use super::{register_pairs, responses};
use crate::guarantee::record::was_asked;
use crate::guarantee::{Facts, Record};

/// Why a model could not be fitted.
#[derive(Debug)]
pub enum FitError {
    /// The world file cannot be read.
    World(foedera_diagnostic::Problems),
    /// The ascent did not reach a mode.
    NoMode,
}

impl From<foedera_diagnostic::Problems> for FitError {
    fn from(problems: foedera_diagnostic::Problems) -> Self {
        Self::World(problems)
    }
}

impl From<NoMode> for FitError {
    fn from(_: NoMode) -> Self {
        Self::NoMode
    }
}

/// Fit the model of answers on the atlas's register with the figures of a world file, and score it with calls and treaties held out.
///
/// # Errors
/// A world file that cannot be read, or no mode.
pub fn fit(atlas: &Atlas, world: &WorldFile) -> Result<AnswerModel, FitError> {
    let record = Record::of_atlas(atlas);
    let years = record.answers.iter().map(|answer| answer.day.year());
    let years = (years.clone().min().unwrap_or(1946), years.max().unwrap_or(1946));
    let facts = Facts::of_world_alone(atlas, world, &register_pairs(atlas, &record), (years.0 - 5, years.1))?;
    let responses = responses(atlas, &facts, &record);
    let fitted = responses.groups[2].len();
    debug_assert!(fitted <= atlas.calls().iter().filter(|call| was_asked(call)).count());
    let origin = Origin {
        atlas_sha256: atlas.sha256.clone(),
        datasets: world.provenance().to_vec(),
        calls_left_out: (atlas.calls().len() - fitted) as u32,
        years,
    };
    Ok(responses.fit(origin, |held_out| crate::guarantee::choices(atlas, held_out))?)
}
