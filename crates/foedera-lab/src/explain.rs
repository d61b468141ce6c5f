//! What makes an answer: contributions on the log-rate scale, sensitivity shares, and the flip point.

use foedera_atlas::Atlas;
use foedera_futures::membership::Parameters;
use foedera_math::{Draw, Stream, exp, ln, mean, normal_quantile, quantile};
use foedera_process::Model;
use foedera_world::{Day, EventKind, Ground, StateId, Subject, Variable, World};
use serde::Serialize;

use crate::ask::Answers;
use crate::draw::{era, era_words};
use crate::lead::Measure;
use crate::paired::Difference;
use crate::plan::Plan;
use crate::question::{Asked, Question};
use crate::watch::{OfMember, OfTreaty};
use crate::{Estimate, Flip, Outside};

/// What an effect adds to the logarithm of a yearly rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RatePart {
    /// The effect in words, or `intercept`, or `recalibration by earlier forecasts`.
    pub effect: String,
    /// What it reads on the day; missing for what is no effect, and where it is not known (then it adds nothing).
    pub reads: Option<f64>,
    /// What it adds; the parts of a process sum to the logarithm of its rate.
    pub adds: f64,
}

/// The rate of one process, taken apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RateParts {
    /// The process: leave, freeze, ends, replaced.
    pub process: String,
    /// The member, by name; the treaty as a whole has none.
    pub member: Option<String>,
    /// The parts: intercept first, then the largest departure from 0 first.
    pub parts: Vec<RatePart>,
    /// The logarithm of the yearly rate: the sum of the parts.
    pub log_rate: f64,
    /// The yearly rate on the first day, at the mode of the coefficients and the middle of the branch's factors.
    pub rate: f64,
}

/// How much of the uncertainty of an answer comes from one assumption (first-order share of its variance over draws).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The assumption or coefficient.
    pub assumption: String,
    /// The share, noise of simulation left out, from 0 to 1.
    pub share: f64,
    /// Lower bound of its 90 % interval (bootstrap of pairs of draws).
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// The mean answer in the fifth of draws in which it is lowest.
    pub answer_low: f64,
    /// In that in which it is highest.
    pub answer_high: f64,
    /// The latter less the former, with an interval that holds for all assumptions at once (Bonferroni, 99 %; standard error from the
    /// bootstrap of pairs of draws): what excludes zero is no noise of the draws.
    pub difference: Difference,
}

impl Share {
    /// Whether the answer differs between low and high values beyond the noise of the draws.
    pub fn is_told_apart(&self) -> bool {
        self.difference.low > 0.0 || self.difference.high < 0.0
    }
}

/// The answer by two assumptions at once: its mean in the draws of each fifth of the one and of the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Heat {
    /// The assumption of the columns, and its median in each of its fifths.
    pub across: (String, Vec<f64>),
    /// That of the rows.
    pub up: (String, Vec<f64>),
    /// By row and column.
    pub cells: Vec<Vec<HeatCell>>,
}

/// The answer in the draws of a cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeatCell {
    /// Its mean; missing if no draw is there.
    pub answer: Option<f64>,
    /// The draws.
    pub draws: u32,
}

/// An answer explained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The question.
    pub question: Question,
    /// The branch, by key and name.
    pub branch: (String, String),
    /// The day.
    pub day: Day,
    /// The answer.
    pub estimate: Estimate,
    /// The rates that drive it, on the first day.
    pub rates: Vec<RateParts>,
    /// The same averaged over futures up to the day, by the time at risk: parts sum to the mean logarithm of the rate.
    pub averaged: Vec<RateParts>,
    /// How much of the answer's variance over draws each assumption and group of coefficients accounts for; missing with too few futures.
    pub shapley: Option<crate::Shapley>,
    /// Where its uncertainty comes from, the largest first.
    pub shares: Vec<Share>,
    /// The answer by the two assumptions with the largest shares; missing if there are not two.
    pub heat: Option<Heat>,
    /// The flip points, the nearest first.
    pub flips: Vec<Flip>,
    /// Where the branch leaves the data: "no case in the data".
    pub outside: Vec<Outside>,
}

