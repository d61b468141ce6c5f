//! The text that gives every actor a due share, and as much of it as there is: a primal-dual interior-point method.
//!
//! Find a text y and the greatest t with g_j(y) ≥ t w_j for every actor j, w_j what is due to it. With w of one actor 1
//! and of all others 0 this is the most that this actor can gain while nobody loses; with w_j those, it is the solution
//! of Kalai and Smorodinsky. All gains are concave, so that the optimum is where multipliers λ ≥ 0 satisfy
//! Σ λ_j ∇g_j = 0, Σ λ_j w_j = 1 and λ_j (g_j − t w_j) = 0. Newton's method goes there with these products held equal
//! and made smaller at every step (Boyd and Vandenberghe 2004, "Convex Optimization", section 11.7).

use foedera_math::Cholesky;

use super::joint::Joint;

/// The most steps; some ten are usual.
const STEPS: usize = 100;
/// The share of the goal to which the optimum is known in the end.
const CLOSE: f64 = 1e-10;
/// What is left of a slack or multiplier by a step at least.
const LEFT: f64 = 0.01;

/// An actor's slack z, which comes to be g − t w, and its multiplier λ.
struct Claim {
    slack: f64,
    times: f64,
    /// How far g − t w is from the slack.
    off: f64,
    /// By how much the next step changes the slack and the multiplier.
    change: f64,
    turn: f64,
}

/// Room for such climbs, kept from one to the next.
#[derive(Default)]
pub(super) struct Shares {
    /// What is due to each actor; none is negative, one is positive.
    pub(super) due: Vec<f64>,
    /// The text and t: where a climb ends.
    pub(super) point: Vec<f64>,
    claims: Vec<Claim>,
    /// The slopes of g − t w, by rows of actors.
    slopes: Vec<f64>,
    step: Vec<f64>,
    bends: Vec<f64>,
    factor: Cholesky,
}

impl Shares {
    /// Climb from a text that is better for everyone.
    pub(super) fn climb(&mut self, joint: &Joint<'_>, start: &[f64]) {
        let share = |(gain, due): (f64, &f64)| if *due > 0.0 { gain / due } else { f64::INFINITY };
        let gains = || joint.rows().map(|gain| gain.at(start));
        let t = gains().zip(&self.due).map(share).fold(f64::INFINITY, f64::min) / 2.0;
        self.point.clear();
        self.point.extend(start);
        self.point.push(t);
        let claim = |(gain, due): (f64, &f64)| {
            let slack = gain - t * due;
            Claim { slack, times: 1.0 / slack, off: 0.0, change: 0.0, turn: 0.0 }
        };
        self.claims.clear();
        self.claims.extend(gains().zip(&self.due).map(claim));
        let all: f64 = self.claims.iter().zip(&self.due).map(|(claim, due)| claim.times * due).sum();
        self.claims.iter_mut().for_each(|claim| claim.times /= all);
        let mut held = 0.1;
        for _ in 0..STEPS {
            let gap: f64 = self.claims.iter().map(|claim| claim.slack * claim.times).sum();
            if self.found(gap) || !self.find_step(joint, held * gap / self.claims.len() as f64) {
                break;
            }
            let length = self.go(joint);
            held = (1.0 - length).powi(2).clamp(0.01, 0.5);
        }
    }

    /// Whether this is the optimum: no gap, all of the multipliers' dues claimed, slacks what they stand for.
    fn found(&self, gap: f64) -> bool {
        let claimed: f64 = self.claims.iter().zip(&self.due).map(|(claim, due)| claim.times * due).sum();
        let off: f64 = self.claims.iter().map(|claim| claim.times * claim.off.abs()).sum();
        let t = self.point[self.point.len() - 1];
        gap <= CLOSE * t && off <= CLOSE * t && (claimed - 1.0).abs() <= CLOSE
    }

