//! The engine: clocks, the shared path without events, and one future.

use foedera_math::{Draw, Stream};

/// What can happen, at which rates, and what it does to the state. Times are in years from the start.
pub trait Hazards {
    /// The state that events change. A future runs in it and is undone.
    type State;

    /// A point to which a state can go back.
    type Mark;

    /// Number of options; fixed over a run.
    fn options(&self) -> usize;

    /// The address of an option's random numbers: its stream, and the option within that.
    fn address(&self, option: usize) -> (Stream, u32);

    /// The rates of all options, per year, from `time` on.
    fn rates(&self, state: &Self::State, time: f64, rates: &mut [f64]);

    /// The next time after `time` at which rates change by themselves; infinity if never.
    fn next_change(&self, state: &Self::State, time: f64) -> f64;

    /// Let time pass to `time`: what changes by itself changes in the state.
    fn advance(&self, state: &mut Self::State, time: f64);

    /// Let an option happen at `time`.
    fn fire(&self, state: &mut Self::State, option: usize, time: f64);

    /// Set a mark in the state.
    fn mark(&self, state: &mut Self::State) -> Self::Mark;

    /// Undo all that happened in the state since a mark.
    fn rollback(&self, state: &mut Self::State, to: Self::Mark);
}

/// What watches a future.
pub trait Observer<S> {
    /// Between two times the state and the rates are constant.
    fn interval(&mut self, state: &S, from: f64, until: f64, rates: &[f64]);
}

/// The rates of a course without any event: computed once, shared by all futures of a draw until their first event.
#[derive(Debug, Clone)]
pub struct Path {
    end: f64,
    /// Starts of the pieces, and their rates (one row a piece).
    starts: Vec<f64>,
    rates: Vec<Vec<f64>>,
}

impl Path {
    /// The eventless path of `model` from `state`, from time 0 to `end`; the state is then as it was.
    pub fn new<L: Hazards>(law: &L, state: &mut L::State, end: f64) -> Self {
        let mut path = Self { end, starts: Vec::new(), rates: Vec::new() };
        let mark = law.mark(state);
        let mut time = 0.0;
        while time < end {
            law.advance(state, time);
            let mut rates = vec![0.0; law.options()];
            law.rates(state, time, &mut rates);
            path.starts.push(time);
            path.rates.push(rates);
            time = law.next_change(state, time);
        }
        law.rollback(state, mark);
        path
    }

    fn piece_end(&self, piece: usize) -> f64 {
        self.starts.get(piece + 1).copied().unwrap_or(self.end).min(self.end)
    }
}

/// The option whose clock runs out first within `length` years at these rates, and after how long.
fn first(rates: &[f64], clocks: &[f64], length: f64) -> Option<(usize, f64)> {
    let mut found = None;
    let mut soonest = length;
    for (option, (rate, clock)) in rates.iter().zip(clocks).enumerate() {
        // Same as clock / rate < soonest, without dividing by a zero rate.
        if *clock < rate * soonest {
            soonest = clock / rate;
            found = Some(option);
        }
    }
    found.map(|option| (option, soonest))
}

/// Run the future number `future` under `seed` along `path` from `state`, watched by `observer`; the state is then as it was.
pub fn run<L: Hazards>(
    law: &L,
    path: &Path,
    state: &mut L::State,
    (seed, future): (u64, u32),
    observer: &mut impl Observer<L::State>,
) {
    let mut clocks = Clocks::new(law, seed, future);
    for (piece, rates) in path.rates.iter().enumerate() {
        let (start, end) = (path.starts[piece], path.piece_end(piece));
        if let Some((option, wait)) = first(rates, &clocks.left, end - start) {
            observer.interval(state, start, start + wait, rates);
            clocks.advance(rates, wait);
            clocks.wind_up(law, option);
            let mark = law.mark(state);
            law.fire(state, option, start + wait);
            run_on(law, state, (start + wait, path.end), &mut clocks, observer);
            law.rollback(state, mark);
            return;
        }
        observer.interval(state, start, end, rates);
        clocks.advance(rates, end - start);
    }
}

/// The clocks of one future.
struct Clocks {
    seed: u64,
    future: u32,
    /// What is left of each option's unit exponential.
    left: Vec<f64>,
    fired: Vec<u32>,
}

impl Clocks {
    fn new<L: Hazards>(law: &L, seed: u64, future: u32) -> Self {
        let mut clocks = Self { seed, future, left: Vec::new(), fired: vec![0; law.options()] };
        clocks.left = (0..law.options()).map(|option| clocks.draw(law, option)).collect();
        clocks
    }

    fn draw<L: Hazards>(&self, law: &L, option: usize) -> f64 {
        let (stream, address) = law.address(option);
        let draw = Draw { seed: self.seed, future: self.future, stream, option: address };
        draw.exponential(self.fired[option])
    }

