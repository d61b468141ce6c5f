//! The estimation samples: who is at risk on each 1 January, what was known then, and what came within the year.

use std::collections::{BTreeMap, BTreeSet};

use foedera_diagnostic::Problems;
use foedera_process::event::{Case, Cases};
use foedera_process::{Effect, Process, View, What};
use foedera_store::WorldFile;
use foedera_world::{Day, Field, StateId, TreatyId};

use super::past::{Past, couple};
use crate::conflict::Past as Conflicts;
use crate::conflict::known::{Known, Pairs};

/// A state with its COW number.
type Numbered = (StateId, u16);

/// Whom a case is of: a treaty, a state and a treaty, or two states, on the 1 January of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The year that begins then.
    pub year: i16,
    /// The treaty.
    pub treaty: Option<TreatyId>,
    /// The state that may join, or the first of a pair.
    pub first: Option<Numbered>,
    /// The second of a pair.
    pub second: Option<Numbered>,
}

/// The cases of a process.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Whom they are of, by year.
    pub keys: Vec<Key>,
    /// What was known and what came; the intercept is the first column.
    pub rows: Cases,
    /// The names of treaties.
    pub treaties: BTreeMap<TreatyId, String>,
}

/// The effects of the cases of a process, without the intercept.
pub fn effects(process: Process) -> Vec<Effect> {
    match process.what {
        What::Open => Effect::OF_OPENINGS.to_vec(),
        What::Enter => Effect::OF_ENTRIES.to_vec(),
        What::Pact => Effect::OF_PACTS.to_vec(),
        _ => Effect::OF_AGREEMENTS.to_vec(),
    }
}

/// Up to how many years in the system a state is a new one among those that may join.
const NEW: f64 = 3.0;

/// The cases of a process in the years of a window, with the effects of the catalogue as they were known on each 1 January.
///
/// # Errors
/// A world file that cannot be read, or lacks a table.
pub fn cases(
    world: &WorldFile,
    (conflicts, past): (&Conflicts, &Past),
    process: Process,
    years: (i16, i16),
) -> Result<Sample, Problems> {
    let history = world.history()?;
    let mut known = Known::new(world, conflicts, years, Pairs::All)?;
    let mut replay = history.start();
    std::mem::swap(&mut known.world, &mut replay.world);
    let treaties = history.roster().treaties().map(|(id, treaty)| (id, treaty.key.clone())).collect();
    let all: Vec<Effect> = std::iter::once(Effect::INTERCEPT).chain(effects(process)).collect();
    let rows = Cases { process, effects: all, rows: Vec::new(), values: Vec::new(), share: 1.0 };
    let mut sample = Sample { keys: Vec::new(), rows, treaties };
    let happened = Happened::of(past, process);
    for year in years.0..=years.1 {
        let day = Day::start_of_year(year);
        // What is of 1 January is of the year that begins.
        std::mem::swap(&mut known.world, &mut replay.world);
        replay.run_to(&history, day.plus_days(-1));
        std::mem::swap(&mut known.world, &mut replay.world);
        let system = known.system(day);
        let states: Vec<StateId> = system.iter().map(|own| own.0).collect();
        known.lay_states(&states, year);
        for (place, first) in states.iter().enumerate() {
            states[place + 1..].iter().for_each(|second| known.lay_couple(*first, *second, year));
        }
        match process.what {
            What::Open | What::Enter => sample.add_treaties(&mut known, past, (&system, day), &happened),
            _ => sample.add_couples(&mut known, (&system, day), &happened),
        }
    }
    Ok(sample)
}

impl Sample {
    fn add(&mut self, key: Key, group: u32, happened: bool, view: &View<'_>) {
        let values = self.rows.effects.iter().map(|effect| match *effect {
            Effect::INTERCEPT => 1.0,
            effect => effect.value(view).unwrap_or(f64::NAN),
        });
        self.rows.values.extend(values.collect::<Vec<f64>>());
        self.rows.rows.push(Case { year: Some(key.year), group, happened });
        self.keys.push(key);
    }

    /// The treaties that a state may join, and the states that may join them.
    fn add_treaties(
        &mut self,
        known: &mut Known<'_>,
        past: &Past,
        (system, day): (&[Numbered], Day),
        happened: &Happened,
    ) {
        let year = day.year();
        let number = |place: usize| u32::try_from(place).expect("a roster has fewer");
        for treaty in self.treaties.keys().copied().collect::<Vec<_>>() {
            if !Process::OPENS.who.is_open(&View::of_treaty(&known.world, day, treaty)) {
                continue;
            }
            let may = |own: &&Numbered| Process::JOIN.who.holds(&View::of_candidate(&known.world, day, treaty, own.0));
            let candidates: Vec<Numbered> = system.iter().filter(may).copied().collect();
            if candidates.is_empty() {
                continue;
            }
            let whole = View::of_treaty(&known.world, day, treaty);
            let is_new = |own: &&Numbered| whole.age(own.0).is_some_and(|age| age <= NEW);
            let new = candidates.iter().filter(is_new).count() as f64;
            let lets = known.world.roster().treaty(treaty).atop.and_then(|atop| past.is_open_to_new(atop, day));
            let laid = [
                (Field::OPEN_TO_NEW, lets.map(|lets| f64::from(u8::from(lets)))),
                (Field::CANDIDATES, Some(candidates.len() as f64)),
                (Field::NEW_CANDIDATES, Some(new)),
            ];
            laid.into_iter().for_each(|(field, value)| known.world.assume(field, treaty.index(), value));
            let joined = |state: StateId| happened.entries.contains(&(year, treaty, state));
            if self.rows.process.what == What::Open {
                let key = Key { year, treaty: Some(treaty), first: None, second: None };
                let opened = candidates.iter().any(|own| joined(own.0));
                self.add(key, number(treaty.index()), opened, &View::of_treaty(&known.world, day, treaty));
                continue;
            }
            for own in candidates {
                let key = Key { year, treaty: Some(treaty), first: Some(own), second: None };
                let view = View::of_candidate(&known.world, day, treaty, own.0);
                self.add(key, number(treaty.index()), joined(own.0), &view);
            }
        }
    }

