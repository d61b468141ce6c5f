//! What adds to the logarithm of a rate, averaged over futures: by effect, process and assumption, exactly.
//!
//! At each turn of the year and after each event of a future the rate of a process is taken apart into what each effect, the treaty's frailty,
//! the era, the links that hold and the stated assumptions add to its logarithm. The mean is over draws and futures, by the time at risk.

use foedera_futures::membership::{Membership, Parameters};
use foedera_futures::{Course, Stretch, System, Watch};
use foedera_math::{exp, ln};
use foedera_process::BLOCK_YEARS;
use foedera_world::{Day, Field, Status, World};
use rayon::prelude::*;

use crate::ask::Answers;
use crate::explain::{RatePart, RateParts};
use crate::plan::{Plan, Settings};
use crate::question::{Asked, Question};
use crate::run::{Intervention, Worker};
use crate::watch::{OfMember, OfTreaty};

/// Futures over which rates are averaged, at most.
const FUTURES: u32 = 800;

/// A process whose rate is taken apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Rate {
    Leave(usize),
    Freeze(usize),
    Ends,
    Replaced,
}

impl Rate {
    /// The processes behind a question, as they are taken apart on its first day.
    fn behind(question: &Question, members: usize) -> Vec<Self> {
        let all = |member: usize| vec![Self::Leave(member), Self::Freeze(member), Self::Ends, Self::Replaced];
        match question.asked {
            Asked::Member(member, OfMember::Left) | Asked::First(member) => vec![Self::Leave(member)],
            Asked::Member(member, OfMember::Frozen) => vec![Self::Freeze(member)],
            Asked::Member(member, OfMember::Stayed) => all(member),
            Asked::Leads(_, _, member) if member < members => all(member),
            Asked::Treaty(OfTreaty::AnyLeft) => (0..members).map(Self::Leave).collect(),
            Asked::Treaty(OfTreaty::Ended) => vec![Self::Ends],
            Asked::Treaty(OfTreaty::Replaced) => vec![Self::Replaced],
            _ => vec![Self::Ends, Self::Replaced],
        }
    }

    /// The clock of the process.
    #[cfg(test)]
    fn clock(self, members: usize) -> usize {
        match self {
            Self::Leave(member) => member,
            Self::Freeze(member) => members + member,
            Self::Ends => 3 * members,
            Self::Replaced => 3 * members + 1,
        }
    }

    fn member(self) -> Option<usize> {
        match self {
            Self::Leave(member) | Self::Freeze(member) => Some(member),
            Self::Ends | Self::Replaced => None,
        }
    }

    /// The names of the parts, in their order.
    fn names(self, plan: &Plan<'_>) -> Vec<String> {
        let models = plan.models;
        let of = |model: &foedera_process::Model, more: &[&str]| {
            let effects = model.effects.iter().map(|effect| effect.effect.words().to_owned());
            let mut names: Vec<String> = effects.chain(more.iter().map(|name| (*name).to_owned())).collect();
            "intercept: the average case of the fit, recalibrated".clone_into(&mut names[0]);
            names
        };
        match self {
            Self::Leave(_) => of(
                models.leave,
                &["the treaty's frailty", "the era", "links between processes", "exit of frozen members beside others"],
            ),
            Self::Ends => of(models.ends, &["the era"]),
            Self::Replaced => of(models.replaced, &["the era"]),
            Self::Freeze(_) => {
                ["stated rate of freezing", "response to the patron's usable capability", "links between processes"]
                    .map(str::to_owned)
                    .to_vec()
            }
        }
    }

