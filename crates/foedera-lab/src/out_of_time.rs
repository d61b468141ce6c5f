//! Forecasts out of time: the models as they ship, fitted to 2018, against what the atlas holds since.
//!
//! On each 1 January every treaty of the atlas is a default scenario with the figures that were known on that day; the rate of each member,
//! or treaty, at the mode gives the probability within the year. Nothing is refitted, and nothing of these years was in any fit.

use std::collections::BTreeMap;

use foedera_almanac::{Subject, Timeline};
use foedera_atlas::Atlas;
use foedera_diagnostic::Problems;
use foedera_math::exp_m1;
use foedera_process::score::{Case, ScoreCard, auc, auc_within, calibration_in_the_large, log_score};
use foedera_process::{Effect, Model, ProcessKind, Row, Sample, View, Who};
use foedera_world::{Day, StateId, Status, TreatyId, TreatyStatus, World};
use rayon::prelude::*;
use serde::Serialize;

use crate::plan::{Plan, Settings};
use crate::{Models, Scenario, default_scenario};

/// The first year of the atlas's own rate.
const FIRST_YEAR: i16 = 1990;
/// The level of intervals.
const LEVEL: f64 = 0.9;

/// A case: a member, or a treaty, at risk on a 1 January.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimedCase {
    /// The treaty's key.
    pub treaty: String,
    /// The member's key; missing of a treaty as a whole.
    pub state: Option<String>,
    /// The year.
    pub year: i16,
    /// The model's probability within the year.
    pub probability: f64,
    /// That of the rate of the data of the fit, 1946 to 2018.
    pub fitted_rate: f64,
    /// That of the rate of the atlas's own treaties from 1990 to the day.
    pub atlas_rate: f64,
    /// Whether the member's participation was suspended on the day.
    pub suspended: bool,
    /// Whether it happened.
    pub happened: bool,
    /// Its place among the cases of its year, the highest probability first, and their number.
    pub rank: (u32, u32),
}

/// Scores beside a reference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// The reference.
    pub reference: &'static str,
    /// Its log score.
    pub log_score: f64,
    /// 1 − log score / that of the reference.
    pub log_skill: f64,
    /// The 90 % interval of the log skill (block bootstrap); missing with too few blocks.
    pub log_skill_interval: Option<(f64, f64)>,
    /// 1 − Brier / that of the reference.
    pub brier_skill: Option<f64>,
    /// Its 90 % interval.
    pub brier_skill_interval: Option<(f64, f64)>,
    /// Events that the reference expected.
    pub expected: f64,
}

/// What the models fitted to 2018 said of the years since, and what came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutOfTime {
    /// The process.
    pub process: &'static str,
    /// First and last year.
    pub years: (i16, i16),
    /// Cases.
    pub cases: u32,
    /// Members who are the patron by the figures of one of the two risk sets only, and so in neither.
    pub left_out: u32,
    /// Events.
    pub events: u32,
    /// Cases, and events, of members whose participation was suspended: what no effect of the models reads.
    pub suspended: (u32, u32),
    /// Events expected.
    pub expected: f64,
    /// What the count of events, taken as independent, may have been the chance of: its exact 90 % interval (Garwood 1936).
    pub events_interval: (f64, f64),
    /// The log score.
    pub log_score: f64,
    /// The area under the ROC curve; missing without an event.
    pub auc: Option<f64>,
    /// The same among cases of one year.
    pub auc_within_year: Option<f64>,
    /// Beside the rates.
    pub beside: Vec<Beside>,
    /// The events, those that were forecast lowest first.
    pub misses: Vec<TimedCase>,
    /// The cases with the highest probabilities.
    pub highest: Vec<TimedCase>,
    /// All cases.
    #[serde(skip)]
    pub all: Vec<TimedCase>,
}

type Key = (TreatyId, Option<StateId>, i16);

