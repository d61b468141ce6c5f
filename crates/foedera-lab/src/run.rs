//! One draw of a forecast: parameters, shocks, and the futures of every branch.

use std::borrow::Cow;
use std::sync::Arc;

use foedera_futures::membership::{DriftPath, Known, Membership, MembershipSystem, Parameters, Readings, Surrounded};
use foedera_futures::{Course, Ended, Engine, Forced, Run};
use foedera_world::{EventKind, Field, Ground, Subject, World};

use crate::draw::{parameters, shock_factor};
use crate::lead::Strength;
use crate::plan::Plan;
use crate::scenario::{Branch, Shock};
use crate::support::{Reading, moved_by, readings, renewed};
use crate::tally::Outcome;
use crate::watch::{Half, Reading as Read, Standings, Watch};

/// One draw: in each branch what the effects read, and the outcome.
pub(crate) struct Drawn {
    pub(crate) readings: Vec<Arc<Vec<Reading>>>,
    pub(crate) branches: Vec<Outcome>,
}

/// What all draws of a run share, and each worker has a copy of: the world, and what is read in each branch.
#[derive(Clone)]
pub(crate) struct Worker<'a> {
    of: &'a Membership<'a>,
    world: World,
    engine: Engine,
    course: Course,
    fitted: Vec<f64>,
    branches: Vec<OfBranch>,
}

/// A branch as a worker has it.
#[derive(Clone)]
struct OfBranch {
    readings: Readings,
    /// What the effects read on the date without a shock, and which of it the branch's shocks move.
    told: Arc<Vec<Reading>>,
    moved: Vec<bool>,
    standings: Standings,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(plan: &Plan<'_>, of: &'a Membership<'a>) -> Self {
        let mut world = plan.world.clone();
        let end = plan.end();
        let told = Arc::new(readings(plan, &world));
        let branches = plan.scenario.branches.iter().map(|branch| {
            let figures: Vec<(Field, Subject)> =
                branch.shocks.iter().map(|shock| (shock.variable.field(), Subject::State(shock.state))).collect();
            let drifting = plan.drift.iter().flat_map(foedera_futures::membership::Drift::figures);
            let moving = drifting.map(|(field, state)| (field, Subject::State(state))).chain(figures.iter().copied());
            OfBranch {
                readings: Readings::new(of, &mut world, end, &moving.collect::<Vec<_>>()),
                told: Arc::clone(&told),
                moved: moved_by(plan, &world, &figures),
                standings: Standings::default(),
            }
        });
        let branches = branches.collect();
        Self { branches, of, engine: Engine::default(), course: Course::default(), fitted: Vec::new(), world }
    }
}

