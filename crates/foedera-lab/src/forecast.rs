//! The forecast: draws × arms × futures, and the answers.

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use foedera_futures::membership::{MembershipLaw, Parameters};
use foedera_futures::{Path, run};
use foedera_process::View;
use foedera_world::{Day, Event, EventKind, Field, Ground, StateId, Subject, When, World};

use crate::draw::{FrailtyKnown, parameters, shock_factor};
use crate::models::{Models, sha256};
use crate::results::Results;
use crate::scenario::{Arm, Scenario};
use crate::support::{Reading, readings};
use crate::tally::Outcome;
use crate::watch::{Standing, Watch, answers};
use crate::{answer, cards, cautions, reference};

/// How a forecast is run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Futures for each arm; none counts as one.
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
    fn share(self, index: u32) -> (u32, u32) {
        let (each, spare) = (self.futures.max(1) / self.draws(), self.futures.max(1) % self.draws());
        (index * each + index.min(spare), each + u32::from(index < spare))
    }
}

/// What all draws share.
pub(crate) struct Plan<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) models: &'a Models,
    pub(crate) world: World,
    pub(crate) patron: Option<StateId>,
    /// Whether the patron is `scenario`, `stated`, `computed` or `none`, and why it is this one.
    pub(crate) patron_ground: (&'static str, String),
    pub(crate) members: Vec<StateId>,
    /// The days on which answers are read, in order: all horizons, and the same day of every year up to the last.
    pub(crate) days: Vec<Day>,
    times: Vec<f64>,
    known: FrailtyKnown,
    pub(crate) settings: Settings,
}

/// One draw: its parameters, and in each arm the factors of its shocks, what the effects read, and the outcome.
pub(crate) struct Drawn {
    pub(crate) parameters: Parameters,
    pub(crate) factors: Vec<Vec<f64>>,
    pub(crate) readings: Vec<Vec<Reading>>,
    pub(crate) arms: Vec<Outcome>,
}

/// Run `scenario`. The same scenario, atlas, models and settings give the same answer on any number of threads.
///
/// `scenario_text` is the scenario file's text, for its fingerprint; `name` is what the user called it by, for the command
/// that makes the answer again.
///
/// # Errors
/// An answer that is not a number; the bounds of scenarios are there to make that impossible.
pub fn forecast(
    scenario: &Scenario,
    scenario_text: &str,
    name: &str,
    atlas: &Atlas,
    models: &Models,
    settings: Settings,
) -> Result<answer::Forecast, Problems> {
    let plan = Plan::new(scenario, atlas, models, settings);
    let results = Results::of(&plan);
    let own = reference::own_record(atlas, scenario.treaty, plan.patron, scenario.date);
    let (start, horizons) = (scenario.date, &scenario.horizons);
    let reference_classes = reference::classes(&models.leave, own, plan.members.len(), start, horizons);
    let question_at = horizons.len().min(3) - 1;
    let used: Vec<String> = reference_classes.iter().flat_map(|class| class.sources.clone()).collect();
    let arm = |(index, arm): (usize, &Arm)| arm_card(arm, results.outside(&plan, index, atlas), atlas);
    let arms: Vec<answer::ArmCard> = scenario.arms.iter().enumerate().map(arm).collect();
    let reference_arm = arms[0].name.clone();
    let found = answer::Forecast {
        schema: answer::ANSWER_SCHEMA,
        scenario: plan.scenario_card(atlas),
        provenance: plan.provenance(scenario_text, name, atlas),
        horizons: horizons.clone(),
        arms,
        members: results.member_answers(&plan, atlas),
        treaty: (0..scenario.arms.len()).map(|arm| results.treaty_answer(&plan, arm)).collect(),
        reference_classes,
        member_count: (0..scenario.arms.len()).map(|arm| results.fan(&plan, arm)).collect(),
        timeline: cards::timeline(&atlas.history, scenario),
        sensitivity: results.sensitivity(&plan, question_at),
        sensitivity_question: format!("at least one member leaves by {} ({reference_arm})", horizons[question_at]),
        processes: cards::processes(models, scenario, atlas),
        precedents: cards::precedents(atlas, scenario),
        unknowns: cards::unknowns(models, scenario, atlas),
        sources: cards::sources(atlas, scenario, &used),
    };
    let Some(wrong) = found.estimates().find(|estimate| !estimate.is_probability()) else { return Ok(found) };
    let answer::Estimate { mean, low, high, monte_carlo_error, .. } = *wrong;
    let message =
        format!("an answer of this forecast is no probability: {mean} ({low} to {high}, error {monte_carlo_error})");
    let remedy = "narrow the ranges of the scenario's assumptions and factors, and report this";
    Err(Diagnostic::new(Code::Estimation, Place::CommandLine, message, remedy).into())
}

