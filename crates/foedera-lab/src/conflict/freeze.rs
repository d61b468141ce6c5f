//! Rates of suspended participation: gamma posteriors by who decided, what multiplies them, and how often it ended.

use std::collections::{BTreeMap, BTreeSet};

use foedera_atlas::Atlas;
use foedera_process::{ByYear, Multiplier, Process, Rate, RateScore, Rates, View};
use foedera_world::{Day, StateId, TreatyId, Variable, World};

use super::Past;

/// First and last year of what is counted.
const YEARS: (i16, i16) = (1950, 2025);
/// Events that a prior is worth.
const SHAPE: f64 = 2.0;
/// Prior means a member-year, by the organisation and by own decision.
const BY_ORGANISATION: f64 = 0.0004;
const BY_ITSELF: f64 = 0.00004;
/// Prior of thaws a frozen year: as weak, at one in ten years.
const THAW: f64 = 0.1;
/// The 5 and 95 % quantiles of the priors of multipliers.
const CONFLICT: (f64, f64) = (3.0, 30.0);
const COUP: (f64, f64) = (1.0, 30.0);
const DECLINED: (f64, f64) = (2.0, 50.0);
/// Years after a call that was declined in which the caller may suspend itself.
const AFTER_CALL: i16 = 3;

/// A member that takes part, on a 1 January.
struct MemberYear {
    year: i16,
    by_organisation: bool,
    by_itself: bool,
    conflict: bool,
    coup: bool,
    declined: bool,
}

/// Whether something holds of a member-year.
type Holds = fn(&MemberYear) -> bool;

/// The members of a treaty at risk of suspension on a day, but the patron, as effects see them.
pub fn members_at_risk<'a>(atlas: &Atlas, world: &'a World, treaty: TreatyId, day: Day) -> Vec<(View<'a>, StateId)> {
    let whole = View { world, day, treaty, member: None, patron: None, other: None, call: None };
    if !Process::FREEZE.who.is_open(&whole) {
        return Vec::new();
    }
    let patrons = atlas.patrons_in(atlas.roster());
    let patron = patrons.of(world, treaty, day, |state| world.figure_on(Variable::Cinc, state, day)).state;
    let members = world.treaty(treaty).members();
    let view = |member: foedera_world::Membership| (View { member: Some(member), patron, ..whole }, member.state);
    members.map(view).filter(|(view, _)| Process::FREEZE.who.holds(view)).collect()
}