impl Plan<'_> {
    /// The last time asked about, in years.
    pub(crate) fn end(&self) -> f64 {
        *self.times.last().expect("at least one horizon")
    }

    /// The processes of the treaty's members.
    pub(crate) fn membership(&self) -> Membership<'_> {
        let models = (self.models.leave, self.models.ends, self.models.replaced);
        let (treaty, start) = (self.scenario.treaty, self.scenario.date);
        Membership::new(models, &self.world, (treaty, start), (self.patron, self.members.clone()))
            .with_surroundings(self.moving.as_ref().map(|moving| moving.around.clone()))
    }

    /// The parameters of the draw of this number.
    pub(crate) fn parameters(&self, index: u32) -> Parameters {
        let mut parameters = parameters(self, index);
        parameters.leave[0] += self.moved[0];
        parameters.ends[0] += self.moved[1];
        parameters.replaced[0] += self.moved[1];
        parameters
    }

    /// The strength of a branch in a draw, if its shocks move it.
    pub(crate) fn strength_of(&self, index: u32, branch: usize) -> Option<Strength> {
        let branch = &self.scenario.branches[branch];
        let forces = self.force_factors(branch, index);
        (!forces.is_empty()).then(|| self.strength.shocked(branch, &forces, |state| self.place(state)))
    }

    /// The parameters with a branch's shocks to usable force, which allies' answers read.
    fn with_forces<'p>(&self, own: &'p Parameters, branch: &Branch, factors: &[f64]) -> Cow<'p, Parameters> {
        let Some(moving) = self.moving.as_ref().filter(|_| !factors.is_empty()) else { return Cow::Borrowed(own) };
        let mut parameters = own.clone();
        let states = moving.around.states.iter();
        let factor = |own: &Surrounded| {
            let shocks = branch.force_shocks.iter().zip(factors).filter(|(shock, _)| shock.state == own.state);
            shocks.map(|(_, factor)| *factor).product()
        };
        parameters.around.forces = states.map(factor).collect();
        Cow::Owned(parameters)
    }

    /// The factors of a branch's shocks in a draw.
    pub(crate) fn factors(&self, branch: &Branch, index: u32) -> Vec<f64> {
        self.factors_of(&branch.shocks, index)
    }

    /// The factors of a branch's shocks to usable force in a draw.
    pub(crate) fn force_factors(&self, branch: &Branch, index: u32) -> Vec<f64> {
        self.factors_of(&branch.force_shocks, index)
    }

    fn factors_of(&self, shocks: &[Shock], index: u32) -> Vec<f64> {
        let shocks = shocks.iter().enumerate();
        shocks.map(|(number, shock)| shock_factor(shock.factor, self.settings.seed, index, number)).collect()
    }

    /// Run one future of a draw in the first branch.
    pub(crate) fn one_future<W>(&self, worker: &mut Worker<'_>, draw: u32, future: u32, watch: &mut W) -> Ended
    where
        W: for<'s> foedera_futures::Watch<MembershipSystem<'s>>,
    {
        let half = self.half(draw, future);
        self.in_draw(worker, (draw, half), &[], |engine, system, course, world| {
            engine.run(system, course, world, self.run_of(future), watch)
        })
    }

    /// Run all futures of a draw in the first branch, with what is made to happen; `after` is told when each is over.
    pub(crate) fn each_future<W>(
        &self,
        worker: &mut Worker<'_>,
        draw: u32,
        forced: &[Forced],
        watch: &mut W,
        mut after: impl FnMut(&W),
    ) where
        W: for<'s> foedera_futures::Watch<MembershipSystem<'s>>,
    {
        let (first, count) = self.settings.share(draw);
        let halves: u32 = if self.drift.is_some() { 2 } else { 1 };
        for half in 0..halves {
            self.in_draw(worker, (draw, half), forced, |engine, system, course, world| {
                for future in (first + half..first + count).step_by(halves as usize) {
                    engine.run(system, course, world, self.run_of(future), watch);
                    after(watch);
                }
            });
        }
    }

    fn run_of(&self, future: u32) -> Run {
        Run { seed: self.settings.seed, future, until: self.end(), most_events: self.most_events }
    }

    /// Whether a future is among those of even (0) or odd (1) number of its draw: these share the drift of figures.
    fn half(&self, draw: u32, future: u32) -> u32 {
        (future - self.settings.share(draw).0) % 2
    }

    /// How figures move in a half of a draw.
    fn path(&self, draw: u32, half: u32) -> Option<DriftPath<'_>> {
        self.drift.as_ref().map(|drift| drift.path(self.settings.seed, 2 * draw + half))
    }

    /// Do something with the system of a half of a draw in the first branch.
    fn in_draw<T>(
        &self,
        worker: &mut Worker<'_>,
        (draw, half): (u32, u32),
        forced: &[Forced],
        work: impl FnOnce(&mut Engine, &MembershipSystem<'_>, &Course, &mut World) -> T,
    ) -> T {
        let branch = &self.scenario.branches[0];
        let parameters = self.parameters(draw);
        let parameters = self.with_forces(&parameters, branch, &self.force_factors(branch, draw)).into_owned();
        let mark = worker.world.mark();
        self.shock(&mut worker.world, &self.scenario.branches[0], draw);
        let Worker { of, world, engine, course, fitted, branches } = worker;
        let readings = &mut branches[0].readings;
        let path = self.path(draw, half);
        readings.renew(of, world, path.as_ref());
        let system = MembershipSystem { of, parameters: &parameters, known: None, forced, drift: path.as_ref() };
        readings.course(&system, course, fitted);
        let system = MembershipSystem { known: Some(Known::new(readings, fitted)), ..system };
        let done = work(engine, &system, course, world);
        worker.world.rollback(mark);
        done
    }

    /// The draw of this number; the worker's world is as it was afterwards.
    pub(crate) fn draw(&self, worker: &mut Worker<'_>, index: u32) -> Drawn {
        let parameters = self.parameters(index);
        let count = self.scenario.branches.len();
        let mut drawn = Drawn { readings: Vec::with_capacity(count), branches: Vec::with_capacity(count) };
        for (place, branch) in self.scenario.branches.iter().enumerate() {
            let mark = worker.world.mark();
            self.shock(&mut worker.world, branch, index);
            let own = &worker.branches[place];
            drawn.readings.push(renewed(self, &worker.world, &own.told, &own.moved));
            let strength = self.strength_of(index, place);
            let parameters = self.with_forces(&parameters, branch, &self.force_factors(branch, index));
            let outcome = self.outcome(worker, place, &parameters, strength.as_ref(), index);
            drawn.branches.push(outcome);
            worker.world.rollback(mark);
        }
        drawn
    }

    /// Lay the shocks of a branch over the world.
    fn shock(&self, world: &mut World, branch: &Branch, index: u32) {
        for (shock, factor) in branch.shocks.iter().zip(self.factors(branch, index)) {
            let now = world.figure_on(shock.variable, shock.state, shock.from);
            let value = now.map(|value| value * factor);
            let (of, field) = (Subject::State(shock.state), shock.variable.field());
            let kind = EventKind::Figure { of, field, value, ground: Ground::Scenario };
            world.apply_on(shock.from, kind).expect("a shock on the date of the world");
        }
    }

    /// The futures of a draw in a branch; `strength` is that of the draw, if it is not the plan's.
    fn outcome(
        &self,
        worker: &mut Worker<'_>,
        place: usize,
        parameters: &Parameters,
        strength: Option<&Strength>,
        index: u32,
    ) -> Outcome {
        let Worker { of, world, engine, course, fitted, branches } = worker;
        let OfBranch { readings, standings, .. } = &mut branches[place];
        let mut own = Standings::default();
        let standings = if strength.is_some() { &mut own } else { standings };
        let reading = Read { threshold: self.scenario.threshold, strength: strength.unwrap_or(&self.strength) };
        let (first, count) = self.settings.share(index);
        // Without drift both halves have one course.
        let groups: &[&[u32]] = if self.drift.is_some() { &[&[0], &[1]] } else { &[&[0, 1]] };
        let (mut initial, mut halves, mut stopped) = (Vec::new(), <[Half; 2]>::default(), 0);
        for group in groups {
            let path = self.path(index, group[0]);
            readings.renew(of, world, path.as_ref());
            let system = MembershipSystem { of, parameters, known: None, forced: &[], drift: path.as_ref() };
            readings.course(&system, course, fitted);
            let system = MembershipSystem { known: Some(Known::new(readings, fitted)), ..system };
            let mut watch = Watch::new(of, &self.times, reading, standings, (world, course));
            initial = watch.initial();
            for future in (0..count).filter(|future| group.contains(&(future % 2))) {
                watch.begin(future);
                let ended = engine.run(&system, course, world, self.run_of(first + future), &mut watch);
                stopped += u32::from(ended.stopped);
            }
            let mut closed = watch.close();
            group.iter().for_each(|half| halves[*half as usize] = std::mem::take(&mut closed[*half as usize]));
        }
        Outcome { stopped, ..outcome_of(&initial, &halves, count) }
    }
}

