//! What all draws of a forecast share: the world on the date, patron and members, and the days on which answers are read.

use foedera_almanac::{Holds, changes};
use foedera_atlas::Atlas;
use foedera_futures::membership::{Drift, Walking};
use foedera_process::{Posterior, View};
use foedera_world::{Day, Event, EventKind, Field, Ground, StateId, Status, Subject, When, World};

use crate::copula::Copula;
use crate::draw::FrailtyKnown;
use crate::lead::Strength;
use crate::models::{Models, Used};
use crate::scenario::{CARRIED_YEARS, Scenario, Shock};
use crate::surroundings::{Moving, surroundings, unrest_before};

/// How a forecast is run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Futures for each branch; none counts as one.
    pub futures: u32,
    /// Seed.
    pub seed: u64,
}

/// Futures that share one draw of parameters. Draws differ far more than the futures of one draw do, so means are most exact
/// with few; intervals want more, since the noise of simulation must be taken out of them, told from two halves of four.
const FUTURES_A_DRAW: u32 = 8;

impl Settings {
    /// Draws of parameters, in pairs: one draw for every eight futures, and at least two pairs if there are four futures.
    pub(crate) fn draws(self) -> u32 {
        let pairs = (self.futures / (2 * FUTURES_A_DRAW)).max(2).min(self.futures / 2);
        (2 * pairs).max(1)
    }

    /// The first future of draw `index`, and how many it serves.
    pub(crate) fn share(self, index: u32) -> (u32, u32) {
        let (each, spare) = (self.futures.max(1) / self.draws(), self.futures.max(1) % self.draws());
        (index * each + index.min(spare), each + u32::from(index < spare))
    }

    /// The draw that a future belongs to.
    pub(crate) fn draw_of(self, future: u32) -> u32 {
        let (each, spare) = (self.futures.max(1) / self.draws(), self.futures.max(1) % self.draws());
        let of_more = spare * (each + 1);
        if future < of_more { future / (each + 1) } else { spare + (future - of_more) / each }
    }
}

/// Who takes part in a scenario, and in which world.
pub(crate) struct Roll {
    world: World,
    patron: Option<StateId>,
    patron_ground: (&'static str, String),
    /// Those at risk: all but the patron.
    pub(crate) members: Vec<StateId>,
    pub(crate) strength: Strength,
}

impl Roll {
    pub(crate) fn of(scenario: &Scenario, atlas: &Atlas) -> Self {
        let world = world_of(scenario, atlas);
        let treaty = world.treaty(scenario.treaty);
        let (patron, patron_ground) = patron(scenario, atlas, &world);
        let members: Vec<StateId> = treaty.member_states().filter(|state| Some(*state) != patron).collect();
        let places: Vec<Option<StateId>> = members.iter().copied().map(Some).chain([patron]).collect();
        let part = |state: &Option<StateId>| {
            state.and_then(|state| treaty.membership(state)).is_some_and(|spell| spell.status == Status::InForce)
        };
        let mut strength = Strength::new(atlas, scenario, &places, &places.iter().map(part).collect::<Vec<bool>>());
        let later = |shock: &Shock| shock.is_later(scenario.date);
        if scenario.branches.iter().flat_map(|branch| &branch.force_shocks).any(later) {
            strength = strength.without_force();
        }
        Self { world, patron, patron_ground, members, strength }
    }

