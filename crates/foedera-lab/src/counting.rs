//! Counts of events in futures: how many, whether any, and when the first; who gathers, and who has answered most calls.
//!
//! Aleatory uncertainty (what may happen) is told by quantiles over futures, epistemic uncertainty (of parameters and assumptions) by an
//! interval of the mean over draws, with the noise of simulation taken out as in forecasts.

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, progress};
use foedera_math::{exp_m1, gamma_quantile, mean, quantile};
use foedera_process::Process;
use foedera_world::{Day, StateId};
use rayon::prelude::*;
use serde::Serialize;

use crate::ask::prepared;
use crate::cards;
use crate::lead::answered_with_troops;
use crate::models::{Models, embedded_events};
use crate::occurrence::{Occurrence, Occurs};
use crate::path::Path;
use crate::plan::{Plan, Settings};
use crate::run::{Intervention, Worker};
use crate::scenario::Scenario;
use crate::surroundings::RATES;
use crate::watch::{Reading, Standings};

/// A mean over draws of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Expected {
    /// The mean.
    pub mean: f64,
    /// The 90 % interval over draws: what is not known of parameters and assumptions.
    pub interval: (f64, f64),
    /// Its standard error from a finite number of draws and futures.
    pub monte_carlo_error: f64,
}

/// How many events there are up to a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountAt {
    /// The day.
    pub date: Day,
    /// How many are to be expected.
    pub count: Expected,
    /// The 5, 50 and 95 % quantiles over futures: what may happen.
    pub quantiles: [u32; 3],
    /// The probability of at least one.
    pub any: Expected,
}

/// When the first event is: days by which a quarter, half and three quarters of futures have one; missing: after the last day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct First {
    /// The days.
    pub by: [Option<Day>; 3],
    /// The share of futures without one up to the last day.
    pub none: f64,
}

/// What the plain rate of the past expects up to the last day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BaseCount {
    /// The class.
    pub name: String,
    /// How many are to be expected.
    pub count: f64,
    /// Its 90 % interval (Jeffreys).
    pub interval: (f64, f64),
    /// The probability of at least one.
    pub any: f64,
    /// What was counted.
    pub counted: String,
}

/// An event, counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventCount {
    /// Its name.
    pub event: String,
    /// In words.
    pub words: String,
    /// By day.
    pub at: Vec<CountAt>,
    /// When the first is.
    pub first: First,
    /// Base rates.
    pub base_rates: Vec<BaseCount>,
}

/// Whether at least so many states of a list take part together in the treaty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GatheringAt {
    /// The day.
    pub date: Day,
    /// The probability that the treaty joins at least so many of them.
    pub probability: Expected,
}

/// How likely a member has answered most calls with troops, those of the futures counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeaderAt {
    /// Its key.
    pub state: String,
    /// Its name.
    pub name: String,
    /// Calls answered with troops up to the scenario's date.
    pub answered: u32,
    /// How many more it answers up to the last day.
    pub more: Expected,
    /// The probability that it takes part on the last day and has answered at least as many as every other that does, and any.
    pub leads: Expected,
}

/// Counts of events in the futures of one branch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counting {
    /// The branch, by id.
    pub branch: String,
    /// Futures.
    pub futures: u32,
    /// Draws of parameters behind them.
    pub draws: u32,
    /// The events.
    pub events: Vec<EventCount>,
    /// The list, how many of it, and the answer by day; empty if none was asked for.
    pub gathering: Vec<GatheringAt>,
    /// Other treaties of defence in force on the scenario's date among so many of the list, by key: no process of the futures ends them.
    pub others: Vec<String>,
    /// Who leads by answered calls on the last day.
    pub leaders: Vec<LeaderAt>,
}

/// Sums of one draw, its futures in two halves: of each event and day the count and whether any; then of gatherings; then of leaders.
pub(crate) type Halves = Vec<[f64; 2]>;