/// Forecast every member, or treaty, of the atlas on each 1 January of some years, and score it by what the atlas holds.
///
/// # Errors
/// A default scenario that cannot be read.
pub fn out_of_time(
    atlas: &Atlas,
    models: &Models,
    kind: ProcessKind,
    (from, until): (i16, i16),
) -> Result<OutOfTime, Problems> {
    let model = match kind {
        ProcessKind::Leave | ProcessKind::AnyEnd => &models.leave,
        ProcessKind::Ends => &models.ends,
        ProcessKind::Replaced => &models.replaced,
    };
    let sample = sample(atlas, kind, until);
    let counted = Counted::of(&sample);
    let on: Vec<(i16, TreatyId)> = (from..=until)
        .flat_map(|year| {
            let world = atlas.history.world_at(Day::start_of_year(year)).world;
            let open = |(treaty, _): (TreatyId, _)| {
                let own = world.treaty(treaty);
                let open = own.status() == TreatyStatus::InForce && own.member_states().nth(1).is_some();
                open.then_some((year, treaty))
            };
            atlas.roster().treaties().filter_map(open).collect::<Vec<_>>()
        })
        .collect();
    let forecasts: Vec<Vec<AtRisk>> = on
        .par_iter()
        .map(|(year, treaty)| forecasts(atlas, models, model, (*treaty, *year)))
        .collect::<Result<_, _>>()?;
    let fitted = f64::from(model.card.events) / model.card.exposure_years;
    let names = |key: Key| {
        let state = key.1.map(|state| atlas.roster().state(state).key.clone());
        (atlas.roster().treaty_key(key.0).to_owned(), state)
    };
    let mut all: Vec<TimedCase> = Vec::new();
    let mut left_out = counted.happened.range(..).filter(|(key, _)| (from..=until).contains(&key.2)).count() as u32;
    for AtRisk { key, rate, suspended } in forecasts.into_iter().flatten() {
        // Risk sets are one rule read on two worlds: a member who is the patron in one of them only is in neither.
        let Some(happened) = counted.happened.get(&key) else {
            left_out += 1;
            continue;
        };
        left_out -= 1;
        let (treaty, state) = names(key);
        let within = |rate: f64| -exp_m1(-rate);
        let atlas_rate = within(counted.rate_before(key.2));
        let (probability, fitted_rate) = (within(rate), within(fitted));
        let (happened, rank) = (*happened, (0, 0));
        all.push(TimedCase {
            treaty,
            state,
            year: key.2,
            probability,
            fitted_rate,
            atlas_rate,
            suspended,
            happened,
            rank,
        });
    }
    rank(&mut all);
    Ok(report(kind, (from, until), left_out, all))
}

/// A member, or treaty, at risk, with its yearly rate.
struct AtRisk {
    key: Key,
    rate: f64,
    suspended: bool,
}

/// The rates of the options of a treaty that are at risk on a 1 January.
fn forecasts(
    atlas: &Atlas,
    models: &Models,
    model: &Model,
    (treaty, year): (TreatyId, i16),
) -> Result<Vec<AtRisk>, Problems> {
    let day = Day::start_of_year(year);
    let (scenario, own) = Scenario::open(&default_scenario(atlas, treaty, day)?, atlas)?;
    let plan = Plan::new(&scenario, &own, models, Settings { futures: 2, seed: 1 });
    let (who, mode) = (model.kind.who(), model.mode());
    let whole = plan.view_of(&plan.world, None);
    if !who.is_open(&whole) {
        return Ok(Vec::new());
    }
    let options: Vec<Option<StateId>> =
        if who == Who::Treaties { vec![None] } else { plan.members.iter().copied().map(Some).collect() };
    let views = options.into_iter().map(|state| (state, plan.view_of(&plan.world, state)));
    let at_risk = views.filter(|(_, view)| who.holds(view));
    let read = |(state, view): (Option<StateId>, View<'_>)| AtRisk {
        key: (treaty, state, year),
        rate: model.rate(&mode, &view),
        suspended: view.member.is_some_and(|member| member.status == Status::Frozen),
    };
    Ok(at_risk.map(read).collect())
}

/// The risk set of the atlas since 1990.
fn sample(atlas: &Atlas, kind: ProcessKind, until: i16) -> Sample {
    let patrons = atlas.patrons_in(atlas.roster());
    let timeline = Timeline::embedded(atlas.roster(), atlas.figures.stated(), atlas.moved_capitals());
    let patron = |world: &World, treaty: TreatyId, day: Day| {
        let capability = |state| timeline.get("cinc", Subject::State(state), day).map(|known| known.value);
        patrons.of(world, treaty, day, capability).state
    };
    let window = (Day::start_of_year(FIRST_YEAR), Day::start_of_year(until + 1));
    Sample::build(&atlas.history, kind, &[Effect::INTERCEPT], window, &patron)
}

/// What happened to whom in which year, and the rates of the years before.
struct Counted {
    happened: BTreeMap<Key, bool>,
    /// Events and years at risk of each year.
    years: BTreeMap<i16, (f64, f64)>,
}

