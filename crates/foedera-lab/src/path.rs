//! What a future comes to at each time: where the treaty stands, and how often events have happened by then.

use foedera_futures::membership::Membership;
use foedera_futures::{Course, Ringing, Stretch, System};
use foedera_world::{CallId, World};

use crate::occurrence::Occurrence;
use crate::watch::{Reading, Standings};

/// The standing of a future and its counts of events at each time.
pub(crate) struct Path<'a> {
    of: &'a Membership<'a>,
    times: &'a [f64],
    reading: Reading<'a>,
    standings: &'a mut Standings,
    occurrences: &'a [Occurrence],
    /// The place of the standing at each time.
    at: Vec<usize>,
    /// How many events of each kind there were up to each time: `times × occurrences`.
    counts: Vec<u32>,
    /// When the first event of each kind was; infinity if there was none.
    first: Vec<f64>,
    so_far: Vec<u32>,
    /// The event that is about to happen: its clock, its time, and the first call that was not made before.
    rung: Option<(usize, f64, CallId)>,
    place: usize,
    reached: usize,
}

impl<'a> Path<'a> {
    pub(crate) fn new(
        of: &'a Membership<'a>,
        times: &'a [f64],
        reading: Reading<'a>,
        standings: &'a mut Standings,
        occurrences: &'a [Occurrence],
    ) -> Self {
        let count = occurrences.len();
        Self {
            of,
            times,
            reading,
            standings,
            occurrences,
            at: vec![0; times.len()],
            counts: vec![0; times.len() * count],
            first: vec![f64::INFINITY; count],
            so_far: vec![0; count],
            rung: None,
            place: 0,
            reached: 0,
        }
    }

    /// Whether an answer holds at a time.
    pub(crate) fn holds(&self, time: usize, answer: usize) -> bool {
        self.standings.holds(self.at[time], answer)
    }

    /// Whether the member at a place, or the patron at the last, takes part at a time.
    pub(crate) fn takes_part(&self, time: usize, place: usize) -> bool {
        self.standings.takes_part(self.at[time], place)
    }

    /// How many events of a kind there were up to a time.
    pub(crate) fn count(&self, time: usize, occurrence: usize) -> u32 {
        self.counts[time * self.occurrences.len() + occurrence]
    }

    /// When the first event of a kind was; infinity if there was none.
    pub(crate) fn first(&self, occurrence: usize) -> f64 {
        self.first[occurrence]
    }

    /// Count the event that has happened.
    fn count_rung(&mut self, world: &World) {
        let Some((clock, time, calls)) = self.rung.take() else { return };
        for (place, occurrence) in self.occurrences.iter().enumerate() {
            let more = occurrence.count(self.of, world, clock, calls);
            self.so_far[place] += more;
            if more > 0 {
                self.first[place] = self.first[place].min(time);
            }
        }
    }
}

impl<S: System<State = World>> foedera_futures::Watch<S> for Path<'_> {
    fn quiet(&mut self, _: &World, _: &Course, until: f64) {
        self.place = 0;
        self.reached = self.times.partition_point(|time| *time <= until);
        self.at.fill(0);
        self.counts.fill(0);
        self.so_far.fill(0);
        self.first.fill(f64::INFINITY);
        self.rung = None;
    }

    fn stretch(&mut self, world: &World, stretch: &Stretch<'_>) {
        self.count_rung(world);
        let count = self.occurrences.len();
        while self.reached < self.times.len() && self.times[self.reached] <= stretch.until {
            self.at[self.reached] = self.place;
            self.counts[self.reached * count..(self.reached + 1) * count].copy_from_slice(&self.so_far);
            self.reached += 1;
        }
    }

    fn event(&mut self, world: &World, event: &Ringing<'_>) {
        self.rung = Some((event.clock, event.time, world.next_call()));
        self.place = self.standings.after(self.place, event.clock, self.of, self.reading);
    }
}
