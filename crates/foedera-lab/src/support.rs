//! Where a forecast leaves the data: effects that read, on the scenario's date, what no event of the fit had.
//!
//! A coefficient says how a rate moved where events were seen. Beyond, the rate is extrapolated by the same coefficient up to
//! three standard deviations from the centre (`Estimated::reach`), and from there on it stays as it is there.

use std::sync::Arc;

use foedera_process::{Estimated, Model, Support, View};
use foedera_world::{Field, Subject, World};

use crate::Outside;
use crate::models::Used;
use crate::plan::Plan;

/// What one effect of one process reads in one draw: over the members at risk, or of the treaty as a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reading {
    /// The least and greatest value; `None` if it is missing for all.
    range: Option<(f64, f64)>,
    /// Members whose value no event had (all that are at risk, for the treaty as a whole: none named).
    outsiders: Vec<usize>,
    beyond_events: bool,
    beyond_sample: bool,
    held: bool,
}

impl Reading {
    fn of(effect: &Estimated, support: &Support, values: impl Iterator<Item = (Option<usize>, f64)>) -> Self {
        /// Rounding of logarithms and shares.
        const ROUNDING: f64 = 1e-9;
        let mut reading = Self::default();
        for (member, value) in values {
            let beyond = |(low, high): (f64, f64)| value < low - ROUNDING || value > high + ROUNDING;
            let (low, high) = reading.range.unwrap_or((value, value));
            reading.range = Some((low.min(value), high.max(value)));
            if beyond(support.events) {
                reading.beyond_events = true;
                reading.outsiders.extend(member);
            }
            reading.beyond_sample |= beyond(support.sample);
            reading.held |= beyond(effect.reach());
        }
        reading
    }
}

/// What all effects with a known support read in `world` on the date: those of *leave*, of *ends*, of *replaced*.
pub(crate) fn readings(plan: &Plan<'_>, world: &World) -> Vec<Reading> {
    let mut found = Vec::new();
    each_effect(plan, world, |effect, support, views| {
        let values = views.iter().filter_map(|(member, view)| Some((*member, effect.effect.value(view)?)));
        found.push(Reading::of(effect, support, values));
    });
    found
}

/// Which of [`readings`] rest on one of these figures.
pub(crate) fn moved_by(plan: &Plan<'_>, world: &World, figures: &[(Field, Subject)]) -> Vec<bool> {
    let mut found = Vec::new();
    each_effect(plan, world, |effect, _, views| {
        let reads = |view: &View<'_>| effect.effect.entry().number.figures(view);
        found.push(views.iter().any(|(_, view)| reads(view).iter().any(|figure| figures.contains(figure))));
    });
    found
}

/// [`readings`] in the world of a draw, where `told` is what is read without a shock and `moved` says what shocks move.
pub(crate) fn renewed(plan: &Plan<'_>, world: &World, told: &Arc<Vec<Reading>>, moved: &[bool]) -> Arc<Vec<Reading>> {
    if !moved.contains(&true) {
        return Arc::clone(told);
    }
    let mut found = Vec::with_capacity(told.len());
    each_effect(plan, world, |effect, support, views| {
        let place = found.len();
        if moved[place] {
            let values = views.iter().filter_map(|(member, view)| Some((*member, effect.effect.value(view)?)));
            found.push(Reading::of(effect, support, values));
        } else {
            found.push(told[place].clone());
        }
    });
    Arc::new(found)
}

