//! Fitting walks of figures: the changes of each year, what they share, and how they forecast at rolling origins.

use std::collections::BTreeMap;

use foedera_almanac::{Ground, Layer, Timeline};
use foedera_diagnostic::{Problems, Source};
use foedera_math::{Draw, Stream, ln, mean, normal_p, quantile};
use foedera_panel::{PanelKind, put_world};
use foedera_process::score::{crps_ensemble, crps_normal};
use foedera_process::{Jump, Levels, Scale, Walk, WalkScore, read_levels};
use foedera_store::WorldFile;
use foedera_world::{Day, Roster, StateId, Subject};
use rayon::prelude::*;

/// The figures that walk: the field of the world, which is the variable of panels, the scale, and whether all states drift alike.
const FIGURES: [(&str, Scale, bool); 5] = [
    ("cinc", Scale::Log, false),
    ("milper", Scale::Log, false),
    ("polyarchy", Scale::Share, false),
    ("ideal_point", Scale::Plain, false),
    ("gdp_per_head", Scale::Log, true),
];
/// The first year of changes, the first origin, and horizons with the years between their origins.
const FIRST: i16 = 1950;
const ORIGIN: i16 = 1975;
const HORIZONS: [(i16, i16); 3] = [(1, 3), (5, 5), (10, 5)];
/// Quantiles that are kept, and draws of a walk of several years.
const KEPT: usize = 199;
const DRAWN: usize = 400;
/// Changes before an origin is scored.
const FEWEST: usize = 300;
/// Changes after coups below which none are told.
const FEWEST_JUMPS: usize = 30;
/// What the shocks of a year may remember of those of the year before (an autoregression of the normal scores): the candidates, of which
/// the one is taken whose changes over five and ten years are nearest to those seen.
const MEMORIES: [f64; 13] = [-0.4, -0.3, -0.25, -0.2, -0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.4, 0.8];
/// Robust deviations at which a change is cut where shared shocks are told.
const CUT: f64 = 5.0;

/// Values by state and year.
type Series = BTreeMap<StateId, BTreeMap<i16, f64>>;

/// Fit the walks of the figures that a world file has, and score them.
///
/// # Errors
/// A world file that cannot be read.
pub fn levels(world: &WorldFile) -> Result<Levels, Problems> {
    let last = 2025;
    let mut layer = Layer::default();
    let roster = &**world.roster();
    let names: Vec<&str> = FIGURES.iter().map(|own| own.0).collect();
    put_world(&mut layer, (roster, world), (PanelKind::StateYear, &names), (FIRST, last), |_, _| true)?;
    let timeline = Timeline::default().with(Ground::World, layer);
    let all = (0..roster.states().len()).map(StateId::from_index);
    let regions: BTreeMap<StateId, u8> = all.map(|state| (state, region(roster, state))).collect();
    let of = |(field, scale, drift): &(&str, Scale, bool)| {
        let series = series(world, &timeline, field, *scale, last);
        walk(field, (*scale, *drift), &series, &regions)
    };
    let walks: Vec<Walk> = FIGURES.iter().map(of).collect::<Vec<_>>().into_iter().flatten().collect();
    let datasets = crate::conflict::files_read(world, &["capability", "democracy", "ideal_point", "gdp_population"]);
    let window = (format!("{FIRST}-01-01"), format!("{last}-12-31"));
    let jumps = after_coups(world, &timeline, last)?;
    Ok(Levels { window, datasets, walks, jumps })
}

/// What coups that succeeded changed in the regime: from the year before to the year after.
fn after_coups(world: &WorldFile, timeline: &Timeline, last: i16) -> Result<Vec<Jump>, Problems> {
    let (past, field) = (crate::conflict::Past::of(world)?, "polyarchy");
    let series = series(world, timeline, field, Scale::Share, last);
    let of = |(state, years): (&StateId, &Vec<i16>)| {
        let own = series.get(state)?;
        let change = |year: &i16| Some(own.get(&(year + 1))? - own.get(&(year - 1))?);
        Some(years.iter().filter_map(change).collect::<Vec<f64>>())
    };
    let mut all: Vec<f64> = past.successes.iter().filter_map(of).flatten().collect();
    all.sort_by(f64::total_cmp);
    let few = all.len() < FEWEST_JUMPS;
    let changes = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let jump = Jump { field: field.to_owned(), after: "coup".to_owned(), changes, quantiles: kept(&all, true) };
    Ok(if few { Vec::new() } else { vec![jump] })
}

/// The walks in the program.
///
/// # Errors
/// None in a released program: a test reads them.
pub fn embedded_levels() -> Result<Levels, Problems> {
    read_levels(&Source::new("models/levels.toml", include_str!("../../../models/levels.toml")))
}

/// The region of a state by its COW number; one of its own for those without.
pub(crate) fn region(roster: &Roster, state: StateId) -> u8 {
    roster.state(state).region().unwrap_or(u8::MAX)
}

