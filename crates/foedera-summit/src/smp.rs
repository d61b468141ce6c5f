//! The spatial model of politics (SMP): turns of challenges and bargains on one or several issues, as in KTAB.
//!
//! In a turn, each actor infers how much risk everyone takes from who is likely to prevail, looks for the target
//! whom it gains most by challenging, and proposes a bargain to it; every actor then takes its half of the bargain
//! that is most likely to prevail among those that it is part of. Turns end when hardly anybody moves. Wise, Lester
//! and Efird 2015, "An Introduction to the KAPSARC Toolkit for Behavioral Analysis (KTAB) using one-dimensional
//! spatial models", and their "Multidimensional bargaining using KTAB".
//!
//! [`Computation::Ktab`] computes what KTAB computes. [`Computation::Corrected`] differs in exactly this:
//! 1. coalitions on texts and bargains weigh c S (capability times the sum of saliences), as challenges do; KTAB
//!    takes c alone there, so that an actor who does not care votes in full;
//! 2. risk attitudes follow from an election among distinct positions; KTAB has a position stand once for each actor
//!    who holds it, which makes a position less likely to prevail the more actors share it;
//! 3. bargains are not rounded to four decimals of the scale, and nothing is added to a side's own weight (where
//!    neither side has weight on an issue, both stay);
//! 4. where the receiver's estimate counts, it is its estimate of the chance that the initiator wins, and counts with
//!    the receiver's own capability; KTAB takes what the receiver thinks that the initiator gains, and the capability
//!    of the initiator;
//! 5. votes of prospect theory count gains alike on both sides (see [`Condorcet::one_sided`]);
//! 6. the shares of time of an election by challenges are exact, not the end of a repetition (see [`Condorcet::repeated`]).
//!
//! Either way an actor without weight takes no part, and full adjustment of risk attitudes is computed, where KTAB
//! aborts. An actor without a known position on one of several issues has salience zero there, and stands at
//! the compromise of the others. Saliences are divided by the greatest sum of any actor where that exceeds 1.

pub mod terms;
mod turn;

use crate::condorcet::Booth;
use crate::settle::{Voices, scale};
use crate::{Condorcet, Election, Setting};

/// How far an actor ascribes to others their own attitude to risk, not its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Adjustment {
    /// Not at all: everyone is thought to be like oneself.
    None,
    /// By a third.
    #[default]
    OneThird,
    /// By half.
    Half,
    /// By two thirds.
    TwoThirds,
    /// Fully.
    Full,
}

/// The range of attitudes to risk, from that of the least to that of the most likely to prevail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attitudes {
    /// From 0 to 1.
    Averse,
    /// From −1/2 to 1.
    #[default]
    Middle,
    /// From −1 to 1.
    Wide,
}

/// What a third party that takes a side must do if that side loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Commitment {
    /// Nothing: its vote then makes no difference to it, and it casts none.
    None,
    /// Adopt the winner's position, but keep its own if its side wins.
    #[default]
    Partial,
    /// Adopt the winner's position in either case: again its vote makes no difference to it, and it casts none.
    Full,
}

/// Where a bargain lies between two positions on one issue, by saliences s and chances P.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Interpolation {
    /// At the mean weighted by s P.
    Linear,
    /// At the mean weighted by (s P)².
    #[default]
    Square,
    /// Each moves by m s'² / (m s'² + (1 − m) s²), m how much more likely the other is to win, s' its salience.
    Advantage,
}

/// Whose estimate of the chances goes into a proposed bargain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Proposal {
    /// The initiator's.
    #[default]
    Initiator,
    /// Each side's, as a bargain of its own.
    Both,
    /// The mean of both, weighted by power.
    Compromise,
}

/// Whether to compute what KTAB computes, or without its defects. See the module for what differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Computation {
    /// As KTAB.
    Ktab,
    /// Corrected.
    #[default]
    Corrected,
}