/// Quantile bins of a first-order share.
const BINS: usize = 10;
/// Resamples of pairs of draws behind the interval of a share.
const RESAMPLES: u32 = 200;
/// Fifths of an assumption.
const FIFTHS: usize = 5;

impl Answers<'_> {
    /// What makes the answer to `question` on a day in a branch; `None` if it was not asked for that day or has no such branch.
    pub fn explain(&self, question: &Question, day: Day, branch: usize) -> Option<Explanation> {
        let estimate = self.estimate(question, day, branch)?;
        let card = &self.plan.scenario.branches[branch];
        let shares = self.shares(question, day, branch);
        Some(Explanation {
            question: question.clone(),
            branch: (card.id.clone(), card.name.clone()),
            day,
            estimate,
            rates: self.rates(question, branch),
            averaged: self.averaged(question, day, branch),
            shapley: self.shapley(question, day, branch),
            heat: self.heat(question, day, branch, &shares),
            shares,
            flips: self.flips(question, day, branch, estimate.mean),
            outside: self.outside_of(question, branch),
        })
    }

    /// Where the processes behind a question leave the data, of its member alone if it is about one.
    fn outside_of(&self, question: &Question, branch: usize) -> Vec<Outside> {
        let processes: &[&str] = match question.asked {
            Asked::Member(_, OfMember::Left) | Asked::First(_) | Asked::Treaty(OfTreaty::AnyLeft) => &["leave"],
            Asked::Member(_, OfMember::Frozen) => &[],
            Asked::Member(_, OfMember::Over) | Asked::Treaty(OfTreaty::Closed) => &["ends", "replaced"],
            Asked::Treaty(OfTreaty::Ended) => &["ends"],
            Asked::Treaty(OfTreaty::Replaced) => &["replaced"],
            Asked::Member(_, OfMember::Stayed) | Asked::Treaty(OfTreaty::ClosedOrFew) | Asked::Leads(..) => {
                &["leave", "ends", "replaced"]
            }
        };
        let about = |outside: &Outside| {
            let member = question.member.as_ref();
            processes.contains(&outside.process.as_str())
                && (outside.members.is_empty() || member.is_none_or(|member| outside.members.contains(member)))
        };
        self.results.outside(&self.plan, branch, self.atlas).into_iter().filter(about).collect()
    }

    fn rates(&self, question: &Question, branch: usize) -> Vec<RateParts> {
        let plan = &self.plan;
        let (world, factors) = shocked(plan, branch);
        let models = plan.models;
        let leave = |member: usize| {
            let own = parts_of(models.leave, plan, &world, Some(plan.members[member]), self.atlas);
            linked(own, plan, &world, (member, 0))
        };
        let freezing = |plan: &Plan<'_>, factors: &[f64], branch: usize, member: usize, atlas: &Atlas| {
            linked(freezing(plan, factors, branch, member, atlas), plan, &world, (member, 1))
        };
        let treaty = |model: &Model| parts_of(model, plan, &world, None, self.atlas);
        match question.asked {
            Asked::Member(member, OfMember::Left) | Asked::First(member) => vec![leave(member)],
            Asked::Member(member, OfMember::Frozen) => vec![freezing(plan, &factors, branch, member, self.atlas)],
            Asked::Member(member, OfMember::Stayed) => {
                vec![
                    leave(member),
                    freezing(plan, &factors, branch, member, self.atlas),
                    treaty(models.ends),
                    treaty(models.replaced),
                ]
            }
            Asked::Leads(_, _, member) if member < plan.members.len() => vec![
                leave(member),
                freezing(plan, &factors, branch, member, self.atlas),
                treaty(models.ends),
                treaty(models.replaced),
            ],
            Asked::Treaty(OfTreaty::AnyLeft) => (0..plan.members.len()).map(leave).collect(),
            Asked::Treaty(OfTreaty::Ended) => vec![treaty(models.ends)],
            Asked::Treaty(OfTreaty::Replaced) => vec![treaty(models.replaced)],
            Asked::Member(_, OfMember::Over)
            | Asked::Treaty(OfTreaty::Closed | OfTreaty::ClosedOrFew)
            | Asked::Leads(..) => {
                vec![treaty(models.ends), treaty(models.replaced)]
            }
        }
    }

    fn shares(&self, question: &Question, day: Day, branch: usize) -> Vec<Share> {
        let plan = &self.plan;
        let Some(horizon) = self.days().iter().position(|known| *known == day) else { return Vec::new() };
        let width = crate::watch::answers(plan.members.len());
        let position = self.position(question);
        let answers = self.results.kept(branch, horizon, position, width);
        let signal = 1.0 - self.results.noise_share(plan, branch, horizon, position);
        // Whole pairs of mirrored draws only; with few draws there is nothing to tell.
        let draws = answers.len() / 2 * 2;
        if draws < 2 * BINS || signal <= 0.0 {
            return Vec::new();
        }
        let inputs = self.inputs(question, branch);
        let resamples: Vec<Vec<u32>> = (0..RESAMPLES).map(|resample| drawn_again(draws / 2, resample)).collect();
        // So many differences are looked at, at once.
        let z = normal_quantile(1.0 - 0.005 / inputs.len().max(1) as f64);
        let mut found = Vec::new();
        for (name, values) in inputs {
            let order = ordered(&values[..draws]);
            let Some(whole) = Bins::of(&order, &answers, &vec![1; draws]).share() else { continue };
            let again: Vec<Bins> = resamples.iter().map(|times| Bins::of(&order, &answers, times)).collect();
            let mut shares: Vec<f64> =
                again.iter().filter_map(Bins::share).map(|share| (share / signal).clamp(0.0, 1.0)).collect();
            shares.sort_by(f64::total_cmp);
            let share = (whole / signal).clamp(0.0, 1.0);
            let of =
                |list: &[usize]| mean(&list.iter().map(|draw| answers[*draw]).collect::<Vec<f64>>()).clamp(0.0, 1.0);
            let (answer_low, answer_high) = (of(&order[..draws / 5]), of(&order[draws - draws / 5..]));
            let (difference, error) = (answer_high - answer_low, deviation(&again));
            found.push(Share {
                assumption: name,
                share,
                low: quantile(&shares, 0.05).min(share),
                high: quantile(&shares, 0.95).max(share),
                answer_low,
                answer_high,
                difference: Difference {
                    mean: difference,
                    low: (difference - z * error).max(-1.0),
                    high: (difference + z * error).min(1.0),
                    monte_carlo_error: error,
                },
            });
        }
        found.sort_by(|a, b| b.share.total_cmp(&a.share));
        found
    }

    /// The answer by the two assumptions with the largest shares.
    fn heat(&self, question: &Question, day: Day, branch: usize, shares: &[Share]) -> Option<Heat> {
        let [first, second, ..] = shares else { return None };
        let horizon = self.days().iter().position(|known| *known == day)?;
        let width = crate::watch::answers(self.plan.members.len());
        let answers = self.results.kept(branch, horizon, self.position(question), width);
        let inputs = self.inputs(question, branch);
        let values = |share: &Share| Some(&inputs.iter().find(|(name, _)| *name == share.assumption)?.1);
        let (across, up) = (values(first)?, values(second)?);
        let fifths = |values: &[f64]| {
            let (order, mut place) = (ordered(values), vec![0; values.len()]);
            order.iter().enumerate().for_each(|(rank, draw)| place[*draw] = rank * FIFTHS / order.len());
            let sorted: Vec<f64> = order.iter().map(|draw| values[*draw]).collect();
            let middles = (0..FIFTHS).map(|fifth| quantile(&sorted, (fifth as f64 + 0.5) / FIFTHS as f64));
            (place, middles.collect::<Vec<f64>>())
        };
        let ((columns, across), (rows, up)) = (fifths(across), fifths(up));
        let cell = |row: usize, column: usize| {
            let here: Vec<f64> = (0..answers.len())
                .filter(|draw| rows[*draw] == row && columns[*draw] == column)
                .map(|draw| answers[draw])
                .collect();
            HeatCell { answer: (!here.is_empty()).then(|| mean(&here).clamp(0.0, 1.0)), draws: here.len() as u32 }
        };
        Some(Heat {
            across: (first.assumption.clone(), across),
            up: (second.assumption.clone(), up),
            cells: (0..FIFTHS).map(|row| (0..FIFTHS).map(|column| cell(row, column)).collect()).collect(),
        })
    }

    /// What was drawn, by name, in every kept draw.
    fn inputs(&self, question: &Question, branch: usize) -> Vec<(String, Vec<f64>)> {
        let kept = &self.results.kept;
        let of =
            |value: &dyn Fn(&Parameters) -> f64| kept.iter().map(|draw| value(&draw.parameters)).collect::<Vec<f64>>();
        let mut inputs = vec![
            ("rate at which a member freezes".to_owned(), of(&|draw| draw.freeze_rate)),
            ("rate at which a frozen member thaws".to_owned(), of(&|draw| draw.thaw_rate)),
            ("response of freezing to the patron's force".to_owned(), of(&|draw| draw.freeze_elasticity)),
            ("exit of frozen members beside others".to_owned(), of(&|draw| draw.frozen_exit_ratio)),
        ];
        for (place, link) in self.plan.moving.iter().flat_map(|moving| moving.around.links.iter().enumerate()) {
            inputs.push((format!("link: {}", link.name), of(&|draw| draw.around.links[place])));
        }
        let models = self.plan.models;
        for (place, model) in [models.leave, models.ends, models.replaced].into_iter().enumerate() {
            if model.blocks.is_some() {
                inputs.push((era_words(model.kind), of(&|draw| era(draw, place))));
            }
        }
        for (process, model) in [("leave", models.leave), ("ends", models.ends), ("replaced", models.replaced)] {
            for (index, effect) in model.effects.iter().enumerate() {
                let values = of(&|draw: &Parameters| match process {
                    "leave" => draw.leave[index],
                    "ends" => draw.ends[index],
                    _ => draw.replaced[index],
                });
                inputs.push((effect.effect.bearing(model.kind), values));
            }
        }
        for (number, shock) in self.plan.scenario.branches[branch].shocks.iter().enumerate() {
            inputs
                .push((shock_words(shock, self.atlas), kept.iter().map(|draw| draw.factors[branch][number]).collect()));
        }
        // Who leads by force is the one answer that reads usable force.
        if matches!(question.asked, Asked::Leads(Measure::Force, ..)) {
            for (number, shock) in self.plan.scenario.branches[branch].force_shocks.iter().enumerate() {
                let values = kept.iter().map(|draw| draw.force_factors[branch][number]).collect();
                inputs.push((shock_words(shock, self.atlas), values));
            }
        }
        // What does not vary cannot tell.
        inputs.retain(|(_, values)| values.windows(2).any(|pair| pair[0] != pair[1]));
        inputs
    }
}

