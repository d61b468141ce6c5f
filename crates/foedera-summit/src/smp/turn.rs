//! One turn of the spatial model of politics.

use super::terms::{TIE, partial, utility};
use super::{Adjustment, Commitment, Computation, Parameters, Parties, Proposal, State};
use crate::condorcet::Booth;
use crate::{Condorcet, Vote};

/// Positions nearer than this are one.
const APART: f64 = 1e-3;
/// The least gain for which an actor challenges another one.
const WORTH: f64 = 1e-5;
/// The strength of a side before anybody has joined it.
const NOBODY: f64 = 1e-10;

/// A proposed bargain; either side's new position stands in the table's list of `moves`.
#[derive(Debug, Clone, Copy)]
struct Bargain {
    initiator: usize,
    receiver: usize,
}

/// All that a turn needs, allocated once. Matrices have a row for each position and a column for each actor.
pub(super) struct Table<'a> {
    parties: &'a Parties,
    parameters: &'a Parameters,
    /// Capability times the sum of saliences.
    powers: Vec<f64>,
    /// The weights of votes on texts and bargains.
    weights: Vec<f64>,
    /// For each actor the sum of its saliences, and that of their squares.
    caring: Vec<f64>,
    squares: Vec<f64>,
    distances: Vec<f64>,
    /// Utilities by each actor's own attitude, and those that one actor ascribes to all.
    own: Vec<f64>,
    seen: Vec<f64>,
    attitudes: Vec<f64>,
    /// For each actor the sum of its utilities of all positions.
    totals: Vec<f64>,
    bargains: Vec<Bargain>,
    moves: Vec<f64>,
    prospects: Vec<f64>,
    queue: Vec<usize>,
    utilities: Vec<f64>,
    places: Vec<usize>,
}

impl<'a> Table<'a> {
    pub(super) fn new(parties: &'a Parties, parameters: &'a Parameters) -> Self {
        let n = parties.actors();
        let rows = || parties.saliences.chunks_exact(parties.issues.max(1));
        let caring: Vec<f64> = rows().map(|row| row.iter().sum()).collect();
        let powers: Vec<f64> = caring.iter().zip(&parties.capabilities).map(|(s, c)| s * c).collect();
        let weights = match parameters.computation {
            Computation::Ktab => parties.capabilities.clone(),
            Computation::Corrected => powers.clone(),
        };
        Self {
            parties,
            parameters,
            powers,
            weights,
            caring,
            squares: rows().map(|row| row.iter().map(|s| s * s).sum()).collect(),
            distances: vec![0.0; n * n],
            own: vec![0.0; n * n],
            seen: vec![0.0; n * n],
            attitudes: Vec::with_capacity(n),
            totals: vec![0.0; n],
            bargains: Vec::with_capacity(n),
            moves: Vec::with_capacity(2 * n * parties.issues),
            prospects: Vec::with_capacity(n * n),
            queue: Vec::with_capacity(n),
            utilities: Vec::with_capacity(n * n),
            places: Vec::with_capacity(n),
        }
    }

    fn corrected(&self) -> bool {
        self.parameters.computation == Computation::Corrected
    }

    fn election(&self) -> Condorcet {
        let ktab = !self.corrected();
        Condorcet { one_sided: ktab, repeated: ktab, ..self.parameters.condorcet }
    }

    /// The distance from an actor's position to a text: issues count with the squares of its saliences.
    fn distance(&self, positions: &[f64], actor: usize, text: &[f64]) -> f64 {
        let k = self.parties.issues;
        let (own, cares) = (&positions[actor * k..][..k], &self.parties.saliences[actor * k..][..k]);
        if let ([own], [text]) = (own, text) {
            return (own - text).abs();
        }
        let squared = |((a, b), s): ((&f64, &f64), &f64)| (s * (a - b)) * (s * (a - b));
        let sum: f64 = own.iter().zip(text).zip(cares).map(squared).sum();
        (sum / self.squares[actor]).sqrt()
    }

