//! Rates of coups and of armed conflicts within states: they age at turns of the year, and follow what has happened in the state.

use foedera_math::{exp, ln_1p};
use foedera_process::event::EventModel;
use foedera_process::{Estimated, Link, View};
use foedera_world::{Day, Field, StateId, World};

use super::Surrounded;

/// What a model reads of an option, standardised. What links between processes stand for counts as absent: a link multiplies the rate while
/// it holds. What the history of the program does not tell counts as missing, and so as the mean of the cases of the fit.
pub fn design(model: &EventModel, view: &View<'_>, is_told: impl Fn(Field) -> bool) -> Vec<f64> {
    let read = |own: &Estimated| {
        let linked = Link::ALL.iter().any(|link| link.effect == Some((model.process, own.effect)));
        if linked {
            return own.scaling.standard(0.0);
        }
        let told = own.effect.entry().number.reads().into_iter().all(&is_told);
        if told { own.standardised(view) } else { 0.0 }
    };
    model.effects.iter().map(read).collect()
}

/// The hazard of a year at a linear predictor of the logit of the year.
pub fn hazard_of(design: &[f64], theta: &[f64], level: f64) -> f64 {
    let eta: f64 = design.iter().zip(theta).map(|(x, theta)| x * theta).sum();
    level * (eta.max(0.0) + ln_1p(exp(-eta.abs())))
}

/// The fitted processes of coups and of armed conflicts for some states.
#[derive(Debug, Clone)]
pub struct UnrestLaw<'a> {
    models: [&'a EventModel; 2],
    start: Day,
    states: usize,
    /// What the models read while nothing happens: at the start and at each turn of the year, state by state.
    along: Vec<[Vec<f64>; 2]>,
}

/// What one draw says of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UnrestDraw {
    theta: [Vec<f64>; 2],
    levels: [f64; 2],
    /// Rates that are held, whatever happens.
    held: [Option<f64>; 2],
    /// Rates while nothing happens: at the start and at each turn, state by state.
    along: Vec<[f64; 2]>,
}

impl UnrestDraw {
    /// The rates of coups and of armed conflicts in the state at a place at the start.
    pub fn at_start(&self, place: usize) -> [f64; 2] {
        self.along[place]
    }
}

impl<'a> UnrestLaw<'a> {
    /// The processes for states from a day to another. `told`: whether the history of the world has their coups and armed conflicts.
    pub fn new(
        models: [&'a EventModel; 2],
        world: &World,
        (start, end): (Day, Day),
        (states, told): (&[Surrounded], bool),
    ) -> Self {
        let is_told = |field: Field| match field {
            Field::LAST_COUP | Field::COUPS | Field::CONFLICT_BEGAN | Field::CONFLICT_ONSETS | Field::LAST_CONFLICT => {
                told
            }
            _ => true,
        };
        let mut world = world.clone();
        let mut along = Vec::new();
        let turns = (start.year() + 1..=end.year()).map(Day::start_of_year).filter(|turn| *turn <= end);
        for day in std::iter::once(start).chain(turns) {
            world.advance(day);
            along.extend(states.iter().map(|own| {
                let view = View::of_state(&world, day, own.state);
                models.map(|model| design(model, &view, is_told))
            }));
        }
        Self { models, start, states: states.len(), along }
    }

    /// A draw: coefficients, what rates are multiplied by, and rates that are held.
    pub fn draw(&self, theta: [Vec<f64>; 2], levels: [f64; 2], held: [Option<f64>; 2]) -> UnrestDraw {
        let rate = |own: &[Vec<f64>; 2]| {
            [0, 1]
                .map(|which: usize| held[which].unwrap_or_else(|| hazard_of(&own[which], &theta[which], levels[which])))
        };
        let along = self.along.iter().map(rate).collect();
        UnrestDraw { theta, levels, held, along }
    }

    /// The rate of coups (0) or armed conflicts (1) in the state at a place on a day while nothing happens.
    pub(super) fn along(&self, draw: &UnrestDraw, which: usize, place: usize, day: Day) -> f64 {
        let turns = (draw.along.len() / self.states.max(1)).saturating_sub(1);
        let turn = usize::try_from(day.year() - self.start.year()).unwrap_or(0).min(turns);
        draw.along.get(turn * self.states + place).map_or(0.0, |rates| rates[which])
    }

    /// The same where a coup or an armed conflict has begun in the state since the start: by what the world then says; else `None`.
    pub(super) fn anew(&self, draw: &UnrestDraw, which: usize, world: &World, state: StateId) -> Option<f64> {
        let start = f64::from(self.start.number());
        let lately = |field: Field| world.get(field, state.index()).is_some_and(|day| day > start);
        if draw.held[which].is_some() || !(lately(Field::LAST_COUP) || lately(Field::CONFLICT_BEGAN)) {
            return None;
        }
        let day = world.day().unwrap_or(self.start);
        let view = View::of_state(world, day, state);
        let own = design(self.models[which], &view, |_| true);
        Some(hazard_of(&own, &draw.theta[which], draw.levels[which]))
    }
}
