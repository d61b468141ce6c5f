//! The models and scenarios that come with the program.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use foedera_atlas::ATLAS_SHA256;
use foedera_diagnostic::document::read;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_process::event::EventModel;
use foedera_process::response::AnswerModel;
use foedera_process::{
    Levels, Model, Outcome, Process, ProcessKind, Rates, What, process_of, read_answer_model, read_event_model,
    read_model,
};
use sha2::{Digest, Sha256};

use crate::own_model::{Content, WITH_FILES, content};
use crate::switches::Switches;

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
    /// Disputes, coups, armed conflicts and who joins; of those that are not here, the models in the program.
    pub events: Vec<EventModel>,
    /// Counted rates of suspensions and of calls, the same.
    pub counted: Vec<Rates>,
    /// Walks of figures; `None`: those in the program.
    pub levels: Option<Levels>,
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

    /// The models of a folder of the user's: each file says of which process it is, whatever its name. Of those of leave, ends and replaced
    /// there must be one each, of others that a forecast runs there may be one; those that it does not run are passed over.
    ///
    /// # Errors
    /// A file that is of no process of the list, two of one process, a process without a file, and what is wrong with a file.
    pub fn of_folder(folder: &str, files: &[Source]) -> Result<Self, Problems> {
        let fitted: Vec<Source> = files.iter().filter(|file| !is_counted(file)).cloned().collect();
        let (mut own, shipped) = (Self::read(&fitted)?, Self::embedded()?);
        own.folder = Some(folder.to_owned());
        own.around(files)?;
        let pairs = [(&own.leave, &shipped.leave), (&own.ends, &shipped.ends), (&own.replaced, &shipped.replaced)];
        own.cautions = pairs.into_iter().filter_map(|(own, shipped)| other_data(own, shipped)).collect();
        Ok(own)
    }

    /// Read what a folder has of the processes around a treaty.
    fn around(&mut self, files: &[Source]) -> Result<(), Problems> {
        for file in files {
            let named =
                read(file, |root| Some(root.string_or_none("process").map(|own| own.value)))?.unwrap_or_default();
            let name = match named.as_str() {
                "joins" => {
                    self.events.push(read_event_model(file)?);
                    self.sha256.push((named, sha256(file.text())));
                    continue;
                }
                "calls" => "call",
                "dispute" | "coup" | "conflict" | "freeze" | "levels" => named.as_str(),
                _ => continue,
            };
            let taken = self.sha256.iter().any(|(own, _)| *own == named);
            if taken {
                let message = format!("a second file is a model of `{named}`");
                let (place, remedy) =
                    (Place::File(file.name().to_owned()), "keep one model of each process in the folder");
                return Err(Diagnostic::new(Code::Inconsistent, place, message, remedy).into());
            }
            match content(name, file)? {
                Content::Events(model) => self.events.push(*model),
                Content::Counted(rates) => self.counted.push(rates),
                Content::Levels(levels) => self.levels = Some(levels),
                Content::Hazard(_) | Content::Answers(_) => continue,
            }
            self.sha256.push((named, sha256(file.text())));
        }
        Ok(())
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
        Ok(Self {
            leave,
            ends,
            replaced,
            answers,
            events: Vec::new(),
            counted: Vec::new(),
            levels: None,
            folder: None,
            sha256: hashes,
            cautions: Vec::new(),
        })
    }
}

/// The models that a forecast runs by: of the files that a scenario names, else of the user's folder, else of the program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Used<'a> {
    pub(crate) leave: &'a Model,
    pub(crate) ends: &'a Model,
    pub(crate) replaced: &'a Model,
    pub(crate) answers: &'a AnswerModel,
    /// Disputes, coups, armed conflicts.
    pub(crate) events: [&'a EventModel; 3],
    pub(crate) joins: &'a EventModel,
    pub(crate) freeze: &'a Rates,
    pub(crate) calls: &'a Rates,
    pub(crate) levels: &'a Levels,
    /// What no scenario has named files for.
    pub(crate) given: &'a Models,
}

/// The counted rates of suspension of a scenario: those of a file that it names, else those in the program.
pub(crate) fn suspensions(switches: &Switches) -> &Rates {
    counted(&[], switches, ("freeze", "freeze"))
}

