//! Single futures as dated stories: each event with its rate just before it and its odds against all else that could have happened.
//!
//! A story is the future of that number in the forecast of the same scenario, futures and seed, event by event: forecasts add up such
//! stories.

use std::fmt::Write;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, progress};
use foedera_futures::membership::{Around, Happening, Membership};
use foedera_futures::{Course, Ringing, Stretch, System, Watch};
use foedera_world::{CallId, Day, DisputeId, Field, NetworkId, StateId, World};
use rayon::prelude::*;
use serde::Serialize;

use crate::models::Models;
use crate::plan::{Plan, Settings};
use crate::run::Worker;
use crate::scenario::Scenario;

/// An event of a future.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoryEvent {
    /// The number of the future.
    pub future: u32,
    /// The day.
    pub date: Day,
    /// The process: `leave`, `freeze`, `thaw`, `ends` or `replaced`; around the treaty `dispute`, `coup`, `conflict`, `protest` or `pact`.
    pub process: &'static str,
    /// The member's key; `None` of an event of the treaty.
    pub state: Option<String>,
    /// What happens, in words.
    pub what: String,
    /// Its rate per year just before.
    pub rate: f64,
    /// The probability that it is this event and no other, given that one happens then.
    pub share: f64,
    /// How many take part after it.
    pub participants: u32,
}

/// One future of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Story {
    /// Its number.
    pub future: u32,
    /// The draw of parameters that it belongs to.
    pub draw: u32,
    /// How many take part at its end.
    pub participants: u32,
    /// Whether the treaty is over then.
    pub over: bool,
    /// The probability that nothing would happen until the last day, with this draw's parameters, from the first day on.
    pub quiet_probability: f64,
    /// Whether it was stopped, since it had more events than a future may have.
    pub stopped: bool,
    /// Its events in order.
    pub events: Vec<StoryEvent>,
}

/// Whoever tells a future while it runs.
pub(crate) struct Teller<'a> {
    of: &'a Membership<'a>,
    names: &'a [(String, String)],
    treaty: &'a str,
    pub(crate) story: Story,
    /// The first dispute and the first call that are not told yet.
    seen: (DisputeId, CallId),
}

impl<'a> Teller<'a> {
    pub(crate) fn new(
        plan: &Plan<'_>,
        of: &'a Membership<'a>,
        (names, treaty): (&'a [(String, String)], &'a str),
        future: u32,
    ) -> Self {
        let story = Story {
            future,
            draw: plan.settings.draw_of(future),
            participants: plan.world.treaty(of.treaty).participants().count() as u32,
            over: false,
            quiet_probability: 1.0,
            stopped: false,
            events: Vec::new(),
        };
        Self { of, names, treaty, story, seen: (plan.world.next_dispute(), plan.world.next_call()) }
    }

    /// What the event of a clock is, in words.
    pub(crate) fn words(&self, happening: Happening) -> String {
        let name = |member: usize| self.names[member].1.as_str();
        match happening {
            Happening::Leaves(member) => format!("{} leaves", name(member)),
            Happening::Freezes(member) => format!("{} freezes its participation", name(member)),
            Happening::Thaws(member) => format!("{} takes part again", name(member)),
            Happening::Ends => format!("{} ends without a successor", self.treaty),
            Happening::Replaced => format!("{} is replaced by another treaty", self.treaty),
            Happening::Around(around, place) => self.around(around, place),
        }
    }

    fn around(&self, around: Around, place: usize) -> String {
        let name = self.names[place].1.as_str();
        match around {
            Around::DisputeAgainst => format!("a dispute against {name} begins"),
            Around::DisputeBy => format!("{name} begins a dispute"),
            Around::Coup => format!("a coup is attempted in {name}"),
            Around::Conflict => format!("an armed conflict begins in {name}"),
            Around::Protest => format!("unrest in {name}"),
            Around::Pact => format!("{name} makes a pact outside"),
            Around::Peace => format!("the armed conflict in {name} ends"),
        }
    }

