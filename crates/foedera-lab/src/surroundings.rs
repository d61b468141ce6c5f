//! What happens around the treaty of a scenario: who may have a dispute with whom, at which rates, how allies answer, and which links hold.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use foedera_atlas::Atlas;
use foedera_futures::membership::{
    AnswerLaw, Around, CallFor, Lasting, Memory, Nature, RecordRule, Surrounded, SurroundingParameters, Surroundings,
};
use foedera_math::{beta_quantile, exp, gamma_quantile, ln_1p, normal_quantile};
use foedera_process::event::{Counted, EventModel};
use foedera_process::response::AnswerModel;
use foedera_process::{Estimated, Link, Posterior, Process, View};
use foedera_world::{Day, Event, EventKind, Field, StateId, Subject, TreatyId, TreatyStatus, Trigger, World};

use crate::distribution::Distribution;
use crate::guarantee::{Facts, HALF_LIFE, NO_RECORD, Record, covers, fields_read, is_excluded, lay};
use crate::models::Models;
use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::switches::{Switch, Switches};

/// Major powers (COW 2016), each from a year on.
const MAJOR_POWERS: [(&str, i16); 7] =
    [("USA", 1898), ("GBR", 1816), ("FRA", 1945), ("RUS", 1922), ("CHN", 1950), ("DEU", 1991), ("JPN", 1991)];

/// The plain rates: events and years of exposure. Calls against unrest that was neither a coup nor an armed conflict: of the register since
/// 1990, in member-years. Bilateral pacts: ATOP 5.1, 2005 to 2014, in state-years.
pub(crate) const RATES: [(Around, u32, f64); 2] = [(Around::Protest, 9, 8_120.0), (Around::Pact, 50, 1_900.0)];

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
pub(crate) const COMMITTED: (f64, f64) = (0.18, 0.48);
/// Of the freezes counted by who decided them, those by the organisation: 12 of 19.
const SUSPENSIONS: f64 = 12.0 / 19.0;

/// The model of answers in the program.
pub(crate) fn shipped_answers() -> &'static AnswerModel {
    static SHIPPED: OnceLock<AnswerModel> = OnceLock::new();
    SHIPPED.get_or_init(|| crate::guarantee::embedded_answers().expect("the model in the program is read by a test").0)
}

/// Designs of disputes: by state and by opponent, of those that the opponent begins, and of those that the state begins, if they are its own.
type Pairs = Vec<Vec<[Option<Vec<f64>>; 2]>>;

/// What happens around a treaty, and the models behind it.
pub(crate) struct Moving<'a> {
    /// The processes.
    pub(crate) around: Surroundings<'a>,
    /// Disputes, coups, armed conflicts.
    models: [&'a EventModel; 3],
    posteriors: [Posterior; 3],
    /// What the model of disputes reads of each opponent of each state, standardised: of disputes that it begins, and that the state begins.
    pairs: Pairs,
    /// What the models of coups and of armed conflicts read of each state.
    states: Vec<[Vec<f64>; 2]>,
}

/// The fitted processes around a treaty.
pub(crate) const FITTED: [Process; 3] = [Process::DISPUTE, Process::COUP, Process::CONFLICT];

/// The models of these in the program.
pub(crate) fn shipped_models() -> &'static [EventModel; 3] {
    static SHIPPED: OnceLock<[EventModel; 3]> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        FITTED.map(|process| crate::models::embedded_events(process).expect("a model in the program is read by a test"))
    })
}

