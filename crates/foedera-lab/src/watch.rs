//! Watching a future: what each interval adds to the probability of each answer.
//!
//! For an indicator f of the state, f(X_T) − f(X_0) − ∫ Σ_k λ_k·(f after k − f now) dt has mean zero (Dynkin). So the
//! mean of the integral over futures is the probability, with far less noise than counting, since most futures are
//! quiet and each of them adds its exact share.

use std::collections::BTreeMap;

use foedera_futures::membership::{Happening, Membership, calls_made};
use foedera_futures::{Course, Ringing, Stretch, System};
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
    pub(crate) fn of(world: &World, of: &Membership<'_>) -> Self {
        let treaty = world.treaty(of.treaty);
        let mut members = vec![Status::Withdrawn; of.members.len()];
        // Of several spells of a state the last stands.
        for (state, status) in treaty.statuses() {
            if let Some(place) = of.members.iter().position(|member| *member == state) {
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
            over.is_none() && treaty.statuses().any(|own| of.patron == Some(own.0) && own.1 == Status::InForce);
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
            Happening::Around(..) => {}
        }
        next
    }
}

fn has_left(status: Status) -> bool {
    matches!(status, Status::Withdrawn | Status::Expelled)
}

/// A standing with what it says of each answer, and what each clock would change in it.
#[derive(Debug, Clone)]
struct Node {
    standing: Standing,
    /// The value of every answer: 1 or 0.
    now: Vec<f64>,
    /// The share of the date's usable force that is held, in thousandths.
    force: Option<u32>,
    /// By clock, the answers that it changes, with the change.
    by: Vec<Vec<(u32, f64)>>,
    /// By clock, the place of the standing after it, once it has been asked for.
    next: Vec<Option<usize>>,
}

impl Node {
    fn new(standing: Standing, of: &Membership<'_>, reading: Reading<'_>) -> Self {
        let answers = answers(of.members.len());
        let (mut now, mut after) = (vec![0.0; answers], vec![0.0; answers]);
        standing.indicators(reading, &mut now);
        let changed = |clock| {
            standing.after(of.happening(clock)).indicators(reading, &mut after);
            let changes = after.iter().zip(&now).map(|(after, now)| after - now).zip(0_u32..);
            changes.filter(|(change, _)| *change != 0.0).map(|(change, answer)| (answer, change)).collect()
        };
        let by = (0..of.standing_clocks()).map(changed).collect();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a hundred at most: saturates"
        )]
        let force = reading.strength.share(&standing).map(|share| (share * 1000.0).round() as u32);
        Self { standing, now, force, by, next: vec![None; of.standing_clocks()] }
    }

    /// Add what these integrated hazards change in each answer on average.
    fn add(&self, hazards: &[f64], into: &mut [f64]) {
        for (hazard, row) in hazards.iter().zip(&self.by).filter(|(hazard, _)| **hazard > 0.0) {
            row.iter().for_each(|(answer, change)| into[*answer as usize] += hazard * change);
        }
    }
}

/// The standings that futures of a branch have come to, found again by the events that lead to them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standings(Vec<Node>);

impl Standings {
    /// Whether an answer holds in the standing at a place.
    pub(crate) fn holds(&self, place: usize, answer: usize) -> bool {
        self.0[place].now[answer] == 1.0
    }

    /// Whether the member at a place, or the patron at the last, takes part in the standing.
    pub(crate) fn takes_part(&self, standing: usize, place: usize) -> bool {
        self.0[standing].standing.takes_part(place)
    }

    /// The standing at the start, if none is known yet.
    pub(crate) fn start(&mut self, world: &World, of: &Membership<'_>, reading: Reading<'_>) {
        if self.0.is_empty() {
            self.0.push(Node::new(Standing::of(world, of), of, reading));
        }
    }

    /// The place of the standing after a clock has rung in another.
    pub(crate) fn after(&mut self, place: usize, clock: usize, of: &Membership<'_>, reading: Reading<'_>) -> usize {
        // What happens around the treaty changes nobody's standing.
        if clock >= of.standing_clocks() {
            return place;
        }
        if let Some(next) = self.0[place].next[clock] {
            return next;
        }
        let standing = self.0[place].standing.after(of.happening(clock));
        let known = self.0.iter().position(|node| node.standing == standing);
        let next = known.unwrap_or_else(|| {
            self.0.push(Node::new(standing, of, reading));
            self.0.len() - 1
        });
        self.0[place].next[clock] = Some(next);
        next
    }
}

/// Sums over every second future of a draw in one branch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Half {
    /// Sum of the integrals between each time and the one before: `times × answers`.
    pub(crate) sums: Vec<f64>,
    /// In how many futures each answer held at each time: `times × answers`.
    pub(crate) held: Vec<f64>,
    /// How often each number of participants was seen at each time: `times × (members + 2)`.
    pub(crate) counts: Vec<u32>,
    /// How often each share of the date's usable force was held at each time, in thousandths.
    pub(crate) forces: Vec<BTreeMap<u32, u32>>,
    /// How often so many calls were made, and so many of them answered with troops, up to each time.
    pub(crate) calls: Vec<BTreeMap<(u32, u32), u32>>,
    /// How many futures reached exactly so many times before anything happened.
    quiet: Vec<u32>,
}

