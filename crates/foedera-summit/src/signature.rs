//! Who signs a text, whether it passes, and what would bring a holdout in.
//!
//! An actor's loss from a text is the sum over issues of salience times distance as a share of the issue's scale; it is single-peaked. Its gain is the loss from the reference outcome less that from the text, less the domestic cost of signing, plus what it
//! is paid, all in the same unit: an issue of salience 1 from end to end of its scale is worth 1. P(sign) = F((gain − reservation) / noise),
//! F logistic (McFadden 1974). Reservation and noise are stated priors: refusals of whole summits are too few to fit.

use foedera_math::{Draw, Stream, logistic};

use crate::{Ballot, Rule, Setting};

/// How gains become signatures.
#[derive(Debug, Clone, PartialEq)]
pub struct Signing {
    /// The gain that an actor must exceed to be likelier to sign than not.
    pub reservation: f64,
    /// The noise, above 0: a gain of one noise over the reservation signs with 73 %.
    pub noise: f64,
    /// What signing costs each actor at home.
    pub costs: Vec<f64>,
    /// What each actor is paid for signing.
    pub payments: Vec<f64>,
    /// The share of refusals that are absences rather than objections.
    pub absence: f64,
}

/// The prior noise, of our judgement: a tenth of a scale.
pub const NOISE: f64 = 0.1;
/// Most actors for whom every combination of stands is weighed.
const EXACT_ACTORS: usize = 16;
/// Steps of the bisection for a bridge: a millionth of the way.
const STEPS: u32 = 40;

impl Signing {
    /// The stated priors for so many actors: no reservation, noise of a tenth, no costs or payments, all refusals object.
    pub fn prior(actors: usize) -> Self {
        Self { reservation: 0.0, noise: NOISE, costs: vec![0.0; actors], payments: vec![0.0; actors], absence: 0.0 }
    }
}

/// What would bring a holdout in.
#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    /// The actor.
    pub actor: usize,
    /// The least payment that makes it as likely to sign as not.
    pub payment: f64,
    /// The text nearest to the one asked about, on the way to the actor's own position, at which it is as likely to sign as not; `None` if
    /// not even its own position makes it so.
    pub text: Option<Vec<f64>>,
    /// How far that is: the mean over issues of the shift in shares of the scale.
    pub shift: f64,
    /// Actors likelier to sign than not before, and no longer with that text.
    pub loses: Vec<usize>,
    /// Whether the rule passes with the likeliest stands then.
    pub passes: bool,
}

/// What becomes of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Signatures {
    /// For each actor what the text is worth to it over the reference outcome, costs and payments included.
    pub gains: Vec<f64>,
    /// For each actor the probability that it signs.
    pub sign: Vec<f64>,
    /// The probability that the text passes under the rule, stands being independent given the text.
    pub passes: f64,
    /// Whether [`Self::passes`] is exact.
    pub exact: bool,
    /// Actors whose likeliest stand, if turned, turns the outcome.
    pub pivotal: Vec<usize>,
}

/// The loss of an actor from a text: the sum of saliences times distances in shares of the scale.
pub fn loss(setting: &Setting, actor: usize, text: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (issue, value) in text.iter().enumerate() {
        let at = setting.at(actor, issue);
        let (low, high) = setting.scales[issue];
        sum += setting.saliences[at] * (value - setting.positions[at]).abs() / (high - low);
    }
    sum
}

/// What a text is worth to each actor over the reference outcome. Issues whose reference is not known count for nothing.
pub fn gains(setting: &Setting, signing: &Signing, text: &[f64]) -> Vec<f64> {
    let known: Vec<f64> =
        text.iter().zip(&setting.reference).map(|(text, old)| if old.is_nan() { *text } else { *old }).collect();
    let of = |actor: usize| {
        loss(setting, actor, &known) - loss(setting, actor, text) - signing.costs[actor] + signing.payments[actor]
    };
    (0..setting.actors()).map(of).collect()
}

/// Who signs a text, and whether it passes.
pub fn signatures(setting: &Setting, rule: &Rule, signing: &Signing, text: &[f64], seed: u64) -> Signatures {
    let gains = gains(setting, signing, text);
    let sign: Vec<f64> = gains.iter().map(|gain| logistic((gain - signing.reservation) / signing.noise)).collect();
    let likeliest = stands(&sign);
    let outcome = rule.passes(&likeliest);
    let pivotal = (0..sign.len()).filter(|actor| {
        let mut turned = likeliest.clone();
        turned[*actor] = if turned[*actor] == Ballot::Signs { Ballot::Objects } else { Ballot::Signs };
        rule.passes(&turned) != outcome
    });
    let pivotal = pivotal.collect();
    let (passes, exact) = passing(rule, &sign, signing.absence, seed);
    Signatures { gains, sign, passes, exact, pivotal }
}

fn stands(sign: &[f64]) -> Vec<Ballot> {
    sign.iter().map(|p| if *p >= 0.5 { Ballot::Signs } else { Ballot::Objects }).collect()
}

