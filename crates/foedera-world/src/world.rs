//! The world at an instant: columns, networks, a queue of ends and a journal. Only [`World::apply`] and [`World::advance`] change it, and
//! [`World::rollback`] brings back what was.

use std::sync::Arc;

use crate::columns::{Columns, Ground};
use crate::journal::{Born, End, Journal, Mark, Queue, Undo};
use crate::layout::{FOREVER, Field, FieldKind, Layout, NetworkId, Unit};
use crate::network::Layer;
use crate::rules::{Rules, years_after};
use crate::status::{Refusal, Status};
use crate::{Day, Event, EventKind, Roster, StateId, TreatyId};

/// The state of all treaties, memberships, calls, summits, disputes, figures and ties at an instant.
#[derive(Debug, Clone)]
pub struct World {
    roster: Arc<Roster>,
    layout: Arc<Layout>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) day: Option<Day>,
    pub(crate) columns: Columns,
    networks: Vec<Layer>,
    pub(crate) rows: Rows,
    queue: Queue,
    journal: Journal,
}

/// Which rows there are.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Rows {
    /// Spells of membership in the order in which they began.
    pub(crate) memberships: Vec<(TreatyId, StateId)>,
    pub(crate) of_treaty: Vec<Vec<u32>>,
    pub(crate) of_state: Vec<Vec<u32>>,
    /// The days on which members left, by treaty.
    pub(crate) exits: Vec<Vec<Day>>,
    pub(crate) calls: usize,
    pub(crate) summits: usize,
    pub(crate) disputes: usize,
}

impl World {
    /// The world before any event, in the standard layout.
    pub fn new(roster: Arc<Roster>) -> Self {
        Self::with_layout(roster, Layout::standard())
    }

    /// The world before any event. The layout is one that [`Layout::standard`] has grown into.
    pub fn with_layout(roster: Arc<Roster>, layout: Arc<Layout>) -> Self {
        let (states, treaties) = (roster.states().len(), roster.treaties().len());
        let rows = Rows {
            of_treaty: vec![Vec::new(); treaties],
            of_state: vec![Vec::new(); states],
            exits: vec![Vec::new(); treaties],
            calls: roster.calls().len(),
            summits: roster.summits().len(),
            disputes: roster.disputes().len(),
            ..Rows::default()
        };
        let senders = |unit: Unit| match unit {
            Unit::Call => rows.calls,
            Unit::Summit => rows.summits,
            Unit::Dispute => rows.disputes,
            _ => states,
        };
        let layer = |(_, entry): (_, &crate::layout::NetworkEntry)| {
            Layer::new(senders(entry.rows), states, None, entry.rows == Unit::State)
        };
        let networks = layout.networks().map(layer).collect();
        let rules = Arc::new(Rules::of(&layout));
        let mut columns = Columns::new(&layout);
        for (id, treaty) in roster.treaties() {
            let owed: crate::Obligations = treaty.obligations.iter().copied().collect();
            columns.set(Field::OBLIGATIONS, id.index(), owed.cell());
        }
        let (queue, journal) = (Queue::default(), Journal::default());
        Self { roster, layout, rules, day: None, columns, networks, rows, queue, journal }
    }

    /// The states, treaties, calls, summits and disputes it speaks of, but for those born in it.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Its fields and networks.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The day up to which it has come: of the last event, or later; `None` before any.
    pub fn day(&self) -> Option<Day> {
        self.day
    }

