//! The processes of a treaty's members, and those around them, as a system of clocks.

use foedera_process::{Moves, Values, View, When, Who};
use foedera_world::{Change, Field, Mark, Status, World};

use super::calls::Scene;
use super::readings::Anew;
use super::{Around, Decided, Decision, DriftPath, Happening, Known, Membership, Parameters, member_view};
use crate::{Firing, Forced, Key, System, Touched};

/// A membership system with a draw of its parameters.
#[derive(Debug, Clone, Copy)]
pub struct MembershipSystem<'a> {
    /// The treaty.
    pub of: &'a Membership<'a>,
    /// The draw.
    pub parameters: &'a Parameters,
    /// What is read along the course without events, and the rates by it, where they are known ([`super::Readings::course`]).
    pub known: Option<Known<'a>>,
    /// Events that are made to happen.
    pub forced: &'a [Forced],
    /// What of events is decided, and not drawn.
    pub decisions: &'a [Decision],
    /// How figures move; `None`: they stay.
    pub drift: Option<&'a DriftPath<'a>>,
}

impl System for MembershipSystem<'_> {
    type State = World;
    type Mark = Mark;

    fn clocks(&self, _: &World) -> usize {
        self.of.clocks()
    }

    fn key(&self, _: &World, clock: usize) -> Key {
        let happening = self.of.happening(clock);
        if let (Happening::Around(process, place), Some(around)) = (happening, &self.of.around) {
            return Key { stream: process.stream(), subject: around.subject(place) };
        }
        let Some(When::Hazard(stream)) = happening.process().map(|process| process.when) else {
            unreachable!("every clock is of a hazard")
        };
        let place = happening.member().unwrap_or(self.of.members.len());
        Key { stream, subject: self.of.subjects[place] }
    }

    fn rates(&self, world: &World, time: f64, clocks: &[u32], rates: &mut [f64]) {
        let (of, parameters) = (self.of, self.parameters);
        let whole = of.whole(world, of.day(time));
        if !Who::Treaties.is_open(&whole) {
            rates.fill(0.0);
            return;
        }
        let may_leave = Who::Members.is_open(&whole);
        let known = self.known.map(|known| (known, known.piece(time), self.anew(world, known)));
        let block = of.block(time);
        let treaty = world.treaty(of.treaty);
        let count = of.members.len();
        let mut of_whole = Values::default();
        for (rate, clock) in rates.iter_mut().zip(clocks) {
            let member = |index: usize| treaty.membership(of.members[index]);
            let status = |index: usize| member(index).map_or(Status::Withdrawn, |own| own.status);
            let fitted = |place: usize, process: u8, view: &View<'_>, read: &mut Values| match known {
                Some((known, piece, anew)) => known.rate(self, (place, process), (view, read), (piece, anew)),
                None => {
                    parameters.multiplier(process, block)
                        * of.model(process).rate(parameters.coefficients(process), view)
                }
            };
            let linked = |index: usize| {
                let mask = of.around.as_ref().map_or(0, |around| around.mask(world, of.treaty, index));
                of.linked(parameters, mask)
            };
            *rate = match of.happening(*clock as usize) {
                Happening::Leaves(index) if may_leave => member(index).map_or(0.0, |own| {
                    let leave = fitted(index, 0, &View { member: Some(own), ..whole }, &mut Values::default());
                    parameters.of_member(own.status, leave * linked(index)[0], 0.0)[0]
                }),
                Happening::Leaves(_) => 0.0,
                Happening::Freezes(index) => {
                    let strength = known.map_or_else(|| of.strength(world), |(known, piece, _)| known.strength(piece));
                    let freeze = parameters.freezing(strength) * linked(index)[1];
                    parameters.of_member(status(index), 0.0, freeze)[1]
                }
                Happening::Around(process, place) => self.around_rate(world, (process, place)),
                Happening::Thaws(index) => parameters.of_member(status(index), 0.0, 0.0)[2],
                Happening::Ends => fitted(count, 1, &whole, &mut of_whole),
                Happening::Replaced => fitted(count + 1, 2, &whole, &mut of_whole),
            };
        }
    }

    fn forced(&self) -> &[Forced] {
        self.forced
    }

    fn is_possible(&self, world: &World, clock: usize) -> bool {
        let happening = self.of.happening(clock);
        if let Happening::Around(process, place) = happening {
            return self.around_rate(world, (process, place)) > 0.0;
        }
        let day = world.day().unwrap_or(self.of.start);
        let view = member_view(self.of, &self.of.whole(world, day), happening.member());
        happening.process().is_some_and(|process| process.what.is_possible(&view))
    }

    fn is_over(&self, world: &World) -> bool {
        !world.treaty(self.of.treaty).is_open()
    }

    fn next_change(&self, world: &World, time: f64) -> f64 {
        let Some(known) = self.known else { return self.of.next_change(world, time) };
        // The turns of the course are known; an end of a window that an event has begun may come before.
        let later = |time: &f64, than: f64| *time > than + 1e-9;
        let turns = known.starts();
        let turn = turns[known.piece(time)..].iter().copied().find(|turn| later(turn, time));
        let end = world.next_end().map(|end| self.of.time(end)).filter(|end| later(end, time));
        turn.into_iter().chain(end).fold(f64::INFINITY, f64::min)
    }

    fn advance(&self, world: &mut World, time: f64, touched: &mut Touched) {
        world.watched(&mut Listener { of: self.of, touched }).advance(self.of.day(time));
        // Whoever reads the world finds the figures of the day, known along the course or not.
        if let Some(drift) = self.drift {
            drift.catch_up(world);
        }
    }

    fn ages(&self, clock: usize) -> bool {
        match self.of.happening(clock) {
            // An assumed rate does not age, but the patron's strength may drift.
            Happening::Freezes(_) => self.drift.is_some(),
            // An armed conflict ends at a rate by its age, and what is fitted of unrest in a state ages.
            Happening::Around(around, _) => matches!(around, Around::Coup | Around::Conflict | Around::Peace),
            Happening::Thaws(_) => false,
            _ => true,
        }
    }

    fn fire(&self, world: &mut World, clock: usize, firing: &Firing, touched: &mut Touched) {
        let happening = self.of.happening(clock);
        if let (Happening::Around(process, place), Some(around)) = (happening, &self.of.around) {
            let (of, parameters, drift) = (self.of, &self.parameters.around, self.drift);
            let listener = Listener { of, touched };
            let decided = self.decisions.iter().find(|own| own.clock == clock && own.count == firing.count);
            let drawn = Decided::default();
            let decided = decided.map_or(&drawn, |own| &own.decided);
            Scene { of, around, parameters, firing, decided, world, drift, listener }.happen(process, place);
            return;
        }
        if let (Happening::Leaves(_), Some(drift)) = (happening, self.drift) {
            drift.catch_up(world);
        }
        let state = happening.member().map(|member| self.of.members[member]);
        let kind = happening.process().and_then(|process| process.what.event(self.of.treaty, state));
        let kind = kind.expect("no clock is of an answer");
        let day = self.of.day(firing.time);
        let applied = world.watched(&mut Listener { of: self.of, touched }).apply_on(day, kind);
        applied.expect("a clock with a positive rate stands for what is possible");
    }

    fn mark(&self, world: &mut World) -> Mark {
        world.mark()
    }

    fn rollback(&self, world: &mut World, to: Mark) {
        world.rollback(to);
    }
}

