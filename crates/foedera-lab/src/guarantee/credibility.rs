//! What a patron's word is worth, year by year: the probability that a member's call is answered with troops.
//!
//! Every number is that of the model of answers with the figures and the record of its day; the parameters are those of the whole
//! register. It is expected help as the record has it, not the worth of deterrence: wars that the treaty prevented are in no register.

use foedera_almanac::{Grounds, Subject};
use foedera_atlas::Atlas;
use foedera_diagnostic::progress;
use foedera_process::Effect;
use foedera_world::{Day, StateId, TreatyId, Trigger, World};
use rayon::prelude::*;
use serde::Serialize;

use crate::guarantee::aid::{BaseRate, Means, Probability, ShockTold, base_rate, words};
use crate::guarantee::answers::AllyAnswer;
use crate::guarantee::rates::CallRates;
use crate::guarantee::{Facts, KnownWorld, Request, Shock, Situation, allies};

/// The reasons for which calls are asked about.
pub const REASONS: [Trigger; 2] = [Trigger::ExternalAttack, Trigger::InternalUnrest];
/// The families into which contributions are summed.
pub const FAMILIES: [&str; 5] = ["record", "force", "ties", "text", "members"];

/// Expected help for one reason on one day, as the mean over members.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Help {
    /// The trigger.
    pub trigger: &'static str,
    /// Troops from the patron.
    pub patron: Option<Probability>,
    /// Troops from anyone.
    pub anyone: Probability,
    /// What the families of effects add to the patron's log-odds, in the order of [`FAMILIES`]: means over members, at the mode.
    pub parts: Vec<f64>,
}

/// Expected help of one member.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemberHelp {
    /// The member that calls.
    pub state: String,
    /// The attacker that is taken for an attack: who attacked it in the register; empty if it is not known.
    pub attackers: Vec<String>,
    /// By reason: troops from the patron, troops from anyone.
    pub help: Vec<(&'static str, Option<Probability>, Probability)>,
}

/// Expected help on one day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moment {
    /// The day.
    pub at: Day,
    /// The patron.
    pub patron: Option<String>,
    /// Whether the patron is `stated`, `computed` or `none`.
    pub patron_ground: &'static str,
    /// Why it is this one, or none.
    pub patron_why: String,
    /// Its usable force, in thousands: not committed.
    pub usable_force: Option<f64>,
    /// Its capability, which is not used: it rises when a state mobilises.
    pub capability: Option<f64>,
    /// By which measure: `cinc`, or `capability_index` of the almanac where that is not known.
    pub capability_measure: &'static str,
    /// Its record: the share of calls before that it answered with troops.
    pub record: Option<f64>,
    /// By reason, over members.
    pub help: Vec<Help>,
    /// By member.
    pub members: Vec<MemberHelp>,
}

/// What a shock does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShockEffect {
    /// The branch of the scenario.
    pub branch: String,
    /// The shocks that the answer reads.
    pub shocks: Vec<ShockTold>,
    /// By reason: the patron's help with the shocks at their low ends, in the middle (geometric for factors), and at their high ends.
    pub patron: Vec<(&'static str, [Option<Probability>; 3])>,
}

/// An ally's record under the treaty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AllyRecord {
    /// The ally.
    pub state: String,
    /// Calls answered with troops, of those of which its answer is known.
    pub share: BaseRate,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Credibility {
    /// The program's version.
    pub version: &'static str,
    /// The seed of the draws.
    pub seed: u64,
    /// Draws of the parameters.
    pub draws: usize,
    /// SHA-256 of the atlas.
    pub atlas_sha256: String,
    /// SHA-256 of the model file.
    pub model_sha256: String,
    /// The world file among the grounds of the figures.
    pub world: Option<String>,
    /// On what the figures of the last day rest, and which are missing.
    pub figures: Grounds,
    /// The treaty.
    pub treaty: String,
    /// Its name.
    pub treaty_name: String,
    /// The moments, in order.
    pub moments: Vec<Moment>,
    /// The records of allies on the last day.
    pub records: Vec<AllyRecord>,
    /// What a scenario's branches would do on the last day.
    pub shocks: Vec<ShockEffect>,
    /// What to keep in mind.
    pub cautions: Vec<String>,
}

