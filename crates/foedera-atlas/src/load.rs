//! Loading a set of atlas files: kinds, order, and the final replay.

use std::sync::Arc;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_world::{Event, History, Roster};

use crate::{
    Atlas, calls, differences, figures, hedges, ledger, pairs, precedents, sources, states, ties, treaty_file, unrest,
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
            "invocations.toml" => return Some(Self::Invocations),
            "summits.toml" => return Some(Self::Summits),
            "precedents.toml" => return Some(Self::Precedents),
            _ if name.starts_with("sources") && name.ends_with(".toml") => return Some(Self::Sources),
            _ => {}
        }
        let kinds = [
            ("[treaty]", Self::Treaty),
            ("[[invocation]]", Self::Invocations),
            ("[[summit]]", Self::Summits),
            ("[[precedent]]", Self::Precedents),
            ("[[pair]]", Self::Pairs),
            ("[[figure]]", Self::Figures),
            ("[[force]]", Self::Figures),
            ("[[tie]]", Self::Ties),
            ("[[entry]]", Self::Ledger),
            ("[[step]]", Self::Hedges),
            ("[[source]]", Self::Sources),
        ];
        let headers = source.text().lines().map(str::trim_start).filter(|line| line.starts_with('['));
        let mut found: Option<usize> = None;
        for line in headers {
            let place = kinds.iter().position(|(header, _)| line.starts_with(header));
            found = place.into_iter().chain(found).min();
            // No other header goes before the first kind's, and most files are of it.
            if found == Some(0) {
                break;
            }
        }
        found.map(|place| kinds[place].1)
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
    pub(crate) unrest: Vec<crate::Unrest>,
    pub(crate) precedents: Vec<crate::Precedent>,
    pub(crate) patrons: Vec<crate::StatedPatron>,
    pub(crate) pairs: Vec<crate::PairNote>,
    pub(crate) differences: Vec<crate::Difference>,
    pub(crate) figures: Vec<crate::YearlyFigure>,
    pub(crate) forces: Vec<crate::Force>,
    pub(crate) ties: Vec<crate::Tie>,
    pub(crate) ledger: Vec<crate::LedgerFigure>,
    pub(crate) hedges: Vec<crate::HedgeEvent>,
    /// The key of the file whose rows need no source of their own: facts that a user states.
    pub(crate) own_source: Option<String>,
}

/// Whether the world is asked now if it accepts all facts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checked {
    /// They are those of the program, and its tests have asked.
    Before,
    /// They are somebody's own.
    Now,
}

pub(crate) fn load(files: &[Source], sha256: String, checked: Checked) -> Result<Atlas, Problems> {
    let mut loading = Loading::default();
    let mut problems = Problems::new();
    let known: Vec<(Kind, &Source)> = files.iter().filter_map(|file| Some((Kind::of(file)?, file))).collect();
    let order = [
        Kind::Sources,
        Kind::StateNames,
        Kind::States,
        Kind::Treaty,
        Kind::Invocations,
        Kind::Unrest,
        Kind::Summits,
        Kind::Precedents,
        Kind::Pairs,
        Kind::Figures,
        Kind::Ties,
        Kind::Ledger,
        Kind::Hedges,
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
                Kind::Unrest => unrest::read_unrest(file, &mut loading),
                Kind::Summits => calls::read_summits(file, &mut loading),
                Kind::Pairs => pairs::read_pairs(file, &mut loading),
                Kind::Figures => figures::read_figures(file, &mut loading),
                Kind::Ties => ties::read_ties(file, &mut loading),
                Kind::Ledger => ledger::read_ledger(file, &mut loading),
                Kind::Hedges => hedges::read_hedges(file, &mut loading),
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
    finished(loading, sha256, checked)
}

/// The atlas of what was read, if the world accepts it.
pub(crate) fn finished(loading: Loading, sha256: String, checked: Checked) -> Result<Atlas, Problems> {
    let history = match checked {
        Checked::Now => replayed(loading.roster, loading.events)?,
        Checked::Before => {
            let events = loading.events.into_iter().map(|stated| stated.event).collect();
            History::new(Arc::new(loading.roster), events)
        }
    };
    Ok(Atlas {
        history,
        treaties: loading.treaties,
        unrest: loading.unrest,
        precedents: loading.precedents,
        patrons: loading.patrons,
        pairs: loading.pairs,
        differences: loading.differences,
        figures: loading.figures,
        forces: loading.forces,
        ties: loading.ties,
        ledger: loading.ledger,
        hedges: loading.hedges,
        sources: loading.sources,
        sha256,
    })
}

/// The history of the stated events; what the world refuses is a contradiction between facts.
fn replayed(roster: Roster, stated: Vec<Stated>) -> Result<History, Problems> {
    let (events, places): (Vec<_>, Vec<_>) = stated.into_iter().map(|s| (s.event, s.place)).unzip();
    let roster = Arc::new(roster);
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