    /// What each part adds to the logarithm of the rate in a world; `None` while it cannot happen.
    fn parts(
        self,
        plan: &Plan<'_>,
        of: &Membership<'_>,
        parameters: &Parameters,
        world: &World,
        day: Day,
    ) -> Option<Vec<f64>> {
        let treaty = world.treaty(of.treaty);
        if !treaty.is_open() {
            return None;
        }
        let state = self.member().map(|member| of.members[member]);
        let spell = state.and_then(|state| treaty.membership(state));
        let status = spell.as_ref().map_or(Status::Withdrawn, |own| own.status);
        let view = foedera_process::View { day, ..plan.view_of(world, state) };
        let links = || {
            let place = self.member().unwrap_or(0);
            let around = of.surroundings();
            around.map_or([1.0; 2], |around| around.of_member(world, of.treaty, &parameters.around, place))
        };
        let era = |process: usize| {
            let block = usize::try_from((day.year() - of.start.year()) / BLOCK_YEARS).unwrap_or(0);
            let own = &parameters.blocks[process];
            ln(own.get(block).or(own.last()).copied().unwrap_or(1.0))
        };
        let (models, of_process) = (plan.models, |model: &foedera_process::Model, theta: &[f64]| -> Vec<f64> {
            model.contributions(theta, &view).collect()
        });
        match self {
            Self::Leave(_) => {
                let frozen = match status {
                    Status::InForce => 0.0,
                    Status::Frozen => ln(parameters.frozen_exit_ratio),
                    _ => return None,
                };
                let mut parts = of_process(models.leave, &parameters.leave);
                parts.extend([ln(parameters.frailty), era(0), ln(links()[0]), frozen]);
                Some(parts)
            }
            Self::Freeze(_) => {
                let now = of.patron.and_then(|patron| world.figure(Field::CINC, patron));
                let strength = match (now, of.capability) {
                    (Some(now), Some(before)) if now > 0.0 => now / before,
                    _ => 1.0,
                };
                let elasticity = -parameters.freeze_elasticity * ln(strength);
                (status == Status::InForce).then(|| vec![ln(parameters.freeze_rate), elasticity, ln(links()[1])])
            }
            Self::Ends => {
                let mut parts = of_process(models.ends, &parameters.ends);
                parts.push(era(1));
                Some(parts)
            }
            Self::Replaced => {
                let mut parts = of_process(models.replaced, &parameters.replaced);
                parts.push(era(2));
                Some(parts)
            }
        }
    }
}

/// Sums of parts over the time at risk.
#[derive(Debug, Clone, Default)]
struct Sums {
    parts: Vec<f64>,
    years: f64,
}

impl Sums {
    fn add(&mut self, parts: &[f64], years: f64) {
        self.parts.resize(parts.len(), 0.0);
        self.parts.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part * years);
        self.years += years;
    }
}

/// Whoever takes rates apart along a future.
struct Apart<'a> {
    plan: &'a Plan<'a>,
    of: &'a Membership<'a>,
    parameters: &'a Parameters,
    rates: &'a [Rate],
    end: f64,
    /// The parts while nothing has happened: from when on, and those of each rate.
    course: &'a [(f64, Vec<Option<Vec<f64>>>)],
    sums: Vec<Sums>,
}

impl<S: System<State = World>> Watch<S> for Apart<'_> {
    fn quiet(&mut self, _: &World, _: &Course, until: f64) {
        for (piece, (from, rates)) in self.course.iter().enumerate() {
            let next = self.course.get(piece + 1).map_or(f64::INFINITY, |next| next.0);
            let years = next.min(until).min(self.end) - from;
            if years > 0.0 {
                let known = self.sums.iter_mut().zip(rates);
                known.for_each(|(sums, parts)| parts.iter().for_each(|parts| sums.add(parts, years)));
            }
        }
    }

    fn stretch(&mut self, world: &World, stretch: &Stretch<'_>) {
        let years = stretch.until.min(self.end) - stretch.from;
        if years > 0.0 {
            let day = self.of.day(stretch.from);
            for (rate, sums) in self.rates.iter().zip(&mut self.sums) {
                if let Some(parts) = rate.parts(self.plan, self.of, self.parameters, world, day) {
                    sums.add(&parts, years);
                }
            }
        }
    }
}

/// The parts of rates along a course without events: at the start, and at each change of the calendar.
fn along<S: System<State = World, Mark = foedera_world::Mark>>(
    (plan, of, parameters): (&Plan<'_>, &Membership<'_>, &Parameters),
    rates: &[Rate],
    (system, world, end): (&S, &mut World, f64),
) -> Vec<(f64, Vec<Option<Vec<f64>>>)> {
    let mark = world.mark();
    let (mut found, mut time) = (Vec::new(), 0.0);
    let mut touched = foedera_futures::Touched::for_clocks(system.clocks(world));
    while time < end {
        system.advance(world, time, &mut touched);
        let day = of.day(time);
        found.push((time, rates.iter().map(|rate| rate.parts(plan, of, parameters, world, day)).collect()));
        time = system.next_change(world, time);
    }
    world.rollback(mark);
    found
}

