//! The engine: one unit exponential a clock, rates kept up by what an event touches, one future at a time.
//!
//! A clock rings when its integrated hazard reaches its unit exponential (time change of a counting process; Gibson and Bruck 2000 keep
//! the rest of a clock that is not touched). While nothing has happened all clocks run on the [`Course`] of the draw; an event takes those
//! that it touches off it, and only they are computed anew.

use foedera_math::{exp, ln};

use crate::Course;
use crate::system::{Chance, FORCED_COUNTS, Firing, Key, System, Touched, exponential};

/// What watches a future. The state is constant over a stretch; rates may change within it.
pub trait Watch<S: System> {
    /// Nothing has happened between the start and `until`: the state is that of the start, the rates are those of the course. Told once
    /// a future, before anything else.
    fn quiet(&mut self, state: &S::State, course: &Course, until: f64);

    /// The state was constant over a stretch after that.
    fn stretch(&mut self, state: &S::State, stretch: &Stretch<'_>);

    /// An event is about to happen; the state is as it is before.
    fn event(&mut self, state: &S::State, event: &Ringing<'_>) {
        let _ = (state, event);
    }
}

/// A stretch of time between two events or turns of the calendar.
#[derive(Debug, Clone, Copy)]
pub struct Stretch<'a> {
    clocks: &'a Clocks,
    course: &'a Course,
    /// When it begins.
    pub from: f64,
    /// When it ends.
    pub until: f64,
}

impl Stretch<'_> {
    /// How many clocks there are.
    pub fn clocks(&self) -> usize {
        self.clocks.own.len()
    }

    /// The integrated hazard of each of the first clocks, as many as `into` has room for, between two times within the stretch.
    pub fn hazards(&self, from: f64, until: f64, into: &mut [f64]) {
        if self.clocks.on_course > 0 {
            self.course.hazards(from, until, into);
        }
        for clock in &self.clocks.owned {
            if let Some(hazard) = into.get_mut(*clock as usize) {
                *hazard = self.clocks.rate[*clock as usize] * (until - from);
            }
        }
    }
}

/// An event that is about to happen.
#[derive(Debug, Clone, Copy)]
pub struct Ringing<'a> {
    clocks: &'a Clocks,
    course: &'a Course,
    /// Whose clock rings.
    pub clock: usize,
    /// When.
    pub time: f64,
    /// The place of the event in its future, from 0.
    pub number: u32,
    /// Whether it was made to happen.
    pub forced: bool,
}

impl Ringing<'_> {
    /// The rate of a clock just before the event, per year.
    pub fn rate(&self, clock: usize) -> f64 {
        self.clocks.rate_at(self.course, clock, self.time)
    }

    /// The rates of all clocks together.
    pub fn total(&self) -> f64 {
        (0..self.clocks.own.len()).map(|clock| self.rate(clock)).sum()
    }
}

/// How a future ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// How many events it had.
    pub events: u32,
    /// Whether it was stopped because it would have had more events than allowed.
    pub stopped: bool,
}

/// Which future is run, until when, and how many events it may have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// The seed.
    pub seed: u64,
    /// The number of the future.
    pub future: u32,
    /// The last time.
    pub until: f64,
    /// A future that would have more events is stopped, and says so.
    pub most_events: u32,
}

/// Clocks whose soonest time is kept together.
const BLOCK: usize = 32;

/// The clocks of a future.
#[derive(Debug, Clone, Default)]
struct Clocks {
    /// What is left of the unit exponential: at the start for a clock on the course, at `since` for one off it.
    left: Vec<f64>,
    rate: Vec<f64>,
    since: Vec<f64>,
    /// When it rings as things stand.
    due: Vec<f64>,
    fired: Vec<u32>,
    /// Whether it is off the course.
    own: Vec<bool>,
    /// The clocks off the course, in the order in which they left it.
    owned: Vec<u32>,
    on_course: usize,
    /// The soonest of each block.
    soonest: Vec<f64>,
}

