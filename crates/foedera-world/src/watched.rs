//! Elementary changes of a world, each announced before it is made: of a clock, a cell, a tie, a row or an end that is due.
//!
//! Everything that changes a [`World`] goes through [`Watched`]; [`World::apply`], [`World::advance`] and [`World::rollback`] are the same
//! with nobody watching.

use std::ops::Deref;

use crate::columns::{Cell, Ground};
use crate::journal::{Born, End, Mark, Undo};
use crate::layout::{Derive, FOREVER, Field, FieldKind, NetworkId, Unit};
use crate::rules::years_after;
use crate::status::Refusal;
use crate::{Day, Event, EventKind, StateId, TreatyId, World};

/// An elementary change of a world that is about to be made, or about to be undone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// The day up to which the world has come.
    Clock {
        /// Before; `None` before any event.
        before: Option<Day>,
        /// After.
        after: Option<Day>,
    },
    /// The number in a cell of a field; of a figure also where its ground or its day changes and the number does not.
    Cell {
        /// Of which field.
        field: Field,
        /// The row of the field's unit.
        row: usize,
        /// The stored number; `None` if missing.
        before: Option<f64>,
        /// After.
        after: Option<f64>,
    },
    /// The weight of a directed tie. A network without direction has two such changes, one each way.
    Tie {
        /// In which network.
        network: NetworkId,
        /// The row of the sender.
        from: usize,
        /// The receiver's.
        to: usize,
        /// The stored weight.
        before: f64,
        /// After.
        after: f64,
    },
    /// A treaty, membership, call, summit or dispute comes into being (`born`), or is gone again in a rollback.
    Row {
        /// Of what unit.
        unit: Unit,
        /// Its row: the first after all others, or the last.
        row: usize,
        /// Whether it comes.
        born: bool,
    },
    /// The list of days on which members left a treaty grows by one, or shrinks in a rollback.
    Exit {
        /// The treaty.
        treaty: TreatyId,
        /// Whether it grows.
        born: bool,
    },
    /// The number of ends (of windows, carried figures, calls) of one kind that are due on a day.
    Ends {
        /// The day.
        day: Day,
        /// How many there will be more.
        more: i64,
    },
}

/// Whoever wants to know of changes before they are made: effects that keep their numbers up to date.
pub trait Touched {
    /// Whether anybody listens. If not, nothing is put together to be told.
    const LISTENS: bool = true;

    /// A change is about to be made; the world is as it is before it.
    fn before(&mut self, world: &World, change: &Change);
}

/// Nobody.
struct Nobody;

impl Touched for Nobody {
    const LISTENS: bool = false;

    fn before(&mut self, _: &World, _: &Change) {}
}

/// A world of which somebody is told each elementary change before it is made. It reads as the world.
pub struct Watched<'w, T> {
    world: &'w mut World,
    touched: &'w mut T,
}

impl<T> Deref for Watched<'_, T> {
    type Target = World;

    fn deref(&self) -> &World {
        self.world
    }
}

impl World {
    /// The same world, with somebody who is told each elementary change before it is made.
    ///
    /// ```
    /// use foedera_world::{Change, Day, EventKind, Field, Roster, State, StateId, Touched, World};
    ///
    /// struct Cells(Vec<(Field, Option<f64>)>);
    /// impl Touched for Cells {
    ///     fn before(&mut self, world: &World, change: &Change) {
    ///         if let Change::Cell { field, row, before, after } = *change {
    ///             assert_eq!(world.get(field, row), before, "the world is as it was");
    ///             self.0.push((field, after));
    ///         }
    ///     }
    /// }
    ///
    /// let mut roster = Roster::default();
    /// roster.add_state(State { key: "ARM".into(), iso3: None, name: "Armenia".into(), also: vec![], spells: vec![] });
    /// let mut world = World::new(roster.into());
    /// let (mut cells, state) = (Cells(Vec::new()), StateId::from_index(0));
    /// let figure = EventKind::figure(state, Field::POLYARCHY, Some(0.8));
    /// world.watched(&mut cells).apply_on(Day::start_of_year(2022), figure).expect("a figure of a state");
    /// assert_eq!(cells.0, [(Field::POLYARCHY, Some(0.8))]);
    /// ```
    pub fn watched<'w, T: Touched>(&'w mut self, touched: &'w mut T) -> Watched<'w, T> {
        Watched::new(self, touched)
    }

