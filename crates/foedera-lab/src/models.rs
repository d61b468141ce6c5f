//! The models and scenarios that come with the program.

use std::collections::BTreeSet;

use foedera_atlas::ATLAS_SHA256;
use foedera_diagnostic::document::read;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_process::event::EventModel;
use foedera_process::response::AnswerModel;
use foedera_process::{
    Model, Outcome, Process, ProcessKind, What, process_of, read_answer_model, read_event_model, read_model,
};
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
    /// Answers to calls; `None`: the model in the program.
    pub answers: Option<AnswerModel>,
    /// The folder that they were read from; `None`: they come with the program.
    pub folder: Option<String>,
    /// SHA-256 of each model file, by process.
    pub sha256: Vec<(String, String)>,
    /// In what they differ from the models of the program that a reader must know; none of those themselves.
    pub cautions: Vec<String>,
}

const LEAVE: &str = include_str!("../../../models/leave.toml");
const ENDS: &str = include_str!("../../../models/ends.toml");
const REPLACED: &str = include_str!("../../../models/replaced.toml");
const JOINS: &str = include_str!("../../../models/joins.toml");
const HONOURS: &str = include_str!("../../../models/honours.toml");
const DISPUTE: &str = include_str!("../../../models/dispute.toml");
const COUP: &str = include_str!("../../../models/coup.toml");
const CONFLICT: &str = include_str!("../../../models/conflict.toml");
const OPENS: &str = include_str!("../../../models/opens.toml");
const JOIN: &str = include_str!("../../../models/join.toml");
const PACT: &str = include_str!("../../../models/pact.toml");
const COOPERATION: &str = include_str!("../../../models/cooperation.toml");
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
        Self::read(&[source("leave", LEAVE), source("ends", ENDS), source("replaced", REPLACED)])
    }

    /// The models of a folder of the user's: each file says of which process it is, whatever its name. Those of processes that a forecast
    /// does not run are passed over.
    ///
    /// # Errors
    /// A file that is of no process of the list, two of one process, a process without a file, and what is wrong with a file.
    pub fn of_folder(folder: &str, files: &[Source]) -> Result<Self, Problems> {
        let fitted: Vec<Source> = files.iter().filter(|file| !is_counted(file)).cloned().collect();
        let (mut own, shipped) = (Self::read(&fitted)?, Self::embedded()?);
        own.folder = Some(folder.to_owned());
        let pairs = [(&own.leave, &shipped.leave), (&own.ends, &shipped.ends), (&own.replaced, &shipped.replaced)];
        own.cautions = pairs.into_iter().filter_map(|(own, shipped)| other_data(own, shipped)).collect();
        Ok(own)
    }

    /// The models of files that say of which process they are.
    fn read(files: &[Source]) -> Result<Self, Problems> {
        let places: Vec<Process> = files.iter().map(process_of).collect::<Result<_, _>>()?;
        for (place, process) in places.iter().enumerate() {
            if let Some(first) = places[..place].iter().position(|other| other == process) {
                let message = format!("`{}` is a model of `{}`, too", files[first].name(), process.name());
                let remedy = "keep one model of each process in the folder";
                let place = Place::File(files[place].name().to_owned());
                return Err(Diagnostic::new(Code::Inconsistent, place, message, remedy).into());
            }
        }
        let mut hashes = Vec::new();
        let mut read = |kind: ProcessKind| {
            let found = places.iter().position(|process| process.outcome() == Outcome::Hazard(kind));
            let Some(place) = found else {
                let message = format!("no file is a model of `{}`, which a forecast needs", kind.name());
                let names: Vec<&str> = files.iter().map(Source::name).collect();
                let place = Place::File(names.first().copied().unwrap_or("the folder").to_owned());
                let remedy = "add one: those of the program stand in models/, and `foedera fit` makes others";
                return Err(Problems::from(Diagnostic::new(Code::Missing, place, message, remedy)));
            };
            hashes.push((kind.name().to_owned(), sha256(files[place].text())));
            read_model(&files[place])
        };
        let (leave, ends, replaced) =
            (read(ProcessKind::Leave)?, read(ProcessKind::Ends)?, read(ProcessKind::Replaced)?);
        let of_answers = places.iter().position(|process| process.outcome() == Outcome::Ordered);
        let answers = of_answers.map(|place| read_answer_model(&files[place])).transpose()?;
        hashes.extend(of_answers.map(|place| ("answers".to_owned(), sha256(files[place].text()))));
        Ok(Self { leave, ends, replaced, answers, folder: None, sha256: hashes, cautions: Vec::new() })
    }
}