    /// Find distances, attitudes to risk, utilities, and the probability that each distinct position prevails.
    pub(super) fn assess(&mut self, state: &mut State, booth: &mut Booth) {
        let (n, k) = (self.parties.actors(), self.parties.issues);
        for text in 0..n {
            for actor in 0..n {
                let there = &state.positions[text * k..][..k];
                self.distances[text * n + actor] = self.distance(&state.positions, actor, there);
            }
        }
        self.find_holders(state);
        self.find_risks(state, booth);
        for (row, (utilities, distances)) in
            self.own.chunks_exact_mut(n.max(1)).zip(self.distances.chunks_exact(n.max(1))).enumerate()
        {
            for (actor, (u, d)) in utilities.iter_mut().zip(distances).enumerate() {
                *u = utility(*d, state.risks[actor]);
                self.totals[actor] = if row == 0 { *u } else { self.totals[actor] + *u };
            }
        }
        let election = self.election();
        self.utilities.clear();
        state.holders.iter().for_each(|holder| self.utilities.extend_from_slice(&self.own[holder * n..][..n]));
        state.probabilities.clear();
        state.probabilities.extend_from_slice(election.probabilities(&self.weights, &self.utilities, booth));
    }

    /// The distinct positions, and for each actor which of them it holds.
    fn find_holders(&mut self, state: &mut State) {
        let k = self.parties.issues;
        let at = |actor: usize| &state.positions[actor * k..][..k];
        let same = |a: usize, b: usize| {
            let squared: f64 = at(a).iter().zip(at(b)).map(|(x, y)| (x - y) * (x - y)).sum();
            squared < APART * APART
        };
        state.holders.clear();
        self.places.clear();
        for actor in 0..self.parties.actors() {
            let place = state.holders.iter().position(|holder| same(*holder, actor));
            self.places.push(place.unwrap_or(state.holders.len()));
            if place.is_none() {
                state.holders.push(actor);
            }
        }
    }

    /// Attitudes to risk from an election among positions by actors who are neutral to risk.
    fn find_risks(&mut self, state: &mut State, booth: &mut Booth) {
        let n = self.parties.actors();
        let corrected = self.corrected();
        self.utilities.clear();
        for text in 0..n {
            if !corrected || state.holders[self.places[text]] == text {
                self.utilities.extend(self.distances[text * n..][..n].iter().map(|d| 1.0 - d));
            }
        }
        let p = self.election().probabilities(&self.weights, &self.utilities, booth);
        let most = p.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let least = p.iter().copied().fold(f64::INFINITY, f64::min);
        state.risks.clear();
        let place = |actor: usize| if corrected { self.places[actor] } else { actor };
        state.risks.extend((0..n).map(|actor| self.parameters.attitudes.attitude(p[place(actor)], least, most)));
    }

    /// How one actor sees the attitude to risk of another one.
    fn ascribed(&self, by: f64, to: f64) -> f64 {
        match self.parameters.adjustment {
            Adjustment::None => by,
            Adjustment::OneThird => (2.0 * by + to) / 3.0,
            Adjustment::Half => (by + to) / 2.0,
            Adjustment::TwoThirds => (by + 2.0 * to) / 3.0,
            Adjustment::Full => to,
        }
    }

    /// The utilities that an actor ascribes to all, of some positions, into the matrix of what is seen.
    fn see(&mut self, by: usize, texts: impl Iterator<Item = usize>, risks: &[f64]) {
        let n = self.parties.actors();
        let mut attitudes = std::mem::take(&mut self.attitudes);
        attitudes.clear();
        attitudes.extend(risks.iter().map(|risk| self.ascribed(risks[by], *risk)));
        for text in texts {
            let rows = self.seen[text * n..][..n].iter_mut().zip(&self.distances[text * n..][..n]);
            rows.zip(&attitudes).for_each(|((seen, distance), risk)| *seen = utility(*distance, *risk));
        }
        self.attitudes = attitudes;
    }

    /// The chance that i wins if it challenges j, from the utilities seen.
    fn chance(&self, i: usize, j: usize) -> f64 {
        let n = self.parties.actors();
        let (to_i, to_j) = (&self.seen[i * n..][..n], &self.seen[j * n..][..n]);
        match (self.parameters.commitment, self.parameters.condorcet.vote) {
            (Commitment::Partial, Vote::Proportional) => self.sides::<true>(i, j, to_i, to_j, |w, d| w * d),
            (Commitment::Partial, vote) => self.sides::<true>(i, j, to_i, to_j, |w, d| vote.cast(w, d)),
            (_, vote) => self.sides::<false>(i, j, to_i, to_j, |w, d| vote.cast(w, d)),
        }
    }

