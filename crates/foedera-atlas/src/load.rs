//! Loading a set of atlas files: kinds, order, and the final replay.

use std::collections::BTreeMap;
use std::sync::Arc;

use foedera_diagnostic::document::compiled_keys;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_world::{History, Roster};

use crate::later::Later;
use crate::loading::{Checked, Loading, Stated};
use crate::{
    Atlas, calls, capitals, differences, figures, hedges, ledger, pairs, precedents, sources, states, ties,
    treaty_file, unrest,
};

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
    /// `unrest.csv`.
    Unrest,
    /// `capitals.csv`.
    Capitals,
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
    /// `ledger-*.toml`.
    Ledger,
    /// `hedge-*.toml`.
    Hedges,
    /// `atop-differences.csv`.
    AtopDifferences,
}

impl Kind {
    /// The kind of a file by its name, or by its content for a treaty under another name.
    pub fn of(source: &Source) -> Option<Self> {
        let name = source.name().rsplit(['/', '\\']).next().unwrap_or_default();
        match name {
            "states.csv" => return Some(Self::States),
            "state-names.csv" => return Some(Self::StateNames),
            "atop-differences.csv" => return Some(Self::AtopDifferences),
            "unrest.csv" => return Some(Self::Unrest),
            "capitals.csv" => return Some(Self::Capitals),
            "invocations.toml" => return Some(Self::Invocations),
            "summits.toml" => return Some(Self::Summits),
            "precedents.toml" => return Some(Self::Precedents),
            _ if name.starts_with("sources") && name.ends_with(".toml") => return Some(Self::Sources),
            _ => {}
        }
        let place = match compiled_keys(source) {
            Some(keys) => keys.iter().filter_map(|key| Self::place_of(key)).min(),
            None => Self::of_headers(source.text()),
        };
        place.map(|place| Self::TABLES[place].1)
    }

    /// The tables that tell a file's kind; of several in one file the first here does.
    const TABLES: [(&'static str, Self); 11] = [
        ("treaty", Self::Treaty),
        ("invocation", Self::Invocations),
        ("summit", Self::Summits),
        ("precedent", Self::Precedents),
        ("pair", Self::Pairs),
        ("figure", Self::Figures),
        ("force", Self::Figures),
        ("tie", Self::Ties),
        ("entry", Self::Ledger),
        ("step", Self::Hedges),
        ("source", Self::Sources),
    ];

    fn place_of(table: &str) -> Option<usize> {
        Self::TABLES.iter().position(|(own, _)| *own == table)
    }

    /// The first kind whose table has a header in a text, which need not be valid: `[treaty]`, or `[[…]]` of the others.
    fn of_headers(text: &str) -> Option<usize> {
        let headers = text.lines().map(str::trim_start).filter_map(|line| {
            let single = line.strip_prefix('[')?;
            let (name, _) = single.strip_prefix('[').unwrap_or(single).split_once(']')?;
            let place = Self::place_of(name)?;
            // A treaty is one table, the others are many.
            ((place == 0) != single.starts_with('[')).then_some(place)
        });
        headers.min()
    }
}

/// What the readers gave back.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) sources: BTreeMap<String, crate::SourceEntry>,
    pub(crate) treaties: Vec<crate::TreatyFacts>,
    pub(crate) unrest: Vec<crate::Unrest>,
    pub(crate) capitals: Vec<crate::MovedCapital>,
    pub(crate) precedents: Vec<crate::Precedent>,
    pub(crate) patrons: Vec<crate::StatedPatron>,
    pub(crate) pairs: Vec<crate::PairNote>,
    pub(crate) differences: Vec<crate::Difference>,
    pub(crate) figures: crate::StatedFigures,
    pub(crate) ties: Vec<crate::Tie>,
    pub(crate) ledger: Vec<crate::LedgerFigure>,
    pub(crate) hedges: Vec<crate::HedgeEvent>,
}

impl Parts {
    /// Keep what was read of a treaty.
    pub(crate) fn add(&mut self, told: treaty_file::Told, loading: &mut Loading) {
        let (facts, patrons) = treaty_file::add(told, loading);
        self.treaties.push(facts);
        self.patrons.extend(patrons);
    }
}

/// The kinds in the order in which they are read: what others name comes first.
const ORDER: [Kind; 15] = [
    Kind::Sources,
    Kind::StateNames,
    Kind::States,
    Kind::Treaty,
    Kind::Invocations,
    Kind::Unrest,
    Kind::Capitals,
    Kind::Summits,
    Kind::Precedents,
    Kind::Pairs,
    Kind::Figures,
    Kind::Ties,
    Kind::Ledger,
    Kind::Hedges,
    Kind::AtopDifferences,
];

/// Read a file of this kind.
fn read_file(kind: Kind, file: &Source, loading: &mut Loading, parts: &mut Parts) -> Result<(), Problems> {
    match kind {
        Kind::Sources => parts.sources.extend(sources::read_sources(file, loading)?),
        Kind::StateNames => states::read_names(file, loading)?,
        Kind::States => states::read_states(file, loading)?,
        Kind::Treaty => parts.add(treaty_file::read_treaty(file, loading)?, loading),
        Kind::Invocations => calls::read_invocations(file, loading)?,
        Kind::Unrest => parts.unrest.extend(unrest::read_unrest(file, loading)?),
        Kind::Capitals => parts.capitals = capitals::read_capitals(file, loading)?,
        Kind::Summits => calls::read_summits(file, loading)?,
        Kind::Pairs => parts.pairs.extend(pairs::read_pairs(file, loading)?),
        Kind::Figures => parts.figures.extend(figures::read_figures(file, loading)?),
        Kind::Ties => parts.ties.extend(ties::read_ties(file, loading)?),
        Kind::Ledger => parts.ledger.extend(ledger::read_ledger(file, loading)?),
        Kind::Hedges => parts.hedges.extend(hedges::read_hedges(file, loading)?),
        Kind::AtopDifferences => parts.differences = differences::read_differences(file, loading)?,
        Kind::Precedents => parts.precedents.extend(precedents::read_precedents(file, loading)?),
    }
    Ok(())
}

