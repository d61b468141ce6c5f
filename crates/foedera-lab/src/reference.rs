//! Reference classes: base rates of several named kinds, since the choice among them matters more than any covariate.

use std::collections::BTreeSet;

use foedera_atlas::Atlas;
use foedera_math::{Draw, Stream, exp_m1, gamma_quantile, quantile};
use foedera_process::{Model, ReferenceCount, TreatyCount};
use foedera_world::{Day, StateId, Status, TreatyId};

use crate::{Estimate, ReferenceClass};

/// Resamples of treaties behind an interval.
const RESAMPLES: u32 = 4000;
/// Key of the resampling: an interval of counts does not change with the seed of a forecast.
const RESAMPLING: u64 = 0x000b_a5e5;

/// The exits and member-years of a treaty's members other than the patron, up to `date`.
pub(crate) fn own_record(atlas: &Atlas, treaty: TreatyId, patron: Option<StateId>, date: Day) -> ReferenceCount {
    let world = atlas.history.world_at(date).world;
    let spells: Vec<_> = world.treaty(treaty).memberships().filter(|spell| Some(spell.state) != patron).collect();
    let until = |spell: &foedera_world::Membership| if spell.status.is_open() { date } else { spell.changed };
    let gone = |status: Status| matches!(status, Status::Withdrawn | Status::Expelled);
    let exits: Vec<Day> = spells.iter().filter(|spell| gone(spell.status)).map(|spell| spell.changed).collect();
    let days: BTreeSet<Day> = exits.iter().copied().collect();
    let key = &atlas.roster().treaty(treaty).key;
    let years = spells.iter().map(|spell| until(spell).years_since(spell.since)).sum();
    let (events, decisions) = (exits.len() as u32, days.len() as u32);
    ReferenceCount {
        id: "own-record".to_owned(),
        name: format!("{key}'s own record to {date}"),
        definition:
            "each spell of a member but the patron, from signature; events: members that left, did not renew or were \
                     suspended out"
                .to_owned(),
        events,
        years,
        treaties: vec![TreatyCount { key: key.clone(), events, decisions, years }],
    }
}

/// All reference classes: those counted with the model's data, and the treaty's own record.
pub(crate) fn classes(
    model: &Model,
    own: ReferenceCount,
    members: usize,
    start: Day,
    horizons: &[Day],
) -> Vec<ReferenceClass> {
    let class = |(count, sources): (&ReferenceCount, Vec<String>)| {
        let rates = Rates::of(count);
        let by = |many: f64, rate: Estimate| -> Vec<Estimate> {
            let at = |day: &Day| {
                let years = day.years_since(start);
                let chance = |rate: f64| -exp_m1(-rate * many * years);
                Estimate { mean: chance(rate.mean), low: chance(rate.low), high: chance(rate.high), ..rate }
            };
            horizons.iter().map(at).collect()
        };
        ReferenceClass {
            id: count.id.clone(),
            name: count.name.clone(),
            definition: count.definition.clone(),
            events: count.events,
            decisions: rates.decisions.events,
            treaties: count.treaties.len() as u32,
            member_years: count.years,
            interval: rates.interval,
            rate: rates.exits,
            one_member: by(1.0, rates.exits),
            at_least_one: by(members as f64, rates.decisions),
            sources,
        }
    };
    let fitted = model.references.iter().map(|count| (count, vec!["atop51".to_owned()]));
    fitted.chain([(&own, vec!["foedera_atlas".to_owned()])]).map(class).collect()
}

/// Yearly rates per member with their 90 % intervals.
struct Rates {
    /// Of exits: the rate at which one given member leaves.
    exits: Estimate,
    /// Of decisions (days on which at least one member left): the rate at which "at least one leaves" happens.
    decisions: Estimate,
    /// How the intervals were made, in words.
    interval: String,
}

impl Rates {
    fn of(count: &ReferenceCount) -> Self {
        let decisions: u32 = count.treaties.iter().map(|treaty| treaty.decisions).sum();
        let with_exits = count.treaties.iter().filter(|treaty| treaty.decisions > 0).count();
        if with_exits >= 2 {
            return Self::resampled(count, decisions);
        }
        // One treaty cannot be resampled, and none with exits would give 0 to 0.
        let known = !count.treaties.is_empty();
        let cases = if known { decisions } else { count.events };
        let size = if cases > 0 { f64::from(count.events) / f64::from(cases) } else { 1.0 };
        let bound = |p: f64| gamma_quantile(f64::from(cases) + 0.5, p) / count.years;
        // By the convention for Jeffreys intervals the lower bound is 0 where nothing was seen.
        let (low, high) = (if cases == 0 { 0.0 } else { bound(0.05) }, bound(0.95));
        let rate = |events: u32, size: f64| Estimate {
            mean: f64::from(cases) * size / count.years,
            low: low * size,
            high: high * size,
            events,
            monte_carlo_error: 0.0,
        };
        let interval = match (known, with_exits) {
            (false, _) => "Jeffreys interval of exits taken as independent: the file has no counts by treaty",
            (true, 0) => "Jeffreys interval: no exit was seen",
            (true, _) => "Jeffreys interval of decisions: exits are from one treaty",
        };
        Self { exits: rate(count.events, size), decisions: rate(cases, 1.0), interval: interval.to_owned() }
    }