    /// Both principals join their sides; then each third party takes a side, looking at a contest of the three only.
    #[inline(always)]
    fn sides<const THIRD: bool>(
        &self,
        i: usize,
        j: usize,
        to_i: &[f64],
        to_j: &[f64],
        vote: impl Fn(f64, f64) -> f64,
    ) -> f64 {
        let (mut for_i, mut for_j) = (NOBODY, NOBODY);
        for cast in [vote(self.powers[i], to_i[i] - to_j[i]), vote(self.powers[j], to_i[j] - to_j[j])] {
            for_i += cast.max(0.0);
            for_j += (-cast).max(0.0);
        }
        let (alone_i, alone_j) = (for_i, for_j);
        if THIRD {
            let (low, high) = (i.min(j), i.max(j));
            for range in [0..low, low + 1..high, high + 1..to_i.len()] {
                let rows = to_i[range.clone()].iter().zip(&to_j[range.clone()]);
                for ((u_i, u_j), power) in rows.zip(&self.powers[range]) {
                    let cast = partial(*power, [*u_i, *u_j, 1.0], [alone_i, alone_j], &vote);
                    for_i += if cast > 0.0 { cast } else { 0.0 };
                    for_j += if cast > 0.0 { 0.0 } else { -cast };
                }
            }
        }
        for_i / (for_i + for_j)
    }

    /// What i gains by challenging j, given its chance and the utilities seen: with the sum of saliences s of j and
    /// the utilities u of both positions to i, (1 − s) 2u_i + s (P 2u_i + (1 − P) 2u_j) − (u_i + u_j).
    fn gain(&self, i: usize, j: usize, chance: f64) -> f64 {
        let n = self.parties.actors();
        (self.seen[i * n + i] - self.seen[j * n + i]) * (1.0 - 2.0 * self.caring[j] * (1.0 - chance))
    }

    /// The targets whom an actor gains most by challenging, and the chance that it sees. KTAB takes the first of equals.
    /// Also whether several are worth as much.
    fn targets(&mut self, i: usize, risks: &[f64]) -> (Vec<(usize, f64)>, bool) {
        let n = self.parties.actors();
        self.see(i, 0..n, risks);
        let mut worth: Vec<(usize, f64, f64)> = Vec::with_capacity(n);
        for j in (0..n).filter(|j| *j != i) {
            let chance = self.chance(i, j);
            worth.push((j, chance, self.gain(i, j, chance)));
        }
        let most = worth.iter().map(|(_, _, gain)| *gain).fold(WORTH, f64::max);
        let equal = |(_, _, gain): &(usize, f64, f64)| *gain > WORTH && *gain >= most - TIE;
        let tied = worth.iter().filter(|target| equal(target)).count() > 1;
        if self.corrected() {
            worth.retain(equal);
        } else {
            worth.retain(|(_, _, gain)| *gain > WORTH && *gain == most);
            worth.truncate(1);
        }
        (worth.into_iter().map(|(j, chance, _)| (j, chance)).collect(), tied)
    }

    /// Everyone proposes and takes a bargain. Returns how far all moved together.
    pub(super) fn bargain(&mut self, state: &mut State, booth: &mut Booth) -> f64 {
        let n = self.parties.actors();
        self.bargains.clear();
        self.moves.clear();
        for i in 0..n {
            let (targets, tied) = self.targets(i, &state.risks);
            state.tied |= tied;
            for (j, chance) in targets {
                self.propose(i, j, chance, state);
            }
        }
        self.weigh(state);
        let before = state.positions.clone();
        let k = self.parties.issues;
        for actor in 0..n {
            let chosen = self.choose(actor, &before[actor * k..][..k], booth, &mut state.tied);
            for issue in 0..k {
                let sum: f64 = chosen.iter().map(|(bargain, side)| self.moves[(2 * bargain + side) * k + issue]).sum();
                if !chosen.is_empty() {
                    state.positions[actor * k + issue] = sum / chosen.len() as f64;
                }
            }
        }
        let squared = |(a, b): (&[f64], &[f64])| a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>();
        before.chunks_exact(k).zip(state.positions.chunks_exact(k)).map(squared).map(f64::sqrt).sum()
    }

