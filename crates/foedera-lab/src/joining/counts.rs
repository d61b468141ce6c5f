//! What accessions and pacts were like, counted: how many join on one day, what lies outside the risk set, what a pact replaces.

use std::collections::{BTreeMap, BTreeSet};

use foedera_process::event::{Counted, Counts};
use foedera_process::{Process, What};

use super::past::{Founding, Past};
use super::sample::Sample;

const ATOP: &str = "ATOP 5.1 (Leeds et al. 2002)";
const DCAD: &str = "Defense Cooperation Agreements (Kinne 2020)";
/// Numbers of states that are counted as one class.
const SIZES: [(usize, usize); 7] = [(1, 1), (2, 2), (3, 3), (4, 4), (5, 7), (8, 12), (13, usize::MAX)];

/// The counts that stand in the model file of a process, of the years of its cases.
pub(super) fn counts(process: Process, past: &Past, sample: &Sample, years: (i16, i16)) -> Vec<Counts> {
    let inside = |year: i16| (years.0..=years.1).contains(&year);
    match process.what {
        What::Open => vec![per_day(past, inside), same_day(past, inside)],
        What::Enter => vec![outside(past, sample, inside)],
        What::Pact => pacts(past, inside),
        _ => vec![again(past, inside)],
    }
}

fn table(name: &str, definition: &str, source: &str, rows: Vec<Counted>) -> Counts {
    let rows = rows.into_iter().filter(|row| row.of > 0.0).collect();
    Counts { name: name.to_owned(), definition: definition.to_owned(), source: source.to_owned(), rows }
}

fn row(key: impl Into<String>, events: usize, of: usize) -> Counted {
    Counted { key: key.into(), events: u32::try_from(events).unwrap_or(u32::MAX), of: of as f64 }
}

/// Numbers by size class, of all.
fn sizes(of: &[usize]) -> Vec<Counted> {
    let class = |(low, high): (usize, usize)| {
        let key = match (low, high) {
            (low, usize::MAX) => format!("{low} and more"),
            (low, high) if low == high => low.to_string(),
            (low, high) => format!("{low} to {high}"),
        };
        row(key, of.iter().filter(|size| (low..=high).contains(*size)).count(), of.len())
    };
    SIZES.into_iter().map(class).filter(|row| row.events > 0).collect()
}

/// How many entered each treaty on each day.
fn days(past: &Past, inside: impl Fn(i16) -> bool) -> Vec<usize> {
    let mut days: BTreeMap<_, usize> = BTreeMap::new();
    for of in past.entries.iter().filter(|of| inside(of.day.year())) {
        *days.entry((of.treaty, of.day)).or_insert(0) += 1;
    }
    days.into_values().collect()
}

fn per_day(past: &Past, inside: impl Fn(i16) -> bool) -> Counts {
    let words = "days on which so many states joined a treaty, of the days on which any did";
    table("size", words, ATOP, sizes(&days(past, inside)))
}

fn same_day(past: &Past, inside: impl Fn(i16) -> bool) -> Counts {
    let days = days(past, inside);
    let (all, shared) = (days.iter().sum(), days.iter().filter(|size| **size > 1).sum());
    let words = "entries that shared their treaty and day with another, of all entries";
    table("same_day", words, ATOP, vec![row("shared", shared, all)])
}

/// Entries into treaties of three that the rule of eligibility misses, and those into treaties of two.
fn outside(past: &Past, sample: &Sample, inside: impl Fn(i16) -> bool) -> Counts {
    let at_risk: BTreeSet<_> =
        sample.keys.iter().filter_map(|key| Some((key.treaty?, key.year, key.first?.0))).collect();
    let wide: BTreeSet<_> = sample.keys.iter().filter_map(|key| Some((key.treaty?, key.year))).collect();
    let own: BTreeSet<_> =
        past.entries.iter().filter(|of| inside(of.day.year())).map(|of| (of.treaty, of.day.year(), of.state)).collect();
    let missed = own.iter().filter(|of| wide.contains(&(of.0, of.1)) && !at_risk.contains(of)).count();
    let small = own.iter().filter(|of| !wide.contains(&(of.0, of.1))).count();
    let words = "entries outside the risk set, of all entries by state, treaty and year";
    let rows = vec![
        row("not eligible by the rule, or not in the system on 1 January", missed, own.len()),
        row("into a treaty with fewer than three members, or opened in the year", small, own.len()),
    ];
    table("outside", words, ATOP, rows)
}

fn pacts(past: &Past, inside: impl Fn(i16) -> bool) -> Vec<Counts> {
    let own: Vec<&Founding> = past.pacts().map(|(_, of)| of).filter(|of| inside(of.day.year())).collect();
    let count = |is: fn(&Founding) -> bool| own.iter().filter(|of| is(of)).count();
    let replaces = row("all", count(|of| of.replaces), own.len());
    let defense = row("defense", count(|of| of.defense), own.len());
    vec![
        table(
            "replaces",
            "pacts on whose day a treaty of the two was replaced, of bilateral pacts",
            ATOP,
            vec![replaces],
        ),
        table("obligations", "pacts with a duty of defence, of bilateral pacts", ATOP, vec![defense]),
    ]
}

fn again(past: &Past, inside: impl Fn(i16) -> bool) -> Counts {
    let mut years: BTreeMap<_, usize> = BTreeMap::new();
    for of in past.agreements.iter().filter(|of| inside(of.2.year())) {
        *years.entry((of.0, of.1, of.2.year())).or_insert(0) += 1;
    }
    let several = years.values().filter(|count| **count > 1).count();
    let words = "years in which two states signed more than one agreement, of years in which they signed any";
    table("several", words, DCAD, vec![row("several", several, years.len())])
}
