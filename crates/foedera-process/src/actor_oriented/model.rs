//! A panel, a rule and effects that go together.

use crate::actor_oriented::{Effect, Error, Panel, Rule};

/// A model of a panel: what simulations and estimates start from.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    panel: Panel,
    rule: Rule,
    effects: Vec<Effect>,
    /// For each period and effect: what a tie from i to j adds by itself, by rows; the diagonal is 0.
    lone: Vec<Vec<Vec<f64>>>,
    targets: Vec<f64>,
    distances: Vec<usize>,
}

impl Model {
    /// A model with one parameter for each effect, in this order.
    ///
    /// # Errors
    /// [`Error::Effects`] if there are none, one is there twice, one is of the other kind of network, or a covariate does not
    /// exist; [`Error::NotSymmetric`] if the rule is for non-directed networks and a wave is directed.
    pub fn new(panel: Panel, rule: Rule, effects: &[Effect]) -> Result<Self, Error> {
        check(&panel, rule, effects)?;
        let actors = panel.actors();
        let lone_of = |period: usize, effect: Effect| -> Vec<f64> {
            let pairs = (0..actors * actors).map(|cell| (cell / actors, cell % actors));
            pairs.map(|(i, j)| if i == j { 0.0 } else { effect.lone_change(&panel, period, i, j) }).collect()
        };
        let lone = (0..panel.periods())
            .map(|period| effects.iter().map(|effect| lone_of(period, *effect)).collect())
            .collect();
        let target = |effect: &Effect| {
            (0..panel.periods()).map(|period| effect.statistic(&panel, period, &panel.waves()[period + 1])).sum()
        };
        let targets = effects.iter().map(target).collect();
        let distances = panel.waves().windows(2).map(|pair| pair[0].distance(&pair[1])).collect();
        Ok(Self { rule, effects: effects.to_vec(), lone, targets, distances, panel })
    }

    /// The panel.
    pub fn panel(&self) -> &Panel {
        &self.panel
    }

    /// The rule.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The effects, one for each parameter.
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    /// The observed moments: for each effect, Σ over periods of Σ_i s_i at the end of the period, with the covariates of its
    /// start.
    pub fn targets(&self) -> &[f64] {
        &self.targets
    }

    /// For each period, in how many ordered pairs its two waves differ. A non-directed tie counts twice.
    pub fn distances(&self) -> &[usize] {
        &self.distances
    }

    /// What a tie from i to j adds by itself, by rows, for a period and an effect.
    pub(crate) fn lone(&self, period: usize, effect: usize) -> &[f64] {
        &self.lone[period][effect]
    }

    /// Opportunities in a unit of time at rate 1: one for each actor, or one for each ordered pair if pairs meet.
    pub(crate) fn opportunities(&self) -> f64 {
        let actors = self.panel.actors() as f64;
        if self.rule.is_of_pairs() { actors * (actors - 1.0) } else { actors }
    }

    /// Whether there is one finite parameter for each effect.
    pub(crate) fn check_parameters(&self, parameters: &[f64]) -> Result<(), Error> {
        if parameters.len() == self.effects.len() && parameters.iter().all(|value| value.is_finite()) {
            return Ok(());
        }
        Err(Error::Parameters { given: parameters.len(), expected: self.effects.len() })
    }
}

fn check(panel: &Panel, rule: Rule, effects: &[Effect]) -> Result<(), Error> {
    let refuse = |what: String| Err(Error::Effects { what });
    if effects.is_empty() {
        return refuse("a model needs at least one effect: start with outdegree or degree".to_owned());
    }
    for (place, effect) in effects.iter().enumerate() {
        if let Some(covariate) = effect.covariate().filter(|covariate| *covariate >= panel.covariates()) {
            return refuse(format!(
                "effect {} uses covariate {}, but the panel has {}",
                place + 1,
                covariate + 1,
                panel.covariates()
            ));
        }
        let name = effect.name(panel);
        if effects[..place].contains(effect) {
            return refuse(format!("effect {name} is there twice: drop one"));
        }
        if effect.is_directed().is_some_and(|directed| directed != rule.is_directed()) {
            let kind = if rule.is_directed() { "directed" } else { "non-directed" };
            return refuse(format!("effect {name} is not for {kind} networks, of which rule {} is", rule.name()));
        }
    }
    match panel.waves().iter().position(|network| !rule.is_directed() && !network.is_symmetric()) {
        Some(wave) => Err(Error::NotSymmetric { wave, rule: rule.name() }),
        None => Ok(()),
    }
}
