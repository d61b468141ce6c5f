//! The engine against closed forms: what is known exactly of small systems must come out of many futures within Monte Carlo error.

use foedera_futures::{
    Course, Ended, Engine, Firing, Forced, Key, Ringing, Run, Stretch, System, Touched, Watch, branching_ratio, ordered,
};
use foedera_math::{Draw, Stream, exp, exp_m1, pick};

/// A system made of a few numbers. Clock 0 is *first*, clock 1 *second*; what is born comes behind.
#[derive(Clone, Copy)]
struct Small {
    /// Rates of the two clocks at the start.
    rates: [f64; 2],
    /// What the rates of both are multiplied by from time 1 on.
    later: f64,
    /// What an event of the first multiplies the second's rate by, for two years.
    excites: f64,
    /// Whether an event stops its own clock.
    once: bool,
    /// Whether an event of the second freezes the first for good.
    freezes: bool,
    /// The rate of a clock that the first event of the first clock gives birth to.
    child: f64,
    /// Until when futures share a course.
    shared: f64,
    /// An event that is made to happen.
    forced: Option<Forced>,
}

const PLAIN: Small = Small {
    rates: [0.2, 0.5],
    later: 1.0,
    excites: 1.0,
    once: true,
    freezes: false,
    child: 0.0,
    shared: f64::INFINITY,
    forced: None,
};

#[derive(Debug, Clone, Default, PartialEq)]
struct State {
    /// When each clock rang.
    rang: [Vec<f64>; 2],
    excited_until: Option<f64>,
    child: Option<f64>,
    children: u32,
    now: f64,
}

impl Small {
    fn rate(&self, state: &State, time: f64, clock: u32) -> f64 {
        if clock >= 2 {
            return self.child;
        }
        let place = clock as usize;
        if (self.once && !state.rang[place].is_empty()) || (self.freezes && place == 0 && !state.rang[1].is_empty()) {
            return 0.0;
        }
        let excited = place == 1 && state.excited_until.is_some();
        self.rates[place] * if time < 1.0 { 1.0 } else { self.later } * if excited { self.excites } else { 1.0 }
    }
}

impl System for Small {
    type State = State;
    type Mark = State;

    fn clocks(&self, _: &State) -> usize {
        2
    }

    fn key(&self, _: &State, clock: usize) -> Key {
        Key { stream: Stream::Test(clock.min(2) as u32), subject: clock.saturating_sub(2) as u32 }
    }

    fn rates(&self, state: &State, time: f64, clocks: &[u32], rates: &mut [f64]) {
        for (rate, clock) in rates.iter_mut().zip(clocks) {
            *rate = self.rate(state, time, *clock);
        }
    }

    fn next_change(&self, state: &State, time: f64) -> f64 {
        let ends = [1.0, state.excited_until.unwrap_or(f64::INFINITY)].into_iter();
        ends.filter(|end| *end > time).fold(f64::INFINITY, f64::min)
    }

    fn advance(&self, state: &mut State, time: f64, touched: &mut Touched) {
        state.now = time;
        if state.excited_until.is_some_and(|until| until <= time) {
            state.excited_until = None;
            touched.clock(1);
        }
    }

    fn fire(&self, state: &mut State, clock: usize, firing: &Firing, touched: &mut Touched) {
        if clock >= 2 {
            state.children += 1;
            return;
        }
        state.rang[clock].push(firing.time);
        if clock == 0 && self.excites != 1.0 {
            state.excited_until = Some(firing.time + 2.0);
            touched.clock(1);
        }
        if clock == 0 && self.child > 0.0 && state.child.is_none() {
            state.child = Some(firing.time);
            touched.born(1);
        }
        if clock == 1 && self.freezes {
            touched.clock(0);
        }
    }

    fn shared_until(&self) -> f64 {
        self.shared
    }

    fn forced(&self) -> &[Forced] {
        self.forced.as_slice()
    }

    fn is_possible(&self, state: &State, clock: usize) -> bool {
        !self.once || state.rang[clock].is_empty()
    }

