//! From draws to answers: every draw is added up, and some are kept for intervals and sensitivities.

use foedera_atlas::Atlas;
use foedera_futures::membership::Parameters;
use foedera_math::{exp, ln, mean, quantile};
use foedera_world::{Day, StateId};
use rayon::prelude::*;

use crate::answer;
use crate::draw::{era, era_words};
use crate::gathered::Gathered;
use crate::paired::{Difference, Paired};
use crate::plan::Plan;
use crate::support::{Spread, outside};
use crate::tally::Tally;
use crate::watch::{OfMember, OfTreaty, answers, member_answer, treaty_answer};

/// A draw that is kept.
pub(crate) struct Kept {
    pub(crate) parameters: Parameters,
    /// In each branch the factors of its shocks, and of those to usable force.
    pub(crate) factors: Vec<Vec<f64>>,
    pub(crate) force_factors: Vec<Vec<f64>>,
    /// Every answer in each branch at each horizon: `branches × horizons × answers`.
    answers: Vec<f64>,
}

/// All draws.
pub(crate) struct Results {
    branches: Vec<Tally>,
    /// In each branch what each effect read.
    spreads: Vec<Vec<Spread>>,
    /// The first draws, as many as memory allows.
    pub(crate) kept: Vec<Kept>,
    /// Each branch beside the first, draw by draw.
    paired: Vec<Paired>,
    /// Where each horizon stands among the days.
    horizons: Vec<usize>,
}

/// Mean and 90 % interval of a count over futures.
fn count_of(futures: &std::collections::BTreeMap<u32, u64>) -> answer::Count {
    let all: u64 = futures.values().sum();
    let sum: f64 = futures.iter().map(|(count, futures)| f64::from(*count) * *futures as f64).sum();
    let quantile = |p: f64| {
        let mut below = 0;
        let mut reached = futures.iter().filter(|(_, futures)| {
            below += **futures;
            below as f64 >= p * all as f64
        });
        reached.next().map_or(0, |(count, _)| *count)
    };
    answer::Count { mean: sum / all.max(1) as f64, interval: (quantile(0.05), quantile(0.95)) }
}

impl Results {
    /// Run all draws.
    pub(crate) fn of(plan: &Plan<'_>) -> Self {
        Self::gathered(plan, Gathered::run(plan, 0..plan.settings.blocks()))
    }

    /// All draws are in. What was drawn in those that are kept is drawn again: it is a function of their numbers.
    pub(crate) fn gathered(plan: &Plan<'_>, gathered: Gathered) -> Self {
        let members = plan.members.len();
        let horizons = plan.horizon_places();
        let numbers = plan.scenario.branches.len() * horizons.len() * answers(members);
        let kept = gathered.kept.into_values().flatten().collect::<Vec<f64>>();
        let kept: Vec<&[f64]> = kept.chunks_exact(numbers).collect();
        let kept = (0_u32..).zip(&kept).collect::<Vec<(u32, &&[f64])>>().into_par_iter().map(|(index, answers)| Kept {
            parameters: plan.parameters(index),
            factors: plan.scenario.branches.iter().map(|branch| plan.factors(branch, index)).collect(),
            force_factors: plan.scenario.branches.iter().map(|branch| plan.force_factors(branch, index)).collect(),
            answers: answers.to_vec(),
        });
        let kept = kept.collect();
        let (mut branches, mut spreads, mut paired) = (Vec::new(), Vec::new(), Vec::new());
        for branch in gathered.branches {
            paired.push(Paired::of(branch.totals.draws, &branch.paired));
            branches.push(Tally::of(members, branch.totals));
            spreads.push(branch.spreads);
        }
        Self { branches, spreads, kept, paired, horizons }
    }

