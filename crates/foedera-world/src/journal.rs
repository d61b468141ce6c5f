//! The journal: what was before each elementary change, so that a world goes back to a mark at the cost of what happened since. While
//! no mark is set nothing is written down.

use std::collections::BTreeMap;

use crate::Day;
use crate::columns::Cell;
use crate::layout::{Field, NetworkId};

/// A row that is born.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Born {
    Membership,
    Treaty,
    Call,
    Summit,
    Dispute,
    /// An entry in the list of exits of a treaty.
    Exit(usize),
}

/// An end that is due on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    /// An event drops out of a window.
    Window { field: Field, row: usize },
    /// A figure is carried forward no longer, unless a newer one has taken its place.
    Expiry { field: Field, row: usize, since: Day },
    /// The last day on which a call can have been made is over.
    Asking { call: usize },
    /// A dispute ends, unless it has ended before.
    Dispute { dispute: usize },
    /// The armed conflicts within a state end, unless they have ended before.
    Conflict { state: usize },
}

/// One elementary change, by what was before.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Undo {
    Clock(Option<Day>),
    Value {
        field: Field,
        row: usize,
        before: f64,
    },
    Figure {
        field: Field,
        row: usize,
        before: Cell,
    },
    Tie {
        network: NetworkId,
        from: usize,
        to: usize,
        before: f64,
    },
    Born(Born),
    /// An end was put into the queue.
    Queued {
        day: Day,
        end: End,
    },
    /// An end was taken out, so many times.
    Met {
        day: Day,
        end: End,
        times: u32,
    },
}

/// A point to which a world can go back. Marks are given back in the reverse order of setting them.
#[derive(Debug, PartialEq, Eq)]
pub struct Mark {
    entries: usize,
    depth: u32,
}

/// The log of what to undo.
#[derive(Debug, Clone, Default)]
pub(crate) struct Journal {
    entries: Vec<Undo>,
    marks: u32,
}

impl Journal {
    pub(crate) fn mark(&mut self) -> Mark {
        self.marks += 1;
        Mark { entries: self.entries.len(), depth: self.marks }
    }

    /// Write an undo down, if a mark is set.
    #[inline]
    pub(crate) fn note(&mut self, undo: Undo) {
        if self.marks > 0 {
            self.entries.push(undo);
        }
    }

    /// The last entry after a mark.
    #[inline]
    pub(crate) fn take(&mut self, to: &Mark) -> Option<Undo> {
        assert!(to.depth <= self.marks && to.entries <= self.entries.len(), "marks are given back in reverse order");
        if self.entries.len() > to.entries { self.entries.pop() } else { None }
    }

    /// The mark has been gone back to.
    #[inline]
    pub(crate) fn close(&mut self, mark: &Mark) {
        self.marks = mark.depth - 1;
    }
}

/// The ends that are due, by day; ends that are alike are counted.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Queue(BTreeMap<(Day, End), u32>);

impl Queue {
    pub(crate) fn add(&mut self, day: Day, end: End, times: u32) {
        *self.0.entry((day, end)).or_default() += times;
    }

    pub(crate) fn remove_one(&mut self, day: Day, end: End) {
        if let Some(times) = self.0.get_mut(&(day, end)) {
            *times -= 1;
            if *times == 0 {
                self.0.remove(&(day, end));
            }
        }
    }

    /// The first ends up to a day, and how often.
    #[inline]
    pub(crate) fn due(&self, until: Day) -> Option<(Day, End, u32)> {
        let ((day, end), times) = self.0.first_key_value().filter(|first| first.0.0 <= until)?;
        Some((*day, *end, *times))
    }

    /// These ends are met.
    pub(crate) fn remove(&mut self, day: Day, end: End) {
        self.0.remove(&(day, end));
    }

    /// The day of the first end.
    #[inline]
    pub(crate) fn first(&self) -> Option<Day> {
        self.0.keys().next().map(|key| key.0)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}