/// The values of a figure on its scale, of states that are in the COW system on 1 January.
fn series(world: &WorldFile, timeline: &Timeline, variable: &str, scale: Scale, last: i16) -> Series {
    let roster = world.roster();
    let mut series = Series::new();
    for state in (0..roster.states().len()).map(StateId::from_index) {
        let inside = |year: i16| {
            let day = Day::start_of_year(year);
            let holds = |(from, until): (Day, Option<Day>)| from <= day && until.is_none_or(|until| day <= until);
            roster.state(state).spells.iter().any(|spell| spell.cow_days.is_some_and(holds))
        };
        let value = |year: i16| {
            let value = timeline.get_in(variable, Subject::State(state), year)?;
            match scale {
                // As for the yardsticks, so that a share of 0 has a place.
                Scale::Log if variable == "cinc" => Some(ln(value + 1e-6)),
                Scale::Log => (value > 0.0).then(|| ln(value)),
                _ => Some(value),
            }
        };
        let own: BTreeMap<i16, f64> =
            (FIRST..=last).filter(|year| inside(*year)).filter_map(|year| Some((year, value(year)?))).collect();
        if !own.is_empty() {
            series.insert(state, own);
        }
    }
    series
}

/// The changes over so many years that were over in a year, sorted.
fn changes(series: &Series, years: i16, until: i16) -> Vec<f64> {
    let of = |own: &BTreeMap<i16, f64>| {
        let one =
            |(year, value): (&i16, &f64)| Some(own.get(&(year + years))? - value).filter(|_| year + years <= until);
        own.iter().filter_map(one).collect::<Vec<f64>>()
    };
    let mut all: Vec<f64> = series.values().flat_map(of).collect();
    all.sort_by(f64::total_cmp);
    all
}

/// Quantiles of sorted changes, less their median unless they drift, at (k − ½)/K.
fn kept(sorted: &[f64], drift: bool) -> Vec<f64> {
    let median = if drift { 0.0 } else { quantile(sorted, 0.5) };
    (0..KEPT).map(|k| quantile(sorted, (k as f64 + 0.5) / KEPT as f64) - median).collect()
}

/// The walk of one figure; `None` where the world file lacks it.
fn walk(field: &str, law: (Scale, bool), series: &Series, regions: &BTreeMap<StateId, u8>) -> Option<Walk> {
    let last = series.values().filter_map(|own| own.keys().next_back()).max().copied()?;
    let all = changes(series, 1, last);
    if all.len() < FEWEST {
        return None;
    }
    let (common, region) = shared(series, regions, &all);
    let scores = HORIZONS.into_iter().filter_map(|horizon| score(series, law, horizon, last)).collect();
    Some(Walk {
        field: field.to_owned(),
        scale: law.0,
        changes: u32::try_from(all.len()).unwrap_or(u32::MAX),
        quantiles: kept(&all, law.1),
        median: quantile(&all, 0.5),
        drift: law.1,
        common,
        region,
        memory: memory(series, &all, law.1, last),
        scores,
    })
}

/// What shocks remember: the candidate by which drawn paths come nearest to the changes over five and ten years seen up to a year, by the
/// mean distance of their quantiles; 0 where there are none.
fn memory(series: &Series, sorted: &[f64], drift: bool, until: i16) -> f64 {
    let spans = [5, 10].map(|years| (years, changes(series, years, until)));
    let spans: Vec<(i16, Vec<f64>)> = spans.into_iter().filter(|own| own.1.len() >= FEWEST).collect();
    let away = |memory: f64| {
        let of = |(years, seen): &(i16, Vec<f64>)| {
            let (seen, drawn) = (kept(seen, drift), drawn(sorted, (drift, memory), *years, until));
            let drawn = (0..KEPT).map(|k| quantile(&drawn, (k as f64 + 0.5) / KEPT as f64));
            let spread = seen.iter().map(|x| x.abs()).sum::<f64>().max(1e-12);
            seen.iter().zip(drawn).map(|(seen, drawn)| (seen - drawn).abs()).sum::<f64>() / spread
        };
        spans.iter().map(of).sum::<f64>()
    };
    let nearest = MEMORIES.into_iter().map(|own| (own, away(own))).min_by(|a, b| a.1.total_cmp(&b.1));
    nearest.filter(|_| !spans.is_empty()).map_or(0.0, |own| own.0)
}

