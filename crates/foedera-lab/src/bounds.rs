//! What numbers a scenario may hold: a rate, factor or count outside its bounds is refused with them.

use std::ops::RangeInclusive;

use foedera_almanac::SHOCK_FACTORS;
use foedera_diagnostic::Code;
use foedera_diagnostic::document::Table;
use foedera_world::Variable;

use crate::distribution::{Distribution, Support};

/// Texts may have this many characters.
const TEXT: usize = 10_000;
/// Most horizons of a scenario.
pub(crate) const HORIZONS: usize = 40;
/// Most branches of a scenario.
pub(crate) const BRANCHES: usize = 12;
/// Last horizon, in years after the date.
pub(crate) const HORIZON_YEARS: i16 = 50;
/// The least number that a log-uniform range may begin with.
const LEAST_POSITIVE: f64 = 1e-6;
/// Events and years of a count.
const EVENTS: RangeInclusive<i64> = 0..=100_000;
const YEARS: RangeInclusive<f64> = 1.0..=1_000_000.0;
/// Shapes of a beta distribution, and the standard deviation of the logarithm of a lognormal one.
const SHAPES: RangeInclusive<f64> = 0.1..=1_000.0;
const SIGMA: RangeInclusive<f64> = 0.000_1..=10.0;

/// What an assumption is, and the numbers it may be.
struct Bound {
    what: &'static str,
    least: f64,
    most: f64,
    /// Whether it is a yearly rate, so that a count of events in years can stand for it.
    rate: bool,
}

fn bound(id: &str) -> Bound {
    match id {
        "freeze_elasticity" => Bound { what: "an elasticity lies between 0 and 5", least: 0.0, most: 5.0, rate: false },
        "frozen_exit_ratio" => {
            Bound { what: "a ratio of two rates lies between 0 and 100", least: 0.0, most: 100.0, rate: false }
        }
        _ => Bound { what: "a yearly rate lies between 0 and 12 (once a month)", least: 0.0, most: 12.0, rate: true },
    }
}

/// The least and the most that the range of an assumption may have.
pub(crate) fn assumption(id: &str, logarithmic: bool) -> (f64, f64) {
    let bound = bound(id);
    (if logarithmic { bound.least.max(LEAST_POSITIVE) } else { bound.least }, bound.most)
}

/// The values that a variable may take.
pub(crate) fn values(variable: Variable) -> RangeInclusive<f64> {
    foedera_almanac::value_range(variable.name())
}

/// The distribution of assumption `id`; every key of the table that it does not use is refused.
pub(crate) fn distribution(table: &Table<'_>, id: &str) -> Option<Distribution> {
    if table.is_table("distribution") {
        table.only(&["id", "why", "distribution"]);
        let Bound { least, most, what, .. } = bound(id);
        let support = Support { least, most, log: false };
        return stated(&table.table_or_none("distribution")?, support, what);
    }
    let form = table.string("distribution")?;
    match form.value.as_str() {
        "uniform" => {
            table.only(&["id", "why", "distribution", "range"]);
            let [low, high] = range(table, id, 0.0)?;
            Some(Distribution::Uniform(low, high))
        }
        "log_uniform" => {
            table.only(&["id", "why", "distribution", "range"]);
            let [low, high] = range(table, id, LEAST_POSITIVE)?;
            Some(Distribution::LogUniform(low, high))
        }
        "count" => {
            table.only(&["id", "why", "distribution", "events", "years"]);
            if bound(id).rate {
                return count(table);
            }
            let message = format!("a count of events in years gives a yearly rate, and `{id}` is none");
            table.report(Code::InvalidValue, form.span, message, "use uniform or log_uniform with a range");
            None
        }
        other => {
            let message = format!("`{other}` is not a distribution");
            let remedy = "use uniform, log_uniform or count, or a table: distribution = { q05 = …, q50 = …, q95 = … }";
            table.report(Code::InvalidValue, form.span, message, remedy);
            None
        }
    }
}

fn range(table: &Table<'_>, id: &str, least: f64) -> Option<[f64; 2]> {
    let bound = bound(id);
    let found = table.range("range")?;
    let [low, high] = found.value;
    if low < bound.least || high > bound.most {
        let message = format!("`range` of `{id}` runs from {low} to {high}");
        table.report(Code::InvalidValue, found.span, message, format!("{}: narrow the range", bound.what));
        return None;
    }
    if low < least {
        let message = format!("`range` of `{id}` starts at {low}");
        let remedy = format!("a log-uniform range starts at {least} or more; use uniform to start at 0");
        table.report(Code::InvalidValue, found.span, message, remedy);
        return None;
    }
    // −0 is 0.
    Some([low + 0.0, high + 0.0])
}

fn count(table: &Table<'_>) -> Option<Distribution> {
    let (events, years) = (table.integer("events"), table.number("years"));
    let (events, years) = (events?, years?);
    if !EVENTS.contains(&events.value) {
        let remedy = format!("give a whole number from {} to {}", EVENTS.start(), EVENTS.end());
        table.report(Code::InvalidValue, events.span, format!("{} is not a count of events", events.value), remedy);
        return None;
    }
    if !YEARS.contains(&years.value) {
        let remedy = format!("give member-years from {} to {}", YEARS.start(), YEARS.end());
        table.report(Code::InvalidValue, years.span, format!("{} is no number of member-years", years.value), remedy);
        return None;
    }
    let (rate, bound) = ((events.value as f64 + 0.5) / years.value, bound("freeze_rate"));
    if rate > bound.most {
        let message = format!("{} events in {} years are {rate:.1} a year", events.value, years.value);
        table.report(Code::InvalidValue, years.span, message, bound.what);
        return None;
    }
    Some(Distribution::Count(u32::try_from(events.value).ok()?, years.value))
}

