//! What allies did when they were called before.

use foedera_atlas::{Atlas, Call};
use foedera_world::{AnswerLevel, Day, Membership, StateId, Status, TreatyId, World};

/// The years in which an answer loses half of its weight.
pub const HALF_LIFE: f64 = 10.0;
/// The share of troops taken for somebody without any record, with the weight of one fresh answer.
pub const NO_RECORD: f64 = 0.25;

/// How much an ally gave, from 0: nothing, words (statements, missions, mediation), materiel, troops.
pub const LEVELS: [&str; 4] = ["nothing", "words", "materiel", "troops"];

/// The place of an answer among [`LEVELS`].
pub fn level(answer: AnswerLevel) -> usize {
    match answer {
        AnswerLevel::None => 0,
        AnswerLevel::Statement | AnswerLevel::Mediation | AnswerLevel::Mission => 1,
        AnswerLevel::Materiel => 2,
        AnswerLevel::Troops => 3,
    }
}

/// The members of a treaty who can be asked: taking part on the day, neither in need nor among the attackers, and not said by the
/// atlas to be left out against each other.
pub fn allies(
    atlas: &Atlas,
    world: &World,
    treaty: TreatyId,
    day: Day,
    needed: &[StateId],
    against: &[StateId],
) -> Vec<StateId> {
    let excluded = |ally: StateId| {
        atlas.pairs.iter().any(|note| {
            note.treaty == treaty
                && note.exclude.iter().any(|word| word == "aid")
                && note.states.contains(&ally)
                && needed.iter().any(|state| *state != ally && note.states.contains(state))
                && note.from.earliest() <= day
                && note.until.is_none_or(|until| day <= until.latest())
        })
    };
    let taking_part = |membership: &&Membership| membership.status != Status::Frozen;
    let members = world.treaty(treaty).members().filter(taking_part).map(|membership| membership.state);
    members.filter(|state| !needed.contains(state) && !against.contains(state) && !excluded(*state)).collect()
}

/// What an ally is known to have given: lowest and highest level; `None` if nothing is known.
pub fn answer_of(call: &Call, ally: StateId) -> Option<(usize, usize)> {
    let told = call.answers.iter().filter(|answer| answer.state == ally).map(|answer| level(answer.level)).max();
    if let Some(told) = told {
        return Some((told, told));
    }
    call.complete.map(|complete| if complete == AnswerLevel::Troops { (0, 2) } else { (0, 0) })
}

/// Whether help was asked for, for a state, under this treaty: what the answers to calls are made of.
pub fn was_asked(call: &Call) -> bool {
    call.outcome != "not_requested" && !call.in_need.is_empty()
}

/// Whether anyone answered a call with troops; `None` where the answers are not known well enough to say.
pub fn sent_troops(call: &Call) -> Option<bool> {
    if call.answers.iter().any(|answer| level(answer.level) == 3) {
        return Some(true);
    }
    call.complete.map(|_| false)
}

/// One ally's answer to one call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// Place of the call in the atlas's register.
    pub call: usize,
    /// The day by which it was made.
    pub day: Day,
    /// The treaty.
    pub treaty: TreatyId,
    /// The ally.
    pub ally: StateId,
    /// Lowest and highest level that it can have given.
    pub level: (usize, usize),
}

/// All answers of the register, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The answers.
    pub answers: Vec<Answer>,
}

impl Record {
    /// The answers in the atlas's register; calls that nobody made, or for no state, are no calls here.
    pub fn of_atlas(atlas: &Atlas) -> Self {
        let mut answers = Vec::new();
        for (place, call) in atlas.calls.iter().enumerate().filter(|(_, call)| was_asked(call)) {
            let day = call.when.latest();
            let world = atlas.history.world_at(day).world;
            for ally in allies(atlas, &world, call.treaty, day, &call.in_need, &call.attackers) {
                if let Some(level) = answer_of(call, ally) {
                    answers.push(Answer { call: place, day, treaty: call.treaty, ally, level });
                }
            }
        }
        Self { answers }
    }

    /// The share of calls before a day that this ally answered with troops, recent ones counting more; [`NO_RECORD`] without any.
    pub fn of_ally(&self, ally: StateId, before: Day) -> f64 {
        share(self.answers.iter().filter(|a| a.ally == ally && a.day < before), before)
    }
}

fn share<'a>(answers: impl Iterator<Item = &'a Answer>, before: Day) -> f64 {
    let (mut sent, mut weight) = (NO_RECORD, 1.0);
    for answer in answers {
        let own = foedera_math::pow(0.5, before.years_since(answer.day) / HALF_LIFE);
        weight += own;
        if answer.level.0 == 3 {
            sent += own;
        }
    }
    sent / weight
}
