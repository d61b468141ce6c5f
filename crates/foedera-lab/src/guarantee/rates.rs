//! Troops from anyone: the shrunk rate of calls (beta-binomial), which the held-out scores chose over the model of answers.
//!
//! The share of calls that anyone answered with troops: that of the trigger is shrunk towards that of all calls, that of the treaty
//! towards that of the trigger. How strongly, the marginal likelihood of the cases seen says. Allies that decide together need no
//! model of their dependence here: the unit is the call.

use foedera_atlas::Atlas;
use foedera_math::{beta_quantile, ln};
use foedera_world::{TreatyId, Trigger};

use crate::guarantee::probability::Probability;
use crate::guarantee::record::{sent_troops, was_asked};

/// The weights of a prior, in calls, among which the marginal likelihood chooses.
const WEIGHTS: [f64; 9] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 1000.0];
/// What an interval leaves out at each end.
const TAIL: f64 = 0.05;

/// A call of the register of which it is known whether anyone sent troops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnownCall {
    /// Its place in the register.
    pub place: usize,
    /// The treaty.
    pub treaty: TreatyId,
    /// Why it was made.
    pub trigger: Trigger,
    /// Whether anyone sent troops.
    pub sent: bool,
}

/// Cases of a group: events, cases, and the sum of the rates that they are shrunk towards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Count {
    pub(crate) events: f64,
    pub(crate) cases: f64,
    towards: f64,
}

impl Count {
    pub(crate) fn add(&mut self, sent: bool, towards: f64) {
        self.events += f64::from(u8::from(sent));
        self.cases += 1.0;
        self.towards += towards;
    }
}

/// The shrunk rates of calls that anyone answered with troops.
#[derive(Debug, Clone, PartialEq)]
pub struct CallRates {
    calls: Vec<KnownCall>,
    trigger_weight: f64,
    treaty_weight: f64,
}

impl CallRates {
    /// The calls of the atlas's register whose answers are known, but those left out.
    pub fn new(atlas: &Atlas, keep: impl Fn(usize) -> bool) -> Self {
        let known = |(place, call): (usize, &foedera_world::Call)| {
            let sent = sent_troops(call).filter(|_| was_asked(call) && keep(place))?;
            Some(KnownCall { place, treaty: call.treaty, trigger: call.trigger, sent })
        };
        Self::of(atlas.calls().iter().enumerate().filter_map(known).collect())
    }

    fn of(calls: Vec<KnownCall>) -> Self {
        let mut rates = Self { calls, trigger_weight: 1.0, treaty_weight: 1.0 };
        let overall = rates.overall();
        let by_trigger = rates.counts(|call| call.trigger.name().to_owned(), |_| overall);
        rates.trigger_weight = weight(&by_trigger);
        let by_treaty = rates.counts(|call| call.treaty.index().to_string(), |call| rates.of_trigger(call.trigger));
        rates.treaty_weight = weight(&by_treaty);
        rates
    }

    fn counts(&self, group: impl Fn(&KnownCall) -> String, towards: impl Fn(&KnownCall) -> f64) -> Vec<Count> {
        let mut counts = std::collections::BTreeMap::<String, Count>::new();
        for call in &self.calls {
            counts.entry(group(call)).or_default().add(call.sent, towards(call));
        }
        counts.into_values().collect()
    }

    fn count(&self, keep: impl Fn(&KnownCall) -> bool) -> Count {
        let mut count = Count::default();
        self.calls.iter().filter(|call| keep(call)).for_each(|call| count.add(call.sent, 0.0));
        count
    }

    /// The share of all calls, with half a case for and half a case against.
    pub fn overall(&self) -> f64 {
        let count = self.count(|_| true);
        (count.events + 0.5) / (count.cases + 1.0)
    }

    /// The share of calls for a trigger, shrunk towards that of all.
    pub fn of_trigger(&self, trigger: Trigger) -> f64 {
        let count = self.count(|call| call.trigger == trigger);
        (count.events + self.trigger_weight * self.overall()) / (count.cases + self.trigger_weight)
    }

