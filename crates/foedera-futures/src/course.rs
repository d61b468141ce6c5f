//! The course without events: what all futures of a draw share until something happens in them.

use crate::System;

/// The rates of every clock while nothing happens, and their integrals: computed once a draw. A future leaves it clock by clock, when an
/// event touches one; the others ring when they would have rung.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Course {
    /// How many clocks there are at the start.
    clocks: usize,
    /// When the pieces begin within which no rate changes; the first is 0, or from when on the course is.
    starts: Vec<f64>,
    /// When the course ends: the last day asked for, or the first turn at which futures differ by themselves.
    end: f64,
    /// The rates in each piece: `pieces × clocks`.
    rates: Vec<f64>,
    /// The integrated hazard of each clock at the start of each piece and at the end: `(pieces + 1) × clocks`.
    sums: Vec<f64>,
    all: Vec<u32>,
}

impl Course {
    /// The course of a system from `state` until `end`; the state is then as it was.
    pub fn new<S: System>(system: &S, state: &mut S::State, end: f64) -> Self {
        let mut course = Self::default();
        course.renew(system, state, end);
        course
    }

    /// The same, in the memory of another course.
    pub fn renew<S: System>(&mut self, system: &S, state: &mut S::State, end: f64) {
        self.renew_between(system, state, (0.0, end));
    }

    /// The course of a system from a time on, `state` being that of the time, until `end`.
    pub fn between<S: System>(system: &S, state: &mut S::State, times: (f64, f64)) -> Self {
        let mut course = Self::default();
        course.renew_between(system, state, times);
        course
    }

    fn renew_between<S: System>(&mut self, system: &S, state: &mut S::State, (from, end): (f64, f64)) {
        let mark = system.mark(state);
        let mut touched = crate::system::Touched::for_clocks(system.clocks(state));
        self.begin(system.clocks(state), end.min(system.shared_until()));
        let mut time = from;
        while time < self.end {
            system.advance(state, time, &mut touched);
            let rates = self.piece(time);
            let all = std::mem::take(&mut self.all);
            system.rates(state, time, &all, &mut self.rates[rates]);
            self.all = all;
            time = system.next_change(state, time);
        }
        system.rollback(state, mark);
        self.close();
    }

    /// A course of pieces whose rates are known already: those of all clocks, piece by piece.
    pub fn from_rates(&mut self, clocks: usize, starts: &[f64], end: f64, rates: impl FnOnce(&mut [f64])) {
        self.begin(clocks, end);
        self.starts.extend_from_slice(starts);
        self.rates.resize(starts.len() * clocks, 0.0);
        rates(&mut self.rates);
        self.close();
    }

    fn begin(&mut self, clocks: usize, end: f64) {
        (self.clocks, self.end) = (clocks, end);
        self.starts.clear();
        self.rates.clear();
        self.all.clear();
        self.all.extend(0..u32::try_from(clocks).expect("fewer clocks than u32 counts"));
    }

    fn piece(&mut self, start: f64) -> std::ops::Range<usize> {
        self.starts.push(start);
        let from = self.rates.len();
        self.rates.resize(from + self.clocks, 0.0);
        from..from + self.clocks
    }

    /// All pieces are in: integrate.
    fn close(&mut self) {
        self.sums.clear();
        self.sums.resize(self.clocks, 0.0);
        for piece in 0..self.starts.len() {
            let length = self.piece_end(piece) - self.starts[piece];
            for clock in 0..self.clocks {
                let sum = self.sums[piece * self.clocks + clock] + self.rates[piece * self.clocks + clock] * length;
                self.sums.push(sum);
            }
        }
    }

    fn piece_end(&self, piece: usize) -> f64 {
        self.starts.get(piece + 1).copied().unwrap_or(self.end).min(self.end)
    }

    /// How many clocks there are at the start.
    pub fn clocks(&self) -> usize {
        self.clocks
    }

    /// When it ends.
    pub fn end(&self) -> f64 {
        self.end
    }

    /// The piece that holds at a time: the last one that has begun.
    fn piece_at(&self, time: f64) -> usize {
        self.starts.partition_point(|start| *start <= time).saturating_sub(1)
    }

    /// The rate of a clock at a time.
    pub fn rate(&self, clock: usize, time: f64) -> f64 {
        self.rates[self.piece_at(time) * self.clocks + clock]
    }

    /// The integrated hazard of a clock from the start to a time.
    pub fn hazard(&self, clock: usize, time: f64) -> f64 {
        self.hazard_in(self.piece_at(time), clock, time)
    }

    fn hazard_in(&self, piece: usize, clock: usize, time: f64) -> f64 {
        let place = piece * self.clocks + clock;
        self.sums[place] + self.rates[place] * (time - self.starts[piece])
    }

    /// The integrated hazards of all clocks between two times.
    pub fn hazards(&self, from: f64, until: f64, into: &mut [f64]) {
        let (first, last) = (self.piece_at(from), self.piece_at(until));
        for (clock, hazard) in into.iter_mut().enumerate().take(self.clocks) {
            *hazard = self.hazard_in(last, clock, until) - self.hazard_in(first, clock, from);
        }
    }

    /// The cumulative incidence of each clock over the course (competing risks): the probability that it rings before the end and first of
    /// all.
    pub fn first_to_ring(&self) -> Vec<f64> {
        let mut found = vec![0.0; self.clocks];
        let mut quiet = 1.0;
        for (piece, rates) in self.rates.chunks_exact(self.clocks.max(1)).enumerate() {
            let total: f64 = rates.iter().sum();
            if total <= 0.0 {
                continue;
            }
            let rings = -foedera_math::exp_m1(-total * (self.piece_end(piece) - self.starts[piece]));
            for (found, rate) in found.iter_mut().zip(rates) {
                *found += quiet * rings * rate / total;
            }
            quiet *= 1.0 - rings;
        }
        found
    }

    /// When a clock rings that has this much of its unit exponential left at the start; infinity if not on the course.
    pub(crate) fn ring(&self, clock: usize, left: f64) -> f64 {
        let total = self.sums.get(self.starts.len() * self.clocks + clock);
        if total.is_none_or(|total| left >= *total) {
            return f64::INFINITY;
        }
        let mut piece = 0;
        while self.sums[(piece + 1) * self.clocks + clock] <= left {
            piece += 1;
        }
        let place = piece * self.clocks + clock;
        let time = self.starts[piece] + (left - self.sums[place]) / self.rates[place];
        time.min(self.piece_end(piece))
    }
}