/// A distribution as a table: three quantiles, or a form with its numbers.
fn stated(table: &Table<'_>, support: Support, what: &str) -> Option<Distribution> {
    let Some(form) = table.string_or_none("form") else {
        if table.has("form") {
            return None;
        }
        table.only(&["q05", "q50", "q95"]);
        let [low, middle, high] = numbers(table, ["q05", "q50", "q95"])?;
        let inside = support.least < low && low < middle && middle < high && high < support.most;
        return refused_unless(table, inside, "the quantiles do not rise strictly inside of what is allowed", what)
            .then_some(Distribution::Quantiles([low, middle, high], support));
    };
    let within = |low: f64, high: f64| support.least <= low && low < high && high <= support.most;
    let (holds, found) = match form.value.as_str() {
        "uniform" | "log_uniform" => {
            table.only(&["form", "low", "high"]);
            let [low, high] = numbers(table, ["low", "high"])?;
            if form.value == "uniform" {
                (within(low, high), Distribution::Uniform(low, high))
            } else {
                (within(low, high) && low >= LEAST_POSITIVE, Distribution::LogUniform(low, high))
            }
        }
        "triangular" => {
            table.only(&["form", "low", "mode", "high"]);
            let [low, mode, high] = numbers(table, ["low", "mode", "high"])?;
            (within(low, high) && low <= mode && mode <= high, Distribution::Triangular(low, mode, high))
        }
        "beta" => {
            table.only(&["form", "a", "b", "low", "high"]);
            let [first, second, low, high] = numbers(table, ["a", "b", "low", "high"])?;
            let shapes = SHAPES.contains(&first) && SHAPES.contains(&second);
            (within(low, high) && shapes, Distribution::Beta(first, second, low, high))
        }
        "lognormal" | "normal" => {
            let log = form.value == "lognormal";
            let names = if log { ["median", "sigma"] } else { ["mean", "sd"] };
            table.only(&[&["form"], names.as_slice()].concat());
            let [centre, deviation] = numbers(table, names)?;
            let spread = if log { SIGMA.contains(&deviation) } else { deviation > 0.0 && deviation <= support.most };
            let inside = support.least <= centre && centre <= support.most && (!log || centre >= LEAST_POSITIVE);
            (inside && spread, Distribution::Normal { centre, deviation, log, support })
        }
        other => {
            let message = format!("`{other}` is not a form of a distribution");
            let remedy =
                "use uniform, log_uniform, triangular, beta, lognormal or normal, or q05, q50 and q95 without a form";
            table.report(Code::InvalidValue, form.span, message, remedy);
            return None;
        }
    };
    refused_unless(table, holds, "these numbers make no such distribution within what is allowed", what)
        .then_some(found)
}

/// The numbers of these keys; all that are missing are told.
fn numbers<const N: usize>(table: &Table<'_>, keys: [&str; N]) -> Option<[f64; N]> {
    let found = keys.map(|key| table.number(key).map(|found| found.value + 0.0));
    found.iter().all(Option::is_some).then(|| found.map(Option::unwrap_or_default))
}

fn refused_unless(table: &Table<'_>, holds: bool, message: &str, what: &str) -> bool {
    if !holds {
        let remedy = format!(
            "{what}; low ends are below high ends, a mode lies between them, shapes are from {} to {}, the sigma of a logarithm from {} to {}",
            SHAPES.start(),
            SHAPES.end(),
            SIGMA.start(),
            SIGMA.end()
        );
        table.report(Code::InvalidValue, table.span(), message, remedy);
    }
    holds
}

/// The distribution of the factor of a shock.
pub(crate) fn factor(table: &Table<'_>) -> Option<Distribution> {
    if table.is_table("factor") {
        let support = Support { least: *SHOCK_FACTORS.start(), most: *SHOCK_FACTORS.end(), log: true };
        let what = format!("a factor lies between {} and {}", SHOCK_FACTORS.start(), SHOCK_FACTORS.end());
        return stated(&table.table_or_none("factor")?, support, &what);
    }
    let found = table.range("factor")?;
    let [low, high] = found.value;
    if SHOCK_FACTORS.contains(&low) && SHOCK_FACTORS.contains(&high) {
        return Some(Distribution::LogUniform(low, high));
    }
    let remedy = format!("a factor lies between {} and {}", SHOCK_FACTORS.start(), SHOCK_FACTORS.end());
    table.report(Code::InvalidValue, found.span, format!("`factor` runs from {low} to {high}"), remedy);
    None
}

/// A required text that says something, and not too much of it.
pub(crate) fn text(table: &Table<'_>, key: &str) -> Option<String> {
    let found = table.string(key)?;
    let length = found.value.chars().count();
    if found.value.trim().is_empty() {
        table.report(Code::InvalidValue, found.span, format!("`{key}` is empty"), "say it in words");
        return None;
    }
    if length > TEXT {
        let message = format!("`{key}` has {length} characters");
        table.report(Code::InvalidValue, found.span, message, format!("keep it within {TEXT}"));
        return None;
    }
    Some(found.value)
}