    fn mark(&self, state: &mut State) -> State {
        state.clone()
    }

    fn rollback(&self, state: &mut State, to: State) {
        *state = to;
    }
}

/// What one future was: the last state, the integrated hazards of the two clocks, and its length.
#[derive(Debug, Clone, Default, PartialEq)]
struct Seen {
    state: State,
    hazards: [f64; 2],
    length: f64,
    events: Vec<(usize, f64, f64)>,
}

impl Seen {
    fn add(&mut self, hazards: &[f64], from: f64, until: f64) {
        assert_eq!(self.length, from, "stretches follow each other without a gap");
        self.hazards[0] += hazards[0];
        self.hazards[1] += hazards[1];
        self.length = until;
    }
}

impl Watch<Small> for Seen {
    fn quiet(&mut self, state: &State, course: &Course, until: f64) {
        let mut hazards = [0.0; 2];
        course.hazards(0.0, until, &mut hazards);
        assert_eq!(hazards[0], course.hazard(0, until));
        self.add(&hazards, 0.0, until);
        self.state = state.clone();
    }

    fn stretch(&mut self, state: &State, stretch: &Stretch<'_>) {
        let mut hazards = vec![0.0; stretch.clocks()];
        stretch.hazards(stretch.from, stretch.until, &mut hazards);
        self.add(&hazards, stretch.from, stretch.until);
        self.state = state.clone();
    }

    fn event(&mut self, _: &State, event: &Ringing<'_>) {
        assert_eq!(event.number as usize, self.events.len());
        assert!(event.total() >= event.rate(event.clock) && (event.rate(event.clock) > 0.0 || event.forced));
        self.events.push((event.clock, event.time, event.rate(event.clock)));
    }
}

fn one(system: &Small, engine: &mut Engine, course: &Course, future: u32, until: f64) -> (Seen, Ended) {
    let (mut seen, mut state) = (Seen::default(), State::default());
    let run = Run { seed: 11, future, until, most_events: 1_000 };
    let ended = engine.run(system, course, &mut state, run, &mut seen);
    assert_eq!(state, State::default(), "the state is as it was");
    assert_eq!((ended.events as usize, ended.stopped), (seen.events.len(), false));
    assert!((seen.length - until).abs() < 1e-12 || ended.stopped);
    (seen, ended)
}

/// The mean over futures of some numbers of each.
fn means<const N: usize>(system: &Small, futures: u32, until: f64, of: impl Fn(&Seen) -> [f64; N]) -> [(f64, f64); N] {
    let mut engine = Engine::default();
    let course = Course::new(system, &mut State::default(), until);
    let (mut sums, mut squares) = ([0.0; N], [0.0; N]);
    for future in 0..futures {
        let (seen, _) = one(system, &mut engine, &course, future, until);
        for (place, value) in of(&seen).into_iter().enumerate() {
            sums[place] += value;
            squares[place] += value * value;
        }
    }
    let n = f64::from(futures);
    std::array::from_fn(|place| {
        let mean = sums[place] / n;
        (mean, ((squares[place] / n - mean * mean).max(0.0) / n).sqrt())
    })
}

fn is(found: (f64, f64), expected: f64) {
    let (mean, error) = found;
    assert!((mean - expected).abs() < 4.0 * error + 1e-12, "{mean} ± {error} is not {expected}");
    assert!(error < 0.02, "the check is sharp: {error}");
}

fn rang(seen: &Seen, clock: usize) -> f64 {
    f64::from(u8::from(!seen.state.rang[clock].is_empty()))
}