impl MembershipSystem<'_> {
    /// What effects have to read anew in a future.
    fn anew(&self, world: &World, known: Known<'_>) -> Anew {
        if self.drift.is_some() && self.of.overthrown(world) {
            Anew::Everything
        } else if known.has_exits(world, self.of.treaty) {
            Anew::Members
        } else {
            Anew::Nothing
        }
    }

    /// The rate of a process around the treaty for the state at a place: 0 of what is no member.
    pub(super) fn around_rate(&self, world: &World, (process, place): (Around, usize)) -> f64 {
        let Some(around) = &self.of.around else { return 0.0 };
        let own = world.treaty(self.of.treaty).membership(around.states[place].state);
        if !own.is_some_and(|own| own.status.is_member()) {
            return 0.0;
        }
        let day = world.day().unwrap_or(self.of.start);
        let held = (around.mask(world, self.of.treaty, place), day);
        around.rate_in(&self.parameters.around, (process, place), held, world)
    }
}

/// Whoever tells, of each elementary change of the world, which clocks it touches.
struct Listener<'a> {
    of: &'a Membership<'a>,
    touched: &'a mut Touched,
}

impl Listener<'_> {
    /// The clocks of processes that read a field.
    fn readers(&mut self, field: Field) {
        let count = self.of.members.len();
        if self.of.reads[0].contains(&field) {
            (0..count).for_each(|member| self.touched.clock(member));
        }
        if self.of.reads[1].contains(&field) {
            (3 * count..3 * count + 2).for_each(|clock| self.touched.clock(clock));
        }
        if field == Field::CINC {
            (count..2 * count).for_each(|clock| self.touched.clock(clock));
        }
    }

    /// The clocks whose links read a field of a row.
    fn linked(&mut self, field: Field, row: usize) {
        let (of, touched) = (self.of, &mut *self.touched);
        let Some(around) = &of.around else { return };
        let first = of.standing_clocks();
        around.readers(of.treaty, field, row, |place, moves| {
            let mut process = |process: Around| touched.clock(first + around.clock(process, place));
            match moves {
                Some(Moves::DisputeAgainst) => process(Around::DisputeAgainst),
                Some(Moves::DisputeBy) => process(Around::DisputeBy),
                Some(Moves::Coup) => process(Around::Coup),
                Some(Moves::Conflict) => process(Around::Conflict),
                None => [Around::Coup, Around::Conflict, Around::Peace].into_iter().for_each(process),
                Some(Moves::Pact) => process(Around::Pact),
                // The patron neither leaves nor freezes.
                Some(Moves::Leave) if place < of.members.len() => touched.clock(of.clocks_of(place)[0]),
                Some(Moves::Suspension | Moves::Freeze) if place < of.members.len() => {
                    touched.clock(of.clocks_of(place)[1]);
                }
                Some(Moves::Leave | Moves::Suspension | Moves::Freeze) => {}
            }
        });
    }
}

