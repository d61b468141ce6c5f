//! New treaties of three or more, and days that entries and exits share: counted rates and shares under stated priors.

use std::collections::BTreeMap;

use foedera_diagnostic::Problems;
use foedera_math::{ln, ln_gamma};
use foedera_process::{ByYear, Rate, RateScore, Rates, Share};
use foedera_store::WorldFile;
use foedera_world::{Day, TreatyId};

use super::past::{Founding, Past};

/// The first year of what is counted, and of what is scored.
const FIRST: i16 = 1946;
const SCORED: i16 = 1965;
/// Years from which the recent rate is read.
const RECENT: i16 = 10;
/// The prior of the rate of new treaties a year: worth one event.
const PRIOR: (f64, f64) = (1.0, 2.0);
/// Jeffreys' prior.
const JEFFREYS: (f64, f64) = (0.5, 0.5);
/// Classes of the number of founders.
const SIZES: [(usize, usize, &str); 4] =
    [(3, 3, "three"), (4, 6, "four_to_six"), (7, 12, "seven_to_twelve"), (13, usize::MAX, "thirteen_and_more")];

/// The rate of new treaties of three or more founders with what they are like, and how many entries and exits share their day, of the history
/// of a world file.
///
/// # Errors
/// A world file that cannot be read, or lacks a table.
pub fn treaty_rates(world: &WorldFile) -> Result<Rates, Problems> {
    let past = Past::of(world, &world.history()?)?;
    let years = (FIRST, past.last.0);
    let inside = |year: i16| (years.0..=years.1).contains(&year);
    let own: Vec<&Founding> =
        past.foundings.iter().filter(|of| of.founders.len() >= 3 && inside(of.day.year())).collect();
    let mut by_year: BTreeMap<i16, u32> = (years.0..=years.1).map(|year| (year, 0)).collect();
    own.iter().for_each(|of| *by_year.entry(of.day.year()).or_insert(0) += 1);
    let rate = Rate {
        name: "new_treaties".to_owned(),
        definition: "treaties opened by three or more states on one day, a year".to_owned(),
        shape: PRIOR.0,
        prior: PRIOR.1,
        events: number(own.len()),
        years: by_year.len() as f64,
        by_year: Some(told_by_year(&by_year)),
    };
    let of_size = |(low, high, name): (usize, usize, &str)| {
        let events = own.iter().filter(|of| (low..=high).contains(&of.founders.len())).count();
        share(&format!("founders_{name}"), "so many founders, of treaties of three or more", events, own.len())
    };
    let mut shares: Vec<Share> = SIZES.into_iter().map(of_size).collect();
    let count = |is: fn(&Founding) -> bool| own.iter().filter(|of| is(of)).count();
    shares.push(share("defense", "a duty of defence, of treaties of three or more", count(|of| of.defense), own.len()));
    let replacing = "on whose day a treaty between two of the founders was replaced, of treaties of three or more";
    shares.push(share("replaces", replacing, count(|of| of.replaces), own.len()));
    shares.extend(days(&past, inside));
    Ok(Rates {
        process: "treaty".to_owned(),
        definition: "a treaty of three or more states is opened; and which entries, exits and replacements share a day"
            .to_owned(),
        window: (format!("{}-01-01", years.0), format!("{}-12-31", years.1)),
        datasets: crate::conflict::files_read(world, &["atop_member", "defense_cooperation"]),
        rates: vec![rate],
        shares,
        multipliers: Vec::new(),
        treaty_deviation: None,
        scores: vec![score(&by_year)],
    })
}

