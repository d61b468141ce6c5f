//! Loading a set of atlas files: kinds, order, and the final replay.

use std::sync::Arc;

use foedera_diagnostic::document::compiled_keys;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_world::{Event, History, Roster};

use crate::later::Later;
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

/// An event and the place where it is stated.
pub(crate) struct Stated {
    pub(crate) event: Event,
    pub(crate) place: Place,
}

/// What the readers fill.
#[derive(Default)]
pub(crate) struct Loading {
    pub(crate) roster: Arc<Roster>,
    pub(crate) sources: std::collections::BTreeMap<String, crate::SourceEntry>,
    /// Spellings by state key, until the states are read.
    pub(crate) spellings: std::collections::BTreeMap<String, Vec<String>>,
    /// Names that several states share, with their keys, until the states are read.
    pub(crate) shared_names: Vec<(String, Vec<String>)>,
    pub(crate) events: Vec<Stated>,
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
    /// The key of the file whose rows need no source of their own: facts that a user states.
    pub(crate) own_source: Option<String>,
    pub(crate) checked: Checked,
}

impl Loading {
    /// The states, treaties and calls, to add to them.
    pub(crate) fn roster_mut(&mut self) -> &mut Roster {
        Arc::make_mut(&mut self.roster)
    }

    /// Whether a source is known, as every source of checked facts is.
    pub(crate) fn has_source(&self, key: &str) -> bool {
        self.checked == Checked::Before || self.sources.contains_key(key)
    }
}

/// Whether what the facts say of each other (sources that they name, the calls of unrest, what the world accepts) is looked at now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Checked {
    /// They are those of the program, and its tests have looked.
    Before,
    /// They are somebody's own.
    #[default]
    Now,
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
pub(crate) fn read_file(kind: Kind, file: &Source, loading: &mut Loading) -> Result<(), Problems> {
    match kind {
        Kind::Sources => sources::read_sources(file, loading),
        Kind::StateNames => states::read_names(file, loading),
        Kind::States => states::read_states(file, loading),
        Kind::Treaty => treaty_file::read_treaty(file, loading),
        Kind::Invocations => calls::read_invocations(file, loading),
        Kind::Unrest => unrest::read_unrest(file, loading),
        Kind::Capitals => capitals::read_capitals(file, loading),
        Kind::Summits => calls::read_summits(file, loading),
        Kind::Pairs => pairs::read_pairs(file, loading),
        Kind::Figures => figures::read_figures(file, loading),
        Kind::Ties => ties::read_ties(file, loading),
        Kind::Ledger => ledger::read_ledger(file, loading),
        Kind::Hedges => hedges::read_hedges(file, loading),
        Kind::AtopDifferences => differences::read_differences(file, loading),
        Kind::Precedents => precedents::read_precedents(file, loading),
    }
}

fn kinds_of(files: &[Source]) -> Vec<(Kind, Source)> {
    files.iter().filter_map(|file| Some((Kind::of(file)?, file.clone()))).collect()
}

/// The atlas of these files, all read and checked.
pub(crate) fn load(files: &[Source], sha256: String) -> Result<Atlas, Problems> {
    let mut loading = Loading::default();
    let mut problems = Problems::new();
    let files = kinds_of(files);
    for wanted in ORDER {
        for (_, file) in files.iter().filter(|(kind, _)| *kind == wanted) {
            if let Err(found) = read_file(wanted, file, &mut loading) {
                problems.extend(found);
            }
        }
        // Without all sources and states, every later file would complain of what it cannot find.
        if !problems.is_empty() && matches!(wanted, Kind::Sources | Kind::StateNames | Kind::States) {
            return Err(problems);
        }
    }
    problems.or_ok(())?;
    finished(loading, sha256)
}

/// The atlas of the program's own files, whose facts its tests have checked: states, treaties and dated events are read, the rest
/// is when it is asked for.
pub(crate) fn load_checked(files: &[Source], sha256: String) -> Result<Atlas, Problems> {
    let mut loading = Loading { checked: Checked::Before, ..Loading::default() };
    let files = kinds_of(files);
    let at_once = [Kind::StateNames, Kind::States, Kind::Treaty, Kind::Invocations, Kind::Summits];
    for wanted in at_once {
        for (_, file) in files.iter().filter(|(kind, _)| *kind == wanted) {
            read_file(wanted, file, &mut loading)?;
        }
    }
    let events = loading.events.into_iter().map(|stated| stated.event).collect();
    let roster = &loading.roster;
    Ok(Atlas {
        treaties: loading.treaties,
        patrons: loading.patrons,
        unrest: Later::unread(&files, Kind::Unrest, roster, |read| read.unrest),
        capitals: Later::unread(&files, Kind::Capitals, roster, |read| read.capitals),
        precedents: Later::unread(&files, Kind::Precedents, roster, |read| read.precedents),
        pairs: Later::unread(&files, Kind::Pairs, roster, |read| read.pairs),
        differences: Later::unread(&files, Kind::AtopDifferences, roster, |read| read.differences),
        figures: Later::unread(&files, Kind::Figures, roster, |read| read.figures),
        ties: Later::unread(&files, Kind::Ties, roster, |read| read.ties),
        ledger: Later::unread(&files, Kind::Ledger, roster, |read| read.ledger),
        hedges: Later::unread(&files, Kind::Hedges, roster, |read| read.hedges),
        sources: Later::unread(&files, Kind::Sources, roster, |read| read.sources),
        history: History::new(loading.roster, events),
        sha256,
    })
}

/// The atlas of what was read, if the world accepts it.
pub(crate) fn finished(loading: Loading, sha256: String) -> Result<Atlas, Problems> {
    Ok(Atlas {
        history: replayed(loading.roster, loading.events)?,
        treaties: loading.treaties,
        unrest: loading.unrest.into(),
        capitals: loading.capitals.into(),
        precedents: loading.precedents.into(),
        patrons: loading.patrons,
        pairs: loading.pairs.into(),
        differences: loading.differences.into(),
        figures: loading.figures.into(),
        ties: loading.ties.into(),
        ledger: loading.ledger.into(),
        hedges: loading.hedges.into(),
        sources: loading.sources.into(),
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
