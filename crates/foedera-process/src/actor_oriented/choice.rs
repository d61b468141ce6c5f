//! One step: who may act, what they choose, and what that says of the parameters.

use foedera_math::{Draw, pick};

use crate::actor_oriented::numbers::{dot, split, sum};
use crate::actor_oriented::prepared::Simulation;
use crate::actor_oriented::state::State;
use crate::actor_oriented::{Effect, Error, Model, Rule};

/// Indices of draws of consent begin here.
const CONSENT: u32 = 1 << 31;

/// A structural effect with its place among the effects.
#[derive(Debug, Clone, Copy)]
struct Structural {
    index: usize,
    effect: Effect,
}

/// Where a step takes place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) simulation: &'a Simulation<'a>,
    pub(crate) period: usize,
    pub(crate) draw: Draw,
}

/// What is at hand while steps are taken.
#[derive(Debug, Clone)]
pub(crate) struct Chooser {
    actors: usize,
    rule: Rule,
    structural: Vec<Structural>,
    /// The effects of a tie alone.
    lone: Vec<usize>,
    /// For each structural effect, its change for each receiver, if the score is asked for.
    counts: Vec<f64>,
    /// The receivers with a change above 0.
    touched: Vec<usize>,
    is_touched: Vec<bool>,
    /// The weight of each option; that of the actor itself is to do nothing.
    weights: Vec<f64>,
    with_score: bool,
    score: Vec<f64>,
}

