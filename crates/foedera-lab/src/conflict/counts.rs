//! What disputes and armed conflicts were like and how they ended, counted: hostility, loss of life, how long they went on; and what began
//! outside the risk set.

use std::collections::BTreeMap;

use foedera_process::event::{Counted, Counts};
use foedera_process::{Process, What};

use super::past::{Onset, Past};
use super::sample::YearCase;

const MID: &str = "Militarized Interstate Disputes 5 (Palmer et al. 2022), originators on both sides";
const UCDP: &str = "UCDP/PRIO (Gleditsch et al. 2002)";
const COUPS: &str = "Powell and Thyne 2011";
/// Ages in days up to which the rate of ending is one: the first day, then about a month, a quarter, half a year, a year, two years, more.
const DAYS: [(u32, u32); 7] = [(1, 1), (2, 30), (31, 90), (91, 180), (181, 365), (366, 730), (731, u32::MAX)];
/// Ages in years of armed conflicts up to which the rate of ending is one.
const YEARS: [(i16, i16); 6] = [(1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, i16::MAX)];

/// The counts that stand in the model file of a process, of the years of its cases. `pairs` are the directed pairs of states in the system by
/// year.
pub(super) fn counts(process: Process, past: &Past, cases: &[YearCase], pairs: &BTreeMap<i16, usize>) -> Vec<Counts> {
    let years = cases.iter().map(|case| case.year);
    let (first, last) = (years.clone().min().unwrap_or(0), years.max().unwrap_or(0));
    let inside = |year: i16| (first..=last).contains(&year);
    match process.what {
        What::Dispute => {
            let own: Vec<&Onset> = past.onsets.iter().filter(|of| inside(of.day.year())).collect();
            vec![hostility(&own), fatal(&own), days(&own), remainder(&own, cases, pairs)]
        }
        What::Coup => vec![success(past, &inside)],
        _ => vec![conflict_years(past, &inside)],
    }
}

fn table(name: &str, definition: &str, source: &str, rows: Vec<Counted>) -> Counts {
    let rows = rows.into_iter().filter(|row| row.of > 0.0).collect();
    Counts { name: name.to_owned(), definition: definition.to_owned(), source: source.to_owned(), rows }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The levels of hostility that occur.
fn levels(onsets: &[&Onset]) -> Vec<u8> {
    (1..=5).filter(|level| onsets.iter().any(|of| of.hostility == *level)).collect()
}

fn hostility(onsets: &[&Onset]) -> Counts {
    let known = onsets.iter().filter(|of| of.hostility > 0).count() as f64;
    let row = |level: u8| Counted {
        key: level.to_string(),
        events: count(onsets.iter().filter(|of| of.hostility == level).count()),
        of: known,
    };
    let words = "the higher hostility of the two (2 threat, 3 display, 4 use of force, 5 war), of disputes begun";
    table("hostility", words, MID, levels(onsets).into_iter().map(row).collect())
}

fn fatal(onsets: &[&Onset]) -> Counts {
    let row = |level: u8| {
        let own = onsets.iter().filter(|of| of.hostility == level);
        Counted {
            key: level.to_string(),
            events: count(own.clone().filter(|of| of.fatal == Some(true)).count()),
            of: own.filter(|of| of.fatal.is_some()).count() as f64,
        }
    };
    let words = "disputes in which either lost a soldier, of those of a hostility of which it is known";
    table("fatal", words, MID, levels(onsets).into_iter().map(row).collect())
}

/// Ends by age and hostility, of days at risk.
fn days(onsets: &[&Onset]) -> Counts {
    let row = |(level, (low, high)): (u8, (u32, u32))| {
        let own = onsets.iter().filter(|of| of.hostility == level);
        let (mut ends, mut at_risk) = (0, 0.0);
        for days in own.filter_map(|of| of.days).filter(|days| *days >= low) {
            ends += u32::from(days <= high);
            at_risk += f64::from(days.min(high) - low + 1);
        }
        let ages = if high == u32::MAX { format!("from day {low}") } else { format!("days {low} to {high}") };
        Counted { key: format!("hostility {level}, {ages}"), events: ends, of: at_risk }
    };
    let all = levels(onsets).into_iter().flat_map(|level| DAYS.map(|ages| (level, ages)));
    let words = "ends, of days at risk at that age (a daily rate), of disputes whose end is known";
    table("days", words, MID, all.map(row).collect())
}

fn remainder(onsets: &[&Onset], cases: &[YearCase], pairs: &BTreeMap<i16, usize>) -> Counts {
    let begun: std::collections::BTreeSet<_> = onsets.iter().map(|of| (of.day.year(), of.first, of.second)).collect();
    let at_risk: std::collections::BTreeSet<_> =
        cases.iter().filter_map(|case| Some((case.year, case.first.0, case.second?.0))).collect();
    let outside = begun.difference(&at_risk).count();
    let row = Counted {
        key: "all others".to_owned(),
        events: count(outside),
        of: pairs.values().sum::<usize>().saturating_sub(at_risk.len()) as f64,
    };
    let words =
        "years in which a first state began a dispute with a second, of directed dyad-years outside the risk set";
    table("remainder", words, MID, vec![row])
}

fn success(past: &Past, inside: &impl Fn(i16) -> bool) -> Counts {
    let of = |years: &BTreeMap<_, Vec<i16>>| years.values().flatten().filter(|year| inside(**year)).count();
    let row = Counted { key: "success".to_owned(), events: count(of(&past.successes)), of: of(&past.coups) as f64 };
    table("success", "coups that succeeded, of those attempted", COUPS, vec![row])
}

fn conflict_years(past: &Past, inside: &impl Fn(i16) -> bool) -> Counts {
    let own: Vec<(i16, bool)> = past
        .spells
        .iter()
        .filter(|(_, first, ..)| inside(*first))
        .map(|(_, first, last, open)| (last - first + 1, *open))
        .collect();
    let row = |(low, high): (i16, i16)| {
        let (mut ends, mut at_risk) = (0, 0.0);
        for (years, open) in own.iter().filter(|(years, _)| *years >= low) {
            // Of a spell that was still going on when the data end, the last years are not over.
            ends += u32::from(*years <= high && !open);
            at_risk += f64::from((*years).min(high) - low + 1);
        }
        let key = if high == i16::MAX { format!("from year {low}") } else { format!("years {low} to {high}") };
        Counted { key, events: ends, of: at_risk }
    };
    let words =
        "armed conflicts that were quiet for two years afterwards, of conflict-years at that age (a yearly share)";
    table("years", words, UCDP, YEARS.into_iter().map(row).collect())
}