impl Counted {
    fn of(sample: &Sample) -> Self {
        let mut counted = Self { happened: BTreeMap::new(), years: BTreeMap::new() };
        let turn = |row: &Row| row.start == Day::start_of_year(row.start.year());
        for row in sample.rows.iter().filter(|row| turn(row)) {
            counted.happened.insert((row.treaty, row.member, row.start.year()), false);
        }
        for row in &sample.rows {
            // An event on 1 January belongs to the interval, and so the year, before.
            let year = row.end.plus_days(-1).year();
            let own = counted.years.entry(row.start.year()).or_default();
            own.1 += row.years();
            if row.event {
                own.0 += 1.0;
                if let Some(happened) = counted.happened.get_mut(&(row.treaty, row.member, year)) {
                    *happened = true;
                }
            }
        }
        counted
    }

    /// (Events + ½) a year at risk, of all years before one.
    fn rate_before(&self, year: i16) -> f64 {
        let before = self.years.range(..year).fold((0.0, 0.0), |sum, (_, own)| (sum.0 + own.0, sum.1 + own.1));
        if before.1 > 0.0 { (before.0 + 0.5) / before.1 } else { 0.0 }
    }
}

fn rank(all: &mut [TimedCase]) {
    let mut years: BTreeMap<i16, Vec<usize>> = BTreeMap::new();
    for (place, case) in all.iter().enumerate() {
        years.entry(case.year).or_default().push(place);
    }
    for places in years.values_mut() {
        places.sort_by(|a, b| all[*b].probability.total_cmp(&all[*a].probability));
        let count = places.len() as u32;
        for (rank, place) in places.iter().enumerate() {
            all[*place].rank = (rank as u32 + 1, count);
        }
    }
}

fn report(kind: ProcessKind, years: (i16, i16), left_out: u32, all: Vec<TimedCase>) -> OutOfTime {
    let mut treaties: BTreeMap<&str, u32> = BTreeMap::new();
    for case in &all {
        let next = treaties.len() as u32;
        treaties.entry(&case.treaty).or_insert(next);
    }
    let case = |of: &TimedCase| Case {
        group: treaties[of.treaty.as_str()],
        year: of.year.into(),
        ..Case::new(of.probability, of.happened)
    };
    let cases: Vec<Case> = all.iter().map(case).collect();
    let beside = |reference: &'static str, of: fn(&TimedCase) -> f64| {
        let pairs: Vec<(Case, f64)> = cases.iter().copied().zip(all.iter().map(of)).collect();
        let ScoreCard { score, brier_skill, log_skill, .. } = ScoreCard::of(&pairs)?;
        Some(Beside {
            reference,
            log_score: score.log_score_climatology,
            log_skill: 1.0 - score.log_score / score.log_score_climatology,
            log_skill_interval: log_skill.map(|of| of.interval),
            brier_skill: score.brier_skill(),
            brier_skill_interval: brier_skill.map(|of| of.interval),
            expected: all.iter().map(of).sum(),
        })
    };
    let references = [
        ("the rate of the data of the fit, 1946 to 2018", (|of| of.fitted_rate) as fn(&TimedCase) -> f64),
        ("the rate of the atlas's own treaties, from 1990 to the day", |of| of.atlas_rate),
    ];
    let large = calibration_in_the_large(&cases, LEVEL);
    let expected: f64 = cases.iter().map(|case| case.probability).sum();
    let mut misses: Vec<TimedCase> = all.iter().filter(|of| of.happened).cloned().collect();
    misses.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    let mut highest = all.clone();
    highest.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    highest.truncate(5);
    let count = |keep: &dyn Fn(&TimedCase) -> bool| all.iter().filter(|of| keep(of)).count() as u32;
    OutOfTime {
        process: kind.name(),
        years,
        cases: cases.len() as u32,
        left_out,
        suspended: (count(&|of| of.suspended), count(&|of| of.suspended && of.happened)),
        events: misses.len() as u32,
        expected,
        events_interval: large.map_or((0.0, 0.0), |of| (of.interval.0 * expected, of.interval.1 * expected)),
        log_score: log_score(&cases).unwrap_or(0.0),
        auc: auc(&cases),
        auc_within_year: auc_within(&cases, |case| case.year),
        beside: references.into_iter().filter_map(|(name, of)| beside(name, of)).collect(),
        misses,
        highest,
        all,
    }
}
