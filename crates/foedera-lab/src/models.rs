//! The models and scenarios that come with the program.

use foedera_diagnostic::{Problems, Source};
use foedera_process::{Model, read_model};
use sha2::{Digest, Sha256};

/// The fitted processes of a forecast.
#[derive(Debug, Clone)]
pub struct Models {
    /// Individual exit.
    pub leave: Model,
    /// End of the treaty.
    pub ends: Model,
    /// Replacement of the treaty.
    pub replaced: Model,
    /// SHA-256 of each model file, by process.
    pub sha256: Vec<(String, String)>,
}

const LEAVE: &str = include_str!("../../../models/leave.toml");
const ENDS: &str = include_str!("../../../models/ends.toml");
const REPLACED: &str = include_str!("../../../models/replaced.toml");
const SCENARIOS: [(&str, &str); 1] = [("csto-2022", include_str!("../../../scenarios/csto-2022.toml"))];

impl Models {
    /// The models in the program.
    ///
    /// # Errors
    /// None in a released program: a test reads them.
    pub fn embedded() -> Result<Self, Problems> {
        let read = |name: &str, text: &str| read_model(&Source::new(format!("models/{name}.toml"), text));
        let files = [("leave", LEAVE), ("ends", ENDS), ("replaced", REPLACED)];
        Ok(Self {
            leave: read("leave", LEAVE)?,
            ends: read("ends", ENDS)?,
            replaced: read("replaced", REPLACED)?,
            sha256: files.iter().map(|(name, text)| ((*name).to_owned(), sha256(text))).collect(),
        })
    }
}

/// SHA-256 of a text, in hexadecimal.
pub(crate) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The keys of the scenarios in the program.
pub fn embedded_scenarios() -> impl Iterator<Item = &'static str> {
    SCENARIOS.iter().map(|(name, _)| *name)
}

/// A scenario in the program.
pub fn embedded_scenario(name: &str) -> Option<Source> {
    let (_, text) = SCENARIOS.iter().find(|(known, _)| *known == name)?;
    Some(Source::new(format!("scenarios/{name}.toml"), *text))
}
