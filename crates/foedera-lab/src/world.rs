//! The whole system: every treaty of the atlas in force on a day, and disputes, coups and armed conflicts of all states, in one run.
//!
//! Each treaty runs its own processes, and all states together those around treaties, in futures of the same numbers: the clock of a state's
//! coup is keyed by its name, so it is the same in every treaty, and so are parameters and the era of a draw. What is counted of states (disputes,
//! coups, armed conflicts) is counted once, in the run of all states; what is counted of treaties is summed over them, future by future.

use std::fmt::Write as _;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source, progress};
use foedera_process::Process;
use foedera_world::{AnswerLevel, Cause, Day, EventKind, TreatyId};
use rayon::prelude::*;
use serde::Serialize;

use crate::counting::{Expected, Halves, expected};
use crate::default_scenario::default_scenario;
use crate::models::{Models, embedded_events};
use crate::occurrence::{Occurrence, Occurs};
use crate::path::Path;
use crate::plan::{Plan, Settings};
use crate::run::{Intervention, Worker};
use crate::scenario::Scenario;
use crate::watch::{OfMember, Reading, Standings, member_answer};

/// What is counted of treaties, and of all states: kind, name, unit.
const OF_TREATIES: [(Occurs, &str); 6] = [
    (Occurs::Leaves, "exits of one member"),
    (Occurs::Freezes, "freezes and suspensions"),
    (Occurs::TreatyEnds, "endings of a treaty"),
    (Occurs::TreatyReplaced, "replacements of a treaty"),
    (Occurs::Calls, "calls for help"),
    (Occurs::CallAnswered, "calls answered with troops"),
];
const OF_STATES: [(Occurs, &str); 3] =
    [(Occurs::Dispute, "militarised disputes"), (Occurs::Coup, "coup attempts"), (Occurs::Conflict, "armed conflicts")];
/// The key of the treaty that stands for all states.
const ALL_STATES: &str = "ALL-STATES";

/// How many events of a kind there were in earlier years.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Observed {
    /// How many a year.
    pub per_year: f64,
    /// How many as many years as are forecast would have at that rate.
    pub in_as_many_years: f64,
    /// What was counted.
    pub counted: String,
}

/// Events of a kind in all futures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorldTotal {
    /// Which.
    pub what: String,
    /// How many up to the last day.
    pub count: Expected,
    /// The 5, 50 and 95 % quantiles over futures.
    pub quantiles: [u32; 3],
    /// How many in each year: mean, and the 5 and 95 % quantiles over futures.
    pub by_year: Vec<WorldYear>,
    /// Earlier years.
    pub observed: Option<Observed>,
}

/// Events of a kind in one year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WorldYear {
    /// Its last day.
    pub until: Day,
    /// The mean.
    pub mean: f64,
    /// The 5 and 95 % quantiles over futures.
    pub quantiles: [u32; 2],
}

/// A treaty at risk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TreatyAtRisk {
    /// Its key.
    pub treaty: String,
    /// Members on the day.
    pub members: usize,
    /// The probability that it ends or is replaced up to the last day.
    pub over: Expected,
    /// The probability that a member leaves it.
    pub any_leaves: Expected,
    /// The probability that a member calls for help under it.
    pub any_calls: Expected,
}

/// A member at risk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemberAtRisk {
    /// The treaty, by key.
    pub treaty: String,
    /// The state, by key.
    pub state: String,
    /// The probability that it has left on the last day.
    pub left: Expected,
}

/// The whole system from a day on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WholeWorld {
    /// The day: nothing later is known.
    pub date: Day,
    /// The last day.
    pub until: Day,
    /// Futures.
    pub futures: u32,
    /// Draws of parameters behind them.
    pub draws: u32,
    /// States.
    pub states: usize,
    /// Totals by kind.
    pub totals: Vec<WorldTotal>,
    /// Treaties, the likeliest to be over first.
    pub treaties: Vec<TreatyAtRisk>,
    /// Members, the likeliest to leave first.
    pub members: Vec<MemberAtRisk>,
    /// Treaties in force that cannot be forecast, with why.
    pub left_out: Vec<(String, String)>,
}

