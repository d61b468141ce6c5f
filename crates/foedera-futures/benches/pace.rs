//! Microseconds a future of ten years, for a made-up world of eleven coupled processes: `cargo bench -p foedera-futures --bench pace`.
//!
//! Disputes (a state chooses an opponent, or every pair has a hazard of its own), settlements, unrest and calm, calls that each ally answers,
//! exits, freezes, thaws, joins, pacts, and yearly drift of capability with a common shock. Sizes and rates are guesses: about twelve events
//! a year among 25 states. The yardstick of the engine is the time a future at that pace, not events a second, which rewards busy models.
//! Another command beside it in the same run: the same futures with everything computed anew at every event.

use std::collections::VecDeque;
use std::time::Instant;

use foedera_futures::{Chance, Course, Engine, Firing, Key, Run, Stretch, System, Touched, Watch};
use foedera_math::{Draw, Stream, exp_in_place, ln, logistic, pick};

/// Fields of a state, in columns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Capability,
    Regime,
    Position,
    Fighting,
    Unrest,
    Lately,
    Sent,
    Asked,
    Member,
    Frozen,
}
const FIELDS: usize = 10;

/// Ties between states.
#[derive(Clone, Copy)]
enum Tie {
    Border,
    Rivals,
    Allied,
    War,
    Pact,
}
const TIES: usize = 5;

/// Clocks of each state, in blocks: process × states.
const PROCESSES: [&str; 10] =
    ["dispute", "settle", "unrest", "calm", "call", "leave", "freeze", "thaw", "join", "pact"];

#[derive(Clone)]
enum Undo {
    Cell(usize, f64),
    Exits(usize, f64),
    Tie(usize, f64),
    Foe(usize, usize, bool),
    Window(bool, (f64, usize)),
    Clock(f64, Chance),
}

struct Columns {
    states: usize,
    cells: Vec<f64>,
    exits: Vec<f64>,
    ties: Vec<f64>,
    treaty: Vec<usize>,
    members: Vec<Vec<usize>>,
    foes: Vec<Vec<usize>>,
    windows: VecDeque<(f64, usize)>,
    now: f64,
    chance: Chance,
    journal: Vec<Undo>,
}

impl Columns {
    fn at(&self, of: Of, state: usize) -> f64 {
        self.cells[of as usize * self.states + state]
    }
    fn column(&self, of: Of) -> &[f64] {
        &self.cells[of as usize * self.states..][..self.states]
    }
    fn row(&self, tie: Tie, state: usize) -> &[f64] {
        &self.ties[(tie as usize * self.states + state) * self.states..][..self.states]
    }
    fn set(&mut self, of: Of, state: usize, value: f64) {
        let cell = of as usize * self.states + state;
        self.journal.push(Undo::Cell(cell, self.cells[cell]));
        self.cells[cell] = value;
    }
    fn tie(&mut self, tie: Tie, a: usize, b: usize, value: f64) {
        for (a, b) in [(a, b), (b, a)] {
            let cell = (tie as usize * self.states + a) * self.states + b;
            self.journal.push(Undo::Tie(cell, self.ties[cell]));
            self.ties[cell] = value;
        }
    }
    fn war(&mut self, a: usize, b: usize, begins: bool) {
        self.tie(Tie::War, a, b, f64::from(u8::from(begins)));
        for (a, b) in [(a, b), (b, a)] {
            self.journal.push(Undo::Foe(a, b, begins));
            if begins {
                self.foes[a].push(b);
            } else if let Some(place) = self.foes[a].iter().position(|foe| *foe == b) {
                self.foes[a].remove(place);
            }
            let by = if begins { 1.0 } else { -1.0 };
            self.set(Of::Fighting, a, self.at(Of::Fighting, a) + by);
        }
    }
    fn undo(&mut self, undo: Undo) {
        match undo {
            Undo::Cell(cell, value) => self.cells[cell] = value,
            Undo::Exits(treaty, value) => self.exits[treaty] = value,
            Undo::Tie(cell, value) => self.ties[cell] = value,
            Undo::Foe(a, _, true) => drop(self.foes[a].pop()),
            Undo::Foe(a, b, false) => self.foes[a].push(b),
            Undo::Window(true, _) => drop(self.windows.pop_back()),
            Undo::Window(false, window) => self.windows.push_front(window),
            Undo::Clock(now, chance) => (self.now, self.chance) = (now, chance),
        }
    }
}