impl Chooser {
    pub(crate) fn new(model: &Model) -> Self {
        let effects = model.effects();
        let actors = model.panel().actors();
        let structural: Vec<Structural> = (effects.iter().copied().enumerate())
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

    /// Take a step, the `index`-th of its draw. One uniform number says who, and its rest what.
    pub(crate) fn step(&mut self, place: Place<'_>, state: &mut State, index: u32) -> Result<(), Error> {
        let uniform = place.draw.uniform(index);
        let toggled = if self.rule.is_of_pairs() {
            self.meeting(place, state, uniform)?
        } else {
            self.turn(place, state, uniform, index)?
        };
        if let Some((i, j)) = toggled {
            state.toggle(i, j);
            if !self.rule.is_directed() {
                state.toggle(j, i);
            }
        }
        Ok(())
    }

    /// An actor chooses among all others and doing nothing. Gives the tie that is toggled.
    fn turn(
        &mut self,
        place: Place<'_>,
        state: &State,
        uniform: f64,
        index: u32,
    ) -> Result<Option<(usize, usize)>, Error> {
        let (i, rest) = split(uniform, self.actors);
        self.weigh(place, state, i);
        let total = sum(&self.weights);
        if !(total.is_finite() && total > 0.0) {
            return Err(Error::Overflow { period: place.period });
        }
        // The total is above 0, so some option has a weight.
        let j = pick(&self.weights, rest * total).unwrap_or(i);
        if self.with_score {
            self.score_turn(place, state, i, j, total);
        }
        if i == j {
            return Ok(None);
        }
        if self.rule == Rule::Confirmation && !state.has(i, j) {
            let gain = self.weight(place, state, j, i);
            let yes = gain / (1.0 + gain);
            if yes.is_nan() {
                return Err(Error::Overflow { period: place.period });
            }
            let agrees = place.draw.uniform(CONSENT + index) < yes;
            if self.with_score {
                self.add_changes(place, state, j, i, f64::from(u8::from(agrees)) - yes);
            }
            if !agrees {
                return Ok(None);
            }
        }
        Ok(Some((i, j)))
    }

    /// Weights of the options of i: e to the change of its objective.
    fn weigh(&mut self, place: Place<'_>, state: &State, i: usize) {
        let actors = self.actors;
        let weights = &mut self.weights[..];
        weights.copy_from_slice(&place.simulation.weights(place.period)[i * actors..][..actors]);
        for (slot, structural) in self.structural.iter().enumerate() {
            let factor = place.simulation.power(structural.index, 1);
            if !self.with_score {
                state.visit(structural.effect, i, |j| weights[j] *= factor);
                continue;
            }
            let counts = &mut self.counts[slot * actors..][..actors];
            state.visit(structural.effect, i, |j| {
                weights[j] *= factor;
                counts[j] += 1.0;
                if !self.is_touched[j] {
                    self.is_touched[j] = true;
                    self.touched.push(j);
                }
            });
        }
        for j in state.out(i) {
            weights[*j as usize] = 1.0 / weights[*j as usize];
        }
        weights[i] = 1.0;
    }

    /// Add the change that was chosen less the one expected, and forget the counts. Weights get signs: a tie that is there would
    /// go.
    fn score_turn(&mut self, place: Place<'_>, state: &State, i: usize, j: usize, total: f64) {
        let actors = self.actors;
        let sign = match (i == j, state.has(i, j)) {
            (true, _) => 0.0,
            (false, true) => -1.0,
            (false, false) => 1.0,
        };
        state.out(i).iter().for_each(|other| self.weights[*other as usize] *= -1.0);
        self.weights[i] = 0.0;
        for index in &self.lone {
            let lone = &place.simulation.model().lone(place.period, *index)[i * actors..][..actors];
            self.score[*index] += sign * lone[j] - dot(&self.weights, lone) / total;
        }
        for (slot, structural) in self.structural.iter().enumerate() {
            let counts = &mut self.counts[slot * actors..][..actors];
            let expected: f64 = self.touched.iter().map(|other| self.weights[*other] * counts[*other]).sum();
            self.score[structural.index] += sign * counts[j] - expected / total;
            self.touched.iter().for_each(|other| counts[*other] = 0.0);
        }
        self.touched.drain(..).for_each(|other| self.is_touched[other] = false);
    }

    /// Two actors meet. Gives the tie that is toggled.
    fn meeting(&mut self, place: Place<'_>, state: &State, uniform: f64) -> Result<Option<(usize, usize)>, Error> {
        let (pair, rest) = split(uniform, self.actors * (self.actors - 1));
        let (i, other) = (pair / (self.actors - 1), pair % (self.actors - 1));
        let j = other + usize::from(other >= i);
        let own = self.weight(place, state, i, j);
        let their = if self.rule == Rule::PairForcing { 1.0 } else { self.weight(place, state, j, i) };
        // The chance of a tie afterwards, and by what its logarithm grows along the changes of both.
        let (yes, along) = match self.rule {
            Rule::PairConfirmation => {
                let (one, two) = (own / (1.0 + own), their / (1.0 + their));
                (one * two, (1.0 - one, 1.0 - two))
            }
            Rule::PairJoint => {
                let both = own * their / (1.0 + own * their);
                (both, (1.0 - both, 1.0 - both))
            }
            _ => (own / (1.0 + own), (1.0 / (1.0 + own), 0.0)),
        };
        if yes.is_nan() {
            return Err(Error::Overflow { period: place.period });
        }
        let there = rest < yes;
        if self.with_score {
            let factor = if there { 1.0 } else { -yes / (1.0 - yes) };
            self.add_changes(place, state, i, j, factor * along.0);
            if self.rule != Rule::PairForcing {
                self.add_changes(place, state, j, i, factor * along.1);
            }
        }
        Ok((there != state.has(i, j)).then_some((i, j)))
    }

    /// e to what a tie from i to j adds to the objective of i.
    fn weight(&self, place: Place<'_>, state: &State, i: usize, j: usize) -> f64 {
        let mut weight = place.simulation.weights(place.period)[i * self.actors + j];
        for of in &self.structural {
            weight *= place.simulation.power(of.index, state.change(of.effect, i, j));
        }
        weight
    }

    /// Add to the score a factor times what a tie from i to j adds to the statistics of i.
    fn add_changes(&mut self, place: Place<'_>, state: &State, i: usize, j: usize, factor: f64) {
        for index in &self.lone {
            self.score[*index] += factor * place.simulation.model().lone(place.period, *index)[i * self.actors + j];
        }
        for of in &self.structural {
            self.score[of.index] += factor * state.change(of.effect, i, j) as f64;
        }
    }
}
