//! What the model says of a call.

use foedera_process::Effect;
use foedera_process::response::{AnswerModel, AskedAlly, Contribution, Drawn, Interval, Predicted};
use foedera_world::{Roster, StateId};

use crate::guarantee::Situation;

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

/// A model with draws of its parameters, asked about situations.
pub struct Predictor<'a>(Drawn<'a>);

impl<'a> Predictor<'a> {
    /// Draw parameters from the normal approximation around the mode; `None` if the covariance of the model is not one.
    pub fn new(model: &'a AnswerModel, count: usize, seed: u64) -> Option<Self> {
        Drawn::new(model, count, seed).map(Self)
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

    /// What is expected of some allies, in their order.
    fn answers(&self, roster: &Roster, situation: &Situation<'_>, allies: &[StateId]) -> Vec<AllyAnswer> {
        let ask = |ally: &StateId| {
            let view = situation.view(*ally);
            let values = self.0.model.effects.iter().map(|fitted| fitted.effect.value(&view)).collect();
            AskedAlly { key: &roster.state(*ally).key, index: ally.index(), values }
        };
        let asked: Vec<AskedAlly<'_>> = allies.iter().map(ask).collect();
        let treaty = situation.request.treaty;
        let told = self.0.answers((&roster.treaty(treaty).key, treaty.index()), &asked);
        allies.iter().zip(told).map(|(ally, of)| AllyAnswer::new(*ally, of)).collect()
    }
}

impl AllyAnswer {
    fn new(ally: StateId, of: Predicted) -> Self {
        let Predicted { levels, troops, contributions, log_odds, missing, record } = of;
        Self { ally, levels, troops, contributions, log_odds, missing, record }
    }
}
