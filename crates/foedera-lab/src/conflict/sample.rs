//! The estimation samples: who is at risk on each 1 January, what was known of it, and what came within the year.

use std::collections::{BTreeMap, BTreeSet};

use foedera_diagnostic::Problems;
use foedera_process::{Effect, Process, View, What};
use foedera_store::WorldFile;
use foedera_world::{Day, StateId};

use super::known::{Known, Pairs};
use super::past::{Onset, Past};

/// A state, or a first state towards a second, on a 1 January.
#[derive(Debug, Clone, PartialEq)]
pub struct YearCase {
    /// The year that begins then.
    pub year: i16,
    /// The state, with its COW number.
    pub first: (StateId, u16),
    /// The second state of a pair.
    pub second: Option<(StateId, u16)>,
    /// Whether the event happened within the year.
    pub happened: bool,
    /// The highest hostility of the disputes that the first began with the second within the year; 0 without one.
    pub hostility: u8,
    /// The values of [`effects`], in their order; `None` where missing.
    pub values: Vec<Option<f64>>,
}

/// The cases of a process, and how many directed pairs of states were in the system in each year.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The cases, by year.
    pub cases: Vec<YearCase>,
    /// Directed pairs of states in the system, by year.
    pub pairs: BTreeMap<i16, usize>,
}

/// The effects of the cases of a process, without the intercept.
pub fn effects(process: Process) -> Vec<Effect> {
    match process.what {
        What::Dispute => Effect::OF_DISPUTES.to_vec(),
        What::Coup => Effect::OF_COUPS.to_vec(),
        _ => Effect::OF_CONFLICTS.to_vec(),
    }
}

/// The cases of a process in the years of a window, with the effects of the catalogue as they were known on each 1 January.
///
/// Of *dispute*: politically relevant directed dyads, both in the COW system on that day; of *coup* and *conflict*: the states in it.
///
/// # Errors
/// A world file that cannot be read, or lacks a table.
pub fn cases(world: &WorldFile, past: &Past, process: Process, years: (i16, i16)) -> Result<Sample, Problems> {
    let pairs = process.what == What::Dispute;
    let read = if pairs { Pairs::Relevant } else { Pairs::None };
    let mut known = Known::new(world, past, years, read)?;
    let (effects, happened) = (effects(process), Happened::of(past, process));
    let (mut cases, mut all_pairs) = (Vec::new(), BTreeMap::new());
    for year in years.0..=years.1 {
        let day = Day::start_of_year(year);
        let system = known.system(day);
        all_pairs.insert(year, system.len() * system.len().saturating_sub(1));
        let states: Vec<StateId> = system.iter().map(|own| own.0).collect();
        known.lay_states(&states, year);
        let at_risk = if pairs { relevant(&known, &system, day) } else { Vec::new() };
        for (first, second) in &at_risk {
            known.lay_pair(first.0, second.0, year);
        }
        // All pairs are laid before one is read: effects read both ways round.
        let options = at_risk.into_iter().map(|(first, second)| (first, Some(second)));
        let states = system.into_iter().filter(|_| !pairs).map(|state| (state, None));
        for (first, second) in options.chain(states) {
            let view = match second {
                Some(second) => View::of_pair(&known.world, day, first.0, second.0),
                None => View::of_state(&known.world, day, first.0),
            };
            let values = effects.iter().map(|effect| effect.value(&view)).collect();
            let hostility = happened.hostility.get(&(year, first.0, second.map(|own| own.0))).copied();
            let happened = hostility.is_some();
            cases.push(YearCase { year, first, second, happened, hostility: hostility.unwrap_or(0), values });
        }
    }
    Ok(Sample { cases, pairs: all_pairs })
}

/// A state with its COW number.
type Numbered = (StateId, u16);

/// The politically relevant directed dyads of a day.
fn relevant(known: &Known<'_>, system: &[Numbered], day: Day) -> Vec<(Numbered, Numbered)> {
    let majors: BTreeSet<StateId> = system.iter().map(|own| own.0).filter(|own| known.is_major(*own, day)).collect();
    let mut found = Vec::new();
    for first in system {
        for second in system.iter().filter(|second| second.0 != first.0) {
            let major = majors.contains(&first.0) || majors.contains(&second.0);
            if major || known.contiguity(first.0, second.0, day) > 0 {
                found.push((*first, *second));
            }
        }
    }
    found
}

/// What happened in a year, with the highest hostility where it has one.
struct Happened {
    hostility: BTreeMap<(i16, StateId, Option<StateId>), u8>,
}

impl Happened {
    fn of(past: &Past, process: Process) -> Self {
        let mut hostility = BTreeMap::new();
        let mut told = |key: (i16, StateId, Option<StateId>), level: u8| {
            let own = hostility.entry(key).or_insert(level);
            *own = level.max(*own);
        };
        let by_year = match process.what {
            What::Dispute => {
                let one = |of: &Onset| told((of.day.year(), of.first, Some(of.second)), of.hostility);
                past.onsets.iter().for_each(one);
                return Self { hostility };
            }
            What::Coup => &past.coups,
            _ => &past.conflicts,
        };
        for (state, years) in by_year {
            years.iter().for_each(|year| told((*year, *state, None), 0));
        }
        Self { hostility }
    }
}