/// A branch of a scenario, or shocks stated together: its name, and the shocks.
pub type Branch = (String, Vec<Shock>);

/// What an answer of a day reads of calls of all members for both reasons: the figures that a shock can move.
pub fn reads(means: Means<'_>, treaty: TreatyId, day: Day) -> Vec<(&'static str, Subject)> {
    let Means { atlas, facts, model, .. } = means;
    let known = known_world(means, facts, treaty, day);
    let mut read = Vec::new();
    for caller in allies(atlas, known.world(), treaty, day, &[], &[]) {
        for reason in REASONS {
            let request = request(treaty, day, caller, &known_attackers(atlas, caller, day), reason);
            let situation = Situation::new(atlas, &known, &request);
            read.extend(situation.reads(model.effects.iter().map(|fitted| fitted.effect)));
        }
    }
    read.sort_unstable();
    read.dedup();
    read
}

/// Expected help under a treaty on the days given.
pub fn credibility(means: Means<'_>, treaty: TreatyId, days: &[Day], branches: &[Branch]) -> Credibility {
    let Means { atlas, facts, record, .. } = means;
    let roster = atlas.roster();
    let work = progress::work("years of credibility", days.len());
    let at = |day: &Day| {
        let found = moment(means, facts, treaty, *day);
        work.done();
        found
    };
    let moments: Vec<Moment> = days.par_iter().filter_map(at).collect();
    drop(work);
    let last = days.last().copied();
    let shocks = branches.iter().filter_map(|branch| shock(means, treaty, last?, branch)).collect();
    let key = |state: StateId| roster.state(state).key.clone();
    let mut states: Vec<StateId> = record.answers.iter().filter(|a| a.treaty == treaty).map(|a| a.ally).collect();
    states.sort_unstable();
    states.dedup();
    let of = |state: StateId| {
        let own = record
            .answers
            .iter()
            .filter(|a| a.treaty == treaty && a.ally == state && last.is_none_or(|last| a.day < last));
        let sent: Vec<bool> = own.map(|answer| answer.level.0 == 3).collect();
        AllyRecord {
            state: key(state),
            share: base_rate("calls answered with troops".to_owned(), &sent, "the register"),
        }
    };
    Credibility {
        version: env!("CARGO_PKG_VERSION"),
        seed: means.draws.1,
        draws: means.draws.0,
        atlas_sha256: atlas.sha256.clone(),
        model_sha256: means.model_sha256.to_owned(),
        world: facts.world().map(str::to_owned),
        figures: last.map_or_else(Grounds::default, |last| grounds(means, treaty, last)),
        treaty: roster.treaty(treaty).key.clone(),
        treaty_name: roster.treaty(treaty).name.clone(),
        cautions: cautions(means, treaty, &moments),
        moments,
        records: states.into_iter().map(of).collect(),
        shocks,
    }
}

fn cautions(means: Means<'_>, treaty: TreatyId, moments: &[Moment]) -> Vec<String> {
    let mut cautions = vec![
        "expected help is what the record says of calls; wars that the treaty prevented are in no register".to_owned(),
        "the parameters know the whole register, later calls than a given day included; record and figures are of the day".to_owned(),
    ];
    let calls = means.model.card.calls.0;
    let choices = &means.model.card.choices;
    cautions.push(format!("the model was fitted on {calls} calls of all treaties; `foedera aid` gives its scores"));
    cautions.push(format!(
        "the patron's figure is the model's, since a rate cannot say what moved it: Brier {:.3} on calls with a complete list of senders, where {} has {:.3}; \
         troops from anyone are a rate, which may lie below it",
        choices.ally.by_call.candidates[3],
        choices.ally.given.what(),
        choices.ally.by_call.brier
    ));
    if let Some(last) = moments.last() {
        let found = last.patron.as_deref().unwrap_or("none");
        cautions.push(format!("patron on {}: {found} ({}: {})", last.at, last.patron_ground, last.patron_why));
        let roster = means.atlas.roster();
        let patron = last.patron.as_deref().and_then(|key| roster.find_state(key));
        let capability = patron.and_then(|patron| means.facts.state(patron, last.capability_measure, last.at));
        let carried = capability.and_then(|known| known.year).filter(|year| year + 1 < last.at.year());
        if let Some(year) = carried {
            let measure = last.capability_measure;
            cautions.push(format!("its {measure} on {} is that of {year}, carried forward", last.at));
        }
    }
    let unknown = moments.last().map_or(0, |moment| moment.members.iter().filter(|m| m.attackers.is_empty()).count());
    if unknown > 0 {
        let key = &means.atlas.roster().treaty(treaty).key;
        cautions.push(format!(
            "{unknown} members have no attacker in the register of {key}: for them {} is by a state of which nothing is known",
            words(Trigger::ExternalAttack)
        ));
    }
    if moments.iter().any(|moment| moment.usable_force.is_none()) {
        cautions.push("on some days the patron's force is not known and taken as average".to_owned());
    }
    cautions
}

