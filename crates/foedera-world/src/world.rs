//! The world at an instant: columns, networks, a queue of ends and a journal. Only [`World::apply`] and [`World::advance`] change it, and
//! [`World::rollback`] brings back what was.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::columns::Columns;
use crate::journal::{Born, Journal, Mark, Queue, Undo};
use crate::layout::{Field, Layout, NetworkId, Unit};
use crate::network::Layer;
use crate::rules::Rules;
use crate::status::Status;
use crate::{Day, Roster, StateId, TreatyId};

/// The state of all treaties, memberships, calls, summits, disputes, figures and ties at an instant.
#[derive(Debug, Clone)]
pub struct World {
    roster: Arc<Roster>,
    layout: Arc<Layout>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) day: Option<Day>,
    pub(crate) lags: Vec<Lag>,
    pub(crate) columns: Columns,
    pub(crate) networks: Vec<Layer>,
    pub(crate) rows: Rows,
    pub(crate) queue: Queue,
    pub(crate) journal: Journal,
}

/// The day to which a lag looks back, as last found: many options look back from one day, and finding the date costs more than reading
/// the figure. An atomic number, since a world is read by several threads; the pair of days is one number, so that it is never torn.
#[derive(Debug)]
pub(crate) struct Lag {
    pub(crate) years: u8,
    found: AtomicU64,
}

impl Clone for Lag {
    fn clone(&self) -> Self {
        Self { years: self.years, found: AtomicU64::new(self.found.load(Ordering::Relaxed)) }
    }
}

impl Lag {
    fn new(years: u8) -> Self {
        let lag = Self { years, found: AtomicU64::new(0) };
        lag.find(Day::default());
        lag
    }

    /// The day so many years before a day.
    #[inline]
    pub(crate) fn before(&self, day: Day) -> Day {
        let found = self.found.load(Ordering::Relaxed);
        if (found >> 32) as u32 == day.number() as u32 { Day::of_days(found as u32 as i32) } else { self.find(day) }
    }

    fn find(&self, day: Day) -> Day {
        let then = day.plus_years(-i16::from(self.years));
        let both = u64::from(day.number() as u32) << 32 | u64::from(then.number() as u32);
        self.found.store(both, Ordering::Relaxed);
        then
    }
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
        let lags = rules.lags.iter().map(|years| Lag::new(*years)).collect();
        Self { roster, layout, rules, day: None, lags, columns, networks, rows, queue, journal }
    }

    /// The states, treaties, calls, summits and disputes it speaks of, but for those born in it.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Its fields and networks.
    #[inline]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The day up to which it has come: of the last event, or later; `None` before any.
    #[inline]
    pub fn day(&self) -> Option<Day> {
        self.day
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

    /// Undo an elementary change.
    pub(crate) fn undo(&mut self, undo: Undo) {
        match undo {
            Undo::Clock(day) => self.day = day,
            Undo::Value { field, row, before } => _ = self.columns.set(field, row, before),
            Undo::Figure { field, row, before } => self.columns.withdraw(field, row, before),
            Undo::Tie { network, from, to, before } => {
                let layer = &mut self.networks[usize::from(network.0)];
                layer.set(from, to, layer.stored(from, to), before);
            }
            Undo::Born(born) => self.remove_row(born),
            Undo::Queued { day, end } => self.queue.remove_one(day, end),
            Undo::Met { day, end, times } => self.queue.add(day, end, times),
        }
    }

    /// A network now. It must be of the layout.
    pub fn network(&self, network: NetworkId) -> &Layer {
        &self.networks[usize::from(network.0)]
    }

    /// Room for a row that is born; a membership or an exit stands in lists of its own.
    pub(crate) fn add_row(&mut self, born: Born) {
        match born {
            Born::Treaty => {
                self.rows.of_treaty.push(Vec::new());
                self.rows.exits.push(Vec::new());
            }
            Born::Membership | Born::Exit(_) => {}
            Born::Call => self.resize(Unit::Call, Layer::add_row, |rows| rows.calls += 1),
            Born::Summit => self.resize(Unit::Summit, Layer::add_row, |rows| rows.summits += 1),
            Born::Dispute => self.resize(Unit::Dispute, Layer::add_row, |rows| rows.disputes += 1),
        }
    }

    /// The last row was not born after all.
    fn remove_row(&mut self, born: Born) {
        match born {
            Born::Treaty => {
                self.rows.of_treaty.pop();
                self.rows.exits.pop();
            }
            Born::Membership => {
                if let Some((treaty, state)) = self.rows.memberships.pop() {
                    self.rows.of_treaty[treaty.index()].pop();
                    self.rows.of_state[state.index()].pop();
                }
            }
            Born::Exit(treaty) => _ = self.rows.exits[treaty].pop(),
            Born::Call => self.resize(Unit::Call, Layer::remove_row, |rows| rows.calls -= 1),
            Born::Summit => self.resize(Unit::Summit, Layer::remove_row, |rows| rows.summits -= 1),
            Born::Dispute => self.resize(Unit::Dispute, Layer::remove_row, |rows| rows.disputes -= 1),
        }
    }

    /// One row more or less in the networks of a unit, and in its number of rows.
    fn resize(&mut self, unit: Unit, layer: fn(&mut Layer), rows: fn(&mut Rows)) {
        for (network, _) in self.layout.networks().filter(|(_, entry)| entry.rows == unit) {
            layer(&mut self.networks[usize::from(network.0)]);
        }
        rows(&mut self.rows);
    }

    /// The status of a membership.
    #[inline]
    pub(crate) fn status(&self, row: usize) -> Status {
        self.first_status(row).expect("a membership has a status")
    }

    /// The same; `None` while what a membership begins with is being written, the status last: only watchers see it so.
    #[inline]
    pub(crate) fn first_status(&self, row: usize) -> Option<Status> {
        self.columns.get(Field::STATUS, row).map(Status::of_cell)
    }

    /// Bytes in use by cells, figures and ties.
    pub fn bytes(&self) -> usize {
        self.columns.bytes() + self.networks.iter().map(Layer::bytes).sum::<usize>()
    }
}

impl Rows {
    /// A spell of membership after all others; gives its row.
    pub(crate) fn add_membership(&mut self, treaty: TreatyId, state: StateId) -> usize {
        let row = self.memberships.len();
        self.memberships.push((treaty, state));
        self.of_treaty[treaty.index()].push(row as u32);
        self.of_state[state.index()].push(row as u32);
        row
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