/// Mean and 90 % interval over draws, by their halves of futures.
pub(crate) fn expected(draws: &[Halves], place: usize) -> Expected {
    let values: Vec<f64> = draws.iter().map(|own| 0.5 * (own[place][0] + own[place][1])).collect();
    let middle = mean(&values);
    let variance = mean(&values.iter().map(|own| (own - middle) * (own - middle)).collect::<Vec<_>>());
    let noise = mean(&draws.iter().map(|own| (0.5 * (own[place][0] - own[place][1])).powi(2)).collect::<Vec<_>>());
    let shrink = if variance > 0.0 { (1.0 - noise / variance).max(0.0).sqrt() } else { 0.0 };
    let mut sorted = values.clone();
    sorted.sort_by(f64::total_cmp);
    let bound = |p: f64| (middle + shrink * (quantile(&sorted, p) - middle)).max(0.0);
    let pairs: Vec<f64> = values.chunks(2).map(mean).collect();
    let spread = mean(&pairs.iter().map(|own| (own - middle) * (own - middle)).collect::<Vec<_>>());
    let monte_carlo_error = if pairs.len() < 2 { f64::INFINITY } else { (spread / (pairs.len() - 1) as f64).sqrt() };
    Expected {
        mean: middle,
        interval: (bound(0.05).min(middle), bound(0.95).max(middle)),
        monte_carlo_error: monte_carlo_error.min(middle.max(0.5)),
    }
}

/// What is seen in one draw.
struct Seen {
    halves: Halves,
    /// The counts of each future: `events × days`.
    counts: Vec<u32>,
    /// The first times of each future, by event.
    first: Vec<f64>,
}

struct Inquiry<'a> {
    plan: &'a Plan<'a>,
    events: &'a [Occurrence],
    /// The events, and then the answers of each place.
    tracked: Vec<Occurrence>,
    /// Where the horizons are among the times.
    times: Vec<usize>,
    /// Places of the list, and how many of them.
    among: (Vec<usize>, usize),
    /// Calls that each place has answered with troops.
    answered: Vec<u32>,
}

impl Inquiry<'_> {
    fn width(&self) -> usize {
        2 * self.events.len() * self.times.len() + self.times.len() + 2 * self.answered.len()
    }

    /// What one future adds.
    fn read(&self, path: &Path<'_>) -> (Vec<f64>, Vec<u32>) {
        let (mut row, mut counts) = (Vec::with_capacity(self.width()), Vec::new());
        for event in 0..self.events.len() {
            for time in &self.times {
                let count = path.count(*time, event);
                counts.push(count);
                row.extend([f64::from(count), f64::from(u8::from(count > 0))]);
            }
        }
        for time in &self.times {
            let part = self.among.0.iter().filter(|place| path.takes_part(*time, **place)).count();
            row.push(f64::from(u8::from(self.among.1 > 0 && part >= self.among.1)));
        }
        let last = *self.times.last().expect("at least one horizon");
        let more = |place: usize| path.count(last, self.events.len() + place);
        let all = |place: usize| self.answered[place] + more(place);
        let part = |place: &usize| path.takes_part(last, *place);
        let most = (0..self.answered.len()).filter(part).map(all).max().unwrap_or(0);
        for place in 0..self.answered.len() {
            let leads = most > 0 && part(&place) && all(place) == most;
            row.extend([f64::from(more(place)), f64::from(u8::from(leads))]);
        }
        (row, counts)
    }

    fn seen(&self) -> Vec<Seen> {
        let (plan, membership) = (self.plan, self.plan.membership());
        let worker = Worker::new(plan, &membership);
        let work = progress::work("draws of futures", plan.settings.draws() as usize);
        let of_draw = |worker: &mut Worker<'_>, standings: &mut Standings, draw: u32| {
            // Who takes part is read of standings; force is not.
            let reading = Reading { threshold: plan.scenario.threshold, strength: &plan.strength };
            standings.start(&plan.world, &membership, reading);
            let mut path = Path::new(&membership, &plan.times, reading, standings, &self.tracked);
            let mut halves = vec![[0.0; 2]; self.width()];
            let (mut counts, mut first) = (Vec::new(), Vec::new());
            plan.each_future(worker, draw, &Intervention::default(), &mut path, |path, place| {
                let (row, own) = self.read(path);
                halves.iter_mut().zip(row).for_each(|(sums, own)| sums[(place % 2) as usize] += own);
                counts.extend(own);
                first.extend((0..self.events.len()).map(|event| path.first(event)));
            });
            let (_, futures) = plan.settings.share(draw);
            let sizes = [f64::from(futures.div_ceil(2)), f64::from((futures / 2).max(1))];
            for half in &mut halves {
                *half = [half[0] / sizes[0], if futures > 1 { half[1] / sizes[1] } else { half[0] }];
            }
            Seen { halves, counts, first }
        };
        plan.over_draws(&worker, of_draw).inspect(|_| work.done()).collect()
    }
}