struct Model {
    states: usize,
    /// The logarithms of what the processes have a year at the average, times the pace; last that of a pair.
    base: [f64; 11],
    /// Whether every pair has a hazard of a dispute, in place of a choice of an opponent.
    pairs: bool,
    /// Whether everything is computed anew at every event.
    anew: bool,
}

impl Model {
    fn new(states: usize, pace: f64, pairs: bool, anew: bool) -> Self {
        let yearly = [0.8, 0.9, 0.4, 1.0, 0.5, 0.05, 0.2, 1.0, 0.5, 0.4, 0.5 / states as f64];
        Self { states, base: yearly.map(|rate| ln(rate * pace)), pairs, anew }
    }
    /// The first pair of a state with those behind it.
    fn first_pair(&self, a: usize) -> usize {
        PROCESSES.len() * self.states + a * (2 * self.states - a - 1) / 2
    }
    fn pair(&self, clock: usize) -> (usize, usize) {
        self.pair_from(clock, &mut 0)
    }
    /// The same, where clocks are mostly asked in their order: the search begins at the row of the last.
    fn pair_from(&self, clock: usize, row: &mut usize) -> (usize, usize) {
        if self.first_pair(*row) > clock {
            *row = 0;
        }
        while *row + 1 < self.states && self.first_pair(*row + 1) <= clock {
            *row += 1;
        }
        (*row, *row + 1 + clock - self.first_pair(*row))
    }
    fn touch(&self, state: usize, processes: &[usize], touched: &mut Touched) {
        processes.iter().for_each(|process| touched.clock(process * self.states + state));
    }
    /// What a state's fighting, unrest or recent disputes bear on.
    fn touch_fighting(&self, world: &Columns, state: usize, touched: &mut Touched) {
        self.touch(state, &[0, 1, 2, 4, 8], touched);
        if self.pairs {
            (0..world.states).for_each(|other| self.touch_pair(state, other, touched));
        }
    }
    fn touch_pair(&self, a: usize, b: usize, touched: &mut Touched) {
        if a != b {
            touched.clock(self.first_pair(a.min(b)) + a.max(b) - a.min(b) - 1);
        }
    }
    /// The predictor of a dispute of one state with each other.
    fn dispute(&self, world: &Columns, state: usize, from: usize, eta: &mut [f64]) {
        for (tie, weight) in [(Tie::Border, 2.5), (Tie::Rivals, 1.5), (Tie::Allied, -0.3), (Tie::War, -9.0)] {
            eta.iter_mut().zip(&world.row(tie, state)[from..]).for_each(|(eta, tie)| *eta += weight * tie);
        }
        let own = world.at(Of::Position, state);
        eta.iter_mut()
            .zip(&world.column(Of::Position)[from..])
            .for_each(|(eta, other)| *eta += 0.3 * (other - own).abs());
        for (of, weight) in [(Of::Regime, -0.2), (Of::Fighting, 0.1)] {
            eta.iter_mut().zip(&world.column(of)[from..]).for_each(|(eta, value)| *eta += weight * value);
        }
    }
    fn rate(&self, world: &Columns, process: usize, state: usize) -> (f64, f64) {
        let at = |of: Of| world.at(of, state);
        let logarithm = |of: Of| ln(1.0 + at(of));
        let record = (at(Of::Sent) + 0.25) / (at(Of::Asked) + 1.0);
        let exits = world.exits[world.treaty[state]];
        let base = self.base[process];
        match process {
            0 if self.pairs => (0.0, 0.0),
            0 => (
                1.0,
                base + 0.5 * at(Of::Capability) - 0.3 * at(Of::Regime)
                    + 0.3 * logarithm(Of::Fighting)
                    + 0.1 * logarithm(Of::Lately)
                    + 0.2 * at(Of::Unrest),
            ),
            1 => (at(Of::Fighting), base + 0.2 * at(Of::Unrest)),
            2 => (1.0 - at(Of::Unrest), base - 0.5 * at(Of::Regime) + 0.3 * logarithm(Of::Fighting)),
            3 => (at(Of::Unrest), base),
            4 => ((at(Of::Fighting) + at(Of::Unrest)) * at(Of::Member), base + 0.5 * record),
            5 => (at(Of::Member), base + 0.5 * exits - record + 0.2 * at(Of::Capability) + 0.2 * at(Of::Position)),
            6 => (at(Of::Member) * (1.0 - at(Of::Frozen)), base + 0.3 * exits),
            7 => (at(Of::Frozen), base),
            8 => (1.0 - at(Of::Member), base + 0.3 * logarithm(Of::Fighting)),
            _ => (1.0, base + 0.1 * at(Of::Position)),
        }
    }
    fn begin_war(&self, world: &mut Columns, a: usize, b: usize, time: f64, touched: &mut Touched) {
        if world.row(Tie::War, a)[b] > 0.0 {
            return;
        }
        world.war(a, b, true);
        for state in [a, b] {
            world.set(Of::Lately, state, world.at(Of::Lately, state) + 1.0);
            let window = (time + 3.0, state);
            world.journal.push(Undo::Window(true, window));
            world.windows.push_back(window);
            self.touch_fighting(world, state, touched);
        }
    }
    fn choose(&self, world: &Columns, state: usize, firing: &Firing, fill: impl Fn(&mut [f64])) -> usize {
        let mut weights = vec![0.0; world.states];
        fill(&mut weights);
        exp_in_place(&mut weights);
        weights[state] = 0.0;
        let mark = firing.uniform(0) * weights.iter().sum::<f64>();
        pick(&weights, mark).expect("two states at least")
    }
}

