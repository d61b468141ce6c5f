//! Drift of figures: capability, regime and ideal point of each state move at turns of the year, by random walks with common and regional
//! shocks.
//!
//! A path belongs to every second future of a draw, so that the two halves of a draw differ by it and what it brings is chance, not a
//! parameter that is not known. The same path in every branch: it is keyed by state, figure and turn.

use foedera_math::{Draw, Stream, exp, quantile};
use foedera_process::{Scale, Walk};
use foedera_world::{Day, Field, StateId, World};

/// The numbers of the shocks that all states, and those of a region, have in common: beyond those of states.
const WORLD: u32 = u32::MAX;

/// A figure that walks, with the field of the world that it is.
#[derive(Debug, Clone, Copy)]
pub struct Walking<'a> {
    /// The field.
    pub field: Field,
    /// Its walk.
    pub walk: &'a Walk,
}

/// A state whose figures walk.
#[derive(Debug, Clone, Copy)]
struct Drifting {
    state: StateId,
    subject: u32,
    region: u8,
}

/// The walks of the figures of some states from a day on.
#[derive(Debug, Clone)]
pub struct Drift<'a> {
    walking: Vec<Walking<'a>>,
    states: Vec<Drifting>,
    /// Each 1 January from the start to the end.
    turns: Vec<Day>,
    /// Quantiles of what a coup that succeeds changes in the regime of its state.
    jumps: &'a [f64],
}

/// The changes of one path.
#[derive(Debug, Clone)]
pub struct DriftPath<'d> {
    drift: &'d Drift<'d>,
    /// On the scale of each walk: turn by turn, state by state, figure by figure.
    changes: Vec<f64>,
}

impl<'a> Drift<'a> {
    /// The walks of states, each with its region, from a day to another.
    pub fn new(
        world: &World,
        walking: Vec<Walking<'a>>,
        states: &[(StateId, u8)],
        (start, end): (Day, Day),
        jumps: &'a [f64],
    ) -> Self {
        let own = |(state, region): &(StateId, u8)| Drifting {
            state: *state,
            subject: super::stable(&world.roster().state(*state).key),
            region: *region,
        };
        let turns = (start.year() + 1..=end.year()).map(Day::start_of_year).filter(|turn| *turn <= end);
        Self { walking, states: states.iter().map(own).collect(), turns: turns.collect(), jumps }
    }

    /// The fields that walk, of each state.
    pub fn figures(&self) -> impl Iterator<Item = (Field, StateId)> {
        self.states.iter().flat_map(|own| self.walking.iter().map(|walking| (walking.field, own.state)))
    }

    /// The path of this number.
    pub fn path(&self, seed: u64, number: u32) -> DriftPath<'_> {
        let (figures, states) = (self.walking.len(), self.states.len());
        let mut changes = vec![0.0; self.turns.len() * states * figures];
        for (figure, Walking { walk, .. }) in self.walking.iter().enumerate() {
            // Shocks remember each other from year to year as the changes of a state do.
            let shocks = |subject: u32| {
                let draw = Draw { seed, future: number, stream: Stream::Levels, option: subject };
                let fresh = (1.0 - walk.memory * walk.memory).sqrt();
                let mut last = 0.0;
                let one = move |turn: usize| {
                    let normal = draw.normal((turn * 16 + figure) as u32);
                    last = if turn == 0 { normal } else { walk.memory * last + fresh * normal };
                    last
                };
                (0..self.turns.len()).map(one).collect::<Vec<f64>>()
            };
            let common = shocks(WORLD);
            let mut regions: Vec<(u8, Vec<f64>)> = Vec::new();
            for (place, own) in self.states.iter().enumerate() {
                if regions.iter().all(|known| known.0 != own.region) {
                    regions.push((own.region, shocks(WORLD - 1 - u32::from(own.region))));
                }
                let region = &regions.iter().find(|known| known.0 == own.region).expect("it was put in").1;
                for (turn, shock) in shocks(own.subject).into_iter().enumerate() {
                    let change = walk.change(common[turn], region[turn], shock);
                    changes[(turn * states + place) * figures + figure] = change;
                }
            }
        }
        DriftPath { drift: self, changes }
    }
}

impl DriftPath<'_> {
    /// Bring the figures of a world up to its day: every turn since a figure was last entered moves it. What is missing stays so.
    pub fn catch_up(&self, world: &mut World) {
        let Some(day) = world.day() else { return };
        let Drift { walking, states, turns, .. } = self.drift;
        for (place, own) in states.iter().enumerate() {
            for (figure, Walking { field, walk }) in walking.iter().enumerate() {
                let row = own.state.index();
                let Some((since, _)) = world.entered(*field, row) else { continue };
                let first = turns.partition_point(|turn| *turn <= since);
                for (turn, from) in turns.iter().enumerate().skip(first).take_while(|(_, turn)| **turn <= day) {
                    let change = self.changes[(turn * states.len() + place) * walking.len() + figure];
                    let Some(now) = world.figure(*field, own.state) else { continue };
                    world.enter_simulated(*field, row, walk.moved(now, change), *from);
                }
            }
        }
    }

    /// What the usable force of a state is multiplied by on a day: it follows its capability.
    pub(super) fn force(&self, state: StateId, day: Day) -> f64 {
        let Drift { walking, states, turns, .. } = self.drift;
        let place = states.iter().position(|own| own.state == state);
        let figure = walking.iter().position(|own| own.field == Field::CINC && own.walk.scale == Scale::Log);
        let Some((place, figure)) = place.zip(figure) else { return 1.0 };
        let past = 0..turns.partition_point(|turn| *turn <= day);
        exp(past.map(|turn| self.changes[(turn * states.len() + place) * walking.len() + figure]).sum())
    }

    /// The regime of a state after a coup that succeeds, by a uniform number; `None` where it is not known.
    pub(super) fn after_coup(&self, regime: Option<f64>, u: f64) -> Option<f64> {
        let jumps = Some(self.drift.jumps).filter(|jumps| !jumps.is_empty());
        Some((regime? + jumps.map_or(0.0, |jumps| quantile(jumps, u))).clamp(0.0, 1.0))
    }
}
