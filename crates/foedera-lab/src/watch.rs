//! Watching a future: what each interval adds to the probability of each answer.
//!
//! For an indicator f of the state, f(X_T) − f(X_0) − ∫ Σ_k λ_k·(f after k − f now) dt has mean zero (Dynkin). So the
//! mean of the integral over futures is the probability, with far less noise than counting, since most futures are
//! quiet and each of them adds its exact share.

use foedera_futures::Observer;
use foedera_futures::membership::{Happening, MembershipLaw};
use foedera_world::{Cause, Status, TreatyStatus, World};

/// Questions about one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfMember {
    Left,
    Frozen,
    Over,
}

/// Questions about the treaty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfTreaty {
    AnyLeft,
    Ended,
    Replaced,
    EndedOrFew,
}

pub(crate) const OF_MEMBER: [OfMember; 3] = [OfMember::Left, OfMember::Frozen, OfMember::Over];
pub(crate) const OF_TREATY: [OfTreaty; 4] =
    [OfTreaty::AnyLeft, OfTreaty::Ended, OfTreaty::Replaced, OfTreaty::EndedOrFew];

/// Number of answers for a treaty with this many members at risk.
pub(crate) fn answers(members: usize) -> usize {
    OF_MEMBER.len() * members + OF_TREATY.len()
}

/// Position of an answer about a member.
pub(crate) fn member_answer(member: usize, of: OfMember) -> usize {
    member * OF_MEMBER.len() + of as usize
}

/// Position of an answer about the treaty.
pub(crate) fn treaty_answer(members: usize, of: OfTreaty) -> usize {
    members * OF_MEMBER.len() + of as usize
}

/// The state in the terms of the questions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    pub(crate) members: Vec<Status>,
    pub(crate) participants: u32,
    pub(crate) over: Option<Cause>,
}

impl Standing {
    pub(crate) fn of(world: &World, law: &MembershipLaw<'_>) -> Self {
        let treaty = world.treaty(law.treaty);
        let status = |state: &foedera_world::StateId| {
            let spell = treaty.memberships.iter().rev().find(|spell| spell.state == *state);
            spell.map_or(Status::Withdrawn, |spell| spell.status)
        };
        let over = match treaty.status {
            TreatyStatus::Ended(cause) => Some(cause),
            _ => None,
        };
        Self {
            members: law.members.iter().map(status).collect(),
            participants: treaty.participants().count() as u32,
            over,
        }
    }

    /// The value of every answer now: 1 or 0.
    pub(crate) fn indicators(&self, threshold: u32, into: &mut [f64]) {
        let flag = |is: bool| f64::from(u8::from(is));
        let count = self.members.len();
        let mut any = false;
        for (index, status) in self.members.iter().enumerate() {
            let left = matches!(status, Status::Withdrawn | Status::Expelled);
            any |= left;
            into[member_answer(index, OfMember::Left)] = flag(left);
            into[member_answer(index, OfMember::Frozen)] = flag(*status == Status::Frozen);
            into[member_answer(index, OfMember::Over)] = flag(*status == Status::EndedWithTreaty);
        }
        let over = self.over.is_some();
        into[treaty_answer(count, OfTreaty::AnyLeft)] = flag(any);
        into[treaty_answer(count, OfTreaty::Ended)] = flag(over && self.over != Some(Cause::Replaced));
        into[treaty_answer(count, OfTreaty::Replaced)] = flag(self.over == Some(Cause::Replaced));
        into[treaty_answer(count, OfTreaty::EndedOrFew)] = flag(over || self.participants < threshold);
    }

    fn after(&self, happening: Happening) -> Self {
        let mut next = self.clone();
        let mut set = |member: usize, status: Status| {
            next.participants += u32::from(status == Status::InForce);
            next.participants -= u32::from(next.members[member] == Status::InForce);
            next.members[member] = status;
        };
        match happening {
            Happening::Leaves(member) => set(member, Status::Withdrawn),
            Happening::Freezes(member) => set(member, Status::Frozen),
            Happening::Thaws(member) => set(member, Status::InForce),
            Happening::Ends | Happening::Replaced => {
                let cause = if happening == Happening::Ends { Cause::TreatyEnded } else { Cause::Replaced };
                next.over = Some(cause);
                next.participants = 0;
                for status in next.members.iter_mut().filter(|status| status.is_open()) {
                    *status = Status::EndedWithTreaty;
                }
            }
        }
        next
    }
}