impl Clocks {
    fn start<S: System>(&mut self, system: &S, state: &S::State, course: &Course, run: Run) {
        let count = course.clocks();
        self.left.clear();
        self.due.clear();
        self.owned.clear();
        for clock in 0..count {
            let left = exponential(run.seed, run.future, system.key(state, clock), 0);
            self.left.push(left);
            self.due.push(course.ring(clock, left));
        }
        for zeros in [&mut self.rate, &mut self.since] {
            zeros.clear();
            zeros.resize(count, 0.0);
        }
        self.fired.clear();
        self.fired.resize(count, 0);
        self.own.clear();
        self.own.resize(count, false);
        self.on_course = count;
        self.soonest.clear();
        (0..count.div_ceil(BLOCK)).for_each(|block| self.soonest.push(soonest_of(&self.due, block)));
    }

    /// The clock that rings first, and when.
    fn first(&self) -> (usize, f64) {
        let earlier =
            |best: (usize, f64), (block, due): (usize, &f64)| if *due < best.1 { (block, *due) } else { best };
        let (block, at) = self.soonest.iter().enumerate().fold((0, f64::INFINITY), earlier);
        let from = block * BLOCK;
        let place = self.due[from..].iter().take(BLOCK).position(|due| *due == at).unwrap_or(0);
        (from + place, at)
    }

    fn rate_at(&self, course: &Course, clock: usize, time: f64) -> f64 {
        if self.own[clock] { self.rate[clock] } else { course.rate(clock, time) }
    }

    /// Take a clock off the course, if it is on it, and run it down to `now`.
    fn settle(&mut self, course: &Course, clock: usize, now: f64) {
        if self.own[clock] {
            self.left[clock] -= self.rate[clock] * (now - self.since[clock]);
        } else {
            self.left[clock] -= course.hazard(clock, now);
            self.leave_course(clock);
        }
        self.since[clock] = now;
    }

    fn leave_course(&mut self, clock: usize) {
        self.own[clock] = true;
        self.owned.push(u32::try_from(clock).expect("fewer clocks than u32 counts"));
        self.on_course -= 1;
    }

    /// A clock has rung: it starts anew.
    fn wind_up(&mut self, clock: usize, now: f64, left: f64) {
        if !self.own[clock] {
            self.leave_course(clock);
        }
        self.fired[clock] += 1;
        (self.left[clock], self.rate[clock], self.since[clock]) = (left, 0.0, now);
    }

    /// A clock is born.
    fn add(&mut self, now: f64, left: f64) {
        let clock = self.own.len();
        for (list, value) in [(&mut self.left, left), (&mut self.rate, 0.0), (&mut self.since, now)] {
            list.push(value);
        }
        self.due.push(f64::INFINITY);
        self.fired.push(0);
        self.own.push(true);
        self.owned.push(u32::try_from(clock).expect("fewer clocks than u32 counts"));
        if clock / BLOCK == self.soonest.len() {
            self.soonest.push(f64::INFINITY);
        }
    }

    /// A settled clock has a rate from `now` on; the soonest of its block is left to be found.
    fn set_due(&mut self, clock: usize, now: f64, rate: f64) {
        self.rate[clock] = rate;
        self.due[clock] = if rate > 0.0 { now + self.left[clock].max(0.0) / rate } else { f64::INFINITY };
    }

    /// The same, and its block knows it.
    fn set_rate(&mut self, clock: usize, now: f64, rate: f64) {
        let (block, before) = (clock / BLOCK, self.due[clock]);
        self.set_due(clock, now, rate);
        if self.due[clock] <= self.soonest[block] {
            self.soonest[block] = self.due[clock];
        } else if before <= self.soonest[block] {
            self.soonest[block] = soonest_of(&self.due, block);
        }
    }

    fn find_soonest(&mut self) {
        for (block, soonest) in self.soonest.iter_mut().enumerate() {
            *soonest = soonest_of(&self.due, block);
        }
    }
}

fn soonest_of(due: &[f64], block: usize) -> f64 {
    due[block * BLOCK..].iter().take(BLOCK).copied().fold(f64::INFINITY, f64::min)
}

/// The event that comes next.
#[derive(Debug, Clone, Copy)]
struct Next {
    clock: usize,
    time: f64,
    forced: bool,
}

/// The memory of futures, used again by the next.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    clocks: Clocks,
    touched: Touched,
    /// How many forced events are behind.
    forced: usize,
    /// The clocks whose rates are renewed, and the rates.
    renewed: Vec<u32>,
    rates: Vec<f64>,
}