    /// Treaties drawn with replacement: exits from one treaty are not independent of each other.
    fn resampled(count: &ReferenceCount, decisions: u32) -> Self {
        let treaties = &count.treaties;
        let (mut of_exits, mut of_decisions) = (Vec::new(), Vec::new());
        for resample in 0..RESAMPLES {
            let draw = Draw { seed: RESAMPLING, future: resample, stream: Stream::BaseRates, option: 0 };
            let (mut exits, mut days, mut years) = (0, 0, 0.0);
            for index in 0..treaties.len() {
                let u = draw.uniform(index as u32);
                let treaty = &treaties[((u * treaties.len() as f64) as usize).min(treaties.len() - 1)];
                exits += treaty.events;
                days += treaty.decisions;
                years += treaty.years;
            }
            of_exits.push(f64::from(exits) / years);
            of_decisions.push(f64::from(days) / years);
        }
        let estimate = |events: u32, rates: &mut Vec<f64>| {
            rates.sort_by(f64::total_cmp);
            let mean = f64::from(events) / count.years;
            let (low, high) = (quantile(rates, 0.05).min(mean), quantile(rates, 0.95).max(mean));
            Estimate { mean, low, high, events, monte_carlo_error: 0.0 }
        };
        let with_exits = treaties.iter().filter(|treaty| treaty.decisions > 0).count();
        let interval = format!("bootstrap of {} treaties, {with_exits} of them with exits", treaties.len());
        Self {
            exits: estimate(count.events, &mut of_exits),
            decisions: estimate(decisions, &mut of_decisions),
            interval,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(treaties: &[(u32, u32, f64)]) -> ReferenceCount {
        let of = |(events, decisions, years): &(u32, u32, f64)| TreatyCount {
            key: "T".to_owned(),
            events: *events,
            decisions: *decisions,
            years: *years,
        };
        ReferenceCount {
            id: "x".to_owned(),
            name: "x".to_owned(),
            definition: "x".to_owned(),
            events: treaties.iter().map(|treaty| treaty.0).sum(),
            years: treaties.iter().map(|treaty| treaty.2).sum(),
            treaties: treaties.iter().map(of).collect(),
        }
    }

    #[test]
    fn exits_gathered_in_one_treaty_widen_the_interval() {
        let spread: Vec<_> = (0..20).map(|index| (u32::from(index < 10), u32::from(index < 10), 100.0)).collect();
        let gathered: Vec<_> = (0..20).map(|index| [(5, 5, 100.0), (0, 0, 100.0)][usize::from(index >= 2)]).collect();
        let (spread, gathered) = (Rates::of(&class(&spread)), Rates::of(&class(&gathered)));
        assert_eq!(spread.exits.mean, gathered.exits.mean);
        let width = |rate: Estimate| rate.high - rate.low;
        assert!(width(gathered.exits) > 1.5 * width(spread.exits));
        assert_eq!(gathered.interval, "bootstrap of 20 treaties, 2 of them with exits");
    }

    #[test]
    fn a_percentile_bootstrap_of_two_kinds_of_treaties_has_the_binomial_interval() {
        // 40 treaties of 100 years, half with one exit: exits of a resample are binomial(40, 1/2), whose 5 % and 95 %
        // quantiles are 15 and 25.
        let half: Vec<_> = (0..40).map(|index| (index % 2, index % 2, 100.0)).collect();
        let rates = Rates::of(&class(&half));
        assert_eq!((rates.exits.low * 4000.0, rates.exits.high * 4000.0), (15.0, 25.0));
    }

    #[test]
    fn four_exits_on_two_days_are_two_decisions() {
        let rates = Rates::of(&class(&[(4, 2, 175.0)]));
        assert_eq!((rates.exits.events, rates.decisions.events), (4, 2));
        assert!((rates.exits.mean - 4.0 / 175.0).abs() < 1e-15 && (rates.decisions.mean - 2.0 / 175.0).abs() < 1e-15);
        let jeffreys = |p: f64| gamma_quantile(2.5, p) / 175.0;
        assert!((rates.decisions.low - jeffreys(0.05)).abs() < 1e-15);
        assert!((rates.exits.high - 2.0 * jeffreys(0.95)).abs() < 1e-15);
    }

    #[test]
    fn no_exit_is_no_zero_width() {
        let rates = Rates::of(&class(&[(0, 0, 50.0), (0, 0, 70.0)]));
        assert!(rates.exits.mean == 0.0 && rates.exits.low == 0.0 && rates.exits.high > 0.0);
        assert!(rates.interval.contains("no exit"));
    }
}