/// Sums over the futures of one draw in one arm.
pub(crate) struct Watch<'a, 'b> {
    law: &'a MembershipLaw<'b>,
    /// Times at which answers are read, ascending, in years.
    times: &'a [f64],
    threshold: u32,
    /// Sum of the integrals up to each time: `times × answers`.
    pub(crate) sums: Vec<f64>,
    /// How often each number of participants was seen at each time: `times × (members + 2)`.
    pub(crate) counts: Vec<u32>,
    /// The standing of the last interval and what each option would change in each answer.
    last: Option<(Standing, Vec<f64>)>,
    now: Vec<f64>,
    reached: usize,
}

impl<'a, 'b> Watch<'a, 'b> {
    pub(crate) fn new(law: &'a MembershipLaw<'b>, times: &'a [f64], threshold: u32) -> Self {
        let answers = answers(law.members.len());
        Self {
            law,
            times,
            threshold,
            sums: vec![0.0; times.len() * answers],
            counts: vec![0; times.len() * (law.members.len() + 2)],
            last: None,
            now: vec![0.0; answers],
            reached: 0,
        }
    }

    /// A new future begins.
    pub(crate) fn begin(&mut self) {
        self.reached = 0;
    }

    /// What each option changes in each answer: `options × answers`.
    fn changes(&mut self, standing: &Standing) -> Vec<f64> {
        use foedera_futures::Law;
        let answers = self.now.len();
        let mut after = vec![0.0; answers];
        let mut changes = Vec::with_capacity(self.law.options() * answers);
        standing.indicators(self.threshold, &mut self.now);
        for option in 0..self.law.options() {
            standing.after(self.law.happening(option)).indicators(self.threshold, &mut after);
            changes.extend(after.iter().zip(&self.now).map(|(after, now)| after - now));
        }
        changes
    }
}

impl Observer<World> for Watch<'_, '_> {
    fn interval(&mut self, world: &World, from: f64, until: f64, rates: &[f64]) {
        let standing = Standing::of(world, self.law);
        if self.last.as_ref().is_none_or(|(last, _)| *last != standing) {
            let changes = self.changes(&standing);
            self.last = Some((standing, changes));
        }
        let (standing, changes) = self.last.as_ref().expect("just set");
        let answers = self.now.len();
        while self.reached < self.times.len() && self.times[self.reached] <= until {
            self.counts[self.reached * (self.law.members.len() + 2) + standing.participants as usize] += 1;
            self.reached += 1;
        }
        // The interval adds to every time in its future; sums are made cumulative when read.
        let mut start = from;
        for (index, time) in self.times.iter().enumerate() {
            let end = until.min(*time);
            if end <= start {
                continue;
            }
            for (option, rate) in rates.iter().enumerate().filter(|(_, rate)| **rate > 0.0) {
                let weight = rate * (end - start);
                let row = &changes[option * answers..(option + 1) * answers];
                let sums = &mut self.sums[index * answers..(index + 1) * answers];
                sums.iter_mut().zip(row).for_each(|(sum, change)| *sum += weight * change);
            }
            start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_a_freeze_and_an_end_change_what_they_should() {
        let standing = Standing { members: vec![Status::InForce, Status::Frozen], participants: 2, over: None };
        let read = |standing: &Standing| {
            let mut into = vec![0.0; answers(2)];
            standing.indicators(2, &mut into);
            into
        };
        assert_eq!(read(&standing), [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(read(&standing.after(Happening::Leaves(0))), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
        assert_eq!(read(&standing.after(Happening::Thaws(1))), [0.0; 10]);
        let ended = standing.after(Happening::Ends);
        assert_eq!(read(&ended), [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
        assert_eq!(standing.after(Happening::Leaves(1)).participants, 2, "a frozen member did not take part");
    }
}
