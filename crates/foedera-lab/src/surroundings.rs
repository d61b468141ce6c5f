//! What happens around the treaty of a scenario: who may have a dispute with whom, at which rates, how allies answer, and which links hold.

use std::collections::BTreeSet;

use foedera_atlas::Atlas;
use foedera_futures::membership::{
    AnswerLaw, Around, JoinLaw, Lasting, Memory, Nature, RecordRule, Surrounded, SurroundingParameters, Surroundings,
    UnrestLaw, design, hazard_of,
};
use foedera_math::{beta_quantile, exp, gamma_quantile, ln_1p, normal_quantile, quantile};
use foedera_process::event::{Counted, EventModel};
use foedera_process::{Link, Moves, Posterior, Process, Rates, Reads, View};
use foedera_world::{Day, Event, EventKind, Field, StateId, Subject, TreatyId, TreatyStatus, Trigger, World};

use crate::distribution::Distribution;
use crate::guarantee::{Facts, HALF_LIFE, NO_RECORD, Record, covers, fields_read, is_excluded, lay};
use crate::models::{FITTED, Used};
use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::switches::{Switch, Switches};

/// Major powers (COW 2016), each from a year on.
const MAJOR_POWERS: [(&str, i16); 7] =
    [("USA", 1898), ("GBR", 1816), ("FRA", 1945), ("RUS", 1922), ("CHN", 1950), ("DEU", 1991), ("JPN", 1991)];

/// The plain rates: events and years of exposure. Calls against unrest that was neither a coup nor an armed conflict: of the register since
/// 1990, in member-years. Bilateral pacts: ATOP 5.1, 2005 to 2014, in state-years.
pub(crate) const RATES: [(Around, u32, f64); 2] = [(Around::Protest, 9, 8_120.0), (Around::Pact, 50, 1_900.0)];

/// The share of its forces that a war binds: what Russia was stated to have committed of its forces between February and November 2022.
pub(crate) const COMMITTED: (f64, f64) = (0.18, 0.48);
/// The share of the counted occasions that brought a call under the treaty, whatever gave rise to it: held out, shares by what gave rise
/// to it forecast no better (docs/conflict.md).
const CALLS: &str = "any";
/// Quantiles at which the posterior of a multiplier of suspensions is kept.
const KEPT: usize = 199;

/// Designs of disputes: by state and by opponent, of those that the opponent begins, and of those that the state begins, if they are its own.
type Pairs = Vec<Vec<[Option<Vec<f64>>; 2]>>;

/// Of a link that is a multiplier of suspensions: quantiles of its posterior, and the share of the counted member-years in which it held.
type Posteriors = Option<(Vec<f64>, f64)>;

/// What happens around a treaty, and the models behind it.
pub(crate) struct Moving<'a> {
    /// The processes.
    pub(crate) around: Surroundings<'a>,
    /// Disputes, coups, armed conflicts.
    models: [&'a EventModel; 3],
    posteriors: [Posterior; 3],
    joins: Posterior,
    calls: &'a Rates,
    /// Of each link that is on and is a multiplier of suspensions: quantiles of its posterior as known on the date, and the share of
    /// member-years behind the counted rate in which it held.
    multipliers: Vec<Posteriors>,
    /// Whether the rate of freezes is the counted one, and not the scenario's own.
    counted_freezes: bool,
    /// How many of the states, the first ones, are members at risk.
    at_risk: usize,
    /// What the model of disputes reads of each opponent of each state, standardised: of disputes that it begins, and that the state begins.
    pairs: Pairs,
}

/// What happens around the treaty of a scenario whose world is of its date; figures that effects on answers read are laid into the world.
/// `None` if nothing does: all of it is off, or the treaty is not in force.
pub(crate) fn surroundings<'a>(
    scenario: &Scenario,
    (atlas, used): (&Atlas, &Used<'a>),
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
    for state in &known {
        let major = f64::from(u8::from(majors.contains(state)));
        lay(world, day, Field::MAJOR_POWER, Subject::State(*state), Some(major));
    }
    let keys: Vec<String> = states.iter().map(|state| atlas.roster().state(*state).key.clone()).collect();
    let covered = Trigger::ALL.map(|trigger| covers(atlas, world, treaty, day, trigger));
    let pairs = states.iter().flat_map(|needed| states.iter().map(move |ally| (*needed, *ally)));
    let excluded = pairs.filter(|(needed, ally)| is_excluded(atlas, treaty, day, *ally, &[*needed])).collect();
    let rule = RecordRule { half_life: HALF_LIFE, without: NO_RECORD };
    let law = AnswerLaw::new(used.answers, (&atlas.roster().treaty(treaty).key, &keys), covered, excluded, rule);
    let models = used.events;
    let told = tells_of_unrest(atlas, treaty);
    let pairs = designs(models[0], world, day, &found);
    let end = *scenario.horizons.last().expect("checked when read");
    let unrest = UnrestLaw::new([models[1], models[2]], world, (day, end), (&found, told));
    let freeze = used.freeze.known_on(day);
    let links = scenario.switches.links(day, &freeze);
    let multipliers = links.iter().map(|link| posterior_of(link, &freeze)).collect();
    let joins = JoinLaw::new(used.joins, world, (treaty, day, patron), &found);
    let around = Surroundings::new(world, found, links, (law, joins, unrest), (nature(models), suspensions(&freeze)));
    Some(Moving {
        around,
        models,
        posteriors: models.map(EventModel::posterior),
        joins: used.joins.posterior(),
        calls: used.calls,
        multipliers,
        at_risk: members.len(),
        counted_freezes: matches!(scenario.switches.of("freeze"), Some(Switch::Model(_))),
        pairs,
    })
}

