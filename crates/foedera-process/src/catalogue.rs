//! The catalogue of all effects of all processes, as one type: of memberships, calls, disputes and wars, of networks of events, and of
//! waves of a network.
//!
//! Where each is written: [`Effect`] (expressions over fields of the world), [`crate::relational::catalogue`] (statistics of a network that
//! moves), [`crate::actor_oriented::Effect`] (statistics of an actor's ties). This is what they say of themselves.

use foedera_world::Layout;

use crate::actor_oriented;
use crate::relational::ModelKind;
use crate::relational::catalogue::{EFFECTS, Entry, Needs};
use crate::{Effect, Process};

/// What the catalogue says of an effect, of whichever process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name in files and formulas; `NAME` in it stands for a covariate.
    pub name: &'static str,
    /// What it means.
    pub definition: &'static str,
    /// How it is computed.
    pub formula: String,
    /// In what it is measured.
    pub unit: &'static str,
    /// Where it is from: a paper, or the dataset of its figures.
    pub source: &'static str,
    /// What has it: an option of a process, a network, an attribute.
    pub of: &'static str,
    /// The processes that can have it; of networks the kinds of models.
    pub processes: Vec<&'static str>,
    /// What it reads: fields of the world, or of a network its ties, attributes and past events.
    pub reads: Vec<String>,
    /// The arguments that it takes in a formula.
    pub arguments: Vec<&'static str>,
    /// Of networks how many numbers are made anew when a tie or value changes.
    pub cost: Option<&'static str>,
}

/// The process of waves of a network.
const WAVES: &str = "panel";

/// All effects: those of alliances in the order of their catalogue, of networks of events, of waves.
pub fn all() -> Vec<Listed> {
    let of_waves = actor_oriented::Effect::all(0).into_iter().map(|effect| Listed::from(&effect));
    Effect::ALL.into_iter().map(Listed::from).chain(EFFECTS.iter().map(Listed::from)).chain(of_waves).collect()
}

/// The processes and kinds of models that have effects, each once, in the order in which the catalogue comes to them.
pub fn processes() -> Vec<&'static str> {
    let mut names: Vec<&str> = Process::ALL.map(Process::name).to_vec();
    names.extend(ModelKind::ALL.map(ModelKind::name));
    names.push(WAVES);
    names
}

impl From<Effect> for Listed {
    fn from(effect: Effect) -> Self {
        let entry = effect.entry();
        let layout = Layout::standard();
        let processes = effect.processes();
        let has = [Process::ANSWERS, Process::JOINS, Process::HONOURS, Process::LEAVE]
            .map(|process| processes.contains(&process.name()));
        let of = |wanted: &[Process]| wanted.iter().any(|process| processes.contains(&process.name()));
        let couple = of(&[Process::PACT, Process::COOPERATION]);
        let (treaty, candidate) = (of(&[Process::OPENS]), of(&[Process::JOIN]));
        let pair = processes.contains(&Process::DISPUTE.name());
        let state = [Process::COUP, Process::CONFLICT].iter().any(|process| processes.contains(&process.name()));
        Self {
            name: entry.name,
            definition: entry.definition,
            formula: entry.number.to_string(),
            unit: entry.unit,
            source: if entry.source.is_empty() { "none" } else { entry.source },
            of: match has {
                [false, true, _, true] => "every option and case",
                [false, false, false, false] if pair && couple => {
                    "a first state towards a second, or the two of a pair"
                }
                [false, false, false, false] if couple => "the two states of a pair",
                [false, false, false, false] if candidate && (pair || state) => {
                    "a state; of join one that may join a treaty"
                }
                [false, false, false, false] if treaty => "a treaty as a whole",
                [false, false, false, false] if candidate => "a state that may join a treaty",
                [false, false, false, false] if pair && state => "a state; of dispute the first of a pair",
                [false, false, false, false] if pair => "a first state towards a second",
                [false, false, false, false] if state => "a state",
                [true, true, ..] => "an ally that a call asks, or of a side of a dispute",
                [true, ..] => "an ally that a call asks",
                [_, true, ..] => "an ally of a side of a dispute",
                [_, _, true, _] => "a commitment in a war",
                [.., true] => "a member; in ends and replaced a treaty as a whole",
                _ => "a treaty as a whole",
            },
            processes,
            reads: entry.number.reads().into_iter().map(|field| layout.field(field).name.clone()).collect(),
            arguments: Vec::new(),
            cost: None,
        }
    }
}

impl From<&Entry> for Listed {
    fn from(entry: &Entry) -> Self {
        let (of, unit, reads): (_, _, &[&str]) = match entry.needs {
            Needs::Network => ("a network; without a name, that of the events", "ties, or their values", &["ties"]),
            Needs::TwoNetworks => ("two networks, list(a, b)", "ties, or their values", &["ties of both"]),
            Needs::Value => ("an attribute, actors$name", "that of the attribute", &["attribute"]),
            Needs::TwoValues => {
                ("an attribute, actors$name, or one of each side", "that of the attribute", &["attribute"])
            }
            Needs::NetworkAndValue => {
                ("a network and an attribute of its senders", "that of the attribute", &["ties", "attribute"])
            }
            Needs::Events if entry.is_last_event() => ("the past events", "0/1", &["last event"]),
            Needs::Events => ("the past events", "events, in parts", &["past events"]),
        };
        Self {
            name: entry.name,
            definition: entry.says,
            formula: entry.formula.to_owned(),
            unit,
            source: entry.paper,
            of,
            processes: ModelKind::ALL.into_iter().filter(|kind| entry.serves(*kind)).map(ModelKind::name).collect(),
            reads: reads.iter().map(|read| (*read).to_owned()).collect(),
            arguments: entry.arguments(),
            cost: Some(entry.cost),
        }
    }
}

impl From<&actor_oriented::Effect> for Listed {
    fn from(effect: &actor_oriented::Effect) -> Self {
        let (of, unit, reads): (_, _, &[&str]) = match (effect.covariate(), effect.is_directed()) {
            (Some(_), _) => {
                ("a covariate of actors, --covariate NAME=FILE", "that of the covariate", &["ties", "covariate"])
            }
            (None, Some(false)) => ("waves of a network without direction", "ties", &["ties"]),
            (None, _) => ("waves of a directed network", "ties", &["ties"]),
        };
        Self {
            name: effect.general_name(),
            definition: effect.words(),
            formula: effect.formula().to_owned(),
            unit,
            source: "Snijders 2001, Sociological Methodology 31",
            of,
            processes: vec![WAVES],
            reads: reads.iter().map(|read| (*read).to_owned()).collect(),
            arguments: Vec::new(),
            cost: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_effect_says_what_it_is_and_of_which_process() {
        let (known, all) = (processes(), all());
        for own in &all {
            let told = [own.name, own.definition, &own.formula, own.unit, own.source, own.of];
            assert!(told.into_iter().all(|words| !words.is_empty()), "{own:?}");
            assert!(own.processes.iter().all(|process| known.contains(process)), "{own:?}");
            assert!(own.cost.is_none() || !own.reads.is_empty(), "{own:?}");
        }
        // Of one process a name means one thing.
        for process in known {
            let mut names: Vec<&str> =
                all.iter().filter(|own| own.processes.contains(&process)).map(|own| own.name).collect();
            assert!(!names.is_empty(), "{process}");
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{process}");
        }
    }
}