/// Rates of suspension and of its end, from the atlas with the coups and armed conflicts of a world file, by the keys of its states.
pub fn freeze_rates(atlas: &Atlas, past: &Past, key: impl Fn(StateId) -> String) -> Rates {
    let years_of = |own: &BTreeMap<StateId, Vec<i16>>| -> BTreeMap<String, BTreeSet<i16>> {
        own.iter().map(|(state, years)| (key(*state), years.iter().copied().collect())).collect()
    };
    let happened = Happened {
        conflicts: years_of(&past.conflicts),
        coups: years_of(&past.successes),
        declined: declined(atlas),
        freezes: freezes(atlas),
    };
    let cases = member_years(atlas, &happened);
    let own = |case: &MemberYear| case.by_itself;
    let others = |case: &MemberYear| case.by_organisation;
    let base = |name: &str, words: &str, prior: f64, event: Holds| Rate {
        name: name.to_owned(),
        definition: words.to_owned(),
        shape: SHAPE,
        prior,
        events: count(&cases, event),
        years: cases.len() as f64,
        by_year: Some(by_year(|last| {
            let seen: Vec<&MemberYear> = cases.iter().filter(|case| case.year <= last).collect();
            (count_of(&seen, event), seen.len() as f64)
        })),
    };
    let rates = vec![
        base(
            "by_organisation",
            "suspended by the organisation or the others, of member-years that take part",
            BY_ORGANISATION,
            others,
        ),
        base("own_decision", "suspended by its own decision, of member-years that take part", BY_ITSELF, own),
        thaw(atlas),
    ];
    let multiplier = |name: &str, words: &str, prior: (f64, f64), of: (Holds, Holds)| {
        let (while_it_holds, event) = of;
        let prior_mean = if name.ends_with("own_decision") { BY_ITSELF } else { BY_ORGANISATION };
        let counted = |last: i16| {
            let seen = cases.iter().filter(|case| case.year <= last);
            let (inside, outside): (Vec<&MemberYear>, Vec<&MemberYear>) = seen.partition(|case| while_it_holds(case));
            // The rate without it, as the prior and those outside tell it.
            let rate = (SHAPE + f64::from(count_of(&outside, event))) / (SHAPE / prior_mean + outside.len() as f64);
            (count_of(&inside, event), rate * inside.len() as f64, inside.len() as f64)
        };
        let (events, expected, years) = counted(YEARS.1);
        let by_year = Some(by_year(|last| {
            let (events, expected, _) = counted(last);
            (events, expected)
        }));
        Multiplier { name: name.to_owned(), definition: words.to_owned(), prior, events, expected, years, by_year }
    };
    let multipliers = vec![
        multiplier(
            "armed_conflict_by_organisation",
            "of the rate by the organisation, in the year of an onset of armed conflict within the state and the year after",
            CONFLICT,
            (|case| case.conflict, others),
        ),
        multiplier(
            "coup_by_organisation",
            "of the rate by the organisation, in the year of a successful coup in the state and the year after",
            COUP,
            (|case| case.coup, others),
        ),
        multiplier(
            "declined_call_own_decision",
            "of the rate by own decision, in three years after a call by the state under the treaty that was declined",
            DECLINED,
            (|case| case.declined, own),
        ),
    ];
    let scores = vec![
        score("by_organisation", &cases, others, |case| (case.conflict, case.coup)),
        score("own_decision", &cases, own, |case| (case.declined, false)),
    ];
    Rates {
        process: "freeze".to_owned(),
        definition: "a member's participation in a treaty is suspended, by the organisation or by its own decision, and begins again"
            .to_owned(),
        window: (format!("{}-01-01", YEARS.0), format!("{}-12-31", YEARS.1)),
        datasets: Vec::new(),
        rates,
        shares: Vec::new(),
        multipliers,
        treaty_deviation: None,
        scores,
    }
}

/// What had been counted by the end of each year.
fn by_year(counted: impl Fn(i16) -> (u32, f64)) -> ByYear {
    let (events, exposure) = (YEARS.0..=YEARS.1).map(counted).unzip();
    ByYear { from: YEARS.0, events, exposure }
}

/// What happened to whom, by keys.
struct Happened {
    conflicts: BTreeMap<String, BTreeSet<i16>>,
    coups: BTreeMap<String, BTreeSet<i16>>,
    declined: BTreeMap<(TreatyId, StateId), Vec<Day>>,
    freezes: BTreeMap<(TreatyId, StateId), Vec<(i16, bool)>>,
}

fn count(cases: &[MemberYear], event: Holds) -> u32 {
    u32::try_from(cases.iter().filter(|case| event(case)).count()).unwrap_or(u32::MAX)
}

fn count_of(cases: &[&MemberYear], event: Holds) -> u32 {
    u32::try_from(cases.iter().filter(|case| event(case)).count()).unwrap_or(u32::MAX)
}

/// The years of suspensions, and whether the member itself decided. What happens on 1 January belongs to the year before, which the case of
/// the day sees.
fn freezes(atlas: &Atlas) -> BTreeMap<(TreatyId, StateId), Vec<(i16, bool)>> {
    let mut found: BTreeMap<(TreatyId, StateId), Vec<(i16, bool)>> = BTreeMap::new();
    for facts in &atlas.treaties {
        for freeze in &facts.freezes {
            let year = freeze.from.day().plus_days(-1).year();
            found.entry((facts.treaty, freeze.state)).or_default().push((year, freeze.is_own_decision()));
        }
    }
    found
}

/// The days of calls for a state under a treaty that the members declined.
fn declined(atlas: &Atlas) -> BTreeMap<(TreatyId, StateId), Vec<Day>> {
    let mut found: BTreeMap<(TreatyId, StateId), Vec<Day>> = BTreeMap::new();
    for call in atlas.calls().iter().filter(|call| call.outcome == "declined") {
        for state in &call.in_need {
            found.entry((call.treaty, *state)).or_default().push(call.when.day());
        }
    }
    found
}