/// What happens around the treaty of a scenario whose world is of its date; figures that effects on answers read are laid into the world.
/// `None` if nothing does: all of it is off, or the treaty is not in force.
pub(crate) fn surroundings<'a>(
    scenario: &Scenario,
    (atlas, models): (&Atlas, &'a Models),
    world: &mut World,
    (members, patron): (&[StateId], Option<StateId>),
) -> Option<Moving<'a>> {
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
            *other != *state
                && (near.contains(other) || majors.contains(other) || states.contains(other) && majors.contains(state))
        };
        found.push(Surrounded {
            state: *state,
            opponents: there.iter().copied().filter(relevant).collect(),
            neighbours: (0..states.len()).filter(|place| near.contains(&states[*place])).collect(),
            force: facts.usable_force(*state, day),
            record: {
                let (sent, all) = record.memory_of(*state, day);
                Memory { sent, all }
            },
        });
    }
    lay_attacks(world, day);
    lay_figures(world, &facts, &record, day, (&states, &known));
    let keys: Vec<String> = states.iter().map(|state| atlas.roster().state(*state).key.clone()).collect();
    let covered = Trigger::ALL.map(|trigger| covers(atlas, world, treaty, day, trigger));
    let pairs = states.iter().flat_map(|needed| states.iter().map(move |ally| (*needed, *ally)));
    let excluded = pairs.filter(|(needed, ally)| is_excluded(atlas, treaty, day, *ally, &[*needed])).collect();
    let rule = RecordRule { half_life: HALF_LIFE, without: NO_RECORD };
    let model = models.answers.as_ref().unwrap_or_else(|| shipped_answers());
    let law = AnswerLaw::new(model, (&atlas.roster().treaty(treaty).key, &keys), covered, excluded, rule);
    let models = shipped_models().each_ref();
    let told = tells_of_unrest(atlas, treaty);
    let (pairs, of_states) = designs(models, world, (day, told), &found);
    let around = Surroundings::new(world, found, scenario.switches.links(day), law, (nature(models), SUSPENSIONS));
    Some(Moving { around, models, posteriors: models.map(EventModel::posterior), pairs, states: of_states })
}

/// Whether the atlas's list of unrest is of the members of a treaty: it holds those of treaties with a call for unrest.
pub(crate) fn tells_of_unrest(atlas: &Atlas, treaty: TreatyId) -> bool {
    atlas.calls().iter().any(|call| call.treaty == treaty && call.trigger == Trigger::InternalUnrest)
}

/// The coups and armed conflicts of the atlas in the members of a treaty up to a day, as events.
pub(crate) fn unrest_before(atlas: &Atlas, treaty: TreatyId, day: Day) -> Vec<Event> {
    let joined = |state: StateId| {
        let joins = |event: &Event| matches!(event.kind, EventKind::Joins { treaty: of, state: own } if of == treaty && own == state);
        atlas.history.events().iter().any(joins)
    };
    let mut found = Vec::new();
    for spell in atlas.unrest.iter().filter(|spell| joined(spell.state)) {
        let state = spell.state;
        match spell.kind.as_str() {
            "coup" | "coup_attempt" => found.push(Event::new(spell.start, EventKind::Coup { state })),
            "war" | "armed_conflict" => {
                found.push(Event::new(spell.start, EventKind::ConflictBegins { state }));
                found.extend(spell.end.map(|end| Event::new(end, EventKind::ConflictEnds { state })));
            }
            _ => {}
        }
    }
    found.retain(|event| event.when.day() <= day);
    found
}

/// Lay the attacks that the register's calls tell of into the past of the two states: on which day they last stood against each other, and
/// how often the one attacked the other in ten years.
fn lay_attacks(world: &mut World, day: Day) {
    let attacks: Vec<(StateId, StateId, Day)> = world
        .calls()
        .filter(|call| call.trigger() == Trigger::ExternalAttack && call.day().plus_years(10) > day)
        .flat_map(|call| {
            let pairs = move |other: StateId| call.in_need().into_iter().map(move |state| (other, state, call.day()));
            call.attackers().into_iter().flat_map(pairs)
        })
        .collect();
    for (other, state, on) in attacks {
        let [against, back] = [world.pair_row(other, state), world.pair_row(state, other)];
        let begun = world.get(Field::BEGUN_AGAINST, against).unwrap_or(0.0) + 1.0;
        world.assume(Field::BEGUN_AGAINST, against, Some(begun));
        for row in [against, back] {
            let on = f64::from(on.number()).max(world.get(Field::LAST_DISPUTE, row).unwrap_or(f64::MIN));
            world.assume(Field::LAST_DISPUTE, row, Some(on));
        }
    }
}