/// The factor of a shock, by name.
pub(crate) fn shock_words(shock: &crate::Shock, atlas: &Atlas) -> String {
    let name = &atlas.roster().state(shock.state).name;
    format!("factor on the {} of {name}", shock.variable.name().replace('_', " "))
}

/// The places of values in ascending order.
fn ordered(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    order
}

/// How often each draw is in a resample of pairs of draws.
fn drawn_again(pairs: usize, resample: u32) -> Vec<u32> {
    let draw = Draw { seed: 0x5ea5, future: resample, stream: Stream::VarianceShares, option: 0 };
    let mut times = vec![0; 2 * pairs];
    for index in 0..pairs {
        let pair = ((draw.uniform(index as u32) * pairs as f64) as usize).min(pairs - 1);
        times[2 * pair] += 1;
        times[2 * pair + 1] += 1;
    }
    times
}

/// Answers by tenths of an assumption: their number, sum and sum of squares.
struct Bins([(f64, f64, f64); BINS]);

impl Bins {
    /// Draws in the order of the assumption's values, each as often as it was drawn.
    fn of(order: &[usize], answers: &[f64], times: &[u32]) -> Self {
        let all = times.iter().map(|times| *times as usize).sum::<usize>().max(1);
        let mut bins = [(0.0, 0.0, 0.0); BINS];
        let mut place = 0;
        for draw in order {
            for _ in 0..times[*draw] {
                let (count, sum, squares) = &mut bins[place * BINS / all];
                (*count, *sum, *squares) =
                    (*count + 1.0, *sum + answers[*draw], *squares + answers[*draw] * answers[*draw]);
                place += 1;
            }
        }
        Self(bins)
    }