/// The shares of the variance of changes, cut at [`CUT`] robust deviations, that all states have in common in a year, and those of a region
/// beside it.
fn shared(series: &Series, regions: &BTreeMap<StateId, u8>, sorted: &[f64]) -> (f64, f64) {
    let median = quantile(sorted, 0.5);
    let mut away: Vec<f64> = sorted.iter().map(|change| (change - median).abs()).collect();
    away.sort_by(f64::total_cmp);
    let cut = CUT * 1.4826 * quantile(&away, 0.5);
    let cut = if cut > 0.0 { cut } else { f64::INFINITY };
    let mut by_year: BTreeMap<i16, Vec<(u8, f64)>> = BTreeMap::new();
    for (state, own) in series {
        let pairs = own.iter().filter_map(|(year, value)| Some((*year, own.get(&(year + 1))? - value)));
        let pairs: Vec<(i16, f64)> = pairs.collect();
        let centre = mean(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
        for (year, change) in pairs {
            let region = regions.get(state).copied().unwrap_or(u8::MAX);
            by_year.entry(year).or_default().push((region, (change - centre).clamp(-cut, cut)));
        }
    }
    let variance = |values: &[f64]| {
        let centre = mean(values);
        mean(&values.iter().map(|value| (value - centre) * (value - centre)).collect::<Vec<_>>())
    };
    let all: Vec<f64> = by_year.values().flatten().map(|own| own.1).collect();
    let of_year = |own: &Vec<(u8, f64)>| mean(&own.iter().map(|one| one.1).collect::<Vec<_>>());
    let years: Vec<f64> = by_year.values().map(of_year).collect();
    let of_region = |region: u8| {
        let one = |own: &Vec<(u8, f64)>| {
            let inside: Vec<f64> = own.iter().filter(|one| one.0 == region).map(|one| one.1).collect();
            (inside.len() > 5).then(|| mean(&inside) - of_year(own))
        };
        let values: Vec<f64> = by_year.values().filter_map(one).collect();
        (values.len() > 1).then(|| variance(&values))
    };
    let regional: Vec<f64> = (0..6).filter_map(of_region).collect();
    let whole = variance(&all);
    let share = |part: f64| if whole > 0.0 && part.is_finite() { (part / whole).clamp(0.0, 0.5) } else { 0.0 };
    (share(variance(&years)), share(mean(&regional)))
}

/// How a walk forecasts at rolling origins so many years ahead; `None` where no origin has changes enough.
fn score(series: &Series, law: (Scale, bool), (years, step): (i16, i16), last: i16) -> Option<WalkScore> {
    let origins: Vec<i16> = (ORIGIN..=last - years).step_by(usize::from(step.unsigned_abs())).collect();
    let of = |origin: &i16| at_origin(series, law, years, *origin);
    let sums: Vec<[f64; 6]> = origins.par_iter().filter_map(of).collect();
    let total = sums.iter().fold([0.0; 6], |mut total, own| {
        total.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
        total
    });
    let [cases, spans, paths, steps, normal, still] = total;
    (cases > 0.0).then(|| WalkScore {
        years,
        cases: cases as u32,
        spans: spans / cases,
        paths: paths / cases,
        steps: steps / cases,
        normal: normal / cases,
        still: still / cases,
    })
}

/// Cases of one origin, and the sums of the scores of spans, of paths, of steps, of a normal walk, and of no change. The figure of the origin's own
/// year is the last that is known.
fn at_origin(series: &Series, (scale, drift): (Scale, bool), years: i16, origin: i16) -> Option<[f64; 6]> {
    let one = changes(series, 1, origin);
    let over = changes(series, years, origin);
    if one.len() < FEWEST || over.is_empty() {
        return None;
    }
    let memory = memory(series, &one, drift, origin);
    let [paths, steps] = [memory, 0.0].map(|memory| drawn(&one, (drift, memory), years, origin));
    let spans = kept(&over, drift);
    let centre = mean(&one);
    let squares: Vec<f64> = one.iter().map(|change| (change - centre) * (change - centre)).collect();
    let deviation = (mean(&squares) * f64::from(years)).sqrt();
    let bound = |value: f64| if scale == Scale::Share { value.clamp(0.0, 1.0) } else { value };
    let mut sums = [0.0; 6];
    for own in series.values() {
        let (Some(now), Some(then)) = (own.get(&origin), own.get(&(origin + years))) else { continue };
        let of = |changes: &[f64]| {
            let said: Vec<f64> = changes.iter().map(|change| bound(now + change)).collect();
            crps_ensemble(&said, *then).unwrap_or(0.0)
        };
        let scores = [1.0, of(&spans), of(&paths), of(&steps), crps_normal(*now, deviation, *then), (now - then).abs()];
        sums.iter_mut().zip(scores).for_each(|(sum, score)| *sum += score);
    }
    Some(sums)
}

/// Sums of as many changes of one year as a span has, by normal scores that remember the year before; without memory they are drawn with
/// replacement.
fn drawn(sorted: &[f64], (drift, memory): (bool, f64), years: i16, origin: i16) -> Vec<f64> {
    let median = if drift { 0.0 } else { quantile(sorted, 0.5) };
    let seed = origin.unsigned_abs().into();
    let of = |place: usize| {
        let address = Draw { seed, future: place as u32, stream: Stream::Levels, option: 0 };
        let mut last = address.normal(0);
        let one = |year: i16| {
            if year > 0 {
                last = memory * last + (1.0 - memory * memory).sqrt() * address.normal(year.unsigned_abs().into());
            }
            quantile(sorted, normal_p(last)) - median
        };
        (0..years).map(one).sum::<f64>()
    };
    let mut all: Vec<f64> = (0..DRAWN).map(of).collect();
    all.sort_by(f64::total_cmp);
    all
}