    /// Find Newton's step towards products z λ of this size; whether there is one.
    fn find_step(&mut self, joint: &Joint<'_>, product: f64) -> bool {
        let size = self.point.len();
        self.slopes.clear();
        self.bends.clear();
        self.bends.resize(size * size, 0.0);
        self.step.clear();
        self.step.resize(size, 0.0);
        self.step[size - 1] = 1.0;
        for ((gain, due), claim) in joint.rows().zip(&self.due).zip(&self.claims) {
            let from = self.slopes.len();
            self.slopes.extend(gain.slopes(&self.point[..size - 1]));
            self.slopes.push(-due);
            let (pull, steep) = ((product - claim.times * claim.off) / claim.slack, claim.times / claim.slack);
            let own = &self.slopes[from..];
            for (a, row) in self.bends.chunks_exact_mut(size).enumerate() {
                self.step[a] += pull * own[a];
                row[a] += gain.cares.get(a).map_or(0.0, |cares| 2.0 * claim.times * cares);
                row.iter_mut().zip(&own[..=a]).for_each(|(bend, slope)| *bend += steep * own[a] * slope);
            }
        }
        if self.factor.factorise(size, &self.bends).is_err() {
            return false;
        }
        self.factor.solve_in_place(&mut self.step);
        for (claim, row) in self.claims.iter_mut().zip(self.slopes.chunks_exact(size)) {
            claim.change = claim.off + row.iter().zip(&self.step).map(|(slope, by)| slope * by).sum::<f64>();
            claim.turn = (product - claim.times * (claim.slack + claim.change)) / claim.slack;
        }
        true
    }

    /// Go as much of the step as leaves slacks and multipliers positive, and say how much.
    fn go(&mut self, joint: &Joint<'_>) -> f64 {
        let room = |now: f64, by: f64| if by < 0.0 { (LEFT - 1.0) * now / by } else { f64::INFINITY };
        let rooms = self.claims.iter().map(|claim| room(claim.slack, claim.change).min(room(claim.times, claim.turn)));
        let length = rooms.fold(1.0, f64::min);
        self.point.iter_mut().zip(&self.step).for_each(|(x, by)| *x += length * by);
        let (text, t) = (&self.point[..self.point.len() - 1], self.point[self.point.len() - 1]);
        for ((gain, due), claim) in joint.rows().zip(&self.due).zip(&mut self.claims) {
            claim.slack += length * claim.change;
            claim.times += length * claim.turn;
            claim.off = gain.at(text) - t * due - claim.slack;
        }
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nash::joint::Ascent;
    use crate::{Outside, Problem, case};

    /// For a concave problem these conditions are enough: nothing better exists.
    fn assert_best(shares: &Shares, joint: &Joint<'_>, what: &str) {
        let (text, t) = shares.point.split_at(shares.point.len() - 1);
        let mut pull = vec![0.0; text.len()];
        let mut claimed = 0.0;
        for ((gain, due), Claim { times, .. }) in joint.rows().zip(&shares.due).zip(&shares.claims) {
            let slack = gain.at(text) - t[0] * due;
            assert!(
                *times >= 0.0 && slack * times >= -1e-9 * t[0] && times * slack < 1e-9 * t[0],
                "{what}: {times} {slack}"
            );
            claimed += times * due;
            for (issue, slope) in gain.slopes(text).enumerate() {
                pull[issue] += times * slope;
            }
        }
        assert!((claimed - 1.0).abs() < 1e-9, "{what}: {claimed}");
        // The text that is best, within the scales, can give at most so much more.
        assert!(pull.iter().map(|pull| pull.abs()).sum::<f64>() < 1e-7 * t[0], "{what}: {pull:?}");
    }

    #[test]
    fn nobody_can_be_given_more_than_a_climb_gives() {
        for key in ["yerevan-2022", "minsk-2023", "moscow-2009", "moscow-1999"] {
            let problem = Problem::read(&case(key).unwrap(), Outside::UNCHECKED).unwrap();
            for draw in 0..200 {
                let setting = problem.draw(1, draw).setting;
                let Ok(joint) = Joint::new(&setting) else { continue };
                let Ok(start) = joint.solution(&mut Ascent::default()) else { continue };
                let mut shares = Shares::default();
                let actors = joint.rows().count();
                for who in 0..actors {
                    shares.due = (0..actors).map(|actor| f64::from(u8::from(actor == who))).collect();
                    shares.climb(&joint, &start);
                    assert_best(&shares, &joint, &format!("{key}, draw {draw}, the most for {who}"));
                }
                shares.due = joint.utopia(&start, &mut Shares::default());
                shares.climb(&joint, &start);
                assert_best(&shares, &joint, &format!("{key}, draw {draw}"));
            }
        }
    }
}
