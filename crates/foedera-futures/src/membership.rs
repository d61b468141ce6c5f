//! The processes of a treaty's members on the world: each may leave, freeze or thaw; the treaty may end or be replaced.

use foedera_math::{exp, pow};
use foedera_process::{BLOCK_YEARS, Model, Process, Values, View, When, Who};
use foedera_world::{Change, DAYS_PER_YEAR, Day, Field, Mark, StateId, Status, Subject, TreatyId, World};

use crate::{Course, Firing, Forced, Key, System, Touched};

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
}

impl Happening {
    /// Its process.
    pub fn process(self) -> Process {
        match self {
            Self::Leaves(_) => Process::LEAVE,
            Self::Freezes(_) => Process::FREEZE,
            Self::Thaws(_) => Process::THAW,
            Self::Ends => Process::ENDS,
            Self::Replaced => Process::REPLACED,
        }
    }

    /// The member, by its place among those at risk.
    pub fn member(self) -> Option<usize> {
        match self {
            Self::Leaves(member) | Self::Freezes(member) | Self::Thaws(member) => Some(member),
            Self::Ends | Self::Replaced => None,
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
}

/// A membership system with a draw of its parameters.
#[derive(Debug, Clone, Copy)]
pub struct MembershipSystem<'a> {
    /// The treaty.
    pub of: &'a Membership<'a>,
    /// The draw.
    pub parameters: &'a Parameters,
    /// What is read along the course without events, and the rates by it, where they are known ([`Readings::course`]).
    pub known: Option<Known<'a>>,
    /// Events that are made to happen.
    pub forced: &'a [Forced],
}

/// What is read along the course without events, with the rates of a draw by it.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    readings: &'a Readings,
    /// In each piece the rate of *leave* of each member (with the treaty's frailty), of *ends* and of *replaced*, before what a member's
    /// status does to it.
    rates: &'a [f64],
}

impl<'a> Known<'a> {
    /// What [`Readings::course`] has found.
    pub fn new(readings: &'a Readings, rates: &'a [f64]) -> Self {
        Self { readings, rates }
    }

    /// The piece that holds at a time.
    fn piece(self, time: f64) -> usize {
        self.readings.starts.partition_point(|start| *start <= time).saturating_sub(1)
    }

    /// The rate of a fitted clock in a piece. Freezes and thaws move no effect; exits move those that see who is a member, and these alone
    /// are read anew.
    fn rate(
        self,
        system: &MembershipSystem<'_>,
        (place, process): (usize, u8),
        (view, read): (&View<'_>, &mut Values),
        piece: usize,
    ) -> f64 {
        let (of, readings) = (system.of, self.readings);
        if view.world.treaty(of.treaty).exits().len() == readings.exits {
            return self.rates[piece * (of.members.len() + 2) + place];
        }
        let model = of.model(process);
        let from = piece * readings.offsets[of.members.len() + 2] + readings.offsets[place];
        let effects = model.effects.iter().zip(&readings.values[from..]).zip(&of.sees[usize::from(process)]);
        let values = effects.map(
            |((effect, known), sees)| {
                if *sees { effect.standard(read.of(effect.effect, view)) } else { *known }
            },
        );
        let theta = system.parameters.coefficients(process);
        let multiplier = system.parameters.multiplier(process, of.block(self.readings.starts[piece]));
        multiplier * exp(theta.iter().zip(values).map(|(theta, value)| theta * value).sum())
    }
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
        Self { leave, ends, replaced, treaty, patron, members, start, capability, subjects, reads, sees }
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
        } else {
            Happening::Replaced
        }
    }

    /// How many clocks there are.
    pub fn clocks(&self) -> usize {
        3 * self.members.len() + 2
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

    /// The member of each clock that belongs to one, with its three clocks.
    fn clocks_of(&self, member: usize) -> [usize; 3] {
        let count = self.members.len();
        [member, count + member, 2 * count + member]
    }
}

/// What the fitted processes read along a course without events: the values of their effects, centred and scaled, in each piece. It is the
/// same in every draw but for what a drawn shock moves, so rates of a draw are products with its coefficients.
#[derive(Debug, Clone)]
pub struct Readings {
    starts: Vec<f64>,
    end: f64,
    /// Whether the treaty is at risk of ending, and members of leaving.
    at_risk: bool,
    may_leave: bool,
    statuses: Vec<Status>,
    /// Standardised values in each piece, clock by clock that reads any: *leave* of each member, *ends*, *replaced*.
    values: Vec<f64>,
    /// The patron's capability over that at the start, in each piece.
    strength: Vec<f64>,
    /// The values that a shock moves: piece by piece the place, the member and the effect.
    moved: Vec<Place>,
    strength_moved: bool,
    exits: usize,
    /// Where the values of each fitted clock begin within a piece, and last how many a piece has.
    offsets: Vec<usize>,
}