/// What a model reads of an option, standardised. What links between processes stand for counts as absent: a link multiplies the rate while
/// it holds. What the history of the program does not tell counts as missing, and so as the mean of the cases of the fit.
fn design(model: &EventModel, view: &View<'_>, is_told: impl Fn(Field) -> bool) -> Vec<f64> {
    let read = |own: &Estimated| {
        let linked = Link::ALL.iter().any(|link| link.effect == Some((model.process, own.effect)));
        if linked {
            return own.scaling.standard(0.0);
        }
        let told = own.effect.entry().number.reads().into_iter().all(&is_told);
        if told { own.standardised(view) } else { 0.0 }
    };
    model.effects.iter().map(read).collect()
}

/// The designs of disputes, opponent by opponent, and of coups and armed conflicts, state by state.
fn designs(
    [disputes, coups, conflicts]: [&EventModel; 3],
    world: &World,
    (day, told): (Day, bool),
    states: &[Surrounded],
) -> (Pairs, Vec<[Vec<f64>; 2]>) {
    let members: Vec<StateId> = states.iter().map(|own| own.state).collect();
    let of_pair = |first: StateId, second: StateId| {
        let known = world.get(Field::LAST_DISPUTE, world.pair_row(first, second)).is_some();
        let is_told = |field: Field| match field {
            Field::LAST_DISPUTE | Field::BEGUN_AGAINST => known,
            Field::DISPUTES_BEGUN | Field::DISPUTES_SUFFERED | Field::LAST_COUP => false,
            _ => true,
        };
        design(disputes, &View::of_pair(world, day, first, second), is_told)
    };
    let pairs = |own: &Surrounded| {
        let both = |other: &StateId| {
            // A dispute between two members is that of its target.
            let by = (!members.contains(other)).then(|| of_pair(own.state, *other));
            [Some(of_pair(*other, own.state)), by]
        };
        own.opponents.iter().map(both).collect()
    };
    let of_state = |own: &Surrounded| {
        let view = View::of_state(world, day, own.state);
        let is_told = |field: Field| match field {
            Field::LAST_COUP | Field::COUPS | Field::CONFLICT_BEGAN | Field::CONFLICT_ONSETS | Field::LAST_CONFLICT => {
                told
            }
            _ => true,
        };
        [coups, conflicts].map(|model| design(model, &view, is_told))
    };
    (states.iter().map(pairs).collect(), states.iter().map(of_state).collect())
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

/// The beta distributions of the probability of a call, by what gives rise to it.
pub(crate) fn calls() -> impl Iterator<Item = (CallFor, f64, f64)> {
    CALLS.into_iter()
}

/// What disputes and armed conflicts are like, by what was counted with their models.
fn nature([disputes, _, conflicts]: [&EventModel; 3]) -> Nature {
    let mut found = Nature::default();
    for row in rows(disputes, "hostility") {
        found.hostility.extend(row.key.parse::<u8>().ok().map(|level| (level, f64::from(row.events) / row.of)));
    }
    for level in 2..=5_u8 {
        let own = rows(disputes, "fatal").iter().find(|row| row.key == level.to_string());
        found.fatal[usize::from(level)] = own.map_or(0.0, |row| f64::from(row.events) / row.of);
        let start = format!("hostility {level}, ");
        let ages = rows(disputes, "days").iter().filter_map(|row| Some((row.key.strip_prefix(&start)?, row)));
        found.days[usize::from(level)] = lasting(ages);
    }
    found.years = lasting(rows(conflicts, "years").iter().map(|row| (row.key.as_str(), row)));
    found
}

fn rows<'m>(model: &'m EventModel, name: &str) -> &'m [Counted] {
    model.counts.iter().find(|own| own.name == name).map_or(&[], |own| own.rows.as_slice())
}

