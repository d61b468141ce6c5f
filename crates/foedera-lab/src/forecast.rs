//! The forecast: draws × arms × futures, and the answers.

use foedera_atlas::Atlas;
use foedera_futures::membership::MembershipLaw;
use foedera_futures::{Path, run};
use foedera_math::{exp, mean, quantile};
use foedera_process::View;
use foedera_world::{Day, Event, EventKind, StateId, Variable, When, World};
use rayon::prelude::*;

use crate::draw::{FrailtyKnown, parameters, shock_factor};
use crate::models::{Models, sha256};
use crate::scenario::{Arm, Scenario};
use crate::tally::Sampled;
use crate::watch::{OfMember, OfTreaty, Standing, Watch, answers, member_answer, treaty_answer};
use crate::{answer, cards, reference};

/// How a forecast is run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Futures for each arm.
    pub futures: u32,
    /// Seed.
    pub seed: u64,
}

impl Settings {
    /// Draws of parameters: one for every twenty futures, between 2 and 1000.
    fn draws(self) -> u32 {
        (self.futures / 20).clamp(2, 1000)
    }
}

/// What all draws share.
struct Plan<'a> {
    scenario: &'a Scenario,
    models: &'a Models,
    world: World,
    patron: StateId,
    members: Vec<StateId>,
    times: Vec<f64>,
    days: Vec<Day>,
    known: FrailtyKnown,
    settings: Settings,
}

/// One draw in one arm.
struct Outcome {
    /// Answers at each time from the two halves of its futures: `times × answers`.
    halves: Vec<(f64, f64)>,
    counts: Vec<u32>,
}

/// One draw: its parameters and its outcome in each arm.
struct Drawn {
    parameters: foedera_futures::membership::Parameters,
    factors: Vec<Vec<f64>>,
    arms: Vec<Outcome>,
}

/// Run `scenario`. The same scenario, atlas, models and settings give the same answer on any number of threads.
///
/// `scenario_text` is the scenario file's text, for its fingerprint.
pub fn forecast(
    scenario: &Scenario,
    scenario_text: &str,
    atlas: &Atlas,
    models: &Models,
    settings: Settings,
) -> answer::Forecast {
    let plan = Plan::new(scenario, atlas, models, settings);
    let drawn: Vec<Drawn> = (0..settings.draws()).into_par_iter().map(|index| plan.draw(index)).collect();
    let own = reference::own_record(atlas, scenario.treaty, plan.patron, scenario.date);
    let (start, horizons) = (scenario.date, &scenario.horizons);
    let reference_classes = reference::classes(&models.leave, own, plan.members.len(), start, horizons);
    let question_at = horizons.len().min(3) - 1;
    let used: Vec<String> = reference_classes.iter().flat_map(|class| class.sources.clone()).collect();
    let arms: Vec<answer::ArmCard> = scenario.arms.iter().map(|arm| arm_card(arm, atlas)).collect();
    let reference_arm = arms[0].name.clone();
    answer::Forecast {
        schema: answer::ANSWER_SCHEMA,
        scenario: plan.scenario_card(atlas),
        provenance: answer::RunProvenance {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: settings.seed,
            futures: settings.futures,
            draws: settings.draws(),
            scenario_sha256: sha256(scenario_text),
            atlas_sha256: atlas.sha256.clone(),
            models: models.sha256.clone(),
            command: format!(
                "foedera forecast {} --futures {} --seed {}",
                scenario.id, settings.futures, settings.seed
            ),
        },
        horizons: horizons.clone(),
        arms,
        members: plan.member_answers(atlas, &drawn),
        treaty: (0..scenario.arms.len()).map(|arm| plan.treaty_answer(arm, &drawn)).collect(),
        reference_classes,
        member_count: (0..scenario.arms.len()).map(|arm| plan.fan(arm, &drawn)).collect(),
        timeline: cards::timeline(&atlas.history, scenario),
        sensitivity: plan.sensitivity(question_at, &drawn),
        sensitivity_question: format!("at least one member leaves by {} ({reference_arm})", horizons[question_at]),
        processes: cards::processes(models, scenario, atlas),
        precedents: cards::precedents(atlas, scenario),
        unknowns: cards::unknowns(models, scenario, atlas),
        sources: cards::sources(atlas, scenario, &used),
    }
}

fn arm_card(arm: &Arm, atlas: &Atlas) -> answer::ArmCard {
    let shock = |shock: &crate::Shock| {
        let key = &atlas.roster().state(shock.state).key;
        let (low, high) = shock.factor;
        format!("usable {} of {key} × {low}–{high} from {}: {}", shock.variable.name(), shock.from, shock.why)
    };
    let shocks = arm.shocks.iter().map(shock).collect();
    answer::ArmCard { id: arm.id.clone(), name: arm.name.clone(), description: arm.description.clone(), shocks }
}