impl System for Model {
    type State = Columns;
    type Mark = usize;

    fn clocks(&self, _: &Columns) -> usize {
        if self.pairs { self.first_pair(self.states - 1) } else { PROCESSES.len() * self.states }
    }

    fn key(&self, _: &Columns, clock: usize) -> Key {
        let process = (clock / self.states).min(PROCESSES.len());
        Key { stream: Stream::Test(process as u32), subject: (clock - process * self.states) as u32 }
    }

    fn rates(&self, world: &Columns, _: f64, clocks: &[u32], rates: &mut [f64]) {
        let first_pair = PROCESSES.len() * self.states;
        let (mut place, mut row) = (0, 0);
        while place < clocks.len() {
            let clock = clocks[place] as usize;
            if clock < first_pair {
                let (at_risk, eta) = self.rate(world, clock / self.states, clock % self.states);
                rates[place] = at_risk;
                let mut rate = [eta];
                exp_in_place(&mut rate);
                rates[place] *= rate[0];
                place += 1;
                continue;
            }
            // Pairs of one state that follow each other are one column.
            let (a, b) = self.pair_from(clock, &mut row);
            let run = clocks[place..].iter().zip(clock..).take_while(|(own, next)| **own as usize == *next).count();
            let run = run.min(self.states - b);
            let part = &mut rates[place..place + run];
            part.fill(self.base[10] + 0.25 * world.at(Of::Capability, a));
            self.dispute(world, a, b, part);
            exp_in_place(part);
            place += run;
        }
    }

    fn next_change(&self, world: &Columns, time: f64) -> f64 {
        let turn = (time + 1e-9).floor() + 1.0;
        world.windows.front().map_or(turn, |window| turn.min(window.0))
    }

    fn advance(&self, world: &mut Columns, time: f64, touched: &mut Touched) {
        if time <= world.now {
            return;
        }
        while let Some(window) = world.windows.front().copied().filter(|window| window.0 <= time) {
            world.windows.pop_front();
            world.journal.push(Undo::Window(false, window));
            world.set(Of::Lately, window.1, world.at(Of::Lately, window.1) - 1.0);
            self.touch(window.1, &[0], touched);
        }
        let (before, turn) = (world.now.floor(), time.floor());
        if turn > before {
            let common = world.chance.of(Stream::Test(90), 0).normal(turn as u32);
            for state in 0..self.states {
                let own = world.chance.of(Stream::Test(91), state as u32).normal(turn as u32);
                let value = world.at(Of::Capability, state) * (1.0 + 0.02 * common + 0.05 * own);
                world.set(Of::Capability, state, value);
                self.touch(state, &[0, 5], touched);
            }
            if self.pairs {
                (PROCESSES.len() * self.states..self.clocks(world)).for_each(|clock| touched.clock(clock));
            }
        }
        world.journal.push(Undo::Clock(world.now, world.chance));
        world.now = time;
        if self.anew {
            touched.everything();
        }
    }

