//! One deal: its price, and what other deals do to it.

use super::Market;

/// One side of a deal that was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// Who.
    pub actor: usize,
    /// The issue on which it moves.
    pub supply: usize,
    /// Where it stood at the start of the round, from 0 to 100.
    pub start: f64,
    /// Where it stood before this deal.
    pub before: f64,
    /// Where it votes after it.
    pub vote: f64,
}

/// A deal that was made. Each side moves on its own issue of supply, which is the other one's issue of demand.
#[derive(Debug, Clone, PartialEq)]
pub struct Deal {
    /// Both sides; the first one cares relatively more for what the second one supplies.
    pub sides: [Side; 2],
    /// What each side gains: movements of outcomes, in points of 100, times salience.
    pub gain: f64,
}

/// One side of a deal that could be made.
#[derive(Debug, Clone, PartialEq)]
struct Trader {
    actor: usize,
    supply: usize,
    /// Salience and weight on the issue of supply, and salience on that of demand.
    gives: f64,
    weight: f64,
    wants: f64,
    /// Its position on the issue of demand, which the other side moves towards.
    goal: f64,
    start: f64,
    position: f64,
    vote: f64,
    /// The moves that this deal has priced so far. They must all have one direction.
    moves: Vec<f64>,
    /// Votes of others on its issue of supply, as far as earlier deals with the same demander made them.
    votes: Vec<(usize, f64)>,
}

/// A deal that could be made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Offer {
    gain: f64,
    /// Whether an outcome already lies on the position that it would be moved beyond.
    pub(super) landed: bool,
    sides: [Trader; 2],
}

/// A gain or a move, in points, that is none.
const NOTHING: f64 = 1e-10;
/// Room for rounding at the ends of the scale and at an outcome that lands on a position.
const ROUNDING: f64 = 1e-9;

impl Trader {
    fn new(market: &Market, actor: usize, supply: usize, demand: usize) -> Self {
        let (own, other) = (actor * market.issues + supply, actor * market.issues + demand);
        Self {
            actor,
            supply,
            gives: market.saliences[own],
            weight: market.weights[own],
            wants: market.saliences[other],
            goal: market.positions[other],
            start: market.positions[own],
            position: market.positions[own],
            vote: market.positions[own],
            moves: Vec::new(),
            votes: Vec::new(),
        }
    }

    /// Set the last move: so far, towards the goal of the other side.
    fn go(&mut self, by: f64, goal: f64) {
        let by = if self.position > goal { -by } else { by };
        self.moves.push(by);
        self.vote = self.position + by;
    }

    /// Whether the last move stays on the scale, is none of nothing, and has the direction of the earlier ones.
    fn valid(&self) -> bool {
        let by = self.moves.last().copied().unwrap_or(0.0);
        let inside = (-ROUNDING..=100.0 + ROUNDING).contains(&(self.position + by));
        let one_way = self.moves.iter().all(|by| *by < 0.0) || self.moves.iter().all(|by| *by > 0.0);
        by.abs() > NOTHING
            && by.abs() <= 100.0 + ROUNDING
            && inside
            && one_way
            && self.moves.iter().sum::<f64>() <= 100.0 + ROUNDING
    }

    /// The outcome on its issue of supply if it votes at `vote`, as far as this deal knows of other votes.
    fn outcome(&self, market: &Market, vote: f64) -> f64 {
        let held = (0..market.actors()).map(|actor| (actor, actor * market.issues + self.supply));
        let moment = |(actor, at): (usize, usize)| {
            let known = self.votes.iter().find(|(by, _)| *by == actor).map(|(_, vote)| *vote);
            let there = if actor == self.actor { vote } else { known.unwrap_or(market.positions[at]) };
            if market.weights[at] > 0.0 { market.weights[at] * there } else { 0.0 }
        };
        held.map(moment).sum::<f64>() / market.totals[self.supply]
    }

    /// How far its outcome moves with a move, per point.
    fn share(&self, market: &Market) -> f64 {
        self.weight / market.totals[self.supply]
    }

    /// Take in a vote of another actor on the issue of supply; of two, the one that went less far stays.
    fn hear(&mut self, other: &Side) {
        match self.votes.iter_mut().find(|(by, _)| *by == other.actor) {
            Some((_, known)) if other.start <= *known => *known = known.min(other.vote),
            Some((_, known)) => *known = known.max(other.vote),
            None => self.votes.push((other.actor, other.vote)),
        }
    }
}

impl Offer {
    /// A deal of two actors on two issues, if both gain by it.
    pub(super) fn new(market: &Market, [i, j]: [usize; 2], [p, q]: [usize; 2]) -> Option<Self> {
        let salience = |actor: usize, issue: usize| market.saliences[actor * market.issues + issue];
        // The first side is the one for whom p matters more, relative to q, than for the other; it supplies q.
        let swap = salience(i, p) * salience(j, q) < salience(j, p) * salience(i, q);
        let (first, second) = if swap { (j, i) } else { (i, j) };
        let sides = [Trader::new(market, first, q, p), Trader::new(market, second, p, q)];
        let mut offer = Self { gain: 0.0, landed: false, sides };
        offer.price(market).then_some(offer)
    }