/// The choices of the model. The default is KTAB's base case, corrected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// Votes, victory and election. [`Condorcet::one_sided`] and [`Condorcet::repeated`] are set by the computation.
    pub condorcet: Condorcet,
    /// How others' attitudes to risk are seen.
    pub adjustment: Adjustment,
    /// The range of attitudes to risk.
    pub attitudes: Attitudes,
    /// What binds third parties.
    pub commitment: Commitment,
    /// Where bargains lie.
    pub interpolation: Interpolation,
    /// Whose estimates they follow.
    pub proposal: Proposal,
    /// As KTAB, or corrected.
    pub computation: Computation,
    /// The most turns; KTAB's is 100.
    pub turns: usize,
}

impl Parameters {
    /// KTAB's base case.
    pub fn new(computation: Computation) -> Self {
        Self {
            condorcet: Condorcet { election: Election::Conditional, ..Condorcet::default() },
            adjustment: Adjustment::default(),
            attitudes: Attitudes::default(),
            commitment: Commitment::default(),
            interpolation: Interpolation::default(),
            proposal: Proposal::default(),
            computation,
            turns: 100,
        }
    }
}

/// The actors of a run, on scales from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Parties {
    /// The number of issues.
    pub issues: usize,
    /// The position of each actor, by rows of `issues`.
    pub positions: Vec<f64>,
    /// The salience of each actor on each issue, by rows of `issues`; the sum of a row is above 0 and at most 1.
    pub saliences: Vec<f64>,
    /// The capability of each actor, above 0.
    pub capabilities: Vec<f64>,
}

impl Parties {
    /// Those of a setting's actors who have weight, on these issues, and which actor each of them is.
    pub fn new(setting: &Setting, issues: &[usize]) -> (Self, Vec<usize>) {
        let mut parties = Self {
            issues: issues.len(),
            positions: Vec::with_capacity(setting.positions.len()),
            saliences: Vec::with_capacity(setting.positions.len()),
            capabilities: Vec::with_capacity(setting.actors()),
        };
        let absent: Vec<f64> = issues.iter().map(|issue| Voices::new(setting, *issue).mean()).collect();
        let mut actors = Vec::with_capacity(setting.actors());
        let mut most: f64 = 1.0;
        for actor in 0..setting.actors() {
            let (mut caring, mut power) = (0.0, 0.0);
            let from = parties.positions.len();
            for (issue, elsewhere) in issues.iter().zip(&absent) {
                let at = setting.at(actor, *issue);
                let (low, width) = scale(setting, *issue);
                let (position, weight) = (setting.positions[at], setting.weight(actor, *issue));
                let here = position.is_finite() && weight.is_finite() && weight > 0.0;
                parties.positions.push(if position.is_finite() { (position - low) / width } else { *elsewhere });
                parties.saliences.push(if here { setting.saliences[at] } else { 0.0 });
                caring += if here { setting.saliences[at] } else { 0.0 };
                power += if here { weight } else { 0.0 };
            }
            if power > 0.0 {
                parties.capabilities.push(power / caring);
                actors.push(actor);
                most = most.max(caring);
            } else {
                parties.positions.truncate(from);
                parties.saliences.truncate(from);
            }
        }
        if most > 1.0 {
            parties.saliences.iter_mut().for_each(|salience| *salience /= most);
        }
        (parties, actors)
    }

    /// The number of actors.
    pub fn actors(&self) -> usize {
        self.capabilities.len()
    }
}

/// The state between turns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// The position of each actor, by rows of issues.
    pub positions: Vec<f64>,
    /// The attitude to risk of each actor.
    pub risks: Vec<f64>,
    /// The distinct positions, each by the first actor who holds it.
    pub holders: Vec<usize>,
    /// The probability that each of these positions prevails.
    pub probabilities: Vec<f64>,
    /// Whether targets or bargains have tied in any turn so far.
    pub tied: bool,
}

impl State {
    /// The mean over positions, by their probabilities, on each issue.
    pub fn expectation(&self, issues: usize) -> Vec<f64> {
        let mut text = vec![0.0; issues];
        for (holder, probability) in self.holders.iter().zip(&self.probabilities) {
            for (mean, x) in text.iter_mut().zip(&self.positions[holder * issues..]) {
                *mean += probability * x;
            }
        }
        text
    }