    /// The share of the variance between the tenths, corrected for their number (ε²); `None` if nothing varies.
    fn share(&self) -> Option<f64> {
        let spread = |(count, sum, squares): (f64, f64, f64)| (squares - sum * sum / count.max(1.0)).max(0.0);
        let add = |all: (f64, f64, f64), own: &(f64, f64, f64)| (all.0 + own.0, all.1 + own.1, all.2 + own.2);
        let whole = self.0.iter().fold((0.0, 0.0, 0.0), add);
        let within: f64 = self.0.iter().copied().map(spread).sum();
        let total = spread(whole);
        // What is left of equal answers is rounding.
        (total > 1e-14 * whole.2).then(|| 1.0 - within / (whole.0 - BINS as f64) / (total / (whole.0 - 1.0)))
    }

    /// The mean of the highest two tenths less that of the lowest two.
    fn difference(&self) -> f64 {
        let mean = |a: usize, b: usize| (self.0[a].1 + self.0[b].1) / (self.0[a].0 + self.0[b].0).max(1.0);
        mean(BINS - 2, BINS - 1) - mean(0, 1)
    }
}

/// The standard deviation of the differences of resamples.
fn deviation(again: &[Bins]) -> f64 {
    let differences: Vec<f64> = again.iter().map(Bins::difference).collect();
    let middle = mean(&differences);
    mean(&differences.iter().map(|own| (own - middle) * (own - middle)).collect::<Vec<f64>>()).sqrt()
}