/// Go through the effects with a known support, each with the options that read it.
fn each_effect(
    plan: &Plan<'_>,
    world: &World,
    mut work: impl FnMut(&Estimated, &Support, &[(Option<usize>, View<'_>)]),
) {
    let whole = [(None, plan.view_of(world, None))];
    let member = |(index, state): (usize, &foedera_world::StateId)| (Some(index), plan.view_of(world, Some(*state)));
    let members: Vec<(Option<usize>, View<'_>)> = plan.members.iter().enumerate().map(member).collect();
    let models = plan.models;
    let at_risk = [(models.leave, &members[..]), (models.ends, &whole[..]), (models.replaced, &whole[..])];
    for (model, views) in at_risk {
        supported(model).for_each(|(effect, support)| work(effect, support, views));
    }
}

fn supported(model: &Model) -> impl Iterator<Item = (&Estimated, &Support)> {
    model.effects.iter().skip(1).filter_map(|effect| Some((effect, effect.support.as_ref()?)))
}

/// How many effects of a forecast's models have a known support.
pub(crate) fn supported_effects(models: &Used<'_>) -> usize {
    [models.leave, models.ends, models.replaced].into_iter().map(|model| supported(model).count()).sum()
}

/// Standard deviations outside of what was seen at events that are as good as inside: they would be told as 0.0.
const AT_THE_EDGE: f64 = 0.05;

/// The readings of one effect over draws.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Spread {
    pub(crate) range: Option<(f64, f64)>,
    pub(crate) outsiders: std::collections::BTreeSet<usize>,
    /// Draws beyond what events had, beyond the sample, and held.
    pub(crate) beyond_events: u32,
    pub(crate) beyond_sample: u32,
    pub(crate) held: u32,
}

impl Spread {
    /// Add one draw to the spreads of all effects.
    pub(crate) fn add(spreads: &mut Vec<Self>, readings: &[Reading]) {
        spreads.resize(readings.len(), Self::default());
        for (spread, reading) in spreads.iter_mut().zip(readings) {
            if let Some((low, high)) = reading.range {
                let (least, most) = spread.range.unwrap_or((low, high));
                spread.range = Some((least.min(low), most.max(high)));
            }
            spread.outsiders.extend(&reading.outsiders);
            spread.beyond_events += u32::from(reading.beyond_events);
            spread.beyond_sample += u32::from(reading.beyond_sample);
            spread.held += u32::from(reading.held);
        }
    }
}

/// Add the spreads over other draws, in whatever order they come.
pub(crate) fn merge_spreads(spreads: &mut Vec<Spread>, other: &[Spread]) {
    spreads.resize(other.len().max(spreads.len()), Spread::default());
    for (spread, other) in spreads.iter_mut().zip(other) {
        if let Some((low, high)) = other.range {
            let (least, most) = spread.range.unwrap_or((low, high));
            // By the total order, in which the two zeros differ: else which of them stays would depend on who came first.
            let least = if low.total_cmp(&least).is_lt() { low } else { least };
            let most = if high.total_cmp(&most).is_gt() { high } else { most };
            spread.range = Some((least, most));
        }
        spread.outsiders.extend(&other.outsiders);
        spread.beyond_events += other.beyond_events;
        spread.beyond_sample += other.beyond_sample;
        spread.held += other.held;
    }
}

/// The effects that read what no event had, or are held, in the branch with these `spreads`; for branches other than the first only
/// those that read otherwise than there. `names` are those of the members.
pub(crate) fn outside(plan: &Plan<'_>, branches: &[Vec<Spread>], branch: usize, names: &[String]) -> Vec<Outside> {
    let models = plan.models;
    let effects = [models.leave, models.ends, models.replaced].into_iter();
    let effects = effects.flat_map(|model| supported(model).map(move |found| (model.kind.name(), found)));
    let share = |draws: u32| f64::from(draws) / f64::from(plan.settings.draws());
    let mut found = Vec::new();
    for (index, (process, (effect, support))) in effects.enumerate() {
        let spread = &branches[branch][index];
        let Some((low, high)) = spread.range else { continue };
        let as_before = branch > 0 && *spread == branches[0][index];
        if as_before || (spread.beyond_events == 0 && spread.held == 0) {
            continue;
        }
        let (least, most) = support.events;
        let deviations_outside = (least - low).max(high - most).max(0.0) / effect.scaling.deviation;
        if spread.held == 0 && deviations_outside < AT_THE_EDGE {
            continue;
        }
        found.push(Outside {
            process: process.to_owned(),
            effect: effect.effect.words().to_owned(),
            members: spread.outsiders.iter().map(|member| names[*member].clone()).collect(),
            reads: (low, high),
            seen_at_events: support.events,
            seen: support.sample,
            held_beyond: effect.reach(),
            deviations_outside,
            draws_beyond_events: share(spread.beyond_events),
            draws_beyond_sample: share(spread.beyond_sample),
            draws_held: share(spread.held),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect() -> (Estimated, Support) {
        let support = Support { sample: (-1.3, 1.1), events: (-0.25, 0.13) };
        let effect = Estimated {
            effect: foedera_process::Effect::PATRON_CAPABILITY_CHANGE,
            estimate: -0.4,
            standard_error: 0.2,
            robust_error: None,
            prior: (0.0, 0.5),
            scaling: foedera_process::Scaling { deviation: 0.2, ..foedera_process::Scaling::IDENTITY },
            support: Some(support),
        };
        (effect, support)
    }

    #[test]
    fn a_value_beyond_events_sample_and_reach_is_told_apart() {
        let (effect, support) = effect();
        let told = |value: f64| {
            let reading = Reading::of(&effect, &support, [(Some(0), value)].into_iter());
            (reading.beyond_events, reading.beyond_sample, reading.held)
        };
        assert_eq!(told(-0.25), (false, false, false), "the edge of the data is in the data");
        assert_eq!(told(-0.5), (true, false, false));
        assert_eq!(told(-0.7), (true, false, true));
        assert_eq!(told(-1.4), (true, true, true));
        assert_eq!(told(1.2), (true, true, true));
    }

    #[test]
    fn spreads_count_draws_and_name_outsiders() {
        let (effect, support) = effect();
        let draw = |values: [f64; 2]| {
            vec![Reading::of(&effect, &support, values.into_iter().enumerate().map(|(i, v)| (Some(i), v)))]
        };
        let mut spreads = Vec::new();
        Spread::add(&mut spreads, &draw([0.0, -0.3]));
        Spread::add(&mut spreads, &draw([0.1, -0.65]));
        let spread = &spreads[0];
        assert_eq!(spread.range, Some((-0.65, 0.1)));
        assert_eq!((spread.beyond_events, spread.beyond_sample, spread.held), (2, 0, 1));
        assert_eq!(spread.outsiders.iter().copied().collect::<Vec<_>>(), [1]);
    }
}
