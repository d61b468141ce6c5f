//! The world of a game in a few lines.

use foedera_world::{AnswerLevel, Day, DisputeId, Field, NetworkId, StateId, Status, TreatyStatus, World};
use serde::Serialize;

use super::follow::Parts;

/// The world of a game at a moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scene {
    /// The day.
    pub date: Day,
    /// The turn, from 1.
    pub turn: u32,
    /// The first day of the next turn.
    pub turn_ends: Day,
    /// The side whose move it is; `None`: no sides, or all have acted.
    pub side: Option<String>,
    /// Members that take part, by key.
    pub takes_part: Vec<String>,
    /// Frozen members.
    pub frozen: Vec<String>,
    /// Those who have left since the game began.
    pub left: Vec<String>,
    /// How the treaty is over, if it is.
    pub over: Option<String>,
    /// Disputes with a use of force that go on, and wars, in words.
    pub fighting: Vec<String>,
    /// Members in which an armed conflict goes on, by name.
    pub conflicts: Vec<String>,
    /// Calls of the last year, in words.
    pub calls: Vec<String>,
    /// Members whose call was declined within three years.
    pub declined: Vec<String>,
}

impl Default for Scene {
    fn default() -> Self {
        let day = Day::start_of_year(1970);
        Self {
            date: day,
            turn: 1,
            turn_ends: day,
            side: None,
            takes_part: Vec::new(),
            frozen: Vec::new(),
            left: Vec::new(),
            over: None,
            fighting: Vec::new(),
            conflicts: Vec::new(),
            calls: Vec::new(),
            declined: Vec::new(),
        }
    }
}

impl Parts<'_> {
    pub(super) fn scene(&self, world: &World, time: f64) -> Scene {
        let treaty = world.treaty(self.of.treaty);
        let date = self.of.day(time);
        let (turn, _, turn_ends) = self.turn.of(self.plan.scenario.start(), date);
        let last = self.of.day(self.plan.end());
        let at_start = self.plan.world.treaty(self.of.treaty);
        let status = |state: StateId| treaty.statuses().rfind(|own| own.0 == state).map(|own| own.1);
        let with = |wanted: Status| -> Vec<String> {
            let states = at_start.member_states().filter(|state| status(*state) == Some(wanted));
            states.map(|state| self.key(state)).collect()
        };
        let over = match treaty.status() {
            TreatyStatus::Ended(cause) => Some(cause.name().replace('_', " ")),
            _ => None,
        };
        let positive = |field: Field, state: &StateId| world.get(field, state.index()).is_some_and(|value| value > 0.0);
        let own = || self.plan.members.iter().copied().chain(self.plan.patron);
        Scene {
            date,
            turn,
            turn_ends: turn_ends.min(last),
            side: self.side.clone(),
            takes_part: with(Status::InForce),
            frozen: with(Status::Frozen),
            left: [with(Status::Withdrawn), with(Status::Expelled)].concat(),
            over,
            fighting: self.fighting(world),
            conflicts: own().filter(|state| positive(Field::CONFLICT, state)).map(|state| self.name(state)).collect(),
            calls: self.calls(world, date),
            declined: own()
                .filter(|state| positive(Field::RECENT_DECLINED, state))
                .map(|state| self.key(state))
                .collect(),
        }
    }

    fn key(&self, state: StateId) -> String {
        self.atlas.roster().state(state).key.clone()
    }

    fn name(&self, state: StateId) -> String {
        self.atlas.roster().state(state).name.clone()
    }

    /// Disputes of the game at hostility 4 or 5 that go on.
    fn fighting(&self, world: &World) -> Vec<String> {
        let first = self.plan.world.next_dispute().index();
        let going_on = (first..world.next_dispute().index()).filter(|dispute| {
            world.get(Field::DISPUTE_END, *dispute).is_none()
                && world.get(Field::HOSTILITY, *dispute).is_some_and(|level| level >= 4.0)
        });
        going_on.map(|dispute| self.sides_of(world, DisputeId::from_index(dispute))).collect()
    }

    fn sides_of(&self, world: &World, dispute: DisputeId) -> String {
        let sides = &world.network(NetworkId::SIDES).sent[dispute.index()];
        let of = |side: f64| {
            let own = sides.iter().filter(|own| own.1 == side).map(|own| self.key(StateId::from_index(own.0 as usize)));
            own.collect::<Vec<_>>().join(", ")
        };
        let war = world.get(Field::HOSTILITY, dispute.index()) == Some(5.0);
        format!("{} against {} ({})", of(1.0), of(-1.0), if war { "war" } else { "use of force" })
    }

    /// The calls of the year before a day.
    fn calls(&self, world: &World, date: Day) -> Vec<String> {
        let calls = world.calls_from(self.plan.world.next_call());
        let recent = calls.filter(|call| call.day().plus_years(1) > date);
        let told = |call: foedera_world::CallWorld<'_>| {
            let who = call.requester().map_or("nobody".to_owned(), |state| self.key(state));
            let answer = |(state, level): (StateId, AnswerLevel)| format!("{} {}", self.key(state), level.name());
            let answers: Vec<String> = call.answers().map(answer).collect();
            let answers = if answers.is_empty() { "nobody answered".to_owned() } else { answers.join(", ") };
            format!("{} {who}: {answers}", call.day())
        };
        recent.map(told).collect()
    }
}