/// The hazards of an end by age; rows are `days 2 to 30` or `from day 731`, and say the share that ends in a unit of time.
fn lasting<'m>(ages: impl Iterator<Item = (&'m str, &'m Counted)>) -> Lasting {
    let hazard = |(age, row): (&str, &Counted)| {
        let from = age.split(' ').find_map(|word| word.parse::<f64>().ok())?;
        Some((from - 1.0, -ln_1p(-(f64::from(row.events) / row.of).min(0.99))))
    };
    Lasting { hazards: ages.filter_map(hazard).collect() }
}

/// The hazard of a year at a linear predictor of the logit of the year.
fn hazard(design: &[f64], theta: &[f64], level: f64) -> f64 {
    let eta: f64 = design.iter().zip(theta).map(|(x, theta)| x * theta).sum();
    level * (eta.max(0.0) + ln_1p(exp(-eta.abs())))
}

impl Moving<'_> {
    /// What links multiply the rates by at which each member leaves and freezes, at the middles of their ratios; with those that are on.
    pub(crate) fn of_member(&self, plan: &Plan<'_>, world: &World, place: usize) -> ([f64; 2], Vec<&'static str>) {
        let switches = &plan.scenario.switches;
        let links = self.around.links.iter().map(|link| {
            let assumed = |(low, high)| crate::draw::value(Distribution::LogUniform(low, high), 0.5);
            switches.assumed(link).map_or(link.ratio.0, assumed)
        });
        let parameters = SurroundingParameters { links: links.collect(), ..SurroundingParameters::default() };
        let names = self.around.links.iter().map(|link| link.name).collect();
        (self.around.of_member(world, plan.scenario.treaty, &parameters, place), names)
    }

    /// What a draw says; `theta` draws coefficients, `uniform` gives numbers of the draw for rates, `ratio` for links, `normal` for answers.
    pub(crate) fn parameters(
        &self,
        switches: &Switches,
        theta: impl Fn(&Posterior, Process) -> Vec<f64>,
        uniform: impl Fn(u32) -> f64,
        ratio: impl Fn(u32) -> f64,
        normal: impl Fn(u32) -> f64,
    ) -> SurroundingParameters {
        let mut found = SurroundingParameters { joins: JOINS, ..SurroundingParameters::default() };
        let theta: Vec<Vec<f64>> =
            self.posteriors.iter().zip(FITTED).map(|(posterior, process)| theta(posterior, process)).collect();
        // The model's own recalibration, and the uncertainty of a block of years: one factor a draw, since it is the level that is not known.
        let level = |place: usize| {
            let model = self.models[place];
            let block = model.blocks.as_ref().filter(|blocks| blocks.variance > 0.0).map_or(1.0, |blocks| {
                let shape = 1.0 / blocks.variance;
                gamma_quantile(shape, uniform(50 + place as u32).clamp(1e-12, 1.0 - 1e-12)) / shape
            });
            model.recalibration.factor() * block
        };
        let levels = [0, 1, 2].map(level);
        let plain = RATES.map(|(process, events, years)| {
            let number = process as u32;
            (process, crate::draw::value(Distribution::Count(events, years), uniform(number)))
        });
        for (place, pairs) in self.pairs.iter().enumerate() {
            let rate =
                |design: &Option<Vec<f64>>| design.as_ref().map_or(0.0, |design| hazard(design, &theta[0], levels[0]));
            let opponents: Vec<[f64; 2]> = pairs.iter().map(|both| [rate(&both[0]), rate(&both[1])]).collect();
            let mut rates = [0.0; Around::ALL.len()];
            for both in &opponents {
                rates[Around::DisputeAgainst as usize] += both[0];
                rates[Around::DisputeBy as usize] += both[1];
            }
            rates[Around::Coup as usize] = hazard(&self.states[place][0], &theta[1], levels[1]);
            rates[Around::Conflict as usize] = hazard(&self.states[place][1], &theta[2], levels[2]);
            plain.iter().for_each(|(process, rate)| rates[*process as usize] = *rate);
            for (process, rate) in Around::ALL.into_iter().zip(&mut rates) {
                match switches.of(process.process()) {
                    // Half of a state's disputes are begun against it.
                    Some(Switch::Constant(held)) if process.process() == "dispute" => *rate = 0.5 * held,
                    Some(Switch::Constant(held)) => *rate = held,
                    Some(Switch::Off) => *rate = 0.0,
                    None => {}
                }
            }
            if switches.is_off("call") {
                rates[Around::Protest as usize] = 0.0;
            }
            found.rates.push(rates);
            found.opponents.push(opponents);
        }
        for (place, (reason, yes, no)) in CALLS.into_iter().enumerate() {
            found.calls[reason as usize] = match switches.of("call") {
                Some(Switch::Off) => 0.0,
                Some(Switch::Constant(probability)) => probability,
                None => beta_quantile(yes, no, uniform(20 + place as u32)),
            };
        }
        found.committed = crate::draw::value(Distribution::Uniform(COMMITTED.0, COMMITTED.1), uniform(40));
        found.answers = (!switches.is_off("answer")).then(|| self.around.answers.draw(normal));
        let fitted =
            |link: &Link| self.models.iter().zip(&theta).find_map(|(model, theta)| link.ratio_in(model, theta));
        let of_link = |link: &&'static Link| match (switches.assumed(link), fitted(link)) {
            (None, Some(fitted)) => fitted,
            _ => ratio_of(link, switches, &ratio),
        };
        found.links = self.around.links.iter().map(of_link).collect();
        found
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, stories};
    use foedera_math::beta_p;

    /// Simulation-based calibration (Talts et al. 2018) of the probability of a call: drawn from its prior, events by the engine, and the
    /// rank of the drawn value in the posterior of what then happened is uniform.
    #[test]
    fn the_rank_of_the_probability_of_a_call_is_uniform() {
        let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
        let source = crate::embedded_scenario("csto-2022").expect("it ships");
        let (mut scenario, atlas) = Scenario::open(&source, &atlas).expect("a scenario");
        for (process, _) in crate::PROCESSES.iter().filter(|own| own.0 != "call") {
            scenario.switches.process(process, "off").expect("it is of the list");
        }
        scenario.switches.process("coup", "constant:1").expect("it is of the list");
        let settings = Settings { futures: 1_600, seed: 5 };
        let plan = Plan::new(&scenario, &atlas, &models, settings);
        let told = stories(&scenario, "status-quo", (&atlas, &models), settings, 0..=1_599).expect("stories");
        let mut bins = [0_u32; 5];
        for draw in 0..settings.draws() {
            let events: Vec<_> =
                told.iter().filter(|story| story.draw == draw).flat_map(|story| &story.events).collect();
            let calls = events.iter().filter(|event| event.what.contains("calls for help")).count() as f64;
            assert!(events.len() > 100, "{draw}: {}", events.len());
            let drawn = crate::draw::parameters(&plan, draw).around.calls[CallFor::Coup as usize];
            let rank = beta_p(6.5 + calls, 71.5 + events.len() as f64 - calls, drawn);
            bins[((rank * 5.0) as usize).min(4)] += 1;
        }
        let expected = f64::from(settings.draws()) / 5.0;
        let chi_square: f64 = bins.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
        // The 99.9 % quantile with four degrees of freedom.
        assert!(settings.draws() == 200 && chi_square < 18.5, "{bins:?}");
    }
}