/// Count events in the futures of a branch; `among` is a list of states and how many of them.
///
/// # Errors
/// An event, branch or state that the scenario does not have.
pub fn counting(
    scenario: &Scenario,
    branch: &str,
    events: &[String],
    among: (&[String], usize),
    (atlas, models): (&Atlas, &Models),
    settings: Settings,
) -> Result<Counting, Problems> {
    let refuse = |(message, remedy): (String, String)| -> Problems {
        Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into()
    };
    let roster = atlas.roster();
    let events: Vec<Occurrence> =
        events.iter().map(|name| Occurrence::find(name, roster)).collect::<Result<_, _>>().map_err(refuse)?;
    let own = prepared(scenario, &[], &[branch])?;
    let plan = Plan::new(&own, atlas, models, settings);
    let places: Vec<StateId> = plan.members.iter().copied().chain(plan.patron).collect();
    let names = || places.iter().map(|state| roster.state(*state).key.as_str()).collect::<Vec<_>>().join(", ");
    for event in &events {
        if let Some(state) = event.state.filter(|state| !places.contains(state)) {
            let message = format!("{} is no member of the treaty on {}", roster.state(state).name, own.date);
            return Err(refuse((message, format!("name one of {}, or `any`", names()))));
        }
    }
    let states: Vec<StateId> = among
        .0
        .iter()
        .map(|key| {
            let unknown = || refuse((format!("there is no state `{key}`"), "use ISO alpha-3 codes".to_owned()));
            roster.find_state(key).ok_or_else(unknown)
        })
        .collect::<Result<_, _>>()?;
    if !states.is_empty() && (among.1 < 2 || among.1 > states.len()) {
        let message = format!("{} of {} states is no gathering", among.1, states.len());
        return Err(refuse((message, "give --least from 2 to the number of states".to_owned())));
    }
    let (_, troops) = answered_with_troops(atlas, own.treaty, own.date);
    let answers = places.iter().map(|state| Occurrence { occurs: Occurs::Answers, state: Some(*state) });
    let asked = Inquiry {
        plan: &plan,
        events: &events,
        tracked: events.iter().copied().chain(answers).collect(),
        times: plan.horizon_places(),
        among: (states.iter().filter_map(|state| plan.place(*state)).collect(), among.1),
        answered: places.iter().map(|state| troops.get(state).copied().unwrap_or(0)).collect(),
    };
    let seen = asked.seen();
    let others = if states.is_empty() { Vec::new() } else { others(&plan, atlas, &states, among.1) };
    Ok(told(&asked, &seen, (atlas, models), (&places, &states, others)))
}

/// Treaties of defence in force on the date, but the scenario's, that so many of the states take part in.
fn others(plan: &Plan<'_>, atlas: &Atlas, states: &[StateId], least: usize) -> Vec<String> {
    let world = &plan.world;
    let joins = |treaty: foedera_world::TreatyId| {
        let own = world.treaty(treaty);
        let part = own.participants().filter(|member| states.contains(&member.state)).count();
        own.is_open() && own.obligations().contains(foedera_world::Obligation::Defense) && part >= least
    };
    let open = world.treaties().filter(|treaty| *treaty != plan.scenario.treaty && joins(*treaty));
    open.map(|treaty| atlas.roster().treaty(treaty).key.clone()).collect()
}

