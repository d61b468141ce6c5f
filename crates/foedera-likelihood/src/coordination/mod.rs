//! Coordination: two of many make a tie that both want.
//!
//! Each actor g would choose h with p_gh = exp(θ·s_gh) / Σ_k exp(θ·s_gk); a pair comes about with P_ij = p_ij p_ji / Σ_{g<h} p_gh p_hg
//! (Stadtfeld, Hollway and Block 2017, Sociological Methodology 47: 1–40, eq. 5). With D_gh = (s_gh − E_g s) + (s_hg − E_h s) the score of
//! an event is D_ij − Σ P D and its expected information the covariance of D under P.
//!
//! Three things make the sums over pairs cheap:
//! - Numbers of the one who is chosen alone (`alter`, `indeg`) are told actor by actor: D_gh = K_gh + u_g + u_h, where only K is of pairs
//!   and u_g is the number of g less its mean. Then Σ P D Dᵀ = Σ P K Kᵀ + T + Tᵀ with T = Σ_g (Σ_h P K + ½ u_g Σ_h P + Σ_{h<g} P u_h) u_gᵀ, whose
//!   largest part is one product for each pair and parameter ([`moments`]).
//! - Statistics of a pair that are mostly zero are walked as a list of the pairs that have some ([`scene`]). If all are, the others are
//!   alike but for their actors, and an event costs what it has of actors and of listed pairs ([`sparse`]).
//! - Otherwise rates of all pairs are kept in rows and columns that processors take several at a time, and sums over rows are moved by
//!   what changed ([`dense`]).

mod dense;
mod moments;
mod scene;
mod sparse;

use crate::distinct::{Distinct, hash};
use crate::{Likelihood, Value};

use dense::Dense;
use moments::Moments;
use scene::Scene;

/// Events of a model of coordination.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coordination {
    actors: usize,
    parameters: usize,
    /// The parameters whose statistics are of pairs, and those whose are of the one who is chosen.
    of_pairs: Vec<usize>,
    of_actors: Vec<usize>,
    /// Distinct rows of statistics of ordered pairs, the first all zero.
    rows: Vec<f64>,
    distinct: Distinct,
    /// The row of each ordered pair, and the pairs told since the last event, the lower one first.
    row: Vec<u32>,
    pending: Vec<(u32, u32)>,
    /// How many ordered pairs have a statistic other than zero, now and at most.
    filled: Vec<usize>,
    most_filled: Vec<usize>,
    /// The numbers of each actor, and who is present.
    numbers: Vec<f64>,
    present: Vec<bool>,
    pairs: Vec<PairChange>,
    values: Vec<ActorChange>,
    arrivals: Vec<Arrival>,
    events: Vec<Event>,
}

/// The statistics of both ways of a pair are now these rows.
#[derive(Debug, Clone, Copy, PartialEq)]
struct PairChange {
    lower: u32,
    upper: u32,
    /// From the lower to the upper, and back.
    there: u32,
    back: u32,
}

/// A number of an actor is now this.
#[derive(Debug, Clone, Copy, PartialEq)]
struct ActorChange {
    actor: u32,
    column: u32,
    value: f64,
}

/// Somebody comes or goes.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Arrival {
    actor: u32,
    present: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Event {
    /// Where its changes of pairs, of actors and of presence end.
    pairs: usize,
    values: usize,
    arrivals: usize,
    pair: (u32, u32),
}

impl Coordination {
    /// No event yet. For each parameter whether its statistic is a number of the one who is chosen, whoever chooses.
    pub fn new(actors: usize, of_chosen: &[bool]) -> Self {
        let of = |wanted: bool| (0..of_chosen.len()).filter(|a| of_chosen[*a] == wanted).collect::<Vec<_>>();
        let (of_pairs, of_actors) = (of(false), of(true));
        let mut new = Self {
            actors,
            parameters: of_chosen.len(),
            rows: Vec::new(),
            row: vec![0; actors * actors],
            filled: vec![0; of_pairs.len()],
            most_filled: vec![0; of_pairs.len()],
            numbers: vec![0.0; actors * of_actors.len()],
            present: vec![false; actors],
            of_pairs,
            of_actors,
            ..Self::default()
        };
        let zero = vec![0.0; new.of_pairs.len()];
        new.distinct_row(&zero);
        new
    }

    /// The statistics of `i` towards `j` from the next event on, without those that are numbers of the one who is chosen.
    pub fn set(&mut self, i: usize, j: usize, statistics: &[f64]) {
        let k = self.of_pairs.len();
        let before = self.row[i * self.actors + j];
        let of = before as usize * k..(before as usize + 1) * k;
        if self.rows[of.clone()] == *statistics {
            return;
        }
        for ((filled, old), new) in self.filled.iter_mut().zip(&self.rows[of]).zip(statistics) {
            *filled = *filled + usize::from(*new != 0.0) - usize::from(*old != 0.0);
        }
        self.row[i * self.actors + j] = self.distinct_row(statistics);
        self.pending.push((i.min(j) as u32, i.max(j) as u32));
    }

