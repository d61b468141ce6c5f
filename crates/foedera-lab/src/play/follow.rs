//! A future followed to a time: what happened in it, the world then, and what could happen next.

use foedera_futures::membership::{Happening, MembershipSystem};
use foedera_futures::{Course, FORCED_COUNTS, Ringing, Run, Stretch, System, Touched, Watch};
use foedera_world::{AnswerLevel, CallId, Day, StateId, Status, World};

use super::command::Answers;
use super::{Game, GameEvent, Odds, Scene, State, Wrong};
use crate::scheduled::Scheduled;
use crate::story::Teller;

/// An event of a game, as the engine has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    pub(super) time: f64,
    pub(super) clock: usize,
    /// Which of the clock's events it is, by which its decisions are found.
    pub(super) count: u32,
    pub(super) forced: bool,
    /// Whether it brought a call, and who was asked.
    pub(super) called: bool,
    pub(super) asked: Vec<StateId>,
}

/// A game at a time.
#[derive(Debug, Clone, Default)]
pub(super) struct Reached {
    pub(super) told: Vec<Told>,
    pub(super) events: Vec<GameEvent>,
    pub(super) scene: Scene,
    pub(super) odds: Vec<Odds>,
    pub(super) quiet: f64,
    /// Members at risk by status, and whether the treaty is over: what an event that could not happen is explained by.
    statuses: Vec<Status>,
}

/// Whoever follows a future to a time.
struct Follower<'a> {
    teller: Teller<'a>,
    told: Vec<Told>,
    until: f64,
    end: f64,
    next_call: CallId,
    /// The world at the time, if anything happened before, and how many events were then.
    seen: Option<(Option<World>, usize)>,
}

impl Follower<'_> {
    fn follow_calls(&mut self, world: &World) {
        if world.next_call() == self.next_call {
            return;
        }
        let asked = world.calls_from(self.next_call).flat_map(foedera_world::CallWorld::asked).collect();
        self.next_call = world.next_call();
        if let Some(last) = self.told.last_mut() {
            (last.called, last.asked) = (true, asked);
        }
    }

    fn holds(&self, until: f64) -> bool {
        self.seen.is_none() && (until > self.until || until >= self.end)
    }
}

impl<'s> Watch<Scheduled<'s>> for Follower<'_> {
    fn quiet(&mut self, state: &World, course: &Course, until: f64) {
        Watch::<Scheduled<'s>>::quiet(&mut self.teller, state, course, until);
        if self.holds(until) {
            self.seen = Some((None, 0));
        }
    }

    fn stretch(&mut self, world: &World, stretch: &Stretch<'_>) {
        Watch::<Scheduled<'s>>::stretch(&mut self.teller, world, stretch);
        self.follow_calls(world);
        if self.holds(stretch.until) {
            self.seen = Some((Some(world.clone()), self.told.len()));
        }
    }

    fn event(&mut self, world: &World, event: &Ringing<'_>) {
        Watch::<Scheduled<'s>>::event(&mut self.teller, world, event);
        let same = self.told.iter().filter(|told| told.clock == event.clock && told.forced == event.forced);
        let count = same.count() as u32 + if event.forced { FORCED_COUNTS } else { 0 };
        let (called, asked) = (false, Vec::new());
        let (time, clock, forced) = (event.time, event.clock, event.forced);
        self.told.push(Told { time, clock, count, forced, called, asked });
    }
}