impl Answers<'_> {
    /// The rates behind a question, taken apart and averaged over futures up to a day in a branch.
    pub(crate) fn averaged(&self, question: &Question, day: Day, branch: usize) -> Vec<RateParts> {
        let mut scenario = self.plan.scenario.clone();
        scenario.branches = vec![self.plan.scenario.branches[branch].clone()];
        scenario.horizons = vec![day];
        let settings = Settings { futures: self.plan.settings.futures.min(FUTURES), ..self.plan.settings };
        let plan = Plan::new(&scenario, self.atlas, self.plan.models.given, settings);
        let rates = Rate::behind(question, plan.members.len());
        let sums = averages(&plan, &rates, plan.end());
        let roster = self.atlas.roster();
        let told = |(rate, sums): (&Rate, Sums)| {
            if sums.years <= 0.0 {
                return None;
            }
            let adds = sums.parts.iter().map(|sum| sum / sums.years);
            let mut parts: Vec<RatePart> = rate
                .names(&plan)
                .into_iter()
                .zip(adds)
                .map(|(effect, adds)| RatePart { effect, reads: None, adds })
                .collect();
            parts[1..].sort_by(|a, b| b.adds.abs().total_cmp(&a.adds.abs()));
            let log_rate = parts.iter().map(|part| part.adds).sum();
            let process = match rate {
                Rate::Leave(_) => "leave",
                Rate::Freeze(_) => "freeze",
                Rate::Ends => "ends",
                Rate::Replaced => "replaced",
            };
            let member = rate.member().map(|member| roster.state(plan.members[member]).name.clone());
            Some(RateParts { process: process.to_owned(), member, parts, log_rate, rate: exp(log_rate) })
        };
        rates.iter().zip(sums).filter_map(told).collect()
    }
}

fn averages(plan: &Plan<'_>, rates: &[Rate], end: f64) -> Vec<Sums> {
    let membership = plan.membership();
    let worker = Worker::new(plan, &membership);
    let of_draw = |worker: &mut Worker<'_>, draw: u32| {
        let of = &membership;
        let mut sums = vec![Sums::default(); rates.len()];
        let (first, count) = plan.settings.share(draw);
        for half in plan.halves() {
            plan.in_draw(worker, (draw, half), &Intervention::default(), |engine, system, course, world| {
                let parameters = system.parameters();
                let along = along((plan, of, parameters), rates, (system, world, end));
                let own = std::mem::take(&mut sums);
                let mut apart = Apart { plan, of, parameters, rates, end, course: &along, sums: own };
                for place in plan.places(half, count) {
                    engine.run(system, course, world, plan.run_of(first + place), &mut apart);
                }
                sums = apart.sums;
            });
        }
        sums
    };
    let draws: Vec<Vec<Sums>> =
        (0..plan.settings.draws()).into_par_iter().with_min_len(4).map_init(|| worker.clone(), of_draw).collect();
    let mut all = vec![Sums::default(); rates.len()];
    for own in &draws {
        for (all, own) in all.iter_mut().zip(own).filter(|(_, own)| own.years > 0.0) {
            all.add(&own.parts, 1.0);
            all.years += own.years - 1.0;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Models, Scenario, embedded_scenario};
    use foedera_atlas::Atlas;

    #[test]
    fn parts_sum_to_the_logarithm_of_the_rate_of_the_system_along_the_course() {
        let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
        let source = embedded_scenario("csto-2022").expect("it ships");
        let (scenario, atlas) = Scenario::open(&source, &atlas).expect("a scenario");
        let plan = Plan::new(&scenario, &atlas, &models, Settings { futures: 16, seed: 1 });
        let of = plan.membership();
        let mut worker = Worker::new(&plan, &of);
        let rates = [Rate::Leave(0), Rate::Freeze(1), Rate::Ends, Rate::Replaced];
        for draw in 0..4 {
            plan.in_draw(&mut worker, (draw, 0), &Intervention::default(), |_, system, course, world| {
                let parameters = system.parameters();
                for (time, parts) in along((&plan, &of, parameters), &rates, (system, world, plan.end())) {
                    for (rate, parts) in rates.iter().zip(parts) {
                        let sum: f64 = parts.expect("all are at risk").iter().sum();
                        let own = course.rate(rate.clock(of.members.len()), time + 1e-6);
                        assert!((exp(sum) / own - 1.0).abs() < 1e-9, "{rate:?} at {time}: {} {own}", exp(sum));
                    }
                }
            });
        }
    }
}
