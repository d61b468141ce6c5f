//! What was observed: waves of a network, and covariates of actors.

use crate::actor_oriented::{Error, Network};

/// A covariate of actors, constant or changing from wave to wave. In a period the value of its first wave counts.
///
/// It is centred by its mean over all actors and all waves that start a period (a constant one by its mean over actors).
/// Similarity is 1 − |v_i − v_j| / range, less its mean over all ordered pairs and the same waves. So does RSiena;
/// that waves count which start a period, and not the last, follows from its targets for s50.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    name: String,
    /// One list for each wave; a single one if constant.
    waves: Vec<Vec<f64>>,
}

impl Covariate {
    /// A covariate that does not change: one value for each actor.
    pub fn constant(name: &str, values: Vec<f64>) -> Self {
        Self { name: name.to_owned(), waves: vec![values] }
    }

    /// A covariate with a list of values, one for each actor, at each wave. The last wave may be left out: nothing uses it.
    pub fn changing(name: &str, waves: Vec<Vec<f64>>) -> Self {
        Self { name: name.to_owned(), waves }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the lists fit the panel; without those that no period uses.
    fn checked(mut self, actors: usize, periods: usize) -> Result<Self, Error> {
        let refuse = |what: String| Err(Error::Covariate { name: self.name.clone(), what });
        if self.waves.len() != 1 && self.waves.len() != periods && self.waves.len() != periods + 1 {
            return refuse(format!("{} waves of values for {} waves of networks", self.waves.len(), periods + 1));
        }
        for (wave, values) in self.waves.iter().enumerate() {
            if values.len() != actors {
                return refuse(format!("{} values for {actors} actors in wave {}", values.len(), wave + 1));
            }
            if let Some(actor) = values.iter().position(|value| !value.is_finite()) {
                return refuse(format!(
                    "the value of actor {} in wave {} is missing or infinite: impute it (the mean is neutral)",
                    actor + 1,
                    wave + 1
                ));
            }
        }
        self.waves.truncate(periods);
        let first = self.waves[0][0];
        if self.waves.iter().flatten().all(|value| *value == first) {
            return refuse("all values are the same: it tells no actors apart; drop it".to_owned());
        }
        Ok(self)
    }
}

/// A covariate as the periods use it.
#[derive(Debug, Clone, PartialEq)]
struct Prepared {
    name: String,
    /// For each wave in use (one if constant): values less their mean.
    centred: Vec<Vec<f64>>,
    range: f64,
    mean_similarity: f64,
}

impl Prepared {
    fn new(covariate: Covariate) -> Self {
        let values = || covariate.waves.iter().flatten().copied();
        let count = values().count() as f64;
        let mean = values().sum::<f64>() / count;
        let range = values().fold(f64::MIN, f64::max) - values().fold(f64::MAX, f64::min);
        let actors = covariate.waves[0].len();
        let mut sum = 0.0;
        for values in &covariate.waves {
            for i in 0..actors {
                for j in (0..actors).filter(|j| *j != i) {
                    sum += 1.0 - (values[i] - values[j]).abs() / range;
                }
            }
        }
        let mean_similarity = sum / (count * (actors as f64 - 1.0));
        let centred = covariate.waves.iter().map(|values| values.iter().map(|value| value - mean).collect()).collect();
        Self { name: covariate.name, centred, range, mean_similarity }
    }

    fn at(&self, period: usize) -> &[f64] {
        &self.centred[period.min(self.centred.len() - 1)]
    }
}

/// Waves of a binary network of one set of actors, with covariates. Period m leads from wave m to wave m + 1 (from 0).
///
/// Missing ties, composition change and structural zeros are not known here: bring the waves to one set of actors first.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    waves: Vec<Network>,
    covariates: Vec<Prepared>,
}