/// The world at the scenario's date: the atlas up to it, and the scenario's attributes.
fn world_of(scenario: &Scenario, atlas: &Atlas) -> World {
    let mut events: Vec<Event> =
        atlas.history.events().iter().filter(|event| event.when.day() <= scenario.date).cloned().collect();
    for series in &scenario.series {
        let (state, variable) = (series.state, series.variable);
        let mut push = |year: i16, value: Option<f64>| {
            let when = When::on(Day::start_of_year(year));
            events.push(Event::new(when, EventKind::Attribute { state, variable, value }));
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
    history.replay().world
}

impl<'a> Plan<'a> {
    fn new(scenario: &'a Scenario, atlas: &Atlas, models: &'a Models, settings: Settings) -> Self {
        let world = world_of(scenario, atlas);
        let treaty = world.treaty(scenario.treaty);
        let first = || treaty.members().next().map(|member| member.state).expect("checked when read");
        let capability = |state| world.attributes().at(Variable::Capability, state, scenario.date);
        let found = || atlas.patron(&world, scenario.treaty, scenario.date, capability).state;
        // A treaty without a patron is simulated around its largest member, which is not at risk, until processes can do without.
        let largest = || world.patron(scenario.treaty, scenario.date);
        let patron = scenario.patron.or_else(found).or_else(largest).unwrap_or_else(first);
        let members: Vec<StateId> =
            treaty.members().map(|member| member.state).filter(|state| *state != patron).collect();
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
        self.members.iter().map(|state| self.models.leave.rate(&mode, &self.view(*state)) * years).sum()
    }

    fn view(&self, state: StateId) -> View<'_> {
        let member = self.world.treaty(self.scenario.treaty).membership(state);
        View {
            world: &self.world,
            day: self.scenario.date,
            treaty: self.scenario.treaty,
            member,
            patron: Some(self.patron),
        }
    }

    fn draw(&self, index: u32) -> Drawn {
        let parameters = parameters(self.models, self.scenario, &self.known, self.settings.seed, index);
        let mut factors = Vec::new();
        let arms = self.scenario.arms.iter().map(|arm| {
            let mut world = self.world.clone();
            let mut own = Vec::new();
            for (number, shock) in arm.shocks.iter().enumerate() {
                let factor = shock_factor(shock.factor, self.settings.seed, index, number);
                own.push(factor);
                let now = world.attributes().at(shock.variable, shock.state, shock.from);
                let value = now.map(|value| value * factor);
                let kind = EventKind::Attribute { state: shock.state, variable: shock.variable, value };
                world.apply(&Event::new(When::on(shock.from), kind)).expect("a shock on the date of the world");
            }
            factors.push(own);
            self.outcome(world, &parameters, index)
        });
        let arms = arms.collect();
        Drawn { parameters, factors, arms }
    }

    fn outcome(&self, world: World, parameters: &foedera_futures::membership::Parameters, index: u32) -> Outcome {
        let law = MembershipLaw {
            leave: &self.models.leave,
            ends: &self.models.ends,
            replaced: &self.models.replaced,
            parameters: parameters.clone(),
            treaty: self.scenario.treaty,
            patron: self.patron,
            members: self.members.clone(),
            start: self.scenario.date,
            capability: self.world.attributes().at(Variable::Capability, self.patron, self.scenario.date),
        };
        let threshold = self.scenario.threshold;
        let width = answers(self.members.len());
        let mut initial = vec![0.0; width];
        Standing::of(&world, &law).indicators(threshold, &mut initial);
        let end = *self.times.last().expect("at least one horizon");
        let path = Path::new(&law, world, end);
        let per_draw = self.settings.futures / self.settings.draws();
        let spare = self.settings.futures % self.settings.draws();
        let first = index * per_draw + index.min(spare);
        let count = per_draw + u32::from(index < spare);
        let mut watches = [Watch::new(&law, &self.times, threshold), Watch::new(&law, &self.times, threshold)];
        for future in 0..count {
            let watch = &mut watches[(future % 2) as usize];
            watch.begin();
            run(&law, &path, self.settings.seed, first + future, watch);
        }
        let [even, odd] = watches;
        let futures = [f64::from(count.div_ceil(2)), f64::from((count / 2).max(1))];
        let mut halves = vec![(0.0, 0.0); self.times.len() * width];
        let mut sums = vec![(0.0, 0.0); width];
        for (position, half) in halves.iter_mut().enumerate() {
            let answer = position % width;
            sums[answer].0 += even.sums[position];
            sums[answer].1 += odd.sums[position];
            half.0 = initial[answer] + sums[answer].0 / futures[0];
            half.1 = if count > 1 { initial[answer] + sums[answer].1 / futures[1] } else { half.0 };
        }
        let counts = even.counts.iter().zip(&odd.counts).map(|(a, b)| a + b).collect();
        Outcome { halves, counts }
    }

    fn halves(&self, arm: usize, day: Day, answer: usize, drawn: &[Drawn]) -> Vec<(f64, f64)> {
        let width = answers(self.members.len());
        let time = self.days.binary_search(&day).expect("every day asked for is in the plan");
        drawn.iter().map(|draw| draw.arms[arm].halves[time * width + answer]).collect()
    }

    fn estimate(&self, arm: usize, day: Day, answer: usize, events: u32, drawn: &[Drawn]) -> answer::Estimate {
        Sampled { halves: &self.halves(arm, day, answer, drawn), events }.estimate()
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
            patron: roster.state(self.patron).key.clone(),
            patron_name: roster.state(self.patron).name.clone(),
            members: members.map(|member| roster.state(member.state).key.clone()).collect(),
            note: scenario.note.clone(),
        }
    }

    fn member_answers(&self, atlas: &Atlas, drawn: &[Drawn]) -> Vec<answer::MemberAnswer> {
        let one = |(index, state): (usize, &StateId)| {
            let arms = 0..self.scenario.arms.len();
            answer::MemberAnswer {
                state: atlas.roster().state(*state).key.clone(),
                name: atlas.roster().state(*state).name.clone(),
                arms: arms.map(|arm| self.member_in_arm(index, arm, drawn)).collect(),
                drivers: self.drivers(*state),
            }
        };
        self.members.iter().enumerate().map(one).collect()
    }

    fn member_in_arm(&self, member: usize, arm: usize, drawn: &[Drawn]) -> answer::MemberInArm {
        let events =
            [self.models.leave.card.events, 0, self.models.ends.card.events + self.models.replaced.card.events];
        let halves = |day: Day, of: OfMember| self.halves(arm, day, member_answer(member, of), drawn);
        let at = |day: &Day| {
            let of = [OfMember::Left, OfMember::Frozen, OfMember::Over];
            let gone = of.map(|of| halves(*day, of));
            let stayed: Vec<(f64, f64)> = (0..drawn.len())
                .map(|draw| gone.iter().fold((1.0, 1.0), |rest, list| (rest.0 - list[draw].0, rest.1 - list[draw].1)))
                .collect();
            let estimate = |index: usize| Sampled { halves: &gone[index], events: events[index] }.estimate();
            answer::MemberAt {
                day: *day,
                stayed: Sampled { halves: &stayed, events: events[0] }.estimate(),
                frozen: estimate(1),
                left: estimate(0),
                treaty_over: estimate(2),
            }
        };
        let point = |day: &Day| {
            let mean_of = |of: OfMember| {
                let list: Vec<f64> = halves(*day, of).into_iter().map(|(a, b)| 0.5 * (a + b)).collect();
                mean(&list).clamp(0.0, 1.0)
            };
            let (left, frozen) = (mean_of(OfMember::Left), mean_of(OfMember::Frozen));
            answer::IncidencePoint { day: *day, left, frozen, treaty_over: mean_of(OfMember::Over) }
        };
        let now = answer::IncidencePoint { day: self.scenario.date, left: 0.0, frozen: 0.0, treaty_over: 0.0 };
        let incidence = std::iter::once(now).chain(self.days.iter().map(point)).collect();
        answer::MemberInArm { at: self.scenario.horizons.iter().map(at).collect(), incidence }
    }

    fn drivers(&self, state: StateId) -> Vec<(String, f64)> {
        let model = &self.models.leave;
        let (mode, view) = (model.mode(), self.view(state));
        let parts = model.effects.iter().zip(model.contributions(&mode, &view)).skip(1);
        let mut drivers: Vec<(String, f64)> =
            parts.map(|(effect, part)| (effect.effect.words().to_owned(), exp(part))).collect();
        let distance = |factor: f64| foedera_math::ln(factor).abs();
        drivers.sort_by(|a, b| distance(b.1).total_cmp(&distance(a.1)));
        drivers
    }

    fn treaty_answer(&self, arm: usize, drawn: &[Drawn]) -> answer::TreatyAnswer {
        let models = self.models;
        let (leave, ends, replaced) = (models.leave.card.events, models.ends.card.events, models.replaced.card.events);
        let at = |of: OfTreaty, events: u32| -> Vec<answer::Estimate> {
            let position = treaty_answer(self.members.len(), of);
            self.scenario.horizons.iter().map(|day| self.estimate(arm, *day, position, events, drawn)).collect()
        };
        answer::TreatyAnswer {
            at_least_one_left: at(OfTreaty::AnyLeft, leave),
            ended: at(OfTreaty::Ended, ends),
            replaced: at(OfTreaty::Replaced, replaced),
            ended_or_few: at(OfTreaty::EndedOrFew, leave + ends + replaced),
            threshold: self.scenario.threshold,
        }
    }

    fn fan(&self, arm: usize, drawn: &[Drawn]) -> Vec<answer::FanPoint> {
        let width = self.members.len() + 2;
        let point = |(time, day): (usize, &Day)| {
            let mut values = Vec::new();
            for count in 0..width {
                let seen: u32 = drawn.iter().map(|draw| draw.arms[arm].counts[time * width + count]).sum();
                values.extend(std::iter::repeat_n(count as f64, seen as usize));
            }
            let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| quantile(&values, p));
            answer::FanPoint { day: *day, mean: mean(&values), quantiles }
        };
        let now = self.world.treaty(self.scenario.treaty).participants().count() as f64;
        let start = answer::FanPoint { day: self.scenario.date, mean: now, quantiles: [now; 5] };
        std::iter::once(start).chain(self.days.iter().enumerate().map(point)).collect()
    }

    /// The answer among the fifth of draws in which an assumption is lowest, and among that in which it is highest.
    fn sensitivity(&self, horizon: usize, drawn: &[Drawn]) -> Vec<answer::Sensitivity> {
        let (day, position) = (self.scenario.horizons[horizon], treaty_answer(self.members.len(), OfTreaty::AnyLeft));
        let of_arm = |arm: usize| -> Vec<f64> {
            self.halves(arm, day, position, drawn).into_iter().map(|(a, b)| 0.5 * (a + b)).collect()
        };
        let reference = of_arm(0);
        let split = |name: &str, unit: &str, value: &dyn Fn(&Drawn) -> f64| {
            let mut order: Vec<usize> = (0..drawn.len()).collect();
            order.sort_by(|a, b| value(&drawn[*a]).total_cmp(&value(&drawn[*b])));
            let fifth = (drawn.len() / 5).max(1);
            let mean_of = |list: &[usize]| mean(&list.iter().map(|draw| reference[*draw]).collect::<Vec<f64>>());
            let sorted: Vec<f64> = order.iter().map(|draw| value(&drawn[*draw])).collect();
            let text = |p: f64| format!("{}{unit}", short(quantile(&sorted, p)));
            answer::Sensitivity {
                assumption: name.to_owned(),
                low_value: text(0.1),
                high_value: text(0.9),
                answer_low: mean_of(&order[..fifth]),
                answer_high: mean_of(&order[drawn.len() - fifth..]),
            }
        };
        let mut list = vec![
            split("this treaty's own proneness to lose members (frailty)", "", &|draw| draw.parameters.frailty),
            split("rate at which a member freezes", " a year", &|draw| draw.parameters.freeze_rate),
            split("rate at which a frozen member thaws", " a year", &|draw| draw.parameters.thaw_rate),
            split("exit of frozen members beside others", " times", &|draw| draw.parameters.frozen_exit_ratio),
        ];
        for (index, effect) in self.models.leave.effects.iter().enumerate() {
            let name = format!("leave: coefficient of {}", effect.effect.words());
            list.push(split(&name, "", &|draw| draw.parameters.leave[index]));
        }
        for (arm, card) in self.scenario.arms.iter().enumerate().skip(1) {
            let factors: Vec<f64> = drawn.iter().flat_map(|draw| draw.factors[arm].iter().copied()).collect();
            let range =
                if factors.is_empty() { String::new() } else { format!(" (mean factor {})", short(mean(&factors))) };
            list.push(answer::Sensitivity {
                assumption: format!("arm: {} in place of {}{range}", card.name, self.scenario.arms[0].name),
                low_value: self.scenario.arms[0].name.clone(),
                high_value: card.name.clone(),
                answer_low: mean(&reference),
                answer_high: mean(&of_arm(arm)),
            });
        }
        let moved = |s: &answer::Sensitivity| (s.answer_high - s.answer_low).abs();
        list.sort_by(|a, b| moved(b).total_cmp(&moved(a)));
        list
    }
}

/// Three significant digits.
fn short(value: f64) -> String {
    let digits = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else if value.abs() >= 0.1 {
        2
    } else {
        4
    };
    format!("{value:.digits$}")
}
