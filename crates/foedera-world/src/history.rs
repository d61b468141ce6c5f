//! An ordered, append-only list of events, and its replay into a world.

use std::sync::Arc;

use crate::calls::{Call, calls_of};
use crate::{Day, Event, Refusal, Roster, TreatyId, World};

/// A history: the roster it speaks of, and events ordered by day, within a day by kind (beginnings, changes,
/// endings), within a kind as they were given.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    roster: Arc<Roster>,
    events: Vec<Event>,
    calls: Vec<Call>,
}

/// A world and the events that it refused on the way, each with its position in the history and the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// The world at the end of the replay.
    pub world: World,
    /// The refused events.
    pub refused: Vec<(usize, Refusal)>,
    next: usize,
}

impl History {
    /// A history of these events, brought into order.
    pub fn new(roster: Arc<Roster>, mut events: Vec<Event>) -> Self {
        // Finding a day costs more than comparing two.
        events.sort_by_cached_key(Self::position);
        let calls = calls_of(&roster, &events);
        Self { roster, events, calls }
    }

    /// What orders events: the day, then the rank of the kind within a day.
    pub fn position(event: &Event) -> (Day, u8) {
        (event.when.day(), event.kind.rank())
    }

    /// Append an event at the end.
    ///
    /// # Errors
    /// Gives the event back if it comes before the last one in the order of a history.
    pub fn append(&mut self, event: Event) -> Result<(), Event> {
        if self.events.last().is_some_and(|last| Self::position(last) > Self::position(&event)) {
            return Err(event);
        }
        self.events.push(event);
        self.calls = calls_of(&self.roster, &self.events);
        Ok(())
    }

    /// The states and treaties it speaks of.
    pub fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// The events in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The calls for help with their answers and what is told of them, in the order of their ids.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// The same history without the events of which `drop` holds.
    #[must_use]
    pub fn without(&self, drop: impl Fn(&Event) -> bool) -> Self {
        let events = self.events.iter().filter(|event| !drop(event)).cloned().collect();
        Self::new(Arc::clone(&self.roster), events)
    }

    /// A replay that stands before the first event.
    pub fn start(&self) -> Replay {
        Replay { world: World::new(Arc::clone(&self.roster)), refused: Vec::new(), next: 0 }
    }

    /// The world at the end of `day`, with what it refused.
    pub fn world_at(&self, day: Day) -> Replay {
        let mut replay = self.start();
        replay.run_to(self, day);
        replay
    }

    /// The world as far as one treaty goes, at the end of `until` or after all events: its status, memberships and obligations are those
    /// of a whole replay, and other treaties, calls, figures and disputes are not in it. A replay costs mostly the ties of all pairs
    /// of all members; who asks of one treaty need not pay for them.
    pub fn treaty_at(&self, wanted: TreatyId, until: Option<Day>) -> World {
        let mut world = World::new(Arc::clone(&self.roster));
        for event in self.events_of(wanted).take_while(|event| until.is_none_or(|until| event.when.day() <= until)) {
            // What a replay refuses, it leaves as it was.
            let _refused = world.apply(event);
        }
        if let Some(day) = until {
            world.advance(day);
        }
        world
    }

    /// See the world as far as one treaty goes ([`History::treaty_at`]) after each of its events, with the day of the event.
    pub fn each_step(&self, wanted: TreatyId, mut see: impl FnMut(Day, &World)) {
        let mut world = World::new(Arc::clone(&self.roster));
        for event in self.events_of(wanted) {
            let _refused = world.apply(event);
            see(event.when.day(), &world);
        }
    }

    fn events_of(&self, wanted: TreatyId) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.kind.makes(wanted))
    }

    /// The world after all events, with what it refused.
    pub fn replay(&self) -> Replay {
        let mut replay = self.start();
        replay.run(self, self.events.len());
        replay
    }
}

impl Replay {
    /// Go on with `history` (the one this replay was started from) to the end of `day`.
    pub fn run_to(&mut self, history: &History, day: Day) {
        let rest = &history.events[self.next.min(history.events.len())..];
        let count = rest.partition_point(|event| event.when.day() <= day);
        self.run(history, self.next + count);
        self.world.advance(day);
    }

    fn run(&mut self, history: &History, until: usize) {
        for (index, event) in history.events.iter().enumerate().take(until).skip(self.next) {
            if let Err(refusal) = self.world.apply(event) {
                self.refused.push((index, refusal));
            }
        }
        self.next = until;
    }
}