    /// The bargain or bargains that i proposes to j.
    fn propose(&mut self, i: usize, j: usize, chance: f64, state: &State) {
        let from = self.moves.len();
        self.interpolate(i, j, chance, state);
        self.bargains.push(Bargain { initiator: i, receiver: j });
        if self.parameters.proposal == Proposal::Initiator {
            return;
        }
        let middle = self.moves.len();
        self.see(j, [i, j].into_iter(), &state.risks);
        let chance = self.chance(i, j);
        // KTAB takes for the receiver's estimate of the chance what it estimates the initiator to gain.
        let estimate = if self.corrected() { chance } else { self.gain(i, j, chance) };
        self.interpolate(i, j, estimate, state);
        if self.parameters.proposal == Proposal::Both {
            self.bargains.push(Bargain { initiator: i, receiver: j });
            return;
        }
        let powerful = if self.corrected() { j } else { i };
        let (own, other) = (self.powers[i], self.parties.capabilities[powerful] * self.caring[j]);
        for at in from..middle {
            self.moves[at] = (own * self.moves[at] + other * self.moves[at + middle - from]) / (own + other);
        }
        self.moves.truncate(middle);
    }

    /// Where both sides would go, if i wins with this chance.
    fn interpolate(&mut self, i: usize, j: usize, chance: f64, state: &State) {
        let k = self.parties.issues;
        let from = self.moves.len();
        self.moves.resize(from + 2 * k, 0.0);
        for issue in 0..k {
            let positions = [state.positions[i * k + issue], state.positions[j * k + issue]];
            let saliences = [self.parties.saliences[i * k + issue], self.parties.saliences[j * k + issue]];
            let form = self.parameters.interpolation;
            let halves = form.halves(positions, saliences, [chance, 1.0 - chance], self.parameters.computation);
            self.moves[from + issue] = halves[0];
            self.moves[from + k + issue] = halves[1];
        }
    }

    /// The utility of every bargain to every actor: the mean over the positions that all would hold after it.
    fn weigh(&mut self, state: &State) {
        let (n, k) = (self.parties.actors(), self.parties.issues);
        self.prospects.clear();
        for (index, bargain) in self.bargains.iter().enumerate() {
            for actor in 0..n {
                let half = |side: usize| {
                    let text = &self.moves[(2 * index + side) * k..][..k];
                    utility(self.distance(&state.positions, actor, text), state.risks[actor])
                };
                let gone = self.own[bargain.initiator * n + actor] + self.own[bargain.receiver * n + actor];
                self.prospects.push((self.totals[actor] - gone + half(0) + half(1)) / n as f64);
            }
        }
    }

    /// The bargains that an actor takes, and which side of each the actor is; none for the status quo. The actor goes
    /// to the mean of bargains that tie, and stays if the status quo ties with them; KTAB takes the first of equals.
    fn choose(&mut self, actor: usize, stands: &[f64], booth: &mut Booth, tied: &mut bool) -> Vec<(usize, usize)> {
        let n = self.parties.actors();
        self.queue.clear();
        let part = |bargain: &Bargain| bargain.initiator == actor || bargain.receiver == actor;
        self.queue.extend((0..self.bargains.len()).filter(|index| part(&self.bargains[*index])));
        if self.queue.is_empty() {
            return Vec::new();
        }
        self.utilities.clear();
        self.utilities.extend(self.totals.iter().map(|total| total / n as f64));
        self.queue.iter().for_each(|index| self.utilities.extend_from_slice(&self.prospects[index * n..][..n]));
        let p = self.election().probabilities(&self.weights, &self.utilities, booth);
        let most = p.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let slack = if self.corrected() { TIE } else { 0.0 };
        let best = |place: &usize| p[*place] >= most - slack;
        let side = |index: usize| (index, usize::from(self.bargains[index].receiver == actor));
        // Bargains that lead the actor to one place do not tie.
        let k = self.parties.issues;
        let leads = |place: usize| match place.checked_sub(1).map(|place| side(self.queue[place])) {
            Some((bargain, half)) => &self.moves[(2 * bargain + half) * k..][..k],
            None => stands,
        };
        let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= TIE);
        let mut equals = (0..p.len()).filter(|place| p[*place] >= most - TIE);
        let first = equals.next().map(leads);
        *tied |= first.is_some_and(|first| equals.any(|place| !near(leads(place), first)));
        if best(&0) {
            return Vec::new();
        }
        let count = if self.corrected() { usize::MAX } else { 1 };
        (1..p.len()).filter(best).take(count).map(|place| side(self.queue[place - 1])).collect()
    }
}
