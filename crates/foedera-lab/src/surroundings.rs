//! What happens around the treaty of a scenario: who may have a dispute with whom, at which rates, how allies answer, and which links hold.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use foedera_atlas::Atlas;
use foedera_futures::membership::{
    AnswerLaw, Around, CallFor, Memory, Opponent, RecordRule, Surrounded, SurroundingParameters, Surroundings,
};
use foedera_math::{beta_quantile, normal_quantile};
use foedera_process::Link;
use foedera_process::response::AnswerModel;
use foedera_world::{Day, Field, StateId, Subject, TreatyStatus, Trigger, World};

use crate::distribution::Distribution;
use crate::guarantee::{Facts, HALF_LIFE, NO_RECORD, Record, covers, fields_read, is_excluded, lay};
use crate::models::Models;
use crate::scenario::Scenario;
use crate::switches::{Switch, Switches};

/// Major powers (COW 2016), each from a year on.
const MAJOR_POWERS: [(&str, i16); 7] =
    [("USA", 1898), ("GBR", 1816), ("FRA", 1945), ("RUS", 1922), ("CHN", 1950), ("DEU", 1991), ("JPN", 1991)];

/// The plain rates: events and years of exposure. Disputes: onsets in directed politically relevant dyads (MID 5, 1965 to 2014). Coup
/// attempts: state-years from 1991 (Powell and Thyne to 2025). Armed conflicts: onsets after two quiet years (UCDP/PRIO to 2024). Calls
/// against unrest that was neither: of the register since 1990, in member-years. Bilateral pacts: ATOP 5.1, 2005 to 2014, in state-years.
const RATES: [(Around, u32, f64); 6] = [
    (Around::DisputeAgainst, 1_303, 139_114.0),
    (Around::DisputeBy, 1_303, 139_114.0),
    (Around::Coup, 114, 6_679.0),
    (Around::Conflict, 321, 10_316.0),
    (Around::Protest, 9, 8_120.0),
    (Around::Pact, 50, 1_900.0),
];

/// The beta distributions of the probability of a call, by what gives rise to it: the register since 1990 against MID 5, Powell and Thyne,
/// and UCDP/PRIO, one half added to each side.
const CALLS: [(CallFor, f64, f64); 5] = [
    (CallFor::FatalAttack, 4.5, 47.5),
    (CallFor::Attack, 1.5, 155.0),
    (CallFor::MemberAttack, 1.5, 218.0),
    (CallFor::Coup, 6.5, 71.5),
    (CallFor::Conflict, 3.5, 131.5),
];

/// The probability that an ally that was not called joins a side: 194 of 36,163 allies of defence in a dispute, less those called.
const JOINS: f64 = 0.003;
/// The share of its forces that a war binds: what Russia was stated to have committed of its forces between February and November 2022.
const COMMITTED: (f64, f64) = (0.18, 0.48);
/// Of the freezes counted by who decided them, those by the organisation: 12 of 19.
const SUSPENSIONS: f64 = 12.0 / 19.0;

/// The model of answers in the program.
fn shipped_answers() -> &'static AnswerModel {
    static SHIPPED: OnceLock<AnswerModel> = OnceLock::new();
    SHIPPED.get_or_init(|| crate::guarantee::embedded_answers().expect("the model in the program is read by a test").0)
}

/// What happens around the treaty of a scenario whose world is of its date; figures that effects on answers read are laid into the world.
/// `None` if nothing does: all of it is off, or the treaty is not in force.
pub(crate) fn surroundings<'a>(
    scenario: &Scenario,
    (atlas, models): (&Atlas, &'a Models),
    world: &mut World,
    (members, patron): (&[StateId], Option<StateId>),
) -> Option<Surroundings<'a>> {
    let (treaty, day) = (scenario.treaty, scenario.date);
    if scenario.switches.are_still() || world.treaty(treaty).status() != TreatyStatus::InForce {
        return None;
    }
    let facts = Facts::of_atlas(atlas);
    let record = Record::of_world(atlas, world);
    let states: Vec<StateId> = members.iter().copied().chain(patron).collect();
    let majors = majors(atlas, day);
    let borders = |first: StateId, second: StateId| {
        facts.pair(first, second, "contiguity", day).is_some_and(|known| known.value == 1.0)
    };
    let there: Vec<StateId> =
        atlas.roster().states().map(|(id, _)| id).filter(|state| atlas.roster().exists(*state, day)).collect();
    let mut known: BTreeSet<StateId> = states.iter().copied().chain(majors.iter().copied()).collect();
    let mut found = Vec::with_capacity(states.len());
    for state in &states {
        let near: BTreeSet<StateId> = there.iter().copied().filter(|other| borders(*state, *other)).collect();
        known.extend(&near);
        let relevant = |other: &StateId| {
            *other != *state && (majors.contains(state) || majors.contains(other) || near.contains(other))
        };
        // A dispute between two members is that of its target.
        let opponent = |other: StateId| {
            let by = if states.contains(&other) { 0.0 } else { 1.0 };
            Opponent { state: other, weights: [1.0, by] }
        };
        found.push(Surrounded {
            state: *state,
            opponents: there.iter().copied().filter(relevant).map(opponent).collect(),
            neighbours: (0..states.len()).filter(|place| near.contains(&states[*place])).collect(),
            force: facts.usable_force(*state, day),
            record: {
                let (sent, all) = record.memory_of(*state, day);
                Memory { sent, all }
            },
        });
    }
    if matches!(scenario.switches.of("dispute"), Some(Switch::Constant(_))) {
        found.iter_mut().for_each(spread);
    }
    lay_figures(world, &facts, &record, day, (&states, &known));
    let keys: Vec<String> = states.iter().map(|state| atlas.roster().state(*state).key.clone()).collect();
    let covered = Trigger::ALL.map(|trigger| covers(atlas, world, treaty, day, trigger));
    let pairs = states.iter().flat_map(|needed| states.iter().map(move |ally| (*needed, *ally)));
    let excluded = pairs.filter(|(needed, ally)| is_excluded(atlas, treaty, day, *ally, &[*needed])).collect();
    let rule = RecordRule { half_life: HALF_LIFE, without: NO_RECORD };
    let model = models.answers.as_ref().unwrap_or_else(|| shipped_answers());
    let law = AnswerLaw::new(model, (&atlas.roster().treaty(treaty).key, &keys), covered, excluded, rule);
    Some(Surroundings::new(world, found, scenario.switches.links(day), law, SUSPENSIONS))
}