    /// Tell what followed the last event: against whom a dispute is and how hostile, and who called and was answered with what.
    fn follow(&mut self, world: &World) {
        let (disputes, calls) = (world.next_dispute(), world.next_call());
        let Some(last) = self.story.events.last_mut() else { return };
        let name = |state: StateId| world.roster().state(state).name.as_str();
        let own = last.state.as_deref();
        if disputes != self.seen.0 {
            let dispute = disputes.index() - 1;
            let sides = world.network(NetworkId::SIDES).sent[dispute].iter();
            let others = sides.map(|(state, _)| StateId::from_index(*state as usize));
            let others: Vec<&str> =
                others.filter(|state| Some(world.roster().state(*state).key.as_str()) != own).map(name).collect();
            let hostility = match world.get(Field::HOSTILITY, dispute) {
                Some(5.0) => "war",
                Some(4.0) => "use of force",
                Some(3.0) => "display of force",
                _ => "threat",
            };
            let _ = write!(last.what, " ({hostility}; in it: {})", others.join(", "));
        }
        for call in world.calls_from(self.seen.1) {
            let answers: Vec<String> =
                call.answers().map(|(state, level)| format!("{} {}", name(state), level.name())).collect();
            let answers = if answers.is_empty() { "nobody answers".to_owned() } else { answers.join(", ") };
            let _ = write!(last.what, "; it calls for help: {answers}");
        }
        self.seen = (disputes, calls);
    }
}

impl<S: System<State = World>> Watch<S> for Teller<'_> {
    fn quiet(&mut self, _: &World, course: &Course, _: f64) {
        let hazard: f64 = (0..course.clocks()).map(|clock| course.hazard(clock, course.end())).sum();
        self.story.quiet_probability = foedera_math::exp(-hazard);
    }

    fn stretch(&mut self, world: &World, _: &Stretch<'_>) {
        let treaty = world.treaty(self.of.treaty);
        self.story.over = !treaty.is_open();
        self.story.participants = treaty.participants().count() as u32;
        self.follow(world);
        if let Some(last) = self.story.events.last_mut() {
            last.participants = self.story.participants;
        }
    }

    fn event(&mut self, _: &World, event: &Ringing<'_>) {
        let happening = self.of.happening(event.clock);
        let (process, what) = (happening.name(), self.words(happening));
        let place = match happening {
            Happening::Around(_, place) => Some(place),
            other => other.member(),
        };
        let state = place.map(|place| self.names[place].0.clone());
        let (rate, total) = (event.rate(event.clock), event.total());
        let share = if total > 0.0 { rate / total } else { 0.0 };
        let (future, date) = (self.story.future, self.of.day(event.time));
        self.story.events.push(StoryEvent { future, date, process, state, what, rate, share, participants: 0 });
    }
}

/// Keys and names of the members at risk, and last of the patron.
pub(crate) fn names(plan: &Plan<'_>, atlas: &Atlas) -> Vec<(String, String)> {
    let named = |state: &StateId| {
        let state = atlas.roster().state(*state);
        (state.key.clone(), state.name.clone())
    };
    plan.members.iter().chain(&plan.patron).map(named).collect()
}

/// A forecast with these settings has a future of this number.
pub(crate) fn check_number(number: u32, settings: Settings) -> Result<(), Problems> {
    let last = settings.futures.max(1) - 1;
    if number <= last {
        return Ok(());
    }
    let message = format!("there is no future {number}: the forecast has those from 0 to {last}");
    let remedy = "ask for one of these, or for more --futures";
    Err(Diagnostic::new(Code::InvalidValue, Place::CommandLine, message, remedy).into())
}

/// The futures of these numbers in a branch of a scenario, as its forecast with these settings has them.
///
/// # Errors
/// A branch that the scenario does not have, or a number that the forecast does not reach.
pub fn stories(
    scenario: &Scenario,
    branch: &str,
    (atlas, models): (&Atlas, &Models),
    settings: Settings,
    numbers: std::ops::RangeInclusive<u32>,
) -> Result<Vec<Story>, Problems> {
    check_number(*numbers.end(), settings)?;
    let own = crate::ask::prepared(scenario, &[], &[branch])?;
    let plan = Plan::new(&own, atlas, models, settings);
    let membership = plan.membership();
    let worker = Worker::new(&plan, &membership);
    let names = names(&plan, atlas);
    let treaty = atlas.roster().treaty(own.treaty).key.as_str();
    let count = numbers.end() - numbers.start() + 1;
    let work = progress::work("futures", count as usize);
    let told = (*numbers.start()..numbers.end() + 1)
        .into_par_iter()
        .with_min_len(64)
        .map_init(
            || worker.clone(),
            |worker, future| {
                let draw = plan.settings.draw_of(future);
                let mut teller = Teller::new(&plan, &membership, (names.as_slice(), treaty), future);
                let ended = plan.one_future(worker, draw, future, &mut teller);
                teller.story.stopped = ended.stopped;
                teller.story
            },
        )
        .inspect(|_| work.done())
        .collect();
    Ok(told)
}