    fn ages(&self, _: usize) -> bool {
        false
    }

    fn begin(&self, world: &mut Columns, chance: Chance) {
        world.journal.push(Undo::Clock(world.now, world.chance));
        world.chance = chance;
    }

    fn shared_until(&self) -> f64 {
        1.0
    }

    fn fire(&self, world: &mut Columns, clock: usize, firing: &Firing, touched: &mut Touched) {
        let (process, state) = (clock / self.states, clock % self.states);
        if self.anew {
            touched.everything();
        }
        match process {
            0 => {
                let other = self.choose(world, state, firing, |eta| self.dispute(world, state, 0, eta));
                self.begin_war(world, state, other, firing.time, touched);
            }
            1 => {
                let foes = &world.foes[state];
                let other = foes[((firing.uniform(0) * foes.len() as f64) as usize).min(foes.len() - 1)];
                world.war(state, other, false);
                [state, other].into_iter().for_each(|state| self.touch_fighting(world, state, touched));
            }
            2 | 3 => {
                world.set(Of::Unrest, state, f64::from(u8::from(process == 2)));
                self.touch(state, &[0, 1, 2, 3, 4], touched);
            }
            4 => self.answers(world, state, firing, touched),
            5 => {
                let treaty = world.treaty[state];
                world.set(Of::Member, state, 0.0);
                world.set(Of::Frozen, state, 0.0);
                world.journal.push(Undo::Exits(treaty, world.exits[treaty]));
                world.exits[treaty] = (world.exits[treaty] + 1.0).min(3.0);
                self.ally(world, state, 0.0, touched);
            }
            6 | 7 => {
                world.set(Of::Frozen, state, f64::from(u8::from(process == 6)));
                self.touch(state, &[6, 7], touched);
            }
            8 => {
                world.set(Of::Member, state, 1.0);
                self.ally(world, state, 1.0, touched);
            }
            9 => {
                let other = self.choose(world, state, firing, |eta| {
                    for (tie, weight) in
                        [(Tie::Border, 1.5), (Tie::Allied, 1.0), (Tie::Rivals, -0.5), (Tie::Pact, -2.0)]
                    {
                        eta.iter_mut().zip(world.row(tie, state)).for_each(|(eta, tie)| *eta += weight * tie);
                    }
                    eta.iter_mut().zip(world.column(Of::Capability)).for_each(|(eta, value)| *eta += 0.5 * value);
                });
                if firing.uniform(1) < 0.5 {
                    world.tie(Tie::Pact, state, other, 1.0);
                }
            }
            _ => {
                let (a, b) = self.pair(clock);
                self.begin_war(world, a, b, firing.time, touched);
            }
        }
    }

    fn mark(&self, world: &mut Columns) -> usize {
        world.journal.len()
    }

    fn rollback(&self, world: &mut Columns, to: usize) {
        while world.journal.len() > to {
            let undo = world.journal.pop().expect("longer than the mark");
            world.undo(undo);
        }
    }
}

impl Model {
    fn answers(&self, world: &mut Columns, state: usize, firing: &Firing, touched: &mut Touched) {
        let treaty = world.treaty[state];
        for place in 0..world.members[treaty].len() {
            let ally = world.members[treaty][place];
            if ally == state || world.at(Of::Member, ally) == 0.0 {
                continue;
            }
            let at = |of: Of| world.at(of, ally);
            let eta = -1.0 + 0.5 * world.at(Of::Unrest, state) + (at(Of::Sent) + 0.25) / (at(Of::Asked) + 1.0)
                - 0.3 * (at(Of::Position) - world.at(Of::Position, state)).abs()
                + world.row(Tie::Border, ally)[state]
                - 0.4 * at(Of::Fighting)
                + 0.2 * at(Of::Capability)
                - 0.5 * at(Of::Frozen);
            let comes = firing.uniform(ally as u32) < logistic(eta);
            let (sent, asked) = (at(Of::Sent), at(Of::Asked));
            world.set(Of::Sent, ally, sent * 0.9 + f64::from(u8::from(comes)));
            world.set(Of::Asked, ally, asked * 0.9 + 1.0);
            self.touch(ally, &[4, 5], touched);
        }
    }

