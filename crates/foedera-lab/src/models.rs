//! The models and scenarios that come with the program.

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_process::event::EventModel;
use foedera_process::{Model, Process, ProcessKind, What, read_event_model, read_model};
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
    /// The folder that they were read from; `None`: they come with the program.
    pub folder: Option<String>,
    /// SHA-256 of each model file, by process.
    pub sha256: Vec<(String, String)>,
}

const LEAVE: &str = include_str!("../../../models/leave.toml");
const ENDS: &str = include_str!("../../../models/ends.toml");
const REPLACED: &str = include_str!("../../../models/replaced.toml");
const JOINS: &str = include_str!("../../../models/joins.toml");
const HONOURS: &str = include_str!("../../../models/honours.toml");
const SCENARIOS: [(&str, &str); 8] = [
    ("csto-2022", include_str!("../../../scenarios/csto-2022.toml")),
    ("nato-2026", include_str!("../../../scenarios/nato-2026.toml")),
    ("ecowas-2023", include_str!("../../../scenarios/ecowas-2023.toml")),
    ("sco-2026", include_str!("../../../scenarios/sco-2026.toml")),
    ("gcc-2026", include_str!("../../../scenarios/gcc-2026.toml")),
    ("arab-league-2011", include_str!("../../../scenarios/arab-league-2011.toml")),
    ("warsaw-pact-1989", include_str!("../../../scenarios/warsaw-pact-1989.toml")),
    ("northern-pact", include_str!("../../../scenarios/northern-pact.toml")),
];

impl Models {
    /// The models in the program.
    ///
    /// # Errors
    /// None in a released program: a test reads them.
    pub fn embedded() -> Result<Self, Problems> {
        let source = |name: &str, text: &str| Source::new(format!("models/{name}.toml"), text);
        Self::read([&source("leave", LEAVE), &source("ends", ENDS), &source("replaced", REPLACED)])
    }

    /// The models of three files: *leave*, *ends* and *replaced*.
    ///
    /// # Errors
    /// What is wrong with a file, or that it is of another process than its place.
    pub fn read(files: [&Source; 3]) -> Result<Self, Problems> {
        let read = |place: usize, kind: ProcessKind| {
            let model = read_model(files[place])?;
            if model.kind == kind {
                return Ok(model);
            }
            let message = format!("this is a model of `{}`, not of `{}`", model.kind.name(), kind.name());
            let place = Place::File(files[place].name().to_owned());
            Err(Problems::from(Diagnostic::new(Code::InvalidValue, place, message, "give each process its own file")))
        };
        let names = [ProcessKind::Leave, ProcessKind::Ends, ProcessKind::Replaced].map(ProcessKind::name);
        let sha256 = files.iter().zip(names).map(|(file, name)| (name.to_owned(), sha256(file.text()))).collect();
        Ok(Self {
            leave: read(0, ProcessKind::Leave)?,
            ends: read(1, ProcessKind::Ends)?,
            replaced: read(2, ProcessKind::Replaced)?,
            folder: None,
            sha256,
        })
    }
}

/// The model in the program of a process of events: *joins* or *honours*.
///
/// # Errors
/// None in a released program: a test reads them.
///
/// # Panics
/// Of a process that has no event of each case.
pub fn embedded_events(process: Process) -> Result<EventModel, Problems> {
    let text = match process.what {
        What::Join => JOINS,
        What::Honour => HONOURS,
        other => unreachable!("{other:?} is no event of each case"),
    };
    read_event_model(&Source::new(format!("models/{}.toml", process.name()), text))
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