/// Counted rates by the name of their switch and of their process: of the file that a scenario names, else of a folder's, else of the program.
fn counted<'a>(folder: &'a [Rates], switches: &'a Switches, (switch, name): (&str, &str)) -> &'a Rates {
    match switches.file(switch) {
        Some(Content::Counted(rates)) => rates,
        _ => folder.iter().find(|own| own.process == name).unwrap_or_else(|| shipped_rates(name)),
    }
}

impl<'a> Used<'a> {
    pub(crate) fn of(models: &'a Models, switches: &'a Switches) -> Self {
        let hazard = |name: &str, given: &'a Model| match switches.file(name) {
            Some(Content::Hazard(model)) => &**model,
            _ => given,
        };
        let event = |process: Process| match switches.file(process.name()) {
            Some(Content::Events(model)) => &**model,
            _ => models.events.iter().find(|own| own.process == process).unwrap_or_else(|| shipped_events(process)),
        };
        Self {
            leave: hazard("leave", &models.leave),
            ends: hazard("ends", &models.ends),
            replaced: hazard("replaced", &models.replaced),
            answers: match switches.file("answer") {
                Some(Content::Answers(model)) => &**model,
                _ => models.answers.as_ref().unwrap_or_else(|| shipped_answers()),
            },
            events: FITTED.map(event),
            joins: event(Process::JOINS),
            freeze: counted(&models.counted, switches, ("freeze", "freeze")),
            calls: counted(&models.counted, switches, ("call", "calls")),
            levels: match switches.file("levels") {
                Some(Content::Levels(levels)) => levels,
                _ => models.levels.as_ref().unwrap_or_else(|| shipped_levels()),
            },
            given: models,
        }
    }

    /// SHA-256 of each file that is not of the program's own, and of those of members' processes, by process.
    pub(crate) fn sha256(&self, switches: &Switches) -> Vec<(String, String)> {
        let mut found = self.given.sha256.clone();
        for (process, own) in switches.files() {
            let process = WITH_FILES.iter().find(|file| file.0 == process).map_or(process, |file| file.1);
            match found.iter_mut().find(|(known, _)| known == process) {
                Some(known) => known.1.clone_from(&own.sha256),
                None => found.push((process.to_owned(), own.sha256.clone())),
            }
        }
        found
    }
}

/// The processes of years that a forecast has around a treaty.
pub(crate) const FITTED: [Process; 3] = [Process::DISPUTE, Process::COUP, Process::CONFLICT];

/// The model in the program of a process of events that futures run.
fn shipped_events(process: Process) -> &'static EventModel {
    static SHIPPED: [OnceLock<EventModel>; 4] = [const { OnceLock::new() }; 4];
    let place = FITTED.iter().position(|own| *own == process).unwrap_or(FITTED.len());
    SHIPPED[place].get_or_init(|| embedded_events(process).expect("a model in the program is read by a test"))
}

/// The model of answers in the program.
fn shipped_answers() -> &'static AnswerModel {
    static SHIPPED: OnceLock<AnswerModel> = OnceLock::new();
    SHIPPED.get_or_init(|| crate::guarantee::embedded_answers().expect("the model in the program is read by a test").0)
}

/// The counted rates in the program, of `freeze` or `calls`.
fn shipped_rates(name: &str) -> &'static Rates {
    static SHIPPED: [OnceLock<Rates>; 2] = [const { OnceLock::new() }; 2];
    let own = &SHIPPED[usize::from(name == "calls")];
    own.get_or_init(|| crate::conflict::embedded_rates(name).expect("a file in the program is read by a test"))
}

/// The walks of figures in the program.
fn shipped_levels() -> &'static Levels {
    static SHIPPED: OnceLock<Levels> = OnceLock::new();
    SHIPPED.get_or_init(|| crate::levels::embedded_levels().expect("a file in the program is read by a test"))
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
        let (own, shipped) = (&models.sha256, Models::embedded().unwrap().sha256);
        assert_eq!(own[..3], shipped, "the same files under other names");
        let around: Vec<&str> = own[3..].iter().map(|(process, _)| process.as_str()).collect();
        assert_eq!(around, ["joins", "dispute", "levels"], "what a forecast has around a treaty is used, too");
        assert!(models.events.len() == 2 && models.levels.is_some());
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