    /// Apply an entry of a log, or refuse it with the reason; a refused event changes nothing.
    ///
    /// # Errors
    /// The [`Refusal`].
    pub fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        self.watched(&mut Nobody).apply(event)
    }

    /// The same for an event of which the day is known.
    ///
    /// # Errors
    /// The [`Refusal`].
    pub fn apply_on(&mut self, day: Day, kind: EventKind) -> Result<(), Refusal> {
        self.watched(&mut Nobody).apply_on(day, kind)
    }

    /// Lay what a field holds that events move: the world of an estimation sample, in which what happened before a day is counted and not
    /// replayed. Nothing that is laid so ends by itself; missing is `None`. A day is its number; of how many treaties two states share,
    /// the number of them.
    ///
    /// # Panics
    /// Of a field that nothing stores: shares, lags, patrons and degrees.
    pub fn assume(&mut self, field: Field, row: usize, value: Option<f64>) {
        let number = value.unwrap_or(f64::NAN);
        match self.layout().field(field).kind {
            FieldKind::Derived(Derive::Allied(duty)) => {
                let states = self.roster().states().len();
                let network = self.rules.allied.iter().find(|rule| rule.0 == duty).expect("it is counted").1;
                self.watched(&mut Nobody).tie(network, row / states, row % states, value.unwrap_or(0.0));
            }
            FieldKind::Live
            | FieldKind::Derived(Derive::Window(..) | Derive::Decay(..) | Derive::LastDispute | Derive::LastConflict) =>
            {
                self.watched(&mut Nobody).write(field, row, number);
            }
            other => panic!("nothing is laid into a field of the kind {other:?}"),
        }
    }

    /// Let time pass to a day: ends of windows and of figures that are carried forward no longer.
    pub fn advance(&mut self, to: Day) {
        self.watched(&mut Nobody).advance(to);
    }

    /// Enter a figure of a state that a simulation has drawn, from a day on that may lie before that of the world, but not before that of
    /// the last figure.
    pub fn enter_simulated(&mut self, field: Field, row: usize, value: f64, since: Day) {
        debug_assert!(self.entered(field, row).is_none_or(|(last, _)| last <= since), "figures come in their order");
        self.watched(&mut Nobody).enter(field, row, (value, Ground::History, since));
    }

    /// Go back to a mark: every cell, tie, row and end is as it was.
    ///
    /// # Panics
    /// If marks are not given back in the reverse order of setting them.
    pub fn rollback(&mut self, to: Mark) {
        self.watched(&mut Nobody).rollback(to);
    }
}