#[test]
fn competing_risks_whose_rates_change_without_an_event() {
    // Each ends the other: the first by its own rule, the second by freezing; both rates double at time 1.
    let system = Small { later: 2.0, freezes: true, ..PLAIN };
    let found = means(&system, 200_000, 3.0, |seen| {
        [rang(seen, 1), rang(seen, 0), seen.hazards[0] - rang(seen, 0), seen.hazards[1] - rang(seen, 1)]
    });
    // The second rings by time 3 unless its integrated hazard 0.5·(1 + 2·2) does not reach its exponential.
    is(found[0], -exp_m1(-2.5));
    // The first rings before the second: ∫ λ₁ exp(−∫(λ₁ + λ₂)) dt.
    is(found[1], 0.2 / 0.7 * -exp_m1(-3.5));
    // Compensators have the mean of the counts (Dynkin).
    is(found[2], 0.0);
    is(found[3], 0.0);
}

#[test]
fn a_change_without_an_event_is_seen_before_and_after_the_first_event() {
    let system = Small { later: 0.1, once: false, ..PLAIN };
    // Counts are Poisson with the integral of the rate, whatever came before.
    let found = means(&system, 100_000, 4.0, |seen| [0, 1].map(|clock| seen.state.rang[clock].len() as f64));
    is(found[0], 0.2 * (1.0 + 0.1 * 3.0));
    is(found[1], 0.5 * (1.0 + 0.1 * 3.0));
    let late =
        means(&system, 100_000, 4.0, |seen| [seen.state.rang[1].iter().filter(|time| **time >= 1.0).count() as f64]);
    is(late[0], 0.5 * 0.3);
}

#[test]
fn second_events_follow_a_gamma_law() {
    let system = Small { once: false, rates: [0.0, 0.8], ..PLAIN };
    let found = means(&system, 100_000, 2.5, |seen| {
        [f64::from(u8::from(seen.state.rang[1].len() >= 2)), f64::from(u8::from(seen.state.rang[1].len() >= 3))]
    });
    let x: f64 = 2.0;
    is(found[0], 1.0 - exp(-x) * (1.0 + x));
    is(found[1], 1.0 - exp(-x) * (1.0 + x + x * x / 2.0));
}

#[test]
fn a_member_that_is_frozen_has_no_risk_left() {
    let system = Small { freezes: true, rates: [0.9, 0.6], ..PLAIN };
    let found = means(&system, 100_000, 5.0, |seen| {
        let [first, second] = [0, 1].map(|clock| seen.state.rang[clock].first().copied());
        [f64::from(u8::from(first.zip(second).is_some_and(|(first, second)| first > second))), rang(seen, 0)]
    });
    assert_eq!(found[0].0, 0.0, "the first never rings after it is frozen");
    is(found[1], 0.9 / 1.5 * -exp_m1(-7.5));
}

#[test]
fn a_window_ends_and_its_excitement_with_it() {
    // The first rings at a time t with density 0.4·exp(−0.4 t); then the second's rate is three times as high for two years.
    let system = Small { rates: [0.4, 0.1], excites: 3.0, once: false, ..PLAIN };
    let until = 1.0;
    // By time 1 no window has ended, and several events of the first do not add up: Pr(second not yet) by the first's time.
    let found = means(&system, 200_000, until, |seen| [rang(seen, 1)]);
    // E exp(−0.1·t − 0.3·(1 − t)) over t, and exp(−0.1) where the first has not rung.
    let none = 0.4 * exp(-0.3) * exp_m1(-0.4 - 0.1 + 0.3) / (-0.4 - 0.1 + 0.3) + exp(-0.4) * exp(-0.1);
    is(found[0], 1.0 - none);
    // If the first rings once only, at t, the expected count of the second by time 6 is 0.1·6 + 0.2·min(2, 6 − t).
    let system = Small { once: true, ..system };
    let counts = means(&Small { rates: [0.4, 0.1], ..system }, 200_000, 6.0, |seen| {
        [seen.hazards[1] - rang(seen, 1), rang(seen, 1)]
    });
    is(counts[0], 0.0);
    let not_yet = (0..60_000).map(|step| {
        let t = (f64::from(step) + 0.5) * 1e-4;
        0.4 * exp(-0.4 * t) * exp(-0.1 * 6.0 - 0.2 * (6.0 - t).min(2.0)) * 1e-4
    });
    is(counts[1], 1.0 - not_yet.sum::<f64>() - exp(-2.4) * exp(-0.6));
}

