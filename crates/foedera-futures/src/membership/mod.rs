//! The processes of a treaty's members on the world: each may leave, freeze or thaw; the treaty may end or be replaced. Around them, where
//! they are given, disputes, unrest, calls with their answers, and pacts outside ([`Surroundings`]), in the same system.

mod calls;
mod contributions;
mod decided;
mod drift;
mod joins;
mod readings;
mod surroundings;
mod system;
mod unrest;

use foedera_math::pow;
use foedera_process::{BLOCK_YEARS, Model, Moves, Process, View};
use foedera_world::{CallId, DAYS_PER_YEAR, Day, Field, StateId, Status, TreatyId, World};

pub use calls::{AnswerDraw, AnswerLaw, Lasting, Memory, Nature, RecordRule, calls_made};
pub use contributions::Contribution;
pub use decided::{Decided, Decision};
pub use drift::{Drift, DriftPath, Walking};
pub use joins::JoinLaw;
pub use readings::{Known, Readings};
pub use surroundings::{Around, Surrounded, SurroundingParameters, Surroundings};
pub use system::MembershipSystem;
pub use unrest::{UnrestDraw, UnrestLaw, design, hazard_of};

/// What a clock stands for.
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
    /// A process around the treaty has an event of the state at this place among [`Surroundings::states`].
    Around(Around, usize),
}

impl Happening {
    /// Its process; none of what happens around the treaty.
    pub fn process(self) -> Option<Process> {
        match self {
            Self::Leaves(_) => Some(Process::LEAVE),
            Self::Freezes(_) => Some(Process::FREEZE),
            Self::Thaws(_) => Some(Process::THAW),
            Self::Ends => Some(Process::ENDS),
            Self::Replaced => Some(Process::REPLACED),
            Self::Around(..) => None,
        }
    }

    /// The name of its process.
    pub fn name(self) -> &'static str {
        match self {
            Self::Around(around, _) => around.process(),
            other => other.process().map_or("", Process::name),
        }
    }

    /// The member, by its place among those at risk.
    pub fn member(self) -> Option<usize> {
        match self {
            Self::Leaves(member) | Self::Freezes(member) | Self::Thaws(member) => Some(member),
            Self::Ends | Self::Replaced | Self::Around(..) => None,
        }
    }
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
    /// What the rates of *leave*, *ends* and *replaced* are multiplied by in each block of five years, from that of the start on; the last
    /// holds for all later ones, none is 1.
    pub blocks: [Vec<f64>; 3],
    /// Freezes per member-year while the patron's usable capability is as it was at the start.
    pub freeze_rate: f64,
    /// Thaws per frozen member-year.
    pub thaw_rate: f64,
    /// Freezing goes with (usable capability of the patron / that at the start) to the power of minus this.
    pub freeze_elasticity: f64,
    /// A frozen member leaves at this multiple of the rate of a participating one.
    pub frozen_exit_ratio: f64,
    /// What it says of the processes around the treaty; unread without them.
    pub around: SurroundingParameters,
}

/// The treaty whose members' processes run, and what they are told by.
#[derive(Debug, Clone)]
pub struct Membership<'a> {
    /// The fitted process of leaving.
    pub leave: &'a Model,
    /// The process of ending.
    pub ends: &'a Model,
    /// The process of replacement.
    pub replaced: &'a Model,
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
    /// The stable number of each member in this treaty, and last that of the treaty.
    subjects: Vec<u32>,
    /// The fields that the fitted processes read: of *leave*, of *ends* and *replaced*.
    reads: [Vec<Field>; 2],
    /// Which effects of *leave*, *ends* and *replaced* see who is a member.
    sees: [Vec<bool>; 3],
    /// The processes around the treaty; `None`: nothing happens there.
    around: Option<Surroundings<'a>>,
    /// The first call of a future.
    first_call: CallId,
}

