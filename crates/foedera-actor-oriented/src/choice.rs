//! One step: who may act, what they choose, and what that says of the parameters.

use foedera_math::{Draw, exp};

use crate::simulation::Simulation;
use crate::state::State;
use crate::{Effect, Error, Model, Rule};

/// Indices of draws of consent begin here.
const CONSENT: u32 = 1 << 31;

/// A structural effect with its place among the effects.
#[derive(Debug, Clone, Copy)]
struct Structural {
    index: usize,
    effect: Effect,
}

/// What is at hand while steps are taken.
#[derive(Debug, Clone)]
pub(crate) struct Chooser {
    actors: usize,
    rule: Rule,
    structural: Vec<Structural>,
    /// The effects of a tie alone.
    lone: Vec<usize>,
    /// For each structural effect, its change for each receiver.
    counts: Vec<f64>,
    /// The receivers with a change above 0.
    touched: Vec<usize>,
    is_touched: Vec<bool>,
    /// The weight of each option; that of the actor itself is to do nothing.
    weights: Vec<f64>,
    /// What a tie adds to each statistic of one and of the other actor.
    own: Vec<f64>,
    other: Vec<f64>,
    with_score: bool,
    score: Vec<f64>,
}

impl Chooser {
    pub(crate) fn new(model: &Model) -> Self {
        let effects = model.effects();
        let actors = model.panel().actors();
        let numbered = effects.iter().copied().enumerate();
        let structural: Vec<Structural> = numbered
            .filter(|(_, effect)| effect.is_structural())
            .map(|(index, effect)| Structural { index, effect })
            .collect();
        Self {
            actors,
            rule: model.rule(),
            lone: (0..effects.len()).filter(|index| !effects[*index].is_structural()).collect(),
            counts: vec![0.0; structural.len() * actors],
            structural,
            touched: Vec::with_capacity(actors),
            is_touched: vec![false; actors],
            weights: vec![0.0; actors],
            own: vec![0.0; effects.len()],
            other: vec![0.0; effects.len()],
            with_score: false,
            score: vec![0.0; effects.len()],
        }
    }

    /// Begin a period.
    pub(crate) fn start(&mut self, with_score: bool) {
        self.with_score = with_score;
        self.score.fill(0.0);
    }

    /// The score of the steps since the start; empty if it was not asked for.
    pub(crate) fn score(&self) -> Vec<f64> {
        if self.with_score { self.score.clone() } else { Vec::new() }
    }

    /// Take a step, the `index`-th of this draw.
    pub(crate) fn step(
        &mut self,
        simulation: &Simulation<'_>,
        state: &mut State,
        period: usize,
        draw: Draw,
        index: u32,
    ) -> Result<(), Error> {
        let uniform = draw.uniform(index);
        if self.rule.is_of_pairs() {
            self.meeting(simulation, state, period, uniform)
        } else {
            self.turn(simulation, state, period, uniform, draw, index)
        }
    }

    /// An actor chooses among all others and doing nothing. The uniform number says who, and its rest what.
    fn turn(
        &mut self,
        simulation: &Simulation<'_>,
        state: &mut State,
        period: usize,
        uniform: f64,
        draw: Draw,
        index: u32,
    ) -> Result<(), Error> {
        let (i, rest) = split(uniform, self.actors);
        self.weigh(simulation, state, period, i);
        let total: f64 = sum(&self.weights);
        if !(total.is_finite() && total > 0.0) {
            return Err(Error::Overflow { period });
        }
        let j = pick(&self.weights, rest * total);
        if self.with_score {
            self.score_of_turn(simulation, state, period, i, j, total);
        }
        self.forget();
        if i == j {
            return Ok(());
        }
        let is_new = !state.has(i, j);
        if self.rule == Rule::Confirmation && is_new {
            changes(&self.structural, &self.lone, simulation, state, period, j, i, &mut self.other);
            let yes = logistic(dot(simulation.parameters(), &self.other));
            let agrees = draw.uniform(CONSENT + index) < yes;
            if self.with_score {
                let surprise = f64::from(u8::from(agrees)) - yes;
                self.score.iter_mut().zip(&self.other).for_each(|(score, change)| *score += surprise * change);
            }
            if !agrees {
                return Ok(());
            }
        }
        state.toggle(i, j);
        if !self.rule.is_directed() {
            state.toggle(j, i);
        }
        Ok(())
    }

    /// Weights of the options of i: e to the change of its objective.
    fn weigh(&mut self, simulation: &Simulation<'_>, state: &State, period: usize, i: usize) {
        let actors = self.actors;
        self.weights.copy_from_slice(&simulation.weights(period)[i * actors..][..actors]);
        for (slot, structural) in self.structural.iter().enumerate() {
            let counts = &mut self.counts[slot * actors..][..actors];
            state.visit(structural.effect, i, |j| {
                counts[j] += 1.0;
                if !self.is_touched[j] {
                    self.is_touched[j] = true;
                    self.touched.push(j);
                }
            });
        }
        for j in self.touched.iter().copied().filter(|j| *j != i) {
            let slots = self.structural.iter().enumerate();
            let utility = slots.map(|(slot, of)| simulation.parameters()[of.index] * self.counts[slot * actors + j]);
            self.weights[j] *= exp(utility.sum());
        }
        for j in state.out(i) {
            let weight = &mut self.weights[*j as usize];
            *weight = 1.0 / *weight;
        }
    }