#[test]
fn what_is_born_later_runs_from_its_birth() {
    let system = Small { rates: [0.5, 0.0], child: 0.7, ..PLAIN };
    let found = means(&system, 200_000, 3.0, |seen| {
        [f64::from(u8::from(seen.state.children > 0)), f64::from(seen.state.children)]
    });
    // Birth at t with density 0.5·exp(−0.5 t); the child rings n times, Poisson with 0.7·(3 − t).
    let none = exp(-1.5) + 0.5 * exp(-2.1) * exp_m1(0.2 * 3.0) / 0.2;
    is(found[0], 1.0 - none);
    is(found[1], 0.7 * (3.0 - -exp_m1(-1.5) / 0.5));
}

#[test]
fn a_course_that_ends_early_gives_the_same_law() {
    let whole = Small { later: 3.0, freezes: true, once: false, ..PLAIN };
    for shared in [0.5, 1.0, 2.0] {
        let found = means(&Small { shared, ..whole }, 100_000, 3.0, |seen| {
            [seen.hazards[1] - seen.state.rang[1].len() as f64, seen.state.rang[1].len() as f64]
        });
        is(found[0], 0.0);
        is(found[1], 0.5 * (1.0 + 3.0 * 2.0));
    }
    // And, clock by clock, the same futures.
    let mut engine = Engine::default();
    let course = Course::new(&whole, &mut State::default(), 3.0);
    let early = Small { shared: 0.5, ..whole };
    let short = Course::new(&early, &mut State::default(), 3.0);
    assert_eq!((course.end(), short.end(), short.clocks()), (3.0, 0.5, 2));
    for future in 0..2_000 {
        let (own, other) =
            (one(&whole, &mut engine, &course, future, 3.0).0, one(&early, &mut engine, &short, future, 3.0).0);
        assert_eq!(own.events.len(), other.events.len());
        let close = |(a, b): (&(usize, f64, f64), &(usize, f64, f64))| a.0 == b.0 && (a.1 - b.1).abs() < 1e-12;
        assert!(own.events.iter().zip(&other.events).all(close), "{own:?} {other:?}");
    }
}

#[test]
fn a_future_alone_is_the_same_as_among_others() {
    let system = Small { later: 2.0, excites: 3.0, once: false, child: 0.4, ..PLAIN };
    let course = Course::new(&system, &mut State::default(), 6.0);
    let mut engine = Engine::default();
    let all: Vec<Seen> = (0..500).map(|future| one(&system, &mut engine, &course, future, 6.0).0).collect();
    for future in [499, 7, 123, 0] {
        assert_eq!(one(&system, &mut Engine::default(), &course, future, 6.0).0, all[future as usize]);
    }
    assert!(all.iter().any(|seen| seen.events.len() > 6), "some futures are busy");
    assert_ne!(all[3], all[4]);
}

#[test]
fn a_higher_rate_never_delays_its_own_event_and_moves_no_other() {
    let mut engine = Engine::default();
    for future in 0..2_000 {
        let mut times = |rate: f64| {
            let system = Small { rates: [rate, 0.5], ..PLAIN };
            let course = Course::new(&system, &mut State::default(), 4.0);
            one(&system, &mut engine, &course, future, 4.0).0.state.rang
        };
        let (low, high) = (times(0.3), times(0.4));
        let first = |rang: &[Vec<f64>; 2]| rang[0].first().copied().unwrap_or(f64::INFINITY);
        assert!(first(&high) <= first(&low), "future {future}");
        assert_eq!(low[1], high[1], "a clock that is not touched rings when it would have rung");
    }
}