    /// The numbers of an actor when it is chosen, from the next event on.
    pub fn set_chosen(&mut self, actor: usize, numbers: &[f64]) {
        let q = self.of_actors.len();
        for (column, (old, new)) in self.numbers[actor * q..].iter_mut().zip(numbers).enumerate() {
            if *old != *new {
                *old = *new;
                self.values.push(ActorChange { actor: actor as u32, column: column as u32, value: *new });
            }
        }
    }

    /// Two of those present made a tie.
    pub fn happen(&mut self, i: usize, j: usize, present: &[bool]) {
        let n = self.actors;
        self.pending.sort_unstable();
        self.pending.dedup();
        for (lower, upper) in self.pending.drain(..) {
            let row = |from: u32, to: u32| self.row[from as usize * n + to as usize];
            self.pairs.push(PairChange { lower, upper, there: row(lower, upper), back: row(upper, lower) });
        }
        for (most, filled) in self.most_filled.iter_mut().zip(&self.filled) {
            *most = (*most).max(*filled);
        }
        for (actor, (before, now)) in self.present.iter_mut().zip(present).enumerate().filter(|(_, (a, b))| a != b) {
            *before = *now;
            self.arrivals.push(Arrival { actor: actor as u32, present: *now });
        }
        self.events.push(Event {
            pairs: self.pairs.len(),
            values: self.values.len(),
            arrivals: self.arrivals.len(),
            pair: (i as u32, j as u32),
        });
    }

    fn distinct_row(&mut self, statistics: &[f64]) -> u32 {
        let (rows, k) = (&self.rows, self.of_pairs.len());
        let of = |row: u32| &rows[row as usize * k..(row as usize + 1) * k];
        let found = self.distinct.place(hash(statistics, 0), |row| of(row) == statistics, |row| hash(of(row), 0));
        found.unwrap_or_else(|row| {
            self.rows.extend_from_slice(statistics);
            row
        })
    }

    /// The value, telling the score of each event, until the log-likelihood is below `least`.
    fn run(&self, theta: &[f64], least: f64, tell: &mut dyn FnMut(usize, &[f64], f64)) -> Value {
        let mut value = Value::new(self.parameters);
        let mut scene = Scene::new(self, theta);
        let mut moments = Moments::new(&scene);
        let mut dense = None;
        let mut start = Event { pairs: 0, values: 0, arrivals: 0, pair: (0, 0) };
        for (index, event) in self.events.iter().enumerate() {
            let pairs = &self.pairs[start.pairs..event.pairs];
            let changed = scene.take(
                pairs,
                &self.values[start.values..event.values],
                &self.arrivals[start.arrivals..event.arrivals],
            );
            if changed {
                let sparse = scene.is_sparse() && !scene.is_wild() && sparse::sum(&scene, &mut moments);
                if sparse {
                    dense.iter_mut().for_each(Dense::miss);
                } else {
                    dense.get_or_insert_with(|| Dense::new(&scene)).sum(&scene, pairs, &mut moments);
                }
                moments.conclude(&scene);
            }
            start = *event;
            let before = value.log_likelihood;
            let score = moments.event(&scene, (event.pair.0 as usize, event.pair.1 as usize), &mut value);
            tell(index, score, value.log_likelihood - before);
            // Each event takes away from it.
            if value.log_likelihood < least {
                break;
            }
        }
        value
    }
}

impl Likelihood for Coordination {
    fn parameters(&self) -> usize {
        self.parameters
    }

    fn is_expected(&self) -> bool {
        true
    }

    fn value(&self, theta: &[f64]) -> Value {
        self.run(theta, f64::NEG_INFINITY, &mut |_, _, _| {}).symmetric()
    }

    fn value_from(&self, theta: &[f64], least: f64) -> Result<Value, f64> {
        let value = self.run(theta, least, &mut |_, _, _| {});
        if value.log_likelihood < least { Err(value.log_likelihood) } else { Ok(value.symmetric()) }
    }

    fn terms(&self, theta: &[f64]) -> Vec<f64> {
        let mut terms = Vec::new();
        self.run(theta, f64::NEG_INFINITY, &mut |_, _, term| terms.push(term));
        terms
    }

    fn cluster_scores(&self, theta: &[f64]) -> Vec<(u32, Vec<f64>)> {
        let mut scores = Vec::new();
        self.run(theta, f64::NEG_INFINITY, &mut |index, score, _| scores.push((index as u32, score.to_vec())));
        scores
    }
}