fn arm_card(arm: &Arm, outside: Vec<answer::Outside>, atlas: &Atlas) -> answer::ArmCard {
    let shock = |shock: &crate::Shock| {
        let key = &atlas.roster().state(shock.state).key;
        let (low, high) = shock.factor;
        format!("usable {} of {key} × {low}–{high} from {}: {}", shock.variable.words(), shock.from, shock.why)
    };
    let shocks = arm.shocks.iter().map(shock).collect();
    answer::ArmCard {
        id: arm.id.clone(),
        name: arm.name.clone(),
        description: arm.description.clone(),
        shocks,
        outside,
    }
}

/// The world at the scenario's date: the atlas up to it, and the scenario's attributes.
pub(crate) fn world_of(scenario: &Scenario, atlas: &Atlas) -> World {
    let mut events: Vec<Event> =
        atlas.history.events().iter().filter(|event| event.when.day() <= scenario.date).cloned().collect();
    for series in &scenario.series {
        let (state, variable) = (series.state, series.variable);
        let mut push = |year: i16, value: Option<f64>| {
            let when = When::on(Day::start_of_year(year));
            events.push(Event::new(
                when,
                EventKind::Figure {
                    of: Subject::State(state),
                    field: variable.field(),
                    value,
                    ground: Ground::Scenario,
                },
            ));
        };
        for (index, (year, value)) in series.values.iter().enumerate() {
            push(year + 1, Some(*value));
            let next = series.values.get(index + 1).map(|(next, _)| *next);
            // The last value stays; within the series a gap is a gap.
            if next.is_some_and(|next| next > year + 1) {
                push(year + 2, None);
            }
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
    fn new(scenario: &'a Scenario, atlas: &Atlas, models: &'a Models, settings: Settings) -> Self {
        let world = world_of(scenario, atlas);
        let treaty = world.treaty(scenario.treaty);
        let (patron, patron_ground) = patron(scenario, atlas, &world);
        let members: Vec<StateId> =
            treaty.members().map(|member| member.state).filter(|state| Some(*state) != patron).collect();
        let last = *scenario.horizons.last().expect("checked when read");
        let mut days = scenario.horizons.clone();
        let yearly = (1..).map(|years| scenario.date.plus_years(years)).take_while(|day| *day <= last);
        days.extend(yearly);
        days.sort_unstable();
        days.dedup();
        let times = days.iter().map(|day| day.years_since(scenario.date)).collect();
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
            times,
            days,
            known: FrailtyKnown { group, later: 0.0 },
            settings,
        };
        plan.known.later = plan.later_exposure();
        plan
    }

    /// Exposure at frailty 1 between the end of the model's data and the date, at the rates of the date.
    fn later_exposure(&self) -> f64 {
        let Ok(until) = self.models.leave.card.window.1.parse::<Day>() else { return 0.0 };
        let years = self.scenario.date.years_since(until).max(0.0);
        let mode = self.models.leave.mode();
        let view = |state: &StateId| self.view_of(&self.world, Some(*state));
        self.members.iter().map(|state| self.models.leave.rate(&mode, &view(state)) * years).sum()
    }

    /// A member, or the treaty as a whole, in a world at the scenario's date.
    pub(crate) fn view_of<'b>(&self, world: &'b World, state: Option<StateId>) -> View<'b> {
        let member = state.and_then(|state| world.treaty(self.scenario.treaty).membership(state));
        View { world, day: self.scenario.date, treaty: self.scenario.treaty, member, patron: self.patron }
    }

    /// One draw, in a copy of the plan's world that is as it was afterwards.
    pub(crate) fn draw(&self, world: &mut World, index: u32) -> Drawn {
        let parameters = parameters(self.models, self.scenario, &self.known, self.settings.seed, index);
        let mut drawn = Drawn {
            parameters,
            factors: Vec::new(),
            readings: Vec::new(),
            arms: Vec::with_capacity(self.scenario.arms.len()),
        };
        for arm in &self.scenario.arms {
            let mark = world.mark();
            let mut factors = Vec::new();
            for (number, shock) in arm.shocks.iter().enumerate() {
                let factor = shock_factor(shock.factor, self.settings.seed, index, number);
                factors.push(factor);
                let now = world.figure_on(shock.variable, shock.state, shock.from);
                let value = now.map(|value| value * factor);
                let (of, field) = (Subject::State(shock.state), shock.variable.field());
                let kind = EventKind::Figure { of, field, value, ground: Ground::Scenario };
                world.apply_on(shock.from, kind).expect("a shock on the date of the world");
            }
            drawn.factors.push(factors);
            drawn.readings.push(readings(self, world));
            let outcome = self.outcome(world, &drawn.parameters, index);
            drawn.arms.push(outcome);
            world.rollback(mark);
        }
        drawn
    }

    fn outcome(&self, world: &mut World, parameters: &Parameters, index: u32) -> Outcome {
        let law = MembershipLaw {
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
        let threshold = self.scenario.threshold;
        let mut initial = vec![0.0; answers(self.members.len())];
        Standing::of(world, &law).indicators(threshold, &mut initial);
        let end = *self.times.last().expect("at least one horizon");
        let path = Path::new(&law, world, end);
        let (first, count) = self.settings.share(index);
        let mut watches = [Watch::new(&law, &self.times, threshold), Watch::new(&law, &self.times, threshold)];
        for future in 0..count {
            let watch = &mut watches[(future % 2) as usize];
            watch.begin();
            run(&law, &path, world, (self.settings.seed, first + future), watch);
        }
        outcome_of(&initial, &watches, count)
    }

    fn scenario_card(&self, atlas: &Atlas) -> answer::ScenarioCard {
        let roster = atlas.roster();
        let (scenario, treaty) = (self.scenario, roster.treaty(self.scenario.treaty));
        let members = self.world.treaty(scenario.treaty).members();
        answer::ScenarioCard {
            id: scenario.id.clone(),
            title: scenario.title.clone(),
            date: scenario.date,
            treaty: treaty.key.clone(),
            treaty_name: treaty.name.clone(),
            patron: self.patron.map(|patron| roster.state(patron).key.clone()),
            patron_name: self.patron.map_or("none".to_owned(), |patron| roster.state(patron).name.clone()),
            patron_ground: self.patron_ground.0.to_owned(),
            patron_why: self.patron_ground.1.clone(),
            members: members.map(|member| roster.state(member.state).key.clone()).collect(),
            note: scenario.note.clone(),
            cautions: cautions::of(self, atlas),
        }
    }

    fn provenance(&self, scenario_text: &str, name: &str, atlas: &Atlas) -> answer::RunProvenance {
        let Settings { futures, seed } = self.settings;
        let name = if name.chars().all(|c| c.is_alphanumeric() || "-_./".contains(c)) {
            name.to_owned()
        } else {
            format!("'{}'", name.replace('\'', "'\\''"))
        };
        answer::RunProvenance {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed,
            futures,
            draws: self.settings.draws(),
            scenario_sha256: sha256(scenario_text),
            atlas_sha256: atlas.sha256.clone(),
            models: self.models.sha256.clone(),
            command: format!("foedera forecast {name} --futures {futures} --seed {seed}"),
        }
    }
}

