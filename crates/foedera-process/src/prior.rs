//! The priors of a process.

use foedera_likelihood::Prior;

use crate::Effect;

/// The normal prior (mean, standard deviation) of a coefficient: weak for the base rate (a median of 1.8 % a year,
/// 90 % between 0.07 % and 49 %), 0 ± `deviation` for a standardised effect.
pub(crate) fn prior_of(effect: Effect, deviation: f64) -> (f64, f64) {
    if effect == Effect::INTERCEPT { (-4.0, 2.0) } else { (0.0, deviation) }
}

/// Prior of ln v: v about 1, 90 % between 0.19 and 5.2.
pub(crate) const FRAILTY_PRIOR: (f64, f64) = (0.0, 1.0);

/// Normal priors from their means and standard deviations.
pub(crate) fn normal_priors(priors: impl Iterator<Item = (f64, f64)>) -> Vec<Prior> {
    priors.map(|(mean, deviation)| Prior::Normal(mean, deviation)).collect()
}