/// Whether a file is one of rates that are counted or of walks of figures: no fitted process of the list, so passed over here.
fn is_counted(file: &Source) -> bool {
    let named = read(file, |root| Some(root.string_or_none("process").map(|own| own.value)));
    named.ok().flatten().is_some_and(|name| ["freeze", "calls", "levels", "treaty"].contains(&name.as_str()))
}

/// In which datasets a model differs from that of the program: by the fingerprint of the files that it was fitted on.
fn other_data(own: &Model, shipped: &Model) -> Option<String> {
    let of = |model: &Model| -> BTreeSet<(String, String)> {
        model.card.datasets.iter().map(|data| (data.dataset.clone(), data.sha256.clone())).collect()
    };
    let (own_data, shipped_data) = (of(own), of(shipped));
    let other: BTreeSet<&str> =
        own_data.symmetric_difference(&shipped_data).map(|(dataset, _)| dataset.as_str()).collect();
    let list = other.into_iter().collect::<Vec<_>>().join(", ");
    (!list.is_empty()).then(|| {
        format!(
            "The model of *{}* was fitted on other data than the program's, by the fingerprints in the file: {list}.",
            own.kind.name()
        )
    })
}

/// Whether a model of answers was fitted on another register of calls than that of the program; then in words.
pub(crate) fn other_atlas(fitted_on: &str) -> Option<String> {
    let short = |sha256: &str| sha256.chars().take(12).collect::<String>();
    (fitted_on != ATLAS_SHA256).then(|| {
        format!(
            "the model was fitted on another atlas ({}) than the program's ({}): fit it again, `foedera fit answers`",
            short(fitted_on),
            short(ATLAS_SHA256)
        )
    })
}

/// The model in the program of a process of events: *joins*, *honours*, *dispute*, *coup* or *conflict*.
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
        What::Dispute => DISPUTE,
        What::Coup => COUP,
        What::Conflict => CONFLICT,
        What::Open => OPENS,
        What::Enter => JOIN,
        What::Pact => PACT,
        What::Agree => COOPERATION,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Vec<Source> {
        let source = |name: &str, text: &str| Source::new(format!("own/{name}.toml"), text);
        let levels = include_str!("../../../models/levels.toml");
        let all = [("b", REPLACED), ("c", LEAVE), ("a", JOINS), ("d", ENDS), ("f", DISPUTE), ("g", levels)];
        all.map(|(name, text)| source(name, text)).to_vec()
    }

    #[test]
    fn files_of_a_folder_are_found_by_what_they_say() {
        let models = Models::of_folder("own", &shipped()).unwrap_or_else(|problems| panic!("{problems}"));
        let kinds = [&models.leave, &models.ends, &models.replaced].map(|model| model.kind);
        assert_eq!(kinds, [ProcessKind::Leave, ProcessKind::Ends, ProcessKind::Replaced]);
        assert_eq!(models.sha256, Models::embedded().unwrap().sha256, "the same files under other names");
        assert!(models.cautions.is_empty(), "{:?}", models.cautions);
    }

    #[test]
    fn a_second_file_a_missing_one_and_one_of_no_process_are_refused() {
        let refused = |files: &[Source]| Models::of_folder("own", files).expect_err("refused").to_string();
        let mut twice = shipped();
        twice.push(Source::new("own/e.toml", LEAVE));
        let told = refused(&twice);
        assert!(told.contains("`own/c.toml` is a model of `leave`, too") && told.contains("own/e.toml"), "{told}");
        assert!(refused(&shipped()[..3]).contains("no file is a model of `ends`"));
        let mut unknown = shipped();
        unknown.push(Source::new("own/e.toml", LEAVE.replace("process = \"leave\"", "process = \"leaves\"")));
        let told = refused(&unknown);
        assert!(told.contains("own/e.toml:") && told.contains("is `leave` meant?"), "{told}");
    }

    #[test]
    fn other_data_than_the_programs_are_told() {
        let mut files = shipped();
        let sha256 = LEAVE.split("sha256 = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a dataset");
        files[1] = Source::new("own/c.toml", LEAVE.replace(sha256, &"0".repeat(64)));
        let models = Models::of_folder("own", &files).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(models.cautions.len(), 1, "{:?}", models.cautions);
        assert!(models.cautions[0].contains("*leave* was fitted on other data"), "{:?}", models.cautions);
        assert_eq!(other_atlas(ATLAS_SHA256), None);
        assert!(other_atlas("0123456789abcdef").is_some_and(|told| told.contains("another atlas (0123456789ab)")));
    }
}