/// The outcome of a draw's `count` futures, watched in two halves.
fn outcome_of(initial: &[f64], watches: &[Watch<'_, '_>; 2], count: u32) -> Outcome {
    let [even, odd] = watches;
    let (size, width) = (even.sums.len(), initial.len());
    let (all, halves) = (f64::from(count), [count.div_ceil(2), count / 2].map(f64::from));
    let mut outcome =
        Outcome { integrals: vec![0.0; size], shares: vec![0.0; size], noise: vec![0.0; size], counts: Vec::new() };
    let mut sums = vec![[0.0; 2]; width];
    for position in 0..size {
        let sum = &mut sums[position % width];
        *sum = [sum[0] + even.sums[position], sum[1] + odd.sums[position]];
        let [first, second] = *sum;
        outcome.integrals[position] = initial[position % width] + (first + second) / all;
        outcome.shares[position] = (even.held[position] + odd.held[position]) / all;
        if count > 1 {
            // The variance of the mean of two independent halves, from their difference.
            let difference = first / halves[0] - second / halves[1];
            outcome.noise[position] = difference * difference * halves[0] * halves[1] / (all * all);
        }
    }
    outcome.counts = even.counts.iter().zip(&odd.counts).map(|(a, b)| a + b).collect();
    outcome
}