/// A part of the program's own files, for when it is first asked for.
fn later<T: 'static>(files: &[(Kind, Source)], kind: Kind, roster: &Arc<Roster>, part: fn(Parts) -> T) -> Later<T> {
    let files: Vec<Source> = files.iter().filter(|(own, _)| *own == kind).map(|(_, file)| file.clone()).collect();
    let roster = Arc::clone(roster);
    Later::unread(move || {
        let mut loading = Loading { roster: Arc::clone(&roster), checked: Checked::Before, ..Loading::default() };
        let mut parts = Parts::default();
        for file in &files {
            read_file(kind, file, &mut loading, &mut parts)
                .unwrap_or_else(|problems| panic!("a test reads them: {problems}"));
        }
        part(parts)
    })
}

fn kinds_of(files: &[Source]) -> Vec<(Kind, Source)> {
    files.iter().filter_map(|file| Some((Kind::of(file)?, file.clone()))).collect()
}

/// The atlas of these files, all read and checked.
pub(crate) fn load(files: &[Source], sha256: String) -> Result<Atlas, Problems> {
    let (mut loading, mut parts) = (Loading::default(), Parts::default());
    let mut problems = Problems::new();
    let files = kinds_of(files);
    for wanted in ORDER {
        for (_, file) in files.iter().filter(|(kind, _)| *kind == wanted) {
            if let Err(found) = read_file(wanted, file, &mut loading, &mut parts) {
                problems.extend(found);
            }
        }
        // Without all sources and states, every later file would complain of what it cannot find.
        if !problems.is_empty() && matches!(wanted, Kind::Sources | Kind::StateNames | Kind::States) {
            return Err(problems);
        }
    }
    problems.or_ok(())?;
    finished(loading, parts, sha256)
}

/// The atlas of the program's own files, whose facts its tests have checked: states, treaties and dated events are read, the rest
/// is when it is asked for.
pub(crate) fn load_checked(files: &[Source], sha256: String) -> Result<Atlas, Problems> {
    let mut loading = Loading { checked: Checked::Before, ..Loading::default() };
    let mut parts = Parts::default();
    let files = kinds_of(files);
    let at_once = [Kind::StateNames, Kind::States, Kind::Treaty, Kind::Invocations, Kind::Summits];
    for wanted in at_once {
        for (_, file) in files.iter().filter(|(kind, _)| *kind == wanted) {
            read_file(wanted, file, &mut loading, &mut parts)?;
        }
    }
    let events = loading.events.into_iter().map(|stated| stated.event).collect();
    let roster = &loading.roster;
    Ok(Atlas {
        treaties: parts.treaties,
        patrons: parts.patrons,
        unrest: later(&files, Kind::Unrest, roster, |read| read.unrest),
        capitals: later(&files, Kind::Capitals, roster, |read| read.capitals),
        precedents: later(&files, Kind::Precedents, roster, |read| read.precedents),
        pairs: later(&files, Kind::Pairs, roster, |read| read.pairs),
        differences: later(&files, Kind::AtopDifferences, roster, |read| read.differences),
        figures: later(&files, Kind::Figures, roster, |read| read.figures),
        ties: later(&files, Kind::Ties, roster, |read| read.ties),
        ledger: later(&files, Kind::Ledger, roster, |read| read.ledger),
        hedges: later(&files, Kind::Hedges, roster, |read| read.hedges),
        sources: later(&files, Kind::Sources, roster, |read| read.sources),
        history: History::new(loading.roster, events),
        sha256,
    })
}

/// The atlas of what was read, if the world accepts it.
pub(crate) fn finished(loading: Loading, parts: Parts, sha256: String) -> Result<Atlas, Problems> {
    Ok(Atlas {
        history: replayed(loading.roster, loading.events)?,
        treaties: parts.treaties,
        unrest: parts.unrest.into(),
        capitals: parts.capitals.into(),
        precedents: parts.precedents.into(),
        patrons: parts.patrons,
        pairs: parts.pairs.into(),
        differences: parts.differences.into(),
        figures: parts.figures.into(),
        ties: parts.ties.into(),
        ledger: parts.ledger.into(),
        hedges: parts.hedges.into(),
        sources: parts.sources.into(),
        sha256,
    })
}

/// The history of the stated events; what the world refuses is a contradiction between facts.
fn replayed(roster: Arc<Roster>, stated: Vec<Stated>) -> Result<History, Problems> {
    let (events, places): (Vec<_>, Vec<_>) = stated.into_iter().map(|s| (s.event, s.place)).unzip();
    // Sorting the positions the way the history sorts its events keeps each event's place.
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_cached_key(|index| History::position(&events[*index]));
    let history = History::new(roster, events);
    let mut problems = Problems::new();
    for (position, refusal) in history.replay().refused {
        let event = &history.events()[position];
        problems.push(Diagnostic::new(
            Code::RefusedEvent,
            places[order[position]].clone(),
            format!("this fact ({}) contradicts another: {refusal}", event.when),
            match &places[order[position]] {
                Place::File(_) => {
                    "mend your facts, or take this event away with a `[[correction]]` that has `remove = true`"
                }
                _ => "compare the dates and states of the rows about this treaty",
            },
        ));
    }
    problems.or_ok(history)
}
