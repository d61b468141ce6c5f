//! From the register to rows.

use std::collections::BTreeSet;

use foedera_atlas::Atlas;
use foedera_process::Effect;
use foedera_process::response::{ALLY_ANSWERS, Responses};
use foedera_world::{StateId, Trigger};

use crate::guarantee::{Facts, KnownWorld, Record, Request, Situation};

/// The pairs of states of which the register's calls need figures: allies with those in need and with attackers.
pub fn register_pairs(atlas: &Atlas, record: &Record) -> BTreeSet<(StateId, StateId)> {
    let mut pairs = BTreeSet::new();
    for answer in &record.answers {
        let call = &atlas.calls()[answer.call];
        pairs.extend(call.in_need.iter().chain(&call.attackers).map(|other| (answer.ally, *other)));
    }
    pairs
}

/// The answers of a record as rows, with the effects of each in the world of its day.
pub fn responses(atlas: &Atlas, facts: &Facts, record: &Record) -> Responses {
    let roster = atlas.roster();
    let mut rows = Responses::default();
    let count = |ally: StateId| record.answers.iter().filter(|answer| answer.ally == ally).count();
    let frequent: BTreeSet<StateId> = record.answers.iter().map(|answer| answer.ally).collect();
    let frequent: BTreeSet<StateId> =
        frequent.into_iter().filter(|ally| count(*ally) >= ALLY_ANSWERS as usize).collect();
    let mut start = 0;
    while start < record.answers.len() {
        let first = record.answers[start];
        let end = start + record.answers[start..].iter().take_while(|answer| answer.call == first.call).count();
        let call = &atlas.calls()[first.call];
        let world = atlas.history.world_at(first.day).world;
        let request = Request {
            treaty: call.treaty,
            day: first.day,
            in_need: call.in_need.clone(),
            attackers: call.attackers.clone(),
            trigger: call.trigger,
            unknown_attacker: false,
        };
        let others = call.in_need.iter().chain(&call.attackers).copied();
        let known = KnownWorld::new(atlas, world, facts, record, (call.treaty, first.day), others);
        let situation = Situation::new(atlas, &known, &request);
        let treaty = rows.group(0, &roster.treaty(call.treaty).key);
        let of_call = rows.group(2, &call.key);
        for answer in &record.answers[start..end] {
            let view = situation.view(answer.ally);
            rows.values.extend(Effect::ANSWERS.map(|effect| effect.value(&view).unwrap_or(f64::NAN)));
            let ally = &roster.state(answer.ally).key;
            let of_ally = frequent.contains(&answer.ally).then(|| rows.group(1, ally));
            rows.places.push([Some(treaty), of_ally, Some(of_call)]);
            rows.allies.push(ally.clone());
            rows.levels.push(answer.level);
            rows.unrest.push(call.trigger == Trigger::InternalUnrest);
        }
        start = end;
    }
    rows
}