/// Who attacked a member, by the register of all treaties; the latest call before the day.
fn known_attackers(atlas: &Atlas, member: StateId, day: Day) -> Vec<StateId> {
    let calls = atlas.calls().iter().filter(|call| {
        call.in_need.contains(&member) && !call.attackers.is_empty() && call.trigger == Trigger::ExternalAttack
    });
    // Who the attacker would be is not what is forecast: a later call may name it, too.
    let nearest = calls.min_by_key(|call| (call.when.day().number() - day.number()).abs());
    nearest.map_or(Vec::new(), |call| call.attackers.clone())
}

fn moment(means: Means<'_>, facts: &Facts, treaty: TreatyId, day: Day) -> Option<Moment> {
    let Means { atlas, record, predictor, .. } = means;
    let roster = atlas.roster();
    let known = known_world(means, facts, treaty, day);
    let found = known.patron();
    let patron = found.state;
    let measure = facts.capability(patron.as_slice(), day);
    let rates = CallRates::new(atlas, |_| true);
    let key = |state: StateId| roster.state(state).key.clone();
    let callers: Vec<StateId> = allies(atlas, known.world(), treaty, day, &[], &[])
        .into_iter()
        .filter(|state| Some(*state) != patron)
        .collect();
    if callers.is_empty() {
        return None;
    }
    let mut sums = vec![Sum::default(); REASONS.len()];
    let mut members = Vec::new();
    for caller in &callers {
        foedera_diagnostic::watch::check();
        let attackers = known_attackers(atlas, *caller, day);
        let mut help = Vec::new();
        for (reason, sum) in REASONS.into_iter().zip(&mut sums) {
            let request = request(treaty, day, *caller, &attackers, reason);
            let situation = Situation::new(atlas, &known, &request);
            let own = patron.and_then(|patron| predictor.predict_ally(roster, &situation, patron));
            let troops = own.as_ref().map(|own| Probability::from(own.troops));
            let anyone = means.anyone(&rates, &situation);
            help.push((reason.name(), troops, anyone));
            sum.add(troops, anyone, own.as_ref());
        }
        members.push(MemberHelp { state: key(*caller), attackers: attackers.into_iter().map(key).collect(), help });
    }
    Some(Moment {
        at: day,
        usable_force: patron.and_then(|patron| facts.usable_force(patron, day)),
        capability: patron.and_then(|patron| Some(facts.state(patron, measure.field(), day)?.value)),
        capability_measure: measure.field(),
        record: patron.map(|patron| record.of_ally(patron, day)),
        patron: patron.map(key),
        patron_ground: found.ground.name(),
        patron_why: found.why.clone(),
        help: REASONS.into_iter().zip(sums).map(|(reason, sum)| sum.mean(reason)).collect(),
        members,
    })
}

/// On what the figures of a day rest: those that calls of all members for an attack read.
fn grounds(means: Means<'_>, treaty: TreatyId, day: Day) -> Grounds {
    let Means { atlas, facts, .. } = means;
    let known = known_world(means, facts, treaty, day);
    let mut asked = Vec::new();
    for caller in allies(atlas, known.world(), treaty, day, &[], &[]) {
        let attackers = known_attackers(atlas, caller, day);
        let request = request(treaty, day, caller, &attackers, Trigger::ExternalAttack);
        asked.extend(Situation::new(atlas, &known, &request).figures());
    }
    Grounds::new(facts.timeline(), asked, day)
}

