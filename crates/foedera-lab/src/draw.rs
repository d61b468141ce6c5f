//! One draw of parameters and assumptions.

use foedera_futures::membership::{Parameters, SurroundingParameters};
use foedera_math::{Draw, Stream, gamma_quantile, ln, mean, normal_quantile};
use foedera_process::{BLOCK_YEARS, Effect, Model, Posterior, Process, ProcessKind};

use foedera_world::{DAYS_PER_YEAR, Variable};

use crate::copula::Copula;
use crate::distribution::Distribution;
pub(crate) use crate::distribution::value;
use crate::plan::Plan;
use crate::scenario::Shock;
use crate::switches::{Switch, Switches};

/// What is known of the treaty's own frailty: how prone it is to lose members.
pub(crate) struct FrailtyKnown {
    pub(crate) group: Option<foedera_process::FrailtyGroup>,
    /// Exposure at frailty 1 between the end of the fit's data and the scenario's date, without exits.
    pub(crate) later: f64,
}

/// Where the random numbers of draw `index` come from. Draws are antithetic: 2k and 2k + 1 share their numbers, the second with
/// every one mirrored at its median, so that what one draw has too high the other has too low.
#[derive(Clone, Copy)]
pub(crate) struct Address {
    seed: u64,
    pair: u32,
    mirrored: bool,
}

impl Address {
    pub(crate) fn of(seed: u64, index: u32) -> Self {
        Self { seed, pair: index / 2, mirrored: index % 2 == 1 }
    }

    fn at(self, stream: Stream, option: u32) -> Draw {
        Draw { seed: self.seed, future: self.pair, stream, option }
    }

    pub(crate) fn uniform(self, stream: Stream, option: u32) -> f64 {
        let u = self.at(stream, option).uniform(0);
        if self.mirrored { 1.0 - u } else { u }
    }

    /// The factors of the blocks of years of a process: gamma with mean 1. They are drawn for each draw alone: mirrored, their mean would
    /// not be 1.
    fn blocks(self, model: &Model, stream: Stream, count: u32) -> Vec<f64> {
        let Some(blocks) = &model.blocks else { return Vec::new() };
        let shape = 1.0 / blocks.variance;
        let option = |block: u32| 1 + 2 * block + u32::from(self.mirrored);
        (0..count).map(|block| self.at(stream, option(block)).gamma(shape) / shape).collect()
    }

    fn coefficients(self, posterior: &Posterior, stream: Stream) -> Vec<f64> {
        let drawn = posterior.draw(self.at(stream, 0));
        if !self.mirrored {
            return drawn;
        }
        posterior.mode().iter().zip(drawn).map(|(mode, drawn)| 2.0 * mode - drawn).collect()
    }
}

/// Draw number `index` of a plan.
pub(crate) fn parameters(plan: &Plan<'_>, index: u32) -> Parameters {
    let address = Address::of(plan.settings.seed, index);
    let [leave, ends, replaced] = &plan.posteriors;
    let leave = address.coefficients(leave, Process::LEAVE.parameters());
    let frailty = plan.models.leave.frailty_posterior(&leave, plan.known.group.as_ref(), plan.known.later);
    // Away from 0 and 1, where quantiles of a small shape are 0 and the search for them has no end.
    let u = address.uniform(Stream::TreatyFrailty, 0).clamp(1e-12, 1.0 - 1e-12);
    let frailty = frailty.map_or(1.0, |(shape, rate)| gamma_quantile(shape, u) / rate);
    let models = [plan.models.leave, plan.models.ends, plan.models.replaced];
    let blocks = models.map(|model| address.blocks(model, model.kind.process().parameters(), plan.blocks()));
    let assumed = |option: u32, id: &str| {
        value(plan.scenario.assumption(id).distribution, plan.copula.uniform(address, Stream::Assumptions, option))
    };
    let mut found = Parameters {
        leave,
        ends: address.coefficients(ends, Process::ENDS.parameters()),
        replaced: address.coefficients(replaced, Process::REPLACED.parameters()),
        frailty,
        blocks,
        freeze_rate: assumed(0, "freeze_rate"),
        thaw_rate: assumed(1, "thaw_rate"),
        freeze_elasticity: assumed(2, "freeze_elasticity"),
        frozen_exit_ratio: assumed(3, "frozen_exit_ratio"),
        around: around(plan, address),
    };
    counted_freezes(plan, address, &mut found);
    switched(&plan.scenario.switches, &mut found);
    found
}

/// Rates of freezes and thaws by the file that the scenario names for them, in place of those that it states.
fn counted_freezes(plan: &Plan<'_>, address: Address, parameters: &mut Parameters) {
    let Some(Switch::Model(_)) = plan.scenario.switches.of("freeze") else { return };
    let known = plan.models.freeze.known_on(plan.scenario.date);
    let rate = |option: u32, name: &str| {
        let (shape, years) = known.rate(name).expect("checked when read").posterior();
        gamma_quantile(shape, address.uniform(Stream::SurroundingRates, option).clamp(1e-12, 1.0 - 1e-12)) / years
    };
    parameters.freeze_rate = rate(60, "by_organisation") + rate(61, "own_decision");
    parameters.thaw_rate = rate(62, "thaw");
}

