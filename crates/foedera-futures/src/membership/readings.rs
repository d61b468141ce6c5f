//! What the processes read along a course without events, and the rates of a draw by it.

use foedera_math::exp;
use foedera_process::{Values, View, Who};
use foedera_world::{Day, Field, StateId, Status, Subject, TreatyId, World};

use super::{DriftPath, Membership, MembershipSystem, member_view};
use crate::Course;

/// What is read along the course without events, with the rates of a draw by it.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    readings: &'a Readings,
    /// In each piece the rate of *leave* of each member (with the treaty's frailty), of *ends* and of *replaced*, before what a member's
    /// status does to it.
    rates: &'a [f64],
}

/// What effects read anew in a future, and not along the course without events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anew {
    /// Nothing: the course knows it.
    Nothing,
    /// What sees who is a member: somebody has left.
    Members,
    /// Everything: a coup has changed a regime.
    Everything,
}

impl<'a> Known<'a> {
    /// What [`Readings::course`] has found.
    pub fn new(readings: &'a Readings, rates: &'a [f64]) -> Self {
        Self { readings, rates }
    }

    /// When the pieces begin.
    pub(super) fn starts(self) -> &'a [f64] {
        &self.readings.starts
    }

    /// The piece that holds at a time.
    pub(super) fn piece(self, time: f64) -> usize {
        self.readings.starts.partition_point(|start| *start <= time).saturating_sub(1)
    }

    /// The patron's capability over that at the start, in a piece.
    pub(super) fn strength(self, piece: usize) -> f64 {
        self.readings.strength[piece]
    }

    /// Whether somebody has left since the start.
    pub(super) fn has_exits(self, world: &World, treaty: TreatyId) -> bool {
        world.treaty(treaty).exits().len() != self.readings.exits
    }

    /// The rate of a fitted clock in a piece. Freezes and thaws move no effect; exits move those that see who is a member, and these alone
    /// are read anew.
    pub(super) fn rate(
        self,
        system: &MembershipSystem<'_>,
        (place, process): (usize, u8),
        (view, read): (&View<'_>, &mut Values),
        (piece, anew): (usize, Anew),
    ) -> f64 {
        let (of, readings) = (system.of, self.readings);
        if anew == Anew::Nothing {
            return self.rates[piece * (of.members.len() + 2) + place];
        }
        let model = of.model(process);
        let from = piece * readings.offsets[of.members.len() + 2] + readings.offsets[place];
        let effects = model.effects.iter().zip(&readings.values[from..]).zip(&of.sees[usize::from(process)]);
        let values = effects.map(|((effect, known), sees)| {
            if *sees || anew == Anew::Everything { effect.standard(read.of(effect.effect, view)) } else { *known }
        });
        let theta = system.parameters.coefficients(process);
        let multiplier = system.parameters.multiplier(process, of.block(self.readings.starts[piece]));
        multiplier * exp(theta.iter().zip(values).map(|(theta, value)| theta * value).sum())
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
    /// Which links hold of each state around the treaty, in each piece.
    masks: Vec<u32>,
    /// Of those states, which are members.
    around: Vec<bool>,
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
            masks: Vec::new(),
            around: of
                .around
                .iter()
                .flat_map(|around| &around.states)
                .map(|own| status(&own.state).is_member())
                .collect(),
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
        self.masks.extend(of.masks(world));
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

    /// Read again what shocks and drift move, in the world of a draw.
    pub fn renew(&mut self, of: &Membership<'_>, world: &mut World, drift: Option<&DriftPath<'_>>) {
        if self.moved.is_empty() && !self.strength_moved {
            return;
        }
        let mark = world.mark();
        let mut next = 0;
        for piece in 0..self.starts.len() {
            let day = of.day(self.starts[piece]);
            world.advance(day);
            drift.iter().for_each(|drift| drift.catch_up(world));
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
            let around = self.around.len();
            for (piece, (row, (fitted, strength))) in rates.chunks_exact_mut(of.clocks()).zip(fitted).enumerate() {
                let masks = &self.masks[piece * around..][..around];
                let freeze = if self.at_risk { parameters.freezing(*strength) } else { 0.0 };
                for (member, status) in self.statuses.iter().enumerate() {
                    let [leaving, freezing] = of.linked(parameters, masks.get(member).copied().unwrap_or(0));
                    let rates = parameters.of_member(*status, fitted[member] * leaving, freeze * freezing);
                    of.clocks_of(member).into_iter().zip(rates).for_each(|(clock, rate)| row[clock] = rate);
                }
                row[3 * count..3 * count + 2].copy_from_slice(&fitted[count..]);
                let day = of.day(self.starts[piece]);
                self.surround(system, (masks, day), &mut row[3 * count + 2..]);
            }
        });
    }

    /// The rates of what is around the treaty.
    fn surround(&self, system: &MembershipSystem<'_>, (masks, day): (&[u32], Day), row: &mut [f64]) {
        let Some(around) = &system.of.around else { return };
        for (clock, rate) in row.iter_mut().enumerate() {
            let (process, place) = around.happening(clock);
            let open = self.at_risk && self.around[place];
            *rate =
                if open { around.rate(&system.parameters.around, (process, place), (masks[place], day)) } else { 0.0 };
        }
    }
}