impl Engine {
    /// Run one future along `course` from `state`, watched by `watch`; the state is then as it was. The same future alone and among others
    /// is the same.
    pub fn run<S: System>(
        &mut self,
        system: &S,
        course: &Course,
        state: &mut S::State,
        run: Run,
        watch: &mut impl Watch<S>,
    ) -> Ended {
        self.clocks.start(system, state, course, run);
        self.forced = 0;
        let next = self.next_event(system);
        let first = next.time.min(course.end()).min(run.until);
        watch.quiet(state, course, first);
        if first >= run.until {
            return Ended { events: 0, stopped: false };
        }
        self.touched = Touched::for_clocks(course.clocks());
        let mark = system.mark(state);
        system.begin(state, Chance { seed: run.seed, future: run.future });
        // The course knows already what time alone brings until then.
        system.advance(state, first, &mut Touched::for_clocks(course.clocks()));
        let mut ended = Ended { events: 0, stopped: false };
        if next.time <= first {
            ended = self.happen(system, (course, state), run, next, ended, watch);
        } else {
            self.touched.everything();
            self.renew(system, course, state, first);
        }
        if !ended.stopped {
            ended = self.run_on(system, (course, state), run, (first, ended), watch);
        }
        system.rollback(state, mark);
        ended
    }

    /// The next event: the clock that rings first, unless one is made to happen before.
    fn next_event<S: System>(&self, system: &S) -> Next {
        let (clock, time) = self.clocks.first();
        match system.forced().get(self.forced) {
            Some(forced) if forced.time <= time => Next { clock: forced.clock, time: forced.time, forced: true },
            _ => Next { clock, time, forced: false },
        }
    }

    /// The rest of a future, from its first event or the end of the course.
    fn run_on<S: System>(
        &mut self,
        system: &S,
        (course, state): (&Course, &mut S::State),
        run: Run,
        (mut now, mut ended): (f64, Ended),
        watch: &mut impl Watch<S>,
    ) -> Ended {
        loop {
            let event = self.next_event(system);
            let turn = if system.is_over(state) { f64::INFINITY } else { system.next_change(state, now) };
            let turn = if self.clocks.on_course > 0 { turn.min(course.end()) } else { turn };
            let next = event.time.min(turn).min(run.until);
            watch.stretch(state, &Stretch { clocks: &self.clocks, course, from: now, until: next });
            if next >= run.until {
                return ended;
            }
            now = next;
            if turn <= event.time {
                self.turn(system, (course, state), now);
            } else {
                ended = self.happen(system, (course, state), run, event, ended, watch);
                if ended.stopped {
                    return ended;
                }
            }
        }
    }

    /// Let time pass: what ages off the course, and what moved by itself, gets its rate anew.
    fn turn<S: System>(&mut self, system: &S, (course, state): (&Course, &mut S::State), now: f64) {
        system.advance(state, now, &mut self.touched);
        let aged = self.clocks.owned.iter().filter(|clock| system.ages(**clock as usize));
        aged.for_each(|clock| self.touched.clock(*clock as usize));
        if now >= course.end() && self.clocks.on_course > 0 {
            self.touched.everything();
        }
        self.renew(system, course, state, now);
    }

    /// Let an event happen.
    fn happen<S: System>(
        &mut self,
        system: &S,
        (course, state): (&Course, &mut S::State),
        run: Run,
        Next { clock, time, forced }: Next,
        ended: Ended,
        watch: &mut impl Watch<S>,
    ) -> Ended {
        if ended.events >= run.most_events {
            return Ended { stopped: true, ..ended };
        }
        if forced {
            self.forced += 1;
            if !system.is_possible(state, clock) {
                return ended;
            }
        }
        let number = ended.events;
        watch.event(state, &Ringing { clocks: &self.clocks, course, clock, time, number, forced });
        let key = system.key(state, clock);
        let count = if forced { self.forced_before(system, clock) } else { self.clocks.fired[clock] };
        let firing = Firing { time, count, seed: run.seed, future: run.future, key };
        if !forced {
            self.clocks.wind_up(clock, time, exponential(run.seed, run.future, key, count + 1));
        }
        self.touched.clock(clock);
        system.fire(state, clock, &firing, &mut self.touched);
        for _ in 0..self.touched.take_born() {
            let born = self.clocks.own.len();
            let key: Key = system.key(state, born);
            self.clocks.add(time, exponential(run.seed, run.future, key, 0));
            self.touched.grow(born + 1);
            self.touched.clock(born);
        }
        self.renew(system, course, state, time);
        Ended { events: number + 1, ..ended }
    }