/// A constant rate of disputes is that of a state, however many it may have one with.
fn spread(own: &mut Surrounded) {
    for way in 0..2 {
        let sum: f64 = own.opponents.iter().map(|other| other.weights[way]).sum();
        if sum > 0.0 {
            own.opponents.iter_mut().for_each(|other| other.weights[way] /= sum);
        }
    }
}

fn majors(atlas: &Atlas, day: Day) -> Vec<StateId> {
    let since = MAJOR_POWERS.iter().filter(|(_, year)| day.year() >= *year);
    since.filter_map(|(key, _)| atlas.roster().find_state(key)).collect()
}

/// Lay what effects on answers read of these states into the world; what the scenario says of members stands, and what a forecast's other
/// processes read of them is left to it.
fn lay_figures(
    world: &mut World,
    facts: &Facts,
    record: &Record,
    day: Day,
    (states, known): (&[StateId], &BTreeSet<StateId>),
) {
    let (of_states, of_pairs) = fields_read();
    for state in known {
        for (field, name) in &of_states {
            let of_scenario = matches!(*field, Field::CINC | Field::POLYARCHY | Field::IDEAL_POINT);
            if (of_scenario && states.contains(state)) || world.get(*field, state.index()).is_some() {
                continue;
            }
            let value = match *field {
                Field::USABLE_FORCE => facts.usable_force(*state, day),
                Field::ALLY_RECORD => Some(record.of_ally(*state, day)),
                _ => facts.state(*state, name, day).map(|known| known.value),
            };
            lay(world, day, *field, Subject::State(*state), value);
        }
    }
    let pairs = states.iter().flat_map(|member| known.iter().map(move |other| (*member, *other)));
    for (member, other) in pairs.filter(|(member, other)| member != other) {
        let back = (!states.contains(&other)).then_some((other, member));
        for (first, second) in std::iter::once((member, other)).chain(back) {
            for (field, name) in &of_pairs {
                let value = facts.pair(first, second, name, day).map(|known| known.value);
                lay(world, day, *field, Subject::Pair(first, second), value);
            }
        }
    }
}

/// What a draw says of them; `uniform` gives numbers of the draw for rates, `ratio` for links, `normal` for answers.
pub(crate) fn parameters(
    around: &Surroundings<'_>,
    switches: &Switches,
    uniform: impl Fn(u32) -> f64,
    ratio: impl Fn(u32) -> f64,
    normal: impl Fn(u32) -> f64,
) -> SurroundingParameters {
    let mut found = SurroundingParameters { joins: JOINS, ..SurroundingParameters::default() };
    for (place, (process, events, years)) in RATES.into_iter().enumerate() {
        // Both ways of a dispute have one rate.
        let number = place.max(1) as u32;
        found.rates[process as usize] = match switches.of(process.process()) {
            Some(Switch::Off) => 0.0,
            Some(Switch::Constant(rate)) if process.process() == "dispute" => 0.5 * rate,
            Some(Switch::Constant(rate)) => rate,
            None => crate::draw::value(Distribution::Count(events, years), uniform(number)),
        };
    }
    for (place, (reason, yes, no)) in CALLS.into_iter().enumerate() {
        found.calls[reason as usize] = match switches.of("call") {
            Some(Switch::Off) => 0.0,
            Some(Switch::Constant(probability)) => probability,
            None => beta_quantile(yes, no, uniform(20 + place as u32)),
        };
    }
    if switches.is_off("call") {
        found.rates[Around::Protest as usize] = 0.0;
    }
    found.committed = crate::draw::value(Distribution::Uniform(COMMITTED.0, COMMITTED.1), uniform(40));
    found.answers = (!switches.is_off("answer")).then(|| around.answers.draw(normal));
    found.links = around.links.iter().map(|link| ratio_of(link, switches, &ratio)).collect();
    found
}

/// The ratio of rates of a link in a draw.
fn ratio_of(link: &Link, switches: &Switches, uniform: impl Fn(u32) -> f64) -> f64 {
    let number = Link::ALL.iter().position(|own| own.name == link.name).unwrap_or(0) as u32;
    let u = uniform(number);
    match switches.assumed(link) {
        Some((low, high)) => crate::draw::value(Distribution::LogUniform(low, high), u),
        None => link.ratio_at(normal_quantile(u)),
    }
}
