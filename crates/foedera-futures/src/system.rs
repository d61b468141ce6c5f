//! What the engine runs: a state that events change, clocks, their rates, and what an event does.

use foedera_math::{Draw, Stream};

/// The identity of a clock: whose it is and of which process. It is the same in every future, branch and run, whatever else is there, so
/// futures that differ in one thing share all other random numbers (common random numbers).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The stream of the process.
    pub stream: Stream,
    /// The subject within it: a state's, treaty's or pair's number; of what is born in a future a number made of its parent's and the
    /// count of the parent's events.
    pub subject: u32,
}

/// The random numbers of one event: those of its clock and of how often that has fired. What follows the event (whom it is about, who
/// answers) draws by stable numbers, never by its place in a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Firing {
    /// When, in years from the start.
    pub time: f64,
    /// How often the clock had fired before; of an event that is made to happen [`FORCED_COUNTS`] and how many of the clock were before it.
    pub count: u32,
    pub(crate) seed: u64,
    pub(crate) future: u32,
    pub(crate) key: Key,
}

/// From this count on the numbers of a clock are those of events that are made to happen: a future has far fewer events of its own.
pub const FORCED_COUNTS: u32 = 1 << 15;

/// Uniform numbers that an event may draw for what follows it, apart from those of other events of the clock.
const FOLLOWING: u32 = 1 << 16;

impl Firing {
    /// An event outside of any future, for tests and for asking what an event would touch.
    pub fn at(time: f64) -> Self {
        let key = Key { stream: Stream::Test(0), subject: 0 };
        Self { time, count: 0, seed: 0, future: 0, key }
    }

    /// A uniform number for what follows, in (0, 1), by a stable number such as that of the ally who is asked.
    ///
    /// # Panics
    /// In debug builds if `of` is 65 535 or more.
    pub fn uniform(&self, of: u32) -> f64 {
        debug_assert!(of < FOLLOWING - 1, "an event draws at most 65 535 numbers");
        draw(self.seed, self.future, self.key).uniform(self.count.wrapping_mul(FOLLOWING).wrapping_add(of + 1))
    }

    /// A standard normal number for what follows.
    pub fn normal(&self, of: u32) -> f64 {
        foedera_math::normal_quantile(self.uniform(of))
    }
}

/// The random numbers of one future that belong to no event: what is drawn at turns of the calendar, by process, subject and turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chance {
    pub(crate) seed: u64,
    pub(crate) future: u32,
}

impl Chance {
    /// The numbers of a stream and a subject; the turn is the index of the number.
    pub fn of(self, stream: Stream, subject: u32) -> Draw {
        draw(self.seed, self.future, Key { stream, subject })
    }
}

/// The unit exponential of a clock that has fired `count` times.
pub(crate) fn exponential(seed: u64, future: u32, key: Key, count: u32) -> f64 {
    draw(seed, future, key).exponential(count.wrapping_mul(FOLLOWING))
}

fn draw(seed: u64, future: u32, key: Key) -> Draw {
    Draw { seed, future, stream: key.stream, option: key.subject }
}

/// The clocks that an event, or the passing of time, may have given another rate.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    listed: Vec<u32>,
    marked: Vec<bool>,
    all: bool,
    born: u32,
}

impl Touched {
    /// Nothing touched of so many clocks.
    pub fn for_clocks(clocks: usize) -> Self {
        Self { marked: vec![false; clocks], ..Self::default() }
    }

    /// The clocks touched of so many, each once, and none is afterwards.
    pub fn listed(&mut self, clocks: usize) -> Vec<usize> {
        let mut found = Vec::new();
        self.drain(clocks, &mut found);
        found.into_iter().map(|clock| clock as usize).collect()
    }

    /// A clock may have another rate.
    ///
    /// # Panics
    /// If there is no such clock.
    pub fn clock(&mut self, clock: usize) {
        if !self.marked[clock] {
            self.marked[clock] = true;
            self.listed.push(u32::try_from(clock).expect("fewer clocks than u32 counts"));
        }
    }

    /// Every clock may have another rate.
    pub fn everything(&mut self) {
        self.all = true;
    }

    /// So many clocks have been born, behind all others.
    pub fn born(&mut self, clocks: u32) {
        self.born += clocks;
    }

