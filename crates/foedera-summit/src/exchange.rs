//! Package deals of equal gain: actors who differ in what matters to them trade votes on pairs of issues.
//!
//! The outcome of an issue is the mean of voting positions weighted by w = c s. Two actors on opposite sides of it on
//! two issues can each move on the issue that matters less to it, for a move of the other one on the issue that
//! matters more; the rate is such that both gain the same. The deal with the greatest gain is made, those that it
//! touches are priced anew or fall away, and so on until none is left. Stokman and Van Oosten (1994), in "European
//! Community Decision Making"; Dijkstra, Van Assen and Stokman (2008), "Outcomes of Collective Decisions with
//! Externalities Predicted", J. Theoretical Politics 20. The order of details follows the program of the Decide group,
//! `foarsitter/decide-exchange-model`.
//!
//! A model of many issues: of one issue there is nothing to trade. Ties between deals go to the one that was worth
//! more before, and then to the first one by issues and actors, so that the order of actors can matter where gains are
//! equal.

mod deal;

use std::cmp::Reverse;

use crate::Setting;
use crate::settle::scale;
pub use deal::Deal;
use deal::Offer;

/// Who holds what on all issues, on scales from 0 to 100. Lists have a row of issues for each actor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Market {
    /// The number of issues.
    pub issues: usize,
    /// Positions at the start of the round.
    pub positions: Vec<f64>,
    /// Saliences.
    pub saliences: Vec<f64>,
    /// Capability times salience; zero for an actor who takes no part on an issue.
    pub weights: Vec<f64>,
    /// The sum of weights of each issue.
    pub totals: Vec<f64>,
}

/// What a round ended with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Round {
    /// The outcome on each issue, from 0 to 100, before any deal; NaN where nobody takes part.
    pub before: Vec<f64>,
    /// The outcome with the voting positions after all deals.
    pub after: Vec<f64>,
    /// The voting positions.
    pub voting: Vec<f64>,
    /// The deals, in the order in which they were made.
    pub deals: Vec<Deal>,
    /// Whether two deals tied for the greatest gain.
    pub tie: bool,
    /// Whether an outcome lay exactly on the position of one who asked to move it. By the rule it may be moved on; in
    /// the reference program the last of 28 decimals decides.
    pub landed: bool,
}

/// How far a position follows its vote into the next round: always, and the more the less an actor cares.
const FOLLOWS: f64 = 0.1;
const FOLLOWS_IDLY: f64 = 0.4;

impl Market {
    /// The market of a setting. Actors without a known position or weight on an issue take no part there.
    pub fn new(setting: &Setting) -> Self {
        let count = setting.positions.len();
        let mut market = Self {
            issues: setting.issues,
            positions: vec![f64::NAN; count],
            saliences: setting.saliences.clone(),
            weights: vec![0.0; count],
            totals: vec![0.0; setting.issues],
        };
        for issue in 0..setting.issues {
            let (low, width) = scale(setting, issue);
            for actor in 0..setting.actors() {
                let at = setting.at(actor, issue);
                let (position, weight) = (setting.positions[at], setting.weight(actor, issue));
                if position.is_finite() && weight.is_finite() && weight > 0.0 {
                    market.positions[at] = 100.0 * (position - low) / width;
                    market.weights[at] = weight;
                    market.totals[issue] += weight;
                }
            }
        }
        market
    }

    /// The number of actors.
    pub fn actors(&self) -> usize {
        self.positions.len() / self.issues.max(1)
    }

    /// The outcome of each issue for some positions.
    fn outcomes(&self, positions: &[f64]) -> Vec<f64> {
        let outcome = |issue: usize| {
            let held = (0..self.actors()).map(|actor| actor * self.issues + issue).filter(|at| self.weights[*at] > 0.0);
            held.map(|at| self.weights[at] * positions[at]).sum::<f64>() / self.totals[issue]
        };
        (0..self.issues).map(outcome).collect()
    }

    /// Make all deals of a round. Of deals that tie, the first one is made.
    pub fn round(&self) -> Round {
        self.round_choosing(|_| 0)
    }

