//! The probabilistic Condorcet election: a distribution over texts from pairwise contests.
//!
//! Every pair of texts is put to a vote; the coalition for text a against text b has strength
//! C_ab = 1e-8 + Σ_k max(0, v_k(a, b)), and wins with chance P_ab (see [`Victory`]). From these chances follows
//! a distribution over texts in one of three ways ([`Election`]). Formulas: Wise, Lester and Efird 2015 (KTAB), and
//! Wise 2017, "Markov Voting with Incentives in KTAB".

use crate::{Victory, Vote};

/// How pairwise chances become a distribution over texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Election {
    /// The chance that a text beats every other one, given that some text does: p_a ∝ Π_b P_ab.
    Conditional,
    /// The standing text is challenged by each text with the same chance; the share of time each stands.
    #[default]
    Uniform,
    /// As uniform, but a text challenges with a chance in proportion to C_ab P_ab, what its supporters stand to gain.
    Incentive,
}

/// What every coalition is given, so that no contest is one of nothing against nothing.
const LEAST: f64 = 1e-8;
/// What a standing text is given to "challenge" itself, so that there is always some challenger.
const IDLE: f64 = 1e-10;
/// Changes of a probability below which repetition ends, without and with incentives.
const STILL: [f64; 2] = [1e-6, 1e-8];
/// Repetitions after which the last distribution is taken; 10 to 30 are usual.
const REPETITIONS: usize = 1000;
/// What is taken for the chance of being displaced where that is 0.
const NEVER: f64 = 1e-300;

/// The rules of an election among texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Condorcet {
    /// How actors vote.
    pub vote: Vote,
    /// How contests end.
    pub victory: Victory,
    /// How contests become a distribution.
    pub election: Election,
    /// Whether each contest is seen from its later text only, as KTAB does. It matters for [`Vote::Prospect`], where
    /// a loss of one text is a gain of the other: the earlier text then gets its votes in full, the later one two
    /// thirds. Otherwise either side counts gains alike.
    pub one_sided: bool,
    /// Whether the shares of time are found as KTAB finds them: by repetition from equal shares, until they hardly change.
    /// That is up to some 1e-6 from the shares themselves.
    pub repeated: bool,
}

/// Room for an election, kept between elections so that none of them allocates. The last result can be read from it.
#[derive(Debug, Clone, Default)]
pub struct Booth {
    weighted: Vec<f64>,
    /// The strength of the coalition for each text against each other one, by rows.
    pub coalitions: Vec<f64>,
    /// The chance of each text against each other one, by rows; one half on the diagonal.
    pub chances: Vec<f64>,
    /// The probability of each text.
    pub probabilities: Vec<f64>,
    /// For each standing text the chance that each other one takes its place, by rows.
    leaves: Vec<f64>,
    next: Vec<f64>,
}

impl Condorcet {
    /// The probability of each text. `utilities` holds for each text a row of the utility of each actor, and `weights`
    /// the weight of each actor's vote. Nothing is elected from no text.
    pub fn probabilities<'a>(&self, weights: &[f64], utilities: &[f64], booth: &'a mut Booth) -> &'a [f64] {
        let texts = utilities.len().checked_div(weights.len()).unwrap_or(0);
        self.contests(weights, utilities, texts, booth);
        booth.probabilities.clear();
        match self.election {
            _ if texts == 0 => {}
            Election::Conditional => conditional(texts, booth),
            Election::Uniform => {
                uniform(texts, booth);
                self.stand(texts, booth, STILL[0]);
            }
            Election::Incentive => {
                incentive(texts, booth);
                self.stand(texts, booth, STILL[1]);
            }
        }
        &booth.probabilities
    }

    /// Find the share of time that each text stands, from the chances that others take its place.
    fn stand(&self, texts: usize, booth: &mut Booth, still: f64) {
        if self.repeated {
            repeat(texts, booth, still);
        } else {
            eliminate(texts, booth);
        }
    }

    /// Put every pair of texts to a vote.
    fn contests(&self, weights: &[f64], utilities: &[f64], texts: usize, booth: &mut Booth) {
        let actors = weights.len();
        booth.coalitions.clear();
        booth.coalitions.resize(texts * texts, LEAST);
        booth.chances.clear();
        booth.chances.resize(texts * texts, 0.5);
        booth.weighted.clear();
        if self.vote == Vote::Proportional {
            let row = |text: usize| &utilities[text * actors..(text + 1) * actors];
            booth.weighted.extend((0..texts).flat_map(|text| row(text).iter().zip(weights).map(|(u, w)| u * w)));
        }
        for a in 1..texts {
            for b in 0..a {
                let range = |text: usize| text * actors..(text + 1) * actors;
                let (own, other) = if self.vote == Vote::Proportional {
                    differences(&booth.weighted[range(a)], &booth.weighted[range(b)])
                } else {
                    self.strengths(weights, &utilities[range(a)], &utilities[range(b)])
                };
                let (own, other) = (LEAST + own, LEAST + other);
                booth.coalitions[a * texts + b] = own;
                booth.coalitions[b * texts + a] = other;
                let chance = self.victory.chance(own, other);
                booth.chances[a * texts + b] = chance;
                booth.chances[b * texts + a] = 1.0 - chance;
            }
        }
    }

    /// The votes for the first and for the second of two texts.
    fn strengths(&self, weights: &[f64], first: &[f64], second: &[f64]) -> (f64, f64) {
        let (mut own, mut other) = (0.0, 0.0);
        for ((weight, a), b) in weights.iter().zip(first).zip(second) {
            let vote = self.vote.cast(*weight, a - b);
            own += vote.max(0.0);
            other += if self.one_sided { (-vote).max(0.0) } else { self.vote.cast(*weight, b - a).max(0.0) };
        }
        (own, other)
    }
}

