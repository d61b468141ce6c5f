//! The world of an estimation sample: figures of a world file, and what the past counts, laid on each 1 January.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foedera_almanac::{Ground, Layer, Timeline};
use foedera_diagnostic::Problems;
use foedera_panel::{PanelKind, put_world};
use foedera_store::WorldFile;
use foedera_world::{Day, EventKind, Field, NetworkId, Roster, StateId, Subject, World};

use super::past::{Past, table};
use crate::guarantee::lay;

/// The figures of states that are read of a world file.
const OF_STATES: [(Field, &str); 7] = [
    (Field::CINC, "cinc"),
    (Field::POLYARCHY, "polyarchy"),
    (Field::IDEAL_POINT, "ideal_point"),
    (Field::MAJOR_POWER, "major_power"),
    (Field::MILPER, "milper"),
    (Field::GDP_PER_HEAD, "gdp_per_head"),
    (Field::POPULATION, "population"),
];
/// The figures of a first state towards a second.
const OF_PAIRS: [&str; 2] = ["capital_distance", "defense"];
/// The type of contiguity up to which states are neighbours: a land border, or up to 12 miles of water.
const NEAR: i32 = 2;

/// Which pairs of states a sample reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pairs {
    /// None.
    None,
    /// Those of politically relevant dyads.
    Relevant,
    /// All, their distance alone.
    All,
}

/// Contiguity of two states: its type, first and last day.
type Border = (i32, Day, Option<Day>);

/// The world as it was known on a 1 January.
pub(crate) struct Known<'a> {
    past: &'a Past,
    roster: Arc<Roster>,
    timeline: Timeline,
    borders: BTreeMap<(StateId, StateId), Vec<Border>>,
    /// The world, on the day of the last year that was laid.
    pub(crate) world: World,
    near: BTreeSet<(StateId, StateId)>,
}

impl<'a> Known<'a> {
    /// What a world file tells of the years of a sample; of pairs of states as far as it reads them.
    pub(crate) fn new(file: &WorldFile, past: &'a Past, years: (i16, i16), pairs: Pairs) -> Result<Self, Problems> {
        let borders = borders(file)?;
        let roster = Arc::clone(file.roster());
        let from = (&*roster, file);
        let majors: BTreeSet<StateId> = majors(file)?;
        let relevant =
            |a: StateId, b: StateId| borders.contains_key(&(a, b)) || majors.contains(&a) || majors.contains(&b);
        let (mut layer, years) = (Layer::default(), (years.0 - 10, years.1));
        put_world(&mut layer, from, (PanelKind::StateYear, &OF_STATES.map(|own| own.1)), years, |_, _| true)?;
        match pairs {
            Pairs::None => {}
            Pairs::Relevant => put_world(&mut layer, from, (PanelKind::DirectedDyadYear, &OF_PAIRS), years, relevant)?,
            // A distance is the same either way round.
            Pairs::All => {
                put_world(&mut layer, from, (PanelKind::DirectedDyadYear, &OF_PAIRS[..1]), years, |a, b| a < b)?;
            }
        }
        let timeline = Timeline::default().with(Ground::World, layer);
        let world = World::new(Arc::clone(&roster));
        Ok(Self { past, roster, timeline, borders, world, near: BTreeSet::new() })
    }

    /// The states in the COW system on a day, with their numbers.
    pub(crate) fn system(&self, day: Day) -> Vec<(StateId, u16)> {
        let holds = |(from, until): (Day, Option<Day>)| from <= day && until.is_none_or(|until| day <= until);
        let code = |state: StateId| {
            let mut spells = self.roster.state(state).spells.iter();
            spells.find(|spell| spell.cow_days.is_some_and(holds)).and_then(|spell| spell.cow)
        };
        let all = (0..self.roster.states().len()).map(StateId::from_index);
        all.filter_map(|state| Some((state, code(state)?))).collect()
    }

    /// How two states are contiguous on a day: 0 not at all, 1 by land, 2 to 5 across water.
    pub(crate) fn contiguity(&self, first: StateId, second: StateId, day: Day) -> i32 {
        let spells = self.borders.get(&(first, second)).map_or(&[][..], Vec::as_slice);
        let holds = |of: &&Border| of.1 <= day && of.2.is_none_or(|until| day <= until);
        spells.iter().filter(holds).map(|of| of.0).find(|kind| *kind > 0).unwrap_or(0)
    }

    /// Whether a state is a major power on a day, by the year before.
    pub(crate) fn is_major(&self, state: StateId, day: Day) -> bool {
        self.timeline.get("major_power", Subject::State(state), day).is_some_and(|known| known.value > 0.0)
    }

    /// Lay what is known of states on a 1 January.
    pub(crate) fn lay_states(&mut self, states: &[StateId], year: i16) {
        let day = Day::start_of_year(year);
        self.world.advance(day);
        for state in states {
            for (field, name) in OF_STATES {
                let value = self.timeline.get(name, Subject::State(*state), day).map(|known| known.value);
                lay(&mut self.world, day, field, Subject::State(*state), value);
            }
            self.lay_past(*state, year);
        }
        self.lay_borders(states, day);
    }

