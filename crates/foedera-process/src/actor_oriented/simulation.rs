//! A period as a chain of small steps.

use foedera_math::{Draw, Stream};

use crate::actor_oriented::choice::{Chooser, Place};
use crate::actor_oriented::prepared::Simulation;
use crate::actor_oriented::state::State;
use crate::actor_oriented::{Error, Network};

/// Indices of draws of waiting times begin here.
const WAITING: u32 = 1 << 30;
/// A period that is not at its end after this many steps for each tie that changed is endless.
const MOST_STEPS: usize = 10_000;

/// When a period ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stop {
    /// As soon as the network is as far from its start as the next wave is (conditional simulation, Snijders 2001).
    /// The time it takes is the rate.
    Distance,
    /// After a unit of time at this rate (above 0): opportunities for an actor to choose, or for a pair to meet.
    Rate(f64),
}

/// How a simulated period ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    /// For each effect, Σ_i s_i of the last network.
    pub statistics: Vec<f64>,
    /// For each parameter, the derivative of the log-likelihood of the chain of steps (Schweinberger and Snijders 2007,
    /// Sociological Methodology 37). Its mean is 0. Empty if it was not asked for.
    pub score: Vec<f64>,
    /// The number of opportunities, taken or not.
    pub steps: usize,
}

/// Room in which periods run, one after the other.
#[derive(Debug, Clone)]
pub struct Room {
    state: State,
    chooser: Chooser,
}

impl Room {
    /// The network at the end of the period that ran last.
    pub fn network(&self) -> Network {
        self.state.network()
    }
}

impl Simulation<'_> {
    /// Room for it to run in. Each thread needs its own.
    pub fn room(&self) -> Room {
        let actors = self.model().panel().actors();
        Room { state: State::new(actors), chooser: Chooser::new(self.model()) }
    }

    /// Run a period (from 0) from its first wave. The same seed and number give the same run, whatever ran before in the room.
    ///
    /// # Errors
    /// [`Error::Endless`] if the distance is not reached, [`Error::Overflow`] if the objective leaves the range of numbers,
    /// [`Error::Option`] if the rate is not above 0.
    ///
    /// # Panics
    /// If there is no such period, or the room is that of another model.
    pub fn run(
        &self,
        room: &mut Room,
        seed: u64,
        number: u32,
        period: usize,
        stop: Stop,
        score: bool,
    ) -> Result<Ending, Error> {
        let draw = Draw { seed, future: number, stream: Stream::Panels, option: period as u32 };
        let place = Place { simulation: self, period, draw };
        room.state.restart(&self.model().panel().waves()[period]);
        room.chooser.start(score);
        let steps = match stop {
            Stop::Distance => self.until_distance(room, place)?,
            Stop::Rate(rate) => self.until_time(room, place, rate)?,
        };
        Ok(Ending { statistics: self.statistics(&room.state, period), score: room.chooser.score(), steps })
    }

    fn until_distance(&self, room: &mut Room, place: Place<'_>) -> Result<usize, Error> {
        let distance = self.model().distances()[place.period];
        let most = distance.saturating_mul(MOST_STEPS).min(WAITING as usize);
        let mut steps = 0;
        foedera_diagnostic::watch::check();
        while room.state.distance() < distance {
            if steps == most {
                return Err(Error::Endless { period: place.period, steps });
            }
            room.chooser.step(place, &mut room.state, steps as u32)?;
            steps += 1;
        }
        Ok(steps)
    }

    fn until_time(&self, room: &mut Room, place: Place<'_>, rate: f64) -> Result<usize, Error> {
        if !(rate > 0.0 && rate.is_finite()) {
            return Err(Error::Option { name: "rate", what: "a finite number above 0" });
        }
        let each = 1.0 / (rate * self.model().opportunities());
        let mut time = place.draw.exponential(WAITING) * each;
        let mut steps = 0;
        foedera_diagnostic::watch::check();
        while time < 1.0 {
            if steps == WAITING as usize - 1 {
                return Err(Error::Endless { period: place.period, steps });
            }
            room.chooser.step(place, &mut room.state, steps as u32)?;
            steps += 1;
            time += place.draw.exponential(WAITING + steps as u32) * each;
        }
        Ok(steps)
    }

    /// Σ_i s_i of each effect.
    fn statistics(&self, state: &State, period: usize) -> Vec<f64> {
        let actors = self.model().panel().actors();
        let of = |(index, effect): (usize, &crate::actor_oriented::Effect)| {
            if effect.is_structural() {
                return state.statistic(*effect);
            }
            // In the order of actors, for lists are in any order and sums of floats depend on theirs.
            let lone = self.model().lone(period, index);
            let rows = (0..actors).filter(|i| !state.out(*i).is_empty());
            rows.map(|i| (0..actors).filter(|j| state.has(i, *j)).map(|j| lone[i * actors + j]).sum::<f64>()).sum()
        };
        self.model().effects().iter().enumerate().map(of).collect()
    }
}