    fn advance(&mut self, rates: &[f64], by: f64) {
        for (clock, rate) in self.left.iter_mut().zip(rates) {
            *clock -= rate * by;
        }
    }

    /// An option has fired.
    fn wind_up<L: Hazards>(&mut self, law: &L, option: usize) {
        self.fired[option] += 1;
        self.left[option] = self.draw(law, option);
    }
}

/// The rest of a future from its first event on.
fn run_on<L: Hazards>(
    law: &L,
    state: &mut L::State,
    (mut time, end): (f64, f64),
    clocks: &mut Clocks,
    observer: &mut impl Observer<L::State>,
) {
    let mut rates = vec![0.0; law.options()];
    while time < end {
        law.advance(state, time);
        law.rates(state, time, &mut rates);
        let until = law.next_change(state, time).min(end);
        match first(&rates, &clocks.left, until - time) {
            Some((option, wait)) => {
                observer.interval(state, time, time + wait, &rates);
                clocks.advance(&rates, wait);
                clocks.wind_up(law, option);
                time += wait;
                law.fire(state, option, time);
            }
            None => {
                observer.interval(state, time, until, &rates);
                clocks.advance(&rates, until - time);
                time = until;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use foedera_math::{exp, exp_m1};

    /// Two competing risks whose rates double at time 1; each ends the story.
    struct TwoRisks(f64, f64);

    impl Hazards for TwoRisks {
        type State = Option<usize>;
        type Mark = Option<usize>;

        fn options(&self) -> usize {
            2
        }

        fn address(&self, option: usize) -> (Stream, u32) {
            (Stream::Test(option as u32), 0)
        }

        fn rates(&self, state: &Self::State, time: f64, rates: &mut [f64]) {
            let factor = if state.is_some() {
                0.0
            } else if time < 1.0 {
                1.0
            } else {
                2.0
            };
            rates.copy_from_slice(&[factor * self.0, factor * self.1]);
        }

        fn next_change(&self, _: &Self::State, time: f64) -> f64 {
            if time < 1.0 { 1.0 } else { f64::INFINITY }
        }

        fn advance(&self, _: &mut Self::State, _: f64) {}

        fn fire(&self, state: &mut Self::State, option: usize, _: f64) {
            *state = Some(option);
        }

        fn mark(&self, state: &mut Self::State) -> Option<usize> {
            *state
        }

        fn rollback(&self, state: &mut Self::State, to: Option<usize>) {
            *state = to;
        }
    }

    #[derive(Default)]
    struct Last {
        state: Option<usize>,
        compensator: f64,
    }

    impl Observer<Option<usize>> for Last {
        fn interval(&mut self, state: &Option<usize>, from: f64, until: f64, rates: &[f64]) {
            self.state = *state;
            self.compensator += rates[0] * (until - from);
        }
    }

    #[test]
    fn a_million_futures_agree_with_the_closed_form() {
        let (law, n) = (TwoRisks(0.2, 0.5), 1_000_000_u32);
        let path = Path::new(&law, &mut None, 3.0);
        let (mut first, mut second, mut compensators) = (0_u32, 0_u32, 0.0);
        for future in 0..n {
            let mut last = Last::default();
            run(&law, &path, &mut None, (11, future), &mut last);
            first += u32::from(last.state == Some(0));
            second += u32::from(last.state == Some(1));
            compensators += last.compensator;
        }
        // Integrated hazard over three years: 0.7·1 + 1.4·2 = 3.5.
        let any = -exp_m1(-3.5);
        for (count, share) in [(first, 2.0 / 7.0), (second, 5.0 / 7.0)] {
            let (found, expected) = (f64::from(count) / f64::from(n), any * share);
            let error = (expected * (1.0 - expected) / f64::from(n)).sqrt();
            assert!((found - expected).abs() < 4.0 * error, "{found} is not {expected} within Monte Carlo error");
        }
        let expected = any * 2.0 / 7.0;
        assert!((compensators / f64::from(n) - expected).abs() < 4e-4, "the compensator has the same mean");
        assert!(exp(-3.5) > 0.0);
    }

    #[test]
    fn a_higher_rate_never_delays_its_own_event() {
        // Coupling: with shared clocks, raising a rate can only bring its event forward.
        for future in 0..2000 {
            let ends = |rate: f64| {
                let law = TwoRisks(rate, 0.0);
                let mut last = Last::default();
                run(&law, &Path::new(&law, &mut None, 2.0), &mut None, (5, future), &mut last);
                last.state.is_some()
            };
            assert!(!ends(0.3) || ends(0.4), "future {future}");
        }
    }
}