    /// Each two states.
    fn add_couples(&mut self, known: &mut Known<'_>, (system, day): (&[Numbered], Day), happened: &Happened) {
        let year = day.year();
        let pacts = self.rows.process.what == What::Pact;
        let (ten, three, with) = if pacts {
            (Field::PACTS_10_YEARS, Field::RECENT_PACTS, Field::PACTS_WITH)
        } else {
            (Field::AGREEMENTS_10_YEARS, Field::AGREEMENTS_3_YEARS, Field::AGREEMENTS_WITH)
        };
        let (mut of_ten, mut of_three, mut between) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (both, made) in &happened.couples {
            for _ in made.range(year - 10..year).flat_map(|(_, count)| 0..*count) {
                [both.0, both.1].into_iter().for_each(|state| *of_ten.entry(state).or_insert(0.0) += 1.0);
                *between.entry(*both).or_insert(0.0) += 1.0;
            }
            for _ in made.range(year - 3..year).flat_map(|(_, count)| 0..*count) {
                [both.0, both.1].into_iter().for_each(|state| *of_three.entry(state).or_insert(0.0) += 1.0);
            }
        }
        for (state, _) in system {
            known.world.assume(ten, state.index(), Some(of_ten.get(state).copied().unwrap_or(0.0)));
            known.world.assume(three, state.index(), Some(of_three.get(state).copied().unwrap_or(0.0)));
        }
        // A pair whose last pact is more than ten years old has none left.
        for both in happened.couples.keys() {
            let value = Some(between.get(both).copied().unwrap_or(0.0));
            for row in [known.world.pair_row(both.0, both.1), known.world.pair_row(both.1, both.0)] {
                known.world.assume(with, row, value);
            }
        }
        for (place, first) in system.iter().enumerate() {
            for second in &system[place + 1..] {
                let both = couple(first.0, second.0);
                let made = happened.couples.get(&both).is_some_and(|made| made.contains_key(&year));
                let key = Key { year, treaty: None, first: Some(*first), second: Some(*second) };
                let (low, high) = (first.1.min(second.1), first.1.max(second.1));
                let view = View::of_pair(&known.world, day, both.0, both.1);
                self.add(key, u32::from(low) * 1000 + u32::from(high), made, &view);
            }
        }
    }

    /// A case in words.
    pub fn words(&self, row: usize, name: impl Fn(StateId) -> String) -> String {
        let Key { treaty, first, second, .. } = self.keys[row];
        let treaty = treaty.map(|treaty| self.treaties[&treaty].clone());
        match (treaty, first.map(|own| name(own.0)), second.map(|own| name(own.0))) {
            (Some(treaty), Some(state), _) => format!("{state} to {treaty}"),
            (Some(treaty), None, _) => treaty,
            (None, Some(first), Some(second)) => format!("{first} and {second}"),
            _ => String::new(),
        }
    }
}

/// What happened in which year.
struct Happened {
    entries: BTreeSet<(i16, TreatyId, StateId)>,
    /// Pacts or agreements of two states: how many in which year.
    couples: BTreeMap<(StateId, StateId), BTreeMap<i16, u32>>,
}

impl Happened {
    fn of(past: &Past, process: Process) -> Self {
        let entries = past.entries.iter().map(|of| (of.day.year(), of.treaty, of.state)).collect();
        let mut couples: BTreeMap<(StateId, StateId), BTreeMap<i16, u32>> = BTreeMap::new();
        let mut made = |both: (StateId, StateId), day: Day| {
            *couples.entry(both).or_default().entry(day.year()).or_insert(0) += 1;
        };
        match process.what {
            What::Pact => past.pacts().for_each(|(both, of)| made(both, of.day)),
            What::Agree => past.agreements.iter().for_each(|of| made((of.0, of.1), of.2)),
            _ => {}
        }
        Self { entries, couples }
    }
}

/// Accession in two steps: the probability of each case of *join* as that of its treaty to take in others, times that of the state to be
/// among those who join if at least one does, by the probabilities of *join* as if they were independent.
pub fn two_steps(join: &[Key], said: &[f64], opens: &BTreeMap<(TreatyId, i16), f64>) -> Vec<f64> {
    let mut none: BTreeMap<(TreatyId, i16), f64> = BTreeMap::new();
    let of = |key: &Key| (key.treaty.expect("a case of join has a treaty"), key.year);
    for (key, p) in join.iter().zip(said) {
        *none.entry(of(key)).or_insert(0.0) += foedera_math::ln_1p(-p);
    }
    let one = |(key, p): (&Key, &f64)| {
        let any = -foedera_math::exp_m1(none[&of(key)]);
        opens.get(&of(key)).map_or(*p, |opens| (opens * p / any).clamp(0.0, 1.0 - f64::EPSILON))
    };
    join.iter().zip(said).map(one).collect()
}