    /// The clocks touched, each once; and none is afterwards. `clocks` is how many there are, those born included.
    pub(crate) fn drain(&mut self, clocks: usize, into: &mut Vec<u32>) {
        into.clear();
        if std::mem::take(&mut self.all) {
            into.extend(0..clocks as u32);
        } else {
            into.extend_from_slice(&self.listed);
        }
        self.listed.drain(..).for_each(|clock| self.marked[clock as usize] = false);
        self.marked.resize(clocks, false);
    }

    /// There are so many clocks now.
    pub(crate) fn grow(&mut self, clocks: usize) {
        self.marked.resize(clocks, false);
    }

    pub(crate) fn take_born(&mut self) -> u32 {
        std::mem::take(&mut self.born)
    }
}

/// An event that is made to happen at a time whatever the rates (an intervention: *do*, Pearl 2009). It is another thing than a condition,
/// which selects among futures those in which something happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forced {
    /// When, in years from the start.
    pub time: f64,
    /// The clock whose event it is. The clock itself does not run down by it.
    pub clock: usize,
}

/// A system whose futures are run: when each clock rings is a hazard, what then happens is the system's. Times are in years from the start.
pub trait System {
    /// What events change. A future runs in it and is undone.
    type State;

    /// A point to which a state can go back.
    type Mark;

    /// Clocks at the start. Clocks born in a future come behind them.
    fn clocks(&self, state: &Self::State) -> usize;

    /// The identity of a clock that is there, or has just been born.
    fn key(&self, state: &Self::State, clock: usize) -> Key;

    /// The rates of some clocks, per year, from `time` on; 0 for what cannot happen. One pass over many, so that a system can go column by
    /// column.
    fn rates(&self, state: &Self::State, time: f64, clocks: &[u32], rates: &mut [f64]);

    /// The next time after `time` at which rates may change without an event: a turn of the calendar, an end of a window; infinity if never.
    fn next_change(&self, state: &Self::State, time: f64) -> f64;

    /// Let time pass to `time`: what changes by itself changes in the state. Clocks that it moves are touched, those excepted that
    /// [`System::ages`] names.
    fn advance(&self, state: &mut Self::State, time: f64, touched: &mut Touched);

    /// Whether the rate of a clock depends on the time itself, so that it is renewed at every change of the calendar.
    fn ages(&self, clock: usize) -> bool {
        let _ = clock;
        true
    }

    /// Let a clock's event happen at its time. Every clock whose rate it may change is touched; the clock itself always is.
    fn fire(&self, state: &mut Self::State, clock: usize, firing: &Firing, touched: &mut Touched);

    /// A future begins: a state that draws at turns of the calendar keeps its random numbers.
    fn begin(&self, state: &mut Self::State, chance: Chance) {
        let _ = (state, chance);
    }

    /// Whether nothing can happen any more: all rates are 0 and stay so.
    fn is_over(&self, state: &Self::State) -> bool {
        let _ = state;
        false
    }

    /// Events that are made to happen, in the order of their times. One that is not possible in a future (who has left cannot leave) does not
    /// happen in it.
    fn forced(&self) -> &[Forced] {
        &[]
    }

    /// Whether an event can happen at all in a state.
    fn is_possible(&self, state: &Self::State, clock: usize) -> bool {
        let _ = (state, clock);
        true
    }

    /// Until when the course without events is the same in all futures of a draw; infinity unless something is drawn at turns of the
    /// calendar.
    fn shared_until(&self) -> f64 {
        f64::INFINITY
    }

    /// Set a mark in the state.
    fn mark(&self, state: &mut Self::State) -> Self::Mark;

    /// Undo all that happened in the state since a mark.
    fn rollback(&self, state: &mut Self::State, to: Self::Mark);
}

/// The level of an ordered answer (cumulative logit) that a uniform number falls on: the number of `thresholds`, ascending, that it passes
/// at this linear predictor; 0 to `thresholds.len()`.
pub fn ordered(predictor: f64, thresholds: &[f64], u: f64) -> usize {
    thresholds.iter().take_while(|threshold| u < foedera_math::logistic(predictor - **threshold)).count()
}