/// A stable number of a name (FNV-1a, 32 bits): it stays when other names come in.
fn stable(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

impl<'a> Membership<'a> {
    /// The processes of one treaty from a day on.
    pub fn new(
        (leave, ends, replaced): (&'a Model, &'a Model, &'a Model),
        world: &World,
        (treaty, start): (TreatyId, Day),
        (patron, members): (Option<StateId>, Vec<StateId>),
    ) -> Self {
        let roster = world.roster();
        let key = &roster.treaty(treaty).key;
        let member = |state: &StateId| stable(&format!("{key}/{}", roster.state(*state).key));
        let subjects = members.iter().map(member).chain([stable(key)]).collect();
        let fields = |models: &[&Model]| {
            let effects = models.iter().flat_map(|model| &model.effects);
            effects.flat_map(|effect| effect.effect.entry().number.reads()).collect()
        };
        let capability = patron.and_then(|patron| world.figure(Field::CINC, patron));
        let reads = [fields(&[leave]), fields(&[ends, replaced])];
        let sees = |model: &Model, whole: bool| {
            model.effects.iter().map(|effect| effect.effect.entry().number.sees_members(whole)).collect()
        };
        let sees = [sees(leave, false), sees(ends, true), sees(replaced, true)];
        let (around, first_call) = (None, world.next_call());
        Self {
            leave,
            ends,
            replaced,
            treaty,
            patron,
            members,
            start,
            capability,
            subjects,
            reads,
            sees,
            around,
            first_call,
        }
    }

    /// The same with what happens around it.
    ///
    /// # Panics
    /// If the states around are not the members at risk, in their order, and then the patron.
    #[must_use]
    pub fn with_surroundings(self, around: Option<Surroundings<'a>>) -> Self {
        let own = self.members.iter().copied().chain(self.patron);
        let states = around.iter().flat_map(|around| around.states.iter().map(|own| own.state));
        assert!(around.is_none() || states.eq(own), "the states around are the members and the patron");
        Self { around, ..self }
    }

    /// The processes around it.
    pub fn surroundings(&self) -> Option<&Surroundings<'a>> {
        self.around.as_ref()
    }

    /// What a clock stands for.
    pub fn happening(&self, clock: usize) -> Happening {
        let count = self.members.len();
        if clock < count {
            Happening::Leaves(clock)
        } else if clock < 2 * count {
            Happening::Freezes(clock - count)
        } else if clock < 3 * count {
            Happening::Thaws(clock - 2 * count)
        } else if clock == 3 * count {
            Happening::Ends
        } else if clock == 3 * count + 1 {
            Happening::Replaced
        } else {
            let around = self.around.as_ref().expect("clocks beyond those of members are of what is around");
            let (process, place) = around.happening(clock - self.standing_clocks());
            Happening::Around(process, place)
        }
    }

    /// How many clocks there are.
    pub fn clocks(&self) -> usize {
        self.standing_clocks() + self.around.as_ref().map_or(0, Surroundings::clocks)
    }

    /// How many of them, the first ones, change who is a member, who takes part, or the treaty.
    pub fn standing_clocks(&self) -> usize {
        3 * self.members.len() + 2
    }

    /// Which links hold of each state around the treaty.
    fn masks(&self, world: &World) -> impl Iterator<Item = u32> {
        let around = self.around.iter();
        around.flat_map(move |around| (0..around.states.len()).map(move |place| around.mask(world, self.treaty, place)))
    }

    /// What links multiply the rates of leaving and of freezing by.
    fn linked(&self, parameters: &Parameters, mask: u32) -> [f64; 2] {
        self.around.as_ref().map_or([1.0; 2], |around| {
            let own = &parameters.around;
            [around.factor(own, mask, Moves::Leave), around.freezing(own, mask)]
        })
    }

    /// The day of a time in years from the start.
    pub fn day(&self, time: f64) -> Day {
        self.start.plus_days((time * DAYS_PER_YEAR + 1e-6).floor() as i32)
    }

    fn time(&self, day: Day) -> f64 {
        day.years_since(self.start)
    }

    /// The block of years in which a time lies; blocks turn with the year, as everything that ages.
    fn block(&self, time: f64) -> usize {
        let years = self.day(time).year() - self.start.year();
        usize::try_from(years / BLOCK_YEARS).unwrap_or(0)
    }

    fn whole<'w>(&self, world: &'w World, day: Day) -> View<'w> {
        View { world, day, treaty: self.treaty, member: None, patron: self.patron, other: None, call: None }
    }

    /// The patron's capability over that at the start; 1 where either is not known.
    fn strength(&self, world: &World) -> f64 {
        let now = self.patron.and_then(|patron| world.figure(Field::CINC, patron));
        match (now, self.capability) {
            (Some(now), Some(before)) if now > 0.0 => now / before,
            _ => 1.0,
        }
    }

    /// Whether a coup in this future has changed a regime: what effects read then is no longer what they read along the course.
    fn overthrown(&self, world: &World) -> bool {
        let start = f64::from(self.start.number());
        let lately = |state: &StateId| world.get(Field::LAST_OVERTHROW, state.index()).is_some_and(|day| day > start);
        self.members.iter().chain(&self.patron).any(lately)
    }

    /// The times at which a course without events has another rate: the start, and each change of the calendar before `end`.
    fn starts(&self, world: &mut World, end: f64) -> Vec<f64> {
        let mark = world.mark();
        let (mut starts, mut time) = (Vec::new(), 0.0);
        while time < end {
            world.advance(self.day(time));
            starts.push(time);
            time = self.next_change(world, time);
        }
        world.rollback(mark);
        starts
    }

    fn next_change(&self, world: &World, time: f64) -> f64 {
        let day = self.day(time);
        let turn = Day::start_of_year(day.year() + 1);
        let ends = world.next_end().filter(|end| *end > day);
        ends.into_iter()
            .chain([turn])
            .map(|day| self.time(day))
            .filter(|next| *next > time + 1e-9)
            .fold(f64::INFINITY, f64::min)
    }

    /// The three clocks of a member.
    fn clocks_of(&self, member: usize) -> [usize; 3] {
        let count = self.members.len();
        [member, count + member, 2 * count + member]
    }
}