fn told(
    asked: &Inquiry<'_>,
    seen: &[Seen],
    (atlas, models): (&Atlas, &Models),
    (places, states, others): (&[StateId], &[StateId], Vec<String>),
) -> Counting {
    let (plan, roster) = (asked.plan, atlas.roster());
    let draws: Vec<Halves> = seen.iter().map(|own| own.halves.clone()).collect();
    let days = asked.times.len();
    let of_event = |(place, event): (usize, &Occurrence)| {
        let at = |(time, date): (usize, &Day)| {
            let first = 2 * (place * days + time);
            let width = asked.events.len() * days;
            let mut counts: Vec<u32> = seen
                .iter()
                .flat_map(|own| own.counts.chunks_exact(width).map(|row| row[place * days + time]))
                .collect();
            counts.sort_unstable();
            // The least number that the share of futures does not pass.
            let quantile = |p: f64| counts[((counts.len() as f64 * p).ceil() as usize).clamp(1, counts.len()) - 1];
            let (count, any) = (expected(&draws, first), expected(&draws, first + 1));
            CountAt { date: *date, count, quantiles: [0.05, 0.5, 0.95].map(quantile), any }
        };
        EventCount {
            event: event.name(roster),
            words: event.words(roster),
            at: plan.scenario.horizons.iter().enumerate().map(at).collect(),
            first: first(plan, seen, (place, asked.events.len())),
            base_rates: base_rates(plan, *event, atlas, models),
        }
    };
    let gathered = 2 * asked.events.len() * days;
    let gathering = plan.scenario.horizons.iter().enumerate();
    let gathering = gathering
        .map(|(time, date)| GatheringAt { date: *date, probability: expected(&draws, gathered + time) })
        .collect();
    let leader = |(place, state): (usize, &StateId)| {
        let at = gathered + days + 2 * place;
        LeaderAt {
            state: roster.state(*state).key.clone(),
            name: roster.state(*state).name.clone(),
            answered: asked.answered[place],
            more: expected(&draws, at),
            leads: expected(&draws, at + 1),
        }
    };
    let mut leaders: Vec<LeaderAt> = places.iter().enumerate().map(leader).collect();
    leaders.sort_by(|a, b| b.leads.mean.total_cmp(&a.leads.mean));
    Counting {
        branch: plan.scenario.branches[0].id.clone(),
        futures: plan.settings.futures.max(1),
        draws: plan.settings.draws(),
        events: asked.events.iter().enumerate().map(of_event).collect(),
        gathering: if states.is_empty() { Vec::new() } else { gathering },
        others,
        leaders,
    }
}