impl foedera_world::Touched for Listener<'_> {
    fn before(&mut self, world: &World, change: &Change) {
        match *change {
            Change::Cell { field: Field::STATUS, row, before, after } => {
                let (treaty, state) = world.membership_of(row);
                if treaty != self.of.treaty {
                    return;
                }
                let is_member = |code: Option<f64>| Status::read(code).is_some_and(Status::is_member);
                if is_member(before) == is_member(after) {
                    // Who takes part and who does not are members alike: nobody else's effects see it.
                    let member = self.of.members.iter().position(|member| *member == state);
                    member
                        .into_iter()
                        .flat_map(|member| self.of.clocks_of(member))
                        .for_each(|clock| self.touched.clock(clock));
                } else {
                    self.touched.everything();
                }
            }
            Change::Cell { field: Field::TREATY_STATUS, row, .. } if row == self.of.treaty.index() => {
                self.touched.everything();
            }
            Change::Cell { field, row, .. } => {
                // A treaty's fields are read of this treaty alone.
                self.linked(field, row);
                let of_treaty = world.layout().field(field).unit == foedera_world::layout::Unit::Treaty;
                if !of_treaty || row == self.of.treaty.index() {
                    self.readers(field);
                }
            }
            // A row is born empty: cells that are written then tell what it is of.
            Change::Row { .. }
            | Change::Tie { .. }
            | Change::Clock { .. }
            | Change::Exit { .. }
            | Change::Ends { .. } => {}
        }
    }
}