/// The outcome of a draw's `count` futures, watched in two halves.
fn outcome_of(initial: &[f64], halves: &[Half; 2], count: u32) -> Outcome {
    let [even, odd] = halves;
    let (size, width) = (even.sums.len(), initial.len());
    let (all, sizes) = (f64::from(count), [count.div_ceil(2), count / 2].map(f64::from));
    let mut outcome = Outcome {
        integrals: vec![0.0; size],
        shares: vec![0.0; size],
        half: vec![0.0; size],
        counts: Vec::new(),
        forces: Vec::new(),
        calls: even.calls.clone(),
        stopped: 0,
    };
    let mut sums = vec![[0.0; 2]; width];
    for position in 0..size {
        let sum = &mut sums[position % width];
        *sum = [sum[0] + even.sums[position], sum[1] + odd.sums[position]];
        let [first, second] = *sum;
        outcome.integrals[position] = initial[position % width] + (first + second) / all;
        outcome.shares[position] = (even.held[position] + odd.held[position]) / all;
        if count > 1 {
            // The standard error of the mean of two independent halves, from their difference and with its sign.
            let difference = first / sizes[0] - second / sizes[1];
            outcome.half[position] = difference * (sizes[0] * sizes[1]).sqrt() / all;
        }
    }
    outcome.forces = even.forces.clone();
    for (all, more) in outcome.forces.iter_mut().zip(&odd.forces) {
        more.iter().for_each(|(force, count)| *all.entry(*force).or_insert(0) += count);
    }
    for (all, more) in outcome.calls.iter_mut().zip(&odd.calls) {
        more.iter().for_each(|(calls, count)| *all.entry(*calls).or_insert(0) += count);
    }
    outcome.counts = even.counts.iter().zip(&odd.counts).map(|(a, b)| a + b).collect();
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::models::{Models, embedded_scenario};
    use foedera_atlas::Atlas;
    use foedera_futures::branching_ratio;

    /// An exit makes others likelier for as long as it is among the recent ones.
    const MEMORY: f64 = 3.0;

    #[test]
    fn events_die_out_in_every_draw() {
        let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
        for name in ["csto-2022", "nato-2026", "warsaw-pact-1989"] {
            let source = embedded_scenario(name).expect("it ships");
            let (scenario, atlas) = crate::Scenario::open(&source, &atlas).expect("a scenario");
            let plan = Plan::new(&scenario, &atlas, &models, Settings { futures: 800, seed: 4 });
            let membership = plan.membership();
            let mut worker = Worker::new(&plan, &membership);
            let ratios: Vec<f64> = (0..40)
                .map(|draw| {
                    let half = (draw, draw % 2);
                    plan.in_draw(&mut worker, half, &[], |_, system, _, world| branching_ratio(system, world, MEMORY))
                })
                .collect();
            // Freezing and thawing bring each other about and nothing else does much: a member that freezes may thaw.
            assert!(ratios.iter().all(|ratio| *ratio < 1.0), "{name}: {ratios:?}");
            assert!(ratios.iter().any(|ratio| *ratio > 0.0), "{name}");
        }
    }
}