#[test]
fn an_event_that_is_made_to_happen_happens_then_and_moves_what_it_touches_alone() {
    let free = Small { rates: [0.9, 0.3], freezes: true, once: false, ..PLAIN };
    let forced = Small { forced: Some(Forced { time: 1.5, clock: 1 }), ..free };
    let mut engine = Engine::default();
    let course = Course::new(&free, &mut State::default(), 4.0);
    let (mut before, mut moved) = (0, 0);
    for future in 0..3_000 {
        let own = one(&forced, &mut engine, &course, future, 4.0).0;
        let other = one(&free, &mut engine, &course, future, 4.0).0;
        assert!(own.state.rang[1].contains(&1.5));
        let others = own.state.rang[1].iter().filter(|time| **time != 1.5).copied().collect::<Vec<f64>>();
        let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12;
        assert!(
            others.len() == other.state.rang[1].len() && others.iter().zip(&other.state.rang[1]).all(close),
            "its own clock does not run down by it"
        );
        let until = |seen: &Seen| seen.state.rang[0].iter().filter(|time| **time < 1.5).count();
        assert_eq!(until(&own), until(&other), "nothing is moved before");
        assert!(own.state.rang[0].iter().all(|time| *time < 1.5), "the first is frozen by it");
        before += until(&own);
        moved += usize::from(own.state.rang[0].len() != other.state.rang[0].len());
    }
    assert!(before > 1_000 && moved > 1_000);
    // What has happened already cannot be made to happen again where it happens once.
    let once = Small { once: true, forced: Some(Forced { time: 2.0, clock: 0 }), ..free };
    let found = means(&once, 20_000, 4.0, |seen| [seen.state.rang[0].len() as f64]);
    assert_eq!(found[0].0, 1.0);
    assert_eq!(branching_ratio(&once, &mut State::default(), 1.0), 0.0);
}

#[test]
fn a_future_with_too_many_events_is_stopped_and_says_so() {
    let system = Small { rates: [50.0, 0.0], once: false, ..PLAIN };
    let course = Course::new(&system, &mut State::default(), 10.0);
    let mut seen = Seen::default();
    let run = Run { seed: 1, future: 0, until: 10.0, most_events: 20 };
    let mut state = State::default();
    let ended = Engine::default().run(&system, &course, &mut state, run, &mut seen);
    assert_eq!(ended, Ended { events: 20, stopped: true });
    assert_eq!(state, State::default());
    let none = Engine::default().run(&system, &course, &mut state, Run { most_events: 0, ..run }, &mut Seen::default());
    assert_eq!(none, Ended { events: 0, stopped: true });
    let enough = Run { most_events: 10_000, ..run };
    assert!(!Engine::default().run(&system, &course, &mut state, enough, &mut Seen::default()).stopped);
}

#[test]
fn the_branching_ratio_is_what_events_bring_about() {
    // The first triples the second's rate: no cycle, so events die out whatever the size.
    let chain = Small { rates: [0.4, 0.1], excites: 30.0, once: false, ..PLAIN };
    assert_eq!(branching_ratio(&chain, &mut State::default(), 2.0), 0.0);
    // A ring of two: each event of the pair adds to the other's rate.
    struct Ring([f64; 2]);
    impl System for Ring {
        type State = [u32; 2];
        type Mark = [u32; 2];
        fn clocks(&self, _: &[u32; 2]) -> usize {
            2
        }
        fn key(&self, _: &[u32; 2], clock: usize) -> Key {
            Key { stream: Stream::Test(9), subject: clock as u32 }
        }
        fn rates(&self, state: &[u32; 2], _: f64, clocks: &[u32], rates: &mut [f64]) {
            for (rate, clock) in rates.iter_mut().zip(clocks) {
                let own = *clock as usize;
                *rate = 0.1 + self.0[own] * f64::from(state[1 - own]);
            }
        }
        fn next_change(&self, _: &[u32; 2], _: f64) -> f64 {
            f64::INFINITY
        }
        fn advance(&self, _: &mut [u32; 2], _: f64, _: &mut Touched) {}
        fn fire(&self, state: &mut [u32; 2], clock: usize, _: &Firing, touched: &mut Touched) {
            state[clock] += 1;
            touched.everything();
        }
        fn mark(&self, state: &mut [u32; 2]) -> [u32; 2] {
            *state
        }
        fn rollback(&self, state: &mut [u32; 2], to: [u32; 2]) {
            *state = to;
        }
    }
    let mut state = [0, 0];
    let ratio = branching_ratio(&Ring([0.5, 0.02]), &mut state, 3.0);
    assert!((ratio - 3.0 * (0.5_f64 * 0.02).sqrt()).abs() < 1e-6, "{ratio}");
    assert_eq!(state, [0, 0]);
}

