//! How often a member that is attacked, or in unrest, calls for help under its treaty: beta posteriors by what gave rise to it.

use std::collections::{BTreeMap, BTreeSet};

use foedera_atlas::Atlas;
use foedera_process::{RateScore, Rates, Share};
use foedera_world::{Day, StateId, TreatyId, Trigger};

use super::Past;

/// What gives rise to a call, in the order of files.
const TRIGGERS: [(&str, &str); 6] = [
    (
        "attacked_fatal",
        "a state outside the treaty began a dispute with a member with the use of force, and lives were lost",
    ),
    ("attacked", "the same without loss of life"),
    ("attacked_by_member", "another member began a dispute with a member with the use of force"),
    ("began", "a member began a dispute with the use of force"),
    ("coup", "a coup was attempted in a member in the year"),
    ("conflict", "an armed conflict began within a member in the year, without a coup"),
];
/// The first year of what is counted, of the register that is notable calls alone before.
const SINCE: i16 = 1990;
/// The hostility from which force is used (MID).
const FORCE: u8 = 4;
/// Days before and after the first of a dispute in which a call is taken to be of it.
const AROUND: (i32, i32) = (-110, 440);
/// Jeffreys' prior.
const JEFFREYS: (f64, f64) = (0.5, 0.5);
/// Deviation of treaties on the logit, a stated prior: 21 treaties have an entry, and few more than one.
const BETWEEN_TREATIES: f64 = 1.0;
/// The weights of the rate of all in the rate of a trigger, in cases, among which earlier origins choose; the last is the rate of all.
const WEIGHTS: [f64; 4] = [20.0, 100.0, 500.0, 1e9];

/// A member in whom something happened that may give rise to a call.
struct Occasion {
    year: i16,
    trigger: usize,
    called: bool,
}

/// Shares of occasions that brought a call, of the treaties with an entry in the register. The register holds notable calls: every share is a
/// lower bound.
pub fn call_rates(atlas: &Atlas, past: &Past, key: impl Fn(StateId) -> String) -> Rates {
    let occasions = occasions(atlas, past, &key);
    let share = |(trigger, (name, definition)): (usize, &(&str, &str))| {
        let own = occasions.iter().filter(|of| of.trigger == trigger && of.year >= SINCE);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Share {
            name: (*name).to_owned(),
            definition: format!("calls under the treaty, of occasions on which {definition}"),
            prior: JEFFREYS,
            events: number(own.clone().filter(|of| of.called).count()),
            cases: number(own.count()),
        }
    };
    let since = occasions.iter().filter(|of| of.year >= SINCE);
    let all = Share {
        name: "any".to_owned(),
        definition: "calls under the treaty, of all these occasions".to_owned(),
        prior: JEFFREYS,
        events: u32::try_from(since.clone().filter(|of| of.called).count()).unwrap_or(u32::MAX),
        cases: u32::try_from(since.count()).unwrap_or(u32::MAX),
    };
    Rates {
        process: "calls".to_owned(),
        definition:
            "a member calls for help under its treaty, by what gave rise to it; notable calls alone, so a lower bound"
                .to_owned(),
        window: (format!("{SINCE}-01-01"), format!("{}-12-31", past.last[0])),
        datasets: Vec::new(),
        rates: Vec::new(),
        shares: TRIGGERS.iter().enumerate().map(share).chain([all]).collect(),
        multipliers: Vec::new(),
        treaty_deviation: Some(BETWEEN_TREATIES),
        scores: vec![score(&occasions)],
    }
}

