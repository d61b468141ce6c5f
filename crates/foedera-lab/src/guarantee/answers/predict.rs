//! What the model says of a call.

use foedera_math::{Cholesky, Draw, Stream, logistic, quantile};
use foedera_process::Effect;
use foedera_world::{Roster, StateId};

use super::AnswerModel;
use crate::guarantee::Situation;
use crate::guarantee::pooling::NODES;
use crate::guarantee::record::LEVELS;

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

/// What an ally is expected to give.
#[derive(Debug, Clone, PartialEq)]
pub struct AllyAnswer {
    /// The ally.
    pub ally: StateId,
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

/// What is expected of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The allies, the likeliest to send troops first.
    pub allies: Vec<AllyAnswer>,
    /// Troops from the patron; `None` where the patron is not known or calls itself.
    pub patron: Option<Interval>,
}

/// A model with draws of its parameters.
pub struct Predictor<'a> {
    model: &'a AnswerModel,
    draws: Vec<f64>,
    count: usize,
    seed: u64,
}

impl<'a> Predictor<'a> {
    /// Draw parameters from the normal approximation around the mode; `None` if the covariance of the model is not one.
    pub fn new(model: &'a AnswerModel, count: usize, seed: u64) -> Option<Self> {
        let p = model.mode.len();
        let factor = Cholesky::new(p, &model.covariance).ok()?;
        let mut draws = Vec::with_capacity(p * count);
        for future in 0..count {
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

    /// What is expected of a call.
    pub fn predict(&self, roster: &Roster, situation: &Situation<'_>) -> Prediction {
        let mut allies = self.answers(roster, situation, &situation.allies);
        allies.sort_by(|a, b| b.troops.mean.total_cmp(&a.troops.mean).then(a.ally.cmp(&b.ally)));
        let patron = situation.patron().state.and_then(|patron| allies.iter().find(|answer| answer.ally == patron));
        Prediction { patron: patron.map(|answer| answer.troops), allies }
    }

    /// What is expected of one ally, the same as among all; `None` if it cannot be asked.
    pub fn predict_ally(&self, roster: &Roster, situation: &Situation<'_>, ally: StateId) -> Option<AllyAnswer> {
        let asked = situation.allies.contains(&ally);
        asked.then(|| self.answers(roster, situation, &[ally])).and_then(|mut answers| answers.pop())
    }

    /// What is expected of some allies, in their order. No draw of one depends on another.
    fn answers(&self, roster: &Roster, situation: &Situation<'_>, allies: &[StateId]) -> Vec<AllyAnswer> {
        let model = self.model;
        let (p, effects) = (model.mode.len(), model.effects.len());
        let thresholds = p - (LEVELS.len() - 1);
        let key = &roster.treaty(situation.request.treaty).key;
        let treaty = model.treaties.iter().position(|group| group.key == *key);
        let rows: Vec<Row> = allies.iter().map(|ally| self.row(roster, situation, *ally)).collect();
        let (mut sums, mut troops) = (vec![[0.0; 4]; rows.len()], vec![Vec::with_capacity(self.count); rows.len()]);
        for draw in 0..self.count {
            let theta = &self.draws[draw * p..(draw + 1) * p];
            let fresh = |stream, option: usize, deviation: f64| {
                deviation * Draw { seed: self.seed, future: draw as u32, stream, option: option as u32 }.normal(0)
            };
            let shared = match treaty {
                Some(place) => theta[effects + place],
                None => fresh(Stream::NewTreaties, situation.request.treaty.index(), model.deviations[0]),
            };
            let eta = |row: &Row| {
                let own = match row.place {
                    Some(place) => theta[effects + model.treaties.len() + place],
                    None => fresh(Stream::NewAllies, row.ally.index(), model.deviations[1]),
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
        let answer = |((row, sum), troops): ((Row, [f64; 4]), Vec<f64>)| AllyAnswer {
            ally: row.ally,
            levels: sum.map(|level| level / n),
            troops: interval(troops),
            log_odds: row.contributions.iter().map(|contribution| contribution.log_odds).sum(),
            contributions: row.contributions,
            missing: row.missing,
            record: row.place.map(|place| model.allies[place].answers),
        };
        rows.into_iter().zip(sums).zip(troops).map(answer).collect()
    }

    fn row(&self, roster: &Roster, situation: &Situation<'_>, ally: StateId) -> Row {
        let model = self.model;
        let (effects, treaties) = (model.effects.len(), model.treaties.len());
        let key = &roster.state(ally).key;
        let place = model.allies.iter().position(|group| group.key == *key);
        let mut row = Row { ally, values: Vec::new(), place, contributions: Vec::new(), missing: Vec::new() };
        let baseline = -model.mode[model.mode.len() - 1];
        row.contributions.push(Contribution { name: "baseline", value: None, log_odds: baseline });
        let view = situation.view(ally);
        for fitted in &model.effects {
            let value = fitted.effect.value(&view);
            let scaled = value.map_or(0.0, |value| fitted.scaling.standard(value));
            if value.is_none() {
                row.missing.push(fitted.effect);
            }
            row.values.push(scaled);
            let log_odds = scaled * fitted.estimate;
            row.contributions.push(Contribution { name: fitted.effect.name(), value, log_odds });
        }
        let treaty = &roster.treaty(situation.request.treaty).key;
        let of_treaty = model.treaties.iter().position(|group| group.key == *treaty);
        let log_odds = of_treaty.map_or(0.0, |place| model.mode[effects + place]);
        row.contributions.push(Contribution { name: "treaty", value: None, log_odds });
        let log_odds = place.map_or(0.0, |place| model.mode[effects + treaties + place]);
        row.contributions.push(Contribution { name: "ally", value: None, log_odds });
        row
    }
}

/// One ally, ready to be weighed.
struct Row {
    ally: StateId,
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