    /// The futures of each branch that were stopped, since they had too many events.
    pub(crate) fn stopped(&self) -> impl Iterator<Item = u64> + '_ {
        self.branches.iter().map(|tally| tally.seen.stopped)
    }

    /// An answer in the kept draws.
    pub(crate) fn kept(&self, branch: usize, horizon: usize, answer: usize, width: usize) -> Vec<f64> {
        let place = (branch * self.horizons.len() + horizon) * width + answer;
        self.kept.iter().map(|kept| kept.answers[place]).collect()
    }

    pub(crate) fn estimate(
        &self,
        plan: &Plan<'_>,
        branch: usize,
        horizon: usize,
        answer: usize,
        events: u32,
    ) -> answer::Estimate {
        let width = answers(plan.members.len());
        let position = self.horizons[horizon] * width + answer;
        self.branches[branch].estimate(position, &mut self.kept(branch, horizon, answer, width), events)
    }

    /// A branch less the first one; `None` if there is no such branch.
    pub(crate) fn difference(
        &self,
        plan: &Plan<'_>,
        branch: usize,
        horizon: usize,
        answer: usize,
    ) -> Option<Difference> {
        let width = answers(plan.members.len());
        let position = self.horizons[horizon] * width + answer;
        let paired = self.paired.get(branch)?;
        let mean = self.branches[branch].mean(position) - self.branches[0].mean(position);
        let (own, first) = (self.kept(branch, horizon, answer, width), self.kept(0, horizon, answer, width));
        let mut kept: Vec<f64> = own.iter().zip(first).map(|(own, first)| own - first).collect();
        Some(paired.difference(position, mean, &mut kept))
    }

    /// The mean of an answer at one of the plan's days.
    pub(crate) fn mean_at(&self, plan: &Plan<'_>, branch: usize, time: usize, answer: usize) -> f64 {
        self.branches[branch].mean(time * answers(plan.members.len()) + answer)
    }

    /// The share of the variance of an answer over draws that is noise of simulation.
    pub(crate) fn noise_share(&self, plan: &Plan<'_>, branch: usize, horizon: usize, answer: usize) -> f64 {
        self.branches[branch].noise_share(self.horizons[horizon] * answers(plan.members.len()) + answer)
    }

    /// The effects that read, in a branch, what no event in the data had.
    pub(crate) fn outside(&self, plan: &Plan<'_>, branch: usize, atlas: &Atlas) -> Vec<answer::Outside> {
        let names: Vec<String> = plan.members.iter().map(|state| atlas.roster().state(*state).key.clone()).collect();
        outside(plan, &self.spreads, branch, &names)
    }

    pub(crate) fn member_answers(&self, plan: &Plan<'_>, atlas: &Atlas) -> Vec<answer::MemberAnswer> {
        let one = |(index, state): (usize, &StateId)| answer::MemberAnswer {
            state: atlas.roster().state(*state).key.clone(),
            name: atlas.roster().state(*state).name.clone(),
            branches: (0..self.branches.len()).map(|branch| self.member_in_branch(plan, index, branch)).collect(),
            drivers: drivers(plan, *state),
        };
        plan.members.iter().enumerate().map(one).collect()
    }

    fn member_in_branch(&self, plan: &Plan<'_>, member: usize, branch: usize) -> answer::MemberInBranch {
        let models = plan.models;
        let (leave, over) = (models.leave.card.events, models.ends.card.events + models.replaced.card.events);
        let at = |(horizon, day): (usize, &Day)| {
            let of =
                |of: OfMember, events: u32| self.estimate(plan, branch, horizon, member_answer(member, of), events);
            answer::MemberAt {
                day: *day,
                stayed: of(OfMember::Stayed, leave),
                frozen: of(OfMember::Frozen, 0),
                left: of(OfMember::Left, leave),
                treaty_over: of(OfMember::Over, over),
            }
        };
        let width = answers(plan.members.len());
        let point = |(time, day): (usize, &Day)| {
            let mean = |of: OfMember| self.branches[branch].mean(time * width + member_answer(member, of));
            let (left, frozen) = (mean(OfMember::Left), mean(OfMember::Frozen));
            answer::IncidencePoint { day: *day, left, frozen, treaty_over: mean(OfMember::Over) }
        };
        let spell = plan.world.treaty(plan.scenario.treaty).membership(plan.members[member]);
        let frozen = f64::from(u8::from(spell.is_some_and(|spell| spell.status == foedera_world::Status::Frozen)));
        let is_in = spell.is_some_and(|spell| spell.status.is_open());
        let left = f64::from(u8::from(!is_in));
        let now = answer::IncidencePoint { day: plan.scenario.start(), left, frozen, treaty_over: 0.0 };
        answer::MemberInBranch {
            at: plan.scenario.horizons.iter().enumerate().map(at).collect(),
            incidence: std::iter::once(now).chain(plan.days.iter().enumerate().map(point)).collect(),
        }
    }

    pub(crate) fn treaty_answer(&self, plan: &Plan<'_>, branch: usize) -> answer::TreatyAnswer {
        let models = plan.models;
        let (leave, ends, replaced) = (models.leave.card.events, models.ends.card.events, models.replaced.card.events);
        let at = |of: OfTreaty, events: u32| -> Vec<answer::Estimate> {
            let position = treaty_answer(plan.members.len(), of);
            (0..self.horizons.len()).map(|horizon| self.estimate(plan, branch, horizon, position, events)).collect()
        };
        answer::TreatyAnswer {
            at_least_one_left: at(OfTreaty::AnyLeft, leave),
            ended: at(OfTreaty::Ended, ends),
            replaced: at(OfTreaty::Replaced, replaced),
            ended_or_replaced: at(OfTreaty::Closed, ends + replaced),
            ended_or_few: at(OfTreaty::ClosedOrFew, leave + ends + replaced),
            threshold: plan.scenario.threshold,
        }
    }

    /// The number of participants: its mean from the answers, its quantiles from counted futures.
    pub(crate) fn fan(&self, plan: &Plan<'_>, branch: usize) -> Vec<answer::FanPoint> {
        let (members, tally) = (plan.members.len(), &self.branches[branch]);
        let treaty = plan.world.treaty(plan.scenario.treaty);
        let patron = treaty.participants().any(|member| Some(member.state) == plan.patron);
        let point = |(time, day): (usize, &Day)| {
            let answer = |position: usize| tally.mean(time * answers(members) + position);
            let stayed: f64 = (0..members).map(|member| answer(member_answer(member, OfMember::Stayed))).sum();
            let with_patron = if patron { 1.0 - answer(treaty_answer(members, OfTreaty::Closed)) } else { 0.0 };
            let counts = &tally.seen.counts[time * (members + 2)..(time + 1) * (members + 2)];
            let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| quantile_of_counts(counts, p));
            answer::FanPoint { day: *day, mean: stayed + with_patron, quantiles }
        };
        let now = treaty.participants().count() as f64;
        let start = answer::FanPoint { day: plan.scenario.start(), mean: now, quantiles: [now; 5] };
        std::iter::once(start).chain(plan.days.iter().enumerate().map(point)).collect()
    }

    /// The known usable force of those who take part, as a share of that on the date; empty where none is known.
    pub(crate) fn force_fan(&self, plan: &Plan<'_>, branch: usize) -> Vec<answer::FanPoint> {
        if plan.strength.total <= 0.0 {
            return Vec::new();
        }
        let point = |(day, counts): (&Day, &std::collections::BTreeMap<u32, u64>)| {
            let all: u64 = counts.values().sum();
            let sum: f64 = counts.iter().map(|(force, count)| f64::from(*force) * *count as f64).sum();
            let quantile = |p: f64| {
                let mut below = 0;
                let reached = |(_, count): &(&u32, &u64)| {
                    below += **count;
                    below as f64 >= p * all as f64
                };
                counts.iter().find(reached).map_or(0.0, |(force, _)| f64::from(*force) / 1000.0)
            };
            let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map(quantile);
            answer::FanPoint { day: *day, mean: sum / all.max(1) as f64 / 1000.0, quantiles }
        };
        let start = answer::FanPoint { day: plan.scenario.start(), mean: 1.0, quantiles: [1.0; 5] };
        std::iter::once(start).chain(plan.days.iter().zip(&self.branches[branch].seen.forces).map(point)).collect()
    }

    /// Calls made and answered up to each horizon.
    pub(crate) fn calls(&self, plan: &Plan<'_>, branch: usize) -> Vec<answer::CallCount> {
        if plan.moving.is_none() {
            return Vec::new();
        }
        let of = |day: &Day| {
            let time = plan.days.binary_search(day).expect("a horizon is among the days");
            let counts = &self.branches[branch].seen.calls[time];
            let [made, answered] = [0, 1].map(|which| {
                let mut by: std::collections::BTreeMap<u32, u64> = std::collections::BTreeMap::new();
                for ((made, answered), futures) in counts {
                    *by.entry(if which == 0 { *made } else { *answered }).or_insert(0) += futures;
                }
                count_of(&by)
            });
            answer::CallCount { day: *day, made, answered }
        };
        plan.scenario.horizons.iter().map(of).collect()
    }

    /// The answer among the fifth of draws in which an assumption is lowest, and among that in which it is highest.
    pub(crate) fn sensitivity(&self, plan: &Plan<'_>, horizon: usize) -> Vec<answer::Sensitivity> {
        let (members, models) = (plan.members.len(), plan.models);
        let position = treaty_answer(members, OfTreaty::AnyLeft);
        let reference = self.kept(0, horizon, position, answers(members));
        let split = |name: &str, unit: &str, value: &dyn Fn(&Parameters) -> f64| {
            let of = |draw: usize| value(&self.kept[draw].parameters);
            let mut order: Vec<usize> = (0..self.kept.len()).collect();
            order.sort_by(|a, b| of(*a).total_cmp(&of(*b)));
            let fifth = (order.len() / 5).max(1);
            let mean_of =
                |list: &[usize]| mean(&list.iter().map(|draw| reference[*draw]).collect::<Vec<f64>>()).clamp(0.0, 1.0);
            let sorted: Vec<f64> = order.iter().map(|draw| of(*draw)).collect();
            let text = |p: f64| format!("{}{unit}", short(quantile(&sorted, p)));
            answer::Sensitivity {
                assumption: name.to_owned(),
                low_value: text(0.1),
                high_value: text(0.9),
                answer_low: mean_of(&order[..fifth]),
                answer_high: mean_of(&order[order.len() - fifth..]),
            }
        };
        let mut list = vec![
            split("rate at which a member freezes", " a year", &|draw| draw.freeze_rate),
            split("rate at which a frozen member thaws", " a year", &|draw| draw.thaw_rate),
            split("exit of frozen members beside others", " times", &|draw| draw.frozen_exit_ratio),
        ];
        if models.leave.frailty.is_some() {
            list.push(split("this treaty's own frailty (alliance-specific effect)", "", &|draw| draw.frailty));
        }
        if models.leave.blocks.is_some() {
            list.push(split(&era_words(models.leave.kind), " times", &|draw| era(draw, 0)));
        }
        for (index, effect) in models.leave.effects.iter().enumerate() {
            list.push(split(&effect.effect.bearing(models.leave.kind), "", &|draw| draw.leave[index]));
        }
        list.extend(self.branches_apart(plan, horizon, position));
        let moved = |s: &answer::Sensitivity| (s.answer_high - s.answer_low).abs();
        list.sort_by(|a, b| moved(b).total_cmp(&moved(a)));
        list
    }

    /// The other branches in place of the reference.
    fn branches_apart(&self, plan: &Plan<'_>, horizon: usize, position: usize) -> Vec<answer::Sensitivity> {
        let width = answers(plan.members.len());
        let of_branch = |branch: usize| self.branches[branch].mean(self.horizons[horizon] * width + position);
        let reference = &plan.scenario.branches[0].name;
        let row = |(branch, card): (usize, &crate::Branch)| {
            let factors: Vec<f64> = self.kept.iter().flat_map(|draw| draw.factors[branch].iter().copied()).collect();
            let range =
                if factors.is_empty() { String::new() } else { format!(" (mean factor {})", short(mean(&factors))) };
            answer::Sensitivity {
                assumption: format!("branch: {} in place of {reference}{range}", card.name),
                low_value: reference.clone(),
                high_value: card.name.clone(),
                answer_low: of_branch(0),
                answer_high: of_branch(branch),
            }
        };
        plan.scenario.branches.iter().enumerate().skip(1).map(row).collect()
    }
}