/// When the first event of a kind is.
fn first(plan: &Plan<'_>, seen: &[Seen], (place, width): (usize, usize)) -> First {
    let end = plan.end();
    let mut times: Vec<f64> = seen.iter().flat_map(|own| own.first.chunks_exact(width).map(|row| row[place])).collect();
    times.sort_by(f64::total_cmp);
    let by = |share: f64| {
        let time = times[((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1];
        (time <= end).then(|| plan.scenario.date.plus_days((time * foedera_world::DAYS_PER_YEAR) as i32))
    };
    let none = times.iter().filter(|time| **time > end).count() as f64 / times.len() as f64;
    First { by: [0.25, 0.5, 0.75].map(by), none }
}

/// What the past alone would say of an event.
fn base_rates(plan: &Plan<'_>, event: Occurrence, atlas: &Atlas, models: &Models) -> Vec<BaseCount> {
    let date = plan.scenario.date;
    let years = plan.end();
    let states = if event.state.is_some() { 1.0 } else { plan.members.len() as f64 };
    // The patron neither leaves nor freezes; around the treaty it is a state as others.
    let with_patron = states + f64::from(u8::from(event.state.is_none() && plan.patron.is_some()));
    let of = |name: &str, (events, exposure): (u32, f64), unit: &str, units: f64| {
        let by = |events: f64| events / exposure * years * units;
        let bound = |p: f64| by(gamma_quantile(f64::from(events) + 0.5, p));
        let count = by(f64::from(events));
        let low = if events == 0 { 0.0 } else { bound(0.05).min(count) };
        BaseCount {
            name: name.to_owned(),
            count,
            interval: (low, bound(0.95).max(count)),
            any: -exp_m1(-count),
            counted: format!("{events} in {exposure:.0} {unit}"),
        }
    };
    let fitted = |process: Process, name: &str, units: f64| {
        let card = embedded_events(process).ok()?.card;
        Some(of(name, (card.events, f64::from(card.intervals)), "state-years", units))
    };
    let register = |holds: &dyn Fn(&foedera_world::Call) -> bool| {
        let own = |call: &&foedera_world::Call| {
            call.treaty == plan.scenario.treaty && call.was_asked() && call.when.latest() <= date
        };
        let by = |call: &&foedera_world::Call| event.state.is_none_or(|state| call.requester == Some(state));
        let events = atlas.calls().iter().filter(own).filter(|call| by(call) && holds(call)).count() as u32;
        let until = |spell: &foedera_world::Membership| if spell.status.is_open() { date } else { spell.changed };
        let spells = plan.world.treaty(plan.scenario.treaty).memberships();
        let spells = spells.filter(|spell| event.state.is_none_or(|state| spell.state == state));
        let exposure: f64 = spells.map(|spell| until(&spell).years_since(spell.since).max(0.0)).sum();
        (exposure > 0.0).then(|| of("The register under this treaty", (events, exposure), "member-years", with_patron))
    };
    let troops = |call: &foedera_world::Call| {
        call.answers.iter().any(|answer| answer.level == foedera_world::AnswerLevel::Troops)
    };
    let stated = |place: usize, name: &str| {
        let (_, events, exposure) = RATES[place];
        Some(of(name, (events, exposure), "state-years", with_patron))
    };
    let card = |card: &foedera_process::Card| (card.events, card.exposure_years);
    match event.occurs {
        Occurs::Leaves => Some(of("Exits in the data of the fit", card(&models.leave.card), "member-years", states)),
        Occurs::Freezes => {
            Some(of("Freezes in the atlas", cards::freezes_counted(atlas, date), "member-years", states))
        }
        Occurs::TreatyEnds => Some(of("Endings in the data of the fit", card(&models.ends.card), "treaty-years", 1.0)),
        Occurs::TreatyReplaced => {
            Some(of("Replacements in the data of the fit", card(&models.replaced.card), "treaty-years", 1.0))
        }
        Occurs::Coup => fitted(Process::COUP, "Coup attempts in the data of the fit", with_patron),
        Occurs::Conflict => fitted(Process::CONFLICT, "Armed conflicts in the data of the fit", with_patron),
        Occurs::Protest => stated(0, "Calls over such unrest in the register"),
        Occurs::Pact => stated(1, "Bilateral pacts outside (ATOP, 2005 to 2014)"),
        Occurs::Calls => register(&|_| true),
        Occurs::CallAnswered => register(&troops),
        Occurs::CallDeclined => register(&|call| !troops(call)),
        Occurs::Thaws | Occurs::Dispute | Occurs::TreatyOver | Occurs::Answers => None,
    }
    .into_iter()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_of_simulation_is_no_interval_and_what_draws_differ_by_is() {
        let noise: Vec<Halves> =
            (0..200).map(|draw| vec![if draw % 4 < 2 { [0.0, 2.0] } else { [2.0, 0.0] }]).collect();
        let found = expected(&noise, 0);
        assert!((found.mean - 1.0).abs() < 1e-12 && found.interval == (1.0, 1.0));
        let signal: Vec<Halves> = (0..=200).map(|draw| vec![[f64::from(draw) / 100.0; 2]]).collect();
        let found = expected(&signal, 0);
        assert!((found.interval.0 - 0.1).abs() < 1e-9 && (found.interval.1 - 1.9).abs() < 1e-9, "{found:?}");
    }
}