/// The sums of what the first row exceeds the second by, and the other way round. Four partial sums each let
/// a processor take several lanes at a time; their order is fixed.
pub(crate) fn differences(first: &[f64], second: &[f64]) -> (f64, f64) {
    let (mut own, mut other) = ([0.0; 4], [0.0; 4]);
    let (heads, rest) = (first.chunks_exact(4), second.chunks_exact(4));
    let tail = heads.remainder().iter().zip(rest.remainder());
    for (a, b) in heads.zip(rest) {
        for lane in 0..4 {
            let difference = a[lane] - b[lane];
            own[lane] += if difference > 0.0 { difference } else { 0.0 };
            other[lane] += if difference > 0.0 { 0.0 } else { -difference };
        }
    }
    for (lane, (a, b)) in tail.enumerate() {
        own[lane] += (a - b).max(0.0);
        other[lane] += (b - a).max(0.0);
    }
    (own.iter().sum(), other.iter().sum())
}

fn conditional(texts: usize, booth: &mut Booth) {
    let beats_all = booth.chances.chunks_exact(texts).map(|row| row.iter().product::<f64>());
    booth.probabilities.extend(beats_all);
    let some: f64 = booth.probabilities.iter().sum();
    booth.probabilities.iter_mut().for_each(|p| *p /= some);
}

/// q_a = (1/m) Σ_b P_ab (p_a + p_b): where a stands, b challenges it with the chance 1/m and takes its place with P_ba.
fn uniform(texts: usize, booth: &mut Booth) {
    let share = 1.0 / texts as f64;
    booth.leaves.clear();
    for a in 0..texts {
        let column = booth.chances[a..].iter().step_by(texts);
        booth.leaves.extend(column.map(|chance| share * chance));
    }
}

/// q_a = Σ_b P_ab (T_ab + T_ba), T_ab = p_a × the chance that b challenges a standing a.
fn incentive(texts: usize, booth: &mut Booth) {
    booth.leaves.clear();
    for standing in 0..texts {
        let column = || booth.coalitions[standing..].iter().zip(&booth.chances[standing..]).step_by(texts);
        let all: f64 = IDLE + column().map(|(strength, chance)| strength * chance).sum::<f64>();
        booth.leaves.extend(column().map(|(strength, chance)| strength * chance / all * chance));
    }
}

/// The share of time that each text stands, given for each standing text (by rows) the chance that each other one takes its
/// place. Texts are taken away one by one from the last, what leads through them being added to the others; nothing is
/// subtracted, so that no digit is lost (Grassmann, Taksar and Heyman 1985, "Regenerative Analysis and Steady State
/// Distributions for Markov Chains", Operations Research 33).
fn eliminate(texts: usize, booth: &mut Booth) {
    let leaves = &mut booth.leaves;
    for last in (1..texts).rev() {
        let (before, row) = leaves.split_at_mut(last * texts);
        let row = &row[..last];
        let out: f64 = row.iter().sum();
        // A text that no other one can displace at all keeps the place: all time but a share of this is its own.
        let out = if out > 0.0 { out } else { NEVER };
        for to in before.chunks_exact_mut(texts) {
            let through = to[last] / out;
            to[last] = through;
            to[..last].iter_mut().zip(row).for_each(|(direct, on)| *direct += through * on);
        }
    }
    booth.probabilities.push(1.0);
    for text in 1..texts {
        let rows = booth.probabilities.iter().zip(booth.leaves.chunks_exact(texts));
        let p: f64 = rows.map(|(p, row)| p * row[text]).sum();
        booth.probabilities.push(p);
        if p > 1.0 {
            booth.probabilities.iter_mut().for_each(|other| *other /= p);
        }
    }
    let all: f64 = booth.probabilities.iter().sum();
    booth.probabilities.iter_mut().for_each(|p| *p /= all);
}