/// What the draw says of the processes around the treaty.
fn around(plan: &Plan<'_>, address: Address) -> SurroundingParameters {
    let Some(moving) = &plan.moving else { return SurroundingParameters::default() };
    let of = |stream: Stream| move |option: u32| address.uniform(stream, option);
    let normal = |option: u32| normal_quantile(address.uniform(Stream::AnswerParameters, option));
    let theta = |posterior: &Posterior, process: Process| address.coefficients(posterior, process.parameters());
    let switches = &plan.scenario.switches;
    let ratio = |option: u32| plan.copula.uniform(address, Stream::LinkRatios, option);
    moving.parameters(switches, theta, of(Stream::SurroundingRates), ratio, normal)
}

/// Processes of the treaty that are off, or held at a rate.
fn switched(switches: &Switches, parameters: &mut Parameters) {
    /// Every coefficient 0 but the intercept, whose effect is 1.
    fn hold(coefficients: &mut [f64], rate: f64) {
        coefficients.fill(0.0);
        coefficients[0] = ln(rate);
    }
    let rate = |process: &str| match switches.of(process)? {
        Switch::Off => Some(0.0),
        Switch::Constant(rate) => Some(*rate),
        Switch::Model(_) => None,
    };
    let Parameters { leave, ends, replaced, blocks, frailty, .. } = parameters;
    for ((process, coefficients), blocks) in
        [("leave", leave), ("ends", ends), ("replaced", replaced)].into_iter().zip(blocks)
    {
        let Some(rate) = rate(process) else { continue };
        if process == "leave" {
            *frailty = 1.0;
        }
        *blocks = if rate > 0.0 { Vec::new() } else { vec![0.0] };
        hold(coefficients, if rate > 0.0 { rate } else { 1.0 });
    }
    if let Some(rate) = rate("freeze") {
        (parameters.freeze_rate, parameters.freeze_elasticity) = (rate, 0.0);
    }
    if let Some(rate) = rate("thaw") {
        parameters.thaw_rate = rate;
    }
}

/// What the rates of *leave*, *ends* or *replaced* (0, 1, 2) are multiplied by in the era of a draw: the mean of its blocks of years.
pub(crate) fn era(draw: &Parameters, process: usize) -> f64 {
    let blocks = &draw.blocks[process];
    if blocks.is_empty() { 1.0 } else { mean(blocks) }
}

/// What that is, in words.
pub(crate) fn era_words(kind: ProcessKind) -> String {
    format!(
        "the era: {} beside what the fit expects",
        Effect::INTERCEPT.bearing(kind).replace(" in the average case", "")
    )
}

impl Plan<'_> {
    /// What is drawn by a name in the first branch: an assumption, the ratio of a link, the factor of a shock (1 in a branch without it).
    pub(crate) fn drawn(&self, index: u32, (stream, option): (Stream, u32), name: &str) -> f64 {
        let u = self.copula.uniform(Address::of(self.settings.seed, index), stream, option);
        match stream {
            Stream::Assumptions => value(self.scenario.assumption(name).distribution, u),
            Stream::LinkRatios => {
                let links = self.moving.iter().flat_map(|moving| &moving.around.links);
                let place = links.into_iter().position(|link| link.name == name);
                place.map_or(1.0, |place| parameters(self, index).around.links[place])
            }
            _ => {
                let roster = self.world.roster();
                let is = |shock: &&Shock| {
                    let key = &roster.state(shock.state).key;
                    let variable = name.split_once('.').and_then(|(state, own)| (state == key).then_some(own));
                    variable.and_then(|own| own.parse::<Variable>().ok()) == Some(shock.variable)
                };
                let found = self.scenario.branches[0].all_shocks().find(is);
                found.map_or(1.0, |shock| value(shock.factor, u))
            }
        }
    }

    /// How many blocks of years the scenario's futures reach into.
    fn blocks(&self) -> u32 {
        let start = self.scenario.start();
        let last = start.plus_days((self.end() * DAYS_PER_YEAR) as i32).year();
        u32::try_from((last - start.year()) / BLOCK_YEARS + 1).unwrap_or(1)
    }
}

/// The factor of a shock in draw `index`; branches share the number behind it, shock by shock.
pub(crate) fn shock_factor(factor: Distribution, copula: &Copula, (seed, index): (u64, u32), shock: usize) -> f64 {
    value(factor, copula.uniform(Address::of(seed, index), Stream::Shocks, shock as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_of_draws_is_mirrored_at_the_median() {
        for pair in 0..200 {
            let range = Distribution::LogUniform(0.25, 4.0);
            let factor = |index: u32| shock_factor(range, &Copula::default(), (9, index), 0);
            assert!((factor(2 * pair) * factor(2 * pair + 1) - 1.0).abs() < 1e-12, "the median is 1");
            assert!((0.25..=4.0).contains(&factor(2 * pair)));
        }
        let ends = crate::models::Models::embedded().expect("the models").ends.posterior();
        let mode = ends.mode();
        let [first, second] = [6, 7].map(|index| Address::of(9, index).coefficients(&ends, Process::ENDS.parameters()));
        for ((mode, first), second) in mode.iter().zip(&first).zip(&second) {
            assert!((0.5 * (first + second) - mode).abs() < 1e-12 && first != second);
        }
        assert_ne!(first, Address::of(9, 8).coefficients(&ends, Process::ENDS.parameters()), "pairs differ");
    }
}
