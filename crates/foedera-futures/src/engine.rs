//! The engine: clocks, the shared path without events, and one future.

use foedera_math::{Draw, Stream};

/// What can happen, at which rates, and what it does to the state. Times are in years from the start.
pub trait Law {
    /// The state that events change.
    type State: Clone;

    /// Number of options; fixed over a run.
    fn options(&self) -> usize;

    /// The address of an option's random numbers: its stream, and the option within that.
    fn address(&self, option: usize) -> (Stream, u32);

    /// The rates of all options, per year, from `time` on.
    fn rates(&self, state: &Self::State, time: f64, rates: &mut [f64]);

    /// The next time after `time` at which rates change by themselves; infinity if never.
    fn next_change(&self, state: &Self::State, time: f64) -> f64;

    /// Let an option happen at `time`.
    fn fire(&self, state: &mut Self::State, option: usize, time: f64);
}

/// What watches a future.
pub trait Observer<S> {
    /// Between two times the state and the rates are constant.
    fn interval(&mut self, state: &S, from: f64, until: f64, rates: &[f64]);
}

/// The course of states without any event: computed once, shared by all futures of a draw until their first event.
#[derive(Debug, Clone)]
pub struct Path<S> {
    state: S,
    end: f64,
    /// Starts of the pieces, and their rates (one row a piece).
    starts: Vec<f64>,
    rates: Vec<Vec<f64>>,
}

impl<S: Clone> Path<S> {
    /// The eventless path of `law` from `state`, from time 0 to `end`.
    pub fn new<L: Law<State = S>>(law: &L, state: S, end: f64) -> Self {
        let mut path = Self { state, end, starts: Vec::new(), rates: Vec::new() };
        let mut time = 0.0;
        while time < end {
            let mut rates = vec![0.0; law.options()];
            law.rates(&path.state, time, &mut rates);
            path.starts.push(time);
            path.rates.push(rates);
            time = law.next_change(&path.state, time);
        }
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

fn advance(rates: &[f64], clocks: &mut [f64], by: f64) {
    for (clock, rate) in clocks.iter_mut().zip(rates) {
        *clock -= rate * by;
    }
}

/// Run the future number `future` under `seed` along `path`, watched by `observer`.
pub fn run<L: Law>(law: &L, path: &Path<L::State>, seed: u64, future: u32, observer: &mut impl Observer<L::State>) {
    let draw = |option: usize, fired: u32| {
        let (stream, option) = law.address(option);
        Draw { seed, future, stream, option }.exponential(fired)
    };
    let mut clocks: Vec<f64> = (0..law.options()).map(|option| draw(option, 0)).collect();
    let mut fired = vec![0_u32; law.options()];
    for (piece, rates) in path.rates.iter().enumerate() {
        let (start, end) = (path.starts[piece], path.piece_end(piece));
        if let Some((option, wait)) = first(rates, &clocks, end - start) {
            observer.interval(&path.state, start, start + wait, rates);
            advance(rates, &mut clocks, wait);
            fired[option] = 1;
            clocks[option] = draw(option, 1);
            let mut state = path.state.clone();
            law.fire(&mut state, option, start + wait);
            return run_on(law, state, start + wait, path.end, &mut clocks, &mut fired, &draw, observer);
        }
        observer.interval(&path.state, start, end, rates);
        advance(rates, &mut clocks, end - start);
    }
}

#[expect(clippy::too_many_arguments, reason = "the rest of one future: all its moving parts")]
fn run_on<L: Law>(
    law: &L,
    mut state: L::State,
    mut time: f64,
    end: f64,
    clocks: &mut [f64],
    fired: &mut [u32],
    draw: &impl Fn(usize, u32) -> f64,
    observer: &mut impl Observer<L::State>,
) {
    let mut rates = vec![0.0; law.options()];
    while time < end {
        law.rates(&state, time, &mut rates);
        let until = law.next_change(&state, time).min(end);
        match first(&rates, clocks, until - time) {
            Some((option, wait)) => {
                observer.interval(&state, time, time + wait, &rates);
                advance(&rates, clocks, wait);
                fired[option] += 1;
                clocks[option] = draw(option, fired[option]);
                time += wait;
                law.fire(&mut state, option, time);
            }
            None => {
                observer.interval(&state, time, until, &rates);
                advance(&rates, clocks, until - time);
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

    impl Law for TwoRisks {
        type State = Option<usize>;

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

        fn fire(&self, state: &mut Self::State, option: usize, _: f64) {
            *state = Some(option);
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
        let path = Path::new(&law, None, 3.0);
        let (mut first, mut second, mut compensators) = (0_u32, 0_u32, 0.0);
        for future in 0..n {
            let mut last = Last::default();
            run(&law, &path, 11, future, &mut last);
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
                run(&law, &Path::new(&law, None, 2.0), 5, future, &mut last);
                last.state.is_some()
            };
            assert!(!ends(0.3) || ends(0.4), "future {future}");
        }
    }
}