    fn ally(&self, world: &mut Columns, state: usize, tie: f64, touched: &mut Touched) {
        let treaty = world.treaty[state];
        for place in 0..world.members[treaty].len() {
            let other = world.members[treaty][place];
            if other != state {
                world.tie(Tie::Allied, state, other, tie);
                if self.pairs {
                    self.touch_pair(state, other, touched);
                }
            }
            self.touch(other, &[4, 5, 6, 7, 8], touched);
        }
    }
}

fn world(states: usize) -> Columns {
    let treaties = states.div_ceil(6);
    let drawn = |stream: u32, of: usize| {
        Draw { seed: 1, future: 0, stream: Stream::Test(stream), option: of as u32 }.uniform(0)
    };
    let mut world = Columns {
        states,
        cells: vec![0.0; FIELDS * states],
        exits: vec![0.0; treaties],
        ties: vec![0.0; TIES * states * states],
        treaty: (0..states).map(|state| state % treaties).collect(),
        members: (0..treaties).map(|treaty| (treaty..states).step_by(treaties).collect()).collect(),
        foes: vec![Vec::new(); states],
        windows: VecDeque::new(),
        now: 0.0,
        chance: Chance::default(),
        journal: Vec::new(),
    };
    for state in 0..states {
        for (stream, of) in [Of::Capability, Of::Regime, Of::Position].into_iter().enumerate() {
            world.set(of, state, drawn(stream as u32, state));
        }
        world.set(Of::Member, state, 1.0);
        world.set(Of::Sent, state, 0.5);
        world.set(Of::Asked, state, 2.0);
        for other in 0..state {
            let near = drawn(7, state * states + other);
            if near < 5.0 / states as f64 {
                world.tie(Tie::Border, state, other, 1.0);
            }
            if near < 1.5 / states as f64 {
                world.tie(Tie::Rivals, state, other, 1.0);
            }
            if world.treaty[state] == world.treaty[other] {
                world.tie(Tie::Allied, state, other, 1.0);
            }
        }
    }
    world.journal.clear();
    world
}

struct Unwatched;

impl Watch<Model> for Unwatched {
    fn quiet(&mut self, _: &Columns, _: &Course, _: f64) {}
    fn stretch(&mut self, _: &Columns, _: &Stretch<'_>) {}
}

/// Microseconds a future and events a future; futures share a draw of parameters by eight, as those of forecasts do.
fn timed(model: &Model, futures: u32) -> (f64, f64) {
    let (mut state, mut engine, mut course) = (world(model.states), Engine::default(), Course::default());
    let (mut events, begun) = (0_u64, Instant::now());
    for future in 0..futures {
        if future % 8 == 0 {
            course.renew(model, &mut state, 10.0);
        }
        let run = Run { seed: 7, future, until: 10.0, most_events: 1_000_000 };
        events += u64::from(engine.run(model, &course, &mut state, run, &mut Unwatched).events);
    }
    (1e6 * begun.elapsed().as_secs_f64() / f64::from(futures), events as f64 / f64::from(futures))
}

fn main() {
    println!("states  pairs  pace   events a future   µs a future   everything anew   ratio");
    for (states, pairs, pace, futures) in [
        (25, false, 0.12, 4_000),
        (25, false, 1.0, 1_000),
        (25, true, 0.12, 2_000),
        (200, false, 0.13, 300),
        (200, false, 1.0, 100),
        (200, true, 0.1, 100),
    ] {
        let model = Model::new(states, pace, pairs, false);
        let (time, events) = timed(&model, futures);
        let (anew, _) = timed(&Model::new(states, pace, pairs, true), (futures / 50).max(2));
        println!(
            "{states:>6}  {pairs:>5}  {pace:>4}  {events:>15.1}  {time:>12.1}  {anew:>16.1}  {:>6.1}",
            anew / time
        );
    }
}