    /// The count of the forced event that is about to happen, by which what follows it draws: apart from that of the clock's own events.
    fn forced_before<S: System>(&self, system: &S, clock: usize) -> u32 {
        let before = system.forced()[..self.forced - 1].iter().filter(|forced| forced.clock == clock);
        FORCED_COUNTS + before.count() as u32
    }

    /// Give the touched clocks their rates from `now` on.
    fn renew<S: System>(&mut self, system: &S, course: &Course, state: &S::State, now: f64) {
        self.touched.drain(self.clocks.own.len(), &mut self.renewed);
        self.rates.clear();
        self.rates.resize(self.renewed.len(), 0.0);
        for clock in &self.renewed {
            self.clocks.settle(course, *clock as usize, now);
        }
        system.rates(state, now, &self.renewed, &mut self.rates);
        // Of many clocks the soonest of every block is found once.
        let many = self.renewed.len() > self.clocks.own.len() / 2;
        for (clock, rate) in self.renewed.iter().zip(&self.rates) {
            if many {
                self.clocks.set_due(*clock as usize, now, *rate);
            } else {
                self.clocks.set_rate(*clock as usize, now, *rate);
            }
        }
        if many {
            self.clocks.find_soonest();
        }
    }
}

/// The branching ratio of a system from `state`: the spectral radius of the matrix whose entry (i, j) is how many more events of clock j an
/// event of clock i brings about within `memory` years, at the rates just after it (Hawkes 1971). Below 1 events die out.
pub fn branching_ratio<S: System>(system: &S, state: &mut S::State, memory: f64) -> f64 {
    let count = system.clocks(state);
    let all: Vec<u32> = (0..count as u32).collect();
    let (mut before, mut after) = (vec![0.0; count], vec![0.0; count]);
    system.rates(state, 0.0, &all, &mut before);
    let mut brings = vec![0.0; count * count];
    for clock in (0..count).filter(|clock| before[*clock] > 0.0) {
        let mark = system.mark(state);
        system.fire(state, clock, &Firing::at(0.0), &mut Touched::for_clocks(count));
        system.rates(state, 0.0, &all, &mut after);
        system.rollback(state, mark);
        for other in 0..count {
            brings[clock * count + other] = (after[other] - before[other]).max(0.0) * memory;
        }
    }
    let kept = circling(count, &brings);
    let mut matrix = Vec::with_capacity(kept.len() * kept.len());
    for row in &kept {
        matrix.extend(kept.iter().map(|column| brings[row * count + column]));
    }
    spectral_radius(kept.len(), &matrix)
}

/// The clocks that bring others about and are brought about themselves, again and again: the rest adds nothing to the largest eigenvalue.
fn circling(count: usize, brings: &[f64]) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..count).collect();
    loop {
        let any = |of: &dyn Fn(usize) -> f64| kept.iter().any(|other| of(*other) > 0.0);
        let stays =
            |own: &usize| any(&|other| brings[own * count + other]) && any(&|other| brings[other * count + own]);
        let next: Vec<usize> = kept.iter().copied().filter(stays).collect();
        if next.len() == kept.len() {
            return kept;
        }
        kept = next;
    }
}

/// The largest eigenvalue of a matrix without negative entries: the limit of the k-th root of the largest row sum of its k-th power
/// (Gelfand), by squaring 30 times.
fn spectral_radius(size: usize, matrix: &[f64]) -> f64 {
    let mut power = matrix.to_vec();
    let (mut logarithm, mut exponent) = (0.0, 1.0);
    for _ in 0..30 {
        let most = power.chunks(size.max(1)).map(|row| row.iter().sum::<f64>()).fold(0.0, f64::max);
        if most <= 0.0 {
            return 0.0;
        }
        logarithm += ln(most) / exponent;
        power.iter_mut().for_each(|entry| *entry /= most);
        let column = |at: usize| power.iter().skip(at).step_by(size);
        let of = |place: usize| {
            let row = &power[place / size * size..][..size];
            row.iter().zip(column(place % size)).map(|(a, b)| a * b).sum()
        };
        power = (0..size * size).map(of).collect();
        exponent *= 2.0;
    }
    exp(logarithm)
}