    /// Add the change that was chosen less the one expected. Weights turn into signed ones: a tie that is there would go.
    fn score_of_turn(
        &mut self,
        simulation: &Simulation<'_>,
        state: &State,
        period: usize,
        i: usize,
        j: usize,
        total: f64,
    ) {
        let actors = self.actors;
        let sign = if i == j {
            0.0
        } else if state.has(i, j) {
            -1.0
        } else {
            1.0
        };
        state.out(i).iter().for_each(|other| self.weights[*other as usize] *= -1.0);
        self.weights[i] = 0.0;
        for index in &self.lone {
            let lone = &simulation.model().lone(period, *index)[i * actors..][..actors];
            self.score[*index] += sign * lone[j] - dot(&self.weights, lone) / total;
        }
        for (slot, structural) in self.structural.iter().enumerate() {
            let counts = &self.counts[slot * actors..][..actors];
            let expected: f64 = self.touched.iter().map(|other| self.weights[*other] * counts[*other]).sum();
            self.score[structural.index] += sign * counts[j] - expected / total;
        }
    }

    /// Make room for the next turn.
    fn forget(&mut self) {
        for j in self.touched.drain(..) {
            self.is_touched[j] = false;
            (0..self.structural.len()).for_each(|slot| self.counts[slot * self.actors + j] = 0.0);
        }
    }

    /// Two actors meet. The uniform number says who, and its rest whether there is a tie afterwards.
    fn meeting(
        &mut self,
        simulation: &Simulation<'_>,
        state: &mut State,
        period: usize,
        uniform: f64,
    ) -> Result<(), Error> {
        let (pair, rest) = split(uniform, self.actors * (self.actors - 1));
        let (i, place) = (pair / (self.actors - 1), pair % (self.actors - 1));
        let j = place + usize::from(place >= i);
        let parameters = simulation.parameters();
        changes(&self.structural, &self.lone, simulation, state, period, i, j, &mut self.own);
        if self.rule != Rule::PairForcing {
            changes(&self.structural, &self.lone, simulation, state, period, j, i, &mut self.other);
        }
        // The chance of a tie afterwards, and by what its logarithm grows along own and other change.
        let (own, other) = (dot(parameters, &self.own), dot(parameters, &self.other));
        let (yes, along) = match self.rule {
            Rule::PairConfirmation => {
                let (one, two) = (logistic(own), logistic(other));
                (one * two, (1.0 - one, 1.0 - two))
            }
            Rule::PairJoint => {
                let both = logistic(own + other);
                (both, (1.0 - both, 1.0 - both))
            }
            _ => {
                let one = logistic(own);
                (one, (1.0 - one, 0.0))
            }
        };
        if yes.is_nan() {
            return Err(Error::Overflow { period });
        }
        let there = rest < yes;
        if self.with_score {
            let factor = if there { 1.0 } else { -yes / (1.0 - yes) };
            let pairs = self.own.iter().zip(&self.other);
            self.score
                .iter_mut()
                .zip(pairs)
                .for_each(|(score, (own, other))| *score += factor * (along.0 * own + along.1 * other));
        }
        if there != state.has(i, j) {
            state.toggle(i, j);
            state.toggle(j, i);
        }
        Ok(())
    }
}

/// What a tie from i to j adds to each statistic of i.
#[expect(clippy::too_many_arguments, reason = "parts of a chooser that are borrowed one by one")]
fn changes(
    structural: &[Structural],
    lone: &[usize],
    simulation: &Simulation<'_>,
    state: &State,
    period: usize,
    i: usize,
    j: usize,
    into: &mut [f64],
) {
    let actors = simulation.model().panel().actors();
    for index in lone {
        into[*index] = simulation.model().lone(period, *index)[i * actors + j];
    }
    for of in structural {
        into[of.index] = state.change(of.effect, i, j);
    }
}

/// One of `count` with the same chance, and a uniform number that is left over.
fn split(uniform: f64, count: usize) -> (usize, f64) {
    let place = uniform * count as f64;
    let whole = (place as usize).min(count - 1);
    (whole, place - whole as f64)
}

/// The option where the running sum of weights passes `mark`; the last one with a weight if rounding keeps it from that.
fn pick(weights: &[f64], mark: f64) -> usize {
    let mut sum = 0.0;
    let mut last = 0;
    for (option, weight) in weights.iter().enumerate() {
        sum += weight;
        if *weight > 0.0 {
            last = option;
            if mark < sum {
                return option;
            }
        }
    }
    last
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// A sum in four lanes, in a fixed order.
fn sum(values: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let chunks = values.chunks_exact(4);
    let rest: f64 = chunks.remainder().iter().sum();
    for chunk in chunks {
        (0..4).for_each(|lane| lanes[lane] += chunk[lane]);
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest
}

/// A product in four lanes, in a fixed order.
fn dot(one: &[f64], other: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let (left, right) = (one.chunks_exact(4), other.chunks_exact(4));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in left.zip(right) {
        (0..4).for_each(|lane| lanes[lane] += a[lane] * b[lane]);
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest
}
