//! Watching a future: what each interval adds to the probability of each answer.
//!
//! For an indicator f of the state, f(X_T) − f(X_0) − ∫ Σ_k λ_k·(f after k − f now) dt has mean zero (Dynkin). So the
//! mean of the integral over futures is the probability, with far less noise than counting, since most futures are
//! quiet and each of them adds its exact share.

use std::collections::BTreeMap;

use foedera_futures::Observer;
use foedera_futures::membership::{Happening, MembershipHazards};
use foedera_world::{Cause, Status, TreatyStatus, World};

use crate::lead::{CANDIDATES, MEASURES, Measure, Strength};

/// Where one member may stand; exactly one of them holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfMember {
    Left,
    Frozen,
    Over,
    Stayed,
}

/// Questions about the treaty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfTreaty {
    AnyLeft,
    Ended,
    Replaced,
    /// Ended or replaced.
    Closed,
    ClosedOrFew,
}

pub(crate) const OF_MEMBER: [OfMember; 4] = [OfMember::Left, OfMember::Frozen, OfMember::Over, OfMember::Stayed];
pub(crate) const OF_TREATY: [OfTreaty; 5] =
    [OfTreaty::AnyLeft, OfTreaty::Ended, OfTreaty::Replaced, OfTreaty::Closed, OfTreaty::ClosedOrFew];

/// Number of answers for a treaty with this many members at risk: where each stands, the treaty, who left first, who leads.
pub(crate) fn answers(members: usize) -> usize {
    OF_MEMBER.len() * members + OF_TREATY.len() + members + MEASURES.len() * CANDIDATES
}

/// Position of "this candidate leads by this measure".
pub(crate) fn lead_answer(members: usize, measure: Measure, candidate: usize) -> usize {
    OF_MEMBER.len() * members + OF_TREATY.len() + members + measure as usize * CANDIDATES + candidate
}

/// Position of "this member was the first to leave".
pub(crate) fn first_answer(members: usize, member: usize) -> usize {
    OF_MEMBER.len() * members + OF_TREATY.len() + member
}

/// Position of an answer about a member.
pub(crate) fn member_answer(member: usize, of: OfMember) -> usize {
    member * OF_MEMBER.len() + of as usize
}

/// Position of an answer about the treaty.
pub(crate) fn treaty_answer(members: usize, of: OfTreaty) -> usize {
    members * OF_MEMBER.len() + of as usize
}

/// What a standing is read with.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// Fewer participants than these are few.
    pub(crate) threshold: u32,
    pub(crate) strength: &'a Strength,
}

/// The state in the terms of the questions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    pub(crate) members: Vec<Status>,
    pub(crate) participants: u32,
    /// Whether the patron takes part.
    pub(crate) patron: bool,
    pub(crate) over: Option<Cause>,
    /// Who left first, as far as it is remembered.
    pub(crate) first: Option<usize>,
}

impl Standing {
    pub(crate) fn of(world: &World, law: &MembershipHazards<'_>) -> Self {
        let treaty = world.treaty(law.treaty);
        let mut members = vec![Status::Withdrawn; law.members.len()];
        // Of several spells of a state the last stands.
        for (state, status) in treaty.statuses() {
            if let Some(place) = law.members.iter().position(|member| *member == state) {
                members[place] = status;
            }
        }
        let over = match treaty.status() {
            TreatyStatus::Ended(cause) => Some(cause),
            _ => None,
        };
        let first = members.iter().position(|status| has_left(*status));
        let participants = treaty.statuses().filter(|(_, status)| *status == Status::InForce).count() as u32;
        let patron =
            over.is_none() && treaty.statuses().any(|own| law.patron == Some(own.0) && own.1 == Status::InForce);
        Self { participants, patron, members, over, first }
    }

    /// Whether the member at a place takes part; the last place is the patron's.
    pub(crate) fn takes_part(&self, place: usize) -> bool {
        self.members.get(place).map_or(self.patron, |status| *status == Status::InForce)
    }

    /// The value of every answer now: 1 or 0.
    pub(crate) fn indicators(&self, reading: Reading<'_>, into: &mut [f64]) {
        let flag = |is: bool| f64::from(u8::from(is));
        let count = self.members.len();
        let mut any = false;
        for (index, status) in self.members.iter().enumerate() {
            let left = has_left(*status);
            any |= left;
            into[first_answer(count, index)] = flag(self.first == Some(index));
            into[member_answer(index, OfMember::Left)] = flag(left);
            into[member_answer(index, OfMember::Frozen)] = flag(*status == Status::Frozen);
            into[member_answer(index, OfMember::Over)] = flag(*status == Status::EndedWithTreaty);
            into[member_answer(index, OfMember::Stayed)] = flag(*status == Status::InForce);
        }
        let over = self.over.is_some();
        into[treaty_answer(count, OfTreaty::AnyLeft)] = flag(any);
        into[treaty_answer(count, OfTreaty::Ended)] = flag(over && self.over != Some(Cause::Replaced));
        into[treaty_answer(count, OfTreaty::Replaced)] = flag(self.over == Some(Cause::Replaced));
        into[treaty_answer(count, OfTreaty::Closed)] = flag(over);
        into[treaty_answer(count, OfTreaty::ClosedOrFew)] = flag(over || self.participants < reading.threshold);
        for measure in MEASURES {
            let leader = reading.strength.leader(measure, self);
            for (place, candidate) in reading.strength.candidates[measure as usize].iter().enumerate() {
                into[lead_answer(count, measure, place)] = flag(leader == Some(*candidate));
            }
        }
    }