fn drivers(plan: &Plan<'_>, state: StateId) -> Vec<(String, f64)> {
    let model = plan.models.leave;
    let (mode, view) = (model.mode(), plan.view_of(&plan.world, Some(state)));
    let parts = model.effects.iter().zip(model.contributions(&mode, &view)).skip(1);
    let mut drivers: Vec<(String, f64)> =
        parts.map(|(effect, part)| (effect.effect.words().to_owned(), exp(part))).collect();
    let distance = |factor: f64| ln(factor).abs();
    drivers.sort_by(|a, b| distance(b.1).total_cmp(&distance(a.1)));
    drivers
}

/// The least number at or below which the share `p` of futures lies; `counts[n]` futures have the number n.
fn quantile_of_counts(counts: &[u64], p: f64) -> f64 {
    let all: u64 = counts.iter().sum();
    let mut below = 0;
    for (number, count) in counts.iter().enumerate() {
        below += count;
        if below as f64 >= p * all as f64 && *count > 0 {
            return number as f64;
        }
    }
    0.0
}

/// Three significant digits.
fn short(value: f64) -> String {
    let digits = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else if value.abs() >= 0.1 {
        2
    } else {
        4
    };
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_counts_are_numbers_that_were_seen() {
        let quantiles = |counts: &[u64]| [0.05, 0.5, 0.95].map(|p| quantile_of_counts(counts, p));
        assert_eq!(quantiles(&[0, 0, 7]), [2.0; 3]);
        assert_eq!(quantiles(&[10, 0, 90]), [0.0, 2.0, 2.0]);
        assert_eq!(quantiles(&[1, 98, 0, 1]), [1.0, 1.0, 1.0]);
    }
}