impl Game<'_> {
    /// Follow the future of a state of the game to a time.
    pub(super) fn told(&mut self, state: &State, time: f64) -> Reached {
        self.at(state, time, |game, follower, system, world| game.reached_by(follower, system, world, time))
    }

    /// The same, and do something with the system and the world of the time.
    pub(super) fn at<T>(
        &mut self,
        state: &State,
        time: f64,
        work: impl FnOnce(&Parts<'_>, (Teller<'_>, Vec<Told>), &MembershipSystem<'_>, &mut World) -> T,
    ) -> T {
        let (plan, of, end) = (self.plan, self.of, self.plan.end());
        let treaty = self.atlas.roster().treaty(of.treaty).key.as_str();
        let teller = Teller::new(plan, of, (self.names.as_slice(), treaty), self.rules.future);
        let next_call = plan.world.next_call();
        // No further than the time: what comes later in the future is not yet so.
        let run = plan.run_of(self.rules.future);
        let run = Run { until: end.min(time + 1e-9), ..run };
        let end = run.until;
        let mut follower = Follower { teller, told: Vec::new(), until: time, end, next_call, seen: None };
        let parts = Parts {
            plan,
            of,
            atlas: self.atlas,
            names: &self.names,
            turn: self.rules.turn,
            side: self.rules.sides.name(state.mover).map(str::to_owned),
        };
        let draw = plan.settings.draw_of(self.rules.future);
        let half = plan.half(draw, self.rules.future);
        plan.in_draw(&mut self.worker, (draw, half), &state.intervention, |engine, system, course, world| {
            engine.run(system, course, world, run, &mut follower);
            let (seen, count) = follower.seen.take().unwrap_or((None, 0));
            follower.told.truncate(count);
            follower.teller.story.events.truncate(count);
            let mut own = seen.unwrap_or_else(|| world.clone());
            system.advance(&mut own, time, &mut Touched::for_clocks(course.clocks()));
            work(&parts, (follower.teller, follower.told), &system.now(), &mut own)
        })
    }

    /// Why an event of a clock could not happen.
    pub(super) fn impossible(&self, reached: &Reached, clock: usize, day: Day) -> Wrong {
        let happening = self.of.happening(clock);
        let treaty = self.atlas.roster().treaty(self.of.treaty).key.as_str();
        let what = Teller::new(self.plan, self.of, (self.names.as_slice(), treaty), 0).words(happening);
        let place = match happening {
            Happening::Around(_, place) => Some(place),
            other => other.member(),
        };
        let name = |place: usize| self.names[place].1.as_str();
        let status = place.and_then(|place| Some((place, *reached.statuses.get(place)?)));
        let why = match (happening, status) {
            _ if reached.scene.over.is_some() => "the treaty is over".to_owned(),
            (_, Some((place, status))) if !status.is_open() => format!("{} is no member any more", name(place)),
            (Happening::Freezes(_), Some((place, Status::Frozen))) => format!("{} is frozen already", name(place)),
            (Happening::Thaws(_), Some((place, Status::InForce))) => format!("{} takes part", name(place)),
            (Happening::Leaves(_), _) => "an exit from a treaty of two is its end: `inject ends`".to_owned(),
            (Happening::Around(..), Some((place, _)))
                if reached.scene.conflicts.iter().any(|own| own == name(place)) =>
            {
                format!("an armed conflict goes on in {}", name(place))
            }
            _ => format!("its process is off or its rate is 0 in this scenario ({})", happening.name()),
        };
        (format!("it cannot be that {what} on {day}: {why}"), "`odds all` lists what can happen".to_owned())
    }

    /// Refuse answers of those who were not asked.
    pub(super) fn were_asked(&self, told: &Told, answers: &Answers) -> Result<(), Wrong> {
        let Some((state, _)) = answers.iter().find(|(state, _)| !told.asked.contains(state)) else { return Ok(()) };
        let keys: Vec<&str> = told.asked.iter().map(|state| self.atlas.roster().state(*state).key.as_str()).collect();
        let message = format!("{} was not asked for help", self.atlas.roster().state(*state).key);
        Err((message, format!("asked were {}", keys.join(", "))))
    }
}

/// What of a game is read while its future runs.
pub(super) struct Parts<'a> {
    pub(super) plan: &'a crate::plan::Plan<'a>,
    pub(super) of: &'a foedera_futures::membership::Membership<'a>,
    pub(super) atlas: &'a foedera_atlas::Atlas,
    pub(super) names: &'a [(String, String)],
    pub(super) turn: super::Turn,
    pub(super) side: Option<String>,
}

impl Parts<'_> {
    fn reached_by(
        &self,
        (teller, told): (Teller<'_>, Vec<Told>),
        system: &MembershipSystem<'_>,
        world: &mut World,
        time: f64,
    ) -> Reached {
        let event = |(event, told): (&crate::StoryEvent, &Told)| GameEvent {
            date: event.date,
            how: if told.forced { "made" } else { "drawn" },
            process: event.process,
            state: event.state.clone(),
            what: event.what.clone(),
            rate: event.rate,
            share: event.share,
            participants: event.participants,
        };
        let events = teller.story.events.iter().zip(&told).map(event).collect();
        let (odds, quiet) = self.odds(&teller, system, world, time);
        let treaty = world.treaty(self.of.treaty);
        let mut statuses = vec![Status::Withdrawn; self.names.len()];
        for (state, status) in treaty.statuses() {
            let states = self.plan.members.iter().copied().chain(self.plan.patron);
            if let Some(place) = states.into_iter().position(|own| own == state) {
                statuses[place] = status;
            }
        }
        Reached { told, events, scene: self.scene(world, time), odds, quiet, statuses }
    }
}

/// Levels of answers as commands have them.
pub(super) fn level(text: &str) -> Result<Option<AnswerLevel>, Wrong> {
    let found = text.parse::<AnswerLevel>();
    match found {
        Ok(AnswerLevel::None) => Ok(None),
        Ok(level) => Ok(Some(level)),
        Err(message) => Err((message, "write RUS=troops, RUS=materiel, RUS=statement or RUS=none".to_owned())),
    }
}
