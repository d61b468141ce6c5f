//! What a model of answers says of allies with given values of the effects.

use foedera_math::{Cholesky, Draw, Stream, logistic, quantile};

use super::{AnswerModel, LEVELS, NODES};
use crate::Effect;

/// The share of draws that an interval leaves out at each end.
const TAIL: f64 = 0.05;

/// A probability with its 90 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The mean over draws of the parameters.
    pub mean: f64,
    /// The 5 % quantile.
    pub low: f64,
    /// The 95 % quantile.
    pub high: f64,
}

/// What one effect adds to an ally's log-odds of troops.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The name of the effect, `treaty`, `ally`, or `baseline`.
    pub name: &'static str,
    /// The value of the effect; `None` where it is missing, or there is none.
    pub value: Option<f64>,
    /// What it adds.
    pub log_odds: f64,
}

/// An ally that is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedAlly<'a> {
    /// Its key.
    pub key: &'a str,
    /// Its number, which keys the draw of its own intercept if the model has none of it.
    pub index: usize,
    /// The values of the model's effects, in their order; `None` where missing.
    pub values: Vec<Option<f64>>,
}

/// What is predicted of an ally.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicted {
    /// The probabilities of nothing, words, materiel and troops; they add up to 1.
    pub levels: [f64; 4],
    /// The probability of troops.
    pub troops: Interval,
    /// What makes the log-odds of troops at the mode, for a call like the average one; it adds up to [`Self::log_odds`].
    pub contributions: Vec<Contribution>,
    /// The log-odds of troops at the mode.
    pub log_odds: f64,
    /// The effects that are not known, taken as the mean of the calls fitted on.
    pub missing: Vec<Effect>,
    /// How many answers of the ally the model was fitted on; `None` if it has no intercept of its own.
    pub record: Option<u32>,
}

/// A model of answers with draws of its parameters.
pub struct Drawn<'a> {
    /// The model.
    pub model: &'a AnswerModel,
    draws: Vec<f64>,
    count: usize,
    seed: u64,
}

impl<'a> Drawn<'a> {
    /// Draw parameters from the normal approximation around the mode; `None` if the covariance of the model is not one.
    pub fn new(model: &'a AnswerModel, count: usize, seed: u64) -> Option<Self> {
        let p = model.mode.len();
        let factor = Cholesky::new(p, &model.covariance).ok()?;
        let mut draws = Vec::with_capacity(p * count);
        for future in 0..count {
            foedera_diagnostic::watch::check();
            let normal = |option: usize| {
                Draw { seed, future: future as u32, stream: Stream::AnswerParameters, option: option as u32 }.normal(0)
            };
            let normals: Vec<f64> = (0..p).map(normal).collect();
            draws.extend(factor.times(&normals).iter().zip(&model.mode).map(|(step, mode)| mode + step));
        }
        Some(Self { model, draws, count, seed })
    }

    /// The draws of the parameters.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &[f64]> {
        self.draws.chunks_exact(self.model.mode.len())
    }

    /// What is predicted of some allies under a treaty (its key and number), in their order. No draw of one depends on another.
    pub fn answers(&self, treaty: (&str, usize), allies: &[AskedAlly<'_>]) -> Vec<Predicted> {
        let model = self.model;
        let (p, effects) = (model.mode.len(), model.effects.len());
        let thresholds = p - (LEVELS.len() - 1);
        let of_treaty = model.treaties.iter().position(|group| group.key == treaty.0);
        let rows: Vec<Row> = allies.iter().map(|ally| self.row(of_treaty, ally)).collect();
        let (mut sums, mut troops) = (vec![[0.0; 4]; rows.len()], vec![Vec::with_capacity(self.count); rows.len()]);
        for draw in 0..self.count {
            foedera_diagnostic::watch::check();
            let theta = &self.draws[draw * p..(draw + 1) * p];
            let fresh = |stream, option: usize, deviation: f64| {
                deviation * Draw { seed: self.seed, future: draw as u32, stream, option: option as u32 }.normal(0)
            };
            let shared = match of_treaty {
                Some(place) => theta[effects + place],
                None => fresh(Stream::NewTreaties, treaty.1, model.deviations[0]),
            };
            let eta = |row: &Row| {
                let own = match row.place {
                    Some(place) => theta[effects + model.treaties.len() + place],
                    None => fresh(Stream::NewAllies, row.index, model.deviations[1]),
                };
                row.values.iter().zip(theta).map(|(x, b)| x * b).sum::<f64>() + shared + own
            };
            let etas: Vec<f64> = rows.iter().map(eta).collect();
            let mut own = vec![0.0; rows.len()];
            for (node, weight) in NODES {
                let call = model.deviations[2] * node;
                for (place, eta) in etas.iter().enumerate() {
                    let above = [0, 1, 2].map(|k| logistic(eta + call - theta[thresholds + k]));
                    let levels = [1.0 - above[0], above[0] - above[1], above[1] - above[2], above[2]];
                    sums[place].iter_mut().zip(levels).for_each(|(sum, level)| *sum += weight * level.max(0.0));
                    own[place] += weight * above[2];
                }
            }
            troops.iter_mut().zip(own).for_each(|(list, p)| list.push(p));
        }
        let n = self.count as f64;
        let answer = |((row, sum), troops): ((Row, [f64; 4]), Vec<f64>)| Predicted {
            levels: sum.map(|level| level / n),
            troops: interval(troops),
            log_odds: row.contributions.iter().map(|contribution| contribution.log_odds).sum(),
            contributions: row.contributions,
            missing: row.missing,
            record: row.place.map(|place| model.allies[place].answers),
        };
        rows.into_iter().zip(sums).zip(troops).map(answer).collect()
    }

    fn row(&self, of_treaty: Option<usize>, ally: &AskedAlly<'_>) -> Row {
        let model = self.model;
        let (effects, treaties) = (model.effects.len(), model.treaties.len());
        let place = model.allies.iter().position(|group| group.key == ally.key);
        let mut row =
            Row { index: ally.index, values: Vec::new(), place, contributions: Vec::new(), missing: Vec::new() };
        let mut add = |name, value, log_odds| row.contributions.push(Contribution { name, value, log_odds });
        add("baseline", None, -model.mode[model.mode.len() - 1]);
        for (fitted, value) in model.effects.iter().zip(&ally.values) {
            let scaled = value.map_or(0.0, |value| fitted.scaling.standard(value));
            if value.is_none() {
                row.missing.push(fitted.effect);
            }
            row.values.push(scaled);
            add(fitted.effect.name(), *value, scaled * fitted.estimate);
        }
        add("treaty", None, of_treaty.map_or(0.0, |place| model.mode[effects + place]));
        add("ally", None, place.map_or(0.0, |place| model.mode[effects + treaties + place]));
        row
    }
}

/// One ally, ready to be weighed.
struct Row {
    index: usize,
    values: Vec<f64>,
    place: Option<usize>,
    contributions: Vec<Contribution>,
    missing: Vec<Effect>,
}

fn interval(mut draws: Vec<f64>) -> Interval {
    let mean = foedera_math::mean(&draws);
    draws.sort_by(f64::total_cmp);
    Interval { mean, low: quantile(&draws, TAIL), high: quantile(&draws, 1.0 - TAIL) }
}
