//! The model of a treaty's members: each may leave, freeze or thaw; the treaty may end or be replaced.

use foedera_math::{Stream, pow};
use foedera_process::{Model, View};
use foedera_world::{Cause, DAYS_PER_YEAR, Day, EventKind, Field, Mark, StateId, Status, TreatyId, World};

use crate::Hazards;

/// The processes, in the order of their options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// A member leaves.
    Leaves(usize),
    /// A member freezes its participation.
    Freezes(usize),
    /// A frozen member takes part again.
    Thaws(usize),
    /// The treaty ends for all.
    Ends,
    /// The treaty is replaced by another.
    Replaced,
}

/// What one draw of parameters and assumptions says.
#[derive(Debug, Clone)]
pub struct Parameters {
    /// Coefficients of *leave*, *ends* and *replaced*.
    pub leave: Vec<f64>,
    /// Coefficients of *ends*.
    pub ends: Vec<f64>,
    /// Coefficients of *replaced*.
    pub replaced: Vec<f64>,
    /// The treaty's frailty in *leave*.
    pub frailty: f64,
    /// Freezes per member-year while the patron's usable capability is as it was at the start.
    pub freeze_rate: f64,
    /// Thaws per frozen member-year.
    pub thaw_rate: f64,
    /// Freezing goes with (usable capability of the patron / that at the start) to the power of minus this.
    pub freeze_elasticity: f64,
    /// A frozen member leaves at this multiple of the rate of a participating one.
    pub frozen_exit_ratio: f64,
}

/// The model.
pub struct MembershipHazards<'a> {
    /// The fitted processes.
    pub leave: &'a Model,
    /// The process of ending.
    pub ends: &'a Model,
    /// The process of replacement.
    pub replaced: &'a Model,
    /// The draw.
    pub parameters: Parameters,
    /// Which treaty.
    pub treaty: TreatyId,
    /// Its patron, who does not leave; `None`: it has none, and what is read of a patron is missing.
    pub patron: Option<StateId>,
    /// The members at risk, in a fixed order.
    pub members: Vec<StateId>,
    /// The first day.
    pub start: Day,
    /// The patron's usable capability before any shock; `None` if it is not known.
    pub capability: Option<f64>,
}

impl MembershipHazards<'_> {
    /// What an option stands for.
    pub fn happening(&self, option: usize) -> Happening {
        let count = self.members.len();
        match option / count {
            0 => Happening::Leaves(option),
            1 => Happening::Freezes(option - count),
            2 => Happening::Thaws(option - 2 * count),
            _ if option == 3 * count => Happening::Ends,
            _ => Happening::Replaced,
        }
    }

    fn day(&self, time: f64) -> Day {
        self.start.plus_days((time * DAYS_PER_YEAR + 1e-6).floor() as i32)
    }

    fn time(&self, day: Day) -> f64 {
        day.years_since(self.start)
    }

    fn freeze_rate(&self, world: &World) -> f64 {
        let now = self.patron.and_then(|patron| world.figure(Field::CINC, patron));
        let factor = match (now, self.capability) {
            (Some(now), Some(before)) if now > 0.0 => pow(now / before, -self.parameters.freeze_elasticity),
            _ => 1.0,
        };
        self.parameters.freeze_rate * factor
    }
}

impl Hazards for MembershipHazards<'_> {
    type State = World;
    type Mark = Mark;

    fn options(&self) -> usize {
        3 * self.members.len() + 2
    }

    fn address(&self, option: usize) -> (Stream, u32) {
        match self.happening(option) {
            Happening::Leaves(member) => (Stream::Leaves, member as u32),
            Happening::Freezes(member) => (Stream::Freezes, member as u32),
            Happening::Thaws(member) => (Stream::Thaws, member as u32),
            Happening::Ends => (Stream::Ends, 0),
            Happening::Replaced => (Stream::Replaced, 0),
        }
    }

    fn rates(&self, world: &World, time: f64, rates: &mut [f64]) {
        rates.fill(0.0);
        let day = self.day(time);
        let treaty = world.treaty(self.treaty);
        let whole = View { world, day, treaty: self.treaty, member: None, patron: self.patron, call: None };
        if !whole.at_risk() {
            return;
        }
        let count = self.members.len();
        let freeze = self.freeze_rate(world);
        // As in the fit: an exit from a treaty of two is its end.
        let may_leave = treaty.member_states().count() > 2;
        for (index, state) in self.members.iter().enumerate() {
            let Some(member) = treaty.membership(*state) else { continue };
            let view = View { member: Some(member), ..whole };
            let leave =
                if may_leave { self.parameters.frailty * self.leave.rate(&self.parameters.leave, &view) } else { 0.0 };
            match member.status {
                Status::InForce => (rates[index], rates[count + index]) = (leave, freeze),
                Status::Frozen => {
                    rates[index] = leave * self.parameters.frozen_exit_ratio;
                    rates[2 * count + index] = self.parameters.thaw_rate;
                }
                _ => {}
            }
        }
        rates[3 * count] = self.ends.rate(&self.parameters.ends, &whole);
        rates[3 * count + 1] = self.replaced.rate(&self.parameters.replaced, &whole);
    }

    fn next_change(&self, world: &World, time: f64) -> f64 {
        let day = self.day(time);
        let turn = Day::start_of_year(day.year() + 1);
        let windows = world.treaty(self.treaty).exits().iter().map(|exit| exit.plus_years(3));
        windows.chain([turn]).map(|day| self.time(day)).filter(|next| *next > time + 1e-9).fold(f64::INFINITY, f64::min)
    }

    fn advance(&self, world: &mut World, time: f64) {
        world.advance(self.day(time));
    }

    fn fire(&self, world: &mut World, option: usize, time: f64) {
        let treaty = self.treaty;
        let kind = match self.happening(option) {
            Happening::Leaves(member) => {
                EventKind::Leaves { treaty, state: self.members[member], cause: Cause::Withdrawal }
            }
            Happening::Freezes(member) => EventKind::Freezes { treaty, state: self.members[member] },
            Happening::Thaws(member) => EventKind::Thaws { treaty, state: self.members[member] },
            Happening::Ends => EventKind::TreatyEnds { treaty, cause: Cause::TreatyEnded },
            Happening::Replaced => EventKind::TreatyEnds { treaty, cause: Cause::Replaced },
        };
        world.apply_on(self.day(time), kind).expect("an option with a positive rate is possible");
    }

    fn mark(&self, world: &mut World) -> Mark {
        world.mark()
    }

    fn rollback(&self, world: &mut World, to: Mark) {
        world.rollback(to);
    }
}