#[test]
fn what_follows_an_event_draws_by_stable_numbers() {
    /// A clock whose event picks one of three, and asks one of two allies.
    struct Picks;
    #[derive(Default)]
    struct Picked(Vec<(usize, usize, f64)>);
    impl System for Picks {
        type State = Picked;
        type Mark = usize;
        fn clocks(&self, _: &Picked) -> usize {
            1
        }
        fn key(&self, _: &Picked, _: usize) -> Key {
            Key { stream: Stream::Test(4), subject: 77 }
        }
        fn rates(&self, _: &Picked, _: f64, _: &[u32], rates: &mut [f64]) {
            rates.fill(3.0);
        }
        fn next_change(&self, _: &Picked, _: f64) -> f64 {
            f64::INFINITY
        }
        fn advance(&self, _: &mut Picked, _: f64, _: &mut Touched) {}
        fn fire(&self, state: &mut Picked, _: usize, firing: &Firing, _: &mut Touched) {
            assert_eq!(firing.count as usize, state.0.len(), "how often it had rung");
            let choice = pick(&[1.0, 2.0, 5.0], 8.0 * firing.uniform(0)).expect("weights");
            state.0.push((choice, ordered(0.3, &[-1.0, 1.0], firing.uniform(501)), firing.normal(9)));
        }
        fn mark(&self, state: &mut Picked) -> usize {
            state.0.len()
        }
        fn rollback(&self, state: &mut Picked, to: usize) {
            state.0.truncate(to);
        }
    }
    #[derive(Default)]
    struct Last(Vec<(usize, usize, f64)>);
    impl Watch<Picks> for Last {
        fn quiet(&mut self, _: &Picked, _: &Course, _: f64) {}
        fn stretch(&mut self, state: &Picked, _: &Stretch<'_>) {
            self.0.clone_from(&state.0);
        }
    }
    let mut engine = Engine::default();
    let course = Course::new(&Picks, &mut Picked::default(), 10.0);
    let (mut chosen, mut levels, mut normals, mut count) = ([0.0; 3], [0.0; 3], [0.0; 2], 0.0);
    for future in 0..4_000 {
        let mut last = Last::default();
        let run = Run { seed: 5, future, until: 10.0, most_events: 1_000 };
        engine.run(&Picks, &course, &mut Picked::default(), run, &mut last);
        for (choice, level, normal) in last.0 {
            chosen[choice] += 1.0;
            levels[level] += 1.0;
            normals = [normals[0] + normal, normals[1] + normal * normal];
            count += 1.0;
        }
    }
    let near =
        |found: f64, expected: f64| assert!((found / count - expected).abs() < 0.006, "{found} of {count}: {expected}");
    assert!((count / 4_000.0 - 30.0_f64).abs() < 4.0 * (30.0_f64 / 4_000.0).sqrt());
    [1.0, 2.0, 5.0].iter().zip(chosen).for_each(|(weight, found)| near(found, weight / 8.0));
    // Above −1 with logistic(1.3), above 1 with logistic(−0.7).
    let above = [foedera_math::logistic(1.3), foedera_math::logistic(-0.7)];
    [1.0 - above[0], above[0] - above[1], above[1]].iter().zip(levels).for_each(|(share, found)| near(found, *share));
    near(normals[0], 0.0);
    assert!((normals[1] / count - 1.0).abs() < 0.02);
}