    /// Apply an entry of a log, or refuse it with the reason; a refused event changes nothing.
    ///
    /// # Errors
    /// The [`Refusal`].
    pub fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        self.happen(event.when.day(), event.when.latest(), event.kind)
    }

    /// The same for an event of which the day is known.
    ///
    /// # Errors
    /// The [`Refusal`].
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

    /// Let time pass to a day: ends of windows and of figures that are carried forward no longer.
    pub fn advance(&mut self, to: Day) {
        if self.day.is_some_and(|day| to <= day) {
            return;
        }
        while let Some((day, end, times)) = self.queue.due(to) {
            self.journal.note(Undo::Met { day, end, times });
            match end {
                End::Window { field, row } => {
                    let now = self.columns.get(field, row).unwrap_or(0.0);
                    self.write(field, row, now - f64::from(times));
                }
                End::Asking { call } => self.close_call(call),
                End::Expiry { field, row, since } => {
                    if self.columns.cell(field, row).since == Some(since) {
                        self.enter(field, row, (f64::NAN, Ground::None, day));
                    }
                }
            }
        }
        self.journal.note(Undo::Clock(self.day));
        self.day = Some(to);
    }

    /// The next day on which an end is due by itself; `None` if none is.
    pub fn next_end(&self) -> Option<Day> {
        self.queue.first()
    }

    /// How many ends are due in all.
    pub fn ends(&self) -> usize {
        self.queue.len()
    }

    /// Set a mark; what happens from now on can be undone.
    pub fn mark(&mut self) -> Mark {
        self.journal.mark()
    }

    /// Go back to a mark: every cell, tie, row and end is as it was.
    ///
    /// # Panics
    /// If marks are not given back in the reverse order of setting them.
    pub fn rollback(&mut self, to: Mark) {
        while let Some(undo) = self.journal.take(&to) {
            match undo {
                Undo::Clock(day) => self.day = day,
                Undo::Value { field, row, before } => _ = self.columns.set(field, row, before),
                Undo::Figure { field, row, before } => self.columns.withdraw(field, row, before),
                Undo::Tie { network, from, to, before } => {
                    let layer = &mut self.networks[usize::from(network.0)];
                    layer.set(from, to, layer.stored(from, to), before);
                }
                Undo::Born(born) => self.unborn(born),
                Undo::Queued { day, end } => self.queue.remove_one(day, end),
                Undo::Met { day, end, times } => self.queue.add(day, end, times),
            }
        }
        self.journal.close(&to);
    }

    /// Write a cell that is no figure.
    pub(crate) fn write(&mut self, field: Field, row: usize, value: f64) {
        let before = self.columns.set(field, row, value);
        self.journal.note(Undo::Value { field, row, before });
    }

    /// Write an optional day into a cell.
    pub(crate) fn write_day(&mut self, field: Field, row: usize, day: Option<Day>) {
        self.write(field, row, day.map_or(f64::NAN, |day| f64::from(day.number())));
    }

    /// Enter a figure, with what follows from it.
    pub(crate) fn enter(&mut self, field: Field, row: usize, figure: (f64, Ground, Day)) {
        let before = self.columns.cell(field, row);
        let (value, _, since) = figure;
        self.columns.enter(field, row, figure);
        self.journal.note(Undo::Figure { field, row, before });
        let entry = self.layout.field(field);
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
        self.queue.add(day, end, 1);
        self.journal.note(Undo::Queued { day, end });
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
        let directed = self.layout.network(network).directed;
        for (from, to) in [(from, to), (to, from)].into_iter().take(if directed { 1 } else { 2 }) {
            self.networks[usize::from(network.0)].set(from, to, before, weight);
            self.journal.note(Undo::Tie { network, from, to, before });
        }
    }

    /// A network now. It must be of the layout.
    pub fn network(&self, network: NetworkId) -> &Layer {
        &self.networks[usize::from(network.0)]
    }

    /// A row is born; gives its place.
    pub(crate) fn bear(&mut self, born: Born) -> usize {
        self.journal.note(Undo::Born(born));
        let unit = match born {
            Born::Call => Unit::Call,
            Born::Summit => Unit::Summit,
            Born::Dispute => Unit::Dispute,
            Born::Treaty => {
                self.rows.of_treaty.push(Vec::new());
                self.rows.exits.push(Vec::new());
                return self.rows.of_treaty.len() - 1;
            }
            Born::Membership | Born::Exit(_) => return 0,
        };
        for (network, _) in self.layout.networks().filter(|(_, entry)| entry.rows == unit) {
            self.networks[usize::from(network.0)].add_row();
        }
        let count = self.rows.count(born);
        *count += 1;
        *count - 1
    }

    fn unborn(&mut self, born: Born) {
        let unit = match born {
            Born::Call => Unit::Call,
            Born::Summit => Unit::Summit,
            Born::Dispute => Unit::Dispute,
            Born::Treaty => {
                self.rows.of_treaty.pop();
                self.rows.exits.pop();
                return;
            }
            Born::Membership => {
                if let Some((treaty, state)) = self.rows.memberships.pop() {
                    self.rows.of_treaty[treaty.index()].pop();
                    self.rows.of_state[state.index()].pop();
                }
                return;
            }
            Born::Exit(treaty) => {
                self.rows.exits[treaty].pop();
                return;
            }
        };
        for (network, _) in self.layout.networks().filter(|(_, entry)| entry.rows == unit) {
            self.networks[usize::from(network.0)].remove_row();
        }
        *self.rows.count(born) -= 1;
    }

    /// A spell of membership is born; gives its row.
    pub(crate) fn bear_membership(&mut self, treaty: TreatyId, state: StateId) -> usize {
        self.bear(Born::Membership);
        let row = self.rows.memberships.len();
        self.rows.memberships.push((treaty, state));
        self.rows.of_treaty[treaty.index()].push(row as u32);
        self.rows.of_state[state.index()].push(row as u32);
        row
    }

    /// A member has left.
    pub(crate) fn bear_exit(&mut self, treaty: TreatyId, day: Day) {
        self.bear(Born::Exit(treaty.index()));
        self.rows.exits[treaty.index()].push(day);
    }

    /// The status of a membership.
    pub(crate) fn status(&self, row: usize) -> Status {
        Status::of_cell(self.columns.get(Field::STATUS, row).expect("a membership has a status"))
    }

    /// Bytes in use by cells, figures and ties.
    pub fn bytes(&self) -> usize {
        self.columns.bytes() + self.networks.iter().map(Layer::bytes).sum::<usize>()
    }
}

impl Rows {
    /// The number of rows of a unit whose rows hold nothing but cells.
    fn count(&mut self, born: Born) -> &mut usize {
        match born {
            Born::Call => &mut self.calls,
            Born::Summit => &mut self.summits,
            _ => &mut self.disputes,
        }
    }
}

/// Two worlds are equal if all that can be read of them is; what could be undone is not compared.
impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        let same_roster = Arc::ptr_eq(&self.roster, &other.roster) || self.roster == other.roster;
        same_roster
            && self.layout == other.layout
            && self.day == other.day
            && self.rows == other.rows
            && self.columns == other.columns
            && self.networks == other.networks
            && self.queue == other.queue
    }
}