    /// The gain in units of what counts as none, so that equal gains are equal whatever their rounding.
    pub(super) fn rank(&self) -> i64 {
        (self.gain / NOTHING).round() as i64
    }

    /// The deal as it is priced now.
    pub(super) fn deal(&self) -> Deal {
        let side =
            |t: &Trader| Side { actor: t.actor, supply: t.supply, start: t.start, before: t.position, vote: t.vote };
        Deal { sides: [side(&self.sides[0]), side(&self.sides[1])], gain: self.gain }
    }

    /// The rate at which a movement of one side's outcome buys one of the other's, so that both gain the same.
    fn rate(&self, of: usize) -> f64 {
        let (own, other) = (&self.sides[of], &self.sides[1 - of]);
        (own.gives + other.wants) / (own.wants + other.gives)
    }

    /// Price the deal: the second side moves all the way if the first can pay for it, else the first one does.
    /// Whether the deal can be made.
    fn price(&mut self, market: &Market) -> bool {
        let all_the_way = |offer: &Self, of: usize| (offer.sides[1 - of].goal - offer.sides[of].position).abs();
        let mut moves = [0.0, all_the_way(self, 1)];
        let mut outcomes = [0.0, moves[1] * self.sides[1].share(market)];
        outcomes[0] = outcomes[1] * self.rate(1);
        moves[0] = outcomes[0] / self.sides[0].share(market);
        if moves[0] > all_the_way(self, 0) {
            moves[0] = all_the_way(self, 0);
            outcomes[0] = moves[0] * self.sides[0].share(market);
            outcomes[1] = outcomes[0] * self.rate(0);
            moves[1] = outcomes[1] / self.sides[1].share(market);
        }
        self.settle(moves, outcomes);
        if !self.valid() || self.gain < NOTHING {
            return false;
        }
        self.stop_at_goal(market, 0);
        self.stop_at_goal(market, 1);
        self.valid()
    }

    /// Note moves and the gain that they bring.
    fn settle(&mut self, moves: [f64; 2], outcomes: [f64; 2]) {
        let goals = [self.sides[1].goal, self.sides[0].goal];
        for ((side, by), goal) in self.sides.iter_mut().zip(moves).zip(goals) {
            side.go(by, goal);
        }
        self.gain = (outcomes[0] * self.sides[0].gives - outcomes[1] * self.sides[0].wants).abs();
    }

    fn valid(&self) -> bool {
        self.sides.iter().all(Trader::valid)
    }

    /// An outcome is not moved beyond the position of the one who asked for it: the deal shrinks until it lands there.
    /// An outcome that an earlier deal has landed there can be moved on.
    fn stop_at_goal(&mut self, market: &Market, of: usize) {
        let (side, goal) = (&self.sides[of], self.sides[1 - of].goal);
        let (from, to) = (side.outcome(market, side.position), side.outcome(market, side.vote));
        self.landed |= (goal - from).abs() <= ROUNDING && (goal - to).abs() > ROUNDING;
        if (goal >= from - ROUNDING && goal >= to - ROUNDING) || (goal <= from + ROUNDING && goal <= to + ROUNDING) {
            return;
        }
        let (mut moves, mut outcomes) = ([0.0; 2], [0.0; 2]);
        outcomes[of] = (goal - from).abs();
        moves[of] = outcomes[of] / side.share(market);
        outcomes[1 - of] = outcomes[of] * self.rate(of);
        moves[1 - of] = outcomes[1 - of] / self.sides[1 - of].share(market);
        for side in &mut self.sides {
            side.moves.pop();
        }
        self.settle(moves, outcomes);
    }

    /// What a deal that was made does to this one: it is priced anew where it shares an actor and its supply, or a
    /// demander and its demand. Whether it can still be made.
    pub(super) fn after(&mut self, market: &Market, deal: &Deal) -> bool {
        let mut moved = [false; 2];
        for (side, moved) in self.sides.iter_mut().zip(&mut moved) {
            let same = deal.sides.iter().find(|made| made.actor == side.actor && made.supply == side.supply);
            if let Some(made) = same {
                side.position = made.vote;
                *moved = true;
            }
        }
        let mut touched = moved[0] || moved[1];
        for (demander, supplier) in [(&deal.sides[1], &deal.sides[0]), (&deal.sides[0], &deal.sides[1])] {
            for of in 0..2 {
                // The demander of an issue is the other side of the one who supplies it.
                if self.sides[1 - of].actor == demander.actor && self.sides[of].supply == supplier.supply {
                    self.sides[of].hear(supplier);
                    touched = true;
                }
            }
        }
        if !touched {
            return true;
        }
        // A side that has moved stays bound to the direction that it was to move in.
        for (side, moved) in self.sides.iter_mut().zip(moved) {
            if !moved {
                side.moves.pop();
            }
        }
        self.price(market)
    }
}