/// Of the counted freezes, the share by the organisation's decision.
fn suspensions(freeze: &Rates) -> f64 {
    let mean = |name: &str| freeze.rate(name).map_or(0.0, |rate| rate.told().value);
    let (organisation, own) = (mean("by_organisation"), mean("own_decision"));
    organisation / (organisation + own)
}

/// Quantiles of the posterior of the multiplier that a link is, and the share of member-years in which it held.
fn posterior_of(link: &Link, freeze: &Rates) -> Posteriors {
    let own = link.multiplier_in(freeze)?;
    let probabilities: Vec<f64> = (0..KEPT).map(|k| (k as f64 + 0.5) / KEPT as f64).collect();
    let years = freeze.rates.iter().map(|rate| rate.years).fold(1.0, f64::max);
    Some((own.quantiles(&probabilities), own.years / years.max(own.years)))
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
            "coup" | "coup_attempt" => {
                let succeeds = spell.kind == "coup";
                found.push(Event::new(spell.start, EventKind::Coup { state, succeeds }));
            }
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

/// The designs of disputes, opponent by opponent.
fn designs(disputes: &EventModel, world: &World, day: Day, states: &[Surrounded]) -> Pairs {
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
    states.iter().map(pairs).collect()
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

/// The share of occasions that bring a call, and its beta posterior.
pub(crate) fn share_of_calls(calls: &Rates) -> Option<(&foedera_process::Share, (f64, f64))> {
    calls.share(CALLS).map(|share| (share, share.posterior()))
}

/// What disputes, coups and armed conflicts are like, by what was counted with their models.
fn nature([disputes, coups, conflicts]: [&EventModel; 3]) -> Nature {
    let success = rows(coups, "success").first().map_or(0.0, |row| f64::from(row.events) / row.of);
    let mut found = Nature { success, ..Nature::default() };
    for row in rows(disputes, "hostility") {
        found.hostility.extend(row.key.parse::<u8>().ok().map(|level| (level, f64::from(row.events) / row.of)));
    }
    for level in 2..=5_u8 {
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

impl Moving<'_> {
    /// What links multiply the rates by at which each member leaves and freezes, at the middles of their ratios; with those that are on.
    pub(crate) fn of_member(&self, plan: &Plan<'_>, world: &World, place: usize) -> ([f64; 2], Vec<&'static str>) {
        let switches = &plan.scenario.switches;
        let theta = |posterior: &Posterior, _: Process| posterior.mode().to_vec();
        let parameters = self.parameters(switches, theta, |_| 0.5, |_| 0.5, |_| 0.0);
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
        let joins = theta(&self.joins, Process::JOINS);
        let mut found = SurroundingParameters { joins, ..SurroundingParameters::default() };
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
        let held = ["coup", "conflict"].map(|process| match switches.of(process) {
            Some(Switch::Constant(rate)) => Some(*rate),
            Some(Switch::Off) => Some(0.0),
            Some(Switch::Model(_)) | None => None,
        });
        found.unrest = self.around.unrest.draw([theta[1].clone(), theta[2].clone()], [levels[1], levels[2]], held);
        let plain = RATES.map(|(process, events, years)| {
            let number = process as u32;
            (process, crate::draw::value(Distribution::Count(events, years), uniform(number)))
        });
        for (place, pairs) in self.pairs.iter().enumerate() {
            let rate = |own: &Option<Vec<f64>>| own.as_ref().map_or(0.0, |own| hazard_of(own, &theta[0], levels[0]));
            let opponents: Vec<[f64; 2]> = pairs.iter().map(|both| [rate(&both[0]), rate(&both[1])]).collect();
            let mut rates = [0.0; Around::ALL.len()];
            for both in &opponents {
                rates[Around::DisputeAgainst as usize] += both[0];
                rates[Around::DisputeBy as usize] += both[1];
            }
            [rates[Around::Coup as usize], rates[Around::Conflict as usize]] = found.unrest.at_start(place);
            plain.iter().for_each(|(process, rate)| rates[*process as usize] = *rate);
            rates[Around::Peace as usize] = 1.0;
            for (process, rate) in Around::ALL.into_iter().zip(&mut rates) {
                match switches.of(process.process()) {
                    // A rate that is held is that of the beginning.
                    Some(Switch::Constant(_)) if process == Around::Peace => {}
                    // Half of a state's disputes are begun against it.
                    Some(Switch::Constant(held)) if process.process() == "dispute" => *rate = 0.5 * held,
                    Some(Switch::Constant(held)) => *rate = *held,
                    Some(Switch::Off) => *rate = 0.0,
                    Some(Switch::Model(_)) | None => {}
                }
            }
            if switches.is_off("call") {
                rates[Around::Protest as usize] = 0.0;
            }
            found.rates.push(rates);
            found.opponents.push(opponents);
        }
        found.call = match switches.of("call") {
            Some(Switch::Off) => 0.0,
            Some(Switch::Constant(probability)) => *probability,
            _ => self.call(uniform(20), uniform(21)),
        };
        found.committed = crate::draw::value(Distribution::Uniform(COMMITTED.0, COMMITTED.1), uniform(40));
        found.answers = (!switches.is_off("answer")).then(|| self.around.answers.draw(normal));
        let fitted =
            |link: &Link| self.models.iter().zip(&theta).find_map(|(model, theta)| link.ratio_in(model, theta));
        let of_link = |(link, counted): (&&'static Link, &Posteriors)| {
            let u = ratio(Link::ALL.iter().position(|own| own.name == link.name).unwrap_or(0) as u32);
            match (switches.assumed(link), fitted(link), counted) {
                (Some((low, high)), ..) => crate::draw::value(Distribution::LogUniform(low, high), u),
                (None, Some(fitted), _) => fitted,
                (None, None, Some((quantiles, _))) => quantile(quantiles, u),
                (None, None, None) => link.ratio_at(normal_quantile(u)),
            }
        };
        found.links = self.around.links.iter().zip(&self.multipliers).map(of_link).collect();
        found.freeze_means = [Moves::Suspension, Moves::Freeze].map(|moves| self.mean(&found, moves));
        found
    }

    /// The probability that an occasion brings a call: the share of all treaties, and on the odds what this treaty differs by, which leaves
    /// the mean of treaties.
    fn call(&self, share: f64, treaty: f64) -> f64 {
        let Some((_, (yes, no))) = share_of_calls(self.calls) else { return 0.0 };
        let p = beta_quantile(yes, no, share.clamp(1e-12, 1.0 - 1e-12));
        let deviation = self.calls.treaty_deviation.unwrap_or(0.0);
        let odds = p / (1.0 - p) * exp(deviation * (normal_quantile(treaty) - 0.5 * deviation));
        odds / (1.0 + odds)
    }

    /// The share of time in which a link on freezes holds of the members, at the rates of a draw; `None` of what no process brings.
    fn held(&self, parameters: &SurroundingParameters, link: &Link) -> Option<f64> {
        let (process, share) = match link.reads {
            Reads::Own(Field::CONFLICT_2_YEARS) => (Around::Conflict, 1.0),
            Reads::Own(Field::OVERTHROWN_2_YEARS) => (Around::Coup, self.around.nature.success),
            _ => return None,
        };
        let rates = &parameters.rates[..self.at_risk];
        let held = rates.iter().map(|rates| 1.0 - exp(-2.0 * share * rates[process as usize]));
        Some(held.sum::<f64>() / self.at_risk.max(1) as f64)
    }

    /// The mean of what links multiply freezes of a kind by, in the member-years that the rate is of: those counted, or, where the
    /// scenario states the rate of its own treaty, those of its members at the rates of the draw.
    fn mean(&self, parameters: &SurroundingParameters, moves: Moves) -> f64 {
        let part = |((link, counted), ratio): ((&&'static Link, &Posteriors), &f64)| {
            let own = self.held(parameters, link).filter(|_| !self.counted_freezes);
            let held = own.or(counted.as_ref().map(|counted| counted.1)).unwrap_or(0.0);
            if link.moves == moves { held * (ratio - 1.0) } else { 0.0 }
        };
        let links = self.around.links.iter().zip(&self.multipliers).zip(&parameters.links);
        1.0 + links.map(part).sum::<f64>().max(-0.99)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Models, Settings, stories};
    use foedera_math::beta_p;

    /// Simulation-based calibration (Talts et al. 2018) of the probability of a call: drawn from its prior, events by the engine, and the
    /// rank of the drawn value in the posterior of what then happened is uniform.
    #[test]
    fn the_rank_of_the_probability_of_a_call_is_uniform() {
        let (atlas, mut models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
        let calls = crate::conflict::embedded_rates("calls").expect("the counted calls");
        // Of one treaty with the mean of all, so that the posterior is a beta again.
        models.counted = vec![Rates { treaty_deviation: None, ..calls }];
        let (yes, no) = models.counted[0].share(CALLS).expect("it is counted").posterior();
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
            let drawn = crate::draw::parameters(&plan, draw).around.call;
            let rank = beta_p(yes + calls, no + events.len() as f64 - calls, drawn);
            bins[((rank * 5.0) as usize).min(4)] += 1;
        }
        let expected = f64::from(settings.draws()) / 5.0;
        let chi_square: f64 = bins.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
        // The 99.9 % quantile with four degrees of freedom.
        assert!(settings.draws() == 200 && chi_square < 18.5, "{bins:?}");
    }
}