/// The place of a value of an effect.
#[derive(Debug, Clone, Copy)]
struct Place {
    piece: u32,
    place: u32,
    member: Option<u32>,
    process: u8,
    effect: u32,
}

impl Readings {
    /// What is read from `world` until `end`; `shocked` are the figures that change from draw to draw.
    pub fn new(of: &Membership<'_>, world: &mut World, end: f64, shocked: &[(Field, Subject)]) -> Self {
        let treaty = world.treaty(of.treaty);
        let status = |state: &StateId| treaty.membership(*state).map_or(Status::Withdrawn, |own| own.status);
        let statuses: Vec<Status> = of.members.iter().map(status).collect();
        let whole = of.whole(world, of.start);
        let mut readings = Self {
            at_risk: Who::Treaties.is_open(&whole),
            may_leave: Who::Members.is_open(&whole),
            statuses,
            exits: treaty.exits().len(),
            offsets: of.offsets(),
            starts: of.starts(world, end),
            end,
            values: Vec::new(),
            strength: Vec::new(),
            moved: Vec::new(),
            strength_moved: of.patron.is_some_and(|patron| shocked.contains(&(Field::CINC, Subject::State(patron)))),
        };
        let mark = world.mark();
        for piece in 0..readings.starts.len() {
            world.advance(of.day(readings.starts[piece]));
            readings.read_piece(of, world, piece, shocked);
        }
        world.rollback(mark);
        readings
    }

    fn read_piece(&mut self, of: &Membership<'_>, world: &World, piece: usize, shocked: &[(Field, Subject)]) {
        let whole = of.whole(world, of.day(self.starts[piece]));
        self.strength.push(of.strength(world));
        for (process, member) in of.fitted() {
            let view = member_view(of, &whole, member);
            for (effect, estimated) in of.model(process).effects.iter().enumerate() {
                let figures = estimated.effect.entry().number.figures(&view);
                if figures.iter().any(|figure| shocked.contains(figure)) {
                    let (piece, place) = (piece as u32, self.values.len() as u32);
                    let member = member.map(|member| member as u32);
                    self.moved.push(Place { piece, place, member, process, effect: effect as u32 });
                }
                self.values.push(estimated.standardised(&view));
            }
        }
    }

    /// Read again what shocks move, in the world of a draw.
    pub fn renew(&mut self, of: &Membership<'_>, world: &mut World) {
        if self.moved.is_empty() && !self.strength_moved {
            return;
        }
        let mark = world.mark();
        let mut next = 0;
        for piece in 0..self.starts.len() {
            let day = of.day(self.starts[piece]);
            world.advance(day);
            self.strength[piece] = of.strength(world);
            let whole = of.whole(world, day);
            let mut of_whole = Values::default();
            while let Some(place) = self.moved.get(next).filter(|place| place.piece as usize == piece) {
                let view = member_view(of, &whole, place.member.map(|member| member as usize));
                let estimated = &of.model(place.process).effects[place.effect as usize];
                self.values[place.place as usize] = match place.member {
                    Some(_) => estimated.standardised(&view),
                    None => estimated.standard(of_whole.of(estimated.effect, &view)),
                };
                next += 1;
            }
        }
        world.rollback(mark);
    }