impl Membership<'_> {
    /// The clocks that read effects: the process (0 *leave*, 1 *ends*, 2 *replaced*) and the member.
    fn fitted(&self) -> impl Iterator<Item = (u8, Option<usize>)> + use<> {
        let members = (0..self.members.len()).map(|member| (0, Some(member)));
        members.chain([(1, None), (2, None)])
    }

    /// Where the values of each fitted clock begin within a piece, and last how many a piece has.
    fn offsets(&self) -> Vec<usize> {
        let mut next = 0;
        let mut offsets = vec![0];
        for (process, _) in self.fitted() {
            next += self.model(process).effects.len();
            offsets.push(next);
        }
        offsets
    }

    fn model(&self, process: u8) -> &Model {
        match process {
            0 => self.leave,
            1 => self.ends,
            _ => self.replaced,
        }
    }
}

fn member_view<'w>(of: &Membership<'_>, whole: &View<'w>, member: Option<usize>) -> View<'w> {
    let state = member.map(|member| of.members[member]);
    View { member: state.and_then(|state| whole.world.treaty(of.treaty).membership(state)), ..*whole }
}

impl Parameters {
    fn coefficients(&self, process: u8) -> &[f64] {
        match process {
            0 => &self.leave,
            1 => &self.ends,
            _ => &self.replaced,
        }
    }

    /// What the rates of a process are multiplied by in a block of years: the treaty's frailty and the block's factor.
    fn multiplier(&self, process: u8, block: usize) -> f64 {
        let own = &self.blocks[usize::from(process)];
        let factor = own.get(block).or(own.last()).copied().unwrap_or(1.0);
        if process == 0 { self.frailty * factor } else { factor }
    }

    /// The rate of freezing where the patron is so strong.
    fn freezing(&self, strength: f64) -> f64 {
        if strength == 1.0 { self.freeze_rate } else { self.freeze_rate * pow(strength, -self.freeze_elasticity) }
    }

    /// The rates at which a member leaves, freezes and thaws, by its status.
    fn of_member(&self, status: Status, leave: f64, freeze: f64) -> [f64; 3] {
        match status {
            Status::InForce => [leave, freeze, 0.0],
            Status::Frozen => [leave * self.frozen_exit_ratio, 0.0, self.thaw_rate],
            _ => [0.0; 3],
        }
    }
}