/// Counts of one run: by future, kind and year, and by future whether each member has left.
struct Counted {
    treaty: String,
    members: Vec<String>,
    /// `futures × kinds × years`: how many up to the end of each.
    counts: Vec<u32>,
    /// `futures × members`.
    left: Vec<bool>,
}

/// A scenario whose horizons are the ends of years.
fn yearly(source: &Source, atlas: &Atlas, days: &[Day]) -> Result<(Scenario, Atlas), Problems> {
    let (mut scenario, atlas) = Scenario::open(source, atlas)?;
    scenario.horizons = days.to_vec();
    scenario.branches.truncate(1);
    // Figures stay as they are: with drift each draw reads all members anew, ten times the cost here.
    scenario.switches.process("levels", "off").map_err(|(message, remedy)| {
        Problems::from(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy))
    })?;
    Ok((scenario, atlas))
}

fn run(
    scenario: &Scenario,
    (atlas, models): (&Atlas, &Models),
    kinds: &[(Occurs, &str)],
    settings: Settings,
) -> Counted {
    let plan = Plan::new(scenario, atlas, models, settings);
    let membership = plan.membership();
    let worker = Worker::new(&plan, &membership);
    let occurrences: Vec<Occurrence> =
        kinds.iter().map(|(occurs, _)| Occurrence { occurs: *occurs, state: None }).collect();
    let count_members = !scenario.switches.is_off("leave");
    let members = if count_members { plan.members.len() } else { 0 };
    let times = plan.horizon_places();
    let of_draw = |worker: &mut Worker<'_>, standings: &mut Standings, draw: u32| {
        let reading = Reading { threshold: scenario.threshold, strength: &plan.strength };
        standings.start(&plan.world, &membership, reading);
        let mut path = Path::new(&membership, &plan.times, reading, standings, &occurrences);
        // Rows stand by the number of their future, since treaties are summed future by future.
        let mut rows = vec![(Vec::new(), Vec::new()); settings.share(draw).1 as usize];
        plan.each_future(worker, draw, &Intervention::default(), &mut path, |path, place| {
            let (counts, left) = &mut rows[place as usize];
            for kind in 0..occurrences.len() {
                counts.extend(times.iter().map(|time| path.count(*time, kind)));
            }
            let last = *times.last().expect("at least one year");
            left.extend((0..members).map(|member| path.holds(last, member_answer(member, OfMember::Left))));
        });
        rows
    };
    let futures: Vec<(Vec<u32>, Vec<bool>)> =
        plan.over_draws(&worker, of_draw).collect::<Vec<_>>().into_iter().flatten().collect();
    let roster = atlas.roster();
    let key = |state: &foedera_world::StateId| roster.state(*state).key.clone();
    Counted {
        treaty: roster.treaty(scenario.treaty).key.clone(),
        members: plan.members.iter().take(members).map(key).collect(),
        counts: futures.iter().flat_map(|own| own.0.iter().copied()).collect(),
        left: futures.iter().flat_map(|own| own.1.iter().copied()).collect(),
    }
}

/// All states in one treaty that does nothing, so that what happens around treaties runs for each of them.
fn all_states(atlas: &Atlas, date: Day) -> Source {
    let roster = atlas.roster();
    let there = roster.states().filter(|(state, _)| roster.exists(*state, date));
    let members: Vec<String> = there.map(|(_, state)| format!("\"{}\"", state.key)).collect();
    let before = date.plus_days(-1);
    let mut text = format!(
        "schema = 2\nid = \"all-states\"\ntitle = \"All states\"\ndate = \"{date}\"\nnote = \"All states\"\n\
         horizons = [\"{}\"]\nthreshold = 2\n[[source]]\nid = \"all-states\"\ntitle = \"the states of the roster\"\n\
         [treaty]\nid = \"{ALL_STATES}\"\nname = \"All states\"\nsigned = \"{before}\"\nobligations = [\"consultation\"]\nmembers = [{}]\n",
        date.plus_years(1),
        members.join(", ")
    );
    for (id, range) in
        [("freeze_rate", 0.001), ("thaw_rate", 0.1), ("freeze_elasticity", 0.0), ("frozen_exit_ratio", 1.0)]
    {
        let _infallible = write!(
            text,
            "[[assumption]]\nid = \"{id}\"\ndistribution = \"uniform\"\nrange = [{range}, {range}]\nwhy = \"unread: nobody freezes\"\n"
        );
    }
    text.push_str(
        "[[branch]]\nid = \"as-it-is\"\nname = \"As it is\"\ndescription = \"Nothing in the figures changes.\"\n",
    );
    Source::new("all-states.toml", text)
}