    /// The state at a place: a member at risk, or at the last the patron.
    pub(crate) fn at_place(&self, place: usize) -> Option<StateId> {
        self.members.get(place).copied().or(self.patron)
    }
}

/// What all draws share.
pub(crate) struct Plan<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) models: Used<'a>,
    pub(crate) world: World,
    pub(crate) patron: Option<StateId>,
    /// Whether the patron is `scenario`, `stated`, `computed` or `none`, and why it is this one.
    pub(crate) patron_ground: (&'static str, String),
    pub(crate) members: Vec<StateId>,
    /// What happens around the treaty; `None`: nothing.
    pub(crate) moving: Option<Moving<'a>>,
    /// How capability, regime and ideal point move; `None`: they stay.
    pub(crate) drift: Option<Drift<'a>>,
    /// What leadership is read from.
    pub(crate) strength: Strength,
    /// The days on which answers are read, in order: all horizons, and the same day of every year up to the last.
    pub(crate) days: Vec<Day>,
    pub(crate) times: Vec<f64>,
    pub(crate) known: FrailtyKnown,
    /// The posteriors of *leave*, *ends* and *replaced*.
    pub(crate) posteriors: [Posterior; 3],
    /// By how much the logarithms of the fitted rates are moved, of *leave* and of both endings: 0 but for flip points.
    pub(crate) moved: [f64; 2],
    /// Assumptions that go together.
    pub(crate) copula: Copula,
    pub(crate) settings: Settings,
    /// A future with more events than this is stopped and told.
    pub(crate) most_events: u32,
}

/// Events that a future may have: far more than a treaty's members can bring about.
const MOST_EVENTS: u32 = 10_000;

/// The world at the scenario's date: the atlas up to it, and the scenario's attributes.
pub(crate) fn world_of(scenario: &Scenario, atlas: &Atlas) -> World {
    let left_out =
        |event: &Event| event.kind.call().is_some_and(|call| scenario.switches.without_calls.contains(&call));
    let mut events: Vec<Event> = atlas
        .history
        .events()
        .iter()
        .filter(|event| event.when.day() <= scenario.date && !left_out(event))
        .cloned()
        .collect();
    if !scenario.switches.are_still() {
        events.extend(unrest_before(atlas, scenario.treaty, scenario.date));
    }
    for series in &scenario.series {
        let (state, variable) = (series.state, series.variable);
        // The last value stays; within the series a long gap is a gap.
        for (day, value) in changes(&series.values, Holds { years: 1 + CARRIED_YEARS, last: None }) {
            let (of, field) = (Subject::State(state), variable.field());
            events.push(Event::new(When::on(day), EventKind::Figure { of, field, value, ground: Ground::Scenario }));
        }
    }
    events.retain(|event| event.when.day() <= scenario.date);
    let history = foedera_world::History::new(std::sync::Arc::clone(atlas.roster()), events);
    history.world_at(scenario.date).world
}