/// The world of the date with a branch's shocks at the middle of their ranges, and the factors.
fn shocked(plan: &Plan<'_>, branch: usize) -> (World, Vec<f64>) {
    let mut world = plan.world.clone();
    let mut factors = Vec::new();
    for shock in &plan.scenario.branches[branch].shocks {
        let factor = if shock.is_later(plan.scenario.date) { 1.0 } else { shock.factor.median() };
        factors.push(factor);
        let from = shock.from.max(plan.scenario.start());
        let value = world.figure_on(shock.variable, shock.state, from).map(|value| value * factor);
        let (of, field) = (Subject::State(shock.state), shock.variable.field());
        let kind = EventKind::Figure { of, field, value, ground: Ground::Scenario };
        world.apply_on(from, kind).expect("a shock on the date of the world");
    }
    (world, factors)
}

/// A fitted rate, taken apart at the mode.
fn parts_of(model: &Model, plan: &Plan<'_>, world: &World, state: Option<StateId>, atlas: &Atlas) -> RateParts {
    let view = plan.view_of(world, state);
    let level = model.recalibration.ln_factor();
    let mode = model.mode();
    let mut parts: Vec<RatePart> = model
        .effects
        .iter()
        .zip(model.contributions(&mode, &view))
        .skip(1)
        .map(|(effect, adds)| RatePart {
            effect: effect.effect.words().to_owned(),
            reads: effect.effect.value(&view),
            adds,
        })
        .collect();
    parts.sort_by(|a, b| b.adds.abs().total_cmp(&a.adds.abs()));
    let mut all = vec![RatePart {
        effect: "intercept: the average case of the fit".to_owned(),
        reads: None,
        adds: mode[0] - level,
    }];
    if !model.recalibration.memories.is_empty() {
        all.push(RatePart { effect: "recalibration by earlier forecasts".to_owned(), reads: None, adds: level });
    }
    all.extend(parts);
    let member = state.map(|state| atlas.roster().state(state).name.clone());
    let log_rate = all.iter().map(|part| part.adds).sum();
    RateParts { process: model.kind.name().to_owned(), member, parts: all, log_rate, rate: exp(log_rate) }
}