/// The world of a day with the figures known of the treaty's members and of the states that are known to attack one of them.
fn known_world<'a>(means: Means<'_>, facts: &'a Facts, treaty: TreatyId, day: Day) -> KnownWorld<'a> {
    let atlas = means.atlas;
    let world = atlas.history.world_at(day).world;
    let callers = allies(atlas, &world, treaty, day, &[], &[]);
    let attackers: Vec<StateId> = callers.into_iter().flat_map(|caller| known_attackers(atlas, caller, day)).collect();
    KnownWorld::new(atlas, world, facts, means.record, (treaty, day), attackers)
}

fn request(treaty: TreatyId, day: Day, caller: StateId, attackers: &[StateId], trigger: Trigger) -> Request {
    let attacked = trigger == Trigger::ExternalAttack;
    Request {
        treaty,
        day,
        in_need: vec![caller],
        attackers: if attacked { attackers.to_vec() } else { Vec::new() },
        unknown_attacker: attacked && attackers.is_empty(),
        trigger,
    }
}

/// Sums over members; ends of intervals are averaged as if members' errors were one, which keeps them wide.
#[derive(Clone, Default)]
struct Sum {
    anyone: [f64; 4],
    patron: [f64; 4],
    parts: [f64; FAMILIES.len()],
}

impl Sum {
    fn add(&mut self, patron: Option<Probability>, anyone: Probability, answer: Option<&AllyAnswer>) {
        let put = |sum: &mut [f64; 4], p: Probability| {
            sum.iter_mut().zip([p.mean, p.low, p.high, 1.0]).for_each(|(sum, own)| *sum += own);
        };
        put(&mut self.anyone, anyone);
        if let Some(patron) = patron {
            put(&mut self.patron, patron);
        }
        for contribution in answer.map_or(&[][..], |answer| &answer.contributions) {
            let family = contribution.name.parse::<Effect>().map(|effect| effect.entry().family);
            if let Some(place) = family.ok().and_then(|family| FAMILIES.iter().position(|own| *own == family)) {
                self.parts[place] += contribution.log_odds;
            }
        }
    }

    fn mean(&self, trigger: Trigger) -> Help {
        let mean = |sum: &[f64; 4]| Probability { mean: sum[0] / sum[3], low: sum[1] / sum[3], high: sum[2] / sum[3] };
        let known = self.patron[3] > 0.0;
        Help {
            trigger: trigger.name(),
            patron: known.then(|| mean(&self.patron)),
            anyone: mean(&self.anyone),
            parts: if known { self.parts.iter().map(|sum| sum / self.patron[3]).collect() } else { Vec::new() },
        }
    }
}

/// The patron's help on a day with a scenario's branch.
fn shock(means: Means<'_>, treaty: TreatyId, day: Day, (branch, hits): &Branch) -> Option<ShockEffect> {
    let at = |number: fn(&Shock) -> f64| {
        moment(means, &means.facts.shocked(hits.iter().map(|shock| shock.at(number(shock)))), treaty, day)
    };
    let ends = [at(|shock| shock.range.0)?, at(|shock| shock.middle())?, at(|shock| shock.range.1)?];
    let by_reason =
        |(place, reason): (usize, Trigger)| (reason.name(), [0, 1, 2].map(|end: usize| ends[end].help[place].patron));
    Some(ShockEffect {
        branch: branch.clone(),
        shocks: hits.iter().map(|shock| ShockTold::new(means.atlas, means.facts, *shock, day)).collect(),
        patron: REASONS.into_iter().enumerate().map(by_reason).collect(),
    })
}

/// The first of January of every year from `from` to `to`, leaving out those on which the treaty has no members.
pub fn years(world_at: impl Fn(Day) -> World, treaty: TreatyId, from: i16, to: i16) -> Vec<Day> {
    let days = (from..=to).map(Day::start_of_year);
    days.filter(|day| world_at(*day).treaty(treaty).members().count() > 1).collect()
}