/// The patron of a forecast and why: whom the scenario names, else [`Atlas::patron`] with the scenario's capabilities.
fn patron(scenario: &Scenario, atlas: &Atlas, world: &World) -> (Option<StateId>, (&'static str, String)) {
    if scenario.patron.is_some() {
        return (scenario.patron, ("scenario", "named by the scenario".to_owned()));
    }
    let capability = |state| world.figure(Field::CINC, state);
    let found = atlas.patron(world, scenario.treaty, scenario.date, capability);
    (found.state, (found.ground.name(), found.why))
}

impl<'a> Plan<'a> {
    pub(crate) fn new(scenario: &'a Scenario, atlas: &Atlas, models: &'a Models, settings: Settings) -> Self {
        let models = Used::of(models, &scenario.switches);
        let Roll { mut world, patron, patron_ground, members, strength } = Roll::of(scenario, atlas);
        let moving = surroundings(scenario, (atlas, &models), &mut world, (&members, patron));
        let last = *scenario.horizons.last().expect("checked when read");
        let mut days = scenario.horizons.clone();
        let start = scenario.start();
        let yearly = (1..).map(|years| start.plus_years(years)).take_while(|day| *day <= last);
        days.extend(yearly);
        days.sort_unstable();
        days.dedup();
        let times = days.iter().map(|day| day.years_since(start)).collect();
        let atop = atlas.roster().treaty(scenario.treaty).atop;
        let groups = models.leave.frailty.iter().flat_map(|frailty| &frailty.groups);
        let group = groups.into_iter().find(|group| group.atop.is_some() && group.atop == atop).cloned();
        let mut plan = Self {
            scenario,
            models,
            world,
            patron,
            patron_ground,
            members,
            moving,
            drift: None,
            strength,
            times,
            days,
            known: FrailtyKnown { group, later: 0.0 },
            posteriors: [models.leave, models.ends, models.replaced].map(foedera_process::Model::posterior),
            moved: [0.0; 2],
            copula: scenario.copula(),
            settings,
            most_events: MOST_EVENTS,
        };
        plan.known.later = plan.later_exposure();
        if let Some(played) = &scenario.played {
            plan.world = played.world.clone();
        }
        plan.drift = plan.drifting();
        plan
    }

    /// How the figures of the members and of the patron move.
    fn drifting(&self) -> Option<Drift<'a>> {
        const FIGURES: [Field; 3] = [Field::CINC, Field::POLYARCHY, Field::IDEAL_POINT];
        if self.scenario.switches.is_off("levels") {
            return None;
        }
        let levels = self.models.levels;
        let walking = FIGURES.into_iter().filter_map(|field| {
            let walk = levels.walk(&self.world.layout().field(field).name)?;
            Some(Walking { field, walk })
        });
        let roster = self.world.roster();
        let region = |state: &StateId| (*state, crate::levels::region(roster, *state));
        let states: Vec<(StateId, u8)> = self.members.iter().chain(&self.patron).map(region).collect();
        let last = *self.days.last().expect("at least one horizon");
        let days = (self.scenario.start(), last);
        Some(Drift::new(&self.world, walking.collect(), &states, days, levels.jumps("polyarchy")))
    }

    /// Where each horizon stands among the days.
    pub(crate) fn horizon_places(&self) -> Vec<usize> {
        let place = |day: &Day| self.days.binary_search(day).expect("every horizon is among the days");
        self.scenario.horizons.iter().map(place).collect()
    }

    /// The place of a state among those who may lead: that of a member at risk, or the last, the patron's.
    pub(crate) fn place(&self, state: StateId) -> Option<usize> {
        let patron = (Some(state) == self.patron).then_some(self.members.len());
        self.members.iter().position(|member| *member == state).or(patron)
    }

    /// The state at a place.
    pub(crate) fn at_place(&self, place: usize) -> Option<StateId> {
        self.members.get(place).copied().or(self.patron)
    }

    /// Exposure at frailty 1 between the end of the model's data and the date, at the rates of the date.
    fn later_exposure(&self) -> f64 {
        let Ok(until) = self.models.leave.card.window.1.parse::<Day>() else { return 0.0 };
        let years = self.scenario.date.years_since(until).max(0.0);
        let mode = self.models.leave.mode();
        // A game that goes before is not in the world yet.
        let view = |state: &StateId| View { day: self.scenario.date, ..self.view_of(&self.world, Some(*state)) };
        self.members.iter().map(|state| self.models.leave.rate(&mode, &view(state)) * years).sum()
    }

    /// A member, or the treaty as a whole, in a world at the day from which futures run.
    pub(crate) fn view_of<'b>(&self, world: &'b World, state: Option<StateId>) -> View<'b> {
        let member = state.and_then(|state| world.treaty(self.scenario.treaty).membership(state));
        View {
            world,
            day: self.scenario.start(),
            treaty: self.scenario.treaty,
            member,
            patron: self.patron,
            other: None,
            call: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_future_belongs_to_the_draw_that_serves_it() {
        for futures in [0, 1, 2, 3, 5, 40, 41, 1_003] {
            let settings = Settings { futures, seed: 1 };
            let mut next = 0;
            for draw in 0..settings.draws() {
                let (first, count) = settings.share(draw);
                assert_eq!(first, next);
                (first..first + count)
                    .for_each(|future| assert_eq!(settings.draw_of(future), draw, "{future} of {futures}"));
                next = first + count;
            }
            assert_eq!(next, futures.max(1));
        }
    }
}