/// From equal shares go half of the way to the shares after one more challenge, until they hardly change.
fn repeat(texts: usize, booth: &mut Booth, still: f64) {
    for text in 0..texts {
        let row = &mut booth.leaves[text * texts..][..texts];
        row[text] = 0.0;
        row[text] = 1.0 - row.iter().sum::<f64>();
    }
    booth.probabilities.resize(texts, 1.0 / texts as f64);
    for _ in 0..REPETITIONS {
        booth.next.clear();
        booth.next.resize(texts, 0.0);
        for (p, row) in booth.probabilities.iter().zip(booth.leaves.chunks_exact(texts)) {
            booth.next.iter_mut().zip(row).for_each(|(q, brings)| *q += p * brings);
        }
        let mut change: f64 = 0.0;
        for (p, q) in booth.probabilities.iter_mut().zip(&booth.next) {
            change = change.max((q - *p).abs());
            *p = (*p + q) / 2.0;
        }
        if change <= still {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use foedera_math::{Draw, Stream};

    #[test]
    fn two_texts_share_by_strength() {
        let mut booth = Booth::default();
        // Text 0 is worth 0.6 more to the first actor, text 1 is worth 0.2 more to the second one: 3 to 1.
        let utilities = [0.8, 0.3, 0.2, 0.5];
        for election in [Election::Conditional, Election::Uniform, Election::Incentive] {
            let condorcet = Condorcet { election, ..Condorcet::default() };
            let p = condorcet.probabilities(&[1.0, 1.0], &utilities, &mut booth);
            assert!((p[0] - 0.75).abs() < 1e-5 && (p[0] + p[1] - 1.0).abs() < 1e-9, "{election:?} {p:?}");
        }
        assert!(Condorcet::default().probabilities(&[], &[], &mut booth).is_empty());
        assert_eq!(Condorcet::default().probabilities(&[2.0], &[0.3], &mut booth), [1.0]);
    }

    #[test]
    fn shares_of_time_are_those_that_one_more_challenge_leaves() {
        let at = |future: u32, index: u32| Draw { seed: 3, future, stream: Stream::Test(0), option: 0 }.uniform(index);
        let mut booth = Booth::default();
        for draw in 0..200 {
            let (texts, actors) = (2 + draw as usize % 9, 1 + draw as usize % 4);
            let utilities: Vec<f64> = (0..(texts * actors) as u32).map(|index| at(draw, index)).collect();
            let weights: Vec<f64> = (0..actors as u32).map(|index| 100.0 * at(draw + 1000, index)).collect();
            for election in [Election::Uniform, Election::Incentive] {
                let exact = Condorcet { election, ..Condorcet::default() };
                let p = exact.probabilities(&weights, &utilities, &mut booth).to_vec();
                if election == Election::Uniform {
                    for (a, share) in p.iter().enumerate() {
                        let met = |b: usize| booth.chances[a * texts + b] * (share + p[b]) / texts as f64;
                        assert!(((0..texts).map(met).sum::<f64>() - share).abs() < 1e-14, "draw {draw}");
                    }
                }
                let repeated = Condorcet { repeated: true, ..exact };
                let near = repeated.probabilities(&weights, &utilities, &mut booth);
                assert!(
                    p.iter().zip(near).all(|(p, q)| (p - q).abs() < 1e-4),
                    "draw {draw}, {election:?}: {p:?} {near:?}"
                );
            }
        }
    }

    #[test]
    fn a_text_that_none_displaces_has_all_time() {
        let mut booth = Booth { leaves: vec![0.0, 0.3, 0.4, 0.1, 0.0, 0.2, 0.0, 0.0, 0.0], ..Booth::default() };
        eliminate(3, &mut booth);
        assert!((booth.probabilities[2] - 1.0).abs() < 1e-12, "{:?}", booth.probabilities);
    }

    #[test]
    fn lanes_do_not_lose_anybody() {
        let first: Vec<f64> = (0..11).map(f64::from).collect();
        let second = vec![5.0; 11];
        assert_eq!(differences(&first, &second), (15.0, 15.0));
    }
}
