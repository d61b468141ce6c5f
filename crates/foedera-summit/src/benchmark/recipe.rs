//! Forecasters that can be fitted: a settlement by a model, and how far its distance from the middle is taken.

use super::{Case, Kind};
use crate::condorcet::Booth;
use crate::settle::{Voices, scale, weighted_median};
use crate::{Condorcet, Setting};

/// What a recipe starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The weighted mean.
    Mean,
    /// The expectation of the probabilistic election with uniform challenges.
    Election,
    /// Half of each.
    Half,
}

/// For which issues a ratio is fitted that distances from the middle of the scale are multiplied by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contrast {
    /// None: the base as it is.
    None,
    /// One for all issues.
    Common,
    /// One for dichotomous issues, one for the others.
    Dichotomy,
    /// One for each kind.
    Kind,
}

/// A forecaster, but for its ratios.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recipe {
    /// What it starts from.
    pub base: Base,
    /// The power of salience in an actor's weight: w = c s^b.
    pub salience: f64,
    /// How distances from the middle are taken.
    pub contrast: Contrast,
}

/// The ratio for each kind of issue, in the order of [`Kind::ALL`].
pub type Ratios = [f64; 3];

/// Ratios start from 1, as if so many points of distance from the middle had been seen with that ratio.
const PRIOR: f64 = 125.0;

impl Recipe {
    /// The recipe that cross-validation chose on the 228 visible issues of the DEU data, with its ratios: see
    /// [`Model::PceContrast`](crate::Model::PceContrast) for its errors.
    pub const CHOSEN: Self = Self { base: Base::Election, salience: 0.5, contrast: Contrast::Dichotomy };
    /// The ratios of [`Recipe::CHOSEN`], fitted on all of these issues.
    pub const RATIOS: Ratios = [1.103, 0.855, 0.855];

    /// The declared family, from simple to rich.
    pub fn family() -> Vec<Self> {
        let mut family = Vec::new();
        for contrast in [Contrast::None, Contrast::Common, Contrast::Dichotomy, Contrast::Kind] {
            for base in [Base::Election, Base::Mean, Base::Half] {
                family.extend([1.0, 0.5].map(|salience| Self { base, salience, contrast }));
            }
        }
        family
    }

    /// The base forecast for one issue, as a share of its scale.
    pub fn share(&self, setting: &Setting, issue: usize) -> f64 {
        let mut voices = Voices::new(setting, issue);
        if self.salience == 0.5 {
            for (actor, weight) in voices.actors.iter().zip(&mut voices.weights) {
                *weight /= setting.saliences[setting.at(*actor, issue)].sqrt();
            }
        }
        let election = || voices.lottery(Condorcet::default(), &mut Booth::default()).expectation();
        match self.base {
            Base::Mean => voices.mean(),
            Base::Election => election(),
            Base::Half => 0.5 * (voices.mean() + election()),
        }
    }

    /// The ratios that fit cases best, given the base forecast of each as a share of its scale: those of least
    /// absolute error. It is the median of what the ratio would have to be for each case, weighted by distance.
    pub fn fit(&self, cases: &[(&Case, f64)]) -> Ratios {
        let together: &[&[Kind]] = match self.contrast {
            Contrast::None => return [1.0; 3],
            Contrast::Common => &[&Kind::ALL],
            Contrast::Dichotomy => &[&[Kind::Dichotomous], &[Kind::Rank, Kind::Scale]],
            Contrast::Kind => &[&[Kind::Dichotomous], &[Kind::Rank], &[Kind::Scale]],
        };
        let mut ratios = [1.0; 3];
        for kinds in together {
            let (mut values, mut weights) = (vec![1.0], vec![PRIOR]);
            for (case, share) in cases.iter().filter(|(case, _)| kinds.contains(&case.kind)) {
                let (low, width) = scale(&case.setting, 0);
                let away = share - 0.5;
                if let Some(outcome) = case.outcome.filter(|_| away.abs() > 1e-9) {
                    values.push(((outcome - low) / width - 0.5) / away);
                    weights.push(100.0 * away.abs());
                }
            }
            let ratio = weighted_median(&values, &weights).0;
            kinds.iter().for_each(|kind| ratios[*kind as usize] = ratio);
        }
        ratios
    }
}

/// A share of a scale, its distance from the middle multiplied by the ratio of its kind; never beyond the ends.
pub(crate) fn contrasted(share: f64, kind: Kind, ratios: &Ratios) -> f64 {
    (0.5 + ratios[kind as usize] * (share - 0.5)).clamp(0.0, 1.0)
}