/// The probability that a rule passes with these probabilities of signing: exact over all stands, drawn where there are too many.
fn passing(rule: &Rule, sign: &[f64], absence: f64, seed: u64) -> (f64, bool) {
    let n = sign.len();
    let with_absence = absence > 0.0;
    let exact = n <= if with_absence { 10 } else { EXACT_ACTORS };
    let share = |stand: Ballot, p: f64| match stand {
        Ballot::Signs => p,
        Ballot::Abstains => (1.0 - p) * absence,
        Ballot::Objects => (1.0 - p) * (1.0 - absence),
    };
    if exact {
        let kinds: &[Ballot] = if with_absence {
            &[Ballot::Signs, Ballot::Objects, Ballot::Abstains]
        } else {
            &[Ballot::Signs, Ballot::Objects]
        };
        let mut sum = 0.0;
        let mut stands = vec![Ballot::Signs; n];
        for index in 0..kinds.len().pow(n as u32) {
            let (mut rest, mut probability) = (index, 1.0);
            for (stand, p) in stands.iter_mut().zip(sign) {
                *stand = kinds[rest % kinds.len()];
                rest /= kinds.len();
                probability *= share(*stand, *p);
            }
            if rule.passes(&stands) {
                sum += probability;
            }
        }
        return (sum, true);
    }
    let runs = 20_000;
    let mut passed = 0.0;
    for future in 0..runs {
        let stand = |(actor, p): (usize, &f64)| {
            let at = Draw { seed, future, stream: Stream::Signatures, option: actor as u32 };
            match (at.uniform(0) < *p, at.uniform(1) < absence) {
                (true, _) => Ballot::Signs,
                (false, true) => Ballot::Abstains,
                (false, false) => Ballot::Objects,
            }
        };
        passed += f64::from(u8::from(rule.passes(&sign.iter().enumerate().map(stand).collect::<Vec<_>>())));
    }
    (passed / f64::from(runs), false)
}

/// What would bring each holdout in, and whom that would lose.
pub fn bridges(setting: &Setting, rule: &Rule, signing: &Signing, text: &[f64]) -> Vec<Bridge> {
    let now = gains(setting, signing, text);
    let signs = |gains: &[f64], actor: usize| gains[actor] >= signing.reservation;
    let bridge = |actor: usize| {
        let moved = |share: f64| -> Vec<f64> {
            let own = |issue: usize| setting.positions[setting.at(actor, issue)];
            text.iter().enumerate().map(|(issue, value)| value + share * (own(issue) - value)).collect()
        };
        let enough = |share: f64| signs(&gains(setting, signing, &moved(share)), actor);
        let found = enough(1.0).then(|| {
            let (mut low, mut high) = (0.0, 1.0);
            for _ in 0..STEPS {
                let middle = f64::midpoint(low, high);
                if enough(middle) { high = middle } else { low = middle }
            }
            moved(high)
        });
        let after = found.as_ref().map(|text| gains(setting, signing, text));
        let shift = found.as_ref().map_or(f64::NAN, |found| {
            let moved =
                found.iter().zip(text).zip(&setting.scales).map(|((a, b), (low, high))| (a - b).abs() / (high - low));
            moved.sum::<f64>() / setting.issues as f64
        });
        let loses = after.as_ref().map_or(Vec::new(), |after| {
            (0..setting.actors()).filter(|other| signs(&now, *other) && !signs(after, *other)).collect()
        });
        let passes = after.as_ref().is_some_and(|after| {
            let stands: Vec<Ballot> = (0..after.len())
                .map(|other| if signs(after, other) { Ballot::Signs } else { Ballot::Objects })
                .collect();
            rule.passes(&stands)
        });
        Bridge { actor, payment: signing.reservation - now[actor], text: found, shift, loses, passes }
    };
    (0..setting.actors()).filter(|actor| !signs(&now, *actor)).map(bridge).collect()
}