#[test]
fn a_course_in_the_memory_of_another_is_the_same() {
    let (busy, calm) = (Small { later: 2.0, ..PLAIN }, Small { rates: [0.1, 0.0], shared: 0.7, ..PLAIN });
    let mut course = Course::new(&busy, &mut State::default(), 3.0);
    course.renew(&calm, &mut State::default(), 2.0);
    assert_eq!(course, Course::new(&calm, &mut State::default(), 2.0));
}

/// Many clocks of different rates; each may ring once, and the first to ring gives birth to a clock that rings until it has rung thrice.
struct Many(u32);

impl System for Many {
    type State = Vec<u32>;
    type Mark = usize;
    fn clocks(&self, _: &Vec<u32>) -> usize {
        self.0 as usize
    }
    fn key(&self, _: &Vec<u32>, clock: usize) -> Key {
        Key { stream: Stream::Test(8), subject: clock as u32 }
    }
    fn rates(&self, rung: &Vec<u32>, _: f64, clocks: &[u32], rates: &mut [f64]) {
        for (rate, clock) in rates.iter_mut().zip(clocks) {
            let times = rung.iter().filter(|own| *own == clock).count();
            let most = if *clock < self.0 { 1 } else { 3 };
            *rate = if times < most { 0.01 * f64::from(1 + clock % 7) } else { 0.0 };
        }
    }
    fn next_change(&self, _: &Vec<u32>, _: f64) -> f64 {
        f64::INFINITY
    }
    fn advance(&self, _: &mut Vec<u32>, _: f64, _: &mut Touched) {}
    fn fire(&self, rung: &mut Vec<u32>, clock: usize, _: &Firing, touched: &mut Touched) {
        if rung.is_empty() {
            touched.born(1);
        }
        rung.push(clock as u32);
    }
    fn mark(&self, rung: &mut Vec<u32>) -> usize {
        rung.len()
    }
    fn rollback(&self, rung: &mut Vec<u32>, to: usize) {
        rung.truncate(to);
    }
}

#[derive(Default)]
struct Rung(Vec<(usize, f64)>);

impl Watch<Many> for Rung {
    fn quiet(&mut self, _: &Vec<u32>, _: &Course, _: f64) {}
    fn stretch(&mut self, _: &Vec<u32>, _: &Stretch<'_>) {}
    fn event(&mut self, _: &Vec<u32>, event: &Ringing<'_>) {
        self.0.push((event.clock, event.time));
    }
}

#[test]
fn of_many_clocks_each_rings_when_its_own_number_says() {
    let system = Many(100);
    let course = Course::new(&system, &mut Vec::new(), 400.0);
    let mut engine = Engine::default();
    for future in 0..40 {
        let mut rung = Rung::default();
        let run = Run { seed: 2, future, until: 400.0, most_events: 1_000 };
        engine.run(&system, &course, &mut Vec::new(), run, &mut rung);
        let number = |clock: usize| {
            Draw { seed: 2, future, stream: Stream::Test(8), option: clock as u32 }.exponential(0)
                / (0.01 * f64::from(1 + clock as u32 % 7))
        };
        let mut own: Vec<(usize, f64)> =
            (0..100).map(|clock| (clock, number(clock))).filter(|own| own.1 < 400.0).collect();
        own.sort_by(|a, b| a.1.total_cmp(&b.1));
        let told: Vec<(usize, f64)> = rung.0.iter().copied().filter(|own| own.0 < 100).collect();
        let close = |(a, b): (&(usize, f64), &(usize, f64))| a.0 == b.0 && (a.1 - b.1).abs() < 1e-9;
        assert!(told.len() == own.len() && told.iter().zip(&own).all(close), "{future}: {told:?} {own:?}");
        // The clock that was born rings three times and no more; its rate is 0.01·(1 + 100 mod 7) a year.
        let born = rung.0.iter().filter(|own| own.0 == 100).count();
        assert_eq!(born, 3, "{future}");
        assert!(rung.0.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    }
}