    /// Make all deals of a round. Of deals that tie for the greatest gain, the one is made whose place in the list
    /// `choose` returns; a place beyond the list is its last one.
    pub fn round_choosing(&self, mut choose: impl FnMut(&[Deal]) -> usize) -> Round {
        let before = self.outcomes(&self.positions);
        let mut offers = self.offers(&before);
        // Offers stay where they are; their ranks are sorted.
        let mut ranks: Vec<usize> = (0..offers.len()).collect();
        let mut round = Round { voting: self.positions.clone(), before, ..Round::default() };
        while !ranks.is_empty() {
            ranks.sort_by_key(|at| Reverse(offers[*at].rank()));
            let tied = ranks.iter().take_while(|at| offers[**at].rank() == offers[ranks[0]].rank()).count();
            let mut chosen = 0;
            if tied > 1 {
                round.tie = true;
                let deals: Vec<Deal> = ranks[..tied].iter().map(|at| offers[*at].deal()).collect();
                chosen = choose(&deals).min(tied - 1);
            }
            let deal = offers[ranks.remove(chosen)].deal();
            for side in &deal.sides {
                round.voting[side.actor * self.issues + side.supply] = side.vote;
            }
            ranks.retain(|at| offers[*at].after(self, &deal));
            round.deals.push(deal);
        }
        round.landed = offers.iter().any(|offer| offer.landed);
        round.after = self.outcomes(&round.voting);
        round
    }

    /// Every deal that two actors could make.
    fn offers(&self, outcomes: &[f64]) -> Vec<Offer> {
        let mut offers = Vec::new();
        let mut sides: [Vec<usize>; 4] = Default::default();
        for p in 0..self.issues {
            for q in p + 1..self.issues {
                sides.iter_mut().for_each(Vec::clear);
                for actor in 0..self.actors() {
                    let (at_p, at_q) = (actor * self.issues + p, actor * self.issues + q);
                    if self.weights[at_p] > 0.0 && self.weights[at_q] > 0.0 {
                        let below = |at: usize, issue: usize| usize::from(self.positions[at] < outcomes[issue]);
                        sides[below(at_p, p) + 2 * below(at_q, q)].push(actor);
                    }
                }
                for (one, other) in [(0, 3), (1, 2)] {
                    for i in &sides[one] {
                        for j in &sides[other] {
                            offers.extend(Offer::new(self, [*i, *j], [p, q]));
                        }
                    }
                }
            }
        }
        offers
    }

    /// The market of the next round: positions follow votes part of the way.
    pub fn next(&self, round: &Round) -> Self {
        let mut next = self.clone();
        for (at, vote) in round.voting.iter().enumerate() {
            let idle = FOLLOWS_IDLY * (1.0 - self.saliences[at]);
            if self.weights[at] > 0.0 && *vote != self.positions[at] {
                next.positions[at] = (1.0 - FOLLOWS - idle) * self.positions[at] + (FOLLOWS + idle) * vote;
            }
        }
        next
    }
}

/// Play some rounds.
pub fn rounds(setting: &Setting, count: usize) -> Vec<Round> {
    let mut market = Market::new(setting);
    let mut rounds = Vec::with_capacity(count);
    for _ in 0..count {
        let round = market.round();
        market = market.next(&round);
        rounds.push(round);
    }
    rounds
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two actors with opposite wants; each cares for one issue only a little.
    fn opposites() -> Setting {
        Setting {
            issues: 2,
            positions: vec![0.0, 0.0, 1.0, 1.0],
            saliences: vec![1.0, 0.5, 0.5, 1.0],
            capabilities: vec![1.0; 4],
            reference: vec![f64::NAN; 2],
            scales: vec![(0.0, 1.0); 2],
        }
    }

    #[test]
    fn each_gets_what_matters_more_to_it() {
        let round = Market::new(&opposites()).round();
        // Before: 0 × 1 + 100 × 0.5 over 1.5, and the other way round.
        assert!((round.before[0] - 100.0 / 3.0).abs() < 1e-9 && (round.before[1] - 200.0 / 3.0).abs() < 1e-9);
        assert_eq!(round.deals.len(), 1);
        assert!(round.after[0].abs() < 1e-9 && (round.after[1] - 100.0).abs() < 1e-9, "{:?}", round.after);
        // Both win a third of the scale where salience is 1 and lose it where it is 0.5.
        assert!((round.deals[0].gain - 100.0 / 6.0).abs() < 1e-9);
        assert!(!round.tie);
    }

    #[test]
    fn positions_follow_votes_in_part() {
        let rounds = rounds(&opposites(), 2);
        // The first actor moved on issue 1 from 0 to 100, salience 0.5: 0.1 + 0.4 × 0.5 of the way.
        let market = Market::new(&opposites());
        let next = market.next(&rounds[0]);
        assert!((next.positions[1] - 30.0).abs() < 1e-9);
        assert_eq!(next.positions[0], 0.0);
    }

    #[test]
    fn one_issue_has_no_deals_and_nobody_no_outcome() {
        let mut one = opposites();
        one.issues = 1;
        one.reference.truncate(1);
        one.scales.truncate(1);
        assert!(Market::new(&one).round().deals.is_empty());
        let mut nobody = opposites();
        nobody.capabilities.fill(0.0);
        assert!(Market::new(&nobody).round().after.iter().all(|text| text.is_nan()));
    }
}