    fn after(&self, happening: Happening) -> Self {
        let mut next = self.clone();
        let mut set = |member: usize, status: Status| {
            next.participants += u32::from(status == Status::InForce);
            next.participants -= u32::from(next.members[member] == Status::InForce);
            next.members[member] = status;
        };
        match happening {
            Happening::Leaves(member) => {
                set(member, Status::Withdrawn);
                next.first = next.first.or(Some(member));
            }
            Happening::Freezes(member) => set(member, Status::Frozen),
            Happening::Thaws(member) => set(member, Status::InForce),
            Happening::Ends | Happening::Replaced => {
                let cause = if happening == Happening::Ends { Cause::TreatyEnded } else { Cause::Replaced };
                (next.over, next.patron) = (Some(cause), false);
                next.participants = 0;
                for status in next.members.iter_mut().filter(|status| status.is_open()) {
                    *status = Status::EndedWithTreaty;
                }
            }
        }
        next
    }
}

fn has_left(status: Status) -> bool {
    matches!(status, Status::Withdrawn | Status::Expelled)
}

/// A standing with what it says of each answer and what each option would change in it.
struct Changes {
    standing: Standing,
    /// The value of every answer: 1 or 0.
    now: Vec<f64>,
    /// The share of the date's usable force that is held, in thousandths.
    force: Option<u32>,
    /// By option, the answers that it changes, with the change.
    by: Vec<Vec<(usize, f64)>>,
}

impl Changes {
    fn of(standing: Standing, law: &MembershipHazards<'_>, reading: Reading<'_>) -> Self {
        use foedera_futures::Hazards;
        let answers = answers(law.members.len());
        let (mut now, mut after) = (vec![0.0; answers], vec![0.0; answers]);
        standing.indicators(reading, &mut now);
        let changed = |option| {
            standing.after(law.happening(option)).indicators(reading, &mut after);
            let changes = after.iter().zip(&now).map(|(after, now)| after - now).enumerate();
            changes.filter(|(_, change)| *change != 0.0).collect()
        };
        let by = (0..law.options()).map(changed).collect();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a hundred at most: saturates"
        )]
        let force = reading.strength.share(&standing).map(|share| (share * 1000.0).round() as u32);
        Self { standing, now, force, by }
    }

    /// How fast each answer changes on average at these rates.
    fn drift(&self, rates: &[f64], into: &mut [f64]) {
        into.fill(0.0);
        for (rate, row) in rates.iter().zip(&self.by).filter(|(rate, _)| **rate > 0.0) {
            row.iter().for_each(|(answer, change)| into[*answer] += rate * change);
        }
    }
}

/// Sums over some futures of one draw in one branch.
pub(crate) struct Watch<'a, 'b> {
    law: &'a MembershipHazards<'b>,
    /// Times at which answers are read, ascending, in years.
    times: &'a [f64],
    reading: Reading<'a>,
    /// Sum of the integrals between each time and the one before: `times × answers`.
    pub(crate) sums: Vec<f64>,
    /// In how many futures each answer held at each time: `times × answers`.
    pub(crate) held: Vec<f64>,
    /// How often each number of participants was seen at each time: `times × (members + 2)`.
    pub(crate) counts: Vec<u32>,
    /// How often each share of the date's usable force was held at each time, in thousandths.
    pub(crate) forces: Vec<BTreeMap<u32, u32>>,
    /// The standing of the last interval.
    last: Option<Changes>,
    drift: Vec<f64>,
    reached: usize,
    /// Who left first in this future.
    first: Option<usize>,
}

impl<'a, 'b> Watch<'a, 'b> {
    pub(crate) fn new(law: &'a MembershipHazards<'b>, times: &'a [f64], reading: Reading<'a>) -> Self {
        let answers = answers(law.members.len());
        Self {
            law,
            times,
            reading,
            sums: vec![0.0; times.len() * answers],
            held: vec![0.0; times.len() * answers],
            counts: vec![0; times.len() * (law.members.len() + 2)],
            forces: vec![BTreeMap::new(); times.len()],
            last: None,
            drift: vec![0.0; answers],
            reached: 0,
            first: None,
        }
    }