    /// The first actor who holds the most probable position; `None` of nobody.
    pub fn mode(&self) -> Option<usize> {
        let best = (0..self.holders.len())
            .reduce(|best, next| if self.probabilities[next] > self.probabilities[best] { next } else { best });
        best.map(|best| self.holders[best])
    }
}

/// A movement in a turn below this share of that in the first turn ends the run, after at least two turns.
const QUIET: f64 = 0.02;
/// What is added to the movement of the first turn.
const SLIGHT: f64 = 1e-4;

/// Play to the end. Each state is handed to `see`; the last one is returned, with the number of turns played and
/// whether they ended by themselves.
pub fn play(parties: &Parties, parameters: &Parameters, mut see: impl FnMut(&State)) -> (State, usize, bool) {
    let mut table = turn::Table::new(parties, parameters);
    let mut booth = Booth::default();
    let mut state = State { positions: parties.positions.clone(), ..State::default() };
    table.assess(&mut state, &mut booth);
    see(&state);
    if parties.actors() < 2 {
        return (state, 0, true);
    }
    let mut first = 0.0;
    for turn in 1..=parameters.turns {
        let moved = table.bargain(&mut state, &mut booth);
        table.assess(&mut state, &mut booth);
        see(&state);
        if turn == 1 {
            first = moved + SLIGHT;
        }
        if turn >= 2 && moved / first < QUIET {
            return (state, turn, true);
        }
    }
    (state, parameters.turns, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(parties: &Parties, computation: Computation) -> State {
        let mut states = Vec::new();
        play(parties, &Parameters::new(computation), |state| states.push(state.clone()));
        states.swap_remove(0)
    }

    #[test]
    fn a_position_does_not_lose_by_being_shared_once_corrected() {
        let parties = |positions: &[f64], capabilities: &[f64]| Parties {
            issues: 1,
            positions: positions.to_vec(),
            saliences: vec![0.5; positions.len()],
            capabilities: capabilities.to_vec(),
        };
        let alone = parties(&[0.0, 0.4, 1.0], &[2.0, 1.0, 1.5]);
        let shared = parties(&[0.0, 0.0, 0.4, 1.0], &[1.0, 1.0, 1.0, 1.5]);
        let (one, two) = (first(&alone, Computation::Corrected), first(&shared, Computation::Corrected));
        assert!((one.risks[0] - two.risks[0]).abs() < 1e-6 && (one.risks[1] - two.risks[2]).abs() < 1e-6);
        assert_eq!(two.holders, [0, 2, 3]);
        let (one, two) = (first(&alone, Computation::Ktab), first(&shared, Computation::Ktab));
        assert!(two.risks[0] < one.risks[0] - 0.05, "{:?} {:?}", one.risks, two.risks);
    }

    #[test]
    fn who_does_not_care_hardly_votes_once_corrected() {
        let parties =
            Parties { issues: 1, positions: vec![0.0, 1.0], saliences: vec![0.1, 1.0], capabilities: vec![3.0, 1.0] };
        // 3 × 0.1 against 1 × 1; KTAB counts 3 against 1. Attitudes to risk do not bear on the distance of 1.
        assert!((first(&parties, Computation::Corrected).probabilities[0] - 0.3 / 1.3).abs() < 1e-6);
        assert!((first(&parties, Computation::Ktab).probabilities[0] - 0.75).abs() < 1e-6);
    }

    #[test]
    fn nobody_and_one_are_settled() {
        let none = Parties { issues: 1, positions: vec![], saliences: vec![], capabilities: vec![] };
        let one = Parties { issues: 1, positions: vec![0.3], saliences: vec![1.0], capabilities: vec![1.0] };
        for (parties, text) in [(none, 0.0), (one, 0.3)] {
            let (state, turns, settled) = play(&parties, &Parameters::new(Computation::Corrected), |_| {});
            assert_eq!((turns, settled, state.expectation(1)), (0, true, vec![text]));
        }
    }
}