    /// The share of calls under a treaty, shrunk towards that of the trigger, with the 90 % interval of the beta distribution.
    pub fn of_treaty(&self, treaty: TreatyId, trigger: Trigger) -> Probability {
        let (count, rate) = (self.count(|call| call.treaty == treaty), self.of_trigger(trigger));
        let a = count.events + self.treaty_weight * rate;
        let b = count.cases - count.events + self.treaty_weight * (1.0 - rate);
        Probability { mean: a / (a + b), low: beta_quantile(a, b, TAIL), high: beta_quantile(a, b, 1.0 - TAIL) }
    }

    /// Calls under a treaty whose answers are known, and how many brought troops.
    pub fn known(&self, treaty: TreatyId) -> (usize, usize) {
        let own = self.calls.iter().filter(|call| call.treaty == treaty);
        (own.clone().count(), own.filter(|call| call.sent).count())
    }
}

/// The weight with the highest marginal likelihood of beta-binomial groups.
pub(crate) fn weight(groups: &[Count]) -> f64 {
    // ln B(a + k, b + n - k) - ln B(a, b) for whole k and n, as sums of logarithms.
    let rising = |from: f64, steps: f64| (0..steps as u32).map(|step| ln(from + f64::from(step))).sum::<f64>();
    let likelihood = |weight: f64| -> f64 {
        let of = |group: &Count| {
            let rate = group.towards / group.cases;
            rising(weight * rate, group.events) + rising(weight * (1.0 - rate), group.cases - group.events)
                - rising(weight, group.cases)
        };
        groups.iter().map(of).sum()
    };
    let best =
        WEIGHTS.into_iter().map(|weight| (likelihood(weight), weight)).reduce(|a, b| if b.0 > a.0 { b } else { a });
    best.map_or(1.0, |best| best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atlas() -> Atlas {
        Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// Brier score of what `of` says of each known call when `left_out` calls are not seen, and of the rate of all other calls.
    fn brier(atlas: &Atlas, left_out: impl Fn(&KnownCall, &foedera_world::Call) -> bool) -> (f64, f64) {
        let all = CallRates::new(atlas, |_| true).calls;
        let (mut own, mut overall) = (0.0, 0.0);
        for call in &all {
            let seen = CallRates::new(atlas, |place| !left_out(call, &atlas.calls()[place]) && place != call.place);
            let sent = f64::from(u8::from(call.sent));
            let square = |p: f64| (p - sent) * (p - sent) / all.len() as f64;
            own += square(seen.of_treaty(call.treaty, call.trigger).mean);
            overall += square(seen.overall());
        }
        (own, overall)
    }

    #[test]
    fn held_out_by_call_by_treaty_and_by_time_the_shrunk_rate_beats_the_rate_of_all() {
        let atlas = atlas();
        let by_call = brier(&atlas, |_, _| false);
        let by_treaty = brier(&atlas, |call, other| other.treaty == call.treaty);
        let by_time = brier(&atlas, |call, other| other.when.latest() >= atlas.calls()[call.place].when.earliest());
        println!("{by_call:?} {by_treaty:?} {by_time:?}");
        for (own, overall) in [by_call, by_treaty, by_time] {
            assert!(own < overall, "{by_call:?} {by_treaty:?} {by_time:?}");
        }
        assert!(by_call.0 < 0.18, "the model of answers had 0.225: {by_call:?}");
    }

    #[test]
    fn calls_whose_answers_are_unknown_are_no_cases() {
        let atlas = atlas();
        let rates = CallRates::new(&atlas, |_| true);
        assert_eq!(rates.known(atlas.roster().find_treaty("NATO").unwrap()), (5, 4));
    }

    #[test]
    fn an_unseen_treaty_has_the_rate_of_the_trigger_and_a_wide_interval() {
        let atlas = atlas();
        let rates = CallRates::new(&atlas, |_| true);
        let unseen = atlas.roster().find_treaty("AUKUS").unwrap();
        let p = rates.of_treaty(unseen, Trigger::ExternalAttack);
        assert!((p.mean - rates.of_trigger(Trigger::ExternalAttack)).abs() < 1e-12);
        assert!(p.high - p.low > 0.3, "{p:?}");
    }
}