    /// The course of a draw, and in `fitted` the rates behind it ([`Known::new`]).
    pub fn course(&self, system: &MembershipSystem<'_>, course: &mut Course, fitted: &mut Vec<f64>) {
        let (of, parameters) = (system.of, system.parameters);
        let count = of.members.len();
        fitted.clear();
        let mut values = self.values.as_slice();
        for start in &self.starts {
            let block = of.block(*start);
            for (process, member) in of.fitted() {
                let (own, rest) = values.split_at(of.model(process).effects.len());
                values = rest;
                let theta = parameters.coefficients(process);
                let sum: f64 = theta.iter().zip(own).map(|(theta, value)| theta * value).sum();
                let open = if member.is_some() { self.may_leave } else { self.at_risk };
                fitted.push(if open { parameters.multiplier(process, block) * exp(sum) } else { 0.0 });
            }
        }
        course.from_rates(of.clocks(), &self.starts, self.end, |rates| {
            let fitted = fitted.chunks_exact(count + 2).zip(&self.strength);
            for (row, (fitted, strength)) in rates.chunks_exact_mut(of.clocks()).zip(fitted) {
                let freeze = if self.at_risk { parameters.freezing(*strength) } else { 0.0 };
                for (member, status) in self.statuses.iter().enumerate() {
                    let rates = parameters.of_member(*status, fitted[member], freeze);
                    of.clocks_of(member).into_iter().zip(rates).for_each(|(clock, rate)| row[clock] = rate);
                }
                row[3 * count..].copy_from_slice(&fitted[count..]);
            }
        });
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

impl System for MembershipSystem<'_> {
    type State = World;
    type Mark = Mark;

    fn clocks(&self, _: &World) -> usize {
        self.of.clocks()
    }

    fn key(&self, _: &World, clock: usize) -> Key {
        let happening = self.of.happening(clock);
        let When::Hazard(stream) = happening.process().when else { unreachable!("every clock is of a hazard") };
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
        let known = self.known.map(|known| (known, known.piece(time)));
        let block = of.block(time);
        let treaty = world.treaty(of.treaty);
        let count = of.members.len();
        let mut of_whole = Values::default();
        for (rate, clock) in rates.iter_mut().zip(clocks) {
            let member = |index: usize| treaty.membership(of.members[index]);
            let status = |index: usize| member(index).map_or(Status::Withdrawn, |own| own.status);
            let fitted = |place: usize, process: u8, view: &View<'_>, read: &mut Values| match known {
                Some((known, piece)) => known.rate(self, (place, process), (view, read), piece),
                None => {
                    parameters.multiplier(process, block)
                        * of.model(process).rate(parameters.coefficients(process), view)
                }
            };
            *rate = match of.happening(*clock as usize) {
                Happening::Leaves(index) if may_leave => member(index).map_or(0.0, |own| {
                    let leave = fitted(index, 0, &View { member: Some(own), ..whole }, &mut Values::default());
                    parameters.of_member(own.status, leave, 0.0)[0]
                }),
                Happening::Leaves(_) => 0.0,
                Happening::Freezes(index) => {
                    parameters.of_member(status(index), 0.0, parameters.freezing(of.strength(world)))[1]
                }
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
        let day = world.day().unwrap_or(self.of.start);
        let view = member_view(self.of, &self.of.whole(world, day), happening.member());
        happening.process().what.is_possible(&view)
    }

    fn is_over(&self, world: &World) -> bool {
        !world.treaty(self.of.treaty).is_open()
    }

    fn next_change(&self, world: &World, time: f64) -> f64 {
        let Some(known) = self.known else { return self.of.next_change(world, time) };
        // The turns of the course are known; an end of a window that an event has begun may come before.
        let later = |time: &f64, than: f64| *time > than + 1e-9;
        let turns = &known.readings.starts;
        let turn = turns[known.piece(time)..].iter().copied().find(|turn| later(turn, time));
        let end = world.next_end().map(|end| self.of.time(end)).filter(|end| later(end, time));
        turn.into_iter().chain(end).fold(f64::INFINITY, f64::min)
    }

    fn advance(&self, world: &mut World, time: f64, touched: &mut Touched) {
        world.watched(&mut Listener { of: self.of, touched }).advance(self.of.day(time));
    }

    fn ages(&self, clock: usize) -> bool {
        // Assumed rates do not age.
        !matches!(self.of.happening(clock), Happening::Freezes(_) | Happening::Thaws(_))
    }

    fn fire(&self, world: &mut World, clock: usize, firing: &Firing, touched: &mut Touched) {
        let happening = self.of.happening(clock);
        let state = happening.member().map(|member| self.of.members[member]);
        let kind = happening.process().what.event(self.of.treaty, state).expect("no clock is of an answer");
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
}

impl foedera_world::Touched for Listener<'_> {
    fn before(&mut self, world: &World, change: &Change) {
        match *change {
            Change::Cell { field: Field::STATUS, row, before, after } => {
                let (treaty, state) = world.membership_of(row);
                if treaty != self.of.treaty {
                    return;
                }
                let is_member = |code: Option<f64>| {
                    Status::read(code).is_some_and(|status| matches!(status, Status::InForce | Status::Frozen))
                };
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
                let of_treaty = world.layout().field(field).unit == foedera_world::layout::Unit::Treaty;
                if !of_treaty || row == self.of.treaty.index() {
                    self.readers(field);
                }
            }
            Change::Row { .. } => self.touched.everything(),
            Change::Tie { .. } | Change::Clock { .. } | Change::Exit { .. } | Change::Ends { .. } => {}
        }
    }
}