fn known(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

impl<'w, T: Touched> Watched<'w, T> {
    pub(crate) fn new(world: &'w mut World, touched: &'w mut T) -> Self {
        Self { world, touched }
    }

    /// Tell of a change, if anybody listens; what there is to tell is put together only then.
    #[inline]
    fn tell(&mut self, change: impl FnOnce(&World) -> Change) {
        if T::LISTENS {
            let change = change(self.world);
            self.touched.before(self.world, &change);
        }
    }

    /// Apply an entry of a log, as [`World::apply`].
    ///
    /// # Errors
    /// The [`Refusal`]; then nothing was announced.
    pub fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        self.happen(event.when.day(), event.when.latest(), event.kind)
    }

    /// The same for an event of which the day is known.
    ///
    /// # Errors
    /// The [`Refusal`]; then nothing was announced.
    pub fn apply_on(&mut self, day: Day, kind: EventKind) -> Result<(), Refusal> {
        self.happen(day, day, kind)
    }

    fn happen(&mut self, day: Day, latest: Day, kind: EventKind) -> Result<(), Refusal> {
        if let Some(world) = self.day.filter(|world| *world > day) {
            return Err(Refusal::OutOfOrder { event: day, world });
        }
        self.check(kind)?;
        self.advance(day);
        self.make(day, latest, kind);
        Ok(())
    }

    /// Let time pass to a day, as [`World::advance`].
    pub fn advance(&mut self, to: Day) {
        if self.day.is_some_and(|day| to <= day) {
            return;
        }
        while let Some((day, end, times)) = self.queue.due(to) {
            self.tell(|_| Change::Ends { day, more: -i64::from(times) });
            self.world.queue.remove(day, end);
            self.world.journal.note(Undo::Met { day, end, times });
            match end {
                End::Window { field, row } => {
                    let now = self.columns.get(field, row).unwrap_or(0.0);
                    self.write(field, row, now - f64::from(times));
                }
                End::Asking { call } => self.close_call(call, day),
                End::Dispute { dispute } => self.settle(dispute, day),
                End::Conflict { state } => self.conflict_ends(state, day),
                End::Expiry { field, row, since } => {
                    if self.columns.cell(field, row).since == Some(since) {
                        self.enter(field, row, (f64::NAN, Ground::None, day));
                    }
                }
            }
        }
        self.tell(|world| Change::Clock { before: world.day, after: Some(to) });
        self.world.journal.note(Undo::Clock(self.world.day));
        self.world.day = Some(to);
    }

    /// Go back to a mark, as [`World::rollback`].
    ///
    /// # Panics
    /// If marks are not given back in the reverse order of setting them.
    pub fn rollback(&mut self, to: Mark) {
        while let Some(undo) = self.world.journal.take(&to) {
            self.tell(|world| undone(world, undo));
            self.world.undo(undo);
        }
        self.world.journal.close(&to);
    }

    /// Write a cell that is no figure.
    pub(crate) fn write(&mut self, field: Field, row: usize, value: f64) {
        self.tell(|world| Change::Cell { field, row, before: world.columns.get(field, row), after: known(value) });
        let before = self.world.columns.set(field, row, value);
        self.world.journal.note(Undo::Value { field, row, before });
    }

    /// Write an optional day into a cell.
    pub(crate) fn write_day(&mut self, field: Field, row: usize, day: Option<Day>) {
        self.write(field, row, day.map_or(f64::NAN, |day| f64::from(day.number())));
    }

    /// Enter a figure, with what follows from it.
    pub(crate) fn enter(&mut self, field: Field, row: usize, figure: (f64, Ground, Day)) {
        let before: Cell = self.columns.cell(field, row);
        let (value, _, since) = figure;
        self.tell(|_| Change::Cell { field, row, before: known(before.value), after: known(value) });
        self.world.columns.enter(field, row, figure);
        self.world.journal.note(Undo::Figure { field, row, before });
        let entry = self.layout().field(field);
        let (unit, kind) = (entry.unit, entry.kind);
        if let FieldKind::Data { carry_years } = kind
            && carry_years < FOREVER
            && !value.is_nan()
        {
            self.due(years_after(since, carry_years), End::Expiry { field, row, since });
        }
        if unit == Unit::State {
            self.renew_entries(field, StateId::from_index(row), since);
        }
    }

    /// Put an end into the queue.
    pub(crate) fn due(&mut self, day: Day, end: End) {
        self.tell(|_| Change::Ends { day, more: 1 });
        self.world.queue.add(day, end, 1);
        self.world.journal.note(Undo::Queued { day, end });
    }

    /// Set the weight of a tie; both ways in a network without direction.
    pub(crate) fn tie(&mut self, network: NetworkId, from: usize, to: usize, weight: f64) {
        let before = self.network(network).stored(from, to);
        self.retie(network, [from, to], before, weight);
    }

    /// Add to the weight of a tie.
    pub(crate) fn tie_more(&mut self, network: NetworkId, from: usize, to: usize, by: f64) {
        let before = self.network(network).stored(from, to);
        self.retie(network, [from, to], before, before + by);
    }

    /// Change a tie whose weight is known; without direction both ways have the same.
    fn retie(&mut self, network: NetworkId, [from, to]: [usize; 2], before: f64, weight: f64) {
        if before == weight {
            return;
        }
        let directed = self.layout().network(network).directed;
        for (from, to) in [(from, to), (to, from)].into_iter().take(if directed { 1 } else { 2 }) {
            self.tell(|_| Change::Tie { network, from, to, before, after: weight });
            self.world.networks[usize::from(network.0)].set(from, to, before, weight);
            self.world.journal.note(Undo::Tie { network, from, to, before });
        }
    }

    /// A treaty, call, summit or dispute is born.
    pub(crate) fn bear(&mut self, born: Born) {
        self.tell(|world| row_of(world, born, true));
        self.world.journal.note(Undo::Born(born));
        self.world.add_row(born);
    }

    /// A spell of membership is born; gives its row.
    pub(crate) fn bear_membership(&mut self, treaty: TreatyId, state: StateId) -> usize {
        self.bear(Born::Membership);
        self.world.rows.add_membership(treaty, state)
    }

    /// A member has left.
    pub(crate) fn bear_exit(&mut self, treaty: TreatyId, day: Day) {
        self.bear(Born::Exit(treaty.index()));
        self.world.rows.exits[treaty.index()].push(day);
    }
}

/// The row that comes into being behind all others, or the last one, which is gone.
fn row_of(world: &World, what: Born, born: bool) -> Change {
    let (unit, count) = match what {
        Born::Exit(treaty) => return Change::Exit { treaty: TreatyId::from_index(treaty), born },
        Born::Membership => (Unit::Membership, world.rows.memberships.len()),
        Born::Treaty => (Unit::Treaty, world.rows.of_treaty.len()),
        Born::Call => (Unit::Call, world.rows.calls),
        Born::Summit => (Unit::Summit, world.rows.summits),
        Born::Dispute => (Unit::Dispute, world.rows.disputes),
    };
    Change::Row { unit, row: if born { count } else { count - 1 }, born }
}

/// What undoing does, as a change.
fn undone(world: &World, undo: Undo) -> Change {
    match undo {
        Undo::Clock(after) => Change::Clock { before: world.day, after },
        Undo::Value { field, row, before } | Undo::Figure { field, row, before: Cell { value: before, .. } } => {
            Change::Cell { field, row, before: world.columns.get(field, row), after: known(before) }
        }
        Undo::Tie { network, from, to, before } => {
            Change::Tie { network, from, to, before: world.network(network).stored(from, to), after: before }
        }
        Undo::Born(what) => row_of(world, what, false),
        Undo::Queued { day, .. } => Change::Ends { day, more: -1 },
        Undo::Met { day, times, .. } => Change::Ends { day, more: times.into() },
    }
}
