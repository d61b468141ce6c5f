//! Shocks that come later: on a day of the futures, or after an event in them.
//!
//! The system of the treaty's processes with such shocks laid into the world when their time has come. What a shock moves is read anew from
//! then on. Shocks from the scenario's date on are laid before the futures begin, and are none of these.

use std::cell::Cell;

use foedera_futures::membership::{Membership, MembershipSystem, Parameters};
use foedera_futures::{Chance, Firing, Forced, Key, System, Touched};
use foedera_world::{Day, EventKind, Ground, Mark, Subject, World};

use crate::occurrence::Occurrence;
use crate::scenario::{Branch, Shock};

/// When a later shock comes, in years from the start.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Comes {
    /// At this time.
    At(f64),
    /// With the first such event at this time or later.
    After(Occurrence, f64),
}

/// A shock that comes later, with its factor in a draw.
#[derive(Debug, Clone, Copy)]
struct Later<'a> {
    shock: &'a Shock,
    comes: Comes,
    factor: f64,
}

/// Shocks to usable force that may come later in a branch: what each combination of them makes of allies' answers is kept.
pub(crate) const LATER_FORCES: usize = 4;

/// The later shocks of a branch in a draw.
#[derive(Debug, Clone, Default)]
pub(crate) struct Schedule<'a> {
    later: Vec<Later<'a>>,
    /// Those to usable force, which come first in `later`.
    forces: usize,
}

impl<'a> Schedule<'a> {
    /// Those of a branch with the factors of its shocks and of those to usable force.
    pub(crate) fn new(branch: &'a Branch, date: Day, factors: &[f64], forces: &[f64]) -> Self {
        let later = |(shock, factor): (&'a Shock, &f64)| {
            let time = shock.from.years_since(date);
            let comes = shock.after.map_or(Comes::At(time), |occurrence| Comes::After(occurrence, time));
            shock.is_later(date).then_some(Later { shock, comes, factor: *factor })
        };
        let mut all: Vec<Later<'a>> = branch.force_shocks.iter().zip(forces).filter_map(later).collect();
        let forces = all.len();
        all.extend(branch.shocks.iter().zip(factors).filter_map(later));
        Self { later: all, forces }
    }

    /// Whether nothing comes later.
    pub(crate) fn is_empty(&self) -> bool {
        self.later.is_empty()
    }

    /// The parameters once each combination of shocks to usable force has come, by their bits; none if there are no such shocks.
    pub(crate) fn variants(&self, of: &Membership<'_>, own: &Parameters) -> Vec<Parameters> {
        let Some(around) = of.surroundings().filter(|_| self.forces > 0) else { return Vec::new() };
        let with = |bits: usize| {
            let mut parameters = own.clone();
            let forces = &mut parameters.around.forces;
            forces.resize(around.states.len(), 1.0);
            for (_, later) in self.later[..self.forces].iter().enumerate().filter(|(bit, _)| bits & 1 << bit != 0) {
                for (force, state) in forces.iter_mut().zip(&around.states) {
                    *force *= if state.state == later.shock.state { later.factor } else { 1.0 };
                }
            }
            parameters
        };
        (0..1 << self.forces).map(with).collect()
    }
}

/// The processes of a treaty with what comes later.
pub(crate) struct Scheduled<'a> {
    system: MembershipSystem<'a>,
    schedule: &'a Schedule<'a>,
    variants: &'a [Parameters],
    /// Which of the later shocks have come in this future, by their bits.
    come: Cell<u32>,
}

impl<'a> Scheduled<'a> {
    /// The system with a schedule and its [`Schedule::variants`].
    pub(crate) fn new(system: MembershipSystem<'a>, schedule: &'a Schedule<'a>, variants: &'a [Parameters]) -> Self {
        Self { system, schedule, variants, come: Cell::new(0) }
    }

    /// The processes as they are now.
    pub(crate) fn now(&self) -> MembershipSystem<'_> {
        let bits = self.come.get() as usize & ((1 << self.schedule.forces) - 1);
        match self.variants.get(bits) {
            Some(parameters) => MembershipSystem { parameters, ..self.system },
            None => self.system,
        }
    }

    /// The parameters before anything comes later.
    pub(crate) fn parameters(&self) -> &'a Parameters {
        self.system.parameters
    }

    fn has_come(&self, place: usize) -> bool {
        self.come.get() & 1 << place != 0
    }

    /// A shock comes.
    fn lay(&self, place: usize, world: &mut World, day: Day, touched: &mut Touched) {
        self.come.set(self.come.get() | 1 << place);
        if place < self.schedule.forces {
            return;
        }
        let Later { shock, factor, .. } = self.schedule.later[place];
        let Some(now) = world.figure_on(shock.variable, shock.state, day) else { return };
        let (of, field) = (Subject::State(shock.state), shock.variable.field());
        let kind = EventKind::Figure { of, field, value: Some(now * factor), ground: Ground::Scenario };
        world.apply_on(day, kind).expect("a figure of today");
        touched.everything();
    }

    /// The times of shocks that have not come.
    fn times(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let at = |(place, later): (usize, &Later<'_>)| match later.comes {
            Comes::At(time) if !self.has_come(place) => Some((place, time)),
            _ => None,
        };
        self.schedule.later.iter().enumerate().filter_map(at)
    }
}

impl System for Scheduled<'_> {
    type State = World;
    type Mark = Mark;

    fn clocks(&self, world: &World) -> usize {
        self.system.clocks(world)
    }

    fn key(&self, world: &World, clock: usize) -> Key {
        self.system.key(world, clock)
    }

    fn rates(&self, world: &World, time: f64, clocks: &[u32], rates: &mut [f64]) {
        self.now().rates(world, time, clocks, rates);
    }

    fn next_change(&self, world: &World, time: f64) -> f64 {
        let next = self.system.next_change(world, time);
        self.times().map(|(_, at)| at).filter(|at| *at > time).fold(next, f64::min)
    }

    fn advance(&self, world: &mut World, time: f64, touched: &mut Touched) {
        // A course begins anew.
        if time <= 0.0 {
            self.come.set(0);
        }
        self.now().advance(world, time, touched);
        let due: Vec<usize> = self.times().filter(|(_, at)| *at <= time).map(|(place, _)| place).collect();
        due.into_iter().for_each(|place| self.lay(place, world, self.system.of.day(time), touched));
    }

    fn ages(&self, clock: usize) -> bool {
        self.system.ages(clock)
    }

    fn fire(&self, world: &mut World, clock: usize, firing: &Firing, touched: &mut Touched) {
        let calls = world.next_call();
        self.now().fire(world, clock, firing, touched);
        for (place, later) in self.schedule.later.iter().enumerate() {
            if let Comes::After(occurrence, from) = later.comes
                && !self.has_come(place)
                && firing.time >= from
                && occurrence.count(self.system.of, world, clock, calls) > 0
            {
                self.lay(place, world, self.system.of.day(firing.time), touched);
            }
        }
    }

    fn begin(&self, world: &mut World, chance: Chance) {
        self.come.set(0);
        self.system.begin(world, chance);
    }

    fn is_over(&self, world: &World) -> bool {
        self.system.is_over(world)
    }

    fn forced(&self) -> &[Forced] {
        self.system.forced()
    }

    fn is_possible(&self, world: &World, clock: usize) -> bool {
        self.now().is_possible(world, clock)
    }

    fn shared_until(&self) -> f64 {
        self.system.shared_until()
    }

    fn mark(&self, world: &mut World) -> Mark {
        self.system.mark(world)
    }

    fn rollback(&self, world: &mut World, to: Mark) {
        self.system.rollback(world, to);
    }
}