/// What had been counted by the end of each year.
fn told_by_year(by_year: &BTreeMap<i16, u32>) -> ByYear {
    let running = by_year.values().scan(0, |sum, count| {
        *sum += count;
        Some(*sum)
    });
    ByYear {
        from: by_year.keys().next().copied().unwrap_or(FIRST),
        events: running.collect(),
        exposure: (1..=by_year.len()).map(|years| years as f64).collect(),
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn share(name: &str, definition: &str, events: usize, cases: usize) -> Share {
    let (events, cases) = (number(events), number(cases));
    Share { name: name.to_owned(), definition: definition.to_owned(), prior: JEFFREYS, events, cases }
}

/// Days that entries, exits and replacements share.
fn days(past: &Past, inside: impl Fn(i16) -> bool) -> Vec<Share> {
    let mut entries: BTreeMap<_, usize> = BTreeMap::new();
    for of in past.entries.iter().filter(|of| inside(of.day.year())) {
        *entries.entry((of.treaty, of.day)).or_insert(0) += 1;
    }
    // If more than half leave on one day, the treaty ended.
    let kept = |of: &(&(TreatyId, Day), &(u32, u32))| {
        let ((_, day), (left, members)) = *of;
        inside(day.year()) && *members >= 3 && 2 * left <= *members
    };
    let exits: Vec<(usize, usize)> =
        past.exits.iter().filter(kept).map(|(_, (left, members))| (*left as usize, *members as usize)).collect();
    let entry_days: Vec<Day> = past.entries.iter().map(|of| of.day).filter(|day| inside(day.year())).collect();
    let exit_days: Vec<Day> =
        past.exits.iter().filter(|of| kept(of)).flat_map(|((_, day), left)| vec![*day; left.0 as usize]).collect();
    let after_first = |days: &[Day]| days.len() - days.iter().collect::<std::collections::BTreeSet<_>>().len();
    let shared = |of: &[usize]| of.iter().filter(|size| **size > 1).sum::<usize>();
    let entered: Vec<usize> = entries.into_values().collect();
    let left: Vec<usize> = exits.iter().map(|of| of.0).collect();
    let others: usize = exits.iter().map(|of| of.1 - 1).sum();
    let companions: usize = left.iter().map(|left| left - 1).sum();
    let founding_days: std::collections::BTreeSet<_> = past.foundings.iter().map(|of| of.day).collect();
    let replaced: Vec<_> = past.replaced.iter().filter(|of| inside(of.0.year())).collect();
    let on_founding = replaced.iter().filter(|of| founding_days.contains(&of.0)).count();
    vec![
        share(
            "entries_same_day",
            "entries that share their treaty and day with another, of entries",
            shared(&entered),
            entered.iter().sum(),
        ),
        share(
            "exits_same_day",
            "exits that share their treaty and day with another, of exits",
            shared(&left),
            left.iter().sum(),
        ),
        share(
            "entries_after_first",
            "entries on a day, under whatever treaty, after the first of that day, of entries",
            after_first(&entry_days),
            entry_days.len(),
        ),
        share(
            "exits_after_first",
            "exits on a day, under whatever treaty, after the first of that day, of exits",
            after_first(&exit_days),
            exit_days.len(),
        ),
        share(
            "exit_companion",
            "members that leave with the first on its day, of the other members on days with an exit",
            companions,
            others,
        ),
        share(
            "replaced_on_founding",
            "treaties replaced on a day on which one was opened, of treaties replaced",
            on_founding,
            replaced.len(),
        ),
    ]
}

/// Counts of a year by the rate of the ten years before, beside that of all years before, with the prior: negative binomial.
fn score(by_year: &BTreeMap<i16, u32>) -> RateScore {
    let last = by_year.keys().next_back().copied().unwrap_or(SCORED);
    let (mut own, mut plain, mut events) = (0.0, 0.0, 0);
    let years = SCORED..=last;
    for year in years.clone() {
        let happened = by_year[&year];
        let said = |from: i16| {
            let seen: Vec<u32> = by_year.range(from..year).map(|(_, count)| *count).collect();
            let (shape, exposure) =
                (PRIOR.0 + f64::from(seen.iter().sum::<u32>()), PRIOR.0 / PRIOR.1 + seen.len() as f64);
            ln_predictive(happened, shape, exposure)
        };
        own -= said(year - RECENT);
        plain -= said(FIRST);
        events += happened;
    }
    let cases = years.count();
    let mean = |sum: f64| sum / cases.max(1) as f64;
    RateScore {
        name: "new treaties a year, by the last ten years".to_owned(),
        cases: number(cases),
        events,
        log_score: mean(own),
        log_score_plain: mean(plain),
    }
}

/// ln of the probability of a count of one year with a gamma posterior of this shape and exposure in years.
fn ln_predictive(count: u32, shape: f64, exposure: f64) -> f64 {
    let k = f64::from(count);
    ln_gamma(shape + k) - ln_gamma(shape) - ln_gamma(k + 1.0) + shape * ln(exposure / (exposure + 1.0))
        - k * ln(exposure + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predictive_probabilities_of_a_year_add_to_one() {
        let sum: f64 = (0..200).map(|k| foedera_math::exp(ln_predictive(k, 3.0, 2.0))).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        // Shape 1, exposure 1: geometric with 1/2.
        assert!((foedera_math::exp(ln_predictive(2, 1.0, 1.0)) - 0.125).abs() < 1e-12);
    }
}