/// Forecast the whole system from a day on, for so many years.
///
/// # Errors
/// A day on which no treaty of the atlas can be forecast.
pub fn whole_world(
    atlas: &Atlas,
    models: &Models,
    (date, years): (Day, i16),
    settings: Settings,
) -> Result<WholeWorld, Problems> {
    let days: Vec<Day> = (1..=years).map(|year| date.plus_years(year)).collect();
    let world = atlas.history.world_at(date).world;
    let open: Vec<TreatyId> = world
        .treaties()
        .filter(|treaty| {
            let own = world.treaty(*treaty);
            own.is_open() && own.status() == foedera_world::TreatyStatus::InForce && own.member_states().count() >= 2
        })
        .collect();
    let work = progress::work("treaties", open.len() + 1);
    let of_treaty = |treaty: &TreatyId| {
        let found = default_scenario(atlas, *treaty, date)
            .and_then(|source| yearly(&source, atlas, &days))
            .map(|(scenario, atlas)| run(&scenario, (&atlas, models), &OF_TREATIES, settings));
        work.done();
        found.map_err(|problems| (atlas.roster().treaty(*treaty).key.clone(), first_line(&problems)))
    };
    let (mut runs, mut left_out) = (Vec::new(), Vec::new());
    for found in open.par_iter().map(of_treaty).collect::<Vec<_>>() {
        match found {
            Ok(found) => runs.push(found),
            Err(why) => left_out.push(why),
        }
    }
    if runs.is_empty() {
        let message = format!("no treaty of the atlas in force on {date} can be forecast");
        let remedy =
            left_out.first().map_or("choose a day after 1816".to_owned(), |(key, why)| format!("{key}: {why}"));
        return Err(Diagnostic::new(Code::Inconsistent, Place::CommandLine, message, remedy).into());
    }
    let (mut scenario, own) = yearly(&all_states(atlas, date), atlas, &days)?;
    for process in ["leave", "freeze", "thaw", "ends", "replaced", "call", "answer", "pact"] {
        scenario.switches.process(process, "off").map_err(|(message, remedy)| {
            Problems::from(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy))
        })?;
    }
    let states = run(&scenario, (&own, models), &OF_STATES, settings);
    work.done();
    let there = world_states(atlas, date);
    let mut summed = vec![0; runs[0].counts.len()];
    for run in &runs {
        summed.iter_mut().zip(&run.counts).for_each(|(sum, own)| *sum += own);
    }
    let of = |kinds: &[(Occurs, &str)], counts: &[u32]| -> Vec<WorldTotal> {
        let total = |(place, (occurs, what)): (usize, &(Occurs, &str))| {
            let table = Table { counts, kinds: kinds.len(), days: &days, settings };
            table.total(place, what, observed(*occurs, atlas, (date, years)))
        };
        kinds.iter().enumerate().map(total).collect()
    };
    let mut totals = of(&OF_TREATIES, &summed);
    totals.extend(of(&OF_STATES, &states.counts));
    let mut treaties: Vec<TreatyAtRisk> =
        runs.iter().map(|run| at_risk(run, world_members(atlas, &world, run), days.len(), settings)).collect();
    treaties.sort_by(|a, b| b.over.mean.total_cmp(&a.over.mean).then_with(|| a.treaty.cmp(&b.treaty)));
    let mut members: Vec<MemberAtRisk> = runs.iter().flat_map(|run| members_at_risk(run, settings)).collect();
    members.sort_by(|a, b| {
        b.left.mean.total_cmp(&a.left.mean).then_with(|| (&a.treaty, &a.state).cmp(&(&b.treaty, &b.state)))
    });
    Ok(WholeWorld {
        date,
        until: *days.last().expect("at least one year"),
        futures: settings.futures.max(1),
        draws: settings.draws(),
        states: there,
        totals,
        treaties,
        members,
        left_out,
    })
}

fn first_line(problems: &Problems) -> String {
    problems.to_string().lines().next().unwrap_or_default().trim().to_owned()
}