    /// What happened to a state before a year.
    fn lay_past(&mut self, state: StateId, year: i16) {
        let none = Vec::new();
        let of = |years: &BTreeMap<StateId, Vec<i16>>, window: i16| {
            let own = years.get(&state).unwrap_or(&none);
            let counted = own.iter().filter(|own| (year - window..year).contains(*own)).count() as f64;
            (counted, own.iter().copied().filter(|own| *own < year).max())
        };
        let (coups, last_coup) = of(&self.past.coups, 10);
        let (conflicts, began) = of(&self.past.conflicts, 10);
        let fought = self.past.fighting.get(&state).and_then(|years| years.range(..year).next_back());
        let onsets = |own: fn(&super::Onset) -> StateId| {
            let within = |of: &&super::Onset| own(of) == state && (year - 5..year).contains(&of.day.year());
            self.past.onsets.iter().filter(within).count() as f64
        };
        let laid = [
            (Field::COUPS, Some(coups)),
            (Field::LAST_COUP, last_coup.map(last_day)),
            (Field::CONFLICT_ONSETS, Some(conflicts)),
            (Field::CONFLICT_BEGAN, began.map(last_day)),
            (Field::LAST_CONFLICT, fought.copied().map(last_day)),
            (Field::DISPUTES_BEGUN, Some(onsets(|of| of.first))),
            (Field::DISPUTES_SUFFERED, Some(onsets(|of| of.second))),
        ];
        for (field, value) in laid {
            self.world.assume(field, state.index(), value);
        }
    }

    /// Who borders on whom.
    fn lay_borders(&mut self, states: &[StateId], day: Day) {
        let inside: BTreeSet<StateId> = states.iter().copied().collect();
        let both = |pair: &(StateId, StateId)| pair.0 < pair.1 && inside.contains(&pair.0) && inside.contains(&pair.1);
        let touches = |pair: &(StateId, StateId)| (1..=NEAR).contains(&self.contiguity(pair.0, pair.1, day));
        let near: BTreeSet<_> = self.borders.keys().copied().filter(both).filter(touches).collect();
        let ties = near.symmetric_difference(&self.near).map(|pair| (*pair, f64::from(u8::from(near.contains(pair)))));
        for ((from, to), value) in ties.collect::<Vec<_>>() {
            let tie = EventKind::Tie { network: NetworkId::CONTIGUOUS, from, to, value };
            self.world.apply_on(day, tie).expect("an open network of states");
        }
        self.near = near;
    }

    /// Lay what is known of a first state towards a second on a 1 January, and what happened between them before.
    pub(crate) fn lay_pair(&mut self, first: StateId, second: StateId, year: i16) {
        let (day, of) = (Day::start_of_year(year), Subject::Pair(first, second));
        let known = |name: &str, of: Subject| self.timeline.get(name, of, day).map(|known| known.value);
        let distance = known("capital_distance", of);
        let owes = [of, of.reversed()].into_iter().filter_map(|of| known("defense", of)).fold(0.0, f64::max);
        let contiguity = f64::from(self.contiguity(first, second, day));
        let within =
            |of: &&super::Onset| of.first == first && of.second == second && (year - 10..year).contains(&of.day.year());
        let begun = self.past.onsets.iter().filter(within).count() as f64;
        let last = self.past.against.get(&(first, second)).and_then(|years| years.range(..year).next_back());
        let last = last.copied().map(last_day);
        let row = self.world.pair_row(first, second);
        lay(&mut self.world, day, Field::CAPITAL_DISTANCE, of, distance);
        lay(&mut self.world, day, Field::CONTIGUITY, of, Some(contiguity));
        let laid = [(Field::DEFENSE, Some(owes)), (Field::BEGUN_AGAINST, Some(begun)), (Field::LAST_DISPUTE, last)];
        for (field, value) in laid {
            self.world.assume(field, row, value);
        }
    }
}

impl Known<'_> {
    /// Lay the distance and the border of two states and the last dispute between them, either way round.
    pub(crate) fn lay_couple(&mut self, first: StateId, second: StateId, year: i16) {
        let day = Day::start_of_year(year);
        let ordered = Subject::Pair(first.min(second), first.max(second));
        let distance = self.timeline.get(OF_PAIRS[0], ordered, day).map(|known| known.value);
        for (from, to) in [(first, second), (second, first)] {
            let row = self.world.pair_row(from, to);
            let figures = [
                (Field::CAPITAL_DISTANCE, distance),
                (Field::CONTIGUITY, Some(f64::from(self.contiguity(from, to, day)))),
            ];
            for (field, value) in figures {
                if self.world.get(field, row) != value {
                    lay(&mut self.world, day, field, Subject::Pair(from, to), value);
                }
            }
            let last = self.past.against.get(&(from, to)).and_then(|years| years.range(..year).next_back());
            if let Some(last) = last {
                self.world.assume(Field::LAST_DISPUTE, row, Some(last_day(*last)));
            }
        }
    }
}

/// The last day of a year, as a number: what happened in it is known to the year alone.
fn last_day(year: i16) -> f64 {
    f64::from(Day::start_of_year(year + 1).plus_days(-1).number())
}

/// The states that were a major power at any time.
fn majors(world: &WorldFile) -> Result<BTreeSet<StateId>, Problems> {
    let frame = table(world, "major_power", "the major powers of COW")?;
    Ok((0..frame.len()).filter_map(|row| frame.state_at("state", row)).collect())
}

/// Contiguity by pair, either way round.
fn borders(world: &WorldFile) -> Result<BTreeMap<(StateId, StateId), Vec<Border>>, Problems> {
    let frame = table(world, "contiguity", "the direct contiguity of COW")?;
    // The last month of the data means that it has not ended.
    let open = Day::start_of_year(frame.span.1).plus_days(330);
    let mut borders: BTreeMap<(StateId, StateId), Vec<Border>> = BTreeMap::new();
    for row in 0..frame.len() {
        let own = (|| {
            let until = frame.day_at("end", row).filter(|until| *until < open);
            let border = (frame.whole_at("type", row)?, frame.day_at("start", row)?, until);
            Some(((frame.state_at("state1", row)?, frame.state_at("state2", row)?), border))
        })();
        if let Some((pair, border)) = own {
            borders.entry(pair).or_default().push(border);
        }
    }
    Ok(borders)
}
