//! What allies did when they were called before.

use foedera_atlas::Atlas;
use foedera_world::{AnswerLevel, Call, CallWorld, Day, StateId, TreatyId, Trigger, World};

/// The years in which an answer loses half of its weight.
pub const HALF_LIFE: f64 = 10.0;
/// The share of troops taken for somebody without any record, with the weight of one fresh answer.
pub const NO_RECORD: f64 = 0.25;

/// The place of an answer among [`foedera_process::response::LEVELS`].
pub fn level(answer: AnswerLevel) -> usize {
    match answer {
        AnswerLevel::None => 0,
        AnswerLevel::Statement | AnswerLevel::Mediation | AnswerLevel::Mission => 1,
        AnswerLevel::Materiel => 2,
        AnswerLevel::Troops => 3,
    }
}

/// Whether the atlas says that an ally is to be left out of help for one of these on a day: those who are at odds.
pub(crate) fn is_excluded(atlas: &Atlas, treaty: TreatyId, day: Day, ally: StateId, needed: &[StateId]) -> bool {
    atlas.pairs.iter().any(|note| {
        note.treaty == treaty
            && note.exclude.iter().any(|word| word == "aid")
            && note.states.contains(&ally)
            && needed.iter().any(|state| *state != ally && note.states.contains(state))
            && note.from.earliest() <= day
            && note.until.is_none_or(|until| day <= until.latest())
    })
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
    let members = world.treaty(treaty).taking_part().into_iter();
    members
        .filter(|state| !needed.contains(state) && !against.contains(state))
        .filter(|state| !is_excluded(atlas, treaty, day, *state, needed))
        .collect()
}

/// The lowest and highest level of help that an ally gave, by what is told of it and for what the answers are complete.
fn known_level(told: Option<AnswerLevel>, complete: Option<AnswerLevel>) -> Option<(usize, usize)> {
    if let Some(told) = told.map(level) {
        return Some((told, told));
    }
    complete.map(|complete| if complete == AnswerLevel::Troops { (0, 2) } else { (0, 0) })
}

/// What an ally is known to have given: lowest and highest level; `None` if nothing is known.
pub fn answer_of(call: &Call, ally: StateId) -> Option<(usize, usize)> {
    let told = call.answers.iter().filter(|answer| answer.state == ally).map(|answer| answer.level);
    known_level(told.max_by_key(|answer| level(*answer)), call.complete)
}

/// Whether help was asked for, for a state, under this treaty: what the answers to calls are made of.
pub fn was_asked(call: &Call) -> bool {
    call.was_asked()
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
    /// Place of the call in the register; calls of a simulation come after it.
    pub call: usize,
    /// What gave rise to the call.
    pub trigger: Trigger,
    /// The day by which it was made.
    pub day: Day,
    /// The treaty.
    pub treaty: TreatyId,
    /// The ally.
    pub ally: StateId,
    /// Lowest and highest level that it can have given.
    pub level: (usize, usize),
}

/// All answers to calls, in the order of the calls.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The answers.
    pub answers: Vec<Answer>,
}

impl Record {
    /// The answers in the atlas's register.
    pub fn of_atlas(atlas: &Atlas) -> Self {
        Self::of_world(atlas, &atlas.history.replay().world)
    }

    /// The answers to all calls of a world, those of a simulation included; calls that nobody made, or for no state, are no calls here.
    /// Who could be asked the world knows, but for those whom the atlas says to leave out.
    pub fn of_world(atlas: &Atlas, world: &World) -> Self {
        let calls = world.calls().filter(|call| call.was_asked() && !call.in_need().is_empty());
        Self { answers: calls.flat_map(|call| answers_to(atlas, call)).collect() }
    }

    /// What an ally's answers before a day weigh on it: those with troops, and all.
    pub(crate) fn memory_of(&self, ally: StateId, before: Day) -> (f64, f64) {
        let own = self.answers.iter().filter(|answer| answer.ally == ally && answer.day < before);
        own.fold((0.0, 0.0), |(sent, all), answer| {
            let weight = weight_on(before, answer);
            (sent + if answer.level.0 == 3 { weight } else { 0.0 }, all + weight)
        })
    }

    /// The share of calls before a day that this ally answered with troops, recent ones counting more; [`NO_RECORD`] without any.
    pub fn of_ally(&self, ally: StateId, before: Day) -> f64 {
        share(self.answers.iter().filter(|a| a.ally == ally && a.day < before), before)
    }
}

fn weight_on(day: Day, answer: &Answer) -> f64 {
    foedera_math::pow(0.5, day.years_since(answer.day) / HALF_LIFE)
}

fn answers_to(atlas: &Atlas, call: CallWorld<'_>) -> Vec<Answer> {
    let (treaty, day, needed) = (call.treaty(), call.latest(), call.in_need());
    // An atlas cut at a day has fewer calls than there are ids.
    let place = atlas.calls().binary_search_by_key(&call.id(), |known| known.id).unwrap_or(call.id().index());
    let asked = call.asked().into_iter().filter(|ally| !is_excluded(atlas, treaty, day, *ally, &needed));
    let answer = |ally| {
        let level = known_level(call.answer(ally), call.complete())?;
        Some(Answer { call: place, trigger: call.trigger(), day, treaty, ally, level })
    };
    asked.filter_map(answer).collect()
}

fn share<'a>(answers: impl Iterator<Item = &'a Answer>, before: Day) -> f64 {
    let (mut sent, mut weight) = (NO_RECORD, 1.0);
    for answer in answers {
        let own = weight_on(before, answer);
        weight += own;
        if answer.level.0 == 3 {
            sent += own;
        }
    }
    sent / weight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_that_of_each_call_in_the_world_of_its_last_day() {
        let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        let mut expected = Vec::new();
        for (place, call) in atlas.calls().iter().enumerate().filter(|(_, call)| was_asked(call)) {
            let (day, trigger, treaty) = (call.when.latest(), call.trigger, call.treaty);
            let world = atlas.history.world_at(day).world;
            for ally in allies(&atlas, &world, treaty, day, &call.in_need, &call.attackers) {
                let level = answer_of(call, ally);
                expected.extend(level.map(|level| Answer { call: place, trigger, day, treaty, ally, level }));
            }
        }
        assert!(expected.len() > 400, "{}", expected.len());
        assert!(Record::of_atlas(&atlas).answers == expected);
    }
}