/// All occasions since 1950, with whether a call of the register is of them.
fn occasions(atlas: &Atlas, past: &Past, key: &impl Fn(StateId) -> String) -> Vec<Occasion> {
    let registered: BTreeSet<TreatyId> = atlas.calls().iter().map(|call| call.treaty).collect();
    let find = |state: StateId| atlas.roster().find_state(&key(state));
    let mut replay = atlas.history.start();
    let mut occasions = Vec::new();
    let mut onsets = past.onsets.iter().filter(|of| of.day.year() >= 1950).peekable();
    let by_year = |own: &BTreeMap<StateId, Vec<i16>>, year: i16| -> BTreeSet<StateId> {
        own.iter().filter(|(_, years)| years.contains(&year)).filter_map(|(state, _)| find(*state)).collect()
    };
    for year in 1950..=past.last[1].max(past.last[0]) {
        let mut seen: BTreeSet<(i32, TreatyId, StateId)> = BTreeSet::new();
        while let Some(of) = onsets.next_if(|of| of.day.year() == year) {
            replay.run_to(&atlas.history, of.day);
            let (Some(first), Some(second)) = (find(of.first), find(of.second)) else { continue };
            for treaty in registered.iter().filter(|_| of.hostility >= FORCE) {
                let world = replay.world.treaty(*treaty);
                let inside = |state: StateId| world.member_states().any(|own| own == state);
                let both = inside(first) && inside(second);
                for (member, target) in [(first, false), (second, true)] {
                    if inside(member) && seen.insert((of.dispute, *treaty, member)) {
                        let trigger = match (target, both, of.fatal) {
                            (false, ..) => 3,
                            (true, true, _) => 2,
                            (true, false, Some(true)) => 0,
                            _ => 1,
                        };
                        let called = called(atlas, (*treaty, member), false, |on| {
                            let away = on.number() - of.day.number();
                            (AROUND.0..=AROUND.1).contains(&away)
                        });
                        occasions.push(Occasion { year, trigger, called });
                    }
                }
            }
        }
        if year > past.last[1].min(past.last[2]) {
            continue;
        }
        replay.run_to(&atlas.history, Day::start_of_year(year + 1).plus_days(-1));
        let (coups, conflicts) = (by_year(&past.coups, year), by_year(&past.conflicts, year));
        for treaty in &registered {
            for member in replay.world.treaty(*treaty).member_states() {
                let trigger = match (coups.contains(&member), conflicts.contains(&member)) {
                    (true, _) => 4,
                    (_, true) => 5,
                    _ => continue,
                };
                let called = called(atlas, (*treaty, member), true, |on| on.year() == year);
                occasions.push(Occasion { year, trigger, called });
            }
        }
    }
    occasions
}

/// Whether there is a call for a member under a treaty, for unrest or for anything else, on a day that fits.
fn called(atlas: &Atlas, (treaty, member): (TreatyId, StateId), unrest: bool, fits: impl Fn(Day) -> bool) -> bool {
    atlas.calls().iter().any(|call| {
        call.treaty == treaty
            && (call.requester == Some(member) || call.in_need.contains(&member))
            && (call.trigger == Trigger::InternalUnrest) == unrest
            && fits(call.when.day())
    })
}

/// Origins every five years from 1965: the rate by trigger, drawn to the rate of all as far as earlier origins tell, beside the rate of all.
fn score(occasions: &[Occasion]) -> RateScore {
    let (mut cases, mut events, mut own_loss, mut plain_loss) = (0_u32, 0_u32, 0.0, 0.0);
    let last = occasions.iter().map(|of| of.year).max().unwrap_or(1965);
    let mut losses = [0.0; WEIGHTS.len()];
    for origin in (1965..=last).step_by(5) {
        let counted = |trigger: Option<usize>| {
            let own = occasions.iter().filter(|of| of.year < origin && trigger.is_none_or(|own| of.trigger == own));
            (own.clone().filter(|of| of.called).count() as f64, own.count() as f64)
        };
        let all = counted(None);
        if all.0 < 3.0 {
            continue;
        }
        let plain = (all.0 + 0.5) / (all.1 + 1.0);
        let of_trigger = |trigger: usize, weight: f64| {
            let own = counted(Some(trigger));
            (own.0 + weight * plain) / (own.1 + weight)
        };
        let said = WEIGHTS.map(|weight| (0..TRIGGERS.len()).map(|t| of_trigger(t, weight)).collect::<Vec<f64>>());
        // Until an origin is over, the rate of all.
        let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
        let chosen = losses.iter().rposition(|own| *own <= least).unwrap_or(WEIGHTS.len() - 1);
        for of in occasions.iter().filter(|of| (origin..origin + 5).contains(&of.year)) {
            let loss = |p: f64| -foedera_math::ln(if of.called { p } else { 1.0 - p });
            cases += 1;
            events += u32::from(of.called);
            own_loss += loss(said[chosen][of.trigger]);
            losses.iter_mut().zip(&said).for_each(|(sum, said)| *sum += loss(said[of.trigger]));
            plain_loss += loss(plain);
        }
    }
    let n = f64::from(cases.max(1));
    RateScore {
        name: "by trigger, origins every five years from 1965".to_owned(),
        cases,
        events,
        log_score: own_loss / n,
        log_score_plain: plain_loss / n,
    }
}