impl Half {
    fn new(times: usize, members: usize) -> Self {
        Self {
            sums: vec![0.0; times * answers(members)],
            held: vec![0.0; times * answers(members)],
            counts: vec![0; times * (members + 2)],
            forces: vec![BTreeMap::new(); times],
            calls: vec![BTreeMap::new(); times],
            quiet: vec![0; times + 1],
        }
    }

    /// So many futures stand so at a time.
    fn stand(&mut self, time: usize, node: &Node, futures: u32, calls: (u32, u32)) {
        let answers = node.now.len();
        self.counts[time * (node.standing.members.len() + 2) + node.standing.participants as usize] += futures;
        if let Some(force) = node.force {
            *self.forces[time].entry(force).or_insert(0) += futures;
        }
        *self.calls[time].entry(calls).or_insert(0) += futures;
        let held = &mut self.held[time * answers..(time + 1) * answers];
        held.iter_mut().zip(&node.now).for_each(|(held, now)| *held += f64::from(futures) * now);
    }
}

/// What watches the futures of one draw in one branch.
pub(crate) struct Watch<'a> {
    of: &'a Membership<'a>,
    /// Times at which answers are read, ascending, in years.
    times: &'a [f64],
    reading: Reading<'a>,
    standings: &'a mut Standings,
    /// The futures of even and of odd number.
    halves: [Half; 2],
    /// What the course without events adds to each answer between each time and the one before: `times × answers`.
    course: Vec<f64>,
    hazards: Vec<f64>,
    half: usize,
    /// The standing now, and how many times are behind.
    place: usize,
    reached: usize,
}

impl<'a> Watch<'a> {
    /// Watch futures that start in `world` and follow `course` until something happens.
    pub(crate) fn new(
        of: &'a Membership<'a>,
        times: &'a [f64],
        reading: Reading<'a>,
        standings: &'a mut Standings,
        (world, course): (&World, &Course),
    ) -> Self {
        standings.start(world, of, reading);
        let (members, width) = (of.members.len(), answers(of.members.len()));
        let halves = [Half::new(times.len(), members), Half::new(times.len(), members)];
        let mut sums = vec![0.0; times.len() * width];
        let mut hazards = vec![0.0; of.standing_clocks()];
        let mut from = 0.0;
        for (time, sums) in times.iter().zip(sums.chunks_exact_mut(width)) {
            course.hazards(from, *time, &mut hazards);
            standings.0[0].add(&hazards, sums);
            from = *time;
        }
        Self { of, times, reading, standings, halves, course: sums, hazards, half: 0, place: 0, reached: 0 }
    }

    /// A new future begins.
    pub(crate) fn begin(&mut self, future: u32) {
        self.half = (future % 2) as usize;
    }

    /// The sums of the futures of even and of odd number.
    pub(crate) fn close(self) -> [Half; 2] {
        let Self { mut halves, course, standings, .. } = self;
        let (node, width) = (&standings.0[0], standings.0[0].now.len());
        for half in &mut halves {
            let mut futures = 0;
            for time in (0..half.forces.len()).rev() {
                futures += half.quiet[time + 1];
                if futures == 0 {
                    continue;
                }
                let sums = half.sums[time * width..(time + 1) * width].iter_mut();
                sums.zip(&course[time * width..]).for_each(|(sum, own)| *sum += f64::from(futures) * own);
                half.stand(time, node, futures, (0, 0));
            }
        }
        halves
    }

    /// The value of every answer at the start.
    pub(crate) fn initial(&self) -> Vec<f64> {
        self.standings.0[0].now.clone()
    }
}

impl<S: System<State = World>> foedera_futures::Watch<S> for Watch<'_> {
    fn quiet(&mut self, _: &World, course: &Course, until: f64) {
        self.place = 0;
        self.reached = self.times.partition_point(|time| *time <= until);
        let half = &mut self.halves[self.half];
        half.quiet[self.reached] += 1;
        let from = self.reached.checked_sub(1).map_or(0.0, |time| self.times[time]);
        if self.reached < self.times.len() && until > from {
            let node = &self.standings.0[0];
            let width = node.now.len();
            course.hazards(from, until, &mut self.hazards);
            node.add(&self.hazards, &mut half.sums[self.reached * width..(self.reached + 1) * width]);
        }
    }

    fn stretch(&mut self, world: &World, stretch: &Stretch<'_>) {
        let (node, half) = (&self.standings.0[self.place], &mut self.halves[self.half]);
        let width = node.now.len();
        // The stretch adds to every time in its future; sums are made cumulative when read.
        let mut start = stretch.from;
        for index in self.reached..self.times.len() {
            let end = stretch.until.min(self.times[index]);
            if end > start {
                stretch.hazards(start, end, &mut self.hazards);
                node.add(&self.hazards, &mut half.sums[index * width..(index + 1) * width]);
                start = end;
            }
            if self.times[index] > stretch.until {
                break;
            }
            half.stand(index, node, 1, calls_made(self.of, world));
            self.reached = index + 1;
        }
    }

    fn event(&mut self, _: &World, event: &Ringing<'_>) {
        self.place = self.standings.after(self.place, event.clock, self.of, self.reading);
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