impl Panel {
    /// A panel of at least two waves in order of time.
    ///
    /// # Errors
    /// [`Error::Waves`], [`Error::TooFew`], [`Error::Actors`] if the waves do not make up a panel; [`Error::NoChange`] if two
    /// successive waves are the same; [`Error::Covariate`] if values are missing or all the same.
    pub fn new(waves: Vec<Network>, covariates: Vec<Covariate>) -> Result<Self, Error> {
        if waves.len() < 2 {
            return Err(Error::Waves { waves: waves.len() });
        }
        let actors = waves[0].actors();
        if actors < 2 {
            return Err(Error::TooFew { actors });
        }
        for (wave, network) in waves.iter().enumerate() {
            if network.actors() != actors {
                return Err(Error::Actors { wave, actors: network.actors(), expected: actors });
            }
        }
        if let Some(period) = waves.windows(2).position(|pair| pair[0] == pair[1]) {
            return Err(Error::NoChange { period });
        }
        let periods = waves.len() - 1;
        let prepared = covariates.into_iter().map(|covariate| Ok(Prepared::new(covariate.checked(actors, periods)?)));
        let covariates = prepared.collect::<Result<_, Error>>()?;
        Ok(Self { waves, covariates })
    }

    /// The number of actors.
    pub fn actors(&self) -> usize {
        self.waves[0].actors()
    }

    /// The number of periods: waves less one.
    pub fn periods(&self) -> usize {
        self.waves.len() - 1
    }

    /// The waves in order of time.
    pub fn waves(&self) -> &[Network] {
        &self.waves
    }

    /// The number of covariates.
    pub fn covariates(&self) -> usize {
        self.covariates.len()
    }

    /// The name of a covariate (from 0).
    ///
    /// # Panics
    /// If there is no such covariate.
    pub fn covariate_name(&self, covariate: usize) -> &str {
        &self.covariates[covariate].name
    }

    /// The centred value of an actor in a period.
    ///
    /// # Panics
    /// If there is no such covariate, period or actor.
    pub fn value(&self, covariate: usize, period: usize, actor: usize) -> f64 {
        assert!(period < self.periods(), "a period of the panel");
        self.covariates[covariate].at(period)[actor]
    }

    /// The centred similarity of two actors in a period.
    ///
    /// # Panics
    /// If there is no such covariate, period or actor.
    pub fn similarity(&self, covariate: usize, period: usize, one: usize, other: usize) -> f64 {
        let prepared = &self.covariates[covariate];
        let difference = self.value(covariate, period, one) - self.value(covariate, period, other);
        1.0 - difference.abs() / prepared.range - prepared.mean_similarity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves(count: usize) -> Vec<Network> {
        let empty = Network::new(3, vec![false; 9]).unwrap();
        (0..count).map(|wave| empty.clone().with(wave % 3, (wave + 1) % 3, true)).collect()
    }

    #[test]
    fn the_last_wave_of_a_covariate_is_not_used() {
        let early = vec![vec![1.0, 2.0, 3.0], vec![2.0, 2.0, 5.0]];
        let late = early.iter().cloned().chain([vec![9.0, 9.0, 0.0]]).collect();
        let of = |values| Panel::new(waves(3), vec![Covariate::changing("v", values)]).unwrap();
        assert_eq!(of(early.clone()), of(late));
        let panel = of(early);
        assert!((panel.value(0, 1, 2) - 2.5).abs() < 1e-15);
        let pairs = [(0, 1), (0, 2), (1, 2)];
        let total: f64 = (0..2).flat_map(|m| pairs.map(|(i, j)| panel.similarity(0, m, i, j))).sum();
        assert!(total.abs() < 1e-12);
    }

    #[test]
    fn what_is_no_panel_is_refused() {
        assert_eq!(Panel::new(waves(1), vec![]), Err(Error::Waves { waves: 1 }));
        let same = vec![waves(1)[0].clone(), waves(1)[0].clone()];
        assert_eq!(Panel::new(same, vec![]), Err(Error::NoChange { period: 0 }));
        for values in [vec![1.0, 2.0], vec![1.0, 2.0, f64::NAN], vec![4.0; 3]] {
            let refused = Panel::new(waves(2), vec![Covariate::constant("v", values)]);
            assert!(matches!(refused, Err(Error::Covariate { .. })), "{refused:?}");
        }
    }
}