/// Every member that takes part on a 1 January, with what happened in the year.
fn member_years(atlas: &Atlas, happened: &Happened) -> Vec<MemberYear> {
    let mut cases = Vec::new();
    let mut replay = atlas.history.start();
    for year in YEARS.0..=YEARS.1 {
        let day = Day::start_of_year(year);
        replay.run_to(&atlas.history, day);
        for (treaty, _) in atlas.roster().treaties() {
            for (_, state) in members_at_risk(atlas, &replay.world, treaty, day) {
                let of = (treaty, state);
                let key = &atlas.roster().state(state).key;
                let lately = |years: &BTreeMap<String, BTreeSet<i16>>| {
                    years.get(key).is_some_and(|years| years.contains(&year) || years.contains(&(year - 1)))
                };
                let frozen = |own: bool| happened.freezes.get(&of).is_some_and(|all| all.contains(&(year, own)));
                let called = happened.declined.get(&of).map_or(&[][..], Vec::as_slice);
                cases.push(MemberYear {
                    year,
                    by_organisation: frozen(false),
                    by_itself: frozen(true),
                    conflict: lately(&happened.conflicts),
                    coup: lately(&happened.coups),
                    declined: called.iter().any(|on| (year - AFTER_CALL..=year).contains(&on.year())),
                });
            }
        }
    }
    cases
}

/// Thaws in frozen years, as the forecast counts them.
fn thaw(atlas: &Atlas) -> Rate {
    let until = Day::start_of_year(YEARS.1 + 1);
    let (events, years) = crate::cards::thaws_counted(atlas, until);
    Rate {
        name: "thaw".to_owned(),
        definition: "a frozen member takes part again, of frozen years".to_owned(),
        shape: SHAPE,
        prior: THAW,
        events,
        years,
        by_year: Some(by_year(|last| crate::cards::thaws_counted(atlas, Day::start_of_year(last + 1)))),
    }
}

/// Rolling origins every five years from 1990: the rate with its multipliers at their prior medians moved by the years before, beside one
/// rate of all member-years before.
fn score(name: &str, cases: &[MemberYear], event: Holds, holds: fn(&MemberYear) -> (bool, bool)) -> RateScore {
    let (prior, factors) = match name {
        "own_decision" => (BY_ITSELF, (DECLINED, COUP)),
        _ => (BY_ORGANISATION, (CONFLICT, COUP)),
    };
    let (mut n, mut events, mut own_loss, mut plain_loss) = (0_u32, 0_u32, 0.0, 0.0);
    for origin in (1990..=YEARS.1).step_by(5) {
        let seen: Vec<&MemberYear> = cases.iter().filter(|case| case.year < origin).collect();
        let part = |keep: &dyn Fn((bool, bool)) -> bool| {
            let inside = seen.iter().filter(|case| keep(holds(case)));
            let all = inside.clone().count() as f64;
            (inside.filter(|case| event(case)).count() as f64, all)
        };
        let (base_events, base_years) = part(&|of| of == (false, false));
        let base = (SHAPE + base_events) / (SHAPE / prior + base_years);
        let factor = |prior: (f64, f64), keep: &dyn Fn((bool, bool)) -> bool| {
            let (events, years) = part(keep);
            let of = Multiplier {
                name: String::new(),
                definition: String::new(),
                prior,
                events: events as u32,
                expected: base * years,
                years,
                by_year: None,
            };
            of.quantile(0.5)
        };
        let (first, second) = (factor(factors.0, &|of| of.0), factor(factors.1, &|of| of.1 && !of.0));
        let plain = (seen.iter().filter(|case| event(case)).count() as f64 + 0.5) / (seen.len() as f64 + 1.0);
        for case in cases.iter().filter(|case| (origin..origin + 5).contains(&case.year)) {
            let of = holds(case);
            let rate = base
                * if of.0 {
                    first
                } else if of.1 {
                    second
                } else {
                    1.0
                };
            let loss = |p: f64| -foedera_math::ln(if event(case) { p } else { 1.0 - p });
            n += 1;
            events += u32::from(event(case));
            own_loss += loss(-foedera_math::exp_m1(-rate));
            plain_loss += loss(plain);
        }
    }
    RateScore {
        name: format!("{name}, origins every five years from 1990"),
        cases: n,
        events,
        log_score: own_loss / f64::from(n.max(1)),
        log_score_plain: plain_loss / f64::from(n.max(1)),
    }
}
