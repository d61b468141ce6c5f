//! Loading a set of atlas files: kinds, order, and the final replay.

use std::sync::Arc;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_world::{Event, History, Roster};

use crate::{Atlas, calls, differences, figures, pairs, precedents, sources, states, ties, treaty_file};

/// What an atlas file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `states.csv`.
    States,
    /// `state-names.csv`.
    StateNames,
    /// `sources*.toml`.
    Sources,
    /// A file in `treaties/`, or any TOML file with a `[treaty]`.
    Treaty,
    /// `invocations.toml`.
    Invocations,
    /// `summits.toml`.
    Summits,
    /// `precedents.toml`.
    Precedents,
    /// `pairs.toml`.
    Pairs,
    /// `figures*.toml`.
    Figures,
    /// `ties.toml`.
    Ties,
    /// `atop-differences.csv`.
    AtopDifferences,
}

impl Kind {
    /// The kind of a file by its name, or by its content for a treaty under another name.
    pub fn of(source: &Source) -> Option<Self> {
        let name = source.name().rsplit(['/', '\\']).next().unwrap_or_default();
        let has_table = |header: &str| source.text().lines().any(|line| line.trim_start().starts_with(header));
        match name {
            "states.csv" => Some(Self::States),
            "state-names.csv" => Some(Self::StateNames),
            "atop-differences.csv" => Some(Self::AtopDifferences),
            "invocations.toml" => Some(Self::Invocations),
            "summits.toml" => Some(Self::Summits),
            "precedents.toml" => Some(Self::Precedents),
            _ if name.starts_with("sources") && name.ends_with(".toml") => Some(Self::Sources),
            _ if has_table("[treaty]") => Some(Self::Treaty),
            _ if has_table("[[invocation]]") => Some(Self::Invocations),
            _ if has_table("[[summit]]") => Some(Self::Summits),
            _ if has_table("[[precedent]]") => Some(Self::Precedents),
            _ if has_table("[[pair]]") => Some(Self::Pairs),
            _ if has_table("[[figure]]") || has_table("[[force]]") => Some(Self::Figures),
            _ if has_table("[[tie]]") => Some(Self::Ties),
            _ if has_table("[[source]]") => Some(Self::Sources),
            _ => None,
        }
    }
}

/// An event and the place where it is stated.
pub(crate) struct Stated {
    pub(crate) event: Event,
    pub(crate) place: Place,
}

/// What the readers fill.
#[derive(Default)]
pub(crate) struct Loading {
    pub(crate) roster: Roster,
    pub(crate) sources: std::collections::BTreeMap<String, crate::SourceEntry>,
    /// Spellings by state key, until the states are read.
    pub(crate) spellings: std::collections::BTreeMap<String, Vec<String>>,
    /// Names that several states share, with their keys, until the states are read.
    pub(crate) shared_names: Vec<(String, Vec<String>)>,
    pub(crate) events: Vec<Stated>,
    pub(crate) treaties: Vec<crate::TreatyFacts>,
    pub(crate) precedents: Vec<crate::Precedent>,
    pub(crate) patrons: Vec<crate::StatedPatron>,
    pub(crate) pairs: Vec<crate::PairNote>,
    pub(crate) differences: Vec<crate::Difference>,
    pub(crate) figures: Vec<crate::YearlyFigure>,
    pub(crate) forces: Vec<crate::Force>,
    pub(crate) ties: Vec<crate::Tie>,
}

pub(crate) fn load(files: &[Source]) -> Result<Atlas, Problems> {
    let mut loading = Loading::default();
    let mut problems = Problems::new();
    let known: Vec<(Kind, &Source)> = files.iter().filter_map(|file| Some((Kind::of(file)?, file))).collect();
    let order = [
        Kind::Sources,
        Kind::StateNames,
        Kind::States,
        Kind::Treaty,
        Kind::Invocations,
        Kind::Summits,
        Kind::Precedents,
        Kind::Pairs,
        Kind::Figures,
        Kind::Ties,
        Kind::AtopDifferences,
    ];
    for wanted in order {
        for (_, file) in known.iter().filter(|(kind, _)| *kind == wanted) {
            let read = match wanted {
                Kind::Sources => sources::read_sources(file, &mut loading),
                Kind::StateNames => states::read_names(file, &mut loading),
                Kind::States => states::read_states(file, &mut loading),
                Kind::Treaty => treaty_file::read_treaty(file, &mut loading),
                Kind::Invocations => calls::read_invocations(file, &mut loading),
                Kind::Summits => calls::read_summits(file, &mut loading),
                Kind::Pairs => pairs::read_pairs(file, &mut loading),
                Kind::Figures => figures::read_figures(file, &mut loading),
                Kind::Ties => ties::read_ties(file, &mut loading),
                Kind::AtopDifferences => differences::read_differences(file, &mut loading),
                Kind::Precedents => precedents::read_precedents(file, &mut loading),
            };
            if let Err(found) = read {
                problems.extend(found);
            }
        }
        // Without all sources and states, every later file would complain of what it cannot find.
        if !problems.is_empty() && matches!(wanted, Kind::Sources | Kind::StateNames | Kind::States) {
            return Err(problems);
        }
    }
    problems.or_ok(())?;
    let history = replayed(loading.roster, loading.events)?;
    Ok(Atlas {
        history,
        treaties: loading.treaties,
        precedents: loading.precedents,
        patrons: loading.patrons,
        pairs: loading.pairs,
        differences: loading.differences,
        figures: loading.figures,
        forces: loading.forces,
        ties: loading.ties,
        sources: loading.sources,
        sha256: crate::fingerprint(files),
    })
}

/// The history of the stated events; what the world refuses is a contradiction between facts.
fn replayed(roster: Roster, stated: Vec<Stated>) -> Result<History, Problems> {
    let (events, places): (Vec<_>, Vec<_>) = stated.into_iter().map(|s| (s.event, s.place)).unzip();
    let roster = Arc::new(roster);
    // Sorting the positions the way the history sorts its events keeps each event's place.
    let history = History::new(Arc::clone(&roster), events.clone());
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_key(|index| History::position(&events[*index]));
    let mut problems = Problems::new();
    for (position, refusal) in history.replay().refused {
        let event = &history.events()[position];
        problems.push(Diagnostic::new(
            Code::RefusedEvent,
            places[order[position]].clone(),
            format!("this fact ({}) contradicts another: {refusal}", event.when),
            "compare the dates and states of the rows about this treaty",
        ));
    }
    problems.or_ok(history)
}
