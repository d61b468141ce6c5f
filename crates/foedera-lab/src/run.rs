//! One draw of a forecast: parameters, shocks, and the futures of every branch.

use foedera_futures::membership::{MembershipHazards, Parameters};
use foedera_futures::{Path, run};
use foedera_world::{EventKind, Field, Ground, Subject, World};

use crate::draw::{parameters, shock_factor};
use crate::lead::Strength;
use crate::plan::Plan;
use crate::support::{Reading, readings};
use crate::tally::Outcome;
use crate::watch::{Reading as Read, Standing, Watch, answers};

/// One draw: its parameters, and in each branch the factors of its shocks, what the effects read, and the outcome.
pub(crate) struct Drawn {
    pub(crate) parameters: Parameters,
    pub(crate) factors: Vec<Vec<f64>>,
    /// In each branch the factors of its shocks to usable force.
    pub(crate) force_factors: Vec<Vec<f64>>,
    pub(crate) readings: Vec<Vec<Reading>>,
    pub(crate) branches: Vec<Outcome>,
}

impl Plan<'_> {
    /// The draw of this number, in a copy of the plan's world that is as it was afterwards.
    pub(crate) fn draw(&self, world: &mut World, index: u32) -> Drawn {
        let mut parameters = parameters(self.models, self.scenario, &self.known, self.settings.seed, index);
        parameters.leave[0] += self.moved[0];
        parameters.ends[0] += self.moved[1];
        parameters.replaced[0] += self.moved[1];
        let mut drawn = Drawn {
            parameters,
            factors: Vec::new(),
            force_factors: Vec::new(),
            readings: Vec::new(),
            branches: Vec::with_capacity(self.scenario.branches.len()),
        };
        for branch in &self.scenario.branches {
            let mark = world.mark();
            let mut factors = Vec::new();
            for (number, shock) in branch.shocks.iter().enumerate() {
                let factor = shock_factor(shock.factor, self.settings.seed, index, number);
                factors.push(factor);
                let now = world.figure_on(shock.variable, shock.state, shock.from);
                let value = now.map(|value| value * factor);
                let (of, field) = (Subject::State(shock.state), shock.variable.field());
                let kind = EventKind::Figure { of, field, value, ground: Ground::Scenario };
                world.apply_on(shock.from, kind).expect("a shock on the date of the world");
            }
            drawn.factors.push(factors);
            let of_force = branch.force_shocks.iter().enumerate();
            let forces: Vec<f64> =
                of_force.map(|(number, shock)| shock_factor(shock.factor, self.settings.seed, index, number)).collect();
            let strength = self.strength.shocked(branch, &forces, |state| self.place(state));
            drawn.force_factors.push(forces);
            drawn.readings.push(readings(self, world));
            let outcome = self.outcome(world, &drawn.parameters, &strength, index);
            drawn.branches.push(outcome);
            world.rollback(mark);
        }
        drawn
    }

    fn outcome(&self, world: &mut World, parameters: &Parameters, strength: &Strength, index: u32) -> Outcome {
        let law = MembershipHazards {
            leave: &self.models.leave,
            ends: &self.models.ends,
            replaced: &self.models.replaced,
            parameters: parameters.clone(),
            treaty: self.scenario.treaty,
            patron: self.patron,
            members: self.members.clone(),
            start: self.scenario.date,
            capability: self.patron.and_then(|patron| self.world.figure(Field::CINC, patron)),
        };
        let reading = Read { threshold: self.scenario.threshold, strength };
        let mut initial = vec![0.0; answers(self.members.len())];
        Standing::of(world, &law).indicators(reading, &mut initial);
        let end = *self.times.last().expect("at least one horizon");
        let path = Path::new(&law, world, end);
        let (first, count) = self.settings.share(index);
        let mut watches = [Watch::new(&law, &self.times, reading), Watch::new(&law, &self.times, reading)];
        for future in 0..count {
            let watch = &mut watches[(future % 2) as usize];
            watch.begin();
            run(&law, &path, world, (self.settings.seed, first + future), watch);
        }
        outcome_of(&initial, &watches, count)
    }
}

/// The outcome of a draw's `count` futures, watched in two halves.
fn outcome_of(initial: &[f64], watches: &[Watch<'_, '_>; 2], count: u32) -> Outcome {
    let [even, odd] = watches;
    let (size, width) = (even.sums.len(), initial.len());
    let (all, halves) = (f64::from(count), [count.div_ceil(2), count / 2].map(f64::from));
    let mut outcome = Outcome {
        integrals: vec![0.0; size],
        shares: vec![0.0; size],
        half: vec![0.0; size],
        counts: Vec::new(),
        forces: Vec::new(),
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
            let difference = first / halves[0] - second / halves[1];
            outcome.half[position] = difference * (halves[0] * halves[1]).sqrt() / all;
        }
    }
    outcome.forces = even.forces.clone();
    for (all, more) in outcome.forces.iter_mut().zip(&odd.forces) {
        more.iter().for_each(|(force, count)| *all.entry(*force).or_insert(0) += count);
    }
    outcome.counts = even.counts.iter().zip(&odd.counts).map(|(a, b)| a + b).collect();
    outcome
}
