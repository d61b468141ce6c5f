//! One draw of parameters and assumptions.

use foedera_futures::membership::Parameters;
use foedera_math::{Draw, exp, gamma_quantile, ln};

use crate::models::Models;
use crate::scenario::{Distribution, Scenario};

/// Purposes of random numbers other than the clocks of futures (which use 1 to 5).
const LEAVE: u32 = 101;
const ENDS: u32 = 102;
const REPLACED: u32 = 103;
const FRAILTY: u32 = 104;
const ASSUMPTION: u32 = 105;
const SHOCK: u32 = 106;

/// What is known of the treaty's own proneness to lose members.
pub(crate) struct FrailtyKnown {
    pub(crate) group: Option<foedera_process::FrailtyGroup>,
    /// Exposure at frailty 1 between the end of the fit's data and the scenario's date, without exits.
    pub(crate) later: f64,
}

/// Draw number `index`.
pub(crate) fn parameters(
    models: &Models,
    scenario: &Scenario,
    known: &FrailtyKnown,
    seed: u64,
    index: u32,
) -> Parameters {
    let at = |process: u32, option: u32| Draw { seed, future: index, process, option };
    let leave = models.leave.draw(at(LEAVE, 0));
    let frailty = models.leave.frailty_posterior(&leave, known.group.as_ref(), known.later);
    let frailty = frailty.map_or(1.0, |(shape, rate)| at(FRAILTY, 0).gamma(shape) / rate);
    let assumed =
        |option: u32, id: &str| value(scenario.assumption(id).distribution, at(ASSUMPTION, option).uniform(0));
    Parameters {
        leave,
        ends: models.ends.draw(at(ENDS, 0)),
        replaced: models.replaced.draw(at(REPLACED, 0)),
        frailty,
        freeze_rate: assumed(0, "freeze_rate"),
        thaw_rate: assumed(1, "thaw_rate"),
        freeze_elasticity: assumed(2, "freeze_elasticity"),
        frozen_exit_ratio: assumed(3, "frozen_exit_ratio"),
    }
}

/// The quantile `u` of a distribution.
pub(crate) fn value(distribution: Distribution, u: f64) -> f64 {
    match distribution {
        Distribution::Uniform(low, high) => low + u * (high - low),
        Distribution::LogUniform(low, high) => low * exp(u * ln(high / low)),
        Distribution::Count(events, years) => gamma_quantile(f64::from(events) + 0.5, u) / years,
    }
}

/// The factor of a shock in draw `index`; arms share the number behind it, shock by shock.
pub(crate) fn shock_factor(range: (f64, f64), seed: u64, index: u32, shock: usize) -> f64 {
    let u = Draw { seed, future: index, process: SHOCK, option: shock as u32 }.uniform(0);
    value(Distribution::LogUniform(range.0, range.1), u)
}