/// The same with what links between processes make of it (`foedera links`), of leaving (0) or of freezing (1).
fn linked(own: RateParts, plan: &Plan<'_>, world: &World, (member, which): (usize, usize)) -> RateParts {
    let Some(moving) = &plan.moving else { return own };
    let (factors, names) = moving.of_member(plan, world, member);
    if factors[which] == 1.0 {
        return own;
    }
    let effect = format!("links between processes, beside the mean that they leave ({})", names.join(", "));
    let mut parts = own.parts;
    parts.push(RatePart { effect, reads: Some(factors[which]), adds: ln(factors[which]) });
    let log_rate = parts.iter().map(|part| part.adds).sum();
    RateParts { parts, log_rate, rate: exp(log_rate), ..own }
}

/// The stated rate of freezing, taken apart at the middles of the assumptions.
fn freezing(plan: &Plan<'_>, factors: &[f64], branch: usize, member: usize, atlas: &Atlas) -> RateParts {
    let middle = |id: &str| crate::draw::value(plan.scenario.assumption(id).distribution, 0.5);
    let shocks = plan.scenario.branches[branch].shocks.iter().zip(factors);
    let of_patron = shocks.filter(|(shock, _)| Some(shock.state) == plan.patron && shock.variable == Variable::Cinc);
    let factor: f64 = of_patron.map(|(_, factor)| factor).product();
    let parts = vec![
        RatePart {
            effect: "stated rate of freezing".to_owned(),
            reads: Some(middle("freeze_rate")),
            adds: ln(middle("freeze_rate")),
        },
        RatePart {
            effect: "response to the patron's usable capability".to_owned(),
            reads: Some(factor),
            adds: -middle("freeze_elasticity") * ln(factor),
        },
    ];
    let log_rate = parts.iter().map(|part| part.adds).sum();
    let member = Some(atlas.roster().state(plan.members[member]).name.clone());
    RateParts { process: "freeze".to_owned(), member, parts, log_rate, rate: exp(log_rate) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Models, Scenario, Settings, embedded_scenario};

    #[test]
    fn parts_sum_to_the_rate_that_the_futures_use() {
        let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
        let source = embedded_scenario("csto-2022").expect("it ships");
        let (scenario, atlas) = Scenario::open(&source, &atlas).expect("a scenario");
        let plan = Plan::new(&scenario, &atlas, &models, Settings { futures: 1, seed: 1 });
        for branch in 0..scenario.branches.len() {
            let (world, _) = shocked(&plan, branch);
            for model in [&models.leave, &models.ends, &models.replaced] {
                let state = (model.kind.name() == "leave").then(|| plan.members[0]);
                let parts = parts_of(model, &plan, &world, state, &atlas);
                let rate = model.rate(&model.mode(), &plan.view_of(&world, state));
                assert!((parts.rate / rate - 1.0).abs() < 1e-12, "{}: {} {rate}", parts.process, parts.rate);
            }
        }
    }

    #[test]
    fn a_share_is_one_for_what_decides_all_and_none_for_what_decides_nothing() {
        let draw = Draw { seed: 4, future: 0, stream: Stream::Test(0), option: 0 };
        let cause: Vec<f64> = (0..2000).map(|index| draw.uniform(index)).collect();
        let idle: Vec<f64> = (0..2000).map(|index| draw.uniform(5000 + index)).collect();
        let answers: Vec<f64> = cause.iter().map(|cause| cause * 3.0).collect();
        let share = |values: &[f64], answers: &[f64]| Bins::of(&ordered(values), answers, &[1; 2000]).share();
        assert!(share(&cause, &answers).expect("it varies") > 0.98);
        assert!(share(&idle, &answers).expect("it varies").abs() < 0.02);
        assert_eq!(share(&idle, &[1.0; 2000]), None);
        assert_eq!(share(&idle, &[0.1; 2000]), None, "sums of tenths are rounded");
        let difference = Bins::of(&ordered(&cause), &answers, &[1; 2000]).difference();
        assert!(
            (difference - 2.4).abs() < 0.1,
            "three times the distance of the middles of the outer fifths: {difference}"
        );
    }
}