fn world_states(atlas: &Atlas, date: Day) -> usize {
    let roster = atlas.roster();
    roster.states().filter(|(state, _)| roster.exists(*state, date)).count()
}

fn world_members(atlas: &Atlas, world: &foedera_world::World, run: &Counted) -> usize {
    let treaty = atlas.roster().find_treaty(&run.treaty);
    treaty.map_or(0, |treaty| world.treaty(treaty).member_states().count())
}

/// A number of each future, draw by draw in two halves.
fn halves(settings: Settings, of: impl Fn(usize) -> f64) -> Vec<Halves> {
    let of_draw = |draw: u32| {
        let (first, count) = settings.share(draw);
        let mut sums = [[0.0; 2]; 2];
        for future in 0..count {
            let half = &mut sums[(future % 2) as usize];
            *half = [half[0] + of((first + future) as usize), half[1] + 1.0];
        }
        let [even, odd] = sums.map(|[sum, count]| if count > 0.0 { Some(sum / count) } else { None });
        let even = even.unwrap_or(0.0);
        vec![[even, odd.unwrap_or(even)]]
    };
    (0..settings.draws()).map(of_draw).collect()
}

/// The least number that a share of futures does not pass.
fn quantile_of(sorted: &[u32], p: f64) -> u32 {
    sorted[((sorted.len() as f64 * p).ceil() as usize).clamp(1, sorted.len()) - 1]
}

/// Counts by future, kind and year.
struct Table<'a> {
    counts: &'a [u32],
    kinds: usize,
    days: &'a [Day],
    settings: Settings,
}

impl Table<'_> {
    fn at(&self, future: usize, kind: usize, year: usize) -> u32 {
        self.counts[(future * self.kinds + kind) * self.days.len() + year]
    }

    /// How many in a year of each future, in order.
    fn sorted(&self, kind: usize, year: Option<usize>) -> Vec<u32> {
        let futures = self.counts.len() / (self.kinds * self.days.len());
        let in_year = |future: usize| match year {
            None => self.at(future, kind, self.days.len() - 1),
            Some(0) => self.at(future, kind, 0),
            Some(year) => self.at(future, kind, year) - self.at(future, kind, year - 1),
        };
        let mut all: Vec<u32> = (0..futures).map(in_year).collect();
        all.sort_unstable();
        all
    }

    fn total(&self, kind: usize, what: &str, observed: Option<Observed>) -> WorldTotal {
        let last = self.days.len() - 1;
        let draws = halves(self.settings, |future| f64::from(self.at(future, kind, last)));
        let all = self.sorted(kind, None);
        let by_year = |(year, until): (usize, &Day)| {
            let sorted = self.sorted(kind, Some(year));
            let mean = sorted.iter().map(|count| f64::from(*count)).sum::<f64>() / sorted.len() as f64;
            WorldYear { until: *until, mean, quantiles: [0.05, 0.95].map(|p| quantile_of(&sorted, p)) }
        };
        WorldTotal {
            what: what.to_owned(),
            count: expected(&draws, 0),
            quantiles: [0.05, 0.5, 0.95].map(|p| quantile_of(&all, p)),
            by_year: self.days.iter().enumerate().map(by_year).collect(),
            observed,
        }
    }
}

fn at_risk(run: &Counted, members: usize, years: usize, settings: Settings) -> TreatyAtRisk {
    let kinds = OF_TREATIES.len();
    let any = |wanted: &[Occurs]| {
        let places: Vec<usize> = (0..kinds).filter(|kind| wanted.contains(&OF_TREATIES[*kind].0)).collect();
        let of = |future: usize| {
            let count: u32 = places.iter().map(|kind| run.counts[(future * kinds + kind) * years + years - 1]).sum();
            f64::from(u8::from(count > 0))
        };
        expected(&halves(settings, of), 0)
    };
    TreatyAtRisk {
        treaty: run.treaty.clone(),
        members,
        over: any(&[Occurs::TreatyEnds, Occurs::TreatyReplaced]),
        any_leaves: any(&[Occurs::Leaves]),
        any_calls: any(&[Occurs::Calls]),
    }
}

