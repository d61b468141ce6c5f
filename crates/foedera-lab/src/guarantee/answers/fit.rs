//! Fitting the model of answers on the register.

use foedera_atlas::Atlas;
use foedera_diagnostic::Problems;
use foedera_process::response::{AnswerModel, NoMode, Origin, Responses};
use foedera_store::WorldFile;

use super::{register_pairs, responses};
use crate::guarantee::record::was_asked;
use crate::guarantee::{Facts, Record};

/// Why a model could not be fitted.
#[derive(Debug)]
pub enum FitError {
    /// The world file cannot be read.
    World(Problems),
    /// The ascent did not reach a mode.
    NoMode,
}

impl From<Problems> for FitError {
    fn from(problems: Problems) -> Self {
        Self::World(problems)
    }
}

impl From<NoMode> for FitError {
    fn from(_: NoMode) -> Self {
        Self::NoMode
    }
}

/// The answers of the atlas's register as rows with the figures of a world file, and the year of each.
///
/// # Errors
/// A world file that cannot be read.
pub fn sample(atlas: &Atlas, world: &WorldFile) -> Result<(Responses, Vec<i16>), Problems> {
    let record = Record::of_atlas(atlas);
    let years: Vec<i16> = record.answers.iter().map(|answer| answer.day.year()).collect();
    let ends = (years.iter().min().copied().unwrap_or(1946), years.iter().max().copied().unwrap_or(1946));
    let facts = Facts::of_world_alone(atlas, world, &register_pairs(atlas, &record), (ends.0 - 5, ends.1))?;
    Ok((responses(atlas, &facts, &record), years))
}

/// Fit the model of answers on the atlas's register with the figures of a world file, and score it with calls and treaties held out.
///
/// # Errors
/// A world file that cannot be read, or no mode.
pub fn fit(atlas: &Atlas, world: &WorldFile) -> Result<AnswerModel, FitError> {
    let (responses, of_answers) = sample(atlas, world)?;
    let years = of_answers.iter().copied();
    let years = (years.clone().min().unwrap_or(1946), years.max().unwrap_or(1946));
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