/// The text on a grid of each issue's positions, reference and middle points that the most reluctant actor is likeliest to sign (the
/// largest least gain), and that gain. With more than a few issues, issues are improved in turn from the weighted mean.
pub fn consensus_text(setting: &Setting, signing: &Signing) -> (Vec<f64>, f64) {
    let candidates: Vec<Vec<f64>> = (0..setting.issues)
        .map(|issue| {
            let mut values: Vec<f64> =
                (0..setting.actors()).map(|actor| setting.positions[setting.at(actor, issue)]).collect();
            values.push(setting.reference[issue]);
            let (low, high) = setting.scales[issue];
            values.extend((0..=20).map(|k| low + (high - low) * f64::from(k) / 20.0));
            values.retain(|value| !value.is_nan());
            values.sort_by(f64::total_cmp);
            values.dedup();
            values
        })
        .collect();
    let least = |text: &[f64]| gains(setting, signing, text).into_iter().fold(f64::INFINITY, f64::min);
    let mut text: Vec<f64> = (0..setting.issues)
        .map(|issue| {
            let weights: Vec<f64> = (0..setting.actors()).map(|actor| setting.weight(actor, issue)).collect();
            let all: f64 = weights.iter().sum();
            let sum: f64 = weights.iter().enumerate().map(|(a, w)| w * setting.positions[setting.at(a, issue)]).sum();
            if all > 0.0 { sum / all } else { f64::midpoint(setting.scales[issue].0, setting.scales[issue].1) }
        })
        .collect();
    let mut best = least(&text);
    for _ in 0..20 {
        let before = best;
        for (issue, values) in candidates.iter().enumerate() {
            for value in values {
                let mut other = text.clone();
                other[issue] = *value;
                let own = least(&other);
                if own > best {
                    (best, text) = (own, other);
                }
            }
        }
        if best <= before {
            break;
        }
    }
    (text, best)
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn drawn(actors: usize, issues: usize, seed: u64) -> Setting {
        let at = |stream: u32, option: usize| {
            Draw { seed, future: 0, stream: Stream::Test(stream), option: option as u32 }.uniform(0)
        };
        let list = |stream: u32, scale: f64| (0..actors * issues).map(|k| at(stream, k) * scale).collect();
        Setting {
            issues,
            positions: list(1, 100.0),
            saliences: list(2, 1.0),
            capabilities: list(3, 1.0),
            reference: (0..issues).map(|k| at(4, k) * 100.0).collect(),
            scales: vec![(0.0, 100.0); issues],
        }
    }

    proptest! {
        #[test]
        fn under_unanimity_without_noise_no_signer_is_worse_off(seed in 0_u64..400, actors in 2_usize..6, issues in 1_usize..4) {
            let setting = drawn(actors, issues, seed);
            let signing = Signing { noise: 1e-9, ..Signing::prior(actors) };
            let rule = Rule { unanimous: true, ..Rule::default() };
            let text: Vec<f64> = (0..issues).map(|k| Draw { seed, future: 1, stream: Stream::Test(5), option: k as u32 }.uniform(0) * 100.0).collect();
            let found = signatures(&setting, &rule, &signing, &text, 1);
            let worse = found.gains.iter().any(|gain| *gain < -1e-7);
            prop_assert!(found.exact && (!worse || found.passes < 1e-6));
            if found.passes > 0.99 {
                prop_assert!(found.gains.iter().all(|gain| *gain > -1e-7));
            }
        }

        #[test]
        fn actors_in_another_order_give_the_same_in_that_order(seed in 0_u64..200) {
            let setting = drawn(4, 2, seed);
            let turned = Setting {
                positions: (0..4).rev().flat_map(|a| setting.positions[a * 2..a * 2 + 2].to_vec()).collect(),
                saliences: (0..4).rev().flat_map(|a| setting.saliences[a * 2..a * 2 + 2].to_vec()).collect(),
                capabilities: (0..4).rev().flat_map(|a| setting.capabilities[a * 2..a * 2 + 2].to_vec()).collect(),
                ..setting.clone()
            };
            let rule = Rule { objections: Some(1), ..Rule::default() };
            let text = [30.0, 60.0];
            let (a, b) = (signatures(&setting, &rule, &Signing::prior(4), &text, 1), signatures(&turned, &rule, &Signing::prior(4), &text, 1));
            for k in 0..4 {
                prop_assert!((a.sign[k] - b.sign[3 - k]).abs() < 1e-12);
            }
            prop_assert!((a.passes - b.passes).abs() < 1e-12);
        }

        #[test]
        fn a_bridge_suffices_and_a_little_less_does_not(seed in 0_u64..300, actors in 2_usize..6, issues in 1_usize..4) {
            let setting = drawn(actors, issues, seed);
            let signing = Signing::prior(actors);
            let rule = Rule { objections: Some(0), ..Rule::default() };
            let text = vec![50.0; issues];
            for bridge in bridges(&setting, &rule, &signing, &text) {
                let paid = Signing { payments: (0..actors).map(|a| if a == bridge.actor { bridge.payment + 1e-9 } else { 0.0 }).collect(), ..signing.clone() };
                prop_assert!(gains(&setting, &paid, &text)[bridge.actor] >= 0.0);
                let Some(found) = bridge.text else { continue };
                prop_assert!(gains(&setting, &signing, &found)[bridge.actor] >= -1e-9);
                let short: Vec<f64> = found.iter().zip(&text).map(|(a, b)| b + 0.99 * (a - b)).collect();
                prop_assert!(gains(&setting, &signing, &short)[bridge.actor] < 1e-9);
            }
        }
    }

    #[test]
    fn passing_is_the_sum_over_stands() {
        let rule = Rule { objections: Some(0), ..Rule::default() };
        let (passes, exact) = passing(&rule, &[0.9, 0.5, 0.8], 0.0, 1);
        assert!(exact && (passes - 0.36).abs() < 1e-12);
        let (with_absence, _) = passing(&rule, &[0.9, 0.5, 0.8], 0.5, 1);
        assert!((with_absence - 0.95 * 0.75 * 0.9).abs() < 1e-12);
        let many = vec![0.99; 20];
        let (drawn, exact) = passing(&rule, &many, 0.0, 1);
        assert!(!exact && (drawn - foedera_math::pow(0.99, 20.0)).abs() < 0.02);
    }
}