    /// A new future begins.
    pub(crate) fn begin(&mut self) {
        (self.reached, self.first) = (0, None);
    }
}

impl Observer<World> for Watch<'_, '_> {
    fn interval(&mut self, world: &World, from: f64, until: f64, rates: &[f64]) {
        let mut standing = Standing::of(world, self.law);
        // Of several who have left the world does not say who was first; the future remembers it.
        self.first = self.first.or(standing.first);
        standing.first = self.first;
        if self.last.as_ref().is_none_or(|last| last.standing != standing) {
            self.last = Some(Changes::of(standing, self.law, self.reading));
        }
        let last = self.last.as_ref().expect("just set");
        last.drift(rates, &mut self.drift);
        let answers = self.drift.len();
        // The interval adds to every time in its future; sums are made cumulative when read.
        let mut start = from;
        for index in self.reached..self.times.len() {
            let end = until.min(self.times[index]);
            if end > start {
                let sums = &mut self.sums[index * answers..(index + 1) * answers];
                sums.iter_mut().zip(&self.drift).for_each(|(sum, drift)| *sum += drift * (end - start));
                start = end;
            }
            if self.times[index] > until {
                break;
            }
            self.counts[index * (self.law.members.len() + 2) + last.standing.participants as usize] += 1;
            if let Some(force) = last.force {
                *self.forces[index].entry(force).or_insert(0) += 1;
            }
            let held = &mut self.held[index * answers..(index + 1) * answers];
            held.iter_mut().zip(&last.now).for_each(|(held, now)| *held += now);
            self.reached = index + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_a_freeze_and_an_end_change_what_they_should() {
        let standing = Standing {
            members: vec![Status::InForce, Status::Frozen],
            participants: 2,
            patron: true,
            over: None,
            first: None,
        };
        let strength = Strength::stated(&[Some(3.0), Some(9.0), Some(5.0)], &[4, 1, 0]);
        let reading = Reading { threshold: 2, strength: &strength };
        let read = |standing: &Standing| {
            let mut into = vec![0.0; answers(2)];
            standing.indicators(reading, &mut into);
            into.truncate(lead_answer(2, Measure::Force, 0));
            into
        };
        // Left, frozen, over, stayed of each member; any left, ended, replaced, closed, closed or few.
        let told = |first: [f64; 4], second: [f64; 4], treaty: [f64; 5]| {
            [&first[..], &second, &treaty, &[f64::from(u8::from(first[0] == 1.0)), 0.0]].concat()
        };
        let (left, frozen) = ([1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]);
        let (over, stayed) = ([0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]);
        assert_eq!(read(&standing), told(stayed, frozen, [0.0; 5]));
        assert_eq!(read(&standing.after(Happening::Leaves(0))), told(left, frozen, [1.0, 0.0, 0.0, 0.0, 1.0]));
        assert_eq!(read(&standing.after(Happening::Thaws(1))), told(stayed, stayed, [0.0; 5]));
        let ended = standing.after(Happening::Ends);
        assert_eq!(read(&ended), told(over, over, [0.0, 1.0, 0.0, 1.0, 1.0]));
        assert_eq!(read(&standing.after(Happening::Replaced)), told(over, over, [0.0, 0.0, 1.0, 1.0, 1.0]));
        let both = standing.after(Happening::Leaves(1)).after(Happening::Leaves(0));
        let mut into = vec![0.0; answers(2)];
        both.indicators(reading, &mut into);
        assert_eq!([into[first_answer(2, 0)], into[first_answer(2, 1)]], [0.0, 1.0], "the second left first");
        assert_eq!(standing.after(Happening::Leaves(1)).participants, 2, "a frozen member did not take part");
    }

    #[test]
    fn who_leads_is_the_first_who_takes_part_and_nobody_when_it_is_over() {
        let standing =
            Standing { members: vec![Status::InForce; 2], participants: 3, patron: true, over: None, first: None };
        let strength = Strength::stated(&[Some(3.0), Some(9.0), Some(5.0)], &[4, 1, 0]);
        let leaders = |standing: &Standing| MEASURES.map(|measure| strength.leader(measure, standing));
        assert_eq!(leaders(&standing), [Some(1), Some(0)]);
        assert_eq!(leaders(&standing.after(Happening::Freezes(1))), [Some(2), Some(0)], "the patron has more");
        assert_eq!(leaders(&standing.after(Happening::Leaves(0))), [Some(1), Some(1)]);
        assert_eq!(leaders(&standing.after(Happening::Ends)), [None, None]);
        assert_eq!(strength.share(&standing.after(Happening::Leaves(1))), Some(8.0 / 17.0));
    }
}
