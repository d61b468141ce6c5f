//! One draw of a forecast: parameters, shocks, and the futures of every branch.

use std::borrow::Cow;
use std::sync::Arc;

use foedera_futures::membership::{
    Decision, DriftPath, Known, Membership, MembershipSystem, Parameters, Readings, Surrounded,
};
use foedera_futures::{Course, Ended, Engine, Forced, Run};
use foedera_world::{EventKind, Field, Ground, Subject, World};
use rayon::prelude::*;

use crate::draw::{parameters, shock_factor};
use crate::lead::{Measure, Strength};
use crate::plan::Plan;
use crate::scenario::{Branch, Shock};
use crate::scheduled::{Schedule, Scheduled};
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

/// What is drawn for one branch, and the futures that run with it: the first, and how many.
#[derive(Clone, Copy)]
pub(crate) struct Drawing<'a> {
    /// The draw whose drift of figures it has.
    pub(crate) draw: u32,
    pub(crate) parameters: &'a Parameters,
    pub(crate) factors: &'a [f64],
    pub(crate) forces: &'a [f64],
    pub(crate) futures: (u32, u32),
}

/// What is made to happen in every future.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Intervention {
    pub(crate) forced: Vec<Forced>,
    /// What of events is decided, and not drawn.
    pub(crate) decisions: Vec<Decision>,
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
            let now = branch.shocks.iter().filter(|shock| !shock.is_later(plan.scenario.start()));
            let figures: Vec<(Field, Subject)> =
                now.map(|shock| (shock.variable.field(), Subject::State(shock.state))).collect();
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
        let (treaty, start) = (self.scenario.treaty, self.scenario.start());
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
        self.strength_with(branch, &self.force_factors(branch, index))
    }

    /// The same by the factors of its shocks to usable force.
    fn strength_with(&self, branch: &Branch, forces: &[f64]) -> Option<Strength> {
        let reads = !self.strength.candidates[Measure::Force as usize].is_empty();
        (reads && !forces.is_empty()).then(|| self.strength.shocked(branch, forces, |state| self.place(state)))
    }

    /// The parameters with a branch's shocks to usable force, which allies' answers read.
    fn with_forces<'p>(&self, own: &'p Parameters, branch: &Branch, factors: &[f64]) -> Cow<'p, Parameters> {
        let Some(moving) = self.moving.as_ref().filter(|_| !factors.is_empty()) else { return Cow::Borrowed(own) };
        let mut parameters = own.clone();
        let states = moving.around.states.iter();
        let factor = |own: &Surrounded| {
            let now = |shock: &Shock| shock.state == own.state && !shock.is_later(self.scenario.start());
            let shocks = branch.force_shocks.iter().zip(factors).filter(|(shock, _)| now(shock));
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
        let number = (self.settings.seed, index);
        shocks.map(|(place, shock)| shock_factor(shock.factor, &self.copula, number, place)).collect()
    }

    /// Run one future of a draw in the first branch.
    pub(crate) fn one_future<W>(&self, worker: &mut Worker<'_>, draw: u32, future: u32, watch: &mut W) -> Ended
    where
        W: for<'s> foedera_futures::Watch<Scheduled<'s>>,
    {
        let half = self.half(draw, future);
        self.in_draw(worker, (draw, half), &Intervention::default(), |engine, system, course, world| {
            engine.run(system, course, world, self.run_of(future), watch)
        })
    }

    /// Run all futures of a draw in the first branch, with what is made to happen; `after` is told when each is over, and
    /// which of the draw it was: those of a half come together.
    pub(crate) fn each_future<W>(
        &self,
        worker: &mut Worker<'_>,
        draw: u32,
        intervention: &Intervention,
        watch: &mut W,
        mut after: impl FnMut(&W, u32),
    ) where
        W: for<'s> foedera_futures::Watch<Scheduled<'s>>,
    {
        let (first, count) = self.settings.share(draw);
        for half in self.halves() {
            self.in_draw(worker, (draw, half), intervention, |engine, system, course, world| {
                for place in self.places(half, count) {
                    engine.run(system, course, world, self.run_of(first + place), watch);
                    after(watch, place);
                }
            });
        }
    }

    pub(crate) fn run_of(&self, future: u32) -> Run {
        Run { seed: self.settings.seed, future, until: self.end(), most_events: self.most_events }
    }

    /// Whether a future is among those of even (0) or odd (1) number of its draw: these share the drift of figures.
    pub(crate) fn half(&self, draw: u32, future: u32) -> u32 {
        (future - self.settings.share(draw).0) % 2
    }

    /// The parts of a draw whose futures have a course of their own: both halves, or one if no figure moves by itself.
    pub(crate) fn halves(&self) -> std::ops::Range<u32> {
        if self.drift.is_some() { 0..2 } else { 0..1 }
    }

    /// Which of so many futures of a draw are of a half: every second one, or all.
    pub(crate) fn places(&self, half: u32, count: u32) -> impl Iterator<Item = u32> {
        (half..count).step_by(self.halves().len())
    }

    /// What is made of each draw, in their order, on all threads.
    pub(crate) fn over_draws<'w, T: Send>(
        &self,
        worker: &'w Worker<'w>,
        work: impl Fn(&mut Worker<'w>, &mut Standings, u32) -> T + Send + Sync + 'w,
    ) -> impl ParallelIterator<Item = T> {
        let start = || (worker.clone(), Standings::default());
        let draws = (0..self.settings.draws()).into_par_iter().with_min_len(8);
        draws.map_init(start, move |(worker, standings), draw| work(worker, standings, draw))
    }

    /// How figures move in a half of a draw.
    fn path(&self, draw: u32, half: u32) -> Option<DriftPath<'_>> {
        self.drift.as_ref().map(|drift| drift.path(self.settings.seed, 2 * draw + half))
    }

    /// Do something with the system of a half of a draw in the first branch, with what is made to happen in it.
    pub(crate) fn in_draw<T>(
        &self,
        worker: &mut Worker<'_>,
        (draw, half): (u32, u32),
        intervention: &Intervention,
        work: impl FnOnce(&mut Engine, &Scheduled<'_>, &Course, &mut World) -> T,
    ) -> T {
        let branch = &self.scenario.branches[0];
        let parameters = self.parameters(draw);
        let (factors, forces) = (self.factors(branch, draw), self.force_factors(branch, draw));
        let parameters = self.with_forces(&parameters, branch, &forces).into_owned();
        let mark = worker.world.mark();
        self.shock(&mut worker.world, branch, &factors);
        let Worker { of, world, engine, course, fitted, branches } = worker;
        let readings = &mut branches[0].readings;
        let schedule = Schedule::new(branch, self.scenario.start(), &factors, &forces);
        let variants = schedule.variants(of, &parameters);
        let path = self.path(draw, half);
        let system = MembershipSystem {
            of,
            parameters: &parameters,
            known: None,
            forced: &intervention.forced,
            decisions: &intervention.decisions,
            drift: path.as_ref(),
        };
        let of_course = (readings, &mut *course, fitted);
        let system = self.on_course(of_course, world, system, (&schedule, &variants));
        let done = work(engine, &system, course, world);
        worker.world.rollback(mark);
        done
    }

    /// The system on its course without events. What comes later moves what is read along the course, which is then not known before.
    fn on_course<'s>(
        &self,
        (readings, course, fitted): (&'s mut Readings, &mut Course, &'s mut Vec<f64>),
        world: &mut World,
        system: MembershipSystem<'s>,
        (schedule, variants): (&'s Schedule<'s>, &'s [Parameters]),
    ) -> Scheduled<'s> {
        if !schedule.is_empty() {
            let scheduled = Scheduled::new(system, schedule, variants);
            course.renew(&scheduled, world, self.end());
            return scheduled;
        }
        readings.renew(system.of, world, system.drift);
        readings.course(&system, course, fitted);
        let known = Some(Known::new(readings, fitted));
        Scheduled::new(MembershipSystem { known, ..system }, schedule, variants)
    }

    /// The draw of this number; the worker's world is as it was afterwards.
    pub(crate) fn draw(&self, worker: &mut Worker<'_>, index: u32) -> Drawn {
        let parameters = self.parameters(index);
        let count = self.scenario.branches.len();
        let mut drawn = Drawn { readings: Vec::with_capacity(count), branches: Vec::with_capacity(count) };
        for (place, branch) in self.scenario.branches.iter().enumerate() {
            let (factors, forces) = (self.factors(branch, index), self.force_factors(branch, index));
            let futures = self.settings.share(index);
            let drawing = Drawing { draw: index, parameters: &parameters, factors: &factors, forces: &forces, futures };
            let (told, outcome) = self.in_branch(worker, place, drawing, |worker| {
                let own = &worker.branches[place];
                renewed(self, &worker.world, &own.told, &own.moved)
            });
            drawn.readings.push(told);
            drawn.branches.push(outcome);
        }
        drawn
    }

    /// The futures of what is drawn in a branch.
    pub(crate) fn drawn_outcome(&self, worker: &mut Worker<'_>, place: usize, drawing: Drawing<'_>) -> Outcome {
        self.in_branch(worker, place, drawing, |_| ()).1
    }

    /// The futures of what is drawn in a branch, and what is read in its world on the date; the world is as it was afterwards.
    fn in_branch<T>(
        &self,
        worker: &mut Worker<'_>,
        place: usize,
        drawing: Drawing<'_>,
        read: impl FnOnce(&Worker<'_>) -> T,
    ) -> (T, Outcome) {
        let branch = &self.scenario.branches[place];
        let mark = worker.world.mark();
        self.shock(&mut worker.world, branch, drawing.factors);
        let told = read(worker);
        let strength = self.strength_with(branch, drawing.forces);
        let parameters = self.with_forces(drawing.parameters, branch, drawing.forces);
        let drawing = Drawing { parameters: &parameters, ..drawing };
        let outcome = self.outcome(worker, place, drawing, strength.as_ref());
        worker.world.rollback(mark);
        (told, outcome)
    }

    /// Lay the shocks of a branch over the world.
    fn shock(&self, world: &mut World, branch: &Branch, factors: &[f64]) {
        let now = |(shock, _): &(&Shock, &f64)| !shock.is_later(self.scenario.start());
        for (shock, factor) in branch.shocks.iter().zip(factors).filter(now) {
            let from = shock.from.max(self.scenario.start());
            let now = world.figure_on(shock.variable, shock.state, from);
            let value = now.map(|value| value * factor);
            let (of, field) = (Subject::State(shock.state), shock.variable.field());
            let kind = EventKind::Figure { of, field, value, ground: Ground::Scenario };
            world.apply_on(from, kind).expect("a shock on the date of the world");
        }
    }

    /// The futures of a draw in a branch; `strength` is that of the draw, if it is not the plan's.
    fn outcome(
        &self,
        worker: &mut Worker<'_>,
        place: usize,
        drawing: Drawing<'_>,
        strength: Option<&Strength>,
    ) -> Outcome {
        let Drawing { draw, parameters, factors, forces, futures: (first, count) } = drawing;
        let Worker { of, world, engine, course, fitted, branches } = worker;
        let OfBranch { readings, standings, .. } = &mut branches[place];
        let schedule = Schedule::new(&self.scenario.branches[place], self.scenario.start(), factors, forces);
        let variants = schedule.variants(of, parameters);
        let mut own = Standings::default();
        let standings = if strength.is_some() { &mut own } else { standings };
        let reading = Read { threshold: self.scenario.threshold, strength: strength.unwrap_or(&self.strength) };
        let (mut initial, mut halves, mut stopped) = (Vec::new(), <[Half; 2]>::default(), 0);
        for half in self.halves() {
            let path = self.path(draw, half);
            let system =
                MembershipSystem { of, parameters, known: None, forced: &[], decisions: &[], drift: path.as_ref() };
            let system = self.on_course((readings, &mut *course, fitted), world, system, (&schedule, &variants));
            let mut watch = Watch::new(of, &self.times, reading, standings, (world, course));
            initial = watch.initial();
            for future in self.places(half, count) {
                watch.begin(future);
                let ended = engine.run(&system, course, world, self.run_of(first + future), &mut watch);
                stopped += u32::from(ended.stopped);
            }
            let closed = watch.close();
            if self.halves().len() == 1 {
                halves = closed;
            } else {
                halves[half as usize] = closed.into_iter().nth(half as usize).expect("one of two");
            }
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
                    plan.in_draw(&mut worker, half, &Intervention::default(), |_, system, _, world| {
                        branching_ratio(system, world, MEMORY)
                    })
                })
                .collect();
            // Freezing and thawing bring each other about and nothing else does much: a member that freezes may thaw.
            assert!(ratios.iter().all(|ratio| *ratio < 1.0), "{name}: {ratios:?}");
            assert!(ratios.iter().any(|ratio| *ratio > 0.0), "{name}");
        }
    }

    /// The times of a future's events.
    #[derive(Default)]
    struct Times(Vec<f64>);

    impl foedera_futures::Watch<Scheduled<'_>> for Times {
        fn quiet(&mut self, _: &World, _: &Course, _: f64) {
            self.0.clear();
        }

        fn stretch(&mut self, _: &World, _: &foedera_futures::Stretch<'_>) {}

        fn event(&mut self, _: &World, event: &foedera_futures::Ringing<'_>) {
            self.0.push(event.time);
        }
    }

    #[test]
    fn each_future_of_a_draw_is_told_by_its_number() {
        let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
        let source = embedded_scenario("csto-2022").expect("it ships");
        for levels in ["on", "off"] {
            let (mut scenario, atlas) = crate::Scenario::open(&source, &atlas).expect("a scenario");
            if levels == "off" {
                scenario.switches.process("levels", "off").expect("a switch");
            }
            let plan = Plan::new(&scenario, &atlas, &models, Settings { futures: 80, seed: 4 });
            let membership = plan.membership();
            let (mut worker, mut watch) = (Worker::new(&plan, &membership), Times::default());
            for draw in [0, 3] {
                let (first, count) = plan.settings.share(draw);
                let mut told = vec![None; count as usize];
                plan.each_future(&mut worker, draw, &Intervention::default(), &mut watch, |watch, place| {
                    assert!(told[place as usize].replace(watch.0.clone()).is_none(), "{levels}: {place} twice");
                });
                for (place, told) in (0..count).zip(told) {
                    plan.one_future(&mut worker, draw, first + place, &mut watch);
                    assert_eq!(told.as_ref(), Some(&watch.0), "{levels}: future {place} of draw {draw}");
                }
            }
        }
    }
}