fn members_at_risk(run: &Counted, settings: Settings) -> Vec<MemberAtRisk> {
    let width = run.members.len();
    let of = |(member, state): (usize, &String)| {
        let draws = halves(settings, |future| f64::from(u8::from(run.left[future * width + member])));
        MemberAtRisk { treaty: run.treaty.clone(), state: state.clone(), left: expected(&draws, 0) }
    };
    run.members.iter().enumerate().map(of).collect()
}

/// How many events of a kind earlier years had: of treaties in the atlas, of states in the data of the fit.
fn observed(occurs: Occurs, atlas: &Atlas, (date, years): (Day, i16)) -> Option<Observed> {
    let from = date.plus_years(-years);
    let tell = |events: u32, over: f64, counted: String| Observed {
        per_year: f64::from(events) / over,
        in_as_many_years: f64::from(events) / over * f64::from(years),
        counted,
    };
    let events = |holds: &dyn Fn(&EventKind) -> bool| {
        let inside = atlas.history.events().iter().filter(|event| event.when.day() >= from && event.when.day() < date);
        inside.filter(|event| holds(&event.kind)).count() as u32
    };
    let of_atlas = |count: u32| {
        let counted = format!("{count} in the atlas from {from} to {date}");
        Some(tell(count, f64::from(years), counted))
    };
    let calls = |holds: &dyn Fn(&foedera_world::Call) -> bool| {
        let inside = |call: &&foedera_world::Call| {
            call.was_asked() && call.when.latest() >= from && call.when.latest() < date && holds(call)
        };
        atlas.calls().iter().filter(inside).count() as u32
    };
    let troops = |call: &foedera_world::Call| call.answers.iter().any(|answer| answer.level == AnswerLevel::Troops);
    let fitted = |process: Process| {
        let card = embedded_events(process).ok()?.card;
        let year = |text: &str| text.get(..4).and_then(|year| year.parse::<f64>().ok());
        let (first, last) = (year(&card.window.0)?, year(&card.window.1)?);
        let over = last - first + 1.0;
        Some(tell(card.events, over, format!("{} in the data of the fit, {first} to {last}", card.events)))
    };
    match occurs {
        Occurs::Leaves => of_atlas(events(&|kind| matches!(kind, EventKind::Leaves { .. }))),
        Occurs::Freezes => of_atlas(events(&|kind| matches!(kind, EventKind::Freezes { .. }))),
        Occurs::TreatyEnds => {
            of_atlas(events(&|kind| matches!(kind, EventKind::TreatyEnds { cause, .. } if *cause != Cause::Replaced)))
        }
        Occurs::TreatyReplaced => {
            of_atlas(events(&|kind| matches!(kind, EventKind::TreatyEnds { cause, .. } if *cause == Cause::Replaced)))
        }
        Occurs::Calls => of_atlas(calls(&|_| true)),
        Occurs::CallAnswered => of_atlas(calls(&troops)),
        Occurs::Dispute => fitted(Process::DISPUTE),
        Occurs::Coup => fitted(Process::COUP),
        Occurs::Conflict => fitted(Process::CONFLICT),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_system_is_run_and_its_totals_are_those_of_its_treaties() {
        let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
        let settings = Settings { futures: 64, seed: 1 };
        let date = Day::start_of_year(2001);
        let found = whole_world(&atlas, &models, (date, 3), settings).expect("it runs");
        assert!(found.treaties.len() > 8 && found.states > 150, "{} {}", found.treaties.len(), found.states);
        for total in &found.totals {
            let years: f64 = total.by_year.iter().map(|year| year.mean).sum();
            assert!((years - total.count.mean).abs() < 1e-9, "{}: {years} {}", total.what, total.count.mean);
            assert!(total.count.interval.0 <= total.count.mean && total.count.mean <= total.count.interval.1);
        }
        let left: f64 = found.members.iter().map(|own| own.left.mean).sum();
        let exits = found.totals[0].count.mean;
        assert!((left - exits).abs() < 1e-9, "a member leaves once: {left} {exits}");
        let disputes = found.totals.iter().find(|own| own.what.contains("disputes")).expect("counted");
        assert!(disputes.count.mean > 10.0, "{disputes:?}");
        let again = whole_world(&atlas, &models, (date, 3), settings).expect("it runs");
        assert_eq!(again, found, "the same again");
    }
}
